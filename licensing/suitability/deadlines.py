"""Until when a licence holder's vetting is good, and by when things are due. Dates are days in London.

The day returned is the last good day, or the last lawful one. Months are counted as the policy's are: the first day is
counted, and where the last month is too short the period ends early, never late.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from licensing.policy.vetting import Band
from licensing.workingdays import BankHolidays, last_day_of_period

# 1976 Act s.55ZA(6), (7), and s.53A for drivers, the same scheme (rule R37).
RETURN_WITHIN_DAYS = 7
# Ours, no law's: how soon an officer has looked at what has changed.
WORKING_DAYS_TO_LOOK = 5


# A council's thousands of records have some hundreds of days between them.
@lru_cache(maxsize=8192)
def last_good_day(first: date, *, months: int | None = None, days: int | None = None) -> date | None:
    """The last day of a period that begins with a day; None without a period.

    Six months from 10 June 2026 end with 9 December 2026, 120 days from 1 June 2026 with 28 September 2026.
    """
    if months is not None:
        return first + relativedelta(months=months) - timedelta(days=1)
    return None if days is None else first + timedelta(days=days - 1)


def good_by_age(examined_on: date, born: date, bands: Sequence[Band]) -> date | None:
    """The last day on which a medical counts, by the age on the day of the examination.

    `bands` begin at age 0. A band without months lasts until the next one begins. One with months never lasts beyond
    the day before the next band begins: somebody examined at 62 for five years is seen again at 65.
    """
    index = max(n for n, one in enumerate(bands) if birthday(born, one.from_age) <= examined_on)
    ends = [last_good_day(examined_on, months=bands[index].months)]
    if index + 1 < len(bands):
        ends.append(birthday(born, bands[index + 1].from_age) - timedelta(days=1))
    return min((one for one in ends if one is not None), default=None)


@lru_cache(maxsize=32768)
def birthday(born: date, age: int) -> date:
    """The day on which somebody reaches an age; of somebody born on 29 February, the 28th in a common year."""
    return born + relativedelta(years=age)


def return_by(ended_on: date) -> date:
    """By when a licence is given back after it ended with its holder's leave, on its last day (rule R37).

    Seven days beginning with the day after: one that ended on 1 June 2026 is due back on 8 June 2026.
    """
    return ended_on + timedelta(days=RETURN_WITHIN_DAYS)


def look_by(came_on: date, holidays: BankHolidays) -> date:
    """By when an officer has looked at a change; raises BeyondLoadedHolidays past the last year loaded."""
    return last_day_of_period(came_on, WORKING_DAYS_TO_LOOK, holidays)
