"""Whom a coming change of the policy touches: counts of one authority's own licences and applications."""

from dataclasses import replace
from datetime import date

import pytest

from licensing.authorities.models import Authority
from licensing.db import db, transaction
from licensing.policy.comparing import AT_RENEWAL, NEW_ONLY, coming_changes
from licensing.policy.model import LICENCES_OF
from licensing.reporting.policy_changes import touched_by
from licensing.suitability.convictions_recording import ConvictionFacts, record_conviction, void_conviction
from tests.factories import people
from tests.factories.applications import preparer, received
from tests.factories.officers import officer
from tests.factories.training import completion, course

# Wakefield's example: 24 months from 1 April 2027, where it was 36.
(TRAINING,) = [
    one for one in coming_changes("E08000036", date(2026, 11, 21)) if "training_valid" in one.about
]
STARTS = date(2026, 1, 1)


@pytest.fixture
def by(app_context):
    """A licensing officer of Wakefield."""
    with transaction():
        return officer("Wakefield")


def _council(by):
    return db.session.get_one(Authority, by.authority_id)


def test_the_licences_that_run_on_the_day_are_counted_by_kind_and_no_other_authoritys(by):
    with transaction():
        people.licence(by=by, starts_on=STARTS)
        people.licence(by=by, starts_on=STARTS, kind="dual")
        people.licence(by=by, starts_on=STARTS, ends_on=date(2027, 3, 31))
        other = officer("Bradford")
        people.licence(by=other, starts_on=STARTS)
    touched = touched_by(TRAINING, _council(by))
    assert touched.running == {"hackney": 0, "private-hire": 1, "dual": 1}
    assert touched.licences == 2


def test_what_only_new_applicants_are_asked_touches_no_licence_that_runs(by):
    with transaction():
        people.licence(by=by, starts_on=STARTS)
    assert touched_by(replace(TRAINING, felt=NEW_ONLY), _council(by)).running == {}


@pytest.mark.rule("R59")
def test_a_shorter_interval_says_how_many_drivers_training_will_count_no_longer(by):
    with transaction():
        version = course(by)
        for completed in (date(2025, 3, 1), date(2026, 3, 1)):
            who = people.person(by=by)
            people.licence(who, by=by, starts_on=STARTS)
            completion(who, version, by, completed_on=completed)
    assert touched_by(TRAINING, _council(by)).training == (0, 1)


@pytest.mark.rule("R61")
def test_a_changed_period_counts_the_holders_with_such_a_conviction(by):
    facts = ConvictionFacts(
        offence="dishonesty",
        words="Theft",
        convicted_on=date(2019, 3, 4),
        source="court",
        seen_on=date(2026, 11, 20),
    )
    with transaction():
        holder, applicant, cleared = (people.person(by=by) for _ in range(3))
        for who in (holder, cleared):
            people.licence(who, by=by, starts_on=STARTS)
        for who in (holder, holder, applicant):
            record_conviction(who.id, facts, by=by, on=date(2026, 11, 21))
        wrong = record_conviction(cleared.id, facts, by=by, on=date(2026, 11, 21))
        void_conviction(wrong.id, reason="Somebody else's", by=by)
    change = replace(TRAINING, about="offences.dishonesty", felt=AT_RENEWAL)
    touched = touched_by(change, _council(by))
    assert (touched.convicted, touched.training) == (1, None)


def test_applications_being_prepared_are_counted_by_what_they_are_for(app_context):
    with transaction():
        application = received(preparer())
    council = application.authority
    assert touched_by(TRAINING, council).applications == 1
    assert touched_by(replace(TRAINING, touches=LICENCES_OF["operator"]), council).applications == 0
