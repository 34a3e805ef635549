"""When things about applications are due."""

import json
from datetime import date

import pytest

from licensing.applications.deadlines import look_at_modules_by
from licensing.duties import holidays as table
from licensing.workingdays import BankHolidays

EVENTS = json.loads(table.DATA.read_text(encoding="utf-8"))["england-and-wales"]["events"]
ENGLAND = BankHolidays(frozenset(date.fromisoformat(one["date"]) for one in EVENTS), 2019, 2028)


@pytest.mark.rule("R60")
@pytest.mark.parametrize(
    ("seen_on", "due"),
    [
        (date(2026, 6, 1), date(2026, 6, 12)),
        (date(2026, 6, 6), date(2026, 6, 19)),
        (date(2026, 12, 24), date(2027, 1, 11)),
    ],
    ids=["a Monday", "a Saturday", "Christmas Eve"],
)
def test_an_application_with_overdue_modules_is_looked_at_within_ten_working_days_of_being_seen(seen_on, due):
    assert look_at_modules_by(seen_on, ENGLAND) == due
