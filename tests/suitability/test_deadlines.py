"""Until when vetting is good, on worked dates."""

from datetime import date

import pytest

from licensing.policy.vetting import Band
from licensing.suitability.deadlines import birthday, good_by_age, last_good_day, return_by

BANDS = (Band(0), Band(45, 60), Band(65, 12))


@pytest.mark.rule("R54")
@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-06-10", "2026-12-09"),
        ("2026-08-31", "2027-02-27"),
        ("2026-02-28", "2026-08-27"),
        ("2027-08-29", "2028-02-28"),
        ("2028-02-29", "2028-08-28"),
        ("2026-12-31", "2027-06-29"),
    ],
)
def test_six_months_count_the_first_day_and_end_early_where_a_month_is_too_short(first, last):
    assert last_good_day(date.fromisoformat(first), months=6) == date.fromisoformat(last)


@pytest.mark.rule("R64")
@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-06-01", "2026-09-28"), ("2026-01-01", "2026-04-30"), ("2028-01-01", "2028-04-29")],
)
def test_a_tax_check_serves_for_120_days_its_own_day_the_first(first, last):
    assert last_good_day(date.fromisoformat(first), days=120) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("born", "examined", "last"),
    [
        pytest.param("1990-05-01", "2026-06-10", "2035-04-30", id="at 36, until the day before 45"),
        pytest.param("1981-06-11", "2026-06-10", "2026-06-10", id="the day before 45: that day only"),
        pytest.param("1981-06-10", "2026-06-10", "2031-06-09", id="on the day of 45: five years"),
        pytest.param("1970-05-01", "2026-06-10", "2031-06-09", id="at 56: five years"),
        pytest.param("1964-05-01", "2026-06-10", "2029-04-30", id="at 62: until the day before 65"),
        pytest.param("1961-06-10", "2026-06-10", "2027-06-09", id="on the day of 65: a year"),
        pytest.param("1950-05-01", "2026-06-10", "2027-06-09", id="at 76: a year"),
        pytest.param("1964-02-29", "2026-06-10", "2029-02-27", id="born on 29 February"),
    ],
)
def test_a_medical_lasts_by_the_age_on_the_day_of_the_examination(born, examined, last):
    assert good_by_age(date.fromisoformat(examined), date.fromisoformat(born), BANDS) == date.fromisoformat(
        last
    )


def test_who_was_born_on_29_february_is_a_year_older_on_the_28th_in_a_common_year():
    assert birthday(date(1984, 2, 29), 45) == date(2029, 2, 28)
    assert birthday(date(1984, 2, 29), 44) == date(2028, 2, 29)


@pytest.mark.rule("R37")
@pytest.mark.parametrize(
    ("ended", "due"),
    [("2026-06-01", "2026-06-08"), ("2026-12-24", "2026-12-31"), ("2028-02-24", "2028-03-02")],
)
def test_a_licence_is_given_back_within_seven_days_beginning_with_the_day_after(ended, due):
    assert return_by(date.fromisoformat(ended)) == date.fromisoformat(due)
