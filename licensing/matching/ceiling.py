"""The most that a comparison can come to, reckoned without comparing the names.

Most candidates of a search in a large register share two common names and the year of birth with whom is looked
for, and nothing else. What they can't come to needs no comparison: a candidate is only passed over where its
verdict would be no match, so that no search finds less for it.
"""

from __future__ import annotations

from itertools import pairwise

from licensing.matching import evidence
from licensing.matching.commonness import Commonness
from licensing.matching.evidence import BORN_SAME, Piece
from licensing.matching.forms import Form
from licensing.matching.people import Part
from licensing.matching.weights import WEIGHTS

# What a part of a name that is only alike is worth at most: a bit of its sound, or what is the same for every name.
_BY_SOUND = max(
    WEIGHTS[f"name.{like}"] for like in ("one_name", "sounds_alike", "spelt_nearly", "short_form")
)
_AT_LEAST = max(
    0.0,
    *(
        WEIGHTS[f"name.{like}"]
        for like in ("initial", "sounds_nearly", "confused", "slip_in_a_short_name", "two_usual_names")
    ),
)
# Of names that differ: what their letters have in common, less what a difference costs at the least.
_ALIKE = max(
    0.0,
    WEIGHTS["name.still_alike"]
    + max(WEIGHTS[f"name.{role}_differ"] for role in ("first_names", "surnames", "other_names")),
)
_BESIDES = sum(
    max(0.0, WEIGHTS[f"name.{name}"])
    for name in ("only_one_has", "first_name_moved", "first_name_says_little")
)
_TOGETHER = sum(max(0.0, weight) for name, weight in WEIGHTS.items() if name.startswith("together."))


class Ceiling:
    """What an entry can come to at most beside somebody, reckoned from how common his own names are."""

    def __init__(self, applicant: Form, common: Commonness) -> None:
        self._applicant = applicant
        self._names = max(
            (sum(_most(part, common) for part in name) for name in applicant.names), default=0.0
        )
        # Two neighbours that the other writes as one are another part, of another worth.
        self._joined = {left.text + right.text for name in applicant.names for left, right in pairwise(name)}

    def is_below(self, points: float, entry: Form) -> bool:
        """Whether an entry can't come to so many points, nor be shown for its numbers or its birth date."""
        if any(part.text in self._joined for name in entry.names for part in name):
            return False
        numbers = evidence.numbers(self._applicant, entry)
        born = evidence.births(self._applicant, entry)
        if (born is not None and born[0] in BORN_SAME) or any(
            WEIGHTS[one.name] > 0 for one in numbers.values()
        ):
            return False
        lived = evidence.places(self._applicant, entry)
        most = self._names + _ALIKE + _BESIDES + _TOGETHER
        most += sum(WEIGHTS[one.name] for one in numbers.values())
        most += Piece(born[0].value, 1.0).points if born else 0.0
        most += WEIGHTS[lived[0]] if lived else 0.0
        return most < points


def _most(part: Part, common: Commonness) -> float:
    return max(WEIGHTS["name.same"] * common.worth(part), _BY_SOUND * common.worth_of_sound(part), _AT_LEAST)
