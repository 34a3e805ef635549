"""Story: Bradford becomes aware of conduct by a driver of a Scottish council and by one of York, and York replies."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from licensing import clock
from licensing.authorities.permissions import Role
from licensing.concerns.models import Concern
from licensing.db import db, transaction
from licensing.duties.holidays import holidays
from licensing.duties.models import Duty
from licensing.workingdays import last_day_of_period
from tests.factories import applications as make
from tests.factories.officers import PASSWORD, officer
from tests.factories.people import licence, person
from tests.support.officer_at_work import OfficerAtWork


def _due(live, kind):
    with live.app.app_context():
        return [
            (duty.authority_id, duty.began_on, duty.due_on, duty.discharged_on)
            for duty in db.session.query(Duty).filter_by(kind=kind).order_by(Duty.id)
        ]


def _last_day(live, began_on, days):
    with live.app.app_context():
        return last_day_of_period(began_on, days, holidays())


def _records_what_came_in(at_work, *, names, what, aware_on, **known):
    """From the list of concerns to the recorded information about a driver licensed elsewhere."""
    at_work.page.goto("/concerns")
    at_work.look("Concerns about drivers")
    at_work.press("Record information that came in")
    at_work.look("How did the information come in?")
    at_work.choose("door", "complaint")
    at_work.press("Continue")
    at_work.look("What came in about a driver")
    at_work.choose("about", "elsewhere")
    at_work.fill_all(names=names, what=what, aware_by="Olga Officer", **known)
    at_work.fill_date("aware_on", aware_on)
    at_work.choose("came_how", "telephone")
    at_work.press("Record")


def _answers_the_three_questions(at_work, *, to, limb):
    at_work.look("Must this be sent to the authority that granted the licence?")
    for question, reasons in (
        ("drove_here", "A booking of that evening, in Bradford"),
        ("conduct_here", "It happened on the way through Bradford"),
        ("would_consider", "A driver of ours would have been suspended while it was looked into"),
    ):
        at_work.choose(question, "yes")
        at_work.fill(f"{question}_reasons", reasons)
    at_work.choose("limbs", limb)
    at_work.fill("to", to)
    at_work.press("Record the answers")
    at_work.look("Send this to")


@pytest.mark.rule("R17", "R18", "R19", "R20")
def test_two_concerns_go_out_in_time_to_scotland_and_york_and_yorks_reply_comes_back(
    live, new_browser_page, check_page
):
    today = clock.today()
    aware_on = today - timedelta(days=1)
    with live.app.app_context(), transaction():
        officer("Bradford", email="officer@bradford.test", name="Olga Officer")
        by = make.preparer(authority="York", email="officer@york.test")
        officer("York", (Role.DECISION_MAKER,), email="decider@york.test", name="Yori Decider")
        licence(person("Tobias", "Testwell", by=by, born=date(1981, 2, 3), numbers={}), by=by)

    bradford = OfficerAtWork(new_browser_page(), check_page)
    bradford.sign_in("officer@bradford.test", PASSWORD)

    # The driver of a Scottish council: by letter, for it does not work with this register.
    _records_what_came_in(
        bradford,
        names="Callum Inventson",
        what="He shouted at a passenger and would not let her out.",
        aware_on=aware_on,
        vehicle="ZZ99 ZZZ",
    )
    _answers_the_three_questions(bradford, to="City of Edinburgh", limb="g")
    expect(bradford.page.locator("main")).to_contain_text("does not work with this system")
    bradford.choose("sent_how", "secure-email")
    bradford.press("Record that it was sent")
    bradford.look("Callum Inventson")
    expect(bradford.page.locator("main")).to_contain_text("Edinburgh")

    # The driver of York: by the register.
    _records_what_came_in(
        bradford,
        names="Tobias Testwell",
        what="He followed a passenger to her door.",
        aware_on=aware_on,
    )
    _answers_the_three_questions(bradford, to="York", limb="b")
    bradford.press("Send it now")
    bradford.look("Tobias Testwell")
    sent = bradford.page.url
    assert live.run_worker_once()

    # Both were sent within the clock of 10 working days that began with the day of becoming aware.
    last = _last_day(live, aware_on, 10)
    assert [(began, due, done) for _, began, due, done in _due(live, "send-concern")] == [
        (aware_on, last, today)
    ] * 2

    # York says who it is, considers it and replies, within 20 working days of its own becoming aware.
    york = OfficerAtWork(new_browser_page(), check_page)
    york.sign_in("officer@york.test", PASSWORD)
    york.page.goto("/concerns")
    york.follow("Tobias Testwell")
    york.look("Concern from Bradford")
    case = york.page.url
    assert [(began, due) for _, began, due, _ in _due(live, "consider-concern")] == [
        (today, _last_day(live, today, 20))
    ]
    york.press("Say who it is about")
    york.look("Who is this concern about?")
    york.page.get_by_role("radio", name="Tobias Testwell").check()
    york.fill("reason", "The name and the licence are his.")
    york.press("Record")
    york.look("Concern from Bradford")

    decider = OfficerAtWork(new_browser_page(), check_page)
    decider.sign_in("decider@york.test", PASSWORD)
    decider.page.goto(case)
    decider.look("Concern from Bradford")
    decider.press("Consider it")
    decider.look("Consider whether to suspend or revoke")
    with live.expecting(400):
        decider.press("Record the consideration")
        expect(decider.page.locator(".govuk-error-summary")).to_contain_text("Choose what was decided")
    decider.choose("outcome", "no-action")
    decider.fill("reasons", "The passenger withdrew what she had said, and the journey record bears him out.")
    decider.press("Record the consideration")
    decider.look("Reply to Bradford")
    # Considered, and not closed: the reply in writing is owed still.
    assert [done for *_, done in _due(live, "reply-to-concern")] == [None]
    decider.press("Send the reply now")
    decider.look("Concern from Bradford")
    assert live.run_worker_once()
    decider.page.goto(case)
    decider.look("Concern from Bradford")
    assert [done for *_, done in _due(live, "reply-to-concern")] == [today]

    # Bradford sees York's reply. Of Edinburgh none is owed: s.6 binds the authorities of England.
    bradford.page.goto(sent)
    bradford.look("Tobias Testwell")
    expect(bradford.page.locator("main")).to_contain_text("the journey record bears him out")
    bradford.press("Mark the reply as read")
    bradford.look("Tobias Testwell")
    assert [done for *_, done in _due(live, "await-concern-reply")] == [today]
    with live.app.app_context():
        assert {one.state for one in db.session.query(Concern)} == {"told", "replied"}
