"""What a file of driver licences would do: to people, their licences and badges."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.exchange.planning import (
    ADDED,
    CHANGED,
    ENDED,
    HeldLicence,
    Licences,
    New,
    Plan,
    Planner,
    Question,
    Step,
    Write,
    ending,
    in_words,
    licence_row,
    listing_again,
    replacing,
    term_words,
    what_a_file_cannot_change,
)
from licensing.exchange.reading import Reader, Record
from licensing.exchange.recognising import LEAVE_OUT, NUMBERS, Recogniser, Same, name_of
from licensing.matching.numbers import driver_number_agrees, read_driver_number
from licensing.register import bulk, deadlines
from licensing.register.bulk import Row, table_of
from licensing.register.models import Badge, Person, PersonNumber, new_ref, number_fingerprint
from licensing.register.queries import with_identity

_BADGES = table_of(Badge)


class Match(NamedTuple):
    """What a line is about on the register, and what it says that the register doesn't."""

    same: Same
    person: Person | None = None
    licence: HeldLicence | None = None
    badge: tuple[int, str] | None = None
    about: frozenset[str] = frozenset()
    other_term: bool = False
    other_badge: bool = False
    listed_again: bool = False

    @property
    def differs(self) -> str:
        """In what the line differs from the register, in words."""
        return in_words(
            self.about, term=self.other_term, badge=self.other_badge, on_the_list_again=self.listed_again
        )


