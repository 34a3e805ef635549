"""A story: Bradford becomes aware of what two drivers did, one licensed in Glasgow and one in York; York replies."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from licensing import clock
from licensing.db import db, transaction
from licensing.duties.models import Duty
from tests.factories import applications as make
from tests.factories import people
from tests.factories.officers import PASSWORD, council
from tests.support.officer_at_work import OfficerAtWork

AWARE_ON = clock.today() - timedelta(days=1)


def _open_duties(live, authority):
    with live.app.app_context():
        duties = select(Duty.kind, Duty.began_on).where(
            Duty.authority_id == council(authority).id, Duty.discharged_at.is_(None)
        )
        return sorted(tuple(one) for one in db.session.execute(duties))


def _becomes_aware(officer, name, door):
    """By a door, through the three questions' page."""
    officer.page.goto("/concerns")
    officer.look("Concerns about drivers")
    officer.page.get_by_role("button", name="Record information that came in").click()
    officer.look("How did the information come in?")
    officer.choose("door", door)
    officer.press("Continue")
    officer.look("What came in about a driver")
    officer.choose("about", "elsewhere")
    officer.fill("what", f"{name} threatened a passenger at the interchange.")
    officer.fill_date("aware_on", AWARE_ON)
    officer.choose("came_how", "telephone")
    officer.fill("names", name)
    officer.press("Record")
    officer.look("Must this be sent")


def _answers_yes(officer, to):
    for key in ("drove_here", "conduct_here", "would_consider"):
        officer.choose(key, "yes")
        officer.fill(f"{key}_reasons", "The booking, and two witnesses.")
    officer.choose("limbs", "g")
    officer.fill("to", to)
    officer.press("Record the answers")
    officer.look("Send this to")


@pytest.mark.rule("R17", "R18", "R19", "R20")
def test_conduct_of_drivers_of_glasgow_and_of_york_is_sent_to_both_and_york_considers_and_replies(
    live, new_browser_page, check_page
):
    with live.app.app_context(), transaction():
        make.preparer(authority="Bradford", email="officer@bradford.test")
        york = make.preparer(authority="York", email="officer@york.test")
        make.decision_maker(authority="York", email="decider@york.test")
        people.licence(people.person("Orhan", "Uydurma", by=york, numbers={}), by=york, number="YRK-7")

    officer = OfficerAtWork(new_browser_page(), check_page)
    officer.sign_in("officer@bradford.test", PASSWORD)
    _becomes_aware(officer, "Angus Inventson", "complaint")
    _becomes_aware(officer, "Orhan Uydurma", "police")
    assert _open_duties(live, "Bradford") == [("send-concern", AWARE_ON)] * 2

    # York works with this system.
    with live.expecting(400):
        officer.press("Record the answers")
        expect(officer.page.locator(".govuk-error-summary")).to_contain_text("Choose yes or no")
        officer.check(officer.page)
    _answers_yes(officer, "York")
    officer.press("Send it now")
    officer.look("Concern about Orhan Uydurma")
    to_york = officer.page.url
    live.run_worker_once()

    # Glasgow is written to.
    officer.page.goto("/concerns")
    officer.follow("Angus Inventson")
    officer.look("Concern about Angus Inventson")
    officer.page.get_by_role("button", name="Answer the three questions").click()
    _answers_yes(officer, "Glasgow")
    officer.follow("the letter to print")
    officer.look("Information about a driver whom you license")
    expect(officer.page.locator("main")).to_contain_text("Civic Government (Scotland) Act 1982 s.13")
    officer.page.go_back()
    officer.choose("sent_how", "secure-email")
    officer.press("Record that it was sent")
    officer.look("Concern about Angus Inventson")
    assert _open_duties(live, "Bradford") == [("await-concern-reply", clock.today())]
    both = [("consider-concern", clock.today()), ("reply-to-concern", clock.today())]
    assert _open_duties(live, "York") == both

    # York says who it is; its decision maker considers and replies.
    theirs = OfficerAtWork(new_browser_page(), check_page)
    theirs.sign_in("officer@york.test", PASSWORD)
    theirs.page.goto("/concerns")
    theirs.look("Concerns about drivers")
    theirs.follow("Orhan Uydurma")
    theirs.look("Concern from Bradford about Orhan Uydurma")
    case = theirs.page.url
    theirs.page.get_by_role("button", name="Say who it is about").click()
    theirs.look("Who is this concern about?")
    theirs.page.get_by_label("Orhan Uydurma").check()
    theirs.fill("reason", "One licence of that name, and the same description.")
    theirs.press("Record")
    theirs.look("Concern from Bradford")
    decider = OfficerAtWork(new_browser_page(), check_page)
    decider.sign_in("decider@york.test", PASSWORD)
    decider.page.goto(case)
    decider.page.get_by_role("button", name="Consider it").click()
    decider.look("Consider whether to suspend or revoke")
    decider.choose("outcome", "intends-to-suspend")
    decider.fill("reasons", "Two witnesses agree. He is heard next week.")
    decider.press("Record the consideration")
    decider.look("Reply to Bradford")
    decider.press("Send the reply now")
    decider.look("Concern from Bradford")
    live.run_worker_once()
    assert _open_duties(live, "York") == []
    decider.page.goto(case)
    expect(decider.page.locator("main")).to_contain_text("Closed: reply sent")

    # Bradford reads it.
    assert _open_duties(live, "Bradford") == []
    officer.page.goto(to_york)
    officer.look("Concern about Orhan Uydurma")
    expect(officer.page.locator("main")).to_contain_text("Intends to suspend the licence")
    expect(officer.page.locator("main")).to_contain_text("He is heard next week.")
    officer.press("Mark the reply as read")
    expect(officer.page.locator("main")).not_to_contain_text("Mark the reply as read")
