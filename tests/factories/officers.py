"""Officers, made in a line: `officer()` is a licensing officer of Leeds whose register training is in date.

Called in an application context, inside the test's own `with transaction():`. Argon2id takes a tenth of a second
on purpose, so one hash of one password is made by each process and given to everybody.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import count

from sqlalchemy import or_, select

from licensing import clock
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer, OfficerRole, RegisterTraining
from licensing.authorities.officers import _HASHER
from licensing.authorities.permissions import Role
from licensing.db import db

PASSWORD = "correct horse battery staple"
TRAINED_FOR = timedelta(days=365)

_numbers = count(1)


@cache
def password_hash() -> str:
    """The Argon2id hash of PASSWORD, made once."""
    return _HASHER.hash(PASSWORD)


def council(name: str = "Leeds") -> Authority:
    """A council by its short name ("Leeds") or its GSS code."""
    wanted = or_(Authority.nice_name == name, Authority.gss_code == name)
    return db.session.scalars(select(Authority).where(wanted, Authority.ended_on.is_(None))).one()


def officer(
    authority: Authority | str = "Leeds",
    roles: Iterable[Role] = (Role.LICENSING_OFFICER,),
    *,
    email: str = "",
    name: str = "Sam Example",
    active: bool = True,
    demo: bool = False,
    trained_until: date | None = date.max,
) -> Officer:
    """An officer whose password is PASSWORD, flushed.

    `trained_until` is the last good day of their training in the national register: a year from today unless
    given; None for an officer who was never trained.
    """
    today = clock.today()
    made = Officer(
        email=email or f"officer{next(_numbers)}@council.example",
        name=name,
        password_hash=password_hash(),
        authority=council(authority) if isinstance(authority, str) else authority,
        active=active,
        demo=demo,
        session_epoch=1,
        created_at=clock.now(),
        role_rows=[OfficerRole(role=role.value) for role in roles],
    )
    db.session.add(made)
    db.session.flush()
    if trained_until is not None:
        last = today + TRAINED_FOR if trained_until == date.max else trained_until
        train(made, completed_on=min(today, last) - TRAINED_FOR, valid_until=last)
    return made


def train(who: Officer, *, completed_on: date, valid_until: date) -> RegisterTraining:
    """Training of an officer in the use of the national register, flushed; `valid_until` is its last good day."""
    made = RegisterTraining(
        officer_id=who.id, completed_on=completed_on, valid_until=valid_until, reference="A course"
    )
    db.session.add(made)
    db.session.flush()
    return made
