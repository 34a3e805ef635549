"""`./dev bench matching`: how many the matching finds, how many alarms that costs, and how fast, on both engines.

    ./dev bench matching [--entries N] [--queries N] [--engine sqlite|postgresql|both]

The register and the people looked up are invented (tests/bench/people.py), loaded by `flask national import-entries`.
What each figure means is said in tests/bench/measures.py. At 50,000 entries and fewer the peers run beside it.
PostgreSQL is a server of the bench's own that waits for the disk, as one in deployment does.
Machines are shared and noisy: on a busy one the clock says little, and our process's own work says more.
"""

import argparse
import tempfile
from pathlib import Path

from tests.bench import febrl
from tests.bench.engine import (
    Figures,
    address,
    administer,
    loaded,
    person,
    private_memory,
    score_all,
    sizes,
    time_alone,
    time_screen,
    time_whole,
    told,
)
from tests.bench.peers import all_peers, print_peers
from tests.bench.people import write
from tests.bench.sets import Set, read_set
from tests.bench.shares import SETS
from tests.bench.table import NAMES, print_febrl, print_same, print_table

SMALL = 10_000  # growth is told against a register of so many entries
SCREENED = 1_000
# The weights were learned from sets of seeds 17, 18, 27 and 28: a figure of those says nothing of anybody else.
HELD_OUT = 47
PEERS_UP_TO = 50_000


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="./dev bench matching", description=__doc__)
    parser.add_argument("--entries", type=int, default=50_000, help="entries on the register (50000)")
    parser.add_argument(
        "--queries", type=int, default=3_000, help="people looked up, half of them on it (3000)"
    )
    parser.add_argument("--engine", choices=(*NAMES, "both"), default="both")
    parser.add_argument("--seed", type=int, default=HELD_OUT, help=f"of the people ({HELD_OUT})")
    parser.add_argument("--shares", choices=sorted(SETS), default="a", help="how often each thing happens")
    parser.add_argument("--set", type=Path, help="a set that is there, in place of a new one")
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    parser.add_argument("--febrl", type=Path, help="a folder with febrl1.csv and so on, to be checked too")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-matching-") as folder:
        run(asked, Path(folder))
    if asked.febrl:
        print_febrl(febrl.check(asked.febrl))


def run(asked: argparse.Namespace, folder: Path) -> None:
    """Both engines and the peers on one set."""
    one = _set(asked, folder)
    small = folder / "small"
    write(small, min(SMALL, one.entries), asked.seed, SETS[asked.shares], 1_000, 100)
    measured = []
    for engine in NAMES if asked.engine == "both" else (asked.engine,):
        figures = on_engine(engine, one, read_set(small), folder)
        if figures is None:
            print(f"\n{NAMES[engine]}: not to be had on this machine.")
        else:
            measured.append(figures)
    print_table(one, measured)
    if len(measured) > 1:
        print_same(measured)
    if one.entries <= PEERS_UP_TO and not asked.no_peers:
        print("\nThe peers, on the same register and the same people")
        print_peers(all_peers(one))


def _set(asked: argparse.Namespace, folder: Path) -> Set:
    if asked.set:
        return read_set(asked.set, asked.queries)
    told(f"inventing {asked.entries:,} entries")
    write(folder / "set", asked.entries, asked.seed, SETS[asked.shares], asked.queries)
    return read_set(folder / "set")


def on_engine(engine: str, one: Set, small: Set, folder: Path) -> Figures | None:
    """Everything of one engine; None where it is not to be had."""
    figures = Figures(engine, one.entries)
    with address(engine, folder, f"bench_{engine}_small") as url:
        if url is None:
            return None
        with loaded(url, folder, small, Figures(engine, small.entries)) as app, app.app_context():
            figures.alone_small = time_alone([person(row) for row in small.rows])
    with address(engine, folder, f"bench_{engine}") as url:
        assert url is not None
        with loaded(url, folder, one, figures) as app, app.app_context():
            people = [person(row) for row in one.rows]
            figures.build_s = administer(url, folder, "matching", "reindex")
            told(f"{NAMES[engine]}: index built in {figures.build_s:.0f} s; searching")
            figures.alone = time_alone(people)
            score_all(one, figures)
            sizes(figures)
            time_whole(one.rows, figures)
            figures.screened_per_s = time_screen(app, one, folder, SCREENED)
            figures.private_bytes = private_memory(url, folder, one.folder / "queries.csv")
    return figures
