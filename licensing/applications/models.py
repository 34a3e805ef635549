"""Applications and their determinations."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import Model
from licensing.decisions.models import Decision
from licensing.register.models import DriverLicence, Person, new_ref


class Application(Model):
    """An application for a driver licence, new or renewal."""

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint("kind in ('new', 'renewal')", name="kind"),
        # A draft has answers and no person yet; once received it has a person and no draft.
        CheckConstraint(
            "(state = 'draft') = (person_id is null) or state = 'withdrawn'", name="received_has_a_person"
        ),
        Index("ix_application_authority_id_state", "authority_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    kind: Mapped[str] = mapped_column(String(10))
    licence_kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    # The answers so far, sealed as one: they hold numbers and addresses of somebody not yet on the register.
    draft: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    renews_licence_id: Mapped[int | None] = mapped_column(ForeignKey("licence.id"))
    started_at: Mapped[datetime]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    received_on: Mapped[date | None]
    case_officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # What the applicant said that the checklist and the term depend on.
    first_licence: Mapped[bool] = mapped_column(default=True)
    lived_abroad: Mapped[bool] = mapped_column(default=False)
    limited_leave: Mapped[bool] = mapped_column(default=False)
    leave_ends_on: Mapped[date | None]
    leave_continues: Mapped[bool] = mapped_column(default=False)
    entitled_since: Mapped[date | None]
    referred_at: Mapped[datetime | None]
    # What a decision maker still asked for, when they last gave the case back.
    still_needed: Mapped[str] = mapped_column(Text, default="")
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    authority: Mapped[Authority] = relationship(lazy="joined")
    person: Mapped[Person | None] = relationship()
    case_officer: Mapped[Officer | None] = relationship(foreign_keys=[case_officer_id])
    renews: Mapped[DriverLicence | None] = relationship()
    determination: Mapped["Determination | None"] = relationship(back_populates="application")

    __mapper_args__ = {"version_id_col": version}

    @property
    def subject(self) -> str:
        """The application as duties and the audit log know it."""
        return f"application:{self.id}"


class Determination(Model):
    """The decision on an application. The database refuses it without a good receipt (2022 Act s.3(1); R10).

    Never changed once made: see the triggers of migration 0001.
    """

    __tablename__ = "determination"
    __table_args__ = (
        CheckConstraint("outcome in ('granted', 'refused')", name="outcome"),
        CheckConstraint("(outcome = 'refused') = (decision_id is not null)", name="refusal_has_a_decision"),
        CheckConstraint("(outcome = 'granted') = (licence_ends_on is not null)", name="grant_has_a_term"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    application_ref: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    receipt_id: Mapped[int] = mapped_column(ForeignKey("search_receipt.id"))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    case_officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    reasons: Mapped[str] = mapped_column(Text)
    # Which versions of the policy it was made under.
    policy_version: Mapped[str] = mapped_column(String(120))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    licence_ends_on: Mapped[date | None]

    application: Mapped[Application] = relationship(back_populates="determination")
    decided_by: Mapped[Officer] = relationship(foreign_keys=[decided_by_id])
    decision: Mapped[Decision | None] = relationship()
