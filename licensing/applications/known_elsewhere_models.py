"""Applicants of one authority who may be known to another of the partnership."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.applications.models import Application
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import Model
from licensing.register.models import Person


class KnownElsewhere(Model):
    """An application of one authority, and a person of another who may be the applicant."""

    __tablename__ = "known_elsewhere"
    __table_args__ = (
        UniqueConstraint("application_id", "other_person_id"),
        CheckConstraint("(same_person is null) = (said_at is null)", name="said"),
        CheckConstraint("authority_id <> other_authority_id", name="of_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Of the application: its officers say whether it is the same person.
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    other_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    other_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    band: Mapped[str] = mapped_column(String(20))
    found_at: Mapped[datetime]
    same_person: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    said_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    authority: Mapped[Authority] = relationship(foreign_keys=[authority_id])
    other_authority: Mapped[Authority] = relationship(foreign_keys=[other_authority_id])
    other_person: Mapped[Person] = relationship()
    said_by: Mapped[Officer | None] = relationship()

    @property
    def subject(self) -> str:
        """What the audit log calls it."""
        return f"known-elsewhere:{self.id}"
