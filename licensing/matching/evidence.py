"""What speaks for and against two forms being of one person: named pieces of evidence, each with an amount.

A piece is an amount times its weight (weights.toml), in points, of which one is about one bit: one point more
says that it is twice as likely. This is the whole of what decides a score; the words are in `compare`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import OSA

from licensing.matching.births import Birthdays, compare_births
from licensing.matching.commonness import Commonness
from licensing.matching.forms import Born, Form, Place
from licensing.matching.likeness import Likeness
from licensing.matching.names import Alignment, align
from licensing.matching.numbers import gb_driver_number, has_form, national_insurance_number
from licensing.matching.people import Part, Role
from licensing.matching.weights import WEIGHTS


class Piece(NamedTuple):
    """One piece of evidence."""

    name: str
    amount: float

    @property
    def points(self) -> float:
        """What it weighs."""
        return self.amount * WEIGHTS[self.name]


class NamesWeighed(NamedTuple):
    """The two names that agree best, and what speaks for and against."""

    applicant: tuple[Part, ...]
    entry: tuple[Part, ...]
    alignment: Alignment
    pieces: tuple[Piece, ...]


def points_of(pieces: Iterable[Piece]) -> float:
    """The sum of the pieces' points."""
    return sum(piece.amount * WEIGHTS[piece.name] for piece in pieces)


# --- names ------------------------------------------------------------------------------------------------------

_BY_LIKENESS = {
    Likeness.SAME: "name.same",
    Likeness.ONE_NAME: "name.one_name",
    Likeness.SOUNDS_ALIKE: "name.sounds_alike",
    Likeness.SPELT_NEARLY: "name.spelt_nearly",
    Likeness.SHORT_FORM: "name.short_form",
    Likeness.INITIAL: "name.initial",
    Likeness.SOUNDS_NEARLY: "name.sounds_nearly",
    Likeness.CONFUSED: "name.confused",
    Likeness.SLIP_IN_A_SHORT_NAME: "name.slip_in_a_short_name",
}
_DIFFERING = {
    Role.GIVEN: "name.first_names_differ",
    Role.FAMILY: "name.surnames_differ",
    Role.MIDDLE: "name.other_names_differ",
}


def names(applicant: Form, entry: Form, common: Commonness) -> NamesWeighed | None:
    """How the names compare: of everything that both were called, the two that agree best."""
    best: NamesWeighed | None = None
    best_rank: tuple[float, bool] = (0.0, False)
    for ours in applicant.names:
        for theirs in entry.names:
            alignment = align(ours, theirs)
            pieces = _of_names(alignment, common)
            rank = (points_of(pieces), Role.GIVEN not in alignment.differing)
            if best is None or rank > best_rank:
                best, best_rank = NamesWeighed(ours, theirs, alignment, pieces), rank
    return best


def _of_names(alignment: Alignment, common: Commonness) -> tuple[Piece, ...]:
    amounts: dict[str, float] = {}
    for ours, theirs, like in alignment.answers:
        name = _BY_LIKENESS[like]
        if like is Likeness.SAME:
            # An initial is no more than an initial, even where both write it.
            if len(ours.text) == 1:
                name, amount = "name.initial", 1.0
            else:
                amount = common.worth(ours)
        elif _may_be_two_names(ours, like) and common.both_usual(ours, theirs):
            # Ramesh and Rajesh, Tim and Tom: two names where both are borne by many, and no slip of the fingers.
            name, amount = "name.two_usual_names", 1.0
        elif like in _WORTH_BY_SOUND:
            amount = min(common.worth_of_sound(ours), common.worth_of_sound(theirs))
        else:
            amount = 1.0
        amounts[name] = amounts.get(name, 0.0) + amount
    differing = alignment.differing
    for role in differing:
        amounts[_DIFFERING[role]] = 1.0
    if differing:
        amounts["name.still_alike"] = alignment.still_alike
    alone = len(alignment.alone_applicant) + len(alignment.alone_entry)
    if alone and not differing:
        amounts["name.only_one_has"] = min(alone, 2)
    if alignment.first_name_moved:
        amounts["name.first_name_moved"] = 1.0
    if alignment.first_name_says_little:
        amounts["name.first_name_says_little"] = 1.0
    return tuple(Piece(name, amount) for name, amount in sorted(amounts.items()))


def _may_be_two_names(part: Part, like: Likeness) -> bool:
    """Whether what is alike in two parts is little: a letter apart, or the vowels of a short name."""
    return like is Likeness.SPELT_NEARLY or (like is Likeness.SOUNDS_ALIKE and len(part.sound) < 3)


_WORTH_BY_SOUND = frozenset(
    {Likeness.ONE_NAME, Likeness.SOUNDS_ALIKE, Likeness.SPELT_NEARLY, Likeness.SHORT_FORM}
)


# --- birth dates ------------------------------------------------------------------------------------------------

