"""Which session a line of an attendance list belongs to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from licensing.training.attendance_file import Fault, Row
from licensing.training.held import Held
from licensing.training.models import CourseVersion, TrainingSession

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class SessionKey:
    """The session a line belongs to: one that is there, or one that loading would add."""

    session_id: int | None
    version_id: int
    held_on: date
    trainer: str = ""
    venue: str = ""


def session_of(row: Row, held: Held, fixed: TrainingSession | None, faults: list[Fault]) -> SessionKey | None:
    """The session of a line, there already or to be added; None when a fault stands in the way.

    `fixed`: the whole list is of this session.
    """

    def say(column: str, message: str) -> None:
        faults.append(Fault(row.line, column, message))

    if fixed is not None and row.session not in (None, fixed.id):
        say("session", f"This list is of session {fixed.id}: leave the column empty or write {fixed.id}")
        return None
    if fixed is None and row.session is None:
        return _by_course(row, held, say)
    session = fixed or held.sessions.get(row.session or 0)
    if session is None:
        say("session", f"There is no session {row.session}")
        return None
    return _agrees(row, session, say)


def _by_course(row: Row, held: Held, say: Say) -> SessionKey | None:
    version = _version(row, held, say)
    if version is None or row.held_on is None:
        return None
    if not version.given_on(row.held_on):
        say("date", f"{version.label} is not given on this day. Check the version and the date")
        return None
    there = [
        one
        for one in held.on_day(version.id, row.held_on)
        if row.trainer in ("", one.trainer) and row.venue in ("", one.venue)
    ]
    if len(there) > 1:
        numbers = " or ".join(str(one.id) for one in there)
        say("session", f"There is more than one session of {version.label} on this day: write {numbers}")
        return None
    if there:
        return SessionKey(there[0].id, version.id, row.held_on)
    return SessionKey(None, version.id, row.held_on, row.trainer, row.venue)


def _version(row: Row, held: Held, say: Say) -> CourseVersion | None:
    if not (row.course and row.version):
        return None
    version = held.versions_by_code.get((row.course.casefold(), row.version.casefold()))
    if version is None and row.course.casefold() in {code for code, _ in held.versions_by_code}:
        say("version", f"Course {row.course} has no version “{row.version}”")
    elif version is None:
        say("course", f"There is no course “{row.course}”")
    return version


def _agrees(row: Row, session: TrainingSession, say: Say) -> SessionKey | None:
    """The session's own key, when what else the line says of the course agrees with it."""
    version = session.course_version
    said = (
        ("course", row.course.casefold(), version.course.code.casefold(), version.course.code),
        ("version", row.version.casefold(), version.version.casefold(), version.version),
        ("date", row.held_on, session.held_on, f"{session.held_on.day} {session.held_on:%B %Y}"),
    )
    wrong = [(column, words) for column, given, held, words in said if given and given != held]
    for column, words in wrong:
        say(column, f"Session {session.id} has another {column}: {words}")
    return None if wrong else SessionKey(session.id, version.id, session.held_on)
