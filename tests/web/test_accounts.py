"""An administrator's pages: officers' accounts, their training, and the table of bank holidays."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities.officer_models import Officer, RegisterTraining
from licensing.authorities.permissions import PERMISSIONS_OF, Role
from licensing.db import db, transaction
from licensing.duties.holidays import holidays
from licensing.duties.models import BankHoliday, BankHolidayYear
from tests.factories import officers
from tests.factories.second_factors import has_second_factor


@pytest.fixture
def administrator(app):
    """The id of an administrator of Leeds."""
    with app.app_context(), transaction():
        return officers.officer(roles=[Role.ADMINISTRATOR], name="Alex Example", trained_until=None).id


@pytest.fixture
def admin(client, administrator):
    """That administrator's browser."""
    client.sign_in(administrator)
    return client


def made(app, *arguments, **named):
    with app.app_context(), transaction():
        return officers.officer(*arguments, **named).id


def stored(app, look):
    with app.app_context():
        return look()


def typed_day(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def last_entry(event):
    found = select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id.desc()).limit(1)
    entry = db.session.scalars(found).one()
    return entry.actor, entry.authority, entry.subject, json.loads(entry.facts)


# --- officers --------------------------------------------------------------------------------------------------


def test_an_administrator_sees_their_own_authoritys_officers_and_whose_training_is_in_date(app, admin):
    made(app, name="Trained Example")
    made(app, name="Untrained Example", trained_until=None)
    made(app, name="Lapsed Example", trained_until=clock.today() - timedelta(days=1))
    made(app, name="Closed Example", active=False)
    made(app, "York", name="Elsewhere Example")
    page = admin.get_page("/officers")
    rows = {row.th.a.text: row.get_text(" ", strip=True) for row in page.select("tbody tr")}
    assert set(rows) == {
        "Alex Example",
        "Trained Example",
        "Untrained Example",
        "Lapsed Example",
        "Closed Example",
    }
    assert "In date until" in rows["Trained Example"]
    assert "None in date" in rows["Untrained Example"]
    assert "None in date" in rows["Lapsed Example"]
    assert "Closed" in rows["Closed Example"].removeprefix("Closed Example")


def test_a_new_officer_signs_in_with_the_password_that_was_shown_once(app, admin, administrator, new_client):
    page = admin.get_page("/officers/new")
    page = admin.submit(
        page,
        {
            "name": "Sam Example",
            "email": "Sam@leeds.example",
            "roles": ["licensing-officer", "decision-maker"],
        },
    )
    assert page.heading.endswith("The account has been made")
    assert page.rows["Email address"] == "sam@leeds.example"
    assert page.rows["Roles"] == "Decision maker, Licensing officer"
    password = page.rows["Password"]
    browser = new_client()
    page = browser.submit(browser.get_page("/sign-in"), {"email": "sam@leeds.example", "password": password})
    # Two have seen it: another is chosen before anything else.
    assert page.heading == "Choose a password of your own"
    assert browser.get("/").location.startswith("/sign-in")
    page = browser.submit(page, {"new": password}, status=400)
    assert page.errors == ["Choose a password that nobody gave you"]
    page = browser.submit(page, {"new": "a long password of my own"})
    assert page.heading == "Set up your second factor"
    actor, authority, _, facts = stored(app, lambda: last_entry("officer:created"))
    assert (actor, authority) == (f"officer:{administrator}", "LDS")
    assert facts == {"roles": ["decision-maker", "licensing-officer"]}
    assert password not in admin.get_page("/officers").text


def test_what_is_wrong_with_a_new_account_is_said_and_what_was_typed_is_kept(app, admin):
    made(app, email="taken@leeds.example")
    page = admin.submit(admin.get_page("/officers/new"), {"name": "Sam Example"}, status=400)
    assert page.errors == ["Enter an email address", "Choose at least one role"]
    page = admin.submit(page, {"email": "TAKEN@leeds.example", "roles": ["auditor"]}, status=400)
    assert page.errors == ["There is an officer with this email address already"]
    assert page.select_one("#name")["value"] == "Sam Example"
    assert page.select_one("input[value=auditor]").has_attr("checked")


