"""The duties board: what is owed and by when, by whom, and where it is discharged."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from licensing import clock
from licensing.audit.actions import SYSTEM
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty
from licensing.web.filters import day
from tests.factories import people
from tests.factories.cases import ASKED, Desk

TODAY = clock.today()
ENTRY, REPLY = KINDS["make-entry"].title, KINDS["await-reply"].title


def _words(tag):
    return " ".join(tag.get_text(" ").split())


def _counts(page):
    return [_words(one) for one in page.select(".app-counts__item")]


def _lists(page):
    """The text of each list of duties by the heading above it."""
    return {_words(one.find_previous("h2")): _words(one) for one in page.select(".app-duties")}


def _owe(desk, kind, subject, due_on, about="Somebody"):
    def act(by, _decider):
        open_duty(
            kind,
            authority_id=by.authority_id,
            subject=subject,
            by=SYSTEM,
            about=about,
            began_on=due_on,
            due_on=due_on,
        )

    desk.done(act)


def test_an_empty_board_says_that_nothing_is_owed(desk, officer):
    page = officer.get_page("/duties")
    assert _counts(page) == ["0 open", "0 overdue", "0 mine", "0 with nobody yet"]
    assert "Nothing is owed: every duty has been discharged." in page.text
    assert "No reply of another authority is awaited." in page.text


def test_what_we_owe_stands_apart_from_what_is_owed_to_us_each_with_its_rule_and_source(desk, officer):
    decision, hit = desk.notified(), desk.hit(ASKED)
    page = officer.get_page("/duties")
    listed = _lists(page)
    assert ENTRY in listed["Owed by this authority"]
    assert "rule R04" in listed["Owed by this authority"]
    assert REPLY in listed["Owed to this authority"]
    assert "Request to Bradford, rule R12" in listed["Owed to this authority"]
    assert page.links[ENTRY] == f"/decisions/{decision}"
    # The page that discharges a reply is the case that asked for it.
    assert page.links[REPLY] == f"/applications/{hit.application}"
    for kind in ("make-entry", "await-reply"):
        assert KINDS[kind].source in _words(page.select_one("main"))


@pytest.mark.rule("R04")
def test_a_duty_is_overdue_from_the_day_after_it_was_due(desk, officer):
    decision = desk.refused()
    for days, kind in ((-1, "make-entry"), (0, "update-entry"), (1, "give-grounds")):
        _owe(desk, kind, f"decision:{decision}", TODAY + timedelta(days=days))
    page = officer.get_page("/duties")
    assert _counts(page)[:2] == ["3 open", "1 overdue 33% of the open ones"]
    lines = [_words(one) for one in page.select(".app-duties li")]
    assert ["1 day overdue" in line.lower() for line in lines] == [True, False, False]
    assert "Due today" in lines[1]
    assert f"by {day(TODAY + timedelta(days=1))}" in lines[2]


def test_a_discharged_duty_leaves_the_board(desk, officer):
    decision = desk.refused()
    _owe(desk, "make-entry", f"decision:{decision}", TODAY)
    subject = f"decision:{decision}"
    desk.done(lambda *_: discharge("make-entry", subject=subject, on=TODAY, by=SYSTEM, how="Acknowledged"))
    assert ENTRY not in officer.get_page("/duties").links


def test_another_authoritys_duties_are_not_listed(desk, officer):
    Desk(desk.app, "York").notified()
    assert _counts(officer.get_page("/duties"))[0] == "0 open"


def test_a_duty_about_a_person_leads_to_the_person_and_one_about_an_application_to_its_case(desk, officer):
    person = desk.done(lambda by, _: people.person(by=by).id)
    application = desk.received(numbers={}, name={"first": "O", "middle": "", "last": "M"})
    _owe(desk, "training-lapsed", f"person:{person}", TODAY)
    _owe(desk, "modules-overdue", f"application:{application}", TODAY)
    links = officer.get_page("/duties").links
    assert links[KINDS["training-lapsed"].title] == f"/people/{person}"
    assert links[KINDS["modules-overdue"].title] == f"/applications/{application}"


@pytest.mark.parametrize(
    ("role", "followed"),
    [(Role.DECISION_MAKER, {ENTRY, REPLY}), (Role.ENFORCEMENT_OFFICER, set()), (Role.AUDITOR, set())],
)
def test_a_duty_leads_nowhere_for_an_officer_who_may_not_open_its_page(desk, client, role, followed):
    desk.notified()
    desk.hit(ASKED)
    client.sign_in(desk.somebody(role))
    page = client.get_page("/duties")
    assert ENTRY in page.text
    assert REPLY in page.text
    assert {ENTRY, REPLY} & set(page.links) == followed


def test_the_board_names_nobody(desk, officer):
    desk.notified()
    assert "Exampleby" not in officer.get_page("/duties").text


def test_the_earliest_due_comes_first(desk, officer):
    desk.notified()
    decision = desk.read(lambda: db.session.scalars(select(Duty.subject)).first())
    desk.done(lambda *_: db.session.execute(update(Duty).values(due_on=TODAY + timedelta(days=40))))
    _owe(desk, "update-entry", decision, TODAY + timedelta(days=2))
    first = officer.get_page("/duties").select_one(".app-duties li")
    assert KINDS["update-entry"].title in _words(first)
