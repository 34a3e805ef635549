"""When things about applications are due. Days are days in London."""

from datetime import date

from licensing.workingdays import BankHolidays, last_day_of_period

# Ours [I], no law's and no policy's: how soon an officer looks at an application whose modules are overdue.
WORKING_DAYS_TO_LOOK_AT_MODULES = 10


def look_at_modules_by(seen_on: date, holidays: BankHolidays) -> date:
    """The last day to look at an application whose modules are overdue; `seen_on`: the register saw it (rule R60).

    Ten working days beginning with that day. Raises BeyondLoadedHolidays past the last year loaded.
    """
    return last_day_of_period(seen_on, WORKING_DAYS_TO_LOOK_AT_MODULES, holidays)
