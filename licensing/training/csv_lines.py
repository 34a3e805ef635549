"""The lines of a CSV file, whatever a spreadsheet did to it: byte order mark, Windows-1252, semicolons.

What was done to read it is said in notes. What can't be read at all is `Unreadable`.
"""

import codecs
import csv
import io
from collections.abc import Iterator

AS_WINDOWS = "The file is not in UTF-8. It was read as Windows-1252: check names with accents first."


class Unreadable(Exception):
    """The file can't be read as an attendance list at all. Its text says why and what to do."""


def lines(content: bytes, notes: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each line that says anything: the number of the line it starts on (the first is 1), and its values.

    What was done to read it is added to `notes`. Raises Unreadable.
    """
    text = _decode(content, notes)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, notes), strict=True)
    starts = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as fault:
            raise Unreadable(
                f"Line {starts} can't be read as CSV ({fault}). "
                "Look for a quotation mark without its other half."
            ) from fault
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield starts, cells
        starts = reader.line_num + 1


def _decode(content: bytes, notes: list[str]) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("This is a spreadsheet, not a CSV file. Open it and save it as “CSV UTF-8”.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, note = "utf-16", "The file is in UTF-16, and was read as such."
    elif content.startswith(codecs.BOM_UTF8):
        encoding, note = (
            "utf-8-sig",
            "The file starts with a byte order mark, as Excel writes it. It was left out.",
        )
    else:
        encoding, note = "utf-8", ""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text, note = _windows(content, encoding), AS_WINDOWS
    if "\x00" in text:
        raise Unreadable("This is not a text file. Send a CSV file.")
    notes += [note] if note else []
    return text


def _windows(content: bytes, said: str) -> str:
    try:
        if said == "utf-8":
            return content.decode("cp1252")
    except UnicodeDecodeError:
        pass
    raise Unreadable(
        "The file is in none of UTF-8, UTF-16 and Windows-1252. Save it as “CSV UTF-8” and send it again."
    )


def _delimiter(text: str, notes: list[str]) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {delimiter: first.count(delimiter) for delimiter in (",", ";", "\t")}
    best = max(counts, key=lambda delimiter: counts[delimiter])
    if best != "," and counts[best]:
        names = {";": "semicolons", "\t": "tabs"}
        notes.append(f"The values are separated by {names[best]}, not commas, and were read as such.")
        return best
    return ","
