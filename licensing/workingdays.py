"""Statutory periods in working days. Pure: the bank holidays are an argument.

A working day is any day other than Saturday or Sunday, Christmas Day or Good Friday, or a bank holiday in
England (2022 Act s.8(1); rule R01). A period "of N working days beginning with the day on which" something
happens counts that day as the first, if it is a working day (2022 Act ss.2(5)(a), 3(2)(b), 5, 6; rule R02).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

from licensing.errors import BeyondLoadedHolidays

SATURDAY = 5


@dataclass(frozen=True)
class BankHolidays:
    """Bank holidays in England, and the years for which the list is complete (both inclusive)."""

    days: frozenset[date]
    first_year: int
    last_year: int


def is_working_day(day: date, holidays: BankHolidays) -> bool:
    """Whether a day is a working day in England (2022 Act s.8(1)).

    Raises BeyondLoadedHolidays when the day's year is not loaded.
    """
    if not holidays.first_year <= day.year <= holidays.last_year:
        raise BeyondLoadedHolidays(holidays.first_year, holidays.last_year, day.year)
    if day.weekday() >= SATURDAY:
        return False
    # Christmas Day and Good Friday are named by s.8(1) beside the bank holidays: they are common-law holidays,
    # so they hold even where a list of bank holidays leaves them out.
    if (day.month, day.day) == (12, 25) or day == easter(day.year) - timedelta(days=2):
        return False
    return day not in holidays.days


def last_day_of_period(begins: date, working_days: int, holidays: BankHolidays) -> date:
    """The last lawful day of a period of `working_days` working days beginning with `begins`.

    The first day counts if it is a working day (2022 Act ss.2, 3, 5, 6: "beginning with the day on which").
    Raises ValueError for fewer than one day, BeyondLoadedHolidays when the period leaves the loaded years.
    """
    if working_days < 1:
        raise ValueError("A period has at least one working day.")
    day = begins
    counted = 0
    while True:
        if is_working_day(day, holidays):
            counted += 1
            if counted == working_days:
                return day
        day += timedelta(days=1)


def working_days_left(on: date, due: date, holidays: BankHolidays) -> int:
    """How many working days remain from `on` to `due`, both counted; 0 when the due day has passed.

    Raises BeyondLoadedHolidays when either end leaves the loaded years.
    """
    left = 0
    day = on
    while day <= due:
        left += is_working_day(day, holidays)
        day += timedelta(days=1)
    return left
