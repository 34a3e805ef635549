"""Alerts as they are opened and closed: told once, as a duty and in the audit log, and closed with a reason."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities.models import Authority
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.national_register import actions, alerts, removal
from licensing.national_register.alert_models import Alert, OwnEntry
from licensing.national_register.alerts import Likeness, Watched
from licensing.outbox.models import OutboxMessage
from licensing.register.queries import as_value, identity_of
from tests.factories.officers import council
from tests.factories.people import entry_about, licence, person

TODAY = date(2026, 6, 10)


@pytest.fixture
def found(leeds):
    """An entry that may be about Perdita Exampleby, who holds a licence of Leeds."""
    with transaction():
        who = person(by=leeds)
        held = licence(who, by=leeds)
        made = entry_about(who)
        return Likeness(
            watched=Watched(who.id, licence_id=held.id),
            authority_id=who.authority_id,
            person_ref=who.ref,
            identity=identity_of(as_value(who)),
            entry_ref=made.ref,
            entry_version=made.version,
            recording_authority_id=made.recording_authority_id,
            band="strong",
            points=12.5,
            reasons=("Name: agrees",),
            matcher="test-1",
        )


def _opened(found):
    with transaction():
        return alerts.open_alert(found)


def _lines(event):
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id)
    ).all()


def test_an_alert_is_a_duty_of_the_authority_and_a_line_in_its_audit_log_that_names_nobody(leeds, found):
    alert = _opened(found)
    assert alert is not None
    (duty,) = db.session.scalars(select(Duty))
    assert (duty.kind, duty.rule, duty.authority_id) == ("adjudicate-alert", "R72", leeds.authority_id)
    assert (duty.subject, duty.about) == (f"alert:{alert.id}", f"Person {alert.person_id}")
    # Five days by the policy in force.
    assert (duty.began_on, duty.due_on) == (TODAY, TODAY + timedelta(days=5))
    (line,) = _lines("national-register:alert-opened")
    assert (line.actor, line.authority, line.subject) == ("system", "LDS", f"alert:{alert.id}")
    assert json.loads(line.facts) == {"alert": alert.ref, "entry": found.entry_ref, "matcher": "test-1"}


def test_a_council_without_a_policy_is_told_all_the_same(leeds, found):
    with transaction():
        db.session.get_one(Authority, leeds.authority_id).gss_code = "E99999999"
    assert _opened(found) is not None
    assert db.session.scalars(select(Duty.due_on)).one() == TODAY + timedelta(days=5)


def test_the_same_facts_alert_once(found):
    assert _opened(found) is not None
    assert _opened(found) is None
    assert _opened(replace(found, matcher="test-2", points=14.0)) is None


def test_who_has_applied_too_is_alerted_about_once_for_both(found):
    alert = _opened(found)
    applied = replace(found, watched=Watched(found.watched.person_id, application_ref="application"))
    assert _opened(applied) is None
    assert (alert.licence_id, alert.application_ref) == (found.watched.licence_id, "application")


def test_an_authority_is_not_alerted_about_the_entry_that_its_own_decision_made(leeds, found):
    with transaction():
        alerts.own_entry(found.entry_ref, person_ref=found.person_ref, authority_id=leeds.authority_id)
        alerts.own_entry(found.entry_ref, person_ref=found.person_ref, authority_id=leeds.authority_id)
    assert len(db.session.scalars(select(OwnEntry)).all()) == 1
    assert _opened(found) is None


def test_an_alert_opened_before_the_authority_knew_its_own_entry_is_closed(leeds, found):
    alert = _opened(found)
    with transaction():
        alerts.own_entry(found.entry_ref, person_ref=found.person_ref, authority_id=leeds.authority_id)
    assert alert.closed_how == "own-entry"


@pytest.mark.parametrize(
    "new_fact",
    [{"entry_version": 2}, {"identity": "another"}],
    ids=["the entry changed", "the person changed"],
)
def test_a_new_fact_takes_the_place_of_an_alert_that_is_open(found, new_fact):
    first = _opened(found)
    second = _opened(replace(found, **new_fact))
    assert second is not None
    assert (first.closed_how, second.closed_at) == ("compared-anew", None)
    (line,) = _lines("national-register:alert-closed")
    assert json.loads(line.facts)["how"] == "compared-anew"
    open_duties = db.session.scalars(select(Duty.subject).where(Duty.discharged_at.is_(None))).all()
    assert open_duties == [second.subject]


def test_what_is_closed_because_nobody_is_watched_opens_again_when_they_are(found, on):
    alert = _opened(found)
    with transaction():
        assert alerts.not_watched([alert.person_id]) == 1
        assert alerts.not_watched([alert.person_id]) == 0
    assert alert.closed_how == "not-watched"
    on(TODAY + timedelta(days=1))
    assert _opened(found) is alert
    assert (alert.closed_at, alert.opened_at) == (None, clock.now())
    assert alerts.people_with_open_alerts() == [alert.person_id]


@pytest.mark.rule("R09")
def test_what_was_written_of_an_entry_goes_with_it_after_eleven_years(found, on):
    alert = _opened(found)
    on(date(2037, 6, 10))
    with transaction():
        assert removal.remove_expired(clock.today()) == [found.entry_ref]
    db.session.expire_all()
    assert (alert.closed_how, alert.reasons) == ("entry-gone", [])
    assert alerts.entries_with_open_alerts([found.entry_ref]) == []


def test_an_entry_that_its_authority_removed_closes_the_alerts_of_every_authority(found):
    _opened(found)
    assert alerts.entries_with_open_alerts([found.entry_ref, "another"]) == [found.entry_ref]
    with transaction():
        assert alerts.entry_gone("another") == 0
        assert alerts.entry_gone(found.entry_ref) == 1
    assert db.session.scalars(select(Alert.closed_how)).one() == "entry-gone"


def test_a_comparison_is_promised_to_both_handlers_once_with_references_only(leeds):
    for _ in range(2):
        with transaction():
            alerts.promise_comparison(["one", "two"], key="a batch", authority_id=leeds.authority_id)
    messages = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.handler)).all()
    assert [one.handler for one in messages] == [
        "compare-with-licence-holders",
        "compare-with-open-applications",
    ]
    assert all(one.payload == {"entries": ["one", "two"]} for one in messages)
    assert {one.authority_id for one in messages} == {leeds.authority_id}


def test_an_adjudication_of_an_earlier_version_leaves_the_later_alert_open(leeds, found):
    later = _opened(replace(found, entry_version=2))
    said = actions.Adjudication(
        authority_id=leeds.authority_id,
        person_ref=found.person_ref,
        entry_ref=found.entry_ref,
        entry_version=1,
        identity=found.identity,
        same_person=False,
        reason="The passport differs",
        officer_id=leeds.id,
        said_at=clock.now(),
    )
    with transaction():
        db.session.add(said)
        db.session.flush()
        assert alerts.close_adjudicated(said, facts_at=clock.now(), by=leeds.actor) == 0
    assert later.closed_at is None
    assert isinstance(later.opened_at, datetime)


def test_bradfords_word_closes_no_alert_of_leeds(leeds, found):
    _opened(found)
    said = actions.Adjudication(
        authority_id=council("Bradford").id,
        person_ref=found.person_ref,
        entry_ref=found.entry_ref,
        entry_version=1,
        identity=found.identity,
        same_person=False,
        reason="The passport differs",
        officer_id=leeds.id,
        said_at=clock.now(),
    )
    with transaction():
        db.session.add(said)
        db.session.flush()
        assert alerts.close_adjudicated(said, facts_at=clock.now(), by=leeds.actor) == 0
