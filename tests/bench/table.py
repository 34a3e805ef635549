"""The table that `./dev bench matching` prints, beside what was asked for."""

import os
import platform
from collections.abc import Callable, Mapping

from licensing import clock
from licensing.matching.verdict import MATCHER_VERSION
from tests.bench.engine import Figures
from tests.bench.measures import Measures, percentile
from tests.bench.sets import Set

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
LARGE_FROM = 200_000  # from here on the register is held to what was asked for 1,000,000 entries
WORST = 6
MB = 1024 * 1024

# What is asked for, at least and as the goal: of a small register, and of a large one.
Asked = tuple[str, str]
ASKED: Mapping[str, tuple[Asked, Asked]] = {
    "recall": (("0.992", "0.995"), ("0.978", "0.985")),
    "precision": (("0.96", "0.98"), ("0.80", "0.90")),
    "no number": (("0.98", "0.99"), ("0.945", "0.965")),
    "alarms": (("3", "1.5"), ("15", "8")),
    "keys": (("1.000", "1.000"), ("0.9995", "0.9998")),
    "sqlite": (("1 / 5", "0.5 / 2.5"), ("1.5 / 15", "1 / 10")),
    "postgresql": (("2 / 8", "1 / 5"), ("2.5 / 20", "1.5 / 12")),
    "ratio": (("4", "2.5"), ("4", "2.5")),
    "growth": (("", ""), ("3", "2")),
    "build": (("", ""), ("250", "150")),
    "size": (("", ""), ("500 (SQLite)", "400")),
    "memory": (("", ""), ("150", "100")),
}


def print_table(one: Set, measured: list[Figures]) -> None:
    """What every engine reached, a figure a line."""
    large = one.entries >= LARGE_FROM
    asked = f"{len(one.rows):,} people looked up and {len(one.ordinary):,} ordinary applicants"
    print(f"\nMatching, {one.entries:,} entries, {asked}")
    print(f"  {_machine()}; matcher {MATCHER_VERSION}; {clock.today():%-d %B %Y}")
    print(f"  {'':<50}{'at least':>14}{'goal':>12}" + "".join(f"{NAMES[f.engine]:>18}" for f in measured))
    for words, key, figure in LINES:
        least, goal = ASKED[key][large] if key else ("", "")
        if key in NAMES and key not in {f.engine for f in measured}:
            continue
        cells = (figure(f) if key not in NAMES or key == f.engine else "" for f in measured)
        print(f"  {words:<50}{least:>14}{goal:>12}" + "".join(f"{cell:>18}" for cell in cells))
    if measured and measured[0].measures:
        _print_parts(measured[0].measures)


def _print_parts(found: Measures) -> None:
    if found.at_precision:
        print(f"  Threshold for precision 0.95: {found.at_precision.threshold:.3f} points")
    print("  Recall at it, the worst kinds:  " + _worst(found.recall_by_scenario))
    print("  Recall at it, by name group:    " + _worst(found.recall_by_group, len(found.recall_by_group)))


def _worst(shares: Mapping[str, float], how_many: int = WORST) -> str:
    return ", ".join(f"{name} {share:.3f}" for name, share in list(shares.items())[:how_many])


def number(value: float | None, places: int = 4) -> str:
    """A figure, or a dash where there is none."""
    return "-" if value is None else f"{value:,.{places}f}"


def times(values: list[float]) -> str:
    """Median and 99th percentile."""
    return f"{percentile(values, 0.5):.2f} / {percentile(values, 0.99):.2f}" if values else "-"


def ratio(more: list[float], less: list[float]) -> str:
    """How many times the median of one is that of the other."""
    return f"{percentile(more, 0.5) / percentile(less, 0.5):.2f} times" if more and less else "-"


def _machine() -> str:
    return f"{os.cpu_count()} cores {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


def print_same(measured: list[Figures]) -> None:
    """Whether two engines gave the same pairs the same points."""
    one, other = measured[0].scores, measured[1].scores
    pairs = one.keys() | other.keys()
    off = [
        pair for pair in pairs if pair not in one or pair not in other or abs(one[pair] - other[pair]) > 1e-9
    ]
    words = "yes" if not off else f"NO: {len(off):,} pairs differ, the first of them {sorted(off)[:3]}"
    print(f"  The same scores on both engines, {len(pairs):,} pairs: {words}")


def print_febrl(found: Mapping[str, tuple[float, float]]) -> None:
    """FEBRL's sets, a line each."""
    print("\nFEBRL, as a regression check")
    for name, (recall, keys) in found.items():
        print(f"  {name:<12} recall at pair precision 0.95: {recall:.4f}; keys alone: {keys:.4f}")


def found(figure: Callable[[Measures], float | None], places: int = 4) -> Callable[[Figures], str]:
    """How a measure of an engine is shown."""
    return lambda figures: number(figure(figures.measures) if figures.measures else None, places)


LINES: tuple[tuple[str, str, Callable[[Figures], str]], ...] = (
    ("recall at pair precision 0.95", "recall", found(lambda m: m.recall)),
    ("precision at recall 0.99", "precision", found(lambda m: m.precision)),
    ("recall where no right number is shared", "no number", found(lambda m: m.recall_without_number)),
    ("alarms per 1,000 ordinary applicants", "alarms", found(lambda m: m.alarms_per_thousand, 1)),
    ("keys alone find the true entry", "keys", found(lambda m: m.reachable)),
    ("candidates of a search; keys looked up", "", lambda f: f"{f.candidates:.1f}; {f.lookups:.1f}"),
    ("searches with a key dropped or bounded, share", "", lambda f: number(f.dropped)),
    ("one search alone on SQLite, ms: p50 / p99", "sqlite", lambda f: times(f.alone.clock)),
    ("one search alone on PostgreSQL, ms: p50 / p99", "postgresql", lambda f: times(f.alone.clock)),
    ("  our process's own work in it, ms", "", lambda f: times(f.alone.work)),
    ("the whole stack, receipt and audit committed, ms", "", lambda f: times(f.whole.clock)),
    ("  our process's own work in it, ms", "", lambda f: times(f.whole.work)),
    ("the whole over the search alone, p50", "ratio", lambda f: ratio(f.whole.clock, f.alone_same.clock)),
    ("  the same of our process's own work", "", lambda f: ratio(f.whole.work, f.alone_same.work)),
    ("a search alone at 10,000 entries, ms", "", lambda f: times(f.alone_small.clock)),
    ("growth of p50 from 10,000 entries", "growth", lambda f: ratio(f.alone.clock, f.alone_small.clock)),
    ("  the same of our process's own work", "", lambda f: ratio(f.alone.work, f.alone_small.work)),
    ("queries per second of `flask national screen`", "", lambda f: number(f.screened_per_s, 0)),
    ("import, seconds (index included)", "", lambda f: number(f.import_s, 0)),
    ("index built anew, seconds", "build", lambda f: number(f.build_s, 0)),
    ("index, MB", "size", lambda f: number(f.index_bytes / MB, 0) if f.index_bytes else "-"),
    ("whole database, MB", "", lambda f: number(f.whole_bytes / MB, 0)),
    ("private memory of a process, MB", "memory", lambda f: number(f.private_bytes / MB, 0)),
)
