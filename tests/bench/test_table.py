"""The table says what was reached beside what was asked for, and a dash where nothing was reached."""

from pathlib import Path

from tests.bench.engine import Figures, Times
from tests.bench.measures import Query, measure
from tests.bench.sets import Set
from tests.bench.table import print_same, print_table

QUERY = Query("1", "exact", "sikh", frozenset({"7"}))


def _set(entries: int) -> Set:
    return Set(Path("set"), Path("set/register.csv"), [{}], [], [QUERY], entries)


def _figures(engine: str = "sqlite") -> Figures:
    fast, slow = Times([1.0, 2.0], [0.5, 0.5]), Times([4.0, 4.0], [2.0, 2.0])
    found = measure([("1", "7", 30.0)], [QUERY])
    return Figures(engine, 50_000, alone=fast, alone_small=fast, alone_same=fast, whole=slow, measures=found)


def _line(printed: str, words: str) -> list[str]:
    return next(line for line in printed.splitlines() if words in line).split()


def test_a_small_register_is_held_to_what_was_asked_of_one_and_a_large_one_to_more(capsys):
    print_table(_set(50_000), [_figures()])
    assert _line(capsys.readouterr().out, "recall at pair precision")[-3:] == ["0.992", "0.995", "1.0000"]
    print_table(_set(1_000_000), [_figures()])
    assert _line(capsys.readouterr().out, "recall at pair precision")[-3:] == ["0.978", "0.985", "1.0000"]


def test_the_whole_stack_is_told_against_the_same_searches_alone(capsys):
    print_table(_set(50_000), [_figures()])
    assert _line(capsys.readouterr().out, "the whole over the search alone")[-2:] == ["2.00", "times"]


def test_what_was_not_measured_is_a_dash(capsys):
    print_table(_set(50_000), [Figures("sqlite", 50_000)])
    printed = capsys.readouterr().out
    assert _line(printed, "precision at recall")[-1] == "-"
    assert _line(printed, "growth of p50")[-1] == "-"
    assert _line(printed, "index, MB")[-1] == "-"


def test_each_engine_has_a_column_and_is_held_to_its_own_times(capsys):
    print_table(_set(50_000), [_figures(), _figures("postgresql")])
    printed = capsys.readouterr().out
    assert "SQLite" in printed
    assert _line(printed, "one search alone on PostgreSQL")[-9:-3] == ["2", "/", "8", "1", "/", "5"]


def test_scores_that_differ_between_engines_are_told(capsys):
    one, other = _figures(), _figures("postgresql")
    one.scores, other.scores = {("1", "7"): 30.0}, {("1", "7"): 30.0}
    print_same([one, other])
    assert "yes" in capsys.readouterr().out
    other.scores = {("1", "7"): 31.0}
    print_same([one, other])
    assert "NO: 1 pairs differ" in capsys.readouterr().out
