"""Decisions against a person. Refusals are determined in `applications/` and recorded here."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.db import Model
from licensing.register.models import Person, new_ref

KINDS = {"refused": "Application refused", "refused-renewal": "Renewal refused"}


class Decision(Model):
    """One decision. Three dates stand apart: decided, notified, takes effect."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("reliance in ('wholly', 'in-part', 'none')", name="reliance"),
        CheckConstraint("(notified_on is null) = (state = 'decided')", name="notified_when_notified"),
        CheckConstraint("notified_on is null or notified_on >= decided_on", name="notified_after_decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    application_ref: Mapped[str] = mapped_column(String(16), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    licence_kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="decided")
    decided_on: Mapped[date]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    # Limbs of s.1 of the 2022 Act and how far the decision relied on them (rule R03).
    limbs: Mapped[list[str]] = mapped_column(JSON)
    reliance: Mapped[str] = mapped_column(String(10))
    # The reasons stay with this authority for eleven years, and never go to the national register.
    reasons: Mapped[str] = mapped_column(Text)
    notified_on: Mapped[date | None]
    notified_how: Mapped[str] = mapped_column(String(20), default="")
    notified_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # The national register's word for the entry, and when it acknowledged it.
    entry_ref: Mapped[str] = mapped_column(String(40), default="")
    entry_acknowledged_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined")

    @property
    def goes_to_the_national_register(self) -> bool:
        """Whether an entry is owed: it relied, wholly or in part, on relevant information (2022 Act s.2(1))."""
        return self.reliance in ("wholly", "in-part")
