"""When things about concerns are due, on the worked dates of the Act."""

from datetime import UTC, date, datetime, time

import pytest

from licensing.concerns import deadlines
from licensing.workingdays import BankHolidays

# The bank holidays in England around the worked dates.
DAYS = (
    *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31"),
    *("2026-12-25", "2026-12-28", "2027-01-01", "2027-12-27", "2027-12-28"),
    *("2028-01-03", "2028-04-14", "2028-04-17"),
)
HOLIDAYS = BankHolidays(frozenset(map(date.fromisoformat, DAYS)), 2026, 2028)

WORKED = [
    pytest.param("2026-06-01", "2026-06-12", "2026-06-26", id="a Monday"),
    pytest.param("2026-06-05", "2026-06-18", "2026-07-02", id="a Friday"),
    pytest.param("2026-06-06", "2026-06-19", "2026-07-03", id="a Saturday"),
    pytest.param("2026-05-22", "2026-06-05", "2026-06-19", id="before a bank holiday"),
    pytest.param("2026-03-30", "2026-04-14", "2026-04-28", id="over Easter"),
    pytest.param("2026-12-21", "2027-01-06", "2027-01-20", id="over Christmas"),
    pytest.param("2026-12-24", "2027-01-11", "2027-01-25", id="Christmas Eve"),
    pytest.param("2027-12-22", "2028-01-07", "2028-01-21", id="Christmas on a weekend"),
    pytest.param("2028-02-29", "2028-03-13", "2028-03-27", id="29 February"),
]


@pytest.mark.rule("R17", "R02")
@pytest.mark.parametrize(("aware", "ten", "twenty"), WORKED)
def test_a_concern_is_sent_within_ten_working_days_beginning_with_awareness(aware, ten, twenty):
    assert deadlines.send_due(date.fromisoformat(aware), HOLIDAYS) == date.fromisoformat(ten)


@pytest.mark.rule("R19", "R20", "R02")
@pytest.mark.parametrize(("aware", "ten", "twenty"), WORKED)
def test_a_concern_is_considered_and_answered_within_twenty_working_days_beginning_with_awareness(
    aware, ten, twenty
):
    assert deadlines.answer_due(date.fromisoformat(aware), HOLIDAYS) == date.fromisoformat(twenty)


def test_what_comes_in_about_our_own_is_looked_at_within_five_working_days():
    assert deadlines.review_due(date(2026, 6, 6), HOLIDAYS) == date(2026, 6, 12)


@pytest.mark.rule("R55")
@pytest.mark.parametrize(
    ("happened", "reported", "late"),
    [
        pytest.param("2026-06-01T09:00", "2026-06-03T09:00", False, id="48 hours"),
        pytest.param("2026-06-01T09:00", "2026-06-03T09:01", True, id="a minute more"),
        # Summer time ends on 25 October 2026: by the clock on the wall it is an hour less than it was.
        pytest.param("2026-10-24T09:00", "2026-10-26T08:00", False, id="the clocks go back"),
        pytest.param("2026-10-24T09:00", "2026-10-26T08:01", True, id="an hour twice"),
        # It begins on 29 March 2026.
        pytest.param("2026-03-28T09:00", "2026-03-30T10:00", False, id="the clocks go forward"),
        pytest.param("2026-03-28T09:00", "2026-03-30T10:01", True, id="an hour is missing"),
    ],
)
def test_a_licensees_own_report_is_late_after_forty_eight_hours(happened, reported, late):
    on_the_wall = [datetime.fromisoformat(one) for one in (happened, reported)]
    moments = [deadlines.happened_at(one.date(), one.time()) for one in on_the_wall]
    assert deadlines.reported_late(*moments) is late


def test_a_moment_of_a_day_in_london_is_kept_in_utc():
    assert deadlines.happened_at(date(2026, 6, 1), time(0, 30)) == datetime(2026, 5, 31, 23, 30, tzinfo=UTC)


@pytest.mark.rule("R55")
def test_of_an_unknown_time_of_day_nobody_is_late():
    happened = deadlines.happened_at(date(2026, 12, 1), None)
    assert happened == datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
    assert not deadlines.reported_late(happened, datetime(2026, 12, 3, 23, 0, tzinfo=UTC))
