"""Alerts: what watching found about an authority's own people, and how far a re-screening has come.

An alert belongs to the authority that licenses the person or has their application. It refers to the entry, which
may be elsewhere and is removed at eleven years, by its reference only.
"""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import Model
from licensing.national_register.models import Adjudication
from licensing.register.models import DriverLicence, Person, new_ref

# How an alert came to be closed, in words.
CLOSED_HOW = {
    "adjudicated": "Adjudicated",
    "entry-gone": "The entry is not on the register any more",
    "compared-anew": "The entry or the person changed, and they were compared anew",
    "own-entry": "The entry is of this authority's own decision about this person",
    "not-watched": "The person holds no licence and has no open application any more",
}


class Alert(Model):
    """An entry that may be about somebody whom an authority licenses, or who has applied to it."""

    __tablename__ = "register_alert"
    __table_args__ = (
        # What makes an alert new: another person, another entry, or a new fact about either.
        UniqueConstraint(
            "authority_id",
            "person_ref",
            "entry_ref",
            "entry_version",
            "identity",
            name="uq_register_alert_authority_id_person_ref_entry_ref_and_facts",
        ),
        CheckConstraint("(closed_at is null) = (closed_how = '')", name="closed_says_how"),
        CheckConstraint("(closed_how = 'adjudicated') = (adjudication_id is not null)", name="adjudicated"),
        Index("ix_register_alert_authority_id_closed_at", "authority_id", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person_ref: Mapped[str] = mapped_column(String(16))
    # Why the person is watched: a licence that runs, an open application, or both.
    licence_id: Mapped[int | None] = mapped_column(ForeignKey("licence.id"))
    application_ref: Mapped[str | None] = mapped_column(String(16))
    entry_ref: Mapped[str] = mapped_column(String(16), index=True)
    entry_version: Mapped[int]
    recording_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    # What was known of the person when they were compared: a new fact alerts anew.
    identity: Mapped[str] = mapped_column(String(64))
    band: Mapped[str] = mapped_column(String(20))
    points: Mapped[float]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    matcher: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_how: Mapped[str] = mapped_column(String(20), default="")
    adjudication_id: Mapped[int | None] = mapped_column(ForeignKey("adjudication.id"))

    person: Mapped[Person] = relationship()
    licence: Mapped[DriverLicence | None] = relationship()
    recording_authority: Mapped[Authority] = relationship(
        lazy="joined", foreign_keys=[recording_authority_id]
    )
    adjudication: Mapped[Adjudication | None] = relationship(lazy="joined")

    @property
    def subject(self) -> str:
        """The alert as duties and the audit log know it."""
        return f"alert:{self.id}"


class OwnEntry(Model):
    """That an authority's own decision about a person made an entry: it knows, and is not alerted about it."""

    __tablename__ = "register_own_entry"

    entry_ref: Mapped[str] = mapped_column(String(16), primary_key=True)
    person_ref: Mapped[str] = mapped_column(String(16), primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))


class Rescreening(Model):
    """One comparison of everybody watched with the whole register, by one version of the matcher.

    Kept so that an interrupted one goes on where it stopped, and a finished one is not done twice.
    """

    __tablename__ = "register_rescreening"

    id: Mapped[int] = mapped_column(primary_key=True)
    matcher: Mapped[str] = mapped_column(String(20), index=True)
    purpose: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(Text)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    began_at: Mapped[datetime]
    # The last person who was compared: people are taken in the order of their ids.
    last_person_id: Mapped[int] = mapped_column(default=0)
    compared: Mapped[int] = mapped_column(default=0)
    alerts: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    officer: Mapped[Officer] = relationship()
