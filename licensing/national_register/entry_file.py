"""A register in a file, line by line: what each line makes an entry of, and what is wrong with it.

A fault is what no entry can be made with: an `entry_id` missing or there twice, an authority or a decision that
is not known, a date of decision that can't be read. A warning is what real registers hold all the same: it is
kept as it was given.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from licensing.authorities.lookup import named
from licensing.errors import BadInput
from licensing.matching.numbers import (
    gb_driver_number,
    has_form,
    national_insurance_number,
    northern_ireland_driver_number,
)
from licensing.matching.people import Address, Name, Person
from licensing.national_register import deadlines
from licensing.national_register.people_file import (
    DoubledIds,
    Line,
    address_lines,
    birth_of,
    driver_number_of,
    fault_of_id,
    lines_of,
    number_of,
    read_date,
)

COLUMNS = ("entry_id", "authority", "decision", "decision_date")
# How an entry that was made here, and not loaded from a file, is called in a file of results.
MADE_HERE = "this-register:"
OLDEST_BIRTH_YEAR = 1900

# What a word of a decision says. Words that say nothing are passed over; any other makes the decision unknown, so
# that a vehicle's suspension or an operator's refusal never becomes a driver's (2022 Act s.2(1), R21).
_SAYS = {
    **dict.fromkeys(("refused", "refusal", "refuse", "declined"), "refused"),
    **dict.fromkeys(("renewal", "renew", "renewed", "renewing"), "renewal"),
    **dict.fromkeys(("not", "non"), "not"),
    **dict.fromkeys(("suspended", "suspension", "suspend"), "suspended"),
    **dict.fromkeys(("revoked", "revocation", "revoke"), "revoked"),
}
# fmt: off
_SAYS_NOTHING = frozenset([
    "a", "an", "the", "of", "to", "for", "with", "immediate", "immediately", "effect", "application", "applications",
    "licence", "license", "licensed", "driver", "drivers", "new", "grant", "private", "hire", "hackney", "carriage",
    "taxi", "dual", "badge",
])
# fmt: on
_DECISION_OF = {
    frozenset({"refused"}): "refused",
    frozenset({"refused", "renewal"}): "refused-renewal",
    frozenset({"not", "renewal"}): "refused-renewal",
    frozenset({"suspended"}): "suspended",
    frozenset({"revoked"}): "revoked",
}


def decision_of(text: str) -> str | None:
    """The decision that people mean by "Revocation", "Refused to renew" and the like; None when it isn't sure."""
    plain = "".join(character if character.isalnum() else " " for character in text.replace("'", ""))
    words = [word for word in plain.casefold().split() if word not in _SAYS_NOTHING]
    if any(word not in _SAYS for word in words):
        return None
    return _DECISION_OF.get(frozenset(_SAYS[word] for word in words))


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line, and what to do."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line without faults: what an entry is made of."""

    line: int
    entry_id: str
    first_name: str
    middle_names: str
    last_name: str
    date_of_birth: date | None
    birth_as_written: str
    home_address: str
    home_postcode: str
    numbers: tuple[tuple[str, str], ...]
    authority_id: int
    authority: str
    decision: str
    decided_on: date
    # The day from which its eleven years run, where the file says it; else it is the day of loading.
    first_made_on: date | None

    @property
    def person(self) -> Person:
        """Who it is about, as matching sees a person."""
        of_kind: dict[str, tuple[str, ...]] = {kind: (number,) for kind, number in self.numbers}
        return Person(
            names=(Name(self.first_name, self.middle_names, self.last_name),),
            dates_of_birth=(self.date_of_birth,) if self.date_of_birth else (),
            addresses=(Address(tuple(self.home_address.splitlines()), self.home_postcode),)
            if self.home_address or self.home_postcode
            else (),
            births_as_written=(self.birth_as_written,) if self.birth_as_written else (),
            **of_kind,
        )


@dataclass
class Warnings:
    """What was odd and is kept: how often, and on which lines first."""

    most_lines: int = 5
    counts: dict[str, int] = field(default_factory=dict)
    first_lines: dict[str, list[int]] = field(default_factory=dict)

    def add(self, what: str, line: int) -> None:
        """Count a warning."""
        self.counts[what] = self.counts.get(what, 0) + 1
        lines = self.first_lines.setdefault(what, [])
        if len(lines) < self.most_lines:
            lines.append(line)


@dataclass(frozen=True)
class Resolved:
    """The authority that a text means, or in words why none."""

    id: int = 0
    official_name: str = ""
    fault: str = ""


def authority_of(text: str) -> Resolved:
    """The authority that a name or a GSS code means, if it is one that licenses."""
    if not text:
        return Resolved(fault="its authority is missing")
    try:
        found = named(text)
    except BadInput as fault:
        return Resolved(fault=f"“{text}” is no authority that is known: {fault.message}")
    if not found.licenses:
        return Resolved(
            fault=f"{found.official_name} does not license drivers, and so makes no entries (2022 Act s.2(1))"
        )
    return Resolved(found.id, found.official_name)


