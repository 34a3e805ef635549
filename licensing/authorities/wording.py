"""How people write a council's name: folding letters, taking off footnotes and the words of its kind.

Pure. "The City of York Council*", "York UA" and "york" all have the core "york"; the words taken off are kept
as hints ("city", "unitary"), because "Lincoln County Council" is not Lincoln.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein

LONGEST = 200

_NOTE = re.compile(
    r"\[\s*(?:[a-z]|\d+|(?:see )?(?:foot)?notes?\b[^\]]*)\s*\]"
    r"|\(\s*(?:\d+|(?:see )?(?:foot)?notes?\b[^)]*)\s*\)",
    re.I,
)
_MARKS = re.compile(r"[*†‡§¶#^~|]+")
_TRAILING_NOTE = re.compile(r"(?:,?\s*\b(?:foot)?note\s*\d+|(?<=[a-z.])\d{1,2}|\s+\d{1,2})\s*$", re.I)
_LIST_MARK = re.compile(r"^\s*(?:\(?\d{1,3}[.)]\s+|[-–—•·]\s*)")
_APOSTROPHES = re.compile(r"['’‘ʼ`´′]")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")

# Words that mean the same however they are shortened. "and", "of" and "the" carry nothing: they are left out.
_NOISE = frozenset({"and", "of", "the"})
_SAME = {"saint": "st", "upon": "on", "nth": "north", "sth": "south", "gt": "great", "gtr": "greater"}
# fmt: off
_SHORT = {
    "n": "north", "s": "south", "e": "east", "w": "west", "ne": "north east", "nw": "north west",
    "se": "south east", "sw": "south west", "beds": "bedfordshire", "berks": "berkshire",
    "bucks": "buckinghamshire", "cambs": "cambridgeshire", "ches": "cheshire", "derbys": "derbyshire",
    "glos": "gloucestershire", "hants": "hampshire", "herts": "hertfordshire", "hunts": "huntingdonshire",
    "lancs": "lancashire", "leics": "leicestershire", "lincs": "lincolnshire",
    "northants": "northamptonshire", "northumb": "northumberland", "notts": "nottinghamshire",
    "oxon": "oxfordshire", "salop": "shropshire",
    "staffs": "staffordshire", "warks": "warwickshire", "warwicks": "warwickshire", "wilts": "wiltshire",
    "worcs": "worcestershire", "yorks": "yorkshire", "co": "county", "is": "isle",
}

# The words that say what kind of council it is, and the hint each leaves.
_STATUS = {
    "council": "", "councils": "", "authority": "", "authorities": "", "la": "", "licensing": "",
    "department": "", "dept": "", "team": "", "service": "", "services": "", "office": "", "municipal": "",
    "corporation": "corporation", "royal": "royal", "rb": "royal",
    "city": "city", "citycouncil": "city", "cc": "",
    "county": "county", "countycouncil": "county",
    "borough": "borough", "boro": "borough", "boroughcouncil": "borough", "bc": "borough", "cbc": "",
    "district": "district", "districtcouncil": "district", "dc": "district",
    "metropolitan": "metropolitan", "metro": "metropolitan", "met": "metropolitan", "mbc": "metropolitan",
    "mdc": "metropolitan", "mb": "metropolitan", "mc": "metropolitan", "md": "metropolitan",
    "london": "london", "lb": "london", "lbc": "london",
    "unitary": "unitary", "ua": "unitary",
    "combined": "combined", "mayoral": "combined", "ca": "combined", "cca": "combined", "mca": "combined",
    "town": "town", "parish": "town", "community": "town", "police": "other", "fire": "other", "nhs": "other",
}
_LEADS = frozenset({
    "city", "county", "borough", "district", "metropolitan", "royal", "london", "council", "corporation",
    "municipal", "town", "lb", "lbc", "rb", "mb", "licensing", "team", "department",
})
# fmt: on
_OPEN_LEADS = frozenset({"lb", "lbc", "rb", "mb", "licensing", "borough"})
_TOO_SHORT_FOR_A_SLIP = frozenset({"dept", "team", "town", "fire", "boro"})
_LONG_STATUS = tuple(word for word in _STATUS if len(word) >= 4 and word not in _TOO_SHORT_FOR_A_SLIP)
# The kinds of authority that a word may describe even where none of the authority's own names has it.
_UNITARY = ("unitary", "metropolitan", "welsh", "scottish", "london")
_KINDS_OF_HINT = {
    # Chichester City Council and Lichfield City Council are parish councils; the districts are others.
    "city": (*_UNITARY, "northern-irish"),
    "borough": (*_UNITARY, "district", "northern-irish"),
    "district": (*_UNITARY, "district", "northern-irish"),
    "county": ("county", "welsh"),
    "county borough": ("welsh",),
    "metropolitan": ("metropolitan",),
    "london": ("london",),
    "unitary": _UNITARY,
    "combined": ("combined",),
}
_CODE = re.compile(r"\b([EWSNKJ])\s*(\d(?:[\s.-]*\d){7})\b", re.I)


@dataclass(frozen=True)
class Written:
    """A name taken apart. `full` and `core` are squashed: folded, without spaces and empty words.

    `spelt` is the core with the empty words left in, for measuring slips in them ("Brighton adn Hove").
    """

    full: str
    core: str
    spelt: str
    hints: frozenset[str] = frozenset()
    # Whether a word that was taken off was itself misspelt ("Leeds Cty Council").
    slip: bool = field(default=False, compare=False)


def clean(text: str) -> str:
    """The name without footnote marks, list numbers and stray white space."""
    text = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text.replace("\xa0", " ")))
    text = _MARKS.sub(" ", _NOTE.sub(" ", _LIST_MARK.sub("", text)))
    return _TRAILING_NOTE.sub("", " ".join(text.split())).strip(" .,;:-–—")


def split_codes(text: str) -> tuple[tuple[str, ...], str]:
    """The GSS codes written in a text (E08000035, "e08 000 035"), in capitals, and the text without them."""
    codes = tuple(letter.upper() + re.sub(r"\D", "", digits) for letter, digits in _CODE.findall(text))
    return codes, _CODE.sub(" ", text).strip(" \t-–—:,;()[]/")


def words(text: str) -> list[str]:
    """The words of a text, folded: no accents, no capitals, no punctuation; "&" is "and"."""
    plain = _APOSTROPHES.sub("", text).replace("&", " and ").replace("+", " and ")
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    return [_SAME.get(word, word) for word in _NOT_LETTERS.sub(" ", plain).split()]


def squash(tokens: Iterable[str]) -> str:
    """Words run together, without those that carry nothing: spaces and "and" are where people differ most."""
    return "".join(token for token in tokens if token not in _NOISE)


def lengthened(tokens: Iterable[str]) -> list[str]:
    """The words with compass points and shortened counties written out ("N Lincs", "NE Derbys")."""
    return [part for token in tokens for part in _SHORT.get(token, token).split()]


def readings(text: str, known: frozenset[str] = frozenset()) -> list[Written]:
    """The ways to read a name as written, the plainest first.

    "Glamorgan, Vale of" is also read the other way about; shortened words are also read in full. `known` are
    the words of real names, which are never taken for a misspelt "borough".
    """
    orders = [words(text)]
    head, comma, tail = text.partition(",")
    if comma and "," not in tail and tail.strip():
        orders.append(words(tail) + words(head))
    found: dict[Written, Written] = {}
    for tokens in [*orders, *(lengthened(order) for order in orders)]:
        written = taken_apart(tokens, known)
        found.setdefault(written, written)
    return list(found.values())


def taken_apart(tokens: list[str], known: frozenset[str] = frozenset()) -> Written:
    """A name's words, parted into the core and hints of its kind."""
    full = squash(tokens)
    rest, hints = _without_lead(tokens)
    core, more, slip = _without_tail(rest, known)
    return Written(full, squash(core), "".join(core), frozenset(hints | more) - {""}, slip)


