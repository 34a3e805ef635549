"""People's pages: finding somebody, everything held about them, their numbers and their photograph."""

import io
import json
from datetime import date

import pytest
from PIL import Image
from sqlalchemy import select

from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.register import photographs
from licensing.register.actions import AddressFacts, bring_up_to_date
from licensing.register.models import Photograph
from licensing.web.people import MOST_FOUND
from tests.factories import applications as make
from tests.factories.officers import officer
from tests.factories.people import GB_DRIVER, NATIONAL_INSURANCE, facts, licence, name, person
from tests.factories.photographs import likeness


@pytest.fixture
def leeds(app, client):
    """A licensing officer of Leeds at the browser, and Perdita Exampleby on their register: both ids."""
    with app.app_context(), transaction():
        by = officer("Leeds")
        who = person(
            by=by,
            other_names=[name("Dita", "Sample")],
            earlier_addresses=[AddressFacts("9 Old Row", "ZZ9 9ZZ", date(2010, 1, 1), date(2019, 4, 30))],
            numbers={"national_insurance": NATIONAL_INSURANCE, "gb_driver": GB_DRIVER},
        )
        licence(who, by=by, number="OLD-7", badge="B7")
        ids = by.id, who.id
    client.sign_in(ids[0])
    return ids


def _lines(app, event):
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id))
        return [(row.actor, row.subject, json.loads(row.facts)) for row in rows]


def _search(client, words, **more):
    return client.submit(client.get_page("/people"), {"q": words}, **more)


# --- finding


def test_a_person_is_found_by_name_licence_or_badge_and_no_address_says_who_was_sought(client, leeds):
    for words in ("exampleby", "Dita", "old-7", "B7"):
        page = _search(client, words)
        assert page.url == "/people"
        assert page.links["Perdita Exampleby"] == f"/people/{leeds[1]}"
        assert "1 person found" in page.text
        assert "Also known as: Dita Sample" in page.text
        assert "OLD-7" in page.text


def test_who_is_not_found_is_said_so_and_what_was_typed_stays(client, leeds):
    page = _search(client, "%Nobody_'\\ <b>")
    assert "Nobody of this authority was found" in page.text
    assert page.select_one("input[name=q]")["value"] == "%Nobody_'\\ <b>"


def test_nothing_is_sought_until_something_is_typed(client, leeds):
    assert "Every word has to be in one of the person’s names" in client.get_page("/people").text
    assert "Every word has to be in one of the person’s names" in _search(client, "   ").text


def test_a_long_list_says_that_there_may_be_more(app, client, leeds):
    with app.app_context(), transaction():
        by = officer("Leeds")
        for _ in range(MOST_FOUND):
            person("Imran", "Sampleton", by=by, numbers={}, home=None)
    page = _search(client, "sampleton")
    assert f"The first {MOST_FOUND} people found" in page.text
    assert len(page.select("tbody tr")) == MOST_FOUND


# --- everything held


def test_a_page_shows_everything_held_about_a_person(app, client, leeds):
    with app.app_context(), transaction():
        by = make.preparer()
        application = make.received(by, person_id=leeds[1])
        bring_up_to_date(application.person, facts("Perdita", "Sampleton"), by=by)
        application_id = application.id
    page = client.get_page(f"/people/{leeds[1]}")
    assert page.heading.endswith("Perdita Sampleton")
    rows = page.rows
    assert rows["Earlier names"] == "Perdita Exampleby"
    assert rows["Other names"] == "Dita Sample"
    assert rows["Date of birth"] == "27 March 1985"
    assert rows["Lives at"] == "1 Specimen Street, Inventedtown, ZZ1 1AA"
    assert (rows["Email"], rows["Telephone"]) == ("perdita@example.com", "07700 900123")
    text = page.get_text(" ")
    for held in ("OLD-7", "B7", "9 Old Row, ZZ9 9ZZ", "No photograph is held", "Training"):
        assert held in text
    assert page.links[f"Application {application_id}"] == f"/applications/{application_id}"


def test_a_licence_of_old_records_is_marked_so(client, leeds):
    page = client.get_page(f"/people/{leeds[1]}")
    assert "Taken over from old records: no determination here" in page.select_one("#licences").text
    assert "taken over from old records" in page.select_one("#history").find_parent().text


def test_that_a_person_was_looked_at_is_recorded(app, client, leeds):
    client.get_page(f"/people/{leeds[1]}")
    client.get_page(f"/people/{leeds[1]}")
    assert _lines(app, "person:viewed") == [(f"officer:{leeds[0]}", f"person:{leeds[1]}", {})] * 2


def test_an_enforcement_officer_sees_the_person_and_neither_applications_numbers_nor_training(
    app, new_client, leeds
):
    with app.app_context(), transaction():
        make.received(make.preparer(), person_id=leeds[1])
        patrol = officer("Leeds", (Role.ENFORCEMENT_OFFICER,)).id
    client = new_client()
    client.sign_in(patrol)
    page = client.get_page(f"/people/{leeds[1]}")
    assert page.heading.endswith("Perdita Exampleby")
    assert "OLD-7" in page.text
    assert page.select("#applications, #training") == []
    assert "Application received" not in page.text
    assert "Show numbers in full" not in page.text
    assert "Add a photograph" not in page.text
    told = {"csrf_token": client.csrf_token()}
    assert client.post(f"/people/{leeds[1]}/numbers", data=told).status_code == 403
    assert client.get(f"/people/{leeds[1]}/photograph/new").status_code == 403
    assert _lines(app, "person:numbers-viewed") == []


