"""What a file of training would do: completions of people who hold a licence of the authority."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.errors import NotAllowed
from licensing.exchange.planning import ADDED, Plan, Planner, Step, Write, number_in_files
from licensing.exchange.reading import Reader, Record
from licensing.exchange.recognising import name_of
from licensing.matching.spelling import plain_letters
from licensing.register.models import Badge, DriverLicence, Person
from licensing.training.checks import Mark, judge
from licensing.training.models import Completion, CourseVersion
from licensing.training.settling import discharge_lapse

EVIDENCE = "A file that was loaded"
# What the rules of training call a field, and what files call it.
_FIELDS = {"certificate_number": "certificate"}


class Match(NamedTuple):
    """Who passed or failed what: a person, and a course as it was given that day."""

    person_id: int
    version: CourseVersion
    passed: bool


class TrainingPlanner(Planner):
    """Plans completions. Whom a line means is sure by a licence or badge number and a name or birth date with it."""

    def __init__(self, authority_id: int, reader: Reader, on: date) -> None:
        super().__init__(authority_id, reader, on)
        self._by_id = 0
        self._holders = self._all_holders()
        self._versions: dict[str, list[CourseVersion]] = {}
        versions = scope.within(CourseVersion, authority_id).options(joinedload(CourseVersion.course))
        for version in db.session.scalars(versions):
            self._versions.setdefault(version.course.code.upper(), []).append(version)
        held = db.session.execute(
            select(
                Completion.person_id,
                Completion.course_version_id,
                Completion.completed_on,
                Completion.certificate_number,
            ).where(Completion.authority_id == authority_id, Completion.voided_at.is_(None))
        ).all()
        self._held = {(row[0], row[1], row[2]) for row in held}
        self._certificates = {row[3] for row in held if row[3]}
        self._touched: set[int] = set()
        self._lines: dict[object, int] = {}

    def plan(self, records: Iterable[Record], name: str) -> Plan:
        """The plan of these lines."""
        plan = Plan(self.authority_id, name, self)
        for record in records:
            step = self._step(record)
            if step is None:
                plan.left += 1
            elif step.action:
                plan.steps.append(step)
        return plan

    def _step(self, record: Record) -> Step | None:
        """The step of a line; None when it changes nothing; one without an action when it is at fault."""
        before = len(self.reader.faults)
        person, version = self._person(record), self._version(record)
        if person is None or version is None:
            return Step(record.line, "", record)
        key = (person.id, version.id, record.get("completed_on"))
        if key in self._held:
            return None
        number = record.get("certificate", "")
        mark = Mark(version.pass_mark, version.highest_score)
        passed, wrong = judge(mark, record.get("score"), record.get("result"), number)
        for field, message in wrong.items():
            self.fault(record, _FIELDS.get(field, field), message)
        if number and number in self._certificates:
            self.fault(record, "certificate", f"certificate {number} is in use already")
        for kind in (key, ("certificate", number) if number else key):
            first = self._lines.setdefault(kind, record.line)
            if first != record.line:
                self.fault(
                    record, "number", f"the same person and course, or certificate, as on line {first}"
                )
                break
        if passed is None or len(self.reader.faults) > before:
            return Step(record.line, "", record)
        return Step(record.line, ADDED, record, Match(person.id, version, passed))

    def _person(self, record: Record) -> Person | None:
        """Who a line is about, once the number's holder and the line agree; else the fault is said."""
        number = record.get("number")
        person = self._holders.get(number)
        if person is None:
            self.fault(record, "number", f"nobody of the register holds licence or badge {number}")
            return None
        first, _, last = name_of(record)
        born = record.get("date_of_birth")
        if not last and born is None:
            self.fault(
                record, "number", "a number alone doesn't say who it is: give the name or the date of birth"
            )
            return None
        names = {(plain_letters(one.first), plain_letters(one.last)) for one in person.names}
        if last and (plain_letters(first), plain_letters(last)) not in names:
            self.fault(
                record,
                "name" if "name" in record.values else "last_name",
                f"{number} is held by another name",
            )
            return None
        births = {person.date_of_birth, *(one.born for one in person.earlier_birth_dates)}
        if born is not None and born not in births:
            self.fault(record, "date_of_birth", f"the holder of {number} was born on another day")
            return None
        return person

    def _version(self, record: Record) -> CourseVersion | None:
        """The course as it was given on the day; else the fault is said."""
        code, done_on = record.get("course"), record.get("completed_on")
        if done_on > self.on:
            self.fault(record, "completed_on", "is in the future: training counts once it is done")
            return None
        if code not in self._versions:
            self.fault(record, "course", f"there is no course {code}")
            return None
        given = [one for one in self._versions[code] if one.given_on(done_on)]
        if not given:
            self.fault(record, "course", f"{code} was not given on that day")
            return None
        return given[-1]

    def begin(self, by: Officer) -> None:
        """Hear who loads it. Raises NotAllowed unless they keep training too."""
        if not by.may(Permission.MANAGE_TRAINING):
            raise NotAllowed("Only an officer who keeps training loads a file of it.")
        self._by_id = by.id

    def finish(self, by: Officer) -> None:
        """Discharge the duties about lapses that are lapses no longer."""
        for person_id in self._touched:
            discharge_lapse(db.session.get_one(Person, person_id), by=by.actor, on=self.on)

    def writes(self, step: Step) -> list[Write]:
        """The completion that a step writes."""
        record, match = step.record, step.held
        assert record is not None
        self._touched.add(match.person_id)
        row = {
            "authority_id": self.authority_id,
            "person_id": match.person_id,
            "course_version_id": match.version.id,
            "session_id": None,
            "attendance_id": None,
            "completed_on": record.get("completed_on"),
            "score": record.get("score"),
            "pass_mark": match.version.pass_mark,
            "highest_score": match.version.highest_score,
            "passed": match.passed,
            "certificate_number": record.get("certificate"),
            "evidence": EVIDENCE,
            "recorded_at": clock.now(),
            "recorded_by_id": self._by_id,
            "voided_at": None,
            "voided_by_id": None,
            "void_reason": "",
        }
        return [Write("completion", row)]

    def _all_holders(self) -> dict[str, Person]:
        """Who holds each licence and badge number; the licence wins where the two are one number."""
        ours = DriverLicence.authority_id == self.authority_id
        people = {
            person.id: person
            for person in db.session.scalars(
                select(Person)
                .where(Person.authority_id == self.authority_id)
                .options(selectinload(Person.names), selectinload(Person.earlier_birth_dates))
            )
        }
        badges = db.session.execute(
            select(Badge.number, DriverLicence.person_id)
            .join(DriverLicence, DriverLicence.id == Badge.licence_id)
            .where(ours)
        )
        licences = db.session.execute(select(DriverLicence.number, DriverLicence.person_id).where(ours))
        found = {number.upper(): people[holder] for number, holder in badges}
        return found | {number_in_files(number).upper(): people[holder] for number, holder in licences}
