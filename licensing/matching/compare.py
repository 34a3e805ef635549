"""Two people beside each other, field by field, each with what an officer would say of it and its points.

Everything one has been called, and every number and address, is set against everything of the other, and the
best pair counts. Comparing is symmetric in its points: who is the applicant changes only the order in which
values are named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from licensing.matching import points
from licensing.matching.births import compare_births
from licensing.matching.names import NameComparison, compare_names
from licensing.matching.numbers import (
    comparable_number,
    gb_driver_number,
    has_form,
    national_insurance_number,
    northern_ireland_driver_number,
    says_something,
)
from licensing.matching.people import Address, Person, Role, births_of, comparable_postcode
from licensing.matching.spelling import plain_words


class Field(StrEnum):
    """What is compared, in the order in which it is shown."""

    NAME = "name"
    DATE_OF_BIRTH = "date_of_birth"
    ADDRESS = "address"
    NATIONAL_INSURANCE = "national_insurance"
    GB_DRIVER = "gb_driver"
    NI_DRIVER = "ni_driver"
    COMMUNITY = "community"

    @property
    def label(self) -> str:
        """The field's name on a page."""
        return _LABELS[self]


_LABELS = {
    Field.NAME: "Name",
    Field.DATE_OF_BIRTH: "Date of birth",
    Field.ADDRESS: "Address",
    Field.NATIONAL_INSURANCE: "National Insurance number",
    Field.GB_DRIVER: "Great Britain driver number",
    Field.NI_DRIVER: "Northern Ireland driver number",
    Field.COMMUNITY: "Community licence number",
}


class Outcome(StrEnum):
    """How one field compares. Absent: at least one of the two does not have it, which says nothing."""

    AGREES = "agrees"
    NEARLY = "nearly"
    DIFFERS = "differs"
    ABSENT = "absent"


@dataclass(frozen=True)
class FieldComparison:
    """One field of both.

    The words may quote names and dates, never a number; the values are in clear, for the page.
    """

    field: Field
    outcome: Outcome
    words: str
    points: float
    applicant_value: str
    entry_value: str


@dataclass(frozen=True)
class Comparison:
    """Two people, field by field: all seven fields, in the order of `Field`."""

    fields: tuple[FieldComparison, ...]
    first_names_differ: bool = False

    def field(self, field: Field) -> FieldComparison:
        """The comparison of one field."""
        return next(compared for compared in self.fields if compared.field is field)


def compare(applicant: Person, entry: Person) -> Comparison:
    """Sets an applicant beside an entry. Never raises: what cannot be read is compared as far as it goes."""
    name, first_names_differ = _compare_all_names(applicant, entry)
    return Comparison(
        (
            name,
            _birth_dates(applicant, entry),
            _addresses(applicant, entry),
            _numbers(Field.NATIONAL_INSURANCE, applicant.national_insurance, entry.national_insurance),
            _numbers(Field.GB_DRIVER, applicant.gb_driver, entry.gb_driver),
            _numbers(Field.NI_DRIVER, applicant.ni_driver, entry.ni_driver),
            _numbers(Field.COMMUNITY, applicant.community, entry.community),
        ),
        first_names_differ,
    )


def _absent(field: Field, applicant_value: str, entry_value: str) -> FieldComparison:
    missing = [
        whose
        for whose, value in (("the applicant", applicant_value), ("the entry", entry_value))
        if not value
    ]
    words = f"not held for {' or '.join(missing)}" if missing else "cannot be compared"
    return FieldComparison(field, Outcome.ABSENT, words, 0.0, applicant_value, entry_value)


def _compare_all_names(applicant: Person, entry: Person) -> tuple[FieldComparison, bool]:
    compared = [
        found
        for ours in applicant.names
        for theirs in entry.names
        if (found := compare_names(ours, theirs)) is not None
    ]
    if not compared:
        first = [next((name.full for name in person.names if name.full), "") for person in (applicant, entry)]
        return _absent(Field.NAME, *first), False
    best = max(compared, key=lambda found: (found.points, Role.GIVEN not in found.differing, found.identical))
    return (
        FieldComparison(
            Field.NAME, _outcome_of_name(best), best.words, best.points, best.applicant.full, best.entry.full
        ),
        Role.GIVEN in best.differing,
    )


def _outcome_of_name(best: NameComparison) -> Outcome:
    if not best.answers or best.differing & {Role.GIVEN, Role.FAMILY}:
        return Outcome.DIFFERS
    return Outcome.AGREES if best.identical else Outcome.NEARLY


