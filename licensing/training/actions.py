"""Keeping courses, sessions, completions and exemptions, in the caller's transaction. Each raises BadInput.

Attendance lists are loaded by `loading`, partners' completions recognised by `recognising`.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput, NotPossibleNow
from licensing.register.models import Person
from licensing.training.checks import Mark, judge
from licensing.training.models import (
    DELIVERIES,
    Attendance,
    Completion,
    Course,
    CourseVersion,
    Exemption,
    TrainingProvider,
    TrainingSession,
)
from licensing.training.queries import modules
from licensing.training.settling import discharge_lapse


def add_course(*, code: str, title: str, module: str, by: Officer, on: date) -> Course:
    """Add a course to the officer's authority; `module` is a key of the policy in force on that day."""
    faults = {}
    if not code:
        faults["code"] = "Enter a code for the course"
    elif db.session.scalar(
        scope.within(Course, by.authority_id).where(func.lower(Course.code) == code.lower())
    ):
        faults["code"] = f"There is a course {code} already"
    if not title:
        faults["title"] = "Enter the title of the course"
    if module not in modules(by.authority_id, on):
        faults["module"] = "Choose the module that passing this course satisfies"
    if faults:
        raise BadInput("This course can't be added.", faults)
    course = Course(
        authority_id=by.authority_id, code=code, title=title, module=module, created_at=clock.now()
    )
    db.session.add(course)
    db.session.flush()
    record("course:created", by=by.actor, subject=f"course:{course.id}", code=code, version="")
    return course


@dataclass(frozen=True)
class VersionFacts:
    """How a course is given: `pass_mark` None means that the assessor says passed or failed."""

    version: str
    delivery: str
    provider: str
    pass_mark: int | None
    length_minutes: int
    from_on: date
    until_on: date | None = None
    highest_score: int = 100


def add_version(course_id: int, facts: VersionFacts, *, by: Officer) -> CourseVersion:
    """Add a version of a course. Raises NotFound for another authority's course."""
    course = scope.get(Course, course_id, by.authority_id, lock=True)
    faults = _version_faults(course, facts)
    if faults:
        raise BadInput("This version can't be added.", faults)
    version = CourseVersion(
        authority_id=by.authority_id,
        course=course,
        version=facts.version,
        delivery=facts.delivery,
        provider=_provider(by.authority_id, facts.provider),
        pass_mark=facts.pass_mark,
        highest_score=facts.highest_score,
        length_minutes=facts.length_minutes,
        from_on=facts.from_on,
        until_on=facts.until_on,
    )
    db.session.add(version)
    db.session.flush()
    record(
        "course:created", by=by.actor, subject=f"course:{course.id}", code=course.code, version=facts.version
    )
    return version


def _version_faults(course: Course, facts: VersionFacts) -> dict[str, str]:
    faults = {}
    if not facts.version:
        faults["version"] = "Enter the version, such as 1 or 2026"
    elif facts.version.lower() in {one.version.lower() for one in course.versions}:
        faults["version"] = f"There is a version {facts.version} already"
    if facts.delivery not in DELIVERIES:
        faults["delivery"] = "Choose how the course is given"
    if not facts.provider:
        faults["provider"] = "Enter who provides the course"
    if facts.highest_score < 1:
        faults["highest_score"] = "The highest score must be 1 or more"
    elif facts.pass_mark is not None and not 0 <= facts.pass_mark <= facts.highest_score:
        faults["pass_mark"] = f"The pass mark must be between 0 and {facts.highest_score}"
    if facts.length_minutes < 1:
        faults["length_minutes"] = "The length must be 1 minute or more"
    if facts.until_on is not None and facts.until_on < facts.from_on:
        faults["until_on"] = "The last day must be the first day or later"
    return faults


def _provider(authority_id: int, name: str) -> TrainingProvider:
    held = db.session.scalar(
        scope.within(TrainingProvider, authority_id).where(func.lower(TrainingProvider.name) == name.lower())
    )
    if held is None:
        held = TrainingProvider(authority_id=authority_id, name=name)
        db.session.add(held)
    return held


@dataclass(frozen=True)
class SessionFacts:
    """A course held once. A length of None is the version's own."""

    held_on: date
    trainer: str
    venue: str
    length_minutes: int | None = None


