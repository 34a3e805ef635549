"""The daily digest: who is sent one, once a day, what it says, and what it never says."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing.audit.actions import SYSTEM
from licensing.authorities.duty_work import work_of
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.duties.actions import open_duty
from licensing.outbox.models import OutboxMessage
from licensing.reporting import digest
from licensing.reporting.digest import promise_digests, subject_of, text_of
from tests.factories import officers

pytestmark = pytest.mark.usefixtures("app_context")

TODAY = date(2026, 6, 10)
ADDRESS = "https://register.example"


def owe(kind="make-entry", subject="decision:1", due_on=TODAY, council="Leeds", officer_id=None):
    return open_duty(
        kind,
        authority_id=officers.council(council).id,
        subject=subject,
        about="Perdita Exampleby",
        began_on=due_on - timedelta(days=9),
        due_on=due_on,
        by=SYSTEM,
        officer_id=officer_id,
    )


def promised():
    return sorted(db.session.scalars(select(OutboxMessage.key)))


def test_an_officer_with_something_to_do_is_promised_one_a_day():
    with transaction():
        who = officers.officer()
        owe()
        assert promise_digests(TODAY) == 1
        promise_digests(TODAY)
        promise_digests(TODAY + timedelta(days=1))
    assert promised() == [f"digest:{who.id}:2026-06-10", f"digest:{who.id}:2026-06-11"]
    payloads = db.session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id)).all()
    assert payloads[0] == {"officer_id": who.id, "day": "2026-06-10"}


def test_it_is_not_sent_in_the_night():
    with transaction():
        officers.officer()
        owe(due_on=date(2050, 6, 10))
        promise_digests(date(2050, 6, 10))
    # Seven in the morning in London is six in UTC in summer.
    at = db.session.scalars(select(OutboxMessage.next_attempt_at)).one()
    assert at.isoformat() == "2050-06-10T06:00:00+00:00"


def test_who_has_nothing_to_do_and_who_may_do_nothing_of_it_is_left_in_peace():
    with transaction():
        officers.officer("York")
        officers.officer(roles=[Role.AUDITOR])
        officers.officer(active=False)
        owe()
        assert promise_digests(TODAY) == 0


def test_who_said_no_is_sent_none_until_they_say_yes():
    with transaction():
        who = officers.officer()
        owe()
        digest.choose(who, wanted=False)
        digest.choose(who, wanted=False)
        assert promise_digests(TODAY) == 0
        assert not digest.wants_digest(who.id)
        digest.choose(who, wanted=True)
        assert promise_digests(TODAY) == 1


def test_what_another_officer_has_is_not_counted_and_what_nobody_has_is():
    with transaction():
        who, other = officers.officer(), officers.officer()
        owe(subject="decision:1", officer_id=who.id)
        owe(subject="decision:2", officer_id=other.id)
        owe(subject="decision:3")
        owe("adjudicate-alert", subject="alert:1")
    assert [duty.subject for duty in work_of(who)] == ["decision:1", "decision:3", "alert:1"]
    assert "3, of which 1 yours and 2 with nobody yet" in text_of(
        who, work_of(who), on=TODAY, address=ADDRESS
    )


@pytest.mark.rule("R24")
def test_it_says_counts_kinds_and_links_and_names_nobody():
    with transaction():
        who = officers.officer(name="Sam Example")
        owe(subject="decision:1", due_on=TODAY - timedelta(days=1))
        owe(subject="decision:2")
        owe("await-reply", subject="request:1", due_on=TODAY + timedelta(days=7))
        owe("training-lapsed", subject="person:1", due_on=TODAY + timedelta(days=8))
    duties = work_of(who)
    text = text_of(who, duties, on=TODAY, address=ADDRESS)
    assert subject_of(duties, TODAY) == "Duties: 1 overdue, 4 open"
    assert subject_of(duties[1:], TODAY) == "Duties: 3 open"
    for line in (
        "Overdue: 1\n",
        "Due today: 1\n",
        "Due within 7 days: 1\n",
        "In all: 4,",
        "Make the entry on the national register: 2, 1 overdue; the earliest by 9 June 2026 (rule R04)",
        "https://register.example/duties?whose=mine",
        "https://register.example/duties/reminders",
    ):
        assert line in text, line
    for word in ("Exampleby", "Perdita", "Sam", who.email):
        assert word not in text
