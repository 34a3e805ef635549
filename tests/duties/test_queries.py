"""The board of duties: each authority its own, the earliest due first, overdue from the day after."""

from datetime import date, timedelta

from licensing import clock
from licensing.audit.actions import SYSTEM
from licensing.db import transaction
from licensing.duties.actions import discharge, open_duty
from licensing.duties.queries import (
    DISCHARGED,
    NEW,
    OVERDUE,
    Counts,
    Wanted,
    board,
    counts,
    listed,
    of_subject,
    overdue_count,
)
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
    wanted = Wanted(officers.council().id, DUE, clock.now())
    assert [duty.subject for duty in board(wanted)] == ["decision:2", "decision:1"]


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


def _listed(**asked):
    given = {"authority_id": officers.council().id, "on": DUE, "since": clock.now() - timedelta(hours=1)}
    found, total = listed(Wanted(**(given | asked)), page=1, per_page=50)
    assert total == len(found)
    return [duty.subject for duty in found]


def test_a_list_is_narrowed_by_who_has_a_duty_how_it_stands_and_its_kind(app_context):
    with transaction():
        who = officers.officer()
        opened("decision:1", DUE - timedelta(days=1)).officer_id = who.id
        opened("decision:2", DUE - timedelta(days=2)).opened_at = clock.now() - timedelta(days=9)
        opened("decision:3", kind="give-grounds")
        opened("decision:4")
        opened("decision:5", council="York")
        discharge("make-entry", subject="decision:4", on=DUE, by=SYSTEM, how="Entry 4")
    assert _listed() == ["decision:2", "decision:1", "decision:3"]
    assert _listed(officer_id=who.id) == ["decision:1"]
    assert _listed(unassigned=True) == ["decision:2", "decision:3"]
    assert _listed(state=OVERDUE) == ["decision:2", "decision:1"]
    assert _listed(state=NEW) == ["decision:1", "decision:3"]
    assert _listed(state=DISCHARGED) == ["decision:4"]
    assert _listed(kind="give-grounds") == ["decision:3"]


def test_a_list_comes_in_pages_and_of_discharged_ones_the_latest_first(app_context):
    with transaction():
        for number in range(1, 4):
            opened(f"decision:{number}", DUE + timedelta(days=number))
    wanted = Wanted(officers.council().id, DUE, clock.now())
    found, total = listed(wanted, page=2, per_page=2)
    assert ([duty.subject for duty in found], total) == (["decision:3"], 3)
    with transaction():
        for number in (2, 1, 3):
            discharge("make-entry", subject=f"decision:{number}", on=DUE, by=SYSTEM, how="Done")
    assert _listed(state=DISCHARGED) == ["decision:3", "decision:1", "decision:2"]


def test_duties_are_counted_for_an_officer_and_their_authority(app_context):
    with transaction():
        who = officers.officer()
        opened("decision:1", DUE - timedelta(days=1)).officer_id = who.id
        opened("decision:2").officer_id = who.id
        opened("decision:3", DUE - timedelta(days=1)).opened_at = clock.now() - timedelta(days=9)
        opened("decision:4", council="York")
    since = clock.now() - timedelta(days=7)
    found = counts(who.authority_id, officer_id=who.id, on=DUE, since=since)
    assert found == Counts(open=3, overdue=2, unassigned=1, mine=2, mine_overdue=1, came_in=2)
    nowhere = officers.council("Wakefield").id
    assert counts(nowhere, officer_id=who.id, on=DUE, since=since) == Counts()
