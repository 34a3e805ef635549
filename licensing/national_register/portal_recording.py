"""What an officer records of a task on the portal: the entries that they saw, the portal's reference, the time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import register_training_until
from licensing.db import db
from licensing.duties.actions import discharge
from licensing.errors import BadInput, NotAllowed, NotPossibleNow
from licensing.matching.people import Address, Name, Person
from licensing.national_register import checks, portal, wire
from licensing.national_register.gateway import ChangeShown, EntryShown
from licensing.national_register.models import DECISIONS
from licensing.national_register.portal_models import DONE, OPEN, PortalEntry, PortalTask
from licensing.outbox.actions import hasten
from licensing.register.models import NUMBER_KINDS

LONGEST_REFERENCE = 100
# An officer's watch and the server's need not agree to the minute.
EARLIER_AT_MOST = timedelta(minutes=5)


@dataclass(frozen=True)
class Seen:
    """An entry as an officer typed it from the portal: the fields of s.2(4), its first day, its reference there."""

    reference: str
    name: Name
    date_of_birth: date | None
    address: Address
    numbers: tuple[tuple[str, str], ...]
    recorded_by: Authority
    further_information: str
    decision: str
    decided_on: date
    effect_on: date | None
    suspension_ends_on: date | None
    first_made_on: date
    changes: tuple[ChangeShown, ...] = ()


def waiting(authority_id: int) -> Sequence[PortalTask]:
    """An authority's tasks that are open, the oldest first."""
    query = scope.within(PortalTask, authority_id).where(PortalTask.state == OPEN)
    return db.session.scalars(query.order_by(PortalTask.id)).all()


def look_at(task_id: int, *, by: Officer) -> PortalTask:
    """A task of the officer's authority; leaves a line of who looked. In the caller's transaction.

    Raises NotFound for another authority's, NotAllowed for an officer not trained in the register (R22).
    """
    task = look_again(task_id, by=by)
    record("portal-task:viewed", by=by.actor, subject=task.subject, kind=task.kind)
    return task


def look_again(task_id: int, *, by: Officer) -> PortalTask:
    """The same task after it was looked at, for the page that shows it. Raises what `look_at` raises."""
    task = scope.get(PortalTask, task_id, by.authority_id)
    _trained(by)
    return task


def fields_of(task: PortalTask) -> list[tuple[str, str]]:
    """What is to be copied into the portal, field by field."""
    return [(label, value) for label, value in portal.opened(task, "content")["fields"]]


def entries_of(task: PortalTask) -> list[EntryShown]:
    """The entries that were recorded for a search so far."""
    refs = portal.opened(task, "outcome").get("entries", [])
    rows = db.session.scalars(
        select(PortalEntry).where(
            PortalEntry.authority_id == task.authority_id,
            PortalEntry.ref.in_(refs),
            PortalEntry.content != "",
        )
    )
    shown = {row.ref: portal.shown_of(row) for row in rows}
    return [shown[ref] for ref in refs if ref in shown]


def deleted_of(task: PortalTask) -> int:
    """How many of a search's entries have been deleted since (rule R23)."""
    return len(portal.opened(task, "outcome").get("entries", [])) - len(entries_of(task))


def add_entry(task_id: int, seen: Seen, *, by: Officer) -> EntryShown:
    """Add an entry that a search on the portal found. Raises BadInput by field, NotPossibleNow when it is done."""
    task = _open(task_id, by)
    if task.kind != "search":
        raise NotPossibleNow("Only a search finds entries.")
    reference = seen.reference.strip()
    there = portal.by_reference(reference, by.authority_id)
    if faults := _faults(seen) | _fault_of_reference(there, seen.recorded_by.id):
        raise BadInput("This entry can't be recorded.", faults)
    if there is not None and portal.was_made_here(reference, by.authority_id):
        # Of our own decision we know more than is typed here, and go on changing it.
        row = there
    else:
        row = portal.keep_entry(_shown(seen), reference, by.authority_id)
    refs = portal.opened(task, "outcome").get("entries", [])
    task.outcome = portal.sealed({"entries": list(dict.fromkeys([*refs, row.ref]))}, task.ref, "outcome")
    db.session.flush()
    return portal.shown_of(row)


