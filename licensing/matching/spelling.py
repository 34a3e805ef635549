"""Text made comparable, and a key for how a name sounds. Nothing here knows what a person is.

What was written is never changed: these give a second form beside it. Letters of other scripts than Latin
keep their script; there is no transliteration in this version, so a name in Arabic or Cyrillic letters meets
only the same letters.
"""

from __future__ import annotations

import re
import unicodedata

from licensing.matching import variants

# A name or a line of an address longer than this is compared by its beginning only.
LONGEST_TEXT = 200

# Letters that Unicode does not take apart into a plain letter and a mark.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
        "ə": "a",
        "ŧ": "t",
    }
)
# Marks written inside a name that do not part it: O'Brien, Sa'id, D`Souza.
_INSIDE_A_NAME = str.maketrans("", "", "'`´‘’ʻʼʽʾʿʹ′＇")


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case without marks on letters.

    Apostrophes join, other punctuation parts.
    """
    apart = unicodedata.normalize("NFKD", text[:LONGEST_TEXT].translate(_INSIDE_A_NAME)).casefold()
    apart = unicodedata.normalize("NFKD", apart).translate(_INSIDE_A_NAME)
    unmarked = "".join(character for character in apart if not unicodedata.combining(character))
    words = "".join(character if _in_a_word(character) else " " for character in unmarked.translate(_LETTERS))
    return tuple(words.split())


def plain_letters(text: str) -> str:
    """The words of a text run together."""
    return "".join(plain_words(text))


def _in_a_word(character: str) -> bool:
    """Letters and digits; and what Unicode calls marks, for they are the vowels of Indian scripts."""
    return character.isalnum() or unicodedata.category(character).startswith("M")


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


def sound(word: str) -> str:
    """How a plain word sounds, as its consonants, never nothing; a word of other letters is its own sound."""
    if not (word.isascii() and word.isalpha()):
        return word
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def sound_of_name(word: str) -> str:
    """How a name sounds, the same for all spellings that the table of variants holds as one name."""
    return sound(variants.usual_spelling(word))
