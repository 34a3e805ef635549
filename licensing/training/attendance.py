"""The dry run of an attendance list: every fault by line, every question, and what would be added.

A dry run stores nothing. It has a digest over all that it shows; loading makes the dry run again and goes on
only when the digest is the same, so that what is loaded is exactly what was shown.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from licensing.authorities import scope
from licensing.training.attendance_file import Fault, Row, read
from licensing.training.attendance_session import SessionKey, session_of
from licensing.training.checks import Mark, judge
from licensing.training.held import Held, completed, gather
from licensing.training.identity import Match, find_people, name_key
from licensing.training.models import CourseVersion, TrainingSession


@dataclass(frozen=True)
class PlannedRow:
    """What would become of one line."""

    line: int
    session: SessionKey
    first_name: str
    last_name: str
    date_of_birth: date
    score: int | None
    passed: bool
    certificate_number: str
    match: Match
    # The same line was loaded before: nothing would be added.
    held: bool = False

    @property
    def name(self) -> str:
        """The name as the list has it."""
        return f"{self.first_name} {self.last_name}"

    @property
    def asks(self) -> bool:
        """Whether the officer has to choose."""
        return self.match.person is None and not self.held


@dataclass(frozen=True)
class DryRun:
    """What loading a list would do, and what stands against it."""

    notes: Sequence[str]
    faults: Sequence[Fault]
    rows: Sequence[PlannedRow]
    lines: int
    labels: dict[int, str]
    digest: str = ""

    @property
    def questions(self) -> list[PlannedRow]:
        """The lines for which the officer has to choose."""
        return [row for row in self.rows if row.asks]

    @property
    def new_rows(self) -> list[PlannedRow]:
        """The lines that are not held already."""
        return [row for row in self.rows if not row.held]

    @property
    def new_sessions(self) -> list[SessionKey]:
        """The sessions that loading would add, in the order of the list."""
        return list(dict.fromkeys(row.session for row in self.new_rows if row.session.session_id is None))

    @property
    def clean(self) -> bool:
        """Whether nothing stands against it: no fault, no question."""
        return not self.faults and not self.questions


def dry_run(authority_id: int, content: bytes, *, on: date, session_id: int | None = None) -> DryRun:
    """What loading this list would do for an authority on a day (London). Reads only.

    `session_id`: the list is of this session. Raises Unreadable, and NotFound for another authority's.
    """
    session = scope.get(TrainingSession, session_id, authority_id) if session_id is not None else None
    file = read(content, on=on, in_session=session is not None)
    faults = list(file.faults)
    held = gather(authority_id, file.rows, session)
    matches = find_people(authority_id, file.rows)
    planned = [
        row
        for one in file.rows
        if (row := _plan(one, matches.get(one.line), (held, session), on, faults)) is not None
    ]
    _duplicates(planned, held, faults)
    _already_completed(authority_id, planned, held, faults)
    faults = sorted(set(faults))
    bad = {fault.line for fault in faults}
    rows = [row for row in planned if row.line not in bad]
    found = DryRun(file.notes, faults, rows, len(file.rows), held.labels)
    return replace(found, digest=_digest(content, session_id, found))


def _digest(content: bytes, session_id: int | None, found: DryRun) -> str:
    shown = repr((hashlib.sha256(content).hexdigest(), session_id, found.faults, found.rows))
    return hashlib.sha256(shown.encode()).hexdigest()


def _plan(
    row: Row,
    match: Match | None,
    found: tuple[Held, TrainingSession | None],
    on: date,
    faults: list[Fault],
) -> PlannedRow | None:
    """What one line comes to; None when a fault leaves nothing to plan. Faults are added to the list."""
    before = len(faults)
    held, fixed = found
    session = session_of(row, held, fixed, faults)
    if session is None:
        return None
    if session.held_on > on:
        faults.append(
            Fault(row.line, "session", "The session is in the future: training counts once it is done")
        )
    passed = _passed(row, held.versions[session.version_id], faults)
    if row.date_of_birth is not None and row.date_of_birth >= session.held_on:
        faults.append(
            Fault(row.line, "date_of_birth", "The date of birth is not before the day of the course")
        )
    if match is None or passed is None or row.date_of_birth is None or len(faults) > before:
        return None
    return PlannedRow(
        row.line,
        session,
        row.first_name,
        row.last_name,
        row.date_of_birth,
        row.score,
        passed,
        row.certificate_number,
        match,
    )


def _passed(row: Row, version: CourseVersion, faults: list[Fault]) -> bool | None:
    """Whether the line says passed; None when that is at fault."""
    mark = Mark(version.pass_mark, version.highest_score)
    found, wrong = judge(mark, row.score, row.result, row.certificate_number)
    faults.extend(Fault(row.line, column, message) for column, message in wrong.items())
    return None if wrong else found


def _duplicates(planned: list[PlannedRow], held: Held, faults: list[Fault]) -> None:
    """Mark what is held already, and find who or what is there twice: in the file, or on the register."""
    lines: dict[object, int] = {}
    for place, row in enumerate(planned):
        names = (row.session, *name_key(row.first_name, row.last_name), row.date_of_birth)
        people = (row.session, row.match.person.person_id) if row.match.person else None
        first = lines.setdefault(names, row.line)
        if people is not None and first == row.line:
            first = lines.setdefault(people, row.line)
        if first != row.line:
            faults.append(Fault(row.line, "last_name", f"The same person as on line {first}"))
            continue
        if row.certificate_number:
            first = lines.setdefault(("certificate", row.certificate_number), row.line)
            if first != row.line:
                message = f"Certificate {row.certificate_number} is on line {first} already"
                faults.append(Fault(row.line, "certificate_number", message))
        planned[place] = _against_register(row, held, faults)


def _against_register(row: PlannedRow, held: Held, faults: list[Fault]) -> PlannedRow:
    key = (*name_key(row.first_name, row.last_name), row.date_of_birth)
    there = next(
        (
            one
            for one in held.attendances.get(row.session.session_id or 0, ())
            if (*name_key(one.first_name, one.last_name), one.date_of_birth) == key
        ),
        None,
    )
    used_by = held.certificates.get(row.certificate_number, set()) if row.certificate_number else set()
    if there is not None:
        same = (there.score, there.passed, there.certificate_number or "")
        if same != (row.score, row.passed, row.certificate_number):
            faults.append(
                Fault(
                    row.line,
                    "last_name",
                    f"{row.name} is on the list of session {row.session.session_id} "
                    "already, with another score, result or certificate",
                )
            )
        used_by = used_by - {there.id}
    if used_by:
        message = f"Certificate {row.certificate_number} is in use already"
        faults.append(Fault(row.line, "certificate_number", message))
    return replace(row, held=there is not None)


def _already_completed(authority_id: int, planned: list[PlannedRow], held: Held, faults: list[Fault]) -> None:
    """A completion recorded by hand is not recorded again by a list."""
    keys = {
        row.line: (row.match.person.person_id, row.session.version_id, row.session.held_on)
        for row in planned
        if row.match.person is not None and not row.held
    }
    there = completed(authority_id, keys.values())
    for row in planned:
        if keys.get(row.line) in there:
            message = (
                f"{row.name} has a completion of {held.labels[row.session.version_id]} on this day already"
            )
            faults.append(Fault(row.line, "last_name", message))
