"""The index of people: kept in step by whoever writes who a person is, in the same transaction.

It knows whose each person is: an authority looks among its own, and a new entry of the national register is compared
with the people of every authority.
"""

from __future__ import annotations

from sqlalchemy import Table

from licensing import clock
from licensing.candidates.index import Index, Indexed
from licensing.candidates.looking import look_up
from licensing.db import Model
from licensing.errors import NotConfigured
from licensing.matching.forms import Form, form_of
from licensing.matching.keys import keys_to_search
from licensing.matching.people import Person as PersonValue
from licensing.register.models import Person, PersonForm, PersonKey


def _table(model: type[Model]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


PEOPLE = Index("people", _table(Person), "person_id", _table(PersonKey), _table(PersonForm))


def put(person: Person, value: PersonValue) -> None:
    """Put a person in as they are now known, in place of what was there about them."""
    PEOPLE.put(Indexed(person.id, form_of(value), authority_id=person.authority_id), clock.now())


def people_like(form: Form, *, authority_id: int | None = None) -> tuple[int, ...]:
    """The numbers of people who share a key with somebody, in order: of one authority, or of every one.

    Without `authority_id` it crosses authorities: only what no officer sees the result of may ask so; with another's,
    only what that authority tells its partners (`applications/known_elsewhere.py`). Raises
    NotConfigured when the index is of another version.
    """
    if not PEOPLE.is_in_order():
        raise NotConfigured(
            "People can't be compared: their index is of another version. "
            "Ask an administrator to run `flask matching reindex`."
        )
    return look_up(PEOPLE, keys_to_search(form), authority_id=authority_id).ids
