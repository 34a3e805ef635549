"""Making the entry: sent once, whatever happens between sending and acknowledging."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, not_, select, update

from licensing import clock
from licensing.applications import determining
from licensing.db import db, transaction
from licensing.decisions import actions, appeals, handlers
from licensing.decisions.models import Decision
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound
from licensing.national_register.alert_models import Alert
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.gateway import AwaitsOfficer
from licensing.national_register.models import Entry
from licensing.outbox.actions import send_due
from licensing.outbox.models import OutboxMessage
from tests.factories import applications as make
from tests.factories import decisions as decided
from tests.factories.people import licence, person
from tests.support.databases import SECRETS
from tests.support.source import ROOT

# A worker that is killed, as by a power cut, at the moment the register has made the entry and before anything of it
# is written down on our side.
DIES_AFTER_SENDING = """
import os, signal
from licensing.app import create_app
from licensing.decisions import handlers
from licensing.outbox.actions import send_due

def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)

handlers.acknowledge_entry = die
app = create_app()
with app.app_context():
    send_due()
"""


# What was promised of a decision, apart from what is promised of the entry that it makes.
OURS = OutboxMessage.topic == "decision:notified"


def _refuse_and_notify():
    with transaction():
        by, decider = make.preparer(), make.decision_maker()
        determination = determining.refuse(make.ready(by).id, make.refusal_facts(), by=decider)
        actions.record_notification(determination.decision_id, notified_on=clock.today(), how="post", by=by)
        return determination.decision_id


def _entries():
    return db.session.scalar(select(func.count()).select_from(Entry))


@pytest.mark.rule("R04")
def test_a_worker_killed_between_sending_and_acknowledging_leaves_exactly_one_entry(app_context, settings):
    decision_id = _refuse_and_notify()
    db.session.remove()
    environment = (
        os.environ | SECRETS | {"DATABASE_URL": settings.database_url, "INSTANCE": str(settings.instance)}
    )
    worker = subprocess.run(
        [sys.executable, "-c", DIES_AFTER_SENDING], env=environment, cwd=ROOT, timeout=60, check=False
    )
    assert worker.returncode == -signal.SIGKILL
    message = db.session.scalars(select(OutboxMessage).where(OURS)).one()
    assert message.state == "waiting"
    assert _entries() == 1
    assert db.session.get_one(Decision, decision_id).entry_acknowledged_at is None

    # The lease of the dead worker runs out, and another worker comes.
    with transaction():
        db.session.execute(update(OutboxMessage).where(OURS).values(leased_until=None))
        # The entry was made, and its comparison promised with it, before the worker died.
        db.session.execute(delete(OutboxMessage).where(not_(OURS)))
    assert send_due() == 1
    assert _entries() == 1
    decision = db.session.get_one(Decision, decision_id, populate_existing=True)
    assert decision.entry_ref == db.session.scalars(select(Entry.ref)).one()
    assert db.session.scalars(select(Duty).where(Duty.kind == "make-entry")).one().discharged_at is not None


def test_a_message_sent_twice_is_acknowledged_once(app_context):
    _refuse_and_notify()
    send_due()
    with transaction():
        db.session.execute(delete(OutboxMessage).where(not_(OURS)))
        db.session.execute(update(OutboxMessage).values(state="waiting", sent_at=None))
    assert send_due() == 1
    assert _entries() == 1
    assert db.session.scalars(select(OutboxMessage.state)).one() == "sent"


@pytest.mark.rule("R04")
@pytest.mark.parametrize("days", [-1, 1])
def test_the_duty_was_done_on_the_day_the_register_made_the_entry_whenever_that_is_heard_of(
    app_context, monkeypatch, days
):
    """A day before it is heard of, by a portal's receipt or after an answer was lost; never on a day to come."""
    _refuse_and_notify()
    today, make_entry = clock.today(), EmbeddedRegister.make_entry

    def made(self, entry):
        receipt = make_entry(self, entry)
        return replace(receipt, made_at=receipt.made_at + timedelta(days=days))

    monkeypatch.setattr(EmbeddedRegister, "make_entry", made)
    send_due()
    duty = db.session.scalars(select(Duty).where(Duty.kind == "make-entry")).one()
    assert duty.discharged_on == today + timedelta(days=min(days, 0))


def test_a_register_that_is_down_leaves_the_duty_open_and_the_message_waiting(app_context, monkeypatch):
    _refuse_and_notify()

    def down(_self, _entry):
        raise ConnectionError

    monkeypatch.setattr(EmbeddedRegister, "make_entry", down)
    send_due()
    message = db.session.scalars(select(OutboxMessage).where(OURS)).one()
    assert (message.state, message.last_fault) == ("waiting", "ConnectionError")
    assert message.next_attempt_at > clock.now()
    assert db.session.scalars(select(Duty).where(Duty.kind == "make-entry")).one().discharged_at is None