BORN_SAME = frozenset({Birthdays.SAME, Birthdays.SAME_FIRST_OF_JANUARY, Birthdays.SAME_BY_NUMBER})
_RANK = {level: (WEIGHTS[level.value], place) for place, level in enumerate(reversed(Birthdays))}


def births(applicant: Form, entry: Form) -> tuple[Birthdays, Born, Born] | None:
    """How the birth dates compare: of all that are known, the two that agree best.

    Two that were both read from driver numbers count only where no other is held, or beside another that is the
    same: the numbers are compared themselves.
    """
    best: tuple[Birthdays, Born, Born] | None = None
    both_from_numbers: tuple[Birthdays, Born, Born] | None = None
    for ours in applicant.births:
        for theirs in entry.births:
            level = compare_births(ours, theirs)
            if ours.from_number and theirs.from_number:
                if both_from_numbers is None or _RANK[level] > _RANK[both_from_numbers[0]]:
                    both_from_numbers = (level, ours, theirs)
            elif best is None or _RANK[level] > _RANK[best[0]]:
                best = (level, ours, theirs)
    if best is None or both_from_numbers is None:
        return best or both_from_numbers
    stronger = best[0] in BORN_SAME and _RANK[both_from_numbers[0]] > _RANK[best[0]]
    return both_from_numbers if stronger else best


# --- addresses --------------------------------------------------------------------------------------------------


def places(applicant: Form, entry: Form) -> tuple[str, int, int] | None:
    """How the addresses compare: the evidence's name, and which address of each agrees best."""
    best: tuple[str, int, int] | None = None
    for place, ours in enumerate(applicant.places):
        for its_place, theirs in enumerate(entry.places):
            name = _two_places(ours, theirs)
            if name in _SAME_POSTCODE and (place or its_place):
                # Brothers share an address; an earlier one is shared by fewer, and mostly by one who moved.
                name = "address.earlier"
            if best is None or WEIGHTS[name] > WEIGHTS[best[0]]:
                best = (name, place, its_place)
    return best


_SAME_POSTCODE = frozenset({"address.same", "address.postcode"})


def _two_places(ours: Place, theirs: Place) -> str:
    same_house = bool(ours.house) and ours.house == theirs.house
    if ours.postcode and ours.postcode == theirs.postcode:
        return "address.same" if same_house else "address.postcode"
    same_district = bool(ours.district) and ours.district == theirs.district
    same_town = bool(ours.town) and ours.town == theirs.town
    if same_house and (same_district or same_town or not (ours.postcode and theirs.postcode)):
        return "address.house"
    if (
        ours.postcode
        and theirs.postcode
        and OSA.distance(ours.postcode, theirs.postcode, score_cutoff=1) <= 1
    ):
        return "address.near_postcode"
    if same_district:
        return "address.district"
    if same_house:
        return "address.house_elsewhere"
    return "address.town" if same_town else "address.other"


# --- numbers ----------------------------------------------------------------------------------------------------


def national_insurance(ours: str, theirs: str) -> str:
    """How two National Insurance numbers (eight characters each) compare."""
    if ours == theirs:
        return "insurance.same" if _insurance_form(ours) else "insurance.same_malformed"
    apart = OSA.distance(ours, theirs, score_cutoff=2)
    return ("insurance.same", "insurance.near", "insurance.two_off", "insurance.other")[min(apart, 3)]


def _insurance_form(number: str) -> bool:
    return has_form(national_insurance_number, number + "A")


def gb_driver(ours: str, theirs: str) -> str:
    """How two GB driver numbers compare: whole, or by the surname, birth date and initials they hold."""
    if ours == theirs:
        return "driver.same" if has_form(gb_driver_number, ours) else "driver.same_malformed"
    if OSA.distance(ours, theirs, score_cutoff=1) <= 1:
        return "driver.near"
    if len(ours) == len(theirs) == 16:
        if ours[5:13] == theirs[5:13]:
            return "driver.same_stem" if ours[:5] == theirs[:5] else "driver.other_surname"
        if ours[:11] == theirs[:11]:
            return "driver.other_initials"
    return "driver.other"


def other_number(kind: str, ours: str, theirs: str) -> str:
    """How two Northern Ireland driver numbers, or two Community licence numbers, compare."""
    if ours == theirs:
        return f"{kind}.same"
    return f"{kind}.near" if OSA.distance(ours, theirs, score_cutoff=1) <= 1 else f"{kind}.other"


# --- everything -------------------------------------------------------------------------------------------------

_BORN_FAR = frozenset({Birthdays.OTHER, Birthdays.YEAR_ONLY, Birthdays.FIRST_OF_JANUARY_OTHER_YEAR})
_ONE_ADDRESS = frozenset({"address.same", "address.postcode", "address.earlier", "address.house"})
_NUMBERS = (
    ("national_insurance", national_insurance),
    ("gb_driver", gb_driver),
    ("ni_driver", lambda ours, theirs: other_number("northern", ours, theirs)),
    ("community", lambda ours, theirs: other_number("community", ours, theirs)),
)


