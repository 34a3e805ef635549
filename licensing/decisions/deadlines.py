"""When things about a decision are due."""

from datetime import date, timedelta

from licensing.workingdays import BankHolidays, last_day_of_period

ENTRY_WORKING_DAYS = 5
GROUNDS_DAYS = 14
EFFECT_DAYS = 21
APPEAL_DAYS = 21


def entry_due(notified_on: date, holidays: BankHolidays) -> date:
    """The last day for the entry: 5 working days beginning with the day of notification (2022 Act s.2(5)(a); R04)."""
    return last_day_of_period(notified_on, ENTRY_WORKING_DAYS, holidays)


def grounds_due(decided_on: date) -> date:
    """The last day for the notice of grounds: within 14 days, in days (1976 Act s.61(2)(a); R25).

    "Within" a number of days of an event leaves the day of the event out.
    """
    return decided_on + timedelta(days=GROUNDS_DAYS)


def last_day_to_appeal(notified_on: date) -> date:
    """The last day to appeal to the magistrates' court: 21 days from notification, in days.

    Public Health Act 1936 s.300, applied by the 1976 Act s.77(1); the 21 days are read in a secondary source (R30).
    """
    return notified_on + timedelta(days=APPEAL_DAYS)


def takes_effect_on(notified_on: date, *, immediate: bool) -> date:
    """The day on which a suspension or revocation takes effect (1976 Act s.61(2A), (2B); R27, R28).

    At once when notice is given, or at the end of the period of 21 days beginning with the day on which it is given:
    days, not working days, and that day is the first of them. Notice on 1 June 2026 takes effect at the end of 21
    June 2026.
    """
    return notified_on if immediate else notified_on + timedelta(days=EFFECT_DAYS - 1)


def over_after_outcome(outcome_on: date) -> date:
    """The last day on which a further appeal is reckoned with, in days after a court's decision.

    No source for the time of a further appeal was read: the 21 days are our own caution, and the page says so.
    """
    return outcome_on + timedelta(days=APPEAL_DAYS)
