"""FEBRL's data sets 1 to 3 as a regression check: another country's invented people, with heavy typing errors.

Each file holds originals and duplicates (`rec-12-org`, `rec-12-dup-0`). Every record is compared with all others of its
file that a key leads to, in memory and without a database. Recall at pair precision 0.95, over unordered pairs.
"""

import csv
from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path

from licensing.matching.commonness import Commonness, counted
from licensing.matching.forms import Form, form_of
from licensing.matching.keys import keys_to_search, keys_to_store
from licensing.matching.people import Address, Name, Person
from licensing.matching.verdict import weigh


def check(folder: Path) -> dict[str, tuple[float, float]]:
    """For each file of this folder, recall at pair precision 0.95, and the recall of the keys alone."""
    return {path.stem: _one(path) for path in sorted(folder.glob("febrl*.csv"))}


def _one(path: Path) -> tuple[float, float]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(file)]
    forms = [form_of(_person(row)) for row in rows]
    cluster = [row["rec_id"].split("-")[1] for row in rows]
    common = _common(forms)
    index: dict[str, list[int]] = defaultdict(list)
    for at, form in enumerate(forms):
        for key in keys_to_store(form):
            index[key].append(at)
    scored = {}
    for at, form in enumerate(forms):
        found = {other for lookup in keys_to_search(form) for other in index.get(lookup.text, ())}
        for other in found:
            if other != at:
                pair = (min(at, other), max(at, other))
                if pair not in scored:
                    scored[pair] = weigh(form, forms[other], common).points
    members: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(cluster):
        members[name].append(at)
    true = {pair for one in members.values() for pair in combinations(one, 2)}
    return _recall(scored, true), len(true & scored.keys()) / len(true)


def _recall(scored: dict[tuple[int, int], float], true: set[tuple[int, int]]) -> float:
    ordered = sorted(scored.items(), key=lambda item: -item[1])
    best, met = 0.0, 0
    for shown, (pair, _) in enumerate(ordered, 1):
        met += pair in true
        if met / shown >= 0.95:
            best = met / len(true)
    return best


def _common(forms: list[Form]) -> Commonness:
    counts: dict[str, int] = defaultdict(int)
    for form in forms:
        for text in counted(form):
            counts[text] += 1
    return Commonness(counts, len(forms))


def _person(row: dict[str, str]) -> Person:
    born, digits = None, row["date_of_birth"]
    if len(digits) == 8:
        try:
            born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            born = None
    lines = (f"{row['street_number']} {row['address_1']}".strip(), row["address_2"], row["suburb"])
    return Person(
        names=(Name(row["given_name"], "", row["surname"]),),
        dates_of_birth=(born,) if born else (),
        births_as_written=(digits,) if digits and not born else (),
        addresses=(Address(tuple(line for line in lines if line), row["postcode"]),),
        community=(row["soc_sec_id"],) if row["soc_sec_id"] else (),
    )
