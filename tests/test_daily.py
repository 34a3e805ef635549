"""What falls due each day is looked for once a day, by whichever worker comes first."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from licensing import clock, daily
from licensing.audit.models import AuditEntry
from licensing.daily import run_daily
from licensing.db import db, transaction
from licensing.duties.models import BankHoliday, DailyRun, Duty
from licensing.register.models import DriverLicence
from tests.factories import training

WAIT = 20


@pytest.fixture
def done(monkeypatch):
    """The days on which the jobs were done, in place of the jobs."""
    days = []
    monkeypatch.setattr(daily, "jobs", days.append)
    return days


def test_a_days_jobs_are_done_once_on_the_day_in_london(app_context, done, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, 23, 30, tzinfo=UTC))
    assert [run_daily(), run_daily()] == [True, False]
    assert done == [date(2026, 6, 2)]


def test_the_next_day_they_are_done_again(app_context, done, monkeypatch):
    for day in (1, 2):
        monkeypatch.setattr(clock, "now", lambda day=day: datetime(2026, 6, day, 9, 0, tzinfo=UTC))
        assert run_daily()
    assert done == [date(2026, 6, 1), date(2026, 6, 2)]


def test_of_several_workers_one_does_them(app, monkeypatch):
    begun, done = threading.Barrier(3), []
    monkeypatch.setattr(daily, "jobs", done.append)

    def work(_):
        with app.app_context():
            db.session.scalar(select(DailyRun.day))
            db.session.rollback()
            begun.wait(WAIT)
            return run_daily()

    with ThreadPoolExecutor(3) as workers:
        assert sorted(workers.map(work, range(3))) == [False, False, True]
    assert len(done) == 1


def test_jobs_that_failed_are_still_to_do_and_what_they_wrote_is_taken_back(app_context, monkeypatch):
    def failing(today):
        db.session.add(BankHoliday(day=date(2031, 1, 1), title="A day", source="a test"))
        db.session.flush()
        raise ValueError

    monkeypatch.setattr(daily, "jobs", failing)
    with pytest.raises(ValueError):
        run_daily()
    assert db.session.get(BankHoliday, date(2031, 1, 1)) is None
    db.session.rollback()
    monkeypatch.setattr(daily, "jobs", lambda today: None)
    assert run_daily()


def test_a_job_that_breaks_a_constraint_is_not_taken_for_another_workers_doing(app_context, monkeypatch):
    def failing(today):
        db.session.add(BankHoliday(day=date(2026, 5, 25), title="There already", source="a test"))
        db.session.flush()

    monkeypatch.setattr(daily, "jobs", failing)
    with pytest.raises(IntegrityError):
        run_daily()


def test_the_jobs_open_duties_and_change_no_licence(app_context, monkeypatch):
    """A holder whose safeguarding training lapsed: an officer is told, and decides."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 10, 9, 0, tzinfo=UTC))
    with transaction():
        by, holder = training.officer(), training.person()
        training.licence(holder)
        training.completion(holder, training.course(by), by, completed_on=date(2023, 6, 10))
        leeds = by.authority_id
    before = _licences()
    assert run_daily()
    assert _licences() == before
    owed = db.session.scalars(select(Duty.kind).where(Duty.authority_id == leeds)).all()
    assert owed == ["training-lapsed"]
    db.session.rollback()
    assert not run_daily()
    assert db.session.scalar(select(func.count()).where(AuditEntry.event == "duty:opened")) == 1


def _licences():
    rows = db.session.execute(select(DriverLicence.__table__).order_by(DriverLicence.id)).all()
    db.session.rollback()
    return rows
