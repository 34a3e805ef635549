"""Text made comparable, and a key for how a name sounds. Nothing here knows what a person is.

What was written is never changed: these give a second form beside it. Letters of other scripts are written in
Latin ones as they are read, so that a name in Arabic or Cyrillic letters meets the same name in ours; Arabic
writes few vowels, and so is met by its consonants.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import OSA

from licensing.matching import variants

# A name or a line of an address longer than this is compared by its beginning only.
LONGEST_TEXT = 200
# Words whose sound and likeness a process remembers.
REMEMBERED = 1 << 15

# Marks written inside a name that do not part it: O'Brien, Sa'id, D`Souza.
_INSIDE_A_NAME = str.maketrans("", "", "'`´‘’ʻʼʽʾʿʹ′＇")
# Letters that are written otherwise in English papers than anyascii has them.
_LETTERS = str.maketrans({"ə": "a", "Ə": "A", "þ": "th", "Þ": "Th", "ß": "ss", "ع": "a"})
_NO_WORD = re.compile(r"[^a-z0-9]+")


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text in plain lower-case letters and digits.

    Apostrophes join, other punctuation parts.
    """
    joined = text[:LONGEST_TEXT].translate(_INSIDE_A_NAME)
    if not joined.isascii():
        joined = _in_latin(joined)
    return tuple(_NO_WORD.sub(" ", joined.lower()).split())


def _in_latin(text: str) -> str:
    """The letters as they are read in Latin script, without marks."""
    whole = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    return anyascii(whole.translate(_INSIDE_A_NAME)).translate(_INSIDE_A_NAME)


def plain_letters(text: str) -> str:
    """The words of a text run together."""
    return "".join(plain_words(text))


# Rules of sound, in this order, on a plain Latin word. Of the vowels only that the word began with one is
# kept, and `c` stands for the sound in Kowalczyk. Javed and Jawed, Waqar and Vaqar, Iqbal and Eqbal, Qureshi
# and Kureshi come out alike.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^abd[aeiou]+(?:l|[rsn](?=[rsn]))?", "abd"),  # Abdulrahman, Abdurrahman, Abdirahman
        (r"^[kg]n", "n"),
        (r"^wr", "r"),
        (r"ph", "f"),
        (r"ch(?=[lr])", "k"),
        (r"tch|cz|ch", "="),
        (r"sch|sh|sz", "s"),
        (r"c(?=[eiy])", "s"),
        (r"ck|kh|[cq]", "k"),
        (r"=", "c"),
        (r"x", "ks"),
        (r"ght", "t"),
        (r"(?<=[gbdtjzl])h", ""),
        (r"z", "s"),
        (r"w(?=[aeiouy])", "v"),
        (r"(?<!^)(?:(?<![aeiouyw])h|h(?![aeiouyw]))", ""),  # kept in Muhammad, silent in Ahmed and Fatimah
        (r"([bcdfghjklmnpqrstvxz])\1+", r"\1"),
        (r"^(?!y[aeiou])[aeiouyw]", "a"),
        (r"(?<!^)[aeiouyw]", ""),
    )
)


@lru_cache(REMEMBERED)
def sound(word: str) -> str:
    """How a plain word sounds, as its consonants, never nothing; a word with a digit is its own sound."""
    if not (word.isascii() and word.isalpha()):
        return word
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


# The sound of Muhammad, of its own: Mohammadi and Mahmood are other names.
MUHAMMAD = "mu"


@lru_cache(REMEMBERED)
def sound_of_name(word: str) -> str:
    """How a name sounds, the same for all spellings that the table of variants holds as one name."""
    usual = variants.usual_spelling(word)
    if usual == "muhammad" or (usual == word and _muhammad_misspelt(word)):
        return MUHAMMAD
    return sound(usual)


def _muhammad_misspelt(word: str) -> bool:
    """Mohmamedd, Mihammed, Muhammadd: no table holds every slip in the name that most bear."""
    if not (6 <= len(word) <= 10 and word[0] == "m" and word[-1] in "mdt"):
        return False
    return any(
        OSA.distance(word, usual, score_cutoff=2) <= 2 for usual in ("muhammad", "mohammed", "mohamed")
    )
