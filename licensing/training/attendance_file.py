"""Reading an attendance list from a CSV file, as councils and trainers really send them. No database.

What can't be a list at all is `Unreadable`. Everything else that is wrong is a fault with its line and
column, all of them together.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from licensing.matching.numbers import NumberFault, national_insurance_number
from licensing.training.csv_lines import Unreadable, lines

__all__ = ["AttendanceFile", "Fault", "Row", "Unreadable", "read", "shown"]

Value = TypeVar("Value")

MOST_ROWS = 5000
OLDEST_BIRTH_YEAR = 1900
LONGEST_OTHERWISE = 60
LONGEST = {"first_name": 100, "last_name": 100, "certificate_number": 60, "trainer": 200, "venue": 200}

# Each column, and what else it is called, in lower case with `_` between the words.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "session": ("session_number", "session_id"),
    "course": ("course_code", "code"),
    "version": ("course_version",),
    "date": ("date_of_course", "course_date", "held_on", "completed_on", "date_completed"),
    "trainer": ("trainer_name",),
    "venue": ("location",),
    "first_name": ("first_names", "forename", "forenames", "given_name", "given_names"),
    "last_name": ("surname", "family_name"),
    "date_of_birth": ("dob", "birth_date"),
    "licence_number": ("licence", "licence_no", "license_number", "license_no"),
    "badge": ("badge_number", "badge_no"),
    "national_insurance": ("national_insurance_number", "national_insurance_no", "ni_number", "nino", "ni"),
    "score": ("mark", "marks"),
    "result": ("outcome", "pass_fail"),
    "certificate_number": ("certificate", "certificate_no", "cert_no"),
}
ALWAYS = ("first_name", "last_name", "date_of_birth")
INSTEAD_OF_SESSION = ("course", "version", "date")
RESULTS = {"pass": True, "passed": True, "yes": True, "fail": False, "failed": False, "no": False}


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong at a line (the first is 1) and column, and what to do."""

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class Row:
    """One line of the list, each value as what it means; None or "" where the line has none or a fault."""

    line: int
    session: int | None = None
    course: str = ""
    version: str = ""
    held_on: date | None = None
    trainer: str = ""
    venue: str = ""
    first_name: str = ""
    last_name: str = ""
    date_of_birth: date | None = None
    licence_number: str = ""
    badge: str = ""
    national_insurance: str = ""
    score: int | None = None
    result: bool | None = None
    certificate_number: str = ""


@dataclass(frozen=True)
class AttendanceFile:
    """A file as it was read: its rows, what is wrong in them, and what was done to read it."""

    rows: list[Row]
    faults: list[Fault]
    notes: list[str] = field(default_factory=list)


def read(content: bytes, *, on: date, in_session: bool = False) -> AttendanceFile:
    """Read a list. `on` is today in London: no course lies after it.

    `in_session`: the list is of a session that is known already. Raises Unreadable.
    """
    notes: list[str] = []
    found = lines(content, notes)
    _, header = next(found, (0, []))
    if not header:
        raise Unreadable("The file is empty: it needs a line of column names, then one line for each person.")
    columns = _columns(header, in_session, notes)
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in found:
        if len(rows) == MOST_ROWS:
            raise Unreadable(f"The file has more than {MOST_ROWS:,} people. Send it in parts.")
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            message = f"This line has {len(cells)} values, but there are {len(header)} columns"
            faults.append(Fault(line, "", message))
        values = {
            column: _tidy(cells[place]) if place < len(cells) else "" for column, place in columns.items()
        }
        rows.append(_row(_Cells(line, values, faults), on, in_session))
    if not rows:
        raise Unreadable("The file has column names and no people below them.")
    return AttendanceFile(rows, sorted(faults), notes)


def _columns(header: list[str], in_session: bool, notes: list[str]) -> dict[str, int]:
    meant = {name: column for column, others in COLUMNS.items() for name in (column, *others)}
    found: dict[str, int] = {}
    unknown = []
    for place, name in enumerate(header):
        column = meant.get(re.sub(r"[\s_\-./]+", "_", name.strip().casefold()).strip("_"))
        if column is None:
            if name.strip():
                unknown.append(f"“{_tidy(name)}”")
        elif column in found:
            both = f"“{_tidy(header[found[column]])}” and “{_tidy(name)}”"
            raise Unreadable(f"Two columns are both the {shown(column)}: {both}.")
        else:
            found[column] = place
    missing = [shown(column) for column in ALWAYS if column not in found]
    if not in_session and "session" not in found and not set(INSTEAD_OF_SESSION) <= set(found):
        missing.append("session (or course, version and date)")
    if "score" not in found and "result" not in found:
        missing.append("score (or result)")
    if missing:
        named = ", ".join(missing)
        raise Unreadable(f"These columns are missing: {named}. The first line must name the columns.")
    if unknown:
        notes.append(f"These columns are not read: {', '.join(unknown)}.")
    return found


