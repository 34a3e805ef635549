"""What an officer copies into the register's portal, field by field: what s.2(4) of the 2022 Act lists."""

from datetime import date

from licensing.matching.people import Person
from licensing.national_register.gateway import LETTER_KINDS, NewChange, NewEntry, NewLetter
from licensing.national_register.models import DECISIONS
from licensing.register.models import NUMBER_KINDS

Fields = list[tuple[str, str]]
CHANGES = {
    "amended": "Amend the entry",
    "removed": "Remove the entry",
    "reinstated": "Put the entry back",
}


def of_person(person: Person) -> Fields:
    """Everything by which somebody is searched (R10): each name and each number is a search of its own."""
    fields = [("Name" if place == 0 else "Other name", name.full) for place, name in enumerate(person.names)]
    fields += [("Date of birth", _day(born)) for born in person.dates_of_birth]
    fields += [("Date of birth as written", text) for text in person.births_as_written]
    fields += [("Address", address.shown) for address in person.addresses if address.shown]
    for kind, label in NUMBER_KINDS.items():
        fields += [(label, number) for number in getattr(person, kind)]
    return fields


def of_new_entry(entry: NewEntry) -> Fields:
    """An entry that is to be made (2022 Act s.2(2)(a))."""
    fields = [
        ("First name", entry.first_name),
        ("Middle names", entry.middle_names),
        ("Last name", entry.last_name),
        ("Date of birth", _day(entry.date_of_birth)),
        ("Home address", entry.home_address),
        ("Postcode", entry.home_postcode),
        *((NUMBER_KINDS[kind], number) for kind, number in entry.numbers),
        ("Decision", DECISIONS[entry.decision]),
        ("Decided on", _day(entry.decided_on)),
        ("Takes effect on", _day(entry.effect_on or entry.decided_on)),
        ("Suspension ends on", _day(entry.suspension_ends_on)),
        ("Further information", entry.further_information),
    ]
    return [(label, value) for label, value in fields if value]


def of_change(change: NewChange, reference: str) -> Fields:
    """A change to one's own entry (2022 Act s.2(2)(b), (4)(g), (h))."""
    fields = [
        ("Entry", reference),
        ("What to do", CHANGES[change.what]),
        ("Decision, as it is now", DECISIONS.get(change.decision, "")),
        ("Changed on", _day(change.changed_on)),
        ("Takes effect on", _day(change.effect_on)),
        ("Suspension ends on", _day(change.suspension_ends_on) or _no_last_day(change.decision)),
    ]
    return [(label, value) for label, value in fields if value]


def _no_last_day(decision: str) -> str:
    return "No day is set: leave it empty" if decision == "suspended" else ""


def of_letter(letter: NewLetter, addressee: str, reference: str) -> Fields:
    """A letter to another authority: the portal carries none, so it goes by a secure way outside it."""
    fields = [
        ("To", addressee),
        ("About entry", reference),
        ("What it is", LETTER_KINDS[letter.kind]),
        ("Our reference", letter.reference),
        ("The letter", letter.text),
        ("Enclose", ", ".join(one.name for one in letter.enclosures)),
    ]
    return [(label, value) for label, value in fields if value]


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""
