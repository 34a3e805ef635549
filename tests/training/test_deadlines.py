"""How long training counts, and by when things are due."""

from datetime import date

import pytest

from licensing.training.deadlines import last_good_day, modules_due_on, see_driver_by
from licensing.workingdays import BankHolidays

NO_HOLIDAYS = BankHolidays(frozenset(), 2020, 2030)


@pytest.mark.rule("R59")
@pytest.mark.parametrize(
    ("completed_on", "months", "last"),
    [
        (date(2026, 6, 10), 36, date(2029, 6, 9)),
        (date(2026, 6, 10), 24, date(2028, 6, 9)),
        (date(2024, 2, 29), 36, date(2027, 2, 27)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
    ],
)
def test_training_counts_for_whole_months_with_its_own_day_as_the_first(completed_on, months, last):
    assert last_good_day(completed_on, months) == last


def test_a_driver_is_seen_within_ten_working_days_that_begin_with_the_day_itself():
    assert see_driver_by(date(2026, 6, 8), NO_HOLIDAYS) == date(2026, 6, 19)
    assert see_driver_by(date(2026, 6, 6), NO_HOLIDAYS) == date(2026, 6, 19)


@pytest.mark.rule("R60")
@pytest.mark.parametrize(
    ("applied_on", "last"),
    [(date(2025, 6, 10), date(2026, 6, 10)), (date(2024, 2, 29), date(2025, 2, 28))],
)
def test_the_new_driver_modules_are_due_twelve_months_after_the_application(applied_on, last):
    assert modules_due_on(applied_on) == last
