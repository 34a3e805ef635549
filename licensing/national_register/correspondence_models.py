"""The rows of what authorities write to each other about entries: asked and answered, changed and acknowledged.

Both sides of a letter have rows of their own. What the recording authority disclosed stays with its record; what
the asking authority was told is deleted when its application and any appeal are over (rule R23).
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.db import Model
from licensing.register.models import new_ref
from licensing.sealing import bytes_sealed_by_newest_key, seal_bytes, unseal_bytes


class LetterCursor(Model):
    """Up to which letter an authority has taken its letters in, by the register that it uses."""

    __tablename__ = "letter_cursor"

    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    # Each register numbers its letters for itself: `ways_in.register_of`.
    way_in: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)


class ReceivedLetter(Model):
    """That a letter was taken in, once, and what it became here."""

    __tablename__ = "received_letter"
    __table_args__ = (UniqueConstraint("authority_id", "ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    ref: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(20))
    from_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    entry_ref: Mapped[str] = mapped_column(String(16))
    delivered_at: Mapped[datetime]
    taken_in_at: Mapped[datetime]
    # As "information-request:3"; nothing where it answers nothing of ours: then it waits for a person.
    became: Mapped[str] = mapped_column(String(80), default="")
    # What such a letter says, sealed, until somebody has dealt with it.
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    dealt_with_at: Mapped[datetime | None]
    dealt_with_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    dealt_with_how: Mapped[str] = mapped_column(Text, default="")

    from_authority: Mapped[Authority] = relationship(lazy="joined", foreign_keys=[from_authority_id])

    @staticmethod
    def context(ref: str) -> str:
        """What the seal of its content binds it to."""
        return f"received_letter:{ref}"

    def reseal(self) -> int:
        """Seal anew under the newest key; returns whether that was needed, as a count."""
        if self.content is None or bytes_sealed_by_newest_key(self.content):
            return 0
        context = self.context(self.ref)
        self.content = seal_bytes(unseal_bytes(self.content, context), context)
        return 1


class ReceivedRequest(Model):
    """Another authority's written request for what an entry of this one rests on (2022 Act s.3(2)(a))."""

    __tablename__ = "received_request"
    __table_args__ = (UniqueConstraint("authority_id", "letter_ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    # The recording authority: whose in-tray it lies in.
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    entry_ref: Mapped[str] = mapped_column(String(16), index=True)
    from_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    came_how: Mapped[str] = mapped_column(String(20))
    # Of one that came through the register: the letter that an answer answers.
    letter_ref: Mapped[str | None] = mapped_column(String(16))
    their_reference: Mapped[str] = mapped_column(String(100), default="")
    text: Mapped[str] = mapped_column(Text)
    # The day of receipt (London), with which the 20 working days begin (s.3(2)(b)).
    received_on: Mapped[date]
    due_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    from_authority: Mapped[Authority] = relationship(lazy="joined", foreign_keys=[from_authority_id])
    answer: Mapped["Answer | None"] = relationship(back_populates="request", lazy="joined")
    documents: Mapped[list["Document"]] = relationship(order_by="Document.id")
    told: Mapped[list["ChangeTold"]] = relationship(order_by="ChangeTold.id")

    @property
    def subject(self) -> str:
        """The request as duties and the audit log know it."""
        return f"information-request:{self.id}"


class Answer(Model):
    """What was disclosed to another authority, and why: kept with this authority's own record (R08, R12)."""

    __tablename__ = "request_answer"
    __table_args__ = (
        CheckConstraint("holds in ('all', 'part', 'nothing')", name="holds"),
        CheckConstraint("(letter_ref = '') = (delivered_at is null)", name="delivered_as_a_letter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    request_id: Mapped[int] = mapped_column(ForeignKey("received_request.id"), unique=True)
    # How much of what the decision relied on is in it.
    holds: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    # Limbs of s.1 of the 2022 Act that it is about.
    limbs: Mapped[list[str]] = mapped_column(JSON)
    # For this authority's own record only: never sent.
    why_disclosed: Mapped[str] = mapped_column(Text)
    withheld: Mapped[str] = mapped_column(Text, default="")
    sent_how: Mapped[str] = mapped_column(String(20))
    # The day (London) on which it was provided: of a letter, the day it was delivered.
    sent_on: Mapped[date | None]
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    letter_ref: Mapped[str] = mapped_column(String(16), default="")
    delivered_at: Mapped[datetime | None]

    request: Mapped[ReceivedRequest] = relationship(back_populates="answer")


class Document(Model):
    """A file that goes with an answer: at the authority that sends it, or at the one that was told. Sealed."""

    __tablename__ = "correspondence_document"
    __table_args__ = (
        CheckConstraint(
            "(received_request_id is null) <> (information_request_id is null)", name="sent_or_received"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    received_request_id: Mapped[int | None] = mapped_column(ForeignKey("received_request.id"), index=True)
    information_request_id: Mapped[int | None] = mapped_column(
        ForeignKey("information_request.id"), index=True
    )
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    stored_at: Mapped[datetime]
    stored_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    @classmethod
    def of(cls, name: str, media_type: str, content: bytes) -> "Document":
        """A file, sealed."""
        ref = new_ref()
        return cls(
            ref=ref,
            name=name,
            media_type=media_type,
            size=len(content),
            content=seal_bytes(content, cls.context(ref)),
        )

    @staticmethod
    def context(ref: str) -> str:
        """What the seal of a file binds it to."""
        return f"correspondence_document:{ref}"

    @property
    def opened(self) -> bytes:
        """The file in clear."""
        return unseal_bytes(self.content, self.context(self.ref))

    def reseal(self) -> int:
        """Seal anew under the newest key; returns whether that was needed, as a count."""
        if bytes_sealed_by_newest_key(self.content):
            return 0
        self.content = seal_bytes(self.opened, self.context(self.ref))
        return 1


class ChangeTold(Model):
    """That a change of an entry is, or was, told to an authority that was answered about it (2022 Act s.3(4); R14)."""

    __tablename__ = "change_told"
    __table_args__ = (
        UniqueConstraint("authority_id", "source_key", "to_authority_id"),
        CheckConstraint("what in ('amended', 'removed', 'reinstated')", name="what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    to_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    # The last request of that authority about the entry that was answered.
    received_request_id: Mapped[int] = mapped_column(ForeignKey("received_request.id"), index=True)
    entry_ref: Mapped[str] = mapped_column(String(16))
    source_key: Mapped[str] = mapped_column(String(120))
    what: Mapped[str] = mapped_column(String(20))
    changed_on: Mapped[date]
    effect_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    # How it was told, and the day (London); nothing while it is still owed.
    told_how: Mapped[str] = mapped_column(String(20), default="")
    told_on: Mapped[date | None]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    letter_ref: Mapped[str] = mapped_column(String(16), default="")
    acknowledged_on: Mapped[date | None]
    acknowledged_how: Mapped[str] = mapped_column(Text, default="")

    to_authority: Mapped[Authority] = relationship(lazy="joined", foreign_keys=[to_authority_id])


class ChangeNotice(Model):
    """What another authority told this one: that an entry about which it was answered changed, and why."""

    __tablename__ = "change_notice"
    __table_args__ = (
        UniqueConstraint("authority_id", "letter_ref"),
        CheckConstraint("what in ('amended', 'removed', 'reinstated')", name="what"),
        CheckConstraint("deleted_at is null or reason = ''", name="deleted_holds_no_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    from_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    entry_ref: Mapped[str] = mapped_column(String(16), index=True)
    # Nothing where it was told by post or e-mail, and an officer recorded it.
    letter_ref: Mapped[str | None] = mapped_column(String(16))
    reference: Mapped[str] = mapped_column(String(40), default="")
    what: Mapped[str] = mapped_column(String(20))
    changed_on: Mapped[date]
    effect_on: Mapped[date | None]
    # What the other authority told: kept for the applications it bears on only (rule R23).
    reason: Mapped[str] = mapped_column(Text)
    # The day (London) on which it came, and the moment since which regard to it is owed (UTC).
    received_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # When the acknowledgement was in the other authority's hands.
    acknowledgement_delivered_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    from_authority: Mapped[Authority] = relationship(lazy="joined", foreign_keys=[from_authority_id])

    @property
    def subject(self) -> str:
        """The notice as duties and the audit log know it."""
        return f"change-notice:{self.id}"
