"""How far two birth dates agree."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from rapidfuzz.distance import OSA

from licensing.matching.forms import Born


class Birthdays(StrEnum):
    """How two birth dates compare; the value is the evidence it is weighed by."""

    SAME = "born.same"
    SAME_FIRST_OF_JANUARY = "born.same_first_of_january"
    SAME_BY_NUMBER = "born.same_by_number"
    EXCHANGED = "born.exchanged"
    NEXT_DAY = "born.next_day"
    DIGIT_OF_DAY = "born.digit_of_day"
    DIGIT_OF_MONTH = "born.digit_of_month"
    DIGIT_OF_YEAR = "born.digit_of_year"
    TWO_PARTS = "born.two_parts"
    FIRST_OF_JANUARY_OTHER_YEAR = "born.first_of_january_other_year"
    YEAR_ONLY = "born.year_only"
    OTHER = "born.other"


def compare_births(ours: Born, theirs: Born) -> Birthdays:
    """How two birth dates compare, whichever comes first.

    Where one was read from a driver number, only the last two digits of the year can agree.
    """
    from_number = ours.from_number or theirs.from_number
    our_year, their_year = (ours.year % 100, theirs.year % 100) if from_number else (ours.year, theirs.year)
    year, month, day = our_year == their_year, ours.month == theirs.month, ours.day == theirs.day
    if year and month and day:
        if (ours.month, ours.day) == (1, 1):
            return Birthdays.SAME_FIRST_OF_JANUARY
        return Birthdays.SAME_BY_NUMBER if from_number else Birthdays.SAME
    if year and ours.month == theirs.day and ours.day == theirs.month:
        return Birthdays.EXCHANGED
    if year + month + day == 2:
        return _two_parts_agree(ours, theirs, our_year, their_year)
    if not from_number and _next_day(ours, theirs):
        return Birthdays.NEXT_DAY
    return Birthdays.YEAR_ONLY if year else Birthdays.OTHER


def _two_parts_agree(ours: Born, theirs: Born, our_year: int, their_year: int) -> Birthdays:
    if ours.day != theirs.day:
        if abs(ours.day - theirs.day) == 1 and not (ours.from_number or theirs.from_number):
            return Birthdays.NEXT_DAY
        return Birthdays.DIGIT_OF_DAY if _one_slip(ours.day, theirs.day) else Birthdays.TWO_PARTS
    if ours.month != theirs.month:
        return Birthdays.DIGIT_OF_MONTH if _one_slip(ours.month, theirs.month) else Birthdays.TWO_PARTS
    if (ours.month, ours.day) == (1, 1):
        return Birthdays.FIRST_OF_JANUARY_OTHER_YEAR
    near = _one_slip(our_year, their_year) or abs(our_year - their_year) == 1
    return Birthdays.DIGIT_OF_YEAR if near else Birthdays.TWO_PARTS


def _one_slip(left: int, right: int) -> bool:
    """Whether one digit is other, or two neighbours are exchanged."""
    return OSA.distance(f"{left:02d}", f"{right:02d}", score_cutoff=1) <= 1


def _next_day(ours: Born, theirs: Born) -> bool:
    try:
        days = date(ours.year, ours.month, ours.day) - date(theirs.year, theirs.month, theirs.day)
    except ValueError:
        return False
    return abs(days.days) == 1
