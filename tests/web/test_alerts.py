"""Alerts on a page: the list and its count, the entry beside the person, an officer's word, and what can follow."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities.officer_models import RegisterTraining
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.national_register.alert_models import Alert
from licensing.national_register.embedded import remove_change_or_reinstate
from licensing.outbox.actions import send_due
from licensing.register.models import DriverLicence
from tests.factories import applications, people
from tests.factories.cases import Desk
from tests.factories.officers import council

WHY = {"same_person": "yes", "reason": "The passport shows both"}


@pytest.fixture
def alert(desk):
    """The address of an alert about Perdita Exampleby, who holds a licence of Leeds."""

    def happens(by, _decider):
        who = people.person(by=by)
        people.licence(who, by=by, number="LDS-PHD-1")
        people.entry_about(who)

    desk.done(happens)
    return _told(desk)


def _told(desk):
    """The worker's passes; the address of the newest alert."""

    def passes():
        while send_due():
            pass
        return db.session.scalars(select(Alert.ref).order_by(Alert.id.desc())).first()

    return f"/alerts/{desk.read(passes)}"


def _lines(desk, event):
    return desk.read(
        lambda: db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id)
        ).all()
    )


def _words(tag):
    return " ".join(tag.get_text(" ").split())


def test_the_list_the_navigation_and_the_work_list_say_how_many_wait(desk, officer, alert):
    page = officer.get_page("/alerts")
    assert "Alerts (1)" in page.links
    row = _words(page.select_one("tbody tr"))
    assert row.startswith("Perdita Exampleby Licence LDS-PHD-1 Bradford Same number")
    assert page.links["Perdita Exampleby"] == alert
    home = _words(officer.get_page("/").select_one("main"))
    assert "1 alert of the national register waits to be looked at" in home
    assert "An alert of the national register: say whether it is the same person" in home
    officer.submit(officer.get_page(alert), WHY)
    page = officer.get_page("/alerts")
    assert "Alerts" in page.links
    assert "No alert waits to be looked at." in page.text
    assert "alert of the national register waits" not in officer.get_page("/").text


def test_a_duty_on_the_board_leads_to_its_alert(officer, alert):
    assert alert in officer.get_page("/duties").links.values()


@pytest.mark.parametrize(
    ("state", "found"), [("open", False), ("closed", True), ("all", True), ("nonsense", False)]
)
def test_the_list_is_narrowed_by_state(officer, alert, state, found):
    officer.submit(officer.get_page(alert), WHY)
    page = officer.get_page(f"/alerts?state={state}")
    assert (alert in page.links.values()) is found


def test_an_alert_shows_the_entry_beside_the_person_field_by_field(officer, alert):
    page = officer.get_page(alert)
    assert page.heading.endswith("Is this entry about Perdita Exampleby?")
    assert _words(page.select_one("table")).count("Perdita Exampleby") >= 2
    assert page.rows["Entry recorded by"] == "Bradford"
    assert page.rows["Decision"] == "Licence revoked"
    assert "Holds licence LDS-PHD-1: private hire driver" in page.rows["Why they are watched"]
    assert "Search again" not in page.text


@pytest.mark.rule("R24", "R15")
def test_looking_leaves_who_and_why_and_the_log_names_nobody(desk, officer, alert):
    officer.get_page(alert)
    (line,) = _lines(desk, "national-register:alert-viewed")
    assert line.actor == f"officer:{desk.officer}"
    assert "safeguarding" in line.reason
    assert set(json.loads(line.facts)) == {"alert", "entry"}
    assert "Perdita" not in line.facts + line.reason + line.subject


@pytest.mark.rule("R72")
def test_the_same_person_said_of_a_licence_holder_shows_what_can_be_done_and_does_none_of_it(
    desk, officer, alert
):
    page = officer.submit(officer.get_page(alert), WHY)
    assert page.rows["Is it the same person?"] == "Yes, the same person"
    assert page.rows["Why"] == "The passport shows both"
    assert page.rows["Said by"].startswith("Olive Officer, ")
    told = _words(page.select_one("main"))
    assert "an entry suspends nobody" in told
    assert "1976 Act s.61(1)(b)" in told
    assert "Ask Bradford for what it relied on" in told
    assert desk.read(lambda: db.session.scalars(select(DriverLicence.state)).all()) == ["current"]


