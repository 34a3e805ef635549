"""People, licences and entries of the national register for tests: plainly invented, made by the real actions.

Every one is made in the caller's transaction: `with transaction(): who = person()`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import count

from sqlalchemy import select

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.matching.people import Person as PersonValue
from licensing.national_register.embedded import make
from licensing.national_register.gateway import NewEntry
from licensing.national_register.models import Entry
from licensing.register.actions import (
    AddressFacts,
    NameFacts,
    PersonFacts,
    Term,
    add_person,
    take_over_licence,
)
from licensing.register.deadlines import last_day_of_term
from licensing.register.models import DriverLicence, Person
from licensing.register.queries import as_value
from tests.factories.officers import council, officer

# Numbers of the right form, and plainly made up; the driver number says what Perdita Exampleby says of herself.
NATIONAL_INSURANCE = "AB123456C"
GB_DRIVER = "EXAMP853275P99AB"
NI_DRIVER = "12345678"
COMMUNITY = "ZZ/0001/99"

# Postcodes of the area ZZ do not exist.
HOME = AddressFacts("1 Specimen Street\nInventedtown", "ZZ1 1AA", date(2019, 5, 1))

_numbers = count(1)


def name(first: str = "", last: str = "", middle: str = "") -> NameFacts:
    """A name as it was given."""
    return NameFacts(first, middle, last)


def facts(
    first: str = "Perdita",
    last: str = "Exampleby",
    *,
    middle: str = "",
    born: date = date(1985, 3, 27),
    other_names: Sequence[NameFacts] = (),
    home: AddressFacts | None = HOME,
    earlier_addresses: Sequence[AddressFacts] = (),
    numbers: Mapping[str, str] | None = None,
    email: str = "perdita@example.com",
    telephone: str = "07700 900123",
) -> PersonFacts:
    """What an application says about a person; one National Insurance number unless `numbers` says otherwise."""
    return PersonFacts(
        name=NameFacts(first, middle, last),
        date_of_birth=born,
        other_names=other_names,
        home=home,
        earlier_addresses=earlier_addresses,
        numbers={"national_insurance": NATIONAL_INSURANCE} if numbers is None else numbers,
        email=email,
        telephone=telephone,
    )


def person(
    first: str = "Perdita", last: str = "Exampleby", *, by: Officer | None = None, **given: object
) -> Person:
    """Somebody on the register of the authority of `by` (a new Leeds licensing officer when nobody is named).

    Takes what `facts` takes: middle, born, other_names, home, earlier_addresses, numbers, email, telephone.
    """
    return add_person(
        facts(first, last, **given),  # type: ignore[arg-type]
        application="a test",
        by=by or officer(),
    )


def licence(
    of: Person | None = None,
    *,
    by: Officer | None = None,
    kind: str = "private-hire",
    starts_on: date | None = None,
    ends_on: date | None = None,
    number: str = "",
    badge: str = "",
) -> DriverLicence:
    """A licence of the council's old records, from today for three years. `of` must be of the authority of `by`.

    One that was granted here needs its determination: grant an application for that.
    """
    by = by or officer()
    starts = starts_on or clock.today()
    which = next(_numbers)
    return take_over_licence(
        of or person(by=by),
        Term(kind, starts, ends_on or last_day_of_term(starts, 36)),
        number=number or f"OLD-{which:05}",
        badge_number=badge or f"B{which:05}",
        by=by,
    )


def new_entry(
    first: str = "Perdita",
    last: str = "Exampleby",
    *,
    middle: str = "",
    born: date | None = date(1985, 3, 27),
    recorded_by: str = "Bradford",
    decision: str = "revoked",
    decided_on: date = date(2026, 3, 2),
    effect_on: date | None = None,
    suspension_ends_on: date | None = None,
    address: str = "",
    postcode: str = "",
    numbers: Iterable[tuple[str, str]] = (),
    key: str = "",
    further_information: str = "Write to the licensing team.",
) -> NewEntry:
    """What an authority sends to have an entry made."""
    return NewEntry(
        source_key=key or f"test:{next(_numbers)}",
        recording_authority_id=council(recorded_by).id,
        first_name=first,
        middle_names=middle,
        last_name=last,
        date_of_birth=born,
        home_address=address,
        home_postcode=postcode,
        further_information=further_information,
        decision=decision,
        decided_on=decided_on,
        effect_on=effect_on,
        suspension_ends_on=suspension_ends_on,
        numbers=tuple(numbers),
    )


def entry(first: str = "Perdita", last: str = "Exampleby", **given: object) -> Entry:
    """An entry on the national register, recorded by Bradford unless `recorded_by` names another council.

    Takes what `new_entry` takes.
    """
    receipt = make(new_entry(first, last, **given))  # type: ignore[arg-type]
    return db.session.scalars(select(Entry).where(Entry.ref == receipt.entry_ref)).one()


def entry_about(who: Person | PersonValue, **given: object) -> Entry:
    """An entry about a person as they are now known: current name, birth date and every number."""
    value = as_value(who) if isinstance(who, Person) else who
    current = next(one for one in value.names if one.kind == "current")
    numbers = [
        *(("national_insurance", number) for number in value.national_insurance),
        *(("gb_driver", number) for number in value.gb_driver),
        *(("ni_driver", number) for number in value.ni_driver),
        *(("community", number) for number in value.community),
    ]
    told: dict[str, object] = {
        "middle": current.middle,
        "born": value.dates_of_birth[0] if value.dates_of_birth else None,
        "numbers": numbers,
    }
    return entry(current.first, current.last, **(told | given))
