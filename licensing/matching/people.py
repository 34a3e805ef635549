"""A person as matching sees one: every name, number and address they have had. Values only, never a row.

What was written is kept as it was; `parts_of` gives the comparable parts of a name beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

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
    # Birth dates that cannot be, as they were written: compared by their digits.
    births_as_written: tuple[str, ...] = ()


class Role(StrEnum):
    """What a part of a name is used as."""

    GIVEN = "first name"
    MIDDLE = "middle name"
    FAMILY = "surname"


class Part(NamedTuple):
    """One comparable part of a name."""

    text: str
    sound: str
    role: Role

    @property
    def says_little(self) -> bool:
        """Whether half a register bears it: neither having nor lacking it tells two people apart."""
        return self.text in variants.SAYS_LITTLE or self.sound == spelling.MUHAMMAD

    @property
    def telling(self) -> bool:
        """Whether it is more than an initial or a name that half a register bears."""
        return len(self.text) > 1 and not self.says_little


# More parts than this no name has; what follows is left out of the comparison.
_MOST_PARTS = 12
_TITLES = frozenset(
    ["mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "reverend"]
)
_PARTICLES = frozenset(["al", "el", "ul", "ur", "us", "uz", "as", "ibn", "bin", "bint", "binti"])
_JOINED_TO_THE_NEXT = frozenset(
    [
        *("mc", "mac", "abu", "ud", "de", "da", "di", "du", "van", "von", "der", "den"),
        *("la", "le", "lo", "st", "fitz"),
    ]
)
_MUHAMMAD_JOINED = re.compile(
    f"({'|'.join(sorted((m for m in variants.MUHAMMAD if len(m) > 5), key=len, reverse=True))})([a-z]{{3,}})"
)
_ABDUL_JOINED = re.compile(r"abd[aeiou]{1,2}(?:l|([rsnzdt])(?=\1))?([a-z]{4,})")
_MAC = re.compile(r"^mac(?=[^aeiou]..)")


def parts_of(name: Name) -> tuple[Part, ...]:
    """The comparable parts of a name, in the order in which they are said."""
    before = _words(f"{name.first} {name.middle}", title_first=True)
    family = _words(name.last, title_first=not before, family=True)
    known_by = _known_by(before)
    roles = [Role.GIVEN if place == known_by else Role.MIDDLE for place in range(len(before))]
    roles += [Role.FAMILY] * len(family)
    return tuple(
        Part(word, spelling.sound_of_name(word), role)
        for word, role in list(zip([*before, *family], roles, strict=True))[:_MOST_PARTS]
    )


def _known_by(words: Sequence[str]) -> int:
    """Which word a man is known by: Imran, where he is Muhammad Imran or M Imran; otherwise his first."""
    parts = (Part(word, spelling.sound_of_name(word), Role.GIVEN) for word in words)
    return next((place for place, part in enumerate(parts) if part.telling), 0)


def _words(text: str, *, title_first: bool = False, family: bool = False) -> list[str]:
    words = list(spelling.plain_words(text))
    while title_first and len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    joined = _joined(_without_particles(words), family=family)
    return [part for word in joined for part in _taken_apart(word)]


def _without_particles(words: list[str]) -> list[str]:
    """The words without al, ur, bin and the like, unless nothing else would be left."""
    return [word for word in words if word not in _PARTICLES] or words


def _joined(words: list[str], *, family: bool) -> list[str]:
    """Mc Donald, O Brien (in a surname), Abu Bakr, de Souza and ud Din as one word each."""
    joined: list[str] = []
    waiting = ""
    for word in words:
        whole = waiting + word
        waiting = ""
        if word in _JOINED_TO_THE_NEXT or (family and word == "o"):
            waiting = whole
        else:
            joined.append("uddin" if whole in {"din", "deen", "uddin", "uddeen"} else whole)
    return [*joined, waiting] if waiting else joined


@lru_cache(spelling.REMEMBERED)
def _taken_apart(word: str) -> tuple[str, ...]:
    """MohammedImran, Abdulrahman and IbrahimYusuf as two names each; MacDonald as McDonald."""
    if word not in variants.MUHAMMAD and (found := _MUHAMMAD_JOINED.fullmatch(word)):
        return (found[1], found[2])
    usual = variants.usual_spelling(word)
    if usual.startswith("abd") and usual != "abdullah" and (found := _ABDUL_JOINED.fullmatch(usual)):
        return ("abdul", found[2])
    if usual == word:
        for end in range(len(word) - 5, 5, -1):
            if word[:end] in variants.USUAL:
                return (*_taken_apart(word[:end]), *_taken_apart(word[end:]))
    return (_MAC.sub("mc", word),)


@dataclass(frozen=True)
class Birth:
    """A birth date that is held, or one in a GB driver number, which knows only two digits of the year.

    One that was written as no date can be (31 February) has its parts as they were written.
    """

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
    held += [born for text in person.births_as_written if (born := birth_as_written(text))]
    for number in person.gb_driver:
        try:
            facts = read_driver_number(number)
        except NumberFault:
            continue
        held.append(Birth(facts.birth_year_digits, facts.birth_month, facts.birth_day, from_number=True))
    return tuple(dict.fromkeys(held))


_YEAR_FIRST = re.compile(r"\D*((?:19|20)\d\d)\D*(\d\d?)\D+(\d\d?)\D*|\D*((?:19|20)\d\d)(\d\d)(\d\d)\D*")
_DAY_FIRST = re.compile(r"\D*(\d\d?)\D+(\d\d?)\D+(\d{4})\D*|\D*(\d\d)(\d\d)((?:19|20)\d\d)\D*")
# A table's midnight, written after a day: 1985-02-31 00:00:00.
_TIME = re.compile(r"[ T]\d\d?:\d\d(:\d\d(\.\d+)?)?Z?\s*$")


def birth_as_written(text: str) -> Birth | None:
    """The parts of a birth date as it was written, possible or not; None when no year, month and day can be read."""
    plain = _TIME.sub("", unicodedata.normalize("NFKC", text[:40]))
    if not plain.isascii():
        return None
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = (int(digits) for digits in found.groups() if digits)
    elif found := _DAY_FIRST.fullmatch(plain):
        day, month, year = (int(digits) for digits in found.groups() if digits)
    else:
        return None
    return Birth(year, month, day) if year or month or day else None


def comparable_postcode(postcode: str) -> str:
    """A postcode without its space, in upper case; empty when it is too short or too long to be one anywhere."""
    plain = spelling.plain_letters(postcode).upper()
    return plain if 4 <= len(plain) <= 8 else ""
