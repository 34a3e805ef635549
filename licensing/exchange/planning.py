"""What a file would do to an authority's register: what would be added, changed, ended or left. Reads only.

A plan holds one step for each line that does something. What is to be written for a step is worked out when it is
written (`Planner.writes`), so that a hundred thousand lines fit into memory.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import Reason
from licensing.exchange.profiles import Profile
from licensing.exchange.reading import Noticed, Reader, Record
from licensing.register import lifecycle
from licensing.register.bulk import Row, table_of
from licensing.register.models import Licence

ADDED, CHANGED, ENDED = "added", "changed", "ended"
LICENCES = table_of(Licence)
# A term that a file corrects makes a new licence, whose number is the old one's, this sign, and a count.
AGAIN = "~"


@dataclass(slots=True)
class New:
    """Stands for the id of a row that the same step makes: which of its writes."""

    place: int


@dataclass(slots=True)
class Write:
    """One row that a step writes: its table, its values, and for a row that is there its id and what it was."""

    table: str
    values: Row
    row_id: int = 0
    before: Row | None = None


@dataclass(slots=True)
class Step:
    """What a line does (0 for what the file left out): added, changed or ended."""

    line: int
    action: str
    record: Record | None
    held: Any = None


def in_words(details: Iterable[str], **others: bool) -> str:
    """In what a line differs from the register: "colour, plate"."""
    return ", ".join(
        name.replace("_", " ")
        for name in (*sorted(details), *(what for what, differs in others.items() if differs))
    )


@dataclass(slots=True)
class HeldLicence:
    """A licence of the authority, as the plan needs it."""

    id: int
    holder_id: int
    kind: str
    number: str
    starts_on: date
    ends_on: date
    state: str
    origin: str

    def is_in_force(self, on: date) -> bool:
        """Whether the register has it in force on a day, or for a day to come."""
        return self.state == "current" and self.ends_on >= on


@dataclass(frozen=True)
class Question:
    """A line about somebody who may be on the register: an officer says who it is."""

    line: int
    who: str
    question: str
    # Whom it may be: the person's number, or the line of the file, and words.
    candidates: tuple[tuple[str, str], ...] = ()


@dataclass
class Plan:
    """What a file would do to one authority's register."""

    authority_id: int
    authority_name: str
    planner: "Planner"
    steps: list[Step] = field(default_factory=list)
    left: int = 0
    questions: list[Question] = field(default_factory=list)
    in_force: int = 0

    def count(self, action: str) -> int:
        """How many steps are of a kind."""
        return sum(1 for step in self.steps if step.action == action)

    @property
    def is_stopped(self) -> bool:
        """Whether it would end more of the authority's licences than may be ended without a confirmation by name."""
        ended, profile = self.count(ENDED), self.planner.profile
        return ended > profile.ending_least and ended * 100 > profile.ending_share * self.in_force


class Planner(ABC):
    """Plans the lines of one authority. Each class of licence has its own, beneath."""

    def __init__(self, authority_id: int, reader: Reader, on: date) -> None:
        self.authority_id = authority_id
        self.reader = reader
        self.profile: Profile = reader.profile
        self.noticed: Noticed = reader.noticed
        self.on = on

    @abstractmethod
    def plan(self, records: Iterable[Record], name: str) -> Plan:
        """The plan of these lines."""

    def begin(self, by: Officer) -> None:  # noqa: B027 (most ask nothing more than LOAD_FILES)
        """Hear who loads it, before anything is written."""

    @abstractmethod
    def writes(self, step: Step) -> list[Write]:
        """The rows that a step writes. Asked for once, in the order of the steps."""

    def made(self, step: Step, ids: list[int], writes: list[Write]) -> None:  # noqa: B027 (most need not hear it)
        """Hear which ids the rows of a step were given."""

    def finish(self, by: Officer) -> None:  # noqa: B027 (most leave nothing to do)
        """Do what is left once every step is written."""

    def say_of_granted(self, count: int) -> None:
        """Say how many licences that were granted here the authority's whole list leaves out."""
        if count:
            self.reader.notes.append(
                f"{count:,} licences that were granted here are not in the file; no file ends these."
            )

    def fault(self, record: Record, name: str, message: str) -> None:
        """Say what is wrong with a field of a line."""
        self.reader.fault(record.line, self.reader.words_of(name), message)


