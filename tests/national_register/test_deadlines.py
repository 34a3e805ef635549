"""When things about the national register are due: worked dates."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing import duties
from licensing.errors import BeyondLoadedHolidays
from licensing.national_register.deadlines import (
    acknowledgement_due,
    alert_due,
    last_day_kept,
    reply_due,
    review_due,
    search_good_until,
)
from licensing.workingdays import BankHolidays

FILE = Path(duties.__file__).parent / "data" / "bank-holidays.json"
DAYS = frozenset(
    date.fromisoformat(event["date"])
    for event in json.loads(FILE.read_text(encoding="utf-8"))["england-and-wales"]["events"]
)
HOLIDAYS = BankHolidays(DAYS, 2019, 2028)


@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    ("received_on", "due"),
    [
        (date(2026, 6, 1), date(2026, 6, 26)),
        (date(2026, 6, 5), date(2026, 7, 2)),
        (date(2026, 6, 6), date(2026, 7, 3)),
        (date(2026, 5, 22), date(2026, 6, 19)),
        (date(2026, 3, 30), date(2026, 4, 28)),
        (date(2026, 12, 21), date(2027, 1, 20)),
        (date(2026, 12, 24), date(2027, 1, 25)),
        (date(2027, 12, 22), date(2028, 1, 21)),
    ],
)
def test_a_reply_is_due_in_twenty_working_days_beginning_with_the_day_of_receipt(received_on, due):
    assert reply_due(received_on, HOLIDAYS) == due


@pytest.mark.rule("R12")
def test_a_reply_due_after_the_last_loaded_year_is_refused_by_name_and_not_counted():
    with pytest.raises(BeyondLoadedHolidays) as refused:
        reply_due(date(2028, 12, 15), HOLIDAYS)
    assert "2029" in refused.value.message


@pytest.mark.rule("R09")
@pytest.mark.parametrize(
    ("first_made_on", "last_day"),
    [
        (date(2026, 6, 10), date(2037, 6, 9)),
        (date(2026, 1, 1), date(2036, 12, 31)),
        (date(2025, 3, 1), date(2036, 2, 29)),
        (date(2026, 3, 1), date(2037, 2, 28)),
        (date(2028, 2, 28), date(2039, 2, 27)),
        (date(2028, 2, 29), date(2039, 2, 28)),
        (date(2028, 3, 1), date(2039, 2, 28)),
    ],
)
def test_an_entry_is_kept_for_eleven_years_beginning_with_the_day_it_was_first_made(first_made_on, last_day):
    assert last_day_kept(first_made_on) == last_day


@pytest.mark.rule("R09")
@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_an_entry_made_later_is_never_gone_earlier(first_made_on):
    assert last_day_kept(first_made_on) <= last_day_kept(first_made_on + timedelta(days=1))


# Summer time: London is an hour before UTC. It ends on 25 October 2026 and begins on 28 March 2027.
@pytest.mark.parametrize(
    ("searched_at", "days", "good_until"),
    [
        (datetime(2026, 6, 10, 9, tzinfo=UTC), 0, datetime(2026, 6, 10, 22, 59, 59, 999999, tzinfo=UTC)),
        (datetime(2026, 6, 10, 9, tzinfo=UTC), 1, datetime(2026, 6, 11, 22, 59, 59, 999999, tzinfo=UTC)),
        (datetime(2026, 6, 10, 23, 30, tzinfo=UTC), 0, datetime(2026, 6, 11, 22, 59, 59, 999999, tzinfo=UTC)),
        (datetime(2026, 10, 24, 9, tzinfo=UTC), 1, datetime(2026, 10, 25, 23, 59, 59, 999999, tzinfo=UTC)),
        (datetime(2027, 3, 27, 9, tzinfo=UTC), 1, datetime(2027, 3, 28, 22, 59, 59, 999999, tzinfo=UTC)),
        (datetime(2026, 12, 31, 9, tzinfo=UTC), 1, datetime(2027, 1, 1, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_a_search_serves_to_the_end_of_a_day_in_london(searched_at, days, good_until):
    assert search_good_until(searched_at, days) == good_until


def test_an_alert_is_looked_at_within_the_days_of_the_policy():
    assert alert_due(date(2026, 12, 24), 5) == date(2026, 12, 29)
    assert alert_due(date(2026, 6, 10), 0) == date(2026, 6, 10)


@pytest.mark.parametrize(
    ("told_on", "acknowledged_by", "reviewed_by"),
    [
        pytest.param(date(2026, 6, 10), date(2026, 6, 16), date(2026, 7, 7), id="a Wednesday"),
        pytest.param(date(2026, 6, 13), date(2026, 6, 19), date(2026, 7, 10), id="a Saturday"),
        pytest.param(date(2026, 12, 24), date(2027, 1, 4), date(2027, 1, 25), id="Christmas"),
        pytest.param(date(2026, 4, 2), date(2026, 4, 10), date(2026, 5, 1), id="Easter"),
    ],
)
def test_acknowledging_and_reviewing_have_the_authorities_own_times(told_on, acknowledged_by, reviewed_by):
    assert acknowledgement_due(told_on, HOLIDAYS) == acknowledged_by
    assert review_due(told_on, HOLIDAYS) == reviewed_by
