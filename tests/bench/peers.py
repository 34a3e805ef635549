"""The peers: what others would do with the same register and the same people looked up.

    python -m tests.bench.peers --folder FOLDER

Exact look-up of numbers, with and without exact name and birth date; a rapidfuzz scan of the whole register; Splink.
Each gives scored pairs, and all are measured by the same functions as our own matcher.
"""

import argparse
import re
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from tests.bench.measures import Measures, Pair, measure, percentile
from tests.bench.sets import Row, Set, read_set, rows_of, some

SCAN_QUERIES = 200  # a scan of everything takes a tenth of a second: so many are enough to see it
LEAST_LIKE = 60.0  # entries less alike than this are not kept: no threshold of any use lies so low


@dataclass(frozen=True)
class Peer:
    """What a peer reached, and how long one search took it in milliseconds."""

    name: str
    measures: Measures | None
    median_ms: float | None = None
    p99_ms: float | None = None
    note: str = ""


def main() -> None:
    """Print the peers' table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    print_peers(all_peers(read_set(asked.folder)))


def all_peers(one: Set) -> list[Peer]:
    """Each peer on this set."""
    register = rows_of(one.register)
    peers = []
    for name, run in (
        ("exact numbers", exact_numbers),
        ("exact numbers, or exact name and birth date", exact_numbers_or_name),
        (f"rapidfuzz scan, {SCAN_QUERIES} queries", scan),
        ("Splink", splink),
    ):
        print(f"  {name} …", file=sys.stderr)
        peers.append(run(name, one, register))
    return peers


def print_peers(peers: list[Peer]) -> None:
    """A line each."""
    print(f"  {'':<46}{'recall':>9}{'precision':>11}{'no number':>11}{'alarms':>9}{'ms: median, p99':>20}")
    print(f"  {'':<46}{'at p 0.95':>9}{'at r 0.99':>11}{'recall':>11}{'of 1,000':>9}")
    for peer in peers:
        if peer.measures is None:
            print(f"  {peer.name:<46}{peer.note}")
            continue
        found = peer.measures
        recall, precision = shown(found.recall), shown(found.precision)
        times = f"{peer.median_ms:.2f}, {peer.p99_ms:.2f}" if peer.median_ms is not None else "-"
        print(
            f"  {peer.name:<46}{recall:>9}{precision:>11}{shown(found.recall_without_number):>11}"
            f"{shown(found.alarms_per_thousand, 1):>9}{times:>20}  {peer.note}".rstrip()
        )


def shown(value: float | None, places: int = 4) -> str:
    """A figure, or a dash where there is none."""
    return "-" if value is None else f"{value:.{places}f}"


# --- exact -----------------------------------------------------------------------------------------------------------


def exact_numbers(name: str, one: Set, register: list[Row]) -> Peer:
    """A right National Insurance or driving licence number."""
    return _indexed(name, one, register, _numbers)


def exact_numbers_or_name(name: str, one: Set, register: list[Row]) -> Peer:
    """A right number, or else the very name and birth date."""
    return _indexed(name, one, register, lambda row: [*_numbers(row), f"{folded(row)}|{row['dob']}"])


def _numbers(row: Row) -> list[str]:
    return [f"{column}|{row[column]}" for column in ("nino", "licence_no") if row[column]]


def _indexed(name: str, one: Set, register: list[Row], keys: Callable[[Row], list[str]]) -> Peer:
    index: dict[str, list[str]] = defaultdict(list)
    for entry in register:
        for key in keys(entry):
            index[key].append(entry["entry_id"])

    def search(row: Row) -> dict[str, float]:
        found = {}
        for key in reversed(keys(row)):
            for entry_id in index.get(key, ()):
                found[entry_id] = 2.0 if key.startswith(("nino", "licence")) else 1.0
        return found

    pairs, seconds = _timed(one.rows, search)
    ordinary, _ = _timed(one.ordinary, search)
    return _peer(name, one, pairs, ordinary, seconds)


def folded(row: Row) -> str:
    """A name without case, marks and punctuation."""
    name = f"{row['first_name']} {row['middle_names']} {row['last_name']}"
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain))


def _timed(rows: list[Row], search: Callable[[Row], dict[str, float]]) -> tuple[list[Pair], list[float]]:
    pairs, seconds = [], []
    for row in rows:
        began = time.perf_counter()
        found = search(row)
        seconds.append(time.perf_counter() - began)
        pairs += [(row["query_id"], entry_id, score) for entry_id, score in found.items()]
    return pairs, seconds


def _peer(
    name: str, one: Set, pairs: list[Pair], ordinary: list[Pair], seconds: list[float], note: str = ""
) -> Peer:
    found = measure(pairs, one.queries, ordinary, len(one.ordinary))
    return Peer(name, found, percentile(seconds, 0.5) * 1e3, percentile(seconds, 0.99) * 1e3, note)


# --- rapidfuzz -------------------------------------------------------------------------------------------------------


def scan(name: str, one: Set, register: list[Row]) -> Peer:
    """Every entry compared by name and birth date together; the likelier by each of them again.

    The weights are the best of ten that were tried.
    """
    rows = some(one.rows, SCAN_QUERIES)
    asked = {row["query_id"] for row in rows}
    fewer = Set(
        one.folder,
        one.register,
        rows,
        one.ordinary[: SCAN_QUERIES // 2],
        [query for query in one.queries if query.query_id in asked],
        one.entries,
    )
    names = [folded(entry) for entry in register]
    births = [entry["dob"].replace("-", "") for entry in register]
    whole = [f"{name} {born}" for name, born in zip(names, births, strict=True)]

    def search(row: Row) -> dict[str, float]:
        name, born = folded(row), row["dob"].replace("-", "")
        found = process.extract(
            f"{name} {born}", whole, scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_LIKE, limit=None
        )
        return {
            register[at]["entry_id"]: 0.2 * fuzz.token_sort_ratio(name, names[at])
            + 0.2 * fuzz.WRatio(name, names[at])
            + 0.6 * fuzz.ratio(born, births[at])
            for _, _, at in found
        }

    pairs, seconds = _timed(fewer.rows, search)
    ordinary, _ = _timed(fewer.ordinary, search)
    return _peer(name, fewer, pairs, ordinary, seconds)


# --- Splink ----------------------------------------------------------------------------------------------------------


def splink(name: str, one: Set, register: list[Row]) -> Peer:
    """Splink with DuckDB, its weights learned from the register and the queries themselves, without the truth."""
    try:
        from tests.bench import peer_splink  # what it stands on is optional
    except ImportError:
        return Peer(name, None, note="Splink not installed: `uv pip install --group bench`")
    linked = peer_splink.link(register, [*one.rows, *one.ordinary])
    asked = {row["query_id"] for row in one.rows}
    pairs = [pair for pair in linked.pairs if pair[0] in asked]
    ordinary = [pair for pair in linked.pairs if pair[0] not in asked]
    return _peer(f"Splink {linked.version}", one, pairs, ordinary, linked.one_by_one, linked.note)


if __name__ == "__main__":
    main()
