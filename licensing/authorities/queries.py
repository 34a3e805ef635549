"""Looking authorities up: the index of their names, from the database or straight from the packaged data."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import selectinload

from licensing.authorities import packaged
from licensing.authorities.models import Authority
from licensing.authorities.names import KnownAuthority, Names
from licensing.db import db


def known_authorities() -> list[KnownAuthority]:
    """Every authority in the database, as resolving names knows it."""
    query = (
        select(Authority)
        .order_by(Authority.id)
        .options(
            selectinload(Authority.names),
            selectinload(Authority.former_codes),
            selectinload(Authority.successor_rows),
        )
    )
    rows = list(db.session.scalars(query))
    keys = {row.id: row.key for row in rows}
    return [_known(row, keys) for row in rows]


def names(on: date) -> Names:
    """The index of names on a day (London): the database's when it is loaded, else the packaged one."""
    try:
        known = known_authorities()
    except (OperationalError, ProgrammingError):
        # No database is set up, or its tables are not there yet: the command is useful all the same.
        db.session.rollback()
        known = []
    return packaged.index_of(known, on) if known else packaged.names(on)


def _known(row: Authority, keys: dict[int, str]) -> KnownAuthority:
    def of_kind(*kinds: str) -> tuple[str, ...]:
        return tuple(name.name for name in row.names if name.kind in kinds)

    return KnownAuthority(
        key=row.key,
        official_name=row.official_name,
        nice_name=row.nice_name,
        kind=row.kind,
        gss_code=row.gss_code or "",
        licenses=row.licenses,
        ended_on=row.ended_on,
        names=of_kind("official", "nice", "alternative"),
        former_names=of_kind("former"),
        former_codes=tuple(code.gss_code for code in row.former_codes),
        successors=tuple(keys[successor.successor_id] for successor in row.successor_rows),
    )
