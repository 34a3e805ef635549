"""The board of duties: each authority its own, the earliest due first, overdue from the day after."""

from datetime import date, timedelta

from licensing import clock
from licensing.audit.actions import SYSTEM
from licensing.db import transaction
from licensing.duties.actions import discharge, open_duty
from licensing.duties.queries import board, of_subject, overdue_count
from tests.factories import officers

DUE = date(2026, 6, 5)


def opened(subject, due_on=DUE, council="Leeds", kind="make-entry"):
    return open_duty(
        kind,
        authority_id=officers.council(council).id,
        subject=subject,
        about=subject,
        began_on=DUE - timedelta(days=7),
        due_on=due_on,
        by=SYSTEM,
    )


def test_the_board_shows_an_authoritys_open_duties_the_earliest_due_first(app_context):
    with transaction():
        opened("decision:1", DUE + timedelta(days=2))
        opened("decision:2")
        opened("decision:3", DUE - timedelta(days=2))
        opened("decision:4", council="York")
        discharge("make-entry", subject="decision:3", on=DUE, by=SYSTEM, how="Entry 3")
    assert [duty.subject for duty in board(officers.council().id)] == ["decision:2", "decision:1"]


def test_a_subjects_duties_are_shown_open_and_discharged_to_its_authority_only(app_context):
    with transaction():
        opened("decision:1")
        opened("decision:1", kind="give-grounds")
        discharge("make-entry", subject="decision:1", on=DUE, by=SYSTEM, how="Entry 1")
        opened("decision:2")
    found = of_subject(officers.council().id, "decision:1")
    assert [(duty.kind, duty.discharged_at is None) for duty in found] == [
        ("make-entry", False),
        ("give-grounds", True),
    ]
    assert list(of_subject(officers.council("York").id, "decision:1")) == []


def test_a_duty_is_overdue_from_the_day_after_its_last_lawful_day(app_context):
    with transaction():
        opened("decision:1")
        opened("decision:2", council="York")
        opened("decision:3")
        discharge("make-entry", subject="decision:3", on=DUE, by=SYSTEM, how="Entry 3")
    leeds = officers.council().id
    counts = [overdue_count(leeds, DUE + timedelta(days=days)) for days in (-1, 0, 1)]
    assert counts == [0, 0, 1]


def test_a_duty_may_be_due_on_the_day_it_is_seen(app_context):
    today = clock.today()
    with transaction():
        duty = open_duty(
            "training-lapsed",
            authority_id=officers.council().id,
            subject="person:1",
            about="Person 1",
            began_on=today,
            due_on=today,
            by=SYSTEM,
        )
    assert duty.rule == "R59"
    assert overdue_count(officers.council().id, today) == 0
