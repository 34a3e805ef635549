"""Vehicles, who keeps them, their licences and plates. Every row belongs to one authority, its controller."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.db import Model
from licensing.register.models import Licence, Person, new_ref

VEHICLE_KINDS = {
    "hackney-carriage": "Hackney carriage",
    "private-hire-vehicle": "Private hire vehicle",
}


class Vehicle(Model):
    """A vehicle that is or was licensed by an authority, or is applied for; known by its registration mark."""

    __tablename__ = "vehicle"
    __table_args__ = (
        UniqueConstraint("authority_id", "vrm"),
        CheckConstraint("seats is null or seats > 0", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    # Capital letters and digits only, as `vehicles.plain_vrm` makes it.
    vrm: Mapped[str] = mapped_column(String(10), index=True)
    make: Mapped[str] = mapped_column(String(60), default="")
    model: Mapped[str] = mapped_column(String(60), default="")
    colour: Mapped[str] = mapped_column(String(40), default="")
    # Passenger seats; none when it is not known.
    seats: Mapped[int | None]
    # None when it is not known: "no" is an answer of its own.
    wheelchair_accessible: Mapped[bool | None]
    cctv_fitted: Mapped[bool | None]
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    authority: Mapped[Authority] = relationship()
    proprietors: Mapped[list["VehicleProprietor"]] = relationship(
        cascade="all, delete-orphan", order_by="VehicleProprietor.id"
    )
    earlier_marks: Mapped[list["EarlierMark"]] = relationship(
        cascade="all, delete-orphan", order_by="EarlierMark.id"
    )
    licences: Mapped[list["VehicleLicence"]] = relationship(
        back_populates="vehicle", order_by="VehicleLicence.starts_on.desc(), VehicleLicence.id.desc()"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def subject(self) -> str:
        """The vehicle as duties and the audit log know it."""
        return f"vehicle:{self.id}"


class EarlierMark(Model):
    """A registration mark that was held of a vehicle before another: still found by, since marks may be moved."""

    __tablename__ = "earlier_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"), index=True)
    vrm: Mapped[str] = mapped_column(String(10), index=True)
    changed_at: Mapped[datetime]


class VehicleProprietor(Model):
    """Somebody who keeps or kept a vehicle: an individual or a company, from when to when.

    A vehicle kept by an individual is personal data by its mark alone (ICO FS50793373; rule R67).
    """

    __tablename__ = "vehicle_proprietor"
    __table_args__ = (CheckConstraint("kind in ('individual', 'company')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    # The same individual as somebody on this authority's register, when an officer has said so.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    company_number: Mapped[str] = mapped_column(String(20), default="")
    lines: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    recorded_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()


class VehicleLicence(Licence):
    """A vehicle licence, for one year at most (1847 Act s.43; 1976 Act s.48(4)(c); rule R35)."""

    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"), index=True, nullable=True)

    vehicle: Mapped[Vehicle] = relationship(back_populates="licences")
    plates: Mapped[list["Plate"]] = relationship(order_by="Plate.id")

    __mapper_args__ = {"polymorphic_identity": "vehicle"}


class Plate(Model):
    """A plate or disc that shows a vehicle's licence (1976 Act s.48(5); rule R41).

    Its number is the council's own and may come round again on another vehicle.
    """

    __tablename__ = "plate"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"), index=True)
    number: Mapped[str] = mapped_column(String(30), index=True)
    issued_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="issued")
