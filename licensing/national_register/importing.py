"""Loading a register from a file, as the register's operator: all of it or nothing, and the same file again changes
nothing.

`check` reads the whole file and changes nothing. `load` makes the entries of some lines, in the caller's
transaction; whoever calls it goes on batch by batch, and may begin again after an interruption, since an entry that
is there is never made twice.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

from sqlalchemy import insert, select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.errors import BadInput, NotAllowed, NotConfigured
from licensing.national_register import alerts, feed, index
from licensing.national_register.entry_file import EntryLine, EntryReader, Fault, Warnings
from licensing.national_register.models import Entry, EntryNumber
from licensing.register.models import new_ref, number_fingerprint
from licensing.sealing import seal, unseal

# Lines that are made entries of in one transaction: others who write wait no longer than that takes.
AT_ONCE = 2_000
# From so many new entries on, a load may be indexed at its end.
MANY = 50_000

Told = Callable[[int], None]


@dataclass
class Checked:
    """What stands in a file: nothing of it is loaded while there is a fault."""

    lines: int = 0
    new: int = 0
    there: int = 0
    left_out: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: Warnings = field(default_factory=Warnings)


def check(path: Path, *, on: date, told: Told = lambda _: None) -> Checked:
    """Read a file and say what loading it would do. `told` hears how many lines were read. Raises BadInput."""
    reader, found = EntryReader(on), Checked()
    for some in _batches(reader.read(path)):
        entries = [entry for entry in some if entry is not None]
        there = _there(entries)
        for entry in entries:
            held = there.get(entry.entry_id)
            if held is None:
                found.new += 1
            elif other := held.differs_in(entry):
                reader.faults.append(
                    Fault(
                        entry.line,
                        f"entry {entry.entry_id} is there with other details ({', '.join(other)}); "
                        "correct it through its authority",
                    )
                )
            else:
                found.there += 1
        found.lines += len(some)
        told(len(some))
    found.faults, found.warnings, found.left_out = (
        sorted(reader.faults, key=_line),
        reader.warnings,
        reader.left_out,
    )
    return found


def _line(fault: Fault) -> int:
    return fault.line


def batches(path: Path, *, on: date) -> Iterator[tuple[int, list[EntryLine]]]:
    """The lines of a file that was checked, some at a time: how many were read, and the entries they make.

    Raises BadInput when one of them has a fault now: then the file is another than the one that was checked.
    """
    reader = EntryReader(on)
    for some in _batches(reader.read(path)):
        if reader.faults:
            raise BadInput(
                f"The file was changed after it was checked: line {reader.faults[0].line} has a fault now."
            )
        yield len(some), [entry for entry in some if entry is not None]


def _batches(lines: Iterator[EntryLine | None]) -> Iterator[list[EntryLine | None]]:
    while some := list(islice(lines, AT_ONCE)):
        yield some


def is_indexed_at_its_end(new: int) -> bool:
    """Whether so many new entries are put into the matching index together, once all of them are made.

    That is many times quicker, but until then no search is answered: so only for a load that makes of a small
    register a large one.
    """
    return new >= MANY and new > index.how_many()


def set_index_aside(by: Officer) -> None:
    """No search is answered from now until `build_index`, in the caller's transaction."""
    _may_import(by)
    index.set_aside()


def build_index(told: Told, by: Officer) -> None:
    """Build the whole matching index, in the caller's transaction; then everybody watched is compared with it."""
    _may_import(by)
    index.reindex(told)
    alerts.promise_everybody_compared(new_ref(), authority_id=by.authority_id)
    # Whoever follows from elsewhere is told the same: everybody is to be compared.
    feed.note(None)


def index_is_aside() -> bool:
    """Whether the index must be built before a search is answered: a load was interrupted, or has just ended."""
    try:
        index.state()
    except NotConfigured:
        return True
    finally:
        db.session.rollback()
    return False


def load(entries: Sequence[EntryLine], *, file: str, by: Officer, indexed: bool = True) -> int:
    """Make the entries that are not there yet, in the caller's transaction; returns how many it made.

    `file` is the file's SHA-256, for the audit log; `indexed` puts them into the matching index at once; without it
    the index is set aside until it is built. Raises NotAllowed unless `by` operates the register.
    """
    _may_import(by)
    if not indexed:
        # Each time: somebody may have built it since the last lines, and it would be searched without these.
        index.set_aside()
    there = set(
        db.session.scalars(
            select(Entry.file_entry_id).where(Entry.file_entry_id.in_([entry.entry_id for entry in entries]))
        )
    )
    new = [entry for entry in entries if entry.entry_id not in there]
    if not new:
        return 0
    at = clock.now()
    refs = [new_ref() for _ in new]
    db.session.execute(insert(Entry), [_row(entry, ref, at) for entry, ref in zip(new, refs, strict=True)])
    ids = dict(
        db.session.execute(
            select(Entry.file_entry_id, Entry.id).where(
                Entry.file_entry_id.in_([entry.entry_id for entry in new])
            )
        ).all()
    )
    numbers = [
        _number_row(ids[entry.entry_id], kind, number) for entry in new for kind, number in entry.numbers
    ]
    if numbers:
        db.session.execute(insert(EntryNumber), numbers)
    if indexed:
        index.index_many(
            (ids[entry.entry_id], entry.person, entry.first_made_on or clock.london_date(at)) for entry in new
        )
    record(
        "national-register:entries-imported",
        by=by.actor,
        subject=f"entry:{refs[0]}",
        file=file,
        entries=len(new),
        from_entry=refs[0],
        to_entry=refs[-1],
    )
    if indexed:
        # One message for all of them: everybody licensed or applying is compared with each (see watching.py).
        alerts.promise_comparison(refs, key=f"entries:{refs[0]}:{refs[-1]}", authority_id=by.authority_id)
    return len(new)


