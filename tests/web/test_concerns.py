"""Concerns on pages: from the door by which information came in to the reply, seen from both authorities."""

import pytest
from sqlalchemy import select

from licensing.db import db
from licensing.duties.models import Duty
from licensing.outbox.actions import send_due
from tests.factories import people
from tests.factories.cases import Desk
from tests.factories.officers import council

INFORMATION = {
    "about": "elsewhere",
    "what": "He drove off with the passenger's door open.",
    "came_how": "telephone",
    "names": "Orhan Uydurma",
    "vehicle": "ZZ99 ABC",
}
ALL_YES = {
    "drove_here": "yes",
    "drove_here_reasons": "The booking was in the city centre",
    "conduct_here": "yes",
    "conduct_here_reasons": "It happened at the railway station",
    "would_consider": "yes",
    "would_consider_reasons": "It put a passenger in danger",
    "limbs": ["h"],
    "to": "York",
}


@pytest.fixture
def york(app):
    """The licensing desk of York."""
    return Desk(app, "York")


@pytest.fixture
def browser_of(new_client):
    """`browser_of(officer_id)`: that officer's browser."""

    def make_one(officer_id):
        browser = new_client()
        browser.sign_in(officer_id)
        return browser

    return make_one


def passes(desk):
    """The worker's passes until nothing is due."""

    def work():
        while send_due():
            pass

    desk.read(work)


def words(page):
    """What the main part of a page says."""
    return " ".join(page.select_one("main").get_text(" ").split())


def to_the_sending(officer, door="complaint", *, information=INFORMATION, answers=ALL_YES):
    """The page that comes when information was recorded and the three questions were answered."""
    page = officer.submit(officer.get_page("/concerns/information/new"), {"door": door})
    page = officer.submit(page, information)
    assert page.heading == "Must this be sent to the authority that granted the licence?"
    return officer.submit(page, answers)


def duties(desk, authority="Leeds"):
    """The open duties of an authority, by kind."""
    return desk.read(
        lambda: sorted(
            db.session.scalars(
                select(Duty.kind).where(
                    Duty.authority_id == council(authority).id, Duty.discharged_at.is_(None)
                )
            )
        )
    )


@pytest.mark.rule("R17", "R19", "R20")
def test_a_concern_goes_to_york_by_this_system_and_its_reply_comes_back(desk, officer, york, browser_of):
    def held(by, _decider):
        who = people.person("Orhan", "Uydurma", by=by)
        people.licence(who, by=by, number="YRK-7")
        return who.id

    person = york.done(held)
    page = to_the_sending(officer)
    assert page.heading == "Send this to York"
    assert duties(desk) == ["send-concern"]
    page = officer.submit(page)
    assert "On its way" in words(page)
    concern = page.url
    passes(desk)
    assert duties(desk) == ["await-concern-reply"]
    assert "Sent, reply awaited" in words(officer.get_page(concern))
    assert duties(desk, "York") == ["consider-concern", "reply-to-concern"]

    theirs, decider = browser_of(york.officer), browser_of(york.decider)
    assert "Concerns (1)" in theirs.get_page("/").links
    page = theirs.get_page(theirs.get_page("/concerns").links["Orhan Uydurma"])
    case = page.url
    assert "passenger's door open" in words(page)
    assert "It put a passenger in danger" not in words(page)
    page = theirs.submit(
        theirs.get_page(f"{case}/who"),
        {"person": str(person), "reason": "The vehicle is his"},
        button="Record",
    )
    assert theirs.get(f"{case}/consider").status_code == 403

    page = decider.submit(
        decider.get_page(f"{case}/consider"),
        {"outcome": "no-action", "reasons": "The door's lock had failed.", "other_information": "A report"},
    )
    assert page.heading == "Reply to Leeds"
    assert duties(desk, "York") == ["reply-to-concern"]
    decider.submit(page)
    passes(desk)
    assert duties(desk, "York") == []
    assert "Closed: reply sent" in words(decider.get_page(case))

    assert duties(desk) == []
    page = officer.get_page(concern)
    assert page.rows["They say"] == "Neither suspends nor revokes it"
    assert "The door's lock had failed." in words(page)
    assert "A report" not in words(page)
    page = officer.submit(page, form="main form")
    assert page.rows["Read"].startswith("Olive Officer")
