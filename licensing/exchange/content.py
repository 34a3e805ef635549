"""What a file holds, line by line, whatever wrote it: text in any usual encoding, or a spreadsheet. No database.

What is neither is `Unreadable`. How the file was understood is said in notes, so that whoever sent it can object.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
# What xlsx and ods files begin with (a zip archive), and xls files.
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
AS_WINDOWS = (
    "The file is not in UTF-8: it was read as Windows-1252. Look whether names with accents are right."
)
# Of so many lines at the top the separator is guessed.
_LOOKED_AT = 20


class Unreadable(Exception):
    """The file is neither text nor a spreadsheet; its text says so in a sentence."""


@dataclass(slots=True)
class Line:
    """One row of a file: the line it starts on (the first is 1), its cells, and what is wrong with its quoting."""

    number: int
    cells: list[str]
    broken: str = ""


@dataclass
class Content:
    """A file that was understood: its rows, and how it was understood."""

    lines: Iterator[Line]
    separator: str
    notes: list[str] = field(default_factory=list)
    is_spreadsheet: bool = False


def read(content: bytes, *, separator: str = "", sheet: str = "") -> Content:
    """The rows of a file. `separator` is the one to use; "" finds it. `sheet` names that of a spreadsheet.

    Raises Unreadable.
    """
    if content.startswith(_SPREADSHEETS):
        return _spreadsheet(content, sheet)
    notes: list[str] = []
    text = _text(content, notes)
    found = separator or _separator(text)
    return Content(_csv(text, found), found, notes)


def separator_of(content: bytes) -> str:
    """The separator that the first lines of a text file seem to use. Raises Unreadable."""
    return "" if content.startswith(_SPREADSHEETS) else _separator(_text(content, []))


def _text(content: bytes, notes: list[str]) -> str:
    encodings: tuple[str, ...] = ("utf-8", "cp1252")
    note = ""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings, note = ("utf-16",), "The file is in UTF-16, and was read as such."
    elif content.startswith(codecs.BOM_UTF8):
        encodings, note = ("utf-8-sig",), "The file starts with a byte order mark, which was left out."
    for encoding in encodings:
        try:
            # Old programs end a text with this sign.
            text = content.decode(encoding).removesuffix("\x1a")
        except UnicodeDecodeError:
            note = AS_WINDOWS
            continue
        if _is_no_text(text):
            break
        notes += [note] if note else []
        return text
    raise Unreadable("This is neither a text file nor a spreadsheet.")


def _is_no_text(text: str) -> bool:
    """Whether there is what no text has: a NUL, or other control characters than tabs and line ends."""
    return any(
        code < 32 and code not in (9, 10, 12, 13) for code in set(text[:100_000].encode("utf-8", "replace"))
    ) or ("\x00" in text)


def _separator(text: str) -> str:
    """The separator that occurs most, alike on each of the first lines; a comma when none does."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:_LOOKED_AT]
    best, most = ",", (0, 0)
    for separator in SEPARATORS:
        counts = [len(next(csv.reader([line], delimiter=separator), [])) for line in lines]
        usual = max(counts, key=counts.count, default=1)
        score = (counts.count(usual) if usual > 1 else 0, usual)
        if score > most:
            best, most = separator, score
    return best


def _csv(text: str, separator: str) -> Iterator[Line]:
    """The rows of separated values. A row whose quotation marks are wrong is given as such, and reading goes on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    while True:
        broken, cells = "", list[str]()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            broken = (
                "a quotation mark is opened here and never closed"
                if "unexpected end" in str(fault)
                else "a quotation mark stands where none may: double those inside a value, and quote the whole value"
            )
        starts, before = before + 1, reader.line_num
        yield Line(starts, cells, broken)


def _spreadsheet(content: bytes, sheet: str) -> Content:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        if not names:
            raise Unreadable("The spreadsheet has no sheet.")
        if sheet and sheet not in names:
            raise Unreadable(f"The spreadsheet has no sheet called {sheet}.")
        name = sheet or names[0]
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as fault:
        raise Unreadable("This looks like a spreadsheet, but it can't be opened.") from fault
    notes = [f"The file is a spreadsheet; the sheet {name} was read."]
    if len(names) > 1:
        notes.append(f"It has {len(names)} sheets; the others were not read.")
    return Content(_rows(rows), "", notes, is_spreadsheet=True)


def _rows(rows: Sequence[Sequence[object]]) -> Iterator[Line]:
    for number, cells in enumerate(rows, start=1):
        texts = [_cell(cell) for cell in cells]
        yield Line(number, texts if any(texts) else [])


def _cell(cell: object) -> str:
    """A cell as text: a day as 2026-06-03, a whole number without a point."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
