"""Another authority's request on a page: in-tray, answer with files, the own record, and what is told afterwards."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.db import db
from licensing.national_register.correspondence_models import ReceivedRequest
from tests.factories import correspondence as write
from tests.factories.cases import SAME_PERSON, Desk

TOMORROW = clock.today() + timedelta(days=1)
PDF = b"%PDF-1.7\nnothing at all\n%%EOF\n"


@pytest.fixture
def bradford(app):
    """The licensing desk of Bradford, which made the entry."""
    return Desk(app, "Bradford")


@pytest.fixture
def recorder(bradford, new_client):
    """The case officer of Bradford at their browser."""
    browser = new_client()
    browser.sign_in(bradford.officer)
    return browser


def _asked(desk, officer):
    """A request that Leeds sent to Bradford through the register: the hit, and Bradford's number of it."""
    hit = desk.hit(SAME_PERSON)
    url = f"/applications/{hit.application}/national-register/candidates/{hit.candidate}/request"
    officer.submit(officer.get_page(url), {"text": "Please tell us why.", "sent_how": "register"})
    desk.read(write.delivered)
    return hit, desk.read(lambda: db.session.scalars(select(ReceivedRequest.id)).one())


def _answer(recorder, number, **values):
    page = recorder.get_page(f"/information-requests/{number}/answer")
    given = {"holds": "all", "limbs": ["a"], "text": write.TOLD, "why_disclosed": write.WHY}
    return recorder.submit(page, given | values)


@pytest.mark.rule("R11", "R12", "R13")
def test_a_request_is_delivered_answered_with_a_file_and_regarded(bradford, desk, officer, recorder):
    hit, number = _asked(desk, officer)
    case = officer.get_page(f"/applications/{hit.application}")
    assert "Delivered through the register on" in case.text
    assert "Requests (1)" in recorder.get_page("/").links
    page = recorder.get_page("/information-requests")
    assert page.links[f"Request {number} of Leeds"] == f"/information-requests/{number}"
    page = recorder.get_page(f"/information-requests/{number}")
    assert "Please tell us why." in page.text
    assert "The Act gives no discretion to decline." in page.text
    page = recorder.get_page(f"/information-requests/{number}/documents/new")
    page = recorder.submit(page, {"document": (io.BytesIO(PDF), "statement.pdf")})
    assert "statement.pdf" in page.links
    page = _answer(recorder, number, withheld="The passenger's name")
    assert page.rows["Kinds of information"] == "(a) A sexual offence"
    assert page.rows["What was left out, and why"] == "The passenger's name"
    desk.read(write.delivered)
    page = recorder.get_page(f"/information-requests/{number}")
    assert "Discharged" in page.text
    case = officer.get_page(f"/applications/{hit.application}")
    assert "Received on" in case.text
    letter = officer.get_page(case.links["Read the request to Bradford"])
    assert write.TOLD in letter.text
    assert "It came through the register" in letter.text
    assert "passenger's name" not in letter.text
    answer = officer.get(letter.links["statement.pdf"])
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statement.pdf"'
