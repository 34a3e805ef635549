"""Reading a date typed in three boxes: a day, a month as a number or a name, and a year of four numbers."""

import re
from collections.abc import Mapping
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
PARTS = ("day", "month", "year")

_ONE_OR_TWO_NUMBERS = re.compile(r"[0-9]{1,2}")
# A year of two numbers is never guessed: 26 may be a birth or an expiry, a century apart.
_FOUR_NUMBERS = re.compile(r"[1-9][0-9]{3}")
_SHORTEST_NAME = 3


class DateError(ValueError):
    """What was typed is no date. `parts` names the boxes at fault, in the order of the page."""

    def __init__(self, message: str, parts: tuple[str, ...]) -> None:
        super().__init__(message)
        self.parts = parts


def read_date(typed: Mapping[str, str], called: str) -> date | None:
    """The date typed in the boxes `day`, `month` and `year`, or None when all three are empty.

    `called` is what the date is called in a message, such as "Date of birth".
    Raises DateError, with a sentence that says what to do and the boxes it is about.
    """
    missing = tuple(part for part in PARTS if not typed[part])
    if len(missing) == len(PARTS):
        return None
    if missing:
        raise DateError(f"{called} must include a {' and '.join(missing)}", missing)
    day, month = _read_day(typed["day"]), read_month(typed["month"])
    year = int(typed["year"]) if _FOUR_NUMBERS.fullmatch(typed["year"]) else None
    if day is not None and month is not None and year is None and typed["year"].isdigit():
        raise DateError(f"{called} must have a year of 4 numbers, like 1985", ("year",))
    if day is None or month is None or year is None:
        faulty = tuple(part for part, value in zip(PARTS, (day, month, year), strict=True) if value is None)
        raise DateError(_not_real(called), faulty)
    try:
        return date(year, month, day)
    except ValueError:
        # Every part is possible alone, so it is the day that this month does not have.
        raise DateError(_not_real(called), ("day",)) from None


def read_month(text: str) -> int | None:
    """The month meant by "6", "06", "June" or "jun", 1 to 12; None when it is not a month."""
    if _ONE_OR_TWO_NUMBERS.fullmatch(text):
        return int(text) if 1 <= int(text) <= len(MONTHS) else None
    name = text.rstrip(".").casefold()
    if len(name) < _SHORTEST_NAME:
        return None
    for number, month in enumerate(MONTHS, start=1):
        if month.casefold().startswith(name):
            return number
    return None


def _read_day(text: str) -> int | None:
    if _ONE_OR_TWO_NUMBERS.fullmatch(text) and 1 <= int(text) <= 31:
        return int(text)
    return None


def _not_real(called: str) -> str:
    # "Date of birth" becomes "date of birth" inside the sentence; "DBS certificate date" stays.
    inside = called if called[1:2].isupper() else called[:1].lower() + called[1:]
    return f"Enter a real date for {inside}"
