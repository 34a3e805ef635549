"""Withdrawing, lifting, shortening, and recording referrals, from the page of a decision."""

from datetime import timedelta

import pytest

from licensing import clock
from licensing.authorities.permissions import Role
from licensing.web.filters import day
from tests.factories import decisions as decided
from tests.support.typing_in import comes_back, dated

TODAY = clock.today()


@pytest.fixture
def suspension(desk):
    """A suspension at once for a period, of which the person was notified, by its id."""
    ends_on = TODAY + timedelta(days=90)
    return desk.done(
        lambda by, decider: (
            decided.notified(decided.suspended(decider, effect=decided.AT_ONCE, ends_on=ends_on), by).id
        )
    )


def _words(page):
    return " ".join(page.select_one("main").get_text(" ").split())


def _state(page):
    return page.select_one(".app-record-heading__state").get_text(strip=True)


@pytest.mark.rule("R06", "R07")
def test_the_last_day_of_a_suspension_is_brought_forward_and_then_it_is_lifted(decider, suspension):
    page = decider.get_page(f"/decisions/{suspension}")
    assert page.rows["Suspended"] == f"Until the end of {day(TODAY + timedelta(days=90))}"
    url = page.links["Bring its last day forward"]
    comes_back(
        decider,
        url,
        {"reason": "Why"} | dated("ends_on", TODAY + timedelta(days=91)),
        {"ends_on": "a decision of its own"},
    )
    page = decider.submit(
        decider.get_page(url), {"reason": "He has learned."} | dated("ends_on", TODAY + timedelta(days=30))
    )
    assert day(TODAY + timedelta(days=30)) in page.rows["Suspended"]
    assert day(TODAY + timedelta(days=90)) in page.rows["Suspended"]
    assert "He has learned." in _words(page)
    comes_back(decider, page.links["Lift the suspension"], {"reason": ""}, {"reason": "reason"})
    page = decider.submit(
        decider.get_page(page.links["Lift the suspension"]), {"reason": "A doctor saw him."}
    )
    assert _state(page) == "Ended"
    assert "Lift the suspension" not in page.links


def test_a_decision_is_withdrawn_before_notice_is_given(desk, decider, officer):
    decision = desk.done(lambda _, decider: decided.revoked(decider).id)
    page = decider.get_page(f"/decisions/{decision}")
    page = decider.submit(
        decider.get_page(page.links["Withdraw it before notice is given"]), {"reason": "The wrong licence."}
    )
    assert _state(page) == "Withdrawn before it was notified"
    assert "Never" in _words(officer.get_page("/decisions?shown=over"))
    decider.get_page(f"/decisions/{decision}/withdraw", 409)
    officer.get_page(f"/decisions/{decision}/lift", 403)


def test_a_referral_is_recorded_later_and_shown(decider, suspension):
    url = decider.get_page(f"/decisions/{suspension}").links["Record a referral"]
    comes_back(decider, url, {"to": "mash", "made": "yes"}, {"made_on": "day of the referral"})
    comes_back(decider, url, {"to": "mash", "made": "no"}, {"why_not": "why"})
    page = decider.submit(
        decider.get_page(url),
        {"to": "mash", "made": "yes", "reference": "M/1"} | dated("made_on", TODAY),
    )
    assert page.rows["Multi-agency safeguarding hub"] == f"Referred on {day(TODAY)}, reference M/1"


def test_a_licensing_officer_and_another_authority_change_nothing(desk, officer, new_client, suspension):
    assert "Lift the suspension" not in officer.get_page(f"/decisions/{suspension}").links
    stranger = new_client()
    stranger.sign_in(desk.somebody(Role.DECISION_MAKER, authority="York"))
    for page in ("lift", "end", "withdraw", "referrals/new"):
        officer.get_page(f"/decisions/{suspension}/{page}", 403)
        stranger.get_page(f"/decisions/{suspension}/{page}", 404)
