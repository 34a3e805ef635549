"""Referrals: asked where harm or somebody at risk is concerned, recorded with a day or with why not."""

from datetime import timedelta

import pytest

from licensing import clock
from licensing.db import transaction
from licensing.decisions import referrals
from licensing.decisions.referrals import ReferralFacts, faults
from licensing.errors import BadInput, NotFound
from tests.factories import applications as make
from tests.factories import decisions as decided

TODAY = clock.today()


@pytest.mark.parametrize(
    ("harm", "at_risk", "given", "faulty"),
    [
        pytest.param(None, None, [], {"risk_of_harm", "at_risk_concerned"}, id="nothing said"),
        pytest.param(False, False, [], set(), id="neither"),
        pytest.param(True, False, [], {"dbs_made", "police_made"}, id="harm"),
        pytest.param(False, True, [], {"mash_made"}, id="somebody at risk"),
        pytest.param(False, True, [ReferralFacts("mash", True, TODAY)], set(), id="referred"),
        pytest.param(False, True, [ReferralFacts("mash", True)], {"mash_made_on"}, id="no day"),
        pytest.param(False, True, [ReferralFacts("mash", False)], {"mash_why_not"}, id="no reason"),
        pytest.param(
            False,
            False,
            [ReferralFacts("dbs", True, TODAY + timedelta(days=1))],
            {"dbs_made_on"},
            id="tomorrow",
        ),
    ],
)
def test_what_is_asked_about_referrals_is_answered(harm, at_risk, given, faulty):
    assert set(faults(harm, at_risk, given)) == faulty


@pytest.fixture
def by(app_context):
    """A decision maker of Leeds."""
    with transaction():
        return make.decision_maker()


def test_the_newest_word_about_a_referral_counts_and_the_older_stays(by):
    with transaction():
        decision = decided.revoked(
            by, at_risk_concerned=True, referrals=[ReferralFacts("mash", False, why_not="On Monday.")]
        )
    with transaction():
        referrals.record_referral(decision.id, ReferralFacts("mash", True, TODAY, "M/1"), by=by)
    newest = referrals.newest(decision.id, by.authority_id)
    assert (newest["mash"].made_on, newest["mash"].reference) == (TODAY, "M/1")
    assert [one.why_not for one in referrals.of_decision(decision.id, by.authority_id)] == ["", "On Monday."]


def test_a_referral_nowhere_or_of_another_authority_is_refused(by):
    with transaction():
        decision, stranger = decided.revoked(by), make.decision_maker(authority="York")
    with pytest.raises(BadInput), transaction():
        referrals.record_referral(decision.id, ReferralFacts("nobody", True, TODAY), by=by)
    with pytest.raises(NotFound), transaction():
        referrals.record_referral(decision.id, ReferralFacts("dbs", True, TODAY), by=stranger)
