"""A person as matching sees one: every name, number and address they have had. Values only, never a row.

What was written is kept as it was; `parts_of` gives the comparable parts of a name beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from licensing.matching import spelling, variants
from licensing.matching.numbers import NumberFault, read_driver_number


class NameKind(StrEnum):
    """Whether a name is the one in use, one used before, or another the person is known by."""

    CURRENT = "current"
    EARLIER = "earlier"
    OTHER = "other"


@dataclass(frozen=True)
class Name:
    """One name of a person. Any part may be empty; titles, case and marks do not matter."""

    first: str = ""
    middle: str = ""
    last: str = ""
    kind: NameKind = NameKind.CURRENT

    @property
    def full(self) -> str:
        """The parts in the order in which they are said."""
        return " ".join(f"{self.first} {self.middle} {self.last}".split())

    @classmethod
    def from_full(cls, text: str, kind: NameKind = NameKind.CURRENT) -> Name:
        """A name of which only the whole is held: its last word is taken as the surname."""
        first, *rest = text.split() or [""]
        return cls(first, " ".join(rest[:-1]), rest[-1] if rest else "", kind)


@dataclass(frozen=True)
class Address:
    """An address as it was written, the postcode apart."""

    lines: tuple[str, ...] = ()
    postcode: str = ""

    @property
    def shown(self) -> str:
        """The address in one line."""
        return ", ".join(part.strip() for part in (*self.lines, self.postcode) if part.strip())


@dataclass(frozen=True)
class Person:
    """Who is looked for, or who an entry is about. Numbers are in clear and may be malformed."""

    names: tuple[Name, ...] = ()
    dates_of_birth: tuple[date, ...] = ()
    addresses: tuple[Address, ...] = ()
    national_insurance: tuple[str, ...] = ()
    gb_driver: tuple[str, ...] = ()
    ni_driver: tuple[str, ...] = ()
    community: tuple[str, ...] = ()


class Role(StrEnum):
    """What a part of a name is used as."""

    GIVEN = "first name"
    MIDDLE = "middle name"
    FAMILY = "surname"


@dataclass(frozen=True)
class Part:
    """One comparable part of a name; it says little if half a register bears it."""

    text: str
    sound: str
    role: Role
    says_little: bool


# More parts than this no name has; what follows is left out of the comparison.
_MOST_PARTS = 12
_TITLES = frozenset(
    ["mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "reverend"]
)
_PARTICLES = frozenset(["al", "el", "ul", "ur", "us", "uz", "as", "ibn", "bin", "bint"])
_JOINED_TO_THE_NEXT = frozenset(["abdul", "abdel", "abdal", "abdur", "abdus", "abd", "mc", "mac"])
_MUHAMMAD_JOINED = re.compile(
    f"({'|'.join(sorted((m for m in variants.MUHAMMAD if len(m) > 5), key=len, reverse=True))})([a-z]{{3,}})"
)
_MAC = re.compile(r"^mac(?=[^aeiou]..)")


def parts_of(name: Name) -> tuple[Part, ...]:
    """The comparable parts of a name, in the order in which they are said."""
    before = _words(f"{name.first} {name.middle}", title_first=True)
    family = _words(name.last, title_first=not before)
    known_by = _known_by(before)
    roles = [Role.GIVEN if place == known_by else Role.MIDDLE for place in range(len(before))]
    roles += [Role.FAMILY] * len(family)
    return tuple(
        Part(word, spelling.sound_of_name(word), role, word in variants.SAYS_LITTLE)
        for word, role in list(zip([*before, *family], roles, strict=True))[:_MOST_PARTS]
    )


def _known_by(words: Sequence[str]) -> int:
    """Which word a man is known by: Imran, where he is Muhammad Imran or M Imran; otherwise his first."""
    telling = (n for n, word in enumerate(words) if word not in variants.SAYS_LITTLE and len(word) > 1)
    return next(telling, 0)


def _words(text: str, *, title_first: bool = False) -> list[str]:
    words = list(spelling.plain_words(text))
    while title_first and len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    return [part for word in _joined(_without_particles(words)) for part in _taken_apart(word)]


def _without_particles(words: list[str]) -> list[str]:
    """The words without al, ur, bin and the like, unless nothing else would be left."""
    return [word for word in words if word not in _PARTICLES] or words


def _joined(words: list[str]) -> list[str]:
    """Abdul Rahman, Mc Donald and ud Din as one word each."""
    joined: list[str] = []
    waiting = ""
    for word in words:
        whole = waiting + word
        waiting = ""
        if word in _JOINED_TO_THE_NEXT or word == "ud":
            waiting = whole
        else:
            joined.append("uddin" if whole in {"din", "deen", "uddin", "uddeen"} else whole)
    return [*joined, waiting] if waiting else joined


def _taken_apart(word: str) -> list[str]:
    """MohammedImran as its two names; MacDonald as McDonald."""
    if (found := _MUHAMMAD_JOINED.fullmatch(word)) and word not in variants.MUHAMMAD:
        return [found[1], found[2]]
    return [_MAC.sub("mc", word)]


@dataclass(frozen=True)
class Birth:
    """A birth date that is held, or one in a GB driver number, which knows only two digits of the year."""

    year: int
    month: int
    day: int
    from_number: bool = False

    @property
    def shown(self) -> str:
        """The date as it is written on a page."""
        if self.from_number:
            return f"{self.day:02d}/{self.month:02d}/..{self.year:02d} (in the driver number)"
        return f"{self.day:02d}/{self.month:02d}/{self.year:04d}"


def births_of(person: Person) -> tuple[Birth, ...]:
    """Every birth date a person is known by: those held, and those their GB driver numbers hold."""
    held = [Birth(day.year, day.month, day.day) for day in person.dates_of_birth]
    for number in person.gb_driver:
        try:
            facts = read_driver_number(number)
        except NumberFault:
            continue
        held.append(Birth(facts.birth_year_digits, facts.birth_month, facts.birth_day, from_number=True))
    return tuple(dict.fromkeys(held))


def comparable_postcode(postcode: str) -> str:
    """A postcode without its space, in upper case; empty when it is too short or too long to be one."""
    plain = spelling.plain_letters(postcode).upper()
    return plain if 5 <= len(plain) <= 7 else ""
