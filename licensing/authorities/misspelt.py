"""Names with slips of the pen: which council's they are near, and how near others are.

Pure. One letter too many, too few, wrong, or swapped with its neighbour is one slip (the Damerau-Levenshtein
distance). Two slips can't turn one council's name into another's, because a misspelt name is resolved only
when every other council's is at least SAFE_DISTANCE away.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from licensing.authorities.wording import Written

SAFE_DISTANCE = 3
FARTHEST = 5


@dataclass(frozen=True)
class Spelling:
    """One spelling in the index.

    `leads_to` are the keys of the authorities of today that it may mean, `keys` those whose name it is; it is
    not `settled` when it is a name that several bodies share.
    """

    text: str
    leads_to: frozenset[str]
    keys: frozenset[str]
    settled: bool = True


@dataclass(frozen=True)
class Found:
    """A spelling near to what was written: how many slips away it is, and how many its length allows."""

    distance: int
    allowed: int
    spelling: Spelling
    reading: Written


class Speller:
    """All spellings, in three dresses, and the names of other places."""

    def __init__(
        self, full: list[Spelling], core: list[Spelling], spelt: list[Spelling], elsewhere: Iterable[str]
    ) -> None:
        self._full, self._core, self._spelt = full, core, spelt
        self._elsewhere = sorted(elsewhere)

    def ranked(self, readings: list[Written]) -> list[Found]:
        """The nearest spelling of each council, or group that a name is shared by, nearest first."""
        best: dict[frozenset[str], Found] = {}
        for reading in readings:
            dresses = ((reading.full, self._full), (reading.core, self._core), (reading.spelt, self._spelt))
            for one in (found for text, spellings in dresses for found in _near(text, spellings, reading)):
                there = best.get(one.spelling.leads_to)
                if there is None or one.distance < there.distance:
                    best[one.spelling.leads_to] = one
        return sorted(best.values(), key=lambda one: (one.distance, sorted(one.spelling.leads_to)))

    def another_place_within(self, readings: list[Written], distance: int) -> bool:
        """Whether another place's name is as near as this: Farnham is not a misspelt Fareham."""
        texts = {text for reading in readings for text in (reading.core, reading.full)}
        return any(_distances(text, self._elsewhere, distance) for text in texts)


def safely_one(ranked: list[Found]) -> bool:
    """Whether the nearest is near enough for its length, and every other far enough away."""
    following = ranked[1].distance if len(ranked) > 1 else FARTHEST + 1
    distance = ranked[0].distance
    return distance <= ranked[0].allowed and following >= max(SAFE_DISTANCE, distance + 2)


def slips_allowed(length: int) -> int:
    """How many slips a name of this many letters may have and still be told: none in three, one in seven."""
    if length <= 3:
        return 0
    return 1 if length <= 7 else 2 if length <= 13 else 3


def _near(text: str, spellings: list[Spelling], reading: Written) -> list[Found]:
    """The spellings within FARTHEST of a text."""
    found = _distances(text, [one.text for one in spellings], FARTHEST)
    return [
        Found(distance, slips_allowed(min(len(text), len(spelling))), spellings[index], reading)
        for spelling, distance, index in found
    ]


def _distances(text: str, others: list[str], farthest: int) -> list[tuple[str, int, int]]:
    """Those of the others that are at most so far from a text, each with its distance and its index."""
    found = process.extract(
        text, others, scorer=DamerauLevenshtein.distance, score_cutoff=farthest, limit=None
    )
    return [(other, int(distance), index) for other, distance, index in found]
