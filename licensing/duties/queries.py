"""Reading duties."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, case, func, select

from licensing.db import db
from licensing.duties.models import Duty, DutyAssignment, DutyNote

OPEN, OVERDUE, NEW, DISCHARGED = "open", "overdue", "new", "discharged"


@dataclass(frozen=True)
class Wanted:
    """Which duties of an authority to list: all of them open, unless something narrower is asked for.

    `on` is the day (London) on which a duty is overdue or not; `since` the moment since which one that was opened is
    new. `officer_id` is who has them, `unassigned` asks for those that nobody has.
    """

    authority_id: int
    on: date
    since: datetime
    officer_id: int | None = None
    unassigned: bool = False
    state: str = OPEN
    kind: str = ""


@dataclass(frozen=True)
class Counts:
    """How many duties of an authority are open, and of which sort. `came_in` were opened since a moment."""

    open: int = 0
    overdue: int = 0
    unassigned: int = 0
    mine: int = 0
    mine_overdue: int = 0
    came_in: int = 0


def board(wanted: Wanted) -> Sequence[Duty]:
    """The duties wanted, the earliest due first; of discharged ones, the latest discharged."""
    return db.session.scalars(_in_order(wanted)).all()


def listed(wanted: Wanted, *, page: int, per_page: int) -> tuple[Sequence[Duty], int]:
    """One page of the duties wanted, in the order of the board, and how many there are in all."""
    total = db.session.scalar(select(func.count()).select_from(_of(wanted).subquery())) or 0
    rows = db.session.scalars(_in_order(wanted).limit(per_page).offset((page - 1) * per_page))
    return rows.all(), total


def _in_order(wanted: Wanted) -> Select[Duty]:
    if wanted.state == DISCHARGED:
        return _of(wanted).order_by(Duty.discharged_at.desc(), Duty.id.desc())
    return _of(wanted).order_by(Duty.due_on, Duty.id)


def _of(wanted: Wanted) -> Select[Duty]:
    query = select(Duty).where(Duty.authority_id == wanted.authority_id)
    if wanted.state == DISCHARGED:
        query = query.where(Duty.discharged_at.is_not(None))
    else:
        query = query.where(Duty.discharged_at.is_(None))
    if wanted.state == OVERDUE:
        query = query.where(Duty.due_on < wanted.on)
    if wanted.state == NEW:
        query = query.where(Duty.opened_at >= wanted.since)
    if wanted.unassigned:
        query = query.where(Duty.officer_id.is_(None))
    elif wanted.officer_id is not None:
        query = query.where(Duty.officer_id == wanted.officer_id)
    if wanted.kind:
        query = query.where(Duty.kind == wanted.kind)
    return query


def counts(authority_id: int, *, officer_id: int, on: date, since: datetime) -> Counts:
    """The open duties of an authority counted on a day (London), and of them an officer's own.

    A duty is overdue from the day after its last lawful day.
    """
    late, mine = Duty.due_on < on, Duty.officer_id == officer_id
    sorts = (
        Duty.id.is_not(None),
        late,
        Duty.officer_id.is_(None),
        mine,
        and_(mine, late),
        Duty.opened_at >= since,
    )
    found = db.session.execute(
        select(*(func.coalesce(func.sum(case((sort, 1), else_=0)), 0) for sort in sorts)).where(
            Duty.authority_id == authority_id, Duty.discharged_at.is_(None)
        )
    ).one()
    return Counts(*map(int, found))


def of_subject(authority_id: int, subject: str) -> Sequence[Duty]:
    """Every duty, open or discharged, about one subject of an authority."""
    return db.session.scalars(
        select(Duty).where(Duty.authority_id == authority_id, Duty.subject == subject).order_by(Duty.id)
    ).all()


def notes_of(duty_id: int) -> Sequence[DutyNote]:
    """What was written of a duty, the oldest first."""
    return db.session.scalars(select(DutyNote).where(DutyNote.duty_id == duty_id).order_by(DutyNote.id)).all()


def assignments_of(duty_id: int) -> Sequence[DutyAssignment]:
    """To whom a duty was given, the oldest first."""
    return db.session.scalars(
        select(DutyAssignment).where(DutyAssignment.duty_id == duty_id).order_by(DutyAssignment.id)
    ).all()


def overdue_count(authority_id: int, on: date) -> int:
    """How many open duties of an authority were due before a day (London)."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Duty.authority_id == authority_id, Duty.discharged_at.is_(None), Duty.due_on < on
            )
        )
        or 0
    )
