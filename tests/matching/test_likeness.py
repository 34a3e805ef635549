"""How one part of a name answers another."""

from itertools import pairwise

import pytest

from licensing.matching.likeness import Likeness, letters_in_common, likeness
from licensing.matching.people import Part, Role
from licensing.matching.spelling import sound_of_name


def alike(left, right):
    left, right = (Part(text, sound_of_name(text), Role.GIVEN) for text in (left, right))
    assert likeness(left, right) is likeness(right, left)
    return likeness(left, right)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("imran", "imran", Likeness.SAME),
        ("hussain", "hossein", Likeness.ONE_NAME),
        ("alrubaie", "rubaie", Likeness.ONE_NAME),
        ("elrubaie", "rubaie", Likeness.ONE_NAME),
        ("kowalczik", "kovalczik", Likeness.SOUNDS_ALIKE),
        ("chaves", "shaves", Likeness.SPELT_NEARLY),
        ("gupreet", "gurpreet", Likeness.SPELT_NEARLY),
        ("gurpreeet", "gurpreet", Likeness.SOUNDS_ALIKE),
        ("thornely", "thorbley", Likeness.SPELT_NEARLY),
        ("hussai", "husayn", Likeness.SPELT_NEARLY),
        ("gaz", "gareth", Likeness.SHORT_FORM),
        ("gaz", "ghazanfar", Likeness.SHORT_FORM),
        ("taz", "tariq", Likeness.SHORT_FORM),
        ("immy", "imran", Likeness.SHORT_FORM),
        ("gurps", "gurpreet", Likeness.SHORT_FORM),
        ("thorn", "thornley", Likeness.SHORT_FORM),
        ("thorny", "thornley", Likeness.SHORT_FORM),
        ("i", "imran", Likeness.INITIAL),
        ("a", "imran", Likeness.NONE),
        ("sarfaraz", "safrazi", Likeness.SOUNDS_NEARLY),
        ("hassan", "hussain", Likeness.CONFUSED),
        ("rau", "rao", Likeness.ONE_NAME),
        ("ali", "aly", Likeness.ONE_NAME),
        ("ali", "ari", Likeness.SLIP_IN_A_SHORT_NAME),
        ("imran", "asif", Likeness.NONE),
        ("singh", "kaur", Likeness.NONE),
    ],
)
def test_how_one_part_answers_another(left, right, expected):
    assert alike(left, right) is expected


@pytest.mark.parametrize("names", ["ram raj", "anil asif", "khan kaur", "rashid rafiq"])
def test_short_names_a_letter_or_two_apart_are_no_slip_of_the_fingers(names):
    assert alike(*names.split()) <= Likeness.SLIP_IN_A_SHORT_NAME


def test_a_part_of_a_name_is_no_short_form_because_its_letters_are_in_it():
    # Every letter of the one is in the other, as a ratio of sets of letters would have it.
    assert alike("ana", "hanadi") is Likeness.NONE
    assert alike("khan", "khandakar") is Likeness.SHORT_FORM


def test_the_order_of_the_levels_is_that_of_the_words():
    assert all(lower < higher for lower, higher in pairwise(Likeness))
    assert len({like.words for like in Likeness}) == len(Likeness)
    assert Likeness.SAME.words == "the same"


def test_how_much_of_two_parts_is_the_same_letters():
    assert letters_in_common("imran", "imran") == 1
    assert letters_in_common("imran", "ottokv") == 0
    assert 0 < letters_in_common("imran", "irfan") < 1
