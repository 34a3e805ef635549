"""The table of bank holidays: what is loaded, what an administrator adds, and what no period counts across."""

import json
from datetime import date

import pytest
from sqlalchemy import delete, func, select

from licensing.audit.actions import Actor
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.duties import holidays as table
from licensing.duties.holidays import SOURCE, add_day, add_year, holidays, load_bank_holidays
from licensing.duties.models import BankHoliday, BankHolidayYear
from licensing.errors import BadInput, BeyondLoadedHolidays
from licensing.workingdays import last_day_of_period

ADMINISTRATOR = Actor("officer:9", "LDS")
OF_2029 = {
    date(2029, 1, 1): "New Year’s Day",
    date(2029, 3, 30): "Good Friday",
    date(2029, 4, 2): "Easter Monday",
    date(2029, 5, 7): "Early May bank holiday",
    date(2029, 5, 28): "Spring bank holiday",
    date(2029, 8, 27): "Summer bank holiday",
    date(2029, 12, 25): "Christmas Day",
    date(2029, 12, 26): "Boxing Day",
}


def divisions():
    return json.loads(table.DATA.read_text())


def days_of(division):
    return {date.fromisoformat(event["date"]) for event in divisions()[division]["events"]}


def entries(event):
    return db.session.scalar(select(func.count()).where(AuditEntry.event == event))


# --- loading ---------------------------------------------------------------------------------------------------


@pytest.mark.rule("R01")
def test_only_the_division_of_england_and_wales_is_loaded(app_context):
    assert set(divisions()) == {"england-and-wales", "scotland", "northern-ireland"}
    loaded = holidays()
    assert loaded.days == days_of("england-and-wales")
    elsewhere = (days_of("scotland") | days_of("northern-ireland")) - days_of("england-and-wales")
    assert len(elsewhere) > 20
    assert not loaded.days & elsewhere


def test_the_years_of_the_list_are_loaded_as_complete_with_their_source(app_context):
    loaded = holidays()
    assert (loaded.first_year, loaded.last_year) == (2012, 2028)
    assert set(db.session.scalars(select(BankHolidayYear.source))) == {SOURCE}
    assert set(db.session.scalars(select(BankHoliday.source))) == {SOURCE}


def test_loading_twice_changes_nothing(app_context):
    before, written = holidays(), entries("system:set-up")
    with transaction():
        assert load_bank_holidays() == 0
    assert holidays() == before
    assert entries("system:set-up") == written


def test_loading_into_an_empty_table_says_how_many(app_context):
    with transaction():
        db.session.execute(delete(BankHoliday))
        db.session.execute(delete(BankHolidayYear))
    with transaction():
        assert load_bank_holidays() == 140


@pytest.mark.rule("R01")
def test_without_any_year_loaded_nothing_is_counted(app_context):
    with transaction():
        db.session.execute(delete(BankHoliday))
        db.session.execute(delete(BankHolidayYear))
    with pytest.raises(BeyondLoadedHolidays) as refused:
        last_day_of_period(date(2026, 6, 1), 5, holidays())
    assert "no bank holidays are loaded" in refused.value.message


@pytest.mark.rule("R01")
def test_only_an_unbroken_run_of_years_is_counted_across(app_context):
    with transaction():
        db.session.execute(delete(BankHolidayYear).where(BankHolidayYear.year == 2024))
    loaded = holidays()
    assert (loaded.first_year, loaded.last_year) == (2025, 2028)
    with pytest.raises(BeyondLoadedHolidays, match="2024"):
        last_day_of_period(date(2024, 12, 30), 5, loaded)


# --- a year more -----------------------------------------------------------------------------------------------


@pytest.mark.rule("R01")
def test_a_period_into_a_year_that_is_not_loaded_is_refused_until_an_administrator_adds_it(app_context):
    first = date(2028, 12, 18)
    with pytest.raises(BeyondLoadedHolidays, match="Ask an administrator to add the bank holidays of 2029"):
        last_day_of_period(first, 20, holidays())
    with transaction():
        add_year(2029, OF_2029, "GOV.UK, 1 June 2027", by=ADMINISTRATOR)
    # 18 to 22 December are five, 27 to 29 three, 2 to 5 January four, 8 to 12 five, and 15 to 17 the last three.
    assert last_day_of_period(first, 20, holidays()) == date(2029, 1, 17)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "holidays:added")).one()
    assert (entry.actor, json.loads(entry.facts)) == ("officer:9", {"days": 8, "year": 2029})


