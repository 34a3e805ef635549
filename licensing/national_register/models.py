"""The embedded national register's rows, and what an authority keeps of its searches in it.

An entry holds what s.2(4) of the 2022 Act lists and nothing else: identity, decision, dates, the recording
authority. There is no column for a reason (rule R05).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.db import Model
from licensing.register.models import new_ref, number_fingerprint
from licensing.sealing import seal, unseal

DECISIONS = {
    "refused": "Application refused",
    "refused-renewal": "Renewal refused",
    "suspended": "Licence suspended",
    "revoked": "Licence revoked",
}


class Entry(Model):
    """One adverse decision of one authority about one person (2022 Act s.2(4))."""

    __tablename__ = "register_entry"
    __table_args__ = (
        UniqueConstraint("recording_authority_id", "source_key"),
        CheckConstraint(
            "decision in ('refused', 'refused-renewal', 'suspended', 'revoked')", name="decision"
        ),
        # 2022 Act s.2(4)(h): only a suspension for a period has a day on which it is to end.
        CheckConstraint(
            "suspension_ends_on is null or decision = 'suspended'", name="only_a_suspension_ends"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    # 2022 Act s.2(4)(a): full name, date of birth, home address, National Insurance number.
    first_name: Mapped[str] = mapped_column(String(100))
    middle_names: Mapped[str] = mapped_column(String(200), default="")
    last_name: Mapped[str] = mapped_column(String(100))
    date_of_birth: Mapped[date | None]
    # A birth date that cannot be, as an older register wrote it: it is compared by its digits.
    birth_as_written: Mapped[str] = mapped_column(String(40), default="", server_default="")
    home_address: Mapped[str] = mapped_column(Text, default="")
    home_postcode: Mapped[str] = mapped_column(String(10), default="")
    # 2022 Act s.2(4)(e): the licensing authority, and how further information can be obtained from it.
    recording_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    further_information: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(String(20))
    # 2022 Act s.2(4)(f): when made and, if different, when it takes effect.
    decided_on: Mapped[date]
    effect_on: Mapped[date | None]
    # 2022 Act s.2(4)(h).
    suspension_ends_on: Mapped[date | None]
    # The recording authority's own key of the decision: the same one sent twice makes one entry.
    source_key: Mapped[str] = mapped_column(String(120))
    # What an entry of another register's file was called there: opaque, and given back when a file is screened.
    file_entry_id: Mapped[str | None] = mapped_column(String(200), index=True, unique=True)
    first_made_at: Mapped[datetime]
    # The eleven years count from this day (London), and no amendment restarts them (s.2(2)(b), s.4(3)(b)).
    first_made_on: Mapped[date] = mapped_column(index=True)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    recording_authority: Mapped[Authority] = relationship(lazy="joined")
    numbers: Mapped[list["EntryNumber"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    changes: Mapped[list["EntryChange"]] = relationship(
        cascade="all, delete-orphan", order_by="EntryChange.id"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def full_name(self) -> str:
        """The name in one line."""
        return " ".join(part for part in (self.first_name, self.middle_names, self.last_name) if part)


class EntryNumber(Model):
    """A number of an entry (2022 Act s.2(4)(a) to (d)), sealed, and found by its fingerprint."""

    __tablename__ = "register_entry_number"
    __table_args__ = (Index("ix_register_entry_number_kind_fingerprint", "kind", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entry.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))

    @classmethod
    def of(cls, kind: str, number: str) -> "EntryNumber":
        """A number, sealed."""
        ref = new_ref()
        return cls(
            kind=kind,
            ref=ref,
            sealed=seal(number, cls.context(kind, ref)),
            fingerprint=number_fingerprint(kind, number),
        )

    @staticmethod
    def context(kind: str, ref: str) -> str:
        """What the seal of a number binds it to."""
        return f"register_entry_number:{kind}:{ref}"

    @property
    def number(self) -> str:
        """The number in clear."""
        return unseal(self.sealed, self.context(self.kind, self.ref))

    def reseal(self) -> None:
        """Seal anew under the newest key."""
        self.sealed = seal(self.number, self.context(self.kind, self.ref))


class EntryChange(Model):
    """A subsequent change of the decision: its date and, if different, when it takes effect (s.2(4)(g))."""

    __tablename__ = "register_entry_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entry.id"), index=True)
    what: Mapped[str] = mapped_column(String(20))
    changed_on: Mapped[date]
    effect_on: Mapped[date | None]
    made_at: Mapped[datetime]
    # The recording authority's own key of the change: the same one sent twice makes one change.
    source_key: Mapped[str | None] = mapped_column(String(120), unique=True)


class EntryKey(Model):
    """A keyed hash by which an entry is found as a candidate; filled by `index.py`, never in clear.

    No foreign key: the entry's would need an index of its own, as large as the table (see `candidates/index.py`).
    """

    __tablename__ = "register_entry_key"
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class EntryForm(Model):
    """An entry made comparable once, sealed; and since when it is held, so that a search need not read the entry."""

    __tablename__ = "register_entry_form"

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("register_entry.id"), primary_key=True, autoincrement=False
    )
    first_made_on: Mapped[date]
    form: Mapped[bytes] = mapped_column(LargeBinary)


class NameCount(Model):
    """How many entries bear a part of a name, by its keyed hash."""

    __tablename__ = "register_name_count"
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int]


class SearchReceipt(Model):
    """Proof that a search was made: who, why, when, of what, result. Never changed."""

    __tablename__ = "search_receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    purpose: Mapped[str] = mapped_column(String(30))
    # The application it was made for. A receipt without one can never serve a determination.
    application_ref: Mapped[str | None] = mapped_column(String(16), index=True)
    person_ref: Mapped[str | None] = mapped_column(String(16), index=True)
    # "application", or "screening": of a file, for no application.
    made_for: Mapped[str] = mapped_column(String(20), default="application", server_default="application")
    reason: Mapped[str] = mapped_column(Text)
    searched_at: Mapped[datetime]
    # The last moment at which it may serve a determination, by the policy in force when it was made.
    good_until: Mapped[datetime]
    way_in: Mapped[str] = mapped_column(String(10))
    matcher: Mapped[str] = mapped_column(String(20))
    # Which state of the register was searched: how many entries it held, and the last change of any.
    register_entries: Mapped[int]
    register_changed_at: Mapped[datetime | None]
    # What was tried: names in full, and the kinds of number with their last three characters.
    tried: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Which kinds of key were too common to follow to the end, in words that name nobody.
    dropped: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    # A portal's own reference of the search that an officer made there by hand; none elsewhere.
    reference: Mapped[str] = mapped_column(String(100), default="", server_default="")
    # A fingerprint of everything that was tried: when the person's identity changes, the search is stale.
    identity: Mapped[str] = mapped_column(String(64))

    candidates: Mapped[list["SearchCandidate"]] = relationship(
        back_populates="receipt", order_by="SearchCandidate.id", lazy="selectin"
    )


class SearchCandidate(Model):
    """An entry that a search found, and how it compares, field by field."""

    __tablename__ = "search_candidate"
    __table_args__ = (UniqueConstraint("receipt_id", "entry_ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("search_receipt.id"), index=True)
    # The register may be elsewhere, and the entry removed at eleven years: a reference, not a foreign key.
    entry_ref: Mapped[str] = mapped_column(String(16), index=True)
    entry_version: Mapped[int]
    recording_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    band: Mapped[str] = mapped_column(String(20))
    points: Mapped[float]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    adjudication_id: Mapped[int | None] = mapped_column(ForeignKey("adjudication.id"), index=True)

    receipt: Mapped[SearchReceipt] = relationship(back_populates="candidates")
    recording_authority: Mapped[Authority] = relationship(
        lazy="joined", foreign_keys=[recording_authority_id]
    )
    adjudication: Mapped["Adjudication | None"] = relationship(lazy="joined")


class Adjudication(Model):
    """An officer's word on whether an entry is about this person, and why. Remembered for the next search."""

    __tablename__ = "adjudication"
    __table_args__ = (
        Index("ix_adjudication_authority_id_person_ref_entry_ref", "authority_id", "person_ref", "entry_ref"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    person_ref: Mapped[str] = mapped_column(String(16))
    entry_ref: Mapped[str] = mapped_column(String(16))
    entry_version: Mapped[int]
    # What was known of the person when it was said: a new fact asks anew.
    identity: Mapped[str] = mapped_column(String(64))
    same_person: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    said_at: Mapped[datetime]


class InformationRequest(Model):
    """The written request to the recording authority after a hit (2022 Act s.3(2)(a)), and its reply."""

    __tablename__ = "information_request"
    __table_args__ = (
        UniqueConstraint("application_ref", "entry_ref"),
        CheckConstraint("(overridden_at is null) = (override_reason = '')", name="override_has_a_reason"),
        CheckConstraint(
            "(overridden_at is null) = (legal_advice = '')", name="override_names_the_legal_advice"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    application_ref: Mapped[str] = mapped_column(String(16), index=True)
    entry_ref: Mapped[str] = mapped_column(String(16))
    recording_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    # In writing, always (s.3(2)(a)): when and how it was sent.
    text: Mapped[str] = mapped_column(Text)
    sent_on: Mapped[date]
    sent_how: Mapped[str] = mapped_column(String(20))
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    sent_at: Mapped[datetime]
    # Sent through the register: the letter, and the moment it was in the recording authority's hands, from whose
    # day its 20 working days run (s.3(2)(b)).
    letter_ref: Mapped[str] = mapped_column(String(16), default="", server_default="")
    delivered_at: Mapped[datetime | None]
    # The reply: what the recording authority told, kept for this application only (rule R23).
    received_on: Mapped[date | None]
    reply: Mapped[str] = mapped_column(Text, default="")
    reply_reference: Mapped[str] = mapped_column(String(100), default="")
    reply_recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # The letter it came by, where it came through the register: then nobody typed it, and nobody changes it.
    answer_letter_ref: Mapped[str] = mapped_column(String(16), default="", server_default="")
    # When the reply was deleted, the application and any appeal being over (R23).
    deleted_at: Mapped[datetime | None]
    # Having regard to it (s.3(3)).
    regard: Mapped[str] = mapped_column(Text, default="")
    regard_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    regard_at: Mapped[datetime | None]
    # Deciding without waiting for the reply: by a decision maker who is not the case officer.
    overridden_at: Mapped[datetime | None]
    overridden_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    override_reason: Mapped[str] = mapped_column(Text, default="")
    legal_advice: Mapped[str] = mapped_column(Text, default="")

    recording_authority: Mapped[Authority] = relationship(
        lazy="joined", foreign_keys=[recording_authority_id]
    )

    @property
    def settled(self) -> bool:
        """Whether a determination need no longer wait for the reply."""
        return self.received_on is not None or self.overridden_at is not None