def can_describe(hints: frozenset[str], kind: str, own: frozenset[str]) -> bool:
    """Whether these words of kind can be said of an authority of a kind, its own names having `own`."""
    if {"county", "borough"} <= hints:
        hints = (hints - {"county", "borough"}) | {"county borough"}
    return all(hint in own or kind in _KINDS_OF_HINT.get(hint, ()) for hint in hints)


def _without_lead(tokens: list[str]) -> tuple[list[str], set[str]]:
    """Take "the Metropolitan Borough of", "London Borough", "LB" off the front; a lone "County" stays."""
    end = 0
    while end < len(tokens) and (tokens[end] in _LEADS or tokens[end] in _NOISE):
        end += 1
    lead = tokens[:end]
    # "Of" closes the run ("City of York"); without it, only these are never part of a name.
    closed = lead and (lead[-1] in ("of", "council") or not _OPEN_LEADS.isdisjoint(lead))
    if not closed or end == len(tokens):
        return (tokens[1:] if tokens[:1] == ["the"] else tokens), set()
    return tokens[end:], {_STATUS.get(word, "") for word in lead}


def _without_tail(tokens: list[str], known: frozenset[str]) -> tuple[list[str], set[str], bool]:
    """Take "City and District Council", "MBC", "UA", "London Boro" off the end, misspelt or not."""
    end, slip = len(tokens), False
    hints: set[str] = set()
    while end > 1:
        word = tokens[end - 1]
        # "Royal" ends a name (Vale Royal), and "London" ends a kind only before "Borough".
        part_of_name = word == "royal" or (word == "london" and "borough" not in hints)
        if word in _NOISE:
            pass
        elif word in _STATUS and not part_of_name:
            hints.add(_STATUS[word])
        elif not part_of_name and word not in known and (meant := _misspelt_status(word)):
            # "Cty" is "city" or "county": a misspelt kind is no evidence of the kind.
            hints.update({_STATUS[meant]} & {"town", "other"})
            slip = True
        else:
            break
        end -= 1
    return tokens[:end], hints, slip


def _misspelt_status(word: str) -> str:
    """The word of kind that this is a slip of, or ""."""
    if len(word) < 3:
        return ""
    for meant in _LONG_STATUS:
        if DamerauLevenshtein.distance(word, meant, score_cutoff=2) <= (2 if len(meant) >= 7 else 1):
            return meant
    return ""
