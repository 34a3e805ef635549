"""The packaged data: the council file and our own tables agree, and nothing of ours is without a source."""

import csv
from datetime import date

import pytest

from licensing.authorities import packaged
from licensing.authorities.packaged import DATA, FILE_SOURCE

TODAY = date(2026, 11, 21)
COUNCILS = packaged.councils()
BY_KEY = {council.key: council for council in COUNCILS}
TABLES = sorted(path.name for path in DATA.glob("*.csv") if path.name != "uk_local_authorities.csv")


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_council_file_has_470_bodies_and_every_one_is_read():
    assert sum(council.from_file for council in COUNCILS) == 470
    assert len(BY_KEY) == len(COUNCILS)


def test_every_ended_council_leads_to_its_successors_and_they_exist():
    ended = [council for council in COUNCILS if council.ended_on]
    assert len(ended) == 73 + 38
    names = packaged.names(TODAY)
    assert [council.key for council in ended if not names.successors_today(council.key)] == []


def test_only_an_ended_council_has_successors_and_each_began_when_it_ended():
    for council in COUNCILS:
        assert bool(council.successors) is bool(council.ended_on)
        for successor in council.successors:
            began = BY_KEY[successor.key].started_on
            # Belfast went on, with a wider boundary; the file gives all of the eleven the same day.
            assert began is not None
            assert council.ended_on is not None
            assert (began - council.ended_on).days == 1, (council.key, successor.key)


@pytest.mark.parametrize(
    "table", [name for name in TABLES if name not in ("set_aside.csv", "shared_names.csv")]
)
def test_every_row_of_ours_has_a_source(table):
    assert [row for row in rows(table) if not row["source"].strip()] == []


@pytest.mark.parametrize("table", ["set_aside.csv", "shared_names.csv"])
def test_every_row_of_our_own_reading_says_why(table):
    assert [row for row in rows(table) if not row["why"].strip()] == []


@pytest.mark.parametrize("table", ["successors.csv", "gss_codes.csv", "names.csv", "set_aside.csv"])
def test_every_row_of_ours_speaks_of_an_authority_that_is_there(table):
    assert {row["code"] for row in rows(table)} <= set(BY_KEY)


def test_every_shared_name_and_successor_is_of_authorities_that_are_there():
    assert {key for keys in packaged.shared_names().values() for key in keys} <= set(BY_KEY)
    assert {row["successor"] for row in rows("successors.csv")} <= set(BY_KEY)


def test_what_is_set_aside_stands_in_the_council_file():
    with (DATA / "uk_local_authorities.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {row["local-authority-code"]: row["alt-names"] for row in csv.DictReader(file)}
    assert [row for row in rows("set_aside.csv") if row["name"] not in listed[row["code"]]] == []


def test_our_tables_name_no_successor_where_the_council_file_does():
    named = {
        council.key for council in COUNCILS if any(one.source == FILE_SOURCE for one in council.successors)
    }
    assert not named & {row["code"] for row in rows("successors.csv")}


def test_the_25_councils_of_northern_ireland_went_into_ten_of_the_eleven_and_belfast():
    ended = [council for council in COUNCILS if council.nation == "Northern Ireland" and council.ended_on]
    assert len(ended) == 25
    new = {
        council.key for council in COUNCILS if council.kind.kind == "northern-irish" and not council.ended_on
    }
    assert len(new) == 11
    assert {one.key for council in ended for one in council.successors} == new
    divided = {council.nice_name for council in ended if len(council.successors) > 1}
    assert divided == {"Lisburn", "Castlereagh", "North Down", "Banbridge"}


def test_the_2009_reorganisation_ended_36_districts_and_two_counties():
    ended = [council for council in COUNCILS if council.ended_on == date(2009, 3, 31)]
    assert [council.kind.kind for council in ended].count("district") == 36
    assert sorted(c.nice_name for c in ended if c.kind.kind == "county") == ["Bedfordshire", "Cheshire"]
    assert {one.key for council in ended for one in council.successors} == {
        "BDF", "CBF", "CHE", "CHW", "CON", "DUR", "NBL", "SHR", "WIL",
    }  # fmt: skip


def test_a_gss_code_belongs_to_one_authority_for_ever():
    codes = [c.gss_code for c in COUNCILS if c.gss_code]
    codes += [one.gss_code for c in COUNCILS for one in c.former_codes]
    assert sorted(codes) == sorted(set(codes))


def test_an_authority_goes_by_the_code_of_the_file_and_a_newer_one_is_understood():
    barnsley = BY_KEY["BNS"]
    assert barnsley.gss_code == "E08000016"
    assert [(one.gss_code, one.changed_on) for one in barnsley.former_codes] == [
        ("E08000038", date(2025, 4, 1))
    ]


def test_the_last_day_is_the_last_day_whichever_way_the_file_gives_it():
    assert BY_KEY["CAR"].ended_on == date(2023, 3, 31)
    assert BY_KEY["BMH"].ended_on == date(2019, 3, 31)


@pytest.mark.parametrize(
    ("key", "licenses"),
    [
        ("LDS", True),
        ("YOR", True),
        ("ASH", True),
        ("CRF", True),
        ("GLG", True),
        ("TFL", True),
        ("DFI", True),
        ("IOS", True),
        ("LAN", False),
        ("WYCA", False),
        ("CMD", False),
        ("LND", False),
        ("GLA", False),
        ("BFS", False),
        ("BMH", False),
    ],
)
def test_which_bodies_license_is_data(key, licenses):
    assert BY_KEY[key].licenses(TODAY) is licenses


def test_319_bodies_license_today():
    licensing = [council for council in COUNCILS if council.licenses(TODAY)]
    by_nation = {
        nation: sum(c.nation == nation for c in licensing) for nation in {c.nation for c in licensing}
    }
    assert by_nation == {"England": 264, "Wales": 22, "Scotland": 32, "Northern Ireland": 1}


def test_a_name_with_a_comma_in_it_is_one_name():
    assert "Bristol, City of" in {one.name for one in BY_KEY["BST"].names}


def test_letters_that_were_broken_in_the_file_are_not_shown():
    shown = [one.name for council in COUNCILS for one in council.names]
    assert [name for name in shown if "ï" in name or "¿" in name] == []
    assert "Sir Ynys Môn" in shown
