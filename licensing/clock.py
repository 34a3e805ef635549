"""What time it is. Nobody else asks the computer.

`now()` is an aware datetime in UTC, for what is stored. `today()` is the date in London, for what the law
counts: a statutory day is a day in England, whatever the server's own zone.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date in London."""
    return london_date(now())


def london_date(moment: datetime) -> date:
    """The date in London at an aware moment.

    Raises ValueError for a naive moment: a time without a zone has no date in London.
    """
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return moment.astimezone(LONDON).date()
