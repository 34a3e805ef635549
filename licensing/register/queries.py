"""Reading people and licences. Every query asks whose."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from licensing.candidates.rows import Question
from licensing.db import db
from licensing.matching.compare import Comparison, compare
from licensing.matching.forms import form_of
from licensing.matching.people import Address, Name, NameKind
from licensing.matching.people import Person as PersonValue
from licensing.matching.verdict import Band, Verdict, judge
from licensing.register.index import people_like
from licensing.register.models import (
    Badge,
    DriverLicence,
    Person,
    PersonName,
    PersonNumber,
    number_fingerprint,
)
from licensing.register.name_search import word_in, words_of
from licensing.sealing import fingerprint, unseal


def as_value(person: Person) -> PersonValue:
    """Everything the person has been called, lived at and been numbered, as matching sees it (rule R10)."""
    numbers: dict[str, tuple[str, ...]] = {}
    for held in person.numbers:
        numbers[held.kind] = (*numbers.get(held.kind, ()), held.number)
    return PersonValue(
        names=tuple(Name(name.first, name.middle, name.last, NameKind(name.kind)) for name in person.names),
        dates_of_birth=(person.date_of_birth, *(one.born for one in person.earlier_birth_dates)),
        addresses=tuple(Address(tuple(one.lines.splitlines()), one.postcode) for one in person.addresses),
        national_insurance=numbers.get("national_insurance", ()),
        gb_driver=numbers.get("gb_driver", ()),
        ni_driver=numbers.get("ni_driver", ()),
        community=numbers.get("community", ()),
    )


def value_of(person: Person) -> PersonValue:
    """What `as_value` gives, read in one question: for the search itself, where four would cost as much as it does."""
    db.session.flush()
    names, births, addresses, numbers = [], [person.date_of_birth], [], dict[str, tuple[str, ...]]()
    for what, _order, one, two, three, four in _IDENTITY.ask(*[person.id] * 4):
        if what == "name":
            names.append(Name(two, three, four, NameKind(one)))
        elif what == "birth":
            births.append(date.fromisoformat(one))
        elif what == "address":
            addresses.append(Address(tuple(one.splitlines()), two))
        else:
            numbers[one] = (*numbers.get(one, ()), unseal(three, PersonNumber.context(one, two)))
    return PersonValue(
        names=tuple(names),
        dates_of_birth=tuple(births),
        addresses=tuple(addresses),
        national_insurance=numbers.get("national_insurance", ()),
        gb_driver=numbers.get("gb_driver", ()),
        ni_driver=numbers.get("ni_driver", ()),
        community=numbers.get("community", ()),
    )


# The newest address first, as on the page.
_IDENTITY_TEXT = """
    SELECT 'name', id, kind, first, middle, last FROM person_name WHERE person_id = ?
    UNION ALL SELECT 'birth', id, CAST(born AS TEXT), '', '', '' FROM earlier_birth_date WHERE person_id = ?
    UNION ALL SELECT 'address', -id, lines, postcode, '', '' FROM person_address WHERE person_id = ?
    UNION ALL SELECT 'number', id, kind, ref, sealed, '' FROM person_number WHERE person_id = ?
    ORDER BY 1, 2
"""
_IDENTITY = Question(_IDENTITY_TEXT, _IDENTITY_TEXT.replace("?", "%s"))


def with_identity(people: Select[Person]) -> Select[Person]:
    """A query of people that reads all that `as_value` needs with them, and not one person at a time."""
    return people.options(
        selectinload(Person.names),
        selectinload(Person.earlier_birth_dates),
        selectinload(Person.addresses),
        selectinload(Person.numbers),
    )


def identity_of(value: PersonValue) -> str:
    """A fingerprint of everything by which a person is searched: it changes when any of it does."""
    parts = (
        sorted(name.full for name in value.names),
        sorted(day.isoformat() for day in value.dates_of_birth),
        sorted(address.shown for address in value.addresses),
        sorted(value.national_insurance),
        sorted(value.gb_driver),
        sorted(value.ni_driver),
        sorted(value.community),
    )
    return fingerprint("identity", repr(parts))


def with_numbers(authority_id: int, numbers: Iterable[tuple[str, str]]) -> Sequence[Person]:
    """An authority's people who hold any of these (kind, number) pairs."""
    wanted = {number_fingerprint(kind, number): kind for kind, number in numbers}
    if not wanted:
        return []
    return db.session.scalars(
        select(Person)
        .join(PersonNumber)
        .where(
            Person.authority_id == authority_id,
            # The index is on both: without the kind every number would be read.
            PersonNumber.kind.in_(sorted(set(wanted.values()))),
            PersonNumber.fingerprint.in_(wanted),
        )
        .distinct()
    ).all()


def alike(authority_id: int, value: PersonValue) -> list[tuple[Person, Comparison, Verdict]]:
    """An authority's people who may be this person, the likeliest first: so that nobody is recorded twice."""
    numbers = people_like(form_of(value), authority_id=authority_id)
    people = db.session.scalars(
        with_identity(select(Person)).where(Person.authority_id == authority_id, Person.id.in_(numbers))
    )
    judged = [
        (person, comparison := compare(value, as_value(person)), judge(comparison)) for person in people
    ]
    order = list(Band)
    return sorted(
        (one for one in judged if one[2].band.is_hit),
        key=lambda one: (order.index(one[2].band), -one[2].points, one[0].id),
    )


def find(authority_id: int, words: str, limit: int = 50) -> Sequence[Person]:
    """An authority's people by name, licence number or badge: every word must be found in a name."""
    text = words.strip()
    if not text:
        return []
    by_number = (
        select(DriverLicence.person_id)
        .outerjoin(Badge, Badge.licence_id == DriverLicence.id)
        .where(
            DriverLicence.authority_id == authority_id,
            or_(
                db.func.upper(DriverLicence.number) == text.upper(),
                db.func.upper(Badge.number) == text.upper(),
            ),
        )
    )
    query = select(Person).where(Person.authority_id == authority_id)
    named = query
    for word in words_of(text):
        in_a_name = word_in(word, PersonName.first, PersonName.middle, PersonName.last)
        named = named.where(Person.id.in_(select(PersonName.person_id).where(in_a_name)))
    people = {
        person.id: person for person in db.session.scalars(query.where(Person.id.in_(by_number)).limit(limit))
    }
    people |= {person.id: person for person in db.session.scalars(named.order_by(Person.id).limit(limit))}
    return list(people.values())[:limit]


def holder_of(authority_id: int, number: str) -> int | None:
    """The id of the one person of an authority who holds this licence or badge number; None for none or several."""
    if not number.strip():
        return None
    wanted = number.strip().upper()
    holders = db.session.scalars(
        select(DriverLicence.person_id)
        .outerjoin(Badge, Badge.licence_id == DriverLicence.id)
        .where(
            DriverLicence.authority_id == authority_id,
            or_(db.func.upper(DriverLicence.number) == wanted, db.func.upper(Badge.number) == wanted),
        )
        .distinct()
    ).all()
    return holders[0] if len(holders) == 1 else None
