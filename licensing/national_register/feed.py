"""What happened on the register kept here, in order, for those who follow it from elsewhere."""

from collections.abc import Sequence

from sqlalchemy import func, select

from licensing import clock
from licensing.db import db
from licensing.national_register.letters import RegisterLetter
from licensing.national_register.serving_models import RegisterFeed


def note(*entry_refs: str | None) -> None:
    """Note that entries were made, changed or removed (None: very many were), in the caller's transaction.

    After it was recorded in the audit log, whose lock is held to the end: numbers rise as they come to be seen, and no
    cursor passes one over.
    """
    at = clock.now()
    db.session.add_all(RegisterFeed(entry_ref=ref, at=at) for ref in entry_refs)
    db.session.flush()


def after(number: int, limit: int) -> Sequence[RegisterFeed]:
    """What happened after a number, the oldest first."""
    query = select(RegisterFeed).where(RegisterFeed.id > number).order_by(RegisterFeed.id).limit(limit)
    return db.session.scalars(query).all()


def letters_waiting(authority_id: int) -> int:
    """How many letters to an authority it has not taken in."""
    waiting = select(func.count(RegisterLetter.id)).where(
        RegisterLetter.to_authority_id == authority_id, RegisterLetter.taken_in_at.is_(None)
    )
    return db.session.scalar(waiting) or 0
