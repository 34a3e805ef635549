"""Appeals: recorded, heard, decided, and what they make of the decision's page."""

from datetime import timedelta

import pytest

from licensing import clock
from licensing.authorities.permissions import Role
from licensing.outbox.actions import send_due
from licensing.web.filters import day
from tests.factories import decisions as decided
from tests.factories import people
from tests.support.typing_in import comes_back, dated

TODAY = clock.today()
COURT = {"court_name": "Leeds Magistrates’ Court", "reference": "2026/1"}


@pytest.fixture
def decision(desk):
    """A licence revoked at once, of which the person was notified, by its id."""
    return desk.done(
        lambda by, decider: decided.notified(decided.revoked(decider, effect=decided.AT_ONCE), by).id
    )


@pytest.fixture
def not_at_once(desk):
    """A licence revoked at the end of 21 days, of which the person was notified 22 days ago."""
    on = TODAY - timedelta(days=22)

    def revoked(by, decider):
        held = people.licence(by=by, starts_on=on)
        return decided.notified(decided.revoked(decider, of=held, decided_on=on), by, on).id

    return desk.done(revoked)


def _words(page):
    return " ".join(page.select_one("main").get_text(" ").split())


def _state(page):
    return page.select_one(".app-record-heading__state").get_text(strip=True)


def _lodged(officer, decision):
    page = officer.get_page(officer.get_page(f"/decisions/{decision}").links["Record an appeal"])
    return officer.submit(page, COURT | dated("lodged_on", TODAY))


@pytest.mark.rule("R30", "R07")
def test_an_appeal_is_recorded_heard_adjourned_and_allowed_and_the_entry_is_removed(desk, officer, decision):
    desk.read(lambda: [send_due() for _ in range(5)])
    page = _lodged(officer, decision)
    assert page.rows["In time"] == "Yes"
    assert page.rows["Meanwhile"] == "The decision does not wait for it"
    appeal = page.url
    page = officer.get_page(page.links["Record a hearing"])
    page = officer.submit(page, {"note": "Court 2"} | dated("held_on", TODAY + timedelta(days=30)))
    assert day(TODAY + timedelta(days=30)) in page.text
    adjourn = next(href for text, href in page.links.items() if text.startswith("Adjourned"))
    page = officer.submit(officer.get_page(adjourn), {"reason": "A witness was ill."})
    assert "A witness was ill." in page.text
    page = officer.submit(
        officer.get_page(page.links["Record the outcome"]),
        {"outcome": "allowed", "words": "Not proved."} | dated("decided_on", TODAY),
    )
    assert _state(page) == "Allowed"
    assert "has not acknowledged the change" in _words(page)
    page = officer.get_page(f"/decisions/{decision}")
    assert _state(page) == "Overturned"
    assert "The magistrates’ court allowed the appeal: the decision was overturned. Not proved." in _words(
        page
    )
    desk.read(lambda: [send_due() for _ in range(3)])
    assert "has not acknowledged" not in _words(officer.get_page(appeal))
    assert officer.get_page(appeal).links["Record a further appeal"].endswith("/appeals/new")


def test_a_further_appeal_says_who_appeals(officer, decision):
    page = _lodged(officer, decision)
    page = officer.submit(
        officer.get_page(page.links["Record the outcome"]),
        {"outcome": "allowed", "words": "Not proved."} | dated("decided_on", TODAY),
    )
    page = officer.get_page(page.links["Record a further appeal"])
    assert page.heading == "Record an appeal to the Crown Court"
    page = officer.submit(
        page, {"court_name": "Leeds Crown Court", "lodged_by": "authority"} | dated("lodged_on", TODAY)
    )
    assert page.rows["Lodged"].endswith("by this authority")


@pytest.mark.rule("R30")
def test_of_a_late_appeal_an_officer_says_whether_the_person_may_carry_on(officer, not_at_once):
    url = f"/decisions/{not_at_once}/appeals/new"
    given = COURT | dated("lodged_on", TODAY)
    comes_back(officer, url, given, {"stays": "carry on", "stays_because": "why"})
    page = officer.submit(
        officer.get_page(url), given | {"stays": "yes", "stays_because": "The court let it in."}
    )
    assert page.rows["In time"].startswith("No")
    page = officer.get_page(f"/decisions/{not_at_once}")
    assert _state(page) == "Stayed by an appeal"


def test_a_faulty_outcome_comes_back_with_what_was_typed(officer, decision):
    url = _lodged(officer, decision).links["Record the outcome"]
    comes_back(
        officer,
        url,
        {"outcome": "varied", "words": "A shorter time."} | dated("decided_on", TODAY),
        {"becomes": "from now on"},
    )
    comes_back(
        officer,
        url,
        {"outcome": None, "words": ""},
        {"outcome": "outcome", "words": "why", "decided_on": "day"},
    )


def test_an_outcome_is_recorded_once(officer, decision):
    appeal = _lodged(officer, decision)
    url = appeal.links["Record the outcome"]
    officer.submit(
        officer.get_page(url), {"outcome": "dismissed", "words": "Proved."} | dated("decided_on", TODAY)
    )
    assert "recorded already" in officer.get_page(url, 409).text
    assert "recorded already" in officer.get_page(appeal.links["Record a hearing"], 409).text


def test_another_authoritys_appeal_is_not_found(desk, officer, new_client, decision):
    appeal = _lodged(officer, decision)
    stranger = new_client()
    stranger.sign_in(desk.somebody(Role.LICENSING_OFFICER, authority="York"))
    for url in (appeal.url, appeal.links["Record the outcome"], appeal.links["Record a hearing"]):
        stranger.get_page(url, 404)
