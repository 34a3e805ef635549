"""From a question put to its answer taken in, through the outbox and over real HTTP: nothing lost, nothing twice."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from licensing import clock
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.outbox.actions import Delivery, send_due
from licensing.outbox.models import OutboxMessage
from licensing.register.vehicles import VehicleFacts, add_vehicle
from licensing.suitability import asking, handlers, vetting_queries
from licensing.suitability.daily import look_after
from licensing.suitability.vetting_models import ServiceQuestion, VehicleEnquiry, VettingRecord
from tests.factories.vetting import HELD, NUMBER, holder
from tests.fakes import http_stand_in as fake
from tests.fakes.dbs import dbs_stand_in
from tests.fakes.dvla import KEY, dvla_stand_in

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def dbs():
    with dbs_stand_in(**HELD) as one:
        yield one


@pytest.fixture
def dvla():
    with dvla_stand_in() as one:
        yield one


def somebody():
    """A licence holder who consented, and of whom nothing else is to be sent."""
    made = holder(starts_on=date(2026, 1, 1))
    made.consents()
    while send_due():
        pass
    return made


@pytest.fixture
def leeds(make_app, on, dbs, dvla):
    app = make_app(dbs_url=dbs.address, dvla_url=dvla.address, dvla_key=KEY)
    with app.app_context():
        yield somebody()


@pytest.fixture
def later(monkeypatch):
    """`later(hours=1)`: time passes, and whatever is due is sent."""

    def later(**passed):
        at = clock.now() + timedelta(**passed)
        monkeypatch.setattr(clock, "now", lambda: at)
        return send_due(limit=1)

    return later


def ask(leeds):
    with transaction():
        asking.ask_about_person(leeds.who.id, by=leeds.by)


def every(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def messages():
    return [one for one in every(OutboxMessage) if one.key.startswith("service-question:")]


def outcome():
    return [(one.state, one.outcome) for one in every(ServiceQuestion)]


@pytest.mark.rule("R54")
def test_a_question_is_asked_once_and_its_answer_recorded(leeds, dbs, later):
    ask(leeds)
    later(seconds=1)
    assert outcome() == [("answered", "BLANK_NO_NEW_INFO")]
    (held,) = every(VettingRecord)
    assert (held.kind, held.result, held.how) == ("dbs-status", "blank-no-new-info", "service")
    assert len(dbs.http.came) == 1
    assert later(hours=2) == 0


def test_two_workers_with_one_question_record_one_answer(leeds, dbs):
    ask(leeds)
    app, question_id = current_app._get_current_object(), every(ServiceQuestion)[0].id
    db.session.rollback()
    together = threading.Barrier(2)

    def work(_):
        with app.app_context():
            together.wait(20)
            handlers.ask_update_service(Delivery("a key", {"question_id": question_id}))

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))
    assert outcome() == [("answered", "BLANK_NO_NEW_INFO")]
    assert len(every(VettingRecord)) == 1


@pytest.mark.parametrize("fault", [fake.HANG_UP, fake.SLOW, fake.CUT, fake.GARBAGE, fake.HTML])
@pytest.mark.rule("R54", "R72")
def test_a_service_that_is_down_for_a_day_leaves_a_queue_and_no_wrong_record(leeds, dbs, later, fault):
    ask(leeds)
    dbs.http.fails(fault, times=10_000)
    passed = timedelta()
    while passed < timedelta(days=1):
        later(hours=3)
        passed += timedelta(hours=3)
    assert outcome() == [("waiting", "")]
    assert every(VettingRecord) == []
    assert every(Duty) == []
    assert [one.state for one in messages()] == ["waiting"]
    dbs.http.works()
    later(hours=1)
    assert outcome() == [("answered", "BLANK_NO_NEW_INFO")]
    assert len(every(VettingRecord)) == 1


def test_a_service_that_asks_for_patience_is_left_alone_by_every_question(leeds, dbs, later):
    other = somebody()
    ask(leeds)
    ask(other)
    dbs.status, dbs.retry_after = 429, "7200"
    later(seconds=1)
    later(seconds=1)
    assert len(dbs.http.came) == 1
    dbs.status = 200
    later(minutes=61)
    later(seconds=1)
    assert len(dbs.http.came) == 1
    later(minutes=61)
    later(seconds=1)
    assert len(dbs.http.came) == 3
    assert [state for state, _ in outcome()] == ["answered", "answered"]
    assert {one.attempts for one in messages()} == {1}


def test_credentials_that_are_not_taken_wait_for_the_administrator_and_are_never_parked(leeds, dbs, later):
    ask(leeds)
    dbs.status = 403
    for _ in range(12):
        later(hours=2)
    (message,) = messages()
    assert (message.state, message.attempts) == ("waiting", 0)
    assert "credentials" in message.last_fault


def test_a_malformed_question_is_put_in_front_of_an_officer_and_not_asked_again(leeds, dbs, later):
    ask(leeds)
    dbs.status = 400
    later(seconds=1)
    assert outcome() == [("answered", "refused")]
    assert [one.kind for one in every(Duty)] == ["correct-dbs-details"]
    assert later(hours=5) == 0
    with transaction():
        assert look_after(clock.today()) == 0


def test_a_consent_that_ended_before_it_was_sent_is_not_asked_about(leeds, dbs, later):
    ask(leeds)
    leeds.consents(number="009876543210")
    later(seconds=1)
    assert dbs.http.came == []
    assert outcome() == [("withdrawn", "")]


def test_a_service_that_is_not_set_up_any_more_leaves_its_questions_waiting(leeds, make_app, later):
    ask(leeds)
    with make_app().app_context():
        later(seconds=1)
        assert outcome() == [("waiting", "")]
        assert "DBS_URL" in messages()[0].last_fault


@pytest.mark.parametrize("fault", [fake.OK, fake.HANG_UP, fake.GARBAGE])
def test_what_the_outbox_keeps_and_logs_of_a_fault_names_nobody(leeds, dbs, later, caplog, fault):
    caplog.set_level(logging.DEBUG)
    dbs.http.fails(fault)
    ask(leeds)
    later(seconds=1)
    said = caplog.text + "".join(one.last_fault for one in messages())
    for personal in (NUMBER, "27/03", "surname="):
        assert personal not in said


@pytest.mark.parametrize(
    ("vrm", "states", "outcomes"),
    [
        ("AA19MOT", ["answered"], ["found"]),
        ("ER19NFD", ["answered"], ["not-found"]),
        ("ER19BAD", ["answered"], ["refused"]),
        ("ER19ERR", ["waiting"], []),
        ("ER19MNT", ["waiting"], []),
        ("ER19THR", ["waiting"], []),
    ],
)
def test_each_answer_of_the_dvla_is_recorded_and_no_fault_is(leeds, later, vrm, states, outcomes):
    with transaction():
        car = add_vehicle(VehicleFacts(vrm), by=leeds.by)
        asking.ask_about_vehicle(car.id, by=leeds.by)
    later(seconds=1)
    assert [one.state for one in every(ServiceQuestion)] == states
    assert [one.outcome for one in every(VehicleEnquiry)] == outcomes


def test_questions_that_fell_due_are_sent_no_faster_than_the_setting_says(leeds, dbs, later):
    for _ in range(3):
        somebody()
    with transaction():
        assert look_after(clock.today()) == 4
    assert vetting_queries.waiting_count(leeds.by.authority_id) == 4
    sent = [later(seconds=15) for _ in range(8)]
    # 120 an hour: one every thirty seconds.
    assert sent == [1, 1, 0, 1, 0, 1, 0, 0]
    assert len(dbs.http.came) == 4
