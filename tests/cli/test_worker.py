"""`flask worker`, as a process: it ends when it is told to, runs once on SQLite, and goes on through bad moments."""

import logging
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.cli.worker import _attempt
from licensing.db import db, transaction
from licensing.duties.models import BankHolidayYear, DailyRun
from licensing.errors import NotConfigured
from licensing.outbox.models import PARKED, OutboxMessage
from licensing.settings import ROOT
from tests.factories import training
from tests.support.databases import SECRETS

SECONDS = 60


@pytest.fixture
def worker(database_url, tmp_path):
    """`worker("--once")`: the process; whatever still runs at the end of the test is ended."""
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "worker", *arguments],
            env=os.environ | SECRETS | {"DATABASE_URL": database_url, "INSTANCE": str(tmp_path)},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(app, reached, process):
    """Wait until something can be seen in the database while the process runs."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, process.communicate()
        with app.app_context():
            if reached():
                return
        time.sleep(0.1)
    raise AssertionError("It did not happen in time.")


def has_begun():
    return db.session.scalar(select(DailyRun.day)) is not None


def promised(app, count):
    """The ids of messages of a handler that no longer exists: each is tried once and parked."""
    with app.app_context(), transaction():
        now = clock.now()
        made = [
            OutboxMessage(
                topic="decision:notified",
                handler="long-gone",
                key=f"key-{number}",
                payload={},
                promised_at=now,
                next_attempt_at=now,
            )
            for number in range(count)
        ]
        db.session.add_all(made)
        db.session.flush()
        return [message.id for message in made]


def parked_entries():
    found = select(AuditEntry.subject).where(AuditEntry.event == "outbox:parked")
    return sorted(db.session.scalars(found))


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=lambda told: told.name)
def test_it_ends_well_when_it_is_told_to(app, worker, told):
    process = worker()
    until(app, has_begun, process)
    process.send_signal(told)
    said, wrong = process.communicate(timeout=SECONDS)
    assert (process.returncode, said, wrong) == (0, "", "")


def test_once_is_one_pass_over_what_is_due(app, cli):
    ids = promised(app, 3)
    assert cli("worker", "--once") == "3 tried.\n"
    assert cli("worker", "--once") == "0 tried.\n"
    with app.app_context():
        assert has_begun()
        assert set(db.session.scalars(select(OutboxMessage.state))) == {PARKED}
        assert len(parked_entries()) == len(ids)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_second_worker_on_sqlite_refuses_and_the_first_goes_on(app, worker):
    first = worker()
    until(app, has_begun, first)
    second = worker("--once")
    _, wrong = second.communicate(timeout=SECONDS)
    assert second.returncode == 1
    assert wrong == "A worker runs already on this SQLite database: one is enough.\n"
    assert first.poll() is None


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_worker_that_was_killed_keeps_no_other_out(app, worker):
    first = worker()
    until(app, has_begun, first)
    first.kill()
    first.communicate()
    second = worker("--once")
    _, wrong = second.communicate(timeout=SECONDS)
    assert (second.returncode, wrong) == (0, "")


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_two_workers_on_postgresql_share_the_work_and_nothing_is_done_twice(app, worker):
    both = [worker(), worker()]
    for process in both:
        until(app, has_begun, process)
    ids = promised(app, 60)
    until(app, lambda: len(parked_entries()) >= len(ids), both[0])
    for process in both:
        process.terminate()
        said, wrong = process.communicate(timeout=SECONDS)
        assert (process.returncode, said, wrong) == (0, "", "")
    with app.app_context():
        assert parked_entries() == sorted(f"outbox:{number}" for number in ids)
        assert set(db.session.scalars(select(OutboxMessage.attempts))) == {1}


def busy():
    raise OperationalError("select 1", {}, Exception("database is locked"))


def not_set_up():
    raise NotConfigured("No policy is in force.")


@pytest.mark.parametrize(
    ("work", "says"), [(busy, "database is locked"), (not_set_up, "No policy is in force.")]
)
def test_what_cannot_be_done_now_is_said_once_and_tried_again(app_context, caplog, work, says):
    faults = {}
    with caplog.at_level(logging.WARNING):
        assert [_attempt("sending", work, faults) for _ in range(3)] == [0, 0, 0]
        assert caplog.text.count(says) == 1
        assert _attempt("sending", lambda: 2, faults) == 2
        assert faults == {}
        _attempt("sending", work, faults)
        assert caplog.text.count(says) == 2


def test_a_fault_of_the_program_ends_it_and_is_seen(app_context):
    with pytest.raises(ZeroDivisionError):
        _attempt("sending", lambda: 1 // 0, {})


def test_messages_go_on_being_sent_where_todays_jobs_cannot_be_done(app, worker):
    with app.app_context(), transaction():
        # A lapse of training would open a duty, whose last day can't be counted without bank holidays.
        by, holder = training.officer(), training.person()
        today = clock.today()
        training.licence(holder, starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=300))
        training.completion(holder, training.course(by), by, completed_on=today - timedelta(days=5 * 365))
        db.session.execute(delete(BankHolidayYear))
    [number] = promised(app, 1)
    process = worker()
    until(app, lambda: parked_entries() == [f"outbox:{number}"], process)
    with app.app_context():
        assert not has_begun()
    process.terminate()
    assert "no bank holidays are loaded" in process.communicate(timeout=SECONDS)[1]
    assert process.returncode == 0
