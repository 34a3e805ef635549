"""Convictions on their pages: advice with the grade of its source, and every look written down."""

from datetime import date

import pytest
from sqlalchemy import select

from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.suitability.convictions_models import Conviction
from licensing.suitability.convictions_recording import ConvictionFacts, record_conviction, void_conviction
from tests.factories import people
from tests.factories.cases import Desk
from tests.support.typing_in import dated

TYPED = {
    "offence": "violence",
    "words": "Common assault",
    "sentence": "Community order",
    "disqualified": "no",
    "source": "dbs-certificate",
    "source_reference": "001234567890",
} | dated("convicted_on", date(2019, 3, 4))
FACTS = ConvictionFacts(
    offence="violence",
    words="Common assault",
    convicted_on=date(2019, 3, 4),
    sentence_completed_on=date(2020, 3, 3),
    source="dbs-certificate",
    seen_on=date(2026, 11, 20),
)


def _words(tag):
    return " ".join(tag.get_text(" ").split())


@pytest.fixture
def person_id(desk):
    """Somebody on the register of Leeds."""
    return desk.done(lambda by, _decider: people.person(by=by).id)


def _recorded(desk, person_id, **changes):
    facts = ConvictionFacts(**(vars(FACTS) | changes))
    return desk.done(
        lambda by, _decider: record_conviction(person_id, facts, by=by, on=date(2026, 11, 21)).id
    )


@pytest.mark.rule("R61")
def test_a_conviction_is_recorded_and_its_earliest_day_shown_as_advice(desk, officer, person_id):
    page = officer.get_page(f"/people/{person_id}/convictions")
    assert "No conviction is recorded." in page.text
    page = officer.get_page(f"/people/{person_id}/convictions/new")
    page = officer.submit(page, TYPED | dated("sentence_completed_on", date(2020, 3, 3)))
    told = _words(page.select_one(".govuk-inset-text"))
    assert "The guidance would consider a licence from 3 March 2030 at the earliest." in told
    assert "It decides nothing" in told
    assert "grade S, rule R61" in _words(page.select_one("main"))


@pytest.mark.rule("R61")
def test_guidance_that_was_not_read_is_marked(desk, officer, person_id):
    _recorded(desk, person_id, offence="dishonesty")
    page = officer.get_page(f"/people/{person_id}/convictions")
    assert "Rests on guidance that was not verified" in _words(page.select_one(".govuk-inset-text"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"offence": "exploitation"}, "The guidance would never consider a licence.", id="never"),
        pytest.param(
            {"sentence_completed_on": None},
            "on which the guidance would consider a licence is not known.",
            id="unknown",
        ),
        pytest.param({"offence": "minor-motoring"}, "The guidance names no day", id="minor"),
        pytest.param(
            {"offence": "drugs-possession"}, "3 March 2025 at the earliest, which has passed", id="past"
        ),
    ],
)
def test_what_the_guidance_says_is_said_in_words(desk, officer, person_id, changes, told):
    _recorded(desk, person_id, **changes)
    page = officer.get_page(f"/people/{person_id}/convictions")
    assert told in _words(page.select_one(".govuk-inset-text"))


@pytest.mark.rule("R62")
def test_points_from_the_flag_on_are_said(desk, officer, person_id):
    _recorded(desk, person_id, offence="minor-motoring", points=6)
    page = officer.get_page(f"/people/{person_id}/convictions")
    assert "The policy flags" not in page.text
    _recorded(desk, person_id, offence="minor-motoring", points=3)
    page = officer.get_page(f"/people/{person_id}/convictions")
    assert "2 offences without a period of its own, with 9 points" in _words(
        page.select_one(".govuk-inset-text")
    )
    assert "The policy flags 7 points or more (rule R62)." in _words(page.select_one(".govuk-inset-text"))


