"""How long training counts, and by when things are due. Dates are days in London."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from licensing.workingdays import BankHolidays, last_day_of_period

# The months are the policy's, for each authority. No source that was read fixes the interval: 36 is what is
# common elsewhere (law.md 5.3, rule R59 [NV]), so whoever shows a date reckoned from it says so.
VALIDITY_IS_VERIFIED = False

# Ours [I], no law's and no policy's: how soon an officer should have seen a driver whose training has lapsed.
WORKING_DAYS_TO_SEE_A_DRIVER = 10

NEW_DRIVER_MONTHS = 12


def last_good_day(completed_on: date, valid_months: int) -> date:
    """The last day on which training counts. Months are reckoned as a licence's term is, from the day itself.

    Passed on 10 June 2026 and valid for 36 months, it counts up to and including 9 June 2029. Of the two ways
    to count, this is the shorter by a day: a driver is seen a day early, never a day late.
    """
    return completed_on + relativedelta(months=valid_months) - timedelta(days=1)


def see_driver_by(seen_on: date, holidays: BankHolidays) -> date:
    """The day by which an officer sees a driver whose training lapsed; `seen_on`: the register saw the lapse.

    Ten working days beginning with that day. Raises BeyondLoadedHolidays past the last year loaded.
    """
    return last_day_of_period(seen_on, WORKING_DAYS_TO_SEE_A_DRIVER, holidays)


def modules_due_on(applied_on: date, months: int = NEW_DRIVER_MONTHS) -> date:
    """The last day to have passed every module of the new-driver set (Leeds policy, law.md 5.3; rule R60).

    "Within 12 months of the application": an application of 10 June 2025 has until 10 June 2026.
    """
    return applied_on + relativedelta(months=months)