def finish(*, file: str, entries: int, there: int, left_out: int, by: Officer) -> None:
    """Write in the audit log that a whole file was loaded, in the caller's transaction."""
    record(
        "national-register:file-imported",
        by=by.actor,
        subject=f"file:{file[:16]}",
        file=file,
        entries=entries,
        there=there,
        left_out=left_out,
    )


def _may_import(by: Officer) -> None:
    if not by.may(Permission.IMPORT_ENTRIES):
        raise NotAllowed("Only the register's operator loads entries of other authorities.")


def _row(entry: EntryLine, ref: str, at: datetime) -> dict[str, object]:
    day = entry.first_made_on
    return {
        "ref": ref,
        "first_name": entry.first_name,
        "middle_names": entry.middle_names,
        "last_name": entry.last_name,
        "date_of_birth": entry.date_of_birth,
        "birth_as_written": entry.birth_as_written,
        "home_address": entry.home_address,
        "home_postcode": entry.home_postcode,
        "recording_authority_id": entry.authority_id,
        "further_information": f"Write to the licensing team of {entry.authority}.",
        "decision": entry.decision,
        "decided_on": entry.decided_on,
        # The recording authority's own key of the decision is not in the file: this can't be one of its keys.
        "source_key": f"file:{hashlib.sha256(entry.entry_id.encode()).hexdigest()}",
        "file_entry_id": entry.entry_id,
        "first_made_at": datetime.combine(day, time(12), tzinfo=clock.LONDON) if day else at,
        "first_made_on": day or clock.london_date(at),
        "version": 1,
    }


def _number_row(entry_id: int, kind: str, number: str) -> dict[str, object]:
    ref = new_ref()
    return {
        "entry_id": entry_id,
        "kind": kind,
        "ref": ref,
        "sealed": seal(number, f"register_entry_number:{kind}:{ref}"),
        "fingerprint": number_fingerprint(kind, number),
    }


@dataclass(frozen=True)
class _Held:
    """What the register holds of an entry that was loaded before."""

    details: dict[str, object]

    def differs_in(self, entry: EntryLine) -> list[str]:
        """The details, in words, in which a line says something else."""
        told = _details(entry)
        return [what for what, held in self.details.items() if what in told and told[what] != held]


def _details(entry: EntryLine) -> dict[str, object]:
    told: dict[str, object] = {
        "name": (entry.first_name, entry.middle_names, entry.last_name),
        "birth date": (entry.date_of_birth, entry.birth_as_written),
        "address": (entry.home_address, entry.home_postcode),
        "numbers": frozenset(entry.numbers),
        "authority": entry.authority_id,
        "decision": (entry.decision, entry.decided_on),
    }
    # Without it, the eleven years run from the day of loading, whichever that was.
    return told | {"first made": entry.first_made_on} if entry.first_made_on else told


def _there(entries: Sequence[EntryLine]) -> dict[str, _Held]:
    """Which of these entries the register holds already, by the ids they have in the file."""
    wanted = [entry.entry_id for entry in entries]
    rows = db.session.execute(
        select(
            Entry.id,
            Entry.file_entry_id,
            Entry.first_name,
            Entry.middle_names,
            Entry.last_name,
            Entry.date_of_birth,
            Entry.birth_as_written,
            Entry.home_address,
            Entry.home_postcode,
            Entry.recording_authority_id,
            Entry.decision,
            Entry.decided_on,
            Entry.first_made_on,
        ).where(Entry.file_entry_id.in_(wanted))
    ).all()
    if not rows:
        return {}
    numbers: dict[int, set[tuple[str, str]]] = {}
    for entry_id, kind, ref, sealed in db.session.execute(
        select(EntryNumber.entry_id, EntryNumber.kind, EntryNumber.ref, EntryNumber.sealed).where(
            EntryNumber.entry_id.in_([row.id for row in rows])
        )
    ):
        number = unseal(sealed, f"register_entry_number:{kind}:{ref}")
        numbers.setdefault(entry_id, set()).add((kind, number))
    return {
        row.file_entry_id: _Held(
            {
                "name": (row.first_name, row.middle_names, row.last_name),
                "birth date": (row.date_of_birth, row.birth_as_written),
                "address": (row.home_address, row.home_postcode),
                "numbers": frozenset(numbers.get(row.id, ())),
                "authority": row.recording_authority_id,
                "decision": (row.decision, row.decided_on),
                "first made": row.first_made_on,
            }
        )
        for row in rows
    }
