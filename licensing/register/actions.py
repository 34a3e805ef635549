"""Adding people to the register, bringing them up to date, and recording their licences."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput, Reason
from licensing.outbox.actions import promise
from licensing.register import deadlines, index, lifecycle
from licensing.register.models import (
    LICENCE_KINDS,
    Badge,
    DriverLicence,
    EarlierBirthDate,
    Licence,
    Person,
    PersonAddress,
    PersonName,
    PersonNumber,
    number_fingerprint,
)
from licensing.register.queries import as_value, identity_of

OfItsClass = TypeVar("OfItsClass", bound=Licence)
# A licence that is suspended may be given back.
_RUNNING = ("current", "suspended")
KIND_LETTERS = {"private-hire": "PHD", "hackney": "HCD", "dual": "DUAL"}


@dataclass(frozen=True)
class NameFacts:
    """A name as it was given."""

    first: str
    middle: str
    last: str


@dataclass(frozen=True)
class AddressFacts:
    """An address as it was given: lines, postcode, from when and until when (either may be unknown)."""

    lines: str
    postcode: str
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class PersonFacts:
    """What an application says about who the person is. Numbers have been checked for form: kind → number."""

    name: NameFacts
    date_of_birth: date
    other_names: Sequence[NameFacts] = ()
    home: AddressFacts | None = None
    earlier_addresses: Sequence[AddressFacts] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    email: str = ""
    telephone: str = ""


def add_person(facts: PersonFacts, *, application: str, by: Officer) -> Person:
    """Add a person to the officer's authority's register, in the caller's transaction."""
    at = clock.now()
    person = Person(authority_id=by.authority_id, date_of_birth=facts.date_of_birth, created_at=at)
    db.session.add(person)
    _take_over(person, facts, at)
    db.session.flush()
    index.put(person, as_value(person))
    record("person:created", by=by.actor, subject=f"person:{person.id}", application=application)
    return person


def bring_up_to_date(person: Person, facts: PersonFacts, *, by: Officer) -> list[str]:
    """Add what is new about a known person; nothing that was known is lost. Returns what changed.

    A new current name makes the old one an earlier name; a new home address ends the old one on the day of the
    move, or today when that is not known.
    """
    changed = _take_over(person, facts, clock.now())
    if person.date_of_birth != facts.date_of_birth:
        # What was held before is searched by too: the entry elsewhere may have the same mistake.
        person.earlier_birth_dates.append(
            EarlierBirthDate(born=person.date_of_birth, corrected_at=clock.now())
        )
        person.date_of_birth = facts.date_of_birth
        changed.append("date of birth")
    db.session.flush()
    if set(changed) - {"email", "telephone"}:
        index.put(person, as_value(person))
    if changed:
        record("person:changed", by=by.actor, subject=f"person:{person.id}", what=sorted(set(changed)))
    if set(changed) - {"email", "telephone"} and any(one.state in _RUNNING for one in person.licences):
        known = identity_of(as_value(person))
        _promise_comparison(person, f"person:{person.ref}:identity:{known}")
    return changed


def _promise_comparison(person: Person, key: str) -> None:
    """Promise that somebody is compared with the national register, where they hold a licence that runs.

    An applicant is searched for; nobody would search for a licence holder until the licence is renewed.
    """
    promise(
        "licence-holder:changed",
        key,
        {"person_id": person.id},
        authority_id=person.authority_id,
        at=clock.now(),
    )


def _take_over(person: Person, facts: PersonFacts, at: datetime) -> list[str]:
    changed = [*_names(person, facts, at), *_addresses(person, facts)]
    numbers = {(number.kind, number.fingerprint) for number in person.numbers}
    for kind, number in facts.numbers.items():
        if number and (kind, number_fingerprint(kind, number)) not in numbers:
            person.numbers.append(PersonNumber.of(kind, number, at))
            changed.append(kind)
    for what in ("email", "telephone"):
        given = getattr(facts, what)
        if given and given != getattr(person, what):
            setattr(person, what, given)
            changed.append(what)
    return changed


