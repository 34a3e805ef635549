"""The register of private hire drivers that anybody may inspect.

1976 Act s.51(3): the name of whom a licence was granted to, the date on and the period for which it was granted, and
the serial number of the licence, free of charge at the principal offices (rule R40). Nothing else is shown, and nothing
of a vehicle: the mark of a vehicle that an individual keeps is personal data (R67). Whether a council shows more than
one licence at a time in a browser is its own setting in the policy.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, selectinload

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import works_here
from licensing.db import db
from licensing.errors import NotConfigured, NotFound
from licensing.policy.catalogue import PUBLISHED_LIST
from licensing.policy.queries import policy_in_force
from licensing.register.models import Badge, DriverLicence, Person

# A dual licence is a private hire licence too. The 1847 Act has its own register of hackney carriage drivers.
KINDS = ("private-hire", "dual")


@dataclass(frozen=True)
class Line:
    """One licence as the register shows it: name, serial number, first and last day for which it was granted."""

    name: str
    number: str
    granted_on: date
    until: date


def councils() -> Sequence[Authority]:
    """The councils whose register is kept here, by name."""
    in_being = select(Authority).where(Authority.gss_code.is_not(None), Authority.ended_on.is_(None))
    with_officers = in_being.where(Authority.id.in_(select(Officer.authority_id).where(Officer.active)))
    return db.session.scalars(with_officers.order_by(Authority.nice_name)).all()


def council(gss_code: str) -> Authority:
    """A council whose register is kept here, by its GSS code. Raises NotFound for any other."""
    found = db.session.scalar(
        select(Authority).where(Authority.gss_code == gss_code, Authority.ended_on.is_(None))
    )
    if found is None or not works_here(found.id):
        raise NotFound("No council's register of private hire drivers is at this address.")
    return found


def is_published(authority: Authority, on: date) -> bool:
    """Whether a council's policy publishes the whole list; a single look-up else, and where it has no policy."""
    try:
        policy = policy_in_force(authority.gss_code or "", on)
    except NotConfigured:
        return False
    return policy.public_register.value == PUBLISHED_LIST


def look_up(authority: Authority, number: str, on: date) -> Line | None:
    """The licence in force on a day (London) with this licence or badge number, however it is typed; or none."""
    wanted = "".join(number.upper().split())
    if not wanted:
        return None
    badges = select(Badge.licence_id).where(
        Badge.authority_id == authority.id, _plain(Badge.number) == wanted
    )
    found = db.session.scalars(
        _in_force(authority.id, on)
        .where(or_(_plain(DriverLicence.number) == wanted, DriverLicence.id.in_(badges)))
        .limit(1)
    ).first()
    return _line(found) if found is not None else None


def listed(authority: Authority, on: date) -> list[Line]:
    """Every licence in force on a day (London), by name: the register as it lies open at the council's offices."""
    lines = [_line(one) for one in db.session.scalars(_in_force(authority.id, on))]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.number))


def as_csv(lines: Sequence[Line]) -> str:
    """The list as CSV with a header row.

    A name that a spreadsheet would take for a formula has an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("name", "licence_number", "granted_on", "until"))
    for line in lines:
        name = f"'{line.name}" if line.name[:1] in "=+-@\t\r" else line.name
        writer.writerow((name, line.number, line.granted_on.isoformat(), line.until.isoformat()))
    return text.getvalue()


def printed(by: Officer) -> list[Line]:
    """The register of the officer's council for inspection at its offices; the audit log says who printed it."""
    lines = listed(by.authority, clock.today())
    record("public-register:printed", by=by.actor, subject=f"authority:{by.authority_id}", rows=len(lines))
    return lines


def _plain(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    return func.replace(func.upper(column), " ", "")


def _in_force(authority_id: int, on: date) -> Select[DriverLicence]:
    return (
        scope.within(DriverLicence, authority_id)
        .where(
            DriverLicence.kind.in_(KINDS),
            DriverLicence.state == "current",
            DriverLicence.starts_on <= on,
            DriverLicence.ends_on >= on,
        )
        .join(DriverLicence.person)
        .options(contains_eager(DriverLicence.person).options(selectinload(Person.names)))
        .order_by(DriverLicence.id)
    )


def _line(licence: DriverLicence) -> Line:
    return Line(licence.person.full_name, licence.number, licence.starts_on, licence.ends_on)
