"""Undoing a load as one step, while nothing has built on it; in the caller's transaction."""

import json
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Table, func, select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import Model, db
from licensing.errors import NotAllowed, NotPossibleNow, Reason
from licensing.exchange.loading import TABLES
from licensing.exchange.models import Change, Load
from licensing.register import bulk
from licensing.sealing import unsealer

AT_ONCE = 2_000
MOST_REASONS = 10
HIGHEST_ID = 2**31 - 1
# Kept by a load itself beside what it makes, and taken out with it.
_OF_A_ROW_ITSELF = {"person_form", "person_key"}
# Counts writings and says nothing of what is written.
_NOT_COMPARED = {"version"}


def undo(load_id: int, *, by: Officer) -> Load:
    """Put the register back to what it was before a load.

    Raises NotFound for another authority's, NotPossibleNow for one that is not loaded or that something built on,
    naming what did.
    """
    if not by.may(Permission.LOAD_FILES):
        raise NotAllowed("Only an officer who may load files undoes a load.")
    load = scope.get(Load, load_id, by.authority_id, lock=True)
    if load.state != "loaded":
        raise NotPossibleNow(f"Load {load.id} is not loaded, so that there is nothing to undo.")
    reasons = built_on(load)
    if reasons:
        raise NotPossibleNow(
            f"Load {load.id} can't be undone: something was built on it since.",
            [Reason(reason) for reason in reasons],
        )
    people = set[int]()
    for changes in _backwards(load.id):
        people |= _put_back(changes)
    if people:
        bulk.index_people(people)
    load.state, load.undone_at, load.undone_by_id = "undone", clock.now(), by.id
    db.session.flush()
    record(
        "exchange:undone",
        by=by.actor,
        subject=load.subject,
        what=load.what,
        added=load.added,
        changed=load.changed,
        ended=load.ended,
    )
    return load


def built_on(load: Load) -> list[str]:
    """What has built on a load since, in sentences; empty when it can be undone."""
    later = db.session.scalars(
        select(Load.id)
        .where(
            Load.authority_id == load.authority_id,
            Load.what == load.what,
            Load.state == "loaded",
            Load.id != load.id,
            Load.loaded_at >= load.loaded_at,
        )
        .order_by(Load.id)
    ).all()
    if later:
        # Also a line that a later file left as it was rests on what this load had made of it.
        return [
            f"Load {one} of {load.what} came after it: undo that one first." for one in later[:MOST_REASONS]
        ]
    reasons: list[str] = []
    made: dict[str, set[int]] = {}
    wrote: dict[str, set[int]] = {}
    for changes in _backwards(load.id):
        for table, row_id, before, _after in _writes(changes):
            wrote.setdefault(table, set()).add(row_id)
            if before is None:
                made.setdefault(table, set()).add(row_id)
        reasons += _changed_since(changes)
        if len(reasons) >= MOST_REASONS:
            return reasons[:MOST_REASONS]
    return [*reasons, *_refers_to(made, wrote)][:MOST_REASONS]


def _changed_since(changes: list[list[Any]]) -> list[str]:
    """Rows that are not as the load left them."""
    left: dict[str, dict[int, bulk.Row]] = {}
    for table, row_id, _before, after in _writes(changes):
        # Two lines may write one row; what the later one left is what stands. They come last first.
        held = left.setdefault(table, {}).setdefault(row_id, {})
        left[table][row_id] = after | held
    reasons = []
    for name, rows in left.items():
        now = bulk.as_they_are(TABLES[name], rows)
        for row_id, after in rows.items():
            row = now.get(row_id)
            if row is None:
                reasons.append(f"A {_words(name)} that it wrote ({row_id}) is there no more.")
            elif any(row[key] != value for key, value in after.items() if key not in _NOT_COMPARED):
                reasons.append(f"A {_words(name)} that it wrote ({row_id}) was changed since.")
    return reasons