class EntryReader:
    """Reads lines into entries on a day (London); collects the faults and warnings it meets."""

    def __init__(self, on: date, authority_of: Callable[[str], Resolved] = authority_of) -> None:
        self.faults: list[Fault] = []
        self.warnings = Warnings()
        self.left_out = 0
        self._on = on
        self._authority_of = authority_of
        self._first_held = deadlines.first_day_still_held(on)
        self._ids = DoubledIds()
        self._authorities: dict[str, Resolved] = {}
        self._decisions: dict[str, str | None] = {}

    def read(self, path: Path) -> Iterator[EntryLine | None]:
        """Each line's entry, or None for one with faults, or whose eleven years have ended. Raises BadInput."""
        return map(self.entry_of, lines_of(path, COLUMNS))

    def entry_of(self, line: Line) -> EntryLine | None:
        """The entry of a line, or None."""
        faults = len(self.faults)
        entry_id = self._entry_id(line)
        authority = self._authority(line)
        decision = self._decision(line)
        decided_on = self._decided_on(line)
        first_made_on = self._first_made_on(line)
        if line.too_long:
            self._fault(line, "it has more values than there are columns: no value is surely of its column")
        if len(self.faults) > faults or decision is None or decided_on is None:
            return None
        born, as_written = self._birth(line)
        postcode, lines = line.text("postcode"), list(address_lines(line))
        if len(postcode) > 10:
            # Longer than any postcode: kept, but among the lines of the address, before its town.
            self.warnings.add("have a postcode that can't be one; it is kept in the address", line.number)
            lines.insert(max(len(lines) - 1, 0), postcode)
            postcode = ""
        found = EntryLine(
            line=line.number,
            entry_id=entry_id,
            **self._names(line),
            date_of_birth=born,
            birth_as_written=as_written,
            home_address="\n".join(lines),
            home_postcode=postcode,
            numbers=self._numbers(line),
            authority_id=authority.id,
            authority=authority.official_name,
            decision=decision,
            decided_on=decided_on,
            first_made_on=first_made_on,
        )
        if first_made_on and first_made_on < self._first_held:
            # 2022 Act s.4(3)(b): it must not be held any more (R09).
            self.warnings.add("were first made more than eleven years ago, and are left out", line.number)
            self.left_out += 1
            return None
        return found

    def _fault(self, line: Line, text: str) -> None:
        self.faults.append(Fault(line.number, text))

    def _entry_id(self, line: Line) -> str:
        entry_id = line.opaque("entry_id")
        if wrong := fault_of_id(entry_id):
            self._fault(line, f"its entry_id {wrong}")
        elif entry_id.casefold().lstrip().startswith(MADE_HERE):
            self._fault(line, f"its entry_id begins with “{MADE_HERE}”, as only entries made here do")
        elif (before := self._ids.before(entry_id, line.number)) is not None:
            self._fault(line, f"its entry_id is that of line {before}")
        return entry_id

    def _authority(self, line: Line) -> Resolved:
        text = line.text("authority")
        if text not in self._authorities:
            self._authorities[text] = self._authority_of(text)
        found = self._authorities[text]
        if found.fault:
            self._fault(line, found.fault)
        return found

    def _decision(self, line: Line) -> str | None:
        text = line.text("decision")
        if text not in self._decisions:
            self._decisions[text] = decision_of(text)
        found = self._decisions[text]
        if found is None:
            said = f"“{text}” is no decision that is known" if text else "its decision is missing"
            self._fault(line, f"{said}: write refused, refused-renewal, suspended or revoked")
        return found

    def _decided_on(self, line: Line) -> date | None:
        text = line.text("decision_date")
        day = read_date(text)
        if day is None:
            said = f"“{text}” is no date of decision" if text else "its date of decision is missing"
            self._fault(line, f"{said}: write it like 2026-06-03 or 03/06/2026, day before month")
        elif day > self._on:
            self.warnings.add("have a date of decision in the future", line.number)
        return day

    def _first_made_on(self, line: Line) -> date | None:
        text = line.text("first_made")
        if not text:
            return None
        day = read_date(text)
        if day is None:
            # It starts the eleven years: with another day an entry might be held for longer than the law lets us.
            self._fault(line, f"“{text}” is no day of first making: write it like 2026-06-03 or 03/06/2026")
        elif day > self._on:
            self._fault(line, f"it can't have been first made on {text}, which is in the future")
        return day

    def _names(self, line: Line) -> dict[str, str]:
        names = {}
        for column, longest in (("first_name", 100), ("middle_names", 200), ("last_name", 100)):
            text = line.text(column)
            if len(text) > longest:
                self.warnings.add(
                    f"have a {column} of more than {longest} characters; the rest is left out", line.number
                )
            names[column] = text[:longest].rstrip()
        if not any(names.values()):
            self.warnings.add("have no name", line.number)
        elif not (names["first_name"] and names["last_name"]):
            self.warnings.add("have no first name or no last name", line.number)
        return names

    def _birth(self, line: Line) -> tuple[date | None, str]:
        text = line.text("dob")
        born, as_written = birth_of(text)
        if not text:
            self.warnings.add("have no birth date", line.number)
        elif born is None:
            self.warnings.add("have a birth date that can't be", line.number)
        elif born.year < OLDEST_BIRTH_YEAR or born >= self._on:
            self.warnings.add("have a birth date in the future or before 1900", line.number)
        return born, as_written

    def _numbers(self, line: Line) -> tuple[tuple[str, str], ...]:
        insurance, licence = line.text("nino"), line.text("licence_no")
        numbers = []
        if insurance:
            if not has_form(national_insurance_number, insurance):
                self.warnings.add("have a National Insurance number that is not of its form", line.number)
            numbers.append(("national_insurance", number_of(insurance)))
        if licence:
            if not has_form(gb_driver_number, licence) and not has_form(
                northern_ireland_driver_number, licence
            ):
                self.warnings.add("have a driver number that is not of its form", line.number)
            numbers.append(driver_number_of(licence))
        if not numbers:
            self.warnings.add("have neither a National Insurance nor a driver number", line.number)
        return tuple(numbers)
