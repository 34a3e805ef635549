"""Many rows of the register at once, for files of a hundred thousand lines; in the caller's transaction.

Whoever writes here has checked before what the actions of this room check for one record; the database's own checks
and triggers hold all the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Table, bindparam, delete, func, select, update

from licensing import clock
from licensing.db import Model, db
from licensing.outbox.actions import promise
from licensing.register import index
from licensing.register.models import Person
from licensing.register.queries import as_value, with_identity

Row = dict[str, Any]
AT_ONCE = 500
IDS_AT_ONCE = 1_000


def table_of(model: type[Model]) -> Table:
    """The table of a kind of row."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


class Ids:
    """Ids for rows that are about to be inserted in this transaction, which no row of their table has."""

    def __init__(self) -> None:
        self._left: dict[str, list[int]] = {}
        self._last: dict[str, int] = {}

    def next(self, table: Table) -> int:
        """An id for a new row of a table."""
        left = self._left.get(table.name)
        if not left:
            left = self._left[table.name] = self._more(table)[::-1]
        return left.pop()

    def _more(self, table: Table) -> list[int]:
        connection = db.session.connection()
        if connection.dialect.name == "sqlite":
            # The transaction that writes is alone on SQLite, so that nobody takes them meanwhile.
            last = self._last.get(table.name) or connection.scalar(select(func.max(table.c.id))) or 0
            self._last[table.name] = last + IDS_AT_ONCE
            return list(range(last + 1, last + 1 + IDS_AT_ONCE))
        sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
        asked = f"SELECT nextval({sequence}) FROM generate_series(1, {IDS_AT_ONCE})"  # noqa: S608 (a table's name)
        return [row[0] for row in connection.exec_driver_sql(asked)]


def put_in(table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, all with the same columns: the id and every other that has no default of the database's own."""
    if not rows:
        return
    connection, names = db.session.connection(), list(rows[0])
    columns = ", ".join(names)
    if connection.dialect.name == "sqlite":
        # By the driver itself, as the mapper's types would write it: they take as long as the database.
        write = _writings(table)
        for row in rows:
            for name, as_written in write:
                if row.get(name) is not None:
                    row[name] = as_written(row[name])
        places = ", ".join("?" * len(names))
        # Only names of our own tables and columns stand in the text.
        text = f"INSERT INTO {table.name} ({columns}) VALUES ({places})"  # noqa: S608
        connection.exec_driver_sql(text, [tuple(row[name] for name in names) for row in rows])
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _writings(table: Table) -> list[tuple[str, Callable[[Any], str]]]:
    """How SQLite has the columns that hold days and moments."""
    kinds = [(column.name, getattr(column.type, "impl", column.type)) for column in table.columns]
    days = [(name, date.isoformat) for name, kind in kinds if isinstance(kind, Date)]
    return [*days, *((name, _moment) for name, kind in kinds if isinstance(kind, DateTime))]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def change(table: Table, changes: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Give rows new values: (id, column → value)."""
    by_columns: dict[tuple[str, ...], list[Row]] = {}
    for row_id, values in changes:
        by_columns.setdefault(tuple(values), []).append({**values, "row_id": row_id})
    for rows in by_columns.values():
        # What is not row_id is a column's name, and is set.
        db.session.connection().execute(update(table).where(table.c.id == bindparam("row_id")), rows)


def take_out(table: Table, ids: Iterable[int]) -> None:
    """Delete rows."""
    for some in batches(ids):
        db.session.connection().execute(delete(table).where(table.c.id.in_(some)))


def as_they_are(table: Table, ids: Iterable[int]) -> dict[int, Row]:
    """Rows as they stand now, by id."""
    found: dict[int, Row] = {}
    for some in batches(ids):
        for row in db.session.connection().execute(select(table).where(table.c.id.in_(some))).mappings():
            found[row["id"]] = dict(row)
    return found


def batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids some at a time, as many as a statement takes well."""
    listed = list(ids)
    return (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))


def index_people(ids: Iterable[int]) -> None:
    """Put people into the matching index as they are now known; who is there no more is passed over."""
    db.session.expire_all()
    for some in batches(ids):
        query = with_identity(select(Person)).where(Person.id.in_(some)).order_by(Person.id)
        for person in db.session.scalars(query.execution_options(populate_existing=True)).all():
            index.put(person, as_value(person))


def take_out_of_index(ids: Iterable[int]) -> None:
    """Take people out of the matching index, before they are deleted."""
    for person_id in ids:
        index.PEOPLE.take_out(person_id, clock.now())


def promise_comparisons(licences: Iterable[tuple[int, int]], authority_id: int) -> None:
    """Promise that holders of licences taken over, (licence, person), are compared with the national register.

    No search of it preceded these licences here.
    """
    for licence_id, person_id in licences:
        promise(
            "licence-holder:changed",
            f"licence:{licence_id}:taken-over",
            {"person_id": person_id},
            authority_id=authority_id,
            at=clock.now(),
        )
