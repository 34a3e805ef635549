"""An invented register and the people looked up in it, the same for the same seed.

    python -m tests.bench.people --entries 50000 --seed 7 --folder FOLDER

writes register.csv, queries.csv, ordinary.csv (with the columns of the development set) and groups.csv, which says
of which group of names each query is. Everybody is invented; the numbers have the right shape and are nobody's.
"""

import argparse
import csv
import sys
import time
from array import array
from pathlib import Path

from tests.bench.applicants import QUERIES, looked_up, ordinary_people
from tests.bench.recorded import REGISTER, Row, register
from tests.bench.shares import SETS, Shares


def main() -> None:
    """Write a set."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.people", description=__doc__)
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--queries", type=int, default=3_000, help="half true matches, half hard non-matches")
    parser.add_argument("--ordinary", type=int, default=2_000)
    parser.add_argument(
        "--seed", type=int, required=True, help="sets of seeds 17, 18, 27 and 28 were learned from"
    )
    parser.add_argument("--shares", choices=sorted(SETS), default="a")
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    began = time.perf_counter()
    write(asked.folder, asked.entries, asked.seed, SETS[asked.shares], asked.queries, asked.ordinary)
    print(f"{asked.folder}: {time.perf_counter() - began:.1f} s", file=sys.stderr)


def write(
    folder: Path, entries: int, seed: int, shares: Shares, queries: int = 3_000, ordinary: int = 2_000
) -> None:
    """Write the four files of a set into this folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    first_entries = array("L")
    with (folder / "register.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, REGISTER, lineterminator="\n")
        out.writeheader()
        for entry in register(seed, entries, shares):
            if int(entry["person_id"]) > len(first_entries):
                first_entries.append(int(entry["entry_id"]))
            out.writerow(entry)
    asked = list(looked_up(seed, first_entries, entries, shares, queries))
    groups = [{"query_id": row["query_id"], "name_group": row.pop("name_group")} for row in asked]
    nobody = list(ordinary_people(seed, shares, ordinary, queries))
    groups += [{"query_id": row["query_id"], "name_group": row.pop("name_group")} for row in nobody]
    _write(folder / "queries.csv", QUERIES, asked)
    _write(folder / "ordinary.csv", QUERIES, nobody)
    _write(folder / "groups.csv", ("query_id", "name_group"), groups)


def _write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, columns, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


if __name__ == "__main__":
    main()
