"""How pages write dates, times and numbers, and the address of another page of a list.

Dates are written as the GOV.UK style guide writes them. A moment is stored in UTC and shown in London.
"""

from datetime import date, datetime
from urllib.parse import urlencode

from flask import Flask, request

from licensing.clock import LONDON, london_date
from licensing.web.forms.dates import MONTHS


def day(value: date | None) -> str:
    """ "5 June 2026"; a moment gives its date in London; nothing gives nothing."""
    return "" if value is None else _written(value, letters=None)


def short_day(value: date | None) -> str:
    """ "5 Jun 2026", for tables; a moment gives its date in London; nothing gives nothing."""
    return "" if value is None else _written(value, letters=3)


def moment(value: datetime | None) -> str:
    """ "5 June 2026 at 3:04pm" in London; nothing gives nothing. Raises ValueError for a naive moment."""
    if value is None:
        return ""
    return f"{day(value)} at {_time_of_day(value)}"


def days_from(value: date, today: date, past: str = "overdue") -> str:
    """How far a date is from `today`, in days: "in 3 days", "today", "2 days overdue".

    `past` is the word after a day gone by: "ago" for what merely happened.
    """
    distance = (_london(value) - today).days
    if distance == 0:
        return "today"
    if distance == 1:
        return "tomorrow"
    if distance > 1:
        return f"in {number(distance)} days"
    return f"{counted(-distance, 'day', 'days')} {past}"


def plural(count: int, one: str, many: str) -> str:
    """The right word for a count, without the count: "duty" or "duties"."""
    return one if count == 1 else many


def counted(count: int, one: str, many: str) -> str:
    """The count and the right word: "1 duty", "1,204 duties"."""
    return f"{number(count)} {plural(count, one, many)}"


def number(value: float) -> str:
    """A number with commas between the thousands: "1,204"."""
    return f"{value:,}"


def page_url(page: int) -> str:
    """The address of another page of the list now shown, with every filter kept."""
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{request.path}?{urlencode([*query, ('page', page)])}"


def init_app(app: Flask) -> None:
    """Give templates these filters, and `page_url`."""
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        moment=moment,
        days_from=days_from,
        plural=plural,
        counted=counted,
        number=number,
    )
    app.jinja_env.globals["page_url"] = page_url


def _london(value: date) -> date:
    # A datetime is a date too; just before midnight in UTC its London date may be the next.
    return london_date(value) if isinstance(value, datetime) else value


def _written(value: date, letters: int | None) -> str:
    # Not strftime: month names there follow the machine's language.
    on = _london(value)
    return f"{on.day} {MONTHS[on.month - 1][:letters]} {on.year}"


def _time_of_day(value: datetime) -> str:
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"  # 12:00am and 12:00pm are read both ways
    return f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"
