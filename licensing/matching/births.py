"""How far two birth dates agree."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from licensing.matching import points
from licensing.matching.people import Birth


@dataclass(frozen=True)
class BirthComparison:
    """What two birth dates have in common, in words and points."""

    words: str
    points: float
    same: bool = False


def compare_births(ours: Birth, theirs: Birth) -> BirthComparison:
    """How two birth dates agree.

    Where one was read from a driver number, only the last two digits of the year can agree.
    """
    left, right = _parts(ours), _parts(theirs)
    from_number = ours.from_number or theirs.from_number
    if left == right and (from_number or ours.year == theirs.year):
        return _same(ours, from_number=from_number)
    year, month, day = (mine == its for mine, its in zip(left, right, strict=True))
    year = year and (from_number or ours.year == theirs.year)
    if year and (left[1], left[2]) == (right[2], right[1]):
        return BirthComparison(
            "same birth date with day and month exchanged", points.BORN_DAY_AND_MONTH_EXCHANGED
        )
    ours_written, theirs_written = (
        _written(ours, from_number=from_number),
        _written(theirs, from_number=from_number),
    )
    if OSA.distance(ours_written, theirs_written) == 1:
        one_digit = sum(a != b for a, b in zip(ours_written, theirs_written, strict=True)) == 1
        words = "birth date one digit off" if one_digit else "birth date with two digits exchanged"
        return BirthComparison(words, points.BORN_ONE_DIGIT_OFF)
    if month and day and (ours.month, ours.day) == (1, 1):
        words = "both on the first of January, of different years"
        return BirthComparison(words, points.BORN_FIRST_OF_JANUARY_OTHER_YEAR)
    if month and day:
        return BirthComparison("same birthday in another year", points.BORN_TWO_PARTS_AGREE)
    if year and (month or day):
        return BirthComparison(
            f"same year and {'month' if month else 'day'} of birth", points.BORN_TWO_PARTS_AGREE
        )
    if year:
        return BirthComparison("only the year of birth agrees", points.BORN_SAME_YEAR_ONLY)
    return BirthComparison("another birth date", points.BORN_OTHER_DAY)


def _same(birth: Birth, *, from_number: bool) -> BirthComparison:
    first_of_january = (birth.month, birth.day) == (1, 1)
    words = "birth date agrees with that in the driver number" if from_number else "same birth date"
    if first_of_january:
        words += ", the first of January, which is given to many who do not know theirs"
    return BirthComparison(
        words, points.BORN_SAME_FIRST_OF_JANUARY if first_of_january else points.BORN_SAME_DAY, same=True
    )


def _parts(birth: Birth) -> tuple[int, int, int]:
    return birth.year % 100, birth.month, birth.day


def _written(birth: Birth, *, from_number: bool) -> str:
    year = f"{birth.year % 100:02d}" if from_number else f"{birth.year:04d}"
    return f"{birth.day:02d}{birth.month:02d}{year}"
