"""Decisions against a person, and every change of one. Refusals are determined in `applications/`, recorded here."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.officer_models import Officer
from licensing.db import Model
from licensing.register.models import DriverLicence, Person, new_ref

KINDS = {
    "refused": "Application refused",
    "refused-renewal": "Renewal refused",
    "suspended": "Licence suspended",
    "revoked": "Licence revoked",
}
# Kinds that take a licence away which somebody holds (1976 Act ss.60, 61, 62).
ON_A_LICENCE = ("suspended", "revoked")


class Decision(Model):
    """One decision. Three dates stand apart: decided, notified, takes effect.

    What was decided is never edited (the triggers of migration 0007): how it stands now is in `state`, `stands_as`
    and `stands_until`, and how it came to stand so is a row of DecisionChange each.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("reliance in ('wholly', 'in-part', 'none')", name="reliance"),
        CheckConstraint(
            "(notified_on is null) = (state in ('decided', 'withdrawn'))", name="notified_when_notified"
        ),
        CheckConstraint("notified_on is null or notified_on >= decided_on", name="notified_after_decided"),
        CheckConstraint("licence_class in ('driver', 'vehicle', 'operator')", name="licence_class"),
        # 2022 Act s.2(4)(h): only a suspension for a period has a day on which it is to end.
        CheckConstraint("suspension_ends_on is null or kind = 'suspended'", name="only_a_suspension_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # Of a refusal; "" for a decision on a licence.
    application_ref: Mapped[str] = mapped_column(String(16), index=True, default="")
    # Of a suspension or revocation.
    licence_id: Mapped[int | None] = mapped_column(ForeignKey("licence.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    licence_class: Mapped[str] = mapped_column(String(10), default="driver")
    licence_kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="decided")
    decided_on: Mapped[date]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    # Codes of the statute's own list of grounds (1976 Act ss.60(1), 61(1), 62(1); rule R31).
    grounds: Mapped[list[str]] = mapped_column(JSON, default=list)
    # What was asked about the immigration ground, and the answer to its warning (s.61(1A); rule R32).
    immigration: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Limbs of s.1 of the 2022 Act and how far the decision relied on them (rule R03).
    limbs: Mapped[list[str]] = mapped_column(JSON)
    reliance: Mapped[str] = mapped_column(String(10))
    # The reasons stay with this authority for eleven years, and never go to the national register.
    reasons: Mapped[str] = mapped_column(Text)
    # Why a licence that is suspended is revoked: a suspension is never turned into a revocation.
    apart_from_suspension: Mapped[str] = mapped_column(Text, default="")
    # 1976 Act s.61(2B): at once only where the notice states that public safety requires it, and explains why.
    immediate: Mapped[bool] = mapped_column(default=False)
    safety_statement: Mapped[str] = mapped_column(Text, default="")
    safety_explanation: Mapped[str] = mapped_column(Text, default="")
    # The last day of a suspension for a period, as decided; none is until further notice.
    suspension_ends_on: Mapped[date | None]
    risk_of_harm: Mapped[bool | None]
    at_risk_concerned: Mapped[bool | None]
    notified_on: Mapped[date | None]
    notified_how: Mapped[str] = mapped_column(String(20), default="")
    notified_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # At once on this day, or at the end of it: `immediate` says which. Known once the notice was given.
    takes_effect_on: Mapped[date | None]
    # What it counts as after what an appeal or this authority made of it: a kind, and a suspension's last day.
    stands_as: Mapped[str] = mapped_column(String(20))
    stands_until: Mapped[date | None]
    # The national register's word for the entry, and when it acknowledged it.
    entry_ref: Mapped[str] = mapped_column(String(40), default="")
    entry_acknowledged_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined")
    licence: Mapped[DriverLicence | None] = relationship()
    changes: Mapped[list["DecisionChange"]] = relationship(
        back_populates="decision", order_by="DecisionChange.id"
    )

    @property
    def subject(self) -> str:
        """What duties and the audit log call it."""
        return f"decision:{self.id}"

    @property
    def goes_to_the_national_register(self) -> bool:
        """Whether an entry is owed: of a driver's licence, relying on relevant information (2022 Act s.2(1)).

        A vehicle's or an operator's never goes there, whatever it relied on (ss.2(1), 8(1); R21).
        """
        return self.licence_class == "driver" and self.reliance in ("wholly", "in-part")

    @property
    def on_a_licence(self) -> bool:
        """Whether it suspended or revoked a licence, rather than refused one."""
        return self.kind in ON_A_LICENCE


# Every change of a decision, and what it is on the national register: the 2022 Act s.2(2)(b) amends, removes or
# reinstates an entry for a change of the decision; "" for what changes nothing that the entry says.
CHANGES: dict[str, tuple[str, str]] = {
    "took-effect": ("Took effect", ""),
    "stayed": ("Stayed by an appeal", ""),
    "resumed": ("The stay ended", "amended"),
    "varied": ("Varied on appeal", "amended"),
    "overturned": ("Overturned on appeal", "removed"),
    "restored": ("Restored on a further appeal", "reinstated"),
    "end-moved": ("The suspension's last day was brought forward", "amended"),
    "lifted": ("The suspension was lifted", "amended"),
    "later-grant": ("A licence was granted later", "amended"),
    "ended": ("Ended", ""),
    "withdrawn": ("Withdrawn before it was notified", ""),
}


class DecisionChange(Model):
    """One change of a decision, kept for ever: what, decided when, in effect from when, why, by whom."""

    __tablename__ = "decision_change"
    __table_args__ = (UniqueConstraint("decision_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    # What made it ("appeal:7:outcome"): the same thing makes one change, however often it is said.
    key: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(20))
    decided_on: Mapped[date]
    effect_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    # Where the change moves it: what it counts as now, and a suspension's last day.
    stands_as: Mapped[str] = mapped_column(String(20))
    stands_until: Mapped[date | None]
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("decision_appeal.id"))
    # Nobody where the mere passing of time made it.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # What it is on the national register: "amended", "removed", "reinstated", or "" for nothing.
    on_register: Mapped[str] = mapped_column(String(20), default="")
    register_acknowledged_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]

    decision: Mapped[Decision] = relationship(back_populates="changes")
    by: Mapped[Officer | None] = relationship()

    @property
    def outbox_key(self) -> str:
        """The key under which the change is promised to the national register, and made there once."""
        return f"decision:{self.decision.ref}:change:{self.ref}"


COURTS = {"magistrates": "magistrates’ court", "crown": "Crown Court"}
OUTCOMES = {"dismissed": "Dismissed", "allowed": "Allowed", "varied": "Varied", "withdrawn": "Withdrawn"}
LODGED_BY = {"person": "The person", "authority": "This authority"}


class Appeal(Model):
    """An appeal against a decision, or a further appeal against what a court made of one (rule R30)."""

    __tablename__ = "decision_appeal"
    __table_args__ = (
        CheckConstraint("court in ('magistrates', 'crown')", name="court"),
        CheckConstraint("lodged_by in ('person', 'authority')", name="lodged_by"),
        CheckConstraint("outcome in ('', 'dismissed', 'allowed', 'varied', 'withdrawn')", name="outcome"),
        CheckConstraint("(outcome = '') = (outcome_on is null)", name="outcome_has_a_day"),
        # One further appeal for each: the chain does not fork.
        UniqueConstraint("decision_id", "court"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    # The appeal whose outcome is appealed against.
    after_id: Mapped[int | None] = mapped_column(ForeignKey("decision_appeal.id"))
    court: Mapped[str] = mapped_column(String(20))
    court_name: Mapped[str] = mapped_column(String(200))
    reference: Mapped[str] = mapped_column(String(80), default="")
    lodged_by: Mapped[str] = mapped_column(String(20))
    lodged_on: Mapped[date]
    # After the last day; nothing where no source for the time of a further appeal was read.
    late: Mapped[bool | None]
    # Whether the decision waits for it (1976 Act s.77(2), (3)).
    stays: Mapped[bool]
    stays_because: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(String(20), default="")
    outcome_on: Mapped[date | None]
    outcome_words: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[datetime]
    outcome_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    outcome_recorded_at: Mapped[datetime | None]

    decision: Mapped[Decision] = relationship()
    after: Mapped["Appeal | None"] = relationship(remote_side="Appeal.id")
    hearings: Mapped[list["Hearing"]] = relationship(
        order_by="Hearing.held_on, Hearing.id", back_populates="appeal"
    )

    @property
    def subject(self) -> str:
        """What duties and the audit log call it."""
        return f"appeal:{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether no outcome has been recorded yet."""
        return self.outcome == ""


class Hearing(Model):
    """A day on which an appeal is or was listed, and what came of it. An adjourned one stays; another is added."""

    __tablename__ = "appeal_hearing"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    appeal_id: Mapped[int] = mapped_column(ForeignKey("decision_appeal.id"), index=True)
    held_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    adjourned_at: Mapped[datetime | None]
    adjourned_because: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[datetime]

    appeal: Mapped[Appeal] = relationship(back_populates="hearings")


REFERRED_TO = {
    "dbs": "Disclosure and Barring Service",
    "police": "Police",
    "mash": "Multi-agency safeguarding hub",
}


class Referral(Model):
    """That a case was referred, when and under which reference; or why not (yet). The newest of each counts."""

    __tablename__ = "decision_referral"
    __table_args__ = (
        CheckConstraint("referred_to in ('dbs', 'police', 'mash')", name="referred_to"),
        CheckConstraint("(made_on is null) = (why_not <> '')", name="made_or_why_not"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    referred_to: Mapped[str] = mapped_column(String(10))
    made_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(String(80), default="")
    why_not: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[datetime]