class Licences:
    """The licences of one class that an authority has, by number and by holder."""

    def __init__(self, authority_id: int, licence_class: str) -> None:
        holder = LICENCES.c[
            {"vehicle": "vehicle_id", "operator": "operator_id", "driver": "person_id"}[licence_class]
        ]
        columns = LICENCES.c
        query = select(
            columns.id, holder, columns.kind, columns.number, columns.starts_on, columns.ends_on, columns.state,
            columns.origin, columns.licence_class,
        )  # fmt: skip
        self.all: list[HeldLicence] = []
        self.of_holder: dict[int, list[HeldLicence]] = {}
        self._by_number: dict[str, HeldLicence] = {}
        self._other_numbers: set[str] = set()
        self.numbers: set[str] = set()
        for row in db.session.execute(query.where(columns.authority_id == authority_id).order_by(columns.id)):
            self.numbers.add(row[3])
            if row[8] != licence_class:
                self._other_numbers.add(row[3])
                continue
            one = HeldLicence(*row[:8])
            self.all.append(one)
            self.of_holder.setdefault(one.holder_id, []).append(one)
            # The newest of those that stand for one number in the files.
            self._by_number[number_in_files(one.number)] = one

    def numbered(self, number: str) -> HeldLicence | None:
        """The licence of this number in the files, the newest where a term was corrected."""
        return self._by_number.get(number)

    def is_of_another_class(self, number: str) -> bool:
        """Whether a licence of another class has this number: no two licences of an authority share one."""
        return number in self._other_numbers

    def free_number(self, number: str) -> str:
        """A number for a licence that takes the place of one of this number."""
        count = 2
        while f"{number_in_files(number)}{AGAIN}{count}" in self.numbers:
            count += 1
        found = f"{number_in_files(number)}{AGAIN}{count}"
        self.numbers.add(found)
        return found

    def to_end(self, named: set[int], on: date) -> tuple[list[HeldLicence], int, int]:
        """Those in force that are not named, how many are in force, and how many granted here are not named.

        A licence that was granted here is never ended by a file: what was decided is changed by a decision.
        """
        running = [one for one in self.all if one.is_in_force(on)]
        absent = [one for one in running if one.id not in named]
        ours = sum(1 for one in absent if one.origin != "old-records")
        return [one for one in absent if one.origin == "old-records"], len(running), ours


def number_in_files(number: str) -> str:
    """The number by which files know a licence."""
    return number.partition(AGAIN)[0]


def licence_row(values: Row, *, authority_id: int, licence_class: str, at: Any) -> Row:
    """A row of the table of licences, of old records."""
    return {
        "authority_id": authority_id,
        "licence_class": licence_class,
        "person_id": None,
        "vehicle_id": None,
        "operator_id": None,
        "state": "current",
        "origin": "old-records",
        "determination_id": None,
        "term_reason": "",
        "recorded_at": at,
    } | values


def replacing(held: HeldLicence) -> list[Write]:
    """The write by which a licence makes way for one with a corrected term; none where it has ended already."""
    return [] if held.state == "ended" else [_stepping(held, "replace")]


def ending(held: HeldLicence) -> Write:
    """The write by which a licence ends that the authority's whole list leaves out."""
    return _stepping(held, "leave off the list")


def listing_again(held: HeldLicence) -> Write:
    """The write by which a licence is back that the authority's whole list names again."""
    return _stepping(held, "put on the list again")


def _stepping(held: HeldLicence, step: str) -> Write:
    return Write("licence", {"state": lifecycle.after(held.state, step)}, held.id, {"state": held.state})


def what_a_file_cannot_change(held: HeldLicence) -> str:
    """Why a file leaves a licence as it is although it says otherwise; "" when it may change it."""
    if held.state in ("suspended", "revoked", "surrendered", "replaced"):
        return f"The licence is {held.state} here, which no file changes"
    return ""


def term_words(faults: Sequence[Reason]) -> str:
    """What the statute says against a term, in the words of a fault."""
    return " ".join(f"{fault.text.rstrip('.')} ({fault.source})." for fault in faults).rstrip(".")


def differing(held: Row, told: Row) -> Row:
    """Of what a line tells, that which is something and not what is held."""
    return {
        name: value for name, value in told.items() if value not in (None, "") and held.get(name) != value
    }
