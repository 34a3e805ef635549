"""What one value of a file means: days, yes and no, whole numbers, names, registration marks. No database.

Each reader takes the text as it stands, without the space around it, and raises ValueFault with what is wrong.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from licensing.register.vehicles import plain_vrm


class ValueFault(ValueError):
    """A value is not what its column holds; the text says what is wrong, to be read after the column's name."""


YES = frozenset({"true", "yes", "y", "1", "t"})
NO = frozenset({"false", "no", "n", "0", "f"})
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Day 1 of a spreadsheet's count is 1 January 1900; it takes 1900 for a leap year, so that days count from here.
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIAL = range(7_000, 80_000)

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_ISO_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|\+00:?00)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?: 00:00(?::00)?)?")
_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([A-Za-z]{3,9})\.?,?[ \-](\d{4}|\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL_TEXT = re.compile(r"\d{4,5}")
_UK = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_STRICT_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@lru_cache(maxsize=50_000)
def day(text: str, *, latest: int = 2099) -> date:
    """A day in any usual form, the day before the month, never the other way about.

    `latest` is the last year that can be meant: two digits of a year stand for the newest up to it. A serial number
    of a spreadsheet counts days from 1900. Raises ValueFault.
    """
    if found := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _date(text, *map(int, found.groups()))
    if found := _DAY_FIRST.fullmatch(text):
        return _date(text, _year(found[3], latest), int(found[2]), int(found[1]))
    if found := _IN_WORDS.fullmatch(text):
        month = found[2][:3].lower()
        if month in MONTHS:
            return _date(text, _year(found[3], latest), MONTHS.index(month) + 1, int(found[1]))
    if found := _ISO_TIME.fullmatch(text):
        if found[2].strip("0:."):
            raise ValueFault(f"“{_short(text)}” has a time of day; give the day alone")
        return _date(text, *map(int, found[1].split("-")))
    if _SERIAL_TEXT.fullmatch(text) and int(text) in _SERIAL:
        return _SPREADSHEET_EPOCH + timedelta(days=int(text))
    raise ValueFault(f"“{_short(text)}” is not a date; write it like 2026-06-03 or 03/06/2026")


@lru_cache(maxsize=50_000)
def plain_day(text: str) -> date:
    """A day as Defra's rules have it: YYYY-MM-DD or DD/MM/YYYY and nothing else. Raises ValueFault."""
    if found := _STRICT_ISO.fullmatch(text):
        return _date(text, *map(int, found.groups()))
    if found := _UK.fullmatch(text):
        return _date(text, int(found[3]), int(found[2]), int(found[1]))
    raise ValueFault(f"“{_short(text)}” is not a date; write it as YYYY-MM-DD or DD/MM/YYYY")


def _year(text: str, latest: int) -> int:
    if len(text) == 4:
        return int(text)
    century = latest // 100 * 100
    year = century + int(text)
    return year if year <= latest else year - 100


def _date(text: str, year: int, month: int, of_month: int) -> date:
    try:
        found = date(year, month, of_month)
    except ValueError:
        also = "; the day comes first, then the month" if month > 12 >= of_month else ""
        raise ValueFault(f"“{_short(text)}” is no day of the calendar{also}") from None
    if not 1900 <= found.year <= 2099:
        raise ValueFault(f"“{_short(text)}” is not in this century or the last")
    return found


def yes_or_no(text: str) -> bool:
    """Yes or no in the usual words. Raises ValueFault."""
    word = text.lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueFault(f"“{_short(text)}” is neither true nor false")


def whole_number(text: str, lowest: int, highest: int) -> int:
    """A whole number within these. Raises ValueFault."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and lowest <= int(text) <= highest):
        raise ValueFault(f"“{_short(text)}” is not a whole number from {lowest} to {highest:,}")
    return int(text)


def mark(text: str) -> str:
    """A registration mark as it is kept. An odd one is not refused: 2 to 7 letters and digits. Raises ValueFault."""
    found = plain_vrm(text)
    if not 2 <= len(found) <= 7 or not text.isascii() or len(text) > len(found) + 3:
        raise ValueFault(f"“{_short(text)}” is not a registration mark")
    return found


def names_of(text: str) -> tuple[str, str, str]:
    """First, middle and last name from one value: "LAST,FIRST,MIDDLE", "LAST, First Middle" or "First Middle Last".

    Raises ValueFault for a single word.
    """
    if "," in text:
        parts = [" ".join(part.split()) for part in text.split(",")]
        given = " ".join(part for part in parts[1:] if part).split()
        if not parts[0] or not given:
            raise ValueFault(f"“{_short(text)}” is not a whole name; write last name, comma, first name")
        return given[0], " ".join(given[1:]), parts[0]
    words = text.split()
    if len(words) < 2:
        raise ValueFault(f"“{_short(text)}” is not a whole name; give a first and a last name")
    return words[0], " ".join(words[1:-1]), words[-1]


def looks_like_another(text: str) -> bool:
    """Whether a value of free text says what only another column would: a day, or true or false in those words."""
    if text.lower() in ("true", "false"):
        return True
    return bool(_ISO.fullmatch(text) or _UK.fullmatch(text))


def is_a_day(text: str) -> bool:
    """Whether a value is a day in any form."""
    try:
        day(text)
    except ValueFault:
        return False
    return True


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
