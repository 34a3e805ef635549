"""From when to when something held."""

from dataclasses import dataclass
from datetime import date

import pytest

from licensing.errors import BadInput
from licensing.register.periods import holding, holds, must_be_in_order, overlap


@dataclass
class Held:
    from_on: date | None = None
    until_on: date | None = None


MAY, JUNE, JULY = date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("row", "held"),
    [
        (Held(), True),
        (Held(JUNE), True),
        (Held(None, JUNE), True),
        (Held(JUNE, JUNE), True),
        (Held(JULY), False),
        (Held(None, MAY), False),
    ],
    ids=str,
)
def test_both_days_count_and_an_unknown_one_is_no_limit(row, held):
    assert holds(row, JUNE) is held
    assert holding([row], JUNE) == ([row] if held else [])


def test_two_that_meet_on_one_day_overlap_and_two_that_follow_each_other_do_not():
    assert overlap(Held(None, JUNE), Held(JUNE, None))
    assert overlap(Held(), Held(JUNE, JUNE))
    assert not overlap(Held(None, MAY), Held(JUNE, None))
    assert not overlap(Held(JUNE), Held(None, MAY))


def test_the_last_day_is_not_before_the_first():
    must_be_in_order(JUNE, JUNE)
    must_be_in_order(None, JUNE)
    must_be_in_order(JUNE, None)
    with pytest.raises(BadInput) as refused:
        must_be_in_order(JUNE, MAY)
    assert refused.value.faults == {"until_on": "The last day must be the first day, 1 June 2026, or later"}
