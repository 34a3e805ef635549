"""Filling an empty database from a backup: all of it, proved to be the register that was backed up, or nothing."""

from collections.abc import Iterator

import psycopg
from sqlalchemy.exc import DBAPIError

from licensing.audit.actions import verify
from licensing.backup import layout, tables
from licensing.backup.layout import Contents, Say
from licensing.backup.tables import Filling, Row, Shape
from licensing.db import db
from licensing.errors import BadInput, NotPossibleNow


def refuse_unless_empty() -> None:
    """Raise NotPossibleNow when the database holds anything but what migrations put there."""
    with db.engine.connect() as connection:
        holding = tables.filled(connection)
    if holding:
        named = ", ".join(holding[:3]) + (" and others" if len(holding) > 3 else "")
        raise NotPossibleNow(
            f"This database is not empty: there are rows in {named}. A backup is restored into an empty database "
            "only, so that nothing is overwritten. Point DATABASE_URL at a new one."
        )


def fill(lines: Iterator[bytes], say: Say) -> Contents:
    """Fill the database, whose tables are at the backup's revision, in the caller's transaction.

    Raises BadInput when what was read is not whole, when the tables are other than the backup's, or when the audit
    chain does not hold afterwards; the caller's transaction then undoes all of it.
    """
    connection = db.session.connection()
    here = {shape.name: shape for shape in tables.shapes(connection)}
    filling = Filling(connection)
    filling.begin()

    def take(shape: Shape, rows: Iterator[Row]) -> None:
        if shape.name not in here or set(shape.columns) != set(here[shape.name].columns):
            raise BadInput(f"The backup's table {shape.name} is not made as this program makes it.")
        filling.fill(shape, layout.counted(shape, rows, say))

    try:
        contents = layout.read(lines, take)
        if missing := sorted(set(here) - set(contents.rows)):
            raise BadInput(f"The backup has no table {missing[0]}.")
        filling.end()
    except (DBAPIError, psycopg.Error, ValueError) as fault:
        # The database's own words would quote the row.
        raise BadInput("The rows of this backup do not fit together, so that none was kept.") from fault
    _prove(contents)
    return contents


def _prove(contents: Contents) -> None:
    """Walk the audit chain as it was restored: whole, and as far as it went when the backup was made."""
    found = verify()
    if found.fault:
        raise BadInput(f"The audit log of this backup does not hold. {found.fault}")
    if (found.entries, found.last_hash) != (contents.audit_entry, contents.audit_hash):
        raise BadInput("The audit log of this backup is not the one that was backed up.")
