"""Basic DBS certificates that were seen: recording them, and how somebody stands; in the caller's transaction."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput
from licensing.register import checks, lifecycle
from licensing.register.checks import Standing
from licensing.register.disclosure_models import BasicDisclosure
from licensing.register.models import DriverLicence
from licensing.register.operator_use_models import BookingStaff, OperatorMember
from licensing.register.vehicle_models import VehicleProprietor

Owner = VehicleProprietor | OperatorMember | BookingStaff

_COLUMNS: dict[type, str] = {
    VehicleProprietor: "proprietor_id",
    OperatorMember: "member_id",
    BookingStaff: "staff_id",
}
_NUMBER = re.compile(r"[A-Z0-9]{6,20}")


@dataclass(frozen=True)
class DisclosureFacts:
    """A certificate as it was seen. `seen_at` is the moment, in UTC, which is asked of booking staff only (R57)."""

    number: str
    issued_on: date
    seen_on: date
    seen_at: datetime | None = None


def record_disclosure(owner: Owner, facts: DisclosureFacts, *, subject: str, by: Officer) -> BasicDisclosure:
    """Record that somebody's basic DBS certificate was seen. `subject` is the vehicle or operator it is recorded with.

    Raises BadInput for a number that is none, days that are not in order or still to come, and staff without a time.
    """
    number = re.sub(r"[\s-]", "", facts.number).upper()
    faults = {}
    if not _NUMBER.fullmatch(number):
        faults["number"] = "Enter the certificate's number: 12 digits on most"
    if facts.issued_on > clock.today():
        faults["issued_on"] = "The day of issue must be today or in the past"
    if facts.seen_on > clock.today():
        faults["seen_on"] = "The day it was seen must be today or in the past"
    elif facts.seen_on < facts.issued_on:
        faults["seen_on"] = "It must have been seen on the day of issue or later"
    if isinstance(owner, BookingStaff) and facts.seen_at is None:
        faults["seen_time"] = "Enter the time at which the operator saw it"
    if faults:
        raise BadInput("This certificate can't be recorded.", faults)
    made = BasicDisclosure(
        authority_id=by.authority_id,
        issued_on=facts.issued_on,
        seen_on=facts.seen_on,
        seen_at=facts.seen_at,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
        **{_COLUMNS[type(owner)]: owner.id},
    )
    made.put(number)
    db.session.add(made)
    db.session.flush()
    record(
        "basic-disclosure:seen",
        by=by.actor,
        subject=subject,
        disclosure=made.id,
        of=_COLUMNS[type(owner)].removesuffix("_id"),
        row=owner.id,
        issued_on=facts.issued_on.isoformat(),
    )
    return made


def newest_of(owners: Sequence[Owner]) -> dict[int, BasicDisclosure]:
    """The newest certificate of each of some owners of one kind, by the owner's id; those without one are left out."""
    if not owners:
        return {}
    column = getattr(BasicDisclosure, _COLUMNS[type(owners[0])])
    rows = db.session.scalars(
        select(BasicDisclosure)
        .where(column.in_([one.id for one in owners]))
        .order_by(BasicDisclosure.issued_on, BasicDisclosure.id)
    )
    return {getattr(row, column.key): row for row in rows}


@dataclass(frozen=True)
class Checked:
    """Somebody with the newest certificate that was seen of them, and how they stand."""

    owner: Owner
    disclosure: BasicDisclosure | None
    standing: Standing


def checked(owners: Sequence[Owner], on: date) -> list[Checked]:
    """How each of some owners of one kind stands in their basic DBS certificate on a day."""
    newest = newest_of(owners)
    drivers = licensed_drivers((getattr(one, "person_id", None) for one in owners), on)
    found = []
    for owner in owners:
        disclosure = newest.get(owner.id)
        standing = checks.disclosure_standing(
            disclosure.issued_on if disclosure else None,
            on,
            licensed_driver=getattr(owner, "person_id", None) in drivers,
        )
        found.append(Checked(owner, disclosure, standing))
    return found


def licensed_drivers(people: Iterable[int | None], on: date) -> set[int]:
    """Which of some people hold a driver licence that is in force on a day."""
    ids = {one for one in people if one is not None}
    if not ids:
        return set()
    rows = db.session.scalars(select(DriverLicence).where(DriverLicence.person_id.in_(ids)))
    return {
        one.person_id
        for one in rows
        if lifecycle.shown(one.state, one.starts_on, one.ends_on, on) == "In force"
    }
