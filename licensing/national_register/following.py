"""Following a register elsewhere: what happened there since, and the letters that wait there, for each authority here.

Called by the worker in each pass. What happened becomes promises of the outbox in the transaction that moves the
cursor, so that nothing is lost and nothing is compared twice for it.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from licensing import clock
from licensing.authorities.models import Authority
from licensing.db import db, transaction
from licensing.errors import Refusal
from licensing.national_register import correspondence
from licensing.national_register.serving_models import RegisterCursor
from licensing.national_register.ways_in import http_register, is_http, way_of
from licensing.national_register.wire_letters import AlertAnswered, AlertsAnswered
from licensing.outbox.actions import promise
from licensing.settings import in_force

EVERY = timedelta(seconds=30)
# What a message compares: were it interrupted, no more than this is compared again.
AT_ONCE = 50


def follow_due() -> int:
    """Ask each register elsewhere that was not asked lately; returns how many letters and entries came of it.

    Raises NotReachable or NotConfigured for one of them when all have been tried.
    """
    came, fault = 0, None
    for authority_id in _followers():
        try:
            came += _follow(authority_id)
        except Refusal as refusal:
            fault = refusal
    if fault is not None:
        raise fault
    return came


def _followers() -> list[int]:
    """The authorities here whose register is elsewhere, and who have a credential for it."""
    codes = [code for code, _ in in_force().register_credentials]
    if not codes:
        return []
    ids = db.session.scalars(select(Authority.id).where(Authority.short_code.in_(codes))).all()
    return [one for one in ids if is_http(one)]


def _follow(authority_id: int) -> int:
    after = _begin(authority_id)
    if after is None:
        return 0
    register, came = http_register(authority_id), 0
    while True:
        answer = register.alerts(after=after)
        after = _keep(authority_id, after, answer)
        came += len(answer.alerts)
        if not answer.more:
            break
    if answer.letters:
        came += correspondence.take_in(authority_id)
    return came


def _begin(authority_id: int) -> int | None:
    """The number after which to ask, or None when it was asked lately. Whoever else comes now finds it was."""
    at, address = clock.now(), way_of(authority_id)
    with transaction():
        cursor = _cursor(authority_id, address, at)
        if cursor.followed_at > at - EVERY:
            return None
        if cursor.address != address:
            # Another register: its numbers are its own, those of its letters too. Asked for letters above a number of
            # the old one's, it would forget what it holds below that, unread.
            cursor.address, cursor.after = address, 0
            correspondence.begin_anew(authority_id)
        cursor.followed_at = at
        return cursor.after


def _cursor(authority_id: int, address: str, at: datetime) -> RegisterCursor:
    found = db.session.get(RegisterCursor, authority_id, with_for_update=True)
    if found is None:
        found = RegisterCursor(authority_id=authority_id, address=address, after=0, followed_at=at - EVERY)
        db.session.add(found)
        db.session.flush()
    return found


def _keep(authority_id: int, after: int, answer: AlertsAnswered) -> int:
    """Promise what follows from an answer and move the cursor; gives where it is now."""
    if not answer.alerts:
        return after
    with transaction():
        cursor = db.session.get_one(RegisterCursor, authority_id, with_for_update=True)
        if cursor.after == after:
            for start in range(0, len(answer.alerts), AT_ONCE):
                _promise(authority_id, answer.alerts[start : start + AT_ONCE])
            cursor.after = answer.alerts[-1].number
            db.session.flush()
        return cursor.after


def _promise(authority_id: int, alerts: list[AlertAnswered]) -> None:
    key = f"elsewhere:{authority_id}:{alerts[0].number}:{alerts[-1].number}"
    entries = [one.entry for one in alerts if one.entry is not None]
    if entries:
        payload = {"authority_id": authority_id, "entries": list(dict.fromkeys(entries))}
        promise("register-elsewhere:changed", key, payload, authority_id=authority_id, at=clock.now())
    if len(entries) < len(alerts):
        payload = {"load": key, "after": 0, "authority_id": authority_id}
        promise(
            "register:loaded", f"loaded:{key}:after:0", payload, authority_id=authority_id, at=clock.now()
        )
