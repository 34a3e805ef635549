"""Recording vehicles and the licences and plates they have; in the caller's transaction."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput
from licensing.register import deadlines
from licensing.register.actions import Term, enter_old_licence
from licensing.register.vehicle_models import VEHICLE_KINDS, EarlierMark, Plate, Vehicle, VehicleLicence

_NOT_IN_A_MARK = re.compile(r"[^A-Z0-9]")


def plain_vrm(text: str) -> str:
    """A registration mark as it is kept and looked for: capital letters and digits only ("ab12 cde" → "AB12CDE")."""
    return _NOT_IN_A_MARK.sub("", text.upper())


@dataclass(frozen=True)
class VehicleFacts:
    """What is known of a vehicle. None stands for not known: "no" is an answer of its own."""

    vrm: str
    make: str = ""
    model: str = ""
    colour: str = ""
    seats: int | None = None
    wheelchair_accessible: bool | None = None
    cctv_fitted: bool | None = None


def of_mark(authority_id: int, vrm: str) -> Vehicle | None:
    """An authority's vehicle with this registration mark, however it is written."""
    return db.session.scalar(
        select(Vehicle).where(Vehicle.authority_id == authority_id, Vehicle.vrm == plain_vrm(vrm))
    )


def add_vehicle(facts: VehicleFacts, *, by: Officer) -> Vehicle:
    """Add a vehicle to the officer's authority's register.

    Raises BadInput when the mark is none, or is on the authority's register already.
    """
    vrm = _free_mark(facts.vrm, by.authority_id)
    vehicle = Vehicle(
        authority_id=by.authority_id, vrm=vrm, recorded_at=clock.now(), **_kept(facts, leave_out="vrm")
    )
    db.session.add(vehicle)
    db.session.flush()
    record("vehicle:recorded", by=by.actor, subject=vehicle.subject)
    return vehicle


def change_vehicle(vehicle: Vehicle, facts: VehicleFacts, *, by: Officer) -> list[str]:
    """Put right what is held of a vehicle; returns what changed. It is still found by an earlier mark.

    Raises BadInput when the mark is none, or another vehicle of the authority has it.
    """
    given = {"vrm": _free_mark(facts.vrm, by.authority_id, but=vehicle), **_kept(facts, leave_out="vrm")}
    changed = sorted(what for what, value in given.items() if getattr(vehicle, what) != value)
    if "vrm" in changed:
        vehicle.earlier_marks.append(EarlierMark(vrm=vehicle.vrm, changed_at=clock.now()))
    for what in changed:
        setattr(vehicle, what, given[what])
    db.session.flush()
    if changed:
        record("vehicle:changed", by=by.actor, subject=vehicle.subject, what=changed)
    return changed


def _free_mark(typed: str, authority_id: int, but: Vehicle | None = None) -> str:
    vrm = plain_vrm(typed)
    if not 2 <= len(vrm) <= 7:
        raise BadInput(
            "This vehicle can't be recorded.",
            {"vrm": "Enter a registration mark, like AB12 CDE, of 2 to 7 signs"},
        )
    if of_mark(authority_id, vrm) not in (None, but):
        raise BadInput("This vehicle is recorded already.", {"vrm": f"{vrm} is on the register already"})
    return vrm


def _kept(facts: VehicleFacts, *, leave_out: str) -> dict[str, Any]:
    """What is kept of a vehicle, its words without space around them."""
    return {
        what: value.strip() if isinstance(value, str) else value
        for what, value in asdict(facts).items()
        if what != leave_out
    }


def take_over_licence(
    vehicle: Vehicle, term: Term, *, number: str, plate_number: str, by: Officer
) -> VehicleLicence:
    """Record a vehicle licence of the council's old records: it has no determination here, and says so.

    Raises BadInput for a term the statute does not allow (R35), a kind there is not, or a number in use.
    """
    licence = enter_old_licence(
        VehicleLicence(vehicle_id=vehicle.id),
        term,
        kinds=VEHICLE_KINDS,
        faults=deadlines.vehicle_term_faults(term.kind, term.starts_on, term.ends_on),
        number=number,
        by=by,
    )
    if plate_number.strip():
        _issue_plate(licence, plate_number, term.starts_on)
    return licence


def _issue_plate(licence: VehicleLicence, number: str, on: date) -> None:
    db.session.add(
        Plate(
            authority_id=licence.authority_id,
            licence_id=licence.id,
            number=number.strip(),
            issued_on=on,
            state="issued",
        )
    )
    db.session.flush()
