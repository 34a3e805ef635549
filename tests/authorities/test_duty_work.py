"""Who may be given a duty, who may write on it, and who may say that it is done."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from licensing.audit.actions import SYSTEM
from licensing.audit.models import AuditEntry
from licensing.authorities.duty_work import (
    DISCHARGED_WITH,
    LONGEST_NOTE,
    able,
    assign,
    settle,
    work_of,
    write_note,
)
from licensing.authorities.officers import change_officer
from licensing.authorities.permissions import PERMISSIONS_OF, Role
from licensing.db import db, transaction
from licensing.duties.actions import discharge, open_duty
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty
from licensing.duties.queries import assignments_of, notes_of
from licensing.errors import BadInput, NotAllowed, NotFound, NotPossibleNow
from tests.factories import officers

pytestmark = pytest.mark.usefixtures("app_context")

DUE = date(2026, 6, 5)


def owe(kind="make-entry", council="Leeds", subject="decision:1"):
    with transaction():
        return open_duty(
            kind,
            authority_id=officers.council(council).id,
            subject=subject,
            about="Decision 1",
            began_on=DUE - timedelta(days=4),
            due_on=DUE,
            by=SYSTEM,
        ).id


def somebody(*roles, council="Leeds", **changes):
    with transaction():
        return officers.officer(council, roles or (Role.LICENSING_OFFICER,), **changes)


def recorded(event):
    query = select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id)
    return [(one.subject, one.actor, json.loads(one.facts)) for one in db.session.scalars(query)]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_duty_says_what_discharging_it_needs_and_some_role_gives_that(kind):
    assert DISCHARGED_WITH[kind] in set().union(*PERMISSIONS_OF.values())


def test_a_duty_is_given_to_an_officer_who_can_discharge_it_and_it_is_recorded():
    duty, by, to = owe(), somebody(Role.DECISION_MAKER), somebody()
    with transaction():
        assert assign(duty, to=to.id, by=by).officer_id == to.id
    with transaction():
        assign(duty, to=to.id, by=by)
    with transaction():
        assert assign(duty, to=None, by=by).officer_id is None
    assert [(one.officer_id, one.assigned_by) for one in assignments_of(duty)] == [
        (to.id, by.actor.ref),
        (None, by.actor.ref),
    ]
    facts = {"duty": duty, "kind": "make-entry", "rule": "R04"}
    assert recorded("duty:assigned") == [
        ("decision:1", f"officer:{by.id}", facts | {"officer": to.id}),
        ("decision:1", f"officer:{by.id}", facts | {"officer": None}),
    ]


@pytest.mark.parametrize(
    ("roles", "active", "kept"),
    [
        ([Role.LICENSING_OFFICER, Role.AUDITOR], True, True),
        ([Role.AUDITOR], True, False),
        ([Role.LICENSING_OFFICER], False, False),
    ],
    ids=["another role as well", "another role", "closed"],
)
def test_who_can_no_longer_discharge_a_duty_gives_it_back_so_that_it_is_not_forgotten(roles, active, kept):
    duty, who, by = owe(), somebody(), somebody(Role.ADMINISTRATOR)
    with transaction():
        assign(duty, to=who.id, by=by)
    with transaction():
        change_officer(who.id, authority_id=who.authority_id, roles=roles, active=active, by=by.actor)
    assert (db.session.get_one(Duty, duty).officer_id == who.id) is kept
    assert len(assignments_of(duty)) == (1 if kept else 2)


def test_those_able_are_active_of_this_council_and_of_a_role_that_lets_them():
    here = somebody(name="Zed Example")
    first = somebody(name="Ann Example")
    somebody(Role.AUDITOR)
    somebody(active=False)
    somebody(council="York")
    assert [one.id for one in able(here.authority_id, "make-entry")] == [first.id, here.id]


def test_nobody_is_given_what_they_cannot_do_and_nothing_is_changed():
    duty, by = owe(), somebody()
    for other in (
        somebody(Role.AUDITOR),
        somebody(Role.DECISION_MAKER),
        somebody(active=False),
        somebody(council="York"),
    ):
        with pytest.raises(BadInput) as refused, transaction():
            assign(duty, to=other.id, by=by)
        assert set(refused.value.faults) == {"officer"}
    assert list(assignments_of(duty)) == []


def test_another_authoritys_duty_is_not_found():
    duty, by = owe(council="York"), somebody()
    with pytest.raises(NotFound), transaction():
        assign(duty, to=by.id, by=by)
    with pytest.raises(NotFound), transaction():
        write_note(duty, text="A note", by=by)
    with pytest.raises(NotFound), transaction():
        settle(duty, how="Done", on=DUE, by=by)


def test_what_is_discharged_is_given_to_nobody_but_may_be_written_on():
    duty, by = owe(), somebody()
    with transaction():
        discharge("make-entry", subject="decision:1", on=DUE, by=SYSTEM, how="Entry 1")
    with pytest.raises(NotPossibleNow), transaction():
        assign(duty, to=by.id, by=by)
    with transaction():
        write_note(duty, text="  It was late because of the flood.\n", by=by)
    assert [one.text for one in notes_of(duty)] == ["It was late because of the flood."]


def test_a_note_is_recorded_without_its_words():
    duty, by = owe(), somebody()
    with transaction():
        write_note(duty, text="Rang the register", by=by)
    assert recorded("duty:noted") == [
        ("decision:1", f"officer:{by.id}", {"duty": duty, "kind": "make-entry", "rule": "R04"})
    ]
    (note,) = notes_of(duty)
    assert (note.written_by_id, note.written_at is not None) == (by.id, True)


@pytest.mark.parametrize("words", ["", "  \n", "x" * (LONGEST_NOTE + 1)], ids=["empty", "blank", "too long"])
def test_a_note_has_words_and_not_too_many(words):
    duty, by = owe(), somebody()
    with pytest.raises(BadInput) as refused, transaction():
        write_note(duty, text=words, by=by)
    assert set(refused.value.faults) == {"note"}


def test_who_has_nothing_to_do_with_a_duty_writes_nothing_on_it():
    duty, auditor = owe(), somebody(Role.AUDITOR)
    with pytest.raises(NotAllowed), transaction():
        write_note(duty, text="Why?", by=auditor)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE duty_note SET text = 'other'", "DELETE FROM duty_note", "DELETE FROM duty_assignment"],
)
def test_the_database_keeps_what_was_written(statement):
    duty, by = owe(), somebody()
    with transaction():
        write_note(duty, text="Rang the register", by=by)
        assign(duty, to=by.id, by=by)
    with pytest.raises(IntegrityError, match="never changed"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_what_no_record_proves_is_ended_by_saying_what_was_done():
    duty, by = owe("training-lapsed", subject="person:1"), somebody()
    with transaction():
        found = settle(duty, how="Seen on Monday; booked on a course", on=DUE, by=by)
    assert (found.discharged_on, found.discharged_by) == (DUE, f"officer:{by.id}")
    assert found.discharge == "Seen on Monday; booked on a course"


def test_what_a_record_proves_is_never_ended_by_a_word():
    duty, by = owe(), somebody()
    with pytest.raises(NotPossibleNow), transaction():
        settle(duty, how="I think so", on=DUE, by=by)


def test_only_who_could_discharge_it_says_that_it_is_done_and_says_how():
    duty, decider, by = (
        owe("modules-overdue", subject="application:1"),
        somebody(Role.DECISION_MAKER),
        somebody(),
    )
    with pytest.raises(NotAllowed), transaction():
        settle(duty, how="Done", on=DUE, by=decider)
    with pytest.raises(BadInput) as refused, transaction():
        settle(duty, how=" ", on=DUE, by=by)
    assert set(refused.value.faults) == {"how"}


def test_an_officers_work_is_their_own_and_what_nobody_has_that_they_could_do():
    who, other = somebody(), somebody()
    mine, nobodys, theirs = owe(), owe(subject="decision:2"), owe(subject="decision:3")
    elsewhere = owe("training-lapsed", subject="person:1", council="York")
    with transaction():
        assign(mine, to=who.id, by=other)
        assign(theirs, to=other.id, by=other)
    assert [duty.id for duty in work_of(who)] == [mine, nobodys]
    assert work_of(somebody(Role.AUDITOR)) == []
    assert elsewhere not in {duty.id for duty in work_of(who)}
