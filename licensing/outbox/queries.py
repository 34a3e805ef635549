"""Reading the outbox."""

from collections.abc import Sequence

from sqlalchemy import func, select

from licensing.db import db
from licensing.outbox.models import PARKED, WAITING, OutboxMessage


def unsent(authority_id: int) -> Sequence[OutboxMessage]:
    """An authority's messages that are parked or waiting, parked first."""
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.authority_id == authority_id, OutboxMessage.state.in_((PARKED, WAITING)))
        .order_by(OutboxMessage.state, OutboxMessage.id)
    ).all()


def states_of(key: str) -> list[str]:
    """The states of the messages promised under a key, one for each handler."""
    return list(db.session.scalars(select(OutboxMessage.state).where(OutboxMessage.key == key)))


def parked_count(authority_id: int) -> int:
    """How many of an authority's messages wait for a person."""
    return (
        db.session.scalar(
            select(func.count()).where(
                OutboxMessage.authority_id == authority_id, OutboxMessage.state == PARKED
            )
        )
        or 0
    )
