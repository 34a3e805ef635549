"""Services that fail fast, and the day that it is."""

from datetime import UTC, date, datetime

import pytest

from licensing import clock
from licensing.suitability import service_http


@pytest.fixture
def impatient(monkeypatch):
    """Time limits that a test can wait for."""
    for name, seconds in (("READ_SECONDS", 0.4), ("WHOLE_SECONDS", 0.8), ("PAUSE_SECONDS", 0.01)):
        monkeypatch.setattr(service_http, name, seconds)


@pytest.fixture
def on(monkeypatch):
    """`on(date(2026, 6, 1))`: from now on it is noon in London on that day."""

    def on(day, hour=11):
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    on(date(2026, 6, 10))
    return on
