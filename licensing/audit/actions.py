"""Writing to the audit log, and proving that nobody rewrote it."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from licensing import clock
from licensing.audit.events import EVENTS
from licensing.audit.models import AuditEntry, AuditHead
from licensing.db import db
from licensing.sealing import chained

GENESIS = "0" * 64
HEAD = 1
BATCH = 1000


@dataclass(frozen=True)
class Actor:
    """Who did something: an officer ("officer:12", of an authority) or the system itself ("system")."""

    ref: str
    authority: str = ""


SYSTEM = Actor("system")


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
    head = db.session.scalar(
        select(AuditHead)
        .where(AuditHead.id == HEAD)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if head is None:
        head = AuditHead(id=HEAD, entry_id=0, hash=GENESIS, seal="")
        db.session.add(head)
    entry = AuditEntry(
        id=head.entry_id + 1,
        at=clock.now(),
        event=event,
        authority=by.authority,
        actor=by.ref,
        subject=subject,
        reason=reason,
        facts=json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False),
        previous_hash=head.hash,
    )
    entry.hash = _hash(entry)
    db.session.add(entry)
    head.entry_id, head.hash = entry.id, entry.hash
    head.seal = _seal(head)
    db.session.flush()


@dataclass(frozen=True)
class Verified:
    """What `verify` found: how many entries hold, and the first broken link in words, or "" if none."""

    entries: int
    fault: str


def verify() -> Verified:
    """Walk the whole chain and name its first broken link. Reads in batches; changes nothing."""
    head = db.session.get(AuditHead, HEAD)
    expected_id, expected_hash, sound = 1, GENESIS, 0
    for entry in _entries():
        fault = _fault(entry, expected_id, expected_hash)
        if fault:
            return Verified(sound, fault)
        sound, expected_id, expected_hash = entry.id, entry.id + 1, entry.hash
    if head is None:
        return Verified(sound, "" if sound == 0 else "The head of the chain is missing.")
    if not hmac.compare_digest(head.seal, _seal(head)):
        return Verified(sound, "The head of the chain was altered.")
    if head.entry_id > sound:
        return Verified(
            sound, f"Entry {sound + 1} is missing: the head says that the last is {head.entry_id}."
        )
    if head.entry_id < sound or head.hash != expected_hash:
        return Verified(
            sound, f"Entry {head.entry_id + 1} was added: the head says that the last is {head.entry_id}."
        )
    return Verified(sound, "")


def _fault(entry: AuditEntry, expected_id: int, expected_hash: str) -> str:
    if entry.id < 1:
        return f"Entry {entry.id} was added before the first."
    if entry.id != expected_id:
        return f"Entry {expected_id} is missing: the next one found is {entry.id}."
    genuine = hmac.compare_digest(entry.hash, _hash(entry))
    if entry.previous_hash != expected_hash:
        if genuine:
            return f"Entry {entry.id} does not follow entry {entry.id - 1}: one of them was replaced."
        return f"Entry {entry.id} was altered or added: it does not follow entry {entry.id - 1}."
    return "" if genuine else f"Entry {entry.id} was altered: its hash does not fit what it says."


def _entries() -> Iterator[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=BATCH)
    yield from db.session.scalars(query)


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


def _seal(head: AuditHead) -> str:
    return chained(f"head:{head.entry_id}:{head.hash}")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
