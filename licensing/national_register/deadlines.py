"""When things about the national register are due. Working days are counted inclusively (2022 Act; R02)."""

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from licensing.clock import LONDON
from licensing.workingdays import BankHolidays, last_day_of_period

REPLY_WORKING_DAYS = 20
YEARS_KEPT = 11
# Our own: s.3(4) of the Act asks that an authority be told of a change, and that it have regard to it. It asks for
# no acknowledgement and sets no time for looking again at a decision that was made.
ACKNOWLEDGE_WORKING_DAYS = 5
REVIEW_WORKING_DAYS = 20
# Our own: the law sets no time for looking at an alert, and a council without a policy has none of its own.
ALERT_DAYS_WITHOUT_A_POLICY = 5


def reply_due(received_on: date, holidays: BankHolidays) -> date:
    """The last day for a reply: 20 working days beginning with the day the request is received (s.3(2)(b); R12)."""
    return last_day_of_period(received_on, REPLY_WORKING_DAYS, holidays)


def acknowledgement_due(told_on: date, holidays: BankHolidays) -> date:
    """The day by which a change that was told is acknowledged: the authorities' own setting."""
    return last_day_of_period(told_on, ACKNOWLEDGE_WORKING_DAYS, holidays)


def review_due(opened_on: date, holidays: BankHolidays) -> date:
    """The day by which a determination is looked at again: the authorities' own setting."""
    return last_day_of_period(opened_on, REVIEW_WORKING_DAYS, holidays)


def alert_due(opened_on: date, days: int) -> date:
    """The day by which an alert is looked at: `days` calendar days after it was opened, by the policy."""
    return opened_on + timedelta(days=days)


def last_day_kept(first_made_on: date) -> date:
    """The last day of the eleven years beginning with the day an entry is first made (s.4(3)(b); R09).

    Made on 10 June 2026, an entry is kept to the end of 9 June 2037 and must be gone on 10 June 2037. Made on
    29 February 2028, its last day is 28 February 2039.
    """
    anniversary = first_made_on + relativedelta(years=YEARS_KEPT)
    if anniversary.day != first_made_on.day:
        # 29 February: the eleventh year has no such day, so the period ends with the last of February itself.
        return anniversary
    return anniversary - timedelta(days=1)


def first_day_still_held(on: date) -> date:
    """The earliest day of making whose eleven years have not ended by a day: older entries must be gone."""
    first = on - relativedelta(years=YEARS_KEPT)
    return first if last_day_kept(first) >= on else first + timedelta(days=1)


def search_good_until(searched_at: datetime, days: int) -> datetime:
    """The last moment at which a search may serve a determination, in UTC.

    The end of the day (London) that is `days` days after the day of the search; 0 is the same day only. The Act
    sets no age (s.3): it is a setting of the policy.
    """
    last_day = searched_at.astimezone(LONDON).date() + timedelta(days=days)
    end = datetime.combine(last_day, time(23, 59, 59, 999999), tzinfo=LONDON)
    return end.astimezone(searched_at.tzinfo)
