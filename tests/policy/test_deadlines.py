"""Until when evidence is good."""

from dataclasses import replace
from datetime import date

import pytest

from licensing.policy.deadlines import good_until, last_day_of_period, seen_too_late
from licensing.policy.queries import policy_in_force

POLICY = policy_in_force("E08000036", date(2026, 11, 21))


def _requirement(key):
    found = POLICY.requirement(key)
    assert found is not None
    return found


@pytest.mark.rule("R54")
def test_a_dbs_check_of_10_june_is_good_to_the_end_of_9_december():
    assert good_until(_requirement("enhanced-dbs"), date(2026, 6, 10)) == date(2026, 12, 9)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 3, 1), 6, date(2026, 8, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
    ],
)
def test_months_are_counted_with_the_first_day_and_never_a_day_too_long(first, months, last):
    requirement = replace(_requirement("medical"), good_for_months=months)
    assert good_until(requirement, first) == last


def test_days_are_counted_with_the_first_day():
    requirement = replace(_requirement("medical"), good_for_months=None, good_for_days=1)
    assert good_until(requirement, date(2026, 6, 10)) == date(2026, 6, 10)


def test_what_has_no_period_does_not_lapse():
    assert good_until(_requirement("identity"), date(2026, 6, 10)) is None
    assert last_day_of_period(_requirement("identity"), date(2026, 6, 10)) is None


@pytest.mark.rule("R64")
def test_a_tax_check_must_be_120_days_old_at_most_when_hmrc_confirms_it():
    # Finance Act 2021 Sch.33 para 3(4): the 120 days ending with the day on which confirmation is requested.
    tax_check = _requirement("tax-check")
    completed = date(2026, 6, 1)
    assert last_day_of_period(tax_check, completed) == date(2026, 9, 28)
    assert (date(2026, 9, 28) - completed).days + 1 == 120
    assert seen_too_late(tax_check, issued_on=completed, seen_on=date(2026, 9, 28)) is None
    assert seen_too_late(tax_check, issued_on=completed, seen_on=date(2026, 9, 29)) == (
        "It was good until 28 September 2026 only, and had to be confirmed by then"
    )


def test_a_tax_check_once_confirmed_does_not_lapse_while_the_application_waits():
    assert good_until(_requirement("tax-check"), date(2026, 6, 1)) is None


def test_what_must_be_in_date_at_the_determination_may_be_seen_on_any_day():
    old = {"issued_on": date(2020, 1, 1), "seen_on": date(2026, 6, 1)}
    assert seen_too_late(_requirement("enhanced-dbs"), **old) is None
    assert seen_too_late(_requirement("identity"), **old) is None
