"""What finds the entries worth comparing: several keys of each person.

They are many and independent, so that two records of one person with a fault or two still share one. Every
pair of independent fields has a joint key; what a single field would find is too much in a large register.

The keys are PLAIN TEXT and hold names, birth dates and numbers in clear. The caller stores and looks up only
a keyed hash of them, and never logs one. An entry is a candidate when any key it was stored under is among
those that are looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from licensing.matching.forms import Born, Form
from licensing.matching.people import Part, Role

# The sort of a key → what must be the same, in the words of a receipt.
KIND_OF_KEY = {
    "n": "National Insurance number",
    "g": "Great Britain driver number",
    "o": "other number",
    "b": "birth date and a name",
    "x": "birth date and initials",
    "c": "birth date and postcode district",
    "w": "birth date and house and street",
    "p": "first name and surname, one of them by its first sound, and two parts of the birth date",
    "q": "two names and birthday",
    "y": "two names and year of birth",
    "l": "postcode and a name",
    "d": "postcode district and two names",
    "h": "house and street and surname",
    "r": "two names",
    "u": "two names, where no birth date is held",
}
# Of a name's sounds, so many are put into pairs: nobody is called by more.
MOST_SOUNDS = 4


@dataclass(frozen=True, slots=True)
class Lookup:
    """One key that is looked for.

    `covered`: narrower keys, each of this and another field, are looked for beside it, so that it may be
    dropped where it would find too many.
    """

    tag: str
    text: str
    covered: bool


def keys_to_store(form: Form) -> list[str]:
    """The keys under which an entry is to be found, each once. Plain text: see above."""
    pairs = _pairs(form)
    keys = {
        *_keys(form, pairs, form.births, form.births),
        *_common_keys(form, pairs, form.births, form.births),
        *_tagged("r", pairs),
    }
    if not form.births:
        keys.update(_tagged("u", pairs))
    return sorted(keys)


def keys_to_search(form: Form) -> list[Lookup]:
    """The keys under which entries about this person are looked for, each once. Plain text: see above.

    Beside the stored sorts these hold the birth date with day and month exchanged.
    """
    exchanged = tuple(born._replace(month=born.day, day=born.month) for born in form.births if born.day <= 12)
    pairs, both_ways = _pairs(form), (*form.births, *exchanged)
    keys = {*_keys(form, pairs, both_ways, form.births), *_tagged("u", pairs)}
    common = set(_common_keys(form, pairs, both_ways, form.births))
    lookups = [Lookup(key[0], key, covered=False) for key in sorted(keys)]
    narrower = bool(_initials(form) or any(place.district for place in form.places))
    lookups += [Lookup(key[0], key, covered=key[0] != "b" or narrower) for key in sorted(common)]
    if not form.births:
        # With a birth date, whoever shares the names alone, and no part of the date, place or number, is another.
        lookups += [Lookup("r", key, covered=bool(form.places)) for key in sorted(_tagged("r", pairs))]
    return lookups


def _keys(
    form: Form, pairs: set[str], births: tuple[Born, ...], as_stated: tuple[Born, ...]
) -> Iterator[str]:
    """The keys that find few. `births` may hold dates exchanged; `as_stated` never, for parts of a date meet anyway."""
    sounds = {part.sound for name in form.names for part in name if part.telling}
    for number in form.national_insurance:
        yield "n" + number
    for number in form.gb_driver:
        yield "g" + number
    for number in (*form.ni_driver, *form.community):
        yield "o" + number
    districts = {place.district for place in form.places if place.district}
    for day in {_date(born) for born in births}:
        yield from (f"b{day}{sound}" for sound in sounds)
        yield from (f"x{day}{initials}" for initials in _initials(form))
        yield from (f"c{day}{district}" for district in districts)
        yield from (f"w{day}{place.house}" for place in form.places if place.house)
    nearly = set(_nearly_pairs(form))
    for born in as_stated:
        year, month, its_day = f"{born.short_year:02d}", f"{born.month:02d}", f"{born.day:02d}"
        for pair in nearly:
            yield f"p{year}{month}--{pair}"
            yield f"p{year}--{its_day}{pair}"
            yield f"p--{month}{its_day}{pair}"
        yield from (f"q{month}{its_day}{pair}" for pair in pairs)
    surnames = {part.sound for name in form.names for part in name if part.role is Role.FAMILY}
    for place in form.places:
        if place.postcode:
            yield from (f"l{place.postcode}{sound}" for sound in sounds or _all_sounds(form))
        if place.district:
            yield from (f"d{place.district} {pair}" for pair in pairs)
        if place.house:
            yield from (f"h{place.house} {sound}" for sound in surnames)


def _common_keys(
    form: Form, pairs: set[str], births: tuple[Born, ...], as_stated: tuple[Born, ...]
) -> Iterator[str]:
    """Keys that for a common name, on the first of January above all, find too many.

    The narrower keys beside them: the same birth date with initials and with the district, the same names with two
    parts of the date.
    """
    little = _all_sounds(form) - {part.sound for name in form.names for part in name if part.telling}
    for day in {_date(born) for born in births}:
        yield from (f"b{day}{sound}" for sound in little)
    for year in {born.short_year for born in as_stated}:
        yield from (f"y{year:02d}{pair}" for pair in pairs)


def _date(born: Born) -> str:
    return f"{born.short_year:02d}{born.month:02d}{born.day:02d}"


def _all_sounds(form: Form) -> set[str]:
    """The sounds of all parts of names but initials, Muhammad and Singh too."""
    return {part.sound for name in form.names for part in name if len(part.text) > 1}


def _nearly_pairs(form: Form) -> Iterator[str]:
    """First name and surname, of one of them only how it begins: Jerzy Kowalsi and Jerzy Kowalski."""
    for name in form.names:
        first = {part.sound for part in name if part.role is Role.GIVEN}
        last = {part.sound for part in name if part.role is Role.FAMILY}
        for one in first:
            for other in last:
                yield f"{one}+{other[0]}."
                yield f"{other}+{one[0]}."


def _initials(form: Form) -> set[str]:
    """The first sound of each first name and surname, in no order: Ste Robison and Stevan Robynson."""
    found: set[str] = set()
    for name in form.names:
        first = {part.sound[0] for part in name if part.role is Role.GIVEN}
        last = {part.sound[0] for part in name if part.role is Role.FAMILY}
        found.update("".join(sorted(one + other)) for one in first for other in last)
    return found


def _tagged(tag: str, pairs: set[str]) -> set[str]:
    return {tag + pair for pair in pairs}


def _pairs(form: Form) -> set[str]:
    return {pair for name in form.names for pair in _pairs_of(name)}


def _pairs_of(name: tuple[Part, ...]) -> Iterator[str]:
    sounds = sorted({part.sound for part in name if part.telling})
    if len(sounds) < 2:
        # Too few that say something: Muhammad and Singh must do. Initials never make a pair.
        sounds = sorted({part.sound for part in name if len(part.text) > 1})
    sounds = sounds[:MOST_SOUNDS]
    if len(sounds) == 1:
        yield sounds[0]
    for left, right in combinations(sounds, 2):
        yield f"{left}+{right}"
