"""What a comparison amounts to: a band, points, and the reasons in an officer's words.

A verdict is evidence for a person to judge. It refuses nobody and clears nobody by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import log2

from licensing.matching import evidence, weights
from licensing.matching.commonness import Commonness
from licensing.matching.compare import Comparison, Outcome
from licensing.matching.evidence import Evidence
from licensing.matching.forms import Form
from licensing.matching.weights import MATCHER_VERSION

__all__ = ["MATCHER_VERSION", "Band", "Verdict", "Weighed", "judge", "weigh"]


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


@dataclass(frozen=True)
class Weighed:
    """Points and band without the words."""

    points: float
    band: Band


# A right number decides the band. A Community licence number does not: we know no form by which to tell a
# right one.
_DECIDING = frozenset({"insurance.same", "driver.same", "northern.same"})


def judge(comparison: Comparison) -> Verdict:
    """What the comparison of two people amounts to."""
    said = [
        (compared.points, f"{compared.field.label}: {compared.words}")
        for compared in comparison.fields
        if compared.outcome is not Outcome.ABSENT
    ]
    said += [(points, words) for words, points in comparison.together]
    weighed = _weighed(comparison.evidence, comparison.total)
    reasons = [words for _, words in sorted(said, key=lambda item: -abs(item[0]))]
    if weighed.band is Band.POSSIBLE and weighed.points < possible_from(comparison.total):
        reasons.append("Name and date of birth agree, so it is shown whatever else differs")
    return Verdict(weighed.band, weighed.points, tuple(reasons))


def weigh(applicant: Form, entry: Form, common: Commonness) -> Weighed:
    """The points and band of two people, as `judge` gives them, without the words."""
    return _weighed(evidence.gather(applicant, entry, common), common.total)


def _weighed(found: Evidence, total: int) -> Weighed:
    # Rounded, so that the order of a sum of floats is nobody's business.
    points = round(evidence.points_of(found.pieces()), 3)
    return Weighed(points, _band(found, points, total))


def _band(found: Evidence, points: float, total: int) -> Band:
    if any(weighed.name in _DECIDING for weighed in found.numbers.values()):
        return Band.SAME_NUMBER
    if points >= strong_from(total):
        return Band.STRONG
    if points >= possible_from(total) or _name_and_date_agree(found):
        return Band.POSSIBLE
    return Band.NO


def strong_from(total: int) -> float:
    """The points from which a pair is strong: one more with each doubling of the register.

    In twice the register twice as many are alike by chance.
    """
    return weights.STRONG_FROM + _doublings(total)


def possible_from(total: int) -> float:
    """The points from which a pair is possible: half a point more with each doubling of the register.

    Less than for the strong, for a miss weighs more than an alarm.
    """
    return weights.POSSIBLE_FROM + _doublings(total) / 2


def _doublings(total: int) -> float:
    return max(0.0, log2(total / weights.REGISTER)) if total else 0.0


def _name_and_date_agree(found: Evidence) -> bool:
    """A different number never hides a name and birth date that agree: it may be mistyped, or another's."""
    if found.names is None or found.births is None or found.births[0] not in evidence.BORN_SAME:
        return False
    alignment = found.names.alignment
    return (
        not alignment.differing
        and not alignment.first_name_says_little
        and bool(alignment.answers)
        and sum(piece.points for piece in found.names.pieces) >= weights.NAME_AGREES_FROM
    )