class NumberWeighed(NamedTuple):
    """Of all the numbers of one kind, the two that agree best, by place, and the evidence's name."""

    name: str
    applicant: int
    entry: int


class Evidence(NamedTuple):
    """All that speaks for and against. What is None can't be compared, for one of the two does not have it."""

    names: NamesWeighed | None
    births: tuple[Birthdays, Born, Born] | None
    places: tuple[str, int, int] | None
    numbers: dict[str, NumberWeighed]
    together: tuple[str, ...]

    def pieces(self) -> list[Piece]:
        """Every piece, in an order of its own, so that a sum is the same whoever is the applicant."""
        found = list(self.names.pieces) if self.names else []
        if self.births:
            found.append(Piece(self.births[0].value, 1.0))
        if self.places:
            found.append(Piece(self.places[0], 1.0))
        found.extend(Piece(weighed.name, 1.0) for weighed in self.numbers.values())
        found.extend(Piece(name, 1.0) for name in self.together)
        return found


def gather(applicant: Form, entry: Form, common: Commonness) -> Evidence:
    """All that speaks for and against two forms being of one person. Never raises; symmetric."""
    named = names(applicant, entry, common)
    born = births(applicant, entry)
    lived = places(applicant, entry)
    held = numbers(applicant, entry)
    if born is not None and _only_a_number_says_so(born) and _same_driver_number(held):
        # A number that both have can't speak against them by the date it holds.
        born = None
    return Evidence(named, born, lived, held, tuple(_together(applicant, entry, named, born, lived, held)))


def numbers(applicant: Form, entry: Form) -> dict[str, NumberWeighed]:
    """How the numbers compare: of each kind that both hold, the two that agree best."""
    found: dict[str, NumberWeighed] = {}
    for kind, compared in _NUMBERS:
        held, its = getattr(applicant, kind), getattr(entry, kind)
        if held and its:
            found[kind] = max(
                (
                    NumberWeighed(compared(ours, theirs), place, its_place)
                    for place, ours in enumerate(held)
                    for its_place, theirs in enumerate(its)
                ),
                key=lambda weighed: WEIGHTS[weighed.name],
            )
    return found


def _only_a_number_says_so(born: tuple[Birthdays, Born, Born]) -> bool:
    """Whether birth dates differ, and one of them was read from a driver number."""
    level, ours, theirs = born
    return WEIGHTS[level.value] < 0 and (ours.from_number or theirs.from_number)


def _same_driver_number(numbers: dict[str, NumberWeighed]) -> bool:
    return "gb_driver" in numbers and numbers["gb_driver"].name == "driver.same"


def _together(
    applicant: Form,
    entry: Form,
    named: NamesWeighed | None,
    born: tuple[Birthdays, Born, Born] | None,
    lived: tuple[str, int, int] | None,
    numbers: dict[str, NumberWeighed],
) -> Iterable[str]:
    """What two facts say together that neither says alone: twins, brothers, father and son, man and wife."""
    else_too = _anything_else(lived, numbers)
    one_address = lived is not None and lived[0] in _ONE_ADDRESS
    insurance = numbers["national_insurance"].name if "national_insurance" in numbers else ""
    driver = numbers["gb_driver"].name if "gb_driver" in numbers else ""
    if named is not None and Role.GIVEN in named.alignment.differing:
        if one_address:
            yield "together.first_names_differ_at_one_address"
        if born is not None and born[0] in BORN_SAME:
            yield "together.first_names_differ_one_birth_date"
    if named is not None and Role.FAMILY in named.alignment.differing and not else_too:
        yield "together.surnames_differ_and_nothing_else"
    if insurance == "insurance.near" and named is not None and not named.alignment.first_name_same:
        yield "together.first_name_not_same_near_number"
    if born is not None and born[0] not in BORN_SAME:
        if one_address and born[0] in _BORN_FAR:
            yield "together.birth_dates_differ_at_one_address"
        if born[0] not in _BORN_FAR and not else_too:
            yield "together.birth_date_nearly_and_nothing_else"
        if insurance == "insurance.other" or driver == "driver.other":
            yield "together.birth_date_and_number_differ"
    if insurance == "insurance.other" and driver == "driver.other":
        yield "together.both_numbers_differ"
    if applicant.sexes and entry.sexes and not set(applicant.sexes) & set(entry.sexes):
        yield "together.sexes_differ"


def _anything_else(lived: tuple[str, int, int] | None, numbers: dict[str, NumberWeighed]) -> bool:
    """Whether an address or a number speaks for them too."""
    return (lived is not None and WEIGHTS[lived[0]] >= 1) or any(
        WEIGHTS[weighed.name] > 0 for weighed in numbers.values()
    )