def _names(person: Person, facts: PersonFacts, at: datetime) -> list[str]:
    changed = []
    held = {_same_name(name): name.kind for name in person.names}
    if held.get(_same_name(facts.name)) != "current":
        for name in person.names:
            if name.kind == "current":
                name.kind = "earlier"
        person.names.append(_name("current", facts.name, at))
        held[_same_name(facts.name)] = "current"
        changed.append("name")
    for other in facts.other_names:
        if _same_name(other) not in held:
            person.names.append(_name("other", other, at))
            held[_same_name(other)] = "other"
            changed.append("other names")
    return changed


def _name(kind: str, given: NameFacts, at: datetime) -> PersonName:
    return PersonName(kind=kind, first=given.first, middle=given.middle, last=given.last, recorded_at=at)


def _same_name(name: NameFacts | PersonName) -> tuple[str, str, str]:
    return name.first.lower(), name.middle.lower(), name.last.lower()


def _addresses(person: Person, facts: PersonFacts) -> list[str]:
    changed = []
    there = {(one.lines.lower(), one.postcode) for one in person.addresses}
    home, before = facts.home, person.home_address
    if home and (
        before is None or (before.lines.lower(), before.postcode) != (home.lines.lower(), home.postcode)
    ):
        if before is not None:
            moved_on = home.from_on or clock.today()
            # Nobody left a place before they came to it: then one of the days is wrong, and today is sure.
            before.until_on = clock.today() if before.from_on and moved_on < before.from_on else moved_on
        person.addresses.append(
            PersonAddress(lines=home.lines, postcode=home.postcode, from_on=home.from_on, until_on=None)
        )
        changed.append("home address")
    for one in facts.earlier_addresses:
        if (one.lines.lower(), one.postcode) not in there:
            person.addresses.append(
                PersonAddress(
                    lines=one.lines,
                    postcode=one.postcode,
                    from_on=one.from_on,
                    until_on=one.until_on or clock.today(),
                )
            )
            changed.append("earlier addresses")
    return changed


@dataclass(frozen=True)
class Term:
    """A licence's kind and term: first and last day in force (days in London), and why it is short, if it is."""

    kind: str
    starts_on: date
    ends_on: date
    reason: str = ""


def grant_licence(
    person: Person, term: Term, *, determination_id: int, badge_number: str, by: Officer
) -> DriverLicence:
    """Record a licence that was granted by a determination, and its badge (1976 Act s.54(1)).

    Raises BadInput when the badge number is in use. The database refuses it without the determination.
    """
    badge_number = _free_badge(badge_number, by.authority_id)
    licence = DriverLicence(
        authority_id=by.authority_id,
        person_id=person.id,
        kind=term.kind,
        number=next_number(by.authority, term.kind),
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        origin="determination",
        determination_id=determination_id,
        term_reason=term.reason,
        recorded_at=clock.now(),
        state="current",
    )
    db.session.add(licence)
    db.session.flush()
    issued_on = clock.today()
    db.session.add(
        Badge(
            authority_id=by.authority_id,
            licence_id=licence.id,
            number=badge_number,
            issued_on=issued_on,
            state="issued",
        )
    )
    db.session.flush()
    replace_earlier(issued_on)
    record(
        "licence:granted",
        by=by.actor,
        subject=f"licence:{licence.id}",
        kind=term.kind,
        number=licence.number,
        starts_on=term.starts_on.isoformat(),
        ends_on=term.ends_on.isoformat(),
    )
    record("badge:issued", by=by.actor, subject=f"licence:{licence.id}", number=badge_number)
    # An entry made between the search and now was compared with a person who held no licence yet.
    _promise_comparison(person, f"licence:{licence.id}:granted")
    return licence


