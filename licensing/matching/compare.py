"""Two people beside each other, field by field, each with what an officer would say of it and its points.

Everything one has been called, and every number and address, is set against everything of the other, and the
best pair counts. Comparing is symmetric in its points: who is the applicant changes only the order in which
values are named. What decides is `evidence`; here it is put into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from licensing.matching import evidence
from licensing.matching.births import Birthdays
from licensing.matching.commonness import NOTHING_KNOWN, Commonness
from licensing.matching.evidence import Evidence, NamesWeighed, Piece
from licensing.matching.forms import Born, Form, Place, as_written, form_of, place_of
from licensing.matching.likeness import Likeness
from licensing.matching.names import Alignment, Answer
from licensing.matching.people import Birth, NameKind, Part, Person, Role, parts_of
from licensing.matching.weights import WEIGHTS


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
    """Two people, field by field: all seven fields, in the order of `Field`.

    `together`: what two fields say that neither says alone, in words and points. `total`: entries in the
    register by which names were weighed, 0 where nothing was counted.
    """

    fields: tuple[FieldComparison, ...]
    together: tuple[tuple[str, float], ...]
    evidence: Evidence
    total: int

    def field(self, field: Field) -> FieldComparison:
        """The comparison of one field."""
        return next(compared for compared in self.fields if compared.field is field)


def compare(
    applicant: Person,
    entry: Person,
    common: Commonness = NOTHING_KNOWN,
    forms: tuple[Form, Form] | None = None,
) -> Comparison:
    """Sets an applicant beside an entry. Never raises: what cannot be read is compared as far as it goes.

    `forms`: both as they were made comparable before, to save doing it again.
    """
    ours, theirs = forms or (form_of(applicant), form_of(entry))
    found = evidence.gather(ours, theirs, common)
    return Comparison(
        (
            _names(applicant, entry, found.names),
            _births(ours, theirs, found.births),
            _places(applicant, entry, ours, theirs, found.places),
            *(_numbers(field, applicant, entry, ours, theirs, found) for field in _NUMBERS),
        ),
        tuple((_TOGETHER[name], WEIGHTS[name]) for name in found.together if WEIGHTS[name]),
        found,
        common.total,
    )


def _absent(field: Field, applicant_value: str, entry_value: str) -> FieldComparison:
    missing = [
        whose
        for whose, value in (("the applicant", applicant_value), ("the entry", entry_value))
        if not value
    ]
    words = f"not held for {' or '.join(missing)}" if missing else "cannot be compared"
    return FieldComparison(field, Outcome.ABSENT, words, 0.0, applicant_value, entry_value)


# --- names ------------------------------------------------------------------------------------------------------


def _names(applicant: Person, entry: Person, weighed: NamesWeighed | None) -> FieldComparison:
    if weighed is None:
        first = [next((name.full for name in person.names if name.full), "") for person in (applicant, entry)]
        return _absent(Field.NAME, *first)
    alignment = weighed.alignment
    ours = next(name for name in applicant.names if parts_of(name) == weighed.applicant)
    theirs = next(name for name in entry.names if parts_of(name) == weighed.entry)
    said = [_words_of_names(alignment)]
    if ours.kind is not NameKind.CURRENT:
        said.append(f"by the applicant's {ours.kind.value} name")
    if theirs.kind is not NameKind.CURRENT:
        said.append(f"by the entry's {theirs.kind.value} name")
    return FieldComparison(
        Field.NAME,
        _outcome_of_names(alignment),
        "; ".join(said),
        _points(weighed.pieces),
        ours.full,
        theirs.full,
    )


def _outcome_of_names(alignment: Alignment) -> Outcome:
    if not alignment.answers or alignment.first_name_says_little:
        return Outcome.DIFFERS
    if alignment.differing & {Role.GIVEN, Role.FAMILY}:
        return Outcome.DIFFERS
    return Outcome.AGREES if alignment.identical else Outcome.NEARLY


def _points(pieces: tuple[Piece, ...]) -> float:
    return round(sum(piece.points for piece in pieces), 2)


def _words_of_names(alignment: Alignment) -> str:
    said = ["same name"] if alignment.identical and alignment.answers else _words_of_answers(alignment)
    if alignment.first_name_moved:
        said.append("the first name of one is a middle name of the other")
    said.append(_words_of_the_rest(alignment))
    return "; ".join(part for part in said if part)


def _words_of_answers(alignment: Alignment) -> list[str]:
    same = [one.applicant.text.title() for one in alignment.answers if one.likeness is Likeness.SAME]
    said = [f"same in both: {', '.join(same)}"] if same else []
    if alignment.exchanged:
        said.append("first name and surname have changed places")
    return said + [
        f"{_role_of(one)} {one.likeness.words}: {_shown([one.applicant])}, {_shown([one.entry])}"
        for one in alignment.answers
        if one.likeness is not Likeness.SAME
    ]


def _words_of_the_rest(alignment: Alignment) -> str:
    ours, theirs = _shown(alignment.alone_applicant), _shown(alignment.alone_entry)
    if not (ours and theirs):
        return f"only one has {ours or theirs}" if ours or theirs else ""
    if alignment.differing == {Role.MIDDLE}:
        return f"other names differ: {ours}, {theirs}"
    roles = " and ".join(f"{role.value}s" for role in Role if role in alignment.differing)
    return f"{roles} differ: {ours}, {theirs}"


def _shown(parts: tuple[Part, ...] | list[Part]) -> str:
    return " ".join(part.text.title() for part in parts)


def _role_of(answer: Answer) -> str:
    return answer.applicant.role.value if answer.applicant.role is answer.entry.role else "name"


# --- birth dates ------------------------------------------------------------------------------------------------

_BORN = {
    Birthdays.SAME: "same birth date",
    Birthdays.SAME_FIRST_OF_JANUARY: (
        "same birth date, the first of January, which is given to many who do not know theirs"
    ),
    Birthdays.SAME_BY_NUMBER: "birth date agrees with that in the driver number",
    Birthdays.EXCHANGED: "same birth date with day and month exchanged",
    Birthdays.NEXT_DAY: "birth dates one day apart",
    Birthdays.DIGIT_OF_DAY: "same month and year of birth, the day one digit off",
    Birthdays.DIGIT_OF_MONTH: "same day and year of birth, the month one digit off",
    Birthdays.DIGIT_OF_YEAR: "same birthday, the year one digit off",
    Birthdays.TWO_PARTS: "two of day, month and year of birth agree",
    Birthdays.FIRST_OF_JANUARY_OTHER_YEAR: "both on the first of January, of different years",
    Birthdays.YEAR_ONLY: "only the year of birth agrees",
    Birthdays.OTHER: "another birth date",
}
_BORN_DIFFERS = {Birthdays.FIRST_OF_JANUARY_OTHER_YEAR, Birthdays.YEAR_ONLY, Birthdays.OTHER}


def _births(ours: Form, theirs: Form, found: tuple[Birthdays, Born, Born] | None) -> FieldComparison:
    if found is None:
        return _absent(
            Field.DATE_OF_BIRTH, *(", ".join(map(_shown_birth, form.births)) for form in (ours, theirs))
        )
    level, our, their = found
    outcome = (
        Outcome.AGREES
        if level in evidence.BORN_SAME
        else Outcome.DIFFERS
        if level in _BORN_DIFFERS
        else Outcome.NEARLY
    )
    return FieldComparison(
        Field.DATE_OF_BIRTH,
        outcome,
        _BORN[level],
        WEIGHTS[level.value],
        _shown_birth(our),
        _shown_birth(their),
    )


def _shown_birth(born: Born) -> str:
    return Birth(born.year, born.month, born.day, born.from_number).shown


# --- addresses --------------------------------------------------------------------------------------------------

_PLACES = {
    "address.same": (Outcome.AGREES, "same postcode, house and street"),
    "address.postcode": (Outcome.AGREES, "same postcode"),
    "address.earlier": (Outcome.AGREES, "the postcode of one is an earlier postcode of the other"),
    "address.house": (Outcome.NEARLY, "same house and street"),
    "address.near_postcode": (Outcome.NEARLY, "postcodes one character off"),
    "address.district": (Outcome.NEARLY, "same postcode district"),
    "address.house_elsewhere": (Outcome.DIFFERS, "same house and street, in another town"),
    "address.town": (Outcome.NEARLY, "same town"),
    "address.other": (Outcome.DIFFERS, "another address; people move, so this counts for little"),
}


def _places(
    applicant: Person, entry: Person, ours: Form, theirs: Form, found: tuple[str, int, int] | None
) -> FieldComparison:
    if found is None:
        shown = ([one.shown for one in person.addresses if one.shown] for person in (applicant, entry))
        return _absent(Field.ADDRESS, *(next(iter(lines), "") for lines in shown))
    name, place, its_place = found
    outcome, words = _PLACES[name]
    return FieldComparison(
        Field.ADDRESS,
        outcome,
        words,
        WEIGHTS[name],
        _written(applicant, ours.places[place]),
        _written(entry, theirs.places[its_place]),
    )


def _written(person: Person, place: Place) -> str:
    return next(one.shown for one in person.addresses if place_of(one) == place)


# --- numbers ----------------------------------------------------------------------------------------------------

_NUMBERS = (Field.NATIONAL_INSURANCE, Field.GB_DRIVER, Field.NI_DRIVER, Field.COMMUNITY)
_NUMBER_WORDS = {
    "same": (Outcome.AGREES, "same number"),
    "same_malformed": (Outcome.NEARLY, "written the same, but not of the form such a number has"),
    "near": (Outcome.NEARLY, "one character off, or two neighbours exchanged"),
    "two_off": (Outcome.NEARLY, "two characters off"),
    "same_stem": (
        Outcome.NEARLY,
        "same surname, birth date and initials in the number; its last characters differ",
    ),
    "other_surname": (Outcome.NEARLY, "same birth date and initials in the number, under another surname"),
    "other_initials": (Outcome.DIFFERS, "same surname and birth date in the number, but other initials"),
    "other": (Outcome.DIFFERS, "another number"),
}


def _numbers(
    field: Field, applicant: Person, entry: Person, ours: Form, theirs: Form, found: Evidence
) -> FieldComparison:
    held, its = getattr(applicant, field.value), getattr(entry, field.value)
    weighed = found.numbers.get(field.value)
    if weighed is None:
        return _absent(field, next(iter(held), ""), next(iter(its), ""))
    outcome, words = _NUMBER_WORDS[weighed.name.partition(".")[2]]
    number, its_number = (
        getattr(ours, field.value)[weighed.applicant],
        getattr(theirs, field.value)[weighed.entry],
    )
    return FieldComparison(
        field,
        outcome,
        words,
        WEIGHTS[weighed.name],
        as_written(field.value, held, number),
        as_written(field.value, its, its_number),
    )


_TOGETHER = {
    "together.surnames_differ_and_nothing_else": "The surnames differ, and no address or number speaks for it",
    "together.first_names_differ_at_one_address": (
        "First names differ at one address, as of brothers or twins, so the address counts less"
    ),
    "together.first_names_differ_one_birth_date": (
        "First names differ under one birth date, as of twins, so the birth date counts less"
    ),
    "together.first_name_not_same_near_number": (
        "A near number under another first name, as of brothers registered together, so it counts less"
    ),
    "together.birth_dates_differ_at_one_address": (
        "Birth dates differ at one address, as of father and son, so the address counts less"
    ),
    "together.birth_date_and_number_differ": "Both the birth date and a number differ",
    "together.birth_date_nearly_and_nothing_else": (
        "The birth date agrees only nearly, and no address or number speaks for it"
    ),
    "together.both_numbers_differ": "Both numbers differ",
    "together.sexes_differ": "The driver numbers are of a man and a woman",
}
