"""Vehicles' pages: finding them, their record, recording one and taking over a licence."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from tests.factories import officers
from tests.factories import vehicles as make
from tests.support.typing_in import dated

YEAR = dated("starts_on", date(2026, 6, 10)) | dated("ends_on", date(2027, 6, 9))


@pytest.fixture
def car(desk):
    """The id of a vehicle of Leeds with its licence and plate."""

    def made(by, _decider):
        known = make.vehicle("AB12 CDE", by=by, make="Sample", model="Saloon", colour="Blue", seats=4)
        make.vehicle_licence(known, by=by, number="PHV-7", plate="P42")
        return known.id

    return desk.done(made)


def _lines(desk, event):
    def look():
        rows = db.session.scalars(select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id))
        return [(row.actor, row.subject, json.loads(row.facts)) for row in rows]

    return desk.read(look)


def test_vehicles_are_listed_and_found_and_no_address_says_what_was_sought(officer, car):
    page = officer.get_page("/vehicles")
    assert page.links["AB12CDE"] == f"/vehicles/{car}"
    assert "1 vehicle" in page.text
    for words in ("ab12 cde", "P42", "phv-7"):
        found = officer.submit(page, {"q": words}, form="main form[method=post]")
        assert found.url == "/vehicles"
        assert found.links["AB12CDE"] == f"/vehicles/{car}"
    nothing = officer.submit(page, {"q": "%<b>"}, form="main form[method=post]")
    assert "No vehicle of this authority was found" in nothing.text
    assert nothing.select_one("input[name=q]")["value"] == "%<b>"


def test_a_record_says_what_is_held_and_that_it_was_looked_at(desk, officer, car):
    page = officer.get_page(f"/vehicles/{car}")
    assert page.heading.endswith("AB12CDE")
    assert page.rows["Make and model"] == "Sample Saloon"
    assert page.rows["Carries a wheelchair"] == "Not known"
    assert "Taken over from old records" in page.text
    assert _lines(desk, "vehicle:viewed") == [(f"officer:{desk.officer}", f"vehicle:{car}", {})]


def test_another_authoritys_vehicle_is_not_found(app, new_client, car):
    with app.app_context(), transaction():
        elsewhere = officers.officer("York").id
    browser = new_client()
    browser.sign_in(elsewhere)
    for path in ("", "/change", "/licences/new"):
        assert browser.get(f"/vehicles/{car}{path}").status_code == 404
    assert "AB12CDE" not in browser.get_page("/vehicles").text


def test_a_vehicle_is_recorded_and_its_licence_taken_over(officer):
    page = officer.get_page("/vehicles/new")
    typed = {"vrm": "ab12 cde", "make": "Sample", "seats": "4", "wheelchair_accessible": "no"}
    shown = officer.submit(page, typed)
    assert shown.heading.endswith("AB12CDE")
    assert shown.rows["Carries a wheelchair"] == "No"
    taking = officer.get_page(shown.links["Take over a licence of old records"])
    done = officer.submit(
        taking, {"kind": "private-hire-vehicle", "number": "phv-9", "plate_number": "P9"} | YEAR
    )
    assert "PHV-9" in done.select_one("#licences").text


def test_what_was_typed_stays_when_something_is_wrong(officer, car):
    page = officer.submit(
        officer.get_page("/vehicles/new"), {"vrm": "AB12 CDE", "make": "Sample", "seats": "none"}, status=400
    )
    assert page.errors == ["Passenger seats must be a whole number"]
    page = officer.submit(page, {"seats": "4"}, status=400)
    assert page.errors == ["AB12CDE is on the register already"]
    assert page.select_one("input[name=make]")["value"] == "Sample"
    taking = officer.get_page(f"/vehicles/{car}/licences/new")
    again = officer.submit(
        taking, {"kind": "private-hire-vehicle", "number": "9"} | YEAR | {"ends_on-day": "10"}, status=400
    )
    assert again.errors == ["A private hire vehicle licence runs for 1 year at most."]
    assert again.select_one("input[name=number]")["value"] == "9"


def test_a_record_is_put_right(officer, car):
    page = officer.get_page(f"/vehicles/{car}/change")
    assert page.select_one("input[name=vrm]")["value"] == "AB12CDE"
    shown = officer.submit(page, {"colour": "Green", "cctv_fitted": "yes"})
    assert (shown.rows["Colour"], shown.rows["CCTV fitted"]) == ("Green", "Yes")


def test_who_may_only_look_is_offered_nothing_to_change(desk, new_client, car):
    browser = new_client()
    browser.sign_in(desk.somebody(Role.ENFORCEMENT_OFFICER))
    page = browser.get_page(f"/vehicles/{car}")
    assert not any("new" in href or "change" in href for href in page.links.values())
    assert browser.get("/vehicles/new").status_code == 403
