"""Courses, sessions, attendance lists, completions, exemptions, recognitions: each row of one authority."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import Model
from licensing.register.models import Person

DELIVERIES = {"classroom": "Classroom", "online": "Online", "practical": "Practical"}

# By whose word an attendee is that person of the register.
LINKS = {"identity": "Exact identity", "officer": "An officer's word"}


class TrainingProvider(Model):
    """Somebody who teaches or examines for an authority."""

    __tablename__ = "training_provider"
    __table_args__ = (UniqueConstraint("authority_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    name: Mapped[str] = mapped_column(String(200))


class Course(Model):
    """A course of an authority. `module` is the key of the policy's module that passing it satisfies."""

    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("authority_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    code: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    module: Mapped[str] = mapped_column(String(40), index=True)
    created_at: Mapped[datetime]

    authority: Mapped[Authority] = relationship()
    versions: Mapped[list["CourseVersion"]] = relationship(
        back_populates="course", order_by="CourseVersion.from_on, CourseVersion.id"
    )


class CourseVersion(Model):
    """A course as it was given from a day to a day. What was passed stays passed under its day's version."""

    __tablename__ = "course_version"
    __table_args__ = (
        UniqueConstraint("course_id", "version"),
        CheckConstraint("delivery in ('classroom', 'online', 'practical')", name="delivery"),
        CheckConstraint("highest_score > 0", name="highest_score_above_nothing"),
        CheckConstraint(
            "pass_mark is null or pass_mark between 0 and highest_score", name="pass_mark_in_range"
        ),
        CheckConstraint("length_minutes > 0", name="length_above_nothing"),
        CheckConstraint("until_on is null or until_on >= from_on", name="until_after_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    version: Mapped[str] = mapped_column(String(20))
    delivery: Mapped[str] = mapped_column(String(20))
    provider_id: Mapped[int] = mapped_column(ForeignKey("training_provider.id"))
    # Nothing: the assessor says passed or failed, without a score.
    pass_mark: Mapped[int | None]
    highest_score: Mapped[int]
    length_minutes: Mapped[int]
    from_on: Mapped[date]
    # The last day on which it is given; nothing while no end is known.
    until_on: Mapped[date | None]

    course: Mapped[Course] = relationship(back_populates="versions")
    provider: Mapped[TrainingProvider] = relationship()

    @property
    def label(self) -> str:
        """How officers name it: "SG-1 version 2"."""
        return f"{self.course.code} version {self.version}"

    def given_on(self, on: date) -> bool:
        """Whether the course is given in this version on a day (London)."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


class TrainingSession(Model):
    """A course held once: when, where, by whom, for how long."""

    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint("length_minutes > 0", name="length_above_nothing"),
        Index("ix_training_session_authority_id_held_on", "authority_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    trainer: Mapped[str] = mapped_column(String(200))
    venue: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date]
    length_minutes: Mapped[int]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    course_version: Mapped[CourseVersion] = relationship()


class Attendance(Model):
    """One line of a session's attendance list as the trainer wrote it, and which person it is."""

    __tablename__ = "attendance"
    __table_args__ = (
        # The same list loaded twice, or by two officers at once, holds nobody twice.
        UniqueConstraint("session_id", "first_name", "last_name", "date_of_birth"),
        CheckConstraint("(person_id is null) = (linked_how is null)", name="link_says_how"),
        CheckConstraint("linked_how is null or linked_how in ('identity', 'officer')", name="linked_how"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100))
    date_of_birth: Mapped[date]
    score: Mapped[int | None]
    passed: Mapped[bool]
    certificate_number: Mapped[str | None] = mapped_column(String(60))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    linked_how: Mapped[str | None] = mapped_column(String(10))
    link_reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    session: Mapped[TrainingSession] = relationship()
    person: Mapped[Person | None] = relationship()

    @property
    def name(self) -> str:
        """The name in one line, as the list has it."""
        return f"{self.first_name} {self.last_name}".strip()


class Completion(Model):
    """A person took a course to its end, and passed or failed. A failed one is kept and never counts.

    Never changed: one recorded in error is marked so, with a reason, and counts no longer.
    """

    __tablename__ = "completion"
    __table_args__ = (
        CheckConstraint("pass_mark is null or score is not null", name="marked_course_has_a_score"),
        CheckConstraint(
            "pass_mark is null or passed = (score >= pass_mark)", name="passed_is_what_the_score_says"
        ),
        CheckConstraint("passed or certificate_number is null", name="failed_has_no_certificate"),
        CheckConstraint("(voided_at is null) = (voided_by_id is null)", name="voided_says_by_whom"),
        # One certificate, one completion; what was recorded in error frees its number for the right person.
        Index(
            "uq_completion_authority_id_certificate_number",
            "authority_id",
            "certificate_number",
            unique=True,
            sqlite_where=text("voided_at is null"),
            postgresql_where=text("voided_at is null"),
        ),
        Index("ix_completion_person_id_completed_on", "person_id", "completed_on"),
        Index("ix_completion_certificate_number", "certificate_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # The authority that recorded it: where the training was done.
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id"), index=True)
    attendance_id: Mapped[int | None] = mapped_column(ForeignKey("attendance.id"), index=True)
    completed_on: Mapped[date]
    score: Mapped[int | None]
    # The mark as it was that day, so that a later change of the course changes no result.
    pass_mark: Mapped[int | None]
    highest_score: Mapped[int]
    passed: Mapped[bool]
    certificate_number: Mapped[str | None] = mapped_column(String(60))
    evidence: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    void_reason: Mapped[str] = mapped_column(Text, default="")

    authority: Mapped[Authority] = relationship()
    person: Mapped[Person] = relationship()
    course_version: Mapped[CourseVersion] = relationship()
    session: Mapped[TrainingSession | None] = relationship()
    recorded_by: Mapped[Officer] = relationship(foreign_keys=[recorded_by_id])


class Exemption(Model):
    """A person need not pass a module, from a day to a day, and why."""

    __tablename__ = "training_exemption"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="until_after_from"),
        CheckConstraint("(ended_at is null) = (ended_by_id is null)", name="ended_says_by_whom"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    module: Mapped[str] = mapped_column(String(40))
    from_on: Mapped[date]
    # The last day of the exemption.
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    # Taken back before its last day, or recorded in error: it counts no longer.
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    end_reason: Mapped[str] = mapped_column(Text, default="")

    recorded_by: Mapped[Officer] = relationship(foreign_keys=[recorded_by_id])


class Recognition(Model):
    """A completion that a partner authority recorded counts for a person of ours, by an officer's word."""

    __tablename__ = "training_recognition"
    __table_args__ = (UniqueConstraint("person_id", "completion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # The authority that recognises.
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("completion.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    recognised_at: Mapped[datetime]
    recognised_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    completion: Mapped[Completion] = relationship()
    recognised_by: Mapped[Officer] = relationship()
