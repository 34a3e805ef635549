"""Every clock of the catalogue on its worked dates: a plain week, a Saturday, over Easter, over Christmas, a leap day.

One row a kind of duty: how its last day is reckoned from the day that begins it, and what that gives on each of the
days below. A kind without a row fails, so no clock is added that nobody has reckoned by hand.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from licensing.applications.deadlines import look_at_modules_by
from licensing.concerns.deadlines import answer_due, send_due
from licensing.concerns.deadlines import review_due as look_at_it_by
from licensing.decisions.deadlines import entry_due, grounds_due
from licensing.duties import holidays as table
from licensing.duties.kinds import KINDS
from licensing.national_register.deadlines import (
    ALERT_DAYS_WITHOUT_A_POLICY,
    acknowledgement_due,
    alert_due,
    first_day_still_held,
    last_day_kept,
    reply_due,
    review_due,
)
from licensing.policy.vetting import Band
from licensing.suitability.deadlines import good_by_age, last_good_day, look_by, return_by
from licensing.training.deadlines import see_driver_by
from licensing.workingdays import BankHolidays

EVENTS = json.loads(table.DATA.read_text(encoding="utf-8"))["england-and-wales"]["events"]
ENGLAND = BankHolidays(
    frozenset(date.fromisoformat(one["date"]) for one in EVENTS),
    int(min(one["date"] for one in EVENTS)[:4]),
    int(max(one["date"] for one in EVENTS)[:4]),
)

# The days that begin the clocks: the project's worked dates, and 29 February.
TRIGGERS = {
    "a Monday": date(2026, 6, 1),
    "a Friday": date(2026, 6, 5),
    "a Saturday": date(2026, 6, 6),
    "before the spring bank holiday": date(2026, 5, 22),
    "before Easter": date(2026, 3, 30),
    "before Christmas": date(2026, 12, 21),
    "Christmas Eve": date(2026, 12, 24),
    "before two substitute days": date(2027, 12, 22),
    "29 February": date(2028, 2, 29),
}

# The last days of 5, 10 and 20 working days that begin on each of those days, reckoned by hand.
WORKING = {
    5: (
        *("2026-06-05", "2026-06-11", "2026-06-12", "2026-05-29", "2026-04-07"),
        *("2026-12-29", "2027-01-04", "2027-12-30", "2028-03-06"),
    ),
    10: (
        *("2026-06-12", "2026-06-18", "2026-06-19", "2026-06-05", "2026-04-14"),
        *("2027-01-06", "2027-01-11", "2028-01-07", "2028-03-13"),
    ),
    20: (
        *("2026-06-26", "2026-07-02", "2026-07-03", "2026-06-19", "2026-04-28"),
        *("2027-01-20", "2027-01-25", "2028-01-21", "2028-03-27"),
    ),
}
# Days, not working days: no holiday moves them.
DAYS = {
    5: (
        *("2026-06-06", "2026-06-10", "2026-06-11", "2026-05-27", "2026-04-04"),
        *("2026-12-26", "2026-12-29", "2027-12-27", "2028-03-05"),
    ),
    # Seven that begin with the day after.
    7: (
        *("2026-06-08", "2026-06-12", "2026-06-13", "2026-05-29", "2026-04-06"),
        *("2026-12-28", "2026-12-31", "2027-12-29", "2028-03-07"),
    ),
    14: (
        *("2026-06-15", "2026-06-19", "2026-06-20", "2026-06-05", "2026-04-13"),
        *("2027-01-04", "2027-01-07", "2028-01-05", "2028-03-14"),
    ),
}
# Months, the first day counted.
MONTHS = {
    6: (
        *("2026-11-30", "2026-12-04", "2026-12-05", "2026-11-21", "2026-09-29"),
        *("2027-06-20", "2027-06-23", "2028-06-21", "2028-08-28"),
    ),
    12: (
        *("2027-05-31", "2027-06-04", "2027-06-05", "2027-05-21", "2027-03-29"),
        *("2027-12-20", "2027-12-23", "2028-12-21", "2029-02-27"),
    ),
}
THE_DAY_ITSELF = tuple(day.isoformat() for day in TRIGGERS.values())


@dataclass(frozen=True)
class Clock:
    """How the last day of a kind of duty is reckoned, and what that gives for each of TRIGGERS, in their order."""

    due: Callable[[date], date]
    last_days: tuple[str, ...]


def as_soon_as_practicable(day: date) -> date:
    """A duty to be met at once is due on the day that begins it: the Act gives it no number of days."""
    return day


def there(day: date | None) -> date:
    """A last day that there is: a period without end gives none."""
    assert day is not None
    return day


CLOCKS: dict[str, Clock] = {
    "make-entry": Clock(lambda day: entry_due(day, ENGLAND), WORKING[5]),
    "update-entry": Clock(as_soon_as_practicable, THE_DAY_ITSELF),
    "await-reply": Clock(lambda day: reply_due(day, ENGLAND), WORKING[20]),
    # The policy's own number of days; this is what holds where there is no policy.
    "adjudicate-alert": Clock(lambda day: alert_due(day, ALERT_DAYS_WITHOUT_A_POLICY), DAYS[5]),
    "give-grounds": Clock(grounds_due, DAYS[14]),
    "training-lapsed": Clock(lambda day: see_driver_by(day, ENGLAND), WORKING[10]),
    "modules-overdue": Clock(lambda day: look_at_modules_by(day, ENGLAND), WORKING[10]),
    "answer-request": Clock(lambda day: reply_due(day, ENGLAND), WORKING[20]),
    "tell-of-change": Clock(as_soon_as_practicable, THE_DAY_ITSELF),
    "await-acknowledgement": Clock(lambda day: acknowledgement_due(day, ENGLAND), WORKING[5]),
    "acknowledge-change": Clock(lambda day: acknowledgement_due(day, ENGLAND), WORKING[5]),
    "review-determination": Clock(lambda day: review_due(day, ENGLAND), WORKING[20]),
    "portal-task": Clock(as_soon_as_practicable, THE_DAY_ITSELF),
    # The day of the hearing is the court's, and is due as it was listed.
    "watch-appeal": Clock(as_soon_as_practicable, THE_DAY_ITSELF),
    "send-concern": Clock(lambda day: send_due(day, ENGLAND), WORKING[10]),
    "await-concern-reply": Clock(lambda day: answer_due(day, ENGLAND), WORKING[20]),
    "consider-concern": Clock(lambda day: answer_due(day, ENGLAND), WORKING[20]),
    "reply-to-concern": Clock(lambda day: answer_due(day, ENGLAND), WORKING[20]),
    "review-information": Clock(lambda day: look_at_it_by(day, ENGLAND), WORKING[5]),
    "review-contract": Clock(lambda day: look_at_it_by(day, ENGLAND), WORKING[5]),
    # The day is that of the last check; the policy's own months.
    "dbs-check-due": Clock(lambda day: there(last_good_day(day, months=6)), MONTHS[6]),
    "driving-record-due": Clock(lambda day: there(last_good_day(day, months=12)), MONTHS[12]),
    # By age: somebody of sixty-five, once a year.
    "medical-due": Clock(
        lambda day: there(good_by_age(day, date(1955, 1, 1), [Band(0), Band(65, 12)])), MONTHS[12]
    ),
    # The day on which the leave ends is the Home Office's.
    "leave-ends": Clock(as_soon_as_practicable, THE_DAY_ITSELF),
    # The day is the licence's last.
    "return-licence": Clock(return_by, DAYS[7]),
    "correct-dbs-details": Clock(lambda day: look_by(day, ENGLAND), WORKING[5]),
    "review-vetting": Clock(lambda day: look_by(day, ENGLAND), WORKING[5]),
}


def test_every_kind_of_duty_has_been_reckoned_by_hand_and_no_other():
    assert set(CLOCKS) == set(KINDS)


@pytest.mark.rule(
    "R01", "R02", "R04", "R07", "R12", "R14", "R17", "R19", "R20", "R25", "R37", "R54", "R59", "R60"
)
@pytest.mark.parametrize(
    ("kind", "trigger", "last_day"),
    [
        pytest.param(
            kind,
            day,
            date.fromisoformat(last_day),
            id=f"{kind}, {name}",
        )
        for kind, clock in CLOCKS.items()
        for (name, day), last_day in zip(TRIGGERS.items(), clock.last_days, strict=True)
    ],
)
def test_a_clock_ends_on_its_worked_date(kind, trigger, last_day):
    assert CLOCKS[kind].due(trigger) == last_day


@pytest.mark.parametrize("kind", [kind for kind in CLOCKS if KINDS[kind].in_working_days])
def test_a_clock_of_working_days_ends_on_a_working_day_and_never_earlier_for_beginning_later(kind):
    day, before = date(2026, 1, 1), date.min
    while day < date(2028, 6, 1):
        last = CLOCKS[kind].due(day)
        assert last.weekday() < 5
        assert last not in ENGLAND.days
        assert last >= before
        before, day = last, day + timedelta(days=1)


@pytest.mark.rule("R08", "R09")
@pytest.mark.parametrize(
    ("first_made_on", "last_day"),
    [
        ("2026-06-10", "2037-06-09"),
        ("2028-02-29", "2039-02-28"),
        ("2028-02-28", "2039-02-27"),
        ("2028-03-01", "2039-02-28"),
        ("2027-02-28", "2038-02-27"),
        ("2029-03-01", "2040-02-29"),
        ("2026-12-25", "2037-12-24"),
        ("2026-06-06", "2037-06-05"),
    ],
    ids=lambda text: text,
)
def test_eleven_years_end_on_their_worked_date(first_made_on, last_day):
    made, last = date.fromisoformat(first_made_on), date.fromisoformat(last_day)
    assert last_day_kept(made) == last
    # Held on that day still, and on the next no longer.
    assert first_day_still_held(last) <= made
    assert first_day_still_held(last + timedelta(days=1)) > made


@pytest.mark.rule("R09")
def test_an_entry_made_on_29_february_2028_is_kept_to_the_end_of_28_february_2039():
    assert last_day_kept(date(2028, 2, 29)) == date(2039, 2, 28)
    assert first_day_still_held(date(2039, 3, 1)) > date(2028, 2, 29)
    # And one whose eleventh year has a 29 February ends on it when that is the day before the anniversary.
    assert last_day_kept(date(2029, 3, 1)) == date(2029, 3, 1) + relativedelta(years=11, days=-1)
