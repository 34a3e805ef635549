"""What happens to a vehicle while it is licensed: transfers, documents, accidents, notices to return a plate."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.officer_models import Officer
from licensing.db import Model
from licensing.register import deadlines
from licensing.register.models import Badge
from licensing.register.vehicle_models import Plate, VehicleProprietor

DOCUMENTS = {
    "test": "Council’s test",
    "mot": "MOT test",
    "insurance": "Insurance",
    "tax": "Vehicle tax",
}
# What a test may come to; the other documents have no result.
RESULTS = {"passed": "Passed", "failed": "Failed"}
TESTS = ("test", "mot")
# Why a plate has to come back (1976 Act s.58(1)).
RETURNED_BECAUSE = {
    "expired": "The licence has expired",
    "revoked": "The licence was revoked",
    "suspended": "The licence was suspended under section 68",
}


class VehicleTransfer(Model):
    """That a proprietor passed a licensed vehicle on, and when the council was told of it (1976 Act s.49; R47)."""

    __tablename__ = "vehicle_transfer"
    __table_args__ = (CheckConstraint("notified_on >= transferred_on", name="notified_after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"), index=True)
    # Who keeps it since.
    proprietor_id: Mapped[int] = mapped_column(ForeignKey("vehicle_proprietor.id"))
    transferred_on: Mapped[date]
    notified_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    proprietor: Mapped[VehicleProprietor] = relationship()

    @property
    def days_late(self) -> int:
        """By how many days the notice came late; none when it came in time."""
        return max(0, (self.notified_on - deadlines.transfer_notice_due(self.transferred_on)).days)


class VehicleDocument(Model):
    """A test, an MOT certificate, insurance or tax, as it was seen: from when until when it is good."""

    __tablename__ = "vehicle_document"
    __table_args__ = (
        CheckConstraint("kind in ('test', 'mot', 'insurance', 'tax')", name="kind"),
        CheckConstraint("result in ('passed', 'failed', '')", name="result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    from_on: Mapped[date]
    # The last day on which it is good; none for a test that was failed.
    until_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(String(10), default="")
    reference: Mapped[str] = mapped_column(String(60), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))


class VehicleAccident(Model):
    """Damage to a licensed vehicle by an accident, and when it was reported (1976 Act s.50(3); R46)."""

    __tablename__ = "vehicle_accident"
    __table_args__ = (CheckConstraint("reported_at >= happened_at", name="reported_after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"), index=True)
    happened_at: Mapped[datetime]
    reported_at: Mapped[datetime]
    damage: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    @property
    def reported_late(self) -> bool:
        """Whether it was reported more than 72 hours later. Shown, never punished."""
        return deadlines.accident_reported_late(self.happened_at, self.reported_at)


class PlateNotice(Model):
    """A written notice that a plate has to come back (1976 Act s.58(1); R42)."""

    __tablename__ = "plate_notice"
    __table_args__ = (CheckConstraint("because in ('expired', 'revoked', 'suspended')", name="because"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    plate_id: Mapped[int] = mapped_column(ForeignKey("plate.id"), index=True)
    because: Mapped[str] = mapped_column(String(10))
    served_on: Mapped[date]
    due_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))


class StockMovement(Model):
    """What became of a plate or a badge, and when: issued, lost, returned or replaced. Only ever added to (R41)."""

    __tablename__ = "stock_movement"
    __table_args__ = (CheckConstraint("(plate_id is null) <> (badge_id is null)", name="of_one_thing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    plate_id: Mapped[int | None] = mapped_column(ForeignKey("plate.id"), index=True)
    badge_id: Mapped[int | None] = mapped_column(ForeignKey("badge.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    moved_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    plate: Mapped[Plate | None] = relationship()
    badge: Mapped[Badge | None] = relationship()
    recorded_by: Mapped[Officer] = relationship()
