"""A register's portal, which an officer works by hand: NR3S as it is today, which has no public API.

Whatever is asked of it becomes a task, once for each key, with just the fields that go into the portal (2022 Act
s.2(4)). Until an officer has recorded what came of it, AwaitsOfficer is raised; the same call then gives the outcome,
with the portal's own reference and time as its receipt. Nothing here speaks to the portal.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from licensing import clock
from licensing.audit.actions import Actor, record, system_for
from licensing.authorities.models import Authority
from licensing.db import db, transaction
from licensing.duties.actions import discharge, open_duty
from licensing.errors import NotFound
from licensing.matching.compare import compare
from licensing.matching.people import Person
from licensing.matching.verdict import MATCHER_VERSION, Band, judge
from licensing.national_register import deadlines, portal_fields, wire
from licensing.national_register.embedded import refuse_what_the_act_does_not_allow
from licensing.national_register.gateway import (
    BY_ITSELF,
    Asked,
    AwaitsOfficer,
    Candidate,
    ChangeReceipt,
    EntryReceipt,
    EntryShown,
    Found,
    Letter,
    LetterReceipt,
    NewChange,
    NewEntry,
    NewLetter,
)
from licensing.national_register.portal_models import DONE, OPEN, WITHDRAWN, PortalEntry, PortalTask
from licensing.register.models import new_ref
from licensing.sealing import seal, unseal

DUTY = "portal-task"
ANOTHER = "Another search is needed instead"
Fields = Sequence[tuple[str, str]]


class PortalRegister:
    """The gateway to a portal, through an authority's officers."""

    way_in = "portal"

    def search(
        self, person: Person, asking_authority_id: int, *, key: str = "", asked: Asked = BY_ITSELF
    ) -> Found:
        """What an officer found on the portal under this key. Raises ValueError for a search without a key."""
        if not key:
            raise ValueError("A portal is searched by an officer, who needs to know what for: give a key.")
        task, outcome = _done(
            asking_authority_id, "search", key, portal_fields.of_person(person), application=asked.application
        )
        candidates = [
            _candidate(person, shown)
            for ref in outcome["entries"]
            if (shown := self.entry(ref, asking_authority_id)) is not None
        ]
        return Found(
            tuple(candidates),
            self.way_in,
            MATCHER_VERSION,
            # The portal does not say how many entries it searched.
            register_entries=0,
            register_changed_at=None,
            searched_at=task.done_at,
            reference=task.reference,
        )

    def entry(self, ref: str, asking_authority_id: int, *, asked: Asked = BY_ITSELF) -> EntryShown | None:
        """An entry as this authority's officers last saw it on the portal, or None when they never did."""
        row = _entry(ref, asking_authority_id)
        if row is None or row.gone_at is not None:
            return None
        shown = shown_of(row)
        still = shown.first_made_on >= deadlines.first_day_still_held(clock.today())
        return shown if still else None

    def make_entry(self, entry: NewEntry) -> EntryReceipt:
        """The portal's receipt of an entry, once an officer has made it there."""
        authority_id = entry.recording_authority_id
        refuse_what_the_act_does_not_allow(entry)
        task, outcome = _done(
            authority_id,
            "make-entry",
            entry.source_key,
            portal_fields.of_new_entry(entry),
            extra={"entry": wire.EntrySent.of(entry).model_dump_json()},
        )
        assert task.done_at is not None
        return EntryReceipt(outcome["entry"], task.done_at)

    def change_entry(self, change: NewChange) -> ChangeReceipt:
        """The portal's receipt of a change, once an officer has made it there."""
        authority_id = change.recording_authority_id
        row = _own_entry(change.entry_ref, authority_id)
        task, outcome = _done(
            authority_id,
            "change-entry",
            change.source_key,
            portal_fields.of_change(change, row.reference),
            extra={
                "entry": change.entry_ref,
                "change": wire.ChangeSent(
                    what=change.what,
                    changed_on=change.changed_on,
                    effect_on=change.effect_on,
                    suspension_ends_on=change.suspension_ends_on,
                    decision=change.decision or None,
                ).model_dump_json(),
            },
        )
        assert task.done_at is not None
        return ChangeReceipt(change.entry_ref, outcome["version"], task.done_at)

    def send(self, letter: NewLetter) -> LetterReceipt:
        """When an officer sent the letter. It goes outside the portal, which carries none."""
        row = _entry(letter.entry_ref, letter.from_authority_id)
        if row is None:
            raise NotFound("There is no such entry or letter for this authority.")
        addressee = db.session.get_one(Authority, letter.to_authority_id).nice_name
        fields = portal_fields.of_letter(letter, addressee, row.reference)
        task, _outcome = _done(letter.from_authority_id, "letter", letter.source_key, fields)
        assert task.done_at is not None
        return LetterReceipt(task.ref, task.done_at)

    def letters(self, authority_id: int, *, after: int, limit: int = 50) -> Sequence[Letter]:
        """None: what other authorities write comes by e-mail or post, and an officer records it."""
        return ()


