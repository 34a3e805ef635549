"""Convictions of a person, as an officer saw them. Every row belongs to the authority that recorded it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model
from licensing.suitability.convictions import Convicted

SOURCES = {
    "dbs-certificate": "DBS certificate",
    "dvla-record": "DVLA driving record",
    "court": "A court's certificate or letter",
    "police": "The police",
    "self-report": "The person’s own report",
    "authority": "Another licensing authority",
    "abroad": "A certificate from abroad",
}


class Conviction(Model):
    """One conviction. Never changed: one recorded in error is marked so, with a reason, and counts no longer."""

    __tablename__ = "conviction"
    __table_args__ = (
        CheckConstraint("disqualified or ban_ends_on is null", name="ban_ends_where_there_was_one"),
        CheckConstraint("points >= 0", name="points_not_below_nothing"),
        CheckConstraint("(voided_at is null) = (voided_by_id is null)", name="voided_says_by_whom"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The key of a kind of offence of the policy.
    offence: Mapped[str] = mapped_column(String(40))
    # The offence as the source names it.
    words: Mapped[str] = mapped_column(Text)
    offence_on: Mapped[date | None]
    convicted_on: Mapped[date]
    sentence: Mapped[str] = mapped_column(Text, default="")
    # When the whole sentence was or will be completed; null: not known.
    sentence_completed_on: Mapped[date | None]
    disqualified: Mapped[bool]
    ban_ends_on: Mapped[date | None]
    points: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(20))
    source_reference: Mapped[str] = mapped_column(String(100), default="")
    seen_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    void_reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def facts(self) -> Convicted:
        """What the guidance asks about it."""
        return Convicted(
            offence=self.offence,
            convicted_on=self.convicted_on,
            sentence_completed_on=self.sentence_completed_on,
            disqualified=self.disqualified,
            ban_ends_on=self.ban_ends_on,
            points=self.points,
        )
