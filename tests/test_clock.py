"""What time it is, and which day that is in London."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from licensing import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_now_goes_on():
    assert clock.now() <= clock.now()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 1, 22, 59, tzinfo=UTC), date(2026, 6, 1)),
        (datetime(2026, 6, 1, 23, 0, tzinfo=UTC), date(2026, 6, 2)),
        (datetime(2026, 12, 1, 23, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 2, 0, 0, tzinfo=UTC), date(2026, 12, 2)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 6, 2, 8, 0, tzinfo=timezone(timedelta(hours=10))), date(2026, 6, 1)),
    ],
    ids=[
        "summer, a minute before midnight",
        "summer, midnight",
        "winter, a minute before midnight",
        "winter, midnight",
        "the night before summer time",
        "the first night of summer time",
        "a moment told in Sydney",
    ],
)
def test_a_statutory_day_is_a_day_in_london(moment, day):
    assert clock.london_date(moment) == day


def test_today_is_the_day_in_london_of_this_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, 23, 30, tzinfo=UTC))
    assert clock.today() == date(2026, 6, 2)


def test_a_moment_without_its_zone_has_no_day():
    with pytest.raises(ValueError, match="zone"):
        clock.london_date(datetime(2026, 6, 1))  # noqa: DTZ001 (a naive moment is what is tried)
