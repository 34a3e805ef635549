"""Statutory periods, against the worked dates of the project's reading of the law and against plain counting."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.duties import holidays as table
from licensing.errors import BeyondLoadedHolidays, Unlawful
from licensing.workingdays import BankHolidays, is_working_day, last_day_of_period, working_days_left


def _england() -> BankHolidays:
    """The packaged GOV.UK list, read here by itself: these tests need no database."""
    events = json.loads(table.DATA.read_text())["england-and-wales"]["events"]
    days = frozenset(date.fromisoformat(event["date"]) for event in events)
    return BankHolidays(days, min(days).year, max(days).year)


ENGLAND = _england()
NONE_LISTED = BankHolidays(frozenset(), 2012, 2028)

# The trigger day, and the last lawful day of 5, of 10 and of 20 working days beginning with it.
WORKED = {
    "a Monday": ("2026-06-01", "2026-06-05", "2026-06-12", "2026-06-26"),
    "a Friday": ("2026-06-05", "2026-06-11", "2026-06-18", "2026-07-02"),
    "a Saturday": ("2026-06-06", "2026-06-12", "2026-06-19", "2026-07-03"),
    "before the spring bank holiday": ("2026-05-22", "2026-05-29", "2026-06-05", "2026-06-19"),
    "before Easter": ("2026-03-30", "2026-04-07", "2026-04-14", "2026-04-28"),
    "before Christmas": ("2026-12-21", "2026-12-29", "2027-01-06", "2027-01-20"),
    "Christmas Eve": ("2026-12-24", "2027-01-04", "2027-01-11", "2027-01-25"),
    "before two substitute days": ("2027-12-22", "2027-12-30", "2028-01-07", "2028-01-21"),
}


@pytest.mark.rule("R01", "R02")
@pytest.mark.parametrize(
    ("working_days", "column"),
    [
        pytest.param(5, 1, id="5", marks=pytest.mark.rule("R04")),
        pytest.param(10, 2, id="10"),
        pytest.param(20, 3, id="20", marks=pytest.mark.rule("R12")),
    ],
)
@pytest.mark.parametrize("worked", WORKED.values(), ids=WORKED.keys())
def test_a_period_ends_on_its_worked_date(worked, working_days, column):
    first, last = date.fromisoformat(worked[0]), date.fromisoformat(worked[column])
    assert last_day_of_period(first, working_days, ENGLAND) == last


@pytest.mark.rule("R02")
def test_the_first_day_counts_when_it_is_a_working_day():
    assert last_day_of_period(date(2026, 6, 1), 1, ENGLAND) == date(2026, 6, 1)


@pytest.mark.rule("R02")
@pytest.mark.parametrize("day", [date(2026, 6, 6), date(2026, 6, 7)], ids=["Saturday", "Sunday"])
def test_a_period_that_begins_at_a_weekend_counts_from_the_monday(day):
    assert last_day_of_period(day, 1, ENGLAND) == date(2026, 6, 8)
    assert last_day_of_period(day, 5, ENGLAND) == last_day_of_period(date(2026, 6, 8), 5, ENGLAND)


@pytest.mark.rule("R02")
def test_a_period_that_begins_on_a_bank_holiday_counts_from_the_day_after():
    assert last_day_of_period(date(2026, 5, 25), 5, ENGLAND) == date(2026, 6, 1)


@pytest.mark.rule("R01")
@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 6, 5), True),
        (date(2026, 6, 6), False),
        (date(2026, 6, 7), False),
        (date(2026, 5, 4), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 28), False),
        (date(2026, 12, 31), True),
        (date(2027, 12, 27), False),
    ],
    ids=lambda value: value.isoformat() if isinstance(value, date) else "",
)
def test_a_weekend_or_a_bank_holiday_is_not_a_working_day(day, working):
    assert is_working_day(day, ENGLAND) is working


@pytest.mark.rule("R01")
@pytest.mark.parametrize("year", range(2012, 2029))
def test_christmas_day_is_not_a_working_day_even_where_the_list_leaves_it_out(year):
    assert not is_working_day(date(year, 12, 25), NONE_LISTED)


@pytest.mark.rule("R01")
@pytest.mark.parametrize(
    "good_friday",
    [date(2024, 3, 29), date(2025, 4, 18), date(2026, 4, 3), date(2027, 3, 26), date(2028, 4, 14)],
    ids=date.isoformat,
)
def test_good_friday_is_not_a_working_day_even_where_the_list_leaves_it_out(good_friday):
    assert not is_working_day(good_friday, NONE_LISTED)
    assert is_working_day(good_friday - timedelta(days=1), NONE_LISTED)
    # Easter Monday is a bank holiday and nothing else: it counts only where the list has it.
    assert is_working_day(good_friday + timedelta(days=3), NONE_LISTED)


@pytest.mark.rule("R01")
def test_the_bank_holidays_are_an_argument():
    proclaimed = BankHolidays(ENGLAND.days | {date(2026, 6, 3)}, ENGLAND.first_year, ENGLAND.last_year)
    assert last_day_of_period(date(2026, 6, 1), 5, proclaimed) == date(2026, 6, 8)
    assert last_day_of_period(date(2026, 6, 1), 5, ENGLAND) == date(2026, 6, 5)


@pytest.mark.rule("R01")
@pytest.mark.parametrize(
    "elsewhere",
    [date(2027, 11, 30), date(2026, 7, 13)],
    ids=["St Andrew's Day, Scotland", "Battle of the Boyne, Northern Ireland"],
)
def test_a_bank_holiday_of_another_nation_is_a_working_day(elsewhere):
    assert is_working_day(elsewhere, ENGLAND)


@pytest.mark.rule("R01")
def test_a_period_past_the_last_loaded_year_is_refused_by_the_years_name():
    with pytest.raises(BeyondLoadedHolidays) as refused:
        last_day_of_period(date(2028, 12, 18), 20, ENGLAND)
    assert refused.value.asked == 2029
    assert "2029" in refused.value.message
    assert "2012 to 2028" in refused.value.message
    assert isinstance(refused.value, Unlawful)
    assert [reason.rule for reason in refused.value.reasons] == ["R01"]


@pytest.mark.rule("R01")
def test_a_period_that_ends_within_the_last_loaded_year_is_counted():
    # Friday 29 December is the last working day of 2028: a fourth fits, a fifth does not.
    assert last_day_of_period(date(2028, 12, 22), 4, ENGLAND) == date(2028, 12, 29)
    with pytest.raises(BeyondLoadedHolidays):
        last_day_of_period(date(2028, 12, 22), 5, ENGLAND)


@pytest.mark.parametrize("day", [date(2011, 12, 30), date(2029, 1, 6)], ids=["before", "after, a Saturday"])
def test_a_day_outside_the_loaded_years_is_neither_a_working_day_nor_not(day):
    with pytest.raises(BeyondLoadedHolidays, match=str(day.year)):
        is_working_day(day, ENGLAND)


@pytest.mark.parametrize("working_days", [0, -1])
def test_a_period_has_at_least_one_day(working_days):
    with pytest.raises(ValueError, match="at least one"):
        last_day_of_period(date(2026, 6, 1), working_days, ENGLAND)


def test_the_working_days_that_are_left_count_today_and_the_last_day():
    assert working_days_left(date(2026, 6, 1), date(2026, 6, 5), ENGLAND) == 5
    assert working_days_left(date(2026, 6, 5), date(2026, 6, 5), ENGLAND) == 1
    assert working_days_left(date(2026, 6, 6), date(2026, 6, 8), ENGLAND) == 1


def test_no_working_day_is_left_once_the_last_day_has_passed():
    assert working_days_left(date(2026, 6, 6), date(2026, 6, 5), ENGLAND) == 0


LOADED_DAYS = st.dates(date(2012, 1, 1), date(2027, 12, 31))


@pytest.mark.rule("R02")
@given(first=LOADED_DAYS, working_days=st.integers(1, 25))
def test_a_period_holds_exactly_its_working_days_and_ends_on_the_last(first, working_days):
    last = last_day_of_period(first, working_days, ENGLAND)
    assert is_working_day(last, ENGLAND)
    assert working_days_left(first, last, ENGLAND) == working_days
    assert working_days_left(first, last - timedelta(days=1), ENGLAND) == working_days - 1


@pytest.mark.rule("R02")
@given(first=LOADED_DAYS, working_days=st.integers(1, 25))
def test_a_period_that_begins_later_never_ends_earlier(first, working_days):
    a_day_later = last_day_of_period(first + timedelta(days=1), working_days, ENGLAND)
    assert a_day_later >= last_day_of_period(first, working_days, ENGLAND)