def _fault_of_reference(there: PortalEntry | None, recorded_by_id: int) -> dict[str, str]:
    """A reference that is mistyped must not put one entry in the place of another."""
    if there is None or not there.content:
        return {}
    shown = portal.shown_of(there)
    if shown.recording_authority_id == recorded_by_id:
        return {}
    return {"reference": f"This is the reference of an entry that {shown.recording_authority} recorded"}


def take_out_entry(task_id: int, ref: str, *, by: Officer) -> None:
    """Take an entry off a search that is still open: it was typed by mistake."""
    task = _open(task_id, by)
    refs = [one for one in portal.opened(task, "outcome").get("entries", []) if one != ref]
    task.outcome = portal.sealed({"entries": refs}, task.ref, "outcome")
    db.session.flush()


def finish(
    task_id: int, *, reference: str, done_at: datetime | None, nothing_found: bool, by: Officer
) -> PortalTask:
    """Record what came of a task: the portal's reference and when it was done there (UTC). It is recorded once.

    What waited for it goes on at once. Raises BadInput by field, NotPossibleNow when it is recorded already.
    """
    task = _open(task_id, by)
    before = portal.opened(task, "outcome")
    faults = {}
    if not reference.strip() and task.kind != "letter":
        faults["reference"] = "Enter the portal's own reference"
    elif len(reference.strip()) > LONGEST_REFERENCE:
        faults["reference"] = f"Use at most {LONGEST_REFERENCE} characters"
    elif task.kind == "make-entry":
        faults |= _fault_of_reference(
            portal.by_reference(reference.strip(), task.authority_id), task.authority_id
        )
        if portal.was_made_here(reference.strip(), task.authority_id):
            faults["reference"] = "This is the reference of the entry of another decision"
    if done_at is None:
        faults["done_at"] = "Enter the time, like 14:05"
    elif done_at > clock.now():
        faults["done_at"] = "The time must be in the past"
    elif done_at < task.opened_at - EARLIER_AT_MOST:
        faults["done_at"] = "The time can't be before this was asked for"
    if task.kind == "search" and nothing_found is bool(before.get("entries")):
        faults["found"] = (
            "Entries have been added below: take them out, or say that entries were found"
            if nothing_found
            else "Add each entry that you found first, or say that nothing was found"
        )
    if faults:
        raise BadInput("This can't be recorded.", faults)
    assert done_at is not None
    on = clock.london_date(done_at)
    outcome = _outcome(task, before, reference.strip(), on)
    task.outcome = portal.sealed(outcome, task.ref, "outcome")
    task.state, task.reference, task.done_at = DONE, reference.strip(), done_at
    task.recorded_at, task.recorded_by_id = clock.now(), by.id
    db.session.flush()
    record(
        "portal-task:recorded",
        by=by.actor,
        subject=task.subject,
        kind=task.kind,
        reference=task.reference,
    )
    discharge(
        portal.DUTY,
        subject=task.subject,
        on=on,
        by=by.actor,
        how=f"The portal's reference is {task.reference}" if task.reference else "It was sent",
    )
    hasten(task.key.partition(":")[2])
    return task


def _outcome(task: PortalTask, before: dict[str, object], reference: str, on: date) -> dict[str, object]:
    content = portal.opened(task, "content")
    if task.kind == "search":
        return {"entries": before.get("entries", [])}
    if task.kind == "make-entry":
        made = wire.EntrySent.model_validate_json(content["entry"]).new("", task.authority_id)
        authority = db.session.get_one(Authority, task.authority_id)
        seen = Seen(
            reference=reference,
            name=Name(made.first_name, made.middle_names, made.last_name),
            date_of_birth=made.date_of_birth,
            address=Address(tuple(made.home_address.splitlines()), made.home_postcode),
            numbers=tuple(made.numbers),
            recorded_by=authority,
            further_information=made.further_information,
            decision=made.decision,
            decided_on=made.decided_on,
            effect_on=made.effect_on if made.effect_on != made.decided_on else None,
            suspension_ends_on=made.suspension_ends_on,
            first_made_on=on,
        )
        return {"entry": portal.keep_entry(_shown(seen), reference, task.authority_id).ref}
    if task.kind == "change-entry":
        return {"version": _changed(task, content).version}
    return {}


