"""The table of bank holidays: loaded from GOV.UK's list, extended by an administrator a year at a time."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import SYSTEM, Actor, record
from licensing.db import db
from licensing.duties.models import BankHoliday, BankHolidayYear
from licensing.errors import BadInput
from licensing.workingdays import BankHolidays

DATA = Path(__file__).parent / "data" / "bank-holidays.json"
SOURCE = "GOV.UK bank holidays, England and Wales"
# What the columns hold.
LONGEST_TITLE = 100
LONGEST_SOURCE = 200


def load_bank_holidays() -> int:
    """Load GOV.UK's list, in the caller's transaction; returns how many days were new. Twice changes nothing.

    A later list brings its new years, and a day proclaimed in a year that came from GOV.UK; a year that an
    administrator added stays as it is.
    """
    events = json.loads(DATA.read_text())["england-and-wales"]["events"]
    there = set(db.session.scalars(select(BankHoliday.day)))
    source_of = {row.year: row.source for row in db.session.scalars(select(BankHolidayYear))}
    found = {date.fromisoformat(event["date"]): event["title"] for event in events}
    new = {
        day: title
        for day, title in found.items()
        if day not in there and source_of.get(day.year, SOURCE) == SOURCE
    }
    for day, title in new.items():
        db.session.add(BankHoliday(day=day, title=title, source=SOURCE))
    for year in {day.year for day in found} - set(source_of):
        db.session.add(BankHolidayYear(year=year, source=SOURCE, loaded_at=clock.now()))
    db.session.flush()
    if new:
        record("system:set-up", by=SYSTEM, subject="bank-holidays", what="bank holidays", rows=len(new))
    return len(new)


def holidays() -> BankHolidays:
    """The bank holidays loaded, and the run of complete years that ends with the last one loaded."""
    years = set(db.session.scalars(select(BankHolidayYear.year)))
    if not years:
        return BankHolidays(frozenset(), 1, 0)
    last = first = max(years)
    # Only an unbroken run of years is safe to count across.
    while first - 1 in years:
        first -= 1
    return BankHolidays(frozenset(db.session.scalars(select(BankHoliday.day))), first, last)


def add_year(year: int, days: Mapping[date, str], source: str, *, by: Actor) -> None:
    """Add a whole year's bank holidays in England, in the caller's transaction.

    Raises BadInput when the year is there already, does not follow the last, or a day is of another year.
    """
    loaded = holidays()
    if loaded.first_year <= year <= loaded.last_year:
        raise BadInput(
            f"The bank holidays of {year} are loaded already. Use “add a single bank holiday”.",
            {"year": f"{year} is loaded already"},
        )
    if loaded.last_year and year != loaded.last_year + 1:
        raise BadInput(
            f"The next year to add is {loaded.last_year + 1}.",
            {"year": f"Add {loaded.last_year + 1} first: years follow one another without a gap"},
        )
    if any(day.year != year for day in days):
        raise BadInput("A day is of another year.", {"days": f"Every day must be in {year}"})
    if not days:
        raise BadInput("No day was given.", {"days": f"Enter the bank holidays of {year}, one a line"})
    if not source.strip():
        raise BadInput("No source was given.", {"source": "Say where the list comes from"})
    _check_lengths(source, "days", *days.values())
    for day, title in days.items():
        db.session.add(BankHoliday(day=day, title=title, source=source))
    db.session.add(BankHolidayYear(year=year, source=source, loaded_at=clock.now()))
    db.session.flush()
    record("holidays:added", by=by, subject="bank-holidays", year=year, days=len(days))


def add_day(day: date, title: str, source: str, *, by: Actor) -> None:
    """Add one bank holiday, as a proclamation may, to a year that is loaded, in the caller's transaction.

    Raises BadInput when its year is not loaded or it is there already.
    """
    loaded = holidays()
    if not loaded.first_year <= day.year <= loaded.last_year:
        raise BadInput(
            f"The bank holidays of {day.year} are not loaded. Add the whole year first.",
            {"day": f"{day.year} is not loaded: add the whole year first"},
        )
    if day in loaded.days:
        raise BadInput("This bank holiday is there already.", {"day": "This day is a bank holiday already"})
    _check_lengths(source, "title", title)
    db.session.add(BankHoliday(day=day, title=title, source=source))
    db.session.flush()
    record("holidays:added", by=by, subject="bank-holidays", year=day.year, days=1)


def _check_lengths(source: str, field: str, *titles: str) -> None:
    """Raise BadInput for words that are longer than their column."""
    faults = {}
    if any(len(title) > LONGEST_TITLE for title in titles):
        faults[field] = f"Use at most {LONGEST_TITLE} characters to say what a day is called"
    if len(source) > LONGEST_SOURCE:
        faults["source"] = f"Use at most {LONGEST_SOURCE} characters"
    if faults:
        raise BadInput("Something is too long.", faults)
