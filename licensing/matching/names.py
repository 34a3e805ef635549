"""How far two names agree.

Their parts are compared as sets with roles, so that any part may answer any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from licensing.matching import points, variants
from licensing.matching.people import Name, NameKind, Part, Role, parts_of
from licensing.matching.spelling import sound_of_name


class Likeness(StrEnum):
    """How one part of a name answers a part of another, in an officer's words."""

    SAME = "the same"
    ONE_NAME = "one name in two spellings"
    SOUNDS_ALIKE = "sounds alike"
    SPELT_NEARLY = "nearly the same spelling"
    SHORT_FORM = "short form"
    INITIAL = "initial only"
    SOUNDS_NEARLY = "sounds nearly alike"
    FAINT = "two names often confused"


_WORTH = {
    Likeness.SAME: points.SAME_PART,
    Likeness.ONE_NAME: points.ONE_NAME,
    Likeness.SOUNDS_ALIKE: points.SOUNDS_ALIKE,
    Likeness.SPELT_NEARLY: points.SPELT_NEARLY,
    Likeness.SHORT_FORM: points.SHORT_FORM,
    Likeness.INITIAL: points.INITIAL,
    Likeness.SOUNDS_NEARLY: points.SOUNDS_NEARLY_ALIKE,
    Likeness.FAINT: points.FAINT,
}


@dataclass(frozen=True)
class Answer:
    """A part of the applicant's name, the part of the entry's name that answers it, and how."""

    applicant: Part
    entry: Part
    likeness: Likeness

    @property
    def worth(self) -> float:
        """The points of this answer."""
        if len(self.applicant.text) == 1:  # an initial is no more than an initial, even where both write it
            return points.INITIAL
        worth = _WORTH[self.likeness]
        says_little = self.applicant.says_little or self.entry.says_little
        return min(worth, points.SAYS_LITTLE) if says_little else worth


@dataclass(frozen=True)
class NameComparison:
    """What two names have in common and what not. `alone_*` are the telling parts that nothing answers."""

    applicant: Name
    entry: Name
    answers: tuple[Answer, ...]
    alone_applicant: tuple[Part, ...]
    alone_entry: tuple[Part, ...]

    @property
    def differing(self) -> frozenset[Role]:
        """The roles in which the names contradict each other.

        A part that only one of them has is no contradiction.
        """
        ours, theirs = ({part.role for part in alone} for alone in (self.alone_applicant, self.alone_entry))
        if not ours or not theirs:
            return frozenset()
        both = (ours & theirs) - {Role.MIDDLE}
        if both:
            return frozenset(both)
        # First name against surname: one is written the other way round, and is another person's.
        if {Role.GIVEN, Role.FAMILY} <= ours | theirs:
            return frozenset({Role.GIVEN})
        return frozenset({Role.MIDDLE})

    @property
    def identical(self) -> bool:
        """Whether every telling part of each is a part of the other, written alike, in the same place."""
        alike = all(answer.likeness is Likeness.SAME for answer in self.answers)
        return alike and not self.alone_applicant and not self.alone_entry and not self.exchanged

    @property
    def exchanged(self) -> bool:
        """Whether first name and surname have changed places."""
        return any(
            {answer.applicant.role, answer.entry.role} == {Role.GIVEN, Role.FAMILY} for answer in self.answers
        )

    @property
    def points(self) -> float:
        """The points of the whole name, for and against."""
        agreeing = sum(answer.worth for answer in self.answers)
        if self.answers and not self._anything_telling:
            agreeing = points.ONLY_SUCH_NAMES * len(self.answers)
        agreeing = min(agreeing, points.MOST_FOR_A_NAME)
        return agreeing + sum(_AGAINST[role] for role in self.differing)

    @property
    def _anything_telling(self) -> bool:
        """Whether either has a part that is more than an initial or a name that half a register bears."""
        alone = self.alone_applicant or self.alone_entry
        parts = (part for answer in self.answers for part in (answer.applicant, answer.entry))
        return bool(alone) or any(_telling(part) for part in parts)

    @property
    def words(self) -> str:
        """What an officer is told of it."""
        said = ["same name"] if self.identical and self.answers else self._words_of_answers()
        said.append(self._words_of_the_rest())
        if self.applicant.kind is not NameKind.CURRENT:
            said.append(f"by the applicant's {self.applicant.kind.value} name")
        if self.entry.kind is not NameKind.CURRENT:
            said.append(f"by the entry's {self.entry.kind.value} name")
        return "; ".join(part for part in said if part)

    def _words_of_answers(self) -> list[str]:
        same = [answer.applicant.text.title() for answer in self.answers if answer.likeness is Likeness.SAME]
        said = [f"same in both: {', '.join(same)}"] if same else []
        if self.exchanged:
            said.append("first name and surname have changed places")
        return said + [
            f"{_role_of(answer)} {answer.likeness}: {_shown([answer.applicant])}, {_shown([answer.entry])}"
            for answer in self.answers
            if answer.likeness is not Likeness.SAME
        ]

    def _words_of_the_rest(self) -> str:
        ours, theirs = _shown(self.alone_applicant), _shown(self.alone_entry)
        if not (ours and theirs):
            return f"only one has {ours or theirs}" if ours or theirs else ""
        if self.differing == {Role.MIDDLE}:
            return f"other names differ: {ours}, {theirs}"
        roles = " and ".join(f"{role.value}s" for role in Role if role in self.differing)
        return f"{roles} differ: {ours}, {theirs}"


