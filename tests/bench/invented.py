"""One invented person: a name as his people give names, a birth date, an address, and rightly made numbers.

Person number n of a seed is always the same, whoever asks: nothing needs to be kept to meet him again.
"""

import unicodedata
from bisect import bisect
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate
from random import Random

from tests.bench.pools import MUHAMMAD, Cluster, pools_of, spelling
from tests.bench.shares import Shares

MUSLIM = ("pakistani", "bangladeshi", "arabic", "persian", "turkish_kurdish", "horn")
# How often a birth is put down on 1 January where births were not registered.
NEW_YEAR = {"persian": 0.13, "horn": 0.12, "turkish_kurdish": 0.10, "arabic": 0.07, "bangladeshi": 0.03}
TOWNS = (
    *(("London", area) for area in ("E", "SE", "N", "NW", "W", "SW")),
    *(("Birmingham", "B"), ("Manchester", "M"), ("Leeds", "LS"), ("Bradford", "BD"), ("Sheffield", "S")),
    *(("Rotherham", "S"), ("Oldham", "OL"), ("Rochdale", "OL"), ("Kirklees", "HD"), ("Wakefield", "WF")),
    *(("Blackburn", "BB"), ("Burnley", "BB"), ("Bolton", "BL"), ("Bury", "BL"), ("Preston", "PR")),
    *(("Liverpool", "L"), ("Wirral", "CH"), ("Stockport", "SK"), ("Hull", "HU"), ("Doncaster", "DN")),
    *(("Middlesbrough", "TS"), ("Sunderland", "SR"), ("Newcastle upon Tyne", "NE"), ("Halifax", "HX")),
    *(("Leicester", "LE"), ("Derby", "DE"), ("Nottingham", "NG"), ("Coventry", "CV"), ("Walsall", "WS")),
    *(("Wolverhampton", "WV"), ("Dudley", "DY"), ("Luton", "LU"), ("Slough", "SL"), ("Reading", "RG")),
    *(("Peterborough", "PE"), ("Bristol", "BS"), ("Cardiff", "CF"), ("Southall", "UB"), ("Ilford", "IG")),
)
STREETS = tuple(
    f"{name} {kind}"
    for name in (
        *("Bamford", "Calder", "Dovecote", "Earl", "Fountain", "Gladstone", "Hawthorn", "Ivy", "Jubilee"),
        *("Kelvin", "Laburnum", "Malvern", "Nelson", "Otley", "Primrose", "Railway", "Sycamore", "Temple"),
    )
    for kind in ("Street", "Road", "Avenue", "Place")
)
AUTHORITIES = (
    *("Oldham", "Rotherham", "Leeds", "Bradford", "Kirklees", "Wakefield", "Manchester", "Sheffield"),
    *("Birmingham", "Wolverhampton", "Leicester", "Luton", "Slough", "Knowsley", "Sefton", "Derby"),
)
LETTERS = "ABCEGHJKLMNOPRSTWXYZ"


@dataclass(frozen=True)
class Invented:
    """Somebody who never was. `given` and `family` remember the clusters that the spellings were drawn from."""

    number: int
    group: str
    woman: bool
    first: str
    middle: str
    last: str
    born: date
    address: str
    town: str
    postcode: str
    nino: str
    licence: str
    given: Cluster
    family: Cluster


@lru_cache(maxsize=8)
def _steps(shares: tuple[tuple[str, float], ...]) -> tuple[tuple[str, ...], tuple[float, ...]]:
    return tuple(name for name, _ in shares), tuple(accumulate(share for _, share in shares))


def pick(shares: dict[str, float], chance: Random) -> str:
    """One of these, by its share."""
    names, steps = _steps(tuple(shares.items()))
    return names[bisect(steps, chance.random() * steps[-1])]


def invented(seed: int, number: int, shares: Shares) -> Invented:
    """Person `number` of this seed."""
    chance = Random(seed * 1_000_003_000_017 + number)  # noqa: S311 (nothing secret: the same people each time)
    group = pick(shares.groups, chance)
    woman = chance.random() < shares.women
    return somebody(chance, group, woman, number)


def somebody(chance: Random, group: str, woman: bool, number: int = -1) -> Invented:
    """A new person of this group."""
    first, middle, last, given, family = named(chance, group, woman)
    born = birth(chance, NEW_YEAR.get(group, 0.012))
    town, area = chance.choice(TOWNS)
    person = Invented(
        number=number,
        group=group,
        woman=woman,
        first=first,
        middle=middle,
        last=last,
        born=born,
        address=address(chance),
        town=town,
        postcode=postcode(chance, area),
        nino=nino(chance),
        licence="",
        given=given,
        family=family,
    )
    return licensed(person, chance)


def licensed(person: Invented, chance: Random) -> Invented:
    """With a driving licence number made from who he is."""
    own = stem(person.first, person.middle, person.last, person.born, woman=person.woman)
    return replace(person, licence=own + tail_of(chance))


def tail_of(chance: Random) -> str:
    """The last three characters, which follow from nothing and are others when a licence is issued anew."""
    return ("9" if chance.random() < 0.8 else "8") + chance.choice(LETTERS) + chance.choice(LETTERS)


def moved(person: Invented, chance: Random) -> Invented:
    """At another address."""
    town, area = chance.choice(TOWNS)
    return replace(person, address=address(chance), town=town, postcode=postcode(chance, area))


