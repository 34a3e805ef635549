"""A vehicle's documents as they were seen, and its accidents; in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput
from licensing.register.periods import must_be_in_order
from licensing.register.vehicle_models import Vehicle
from licensing.register.vehicle_use_models import (
    DOCUMENTS,
    RESULTS,
    TESTS,
    VehicleAccident,
    VehicleDocument,
)


@dataclass(frozen=True)
class DocumentFacts:
    """A document as it was seen: from its first day (of a test: the day of it) until its last good day."""

    kind: str
    from_on: date
    until_on: date | None
    result: str = ""
    reference: str = ""


def record_document(vehicle: Vehicle, facts: DocumentFacts, *, by: Officer) -> VehicleDocument:
    """Record a document of a vehicle.

    Raises BadInput for a kind there is not, a test without its result, and a good one without its last day.
    """
    if facts.kind not in DOCUMENTS:
        raise BadInput("There is no such document.", {"kind": "Choose the kind of document"})
    faults = {}
    if facts.kind in TESTS and facts.result not in RESULTS:
        faults["result"] = "Choose whether the vehicle passed or failed"
    if facts.until_on is None and facts.result != "failed":
        faults["until_on"] = "Enter the last day on which it is good"
    if facts.until_on is not None and facts.result == "failed":
        faults["until_on"] = "A test that was failed is good until no day: leave this empty"
    if faults:
        raise BadInput("This document can't be recorded.", faults)
    must_be_in_order(facts.from_on, facts.until_on)
    document = VehicleDocument(
        authority_id=vehicle.authority_id,
        vehicle_id=vehicle.id,
        kind=facts.kind,
        from_on=facts.from_on,
        until_on=facts.until_on,
        result=facts.result if facts.kind in TESTS else "",
        reference=facts.reference.strip(),
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(document)
    db.session.flush()
    record(
        "vehicle-document:recorded",
        by=by.actor,
        subject=vehicle.subject,
        document=document.id,
        kind=facts.kind,
        result=document.result,
        until_on=facts.until_on.isoformat() if facts.until_on else None,
    )
    return document


def record_accident(
    vehicle: Vehicle, *, happened_at: datetime, reported_at: datetime, damage: str, by: Officer
) -> VehicleAccident:
    """Record damage by an accident, and when the proprietor reported it (1976 Act s.50(3); R46).

    A report after more than 72 hours is recorded like any other, and shown as late. Raises BadInput for moments that
    are not in order or are still to come, and for no words about the damage.
    """
    faults = {}
    if not damage.strip():
        faults["damage"] = "Enter what was damaged"
    if happened_at > clock.now():
        faults["happened_on"] = "The accident must be in the past"
    elif reported_at > clock.now():
        faults["reported_on"] = "The report must be in the past"
    elif reported_at < happened_at:
        faults["reported_on"] = "The report must come after the accident"
    if faults:
        raise BadInput("This accident can't be recorded.", faults)
    accident = VehicleAccident(
        authority_id=vehicle.authority_id,
        vehicle_id=vehicle.id,
        happened_at=happened_at,
        reported_at=reported_at,
        damage=damage.strip(),
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(accident)
    db.session.flush()
    record(
        "vehicle-accident:recorded",
        by=by.actor,
        subject=vehicle.subject,
        accident=accident.id,
        late=accident.reported_late,
    )
    return accident


def documents_of(vehicle: Vehicle) -> Sequence[VehicleDocument]:
    """A vehicle's documents, the newest first."""
    return db.session.scalars(
        select(VehicleDocument)
        .where(VehicleDocument.vehicle_id == vehicle.id)
        .order_by(VehicleDocument.from_on.desc(), VehicleDocument.id.desc())
    ).all()


def accidents_of(vehicle: Vehicle) -> Sequence[VehicleAccident]:
    """A vehicle's accidents, the newest first."""
    return db.session.scalars(
        select(VehicleAccident)
        .where(VehicleAccident.vehicle_id == vehicle.id)
        .order_by(VehicleAccident.happened_at.desc(), VehicleAccident.id.desc())
    ).all()