def _done(
    authority_id: int,
    kind: str,
    key: str,
    fields: Fields,
    *,
    application: str = "",
    extra: Mapping[str, str] | None = None,
) -> tuple[PortalTask, dict[str, Any]]:
    """The task of a key and what came of it. Raises AwaitsOfficer, having opened the task if there was none."""
    task = _task(authority_id, f"{kind}:{key}")
    if task is None or task.state == WITHDRAWN:
        with transaction():
            task = _task(authority_id, f"{kind}:{key}")
            if task is None:
                task = _open(authority_id, kind, key, fields, application, extra or {})
            elif task.state == WITHDRAWN:
                _open_again(task)
            task_id = task.id
        raise AwaitsOfficer(task_id)
    if task.state != DONE:
        raise AwaitsOfficer(task.id)
    return task, opened(task, "outcome")


def _task(authority_id: int, key: str) -> PortalTask | None:
    query = select(PortalTask).where(PortalTask.authority_id == authority_id, PortalTask.key == key)
    return db.session.scalar(query)


def _open(
    authority_id: int, kind: str, key: str, fields: Fields, application: str, extra: Mapping[str, str]
) -> PortalTask:
    at = clock.now()
    by = system_for(db.session.get_one(Authority, authority_id).key)
    if kind == "search":
        withdraw_searches(authority_id, application, why=ANOTHER)
    ref = new_ref()
    task = PortalTask(
        ref=ref,
        authority_id=authority_id,
        kind=kind,
        key=f"{kind}:{key}",
        application_ref=application,
        content=sealed({"fields": list(fields), **extra}, ref, "content"),
        state=OPEN,
        opened_at=at,
    )
    db.session.add(task)
    db.session.flush()
    _owe(task, by)
    return task


def _open_again(task: PortalTask) -> None:
    """A search that was withdrawn is needed after all: who it is for is again known as they were then."""
    withdraw_searches(task.authority_id, task.application_ref, why=ANOTHER)
    task.state, task.opened_at, task.outcome = OPEN, clock.now(), ""
    db.session.flush()
    _owe(task, system_for(db.session.get_one(Authority, task.authority_id).key))


def _owe(task: PortalTask, by: Actor) -> None:
    record("portal-task:opened", by=by, subject=task.subject, kind=task.kind)
    on = clock.london_date(task.opened_at)
    # "As soon as practicable" (2022 Act s.2(5)(b)) has no number of days: due on the day.
    open_duty(
        DUTY,
        authority_id=task.authority_id,
        subject=task.subject,
        about=f"Portal task {task.id}",
        began_on=on,
        due_on=on,
        by=by,
    )


def withdraw_searches(authority_id: int, application: str, *, why: str) -> None:
    """Withdraw the open searches for an application, which serve nobody any more; in the caller's transaction.

    Its purpose gone, nobody may search for it (2022 Act s.4(3)(c); R15).
    """
    waiting = select(PortalTask).where(
        PortalTask.authority_id == authority_id,
        PortalTask.kind == "search",
        PortalTask.application_ref == application,
        PortalTask.application_ref != "",
        PortalTask.state == OPEN,
    )
    for task in db.session.scalars(waiting.with_for_update()).all():
        task.state = WITHDRAWN
        by = system_for(db.session.get_one(Authority, authority_id).key)
        record("portal-task:withdrawn", by=by, subject=task.subject, kind=task.kind)
        discharge(DUTY, subject=task.subject, on=clock.today(), by=by, how=why)


def _candidate(person: Person, entry: EntryShown) -> Candidate:
    """An entry that an officer found on the portal: whatever the comparison says, an officer says who it is."""
    comparison = compare(person, entry.person)
    verdict = judge(comparison)
    if not verdict.band.is_hit:
        reasons = ("Found by an officer on the portal", *verdict.reasons)
        verdict = replace(verdict, band=Band.POSSIBLE, reasons=reasons)
    return Candidate(entry, comparison, verdict)


