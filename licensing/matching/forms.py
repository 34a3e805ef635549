"""A person made comparable once, by one function for who is looked for and for who an entry is about.

A form holds numbers in clear: it is stored only sealed, and never logged. What was written stays with the
`Person`; nothing here is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from licensing.matching.numbers import (
    NumberFault,
    comparable_number,
    gb_driver_number,
    read_driver_number,
    says_something,
)
from licensing.matching.people import Address, Part, Person, Role, births_of, comparable_postcode, parts_of
from licensing.matching.spelling import plain_words

# To be changed with any change of what a form or a key is: every index is then built anew.
FORM_VERSION = "3"

# Of each sort of fact a form holds no more than so many: a person has no more, and a search stays bounded.
MOST_NAMES, MOST_BIRTHS, MOST_PLACES, MOST_NUMBERS = 6, 6, 8, 6


class Born(NamedTuple):
    """A birth date in parts; from a driver number, or written short, the year has two digits only."""

    year: int
    month: int
    day: int
    from_number: bool

    @property
    def short_year(self) -> int:
        """The last two digits of the year."""
        return self.year % 100


_UK_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")


class Place(NamedTuple):
    """An address: postcode without its space, number and street, and town; each may be empty."""

    postcode: str
    house: str
    town: str

    @property
    def district(self) -> str:
        """The first half of a postcode; the whole of one that is not of this country's form."""
        return self.postcode[:-3] if _UK_POSTCODE.fullmatch(self.postcode) else self.postcode


@dataclass(frozen=True, slots=True)
class Form:
    """What is compared of a person. Every sequence is in the order in which it was given, each value once."""

    names: tuple[tuple[Part, ...], ...] = ()
    births: tuple[Born, ...] = ()
    places: tuple[Place, ...] = ()
    # The first eight characters of each National Insurance number: the last letter says nothing of who it is.
    national_insurance: tuple[str, ...] = ()
    gb_driver: tuple[str, ...] = ()
    ni_driver: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    # "f" and "m", as GB driver numbers say it.
    sexes: str = ""


def form_of(person: Person) -> Form:
    """A person made comparable. Never raises: what cannot be read is left out, or compared as far as it goes."""
    drivers = tuple(_numbers(person.gb_driver, 18))
    return Form(
        names=tuple(dict.fromkeys(parts for name in person.names if (parts := parts_of(name))))[:MOST_NAMES],
        births=tuple(
            dict.fromkeys(
                Born(born.year, born.month, born.day, born.from_number) for born in births_of(person)
            )
        )[:MOST_BIRTHS],
        places=tuple(dict.fromkeys(place for one in person.addresses if any(place := place_of(one))))[
            :MOST_PLACES
        ],
        national_insurance=tuple(_numbers(person.national_insurance, 8)),
        gb_driver=tuple(dict.fromkeys(_without_issue(number) for number in drivers)),
        ni_driver=tuple(_numbers(person.ni_driver, 40)),
        community=tuple(_numbers(person.community, 40)),
        sexes="".join(sorted({sex for number in drivers if (sex := _sex(number))})),
    )


_LENGTHS = {"national_insurance": 8, "gb_driver": 18, "ni_driver": 40, "community": 40}


def as_written(kind: str, held: tuple[str, ...], comparable: str) -> str:
    """The number of a person, as it was written, that a form has in a comparable form."""
    return next(
        number
        for number in held
        if comparable in {short := comparable_number(number)[: _LENGTHS[kind]], _without_issue(short)}
    )


def _numbers(held: tuple[str, ...], length: int) -> Iterator[str]:
    comparable = dict.fromkeys(comparable_number(number)[:length] for number in held[:MOST_NUMBERS])
    return (number for number in comparable if says_something(number))


def _without_issue(number: str) -> str:
    try:
        return gb_driver_number(number)
    except NumberFault:
        return number


def _sex(number: str) -> str:
    try:
        return read_driver_number(number).sex[0]
    except NumberFault:
        return ""


_HOUSE = re.compile(r"\d+[a-z]?")


def place_of(address: Address) -> Place:
    """An address in comparable parts: the line that begins with a house number, and the last other line."""
    house = town = ""
    for line in address.lines[:6]:
        words = plain_words(line)
        if len(words) > 1 and _HOUSE.fullmatch(words[0]):
            house = house or " ".join(words[:3])
        elif words and not words[0].isdigit():
            town = " ".join(words[:3])
    return Place(comparable_postcode(address.postcode), house, town)


# A packed form: fields parted by line feeds, values by tabs, parts of a value by spaces and colons. Nothing that
# is packed holds one of these: texts are plain words, numbers letters and digits.
_ROLES = {Role.GIVEN: "g", Role.MIDDLE: "m", Role.FAMILY: "f"}
_BY_LETTER = {letter: role for role, letter in _ROLES.items()}


def packed(form: Form) -> bytes:
    """A form as it is stored, to be sealed: it holds numbers in clear."""
    return "\n".join(
        (
            "\t".join(
                " ".join(f"{_ROLES[part.role]}{part.text}:{part.sound}" for part in name)
                for name in form.names
            ),
            "\t".join(f"{b.year}:{b.month}:{b.day}:{b.from_number:d}" for b in form.births),
            "\t".join(":".join(place) for place in form.places),
            "\t".join(form.national_insurance),
            "\t".join(form.gb_driver),
            "\t".join(form.ni_driver),
            "\t".join(form.community),
            form.sexes,
        )
    ).encode()


def unpacked(data: bytes) -> Form:
    """A stored form."""
    names, births, places, insurance, drivers, northern, community, sexes = data.decode().split("\n")
    return Form(
        tuple(tuple(_part(part) for part in name.split(" ")) for name in names.split("\t")) if names else (),
        tuple(_born(born) for born in births.split("\t")) if births else (),
        tuple(Place(*place.split(":")) for place in places.split("\t")) if places else (),
        tuple(insurance.split("\t")) if insurance else (),
        tuple(drivers.split("\t")) if drivers else (),
        tuple(northern.split("\t")) if northern else (),
        tuple(community.split("\t")) if community else (),
        sexes,
    )


def _part(text: str) -> Part:
    written, _, sound = text[1:].partition(":")
    return Part(written, sound, _BY_LETTER[text[0]])


def _born(text: str) -> Born:
    year, month, day, from_number = text.split(":")
    return Born(int(year), int(month), int(day), from_number == "1")
