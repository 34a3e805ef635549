"""What the register holds already that an attendance list touches, read in a few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from licensing.authorities import scope
from licensing.db import db
from licensing.training.attendance_file import Row
from licensing.training.models import Attendance, Completion, CourseVersion, TrainingSession

BATCH = 500


@dataclass
class Held:
    """An authority's course versions, and the sessions, lines and certificates that a list touches."""

    versions: dict[int, CourseVersion] = field(default_factory=dict)
    versions_by_code: dict[tuple[str, str], CourseVersion] = field(default_factory=dict)
    sessions: dict[int, TrainingSession] = field(default_factory=dict)
    attendances: dict[int, list[Attendance]] = field(default_factory=dict)
    # Certificates in use, and by whom: an attendance's number, or nothing for a completion recorded by hand.
    certificates: dict[str, set[int | None]] = field(default_factory=dict)

    @property
    def labels(self) -> dict[int, str]:
        """Each version's number, and how officers name it."""
        return {version_id: version.label for version_id, version in self.versions.items()}

    def on_day(self, version_id: int, held_on: date) -> list[TrainingSession]:
        """The sessions of a version on a day."""
        return [
            one
            for one in self.sessions.values()
            if one.course_version_id == version_id and one.held_on == held_on
        ]


def gather(authority_id: int, rows: Sequence[Row], fixed: TrainingSession | None) -> Held:
    """Read what these lines may touch. Another authority's rows are never among it."""
    held = Held()
    versions = scope.within(CourseVersion, authority_id).options(joinedload(CourseVersion.course))
    for version in db.session.scalars(versions):
        held.versions[version.id] = version
        held.versions_by_code[version.course.code.casefold(), version.version.casefold()] = version
    if fixed is not None:
        held.sessions[fixed.id] = fixed
    for numbers in _batches({row.session for row in rows if row.session is not None}):
        query = scope.within(TrainingSession, authority_id).where(TrainingSession.id.in_(numbers))
        held.sessions |= {one.id: one for one in db.session.scalars(query)}
    for days in _batches({row.held_on for row in rows if row.session is None and row.held_on is not None}):
        query = scope.within(TrainingSession, authority_id).where(TrainingSession.held_on.in_(days))
        held.sessions |= {one.id: one for one in db.session.scalars(query)}
    for some in _batches(held.sessions):
        lines = scope.within(Attendance, authority_id).where(Attendance.session_id.in_(some))
        for line in db.session.scalars(lines):
            held.attendances.setdefault(line.session_id, []).append(line)
    _certificates(authority_id, rows, held)
    return held


def _certificates(authority_id: int, rows: Sequence[Row], held: Held) -> None:
    for some in _batches({row.certificate_number for row in rows if row.certificate_number}):
        completions = select(Completion.certificate_number, Completion.attendance_id).where(
            Completion.authority_id == authority_id,
            Completion.voided_at.is_(None),
            Completion.certificate_number.in_(some),
        )
        # A line that nobody is linked to yet holds its certificate too.
        unlinked = select(Attendance.certificate_number, Attendance.id).where(
            Attendance.authority_id == authority_id,
            Attendance.person_id.is_(None),
            Attendance.certificate_number.in_(some),
        )
        for query in (completions, unlinked):
            for number, line_id in db.session.execute(query):
                held.certificates.setdefault(number or "", set()).add(line_id)


def completed(authority_id: int, keys: Iterable[tuple[int, int, date]]) -> set[tuple[int, int, date]]:
    """Which of these (person, course version, day) an authority has a completion of already."""
    wanted = set(keys)
    found: set[tuple[int, int, date]] = set()
    for some in _batches({person_id for person_id, _, _ in wanted}):
        query = select(Completion.person_id, Completion.course_version_id, Completion.completed_on).where(
            Completion.authority_id == authority_id,
            Completion.voided_at.is_(None),
            Completion.person_id.in_(some),
        )
        found |= {(person_id, version_id, day) for person_id, version_id, day in db.session.execute(query)}
    return wanted & found


def _batches(items: Iterable[object]) -> Iterable[list[object]]:
    listed = list(items)
    return (listed[start : start + BATCH] for start in range(0, len(listed), BATCH))