def _refers_to(made: dict[str, set[int]], wrote: dict[str, set[int]]) -> list[str]:
    """Rows of anything that refer to what the load made, and that it did not write itself."""
    reasons = []
    for table in Model.metadata.sorted_tables:
        if table.name in _OF_A_ROW_ITSELF:
            continue
        for key in table.foreign_keys:
            rows = made.get(key.column.table.name)
            if rows and (count := _referring(table, key.parent.name, rows, wrote.get(table.name, set()))):
                what = _words(key.column.table.name)
                reasons.append(f"{count:,} {_words(table.name)} rows are about a {what} that it added.")
    return reasons


def _referring(table: Table, column: str, rows: set[int], own: set[int]) -> int:
    if "id" not in table.c:
        found = select(func.count()).select_from(table)
        return sum(
            db.session.scalar(found.where(table.c[column].in_(some))) or 0 for some in bulk.batches(rows)
        )
    count = 0
    for some in bulk.batches(rows):
        ids = db.session.scalars(select(table.c.id).where(table.c[column].in_(some)))
        count += sum(1 for row_id in ids if row_id not in own)
    return count


def _words(table: str) -> str:
    return table.replace("_", " ")


def _put_back(changes: list[list[Any]]) -> set[int]:
    """Take out what was added, and give what was changed its old values; returns whose identity that touched."""
    added: dict[str, list[int]] = {}
    restored: dict[str, list[tuple[int, bulk.Row]]] = {}
    for table, row_id, before, _after in _writes(changes):
        if before is None:
            added.setdefault(table, []).append(row_id)
        else:
            restored.setdefault(table, []).append((row_id, before))
    people = _whose(added, restored)
    bulk.take_out_of_index(added.get("person", ()))
    for name, where in reversed(TABLES.items()):
        bulk.take_out(where, added.get(name, ()))
        bulk.change(where, restored.get(name, ()))
    return people


def _whose(added: dict[str, list[int]], restored: dict[str, list[tuple[int, bulk.Row]]]) -> set[int]:
    """Whose names, addresses and numbers these rows are."""
    people = set()
    for name in ("person_name", "person_address", "person_number"):
        ids = [*added.get(name, ()), *(row_id for row_id, _ in restored.get(name, ()))]
        people |= {row["person_id"] for row in bulk.as_they_are(TABLES[name], ids).values()}
    return people


def _backwards(load_id: int) -> Iterator[list[list[Any]]]:
    """What the steps of a load wrote, the last step first, some at a time."""
    last, opened = HIGHEST_ID, unsealer()
    while True:
        rows = db.session.execute(
            select(Change.id, Change.sealed)
            .where(Change.load_id == load_id, Change.id < last)
            .order_by(Change.id.desc())
            .limit(AT_ONCE)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        yield [
            json.loads(zlib.decompress(opened(row.sealed, Change.context(row.id, load_id)))) for row in rows
        ]


def _writes(changes: list[list[Any]]) -> Iterator[tuple[str, int, bulk.Row | None, bulk.Row]]:
    """Each row that steps wrote, the last first: its table, its id, and its values before and after."""
    for step in changes:
        for name, row_id, before, after in reversed(step):
            table = TABLES[name]
            yield name, row_id, None if before is None else _values(table, before), _values(table, after)


def _values(table: Table, told: bulk.Row) -> bulk.Row:
    """Values as the table has them: days and moments were kept as text."""
    for name, read in _READ[table.name].items():
        if isinstance(told.get(name), str):
            told[name] = read(told[name])
    return told


def _readings(table: Table) -> dict[str, Callable[[str], Any]]:
    """How the columns are read that hold days and moments."""
    kinds = {column.name: getattr(column.type, "impl", column.type) for column in table.columns}
    days = {name: date.fromisoformat for name, kind in kinds.items() if isinstance(kind, Date)}
    moments = {name: datetime.fromisoformat for name, kind in kinds.items() if isinstance(kind, DateTime)}
    return {**days, **moments}


_READ = {name: _readings(table) for name, table in TABLES.items()}
