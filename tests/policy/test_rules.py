"""The rules of law: read from their file, grouped by law, each proved, switched off, or not yet built."""

import pytest

from licensing.policy.rules import (
    NOT_YET,
    OFF,
    PROVED,
    groups,
    in_words,
    load_rules,
    load_switched_off,
    recorded_groups,
    standings,
)


def test_every_rule_of_the_file_is_read():
    listed = load_rules()
    assert [rule.id for rule in listed] == [f"R{number:02}" for number in range(1, 76)]
    fourth = listed[3]
    assert (fourth.says, fourth.source, fourth.grade, fourth.deadline) == (
        "Make database entry",
        "Act s.2(2)(a),(5)(a) [V]",
        "V",
        "5 WD from day person notified",
    )
    assert listed[0].deadline == ""


@pytest.mark.parametrize(
    ("rule", "verified"), [("R04", True), ("R13", True), ("R51", False), ("R59", False), ("R52", False)]
)
def test_a_rule_is_verified_when_all_of_its_source_was_read(rule, verified):
    assert {one.id: one for one in load_rules()}[rule].verified is verified


@pytest.mark.rule("R73", "R74")
def test_law_that_is_not_known_to_be_in_force_is_switched_off_and_says_why():
    off = load_switched_off()
    assert set(off) == {"R73", "R74"}
    assert all("could not be verified" in why for why in off.values())


def test_each_rule_is_proved_switched_off_or_not_yet_built():
    found = {one.rule.id: one for one in standings({"R04": ["tests/x.py::test_it"], "R73": ["tests/x.py"]})}
    assert (found["R04"].state, found["R04"].tests) == (PROVED, ("tests/x.py::test_it",))
    # A test that it is off proves nothing more.
    assert found["R73"].state == OFF
    assert found["R05"].state == NOT_YET


def test_rules_are_grouped_by_the_law_they_are_of_and_none_is_lost():
    found = groups({"R04": ["tests/x.py::test_it"]})
    assert [group.law.split()[0] for group in found] == ["Taxis", "Statutory", "Other", "Local"]
    assert sum(len(group.standings) for group in found) == 75
    assert (found[0].count(PROVED), found[0].count(OFF)) == (1, 0)
    assert sum(group.count(OFF) for group in found) == 2


def test_what_was_written_down_is_at_hand():
    proved = {one.rule.id for group in recorded_groups() for one in group.standings if one.state == PROVED}
    assert {"R01", "R04", "R09", "R12", "R59"} <= proved


@pytest.mark.parametrize(
    ("test", "sentence"),
    [
        ("tests/a/test_b.py::test_an_entry_is_due[x-1]", "An entry is due"),
        ("tests/a/test_b.py::TestIt::test_one", "One"),
        ("tests/a/test_dates.py", "Dates"),
    ],
)
def test_a_tests_name_reads_as_a_sentence(test, sentence):
    assert in_words(test) == sentence
