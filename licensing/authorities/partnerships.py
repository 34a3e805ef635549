"""Partnerships of licensing authorities as dated data, and who is whose partner on a day."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from licensing.authorities.models import Authority, Partnership, PartnershipMember
from licensing.db import db

DATA = Path(__file__).parent / "data" / "partnerships.toml"


def load_partnerships() -> int:
    """Make the partnerships as the packaged file has them, in the caller's transaction.

    Returns how many partnerships were added or changed: 0 the second time. The councils must be loaded first.
    """
    query = select(Partnership).options(selectinload(Partnership.members))
    there = {row.name: row for row in db.session.scalars(query)}
    packaged = tomllib.loads(DATA.read_text(encoding="utf-8"))["partnership"]
    changed = sum(_make(there.get(one["name"]), one) for one in packaged)
    db.session.flush()
    return changed


def partners_of(authority_id: int, on: date) -> list[int]:
    """The ids of the authorities in any partnership with this one on a day (London), its own among them.

    An authority in none is its only partner.
    """
    mine = select(PartnershipMember.partnership_id).where(
        PartnershipMember.authority_id == authority_id, *_counts_on(on)
    )
    found = db.session.scalars(
        select(PartnershipMember.authority_id).where(
            PartnershipMember.partnership_id.in_(mine), *_counts_on(on)
        )
    )
    return sorted({authority_id, *found})


def _counts_on(on: date) -> tuple[Any, ...]:
    still = or_(PartnershipMember.until_on.is_(None), PartnershipMember.until_on >= on)
    return (PartnershipMember.from_on <= on, still)


def _make(row: Partnership | None, packaged: dict[str, Any]) -> bool:
    """Make or mend one partnership; whether anything had to be done."""
    wanted = {(_id_of(one["gss_code"]), one["from"], one.get("until")) for one in packaged["member"]}
    if row is None:
        row = Partnership(name=packaged["name"], source=packaged["source"])
        db.session.add(row)
    has = {(member.authority_id, member.from_on, member.until_on): member for member in row.members}
    if set(has) == wanted and row.source == packaged["source"]:
        return False
    row.source = packaged["source"]
    for gone in set(has) - wanted:
        row.members.remove(has[gone])
    # Rows that give way must go first: a member whose last day is now known keeps its first.
    db.session.flush()
    for authority_id, from_on, until_on in wanted - set(has):
        row.members.append(PartnershipMember(authority_id=authority_id, from_on=from_on, until_on=until_on))
    return True


def _id_of(gss_code: str) -> int:
    return db.session.scalars(select(Authority.id).where(Authority.gss_code == gss_code)).one()