def replace_earlier(on: date) -> int:
    """A licence that has begun takes the place of the person's earlier one of its kind; returns how many did.

    Asked at each grant and each day: a renewal granted ahead leaves the old licence in force until it begins.
    """
    later = aliased(DriverLicence)
    replaced = db.session.scalars(
        select(DriverLicence)
        .join(
            later,
            and_(
                later.person_id == DriverLicence.person_id,
                later.kind == DriverLicence.kind,
                later.id > DriverLicence.id,
                later.state == "current",
                later.origin == "determination",
                later.starts_on <= on,
                # One that ends before the new one starts ends by itself.
                DriverLicence.ends_on >= later.starts_on,
            ),
        )
        .where(DriverLicence.state == "current")
    ).all()
    for earlier in replaced:
        earlier.state = lifecycle.after(earlier.state, "replace")
    db.session.flush()
    return len(replaced)


def take_over_licence(
    person: Person, term: Term, *, number: str, badge_number: str, by: Officer
) -> DriverLicence:
    """Record a licence of the council's old records: it has no determination here, and says so.

    Raises BadInput for a term the statute does not allow, a kind there is not, or a number or badge in use.
    """
    badge_number = _free_badge(badge_number, by.authority_id)
    licence = enter_old_licence(
        DriverLicence(person_id=person.id),
        term,
        kinds=LICENCE_KINDS,
        faults=deadlines.term_faults(term.starts_on, term.ends_on, deadlines.Leave()),
        number=number,
        by=by,
    )
    db.session.add(
        Badge(
            authority_id=by.authority_id,
            licence_id=licence.id,
            number=badge_number,
            issued_on=term.starts_on,
            state="issued",
        )
    )
    db.session.flush()
    # No search of the national register preceded it here.
    _promise_comparison(person, f"licence:{licence.id}:taken-over")
    return licence


def enter_old_licence(
    licence: OfItsClass,
    term: Term,
    *,
    kinds: Collection[str],
    faults: Sequence[Reason],
    number: str,
    by: Officer,
) -> OfItsClass:
    """Enter a licence of old records, of whichever class, whose holder is set; `faults` are the statute's of its term.

    Raises BadInput for a kind that is none of `kinds`, for a fault of the term, and for a number in use.
    """
    if term.kind not in kinds:
        raise BadInput("There is no such kind of licence.", {"kind": "Choose the kind of licence"})
    if faults:
        raise BadInput("This licence can't be taken over.", {"ends_on": faults[0].text})
    licence.authority_id, licence.kind = by.authority_id, term.kind
    licence.number = licence_number_for(number, by.authority_id)
    licence.starts_on, licence.ends_on = term.starts_on, term.ends_on
    licence.origin, licence.recorded_at = "old-records", clock.now()
    db.session.add(licence)
    db.session.flush()
    record(
        "licence:taken-over",
        by=by.actor,
        subject=f"licence:{licence.id}",
        kind=term.kind,
        number=licence.number,
    )
    return licence


def licence_number_for(number: str, authority_id: int) -> str:
    """A licence number of old records as it is kept.

    Raises BadInput for none, or one in use by a licence of any class.
    """
    number = number.strip().upper()
    if not number or _licence_numbered(number, authority_id):
        raise BadInput("This licence can't be taken over.", {"number": "Enter a licence number not in use"})
    return number


def next_number(authority: Authority, kind: str) -> str:
    """The next licence number of an authority: its short code, the kind, and a count: LDS-PHD-00042."""
    held = (
        db.session.scalar(
            select(func.count()).select_from(DriverLicence).where(DriverLicence.authority_id == authority.id)
        )
        or 0
    )
    while True:
        held += 1
        number = f"{authority.short_code}-{KIND_LETTERS[kind]}-{held:05}"
        if not _licence_numbered(number, authority.id):
            return number


def _licence_numbered(number: str, authority_id: int) -> bool:
    there = select(Licence.id).where(Licence.authority_id == authority_id, Licence.number == number)
    return db.session.scalar(there) is not None


def _free_badge(number: str, authority_id: int) -> str:
    number = number.strip().upper()
    if not number:
        raise BadInput("A licence needs a badge.", {"badge_number": "Enter the number on the badge"})
    taken = select(Badge.id).where(Badge.authority_id == authority_id, Badge.number == number)
    if db.session.scalar(taken) is not None:
        raise BadInput("This badge is in use.", {"badge_number": f"Badge {number} has been issued already"})
    return number
