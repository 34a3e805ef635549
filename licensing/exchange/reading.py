"""Reading a file's rows through a profile: what each means, and every fault by line and column. No database."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from licensing.exchange import content, fields, layout, values
from licensing.exchange.content import SEPARATORS, Content, Line
from licensing.exchange.councils import Councils, Named
from licensing.exchange.fields import FieldOf
from licensing.exchange.meaning import reading_of
from licensing.exchange.profiles import Profile
from licensing.exchange.values import ValueFault

WHOLE_LINE = "whole line"
_KEYS = frozenset({fields.CODE, fields.MARK, fields.NUMBER})
# Defra's data rules list the characters they accept; the list was read in part only [R].
_BEYOND_ASCII_TEXT = frozenset(map(chr, range(32, 127))) - frozenset("#$<>\\^`|")


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong at a line (the first is 1) and column, and what it is."""

    line: int
    column: str
    message: str

    @property
    def words(self) -> str:
        """The fault in one line."""
        return f"line {self.line}: {self.column}: {self.message}"


@dataclass(slots=True)
class Record:
    """One row that was read: the line it starts on, and the value of each field; fields without one are not there."""

    line: int
    values: dict[str, Any]

    def get(self, name: str, otherwise: Any = None) -> Any:
        """A field's value, or what stands for none."""
        return self.values.get(name, otherwise)


@dataclass
class Noticed:
    """What is odd and no fault: in words, with the lines it was seen on."""

    lines: dict[str, list[int]] = field(default_factory=dict)

    def note(self, words: str, line: int) -> None:
        """Say that something was seen on a line."""
        self.lines.setdefault(words, []).append(line)

    def sentences(self) -> list[str]:
        """Each in one sentence, with the first lines it was seen on."""
        return [f"{words}: {_on_lines(lines)}." for words, lines in self.lines.items()]


def _on_lines(lines: list[int]) -> str:
    shown = ", ".join(f"{line:,}" for line in lines[:10])
    more = f" and {len(lines) - 10:,} more" if len(lines) > 10 else ""
    return f"{'line' if len(lines) == 1 else 'lines'} {shown}{more}"


@dataclass
class Column:
    """A column that is read: where it stands, its field, its words in a fault, and how its text is read."""

    place: int
    name: str
    words: str
    kind: FieldOf
    read: Callable[[str], Any]
    needed: bool