def test_every_role_is_offered_with_what_it_allows(admin):
    page = admin.get_page("/officers/new")
    offered = [box["value"] for box in page.select("input[name=roles]")]
    # Who acts for the whole register is no council's to make.
    given = [role for role in Role if role is not Role.REGISTER_OPERATOR]
    assert offered == [role.value for role in given]
    text = " ".join(page.get_text().split())
    for role in given:
        assert role.words in text
        assert all(permission.value in text for permission in PERMISSIONS_OF[role])


def test_changing_an_officers_roles_signs_them_out(app, admin, new_client):
    who = made(app, roles=[Role.AUDITOR], name="Sam Example")
    theirs = new_client()
    theirs.sign_in(who)
    theirs.get_page("/audit")
    page = admin.get_page(f"/officers/{who}")
    ticked = [box["value"] for box in page.select("input[name=roles][checked]")]
    assert ticked == ["auditor"]
    page = admin.submit(page, {"roles": ["enforcement-officer"]})
    assert page.url == "/officers"
    assert theirs.get("/").status_code == 302
    assert stored(app, lambda: db.session.get_one(Officer, who).roles) == {Role.ENFORCEMENT_OFFICER}


def test_a_closed_account_may_be_opened_again(app, admin):
    who = made(app, active=True)
    admin.submit(admin.get_page(f"/officers/{who}"), {"active": None})
    assert not stored(app, lambda: db.session.get_one(Officer, who).active)
    admin.submit(admin.get_page(f"/officers/{who}"), {"active": ["y"]})
    assert stored(app, lambda: db.session.get_one(Officer, who).active)


def test_an_account_needs_a_role_and_an_administrator_keeps_their_own(app, admin, administrator):
    who = made(app)
    page = admin.submit(admin.get_page(f"/officers/{who}"), {"roles": None}, status=400)
    assert page.errors == ["Choose at least one role"]
    mine = admin.get_page(f"/officers/{administrator}")
    page = admin.submit(mine, {"roles": ["auditor"]}, status=400)
    assert page.errors == ["You can't take away your own access: ask another administrator"]
    assert stored(app, lambda: db.session.get_one(Officer, administrator).roles) == {Role.ADMINISTRATOR}


def test_another_authoritys_officer_is_not_found(app, admin):
    elsewhere = made(app, "York", [Role.AUDITOR], name="Elsewhere Example")
    for path in (
        f"/officers/{elsewhere}",
        f"/officers/{elsewhere}/training",
        f"/officers/{elsewhere}/password",
        "/officers/999999",
    ):
        assert "Elsewhere" not in admin.get_page(path, status=404).text
        answer = admin.post(path, data={"csrf_token": admin.csrf_token(), "roles": "administrator"})
        assert answer.status_code == 404
    assert stored(app, lambda: db.session.get_one(Officer, elsewhere).roles) == {Role.AUDITOR}


def test_who_forgot_their_password_is_given_one_for_one_sign_in(app, admin, new_client, administrator):
    who = made(app, name="Sam Example", email="sam@leeds.test")
    theirs = new_client()
    theirs.sign_in(who)
    page = admin.get_page(admin.get_page(f"/officers/{who}").links["give them a new password"])
    page = admin.submit(page, {})
    assert page.heading.endswith("There is a new password")
    password = page.select_one("strong.app-reference").text
    assert theirs.get("/").status_code == 302
    again = new_client()
    old = {"email": "sam@leeds.test", "password": officers.PASSWORD}
    again.submit(again.get_page("/sign-in"), old, status=400)
    page = again.submit(again.get_page("/sign-in"), old | {"password": password})
    assert page.heading == "Choose a password of your own"
    page = again.submit(page, {"new": password}, status=400)
    assert page.errors == ["Choose a password that nobody gave you"]
    page = again.submit(page, {"new": "a password of their own"})
    assert page.heading.endswith("Work list")
    events = select(AuditEntry.actor).where(AuditEntry.event == "officer:password-given")
    assert stored(app, lambda: db.session.scalars(events).all()) == [f"officer:{administrator}"]
    assert password not in stored(
        app, lambda: str([vars(one) for one in db.session.scalars(select(AuditEntry))])
    )


