"""Who answers for an operator and works for it, and what the council saw of how it runs its business."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.officer_models import Officer
from licensing.db import Model
from licensing.register.models import Person

MEMBERS = {
    "director": "Director",
    "partner": "Partner",
    "secretary": "Company secretary",
    "individual": "The operator, an individual",
}
STAFF = {
    "bookings": "Takes bookings",
    "dispatch": "Dispatches vehicles",
    "both": "Takes bookings and dispatches",
}
POLICIES = {
    "complaints": "Complaints policy",
    "ex-offenders": "Policy on employing ex-offenders",
}
# The particulars of a booking that its record has to hold (statutory standards; R50).
BOOKING_FIELDS = {
    "passenger": "Name of the passenger",
    "requested_at": "Time of the request",
    "pick_up": "Pick-up point",
    "destination": "Destination",
    "driver": "Name of the driver",
    "driver_licence": "Driver’s licence number",
    "vehicle": "Vehicle’s registration mark",
    "taken_by": "Name of who responded to the request",
    "dispatched_by": "Name of who dispatched the vehicle",
}


class OperatorMember(Model):
    """Somebody who answers for an operator: a director, a partner, or the individual themselves (R58)."""

    __tablename__ = "operator_member"
    __table_args__ = (
        CheckConstraint("role in ('director', 'partner', 'secretary', 'individual')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    # The same individual as a driver on this authority's register, when an officer has said so.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    recorded_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()


class BookingStaff(Model):
    """Somebody who takes bookings or dispatches vehicles for an operator, as the operator's register has them (R57)."""

    __tablename__ = "booking_staff"
    __table_args__ = (CheckConstraint("role in ('bookings', 'dispatch', 'both')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    # Who employs them, where the operator has the work done by another firm: it vets them all the same.
    employer: Mapped[str] = mapped_column(String(200), default="")
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    recorded_at: Mapped[datetime]


class OperatorPolicy(Model):
    """That a written policy of an operator was seen."""

    __tablename__ = "operator_policy"
    __table_args__ = (CheckConstraint("kind in ('complaints', 'ex-offenders')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    seen_on: Mapped[date]
    reference: Mapped[str] = mapped_column(String(200), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))


class Subcontract(Model):
    """Another operator to whom this one passes bookings on (1976 Act s.55A), wherever that one is licensed."""

    __tablename__ = "subcontract"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    # In words: it may be in Wales, in London or in Scotland.
    licensed_by: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    recorded_at: Mapped[datetime]


class BookingInspection(Model):
    """A look at an operator's booking records: a sample, and what it lacked (1976 Act s.56(2), (3); R49, R50, R51)."""

    __tablename__ = "booking_inspection"
    __table_args__ = (
        CheckConstraint("sample_size >= 0", name="sample_size"),
        CheckConstraint("entered_late >= 0 and entered_late <= sample_size", name="entered_late"),
        CheckConstraint("produced or sample_size = 0", name="sampled_what_was_produced"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    inspected_on: Mapped[date]
    # Whether the operator produced them when asked (s.56(3)).
    produced: Mapped[bool] = mapped_column(Boolean)
    sample_size: Mapped[int]
    # How many of the sample were entered after the journey had begun (s.56(2)).
    entered_late: Mapped[int]
    # The day of the oldest booking that is still kept.
    kept_from: Mapped[date | None]
    notes: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    inspected_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    inspected_by: Mapped[Officer] = relationship()
    lacks: Mapped[list["BookingLack"]] = relationship(cascade="all, delete-orphan", order_by="BookingLack.id")


class BookingLack(Model):
    """How many bookings of a sample lacked one of the nine particulars."""

    __tablename__ = "booking_lack"
    __table_args__ = (
        UniqueConstraint("inspection_id", "field"),
        CheckConstraint("lacking > 0", name="lacking"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("booking_inspection.id"), index=True)
    field: Mapped[str] = mapped_column(String(20))
    lacking: Mapped[int]
