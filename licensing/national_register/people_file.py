"""A file of people, CSV in UTF-8, read line by line: whoever is in it is kept as they are given.

The first line names the columns; their order is the file's own. A name, a birth date or a number that is missing
or cannot be is never refused here, since real registers hold them: it is kept as it was written, and compared as
far as it goes. Pure but for reading the file.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from licensing.errors import BadInput
from licensing.matching.numbers import NumberFault, gb_driver_number, northern_ireland_driver_number
from licensing.matching.people import Address, Name, Person

LONGEST_ID = 200
LONGEST_NUMBER = 60
LONGEST_BIRTH_AS_WRITTEN = 40
_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: the number it starts on (the first is 1), and the text of each column as it stands there."""

    number: int
    cells: Mapping[str, str]
    # More values than columns: then no value is surely of its column.
    too_long: bool = False

    def text(self, column: str) -> str:
        """A column's text without needless blanks and what can't be printed; "" when there is none."""
        return _tidy(self.cells.get(column, ""))

    def opaque(self, column: str) -> str:
        """A column's text exactly as it stands in the file: an id comes back as it went in."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class FileFacts:
    """What a file is known by: its SHA-256, and about how many lines it has below its first."""

    sha256: str
    lines: int


def facts_of(path: Path) -> FileFacts:
    """The hash of a file, and its count of line ends (a quoted value may hold some, so it is about right)."""
    digest, ends = hashlib.sha256(), 0
    with path.open("rb") as file:
        while some := file.read(_READ_AT_ONCE):
            digest.update(some)
            ends += some.count(b"\n")
    return FileFacts(digest.hexdigest(), max(ends - 1, 1))


def lines_of(path: Path, must: tuple[str, ...]) -> Iterator[Line]:
    """Each line below the first that says anything, one at a time. `must` are columns that there have to be.

    Raises BadInput for what is no such file: not UTF-8, not CSV, a column missing or there twice.
    """
    with path.open("rb") as file:
        if file.read(4) in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
            raise BadInput(f"{path.name} is a spreadsheet. Save it as “CSV UTF-8” and try again.")
        file.seek(0)
        reader = csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), strict=True)
        try:
            columns = _columns(next(reader, []), path.name, must)
            before = reader.line_num
            for cells in reader:
                starts, before = before + 1, reader.line_num
                if any(cell and not cell.isspace() for cell in cells):
                    beyond = any(cell.strip() for cell in cells[len(columns) :])
                    yield Line(starts, dict(zip(columns, cells, strict=False)), beyond)
        except UnicodeDecodeError as fault:
            raise BadInput(
                f"{path.name} is not in UTF-8 (after line {reader.line_num}). Save it as “CSV UTF-8” and try again."
            ) from fault
        except csv.Error as fault:
            raise BadInput(
                f"{path.name} can't be read as CSV ({fault}) at line {reader.line_num}. "
                "Look for a quotation mark without its other half."
            ) from fault


def _columns(header: list[str], name: str, must: tuple[str, ...]) -> list[str]:
    columns = ["_".join(cell.casefold().split()) for cell in header]
    if missing := [column for column in must if column not in columns]:
        raise BadInput(
            f"{name} has no column {', '.join(missing)}. Its first line must name the columns, separated by commas."
        )
    if twice := sorted({column for column in columns if column and columns.count(column) > 1}):
        raise BadInput(f"{name} has the column {', '.join(twice)} twice.")
    return columns


def fault_of_id(text: str) -> str:
    """What is wrong with an id, as the end of a sentence, or "" when nothing is."""
    if not text.strip():
        return "is missing"
    if len(text) > LONGEST_ID:
        return f"is longer than {LONGEST_ID} characters"
    return "" if text.isprintable() else "has characters that can't be printed"


class DoubledIds:
    """Finds an id that was there before, in a file of any length, by eight bytes an id."""

    def __init__(self) -> None:
        self._lines: dict[bytes, int] = {}

    def before(self, text: str, line: int) -> int | None:
        """The line where this id stood before, or None when this is its first."""
        key = hashlib.blake2b(text.encode(), digest_size=8).digest()
        first = self._lines.setdefault(key, line)
        return None if first == line else first


def person_of(line: Line) -> Person:
    """Who a line of queries is about, as matching sees a person."""
    born, as_written = birth_of(line.text("dob"))
    name = Name(line.text("first_name"), line.text("middle_names"), line.text("last_name"))
    earlier = line.text("prev_postcode")
    lives = Address(address_lines(line), line.text("postcode"))
    number = number_of(line.text("nino"))
    kind, licence = driver_number_of(line.text("licence_no"))
    return Person(
        names=(name,) if name.full else (),
        dates_of_birth=(born,) if born else (),
        addresses=((lives,) if lives.shown else ()) + ((Address((), earlier),) if earlier else ()),
        national_insurance=(number,) if number else (),
        gb_driver=(licence,) if licence and kind == "gb_driver" else (),
        ni_driver=(licence,) if licence and kind == "ni_driver" else (),
        births_as_written=(as_written,) if as_written else (),
    )


def address_lines(line: Line) -> tuple[str, ...]:
    """The lines of an address, its town last."""
    parts = [*line.cells.get("address", "").splitlines(), line.cells.get("town", "")]
    return tuple(part for part in map(_tidy, parts) if part)


def number_of(text: str) -> str:
    """A National Insurance number as it was given, its length within reason."""
    return text[:LONGEST_NUMBER]


def driver_number_of(text: str) -> tuple[str, str]:
    """The kind of a driver number, and the number: of Northern Ireland when it is of that form, else of GB.

    One that is of neither form is kept as it was given, and compared as far as it goes.
    """
    try:
        return "gb_driver", gb_driver_number(text)
    except NumberFault:
        pass
    try:
        return "ni_driver", northern_ireland_driver_number(text)
    except NumberFault:
        return "gb_driver", text[:LONGEST_NUMBER]


_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: 00:00(?::00)?)?", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[- ]([a-z]{3,9})[- ,]+(\d{4})", re.ASCII | re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_date(text: str) -> date | None:
    """A date written 2026-06-03, 03/06/2026 (day first, as in England) or 3 June 2026; None when it is none."""
    try:
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if (found := _IN_WORDS.fullmatch(text)) and found[2][:3].casefold() in _MONTHS:
            return date(int(found[3]), _MONTHS.index(found[2][:3].casefold()) + 1, int(found[1]))
    except ValueError:
        return None
    return None


def birth_of(text: str) -> tuple[date | None, str]:
    """A birth date; or, when what was written cannot be one, that text, to be compared by its digits."""
    born = read_date(text)
    return born, "" if born else text[:LONGEST_BIRTH_AS_WRITTEN]


def _tidy(text: str) -> str:
    if not text:
        return text
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(text.split())