@pytest.mark.parametrize(
    "given", [{"roles": [Role.REGISTER_OPERATOR]}, {"active": False}], ids=["operator", "closed"]
)
def test_no_password_is_given_to_who_acts_for_the_whole_register_or_whose_account_is_closed(
    app, admin, given
):
    who = made(app, **given)
    before = stored(app, lambda: db.session.get_one(Officer, who).password_hash)
    answer = admin.post(f"/officers/{who}/password", data={"csrf_token": admin.csrf_token()})
    assert answer.status_code in (403, 409)
    assert stored(app, lambda: db.session.get_one(Officer, who).password_hash) == before


def test_an_administrator_changes_their_own_password_as_everybody_does(admin, administrator):
    assert "give them a new password" not in admin.get_page(f"/officers/{administrator}").text
    answer = admin.post(f"/officers/{administrator}/password", data={"csrf_token": admin.csrf_token()})
    assert answer.status_code == 403


@pytest.mark.rule("R22")
def test_training_in_the_national_register_is_recorded_for_an_officer(app, admin):
    who = made(app, trained_until=None)
    today = clock.today()
    page = admin.get_page(f"/officers/{who}/training")
    until = today + timedelta(days=365)
    page = admin.submit(
        page, typed_day("completed_on", today) | typed_day("valid_until", until) | {"reference": "NR-7"}
    )
    assert page.url == f"/officers/{who}"
    assert "NR-7" in page.text
    row = stored(app, lambda: db.session.scalars(select(RegisterTraining)).one())
    assert (row.officer_id, row.completed_on, row.valid_until) == (who, today, until)


def test_training_that_cannot_be_is_said_at_its_field(app, admin):
    who = made(app, trained_until=None)
    today = clock.today()
    page = admin.get_page(f"/officers/{who}/training")
    page = admin.submit(page, {}, status=400)
    assert page.errors == [
        "Enter the day of the training",
        "Enter its last good day",
        "Enter the certificate or reference",
    ]
    page = admin.submit(
        page,
        typed_day("completed_on", today + timedelta(days=1))
        | typed_day("valid_until", today)
        | {"reference": "NR-7"},
        status=400,
    )
    assert page.errors == [
        "The day of the training must be today or in the past",
        "The last good day must be the day of the training or later",
    ]
    assert stored(app, lambda: db.session.scalar(select(func.count(RegisterTraining.id)))) == 0


# --- bank holidays ---------------------------------------------------------------------------------------------

OF_2029 = "2029-01-01 New Year’s Day\n\n2029-03-30 Good Friday\n2029-12-25 Christmas Day\n2029-12-26"


def test_the_table_says_for_which_years_it_is_complete(admin):
    page = admin.get_page("/bank-holidays")
    assert "complete from 2012 to 2028" in " ".join(page.text.split())
    assert "Add the year 2029" in page.links


@pytest.mark.rule("R01")
def test_a_year_is_added_from_a_list_and_counts_from_then_on(app, admin, administrator):
    page = admin.get_page("/bank-holidays/year")
    assert page.select_one("#year")["value"] == "2029"
    page = admin.submit(page, {"days": OF_2029, "source": "GOV.UK"})
    assert page.url == "/bank-holidays"
    loaded = stored(app, holidays)
    assert loaded.last_year == 2029
    assert {day for day in loaded.days if day.year == 2029} == {
        date(2029, 1, 1),
        date(2029, 3, 30),
        date(2029, 12, 25),
        date(2029, 12, 26),
    }
    actor, authority, _, facts = stored(app, lambda: last_entry("holidays:added"))
    assert (actor, authority, facts) == (f"officer:{administrator}", "LDS", {"year": 2029, "days": 4})


