"""What else somebody on the register is: the proprietor of a vehicle, or one who answers for an operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from licensing.db import db
from licensing.register.models import Person
from licensing.register.operator_models import Operator
from licensing.register.operator_use_models import OperatorMember
from licensing.register.vehicle_models import Vehicle, VehicleProprietor


@dataclass(frozen=True)
class Interest:
    """What somebody has or had in a vehicle or an operator, from when to when."""

    row: VehicleProprietor | OperatorMember
    what: Vehicle | Operator

    @property
    def from_on(self) -> date | None:
        """The first day, where it is known."""
        return self.row.from_on

    @property
    def until_on(self) -> date | None:
        """The last day; None while no end is known."""
        return self.row.until_on


def vehicles_kept_by(person: Person) -> Sequence[Interest]:
    """The vehicles that somebody keeps or kept, in the order recorded."""
    rows = db.session.execute(
        select(VehicleProprietor, Vehicle)
        .join(Vehicle, VehicleProprietor.vehicle_id == Vehicle.id)
        .where(VehicleProprietor.person_id == person.id, Vehicle.authority_id == person.authority_id)
        .order_by(VehicleProprietor.id)
    )
    return [Interest(proprietor, vehicle) for proprietor, vehicle in rows]


def operators_answered_for_by(person: Person) -> Sequence[Interest]:
    """The operators for which somebody answers or answered, in the order recorded."""
    rows = db.session.execute(
        select(OperatorMember, Operator)
        .join(Operator, OperatorMember.operator_id == Operator.id)
        .where(OperatorMember.person_id == person.id, Operator.authority_id == person.authority_id)
        .order_by(OperatorMember.id)
    )
    return [Interest(member, operator) for member, operator in rows]
