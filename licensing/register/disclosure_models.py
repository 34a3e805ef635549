"""Basic DBS certificates of those who keep vehicles, answer for operators, or take bookings."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.officer_models import Officer
from licensing.db import Model
from licensing.register.models import new_ref
from licensing.sealing import seal, unseal


class BasicDisclosure(Model):
    """That somebody's basic DBS certificate was seen (R57, R58). Its number is sealed; what it says is not kept.

    For booking and dispatch staff it is the operator who saw it, and the moment is recorded too (R57).
    """

    __tablename__ = "basic_disclosure"
    __table_args__ = (
        CheckConstraint(
            "(case when proprietor_id is null then 0 else 1 end)"
            " + (case when member_id is null then 0 else 1 end)"
            " + (case when staff_id is null then 0 else 1 end) = 1",
            name="of_one_person",
        ),
        CheckConstraint("seen_on >= issued_on", name="seen_after_issue"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    proprietor_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle_proprietor.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("operator_member.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("booking_staff.id"), index=True)
    issued_on: Mapped[date]
    seen_on: Mapped[date]
    # The moment, where the time of day is asked for (R57).
    seen_at: Mapped[datetime | None]
    # Part of what the seal covers: sealed text moved to another row does not open.
    ref: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    recorded_by: Mapped[Officer] = relationship()

    def put(self, number: str) -> None:
        """Keep the certificate's number, sealed."""
        self.ref = new_ref()
        self.sealed = seal(number, self._context)

    @property
    def masked(self) -> str:
        """Enough to tell one certificate from another: the last three characters of its number."""
        return "•" * 6 + unseal(self.sealed, self._context)[-3:]

    def reseal(self) -> None:
        """Seal anew under the newest key."""
        self.sealed = seal(unseal(self.sealed, self._context), self._context)

    @property
    def _context(self) -> str:
        return f"basic_disclosure:{self.ref}"
