"""What a comparison amounts to: a band, points, and the reasons in an officer's words.

A verdict is evidence for a person to judge. It refuses nobody and clears nobody by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from licensing.matching import points
from licensing.matching.compare import Comparison, Field, Outcome

# Written on each receipt. To be changed with any change of keys, tables or points.
MATCHER_VERSION = "first-1"


class Band(StrEnum):
    """How likely it is that two are one person, likeliest first."""

    SAME_NUMBER = "same_number"
    STRONG = "strong"
    POSSIBLE = "possible"
    NO = "no"

    @property
    def is_hit(self) -> bool:
        """Whether an officer must look at it and say whether it is the same person."""
        return self is not Band.NO

    @property
    def words(self) -> str:
        """The band on a page."""
        return {
            Band.SAME_NUMBER: "the same number",
            Band.STRONG: "strong",
            Band.POSSIBLE: "possible",
            Band.NO: "no match",
        }[self]


@dataclass(frozen=True)
class Verdict:
    """A band, the points it rests on, and the reasons, heaviest first. No reason quotes a number."""

    band: Band
    points: float
    reasons: tuple[str, ...]


# A right number decides the band. A Community licence number does not: we know no form by which to tell a
# right one.
_DECIDING = (Field.NATIONAL_INSURANCE, Field.GB_DRIVER, Field.NI_DRIVER)
_NUMBERS = (*_DECIDING, Field.COMMUNITY)


def judge(comparison: Comparison) -> Verdict:
    """What the comparison of two people amounts to."""
    weighed = [
        (compared.points, f"{compared.field.label}: {compared.words}")
        for compared in comparison.fields
        if compared.outcome is not Outcome.ABSENT
    ]
    weighed += _together(comparison)
    total = sum(worth for worth, _ in weighed)
    band = _band(comparison, total)
    if band is Band.NO and _name_and_date_agree(comparison):
        band = Band.POSSIBLE
        weighed.append((0.0, "Name and date of birth agree, so it is shown whatever else differs"))
    reasons = tuple(reason for _, reason in sorted(weighed, key=lambda item: -abs(item[0])))
    return Verdict(band, total, reasons)


def _band(comparison: Comparison, total: float) -> Band:
    if any(comparison.field(field).outcome is Outcome.AGREES for field in _DECIDING):
        return Band.SAME_NUMBER
    if total >= points.STRONG_FROM:
        return Band.STRONG
    return Band.POSSIBLE if total >= points.POSSIBLE_FROM else Band.NO


def _together(comparison: Comparison) -> list[tuple[float, str]]:
    """What two fields say together that neither says alone."""
    found = []
    if comparison.first_names_differ:
        if comparison.field(Field.ADDRESS).points >= points.SAME_POSTCODE:
            found.append(
                (
                    points.TWIN_OR_SIBLING_AT_ONE_ADDRESS,
                    "First names differ at one address, as of twins or brothers, so the address counts half",
                )
            )
        near = [
            field for field in _NUMBERS if comparison.field(field).points == points.NUMBER_ONE_CHARACTER_OFF
        ]
        found += [
            (
                points.NEAR_NUMBER_OF_ANOTHER_NAME,
                f"{field.label}: under another first name a near number counts for nothing",
            )
            for field in near
        ]
    return found


def _name_and_date_agree(comparison: Comparison) -> bool:
    """A different number never hides a name and birth date that agree: it may be mistyped, or another's."""
    name, born = comparison.field(Field.NAME), comparison.field(Field.DATE_OF_BIRTH)
    return (
        name.outcome in {Outcome.AGREES, Outcome.NEARLY}
        and (name.outcome is Outcome.AGREES or name.points >= points.NAME_AGREES_FROM)
        and (born.outcome is Outcome.AGREES or born.points >= points.BORN_DAY_AND_MONTH_EXCHANGED)
    )
