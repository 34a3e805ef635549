"""Rows without the mapper, for what must be quick: read by the driver itself, and written many in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Date, Integer, LargeBinary, Table

from licensing.db import db

# How PostgreSQL names the types of the columns that are written here.
_TYPES = ((Integer, "integer"), (LargeBinary, "bytea"), (Date, "date"))


@dataclass(frozen=True)
class Question:
    """A question in the words of each engine. The text never changes, so that an engine prepares it once.

    A list of whole numbers is one parameter: `numbers` writes it, and the text unfolds it.
    """

    sqlite: str
    postgresql: str

    def ask(self, *parameters: Any) -> Sequence[tuple[Any, ...]]:
        """Every row of the answer, in the session's transaction."""
        connection = db.session.connection()
        text = self.sqlite if connection.dialect.name == "sqlite" else self.postgresql
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text, parameters)
            return cursor.fetchall()
        finally:
            cursor.close()


def numbers(several: Iterable[int]) -> str:
    """Whole numbers as one parameter: a JSON array on SQLite, an array on PostgreSQL."""
    text = ",".join(map(str, several))
    return f"[{text}]" if db.session.connection().dialect.name == "sqlite" else f"{{{text}}}"


def insert_rows(table: Table, rows: Sequence[tuple[Any, ...]], conflict: str = "") -> None:
    """Insert whole rows, their values in the order of the table's columns; dates as ISO text.

    `conflict` is what follows the statement: an ON CONFLICT clause.
    """
    if not rows:
        return
    columns = list(table.columns)
    names = ", ".join(column.name for column in columns)
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(columns))
        # Only names of our own tables stand in the text.
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({names}) VALUES ({places}){conflict}",  # noqa: S608
            list(rows),
        )
        return
    arrays = ", ".join(f"%s::{_type(column)}[]" for column in columns)
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}){conflict}",  # noqa: S608
        tuple([row[place] for row in rows] for place in range(len(columns))),
    )


def _type(column: Column[Any]) -> str:
    return next(name for kind, name in _TYPES if isinstance(column.type, kind))
