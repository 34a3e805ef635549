"""Reading duties."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from licensing.db import db
from licensing.duties.models import Duty


def board(authority_id: int) -> Sequence[Duty]:
    """An authority's open duties, the earliest due first."""
    return db.session.scalars(
        select(Duty)
        .where(Duty.authority_id == authority_id, Duty.discharged_at.is_(None))
        .order_by(Duty.due_on, Duty.id)
    ).all()


def of_subject(authority_id: int, subject: str) -> Sequence[Duty]:
    """Every duty, open or discharged, about one subject of an authority."""
    return db.session.scalars(
        select(Duty).where(Duty.authority_id == authority_id, Duty.subject == subject).order_by(Duty.id)
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
