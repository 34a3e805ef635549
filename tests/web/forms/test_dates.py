"""Reading a date typed in three boxes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.web.forms.dates import MONTHS, DateError, read_date, read_month


def _typed(day: str, month: str, year: str) -> dict[str, str]:
    return {"day": day, "month": month, "year": year}


def _fault(day: str, month: str, year: str) -> DateError:
    with pytest.raises(DateError) as caught:
        read_date(_typed(day, month, year), "Date of birth")
    return caught.value


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_as_numbers_and_with_its_month_written_out(day):
    assert read_date(_typed(str(day.day), str(day.month), str(day.year)), "Date") == day
    assert read_date(_typed(f"{day.day:02}", f"{day.month:02}", str(day.year)), "Date") == day
    assert read_date(_typed(str(day.day), MONTHS[day.month - 1], str(day.year)), "Date") == day


@given(st.text(max_size=4), st.text(max_size=10), st.text(max_size=6))
def test_anything_typed_is_a_date_or_a_fault_and_never_a_crash(day, month, year):
    try:
        outcome: object = read_date(_typed(day, month, year), "Date")
    except DateError as fault:
        outcome = fault.parts
    assert outcome != ()


@pytest.mark.parametrize(
    ("typed", "month"),
    [("6", 6), ("06", 6), ("June", 6), ("jun", 6), ("JUNE", 6), ("sept", 9), ("Sep.", 9), ("mar", 3)],
)
def test_a_month_may_be_a_number_or_a_name(typed, month):
    assert read_month(typed) == month


@pytest.mark.parametrize("typed", ["0", "13", "ju", "j", "junk", "6th", "٦", "-1", "006", ""])
def test_what_is_no_month_is_none(typed):
    assert read_month(typed) is None


def test_three_empty_boxes_are_no_date_and_no_fault():
    assert read_date(_typed("", "", ""), "Date of birth") is None


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (("", "6", "1985"), "Date of birth must include a day", ("day",)),
        (("5", "", "1985"), "Date of birth must include a month", ("month",)),
        (("5", "6", ""), "Date of birth must include a year", ("year",)),
        (("5", "", ""), "Date of birth must include a month and year", ("month", "year")),
        (("", "6", ""), "Date of birth must include a day and year", ("day", "year")),
        (("", "", "1985"), "Date of birth must include a day and month", ("day", "month")),
    ],
)
def test_a_missing_box_is_named(typed, message, parts):
    fault = _fault(*typed)
    assert (str(fault), fault.parts) == (message, parts)


@pytest.mark.parametrize("year", ["85", "198", "19850", "0085"])
def test_a_year_needs_four_numbers_and_is_never_guessed(year):
    fault = _fault("5", "6", year)
    assert str(fault) == "Date of birth must have a year of 4 numbers, like 1985"
    assert fault.parts == ("year",)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        (("31", "2", "1985"), ("day",)),
        (("29", "2", "2025"), ("day",)),
        (("32", "1", "1985"), ("day",)),
        (("0", "1", "1985"), ("day",)),
        (("5", "13", "1985"), ("month",)),
        (("x", "y", "1985"), ("day", "month")),
        (("5", "6", "year"), ("year",)),
        (("45", "6", "85"), ("day", "year")),
    ],
)
def test_a_date_that_does_not_exist_says_so_and_names_the_boxes(typed, parts):
    fault = _fault(*typed)
    assert str(fault) == "Enter a real date for date of birth"
    assert fault.parts == parts


def test_capitals_that_mean_something_stay_in_the_sentence():
    with pytest.raises(DateError, match=r"^Enter a real date for DBS certificate date$"):
        read_date(_typed("31", "2", "2025"), "DBS certificate date")


def test_the_twenty_ninth_of_february_exists_in_a_leap_year():
    assert read_date(_typed("29", "feb", "2024"), "Date") == date(2024, 2, 29)