NOT_TO_BE_ADDED = {
    "the last loaded year again": (2028, {date(2028, 6, 1): "A day"}, "GOV.UK", "year"),
    "the first loaded year again": (2012, {date(2012, 6, 1): "A day"}, "GOV.UK", "year"),
    "a year after a gap": (2030, {date(2030, 6, 1): "A day"}, "GOV.UK", "year"),
    "a year before the first": (2011, {date(2011, 6, 1): "A day"}, "GOV.UK", "year"),
    "a day of another year": (2029, {date(2028, 6, 1): "A day"}, "GOV.UK", "days"),
    "no day": (2029, {}, "GOV.UK", "days"),
    "no source": (2029, OF_2029, "  ", "source"),
    "a source too long": (2029, OF_2029, "x" * 201, "source"),
    "a day's name too long": (2029, {date(2029, 1, 1): "x" * 101}, "GOV.UK", "days"),
}


def test_a_year_that_would_not_be_whole_or_next_is_refused_at_its_field(app_context):
    before = holidays()
    for what, (year, days, source, field) in NOT_TO_BE_ADDED.items():
        with pytest.raises(BadInput) as refused, transaction():
            add_year(year, days, source, by=ADMINISTRATOR)
        assert list(refused.value.faults) == [field], what
    assert holidays() == before
    assert entries("holidays:added") == 0


def test_a_later_list_of_gov_uk_leaves_a_year_added_by_hand_as_it_is(app_context, monkeypatch, tmp_path):
    with transaction():
        add_year(2029, OF_2029, "By hand", by=ADMINISTRATOR)
    later = divisions()
    later["england-and-wales"]["events"].append({"title": "New Year’s Day", "date": "2029-01-01"})
    (tmp_path / "later.json").write_text(json.dumps(later))
    monkeypatch.setattr(table, "DATA", tmp_path / "later.json")
    with transaction():
        assert load_bank_holidays() == 0
    assert db.session.get_one(BankHolidayYear, 2029).source == "By hand"


def test_a_later_list_of_gov_uk_brings_its_new_year_and_a_day_newly_proclaimed(
    app_context, monkeypatch, tmp_path
):
    later = divisions()
    later["england-and-wales"]["events"] += [
        {"title": "A coronation", "date": "2028-06-02"},
        {"title": "New Year’s Day", "date": "2029-01-01"},
    ]
    (tmp_path / "later.json").write_text(json.dumps(later))
    monkeypatch.setattr(table, "DATA", tmp_path / "later.json")
    with transaction():
        assert load_bank_holidays() == 2
    assert {date(2028, 6, 2), date(2029, 1, 1)} <= holidays().days
    assert holidays().last_year == 2029


# --- a day more ------------------------------------------------------------------------------------------------


@pytest.mark.rule("R01")
def test_a_day_proclaimed_in_a_loaded_year_is_counted_from_then_on(app_context):
    assert last_day_of_period(date(2026, 6, 1), 5, holidays()) == date(2026, 6, 5)
    with transaction():
        add_day(date(2026, 6, 3), "A proclaimed day", "The Gazette", by=ADMINISTRATOR)
    assert last_day_of_period(date(2026, 6, 1), 5, holidays()) == date(2026, 6, 8)
    assert entries("holidays:added") == 1


def test_a_day_that_cannot_be_added_is_refused_at_its_field(app_context):
    for day, title, source, field in (
        (date(2029, 6, 1), "Of a year not loaded", "The Gazette", "day"),
        (date(2026, 5, 25), "There already", "The Gazette", "day"),
        (date(2026, 6, 3), "x" * 101, "The Gazette", "title"),
        (date(2026, 6, 3), "A source too long", "x" * 201, "source"),
    ):
        with pytest.raises(BadInput) as refused, transaction():
            add_day(day, title, source, by=ADMINISTRATOR)
        assert list(refused.value.faults) == [field], title
    assert entries("holidays:added") == 0
