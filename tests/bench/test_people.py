"""The invented register is the same each time, shows every kind, and its numbers are rightly made."""

import csv
import io
from array import array
from collections import Counter

import pytest

from licensing.matching.numbers import read_driver_number
from tests.bench.applicants import QUERIES, looked_up, ordinary_people
from tests.bench.invented import invented, stem
from tests.bench.people import write
from tests.bench.pools import pools_of, short_forms
from tests.bench.recorded import REGISTER, entries_of, register
from tests.bench.shares import GROUPS_A, GROUPS_B, MATCHES, NON_MATCHES, SETS, A, B

ENTRIES = 3_000


@pytest.fixture(scope="module")
def held():
    return list(register(5, ENTRIES, A))


@pytest.fixture(scope="module")
def asked(held):
    first = array("L")
    for row in held:
        if int(row["person_id"]) > len(first):
            first.append(int(row["entry_id"]))
    return list(looked_up(5, first, ENTRIES, A, 600))


def test_the_same_seed_writes_the_same_files_and_another_seed_others(tmp_path):
    for folder, seed in (("one", 3), ("two", 3), ("three", 4)):
        write(tmp_path / folder, 400, seed, A, 60, 20)
    for name in ("register.csv", "queries.csv", "ordinary.csv", "groups.csv"):
        one, two, three = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two", "three"))
        assert one == two
        assert one != three or name == "groups.csv"


def test_the_files_have_the_columns_of_the_development_set(tmp_path):
    write(tmp_path, 300, 3, B, 40, 20)

    def columns(name: str) -> tuple[str, ...]:
        return tuple(next(csv.reader(io.StringIO((tmp_path / name).read_text(encoding="utf-8")))))

    assert columns("register.csv") == REGISTER
    assert columns("queries.csv") == columns("ordinary.csv") == QUERIES


def test_a_register_has_as_many_entries_as_asked_for_numbered_from_one(held):
    assert [row["entry_id"] for row in held] == [str(number) for number in range(1, ENTRIES + 1)]


def test_some_people_have_two_entries_and_a_few_three(held):
    times = Counter(Counter(row["person_id"] for row in held).values())
    assert times[1] > times[2] > times[3] > 0


def test_a_person_of_a_seed_is_the_same_whoever_asks():
    assert invented(5, 77, A) == invented(5, 77, A)
    assert entries_of(5, 77, A) == entries_of(5, 77, A)


def test_every_kind_of_match_and_of_hard_non_match_is_there(asked):
    kinds = {row["scenario"] for row in asked}
    assert kinds == set(MATCHES) | set(NON_MATCHES)
    assert Counter(row["kind"] for row in asked) == {"match": 300, "nonmatch": 300}


def test_each_true_person_is_on_the_register_and_each_decoy_is_an_entry_of_it(held, asked):
    people, entries = {row["person_id"] for row in held}, {row["entry_id"] for row in held}
    for row in asked:
        assert (row["true_person_id"] in people) == (row["kind"] == "match")
        assert (row["decoy_entry_id"] in entries) == (row["kind"] == "nonmatch")


def test_a_query_says_rightly_whether_a_number_is_shared(held, asked):
    for row in asked:
        own = [entry for entry in held if entry["person_id"] == row["true_person_id"]]
        shared = any(row[c] and row[c] == entry[c] for c in ("nino", "licence_no") for entry in own)
        assert row["ids_usable"] == str(int(shared))


@pytest.mark.parametrize("group", sorted(GROUPS_A))
def test_driver_numbers_are_rightly_made_from_the_person(group):
    shares = SETS["a"]
    people = [person for n in range(1, 1500) if (person := invented(6, n, shares)).group == group]
    assert people
    for person in people:
        read = read_driver_number(person.licence)
        assert (read.sex == "female") == person.woman
        assert read.born_on(person.born)
        assert person.licence.startswith(
            stem(person.first, person.middle, person.last, person.born, woman=person.woman)
        )


def test_a_driver_number_writes_mac_as_mc_and_fills_with_nines(held):
    from datetime import date

    assert stem("Ewan", "", "MacTestwick", date(1984, 3, 9), woman=False) == "MCTES803094E9"
    assert stem("Ann", "May", "Rau", date(1984, 3, 9), woman=True) == "RAU99853094AM"


def test_the_faults_of_a_register_are_there_in_about_their_shares(held):
    share = {
        "capitals": sum(row["last_name"].isupper() for row in held) / ENTRIES,
        "no_nino": sum(not row["nino"] for row in held) / ENTRIES,
        "no_licence": sum(not row["licence_no"] for row in held) / ENTRIES,
        "title": sum(
            row["full_name"].split()[0].strip(".").title() in ("Mr", "Mrs", "Miss", "Ms") for row in held
        )
        / ENTRIES,
    }
    assert share == {
        "capitals": pytest.approx(A.capitals, abs=0.04),
        "no_nino": pytest.approx(A.no_nino, abs=0.04),
        "no_licence": pytest.approx(A.no_licence, abs=0.04),
        "title": pytest.approx(A.title, abs=0.02),
    }


def test_ordinary_applicants_are_on_no_register(held):
    nobody = list(ordinary_people(5, A, 200, 600))
    names = {(row["full_name"].title(), row["dob"]) for row in held}
    assert not [row for row in nobody if (row["full_name"].title(), row["dob"]) in names]
    assert {row["true_person_id"] for row in nobody} == {""}


@pytest.mark.parametrize("group", sorted({*GROUPS_A, *GROUPS_B}))
def test_each_group_has_pools_of_its_own_with_several_spellings(group):
    pools = pools_of(group)
    for pool in (pools.male, pools.female, pools.family):
        assert len(pool.clusters) >= 20
        assert sum(len(cluster) > 1 for cluster in pool.clusters) > len(pool.clusters) / 2


def test_short_forms_are_of_names_that_are_drawn():
    drawn = [pool for group in GROUPS_A for pool in (pools_of(group).male, pools_of(group).female)]
    known = {name for pool in drawn for cluster in pool.clusters for name in cluster}
    assert len(set(short_forms()) & known) > 150
