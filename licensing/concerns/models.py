"""Information that came in, concerns sent and received, and the replies. What was alleged is sealed in the row."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.concerns.deadlines import reported_late
from licensing.concerns.identity import Identity
from licensing.db import Model
from licensing.register.models import Person, new_ref
from licensing.sealing import seal, unseal

# How information comes in: each door with its words.
DOORS = {
    "complaint": "A complaint",
    "police": "A disclosure by the police",
    "self-report": "A report by the licensee",
    "school-transport": "A school-transport contract that failed or was ended",
    "authority": "Another authority",
    "observation": "Our own observation, for example a roadside check",
}
ABOUT = {"own": "Licensed by this authority", "elsewhere": "Licensed by another authority"}
CAME_HOW = {
    "telephone": "Telephone",
    "email": "Email",
    "post": "Post",
    "in-person": "In person",
    "website": "Online form",
    "system": "Another system",
}
# Statutory standards: what a licensee reports within 48 hours. (R55)
EVENTS = {"arrest": "Arrest and release", "charge": "Charge", "conviction": "Conviction"}
CATEGORIES = {
    "sexual": "Sexual",
    "dishonesty": "Dishonesty",
    "violence": "Violence",
    "motoring": "Motoring",
}
REVIEWED = {
    "no-action": "No action is needed",
    "watched": "Kept in mind: the licence holder was advised or warned",
    "to-decide": "Put to a decision maker: suspending or revoking is considered",
}
SENT_HOW = {"secure-email": "Secure email", "post": "Post", "by-hand": "By hand"}


class Sealed:
    """Rows whose words are sealed together, bound to the table and the row they stand in."""

    __tablename__: str

    ref: Mapped[str] = mapped_column(String(16), unique=True)
    sealed: Mapped[str] = mapped_column(Text)

    @property
    def words(self) -> dict[str, Any]:
        """What is sealed. Raises sealing.Unreadable when it was altered or moved."""
        opened: dict[str, Any] = json.loads(unseal(self.sealed, self._context))
        return opened

    def keep(self, **words: Any) -> None:
        """Seal these words, beside those that are sealed already."""
        if not self.ref:
            self.ref = new_ref()
        before = self.words if self.sealed else {}
        self.sealed = seal(json.dumps(before | words), self._context)

    def reseal(self) -> None:
        """Seal anew under the newest key."""
        self.keep()

    @property
    def _context(self) -> str:
        return f"{self.__tablename__}:{self.ref}"


class SealedAboutSomebody(Sealed):
    """Rows whose sealed words say who they are about."""

    @property
    def identity(self) -> Identity:
        """Who it is about, as far as is known."""
        return Identity.kept(self.words["identity"])


class Information(SealedAboutSomebody, Model):
    """Something that an authority became aware of about a driver, its own or another's."""

    __tablename__ = "information"
    __table_args__ = (
        CheckConstraint("about in ('own', 'elsewhere')", name="about"),
        CheckConstraint("about <> 'own' or person_id is not null", name="own_licensee_is_known"),
        CheckConstraint("(reviewed_at is null) = (review_outcome = '')", name="reviewed_with_an_outcome"),
        Index("ix_information_authority_id_reviewed_at", "authority_id", "reviewed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    door: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # Who of the authority became aware, and on which day (London): the clocks begin with it.
    aware_on: Mapped[date]
    aware_by: Mapped[str] = mapped_column(String(200))
    came_how: Mapped[str] = mapped_column(String(20))
    source_reference: Mapped[str] = mapped_column(String(100), default="")
    # A licensee's own report.
    event: Mapped[str] = mapped_column(String(20), default="")
    category: Mapped[str] = mapped_column(String(20), default="")
    event_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    # A school-transport contract.
    contract_ended_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    review_outcome: Mapped[str] = mapped_column(String(20), default="")

    person: Mapped[Person | None] = relationship(lazy="joined")
    concern: Mapped["Concern | None"] = relationship(back_populates="information")

    @property
    def late(self) -> bool:
        """Whether a licensee reported it more than 48 hours after it happened (R55)."""
        if self.event_at is None or self.reported_at is None:
            return False
        return reported_late(self.event_at, self.reported_at)


class Concern(SealedAboutSomebody, Model):
    """What an authority owes to the authority that granted a driver's licence (2022 Act s.5)."""

    __tablename__ = "concern"
    __table_args__ = (
        CheckConstraint(
            "(sent_on is not null) = (state in ('sent', 'told', 'replied'))", name="sent_when_it_was_sent"
        ),
        CheckConstraint(
            "state in ('testing', 'not-owed') or to_authority_id is not null", name="sent_to_somebody"
        ),
        Index("ix_concern_authority_id_state", "authority_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    information_id: Mapped[int] = mapped_column(ForeignKey("information.id"), unique=True)
    to_authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    state: Mapped[str] = mapped_column(String(20), default="testing")
    # The three parts of the test of s.5(1); the reasons are among the sealed words.
    drove_here: Mapped[bool | None]
    conduct_here: Mapped[bool | None]
    would_consider: Mapped[bool | None]
    limbs: Mapped[list[str]] = mapped_column(JSON)
    tested_at: Mapped[datetime | None]
    tested_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    sent_on: Mapped[date | None]
    sent_how: Mapped[str] = mapped_column(String(20), default="")
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    information: Mapped[Information] = relationship(back_populates="concern", lazy="joined")
    to_authority: Mapped[Authority | None] = relationship(foreign_keys=[to_authority_id])
    letters: Mapped[list["ConcernLetter"]] = relationship(
        back_populates="concern", order_by="ConcernLetter.id"
    )


class ReceivedConcern(SealedAboutSomebody, Model):
    """A concern that another authority sent to us, and what we made of it (2022 Act s.6)."""

    __tablename__ = "received_concern"
    __table_args__ = (
        UniqueConstraint("authority_id", "source_key"),
        CheckConstraint("identified in ('', 'ours', 'not-ours')", name="identified"),
        CheckConstraint("(identified = 'ours') = (person_id is not null)", name="ours_names_the_person"),
        CheckConstraint("state = 'open' or outcome <> ''", name="considered_with_an_outcome"),
        CheckConstraint("state <> 'closed' or replied_on is not null", name="closed_with_a_reply"),
        Index("ix_received_concern_authority_id_state", "authority_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    from_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    # "concern:REF" of the sender where it came by this system, and one of our own otherwise.
    source_key: Mapped[str] = mapped_column(String(40))
    came_how: Mapped[str] = mapped_column(String(20))
    their_reference: Mapped[str] = mapped_column(String(100), default="")
    # The day (London) on which this authority became aware: its own clock begins with it.
    aware_on: Mapped[date]
    limbs: Mapped[list[str]] = mapped_column(JSON)
    received_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    state: Mapped[str] = mapped_column(String(20), default="open")
    identified: Mapped[str] = mapped_column(String(10), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    identified_at: Mapped[datetime | None]
    identified_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    outcome: Mapped[str] = mapped_column(String(20), default="")
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    considered_at: Mapped[datetime | None]
    considered_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # The day (London) of the first reply: without one the case can't close (s.6(2)(b)).
    replied_on: Mapped[date | None]

    from_authority: Mapped[Authority] = relationship(foreign_keys=[from_authority_id])
    person: Mapped[Person | None] = relationship(lazy="joined")
    letters: Mapped[list["ConcernLetter"]] = relationship(back_populates="case", order_by="ConcernLetter.id")

    @property
    def by_system(self) -> bool:
        """Whether it came by this system, so that the reply goes back the same way."""
        return self.came_how == "system"


class ConcernLetter(Sealed, Model):
    """A written reply: as the receiver of a concern sent it, or as its sender got it. Never changed."""

    __tablename__ = "concern_letter"
    __table_args__ = (
        UniqueConstraint("authority_id", "source_key"),
        CheckConstraint("(concern_id is null) <> (case_id is null)", name="of_one_side"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Whose copy it is. On a concern it was received, on a received concern it was sent.
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    concern_id: Mapped[int | None] = mapped_column(ForeignKey("concern.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("received_concern.id"), index=True)
    source_key: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(20))
    how: Mapped[str] = mapped_column(String(20))
    # The day (London) on which it was sent, or received; none while it is on its way.
    letter_on: Mapped[date | None]
    their_reference: Mapped[str] = mapped_column(String(100), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    concern: Mapped[Concern | None] = relationship(back_populates="letters")
    case: Mapped[ReceivedConcern | None] = relationship(back_populates="letters")