# --- numbers


def test_numbers_are_masked_until_they_are_asked_for_and_the_asking_is_recorded(app, client, leeds):
    page = client.get_page(f"/people/{leeds[1]}")
    assert page.rows["National Insurance number"] == "••••••56C"
    assert NATIONAL_INSURANCE not in str(page)
    assert GB_DRIVER not in str(page)
    full = client.submit(page, form="form[action*=numbers]")
    assert full.rows["National Insurance number"] == NATIONAL_INSURANCE
    assert full.rows["GB driver number"] == GB_DRIVER
    assert _lines(app, "person:numbers-viewed") == [
        (f"officer:{leeds[0]}", f"person:{leeds[1]}", {"kinds": ["gb_driver", "national_insurance"]})
    ]
    again = client.get_page(f"/people/{leeds[1]}")
    assert again.rows["GB driver number"] == "••••••9AB"


def test_numbers_are_not_shown_by_an_address_nor_without_the_forms_token(app, client, leeds):
    assert client.get(f"/people/{leeds[1]}/numbers").status_code == 405
    assert client.post(f"/people/{leeds[1]}/numbers").status_code == 400
    assert _lines(app, "person:numbers-viewed") == []


# --- photograph


def _upload(client, who_id, content, filename="face.jpg", **more):
    page = client.get_page(f"/people/{who_id}/photograph/new")
    return client.submit(page, {"photograph": (io.BytesIO(content), filename)}, **more)


def test_a_photograph_is_stored_and_shown_as_a_picture_and_nothing_else(app, client, leeds):
    page = _upload(client, leeds[1], likeness("PNG"), "face.png")
    assert page.url == f"/people/{leeds[1]}"
    assert "The photograph has been stored." in page.text
    picture = page.select_one("img.app-photograph")
    assert picture["alt"] == "Photograph of Perdita Exampleby"
    answer = client.get(picture["src"])
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert Image.open(io.BytesIO(answer.data)).size == (400, 500)


def test_the_newest_photograph_is_shown_and_the_earlier_one_is_kept(app, client, leeds):
    _upload(client, leeds[1], likeness(size=(300, 300)))
    _upload(client, leeds[1], likeness(size=(250, 350)))
    shown = Image.open(io.BytesIO(client.get(f"/people/{leeds[1]}/photograph").data))
    assert shown.size == (250, 350)
    with app.app_context():
        assert len(db.session.scalars(select(Photograph.id)).all()) == 2


def test_a_page_called_a_photograph_is_refused_and_says_why(app, client, leeds):
    page = _upload(client, leeds[1], b"<html><script>alert(1)</script></html>", "face.jpg", status=400)
    assert page.errors == ["The file must be a photograph: a JPEG, PNG or WebP picture"]
    assert client.get(f"/people/{leeds[1]}/photograph").status_code == 404
    with app.app_context():
        assert db.session.scalars(select(Photograph.id)).all() == []


def test_a_photograph_too_large_too_small_or_missing_is_refused_and_says_why(client, leeds, monkeypatch):
    monkeypatch.setattr(photographs, "LARGEST_BYTES", 50_000)
    assert _upload(client, leeds[1], b"\xff\xd8" + b"\0" * 50_000, status=400).errors == [
        "The photograph must be 8 megabytes or smaller"
    ]
    assert _upload(client, leeds[1], likeness(size=(100, 100)), status=400).errors == [
        "The photograph must be at least 200 pixels wide and high"
    ]
    page = client.get_page(f"/people/{leeds[1]}/photograph/new")
    assert client.submit(page, status=400).errors == ["Choose a file"]


def test_a_person_without_a_photograph_has_none(client, leeds):
    assert client.get(f"/people/{leeds[1]}/photograph").status_code == 404
    assert "No photograph is held" in client.get_page(f"/people/{leeds[1]}").text


# --- whose


def test_another_authoritys_person_is_not_found_on_any_page_from_either_side(app, client, new_client, leeds):
    with app.app_context(), transaction():
        by = officer("Bradford")
        who = person("Imran", "Sampleton", by=by)
        licence(who, by=by, number="OLD-8", badge="B8")
        photographs.store(who, likeness(), by=by)
        bradford = by.id, who.id
    _upload(client, leeds[1], likeness())
    other = new_client()
    other.sign_in(bradford[0])
    for browser, theirs in ((client, bradford[1]), (other, leeds[1])):
        for place in ("", "/photograph", "/photograph/new"):
            assert browser.get(f"/people/{theirs}{place}").status_code == 404
            assert browser.get(f"/people/999999{place}").status_code == 404
        for place in ("/numbers", "/photograph/new"):
            told = {"csrf_token": browser.csrf_token()}
            assert browser.post(f"/people/{theirs}{place}", data=told).status_code == 404
        hidden = browser.get_page(f"/people/{theirs}", status=404)
        missing = browser.get_page("/people/999999", status=404)
        assert hidden.main.text == missing.main.text
    for browser, words in ((client, "sampleton"), (client, "OLD-8"), (client, "B8"), (other, "exampleby")):
        assert "Nobody of this authority was found" in _search(browser, words).text
    assert _lines(app, "person:viewed") == [(f"officer:{leeds[0]}", f"person:{leeds[1]}", {})]
