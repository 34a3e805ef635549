"""Loading an attendance list after its dry run, and saying afterwards whom a line meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput, NotPossibleNow
from licensing.register.models import Person
from licensing.training.actions import CompletionFacts, SessionFacts, hold_session, record_completion
from licensing.training.attendance import DryRun, PlannedRow, dry_run
from licensing.training.attendance_session import SessionKey
from licensing.training.models import Attendance, Completion, Course, TrainingSession

# What an officer may answer to a question, besides the number of a person who was offered.
LIST_ONLY = "list-only"
LEAVE_OUT = "leave-out"


@dataclass(frozen=True)
class Loaded:
    """What loading a list added; `held` lines were there already."""

    attendances: int
    completions: int
    sessions: int
    held: int
    left_out: int


def load_attendance(
    content: bytes,
    *,
    shown: str,
    choices: Mapping[int, str],
    by: Officer,
    on: date,
    session_id: int | None = None,
) -> Loaded:
    """Load exactly what a dry run showed, by its digest. Loading the same list again adds nothing.

    `choices`: for each line that asks, a person's number, LIST_ONLY (kept on the list, linked to nobody) or
    LEAVE_OUT. Raises NotPossibleNow when the register changed since the dry run was shown, BadInput when it
    has faults or a question is not answered (faults by "choice-<line>").
    """
    # Two officers with the same list: the second waits here, and then sees what the first loaded.
    db.session.scalars(scope.within(Course, by.authority_id).order_by(Course.id).with_for_update()).all()
    plan = dry_run(by.authority_id, content, on=on, session_id=session_id)
    if plan.digest != shown:
        raise NotPossibleNow(
            "The register changed after this list was checked, so what was shown is no longer what would be "
            "added. Nothing was loaded: check the list again."
        )
    if plan.faults:
        raise BadInput("The list has faults. Correct the file, then check it again.")
    people = _answers(plan, choices)
    try:
        return _load(plan, people, by=by, on=on)
    except IntegrityError as fault:
        raise NotPossibleNow(
            "Somebody else recorded the same training while you were loading this list. Nothing was loaded: "
            "check the list again."
        ) from fault


def _answers(plan: DryRun, choices: Mapping[int, str]) -> dict[int, int | None]:
    """Line → the person's number, or None for nobody; a line that is left out is not there."""
    people: dict[int, int | None] = {
        row.line: row.match.person.person_id for row in plan.new_rows if row.match.person is not None
    }
    faults = {}
    for row in plan.questions:
        answer = choices.get(row.line, "")
        offered = {str(one.person_id): one.person_id for one in row.match.candidates}
        if answer in offered:
            people[row.line] = offered[answer]
        elif answer == LIST_ONLY:
            people[row.line] = None
        elif answer != LEAVE_OUT:
            faults[f"choice-{row.line}"] = f"Line {row.line}: choose who {row.name} is"
    taken: dict[tuple[SessionKey, int], int] = {}
    for row in plan.new_rows:
        person_id = people.get(row.line)
        if person_id is None:
            continue
        first = taken.setdefault((row.session, person_id), row.line)
        if first != row.line:
            faults[f"choice-{row.line}"] = f"Line {row.line}: the same person as on line {first}"
    if faults:
        raise BadInput("Some lines still need your choice.", faults)
    return people


def _load(plan: DryRun, people: Mapping[int, int | None], *, by: Officer, on: date) -> Loaded:
    wanted = [row for row in plan.new_rows if row.line in people]
    sessions: dict[SessionKey, TrainingSession] = {}
    added = 0
    completions = 0
    for row in wanted:
        if row.session not in sessions:
            sessions[row.session] = _session(row.session, by)
            added += row.session.session_id is None
        line = _line(row, sessions[row.session], by)
        person_id = people[row.line]
        if person_id is not None:
            how = "identity" if row.match.person is not None else "officer"
            _complete(line, person_id, how, by=by, on=on)
            completions += 1
    if wanted:
        record(
            "training:attendance-loaded",
            by=by.actor,
            subject=f"authority:{by.authority_id}",
            rows=len(wanted),
            completions=completions,
        )
    held = sum(row.held for row in plan.rows)
    return Loaded(len(wanted), completions, added, held, len(plan.new_rows) - len(wanted))


def _session(key: SessionKey, by: Officer) -> TrainingSession:
    if key.session_id is not None:
        return scope.get(TrainingSession, key.session_id, by.authority_id, lock=True)
    return hold_session(key.version_id, SessionFacts(key.held_on, key.trainer, key.venue), by=by)


def _line(row: PlannedRow, session: TrainingSession, by: Officer) -> Attendance:
    line = Attendance(
        authority_id=by.authority_id,
        session=session,
        first_name=row.first_name,
        last_name=row.last_name,
        date_of_birth=row.date_of_birth,
        score=row.score,
        passed=row.passed,
        certificate_number=row.certificate_number or None,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(line)
    db.session.flush()
    return line


def _complete(line: Attendance, person_id: int, how: str, *, by: Officer, on: date) -> Completion:
    line.person_id, line.linked_how = person_id, how
    session = line.session
    facts = CompletionFacts(
        completed_on=session.held_on,
        score=line.score,
        result=line.passed,
        certificate_number=line.certificate_number or "",
        evidence=f"Attendance list of session {session.id}",
    )
    return record_completion(person_id, session.course_version_id, facts, by=by, on=on, attendance=line)


def link_attendance(attendance_id: int, person_id: int, *, reason: str, by: Officer, on: date) -> Completion:
    """Say whom a line of an attendance list meant, and why; that person then has the completion.

    Raises NotFound for another authority's line or person, NotPossibleNow for a line that is linked already.
    """
    line = scope.get(Attendance, attendance_id, by.authority_id, lock=True)
    person = scope.get(Person, person_id, by.authority_id)
    if line.person_id is not None:
        raise NotPossibleNow("This line of the list was linked to a person already.")
    if not reason:
        raise BadInput("A reason is needed.", {"reason": "Say how you know that this is the same person"})
    line.link_reason = reason
    try:
        completion = _complete(line, person.id, "officer", by=by, on=on)
    except BadInput as refusal:
        # The result was judged when the list was loaded: what is wrong now is wrong about the person.
        raise BadInput(refusal.message, {"person": next(iter(refusal.faults.values()), "")}) from refusal
    record(
        "training:attendance-linked",
        by=by.actor,
        subject=f"person:{person.id}",
        reason=reason,
        attendance=line.id,
    )
    return completion
