"""The dry run of a file: every fault by line and column, and what loading it would do. Reads only."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, islice

from sqlalchemy import inspect, select

from licensing.authorities.models import Authority
from licensing.db import db
from licensing.exchange import content
from licensing.exchange.driver_plan import DriverPlanner
from licensing.exchange.operator_plan import OperatorPlanner
from licensing.exchange.planning import ADDED, CHANGED, ENDED, Plan, Planner, Question, Step
from licensing.exchange.profiles import Profile
from licensing.exchange.reading import Fault, Reader, Record
from licensing.exchange.recognising import name_of
from licensing.exchange.training_plan import TrainingPlanner
from licensing.exchange.vehicle_plan import VehiclePlanner

PLANNERS: dict[str, type[Planner]] = {
    "vehicles": VehiclePlanner,
    "operators": OperatorPlanner,
    "training": TrainingPlanner,
}

Told = Callable[[int], None]
TOLD_EVERY = 5_000
NOBODY = 0


@dataclass
class DryRun:
    """What a file would do. `plans` has one for each authority that the file is of."""

    profile: Profile
    sha256: str
    rows: int
    faults: list[Fault]
    notes: list[str]
    plans: list[Plan] = field(default_factory=list)
    # The lines without a fault, where nobody said whose register to compare them with.
    unplanned: int = 0

    @property
    def digest(self) -> str:
        """A hash over all that was shown: what is loaded is what was shown, or nothing."""
        shown = [
            self.sha256,
            self.profile.name,
            *(fault.words for fault in self.faults),
            *(f"{asked.line} {asked.candidates}" for asked in self.questions),
            *(f"{plan.authority_id} {step.line} {step.action}" for plan in self.plans for step in plan.steps),
        ]
        return hashlib.sha256("\n".join(shown).encode()).hexdigest()

    def count(self, action: str) -> int:
        """How many lines (of the register, for those that end) there are of a kind."""
        return sum(plan.count(action) for plan in self.plans)

    @property
    def added(self) -> int:
        """How many lines add a licence."""
        return self.count(ADDED)

    @property
    def changed(self) -> int:
        """How many lines change what is there."""
        return self.count(CHANGED)

    @property
    def ended(self) -> int:
        """How many licences end that the file leaves out."""
        return self.count(ENDED)

    @property
    def left(self) -> int:
        """How many lines say what the register holds already."""
        return sum(plan.left for plan in self.plans)

    @property
    def questions(self) -> list[Question]:
        """The lines for which an officer has to say who somebody is."""
        return [question for plan in self.plans for question in plan.questions]


def dry_run(
    profile: Profile,
    data: bytes,
    *,
    on: date,
    authority: Authority | None = None,
    choices: Mapping[int, str] | None = None,
    told: Told = lambda _: None,
) -> DryRun:
    """What loading this file would do, on a day (London), to the register of `authority`.

    Without one, each line goes with the authority that it names, and is compared with that authority's register; a
    line that names none is only read. `choices` are an officer's words on who lines are about. `told` hears how many
    rows were read. Raises content.Unreadable.
    """
    reader = Reader(profile, data, on=on)
    records = _records(reader, authority, told)
    plans, unplanned = list[Plan](), 0
    if not inspect(db.session.connection()).has_table(Authority.__tablename__):
        # A file can be checked by itself, before there is any register to compare it with.
        reader.notes.append("There is no register here yet, so the file was compared with none.")
        records = []
    for key, some in groupby(sorted(records, key=_whose), key=_whose):
        if not key:
            unplanned += sum(1 for _ in some)
            continue
        lines = sorted(some, key=_line)
        council = db.session.scalar(select(Authority).where(Authority.short_code == key))
        # Where no councils are loaded yet, nothing is held of any.
        planner = _planner(profile.what, council.id if council else NOBODY, reader, on, choices)
        plans.append(
            planner.plan(lines, council.official_name if council else lines[0].get("authority_name", key))
        )
    if authority is not None and not plans and profile.replaces_all and reader.rows:
        planner = _planner(profile.what, authority.id, reader, on, choices)
        plans.append(planner.plan((), authority.official_name))
    return DryRun(
        profile,
        sha256(data),
        reader.rows,
        sorted(set(reader.faults)),
        [*reader.notes, *reader.noticed.sentences()],
        plans,
        unplanned,
    )


def readable(profile: Profile, data: bytes) -> None:
    """Whether a file can be read at all. Raises content.Unreadable."""
    content.read(data, separator=profile.separator, sheet=profile.sheet)


def _planner(
    what: str, authority_id: int, reader: Reader, on: date, choices: Mapping[int, str] | None
) -> Planner:
    if what == "drivers":
        return DriverPlanner(authority_id, reader, on, dict(choices or {}))
    return PLANNERS[what](authority_id, reader, on)


def _records(reader: Reader, authority: Authority | None, told: Told) -> list[Record]:
    """The sound rows of the file, each with the authority it is of, "" where nobody says."""
    kept, before = list[Record](), 0
    for record in reader.records():
        key = record.get("authority", "")
        if authority is not None:
            if key and key != authority.short_code:
                reader.fault(
                    record.line,
                    reader.words_of("authority"),
                    f"{record.get('authority_name')} is another authority; this file is to be of "
                    f"{authority.official_name}",
                )
                continue
            record.values["authority"] = authority.short_code
        kept.append(record)
        if reader.rows - before >= TOLD_EVERY:
            told(reader.rows - before)
            before = reader.rows
    told(reader.rows - before)
    return kept


def _whose(record: Record) -> str:
    return str(record.get("authority", ""))


def _line(record: Record) -> int:
    return record.line


def shown_of(found: DryRun, action: str, most: int) -> list[tuple[int, str]]:
    """The first lines of a kind, each with words that tell which licence it is."""
    steps = (step for plan in found.plans for step in plan.steps if step.action == action)
    return [(step.line, _words(step)) for step in islice(steps, most)]


def _words(step: Step) -> str:
    if step.record is None:
        return str(step.held.number)
    values = step.record.values
    name = values.get("name", "")
    if "date_of_birth" in values:
        name = " ".join(part for part in name_of(step.record) if part)
    which = ", ".join(part for part in (values.get("vrm", ""), values.get("number", ""), name) if part)
    return f"{which}: {step.held.differs}" if step.action == CHANGED else which


def sha256(data: bytes) -> str:
    """What a file is known by."""
    return hashlib.sha256(data).hexdigest()


def lines_of(faults: Iterable[Fault]) -> int:
    """How many lines have a fault."""
    return len({fault.line for fault in faults})
