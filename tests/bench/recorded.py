"""The invented register: what councils wrote down of invented people, with the faults such records have."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random

from tests.bench import faults
from tests.bench.invented import AUTHORITIES, Invented, invented, moved
from tests.bench.shares import Shares

IDENTITY = ("first_name", "middle_names", "last_name", "full_name", "dob", "address", "town", "postcode")
REGISTER = (
    "entry_id",
    "person_id",
    *IDENTITY,
    "nino",
    "licence_no",
    "authority",
    "decision",
    "decision_date",
)
Row = dict[str, str]


def register(seed: int, entries: int, shares: Shares) -> Iterator[Row]:
    """The entries, person after person. Person n is number n of the seed; ids begin at 1."""
    made = 0
    for number in count(1):
        for row in entries_of(seed, number, shares):
            if made == entries:
                return
            made += 1
            yield {"entry_id": str(made), **row}


def entries_of(seed: int, number: int, shares: Shares) -> list[Row]:
    """The entries of this person, without their ids."""
    person = invented(seed, number, shares)
    chance = Random(seed * 7_000_003_000_041 + number)  # noqa: S311 (the same each time)
    dice = chance.random()
    how_many = (
        3 if dice < shares.three_entries else 2 if dice < shares.three_entries + shares.two_entries else 1
    )
    rows = []
    for nth in range(how_many):
        lives = moved(person, chance) if nth and chance.random() < 0.32 else person
        rows.append(recorded(lives, chance, shares, nth))
    return rows


def recorded(person: Invented, chance: Random, shares: Shares, nth: int = 0) -> Row:
    """How a council wrote this person down: his `nth` entry, from 0."""
    seen = _heard(person, chance, shares, nth)
    row = written(seen)
    if chance.random() < shares.birth_impossible:
        row["dob"] = f"{seen.born.year}-02-{chance.choice(('30', '31'))}"
    if chance.random() < shares.no_postcode:
        row["postcode"] = ""
    row["nino"] = number_given(person.nino, shares.no_nino, shares.number_mistyped, chance)
    row["licence_no"] = number_given(person.licence, shares.no_licence, shares.number_mistyped, chance)
    if chance.random() < shares.capitals:
        for column in ("first_name", "middle_names", "last_name", "full_name"):
            row[column] = row[column].upper()
    if chance.random() < shares.title:
        titles = ("Mrs", "Miss", "Ms", "MRS") if person.woman else ("Mr", "MR", "Mr.")
        row["full_name"] = f"{chance.choice(titles)} {row['full_name']}"
    decided = date(2006, 1, 1) + timedelta(days=chance.randrange(7300))
    return {
        "person_id": str(person.number),
        **row,
        "authority": chance.choice(AUTHORITIES),
        "decision": chance.choice(("refused", "revoked", "suspended")),
        "decision_date": decided.isoformat(),
    }


def number_given(number: str, missing: float, mistyped: float, chance: Random) -> str:
    """The number, or none, or one that was mistyped."""
    if chance.random() < missing:
        return ""
    return faults.misread(number, chance) if chance.random() < mistyped else number


def written(person: Invented) -> Row:
    """The identity columns."""
    return {
        "first_name": person.first,
        "middle_names": person.middle,
        "last_name": person.last,
        "full_name": " ".join(part for part in (person.first, person.middle, person.last) if part),
        "dob": person.born.isoformat(),
        "address": person.address,
        "town": person.town,
        "postcode": person.postcode,
    }


def _heard(person: Invented, chance: Random, shares: Shares, nth: int) -> Invented:
    seen = person
    if chance.random() < shares.respelt * (1 + 2 * nth):
        seen = (
            faults.changed(seen, "first_variant" if chance.random() < 0.6 else "last_variant", chance) or seen
        )
    if chance.random() < shares.name_typo:
        seen = faults.changed(seen, "name_typo", chance) or seen
    if seen.middle:
        dice = chance.random()
        if dice < shares.middle_dropped:
            seen = replace(seen, middle="")
        elif dice < shares.middle_dropped + shares.middle_initial:
            seen = replace(seen, middle=seen.middle[0].upper())
    dice = chance.random()
    if dice < shares.birth_exchanged:
        return replace(seen, born=faults.exchanged(seen.born) or seen.born)
    if dice < shares.birth_exchanged + shares.birth_digit:
        return replace(seen, born=faults.one_digit_off(seen.born, chance))
    return seen