def _tidy(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def shown(column: str) -> str:
    """A column as a page names it."""
    return "National Insurance number" if column == "national_insurance" else column.replace("_", " ")


class _Bad(Exception):
    """What was typed means nothing; says what to do."""


@dataclass(frozen=True)
class _Cells:
    """The values of one line, read one by one; what is wrong is put with the faults."""

    line: int
    values: Mapping[str, str]
    faults: list[Fault]

    def fault(self, column: str, message: str) -> None:
        self.faults.append(Fault(self.line, column, message))

    def text(self, column: str) -> str:
        found, longest = self.values.get(column, ""), LONGEST.get(column, LONGEST_OTHERWISE)
        if len(found) > longest:
            self.fault(column, f"Use at most {longest} characters")
        return found

    def read(self, column: str, read_it: Callable[[str], Value], otherwise: Value) -> Value:
        text = self.values.get(column, "")
        if not text:
            return otherwise
        try:
            return read_it(text)
        except _Bad as fault:
            self.fault(column, str(fault))
            return otherwise


def _row(cells: _Cells, on: date, in_session: bool) -> Row:
    for column in ALWAYS:
        if not cells.values.get(column):
            cells.fault(column, f"Enter the {shown(column)}")
    if not in_session and not cells.values.get("session"):
        for column in INSTEAD_OF_SESSION:
            if not cells.values.get(column):
                cells.fault(column, f"Enter the {shown(column)}, or the number of the session")
    return Row(
        line=cells.line,
        session=cells.read("session", _session, None),
        course=cells.text("course"),
        version=cells.text("version"),
        held_on=cells.read("date", lambda text: _day_of_course(text, on), None),
        trainer=cells.text("trainer"),
        venue=cells.text("venue"),
        first_name=cells.text("first_name"),
        last_name=cells.text("last_name"),
        date_of_birth=cells.read("date_of_birth", lambda text: _birth(text, on), None),
        licence_number=cells.text("licence_number").upper(),
        badge=cells.text("badge").upper(),
        national_insurance=cells.read("national_insurance", _national_insurance, ""),
        score=cells.read("score", _score, None),
        result=cells.read("result", _result, None),
        certificate_number=cells.text("certificate_number"),
    )


_DATES = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII), (1, 2, 3)),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII), (3, 2, 1)),
)


def read_date(text: str) -> date | None:
    """A date written 2026-06-03 or 03/06/2026 (day first, as in England); None when it is neither."""
    for pattern, order in _DATES:
        found = pattern.fullmatch(text)
        if found:
            try:
                return date(*(int(found[part]) for part in order))
            except ValueError:
                return None
    return None


def _date(text: str) -> date:
    day = read_date(text)
    if day is None:
        raise _Bad(f"“{text}” is not a date. Write it like 2026-06-03 or 03/06/2026, day before month")
    return day


def _day_of_course(text: str, on: date) -> date:
    day = _date(text)
    if day > on:
        raise _Bad(f"“{text}” is in the future: training counts once it is done")
    if day.year < OLDEST_BIRTH_YEAR:
        raise _Bad(f"“{text}” is too long ago. Check the year")
    return day


def _birth(text: str, on: date) -> date:
    day = _date(text)
    if day >= on:
        raise _Bad(f"“{text}” is not in the past: check the date of birth")
    if day.year < OLDEST_BIRTH_YEAR:
        raise _Bad(f"“{text}” is too long ago. Check the year")
    return day


def _session(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise _Bad(f"“{text}” is not the number of a session: its page shows it")
    return int(text)


def _score(text: str) -> int:
    number = text.removesuffix("%").strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 6):
        raise _Bad(f"“{text}” is not a score: use a whole number, 0 or more")
    return int(number)


def _result(text: str) -> bool:
    if text.casefold() not in RESULTS:
        raise _Bad(f"“{text}” is not a result: write passed or failed")
    return RESULTS[text.casefold()]


def _national_insurance(text: str) -> str:
    try:
        return national_insurance_number(text)
    except NumberFault as fault:
        raise _Bad(str(fault)) from fault
