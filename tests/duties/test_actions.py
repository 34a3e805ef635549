"""Opening and discharging duties, and what the audit log then says."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from licensing.audit.actions import SYSTEM, Actor
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.duties.actions import discharge, open_duty
from licensing.duties.models import Duty
from tests.factories import officers

BEGAN, DUE = date(2026, 6, 1), date(2026, 6, 5)
WHO = Actor("officer:7", "LDS")


def opened(kind="make-entry", council="Leeds", subject="decision:1", **changes):
    given = {
        "authority_id": officers.council(council).id,
        "subject": subject,
        "about": "Decision 1",
        "began_on": BEGAN,
        "due_on": DUE,
        "by": WHO,
    }
    return open_duty(kind, **(given | changes))


def recorded(event):
    return [
        (entry.subject, entry.actor, json.loads(entry.facts))
        for entry in db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id)
        )
    ]


def test_a_duty_carries_its_rule_and_opening_it_is_recorded(app_context):
    with transaction():
        duty = opened()
    assert (duty.rule, duty.began_on, duty.due_on, duty.discharged_at) == ("R04", BEGAN, DUE, None)
    assert recorded("duty:opened") == [
        ("decision:1", "officer:7", {"kind": "make-entry", "rule": "R04", "due_on": "2026-06-05"})
    ]


def test_one_of_a_kind_for_a_subject_is_open_at_a_time(app_context):
    with transaction():
        first = opened()
        again = opened(due_on=DUE + timedelta(days=9))
        other_kind = opened("give-grounds")
        other_subject = opened(subject="decision:2")
        other_council = opened(council="York")
    assert again is first
    assert first.due_on == DUE
    assert len({first.id, other_kind.id, other_subject.id, other_council.id}) == 4
    assert len(recorded("duty:opened")) == 4


def test_once_discharged_a_new_one_may_be_opened(app_context):
    with transaction():
        first = opened()
        discharge("make-entry", subject="decision:1", on=DUE, by=WHO, how="Entry 1")
        second = opened()
    assert second.id != first.id


@pytest.mark.parametrize(
    ("on", "in_time"),
    [(DUE - timedelta(days=1), True), (DUE, True), (DUE + timedelta(days=1), False)],
    ids=["the day before", "the last lawful day", "the day after"],
)
def test_a_duty_is_discharged_in_time_to_the_end_of_its_last_lawful_day(app_context, on, in_time):
    with transaction():
        duty = opened()
        assert discharge("make-entry", subject="decision:1", on=on, by=SYSTEM, how="Entry 1") == 1
    assert (duty.discharged_on, duty.discharged_by, duty.discharge) == (on, "system", "Entry 1")
    assert duty.discharged_at is not None
    assert recorded("duty:discharged") == [
        ("decision:1", "system", {"kind": "make-entry", "rule": "R04", "on_time": in_time})
    ]


def test_discharging_touches_only_open_duties_of_that_kind_and_subject(app_context):
    with transaction():
        mine, other_kind, other_subject = opened(), opened("give-grounds"), opened(subject="decision:2")
        assert discharge("make-entry", subject="decision:1", on=DUE, by=WHO, how="Entry 1") == 1
        assert discharge("make-entry", subject="decision:1", on=DUE + timedelta(9), by=SYSTEM, how="2") == 0
    assert (mine.discharged_on, mine.discharge) == (DUE, "Entry 1")
    assert (other_kind.discharged_at, other_subject.discharged_at) == (None, None)


def test_a_kind_that_is_not_in_the_catalogue_is_a_fault(app_context):
    with pytest.raises(KeyError), transaction():
        opened("make-tea")


def test_a_duty_goes_with_the_callers_transaction(app_context):
    with pytest.raises(RuntimeError), transaction():  # noqa: PT012
        opened()
        raise RuntimeError
    assert db.session.scalars(select(Duty)).all() == []
    assert recorded("duty:opened") == []


def test_the_database_refuses_a_duty_due_before_it_began(app_context):
    with pytest.raises(IntegrityError, match="due_after_it_began"), transaction():
        opened(due_on=BEGAN - timedelta(days=1))
