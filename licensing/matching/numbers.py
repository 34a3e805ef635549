"""The form of the numbers that identify a driver, and what a GB driver number says about its holder.

Each check takes what was typed and gives the number as it is stored: upper case, without spaces or
punctuation. The form is all that is checked: a number of the right form may still be nobody's. An odd but
possible number is never refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from licensing.matching.spelling import plain_letters, plain_words

# Prefixes that are never allotted (BG, GB, KN, NK, NT, TN, ZZ), and letters never used: D F I Q U V first,
# and O too second.
_NATIONAL_INSURANCE = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")
_NATIONAL_INSURANCE_SHAPE = re.compile(r"[A-Z]{2}[0-9]{6}[A-D]")
_GB_DRIVER = re.compile(r"[A-Z9]{5}[0-9]{6}[A-Z9]{2}[A-Z0-9][A-Z]{2}")
# Beside the number a photocard shows how many times the card was issued, and people copy those two digits
# too.
_GB_DRIVER_WITH_ISSUE = re.compile(_GB_DRIVER.pattern + "[0-9]{2}")
_NI_DRIVER = re.compile(r"[0-9]{8}")

_MONTHS = range(1, 13)
_DAYS = range(1, 32)
_ADDED_TO_A_WOMANS_MONTH = 50


class NumberFault(ValueError):
    """A number that cannot be one of its kind.

    Its text is a sentence that says what is wrong and what to do.
    """


@dataclass(frozen=True)
class DriverNumberFacts:
    """What a GB driver number says about its holder, on the day the number was first issued."""

    surname5: str
    birth_day: int
    birth_month: int
    birth_year_digits: int
    sex: Literal["female", "male"]
    initials: str

    def born_on(self, day: date) -> bool:
        """Whether the number can belong to somebody born on `day`; it holds only two digits of the year."""
        return (day.year % 100, day.month, day.day) == (
            self.birth_year_digits,
            self.birth_month,
            self.birth_day,
        )


def comparable_number(text: str) -> str:
    """The letters and digits of a number in upper case.

    What two numbers are compared by, of whatever form. Never raises.
    """
    upper = text.upper() if text.isascii() else unicodedata.normalize("NFKC", text).upper()
    return upper if upper.isalnum() else "".join(filter(str.isalnum, upper))


def says_something(number: str) -> bool:
    """Whether a comparable number can tell anything.

    Real registers hold NONE, N/A and 000000 where a number should be.
    """
    if not 6 <= len(number) <= 40:
        return False
    return sum(map(str.isdigit, number)) >= 4 and len(set(number)) >= 3


def has_form(check: Callable[[str], str], number: str) -> bool:
    """Whether one of the checks of this module accepts a number."""
    try:
        check(number)
    except NumberFault:
        return False
    return True


def national_insurance_number(text: str) -> str:
    """The nine characters of a National Insurance number. Raises NumberFault."""
    number = comparable_number(text)
    if _NATIONAL_INSURANCE.fullmatch(number):
        return number
    if _NATIONAL_INSURANCE_SHAPE.fullmatch(number):
        raise NumberFault(f"No National Insurance number begins with {number[:2]}. Check the first 2 letters")
    raise NumberFault(
        "A National Insurance number is 2 letters, 6 numbers, then A, B, C or D, like QQ 12 34 56 C. "
        "Check it and type it again"
    )


def gb_driver_number(text: str) -> str:
    """The sixteen characters of a GB driver number, without the two issue digits if they were copied too.

    Raises NumberFault.
    """
    number = comparable_number(text)
    if _GB_DRIVER_WITH_ISSUE.fullmatch(number):
        number = number[:16]
    if not _GB_DRIVER.fullmatch(number):
        raise NumberFault(
            "A Great Britain driver number is 16 letters and numbers, like MORGA 657054 SM9IJ. "
            "Copy it from part 5 of the photocard"
        )
    _birth_parts(number)
    return number


def northern_ireland_driver_number(text: str) -> str:
    """The eight digits of a Northern Ireland driver number. Raises NumberFault."""
    number = comparable_number(text)
    if not _NI_DRIVER.fullmatch(number):
        raise NumberFault(
            "A Northern Ireland driver number is 8 numbers, like 12345678. "
            "Copy it from part 5 of the photocard"
        )
    return number


def community_licence_number(text: str) -> str:
    """A driver number from a Community licence, trimmed, as it was written. Raises NumberFault if empty.

    Each state has its own form and we know of no list of them that can be trusted [NV], so no form is
    checked.
    """
    number = " ".join(text.split())
    if not comparable_number(number):
        raise NumberFault("Type the number as it is shown on the Community licence")
    return number


def read_driver_number(number: str) -> DriverNumberFacts:
    """What a GB driver number says of its holder. Raises NumberFault if it is not of the form."""
    number = gb_driver_number(number)
    year, month, day = _birth_parts(number)
    woman = month > _ADDED_TO_A_WOMANS_MONTH
    return DriverNumberFacts(
        surname5=number[:5],
        birth_day=day,
        birth_month=month - _ADDED_TO_A_WOMANS_MONTH if woman else month,
        birth_year_digits=year,
        sex="female" if woman else "male",
        initials=number[11:13].replace("9", ""),
    )


def driver_number_agrees(facts: DriverNumberFacts, surname: str, date_of_birth: date | None) -> list[str]:
    """Where a driver number and what the person says disagree, in an officer's words; empty when they agree.

    A disagreement is a question to ask and no ground to refuse: a number keeps the surname it was first
    issued under.
    """
    disagreements = []
    possible = surnames_in_driver_numbers(surname)
    if possible and facts.surname5 not in possible:
        disagreements.append(
            f"The driver number was issued to a surname beginning {facts.surname5.rstrip('9')}; "
            f"the surname given is {surname.strip()}. Ask about earlier names"
        )
    if date_of_birth is not None and not facts.born_on(date_of_birth):
        disagreements.append(
            f"The driver number says born on day {facts.birth_day} of month {facts.birth_month} "
            f"in a year ending {facts.birth_year_digits:02d}; "
            f"the date of birth given is {date_of_birth:%d/%m/%Y}. Check both against a document"
        )
    return disagreements


def surnames_in_driver_numbers(surname: str) -> frozenset[str]:
    """The ways the first five characters of a driver number could write a surname.

    Joined up, and by each of its parts.
    """
    if not all(unicodedata.name(letter, "").startswith("LATIN") for letter in surname if letter.isalpha()):
        # A name in another script says nothing of how the agency wrote it in ours.
        return frozenset()
    words = plain_words(surname)
    spellings = {*words, plain_letters(surname)}
    return frozenset(_five(spelling) for spelling in spellings if spelling.isascii() and spelling.isalpha())


def _five(spelling: str) -> str:
    letters = spelling.upper()
    if letters.startswith("MAC"):  # DVLA writes MacDonald and McDonald alike
        letters = "MC" + letters[3:]
    return letters[:5].ljust(5, "9")


def _birth_parts(number: str) -> tuple[int, int, int]:
    """Two digits of the year, the month (fifty more for a woman) and the day.

    Raises NumberFault when no date has them.
    """
    year, month, day = int(number[5] + number[10]), int(number[6:8]), int(number[8:10])
    if (month not in _MONTHS and month - _ADDED_TO_A_WOMANS_MONTH not in _MONTHS) or day not in _DAYS:
        raise NumberFault(
            "The 6 numbers in the middle of a Great Britain driver number hold a date of birth, "
            f"and {number[5:11]} cannot be one. Copy it again from part 5 of the photocard"
        )
    return year, month, day
