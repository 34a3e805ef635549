"""Building an index anew: after a change of FORM_VERSION or FINGERPRINT_KEY, or a load too great to index by the way.

Rows are gathered in a temporary table and put into the index in the order of its keys: a tree that is filled in
order is written once, page after page, where a million entries in their own order would rewrite it twenty times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from licensing.candidates.index import Index, Indexed, built_by
from licensing.candidates.models import MatchingIndex
from licensing.candidates.rows import insert_rows
from licensing.db import db

# So many parts of names are counted in memory before they are written.
PARTS_AT_ONCE = 200_000
SORTING_MEMORY = "256MB"


def rebuild(
    index: Index, batches: Iterable[list[Indexed]], at: datetime, progress: Callable[[int], object]
) -> int:
    """Empty an index and fill it from these batches, in order of their owners; returns how many it holds.

    In the caller's transaction. Meanwhile nobody else writes what is indexed. Searches go on in the old index; on
    PostgreSQL they wait for the last part, when the sorted keys are put in.
    """
    connection = db.session.connection()
    sqlite = connection.dialect.name == "sqlite"
    # In the order in which whoever writes takes them, so that nobody waits for somebody who waits for them.
    db.session.execute(select(MatchingIndex.name).where(MatchingIndex.name == index.name).with_for_update())
    if not sqlite:
        connection.exec_driver_sql(
            f"LOCK TABLE {index.keys.name}, {index.forms.name} IN SHARE ROW EXCLUSIVE MODE"
        )
    gathered = _gathering(index.keys, connection, sqlite=sqlite)
    db.session.execute(delete(index.forms))
    if index.counts is not None:
        db.session.execute(delete(index.counts))
    held, parts = 0, Counter[int]()
    for batch in batches:
        rows = index.rows_of(batch)
        _gather(gathered, rows.keys, connection, sqlite=sqlite)
        insert_rows(index.forms, rows.forms)
        parts.update(rows.parts)
        if len(parts) > PARTS_AT_ONCE:
            index.count(parts)
            parts.clear()
        held += len(batch)
        progress(len(batch))
    index.count(parts)
    _fill(index.keys, gathered, connection, sqlite=sqlite)
    row = MatchingIndex.__table__.c
    db.session.execute(
        update(MatchingIndex)
        .where(row.name == index.name)
        .values(form_version=built_by(), built_at=at, held=held if index.counts is not None else 0)
        .execution_options(synchronize_session=False)
    )
    return held


def tidy(*indexes: Index) -> None:
    """After a rebuild, in no transaction: on PostgreSQL an index is read alone once its table has been vacuumed."""
    if db.engine.dialect.name == "sqlite":
        return
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for index in indexes:
            for table in (index.keys, index.forms, index.counts):
                if table is not None:
                    connection.exec_driver_sql(f"VACUUM (ANALYZE) {table.name}")


def _gathering(keys: Table, connection: Connection, *, sqlite: bool) -> str:
    """A temporary table with the columns of the keys; its name."""
    name = f"{keys.name}_gathered"
    columns = ", ".join(f"{column.name} INTEGER" for column in keys.columns)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} ({columns})")
    return name


def _gather(name: str, rows: Sequence[tuple[Any, ...]], connection: Connection, *, sqlite: bool) -> None:
    if not rows:
        return
    if sqlite:
        places = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({places})", list(rows))  # noqa: S608
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
        copy.write("".join(["\t".join(map(str, row)) + "\n" for row in rows]))


def _fill(keys: Table, gathered: str, connection: Connection, *, sqlite: bool) -> None:
    """Put what was gathered into the emptied table, in its own order."""
    columns = ", ".join(column.name for column in keys.columns)
    put_in = f"INSERT INTO {keys.name} ({columns}) SELECT {columns} FROM {gathered} ORDER BY {columns}"  # noqa: S608
    if sqlite:
        connection.exec_driver_sql(f"DELETE FROM {keys.name}")  # noqa: S608
        connection.exec_driver_sql(put_in)
    else:
        for memory in ("work_mem", "maintenance_work_mem"):
            connection.exec_driver_sql(f"SET LOCAL {memory} = '{SORTING_MEMORY}'")
        # Emptied and without its index: both are made at once, in order.
        connection.exec_driver_sql(f"TRUNCATE {keys.name}")
        connection.exec_driver_sql(f"ALTER TABLE {keys.name} DROP CONSTRAINT pk_{keys.name}")
        connection.exec_driver_sql(put_in)
        connection.exec_driver_sql(
            f"ALTER TABLE {keys.name} ADD CONSTRAINT pk_{keys.name} PRIMARY KEY ({columns})"
        )
    connection.exec_driver_sql(f"DROP TABLE {gathered}")