def named(chance: Random, group: str, woman: bool) -> tuple[str, str, str, Cluster, Cluster]:
    """First, middle and last name as people of this group give them, and the clusters of the given and the last."""
    pools = pools_of(group)
    mixed = chance.random() < 0.03
    source = pools_of(chance.choice(("british", "pakistani", "arabic", "east_european"))) if mixed else pools
    given = (source.female if woman else source.male).draw(chance)
    family = pools.family.draw(chance)
    first, middle, last = spelling(given, chance), "", spelling(family, chance)
    more = pools.female if woman and group == "british" else pools.male
    if group in MUSLIM and not woman:
        first, middle = _muslim(chance, group, first, more.draw(chance))
    elif group == "sikh":
        first, middle, last, family = _sikh(chance, woman, first, last, family)
    elif group == "hindu" and chance.random() < 0.35:
        middle = chance.choice(("Kumar", "Chandra", "Lal", "bhai", "Kant", "Prasad", "Dev", "Nath", "Das"))
    elif group == "british" and chance.random() < 0.55:
        middle = spelling(more.draw(chance), chance, 0.85)
    elif group == "pakistani" and chance.random() < 0.3:
        family = chance.choice(
            (("Begum", "Begam"), ("Bibi", "Beebi"), ("Akhtar", "Akhter"), ("Kausar", "Kauser"))
        )
        last = spelling(family, chance)
    elif chance.random() < (0.35 if group == "west_african" else 0.12):
        middle = spelling(more.draw(chance), chance, 0.8)
    if group in ("british", "west_african") and chance.random() < 0.04:
        last = f"{last}-{spelling(pools.family.draw(chance), chance)}"
    if first in (middle, last):
        middle = "" if first == middle else middle
        last = (
            spelling(pools.family.draw(chance), chance, 1.0)
            if last == first and chance.random() < 0.7
            else last
        )
    return first, middle, last, given, family


def _muslim(chance: Random, group: str, first: str, other: Cluster) -> tuple[str, str]:
    kind = chance.random()
    prefix = {"pakistani": 0.38, "bangladeshi": 0.34, "persian": 0.16, "turkish_kurdish": 0.05}.get(
        group, 0.09
    )
    if kind < prefix and first not in MUHAMMAD:
        muhammad = spelling(MUHAMMAD, chance, 0.5)
        return (f"{muhammad} {first}", "") if chance.random() < 0.5 else (muhammad, first)
    if group == "horn":
        return first, spelling(other, chance) if kind < 0.75 else ""
    if group == "arabic":
        father = spelling(other, chance)
        particle = chance.choice(("bin ", "ibn ")) if chance.random() < 0.14 else ""
        return first, particle + father if kind < 0.62 else ""
    if group == "pakistani" and kind > 0.93 and " " not in first:
        end = chance.choice(("ul Haq", "Ul Hassan", "Ur Rehman", "ul Islam", "Ullah", "ud Din"))
        return f"{first} {end}", ""
    return first, spelling(other, chance) if kind > 0.82 else ""


def _sikh(
    chance: Random, woman: bool, first: str, last: str, family: Cluster
) -> tuple[str, str, str, Cluster]:
    weak = "Kaur" if woman else "Singh"
    if chance.random() < 0.22:
        return first, "", weak, (weak, "Kour" if woman else "Sing")
    return first, weak if chance.random() < 0.6 and last != weak else "", last, family


def birth(chance: Random, new_year: float) -> date:
    """A date of birth; some are put down on 1 January."""
    year = min(2005, max(1938, round(chance.gauss(1976, 12.5))))
    if chance.random() < new_year:
        return date(year, 1, 1)
    month = chance.randint(1, 12)
    return date(year, month, chance.randint(1, monthrange(year, month)[1]))


def address(chance: Random) -> str:
    """A number and a street."""
    return f"{chance.randint(1, 240)} {chance.choice(STREETS)}"


def postcode(chance: Random, area: str, district: str | None = None) -> str:
    """Well formed, and nowhere in particular."""
    pair = chance.choice("ABDEFGHJLNPQRSTUWXYZ") + chance.choice("ABDEFGHJLNPQRSTUWXYZ")
    return f"{district or area + str(chance.randint(1, 28))} {chance.randint(1, 9)}{pair}"


def nino(chance: Random) -> str:
    """A National Insurance number's shape."""
    return (
        chance.choice(LETTERS)
        + chance.choice("ABCEGHJKLMPRSTWXYZ")
        + f"{chance.randrange(1_000_000):06d}"
        + chance.choice("ABCD")
    )


def stem(first: str, middle: str, last: str, born: date, *, woman: bool) -> str:
    """The 13 characters of a GB driver number that follow from a person: surname, birth date, sex, initials.

    Source: DVLA's published form. Five letters of the surname (Mac as Mc), padded with 9; the decade; the month,
    and 50 more for a woman; the day; the year; two initials, 9 where there is none.
    """
    letters = plain(last)
    if letters.startswith("MAC") and len(letters) > 4:
        letters = "MC" + letters[3:]
    year = f"{born.year:04d}"
    initials = "".join(plain(part)[:1] for part in f"{first} {middle}".split())
    month = born.month + (50 if woman else 0)
    return f"{letters[:5]:9<5}{year[2]}{month:02d}{born.day:02d}{year[3]}{initials[:2]:9<2}"


def plain(text: str) -> str:
    """Capital letters A to Z only."""
    text = text.translate({ord("ł"): "l", ord("Ł"): "L", ord("ı"): "i", ord("Đ"): "D", ord("đ"): "d"})
    return "".join(c for c in unicodedata.normalize("NFKD", text).upper() if "A" <= c <= "Z")
