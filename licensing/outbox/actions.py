"""Promising, claiming and finishing messages.

A message is promised in the transaction of the thing it tells of, so neither can be lost without the other.
The worker leases it, sends it outside any lock, then marks it sent. A worker that dies between sending and
marking leaves a lease that runs out; the message is then sent again, so every handler must be able to do the
same thing twice with one effect (the key is given to it for that).
"""

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from licensing import clock
from licensing.audit.actions import SYSTEM, Actor, record
from licensing.db import db, transaction
from licensing.errors import NotConfigured, NotFound, NotPossibleNow, NotReachable, Refusal
from licensing.outbox.models import PARKED, SENT, WAITING, OutboxMessage

LEASE = timedelta(minutes=2)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
TRIES_BEFORE_PARKING = 8

log = logging.getLogger(__name__)

Handler = Callable[["Delivery"], None]


@dataclass(frozen=True)
class Delivery:
    """What a handler is given: the key is the same each time the message is sent."""

    key: str
    payload: Mapping[str, Any]


class CannotBeSent(Exception):
    """Raised by a handler when trying again would not help: the message is parked at once."""


class NotYet(Exception):
    """Raised by a handler when something else has to happen first: tried again later, and never parked for it."""


_handlers: dict[str, Mapping[str, Handler]] = {}


def connect(handlers: Mapping[str, Mapping[str, Handler]]) -> None:
    """Hand the outbox its table: topic → the name and function of each handler. Done once, by app.py."""
    _handlers.clear()
    _handlers.update(handlers)


def promise(
    topic: str, key: str, payload: Mapping[str, Any], *, authority_id: int | None, at: datetime
) -> None:
    """Promise a message to every handler of a topic, in the caller's transaction; once only for each key.

    Raises KeyError for a topic that nobody handles: a promise that nobody keeps is a fault.
    """
    for name in _handlers[topic]:
        there = select(OutboxMessage.id).where(OutboxMessage.key == key, OutboxMessage.handler == name)
        if db.session.scalar(there) is None:
            db.session.add(
                OutboxMessage(
                    topic=topic,
                    handler=name,
                    key=key,
                    payload=dict(payload),
                    authority_id=authority_id,
                    state=WAITING,
                    attempts=0,
                    promised_at=at,
                    next_attempt_at=at,
                )
            )
    db.session.flush()


def send_due(limit: int = 20) -> int:
    """Claim what is due, send it, and mark it; returns how many were tried. One pass of the worker."""
    claimed = claim(clock.now(), limit)
    for message_id in claimed:
        deliver(message_id)
    return len(claimed)


def claim(at: datetime, limit: int) -> list[int]:
    """Lease the messages that are due; no other worker gets them until the lease runs out."""
    with transaction():
        due = db.session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.state == WAITING,
                OutboxMessage.next_attempt_at <= at,
                or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < at),
            )
            .order_by(OutboxMessage.id)
            .limit(limit)
            # Several workers on PostgreSQL each take what no other has locked; SQLite has one writer anyway.
            .with_for_update(skip_locked=True)
        ).all()
        claimed = []
        for message in due:
            if message.attempts >= TRIES_BEFORE_PARKING:
                # Each try ended without an answer: it may be this message that ends its worker.
                _park(message, "The worker ended, without an answer, each time it was tried.")
                continue
            message.leased_until = at + LEASE
            message.attempts += 1
            claimed.append(message.id)
        return claimed


def deliver(message_id: int) -> None:
    """Send one leased message and mark what came of it; nothing if another worker did so when the lease ran out."""
    message = db.session.get_one(OutboxMessage, message_id)
    if message.state != WAITING:
        db.session.rollback()
        return
    handler: Handler | None = _handlers.get(message.topic, {}).get(message.handler)
    key, payload, due_at = message.key, message.payload, message.next_attempt_at
    db.session.rollback()
    try:
        (handler or _nobody)(Delivery(key, dict(payload)))
    except Exception as fault:  # noqa: BLE001 (whatever goes wrong, the message must not be lost)
        db.session.rollback()
        _failed(message_id, fault, due_at)
    else:
        finish(message_id)


def _nobody(_delivery: Delivery) -> None:
    raise CannotBeSent("No handler of this name exists any more.")


def finish(message_id: int) -> None:
    """Mark a message sent."""
    with transaction():
        message = db.session.get_one(OutboxMessage, message_id, with_for_update=True)
        message.state, message.sent_at, message.leased_until, message.last_fault = SENT, clock.now(), None, ""


def _failed(message_id: int, fault: Exception, due_at: datetime) -> None:
    # A refusal's words are ours and safe to keep; another exception's may quote what it was given.
    ours = isinstance(fault, Refusal | CannotBeSent | NotYet)
    said = str(fault) if ours else type(fault).__name__
    with transaction():
        message = db.session.get_one(OutboxMessage, message_id, with_for_update=True)
        if message.state == WAITING:
            message.last_fault, message.leased_until, was_due = said, None, message.next_attempt_at
            message.next_attempt_at = clock.now() + wait_after(message.attempts)
            if isinstance(fault, NotConfigured | NotYet):
                # Nothing is wrong with the message: it can be sent once the installation is put right, or an
                # officer has done their part.
                message.attempts -= 1
                # What it waits for may have happened while it was being tried: then it was hastened.
                message.next_attempt_at = clock.now() + (LONGEST_WAIT if was_due == due_at else timedelta())
            if isinstance(fault, NotReachable):
                # However long another system is down, what it is owed is sent when it is back.
                message.attempts = min(message.attempts, TRIES_BEFORE_PARKING - 1)
            if isinstance(fault, CannotBeSent) or message.attempts >= TRIES_BEFORE_PARKING:
                _park(message, said)
    if not ours:
        where = "".join(traceback.format_tb(fault.__traceback__))
        log.error("outbox message %s failed: %s\n%s", message_id, said, where)


def _park(message: OutboxMessage, said: str) -> None:
    """Put a message before a person, in the caller's transaction."""
    message.state, message.last_fault, message.leased_until = PARKED, said, None
    record(
        "outbox:parked",
        by=SYSTEM,
        subject=f"outbox:{message.id}",
        topic=message.topic,
        attempts=message.attempts,
    )


def wait_after(attempts: int) -> timedelta:
    """How long until the next try: 15 seconds, doubled each time, at most an hour."""
    doublings = min(max(attempts - 1, 0), 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def hasten(key: str) -> None:
    """What a waiting message waited for has happened: it is tried at once. In the caller's transaction."""
    waiting = select(OutboxMessage).where(OutboxMessage.key == key, OutboxMessage.state == WAITING)
    for message in db.session.scalars(waiting.with_for_update()):
        message.next_attempt_at = clock.now()
    db.session.flush()


def release(message_id: int, *, by: Actor, authority_id: int) -> None:
    """Try a parked message of one authority again. Raises NotFound for another's, NotPossibleNow if not parked."""
    message = db.session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None or message.authority_id != authority_id:
        raise NotFound("There is no such message.")
    if message.state != PARKED:
        raise NotPossibleNow("This message is not parked any more.")
    message.state, message.attempts, message.next_attempt_at = WAITING, 0, clock.now()
    record("outbox:released", by=by, subject=f"outbox:{message.id}", topic=message.topic)