_AGAINST = {
    Role.GIVEN: points.FIRST_NAMES_DIFFER,
    Role.FAMILY: points.SURNAMES_DIFFER,
    Role.MIDDLE: points.OTHER_NAMES_DIFFER,
}


def compare_names(applicant: Name, entry: Name) -> NameComparison | None:
    """How two names agree; None when either is empty."""
    written, other = parts_of(applicant), parts_of(entry)
    if not written or not other:
        return None
    ours, theirs = _run_together(written, other), _run_together(other, written)
    found: dict[int, Answer] = {}
    answered: set[int] = set()
    for answer, place, its_place in _possible_answers(ours, theirs):
        if place not in found and its_place not in answered:
            found[place] = answer
            answered.add(its_place)
    return NameComparison(
        applicant,
        entry,
        tuple(found[place] for place in sorted(found)),
        tuple(part for place, part in enumerate(ours) if place not in found and _telling(part)),
        tuple(part for place, part in enumerate(theirs) if place not in answered and _telling(part)),
    )


def _possible_answers(ours: Sequence[Part], theirs: Sequence[Part]) -> list[tuple[Answer, int, int]]:
    """Each part beside each that could answer it, best first, in an order that is the same both ways."""
    possible = [
        (Answer(part, its, likeness), place, its_place)
        for place, part in enumerate(ours)
        for its_place, its in enumerate(theirs)
        if (likeness := likeness_of(part.text, its.text)) is not None
    ]

    def best_first(item: tuple[Answer, int, int]) -> tuple[float, bool, list[tuple[str, str]]]:
        applicant, entry = item[0].applicant, item[0].entry
        return (
            -item[0].worth,
            applicant.role is not entry.role,
            sorted([(applicant.text, applicant.role.value), (entry.text, entry.role.value)]),
        )

    return sorted(possible, key=best_first)


def likeness_of(left: str, right: str) -> Likeness | None:
    """How one plain part of a name answers another, whichever comes first; None when it does not."""
    if left == right:
        return Likeness.SAME
    if variants.one_name(left, right):
        return Likeness.ONE_NAME
    if len(left) == 1 or len(right) == 1:
        return Likeness.INITIAL if left[0] == right[0] else None
    alike = sound_of_name(left) == sound_of_name(right) and OSA.normalized_similarity(left, right) >= 0.5
    near = _spelt_nearly(left, right)
    if variants.two_names(left, right):
        return Likeness.FAINT if alike or near else None
    if alike:
        return Likeness.SOUNDS_ALIKE
    if variants.short_for(left, right) or _begins(left, right) or _begins(right, left):
        return Likeness.SHORT_FORM
    if near:
        return Likeness.SPELT_NEARLY
    return Likeness.SOUNDS_NEARLY if _sounds_nearly(left, right) else None


def _spelt_nearly(left: str, right: str) -> bool:
    """One slip of the fingers in a short name, two in a long one.

    Names of three letters or fewer may not slip.
    """
    shorter = min(len(left), len(right))
    allowed = 0 if shorter < 4 else 1 if shorter < 7 else 2
    return OSA.distance(left, right, score_cutoff=allowed) <= allowed


def _sounds_nearly(left: str, right: str) -> bool:
    """Akta for Akhtar: one sound of three or more is lost or other, and most letters are the same."""
    ours, theirs = sound_of_name(left), sound_of_name(right)
    near = min(len(ours), len(theirs)) >= 3 and OSA.distance(ours, theirs, score_cutoff=1) <= 1
    return near and OSA.normalized_similarity(left, right) >= 0.6


def _begins(short: str, whole: str) -> bool:
    """Jav for Javed, Sanj for Sanjay."""
    return 3 <= len(short) < len(whole) and whole.startswith(short)


def _run_together(parts: Sequence[Part], others: Sequence[Part]) -> tuple[Part, ...]:
    """The parts, two neighbours made one where the other name has them as one: Gul Khan beside Gulkhan."""
    whole = {part.text for part in others} - {part.text for part in parts}
    joined: list[Part] = []
    for part in parts:
        text = joined[-1].text + part.text if joined else ""
        if text in whole:
            joined[-1] = Part(text, sound_of_name(text), joined[-1].role, says_little=False)
        else:
            joined.append(part)
    return tuple(joined)


def _telling(part: Part) -> bool:
    return not part.says_little and len(part.text) > 1


def _shown(parts: Sequence[Part]) -> str:
    return " ".join(part.text.title() for part in parts)


def _role_of(answer: Answer) -> str:
    return answer.applicant.role.value if answer.applicant.role is answer.entry.role else "name"
