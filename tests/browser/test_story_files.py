"""Story: a council comes aboard from three files: vehicles, operators, drivers; and thinks again about the last."""

from datetime import date, timedelta

from playwright.sync_api import expect

from licensing import clock
from licensing.db import db, transaction
from licensing.register.models import Licence
from tests.factories.officers import officer
from tests.factories.people import person

TODAY = clock.today()
STARTS, ENDS = TODAY - timedelta(days=10), TODAY + timedelta(days=300)
VEHICLES = f"AB12CDE,{STARTS},{ENDS},PHV,Leeds,P1,true\nAB12CDF,{STARTS},{ENDS},taxi,Leeds,P2,\n"
FAULTY = f"AB12CDE,{STARTS},PHV,Leeds,P1,true\n"
OPERATORS = f"Licence No,Operator,Trading as,From,To\n o1 ,Cars Ltd,Quick,{STARTS},{ENDS}\n"
DRIVERS = (
    "Licence number;Type;Name;DOB;Start;End;Badge\n"
    f'D1;dual;"INVENTOV, YUSUF";09/03/1984;{STARTS};{ENDS};B1\n'
    f"D2;private hire;Perdita Exampleby;27/03/1985;{STARTS};{ENDS};B2\n"
)


def test_a_council_comes_aboard_from_three_files(live, browser_page, check_page):
    with live.app.app_context(), transaction():
        by = officer("Leeds")
        person("Yousef", "Inventov", by=by, numbers={}, home=None, born=date(1984, 3, 9))
        officer_id = by.id
    live.sign_in(browser_page, officer_id)
    page = browser_page

    def send(name, text, profile):
        page.goto("/files/new")
        check_page(page)
        page.get_by_label("File", exact=True).set_input_files(
            [{"name": name, "mimeType": "text/csv", "buffer": text.encode()}]
        )
        page.get_by_label("How it is laid out").select_option(profile)
        page.get_by_role("button", name="Check the file").click()
        expect(page.locator("h1")).to_contain_text("Load ")
        check_page(page)

    def load():
        page.get_by_role("button", name="Load the file").click()

    send("vehicles.csv", FAULTY, "defra")
    expect(page.locator("main")).to_contain_text("is missing, so that every later value stands one column")
    page.get_by_role("button", name="Throw the file away").click()
    for name, text, profile, added in (
        ("vehicles.csv", VEHICLES, "defra", 2),
        ("operators.csv", OPERATORS, "operators", 1),
    ):
        send(name, text, profile)
        load()
        expect(page.locator("main")).to_contain_text(f"{added} added")
        check_page(page)

    send("drivers.csv", DRIVERS, "drivers")
    expect(page.locator("main")).to_contain_text("Nobody gets a second record without your word")
    with live.expecting(400):
        load()
        expect(page.locator(".govuk-error-summary")).to_contain_text("Line 2: choose who YUSUF INVENTOV")
        check_page(page)
    page.get_by_label("The same person as Yousef Inventov").check()
    load()
    expect(page.locator("main")).to_contain_text("2 added")
    page.get_by_role("button", name="Undo the load").click()
    expect(page.locator("main")).to_contain_text("the register is as it was before it")
    check_page(page)
    page.goto("/files")
    check_page(page)
    with live.app.app_context():
        held = db.session.query(Licence).order_by(Licence.licence_class).all()
        assert [one.licence_class for one in held] == ["operator", "vehicle", "vehicle"]
