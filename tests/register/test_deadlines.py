"""How long a driver licence may run: worked dates, the last day inclusive."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.register.deadlines import (
    LONGEST_MONTHS,
    LONGEST_MONTHS_WHILE_LEAVE_CONTINUES,
    Leave,
    last_day_of_term,
    longest_end,
    term_faults,
)

NO_LIMIT = Leave()
CONTINUES = Leave(continues=True)


def _said(starts_on, ends_on, leave=NO_LIMIT):
    return [(fault.rule, fault.source) for fault in term_faults(starts_on, ends_on, leave)]


def test_the_caps_are_three_years_and_six_months():
    assert (LONGEST_MONTHS, LONGEST_MONTHS_WHILE_LEAVE_CONTINUES) == (36, 6)


@pytest.mark.rule("R33")
@pytest.mark.parametrize(
    ("starts_on", "last"),
    [
        (date(2026, 6, 10), date(2029, 6, 9)),
        (date(2026, 1, 1), date(2028, 12, 31)),
        # Over a leap day, from one, to one.
        (date(2025, 3, 1), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2029, 3, 1), date(2032, 2, 29)),
        (date(2028, 2, 28), date(2031, 2, 27)),
        (date(2028, 3, 1), date(2031, 2, 28)),
        (date(2026, 12, 31), date(2029, 12, 30)),
    ],
)
def test_a_licence_runs_for_three_years_at_most_and_not_a_day_longer(starts_on, last):
    assert last_day_of_term(starts_on, 36) == last
    assert longest_end(starts_on, 36, NO_LIMIT) == last
    assert _said(starts_on, last) == []
    assert _said(starts_on, last + timedelta(days=1)) == [("R33", "1976 Act s.53(1)")]


@pytest.mark.rule("R36")
@pytest.mark.parametrize(
    ("starts_on", "last"),
    [
        (date(2026, 6, 10), date(2026, 12, 9)),
        # August has a 29th to a 31st, February 2027 has not; in 2028 it has a 29th.
        (date(2026, 8, 28), date(2027, 2, 27)),
        (date(2026, 8, 29), date(2027, 2, 28)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 29), date(2028, 2, 28)),
        (date(2027, 8, 30), date(2028, 2, 29)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 8, 28)),
    ],
)
def test_while_leave_continues_under_section_3c_a_licence_runs_for_six_months_at_most(starts_on, last):
    assert longest_end(starts_on, 36, CONTINUES) == last
    assert _said(starts_on, last, CONTINUES) == []
    assert _said(starts_on, last + timedelta(days=1), CONTINUES) == [("R36", "1976 Act s.53A")]


@pytest.mark.rule("R36")
@pytest.mark.parametrize("leave_ends", [date(2027, 2, 14), date(2028, 2, 29), date(2029, 6, 9)])
def test_a_licence_ends_on_or_before_the_day_limited_leave_ends(leave_ends):
    starts_on, leave = date(2026, 6, 10), Leave(ends_on=leave_ends)
    assert longest_end(starts_on, 36, leave) == leave_ends
    assert _said(starts_on, leave_ends, leave) == []
    assert ("R36", "1976 Act s.53A") in _said(starts_on, leave_ends + timedelta(days=1), leave)


@pytest.mark.rule("R36")
def test_the_fault_names_the_day_the_leave_ends():
    (fault,) = term_faults(date(2026, 6, 10), date(2027, 3, 1), Leave(ends_on=date(2027, 2, 3)))
    assert "3 February 2027" in fault.text


@pytest.mark.rule("R33", "R36")
def test_leave_that_ends_after_three_years_leaves_the_three_years():
    starts_on, leave = date(2026, 6, 10), Leave(ends_on=date(2035, 1, 1))
    assert longest_end(starts_on, 36, leave) == date(2029, 6, 9)
    assert _said(starts_on, date(2029, 6, 10), leave) == [("R33", "1976 Act s.53(1)")]


@pytest.mark.rule("R36")
def test_leave_that_continues_is_capped_by_the_six_months_and_not_by_the_day_it_once_ended():
    leave = Leave(ends_on=date(2026, 5, 31), continues=True)
    assert longest_end(date(2026, 6, 10), 36, leave) == date(2026, 12, 9)
    assert _said(date(2026, 6, 10), date(2026, 12, 9), leave) == []


@pytest.mark.rule("R36")
def test_leave_that_has_ended_allows_no_term_at_all():
    leave = Leave(ends_on=date(2026, 6, 9))
    end = longest_end(date(2026, 6, 10), 36, leave)
    assert {rule for rule, _ in _said(date(2026, 6, 10), end, leave)} == {"R33"}
    assert {rule for rule, _ in _said(date(2026, 6, 10), date(2026, 6, 11), leave)} == {"R36"}


@pytest.mark.rule("R33", "R36")
def test_every_fault_of_a_term_is_told_together():
    faults = _said(date(2026, 6, 10), date(2030, 1, 1), CONTINUES)
    assert faults == [("R33", "1976 Act s.53(1)"), ("R36", "1976 Act s.53A")]


@pytest.mark.parametrize("ends_on", [date(2026, 6, 10), date(2026, 6, 9), date(2020, 1, 1)])
def test_a_licence_ends_after_it_starts(ends_on):
    assert _said(date(2026, 6, 10), ends_on) == [("R33", "1976 Act s.53(1)")]


def test_a_shorter_term_of_the_policy_is_kept_and_a_longer_one_is_cut_to_the_statutes():
    assert longest_end(date(2026, 6, 10), 12, NO_LIMIT) == date(2027, 6, 9)
    assert longest_end(date(2026, 6, 10), 60, NO_LIMIT) == date(2029, 6, 9)


DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))


@pytest.mark.rule("R33", "R36")
@given(DAYS, st.one_of(st.none(), DAYS), st.booleans(), st.integers(1, 60))
def test_the_longest_end_is_lawful_wherever_any_end_is(starts_on, leave_ends, continues, months):
    leave = Leave(leave_ends, continues)
    end = longest_end(starts_on, months, leave)
    if end > starts_on:
        assert term_faults(starts_on, end, leave) == []
    if months >= 36:
        assert term_faults(starts_on, end + timedelta(days=1), leave) != []


@given(DAYS, st.integers(1, 60))
def test_a_licence_that_starts_a_day_later_never_ends_earlier(starts_on, months):
    assert last_day_of_term(starts_on, months) <= last_day_of_term(starts_on + timedelta(days=1), months)
