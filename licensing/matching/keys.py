"""What finds the entries worth comparing: several keys of each person.

They are many and independent, so that two records of one person with a fault or two still share one.

The keys are PLAIN TEXT and hold names, birth dates and numbers in clear. The caller stores and looks up only
a keyed hash of `str(key)`, and never logs a key. An entry is a candidate when any key it was stored under is
among those that are searched for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from licensing.matching.numbers import comparable_number, says_something
from licensing.matching.people import Birth, Name, Part, Person, births_of, comparable_postcode, parts_of


class Key(NamedTuple):
    """One key: of which sort it is, and what must be equal."""

    tag: str
    text: str

    def __str__(self) -> str:
        return f"{self.tag}|{self.text}"


def keys_to_store(person: Person) -> frozenset[Key]:
    """The keys under which an entry is to be found. Plain text: see above."""
    keys = {
        *_number_keys(person),
        *_birth_keys(person, births_of(person)),
        *_pair_keys(person),
        *_address_keys(person),
    }
    if not person.dates_of_birth:
        keys.update(Key("undated", pair) for pair in _all_pairs(person))
    keys.update(Key("names", pair) for pair in _all_pairs(person))
    return frozenset(keys)


def keys_to_search(person: Person) -> frozenset[Key]:
    """The keys under which entries about this person are looked for. Plain text: see above.

    Beside the stored sorts these hold the birth date with day and month exchanged. Names alone are looked for
    only when no birth date is known; with one, names alone find only the entries that have none.
    """
    keys = {*_number_keys(person), *_pair_keys(person), *_address_keys(person)}
    exchanged = tuple(
        Birth(birth.year, birth.day, birth.month) for birth in births_of(person) if birth.day <= 12
    )
    keys.update(_birth_keys(person, (*births_of(person), *exchanged)))
    keys.update(Key("undated" if person.dates_of_birth else "names", pair) for pair in _all_pairs(person))
    return frozenset(keys)


def _number_keys(person: Person) -> Iterator[Key]:
    for tag, held, length in (
        (
            "national_insurance",
            person.national_insurance,
            8,
        ),  # the suffix letter says nothing about who it is, and is often missing
        ("gb_driver", person.gb_driver, 16),
        ("ni_driver", person.ni_driver, 40),
        ("community", person.community, 40),
    ):
        for number in map(comparable_number, held):
            if says_something(number[:length]):
                yield Key(tag, number[:length])


def _birth_keys(person: Person, births: tuple[Birth, ...]) -> Iterator[Key]:
    """A whole birth date, with the sound any part of the name begins with, or with half a postcode."""
    beginnings = {part.sound[:1] for name in person.names for part in parts_of(name)}
    for birth in births:
        for beginning in beginnings:
            yield Key("born", f"{_date(birth)}|{beginning}")
        for postcode in filter(None, (comparable_postcode(address.postcode) for address in person.addresses)):
            yield Key("born_in", f"{_date(birth)}|{postcode[:-3]}")


def _pair_keys(person: Person) -> Iterator[Key]:
    """Two parts of one name by their sound, with any two of the three parts of a birth date.

    One digit may be wrong.
    """
    for pair in _all_pairs(person):
        for birth in births_of(person):
            yield Key("pair", f"{pair}|{birth.year % 100:02d}-{birth.month:02d}-")
            yield Key("pair", f"{pair}|{birth.year % 100:02d}--{birth.day:02d}")
            yield Key("pair", f"{pair}|-{birth.month:02d}-{birth.day:02d}")


def _address_keys(person: Person) -> Iterator[Key]:
    for postcode in filter(None, (comparable_postcode(address.postcode) for address in person.addresses)):
        for name in person.names:
            for part in _telling(parts_of(name), at_least=1):
                yield Key("lives", f"{postcode}|{part.sound}")


def _all_pairs(person: Person) -> set[str]:
    return {pair for name in person.names for pair in _pairs(name)}


def _pairs(name: Name) -> Iterator[str]:
    sounds = sorted({part.sound for part in _telling(parts_of(name), at_least=2)})
    if len(sounds) == 1:
        yield sounds[0]
    for left, right in combinations(sounds, 2):
        yield f"{left}+{right}"


def _telling(parts: tuple[Part, ...], *, at_least: int) -> tuple[Part, ...]:
    """The parts that say something; all of them when too few do. Initials never make a pair."""
    telling = tuple(part for part in parts if not part.says_little and len(part.text) > 1)
    return telling if len(telling) >= at_least else parts


def _date(birth: Birth) -> str:
    return f"{birth.year % 100:02d}-{birth.month:02d}-{birth.day:02d}"
