"""Opening and discharging duties, in the caller's transaction."""

from datetime import date

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import Actor, record
from licensing.db import db
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty


def open_duty(
    kind: str,
    *,
    authority_id: int,
    subject: str,
    about: str,
    began_on: date,
    due_on: date,
    by: Actor,
    officer_id: int | None = None,
) -> Duty:
    """Open a duty; one of a kind for a subject at a time (the open one is given back).

    `due_on` is the last lawful day, reckoned by the subject's own deadlines.
    """
    rule = KINDS[kind].rule
    open_one = db.session.scalar(
        select(Duty).where(
            Duty.kind == kind,
            Duty.subject == subject,
            Duty.discharged_at.is_(None),
            Duty.authority_id == authority_id,
        )
    )
    if open_one is not None:
        return open_one
    duty = Duty(
        kind=kind,
        rule=rule,
        authority_id=authority_id,
        subject=subject,
        about=about,
        officer_id=officer_id,
        began_on=began_on,
        due_on=due_on,
        opened_at=clock.now(),
    )
    db.session.add(duty)
    db.session.flush()
    record("duty:opened", by=by, subject=subject, kind=kind, rule=rule, due_on=due_on.isoformat())
    return duty


def discharge(kind: str, *, subject: str, on: date, by: Actor, how: str) -> int:
    """Discharge the open duties of a kind about a subject; returns how many there were.

    `on` is the day (London) on which what was owed was done, `how` what proves it.
    """
    duties = db.session.scalars(
        select(Duty)
        .where(Duty.kind == kind, Duty.subject == subject, Duty.discharged_at.is_(None))
        .with_for_update()
    ).all()
    for duty in duties:
        duty.discharged_at, duty.discharged_on = clock.now(), on
        duty.discharged_by, duty.discharge = by.ref, how
        record(
            "duty:discharged", by=by, subject=subject, kind=kind, rule=duty.rule, on_time=on <= duty.due_on
        )
    return len(duties)
