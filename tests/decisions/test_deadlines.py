"""When things about a decision are due."""

from datetime import date

import pytest

from licensing.decisions import deadlines
from licensing.workingdays import BankHolidays

# The bank holidays in England around the worked dates.
DAYS = (
    *(
        "2026-01-01",
        "2026-04-03",
        "2026-04-06",
        "2026-05-04",
        "2026-05-25",
        "2026-08-31",
        "2026-12-25",
        "2026-12-28",
    ),
    *("2027-01-01", "2027-12-27", "2027-12-28", "2028-01-03"),
)
HOLIDAYS = BankHolidays(frozenset(map(date.fromisoformat, DAYS)), 2026, 2028)


@pytest.mark.rule("R04", "R02")
@pytest.mark.parametrize(
    ("notified", "due"),
    [
        ("2026-06-01", "2026-06-05"),
        ("2026-06-05", "2026-06-11"),
        ("2026-06-06", "2026-06-12"),
        ("2026-05-22", "2026-05-29"),
        ("2026-03-30", "2026-04-07"),
        ("2026-12-21", "2026-12-29"),
        ("2026-12-24", "2027-01-04"),
        ("2027-12-22", "2027-12-30"),
    ],
)
def test_the_entry_is_due_within_five_working_days_beginning_with_notification(notified, due):
    assert deadlines.entry_due(date.fromisoformat(notified), HOLIDAYS) == date.fromisoformat(due)


@pytest.mark.rule("R25")
def test_notice_of_grounds_is_due_within_fourteen_days_of_the_decision():
    assert deadlines.grounds_due(date(2026, 6, 1)) == date(2026, 6, 15)


@pytest.mark.rule("R30")
def test_an_appeal_may_be_made_within_twenty_one_days_of_notification():
    assert deadlines.last_day_to_appeal(date(2026, 6, 1)) == date(2026, 6, 22)


@pytest.mark.rule("R27")
@pytest.mark.parametrize(
    ("notified", "effect"),
    [
        pytest.param("2026-06-01", "2026-06-21", id="the worked date"),
        pytest.param("2026-06-06", "2026-06-26", id="a Saturday is the first day all the same"),
        pytest.param("2026-03-30", "2026-04-19", id="over Easter"),
        pytest.param("2026-12-21", "2027-01-10", id="over Christmas"),
        pytest.param("2028-02-09", "2028-02-29", id="to 29 February"),
        pytest.param("2028-02-29", "2028-03-20", id="from 29 February"),
        pytest.param("2027-02-10", "2027-03-02", id="a February without one"),
    ],
)
def test_it_takes_effect_at_the_end_of_twenty_one_days_beginning_with_notice(notified, effect):
    given = date.fromisoformat(notified)
    assert deadlines.takes_effect_on(given, immediate=False) == date.fromisoformat(effect)


@pytest.mark.rule("R28")
def test_at_once_it_takes_effect_on_the_day_of_notice():
    assert deadlines.takes_effect_on(date(2026, 12, 25), immediate=True) == date(2026, 12, 25)


@pytest.mark.rule("R25", "R26")
@pytest.mark.parametrize(
    ("decided", "due"),
    [("2026-12-24", "2027-01-07"), ("2028-02-15", "2028-02-29"), ("2026-06-06", "2026-06-20")],
)
def test_the_fourteen_days_are_days_and_not_working_days(decided, due):
    assert deadlines.grounds_due(date.fromisoformat(decided)) == date.fromisoformat(due)
