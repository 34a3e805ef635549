"""Everything a database holds, as text: to prove that something is not in it."""

from pathlib import Path

from sqlalchemy import MetaData, select

from licensing.db import db


def everything_stored() -> str:
    """Every value of every row of every table, and on SQLite the bytes of its files besides."""
    tables = MetaData()
    tables.reflect(db.engine)
    found = [
        value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for table in tables.sorted_tables
        for row in db.session.execute(select(table))
        for value in row
    ]
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        path = Path(str(db.engine.url.database))
        found += [one.read_bytes().decode("latin-1") for one in path.parent.glob(f"{path.name}*")]
    return "\n".join(found)