def test_nothing_typed_is_lost_when_something_is_wrong(desk, officer, person_id):
    page = officer.get_page(f"/people/{person_id}/convictions/new")
    wrong = TYPED | dated("sentence_completed_on", date(2018, 1, 1))
    page = officer.submit(
        page, {name: typed for name, typed in wrong.items() if name != "disqualified"}, status=400
    )
    assert page.errors == ["Say whether there was a driving ban"]
    page = officer.submit(page, {"disqualified": "no"}, status=400)
    assert page.errors == ["The sentence can't have been completed before the conviction"]
    assert page.select_one("[name=words]").get_text(strip=True) == "Common assault"
    assert page.select_one("[name=source_reference]")["value"] == "001234567890"


def test_one_recorded_in_error_is_marked_with_its_reason(desk, officer, person_id):
    conviction_id = _recorded(desk, person_id)
    page = officer.get_page(f"/people/{person_id}/convictions/{conviction_id}/void")
    assert officer.submit(page, {"reason": ""}, status=400).errors == ["Say what was wrong"]
    page = officer.submit(page, {"reason": "His brother's."})
    assert "No conviction is recorded." in page.text
    assert "His brother's." in page.text
    officer.get_page(f"/people/{person_id}/convictions/{conviction_id}/void", status=409)


def test_a_conviction_under_somebody_elses_address_is_not_found(desk, officer, person_id):
    conviction_id = _recorded(desk, person_id)
    other = desk.done(lambda by, _decider: people.person("Otto", "Otherby", by=by).id)
    officer.get_page(f"/people/{other}/convictions/{conviction_id}/void", status=404)


def test_every_look_is_written_down_with_who_and_about_whom(desk, officer, person_id):
    officer.get_page(f"/people/{person_id}/convictions")
    entry = desk.read(
        lambda: db.session.scalars(select(AuditEntry).where(AuditEntry.event == "conviction:viewed")).one()
    )
    assert (entry.actor, entry.subject) == (f"officer:{desk.officer}", f"person:{person_id}")


def test_a_decision_maker_sees_and_does_not_record(desk, decider, person_id):
    page = decider.get_page(f"/people/{person_id}/convictions")
    assert "Record a conviction" not in page.text
    decider.get_page(f"/people/{person_id}/convictions/new", status=403)


def test_an_enforcement_officer_does_not_see_convictions(desk, client, person_id):
    client.sign_in(desk.somebody(Role.ENFORCEMENT_OFFICER))
    client.get_page(f"/people/{person_id}/convictions", status=403)
    assert "Convictions, and what the guidance says" not in client.get_page(f"/people/{person_id}").text


def test_another_authoritys_person_is_not_found(app, desk, new_client, person_id):
    conviction_id = _recorded(desk, person_id)
    browser = new_client()
    browser.sign_in(Desk(app, authority="Bradford").officer)
    for address in ("", "/new", f"/{conviction_id}/void"):
        browser.get_page(f"/people/{person_id}/convictions{address}", status=404)


@pytest.mark.rule("R61")
def test_a_case_shows_the_convictions_and_the_advice_and_nothing_waits_for_them(desk, officer):
    application_id = desk.ready()
    before = officer.get_page(f"/applications/{application_id}")
    ready = _words(before.select_one(".app-readiness"))
    person = desk.done(lambda by, _decider: _applicant(application_id))
    _recorded(desk, person, offence="exploitation")
    page = officer.get_page(f"/applications/{application_id}")
    assert "The guidance would never consider a licence." in page.text
    assert "but a conviction was seen on a DBS certificate. One of the two needs to be corrected." in _words(
        page.select_one("main")
    )
    assert _words(page.select_one(".app-readiness")) == ready


def _applicant(application_id):
    from licensing.applications.models import Application

    return db.session.get_one(Application, application_id).person_id


def test_what_was_marked_as_an_error_counts_no_longer_on_the_case(desk, officer):
    application_id = desk.ready()
    person = desk.done(lambda by, _decider: _applicant(application_id))
    conviction_id = _recorded(desk, person)
    desk.done(lambda by, _decider: void_conviction(conviction_id, reason="A slip", by=by))
    assert "Common assault" not in officer.get_page(f"/applications/{application_id}").text
    assert desk.read(lambda: db.session.get_one(Conviction, conviction_id).voided_by_id) == desk.officer
