"""A change that another authority told of, on a page: acknowledged, regarded, and determinations looked at again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.applications import determining, reviews
from licensing.audit.models import AuditEntry
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.national_register.correspondence_models import ChangeNotice, ChangeTold
from tests.factories import applications as make
from tests.factories import correspondence as write
from tests.factories.cases import ANSWERED, Desk
from tests.support.typing_in import comes_back, dated

WHY = "The court allowed his appeal."
TODAY = clock.today()


@pytest.fixture
def bradford(app):
    """The licensing desk of Bradford, which made the entry."""
    return Desk(app, "Bradford")


def _officers(*ids):
    return [db.session.get_one(Officer, one) for one in ids]


@pytest.fixture
def weighed(desk, bradford):
    """An application of Leeds with nothing missing, whose hit Bradford answered about: its id, the entry."""

    def act():
        application, request = write.weighed(*_officers(desk.officer, bradford.officer))
        return application.id, request.entry_ref

    return desk.read(act)


def _refused(desk, weighed):
    desk.done(
        lambda _by, decider: determining.refuse(
            weighed[0], make.refusal_facts(reasons="What Bradford told us."), by=decider
        )
    )


def _told(bradford, weighed, **given):
    """Bradford tells of a change; the number of the newest notice."""

    def act():
        write.told(weighed[1], *_officers(bradford.officer), reason=WHY, **given)
        return db.session.scalars(select(ChangeNotice.id).order_by(ChangeNotice.id.desc())).first()

    return bradford.read(act)


@pytest.mark.rule("R14")
def test_a_change_is_shown_with_why_and_acknowledged_and_the_teller_sees_that(
    desk, bradford, officer, new_client, weighed
):
    notice = _told(bradford, weighed)
    assert "Changes (1)" in officer.get_page("/").links
    index = officer.get_page("/change-notices")
    assert f"/change-notices/{notice}" in index.links.values()
    page = officer.get_page(f"/change-notices/{notice}")
    assert page.heading == "Change that you were told of Entry of Bradford removed"
    assert WHY in page.text
    assert page.links[f"Imran Sampleton: application {weighed[0]}"] == f"/applications/{weighed[0]}"
    assert "The decision must have regard to this change." in page.text
    page = officer.submit(page)
    assert page.rows["Acknowledged"].startswith("Olive Officer")
    assert page.select("main form") == []
    assert "Changes" in page.links
    desk.read(write.delivered)
    browser = new_client()
    browser.sign_in(bradford.officer)
    theirs = browser.get_page("/information-requests/1")
    assert "We have read that the entry was removed" in theirs.rows["Acknowledged"]


@pytest.mark.rule("R14")
def test_the_case_asks_for_regard_to_the_change_and_shows_why(bradford, officer, weighed):
    _told(bradford, weighed)
    case = officer.get_page(f"/applications/{weighed[0]}")
    assert "and said why: record the regard had to that." in case.text
    page = officer.get_page(case.links["Change the regard had to what Bradford told us"])
    assert WHY in page.text
    case = officer.submit(page, {"regard": "It weighs nothing any more"})
    assert "Nothing is missing, for a grant or for a refusal." in case.text


@pytest.mark.rule("R14")
def test_a_determination_is_reviewed_with_what_was_relied_on_then_and_what_is_known_now(
    desk, bradford, officer, decider, weighed
):
    _refused(desk, weighed)
    _told(bradford, weighed)
    case = officer.get_page(f"/applications/{weighed[0]}")
    link = case.links["To be looked at again: what Bradford told has changed, or came late"]
    seen = officer.get_page(link)
    assert "It weighs heavily" in seen.text
    assert "What Bradford told us." in seen.text
    assert WHY in seen.text
    assert "A decision maker records it." in seen.text
    page = decider.get_page("/change-notices")
    assert "Changes (2)" in page.links
    page = decider.submit(decider.get_page(link), {"outcome": "stands", "reasons": "He said so himself"})
    assert page.rows["Outcome"] == "The determination stands"
    assert page.rows["Recorded by"].startswith("Dora Decider")
    assert "Looked at again on" in officer.get_page(f"/applications/{weighed[0]}").text


def test_what_comes_of_a_review_comes_back_when_something_is_missing(desk, bradford, decider, weighed):
    _refused(desk, weighed)
    _told(bradford, weighed)
    url = "/change-notices/reviews/1"
    errors = {"outcome": "Say whether the determination stands", "reasons": "Say why"}
    comes_back(decider, url, {"outcome": None, "reasons": ""}, errors)
    comes_back(decider, url, {"outcome": "taken-up", "reasons": ""}, {"reasons": "Say why"})


def test_an_officer_who_does_not_determine_does_not_close_a_review(desk, bradford, officer, weighed):
    _refused(desk, weighed)
    _told(bradford, weighed)
    values = {"csrf_token": officer.csrf_token(), "outcome": "stands", "reasons": "So"}
    assert officer.post("/change-notices/reviews/1", data=values).status_code == 403
    assert desk.read(lambda: db.session.get_one(reviews.Review, 1).closed_at) is None


@pytest.mark.parametrize("page", ["/change-notices/1", "/change-notices/reviews/1"])
def test_another_authoritys_notice_and_review_are_not_found(desk, bradford, new_client, weighed, page):
    _refused(desk, weighed)
    _told(bradford, weighed)
    browser = new_client()
    browser.sign_in(bradford.somebody(Role.LICENSING_OFFICER, Role.DECISION_MAKER))
    browser.get_page(page, status=404)
    token = {"csrf_token": browser.csrf_token()}
    assert browser.post("/change-notices/1/acknowledge", data=token).status_code == 404
    assert "Entry of" not in browser.get_page("/change-notices").text


def test_a_change_told_by_post_is_recorded_from_the_case(desk, officer):
    hit = desk.hit(ANSWERED)
    case = officer.get_page(f"/applications/{hit.application}")
    url = case.links["Record a change of the entry that Bradford told by hand"]
    errors = {"what": "Choose what was done", "changed_on": "Enter the day", "reason": "Enter why"}
    comes_back(officer, url, {"what": None, "reason": ""}, errors)
    tomorrow = dated("changed_on", TODAY + timedelta(days=1))
    page = officer.submit(officer.get_page(url), {"what": "removed", "reason": WHY} | tomorrow, status=400)
    assert "The day of the change must be today or in the past" in page.errors
    page = officer.submit(page, dated("changed_on", TODAY))
    assert page.heading.endswith("Entry of Bradford removed")
    assert "write to Bradford that you have read it" in page.text
    assert page.rows["You were told"].endswith("recorded by Olive Officer")


@pytest.mark.rule("R23")
def test_what_was_deleted_says_so_and_why(desk, bradford, officer, decider, weighed):
    _refused(desk, weighed)
    notice = _told(bradford, weighed)

    def end(*_):
        row, now = db.session.get_one(ChangeNotice, notice), clock.now()
        row.reason, row.deleted_at = "", now

    desk.done(end)
    page = officer.get_page(f"/change-notices/{notice}")
    assert "the applications and any appeal are over" in page.text
    assert WHY not in page.text
    assert WHY not in officer.get_page("/change-notices/reviews/1").text


@pytest.mark.rule("R24")
def test_reading_a_change_and_a_review_is_written_in_the_audit_log(desk, bradford, officer, weighed):
    _refused(desk, weighed)
    officer.get_page(f"/change-notices/{_told(bradford, weighed)}")
    officer.get_page("/change-notices/reviews/1")
    events = select(AuditEntry.event).where(AuditEntry.event.in_(("change-notice:viewed", "review:viewed")))
    assert sorted(desk.read(lambda: db.session.scalars(events).all())) == [
        "change-notice:viewed",
        "review:viewed",
    ]
    assert desk.read(lambda: db.session.scalars(select(ChangeTold.told_on)).one()) == TODAY