def test_it_can_be_said_otherwise(officer, alert):
    officer.submit(officer.get_page(alert), WHY)
    page = officer.submit(officer.get_page(alert), {"same_person": "no", "reason": "It is his brother"})
    assert page.rows["Is it the same person?"] == "No, not the same person"
    assert "What can be done about the licence" not in page.text


def test_a_word_needs_a_choice_and_a_reason(desk, officer, alert):
    page = officer.submit(officer.get_page(alert), {"reason": "  "}, status=400)
    assert page.errors == ["Choose whether this is the same person", "Say what makes you sure"]
    assert _lines(desk, "national-register:alert-adjudicated") == []


def test_an_alert_about_an_applicant_leads_to_a_new_search(desk, officer):
    application = desk.ready()
    desk.done(lambda *_: people.entry_about(db.session.get_one(applications.Application, application).person))
    page = officer.get_page(_told(desk))
    search = f"/applications/{application}/national-register/search"
    assert search in page.links.values()
    assert f"Has applied: application {application}" in page.rows["Why they are watched"]
    case = officer.get_page(f"/applications/{application}")
    assert "An alert since the search says that an entry of Bradford may be about the applicant" in case.text
    page = officer.submit(officer.get_page(search))
    assert "1 possible match was" in _words(page.select_one("main"))


def test_another_authoritys_alert_is_not_found(app, client, alert):
    elsewhere = Desk(app, "York")
    client.sign_in(elsewhere.officer)
    client.get_page(alert, status=404)
    assert client.post(alert, data=WHY | {"csrf_token": client.csrf_token()}).status_code == 404
    page = client.get_page("/alerts?state=all")
    assert alert not in page.links.values()
    assert "Alerts" in page.links


@pytest.mark.parametrize(
    "role", [role for role in Role if role is not Role.LICENSING_OFFICER], ids=lambda role: role.value
)
def test_who_does_not_search_the_register_sees_no_alert(desk, client, alert, role):
    client.sign_in(desk.somebody(role))
    client.get_page("/alerts", status=403)
    client.get_page(alert, status=403)
    assert not [text for text in client.get_page("/").links if text.startswith("Alerts")]


@pytest.mark.rule("R22")
def test_an_officer_without_training_in_date_sees_that_there_are_alerts_and_looks_at_none(
    desk, officer, alert
):
    yesterday = clock.today() - timedelta(days=1)
    desk.done(lambda *_: db.session.execute(update(RegisterTraining).values(valid_until=yesterday)))
    page = officer.get_page("/alerts")
    assert "You can’t look at an alert" in page.text
    officer.get_page(alert, status=403)
    answer = officer.post(alert, data=WHY | {"csrf_token": officer.csrf_token()})
    assert answer.status_code == 403
    assert _lines(desk, "national-register:alert-viewed") == []


def test_nothing_is_said_without_a_token(desk, officer, alert):
    assert officer.post(alert, data=WHY).status_code == 400
    assert _lines(desk, "national-register:alert-adjudicated") == []


def test_a_closed_alert_shows_nothing_of_the_register_any_more(desk, officer, alert):
    ref = desk.read(lambda: db.session.scalars(select(Alert.entry_ref)).one())

    def change(what):
        desk.done(
            lambda *_: remove_change_or_reinstate(
                ref, by_authority_id=council("Bradford").id, what=what, changed_on=clock.today()
            )
        )

    change("amended")
    assert "The entry has changed since." in officer.get_page(alert).text
    assert officer.post(alert, data=WHY | {"csrf_token": officer.csrf_token()}).status_code == 409
    later = _told(desk)
    assert later != alert
    page = officer.get_page(alert)
    assert "they were compared anew" in page.text
    assert "Licence revoked" not in page.text
    assert not page.select("main form")
    change("removed")
    assert "not on the national register any more" in officer.get_page(later).text
    _told(desk)
    assert "The entry is not on the register any more" in officer.get_page("/alerts?state=closed").text
