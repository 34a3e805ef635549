"""What is held of a licence holder's vetting, and what outside services were asked and said.

Numbers and notes are sealed in the row. A record is never edited: one made in error is marked so.
"""

import json
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model
from licensing.register.models import new_ref
from licensing.sealing import seal, unseal

BY_OFFICER, BY_SERVICE = "officer", "service"
DBS, DVLA = "dbs", "dvla"
SERVICES = {DBS: "DBS Update Service", DVLA: "DVLA Vehicle Enquiry Service"}
WAITING, ANSWERED, WITHDRAWN = "waiting", "answered", "withdrawn"


class SealedWords:
    """Rows whose words are sealed together, bound to the table and the row they stand in."""

    __tablename__: str

    ref: Mapped[str] = mapped_column(String(16), unique=True)
    sealed: Mapped[str] = mapped_column(Text)

    @property
    def words(self) -> dict[str, str]:
        """What is sealed. Raises sealing.Unreadable when it was altered or moved."""
        opened: dict[str, str] = json.loads(unseal(self.sealed, self._context))
        return opened

    def keep(self, **words: str) -> None:
        """Seal these words in place of what was sealed before."""
        self.ref = self.ref or new_ref()
        self.sealed = seal(json.dumps(words), self._context)

    def reseal(self) -> None:
        """Seal anew under the newest key."""
        self.keep(**self.words)

    @property
    def _context(self) -> str:
        return f"{self.__tablename__}:{self.ref}"


class DbsConsent(SealedWords, Model):
    """A person's consent to status checks of their certificate by the Update Service, and the certificate's number.

    Sealed: `number` (12 digits) and `surname`, as on the certificate. One stands at a time; a correction ends the one
    before it.
    """

    __tablename__ = "dbs_consent"
    __table_args__ = (
        CheckConstraint("(ended_on is null) = (ended_because = '')", name="ended"),
        Index(
            "ix_dbs_consent_person_id_standing",
            "person_id",
            unique=True,
            sqlite_where=text("ended_on is null"),
            postgresql_where=text("ended_on is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    given_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[datetime]
    ended_on: Mapped[date | None]
    # "withdrawn" by the person, or "corrected".
    ended_because: Mapped[str] = mapped_column(String(20), default="")

    @property
    def masked(self) -> str:
        """Enough to tell one certificate from another: the last three digits."""
        return "•" * 9 + self.words["number"][-3:]


class ServiceQuestion(Model):
    """A question put to an outside service about a person or a vehicle, from when it is promised to its answer."""

    __tablename__ = "service_question"
    __table_args__ = (
        CheckConstraint(
            "(service = 'dbs' and person_id is not null and consent_id is not null and vehicle_id is null)"
            " or (service = 'dvla' and vehicle_id is not null and person_id is null and consent_id is null)",
            name="about",
        ),
        CheckConstraint("state in ('waiting', 'answered', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'answered') = (answered_at is not null)", name="answered"),
        Index("ix_service_question_authority_id_state", "authority_id", "state"),
        # Nobody is asked about twice at once.
        Index(
            "ix_service_question_person_id_waiting",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_service_question_vehicle_id_waiting",
            "vehicle_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    service: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle.id"), index=True)
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("dbs_consent.id"), index=True)
    # Who pressed the button; none when it fell due.
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    put_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    # What the service said, in its own word; "refused" where it would not take the question.
    outcome: Mapped[str] = mapped_column(String(40), default="")
    answered_at: Mapped[datetime | None]

    @property
    def key(self) -> str:
        """The key under which the outbox has it."""
        return f"service-question:{self.id}"


class VettingRecord(SealedWords, Model):
    """One thing that was seen, or that a service said, of a person. Sealed: `reference` and `note`."""

    __tablename__ = "vetting_record"
    __table_args__ = (
        CheckConstraint(
            "(how = 'officer' and recorded_by_id is not null and question_id is null)"
            " or (how = 'service' and recorded_by_id is null and question_id is not null)",
            name="how",
        ),
        CheckConstraint("(voided_at is null) = (voided_by_id is null)", name="voided"),
        Index("ix_vetting_record_person_id_kind", "person_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # A watch of the vetting policy, and one of its results.
    kind: Mapped[str] = mapped_column(String(40))
    result: Mapped[str] = mapped_column(String(40))
    how: Mapped[str] = mapped_column(String(10))
    issued_on: Mapped[date | None]
    seen_on: Mapped[date]
    # The last good day where a document says one; what the policy's period gives is reckoned when it is read.
    until_on: Mapped[date | None]
    points: Mapped[int | None]
    # One record for each question, however often its answer comes.
    question_id: Mapped[int | None] = mapped_column(ForeignKey("service_question.id"), unique=True)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    void_reason: Mapped[str] = mapped_column(Text, default="")


class VehicleEnquiry(Model):
    """What the DVLA said of a vehicle, one row for each answer. Empty where it said nothing."""

    __tablename__ = "vehicle_enquiry"
    __table_args__ = (CheckConstraint("outcome in ('found', 'not-found', 'refused')", name="outcome"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicle.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("service_question.id"), unique=True)
    # The mark as it was asked about: a vehicle may carry another later.
    vrm: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(10))
    answered_at: Mapped[datetime]
    tax_status: Mapped[str] = mapped_column(String(40), default="")
    tax_due_on: Mapped[date | None]
    mot_status: Mapped[str] = mapped_column(String(40), default="")
    mot_expires_on: Mapped[date | None]
    make: Mapped[str] = mapped_column(String(60), default="")
    colour: Mapped[str] = mapped_column(String(40), default="")
    fuel_type: Mapped[str] = mapped_column(String(60), default="")
    year_of_manufacture: Mapped[int | None]
    first_registered: Mapped[str] = mapped_column(String(7), default="")
    marked_for_export: Mapped[bool | None]
    v5c_issued_on: Mapped[date | None]


class ServicePause(Model):
    """Until when a service asked not to be asked."""

    __tablename__ = "service_pause"

    service: Mapped[str] = mapped_column(String(10), primary_key=True)
    until: Mapped[datetime]
