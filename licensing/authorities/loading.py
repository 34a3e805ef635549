"""Loading the councils into the database: 470 of the council file, and ours. Twice changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from licensing import clock
from licensing.audit.actions import SYSTEM, record
from licensing.authorities import packaged, wording
from licensing.authorities.models import Authority, AuthorityName, AuthoritySuccessor, FormerGssCode
from licensing.authorities.packaged import Council
from licensing.authorities.partnerships import load_partnerships
from licensing.db import Model, db

Row = TypeVar("Row", bound=Model)
Values = Mapping[str, object]


@dataclass(frozen=True)
class LoadReport:
    """What loading did: how many authorities were read from where, and what became of their rows."""

    from_file: int
    from_ours: int
    added: int
    changed: int
    unchanged: int
    partnerships_changed: int

    @property
    def anything(self) -> bool:
        """Whether the database was changed."""
        return bool(self.added or self.changed or self.partnerships_changed)


def load_councils() -> LoadReport:
    """Make the tables of authorities as the packaged data has them, in the caller's transaction.

    Nothing is ever removed: an authority that ended stays, with its last day and its successors. Whether one
    licenses is settled as of today, so loading again after a reorganisation takes effect shows it.
    """
    councils = packaged.councils()
    rows = _rows()
    today = clock.today()
    added = {council.key for council in councils} - set(rows)
    for council in councils:
        if council.key in added:
            rows[council.key] = Authority(short_code=council.key)
    changed = {council.key for council in councils if _mend(rows[council.key], council, today)}
    db.session.add_all(rows.values())
    db.session.flush()
    changed |= {council.key for council in councils if _mend_successors(rows, council)}
    db.session.flush()
    report = LoadReport(
        from_file=sum(council.from_file for council in councils),
        from_ours=sum(not council.from_file for council in councils),
        added=len(added),
        changed=len(changed - added),
        unchanged=len(councils) - len(added | changed),
        partnerships_changed=load_partnerships(),
    )
    if report.anything:
        record(
            "system:set-up",
            by=SYSTEM,
            subject="councils",
            what="councils",
            rows=report.added + report.changed,
        )
    return report


def _rows() -> dict[str, Authority]:
    query = select(Authority).options(
        selectinload(Authority.names),
        selectinload(Authority.former_codes),
        selectinload(Authority.successor_rows),
    )
    return {row.short_code: row for row in db.session.scalars(query)}


def _mend(row: Authority, council: Council, today: date) -> bool:
    """Make a row as the packaged council, all but its successors; whether anything had to be done."""
    wanted: Values = {
        "gss_code": council.gss_code or None,
        "official_name": council.official_name,
        "nice_name": council.nice_name,
        "kind": council.kind.kind,
        "nation": council.nation,
        "region": council.region,
        "licenses": council.licenses(today),
        "started_on": council.started_on,
        "ended_on": council.ended_on,
        "source": council.source,
        "notes": council.notes,
    }
    names: list[Values] = [
        {
            "name": one.name,
            "kind": one.kind,
            "searchable": wording.squash(wording.words(one.name)),
            "source": one.source,
        }
        for one in council.names
    ]
    codes: list[Values] = [
        {"gss_code": one.gss_code, "changed_on": one.changed_on, "source": one.source}
        for one in council.former_codes
    ]
    return any(
        [
            _set(row, wanted),
            _mend_list(row.names, AuthorityName, ("name", "kind"), names),
            _mend_list(row.former_codes, FormerGssCode, ("gss_code",), codes),
        ]
    )


def _mend_successors(rows: Mapping[str, Authority], council: Council) -> bool:
    """Make an authority's successors as packaged, once every authority has an id."""
    wanted: list[Values] = [
        {"successor_id": rows[one.key].id, "source": one.source, "part": one.part}
        for one in council.successors
    ]
    return _mend_list(rows[council.key].successor_rows, AuthoritySuccessor, ("successor_id",), wanted)


def _mend_list(rows: list[Row], kind: type[Row], key: tuple[str, ...], values: list[Values]) -> bool:
    """Make a list of rows as wanted, each known by its key; whether anything had to be done."""
    there = {tuple(getattr(row, name) for name in key): row for row in rows}
    wanted = {tuple(one[name] for name in key): one for one in values}
    for gone in set(there) - set(wanted):
        rows.remove(there[gone])
    rows.extend(kind(**wanted[new]) for new in wanted if new not in there)
    mended = [_set(there[kept], wanted[kept]) for kept in wanted if kept in there]
    return set(there) != set(wanted) or any(mended)


def _set(row: Model, wanted: Values) -> bool:
    """Give a row these values; whether any was another."""
    different = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)