def test_an_authority_is_not_alerted_about_the_entry_of_its_own_decision_about_a_licence_holder(app_context):
    with transaction():
        by, decider = make.preparer(), make.decision_maker()
        who = person(by=by)
        held = licence(who, by=by)
        licence(person(by=by), by=by)
        renewal = make.ready(by, kind="renewal", renews=held, person_id=who.id)
        determination = determining.refuse(renewal.id, make.refusal_facts(grounds=["(b)"]), by=decider)
        actions.record_notification(determination.decision_id, notified_on=clock.today(), how="post", by=by)
    while send_due():
        pass
    assert _entries() == 1
    open_alerts = db.session.scalars(select(Alert).where(Alert.closed_at.is_(None))).all()
    # The other record of hers, if it is hers, is another matter.
    assert [one.person_id != who.id for one in open_alerts] == [True]


def _overturned():
    """A licence revoked at once, entered, and the appeal allowed: the change waits to be sent."""
    with transaction():
        by = make.decision_maker()
        decision = decided.notified(decided.revoked(by, effect=decided.AT_ONCE), by)
    _all_sent()
    with transaction():
        appeal = appeals.lodge(decision.id, appeals.Lodged(clock.today(), "Leeds Magistrates’ Court"), by=by)
        outcome = appeals.Outcome("allowed", clock.today(), "Not proved.")
        appeals.record_outcome(appeal.id, outcome, by=by)
    return decision.id


def _all_sent():
    while send_due():
        pass


CHANGE = OutboxMessage.topic == "decision:changed"


@pytest.mark.rule("R07", "R14")
def test_a_change_is_told_to_the_register_and_then_to_whoever_was_answered(app_context, monkeypatch):
    told = []
    monkeypatch.setattr(handlers, "tell_answered", lambda **given: told.append(given) or 2)
    decision = db.session.get_one(Decision, _overturned())
    _all_sent()
    entry = db.session.scalars(select(Entry)).one()
    (given,) = told
    assert (given["entry_ref"], given["authority_id"]) == (entry.ref, decision.authority_id)
    assert (given["what"], given["changed_on"], given["effect_on"]) == ("removed", clock.today(), None)
    assert given["reason"].endswith("the decision was overturned. Not proved.")
    assert given["key"] == decision.changes[0].outbox_key


@pytest.mark.rule("R07")
def test_a_change_sent_twice_changes_the_entry_once(app_context):
    _overturned()
    _all_sent()
    with transaction():
        db.session.execute(update(OutboxMessage).where(CHANGE).values(state="waiting", sent_at=None))
    _all_sent()
    assert [one.what for one in db.session.scalars(select(Entry)).one().changes] == ["removed"]
    assert db.session.scalars(select(OutboxMessage.state).where(CHANGE)).one() == "sent"


@pytest.mark.parametrize(
    ("fault", "state", "attempts"),
    [
        pytest.param(AwaitsOfficer(7), "waiting", 0, id="an officer's portal"),
        pytest.param(NotFound("None."), "parked", 1, id="an entry that is gone"),
        pytest.param(BadInput("No.", {"what": "Not so"}), "parked", 1, id="a change that is not taken"),
        pytest.param(ConnectionError(), "waiting", 1, id="a register that is down"),
    ],
)
def test_a_change_that_is_not_taken_waits_or_is_parked_and_the_duty_stays_open(
    app_context, monkeypatch, fault, state, attempts
):
    _overturned()

    def refuse(_self, _change):
        raise fault

    monkeypatch.setattr(EmbeddedRegister, "change_entry", refuse)
    _all_sent()
    message = db.session.scalars(select(OutboxMessage).where(CHANGE)).one()
    assert (message.state, message.attempts) == (state, attempts)
    duty = db.session.scalars(select(Duty).where(Duty.kind == "update-entry")).one()
    assert duty.discharged_at is None


@pytest.mark.rule("R07")
def test_a_later_grant_to_somebody_whom_a_decision_of_ours_entered_is_a_change_of_it(app_context):
    with transaction():
        by = make.decision_maker()
        decision = decided.notified(decided.revoked(by, effect=decided.AT_ONCE), by)
    _all_sent()
    ref = db.session.get_one(Decision, decision.id, populate_existing=True).entry_ref
    with transaction():
        actions.later_grant([ref], licence_id=7, granted_on=clock.today(), by=by)
        actions.later_grant([ref], licence_id=7, granted_on=clock.today(), by=by)
    _all_sent()
    entry = db.session.scalars(select(Entry)).one()
    assert [(one.what, one.changed_on) for one in entry.changes] == [("amended", clock.today())]
    assert db.session.get_one(Decision, decision.id).state == "in-force"
