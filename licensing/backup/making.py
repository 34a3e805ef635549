"""Making a backup: one moment of the register, whatever is written to it meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from sqlalchemy import Connection, text

from licensing import clock
from licensing.backup import envelope, layout, tables
from licensing.backup.layout import Say
from licensing.backup.tables import Row, Shape
from licensing.db import db


@dataclass(frozen=True)
class Made:
    """A backup that was made: its rows, the size of its file in bytes, the file's SHA-256, the last audit entry."""

    rows: int
    size: int
    sha256: str
    audit_entry: int
    audit_hash: str


def make(path: Path, wanted: list[pyrage.x25519.Recipient], say: Say) -> Made:
    """Write the whole register into a new file. Changes nothing in the register.

    Every row is of one moment: that of one read transaction on SQLite, REPEATABLE READ on PostgreSQL.
    Raises BadInput where there is such a file already.
    """
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        first, counts = _first(connection), dict[str, int]()
        sha256 = envelope.write(path, wanted, layout.lines(first, _tables(connection, say), counts))
    audit = first["audit"]
    return Made(sum(counts.values()), path.stat().st_size, sha256, audit["entry"], audit["hash"])


def _first(connection: Connection) -> dict[str, Any]:
    head = connection.execute(text("SELECT entry_id, hash FROM audit_head")).one()
    return {
        "revision": connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
        "made_at": clock.now().isoformat(timespec="seconds"),
        "audit": {"entry": head.entry_id, "hash": head.hash},
    }


def _tables(connection: Connection, say: Say) -> Iterator[tuple[Shape, Iterator[Row]]]:
    for shape in tables.shapes(connection):
        yield shape, layout.counted(shape, tables.rows(connection, shape), say)
