"""What the law fixes."""

import pytest

from licensing.policy import statute
from licensing.policy.statute import LIMBS, RELIANCE


@pytest.mark.rule("R03")
def test_every_limb_of_section_1_is_there_in_order_and_the_last_is_in_two():
    assert [(limb.key, limb.letter) for limb in LIMBS.values()] == [
        ("a", "(a)"),
        ("b", "(b)"),
        ("c", "(c)"),
        ("d", "(d)"),
        ("e", "(e)"),
        ("f", "(f)"),
        ("g", "(g)"),
        ("h", "(h)"),
        ("i-safeguarding", "(i)"),
        ("i-road-safety", "(i)"),
    ]
    assert list(LIMBS) == [limb.key for limb in LIMBS.values()]


def test_the_three_limbs_that_speak_of_offences_count_without_a_charge():
    assert {key for key, limb in LIMBS.items() if "whether or not charged" in limb.text} == {"a", "d", "e"}


def test_each_limb_has_words_of_its_own_and_its_place_in_the_act():
    assert len({limb.title for limb in LIMBS.values()}) == len({limb.text for limb in LIMBS.values()}) == 10
    assert all(limb.source.startswith(f"2022 Act s.1(1){limb.letter}") for limb in LIMBS.values())


@pytest.mark.rule("R03")
def test_a_decision_relies_wholly_in_part_or_not_at_all():
    assert list(RELIANCE) == ["wholly", "in-part", "none"]


def test_the_limbs_cannot_be_changed_by_whoever_reads_them():
    with pytest.raises(TypeError):
        LIMBS["j"] = LIMBS["a"]


def test_the_longest_terms_are_three_years_and_six_months():
    assert (statute.DRIVER_TERM_MAX_MONTHS, statute.CONTINUED_LEAVE_MAX_MONTHS) == (36, 6)
