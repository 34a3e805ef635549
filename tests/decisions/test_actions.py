"""Notification: it opens the five working days, queues the entry, and is listed until it happens."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.applications import determining
from licensing.db import db, transaction
from licensing.decisions import actions, changes, deadlines, queries
from licensing.decisions.models import Decision
from licensing.duties.holidays import holidays
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register.models import Entry
from licensing.outbox.actions import send_due
from licensing.outbox.models import OutboxMessage
from tests.factories import applications as make
from tests.factories import decisions as decided
from tests.factories import people


@pytest.fixture
def by(app_context):
    """A licensing officer of Leeds."""
    with transaction():
        return make.preparer()


def _refused(by, **facts) -> Decision:
    with transaction():
        decider = make.decision_maker()
        determination = determining.refuse(make.ready(by).id, make.refusal_facts(**facts), by=decider)
        decision_id = determination.decision_id
    return db.session.get_one(Decision, decision_id)


def _notify(decision, by, **changes):
    with transaction():
        return actions.record_notification(
            decision.id, **({"notified_on": clock.today(), "how": "post"} | changes), by=by
        )


def test_a_decision_not_yet_notified_is_listed_until_it_is(by):
    decision = _refused(by)
    assert queries.not_yet_notified(by.authority_id) == [decision]
    _notify(decision, by)
    assert queries.not_yet_notified(by.authority_id) == []


def test_nothing_goes_to_the_national_register_before_the_person_is_notified(by):
    _refused(by)
    assert db.session.scalars(select(OutboxMessage)).all() == []
    assert db.session.scalars(select(Duty).where(Duty.rule == "R04")).all() == []


@pytest.mark.rule("R04")
def test_the_duty_counts_from_the_day_of_notification_and_the_entry_is_queued(by):
    decision = _refused(by)
    _notify(decision, by)
    duty = db.session.scalars(select(Duty).where(Duty.kind == "make-entry")).one()
    assert duty.began_on == clock.today()
    assert duty.due_on == deadlines.entry_due(clock.today(), holidays())
    assert duty.discharged_at is None
    assert db.session.scalars(select(OutboxMessage.topic)).one() == "decision:notified"


@pytest.mark.rule("R04", "R05")
def test_the_duty_is_discharged_when_the_register_has_acknowledged_the_entry(by):
    decision = _refused(by)
    _notify(decision, by)
    assert send_due() == 1
    entry = db.session.scalars(select(Entry)).one()
    duty = db.session.scalars(select(Duty).where(Duty.kind == "make-entry")).one()
    decision = db.session.get_one(Decision, decision.id, populate_existing=True)
    assert (entry.decision, entry.recording_authority_id) == ("refused", by.authority_id)
    assert decision.entry_ref == entry.ref
    assert duty.discharged_on == clock.today()
    assert entry.ref in duty.discharge


@pytest.mark.rule("R03")
def test_a_refusal_that_relied_on_no_relevant_information_makes_no_entry_and_no_duty(by):
    decision = _refused(by, limbs=[], reliance="none")
    _notify(decision, by)
    assert send_due() == 0
    assert db.session.scalars(select(Entry)).all() == []
    assert db.session.scalars(select(Duty).where(Duty.rule == "R04")).all() == []


def test_a_decision_is_notified_once(by):
    decision = _refused(by)
    _notify(decision, by)
    with pytest.raises(NotPossibleNow):
        _notify(decision, by)


@pytest.mark.parametrize("days", [1, -1], ids=["in the future", "before the decision"])
def test_the_day_of_notification_is_between_the_decision_and_today(by, days):
    decision = _refused(by)
    with pytest.raises(BadInput) as refused:
        _notify(decision, by, notified_on=clock.today() + timedelta(days=days), how="pigeon")
    assert set(refused.value.faults) == {"notified_on", "how"}


def test_another_authoritys_decision_is_not_found(by):
    decision = _refused(by)
    with transaction():
        stranger = make.preparer(authority="York")
    with pytest.raises(NotFound):
        _notify(decision, stranger)


@pytest.mark.rule("R05")
def test_no_word_of_the_reasons_reaches_the_entry(by):
    decision = _refused(by, reasons="Threatened an officer at Unmistakable Lane.")
    _notify(decision, by)
    send_due()
    entry = db.session.scalars(select(Entry)).one()
    words = " ".join(str(getattr(entry, column.key)) for column in Entry.__table__.columns)
    assert "Unmistakable" not in words
    assert "hreaten" not in words


@pytest.mark.rule("R04")
def test_the_entry_carries_the_persons_name_birth_address_and_numbers(by):
    decision = _refused(by)
    _notify(decision, by)
    send_due()
    entry = db.session.scalars(select(Entry)).one()
    assert entry.full_name == "Perdita Exampleby"
    assert entry.date_of_birth == date(1985, 3, 27)
    assert entry.home_postcode == "ZZ1 1AA"
    assert [(number.kind, number.number) for number in entry.numbers] == [("national_insurance", "AB123456C")]
    assert "Leeds" in entry.further_information


@pytest.mark.parametrize("kind", ["suspended", "revoked"])
def test_a_decision_pressed_twice_is_made_once(by, kind):
    make_one = getattr(decided, kind)
    with transaction():
        decider = make.decision_maker()
        held = people.licence(by=by)
        first = make_one(decider, of=held)
    with pytest.raises(NotPossibleNow, match="waits for its notification"), transaction():
        make_one(decider, of=held)
    assert db.session.scalars(select(Decision.id)).all() == [first.id]
    with transaction():
        changes.withdraw(first.id, reason="It named the wrong licence.", by=decider)
        make_one(decider, of=held)


def test_a_licence_is_not_taken_away_before_there_was_one(by):
    with transaction():
        decider = make.decision_maker()
        held = people.licence(by=by)
    before = min(held.starts_on, clock.london_date(held.recorded_at)) - timedelta(days=1)
    with pytest.raises(BadInput) as refused, transaction():
        decided.revoked(decider, of=held, decided_on=before)
    assert set(refused.value.faults) == {"decided_on"}