def _birth_dates(applicant: Person, entry: Person) -> FieldComparison:
    ours, theirs = births_of(applicant), births_of(entry)
    if not ours or not theirs:
        return _absent(
            Field.DATE_OF_BIRTH, ", ".join(b.shown for b in ours), ", ".join(b.shown for b in theirs)
        )
    pairs = [(compare_births(our, their), our, their) for our in ours for their in theirs]
    # Two dates that were both read from driver numbers count only where nothing better is held: the numbers
    # are compared themselves.
    held = [pair for pair in pairs if not (pair[1].from_number and pair[2].from_number)] or pairs
    found, our, their = max(held, key=lambda pair: pair[0].points)
    outcome = Outcome.AGREES if found.same else Outcome.NEARLY if found.points > 0 else Outcome.DIFFERS
    return FieldComparison(Field.DATE_OF_BIRTH, outcome, found.words, found.points, our.shown, their.shown)


def _addresses(applicant: Person, entry: Person) -> FieldComparison:
    pairs = [
        (*_compare_two_addresses(ours, theirs), ours.shown, theirs.shown)
        for ours in applicant.addresses
        for theirs in entry.addresses
        if ours.shown and theirs.shown
    ]
    if not pairs:
        first = [
            next((address.shown for address in person.addresses if address.shown), "")
            for person in (applicant, entry)
        ]
        return _absent(Field.ADDRESS, *first)
    worth, outcome, words, our, their = max(pairs, key=lambda pair: pair[0])
    return FieldComparison(Field.ADDRESS, outcome, words, worth, our, their)


def _compare_two_addresses(ours: Address, theirs: Address) -> tuple[float, Outcome, str]:
    our_code, their_code = comparable_postcode(ours.postcode), comparable_postcode(theirs.postcode)
    if our_code and our_code == their_code:
        return points.SAME_POSTCODE, Outcome.AGREES, "same postcode"
    same_district = our_code[:-3] == their_code[:-3]
    if _house_and_street(ours) & _house_and_street(theirs) and (
        same_district or not our_code or not their_code
    ):
        return points.SAME_HOUSE_AND_STREET, Outcome.NEARLY, "same house and street"
    if our_code and their_code and same_district:
        return points.SAME_DISTRICT, Outcome.NEARLY, f"same postcode district, {our_code[:-3]}"
    return 0.0, Outcome.DIFFERS, "another address; people move, so this counts for nothing"


def _house_and_street(address: Address) -> frozenset[str]:
    """The lines that begin with a house number, made comparable as far as the street's second word."""
    lines = (plain_words(line) for line in address.lines)
    return frozenset(" ".join(words[:3]) for words in lines if len(words) > 1 and words[0][0].isdigit())


@dataclass(frozen=True)
class _Sort:
    """How one sort of number is compared: as far as how many characters, and by which check it decides."""

    length: int
    check: Callable[[str], str] | None
    same: float
    other: float


def _without_its_last_letter(number: str) -> str:
    """The check of a National Insurance number whose last letter is off: it says nothing about who it is."""
    return national_insurance_number(number + "A")


_SORTS = {
    Field.NATIONAL_INSURANCE: _Sort(
        8,
        _without_its_last_letter,
        points.SAME_NUMBER,
        points.OTHER_NATIONAL_INSURANCE,
    ),
    Field.GB_DRIVER: _Sort(16, gb_driver_number, points.SAME_NUMBER, points.OTHER_DRIVER_NUMBER),
    Field.NI_DRIVER: _Sort(
        40, northern_ireland_driver_number, points.SAME_NUMBER, points.OTHER_DRIVER_NUMBER
    ),
    Field.COMMUNITY: _Sort(40, None, points.SAME_COMMUNITY_NUMBER, 0.0),
}


def _numbers(field: Field, applicant: tuple[str, ...], entry: tuple[str, ...]) -> FieldComparison:
    sort = _SORTS[field]
    pairs = [
        (*_compare_two_numbers(sort, our, their), ours, theirs)
        for ours in applicant
        for theirs in entry
        if says_something(our := comparable_number(ours)[: sort.length])
        and says_something(their := comparable_number(theirs)[: sort.length])
    ]
    if not pairs:
        return _absent(field, next(iter(applicant), ""), next(iter(entry), ""))
    worth, outcome, words, our, their = max(pairs, key=lambda pair: pair[0])
    return FieldComparison(field, outcome, words, worth, our, their)


def _compare_two_numbers(sort: _Sort, ours: str, theirs: str) -> tuple[float, Outcome, str]:
    if ours == theirs and (sort.check is None or has_form(sort.check, ours)):
        return sort.same, Outcome.AGREES, "same number"
    if ours == theirs:
        return (
            points.SAME_BUT_MALFORMED,
            Outcome.NEARLY,
            "written the same, but not of the form such a number has",
        )
    if OSA.distance(ours, theirs, score_cutoff=1) <= 1:
        return (
            points.NUMBER_ONE_CHARACTER_OFF,
            Outcome.NEARLY,
            "one character off, or two neighbours exchanged",
        )
    return sort.other, Outcome.DIFFERS, "another number"
