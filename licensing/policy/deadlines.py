"""Until when evidence is good. Dates are days in London; the day returned is the last good day.

Periods are counted as a licence's term and training are: the first day is counted, so six months from 10
June 2026 end with 9 December 2026, and 120 days from 1 June 2026 with 28 September 2026. Where the last month
is too short (six months from 31 August), the period ends a day before that month's last: early, never late.
"""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from licensing.policy.model import Requirement


def good_until(requirement: Requirement, on: date) -> date | None:
    """The last day on which evidence issued or seen `on` a day may serve a determination.

    None when it does not lapse: it has no period, or its period need only have run on the day it was seen.
    Whether `on` is the day of issue or the day it was seen is `requirement.counted_from`.
    """
    return None if requirement.good_when == "seen" else last_day_of_period(requirement, on)


def last_day_of_period(requirement: Requirement, on: date) -> date | None:
    """The last day of a requirement's period, whatever day it is checked on; None when it has none."""
    if requirement.good_for_months is not None:
        return on + relativedelta(months=requirement.good_for_months) - timedelta(days=1)
    if requirement.good_for_days is not None:
        return on + timedelta(days=requirement.good_for_days - 1)
    return None


def seen_too_late(requirement: Requirement, *, issued_on: date, seen_on: date) -> str | None:
    """Why evidence was out of date already when it was seen, in words; None when it was not, or can't be."""
    if requirement.good_when != "seen" or requirement.counted_from != "issued":
        return None
    last = last_day_of_period(requirement, issued_on)
    if last is None or seen_on <= last:
        return None
    return f"It was good until {last.day} {last:%B %Y} only, and had to be confirmed by then"
