"""Reading and filling the tables of a database, on either engine, in one portable form.

The form is SQLite's: a moment is text in UTC, a day is text, yes and no are 1 and 0, JSON is its text; bytes are
written in base64. PostgreSQL is asked for that form, and takes it.
"""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, LargeBinary, String, inspect, text

Row = list[Any]
BATCH = 1000
# Where Alembic keeps its place is no part of the register.
NOT_OURS = {"alembic_version"}
# What migrations put there themselves: a database with no other row is empty.
FILLED_BY_MIGRATIONS = {"matching_index"}

_KINDS = (
    (LargeBinary, "bytes"),
    (Boolean, "boolean"),
    (DateTime, "moment"),
    (Date, "date"),
    (JSON, "json"),
    (String, "text"),
)
_AS_TEXT = {
    "moment": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "date": "to_char({0}, 'YYYY-MM-DD')",
    "boolean": "{0}::int",
    "json": "{0}::text",
}


@dataclass(frozen=True)
class Shape:
    """A table: its name, its columns with their kinds, and the columns of its key, by which its rows are in order."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    @property
    def names(self) -> str:
        """The columns' names, as SQL lists them."""
        return ", ".join(f'"{name}"' for name, _ in self.columns)

    @property
    def packed(self) -> list[int]:
        """Which columns hold bytes."""
        return [at for at, (_, kind) in enumerate(self.columns) if kind == "bytes"]


def shapes(connection: Connection) -> list[Shape]:
    """Every table of the register as the database has it, by name."""
    inspector = inspect(connection)
    found = []
    for name in sorted(set(inspector.get_table_names()) - NOT_OURS):
        columns = tuple((str(one["name"]), _kind(one["type"])) for one in inspector.get_columns(name))
        key = tuple(inspector.get_pk_constraint(name)["constrained_columns"])
        found.append(Shape(name, columns, key))
    return found


def _kind(column_type: object) -> str:
    return next((kind for base, kind in _KINDS if isinstance(column_type, base)), "number")


def filled(connection: Connection) -> list[str]:
    """The tables that somebody put rows into; none of them in an empty register."""
    return [
        shape.name
        for shape in shapes(connection)
        if shape.name not in FILLED_BY_MIGRATIONS
        and connection.exec_driver_sql(f'SELECT 1 FROM "{shape.name}" LIMIT 1').first()  # noqa: S608 (a table's name)
    ]


def rows(connection: Connection, shape: Shape) -> Iterator[Row]:
    """A table's rows in the order of its key, in the portable form; few at a time are in memory."""
    postgresql = connection.dialect.name == "postgresql"
    wanted, order = shape.names, ", ".join(f'"{name}"' for name in shape.key)
    if postgresql:
        wanted = ", ".join(_AS_TEXT.get(kind, "{0}").format(f'"{name}"') for name, kind in shape.columns)
        kinds = dict(shape.columns)
        # SQLite's order, whatever the language of the database.
        order = ", ".join(f'"{n}"' + (' COLLATE "C"' if kinds[n] == "text" else "") for n in shape.key)
    query = text(f'SELECT {wanted} FROM "{shape.name}" ORDER BY {order}')  # noqa: S608 (names of a schema)
    packed = shape.packed
    with connection.execution_options(yield_per=BATCH).execute(query) as result:
        for found in result:
            row = list(found)
            for at in packed:
                row[at] = None if row[at] is None else base64.b64encode(row[at]).decode()
            yield row


class Filling:
    """Filling the empty tables of a database: triggers and references rest meanwhile, and hold again at the end.

    Triggers say what may be done, and what is put back was done. In the caller's transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._postgresql = connection.dialect.name == "postgresql"
        self._again: list[str] = []

    def begin(self) -> None:
        """Put triggers and references to rest."""
        if not self._postgresql:
            self._do("PRAGMA defer_foreign_keys = ON")
            for name, sql in self._ask("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"):
                self._do(f'DROP TRIGGER "{name}"')
                self._again.append(sql)
        else:
            # A moment without a zone, as the portable form has it, is in UTC.
            self._do("SET LOCAL TIME ZONE 'UTC'")
            for table, name, definition in self._ask(
                "SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
            ):
                self._do(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                self._again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            for shape in shapes(self._connection):
                self._do(f'ALTER TABLE "{shape.name}" DISABLE TRIGGER USER')
                self._again.append(f'ALTER TABLE "{shape.name}" ENABLE TRIGGER USER')
        for name in FILLED_BY_MIGRATIONS:
            self._do(f'DELETE FROM "{name}"')  # noqa: S608 (a constant)

    def fill(self, shape: Shape, found: Iterable[Row]) -> None:
        """Put rows in the portable form into a table."""
        ready = self._unpacked(shape, found)
        if self._postgresql:
            driver = self._connection.connection.driver_connection
            assert driver is not None
            with (
                driver.cursor() as cursor,
                cursor.copy(f'COPY "{shape.name}" ({shape.names}) FROM STDIN') as copy,
            ):
                for row in ready:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(shape.columns))
        insert = f'INSERT INTO "{shape.name}" ({shape.names}) VALUES ({marks})'  # noqa: S608 (names of a schema)
        while batch := [tuple(row) for row in islice(ready, BATCH)]:
            self._connection.exec_driver_sql(insert, batch)

    def end(self) -> None:
        """Have triggers and references hold again, and numbering go on after the highest number there is.

        Raises ValueError, or the database's own error, for a row that refers to one that is not there.
        """
        for sql in self._again:
            self._do(sql)
        if not self._postgresql:
            # References are checked as the transaction ends; a fault is better said in words.
            if broken := self._ask("PRAGMA foreign_key_check"):
                raise ValueError(
                    f"{len(broken)} rows refer to rows that are not there, one in {broken[0][0]}."
                )
            return
        for shape in shapes(self._connection):
            for name, kind in shape.columns:
                if kind == "number" and name in shape.key:
                    self._number_on(shape.name, name)
        self._do("ANALYZE")

    def _number_on(self, table: str, column: str) -> None:
        # Both are names of our own schema.
        self._do(
            f'SELECT setval(numbering, (SELECT max("{column}") FROM "{table}")) '  # noqa: S608
            f"FROM (SELECT pg_get_serial_sequence('\"{table}\"', '{column}') AS numbering) AS one "
            f'WHERE numbering IS NOT NULL AND EXISTS (SELECT 1 FROM "{table}")'
        )

    def _unpacked(self, shape: Shape, found: Iterable[Row]) -> Iterator[Row]:
        packed = shape.packed
        for row in found:
            for at in packed:
                row[at] = None if row[at] is None else base64.b64decode(row[at], validate=True)
            yield row

    def _do(self, sql: str) -> None:
        self._connection.exec_driver_sql(sql)

    def _ask(self, sql: str) -> list[Any]:
        return list(self._connection.exec_driver_sql(sql).all())
