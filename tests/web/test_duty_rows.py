"""Duties as pages show them: their working days in words, and where each leads."""

from datetime import date

import pytest

from licensing.duties.models import Duty
from licensing.web.duty_rows import LOOKED_UP, PAGES, working_words
from licensing.workingdays import BankHolidays

EASTER_2026 = BankHolidays(frozenset({date(2026, 4, 6)}), 2026, 2026)
# Pages that other parts of the register bring.
AWAITED: set[str] = set()


def _duty(kind="make-entry", due_on=date(2026, 4, 7)):
    return Duty(kind=kind, due_on=due_on, discharged_at=None)


@pytest.mark.rule("R01", "R02")
@pytest.mark.parametrize(
    ("on", "says"),
    [
        # Good Friday is 3 April, Easter Monday 6 April.
        (date(2026, 4, 2), "2 working days left"),
        (date(2026, 4, 4), "1 working day left"),
        (date(2026, 4, 7), "1 working day left"),
        (date(2026, 4, 8), "1 working day late"),
        (date(2026, 4, 11), "3 working days late"),
    ],
)
def test_working_days_are_counted_over_easter(on, says):
    assert working_words(_duty(), on, EASTER_2026) == says


def test_overdue_since_a_saturday_is_no_working_day_late():
    assert working_words(_duty(due_on=date(2026, 6, 5)), date(2026, 6, 6), EASTER_2026) == ""


def test_a_clock_of_other_days_and_a_year_that_is_not_loaded_say_nothing():
    assert working_words(_duty("give-grounds"), date(2026, 4, 2), EASTER_2026) == ""
    assert working_words(_duty(due_on=date(2027, 1, 4)), date(2026, 12, 30), EASTER_2026) == ""


def test_every_page_that_discharges_a_duty_is_there_and_takes_the_number(app):
    arguments = {rule.endpoint: rule.arguments for rule in app.url_map.iter_rules()}
    pages = [*PAGES.values(), *((endpoint, "") for endpoint, _ in LOOKED_UP.values())]
    assert {endpoint for endpoint, _ in pages if endpoint not in arguments} == AWAITED
    for endpoint, argument in PAGES.values():
        assert endpoint in AWAITED or arguments[endpoint] == {argument}
