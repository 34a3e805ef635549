"""What a file of operator licences would do: to operators, their names and bases, and their licences."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from licensing import clock
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
    Step,
    Write,
    differing,
    ending,
    in_words,
    licence_row,
    listing_again,
    replacing,
    term_words,
    what_a_file_cannot_change,
)
from licensing.exchange.reading import Reader, Record
from licensing.register import deadlines
from licensing.register.bulk import Row, table_of
from licensing.register.models import new_ref
from licensing.register.operator_models import Operator, OperatorBase, TradingName

DETAILS = ("name", "form", "company_number", "email", "telephone")
_OPERATORS, _NAMES, _BASES = table_of(Operator), table_of(TradingName), table_of(OperatorBase)


class HeldOperator(NamedTuple):
    """An operator of the register, with what a file may say of it."""

    id: int
    version: int
    name: str
    form: str
    company_number: str
    email: str
    telephone: str
    trading_names: frozenset[str]
    bases: frozenset[tuple[str, str]]

    @property
    def details(self) -> Row:
        """What a file may say of it."""
        return {name: getattr(self, name) for name in DETAILS}


class Match(NamedTuple):
    """What a line is about on the register, and what it says that the register doesn't."""

    operator: HeldOperator | None = None
    licence: HeldLicence | None = None
    details: Row = {}
    new_trading_name: bool = False
    new_base: bool = False
    other_term: bool = False
    listed_again: bool = False

    @property
    def differs(self) -> str:
        """In what the line differs from the register, in words."""
        return in_words(
            self.details,
            trading_name=self.new_trading_name,
            base=self.new_base,
            term=self.other_term,
            on_the_list_again=self.listed_again,
        )


