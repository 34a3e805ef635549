"""Evidence that was seen for an application."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model


class Evidence(Model):
    """One item of the checklist, seen by an officer. A later one of the same requirement replaces it in use."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_application_ref_requirement", "application_ref", "requirement"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    application_ref: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    requirement: Mapped[str] = mapped_column(String(40))
    result: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    issued_on: Mapped[date | None]
    seen_on: Mapped[date]
    # The last day on which it is good; null: it does not lapse.
    good_until: Mapped[date | None]
    seen_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[datetime]
