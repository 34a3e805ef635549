"""How one part of a name answers a part of another."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from licensing.matching import variants
from licensing.matching.people import Part
from licensing.matching.spelling import REMEMBERED, sound, sound_of_name


class Likeness(IntEnum):
    """How alike two parts are; the liker, the higher."""

    NONE = 0
    CONFUSED = 1
    SLIP_IN_A_SHORT_NAME = 2
    SOUNDS_NEARLY = 3
    INITIAL = 4
    SHORT_FORM = 5
    SPELT_NEARLY = 6
    SOUNDS_ALIKE = 7
    ONE_NAME = 8
    SAME = 9

    @property
    def words(self) -> str:
        """The likeness on a page."""
        return _WORDS[self]


_WORDS = {
    Likeness.NONE: "not alike",
    Likeness.CONFUSED: "two names often confused",
    Likeness.SLIP_IN_A_SHORT_NAME: "one letter off in a short name",
    Likeness.SOUNDS_NEARLY: "sounds nearly alike",
    Likeness.INITIAL: "initial only",
    Likeness.SHORT_FORM: "short form",
    Likeness.SPELT_NEARLY: "nearly the same spelling",
    Likeness.SOUNDS_ALIKE: "sounds alike",
    Likeness.ONE_NAME: "one name in two spellings",
    Likeness.SAME: "the same",
}


def likeness(left: Part, right: Part) -> Likeness:
    """How one part answers another, whichever comes first."""
    if left.text == right.text:
        return Likeness.SAME
    if left.text > right.text:
        left, right = right, left
    return _likeness(left.text, left.sound, right.text, right.sound)


@lru_cache(REMEMBERED)
def _likeness(left: str, left_sound: str, right: str, right_sound: str) -> Likeness:
    if variants.one_name(left, right) or _but_for_the_article(left, right):
        return Likeness.ONE_NAME
    if len(left) == 1 or len(right) == 1:
        return Likeness.INITIAL if left[0] == right[0] else Likeness.NONE
    # Three consonants alike are much; of fewer, half the letters must be the same too.
    alike = left_sound == right_sound and OSA.normalized_similarity(left, right) >= (
        0.4 if len(left_sound) > 2 else 0.5
    )
    near = (
        _spelt_nearly(left, right)
        or _near_another_spelling(left, right)
        or _near_another_spelling(right, left)
    )
    if variants.two_names(left, right) and not _short_for(left, left_sound, right, right_sound):
        return Likeness.CONFUSED if alike or near else Likeness.NONE
    if alike:
        return Likeness.SOUNDS_ALIKE
    if _short_for(left, left_sound, right, right_sound):
        return Likeness.SHORT_FORM
    if near:
        return Likeness.SPELT_NEARLY
    if _sounds_nearly(left, left_sound, right, right_sound):
        return Likeness.SOUNDS_NEARLY
    slip = max(len(left), len(right)) <= 4 and OSA.distance(left, right, score_cutoff=1) <= 1
    return Likeness.SLIP_IN_A_SHORT_NAME if slip else Likeness.NONE


def _but_for_the_article(left: str, right: str) -> bool:
    """Alrubaie for Al-Rubaie, of which only Rubaie is a part."""
    shorter, longer = sorted((left, right), key=len)
    return len(shorter) >= 4 and longer[:2] in {"al", "el"} and sound(longer[2:]) == sound(shorter)


def _spelt_nearly(left: str, right: str) -> bool:
    """One slip of the fingers in a short name, two in a long one.

    Names of three letters or fewer may not slip.
    """
    shorter = min(len(left), len(right))
    allowed = 0 if shorter < 4 else 1 if shorter < 7 else 2
    return OSA.distance(left, right, score_cutoff=allowed) <= allowed


def _sounds_nearly(left: str, left_sound: str, right: str, right_sound: str) -> bool:
    """Kowalk for Kowalczyk: one sound of three or more is lost or other, and most letters are the same."""
    near = (
        min(len(left_sound), len(right_sound)) >= 3
        and OSA.distance(left_sound, right_sound, score_cutoff=1) <= 1
    )
    return near and OSA.normalized_similarity(left, right) >= 0.6


def _short_for(left: str, left_sound: str, right: str, right_sound: str) -> bool:
    """Whether one is a short or familiar form of the other, by the table, or as such forms are made."""
    return (
        right_sound in _sounds_meant(left)
        or left_sound in _sounds_meant(right)
        or _shortened(left, right)
        or _shortened(right, left)
    )


@lru_cache(REMEMBERED)
def _sounds_meant(short: str) -> frozenset[str]:
    """The sounds of the names that the table has a short form stand for."""
    return frozenset(sound_of_name(name) for name in variants.SHORT_FORMS.get(short, ()))


_FAMILIAR_ENDING = re.compile(r"(?<=..)(?:z?za|zz?y|ie|ey|[yisouz]|ps|by)$")


def _shortened(short: str, whole: str) -> bool:
    """Jav for Javed, Med for Ahmed, Immy for Imran, Gurps for Gurpreet."""
    if len(short) >= len(whole):
        return False
    if len(short) >= 3 and (whole.startswith(short) or (len(short) <= 5 and whole.endswith(short))):
        return True
    stem = _FAMILIAR_ENDING.sub("", short)
    if len(stem) > 2 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    return stem != short and len(stem) >= 2 and len(whole) > len(stem) + 1 and whole.startswith(stem)


def _near_another_spelling(slip: str, known: str) -> bool:
    """Hussai for Husayn: a slip in another spelling of the same name."""
    if slip in variants.USUAL or known not in variants.USUAL or len(slip) < 4:
        return False
    line = variants.LINE[variants.USUAL[known]]
    return any(len(other) >= 4 and OSA.distance(slip, other, score_cutoff=1) <= 1 for other in line)


@lru_cache(REMEMBERED)
def letters_in_common(left: str, right: str) -> float:
    """From 0 to 1: how much of two parts that do not answer each other is the same letters."""
    return OSA.normalized_similarity(left, right)
