"""The page of the daily e-mail and the calendar feed, and the feed itself."""

import re

import pytest
from icalendar import Calendar
from sqlalchemy import select

from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.duties.models import Duty
from licensing.reporting.digest import wants_digest
from licensing.reporting.models import CalendarFeed


@pytest.fixture
def made(officer):
    """The path of the officer's calendar feed, as the page shows it once."""
    page = officer.submit(officer.get_page("/duties/reminders"), form="form[action$='/calendar']")
    found = re.search(r"http://127\.0\.0\.1:8000(/duties/calendar/[\w-]+\.ics)", page.text)
    assert found
    return found.group(1)


def test_the_digest_is_switched_off_and_on(desk, officer):
    page = officer.get_page("/duties/reminders")
    digest = "form[action$='/digest']"
    page = officer.submit(page, {"wanted": "no"}, form=digest)
    assert "Your choice has been saved." in page.text
    assert not desk.read(lambda: wants_digest(desk.officer))
    assert page.select_one("input[name=wanted][value=no]").has_attr("checked")
    officer.submit(page, {"wanted": "yes"}, form=digest)
    assert desk.read(lambda: wants_digest(desk.officer))


def test_nothing_chosen_is_asked_for_again(officer):
    page = officer.submit(
        officer.get_page("/duties/reminders"), {"wanted": None}, form="form[action$='/digest']", status=400
    )
    assert page.errors == ["Choose whether you want it"]


def test_the_feeds_address_is_shown_once(officer, made):
    page = officer.get_page("/duties/reminders")
    assert made not in page.text
    assert "Your feed was made on" in page.text


def test_a_calendar_program_reads_the_feed_without_signing_in(desk, client, officer, new_client, made):
    desk.notified()
    answer = new_client().get(made)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    duty = desk.read(lambda: db.session.scalars(select(Duty)).one())
    assert event.decoded("dtstart") == duty.due_on
    assert str(event["url"]) == f"http://127.0.0.1:8000/duties/{duty.id}"
    assert b"Exampleby" not in answer.data


def test_what_has_not_changed_is_not_sent_again(desk, officer, new_client, made):
    browser = new_client()
    tag = browser.get(made).headers["ETag"]
    again = browser.get(made, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    desk.notified()
    assert browser.get(made, headers={"If-None-Match": tag}).status_code == 200


def test_a_wrong_a_renewed_and_a_withdrawn_address_are_not_found(officer, new_client, made):
    browser = new_client()
    browser.get_page("/duties/calendar/nothing.ics", 404)
    page = officer.get_page("/duties/reminders")
    officer.submit(page, form="form[action$='/calendar']")
    browser.get_page(made, 404)
    page = officer.submit(officer.get_page("/duties/reminders"), form="form[action$='/withdrawal']")
    assert "You have no feed." in page.text


def test_the_log_of_requests_never_holds_the_secret(app, made):
    with app.test_request_context(made, environ_overrides={"RAW_URI": made}) as asked:
        app.full_dispatch_request()
        assert asked.request.environ["RAW_URI"] == "/duties/calendar/-.ics"


def test_the_secret_itself_is_not_stored(desk, made):
    secret = made.rpartition("/")[2].removesuffix(".ics")
    assert secret not in desk.read(lambda: db.session.scalars(select(CalendarFeed.token_hash)).one())


def test_who_sees_no_duties_sees_none_of_it(desk, client):
    client.sign_in(desk.somebody(Role.REGISTER_OPERATOR))
    client.get_page("/duties/reminders", 403)
