"""What the measures mean, by examples counted by hand."""

import pytest

from tests.bench.measures import (
    Point,
    Query,
    alarms,
    at_precision,
    at_recall,
    measure,
    percentile,
    points,
)

ONE = Query("1", "exact", "sikh", frozenset({"a", "b"}), number_shared=True)
TWO = Query("2", "nickname", "horn", frozenset({"c"}))
NOBODY = Query("3", "twin", "sikh")
QUERIES = [ONE, TWO, NOBODY]


def test_a_second_entry_of_the_same_person_is_a_true_pair():
    curve = points([("1", "a", 9.0), ("1", "b", 8.0)], QUERIES)
    assert curve == [Point(9.0, 1.0, 0.5), Point(8.0, 1.0, 0.5)]


def test_a_pair_of_somebody_who_is_on_no_register_is_false():
    curve = points([("1", "a", 9.0), ("3", "c", 8.0)], QUERIES)
    assert curve[-1] == Point(8.0, 0.5, 0.5)


def test_an_entry_of_another_persons_is_false_though_the_query_has_a_true_one():
    assert points([("2", "a", 3.0)], QUERIES) == [Point(3.0, 0.0, 0.0)]


def test_pairs_of_one_score_are_counted_together():
    curve = points([("1", "a", 9.0), ("3", "a", 9.0), ("2", "c", 9.0)], QUERIES)
    assert curve == [Point(9.0, pytest.approx(2 / 3), 1.0)]


def test_the_lowest_threshold_with_the_precision_is_taken_though_a_higher_one_fell_short():
    curve = [Point(9.0, 0.5, 0.1), Point(8.0, 0.96, 0.7), Point(7.0, 0.95, 0.8), Point(6.0, 0.9, 0.9)]
    assert at_precision(curve, 0.95) == curve[2]


def test_the_highest_threshold_with_the_recall_is_taken():
    curve = [Point(9.0, 1.0, 0.5), Point(8.0, 0.9, 0.99), Point(7.0, 0.95, 1.0)]
    assert at_recall(curve, 0.99) == curve[1]


def test_a_precision_or_recall_never_reached_is_none():
    found = measure([("3", "a", 9.0)], QUERIES)
    assert found.at_precision is None
    assert found.at_recall is None
    assert found.recall_without_number is None
    assert found.alarms_per_thousand is None


def test_recall_without_a_right_number_counts_only_those_without():
    found = measure([("1", "a", 9.0)], QUERIES)
    assert found.at_precision == Point(9.0, 1.0, 0.5)
    assert found.recall_without_number == 0.0


def test_recall_is_told_by_scenario_and_by_name_group_and_the_worst_comes_first():
    found = measure([("1", "a", 9.0)], QUERIES)
    assert list(found.recall_by_scenario.items()) == [("nickname", 0.0), ("exact", 1.0)]
    assert found.recall_by_group == {"horn": 0.0, "sikh": 1.0}


def test_an_applicant_with_two_alarms_is_one_alarmed_applicant():
    assert alarms([("8", "a", 9.0), ("8", "b", 9.0), ("9", "a", 1.0)], 5.0, 500) == 2.0


def test_what_the_keys_reach_does_not_depend_on_scores():
    pairs = [("1", "a", 9.0), ("2", "c", -99.0), ("3", "a", 1.0)]
    assert measure(pairs, QUERIES).reachable == 1.0


def test_a_percentile_is_a_value_that_occurred():
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert percentile([float(n) for n in range(100)], 0.99) == 99.0
