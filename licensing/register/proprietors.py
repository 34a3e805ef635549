"""Who keeps a vehicle, from when to when, and its passing from one to another; in the caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.register.periods import must_be_in_order
from licensing.register.queries import holder_of
from licensing.register.vehicle_models import Vehicle, VehicleProprietor
from licensing.register.vehicle_use_models import VehicleTransfer

KINDS = {"individual": "An individual", "company": "A company"}


@dataclass(frozen=True)
class ProprietorFacts:
    """A proprietor as given. `driver_number` is the licence or badge number of an individual who is our driver too."""

    kind: str
    name: str
    company_number: str = ""
    lines: str = ""
    postcode: str = ""
    driver_number: str = ""


def add_proprietor(
    vehicle: Vehicle, facts: ProprietorFacts, *, from_on: date | None, by: Officer
) -> VehicleProprietor:
    """Record somebody who keeps a vehicle, beside whoever else does.

    Raises BadInput without a name, for a kind there is not, and for a driver's number that nobody holds.
    """
    faults = {}
    if facts.kind not in KINDS:
        faults["kind"] = "Choose who the proprietor is in law"
    if not facts.name.strip():
        faults["name"] = "Enter the proprietor's name"
    person_id = holder_of(by.authority_id, facts.driver_number) if facts.kind == "individual" else None
    if facts.driver_number.strip() and facts.kind == "company":
        faults["driver_number"] = "Only an individual holds a driver licence: leave this empty for a company"
    elif facts.driver_number.strip() and person_id is None:
        faults["driver_number"] = "No one driver of this authority has this licence or badge number"
    if faults:
        raise BadInput("This proprietor can't be recorded.", faults)
    proprietor = VehicleProprietor(
        kind=facts.kind,
        name=facts.name.strip(),
        person_id=person_id,
        company_number=facts.company_number.strip().upper() if facts.kind == "company" else "",
        lines=facts.lines.strip(),
        postcode=facts.postcode.strip().upper(),
        from_on=from_on,
        recorded_at=clock.now(),
    )
    vehicle.proprietors.append(proprietor)
    db.session.flush()
    record(
        "proprietor:recorded",
        by=by.actor,
        subject=vehicle.subject,
        proprietor=proprietor.id,
        kind=facts.kind,
        person=person_id,
    )
    return proprietor


def of_vehicle(vehicle: Vehicle, proprietor_id: int) -> VehicleProprietor:
    """One of a vehicle's proprietors. Raises NotFound for another vehicle's."""
    found = next((one for one in vehicle.proprietors if one.id == proprietor_id), None)
    if found is None:
        raise NotFound("This vehicle has no such proprietor.")
    return found


def end_proprietor(vehicle: Vehicle, proprietor_id: int, *, until_on: date, by: Officer) -> None:
    """Record the last day on which somebody kept a vehicle.

    Raises NotPossibleNow when that was done already, BadInput for a day before the first.
    """
    proprietor = of_vehicle(vehicle, proprietor_id)
    if proprietor.until_on is not None:
        raise NotPossibleNow("The last day of this proprietor has been recorded already.")
    must_be_in_order(proprietor.from_on, until_on)
    proprietor.until_on = until_on
    db.session.flush()
    record(
        "proprietor:ended",
        by=by.actor,
        subject=vehicle.subject,
        proprietor=proprietor.id,
        until_on=until_on.isoformat(),
    )


def transfer(
    vehicle: Vehicle,
    to: ProprietorFacts,
    *,
    from_whom: Iterable[int],
    transferred_on: date,
    notified_on: date,
    by: Officer,
) -> VehicleTransfer:
    """Record that proprietors passed a vehicle on, and when the council was told of it in writing.

    A notice that came after its 14 days is recorded like any other, and shown as late (1976 Act s.49; R47). Raises
    BadInput for days that are not in order, and for what `add_proprietor` refuses.
    """
    if notified_on < transferred_on:
        raise BadInput(
            "The days are not in order.", {"notified_on": "The notice must come after the transfer"}
        )
    new = add_proprietor(vehicle, to, from_on=transferred_on, by=by)
    for proprietor_id in from_whom:
        if of_vehicle(vehicle, proprietor_id).until_on is None:
            end_proprietor(vehicle, proprietor_id, until_on=transferred_on, by=by)
    made = VehicleTransfer(
        authority_id=vehicle.authority_id,
        vehicle_id=vehicle.id,
        proprietor_id=new.id,
        transferred_on=transferred_on,
        notified_on=notified_on,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    record(
        "vehicle:transferred",
        by=by.actor,
        subject=vehicle.subject,
        transfer=made.id,
        transferred_on=transferred_on.isoformat(),
        notified_on=notified_on.isoformat(),
        late=made.days_late > 0,
    )
    return made


def transfers_of(vehicle: Vehicle) -> dict[int, VehicleTransfer]:
    """The transfers of a vehicle, by the proprietor who came by each."""
    rows = db.session.scalars(select(VehicleTransfer).where(VehicleTransfer.vehicle_id == vehicle.id))
    return {row.proprietor_id: row for row in rows}
