"""The weights are whole, of the right sign, and in the right order."""

from itertools import pairwise

import pytest

from licensing.matching import evidence, weights
from licensing.matching.births import Birthdays
from licensing.matching.compare import _NUMBER_WORDS, _PLACES, _TOGETHER
from licensing.matching.weights import WEIGHTS

NUMBERS = ("insurance", "driver", "northern", "community")


def test_every_piece_of_evidence_has_a_weight():
    pieces = {
        *evidence._BY_LIKENESS.values(),
        *evidence._DIFFERING.values(),
        *(level.value for level in Birthdays),
        *_PLACES,
        *_TOGETHER,
    }
    assert pieces <= set(WEIGHTS)


def test_every_weight_of_a_date_a_place_a_number_and_of_two_facts_together_has_its_words():
    for name in WEIGHTS:
        group, _, what = name.partition(".")
        if group in NUMBERS:
            assert what in _NUMBER_WORDS
        elif group == "address":
            assert name in _PLACES
        elif group == "together":
            assert name in _TOGETHER
        elif group == "born":
            assert Birthdays(name)


@pytest.mark.parametrize("name", [*evidence._BY_LIKENESS.values(), "name.still_alike"])
def test_an_answered_part_of_a_name_never_speaks_against_anybody(name):
    assert WEIGHTS[name] >= 0


@pytest.mark.parametrize("name", [name for name in WEIGHTS if name.startswith("together.")])
def test_what_two_facts_say_together_is_always_a_doubt(name):
    assert WEIGHTS[name] <= 0


@pytest.mark.parametrize(
    "name", [*evidence._DIFFERING.values(), "name.only_one_has", "born.other", "born.year_only"]
)
def test_what_differs_never_speaks_for(name):
    assert WEIGHTS[name] <= 0


@pytest.mark.parametrize(
    "heaviest_first",
    [
        "name.same name.one_name",
        "born.same born.exchanged born.digit_of_day born.two_parts born.other",
        "born.same born.same_first_of_january born.first_of_january_other_year",
        "address.same address.district address.town address.other",
        "insurance.same insurance.same_malformed insurance.near insurance.two_off insurance.other",
        "driver.same driver.near driver.same_stem driver.other",
        "driver.near driver.other_surname driver.other_initials",
        "northern.same northern.near northern.other",
        "community.same community.near community.other",
    ],
    ids=lambda names: names.split()[-1],
)
def test_what_agrees_better_weighs_no_less(heaviest_first):
    ordered = [WEIGHTS[name] for name in heaviest_first.split()]
    assert all(heavier >= lighter for heavier, lighter in pairwise(ordered))


def test_strong_asks_for_more_than_possible():
    assert weights.STRONG_FROM > weights.POSSIBLE_FROM > 0
    assert weights.REGISTER > 0
    assert weights.MATCHER_VERSION
