"""A set read back: its rows, and the truth in the form the measures take."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measures import Query

Row = dict[str, str]


@dataclass(frozen=True)
class Set:
    """The people looked up in a register, and the truth of them. The register itself stays in its file."""

    folder: Path
    register: Path
    rows: list[Row]
    ordinary: list[Row]
    queries: list[Query]
    entries: int


def read_set(folder: Path, limit: int | None = None) -> Set:
    """Read a set that tests.bench.people wrote, or the development set; `limit` queries at most of each half."""
    register = _one(folder, "register")
    rows, ordinary = rows_of(_one(folder, "queries")), rows_of(_one(folder, "ordinary"))
    if limit:
        rows = some(rows, limit)
    groups = {}
    if (folder / "groups.csv").exists():
        groups = {row["query_id"]: row["name_group"] for row in rows_of(folder / "groups.csv")}
    wanted = {row["true_person_id"] for row in rows if row["true_person_id"]}
    true: dict[str, set[str]] = defaultdict(set)
    entries = 0
    with register.open(newline="", encoding="utf-8") as file:
        for entry in csv.DictReader(file):
            entries += 1
            if entry["person_id"] in wanted:
                true[entry["person_id"]].add(entry["entry_id"])
    queries = [
        Query(
            query_id=row["query_id"],
            scenario=row["scenario"],
            group=groups.get(row["query_id"], ""),
            true_entries=frozenset(true.get(row["true_person_id"], ())),
            number_shared=row["ids_usable"] == "1",
        )
        for row in rows
    ]
    return Set(folder, register, rows, ordinary, queries, entries)


def some(rows: list[Row], how_many: int) -> list[Row]:
    """So many of these, half true matches and half not, in their order; they are shuffled as they stand."""
    taken = {"match": how_many // 2, "nonmatch": how_many - how_many // 2}
    kept = []
    for row in rows:
        if taken[row["kind"]]:
            taken[row["kind"]] -= 1
            kept.append(row)
    return kept


def rows_of(path: Path) -> list[Row]:
    """All rows of a file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _one(folder: Path, what: str) -> Path:
    """register.csv, or register_dev20k.csv."""
    return next(path for path in sorted(folder.glob(f"{what}*.csv")))
