"""How far two birth dates agree."""

import pytest

from licensing.matching.births import Birthdays, compare_births
from licensing.matching.forms import Born


def born(text, *, from_number=False):
    year, month, day = map(int, text.split("-"))
    return Born(year % 100 if from_number else year, month, day, from_number)


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("1984-03-05", "1984-03-05", Birthdays.SAME),
        ("1984-01-01", "1984-01-01", Birthdays.SAME_FIRST_OF_JANUARY),
        ("1984-03-05", "1984-05-03", Birthdays.EXCHANGED),
        ("1984-03-05", "1984-03-06", Birthdays.NEXT_DAY),
        ("1984-02-29", "1984-03-01", Birthdays.NEXT_DAY),
        ("1984-12-31", "1985-01-01", Birthdays.NEXT_DAY),
        ("1984-03-05", "1984-03-15", Birthdays.DIGIT_OF_DAY),
        ("1984-03-12", "1984-03-21", Birthdays.DIGIT_OF_DAY),
        ("1984-03-05", "1984-08-05", Birthdays.DIGIT_OF_MONTH),
        ("1984-03-05", "1974-03-05", Birthdays.DIGIT_OF_YEAR),
        ("1984-03-05", "1948-03-05", Birthdays.DIGIT_OF_YEAR),
        ("1989-03-05", "1990-03-05", Birthdays.DIGIT_OF_YEAR),
        ("1984-03-05", "1984-03-19", Birthdays.TWO_PARTS),
        ("1984-03-05", "1984-10-05", Birthdays.TWO_PARTS),
        ("1984-03-05", "1961-03-05", Birthdays.TWO_PARTS),
        ("1984-01-01", "1962-01-01", Birthdays.FIRST_OF_JANUARY_OTHER_YEAR),
        ("1984-03-05", "1984-11-19", Birthdays.YEAR_ONLY),
        ("1984-03-05", "1961-11-19", Birthdays.OTHER),
    ],
)
def test_how_two_birth_dates_compare_whichever_comes_first(ours, theirs, level):
    assert compare_births(born(ours), born(theirs)) is level
    assert compare_births(born(theirs), born(ours)) is level


@pytest.mark.parametrize(
    ("stated", "in_the_number", "level"),
    [
        ("1984-03-05", "1984-03-05", Birthdays.SAME_BY_NUMBER),
        ("1984-01-01", "1984-01-01", Birthdays.SAME_FIRST_OF_JANUARY),
        ("1984-03-05", "1984-05-03", Birthdays.EXCHANGED),
        ("1984-03-05", "1984-03-15", Birthdays.DIGIT_OF_DAY),
        ("1984-03-05", "1961-11-19", Birthdays.OTHER),
    ],
)
def test_of_a_date_in_a_driver_number_two_digits_of_the_year_can_agree(stated, in_the_number, level):
    ours, theirs = born(stated), born(in_the_number, from_number=True)
    assert compare_births(ours, theirs) is level
    assert compare_births(theirs, ours) is level


@pytest.mark.parametrize(
    ("written", "other", "level"),
    [
        ("1980-02-31", "1980-02-31", Birthdays.SAME),
        ("1980-02-31", "1980-02-13", Birthdays.DIGIT_OF_DAY),
        ("1980-02-31", "1980-02-21", Birthdays.DIGIT_OF_DAY),
        ("1980-31-02", "1980-02-31", Birthdays.EXCHANGED),
        ("1980-02-31", "1961-11-19", Birthdays.OTHER),
        ("0000-00-00", "9999-99-99", Birthdays.OTHER),
    ],
)
def test_a_date_that_cannot_be_is_compared_by_its_digits(written, other, level):
    assert compare_births(born(written), born(other)) is level
    assert compare_births(born(other), born(written)) is level
