"""The weekly file of vehicles for Defra, on its pages: previewed, made, saved, and recorded as uploaded."""

from datetime import timedelta

import pytest

from licensing import clock
from licensing.db import db
from licensing.exchange import defra_upload as uploads
from licensing.register.vehicle_models import VehicleLicence
from tests.factories import vehicles as make
from tests.factories.cases import Desk
from tests.support.typing_in import comes_back, dated

PAGE = "/vehicles/defra"


@pytest.fixture
def licensed(desk):
    """Two vehicles that Leeds licenses: the ids of their licences."""

    def act(by, _decider):
        return [make.vehicle_licence(make.vehicle(mark, by=by), by=by).id for mark in ("AB12CDE", "AB13CDE")]

    return desk.done(act)


def _words(page):
    return " ".join(page.text.split())


def _made(desk):
    return desk.done(lambda by, _: uploads.make("LDS", by=by).id)


@pytest.mark.rule("R65", "R66")
def test_a_file_is_made_saved_and_recorded_as_uploaded(desk, officer, licensed):
    page = officer.get_page(PAGE)
    assert "It would hold 2 licensed vehicles." in _words(page)
    assert "No upload is recorded here yet" in _words(page)
    page = officer.submit(page, {"identifier": "LDS"})
    today = clock.today()
    assert page.heading == f"Vehicles for Defra CAZ-{today}-LDS.csv"
    number = page.url.rpartition("/")[2]
    saved = officer.post(f"{PAGE}/{number}/file", data={"csrf_token": officer.csrf_token()})
    assert saved.headers["Content-Disposition"] == f'attachment; filename="CAZ-{today}-LDS.csv"'
    assert saved.mimetype == "text/csv"
    assert [line.split(b",")[0] for line in saved.data.splitlines()] == [b"AB12CDE", b"AB13CDE"]
    page = officer.submit(page, dated("uploaded_on", today), form="form[novalidate]")
    assert page.url == PAGE
    assert "0 rows are new or changed, and 0 rows that the portal holds would be gone." in _words(page)
    due = today + timedelta(days=7)
    assert f"{due.day} {due:%B %Y}" in _words(page)


def test_what_the_upload_would_delete_is_shown_before_the_file_is_made(desk, officer, licensed):
    upload = _made(desk)

    def act(by, _decider):
        uploads.record_uploaded(upload, clock.today(), by=by)
        db.session.get_one(VehicleLicence, licensed[0]).state = "surrendered"

    desk.done(act)
    page = officer.get_page(PAGE)
    assert "0 rows are new or changed, and 1 row that the portal holds would be gone." in _words(page)
    assert [cell.get_text(strip=True) for cell in page.select("main table")[0].select("tbody th")] == [
        "AB12CDE"
    ]


def test_wrong_input_comes_back_with_what_to_do(desk, officer, licensed):
    comes_back(officer, PAGE, {"identifier": "LDS 1"}, {"identifier": "letters and digits, without spaces"})
    upload = _made(desk)
    page = officer.get_page(f"{PAGE}/{upload}")
    tomorrow = clock.today() + timedelta(days=1)
    page = officer.submit(page, dated("uploaded_on", tomorrow), form="form[novalidate]", status=400)
    assert page.errors == ["Enter a day from the day the file was made until today"]


def test_with_no_licensed_vehicle_there_is_nothing_to_make(officer):
    page = officer.get_page(PAGE)
    assert "There is no licensed vehicle to send." in _words(page)
    assert page.select("main form") == []


def test_another_councils_file_is_not_found(app, desk, officer, licensed, new_client):
    upload = _made(desk)
    york = Desk(app, "York")
    browser = new_client()
    browser.sign_in(york.officer)
    assert browser.get(f"{PAGE}/{upload}").status_code == 404
    token = browser.csrf_token()
    assert browser.post(f"{PAGE}/{upload}/file", data={"csrf_token": token}).status_code == 404
