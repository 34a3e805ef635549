"""Whom of the register an attendance list means: exactly one person, or a question to an officer.

Exact identity is one of two things: a licence, badge or National Insurance number held by one person of the
authority whose date of birth and surname agree; or, where the list gives no number, first name, surname and
date of birth held by one person only. Whatever is less is never linked by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from licensing.db import db
from licensing.matching.people import Name
from licensing.matching.people import Person as PersonValue
from licensing.matching.spelling import plain_letters
from licensing.register.models import Badge, DriverLicence, Person, PersonNumber, number_fingerprint
from licensing.register.queries import alike
from licensing.training.attendance_file import Row

MOST_CANDIDATES = 5
BATCH = 500

Value = TypeVar("Value")


@dataclass(frozen=True)
class Candidate:
    """Somebody of the register whom the list may mean, with what tells one from another."""

    person_id: int
    name: str
    date_of_birth: date
    licence_number: str

    @property
    def words(self) -> str:
        """The candidate in one line."""
        born = f"{self.date_of_birth.day} {self.date_of_birth:%B %Y}"
        return f"{self.name}, born {born}, {self.licence_number or 'no licence'}"


@dataclass(frozen=True)
class Match:
    """The person found; or, with none, whom it may be and why nobody was linked."""

    person: Candidate | None
    candidates: tuple[Candidate, ...] = ()
    question: str = ""


def name_key(first: str, last: str) -> tuple[str, str]:
    """What two names are compared by when they must be the same: case, marks and punctuation do not count."""
    return plain_letters(first), plain_letters(last)


@dataclass
class _Found:
    """What the register holds that any line of the list may mean."""

    people: dict[int, Person] = field(default_factory=dict)
    licences: dict[str, set[int]] = field(default_factory=dict)
    badges: dict[str, set[int]] = field(default_factory=dict)
    insurance: dict[str, set[int]] = field(default_factory=dict)
    born: dict[date, list[Person]] = field(default_factory=dict)


def find_people(authority_id: int, rows: Sequence[Row]) -> dict[int, Match]:
    """For each line that names somebody, the person of this authority's register, or the question to ask."""
    named = [row for row in rows if row.first_name and row.last_name and row.date_of_birth]
    found = _gather(authority_id, named)
    return {row.line: _match(authority_id, row, found) for row in named}


def _gather(authority_id: int, rows: Sequence[Row]) -> _Found:
    found = _Found()
    licences = {row.licence_number for row in rows if row.licence_number}
    badges = {row.badge for row in rows if row.badge}
    numbers = {_insurance(row): row for row in rows if row.national_insurance}
    for some in _batches(licences):
        query = select(DriverLicence.number, DriverLicence.person_id).where(
            DriverLicence.authority_id == authority_id, db.func.upper(DriverLicence.number).in_(some)
        )
        for number, person_id in db.session.execute(query):
            found.licences.setdefault(number.upper(), set()).add(person_id)
    for some in _batches(badges):
        query = (
            select(Badge.number, DriverLicence.person_id)
            .join(DriverLicence, DriverLicence.id == Badge.licence_id)
            .where(Badge.authority_id == authority_id, db.func.upper(Badge.number).in_(some))
        )
        for number, person_id in db.session.execute(query):
            found.badges.setdefault(number.upper(), set()).add(person_id)
    for some in _batches(numbers):
        query = (
            select(PersonNumber.fingerprint, PersonNumber.person_id)
            .join(Person, Person.id == PersonNumber.person_id)
            .where(Person.authority_id == authority_id, PersonNumber.fingerprint.in_(some))
        )
        for mark, person_id in db.session.execute(query):
            found.insurance.setdefault(mark, set()).add(person_id)
    _gather_people(authority_id, rows, found)
    return found


def _gather_people(authority_id: int, rows: Sequence[Row], found: _Found) -> None:
    whole = select(Person).options(selectinload(Person.names), selectinload(Person.licences))
    of_authority = whole.where(Person.authority_id == authority_id)
    by_number = set().union(*found.licences.values(), *found.badges.values(), *found.insurance.values())
    for some in _batches({row.date_of_birth for row in rows if row.date_of_birth}):
        for person in db.session.scalars(of_authority.where(Person.date_of_birth.in_(some))):
            found.people[person.id] = person
            found.born.setdefault(person.date_of_birth, []).append(person)
    for ids in _batches(by_number - set(found.people)):
        for person in db.session.scalars(of_authority.where(Person.id.in_(ids))):
            found.people[person.id] = person


def _match(authority_id: int, row: Row, found: _Found) -> Match:
    assert row.date_of_birth is not None
    key = name_key(row.first_name, row.last_name)
    named = {
        person.id
        for person in found.born.get(row.date_of_birth, ())
        if any(name_key(name.first, name.last) == key for name in person.names)
    }
    given = [
        holders.get(number, set())
        for number, holders in (
            (row.licence_number, found.licences),
            (row.badge, found.badges),
            (_insurance(row), found.insurance),
        )
        if number
    ]
    if not given:
        if len(named) == 1:
            return Match(candidate(found.people[named.pop()]))
        if named:
            return _ask(found, named, "More than one person of the register has this name and date of birth")
        return _nobody(authority_id, row)
    holders = set.union(*given)
    if len(holders) == 1 and all(given):
        person = found.people[next(iter(holders))]
        if person.date_of_birth == row.date_of_birth and any(
            plain_letters(name.last) == key[1] for name in person.names
        ):
            return Match(candidate(person))
        return _ask(
            found, holders | named, "The number is held by somebody whose surname or date of birth differs"
        )
    if not holders and not named:
        return _nobody(authority_id, row)
    if not all(given):
        return _ask(found, holders | named, "A number that the list gives is not on the register")
    return _ask(found, holders | named, "The numbers that the list gives are held by different people")


def _ask(found: _Found, ids: Iterable[int], question: str) -> Match:
    people = [found.people[person_id] for person_id in sorted(ids)]
    return Match(None, tuple(candidate(person) for person in people[:MOST_CANDIDATES]), question)


def _nobody(authority_id: int, row: Row) -> Match:
    """Nobody is exactly this person. Whoever is like them is offered: names are misspelt, days exchanged."""
    assert row.date_of_birth is not None
    value = PersonValue(names=(Name(row.first_name, "", row.last_name),), dates_of_birth=(row.date_of_birth,))
    near = [person for person, _, _ in alike(authority_id, value)][:MOST_CANDIDATES]
    question = "Nobody of the register has exactly this name and date of birth"
    return Match(None, tuple(candidate(person) for person in near), question)


def candidate(person: Person) -> Candidate:
    """A person as an officer is asked about them."""
    number = person.licences[0].number if person.licences else ""
    return Candidate(person.id, person.full_name, person.date_of_birth, number)


def _insurance(row: Row) -> str:
    return number_fingerprint("national_insurance", row.national_insurance) if row.national_insurance else ""


def _batches(items: Iterable[Value]) -> Iterable[list[Value]]:
    listed = list(items)
    return (listed[start : start + BATCH] for start in range(0, len(listed), BATCH))