class OperatorPlanner(Planner):
    """Plans operator licences, which are known by their number; two under one name may be two operators."""

    def __init__(self, authority_id: int, reader: Reader, on: date) -> None:
        super().__init__(authority_id, reader, on)
        self._licences = Licences(authority_id, "operator")
        self._operators = self._all_operators()
        self._named: set[int] = set()
        self._numbers: dict[str, Record] = {}
        self._names: dict[str, int] = {}

    def plan(self, records: Iterable[Record], name: str) -> Plan:
        """The plan of these lines."""
        plan = Plan(self.authority_id, name, self)
        for record in records:
            if not self._is_sound(record):
                continue
            self._say_of_names(record)
            step = self._step(record)
            if step is None:
                plan.left += 1
            elif step.action:
                plan.steps.append(step)
        to_end, plan.in_force, ours = self._licences.to_end(self._named, self.on)
        if self.profile.replaces_all:
            plan.steps += [Step(0, ENDED, None, one) for one in to_end]
            self.say_of_granted(ours)
        return plan

    def _is_sound(self, record: Record) -> bool:
        wrong = deadlines.operator_term_faults(record.get("starts_on"), record.get("ends_on"))
        if wrong:
            self.fault(record, "ends_on", term_words(wrong))
        number = record.get("number")
        first = self._numbers.setdefault(number, record)
        if first is record:
            return not wrong
        if first.values == record.values:
            self.noticed.note("The same as an earlier line, and counted once", record.line)
        else:
            self.fault(record, "number", f"{number} is on line {first.line} already")
        return False

    def _say_of_names(self, record: Record) -> None:
        name = record.get("name").casefold()
        first = self._names.setdefault(name, record.line)
        if first != record.line:
            self.noticed.note(
                "The same name as on an earlier line under another licence number, and kept as another operator",
                record.line,
            )

    def _step(self, record: Record) -> Step | None:
        """The step of a line; None when it changes nothing; one without an action when it is at fault."""
        number = record.get("number")
        licence = self._licences.numbered(number)
        if licence is None:
            if self._licences.is_of_another_class(number):
                self.fault(record, "number", f"{number} is the number of a licence of another class")
                return Step(record.line, "", record)
            return Step(record.line, ADDED, record, Match())
        self._named.add(licence.id)
        if why := what_a_file_cannot_change(licence):
            self.noticed.note(why, record.line)
            return None
        operator = self._operators[licence.holder_id]
        base = (record.get("base", "").casefold(), record.get("base_postcode", ""))
        match = Match(
            operator,
            licence,
            differing(operator.details, {name: record.get(name) for name in DETAILS}),
            new_trading_name=record.get("trading_name", "").casefold() not in {"", *operator.trading_names},
            new_base=bool(base[0]) and base not in operator.bases,
            other_term=(licence.starts_on, licence.ends_on)
            != (record.get("starts_on"), record.get("ends_on")),
            listed_again=licence.state == "ended",
        )
        if match.other_term and licence.origin != "old-records":
            self.fault(
                record, "ends_on", "the licence was granted here with another term, which no file changes"
            )
            return Step(record.line, "", record)
        return Step(record.line, CHANGED, record, match) if any(match[2:]) else None

    # --- what is written

    def writes(self, step: Step) -> list[Write]:
        """The rows that a step writes."""
        if step.action == ENDED:
            return [ending(step.held)]
        record, match, at = step.record, step.held, clock.now()
        assert record is not None
        writes = list[Write]()
        operator_id = self._operator(record, match, writes, at)
        if record.get("trading_name") and (match.operator is None or match.new_trading_name):
            row = {"name": record.get("trading_name"), "from_on": None, "until_on": None}
            writes.append(Write("trading_name", {"operator_id": operator_id, **row}))
        if record.get("base") and (match.operator is None or match.new_base):
            row = {"lines": record.get("base"), "postcode": record.get("base_postcode", "")}
            row |= {"from_on": None, "until_on": None}
            writes.append(Write("operator_base", {"operator_id": operator_id, **row}))
        number, licence = record.get("number"), match.licence
        if licence is not None and match.other_term:
            writes += replacing(licence)
            number = self._licences.free_number(licence.number)
        elif licence is not None and match.listed_again:
            writes.append(listing_again(licence))
        if licence is None or match.other_term:
            told = {
                "operator_id": operator_id, "kind": "operator", "number": number,
                "starts_on": record.get("starts_on"), "ends_on": record.get("ends_on"),
            }  # fmt: skip
            row = licence_row(told, authority_id=self.authority_id, licence_class="operator", at=at)
            writes.append(Write("licence", row))
        return writes

    def _operator(self, record: Record, match: Match, writes: list[Write], at: Any) -> Any:
        """Write the operator; returns its id, or what stands for it."""
        held = match.operator
        if held is not None:
            if match.details:
                before = {name: held.details[name] for name in match.details}
                values = {**match.details, "version": held.version + 1}
                writes.append(Write("operator", values, held.id, {**before, "version": held.version}))
            return held.id
        row = {name: record.get(name, "") for name in DETAILS}
        row |= {
            "ref": new_ref(), "authority_id": self.authority_id, "person_id": None, "recorded_at": at, "version": 1,
        }  # fmt: skip
        writes.append(Write("operator", row))
        return New(len(writes) - 1)

    # --- what is there

    def _all_operators(self) -> dict[int, HeldOperator]:
        columns = _OPERATORS.c
        query = select(columns.id, columns.version, *(columns[name] for name in DETAILS))
        ours = select(columns.id).where(columns.authority_id == self.authority_id)
        names: dict[int, set[str]] = {}
        for holder, name in db.session.execute(
            select(_NAMES.c.operator_id, _NAMES.c.name).where(_NAMES.c.operator_id.in_(ours))
        ):
            names.setdefault(holder, set()).add(name.casefold())
        bases: dict[int, set[tuple[str, str]]] = {}
        for holder, lines, postcode in db.session.execute(
            select(_BASES.c.operator_id, _BASES.c.lines, _BASES.c.postcode).where(
                _BASES.c.operator_id.in_(ours)
            )
        ):
            bases.setdefault(holder, set()).add((lines.casefold(), postcode))
        rows = db.session.execute(query.where(columns.authority_id == self.authority_id))
        found = {}
        for row_id, version, *details in rows:
            known = (frozenset(names.get(row_id, ())), frozenset(bases.get(row_id, ())))
            found[row_id] = HeldOperator._make((row_id, version, *details, *known))
        return found