def test_a_list_that_cannot_be_read_is_said_by_line_and_kept(app, admin):
    page = admin.get_page("/bank-holidays/year")
    typed = "2029-01-01 New Year’s Day\n30/03/2029 Good Friday\n2029-02-30 No such day"
    page = admin.submit(page, {"days": typed, "source": "GOV.UK"}, status=400)
    assert page.errors == ["Write each date as 2029-01-01: see line 2, line 3"]
    assert page.select_one("#days").text.strip() == typed
    assert stored(app, lambda: holidays().last_year) == 2028


def test_a_year_out_of_turn_is_said_at_its_field(app, admin):
    for year, days, says in (
        ("2030", "2030-01-01 A day", "Add 2029 first"),
        ("2028", "2028-01-01 A day", "2028 is loaded already"),
        ("2029", "2030-01-01 A day", "Every day must be in 2029"),
    ):
        page = admin.submit(
            admin.get_page("/bank-holidays/year"),
            {"year": year, "days": days, "source": "GOV.UK"},
            status=400,
        )
        assert len(page.errors) == 1
        assert says in page.errors[0]
    assert stored(app, lambda: holidays().last_year) == 2028


def test_where_nothing_is_loaded_yet_this_year_is_offered_and_may_be_added(app, admin):
    with app.app_context(), transaction():
        db.session.execute(delete(BankHoliday))
        db.session.execute(delete(BankHolidayYear))
    assert "No year has been loaded" in admin.get_page("/bank-holidays").text
    year = clock.today().year
    page = admin.get_page("/bank-holidays/year")
    assert page.select_one("#year")["value"] == str(year)
    admin.submit(page, {"days": f"{year}-01-01 New Year’s Day", "source": "GOV.UK"})
    loaded = stored(app, holidays)
    assert (loaded.first_year, loaded.last_year) == (year, year)


def test_a_proclaimed_day_is_added_once(app, admin):
    day = date(clock.today().year, 6, 3)
    typed = typed_day("day", day) | {"title": "A proclaimed day", "source": "The Gazette"}
    page = admin.submit(admin.get_page("/bank-holidays/day"), typed)
    assert page.url == "/bank-holidays"
    assert "A proclaimed day" in page.text
    assert day in stored(app, lambda: holidays().days)
    page = admin.submit(admin.get_page("/bank-holidays/day"), typed, status=400)
    assert page.errors == ["This day is a bank holiday already"]


def test_a_day_that_is_not_one_is_said_at_its_field(admin):
    page = admin.get_page("/bank-holidays/day")
    page = admin.submit(
        page, {"day-day": "31", "day-month": "6", "day-year": "2027", "title": "A day"}, status=400
    )
    assert page.errors == ["Enter a real date for the day", "Say where this is from"]


# --- second factors --------------------------------------------------------------------------------------------


def test_an_administrator_takes_away_the_second_factor_of_an_officer_whose_device_is_lost(app, admin):
    who = made(app, name="Sam Example")
    assert "None is set up" in admin.get_page(f"/officers/{who}").text
    with app.app_context(), transaction():
        has_second_factor(db.session.get_one(Officer, who))
    page = admin.get_page(admin.get_page(f"/officers/{who}").links["take the second factor away"])
    page = admin.submit(page)
    assert page.url == f"/officers/{who}"
    assert "None is set up" in page.text


def test_an_administrator_is_offered_no_way_to_take_away_their_own_or_anothers_authority_s(
    app, admin, administrator
):
    elsewhere = made(app, "York")
    with app.app_context(), transaction():
        has_second_factor(db.session.get_one(Officer, administrator))
        has_second_factor(db.session.get_one(Officer, elsewhere))
    assert "take the second factor away" not in admin.get_page(f"/officers/{administrator}").links
    admin.submit(admin.get_page(f"/officers/{administrator}/second-factor"), status=403)
    admin.get_page(f"/officers/{elsewhere}/second-factor", status=404)
