"""Building the index of people anew."""

from collections.abc import Callable, Iterator

from sqlalchemy import func, select

from licensing import clock
from licensing.candidates.index import Indexed
from licensing.candidates.upkeep import rebuild
from licensing.db import db
from licensing.matching.forms import form_of
from licensing.register.index import PEOPLE
from licensing.register.models import Person
from licensing.register.queries import as_value, with_identity

BATCH = 1000


def how_many() -> int:
    """How many people an index built anew will hold."""
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def reindex(progress: Callable[[int], object] = lambda _more: None) -> int:
    """Build the index anew from the people; returns how many it holds. See `upkeep.rebuild` on who waits.

    `progress` is told each time how many more were done.
    """
    return rebuild(PEOPLE, _everybody(), clock.now(), progress)


def _everybody() -> Iterator[list[Indexed]]:
    last = 0
    while True:
        found = db.session.scalars(
            with_identity(select(Person)).where(Person.id > last).order_by(Person.id).limit(BATCH)
        ).all()
        if not found:
            return
        yield [
            Indexed(person.id, form_of(as_value(person)), authority_id=person.authority_id)
            for person in found
        ]
        last = found[-1].id
        # A register of half a million people is not kept in memory.
        db.session.expunge_all()
