"""The calendar feed: whose it is, what it says, what it never says, and that calendar programs can read it."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from licensing.audit.actions import SYSTEM
from licensing.audit.models import AuditEntry
from licensing.authorities.duty_work import work_of
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.duties.actions import open_duty
from licensing.reporting import calendar
from licensing.reporting.models import CalendarFeed
from tests.factories import officers

pytestmark = pytest.mark.usefixtures("app_context")

DUE = date(2026, 12, 24)
ADDRESS = "https://register.example"


@pytest.fixture
def who():
    """An officer of Leeds who has a duty due on Christmas Eve, and awaits a reply."""
    with transaction():
        made = officers.officer()
        for kind, subject, due_on in (
            ("make-entry", "decision:1", DUE),
            ("await-reply", "request:1", DUE + timedelta(days=9)),
        ):
            open_duty(
                kind,
                authority_id=made.authority_id,
                subject=subject,
                about="Perdita Exampleby",
                began_on=DUE - timedelta(days=7),
                due_on=due_on,
                by=SYSTEM,
                officer_id=made.id,
            )
        return made


def _written(who):
    return calendar.written(who, work_of(who), address=ADDRESS)


def _recorded():
    events = select(AuditEntry.event).where(AuditEntry.event.like("calendar:%")).order_by(AuditEntry.id)
    return list(db.session.scalars(events))


def test_each_duty_is_an_all_day_event_on_its_last_day(who):
    first, second = Calendar.from_ical(_written(who)).walk("VEVENT")
    assert (first.decoded("dtstart"), first.decoded("dtend")) == (DUE, DUE + timedelta(days=1))
    assert str(first["summary"]) == "Make the entry on the national register (rule R04)"
    assert str(first["url"]).startswith("https://register.example/duties/")
    assert str(first["transp"]) == "TRANSPARENT"
    assert "Owed by us" in str(first["description"])
    assert "2022 Act s.2(2)(a), (5)(a)" in str(first["description"])
    assert "Owed to us" in str(second["description"])


def test_it_is_well_formed_as_rfc_5545_asks(who):
    text = _written(who)
    assert text.startswith(b"BEGIN:VCALENDAR\r\n")
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in text.replace(b"\r\n", b"")
    # 3.1: no line is longer than 75 octets.
    assert max(map(len, text.split(b"\r\n"))) <= 75
    read = Calendar.from_ical(text)
    assert (str(read["version"]), str(read["method"])) == ("2.0", "PUBLISH")
    assert read["prodid"]
    assert read.errors == []
    for event in read.walk("VEVENT"):
        assert event.errors == []
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(event)
        assert b"DTSTART;VALUE=DATE:2026" in text
    assert b"DTSTAMP:20" in text
    assert b"Z\r\n" in text


def test_the_same_duties_give_the_same_bytes_and_the_same_identities(who):
    once = _written(who)
    db.session.expire_all()
    assert _written(who) == once
    identities = [str(event["uid"]) for event in Calendar.from_ical(once).walk("VEVENT")]
    assert len(set(identities)) == 2
    elsewhere = calendar.written(who, work_of(who), address="https://moved.example")
    assert [str(event["uid"]) for event in Calendar.from_ical(elsewhere).walk("VEVENT")] == identities


@pytest.mark.rule("R24")
def test_it_names_nobody(who):
    assert b"Exampleby" not in _written(who)
    assert who.email.encode() not in _written(who)


def test_the_secret_opens_the_feed_of_its_officer_and_is_not_kept(who):
    with transaction():
        token = calendar.make_feed(who)
    assert calendar.officer_of(token).id == who.id
    assert calendar.officer_of(token + "x") is None
    assert calendar.officer_of("") is None
    kept = db.session.scalars(select(CalendarFeed.token_hash)).one()
    assert token not in kept
    assert len(token) >= 43
    assert calendar.feed_of(who.id) is not None


def test_made_anew_the_old_secret_opens_nothing_and_withdrawn_none_does(who):
    with transaction():
        old = calendar.make_feed(who)
    with transaction():
        new = calendar.make_feed(who)
    assert (calendar.officer_of(old), calendar.officer_of(new).id) == (None, who.id)
    with transaction():
        calendar.withdraw_feed(who)
    with transaction():
        calendar.withdraw_feed(who)
    assert calendar.officer_of(new) is None
    assert _recorded() == ["calendar:made", "calendar:made", "calendar:withdrawn"]


def test_a_closed_account_and_one_that_sees_no_duties_have_no_feed(who):
    with transaction():
        token = calendar.make_feed(who)
        operator = officers.officer(roles=[Role.REGISTER_OPERATOR])
        theirs = calendar.make_feed(operator)
        who.active = False
    assert calendar.officer_of(token) is None
    assert calendar.officer_of(theirs) is None