def hold_session(version_id: int, facts: SessionFacts, *, by: Officer) -> TrainingSession:
    """Add a session of a course version, held or planned. Raises NotFound for another authority's version."""
    version = scope.get(CourseVersion, version_id, by.authority_id)
    faults = {}
    if not version.given_on(facts.held_on):
        faults["held_on"] = f"{version.label} is not given on this day"
    length = version.length_minutes if facts.length_minutes is None else facts.length_minutes
    if length < 1:
        faults["length_minutes"] = "The length must be 1 minute or more"
    if faults:
        raise BadInput("This session can't be added.", faults)
    session = TrainingSession(
        authority_id=by.authority_id,
        course_version=version,
        trainer=facts.trainer,
        venue=facts.venue,
        held_on=facts.held_on,
        length_minutes=length,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(session)
    db.session.flush()
    record(
        "training-session:created",
        by=by.actor,
        subject=f"training-session:{session.id}",
        held_on=facts.held_on.isoformat(),
    )
    return session


@dataclass(frozen=True)
class CompletionFacts:
    """What the certificate or the result sheet says. `result` is needed only where there is no pass mark."""

    completed_on: date
    score: int | None = None
    result: bool | None = None
    certificate_number: str = ""
    evidence: str = ""


def record_completion(
    person_id: int,
    version_id: int,
    facts: CompletionFacts,
    *,
    by: Officer,
    on: date,
    attendance: Attendance | None = None,
) -> Completion:
    """Record that a person of the officer's authority took a course to its end. A fail is recorded too.

    Discharges the duty about a lapse when the training now counts. `on` is today in London.
    """
    person = scope.get(Person, person_id, by.authority_id, lock=True)
    version = scope.get(CourseVersion, version_id, by.authority_id)
    passed, faults = judge(
        Mark(version.pass_mark, version.highest_score), facts.score, facts.result, facts.certificate_number
    )
    faults |= _completion_faults(person, version, facts, on)
    if faults or passed is None:
        raise BadInput("This completion can't be recorded.", faults)
    completion = Completion(
        authority_id=by.authority_id,
        person_id=person.id,
        course_version=version,
        session_id=attendance.session_id if attendance else None,
        attendance_id=attendance.id if attendance else None,
        completed_on=facts.completed_on,
        score=facts.score,
        pass_mark=version.pass_mark,
        highest_score=version.highest_score,
        passed=passed,
        certificate_number=facts.certificate_number or None,
        evidence=facts.evidence,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(completion)
    db.session.flush()
    record(
        "training:completed",
        by=by.actor,
        subject=f"person:{person.id}",
        course=version.label,
        completed_on=facts.completed_on.isoformat(),
        source="attendance list" if attendance else "recorded by hand",
    )
    discharge_lapse(person, by=by.actor, on=on)
    return completion


def _completion_faults(
    person: Person, version: CourseVersion, facts: CompletionFacts, on: date
) -> dict[str, str]:
    faults = {}
    if facts.completed_on > on:
        faults["completed_on"] = "The day must be today or in the past: training counts once it is done"
    elif not version.given_on(facts.completed_on):
        faults["completed_on"] = f"{version.label} was not given on this day"
    elif facts.completed_on <= person.date_of_birth:
        faults["completed_on"] = "The day must be after the date of birth"
    if not facts.evidence:
        faults["evidence"] = "Say where the evidence is: a file, a list, a certificate seen"
    held = scope.within(Completion, version.authority_id).where(Completion.voided_at.is_(None))
    number = facts.certificate_number
    if number and db.session.scalar(held.where(Completion.certificate_number == number)):
        faults["certificate_number"] = f"Certificate {number} is in use already"
    if db.session.scalar(
        held.where(
            Completion.person_id == person.id,
            Completion.course_version_id == version.id,
            Completion.completed_on == facts.completed_on,
        )
    ):
        faults["completed_on"] = f"A completion of {version.label} on this day is recorded already"
    return faults


def void_completion(completion_id: int, *, reason: str, by: Officer) -> Completion:
    """Say that a completion was recorded in error: it stays to be seen, and counts no longer, anywhere.

    A line of an attendance list it came from is nobody's again. Raises NotFound for another authority's.
    """
    completion = scope.get(Completion, completion_id, by.authority_id, lock=True)
    if completion.voided_at is not None:
        raise NotPossibleNow("This completion was marked as recorded in error already.")
    if not reason:
        raise BadInput("A reason is needed.", {"reason": "Say what was wrong"})
    completion.voided_at, completion.voided_by_id, completion.void_reason = clock.now(), by.id, reason
    if completion.attendance_id is not None:
        line = scope.get(Attendance, completion.attendance_id, by.authority_id, lock=True)
        line.person_id, line.linked_how, line.link_reason = None, None, ""
    db.session.flush()
    record(
        "training:voided",
        by=by.actor,
        subject=f"person:{completion.person_id}",
        reason=reason,
        completion=completion.id,
    )
    return completion


def exempt(
    person_id: int, module: str, *, from_on: date, until_on: date, reason: str, by: Officer, on: date
) -> Exemption:
    """Exempt a person from a module, from a day to a day (both included), for a reason.

    Discharges the duty about a lapse when it covers today. `on` is today in London.
    """
    person = scope.get(Person, person_id, by.authority_id, lock=True)
    faults = {}
    if module not in modules(by.authority_id, on):
        faults["module"] = "Choose a module"
    if until_on < from_on:
        faults["until_on"] = "The last day must be the first day or later"
    if not reason:
        faults["reason"] = "Say why this person is exempt"
    if faults:
        raise BadInput("This exemption can't be recorded.", faults)
    exemption = Exemption(
        authority_id=by.authority_id,
        person_id=person.id,
        module=module,
        from_on=from_on,
        until_on=until_on,
        reason=reason,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(exemption)
    db.session.flush()
    record(
        "training:exempted",
        by=by.actor,
        subject=f"person:{person.id}",
        reason=reason,
        module=module,
        until=until_on.isoformat(),
    )
    discharge_lapse(person, by=by.actor, on=on)
    return exemption


def end_exemption(exemption_id: int, *, reason: str, by: Officer) -> Exemption:
    """Take an exemption back: it counts no longer. Raises NotFound for another authority's."""
    exemption = scope.get(Exemption, exemption_id, by.authority_id, lock=True)
    if exemption.ended_at is not None:
        raise NotPossibleNow("This exemption was taken back already.")
    if not reason:
        raise BadInput("A reason is needed.", {"reason": "Say why the exemption is taken back"})
    exemption.ended_at, exemption.ended_by_id, exemption.end_reason = clock.now(), by.id, reason
    db.session.flush()
    record(
        "training:exemption-ended",
        by=by.actor,
        subject=f"person:{exemption.person_id}",
        reason=reason,
        module=exemption.module,
    )
    return exemption