class DriverPlanner(Planner):
    """Plans driver licences, known by their number; whoever is new to the register meets the matching."""

    def __init__(
        self, authority_id: int, reader: Reader, on: date, choices: dict[int, str] | None = None
    ) -> None:
        super().__init__(authority_id, reader, on)
        self._choices = choices or {}
        self._licences = Licences(authority_id, "driver")
        self._people = {
            person.id: person
            for person in db.session.scalars(
                with_identity(select(Person)).where(Person.authority_id == authority_id)
            )
        }
        self._badges, self._badge_numbers = self._all_badges()
        self._recogniser = Recogniser(authority_id, self._choices)
        self._numbers: dict[str, Record] = {}
        self._named: set[int] = set()
        self._person_of_line: dict[int, int] = {}
        self._touched: dict[int, None] = {}
        self._granted: list[tuple[int, int]] = []

    def plan(self, records: Iterable[Record], name: str) -> Plan:
        """The plan of these lines."""
        plan = Plan(self.authority_id, name, self)
        for record in records:
            if not self._is_sound(record):
                continue
            step = self._step(record)
            if isinstance(step, Question):
                if self._choices.get(record.line) == LEAVE_OUT:
                    self.noticed.note("Left out by an officer's word", record.line)
                else:
                    plan.questions.append(step)
            elif step is None:
                plan.left += 1
            elif step.action:
                plan.steps.append(step)
        to_end, plan.in_force, ours = self._licences.to_end(self._named, self.on)
        if self.profile.replaces_all:
            plan.steps += [Step(0, ENDED, None, one) for one in to_end]
            self.say_of_granted(ours)
        return plan

    # --- a line

    def _is_sound(self, record: Record) -> bool:
        before = len(self.reader.faults)
        wrong = deadlines.term_faults(record.get("starts_on"), record.get("ends_on"), deadlines.Leave())
        if wrong:
            self.fault(record, "ends_on", term_words(wrong))
        first_name, _, last_name = name_of(record)
        if not last_name or not first_name:
            self.fault(record, "last_name" if first_name else "first_name", "is missing")
        if record.get("date_of_birth") >= record.get("starts_on"):
            self.fault(record, "date_of_birth", "is not before the day the licence starts")
        if number := record.get("gb_driver"):
            facts = read_driver_number(number)
            if driver_number_agrees(facts, last_name, record.get("date_of_birth")):
                self.noticed.note(
                    "The driver number doesn't go with the name or date of birth: ask", record.line
                )
        first = self._numbers.setdefault(record.get("number"), record)
        if first is not record:
            if first.values == record.values:
                self.noticed.note("The same as an earlier line, and counted once", record.line)
            else:
                self.fault(record, "number", f"{record.get('number')} is on line {first.line} already")
            return False
        return len(self.reader.faults) == before

    def _step(self, record: Record) -> Step | Question | None:
        """The step of a line; None when it changes nothing; one without an action when it is at fault."""
        nothing = Step(record.line, "", record)
        number, badge = record.get("number"), record.get("badge", "")
        licence = self._licences.numbered(number)
        holder = self._badge_numbers.setdefault(badge, -record.line) if badge else 0
        if badge and holder != -record.line and (licence is None or holder != licence.id):
            self.fault(record, "badge", f"badge {badge} has been issued already, or is on another line")
            return nothing
        if licence is not None:
            self._named.add(licence.id)
            return self._known(record, licence)
        if self._licences.is_of_another_class(number):
            self.fault(record, "number", f"{number} is the number of a licence of another class")
            return nothing
        same = self._recogniser.recognise(record)
        if isinstance(same, Question):
            return same
        person = self._people.get(same.person_id)
        about = self._differing(record, person) if person else frozenset[str]()
        return Step(record.line, ADDED, record, Match(same, person, about=about))

    def _known(self, record: Record, licence: HeldLicence) -> Step | None:
        person = self._people[licence.holder_id]
        nothing = Step(record.line, "", record)
        if person.date_of_birth != record.get("date_of_birth"):
            self.fault(
                record, "date_of_birth",
                "the register has another for the holder of this licence; correct it on the person's page",
            )  # fmt: skip
            return nothing
        if licence.kind != record.get("kind"):
            self.fault(record, "kind", f"the licence on the register is of another kind ({licence.kind})")
            return nothing
        if why := what_a_file_cannot_change(licence):
            self.noticed.note(why, record.line)
            return None
        badge, told = self._badges.get(licence.id), record.get("badge", "")
        match = Match(
            Same(person.id),
            person,
            licence,
            badge,
            self._differing(record, person),
            other_term=(licence.starts_on, licence.ends_on)
            != (record.get("starts_on"), record.get("ends_on")),
            other_badge=bool(told) and (badge is None or badge[1] != told),
            listed_again=licence.state == "ended",
        )
        if match.other_term and licence.origin != "old-records":
            self.fault(
                record, "ends_on", "the licence was granted here with another term, which no file changes"
            )
            return nothing
        return Step(record.line, CHANGED, record, match) if any(match[4:]) else None

    def _differing(self, record: Record, person: Person) -> frozenset[str]:
        """In what a line says something of a known person that the register doesn't."""
        found = set()
        current = {
            (one.first.lower(), one.middle.lower(), one.last.lower())
            for one in person.names
            if one.kind == "current"
        }
        if tuple(part.lower() for part in name_of(record)) not in current:
            found.add("name")
        home, lines = person.home_address, record.get("address", "")
        if lines and (
            home is None or (home.lines.lower(), home.postcode) != (lines.lower(), record.get("postcode", ""))
        ):
            found.add("address")
        held = {(one.kind, one.fingerprint) for one in person.numbers}
        found |= {
            kind
            for kind in NUMBERS
            if record.get(kind) and (kind, number_fingerprint(kind, record.get(kind))) not in held
        }
        found |= {
            what
            for what in ("email", "telephone")
            if record.get(what) not in (None, "", getattr(person, what))
        }
        return frozenset(found)

    # --- what is written

    def writes(self, step: Step) -> list[Write]:
        """The rows that a step writes."""
        if step.action == ENDED:
            return [ending(step.held)]
        record, match, at = step.record, step.held, clock.now()
        assert record is not None
        writes = list[Write]()
        person_id = self._person(record, match, writes, at)
        licence, number, told = match.licence, record.get("number"), record.get("badge", "")
        if licence is not None and match.other_term:
            writes += replacing(licence)
            number = self._licences.free_number(licence.number)
        elif licence is not None and match.listed_again:
            writes.append(listing_again(licence))
        where: Any = licence.id if licence is not None else 0
        if licence is None or match.other_term:
            values = {
                "person_id": person_id, "kind": record.get("kind"), "number": number,
                "starts_on": record.get("starts_on"), "ends_on": record.get("ends_on"),
            }  # fmt: skip
            row = licence_row(values, authority_id=self.authority_id, licence_class="driver", at=at)
            writes.append(Write("licence", row))
            where = New(len(writes) - 1)
        if match.badge is not None and (match.other_term or match.other_badge):
            # The badge goes on under the licence with the corrected term.
            before = {"licence_id": licence.id if licence else 0, "number": match.badge[1]}
            values = {"licence_id": where, "number": told or match.badge[1]}
            writes.append(Write("badge", values, match.badge[0], before))
        elif told and match.badge is None:
            values = {
                "licence_id": where,
                "number": told,
                "issued_on": record.get("starts_on"),
                "state": "issued",
            }
            writes.append(Write("badge", {"authority_id": self.authority_id, **values}))
        return writes

    def _person(self, record: Record, match: Match, writes: list[Write], at: Any) -> Any:
        """Write who it is about; returns the person's id, or what stands for it."""
        if match.person is not None:
            self._bring_up_to_date(record, match.person, match.about, writes, at)
            return match.person.id
        if match.same.line:
            return self._person_of_line[match.same.line]
        row = {
            "ref": new_ref(), "authority_id": self.authority_id, "date_of_birth": record.get("date_of_birth"),
            "email": record.get("email", ""), "telephone": record.get("telephone", ""), "created_at": at, "version": 1,
        }  # fmt: skip
        writes.append(Write("person", row))
        whose = New(len(writes) - 1)
        writes.append(self._name(record, whose, at))
        if record.get("address") or record.get("postcode"):
            writes.append(self._address(record, whose))
        writes += [_number(kind, record.get(kind), whose, at) for kind in NUMBERS if record.get(kind)]
        return whose

    def _bring_up_to_date(
        self, record: Record, person: Person, about: frozenset[str], writes: list[Write], at: Any
    ) -> None:
        """Add what is new about a known person; nothing that was known is lost."""
        if "name" in about:
            writes += [
                Write("person_name", {"kind": "earlier"}, one.id, {"kind": one.kind})
                for one in person.names
                if one.kind == "current"
            ]
            writes.append(self._name(record, person.id, at))
        if "address" in about:
            if (home := person.home_address) is not None:
                writes.append(Write("person_address", {"until_on": self.on}, home.id, {"until_on": None}))
            writes.append(self._address(record, person.id))
        writes += [_number(kind, record.get(kind), person.id, at) for kind in NUMBERS if kind in about]
        contact: Row = {what: record.get(what) for what in ("email", "telephone") if what in about}
        if contact:
            before = {what: getattr(person, what) for what in contact}
            writes.append(
                Write(
                    "person",
                    {**contact, "version": person.version + 1},
                    person.id,
                    {**before, "version": person.version},
                )
            )

    def _name(self, record: Record, whose: Any, at: Any) -> Write:
        first, middle, last = name_of(record)
        row = {"kind": "current", "first": first, "middle": middle, "last": last, "recorded_at": at}
        return Write("person_name", {"person_id": whose, **row})

    def _address(self, record: Record, whose: Any) -> Write:
        row = {"lines": record.get("address", ""), "postcode": record.get("postcode", "")}
        return Write("person_address", {"person_id": whose, **row, "from_on": None, "until_on": None})

    def made(self, step: Step, ids: list[int], writes: list[Write]) -> None:
        """Remember who a line was about, and whose licence it was."""
        for write, row_id in zip(writes, ids, strict=True):
            if write.table == "person":
                self._person_of_line[step.line] = row_id
                self._touched[row_id] = None
            elif write.values.get("person_id"):
                self._touched[write.values["person_id"]] = None
                self._person_of_line[step.line] = write.values["person_id"]
                if write.table == "licence" and write.before is None:
                    self._granted.append((row_id, write.values["person_id"]))

    def finish(self, by: Officer) -> None:
        """Put everybody who was written into the index, and promise that they are compared with the register."""
        bulk.index_people(self._touched)
        bulk.promise_comparisons(self._granted, self.authority_id)

    def _all_badges(self) -> tuple[dict[int, tuple[int, str]], dict[str, int]]:
        """The badge of each licence, and the licence of each badge's number."""
        columns = _BADGES.c
        rows = db.session.execute(
            select(columns.licence_id, columns.id, columns.number)
            .where(columns.authority_id == self.authority_id)
            .order_by(columns.id)
        ).all()
        return {row[0]: (row[1], row[2]) for row in rows}, {row[2]: row[0] for row in rows}


def _number(kind: str, number: str, whose: Any, at: Any) -> Write:
    sealed = PersonNumber.of(kind, number, at)
    row: Row = {
        "kind": kind, "ref": sealed.ref, "sealed": sealed.sealed, "fingerprint": sealed.fingerprint, "recorded_at": at,
    }  # fmt: skip
    return Write("person_number", {"person_id": whose, **row})
