"""How far two names agree.

Their parts are compared as sets with roles, so that any part may answer any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from licensing.matching.likeness import Likeness, letters_in_common, likeness
from licensing.matching.people import Part, Role
from licensing.matching.spelling import sound_of_name


class Answer(NamedTuple):
    """A part of the applicant's name, the part of the entry's name that answers it, and how."""

    applicant: Part
    entry: Part
    likeness: Likeness


class Alignment(NamedTuple):
    """What two names have in common and what not. `alone_*`: the telling parts that nothing answers."""

    answers: tuple[Answer, ...]
    alone_applicant: tuple[Part, ...]
    alone_entry: tuple[Part, ...]
    # First name and surname have changed places; the roles on both sides are then in one order.
    exchanged: bool = False
    # Neither first name is answered, and one of them is Muhammad, or the like, where the other has his own.
    first_name_says_little: bool = False

    @property
    def differing(self) -> frozenset[Role]:
        """The roles in which the names contradict each other.

        A part that only one of them has is no contradiction.
        """
        if not self.alone_applicant or not self.alone_entry:
            return _NOTHING
        ours = {part.role for part in self.alone_applicant}
        theirs = {part.role for part in self.alone_entry}
        both = (ours & theirs) - {Role.MIDDLE}
        if both:
            return frozenset(both)
        # First name against surname: one is written the other way round, and is another person's.
        if {Role.GIVEN, Role.FAMILY} <= ours | theirs:
            return frozenset({Role.GIVEN})
        return frozenset({Role.MIDDLE})

    @property
    def still_alike(self) -> float:
        """From 0 to 1: how much of the letters of what is alone is nevertheless in common."""
        return max(
            (
                letters_in_common(our.text, their.text)
                for our in self.alone_applicant
                for their in self.alone_entry
            ),
            default=0.0,
        )

    @property
    def first_name_same(self) -> bool:
        """Whether the first names are written alike."""
        return any(
            answer.likeness is Likeness.SAME and answer.applicant.role is answer.entry.role is Role.GIVEN
            for answer in self.answers
        )

    @property
    def first_name_moved(self) -> bool:
        """Whether the first name of one is only a middle name of the other, as of brothers named after each other."""
        moved = False
        for ours, theirs, _ in self.answers:
            if ours.role is theirs.role is Role.GIVEN:
                return False
            moved = moved or ({ours.role, theirs.role} == _MOVED and ours.telling and theirs.telling)
        return moved

    @property
    def identical(self) -> bool:
        """Whether every telling part of each is a part of the other, written alike, in the same place."""
        alike = all(answer.likeness is Likeness.SAME for answer in self.answers)
        return alike and not self.alone_applicant and not self.alone_entry and not self.exchanged


_NOTHING: frozenset[Role] = frozenset()
_MOVED = {Role.GIVEN, Role.MIDDLE}


def align(applicant: Sequence[Part], entry: Sequence[Part]) -> Alignment:
    """Which part answers which: the likest first, in an order that is the same both ways."""
    ours, theirs = applicant, entry
    if len(ours) != len(theirs):
        ours, theirs = _run_together(applicant, entry), _run_together(entry, applicant)
    possible = []
    for place, part in enumerate(ours):
        for its_place, its in enumerate(theirs):
            if like := likeness(part, its):
                first, second = (part, its) if part <= its else (its, part)
                possible.append((-like, part.role is not its.role, first, second, place, its_place))
    possible.sort()
    answers: dict[int, Answer] = {}
    answered: set[int] = set()
    for minus_like, _, _, _, place, its_place in possible:
        if place not in answers and its_place not in answered:
            answers[place] = Answer(ours[place], theirs[its_place], Likeness(-minus_like))
            answered.add(its_place)
    pairs = [answers[place] for place in sorted(answers)]
    alone = [part for place, part in enumerate(ours) if place not in answers]
    its_alone = [part for place, part in enumerate(theirs) if place not in answered]
    exchanged = _exchanged(pairs)
    if exchanged:
        # One of them is written the other way round: from here on both in one order, the same whoever is applicant.
        if tuple(ours) <= tuple(theirs):
            pairs = [Answer(one.applicant, _turned(one.entry), one.likeness) for one in pairs]
            its_alone = [_turned(part) for part in its_alone]
        else:
            pairs = [Answer(_turned(one.applicant), one.entry, one.likeness) for one in pairs]
            alone = [_turned(part) for part in alone]
    own = [next((part for part in parts if part.role is Role.GIVEN), None) for parts in (alone, its_alone)]
    return Alignment(
        tuple(pairs),
        tuple(part for part in alone if part.telling),
        tuple(part for part in its_alone if part.telling),
        exchanged,
        all(own) and not all(part is not None and part.telling for part in own),
    )


def _exchanged(answers: Sequence[Answer]) -> bool:
    """Whether first name and surname have changed places: across they answer each other, and not along."""
    across = along = 0
    for ours, theirs, _ in answers:
        if ours.role is not Role.MIDDLE and theirs.role is not Role.MIDDLE:
            if ours.role is theirs.role:
                along += 1
            else:
                across += 1
    return across > along


_OTHER_WAY_ROUND = {Role.GIVEN: Role.FAMILY, Role.FAMILY: Role.GIVEN, Role.MIDDLE: Role.MIDDLE}


def _turned(part: Part) -> Part:
    return part._replace(role=_OTHER_WAY_ROUND[part.role])


def _run_together(parts: Sequence[Part], others: Sequence[Part]) -> Sequence[Part]:
    """The parts, two neighbours made one where the other name has them as one: Gul Khan beside Gulkhan."""
    if len(parts) < 2:
        return parts
    whole = {part.text for part in others} - {part.text for part in parts}
    joined: list[Part] = []
    for part in parts:
        text = joined[-1].text + part.text if joined else ""
        if text in whole:
            joined[-1] = Part(text, sound_of_name(text), joined[-1].role)
        else:
            joined.append(part)
    return joined
