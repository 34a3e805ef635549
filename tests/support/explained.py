"""How an engine goes about the statements that some code sends it: to prove that an index is used."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from licensing.db import db


@contextmanager
def statements_naming(table: str) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent inside that name a table, each with its parameters."""
    sent: list[tuple[str, Any]] = []

    def keep(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> None:
        if table in statement:
            sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", keep)


def plans_of(table: str, act: Callable[[], object]) -> list[str]:
    """How the engine reads a table for what `act` asks, after it has counted its rows; lines that name it only."""
    sqlite = db.engine.dialect.name == "sqlite"
    connection = db.session.connection()
    connection.exec_driver_sql("ANALYZE")
    with statements_naming(table) as sent:
        act()
    assert sent, f"Nothing was asked of {table}."
    explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    lines = []
    for statement, parameters in sent:
        for row in connection.exec_driver_sql(explain + statement, parameters):
            line = str(row[-1])
            if table in line:
                lines.append(line.strip())
    db.session.rollback()
    assert lines, f"No line of the plan names {table}."
    return lines


def full_scans(lines: list[str]) -> list[str]:
    """Those lines by which every row of the table is read."""
    return [line for line in lines if line.startswith("SCAN") or "Seq Scan" in line]
