"""What most tests of the national register begin with: a day, an officer, somebody to search for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.clock import LONDON
from licensing.db import transaction
from tests.factories.officers import officer
from tests.factories.people import person

TODAY = date(2026, 6, 10)


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`on(date(2026, 6, 11))`: from now on it is noon in London on that day; `at=time(23, 59)` another time."""

    def on(day: date, at: time = time(12)) -> None:
        moment = datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    on(TODAY)
    return on


@pytest.fixture
def leeds(app_context: object, on: object) -> Officer:
    """A licensing officer of Leeds, trained in the national register."""
    with transaction():
        return officer("Leeds")


@pytest.fixture
def who(leeds):
    """Perdita Exampleby, on the register of Leeds."""
    with transaction():
        return person(by=leeds)


@pytest.fixture
def decider(leeds):
    """A decision maker of Leeds."""
    with transaction():
        return officer("Leeds", (Role.DECISION_MAKER,), name="Dee Cider")


@pytest.fixture
def bradford(leeds):
    """A licensing officer of Bradford, which makes the entries."""
    with transaction():
        return officer("Bradford", name="Bea Bradfordian")
