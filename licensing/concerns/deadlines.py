"""When things about concerns are due. Working days are counted inclusively (2022 Act ss.5, 6, 8(1); R02)."""

from datetime import UTC, date, datetime, time, timedelta

from licensing.clock import LONDON
from licensing.workingdays import BankHolidays, last_day_of_period

SEND_WORKING_DAYS = 10
ANSWER_WORKING_DAYS = 20
# Ours: no law sets a time for looking at what came in about somebody whom the authority itself licenses.
REVIEW_WORKING_DAYS = 5
SELF_REPORT = timedelta(hours=48)


def send_due(aware_on: date, holidays: BankHolidays) -> date:
    """The last day to send a concern: 10 working days beginning with the day of becoming aware (s.5; R17)."""
    return last_day_of_period(aware_on, SEND_WORKING_DAYS, holidays)


def answer_due(aware_on: date, holidays: BankHolidays) -> date:
    """The last day to consider a concern and to reply: 20 working days beginning with the day on which the
    receiver becomes aware of the information (s.6(2); R19, R20)."""
    return last_day_of_period(aware_on, ANSWER_WORKING_DAYS, holidays)


def review_due(aware_on: date, holidays: BankHolidays) -> date:
    """The day by which information about our own licensee is looked at: working days, of our own choosing."""
    return last_day_of_period(aware_on, REVIEW_WORKING_DAYS, holidays)


def happened_at(day: date, at: time | None) -> datetime:
    """The moment of an event in London, in UTC. Of an unknown time of day, the last minute: nobody is late by it."""
    return datetime.combine(day, at or time(23, 59), LONDON).astimezone(UTC)


def reported_late(happened: datetime, reported: datetime) -> bool:
    """Whether a licensee told of it more than 48 hours later (statutory standards; R55). Shown, never punished.

    Both in UTC: 48 hours are 48 hours also when the clocks change between.
    """
    return reported.astimezone(UTC) - happened.astimezone(UTC) > SELF_REPORT