class Reader:
    """Reads the rows of one file. `faults` and `noticed` are whole once the rows were read to the end."""

    def __init__(self, profile: Profile, data: bytes, *, on: date) -> None:
        """`on` is today in London: nobody is born after it. Raises content.Unreadable."""
        self.profile = profile
        self.faults: list[Fault] = []
        self.noticed = Noticed()
        self.rows = 0
        self._on = on
        self.councils = Councils(on)
        self._fields = fields.FIELDS[profile.what]
        self._separator_fault = ""
        self._content = self._opened(data)
        self.notes = list(self._content.notes)
        self._columns: list[Column] = []
        self._width = 0
        self._least = 0
        self._names: list[str] = []
        self._telling = frozenset[int]()
        self._constant = dict[str, Any]()

    def records(self) -> Iterator[Record]:
        """Each row in which nothing is wrong, one at a time."""
        self._constant = self._settled(self.profile.fixed)
        self._defaults = self._settled(self.profile.defaults)
        if not self.profile.header:
            self._lay_out_by_order()
        begun = False
        for line in self._content.lines:
            if not line.broken and not any(cell.strip() for cell in line.cells):
                self._blank(line)
                continue
            first, begun = not begun, True
            if first and self.profile.header:
                if not self._lay_out_by_names(line):
                    return
                continue
            if first and not line.broken and self._is_header(line):
                self.fault(
                    line.number, WHOLE_LINE, "is a row of column names; this file has none, so take it out"
                )
                continue
            self.rows += 1
            if (record := self._record(line)) is not None:
                yield record
        if not begun:
            self.fault(1, WHOLE_LINE, "the file is empty")
        elif not self.rows:
            self.fault(
                1,
                WHOLE_LINE,
                "there are no rows below the column names" if self.profile.header else "no rows",
            )

    def fault(self, line: int, column: str, message: str) -> None:
        """Say what is wrong at a line and column."""
        self.faults.append(Fault(line, column, message))

    def words_of(self, name: str) -> str:
        """What a field is called in a fault: as its column is, or in our words."""
        return next((one.words for one in self._columns if one.name == name), self._fields[name].words)

    # --- the layout

    def _opened(self, data: bytes) -> Content:
        wanted = self.profile.separator
        opened = content.read(data, separator=wanted, sheet=self.profile.sheet)
        if wanted and not opened.is_spreadsheet:
            used = content.separator_of(data)
            if _is_separated_by(data, used, wanted):
                # Read with the separator that it has, so that whatever else is wrong is said too.
                self._separator_fault = f"values are separated by {SEPARATORS[used]}; separate them by "
                self._separator_fault += SEPARATORS[wanted]
                return content.read(data, separator=used)
        if opened.is_spreadsheet and self.profile.is_defra:
            self.fault(
                1,
                WHOLE_LINE,
                "this is a spreadsheet; the upload is a text file of values separated by commas",
            )
        return opened

    def _settled(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Fixed and default values, read as a column's text would be."""
        found = {}
        for name, value in told.items():
            text = value.isoformat() if isinstance(value, date) else str(value)
            text = text.lower() if isinstance(value, bool) else text
            try:
                found[name] = self._reading_of(name)(text)
            except ValueFault as fault:
                self.fault(1, self._fields[name].words, f"the profile's own value is wrong: {fault}")
        return found

    def _lay_out_by_order(self) -> None:
        order = self.profile.order
        self._width, self._least = len(order), len(order) - self.profile.may_be_left_out
        self._names = [self._fields[name].words if name in self._fields else "" for name in order]
        self._columns = [
            self._column(place, name, self._fields[name].words)
            for place, name in enumerate(order)
            if name in self._fields
        ]
        self._telling = self._not_free_text()

    def _not_free_text(self) -> frozenset[int]:
        free = (fields.TEXT, fields.CODE)
        return frozenset(column.place for column in self._columns if column.kind.how not in free)

    def _lay_out_by_names(self, line: Line) -> bool:
        """Find each field's column by its name; whether the rows can be read."""
        # A name may run over two lines of its cell.
        cells = [" ".join(cell.split()) for cell in line.cells]
        found = layout.match(cells, self.profile, self._fields)
        for words, message in found.faults:
            self.fault(line.number, words, message)
        if found.unread:
            self.notes.append(f"Columns that were not read: {', '.join(found.unread)}.")
        self._names = [cell or f"column {place}" for place, cell in enumerate(cells, start=1)]
        self._columns = [
            self._column(place, name, self._names[place]) for name, place in found.places.items()
        ]
        while self._names and not line.cells[len(self._names) - 1].strip():
            self._names.pop()
        self._width = self._least = len(self._names)
        self._telling = self._not_free_text()
        return not found.faults

    def _column(self, place: int, name: str, words: str) -> Column:
        kind = self._fields[name]
        needed = (kind.needed or name in self.profile.needed) and name not in self.profile.defaults
        return Column(place, name, words, kind, self._reading_of(name), needed)

    def _reading_of(self, name: str) -> Callable[[str], Any]:
        kind = self._fields[name]
        choices = self.profile.choices.get(name) or kind.choices
        return reading_of(name, kind, self.profile, choices, self._on, self.councils)

    def _is_header(self, line: Line) -> bool:
        """Whether the first row of a file without column names holds them all the same."""
        cells = [cell.strip() for cell in line.cells if cell.strip()]
        if (
            len(cells) < 2
            or any(values.is_a_day(cell) for cell in cells)
            or sum(map(_has_digit, cells)) * 2 > len(cells)
        ):
            return False
        return len(self._faulty(line.cells)) >= 2

    # --- a row

    def _blank(self, line: Line) -> None:
        if self.profile.is_defra:
            self.fault(line.number, WHOLE_LINE, "is empty; take it out")
        else:
            self.noticed.note("Empty lines were passed over", line.number)

    def _record(self, line: Line) -> Record | None:
        if line.broken:
            self.fault(line.number, WHOLE_LINE, line.broken)
            return None
        if self._least > 1 and (other := _other_separator(line.cells)):
            self.fault(
                line.number, WHOLE_LINE, f"values are separated by {SEPARATORS[other]}, unlike the others"
            )
            return None
        before = len(self.faults)
        cells = self._tidied(line)
        read, wrong = dict(self._constant), list[tuple[str, str]]()
        for column in self._columns:
            text = cells[column.place] if column.place < len(cells) else ""
            if not text:
                if column.name in self._defaults:
                    read[column.name] = self._defaults[column.name]
                elif column.needed:
                    wrong.append((column.words, "is missing"))
                continue
            try:
                value = column.read(text)
            except ValueFault as fault:
                wrong.append((column.words, str(fault)))
                continue
            if value != text and column.kind.how in _KEYS:
                self._respelt(column, line.number)
            if isinstance(value, Named):
                if value.note:
                    self.noticed.note(value.note, line.number)
                read[column.name + "_name"], value = value.name, value.key
            read[column.name] = value
        wrong += self._backwards(read)
        if wrong or not self._least <= len(cells) <= self._width:
            self._say(line.number, cells, wrong)
        return None if len(self.faults) > before else Record(line.number, read)

    def _backwards(self, read: Mapping[str, object]) -> list[tuple[str, str]]:
        """A licence that ends before it starts: said with the row's other faults."""
        starts_on, ends_on = read.get("starts_on"), read.get("ends_on")
        if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on <= starts_on:
            return [(self.words_of("ends_on"), "the licence must end after it starts")]
        return []

    def _say(self, number: int, cells: list[str], wrong: list[tuple[str, str]]) -> None:
        """Say what is wrong with a row: that it is shifted, if that explains all of it; else each fault."""
        shifted = layout.shift(cells, self._width, self._least, self._names, self._faulty, self._telling)
        if shifted:
            self.fault(number, *shifted)
            return
        if not self._least <= len(cells) <= self._width:
            usual = f"{self._width}" if self._least == self._width else f"{self._least} or {self._width}"
            self.fault(number, WHOLE_LINE, f"has {len(cells)} values, where there must be {usual}")
            # No value is then surely of its column.
            return
        for words, message in wrong:
            self.fault(number, words, message)

    def _faulty(self, cells: list[str]) -> set[int]:
        """The places at which a row's values are not what their columns hold."""
        return {column.place for column in self._columns if self._cell_fault(column, cells)}

    def _cell_fault(self, column: Column, cells: list[str]) -> bool:
        text = cells[column.place].strip() if column.place < len(cells) else ""
        if not text:
            return column.needed
        try:
            column.read(text)
        except ValueFault:
            return True
        return False

    def _tidied(self, line: Line) -> list[str]:
        """The cells without the space around them and without empty ones beyond the last column; says what it did."""
        cells, strict = line.cells, self.profile.is_defra
        tidy = [cell.strip() for cell in cells]
        if self._separator_fault:
            self.fault(line.number, WHOLE_LINE, self._separator_fault)
        if tidy != cells:
            padded = [at for at, cell in enumerate(cells) if cell != tidy[at]]
            self._padded(line, padded, strict=strict)
        if len(tidy) > self._width and not any(tidy[self._width :]):
            if strict:
                self.fault(line.number, "end of the line", "has a comma after the last value; take it out")
            else:
                self.noticed.note("Empty values beyond the last column were passed over", line.number)
            tidy = tidy[: self._width]
        if strict and not all(cell.isascii() and _BEYOND_ASCII_TEXT.issuperset(cell) for cell in cells):
            for at, cell in enumerate(cells):
                if other := sorted(set(cell) - _BEYOND_ASCII_TEXT):
                    said = " ".join("a new line" if one in "\r\n" else one for one in other)
                    self.fault(line.number, self._name(at), f"has characters that are not accepted: {said}")
        return tidy

    def _padded(self, line: Line, padded: list[int], *, strict: bool) -> None:
        if not strict:
            keys = {column.place for column in self._columns if column.kind.how in _KEYS}
            where = "a key" if keys.intersection(padded) else "a value"
            self.noticed.note(f"Space around {where} was left out", line.number)
            return
        more = f", and so have {len(padded) - 1} more values of this line" if len(padded) > 1 else ""
        self.fault(
            line.number,
            self._name(padded[0]),
            f"has a space before or after it{more}; take the spaces beside the commas out",
        )

    def _respelt(self, column: Column, line: int) -> None:
        """A key is kept in capitals, a mark and a number of identity without spaces too."""
        self.noticed.note(f"{column.words} was in another case or spacing, and was read as it is kept", line)

    def _name(self, place: int) -> str:
        return self._names[place] if place < len(self._names) else f"value {place + 1}"


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _is_separated_by(data: bytes, used: str, wanted: str) -> bool:
    """Whether the first line of a text has more of one separator than of the one that is wanted."""
    lines = data[:2_000].decode("latin-1").splitlines()
    first = next((line for line in lines if line.strip()), "")
    return first.count(used) > first.count(wanted)


def _other_separator(cells: list[str]) -> str:
    """The separator that a row of one value has, when it is plainly another than the file's; else nothing."""
    if len(cells) != 1:
        return ""
    return next((separator for separator in SEPARATORS if cells[0].count(separator) >= 2), "")
