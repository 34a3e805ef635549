"""An operator's names, bases, members, staff, subcontracts, and what was seen of its business (R49 to R51, R57, R58).

In the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.register.operator_models import Operator, OperatorBase, TradingName
from licensing.register.operator_use_models import (
    BOOKING_FIELDS,
    MEMBERS,
    POLICIES,
    STAFF,
    BookingInspection,
    BookingLack,
    BookingStaff,
    OperatorMember,
    OperatorPolicy,
    Subcontract,
)
from licensing.register.periods import must_be_in_order
from licensing.register.queries import holder_of

Part = TradingName | OperatorBase | OperatorMember | BookingStaff | Subcontract
AnyPart = TypeVar("AnyPart", TradingName, OperatorBase, OperatorMember, BookingStaff, Subcontract)

PARTS: dict[str, type[Part]] = {
    "trading-name": TradingName,
    "base": OperatorBase,
    "member": OperatorMember,
    "staff": BookingStaff,
    "subcontract": Subcontract,
}
_WHAT = {model: what for what, model in PARTS.items()}


def add_trading_name(operator: Operator, name: str, *, from_on: date | None, by: Officer) -> TradingName:
    """Record a name under which an operator trades. Raises BadInput for none."""
    made = TradingName(
        operator_id=operator.id, name=_given(name, "name", "Enter the trading name"), from_on=from_on
    )
    return _added(operator, made, by)


def add_base(
    operator: Operator, lines: str, postcode: str, *, from_on: date | None, by: Officer
) -> OperatorBase:
    """Record a place from which an operator takes bookings. Raises BadInput for no address."""
    made = OperatorBase(
        operator_id=operator.id,
        lines=_given(lines, "lines", "Enter the address of the base"),
        postcode=postcode.strip().upper(),
        from_on=from_on,
    )
    return _added(operator, made, by)


def add_member(
    operator: Operator, name: str, role: str, *, from_on: date | None, driver_number: str = "", by: Officer
) -> OperatorMember:
    """Record somebody who answers for an operator; `driver_number` is of one who is a driver of the authority too.

    Raises BadInput without a name, for a role there is not, and for a number that no one driver holds.
    """
    person_id = holder_of(by.authority_id, driver_number)
    faults = {}
    if not name.strip():
        faults["name"] = "Enter their name"
    if role not in MEMBERS:
        faults["role"] = "Choose what they are to the operator"
    if driver_number.strip() and person_id is None:
        faults["driver_number"] = "No one driver of this authority has this licence or badge number"
    if faults:
        raise BadInput("This person can't be recorded.", faults)
    made = OperatorMember(
        authority_id=operator.authority_id,
        operator_id=operator.id,
        name=name.strip(),
        role=role,
        person_id=person_id,
        from_on=from_on,
        recorded_at=clock.now(),
    )
    return _added(operator, made, by)


def add_staff(
    operator: Operator, name: str, role: str, *, employer: str = "", from_on: date | None, by: Officer
) -> BookingStaff:
    """Record somebody of the operator's register of booking and dispatch staff (R57).

    Raises BadInput without a name, or for a role there is not.
    """
    faults = {}
    if not name.strip():
        faults["name"] = "Enter their name"
    if role not in STAFF:
        faults["role"] = "Choose what they do"
    if faults:
        raise BadInput("This person can't be recorded.", faults)
    made = BookingStaff(
        authority_id=operator.authority_id,
        operator_id=operator.id,
        name=name.strip(),
        role=role,
        employer=employer.strip(),
        from_on=from_on,
        recorded_at=clock.now(),
    )
    return _added(operator, made, by)


def add_subcontract(
    operator: Operator, name: str, licensed_by: str, *, from_on: date | None, by: Officer
) -> Subcontract:
    """Record another operator to whom bookings are passed on (1976 Act s.55A). Raises BadInput without both names."""
    faults = {}
    if not name.strip():
        faults["name"] = "Enter the other operator's name"
    if not licensed_by.strip():
        faults["licensed_by"] = "Enter the authority that licenses them"
    if faults:
        raise BadInput("This subcontract can't be recorded.", faults)
    made = Subcontract(
        authority_id=operator.authority_id,
        operator_id=operator.id,
        name=name.strip(),
        licensed_by=licensed_by.strip(),
        from_on=from_on,
        recorded_at=clock.now(),
    )
    return _added(operator, made, by)


def part_of(operator: Operator, what: str, part_id: int) -> Part:
    """One part of an operator by what it is and its id. Raises NotFound for another operator's, or no such part."""
    found = cast("Part | None", db.session.get(PARTS[what], part_id)) if what in PARTS else None
    if found is None or found.operator_id != operator.id:
        raise NotFound("This operator has no such record.")
    return found


def end_part(operator: Operator, what: str, part_id: int, *, until_on: date, by: Officer) -> None:
    """Record the last day of a part of an operator.

    Raises NotFound as `part_of`, NotPossibleNow when it ended already, BadInput for a day before its first.
    """
    part = part_of(operator, what, part_id)
    if part.until_on is not None:
        raise NotPossibleNow("The last day of this has been recorded already.")
    must_be_in_order(part.from_on, until_on)
    part.until_on = until_on
    db.session.flush()
    record(
        "operator-part:ended",
        by=by.actor,
        subject=operator.subject,
        what=what,
        row=part.id,
        until_on=until_on.isoformat(),
    )