def _entry(ref: str, authority_id: int, *, lock: bool = False) -> PortalEntry | None:
    query = select(PortalEntry).where(PortalEntry.ref == ref, PortalEntry.authority_id == authority_id)
    return db.session.scalar(query.with_for_update() if lock else query)


def _own_entry(ref: str, authority_id: int) -> PortalEntry:
    """An entry of an authority's own. Raises NotFound for another authority's (2022 Act s.4(3)(a); R16)."""
    row = _entry(ref, authority_id)
    if row is None or not row.content or shown_of(row).recording_authority_id != authority_id:
        raise NotFound("There is no such entry of this authority.")
    return row


def shown_of(row: PortalEntry) -> EntryShown:
    """An entry as it was last seen."""
    seen = wire.EntryAnswered.model_validate_json(unseal(row.content, PortalEntry.context(row.ref)))
    return replace(seen.shown(wire.id_of), ref=row.ref, version=row.version)


def keep_entry(shown: EntryShown, reference: str, authority_id: int) -> PortalEntry:
    """Keep an entry as it is now, in the caller's transaction; another version when it was seen otherwise before."""
    row = db.session.scalar(
        select(PortalEntry)
        .where(PortalEntry.authority_id == authority_id, PortalEntry.reference == reference)
        .with_for_update()
    )
    ref = row.ref if row else new_ref()
    text = wire.EntryAnswered.of(replace(shown, ref=ref, version=0), wire.code_of).model_dump_json()
    context = PortalEntry.context(ref)
    if row is None:
        row = PortalEntry(
            ref=ref, authority_id=authority_id, reference=reference, version=1, content=seal(text, context)
        )
        db.session.add(row)
    elif row.gone_at is not None or unseal(row.content, context) != text:
        row.version, row.content = row.version + 1, seal(text, context)
    row.seen_at, row.gone_at = clock.now(), None
    db.session.flush()
    return row


def by_reference(reference: str, authority_id: int) -> PortalEntry | None:
    """The entry that an authority's officers know by a reference of the portal's, if any."""
    query = select(PortalEntry).where(
        PortalEntry.authority_id == authority_id, PortalEntry.reference == reference
    )
    return db.session.scalar(query.with_for_update())


def was_made_here(reference: str, authority_id: int) -> bool:
    """Whether the entry of a reference is one that an authority's officers made on the portal for a decision."""
    made = select(PortalTask.id).where(
        PortalTask.authority_id == authority_id,
        PortalTask.kind == "make-entry",
        PortalTask.state == DONE,
        PortalTask.reference == reference,
    )
    return db.session.scalar(made.limit(1)) is not None


def is_forgotten(ref: str, authority_id: int) -> bool:
    """Whether what was seen of an entry has been deleted."""
    row = _entry(ref, authority_id)
    return row is not None and not row.content


def found_elsewhere() -> list[tuple[PortalEntry, set[str]]]:
    """What is held of other authorities' entries, each with the references of the applications it was found for."""
    rows = db.session.scalars(select(PortalEntry).where(PortalEntry.content != "").order_by(PortalEntry.id))
    others = {row.ref: row for row in rows if shown_of(row).recording_authority_id != row.authority_id}
    found: dict[str, set[str]] = {ref: set() for ref in others}
    searches = select(PortalTask).where(PortalTask.kind == "search", PortalTask.outcome != "")
    for task in db.session.scalars(searches.options(undefer(PortalTask.outcome))) if others else ():
        for ref in opened(task, "outcome").get("entries", []):
            if ref in found:
                found[ref].add(task.application_ref)
    return [(others[ref], applications) for ref, applications in found.items()]


def forget(row: PortalEntry) -> None:
    """Delete what was seen of another authority's entry (rule R23), in the caller's transaction."""
    row.content, row.gone_at = "", clock.now()
    by = system_for(db.session.get_one(Authority, row.authority_id).key)
    record("portal-entry:deleted", by=by, subject=f"portal-entry:{row.id}", entry=row.ref)


def opened(task: PortalTask, what: str) -> dict[str, Any]:
    """The "content" or the "outcome" of a task."""
    text: str = getattr(task, what)
    found: dict[str, Any] = json.loads(unseal(text, task.context(task.ref, what))) if text else {}
    return found


def sealed(values: Mapping[str, Any], ref: str, what: str) -> str:
    """The "content" or the "outcome" of the task of a reference, as it is kept."""
    return seal(json.dumps(values), PortalTask.context(ref, what))
