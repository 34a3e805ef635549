"""When things about applications are due. Days are days in London."""

from datetime import date, timedelta

from licensing.workingdays import BankHolidays, last_day_of_period

# Ours [I], no law's and no policy's: how soon an officer looks at an application whose modules are overdue.
WORKING_DAYS_TO_LOOK_AT_MODULES = 10
# Ours [I] too: how long what partners know of an applicant is kept once the application is over.
KNOWN_ELSEWHERE_KEPT = timedelta(days=183)


def look_at_modules_by(seen_on: date, holidays: BankHolidays) -> date:
    """The last day to look at an application whose modules are overdue; `seen_on`: the register saw it (rule R60).

    Ten working days beginning with that day. Raises BeyondLoadedHolidays past the last year loaded.
    """
    return last_day_of_period(seen_on, WORKING_DAYS_TO_LOOK_AT_MODULES, holidays)


def over_before(today: date) -> date:
    """The day before which an application must have been over for what partners know of the applicant to go."""
    return today - KNOWN_ELSEWHERE_KEPT