def see_policy(
    operator: Operator, kind: str, *, seen_on: date, reference: str = "", by: Officer
) -> OperatorPolicy:
    """Record that a written policy of an operator was seen. Raises BadInput for none of POLICIES, or a day to come."""
    faults = {}
    if kind not in POLICIES:
        faults["kind"] = "Choose which policy was seen"
    if seen_on > clock.today():
        faults["seen_on"] = "The day it was seen must be today or in the past"
    if faults:
        raise BadInput("This can't be recorded.", faults)
    made = OperatorPolicy(
        authority_id=operator.authority_id,
        operator_id=operator.id,
        kind=kind,
        seen_on=seen_on,
        reference=reference.strip(),
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    record(
        "operator-policy:seen",
        by=by.actor,
        subject=operator.subject,
        kind=kind,
        seen_on=seen_on.isoformat(),
    )
    return made


@dataclass(frozen=True)
class InspectionFacts:
    """An inspection of booking records: what was looked at, and how many of the sample lacked each particular."""

    inspected_on: date
    produced: bool
    sample_size: int = 0
    entered_late: int = 0
    kept_from: date | None = None
    notes: str = ""
    lacking: Mapping[str, int] = field(default_factory=dict)


def inspect_records(operator: Operator, facts: InspectionFacts, *, by: Officer) -> BookingInspection:
    """Record an inspection of an operator's booking records (1976 Act s.56(2), (3); R49, R50, R51).

    Raises BadInput for a day to come, a sample of none where records were produced, and counts beyond the sample.
    """
    faults = _faults_of(facts)
    if faults:
        raise BadInput("This inspection can't be recorded.", faults)
    made = BookingInspection(
        authority_id=operator.authority_id,
        operator_id=operator.id,
        inspected_on=facts.inspected_on,
        produced=facts.produced,
        sample_size=facts.sample_size,
        entered_late=facts.entered_late,
        kept_from=facts.kept_from,
        notes=facts.notes.strip(),
        recorded_at=clock.now(),
        inspected_by_id=by.id,
        lacks=[
            BookingLack(field=one, lacking=facts.lacking[one])
            for one in BOOKING_FIELDS
            if facts.lacking.get(one)
        ],
    )
    db.session.add(made)
    db.session.flush()
    record(
        "booking-records:inspected",
        by=by.actor,
        subject=operator.subject,
        inspection=made.id,
        produced=facts.produced,
        sample=facts.sample_size,
        entered_late=facts.entered_late,
        lacking={one.field: one.lacking for one in made.lacks},
    )
    return made


def _faults_of(facts: InspectionFacts) -> dict[str, str]:
    faults = {}
    if facts.inspected_on > clock.today():
        faults["inspected_on"] = "The day of the inspection must be today or in the past"
    if facts.produced and facts.sample_size < 1:
        faults["sample_size"] = "Enter how many bookings were looked at"
    if not facts.produced and (facts.sample_size or facts.entered_late or any(facts.lacking.values())):
        faults["sample_size"] = "No records were produced, so that none can have been looked at"
    counts = {"entered_late": facts.entered_late, **facts.lacking}
    for what, count in counts.items():
        if not 0 <= count <= facts.sample_size and "sample_size" not in faults:
            faults[what] = f"This must be between 0 and {facts.sample_size}, the bookings looked at"
    if facts.kept_from is not None and facts.kept_from > facts.inspected_on:
        faults["kept_from"] = "The oldest booking must be from before the inspection"
    return faults


def members_of(operator: Operator) -> Sequence[OperatorMember]:
    """Who answers or answered for an operator, in the order recorded."""
    return _of(OperatorMember, operator)


def staff_of(operator: Operator) -> Sequence[BookingStaff]:
    """Who takes or took bookings for an operator, in the order recorded."""
    return _of(BookingStaff, operator)


def subcontracts_of(operator: Operator) -> Sequence[Subcontract]:
    """To whom an operator passes or passed bookings on, in the order recorded."""
    return _of(Subcontract, operator)


def policies_of(operator: Operator) -> dict[str, OperatorPolicy]:
    """The newest sight of each written policy of an operator."""
    rows = db.session.scalars(
        select(OperatorPolicy)
        .where(OperatorPolicy.operator_id == operator.id)
        .order_by(OperatorPolicy.seen_on, OperatorPolicy.id)
    )
    return {row.kind: row for row in rows}


def inspections_of(operator: Operator) -> Sequence[BookingInspection]:
    """The inspections of an operator's booking records, the newest first."""
    return db.session.scalars(
        select(BookingInspection)
        .where(BookingInspection.operator_id == operator.id)
        .order_by(BookingInspection.inspected_on.desc(), BookingInspection.id.desc())
    ).all()


def _of(model: type[AnyPart], operator: Operator) -> Sequence[AnyPart]:
    column: Any = model.operator_id
    return db.session.scalars(select(model).where(column == operator.id).order_by(model.id)).all()


def _added(operator: Operator, part: AnyPart, by: Officer) -> AnyPart:
    db.session.add(part)
    db.session.flush()
    db.session.expire(operator, ["trading_names", "bases"])
    record(
        "operator-part:recorded",
        by=by.actor,
        subject=operator.subject,
        what=_WHAT[type(part)],
        row=part.id,
    )
    return part


def _given(text: str, name: str, missing: str) -> str:
    words = text.strip()
    if not words:
        raise BadInput("Something is missing.", {name: missing})
    return words
