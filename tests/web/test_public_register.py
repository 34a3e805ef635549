"""The public register in a browser, of anybody; and on paper at the council's offices."""

import json

import pytest
from sqlalchemy import select

from licensing.audit.models import AuditEntry
from licensing.db import db
from licensing.reporting import public_register
from tests.factories import people
from tests.factories.cases import Desk

LEEDS = "/public-register/E08000035"


@pytest.fixture
def licensed(desk):
    """A private hire driver of Leeds with the badge B77."""
    desk.done(lambda by, _: people.licence(people.person("Ada", by=by), by=by, number="P7", badge="B77").id)


@pytest.mark.rule("R40")
def test_anybody_looks_up_one_licence_and_its_number_stands_in_no_address(client, licensed):
    index = client.get_page("/public-register")
    page = client.get_page(index.links["Leeds"])
    assert page.select("main table") == []
    page = client.submit(page, {"number": "b77"})
    assert page.url == LEEDS
    cells = [cell.get_text(strip=True) for cell in page.select("main tbody tr")[0].find_all(["th", "td"])]
    assert (cells[0].split()[0], cells[1]) == ("Ada", "P7")


def test_a_number_of_no_licence_says_what_to_check(client, licensed):
    page = client.submit(client.get_page(LEEDS), {"number": "B78"})
    assert "no private hire driver’s licence in force today with the number B78" in " ".join(
        page.text.split()
    )
    page = client.submit(client.get_page(LEEDS), {"number": ""}, status=400)
    assert page.errors == ["Enter the number on the driver’s badge or licence"]


def test_the_list_is_published_by_a_councils_setting_only(client, licensed, monkeypatch):
    assert client.get(f"{LEEDS}/drivers.csv").status_code == 404
    monkeypatch.setattr(public_register, "is_published", lambda *_: True)
    page = client.get_page(LEEDS)
    assert "1 licence in force today" in page.text
    saved = client.get(page.links["Save the list (CSV)"])
    assert saved.mimetype == "text/csv"
    assert b"P7" in saved.data


def test_no_other_council_is_there(client, licensed):
    for elsewhere in ("E06000014", "nowhere"):
        assert client.get(f"/public-register/{elsewhere}").status_code == 404


@pytest.mark.rule("R40")
def test_the_register_is_printed_for_inspection_and_the_audit_log_says_by_whom(app, desk, officer, licensed):
    page = officer.get_page("/public-register/on-paper")
    assert "1 licence in force" in page.text
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "public-register:printed")
        ).one()
        assert (entry.actor, json.loads(entry.facts)["rows"]) == (f"officer:{desk.officer}", 1)
    assert Desk(app, "York").officer != desk.officer


def test_only_an_officer_prints_it(client, licensed):
    assert client.get("/public-register/on-paper").status_code == 302
