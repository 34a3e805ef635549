"""A vehicle's proprietors, transfers, documents and accidents, as an officer records them."""

from datetime import date, timedelta

import pytest

from licensing import clock
from licensing.db import transaction
from licensing.register import proprietors
from tests.factories import officers
from tests.factories import vehicles as make
from tests.factories.people import licence
from tests.support.typing_in import comes_back, dated

JUNE = date(2026, 6, 1)
FIRM = {"kind": "company", "name": "Specimen Fleet Ltd"}


@pytest.fixture
def car(desk):
    """The id of a vehicle of Leeds that Norman keeps since June, and his id as its proprietor."""

    def made(by, _decider):
        vehicle = make.vehicle("AB12 CDE", by=by)
        norman = proprietors.ProprietorFacts("individual", "Norman Nobodyson")
        kept = proprietors.add_proprietor(vehicle, norman, from_on=JUNE, by=by)
        return vehicle.id, kept.id

    return desk.done(made)


def test_a_driver_who_keeps_the_vehicle_is_linked_and_needs_no_second_check(desk, officer, car):
    desk.done(lambda by, _: licence(by=by, number="OLD-7"))
    page = officer.get_page(f"/vehicles/{car[0]}/proprietors/new")
    given = {"kind": "individual", "name": "Perdita Exampleby", "driver_number": "old-7"}
    shown = officer.submit(page, given | dated("from_on", JUNE))
    assert "Perdita Exampleby" in shown.links
    assert "no second check is needed" in shown.text
    person = officer.get_page(shown.links["Perdita Exampleby"])
    assert person.links["AB12CDE"] == f"/vehicles/{car[0]}"


def test_a_late_transfer_is_recorded_and_says_how_late(officer, car):
    page = officer.get_page(f"/vehicles/{car[0]}/transfer")
    days = dated("transferred_on", date(2026, 7, 1)) | dated("notified_on", date(2026, 7, 17))
    shown = officer.submit(page, FIRM | days)
    assert "Notice 2 days late" in shown.text
    assert "1 Jun 2026 to 1 Jul 2026" in shown.get_text(" ")


def test_a_certificate_is_recorded_and_its_number_shown_no_more(officer, car):
    page = officer.get_page(f"/vehicles/{car[0]}")
    assert "No certificate was seen" in page.text
    page = officer.get_page(f"/vehicles/{car[0]}/proprietors/{car[1]}/dbs")
    today = clock.today()
    shown = officer.submit(
        page, {"number": "000000000123"} | dated("issued_on", today) | dated("seen_on", today)
    )
    assert "000000000123" not in str(shown)
    assert "••••••123" in shown.text


def test_what_lapsed_is_said_in_words(officer, car):
    page = officer.get_page(f"/vehicles/{car[0]}/documents/new")
    lapsed = dated("from_on", date(2025, 6, 1)) | dated("until_on", date(2026, 5, 31))
    shown = officer.submit(page, {"kind": "insurance"} | lapsed)
    assert "Lapsed: good until 31 May 2026" in shown.select_one("#documents").find_parent().text
    page = officer.get_page(f"/vehicles/{car[0]}/documents/new")
    shown = officer.submit(page, {"kind": "mot", "result": "failed"} | dated("from_on", JUNE))
    assert "Failed on 1 June 2026" in shown.text


@pytest.mark.rule("R46")
@pytest.mark.parametrize(
    ("happened", "at", "reported", "told_at", "late"),
    [
        (date(2026, 6, 1), "14:30", date(2026, 6, 4), "14:30", False),
        (date(2026, 6, 1), "14:30", date(2026, 6, 4), "14:31", True),
        (date(2026, 6, 1), "", date(2026, 6, 4), "23:00", False),
        (date(2026, 6, 1), "09:00", date(2026, 6, 4), "", False),
        (date(2026, 6, 1), "14:30", date(2026, 6, 1), "", False),
        (date(2026, 6, 1), "", date(2026, 6, 1), "09:00", False),
        (date(2026, 6, 1), "", date(2026, 6, 1), "", False),
    ],
    ids=[
        "72 hours",
        "a minute more",
        "when unknown",
        "told unknown",
        "same day",
        "same day, told",
        "neither",
    ],
)
def test_of_an_unknown_time_nobody_is_called_late(officer, car, happened, at, reported, told_at, late):
    page = officer.get_page(f"/vehicles/{car[0]}/accidents/new")
    typed = {"happened_time": at, "reported_time": told_at, "damage": "The door"}
    shown = officer.submit(page, typed | dated("happened_on", happened) | dated("reported_on", reported))
    assert ("Later than 72 hours" in shown.text) is late


def test_what_is_wrong_comes_back_with_what_was_typed(officer, car):
    base, tomorrow = f"/vehicles/{car[0]}", clock.today() + timedelta(days=1)
    comes_back(
        officer,
        f"{base}/proprietors/new",
        {"kind": "individual", "name": "A Sample", "driver_number": "NONE"},
        {"driver_number": "No one driver"},
    )
    comes_back(
        officer,
        f"{base}/transfer",
        FIRM | dated("transferred_on", date(2026, 7, 1)) | dated("notified_on", JUNE),
        {"notified_on": "must come after the transfer"},
    )
    comes_back(
        officer,
        f"{base}/proprietors/{car[1]}/dbs",
        {"number": "12"} | dated("issued_on", tomorrow) | dated("seen_on", tomorrow),
        {"number": "12 digits", "issued_on": "day of issue must be", "seen_on": "it was seen must be"},
    )
    comes_back(
        officer,
        f"{base}/documents/new",
        {"kind": "mot", "reference": "X"} | dated("from_on", JUNE),
        {"until_on": "last day", "result": "passed or failed"},
    )
    comes_back(
        officer,
        f"{base}/accidents/new",
        {"happened_time": "25:00", "damage": ""} | dated("happened_on", JUNE) | dated("reported_on", JUNE),
        {"happened_time": "14:30", "damage": "what was damaged"},
    )
    comes_back(
        officer,
        f"{base}/proprietors/{car[1]}/end",
        dated("until_on", date(2026, 5, 31)),
        {"until_on": "1 June 2026, or later"},
    )


def test_a_last_day_is_recorded(officer, car):
    page = officer.get_page(f"/vehicles/{car[0]}/proprietors/{car[1]}/end")
    shown = officer.submit(page, dated("until_on", date(2026, 8, 1)))
    assert "1 Jun 2026 to 1 Aug 2026" in shown.get_text(" ")
    assert "Not needed now" in shown.text


def test_another_authoritys_vehicle_is_not_found(app, new_client, car):
    with app.app_context(), transaction():
        elsewhere = officers.officer("York").id
    browser = new_client()
    browser.sign_in(elsewhere)
    for path in (
        "proprietors/new",
        "transfer",
        "documents/new",
        "accidents/new",
        f"proprietors/{car[1]}/dbs",
    ):
        assert browser.get(f"/vehicles/{car[0]}/{path}").status_code == 404
