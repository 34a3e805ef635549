"""What happened on the register kept here, in order, for those who follow it from elsewhere."""

from collections.abc import Sequence

from sqlalchemy import func, select, text, update

from licensing import clock
from licensing.db import db
from licensing.national_register.letters import RegisterLetter
from licensing.national_register.serving_models import RegisterCredential, RegisterFeed

# Further than a register goes between two backups.
LEAP = 1_000_000


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


def leap() -> None:
    """Have the numbers of what happened, and of letters, go on far above any that was given out, after an older state
    was put back; in the caller's transaction. Who follows is told to compare everybody.

    Others ask for what is above the last number that they saw. Were a number given twice, they would pass over what is
    new, and a letter would be forgotten here, as taken in, that nobody has read.
    """
    if db.session.scalar(select(RegisterCredential.id).limit(1)) is None:
        # Nobody follows from elsewhere.
        return
    last = db.session.scalar(select(func.max(RegisterFeed.id))) or 0
    db.session.add(RegisterFeed(id=last + LEAP, entry_ref=None, at=clock.now()))
    # SQLite numbers on from the highest there is: the newest letter is moved up to be that.
    newest = db.session.scalar(select(func.max(RegisterLetter.id))) or 0
    moved = update(RegisterLetter).where(RegisterLetter.id == newest).values(id=newest + LEAP)
    db.session.execute(moved.execution_options(synchronize_session=False))
    db.session.flush()
    if db.engine.dialect.name == "postgresql":
        for table, highest in (("register_feed", last), ("register_letter", newest)):
            db.session.execute(
                text("SELECT setval(pg_get_serial_sequence(:of, 'id'), :to)"),
                {"of": table, "to": highest + LEAP},
            )