def _changed(task: PortalTask, content: dict[str, str]) -> PortalEntry:
    """Our own entry after a change that was made on the portal."""
    row = db.session.scalars(
        select(PortalEntry)
        .where(PortalEntry.ref == content["entry"], PortalEntry.authority_id == task.authority_id)
        .with_for_update()
    ).one()
    change = wire.ChangeSent.model_validate_json(content["change"])
    shown = portal.shown_of(row)
    changes = (*shown.changes, ChangeShown(change.what, change.changed_on, change.effect_on))
    decision = change.decision or shown.decision
    # The decision as it is now has the last day that comes with it, or none any more.
    ends_on = change.suspension_ends_on or (None if change.decision else shown.suspension_ends_on)
    row = portal.keep_entry(
        replace(shown, changes=changes, decision=decision, suspension_ends_on=ends_on),
        row.reference,
        task.authority_id,
    )
    row.gone_at = clock.now() if change.what == "removed" else None
    db.session.flush()
    return row


def _shown(seen: Seen) -> EntryShown:
    numbers = {kind: tuple(held for of, held in seen.numbers if of == kind) for kind in NUMBER_KINDS}
    person = Person(
        names=(seen.name,),
        dates_of_birth=(seen.date_of_birth,) if seen.date_of_birth else (),
        addresses=(seen.address,) if seen.address.shown else (),
        **numbers,
    )
    return EntryShown(
        "",
        0,
        person,
        seen.name.full,
        seen.recorded_by.id,
        seen.recorded_by.nice_name,
        seen.further_information.strip(),
        seen.decision,
        seen.decided_on,
        seen.effect_on,
        seen.suspension_ends_on,
        seen.first_made_on,
        seen.changes,
    )


def _faults(seen: Seen) -> dict[str, str]:
    faults = {}
    today = clock.today()
    if not seen.reference.strip():
        faults["reference"] = "Enter the entry's reference on the portal"
    elif len(seen.reference.strip()) > LONGEST_REFERENCE:
        faults["reference"] = f"Use at most {LONGEST_REFERENCE} characters"
    if not seen.name.full:
        faults["last_name"] = "Enter the name that the entry gives"
    if seen.decision not in DECISIONS:
        faults["decision"] = "Choose the decision that the entry records"
    if seen.decided_on > today:
        faults["decided_on"] = "The day of the decision must be today or in the past"
    if seen.first_made_on > today:
        faults["first_made_on"] = "The day on which the entry was made must be today or in the past"
    elif seen.first_made_on < seen.decided_on:
        faults["first_made_on"] = "The entry can't have been made before the decision"
    if any(not seen.decided_on <= one.changed_on <= today for one in seen.changes):
        faults["changes"] = "Each change was on the day of the decision or later, and not in the future"
    if seen.suspension_ends_on and seen.decision != "suspended":
        faults["suspension_ends_on"] = "Only a suspension has an end date (2022 Act s.2(4)(h))"
    return faults


def _open(task_id: int, by: Officer) -> PortalTask:
    task = scope.get(PortalTask, task_id, by.authority_id, lock=True)
    _trained(by)
    if task.state != OPEN:
        raise NotPossibleNow("This task is not open any more.")
    return task


def _trained(officer: Officer) -> None:
    reasons = checks.training_fault(register_training_until(officer.id, clock.today()))
    if reasons:
        raise NotAllowed("You can't work with the national register.", reasons)
