"""Writing to the audit log, and proving that nobody rewrote it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DataError

from licensing import clock
from licensing.audit.events import EVENTS
from licensing.audit.models import AuditEntry, AuditHead
from licensing.db import db
from licensing.sealing import chained

GENESIS = "0" * 64
HEAD = 1
BATCH = 1000
# Each made once, since each act records.
_LAST = select(AuditHead.entry_id, AuditHead.hash).where(AuditHead.id == HEAD).with_for_update()
_ADD = insert(AuditEntry)
_BEGIN = insert(AuditHead)
_MOVE = update(AuditHead).where(AuditHead.id == HEAD)


@dataclass(frozen=True)
class Actor:
    """Who did something: an officer ("officer:12", of an authority) or the system itself ("system")."""

    ref: str
    authority: str = ""


SYSTEM = Actor("system")


def system_for(authority: str) -> Actor:
    """The system itself, in the affairs of one authority: its auditors see what was done."""
    return Actor("system", authority)


def record(event: str, *, by: Actor, subject: str, reason: str = "", **facts: Any) -> None:
    """Add one entry to the chain, in the caller's transaction.

    The event must stand in the catalogue and carry exactly the facts declared there (ValueError otherwise).
    Takes the lock on the chain's head until the transaction ends: record last, after the work is done.
    """
    declared = EVENTS.get(event)
    if declared is None:
        raise ValueError(f"{event!r} is not in the catalogue of audit events.")
    if set(facts) != declared.facts:
        raise ValueError(f"{event} must carry {sorted(declared.facts)}, not {sorted(facts)}.")
    db.session.flush()
    # Rows and not the mapper's objects: every act writes here, a search of a few hundred microseconds too.
    connection = db.session.connection()
    head = connection.execute(_LAST).one_or_none()
    last, last_hash = (head.entry_id, head.hash) if head else (0, GENESIS)
    written = {
        "id": last + 1,
        "at": clock.now(),
        "event": event,
        "authority": by.authority,
        "actor": by.ref,
        "subject": subject,
        "reason": reason,
        "facts": json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False),
        "previous_hash": last_hash,
    }
    new = _hash(AuditEntry(**written))
    connection.execute(_ADD, {**written, "hash": new})
    moved = {"entry_id": last + 1, "hash": new, "seal": _seal(last + 1, new)}
    if head:
        connection.execute(_MOVE, moved)
    else:
        connection.execute(_BEGIN, {"id": HEAD, **moved})


@dataclass(frozen=True)
class Verified:
    """What `verify` found: how many entries hold, and the first broken link in words, or "" if none."""

    entries: int
    fault: str
    # The last sound entry's hash: lodged elsewhere, it shows later that nobody put an older state back.
    last_hash: str = ""


class _Unreadable(Exception):
    """An entry holds something that its column can't mean; `number` is the entry's."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def verify() -> Verified:
    """Walk the whole chain and name its first broken link. Reads in batches; changes nothing.

    The log may be written to meanwhile: an entry and the head that tells of it are committed together, so
    the head is read after the entries, and what it tells of beyond them is walked too.
    """
    lowest = db.session.scalar(select(func.min(AuditEntry.id)))
    if lowest is not None and lowest < 1:
        return Verified(0, f"Entry {lowest} was added before the first.")
    sound, last_hash = 0, GENESIS
    while True:
        before = sound
        try:
            for entry in _entries(sound):
                fault = _fault(entry, sound + 1, last_hash)
                if fault:
                    return Verified(sound, fault)
                sound, last_hash = entry.id, entry.hash
        except _Unreadable as unreadable:
            return Verified(
                sound,
                _gap(unreadable.number, sound + 1) or f"Entry {sound + 1} was altered: it can't be read.",
            )
        head = db.session.get(AuditHead, HEAD, populate_existing=True)
        if head is None or head.entry_id <= sound or sound == before:
            return Verified(sound, _fault_of_head(head, sound, last_hash), last_hash)


def holds(entry_id: int, entry_hash: str) -> bool:
    """Whether the log still has an entry with the hash that was lodged elsewhere for it."""
    return db.session.scalar(select(AuditEntry.hash).where(AuditEntry.id == entry_id)) == entry_hash


def _fault_of_head(head: AuditHead | None, sound: int, last_hash: str) -> str:
    if head is None:
        if sound:
            return "The head of the chain is missing."
        # Whoever works here was written down when their account was made.
        somebody = db.session.scalar(text("SELECT 1 FROM officer LIMIT 1"))
        return "Entry 1 is missing: there are officers, and no log of how they came." if somebody else ""
    if head.seal != _seal(head.entry_id, head.hash):
        return "The head of the chain was altered."
    if head.entry_id > sound:
        return f"Entry {sound + 1} is missing: the head says that the last is {head.entry_id}."
    if head.entry_id < sound or head.hash != last_hash:
        return f"Entry {head.entry_id + 1} was added: the head says that the last is {head.entry_id}."
    return ""


def _gap(number: int, expected: int) -> str:
    return f"Entry {expected} is missing: the next one found is {number}." if number != expected else ""


def _fault(entry: AuditEntry, expected_id: int, expected_hash: str) -> str:
    if gap := _gap(entry.id, expected_id):
        return gap
    try:
        genuine = entry.hash == _hash(entry)
    except TypeError:
        # SQLite keeps bytes in a column of text, if that is what somebody gave it.
        genuine = False
    if entry.previous_hash != expected_hash:
        if genuine:
            return f"Entry {entry.id} does not follow entry {entry.id - 1}: one of them was replaced."
        return f"Entry {entry.id} was altered or added: it does not follow entry {entry.id - 1}."
    return "" if genuine else f"Entry {entry.id} was altered: its hash does not fit what it says."


def _entries(after: int) -> Iterator[AuditEntry]:
    """The entries after one, in order. Raises _Unreadable at one that can't be read."""
    while batch := _batch(after, BATCH):
        yield from batch
        after = batch[-1].id


def _batch(after: int, size: int) -> Sequence[AuditEntry]:
    """At most `size` entries after one; fewer where one of them can't be read, so that those before it are."""
    later = AuditEntry.id > after
    query = select(AuditEntry).where(later).order_by(AuditEntry.id).limit(size)
    try:
        return db.session.scalars(query.execution_options(populate_existing=True)).all()
    except (DataError, TypeError, ValueError):
        if size > 1:
            return _batch(after, size // 2)
        number = db.session.scalar(select(func.min(AuditEntry.id)).where(later))
        raise _Unreadable(number or after + 1) from None


def _hash(entry: AuditEntry) -> str:
    fields = [
        entry.id,
        _moment(entry.at),
        entry.event,
        entry.authority,
        entry.actor,
        entry.subject,
        entry.reason,
        entry.facts,
        entry.previous_hash,
    ]
    return chained(json.dumps(fields))


def _seal(entry_id: int, last_hash: str) -> str:
    return chained(f"head:{entry_id}:{last_hash}")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
