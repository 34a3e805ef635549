"""Reading training. Whoever asks about a person by number has found them within their authority first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.db import db
from licensing.policy.model import Policy
from licensing.policy.queries import policy_in_force
from licensing.register.models import Person
from licensing.training import checks
from licensing.training.checks import Standing
from licensing.training.facts import exemptions_of, passes_of
from licensing.training.lapses import SAFEGUARDING, Lapse, lapse_counts, lapsing
from licensing.training.models import (
    Attendance,
    Completion,
    Course,
    CourseVersion,
    Exemption,
    Recognition,
    TrainingSession,
)

__all__ = [
    "SAFEGUARDING",
    "Lapse",
    "Standing",
    "attendances_of",
    "completions_of_session",
    "courses",
    "lapse_counts",
    "lapsing",
    "modules",
    "policy_of",
    "record_of",
    "sessions",
    "standing",
    "standings",
    "versions_given",
]


def standing(person_id: int, module: str, *, valid_months: int, on: date) -> Standing:
    """How a person stands in a module on a day (London). Rule R59."""
    return standings(person_id, [module], valid_months=valid_months, on=on)[0]


def standings(person_id: int, modules: Sequence[str], *, valid_months: int, on: date) -> list[Standing]:
    """How a person stands in each module on a day, in the order asked. Rules R59, R60."""
    passes, exemptions = passes_of([person_id]), exemptions_of([person_id])
    return checks.standings(
        modules, passes.get(person_id, []), exemptions.get(person_id, []), valid_months=valid_months, on=on
    )


@dataclass(frozen=True)
class HeldCompletion:
    """A completion on a person's record, and how it came there."""

    completion: Completion
    recognition: Recognition | None

    @property
    def counts(self) -> bool:
        """Whether it is a pass that was not recorded in error."""
        return self.completion.passed and self.completion.voided_at is None


@dataclass(frozen=True)
class PersonRecord:
    """Everything held about a person's training: how they stand, and the rows, the newest first.

    `titles` names the modules. `verified` is whether the source of the period of validity has been read.
    """

    standings: Sequence[Standing]
    titles: Mapping[str, str]
    verified: bool
    valid_months: int
    completions: Sequence[HeldCompletion]
    exemptions: Sequence[Exemption]


def record_of(person_id: int, *, on: date | None = None) -> PersonRecord:
    """How a person stands on a day (today in London unless given), and all that is held about their training.

    Raises NotConfigured when no policy is in force for their authority.
    """
    on = on or clock.today()
    authority_id = db.session.get_one(Person, person_id).authority_id
    months, titles = policy_of(authority_id, on).training_valid_months, modules(authority_id, on)
    own = db.session.scalars(
        select(Completion)
        .options(selectinload(Completion.recorded_by))
        .where(Completion.person_id == person_id)
    )
    recognised = db.session.scalars(select(Recognition).where(Recognition.person_id == person_id))
    held = [HeldCompletion(completion, None) for completion in own]
    held += [HeldCompletion(recognition.completion, recognition) for recognition in recognised]
    exemptions = db.session.scalars(
        select(Exemption)
        .options(selectinload(Exemption.recorded_by))
        .where(Exemption.person_id == person_id)
        .order_by(Exemption.from_on.desc(), Exemption.id.desc())
    ).all()
    held.sort(key=lambda one: (one.completion.completed_on, one.completion.id), reverse=True)
    found = standings(person_id, list(titles), valid_months=months.value, on=on)
    return PersonRecord(found, titles, months.verified, months.value, held, exemptions)


def policy_of(authority_id: int, on: date) -> Policy:
    """The policy in force for an authority on a day. Raises NotConfigured when there is none."""
    authority = db.session.get_one(Authority, authority_id)
    return policy_in_force(authority.gss_code or "", on)


def modules(authority_id: int, on: date) -> dict[str, str]:
    """Each module of an authority's policy on a day, and its title: safeguarding first."""
    policy = policy_of(authority_id, on)
    titles: Mapping[str, str] = policy.module_titles
    keys = dict.fromkeys([SAFEGUARDING, *policy.modules.value])
    return {key: titles.get(key, key.replace("-", " ").capitalize()) for key in keys}


def courses(authority_id: int) -> Sequence[Course]:
    """An authority's courses with their versions, by code."""
    return db.session.scalars(
        scope.within(Course, authority_id).options(selectinload(Course.versions)).order_by(Course.code)
    ).all()


def versions_given(authority_id: int) -> Sequence[CourseVersion]:
    """Every version of every course of an authority, by code, the newest version first."""
    return db.session.scalars(
        scope.within(CourseVersion, authority_id)
        .options(contains_eager(CourseVersion.course))
        .join(Course, Course.id == CourseVersion.course_id)
        .order_by(Course.code, CourseVersion.from_on.desc(), CourseVersion.id.desc())
    ).all()


@dataclass(frozen=True)
class SessionPage:
    """A page of a list of sessions, as the list's page wants it."""

    rows: Sequence[tuple[TrainingSession, int]]
    page: int
    pages: int
    total: int


def sessions(authority_id: int, *, page: int = 1, per_page: int = 25) -> SessionPage:
    """A page of an authority's sessions, the latest first, each with how many attended."""
    total = db.session.scalar(
        select(func.count()).select_from(TrainingSession).where(TrainingSession.authority_id == authority_id)
    )
    attended = (
        select(func.count())
        .where(Attendance.session_id == TrainingSession.id)
        .correlate(TrainingSession)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(TrainingSession, attended)
        .where(TrainingSession.authority_id == authority_id)
        .order_by(TrainingSession.held_on.desc(), TrainingSession.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return SessionPage(
        [(session, count) for session, count in rows], page, -(-(total or 0) // per_page), total or 0
    )


def attendances_of(session: TrainingSession) -> Sequence[Attendance]:
    """A session's attendance list, by name, with the person each line is linked to."""
    return db.session.scalars(
        scope.within(Attendance, session.authority_id)
        .options(selectinload(Attendance.person).selectinload(Person.names))
        .where(Attendance.session_id == session.id)
        .order_by(Attendance.last_name, Attendance.first_name, Attendance.id)
    ).all()


def completions_of_session(session: TrainingSession) -> Sequence[Completion]:
    """The completions recorded of a session, by when they were recorded."""
    return db.session.scalars(
        scope.within(Completion, session.authority_id)
        .options(selectinload(Completion.person).selectinload(Person.names))
        .where(Completion.session_id == session.id)
        .order_by(Completion.id)
    ).all()
