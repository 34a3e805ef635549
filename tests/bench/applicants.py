"""Who is looked up in an invented register: people who are on it, others who are easily taken for one who is, and
applicants like any other."""

from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.bench import faults
from tests.bench.invented import Invented, invented, licensed, moved, pick, postcode, somebody, tail_of
from tests.bench.pools import MUHAMMAD
from tests.bench.recorded import IDENTITY, Row, entries_of, number_given, written
from tests.bench.shares import Shares

QUERIES = (
    *("query_id", "kind", "scenario", "scenario2", *IDENTITY, "prev_postcode", "nino", "licence_no"),
    *("true_person_id", "decoy_entry_id", "ids_usable"),
)
# Part of so many names that sharing one makes nobody alike.
WEAK = (
    "Singh",
    "Kaur",
    "Kumar",
    "bhai",
    "Lal",
    "Chandra",
    "ul",
    "Ul",
    "ur",
    "Ur",
    "Rehman",
    "Hassan",
    "Haq",
    "bin",
    "ibn",
)
ORDINARY_FROM = 4_000_000_000  # people of no entry are numbered from here


def looked_up(
    seed: int, first_entries: "array[int]", entries: int, shares: Shares, queries: int
) -> Iterator[Row]:
    """True matches and hard non-matches, shuffled."""
    chance = Random(seed * 31 + 1)  # noqa: S311 (the same each time)
    rows: list[Row] = []
    for numbered, kinds in ((0, shares.matches), (1, shares.non_matches)):
        wanted = _quotas(kinds, queries // 2 if not numbered else queries - queries // 2)
        for kind in wanted:
            # The very last person may have been cut short by the number of entries wanted.
            make = _non_match if numbered else _match
            row = None
            while row is None:
                number = chance.randrange(1, max(2, len(first_entries)))
                row = make(seed, number, first_entries[number - 1], kind, chance, shares)
            rows.append({"query_id": str(len(rows) + 1), **row})
    chance.shuffle(rows)
    yield from rows


def _quotas(kinds: dict[str, float], total: int) -> list[str]:
    whole: list[str] = []
    sum_of, reached = sum(kinds.values()), 0.0
    for kind, share in kinds.items():
        reached += share / sum_of * total
        whole += [kind] * (round(reached) - len(whole))
    return whole


def _match(seed: int, number: int, entry: int, kind: str, chance: Random, shares: Shares) -> Row | None:
    person = invented(seed, number, shares)
    now = faults.changed(person, kind, chance)
    if now is None or (kind != "exact" and (now.first, now.middle, now.last, now.born) == _identity(person)):
        return None
    second = ""
    if chance.random() < shares.second_kind:
        other = pick(shares.matches, chance)
        if other not in (kind, "exact") and (further := faults.changed(now, other, chance)):
            now, second = further, other
    row = _as_applicant(now, chance, shares)
    held = entries_of(seed, number, shares)
    usable = any(row[c] and row[c] == e[c] for c in ("nino", "licence_no") for e in held)
    return {
        **row,
        "kind": "match",
        "scenario": kind,
        "scenario2": second,
        "true_person_id": str(number),
        "decoy_entry_id": "",
        "ids_usable": "1" if usable else "0",
        "name_group": person.group,
    }


def _identity(person: Invented) -> tuple[str, str, str, date]:
    return person.first, person.middle, person.last, person.born


def _as_applicant(person: Invented, chance: Random, shares: Shares, *, moves: float | None = None) -> Row:
    """How somebody gives himself in an application: perhaps moved, perhaps without a number."""
    before = ""
    if chance.random() < (shares.moved if moves is None else moves):
        before = person.postcode if chance.random() < shares.says_where_from else ""
        person = moved(person, chance)
    row = written(person)
    numberless = chance.random() < shares.no_number
    row["prev_postcode"] = before
    mistyped = shares.query_number_mistyped
    renewed = chance.random() < shares.licence_renewed
    licence = person.licence[:13] + tail_of(chance) if renewed else person.licence
    row["nino"] = "" if numberless else number_given(person.nino, shares.query_no_nino, mistyped, chance)
    row["licence_no"] = "" if numberless else number_given(licence, shares.query_no_licence, mistyped, chance)
    return row


def _non_match(seed: int, number: int, entry: int, kind: str, chance: Random, shares: Shares) -> Row | None:
    decoy = invented(seed, number, shares)
    other = another(decoy, kind, chance)
    if other is None:
        return None
    other = licensed(other, chance)
    home = kind in ("sibling", "father_son", "twin", "spouse_same_address")
    row = _as_applicant(other, chance, shares, moves=shares.left_home if home else 0.0)
    if not home and chance.random() < 0.2:
        row["prev_postcode"] = postcode(chance, "LS")
    if kind == "near_nino_other_person":
        row["nino"] = other.nino
    return {
        **row,
        "kind": "nonmatch",
        "scenario": kind,
        "scenario2": "",
        "true_person_id": "",
        "decoy_entry_id": str(entry),
        "ids_usable": "0",
        "name_group": decoy.group,
    }


def another(decoy: Invented, kind: str, chance: Random) -> Invented | None:
    """Somebody else, easily taken for this person; None where chance made him no such case."""
    fresh = somebody(chance, decoy.group, decoy.woman)
    if kind not in NAMED_ALIKE and _shares_a_given_name(decoy, fresh):
        return None
    return OTHERS[kind](decoy, fresh, chance)


# Brothers and strangers of these kinds may have one given name; of the others nobody could tell them apart.
NAMED_ALIKE = ("same_name_diff_dob", "same_name_near_dob", "same_name_same_town_same_yob", "father_son")


def _shares_a_given_name(one: Invented, other: Invented) -> bool:
    given, its = ({*f"{who.first} {who.middle}".split()} - {*MUHAMMAD, *WEAK} for who in (one, other))
    return one.given == other.given or bool(given & its)


def _named_alike(decoy: Invented, other: Invented) -> Invented:
    return replace(other, first=decoy.first, middle=decoy.middle, last=decoy.last)


def _of_one_house(decoy: Invented, other: Invented) -> Invented:
    return replace(other, last=decoy.last, address=decoy.address, town=decoy.town, postcode=decoy.postcode)


def _same_name_diff_dob(decoy: Invented, fresh: Invented, chance: Random) -> Invented | None:
    other = _named_alike(decoy, fresh)
    if chance.random() < 0.25:
        other = replace(other, middle=fresh.middle)
    return other if abs((other.born - decoy.born).days) > 800 else None


def _sibling(decoy: Invented, fresh: Invented, chance: Random) -> Invented:
    years = chance.choice((-1, 1)) * chance.randint(1, 8)
    return replace(_of_one_house(decoy, fresh), born=_years(decoy.born, years, chance))


def _father_son(decoy: Invented, fresh: Invented, chance: Random) -> Invented | None:
    born = _years(decoy.born, chance.choice((-1, 1)) * chance.randint(19, 36), chance)
    if not 1935 <= born.year <= 2007:
        return None
    other = replace(_of_one_house(decoy, fresh), born=born)
    if chance.random() < 0.36:
        return _named_alike(decoy, other)
    if born > decoy.born:
        return replace(other, middle=decoy.first.split(" ")[-1])
    return replace(other, first=decoy.middle or decoy.first)


def _twin(decoy: Invented, fresh: Invented, chance: Random) -> Invented:
    number = faults.one_digit_apart(decoy.nino, chance)
    return replace(_of_one_house(decoy, fresh), born=decoy.born, nino=number)


def _same_dob_same_surname(decoy: Invented, fresh: Invented, chance: Random) -> Invented:
    return replace(fresh, last=decoy.last, born=decoy.born)


def _same_name_near_dob(decoy: Invented, fresh: Invented, chance: Random) -> Invented | None:
    born = faults.near(decoy.born, chance)
    return replace(_named_alike(decoy, fresh), born=born) if born != decoy.born else None


def _spouse(decoy: Invented, fresh: Invented, chance: Random) -> Invented:
    spouse = somebody(chance, decoy.group, not decoy.woman)
    born = _years(decoy.born, chance.randint(-6, 6), chance)
    return replace(_of_one_house(decoy, spouse), born=born)


def _same_dob_diff_name(decoy: Invented, fresh: Invented, chance: Random) -> Invented | None:
    return replace(fresh, born=decoy.born) if fresh.last != decoy.last else None


def _same_name_town_and_year(decoy: Invented, fresh: Invented, chance: Random) -> Invented | None:
    born = _years(decoy.born, 0, chance)
    near_by = postcode(chance, "", decoy.postcode.split(" ")[0])
    if born == decoy.born:
        return None
    return replace(_named_alike(decoy, fresh), born=born, town=decoy.town, postcode=near_by)


def _near_nino(decoy: Invented, fresh: Invented, chance: Random) -> Invented:
    return replace(fresh, nino=faults.misread(decoy.nino, chance))


OTHERS = {
    "same_name_diff_dob": _same_name_diff_dob,
    "sibling": _sibling,
    "father_son": _father_son,
    "twin": _twin,
    "same_dob_same_surname": _same_dob_same_surname,
    "same_name_near_dob": _same_name_near_dob,
    "spouse_same_address": _spouse,
    "same_dob_diff_name": _same_dob_diff_name,
    "same_name_same_town_same_yob": _same_name_town_and_year,
    "near_nino_other_person": _near_nino,
}


def _years(born: date, years: int, chance: Random) -> date:
    """Some day of that many years later."""
    return date(born.year + years, 1, 1) + timedelta(days=chance.randrange(365))


def ordinary_people(seed: int, shares: Shares, how_many: int, after: int) -> Iterator[Row]:
    """Applicants who are on no register."""
    chance = Random(seed * 37 + 2)  # noqa: S311 (the same each time)
    for nth in range(how_many):
        person = invented(seed, ORDINARY_FROM + nth, shares)
        yield {
            "query_id": str(after + nth + 1),
            **_as_applicant(person, chance, shares),
            "kind": "ordinary",
            "scenario": "ordinary",
            "scenario2": "",
            "true_person_id": "",
            "decoy_entry_id": "",
            "ids_usable": "0",
            "name_group": person.group,
        }
