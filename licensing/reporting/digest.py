"""The daily digest: each officer is told once a day how many duties wait, of what kinds, and where to find them.

It names nobody: an e-mail lies about for years on machines that are not ours (rule R24 asks who looked at whom, and
nobody could say). It stands above everything it counts and below the day's jobs that promise it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from licensing import clock
from licensing.authorities.duty_work import work_of
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty
from licensing.outbox.actions import promise
from licensing.reporting.models import DigestRefusal

TOPIC = "digest:due"
# Not in the middle of the night, though the day's jobs run then.
FROM = time(7)
SOON = timedelta(days=7)


def promise_digests(on: date) -> int:
    """Promise a digest to each officer who has something to do; returns to how many. In the caller's transaction.

    `on` is the day (London); one a day, however often it runs.
    """
    at = max(clock.now(), datetime.combine(on, FROM, tzinfo=clock.LONDON).astimezone(clock.now().tzinfo))
    refused = select(DigestRefusal.officer_id)
    officers = db.session.scalars(
        select(Officer).where(Officer.active, Officer.id.not_in(refused)).order_by(Officer.id)
    ).all()
    promised = 0
    for who in officers:
        if who.may(Permission.SEE_DUTIES) and work_of(who):
            promise(
                TOPIC,
                f"digest:{who.id}:{on.isoformat()}",
                {"officer_id": who.id, "day": on.isoformat()},
                authority_id=who.authority_id,
                at=at,
            )
            promised += 1
    return promised


def wants_digest(officer_id: int) -> bool:
    """Whether an officer is sent a digest: everybody is who did not say otherwise."""
    return db.session.get(DigestRefusal, officer_id) is None


def choose(who: Officer, *, wanted: bool) -> None:
    """Have the digest sent to an officer, or not; in the caller's transaction."""
    refusal = db.session.get(DigestRefusal, who.id)
    if wanted and refusal is not None:
        db.session.delete(refusal)
    elif not wanted and refusal is None:
        db.session.add(DigestRefusal(officer_id=who.id, since=clock.now()))
    db.session.flush()


def subject_of(duties: Sequence[Duty], on: date) -> str:
    """The e-mail's subject: counts, and nothing else."""
    late = sum(duty.due_on < on for duty in duties)
    return f"Duties: {late} overdue, {len(duties)} open" if late else f"Duties: {len(duties)} open"


def text_of(who: Officer, duties: Sequence[Duty], *, on: date, address: str) -> str:
    """The e-mail: how many duties stand how, of what kinds, and links into the register at `address`."""
    late = [duty for duty in duties if duty.due_on < on]
    soon = [duty for duty in duties if on < duty.due_on <= on + SOON]
    mine = sum(duty.officer_id == who.id for duty in duties)
    lines = [
        f"Duties of {who.authority.nice_name} on {_day(on)}: those you have, and those nobody has yet",
        "that your roles let you do.",
        "",
        f"  Overdue: {len(late)}",
        f"  Due today: {sum(duty.due_on == on for duty in duties)}",
        f"  Due within {SOON.days} days: {len(soon)}",
        f"  In all: {len(duties)}, of which {mine} yours and {len(duties) - mine} with nobody yet",
        "",
        "By kind:",
    ]
    overdue = Counter(duty.kind for duty in late)
    for kind, number in Counter(duty.kind for duty in duties).items():
        earliest = min(duty.due_on for duty in duties if duty.kind == kind)
        lines.append(
            f"  {KINDS[kind].title}: {number}"
            + (f", {overdue[kind]} overdue" if overdue[kind] else "")
            + f"; the earliest by {_day(earliest)} (rule {KINDS[kind].rule})"
        )
    lines += [
        "",
        f"Yours: {address}/duties?whose=mine",
        f"All of the council's: {address}/duties",
        "",
        "This e-mail names nobody. To have no more of them:",
        f"{address}/duties/reminders",
        "",
    ]
    return "\n".join(lines)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
