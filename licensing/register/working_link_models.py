"""Who drives what, for whom, from when to when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.db import Model
from licensing.register.models import Person
from licensing.register.operator_models import Operator
from licensing.register.vehicle_models import Vehicle


class WorkingLink(Model):
    """That a driver, a vehicle and an operator work together, or two of the three (R52). All are of one authority."""

    __tablename__ = "working_link"
    __table_args__ = (
        CheckConstraint(
            "(case when person_id is null then 0 else 1 end)"
            " + (case when vehicle_id is null then 0 else 1 end)"
            " + (case when operator_id is null then 0 else 1 end) >= 2",
            name="at_least_two",
        ),
        CheckConstraint("until_on is null or until_on >= from_on", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle.id"), index=True)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operator.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    person: Mapped[Person | None] = relationship()
    vehicle: Mapped[Vehicle | None] = relationship()
    operator: Mapped[Operator | None] = relationship()
