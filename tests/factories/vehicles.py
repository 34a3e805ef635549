"""Vehicles and operators with licences of the council's old records, all invented."""

import itertools
from datetime import date

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.register import operators, vehicles
from licensing.register.actions import Term
from licensing.register.deadlines import last_day_of_term
from licensing.register.operator_models import Operator, OperatorLicence
from licensing.register.vehicle_models import Vehicle, VehicleLicence

_numbers = itertools.count(1)


def vehicle(by: Officer, vrm: str = "", **known: object) -> Vehicle:
    """A vehicle of the officer's authority; its mark is a new one unless given."""
    facts = vehicles.VehicleFacts(vrm or f"ZZ{next(_numbers):05}", **known)  # type: ignore[arg-type]
    return vehicles.add_vehicle(facts, by=by)


def vehicle_licence(
    by: Officer,
    of: Vehicle | None = None,
    *,
    kind: str = "private-hire-vehicle",
    starts_on: date | None = None,
    ends_on: date | None = None,
    plate: str = "1",
) -> VehicleLicence:
    """A vehicle licence from today for a year unless given otherwise, with its plate; no plate when "" is given."""
    starts = starts_on or clock.today()
    term = Term(kind, starts, ends_on or last_day_of_term(starts, 12))
    number = f"OLD-V{next(_numbers):05}"
    return vehicles.take_over_licence(of or vehicle(by), term, number=number, plate_number=plate, by=by)


def operator(by: Officer, name: str = "Invented Cars Ltd", **known: object) -> Operator:
    """An operator of the officer's authority."""
    return operators.add_operator(operators.OperatorFacts(name, **known), by=by)  # type: ignore[arg-type]


def operator_licence(by: Officer, of: Operator | None = None) -> OperatorLicence:
    """An operator licence from today for five years."""
    today = clock.today()
    term = Term("operator", today, last_day_of_term(today, 60))
    return operators.take_over_licence(of or operator(by), term, number=f"OLD-O{next(_numbers):05}", by=by)
