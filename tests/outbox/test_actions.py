"""Promises: made with what they tell of, kept once, tried again more and more slowly, and never lost."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.errors import NotConfigured, NotFound, NotPossibleNow, Unlawful
from licensing.outbox import actions
from licensing.outbox.actions import (
    LEASE,
    LONGEST_WAIT,
    TRIES_BEFORE_PARKING,
    CannotBeSent,
    NotYet,
    claim,
    deliver,
    hasten,
    promise,
    release,
    send_due,
    wait_after,
)
from licensing.outbox.models import PARKED, SENT, WAITING, OutboxMessage
from tests.factories import officers

TOPIC = "test:happened"
WAIT = 20


class Kept:
    """A handler that remembers what it was given, and fails when it is told to."""

    def __init__(self, fault=None):
        self.fault = fault
        self.given = []

    def __call__(self, delivery):
        self.given.append(delivery)
        if self.fault is not None:
            raise self.fault


def at(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


# --- promising -------------------------------------------------------------------------------------------------


def test_a_promise_goes_with_the_callers_transaction(app_context, handled):
    handled(one=Kept())
    with pytest.raises(KeyError), transaction():  # noqa: PT012
        promise(TOPIC, "key", {}, authority_id=None, at=clock.now())
        assert db.session.scalar(select(func.count(OutboxMessage.id))) == 1
        raise KeyError
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0


def test_a_promise_under_the_same_key_is_made_once(promised, handled, message):
    handled(one=Kept())
    first = promised("key", payload={"id": 1})
    assert promised("key", payload={"id": 2}) == first
    assert message(first[0]).payload == {"id": 1}


def test_a_promise_that_was_kept_is_not_made_again(app, promised, handled):
    kept = Kept()
    handled(one=kept)
    promised("key")
    for _ in range(2):
        with app.app_context():
            send_due()
        promised("key")
    assert len(kept.given) == 1


def test_each_handler_of_a_topic_has_a_promise_of_its_own(app, promised, handled, message):
    one, other = Kept(), Kept(ValueError())
    handled(one=one, other=other)
    ids = promised("key")
    with app.app_context():
        assert send_due() == 2
    assert {message(number).handler: message(number).state for number in ids} == {
        "one": SENT,
        "other": WAITING,
    }


def test_a_promise_that_nobody_keeps_is_a_fault(app_context, handled):
    handled(one=Kept())
    with pytest.raises(KeyError), transaction():
        promise("nobody:listens", "key", {}, authority_id=None, at=clock.now())


def test_every_topic_of_the_application_has_a_handler(app):
    from licensing.app import HANDLERS

    assert HANDLERS
    assert all(HANDLERS.values())


# --- sending ---------------------------------------------------------------------------------------------------


def test_a_message_is_given_to_its_handler_once_with_its_key_and_marked_sent(app, promised, handled, message):
    kept = Kept()
    handled(one=kept)
    [number] = promised("key", payload={"decision_id": 3})
    with app.app_context():
        assert [send_due(), send_due()] == [1, 0]
    assert [(one.key, one.payload) for one in kept.given] == [("key", {"decision_id": 3})]
    sent = message(number)
    assert (sent.state, sent.attempts, sent.leased_until, sent.last_fault) == (SENT, 1, None, "")
    assert sent.sent_at is not None


def test_a_handler_is_called_outside_any_transaction(app, promised, handled):
    def handler(_delivery):
        with transaction():
            db.session.execute(text("select 1"))

    handled(one=handler)
    [number] = promised("key")
    with app.app_context():
        send_due()
        assert db.session.get_one(OutboxMessage, number).state == SENT


def test_messages_are_sent_in_the_order_they_were_promised(app, promised, handled):
    kept = Kept()
    handled(one=kept)
    promised("a", "c", "b")
    with app.app_context():
        assert [send_due(limit=2), send_due(limit=2)] == [2, 1]
    assert [one.key for one in kept.given] == ["a", "c", "b"]


def test_one_message_that_fails_does_not_keep_the_next_from_being_sent(app, promised, handled, message):
    def handler(delivery):
        if delivery.key == "bad":
            raise ValueError

    handled(one=handler)
    ids = promised("bad", "good")
    with app.app_context():
        send_due()
    assert [message(number).state for number in ids] == [WAITING, SENT]


def test_what_a_failed_handler_wrote_is_taken_back(app, promised, handled, message):
    def handler(_delivery):
        db.session.add(
            OutboxMessage(
                topic=TOPIC,
                handler="x",
                key="x",
                payload={},
                promised_at=clock.now(),
                next_attempt_at=clock.now(),
            )
        )
        db.session.flush()
        raise ValueError

    handled(one=handler)
    [number] = promised("key")
    with app.app_context():
        send_due()
        assert db.session.scalar(select(func.count(OutboxMessage.id))) == 1
    assert message(number).attempts == 1


# --- trying again ----------------------------------------------------------------------------------------------


def test_each_wait_is_twice_the_one_before_and_at_most_an_hour():
    waits = [wait_after(attempts) for attempts in range(1, 12)]
    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (15, 30, 60, 120)]
    assert all(later == min(2 * before, LONGEST_WAIT) for before, later in itertools.pairwise(waits))
    assert waits[-1] == LONGEST_WAIT == timedelta(hours=1)
    assert wait_after(10_000) == LONGEST_WAIT
    assert wait_after(0) == waits[0]


def test_a_message_that_fails_waits_longer_each_time_and_is_parked_after_eight(
    app, promised, handled, message, monkeypatch
):
    kept = Kept(ConnectionError("refused"))
    handled(one=kept)
    [number] = promised("key")
    now = clock.now()
    waits = []
    for _ in range(TRIES_BEFORE_PARKING):
        at(monkeypatch, now)
        with app.app_context():
            assert send_due() == 1
        found = message(number)
        waits.append(found.next_attempt_at - now)
        at(monkeypatch, found.next_attempt_at - timedelta(seconds=1))
        with app.app_context():
            assert send_due() == 0, "It was tried before its time."
        now = found.next_attempt_at
    assert [wait.total_seconds() for wait in waits] == [15, 30, 60, 120, 240, 480, 960, 1920]
    assert (found.state, found.attempts, found.leased_until) == (PARKED, 8, None)
    at(monkeypatch, now + timedelta(days=1))
    with app.app_context():
        assert send_due() == 0
        parked = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "outbox:parked")).all()
    assert [(one.subject, one.actor) for one in parked] == [(f"outbox:{number}", "system")]
    assert len(kept.given) == 8


def test_a_message_that_the_installation_cannot_send_yet_waits_an_hour_each_time_and_is_never_parked(
    app, promised, handled, message, monkeypatch
):
    kept = Kept(NotConfigured("The index is being built."))
    handled(one=kept)
    [number] = promised("key")
    now = clock.now()
    for _ in range(TRIES_BEFORE_PARKING + 2):
        at(monkeypatch, now)
        with app.app_context():
            assert send_due() == 1
        found = message(number)
        assert (found.state, found.attempts, found.last_fault) == (WAITING, 0, "The index is being built.")
        assert found.next_attempt_at - now == LONGEST_WAIT
        now = found.next_attempt_at
    kept.fault = None
    at(monkeypatch, now)
    with app.app_context():
        send_due()
    assert message(number).state == SENT


def test_what_is_hastened_while_it_is_being_tried_does_not_wait_an_hour(app, promised, handled, message):
    def happens_meanwhile(delivery):
        with transaction():
            hasten(delivery.key)
        raise NotYet

    handled(one=happens_meanwhile)
    (number,) = promised("key")
    with app.app_context():
        send_due()
    assert message(number).next_attempt_at <= clock.now()


def test_a_permanent_fault_parks_at_once_with_its_words(app, promised, handled, message):
    handled(one=Kept(CannotBeSent("No entry is owed.")))
    [number] = promised("key")
    with app.app_context():
        send_due()
    assert (message(number).state, message(number).attempts) == (PARKED, 1)
    assert message(number).last_fault == "No entry is owed."


def test_a_message_whose_handler_is_gone_is_parked(app, promised, handled, message):
    handled(one=Kept())
    [number] = promised("key")
    handled(renamed=Kept())
    with app.app_context():
        send_due()
    assert message(number).state == PARKED
    assert "No handler" in message(number).last_fault


@pytest.mark.parametrize(
    ("fault", "kept"),
    [
        (ValueError("no number AB123456C of Perdita Exampleby"), "ValueError"),
        (OSError("perdita@example.com"), "OSError"),
        (Unlawful("The register is closed on Sundays."), "The register is closed on Sundays."),
    ],
    ids=["a fault", "a fault of the network", "a refusal of ours"],
)
def test_only_our_own_words_about_a_fault_are_kept(app, promised, handled, message, caplog, fault, kept):
    handled(one=Kept(fault))
    [number] = promised("key")
    with app.app_context():
        send_due()
    assert message(number).last_fault == kept
    assert "AB123456C" not in caplog.text
    assert "erdita" not in caplog.text
    if not isinstance(fault, Unlawful):
        assert "raise self.fault" in caplog.text, "The log says where it failed."
    assert message(number).state == WAITING


def test_once_it_is_sent_the_old_fault_is_gone(app, promised, handled, message, monkeypatch):
    kept = Kept(ValueError())
    handled(one=kept)
    [number] = promised("key")
    with app.app_context():
        send_due()
    kept.fault = None
    at(monkeypatch, message(number).next_attempt_at)
    with app.app_context():
        send_due()
    assert (message(number).state, message(number).last_fault, message(number).attempts) == (SENT, "", 2)


# --- leases ----------------------------------------------------------------------------------------------------


def test_a_message_that_one_worker_leased_is_not_given_to_another(app, promised, handled):
    handled(one=Kept())
    ids = promised("a", "b", "c")
    now = clock.now()
    with app.app_context():
        assert [claim(now, 2), claim(now, 2), claim(now, 2)] == [ids[:2], ids[2:], []]


def test_a_lease_that_ran_out_is_claimed_again(app, promised, handled, message):
    handled(one=Kept())
    [number] = promised("key")
    now = clock.now()
    with app.app_context():
        assert claim(now, 5) == [number]
        assert claim(now + LEASE, 5) == []
        assert claim(now + LEASE + timedelta(seconds=1), 5) == [number]
    assert message(number).attempts == 2


def test_a_worker_that_died_before_marking_leaves_a_message_that_is_sent_again_with_the_same_key(
    app, promised, handled, message, monkeypatch
):
    class Killed(BaseException):
        pass

    kept = Kept(Killed())
    handled(one=kept)
    [number] = promised("key")
    with app.app_context(), pytest.raises(Killed):
        send_due()
    assert message(number).state == WAITING
    kept.fault = None
    at(monkeypatch, clock.now() + LEASE + timedelta(seconds=1))
    with app.app_context():
        assert send_due() == 1
    assert [one.key for one in kept.given] == ["key", "key"]
    assert message(number).state == SENT


def test_a_message_that_ends_its_worker_each_time_is_parked_too(app, promised, handled, message):
    handled(one=Kept())
    [number] = promised("key")
    now = clock.now()
    with app.app_context():
        for _ in range(TRIES_BEFORE_PARKING):
            assert claim(now, 5) == [number]
            now += LEASE + timedelta(seconds=1)
        assert claim(now, 5) == []
    assert (message(number).state, message(number).attempts) == (PARKED, TRIES_BEFORE_PARKING)
    assert "worker ended" in message(number).last_fault


def test_what_another_worker_sent_meanwhile_is_not_sent_again(app, promised, handled, message):
    kept = Kept()
    handled(one=kept)
    ids = promised("a", "b")
    now = clock.now()
    with app.app_context():
        slow = claim(now, 5)
        for number in claim(now + LEASE + timedelta(seconds=1), 5):
            deliver(number)
        for number in slow:
            deliver(number)
    assert [one.key for one in kept.given] == ["a", "b"]
    assert [message(number).state for number in ids] == [SENT, SENT]


def test_a_slow_failure_does_not_undo_what_another_worker_sent_meanwhile(app, promised, handled, message):
    """The lease ran out while the first worker was sending; the second sent it; then the first one fails."""
    others = []

    def handler(_delivery):
        if not others:
            others.append("began")
            for number in claim(clock.now() + LEASE + timedelta(seconds=1), 5):
                deliver(number)
            raise CannotBeSent("Too late.")

    handled(one=handler)
    [number] = promised("key")
    with app.app_context():
        send_due()
    assert (message(number).state, message(number).last_fault) == (SENT, "")


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_worker_passes_over_what_another_is_just_claiming(app, promised, handled):
    handled(one=Kept())
    ids = promised("a", "b", "c")
    with app.app_context(), db.engine.connect() as another:
        another.execute(select(OutboxMessage.id).where(OutboxMessage.id.in_(ids[:2])).with_for_update())
        assert claim(clock.now(), 5) == ids[2:]


def test_two_workers_share_what_is_due_and_each_message_is_sent_once(app, promised, handled, message):
    sent, both = [], threading.Barrier(2)

    def handler(delivery):
        sent.append((delivery.key, threading.get_ident()))
        if len(sent) <= 2:
            # The first message of each: neither worker goes on before the other has one too.
            both.wait(WAIT)

    def work(_):
        while True:
            with app.app_context():
                if not send_due(limit=3):
                    return

    handled(one=handler)
    keys = [f"key-{number}" for number in range(24)]
    ids = promised(*keys)
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))
    assert sorted(key for key, _ in sent) == sorted(keys)
    assert len({worker for _, worker in sent}) == 2
    assert {message(number).state for number in ids} == {SENT}
    assert {message(number).attempts for number in ids} == {1}


# --- releasing -------------------------------------------------------------------------------------------------


@pytest.fixture
def parked(app, promised, handled):
    """The id of a message of Leeds that could not be sent."""
    handled(one=Kept(CannotBeSent("Not today.")))
    [number] = promised("key")
    with app.app_context():
        send_due()
    return number


def released(app, number, council="Leeds"):
    with app.app_context(), transaction():
        who = officers.officer(council, [Role.ADMINISTRATOR], trained_until=None)
        release(number, by=who.actor, authority_id=who.authority_id)


def test_a_released_message_is_tried_again_from_the_beginning(app, parked, handled, message):
    kept = Kept()
    handled(one=kept)
    released(app, parked)
    assert (message(parked).state, message(parked).attempts) == (WAITING, 0)
    with app.app_context():
        assert send_due() == 1
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "outbox:released")).one()
        assert entry.actor.startswith("officer:")
    assert message(parked).state == SENT


def test_another_authoritys_message_is_not_found(app, parked, message):
    with pytest.raises(NotFound):
        released(app, parked, "Bradford")
    assert message(parked).state == PARKED


def test_a_message_that_does_not_exist_is_not_found(app, parked):
    with pytest.raises(NotFound):
        released(app, parked + 1)


def test_a_message_that_is_not_parked_is_not_released(app, promised, handled):
    handled(one=Kept())
    [number] = promised("key")
    with pytest.raises(NotPossibleNow):
        released(app, number)


def test_the_systems_own_message_belongs_to_no_administrator(app, parked):
    with app.app_context(), transaction():
        db.session.get_one(OutboxMessage, parked).authority_id = None
    with pytest.raises(NotFound):
        released(app, parked)


def test_the_table_of_handlers_is_the_applications(app):
    from licensing.app import HANDLERS

    assert actions._handlers == HANDLERS
