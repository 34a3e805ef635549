"""Recording who drives what, for whom, from when to when; in the caller's transaction.

The law wants driver, vehicle and operator licensed by one authority (1976 Act ss.46(1)(e), 80(2); R52): a link is of
one authority's own. Two that overlap are shown, not refused: a driver may work for two operators.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput, NotPossibleNow
from licensing.register import lifecycle
from licensing.register.models import Licence, Person
from licensing.register.operator_models import Operator
from licensing.register.periods import must_be_in_order, overlap
from licensing.register.vehicle_models import Vehicle
from licensing.register.working_link_models import WorkingLink


@dataclass(frozen=True)
class Shown:
    """A link as a page shows it: those whose licence is not in force today, and what else overlaps with it."""

    link: WorkingLink
    unlicensed: tuple[str, ...]
    overlaps: tuple[WorkingLink, ...]


def add_link(
    *,
    person: Person | None,
    vehicle: Vehicle | None,
    operator: Operator | None,
    from_on: date,
    until_on: date | None = None,
    by: Officer,
) -> WorkingLink:
    """Record that two or three of a driver, a vehicle and an operator of the officer's authority work together.

    Raises BadInput for fewer than two, and for days that are not in order.
    """
    linked = [one for one in (person, vehicle, operator) if one is not None]
    if len(linked) < 2:
        raise BadInput(
            "Somebody is missing.", {"": "Give at least two of the driver, the vehicle and the operator"}
        )
    assert all(one.authority_id == by.authority_id for one in linked)
    must_be_in_order(from_on, until_on)
    link = WorkingLink(
        authority_id=by.authority_id,
        person_id=person.id if person else None,
        vehicle_id=vehicle.id if vehicle else None,
        operator_id=operator.id if operator else None,
        from_on=from_on,
        until_on=until_on,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(link)
    db.session.flush()
    record(
        "working-link:recorded",
        by=by.actor,
        subject=f"working-link:{link.id}",
        link=link.id,
        person=link.person_id,
        vehicle=link.vehicle_id,
        operator=link.operator_id,
        from_on=from_on.isoformat(),
    )
    return link


def end_link(link: WorkingLink, *, until_on: date, by: Officer) -> None:
    """Record the last day of a link.

    Raises NotPossibleNow when that was done already, BadInput for a day before its first.
    """
    if link.until_on is not None:
        raise NotPossibleNow("The last day of this has been recorded already.")
    must_be_in_order(link.from_on, until_on)
    link.until_on = until_on
    db.session.flush()
    record(
        "working-link:ended",
        by=by.actor,
        subject=f"working-link:{link.id}",
        link=link.id,
        until_on=until_on.isoformat(),
    )


def of_person(person: Person, on: date) -> list[Shown]:
    """What somebody drives and drove, and for whom, the newest first."""
    return _shown(_rows(WorkingLink.person_id == person.id), on)


def of_vehicle(vehicle: Vehicle, on: date) -> list[Shown]:
    """Who drives and drove a vehicle, and for whom, the newest first."""
    return _shown(_rows(WorkingLink.vehicle_id == vehicle.id), on)


def of_operator(operator: Operator, on: date) -> list[Shown]:
    """Who drives and drove what for an operator, the newest first."""
    # An operator has many drivers: that two of them work on one day says nothing.
    return _shown(_rows(WorkingLink.operator_id == operator.id), on, overlaps=False)


def _rows(condition: ColumnElement[bool]) -> Sequence[WorkingLink]:
    return db.session.scalars(
        select(WorkingLink)
        .where(condition)
        .options(
            selectinload(WorkingLink.person).selectinload(Person.names),
            selectinload(WorkingLink.person).selectinload(Person.licences),
            selectinload(WorkingLink.vehicle).selectinload(Vehicle.licences),
            selectinload(WorkingLink.operator).selectinload(Operator.licences),
        )
        .order_by(WorkingLink.from_on.desc(), WorkingLink.id.desc())
    ).all()


def _shown(links: Sequence[WorkingLink], on: date, *, overlaps: bool = True) -> list[Shown]:
    return [
        Shown(
            link,
            _unlicensed(link, on) if link.until_on is None or link.until_on >= on else (),
            tuple(other for other in links if overlaps and other is not link and overlap(link, other)),
        )
        for link in links
    ]


def _unlicensed(link: WorkingLink, on: date) -> tuple[str, ...]:
    """Which of those linked hold no licence that is in force on a day."""
    held: dict[str, Sequence[Licence]] = {}
    if link.person is not None:
        held["driver"] = link.person.licences
    if link.vehicle is not None:
        held["vehicle"] = link.vehicle.licences
    if link.operator is not None:
        held["operator"] = link.operator.licences
    return tuple(
        who
        for who, licences in held.items()
        if not any(
            lifecycle.shown(one.state, one.starts_on, one.ends_on, on) == "In force" for one in licences
        )
    )
