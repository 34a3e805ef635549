"""The work list: what waits for this officer."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from licensing import clock
from licensing.authorities.officer_models import RegisterTraining
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.duties.actions import open_duty
from licensing.duties.models import Duty
from licensing.errors import BadInput
from licensing.national_register.embedded import EmbeddedRegister
from licensing.outbox.actions import send_due
from licensing.web.filters import day
from licensing.web.home import FIRST_DUTIES
from tests.factories import officers, people
from tests.factories.cases import Desk

TODAY = clock.today()
OTHER = {"numbers": {}, "name": {"first": "Otto", "middle": "", "last": "Mockman"}}


def _words(tag):
    return " ".join(tag.get_text(" ").split())


def _after(page, heading):
    """What stands below a heading, up to the next."""
    found = next((one for one in page.select("main h2") if _words(one) == heading), None)
    if found is None:
        return ""
    words = []
    for one in found.find_next_siblings():
        if one.name == "h2":
            break
        words.append(_words(one))
    return " ".join(words)


def test_applications_are_counted_by_state_and_each_count_leads_to_them(desk, officer):
    desk.draft()
    desk.received()
    desk.received(**OTHER)
    page = officer.get_page("/")
    counts = _after(page, "Applications by state")
    for words in ("1 Being taken", "2 Being prepared", "0 With a decision maker", "0 Granted", "0 Refused"):
        assert words in counts
    assert page.links["Being prepared"] == "/applications?state=open"


def test_my_applications_are_those_i_am_taking_or_preparing(desk, officer):
    draft, received = desk.draft(), desk.received()
    desk.granted(**OTHER)
    page = officer.get_page("/")
    assert page.links[f"Go on with application {draft}"] == f"/applications/{draft}/intake"
    assert page.links["Perdita Exampleby"] == f"/applications/{received}"
    assert "Otto" not in _after(page, "My applications")


def test_a_colleagues_applications_are_not_mine(desk, client):
    desk.received()
    client.sign_in(desk.somebody(Role.LICENSING_OFFICER))
    page = client.get_page("/")
    assert "You are taking or preparing no application." in _after(page, "My applications")
    assert "1 Being prepared" in _after(page, "Applications by state")


def test_decided_but_not_yet_notified_is_its_own_list(desk, officer):
    decision = desk.refused()
    page = officer.get_page("/")
    listed = _after(page, "Decided but not yet notified")
    assert "Perdita Exampleby Application refused" in listed
    assert "not yet notified" in listed.lower()
    assert page.links["Perdita Exampleby"] == f"/decisions/{decision}"


def test_a_person_who_was_notified_leaves_that_list_and_the_duty_takes_its_place(desk, officer):
    desk.notified()
    page = officer.get_page("/")
    assert _after(page, "Decided but not yet notified") == ""
    assert "Make the entry on the national register" in _after(page, "Duties")


def test_duties_due_and_overdue_are_counted_and_the_first_of_them_shown(desk, officer):
    for _ in range(2):
        desk.notified()
    page = officer.get_page("/")
    assert "0 overdue 2 due today or later" in _after(page, "Duties")
    assert page.links["All 2 duties"] == "/duties"
    late = update(Duty).where(Duty.id == 1)
    desk.done(
        lambda *_: db.session.execute(
            late.values(began_on=TODAY - timedelta(days=9), due_on=TODAY - timedelta(days=3))
        )
    )
    told = _after(officer.get_page("/"), "Duties")
    assert "1 overdue 1 due today or later" in told
    assert "3 days overdue" in told.lower()


def test_only_the_first_duties_are_shown(desk, officer):
    def owe(by, _decider):
        for number in range(FIRST_DUTIES + 1):
            open_duty(
                "training-lapsed",
                authority_id=by.authority_id,
                subject=f"person:{number}",
                by=by.actor,
                about="Somebody",
                began_on=TODAY,
                due_on=TODAY + timedelta(days=number),
            )

    desk.done(owe)
    page = officer.get_page("/")
    assert len(page.select(".app-duties li")) == FIRST_DUTIES
    assert page.links[f"All {FIRST_DUTIES + 1} duties"] == "/duties"


def test_an_officer_without_training_in_date_is_told_before_they_try_to_search(desk, client):
    client.sign_in(desk.done(lambda *_: officers.officer(trained_until=TODAY - timedelta(days=1)).id))
    told = _words(client.get_page("/").select_one("main"))
    assert "You can’t search the national register: no training of yours in its use is in date." in told


@pytest.mark.parametrize(("days", "told"), [(30, True), (31, False), (0, True)])
def test_an_officer_is_told_when_their_training_is_about_to_end(desk, officer, days, told):
    until = TODAY + timedelta(days=days)
    desk.done(lambda by, _: db.session.execute(update(RegisterTraining).values(valid_until=until)))
    words = _words(officer.get_page("/").select_one("main"))
    assert (f"is good until {day(until)}" in words) is told


def test_an_officer_who_does_not_search_is_not_asked_for_training(desk, client):
    client.sign_in(desk.done(lambda *_: officers.officer(roles=[Role.AUDITOR], trained_until=None).id))
    assert "search the national register" not in client.get_page("/").text


def test_a_message_that_could_not_be_sent_is_shown_to_who_can_release_it(desk, client, officer, monkeypatch):
    def refuse(_self, _entry):
        raise BadInput("The register does not take it.", {"date_of_birth": "No date of birth"})

    monkeypatch.setattr(EmbeddedRegister, "make_entry", refuse)
    desk.notified()
    desk.read(send_due)
    assert "could not be sent" not in officer.get_page("/").text
    client.sign_in(desk.somebody(Role.ADMINISTRATOR))
    page = client.get_page("/")
    assert "1 message could not be sent and waits for a person." in _words(page.select_one("main"))
    assert page.links["See why, and try again"] == "/messages"


@pytest.mark.parametrize(
    "role", [Role.ENFORCEMENT_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR, Role.TRAINING_ADMINISTRATOR]
)
def test_who_does_not_see_applications_sees_none_of_them_here(desk, client, role):
    desk.refused()
    desk.received(**OTHER)
    client.sign_in(desk.somebody(role))
    page = client.get_page("/")
    for word in ("Exampleby", "Mockman", "Applications by state", "Take a new application"):
        assert word not in page.text, word
    assert not [href for href in page.links.values() if href.startswith(("/applications", "/decisions"))]


def test_safeguarding_training_about_to_lapse_is_counted_with_its_share(desk, officer):
    desk.done(lambda by, _: people.licence(by=by))
    told = _after(officer.get_page("/"), "Safeguarding training of licence holders")
    assert "1 never recorded" in told
    assert "of 1 licence holder" in told
    for days in (30, 60, 90):
        assert f"lapsing within {days} days" in told


def test_nothing_of_another_authority_is_on_the_list(desk, officer):
    york = Desk(desk.app, "York")
    york.notified()
    york.refused()
    york.done(lambda by, _: people.licence(people.person(by=by, numbers={}), by=by))
    page = officer.get_page("/")
    assert "Perdita" not in page.text
    assert "No duty is open." in page.text
    assert "Nobody holds a licence in force." in page.text
    assert "0 Refused" in _after(page, "Applications by state")
