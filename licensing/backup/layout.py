"""What the lines of a backup say, and how it is known that they are whole and of this register.

    {"format": …, "version": 1, "revision": …, "made_at": …, "audit": …, "keys": …}   the first line
    {"table": "audit_entry", "columns": [["id", "number"], …], "key": ["id"]}         then each table:
    [1, "2026-11-21 16:00:00.000000", …]                                              its rows,
    {"rows": 1, "sha256": …}                                                          and what they come to
    {"seal": …}                                                                       the last line

The seal is a keyed hash, under AUDIT_KEY, of the first line and of what every table comes to: anybody can encrypt a
file for a recipient, but only who holds the register's own key can have made this one. The proofs of the keys say
beforehand whether what is sealed in the rows will open with the keys that are set.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from licensing import sealing
from licensing.backup.tables import Row, Shape
from licensing.errors import BadInput

FORMAT, VERSION = "safeguarding register backup", 1
FORGED = "This backup was not made by this register, or with another AUDIT_KEY than is set."
CUT = "This backup is not whole: its last lines are missing, or were changed."

SAY_EVERY = 250_000

Take = Callable[[Shape, Iterator[Row]], None]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Contents:
    """What a backup holds: the tables' revision, when it was made, the last audit entry, the rows of each table."""

    revision: str
    made_at: str
    audit_entry: int
    audit_hash: str
    rows: dict[str, int]
    # What each table's lines come to, for whoever compares two backups.
    hashes: dict[str, str]

    @property
    def total(self) -> int:
        """All rows together."""
        return sum(self.rows.values())


def line(value: object) -> bytes:
    """A value as one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def lines(
    first: dict[str, Any], found: Iterable[tuple[Shape, Iterator[Row]]], counts: dict[str, int]
) -> Iterator[bytes]:
    """The lines of a backup: the first, each table with its rows, and the seal. Counts each table's rows."""
    opening = line({"format": FORMAT, "version": VERSION, **first, "keys": sealing.proofs()})
    yield opening
    sums = [opening.decode()]
    for shape, rows in found:
        yield line({"table": shape.name, "columns": shape.columns, "key": shape.key})
        sha256, count = hashlib.sha256(), 0
        for row in rows:
            written = line(row)
            sha256.update(written)
            count += 1
            yield written
        yield line({"rows": count, "sha256": sha256.hexdigest()})
        counts[shape.name] = count
        sums.append(f"{shape.name} {count} {sha256.hexdigest()}")
    yield line({"seal": sealing.chained("\n".join(sums))})


def read(found: Iterator[bytes], take: Take | None = None) -> Contents:
    """Read a backup's lines to the end and give what it holds; `take` is handed each table with its rows.

    Raises BadInput, naming what is wrong: another format, keys that don't fit, rows missing or changed, no seal.
    """
    opening = next(found, b"")
    first = _first(opening)
    sums = [opening.decode()]
    counts: dict[str, int] = {}
    hashes: dict[str, str] = {}
    for text in found:
        control = _control(text)
        if "seal" in control:
            if not hmac.compare_digest(str(control["seal"]), sealing.chained("\n".join(sums))):
                raise BadInput(FORGED)
            audit = first["audit"]
            return Contents(
                first["revision"], first["made_at"], audit["entry"], audit["hash"], counts, hashes
            )
        shape = Shape(control["table"], tuple((n, k) for n, k in control["columns"]), tuple(control["key"]))
        table = _Table(found)
        if take:
            take(shape, table.rows())
        table.skip_the_rest()
        if table.end != {"rows": table.count, "sha256": table.sha256.hexdigest()}:
            raise BadInput(f"The rows of {shape.name} are not those that were written.")
        counts[shape.name], hashes[shape.name] = table.count, table.sha256.hexdigest()
        sums.append(f"{shape.name} {table.count} {table.sha256.hexdigest()}")
    raise BadInput(CUT)


def counted(shape: Shape, rows: Iterator[Row], say: Say) -> Iterator[Row]:
    """The rows of a table; whoever waits for a long one is told now and then how far it is."""
    for count, row in enumerate(rows, start=1):
        yield row
        if count % SAY_EVERY == 0:
            say(f"{shape.name}: {count:,} rows")


class _Table:
    """One table's lines, counted and hashed as they pass."""

    def __init__(self, found: Iterator[bytes]) -> None:
        self._found = found
        self.sha256, self.count = hashlib.sha256(), 0
        self.end: dict[str, Any] = {}

    def rows(self) -> Iterator[Row]:
        for text in self._lines():
            yield json.loads(text)

    def skip_the_rest(self) -> None:
        for _ in self._lines():
            pass

    def _lines(self) -> Iterator[bytes]:
        while not self.end:
            text = next(self._found, b"")
            if not text.startswith(b"["):
                self.end = _control(text)
                return
            self.sha256.update(text)
            self.count += 1
            yield text


def _first(text: bytes) -> dict[str, Any]:
    first = _control(text)
    if first.get("format") != FORMAT:
        raise BadInput("This is no backup of a register.")
    if first["version"] != VERSION:
        raise BadInput(
            f"This backup is of version {first['version']} of the format; this program reads {VERSION}."
        )
    if lacking := sealing.unproved(first["keys"]):
        raise BadInput(
            f"What is sealed in this backup would not open: set {', '.join(lacking)} as they were when it was made."
        )
    return first


def _control(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        raise BadInput(CUT) from None
    if not isinstance(found, dict):
        raise BadInput(CUT)
    return found
