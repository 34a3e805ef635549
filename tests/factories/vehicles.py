"""Vehicles, operators and their licences for tests: plainly invented, made by the real actions.

Every one is made in the caller's transaction: `with transaction(): car = vehicle(by=by)`.
"""

from datetime import date
from itertools import count

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.register import operators, vehicles
from licensing.register.actions import Term
from licensing.register.deadlines import last_day_of_term
from licensing.register.operator_models import Operator, OperatorLicence
from licensing.register.vehicle_models import Vehicle, VehicleLicence

_numbers = count(1)


def vehicle(vrm: str = "", *, by: Officer, **known: object) -> Vehicle:
    """A vehicle of the officer's authority; takes what VehicleFacts takes. Its mark is made up unless given."""
    mark = vrm or f"ZZ{next(_numbers):05}"
    return vehicles.add_vehicle(vehicles.VehicleFacts(mark, **known), by=by)  # type: ignore[arg-type]


def vehicle_licence(
    of: Vehicle | None = None,
    *,
    by: Officer,
    kind: str = "private-hire-vehicle",
    starts_on: date | None = None,
    ends_on: date | None = None,
    number: str = "",
    plate: str | None = None,
) -> VehicleLicence:
    """A vehicle licence of old records, from today for a year, with its plate; with none when "" is given."""
    starts, which = starts_on or clock.today(), next(_numbers)
    return vehicles.take_over_licence(
        of or vehicle(by=by),
        Term(kind, starts, ends_on or last_day_of_term(starts, 12)),
        number=number or f"PHV-{which:05}",
        plate_number=f"P{which:05}" if plate is None else plate,
        by=by,
    )


def operator(name: str = "Invented Cars Ltd", *, by: Officer, **known: object) -> Operator:
    """An operator of the officer's authority; takes what OperatorFacts takes."""
    return operators.add_operator(operators.OperatorFacts(name, **known), by=by)  # type: ignore[arg-type]


def operator_licence(
    of: Operator | None = None, *, by: Officer, starts_on: date | None = None, number: str = ""
) -> OperatorLicence:
    """An operator licence of old records, from today for five years."""
    starts = starts_on or clock.today()
    return operators.take_over_licence(
        of or operator(by=by),
        Term("operator", starts, last_day_of_term(starts, 60)),
        number=number or f"OP-{next(_numbers):05}",
        by=by,
    )
