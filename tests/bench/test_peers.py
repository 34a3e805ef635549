"""The peers are run on the same people and measured by the same functions; one that is not there says so."""

import sys

import pytest

from tests.bench.peers import exact_numbers, exact_numbers_or_name, scan, splink
from tests.bench.people import write
from tests.bench.sets import read_set, rows_of, some
from tests.bench.shares import A


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    folder = tmp_path_factory.mktemp("set")
    write(folder, 1_500, 11, A, 240, 40)
    return read_set(folder)


def test_the_truth_of_a_set_is_every_entry_of_the_person(one):
    entries = rows_of(one.register)
    for query, row in zip(one.queries, one.rows, strict=True):
        own = {entry["entry_id"] for entry in entries if entry["person_id"] == row["true_person_id"]}
        assert query.true_entries == own
        assert query.group
    assert one.entries == len(entries) == 1_500


def test_fewer_queries_are_half_of_them_matches(one):
    fewer = some(one.rows, 30)
    assert [row["kind"] for row in fewer].count("match") == 15
    assert len(fewer) == 30


def test_exact_numbers_find_those_who_share_one_and_nobody_else(one):
    found = exact_numbers("exact", one, rows_of(one.register)).measures
    shared = sum(query.number_shared for query in one.queries) / 120
    assert found.reachable == pytest.approx(shared)
    assert found.at_precision.precision == 1.0
    assert found.recall_without_number == 0.0


def test_exact_names_with_birth_dates_find_more(one):
    register = rows_of(one.register)
    assert (
        exact_numbers_or_name("", one, register).measures.reachable
        > exact_numbers("", one, register).measures.reachable
    )


def test_a_scan_finds_most_of_them_by_name_and_birth_date(one):
    assert scan("scan", one, rows_of(one.register)).measures.reachable > 0.8


def test_splink_that_is_not_installed_says_how_to_have_it(one, monkeypatch):
    monkeypatch.setitem(sys.modules, "tests.bench.peer_splink", None)
    peer = splink("Splink", one, [])
    assert peer.measures is None
    assert "uv pip install --group bench" in peer.note
