"""A lapse during a licence is put before an officer, and suspends nobody."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.duties.actions import discharge
from licensing.duties.models import BankHolidayYear, Duty
from licensing.register.models import DriverLicence, Person
from licensing.training.daily import open_lapse_duties
from tests.factories import training as make
from tests.factories.training import KIRKLEES, TODAY

pytestmark = [pytest.mark.usefixtures("app_context"), pytest.mark.rule("R59")]

LAPSED_ON = TODAY


@pytest.fixture
def holder():
    """A licence holder of Leeds whose training counts up to yesterday."""
    with transaction():
        by, person = make.officer(), make.person()
        make.licence(person, number="L-77")
        make.completion(person, make.course(by), by, completed_on=date(2023, 6, 10))
        return person.id


def _run(on):
    with transaction():
        return open_lapse_duties(on)


def test_on_the_last_good_day_nothing_happens(holder):
    assert _run(LAPSED_ON - timedelta(days=1)) == 0


def test_the_day_after_a_duty_opens_for_the_authority(holder):
    assert _run(LAPSED_ON) == 1
    duty = db.session.scalars(select(Duty)).one()
    assert (duty.kind, duty.rule, duty.subject) == ("training-lapsed", "R59", f"person:{holder}")
    assert duty.authority_id == make.authority().id
    assert (duty.began_on, duty.due_on) == (LAPSED_ON, date(2026, 6, 23))
    assert duty.about == "Imran Example, licence L-77"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "training:lapsed")).one()
    assert (entry.actor, entry.facts) == ("system", '{"lapsed_on": "2026-06-10"}')


def test_a_lapse_suspends_nobody(holder):
    _run(LAPSED_ON)
    assert db.session.scalars(select(DriverLicence.state)).all() == ["current"]


def test_running_again_opens_nothing_more(holder):
    _run(LAPSED_ON)
    assert _run(LAPSED_ON) == 0
    assert _run(LAPSED_ON + timedelta(days=30)) == 0


def test_a_lapse_that_an_officer_has_dealt_with_stays_dealt_with(holder):
    with transaction():
        open_lapse_duties(LAPSED_ON)
        by = make.officer().actor
        discharge(
            "training-lapsed", subject=f"person:{holder}", on=LAPSED_ON, by=by, how="Booked on a course"
        )
    assert _run(LAPSED_ON + timedelta(days=1)) == 0


def test_a_second_lapse_opens_a_second_duty(holder):
    _run(LAPSED_ON)
    with transaction():
        by = make.officer()
        person = db.session.get_one(Person, holder)
        make.licence(person, starts_on=date(2027, 1, 1), ends_on=date(2029, 12, 31))
        make.completion(person, make.course(by, "SG-2"), by, completed_on=LAPSED_ON)
    assert _run(date(2029, 6, 9)) == 0
    with transaction():
        # The list of bank holidays ends before 2029: the day is reckoned, so it must be loaded.
        for year in range(2020, 2031):
            if db.session.get(BankHolidayYear, year) is None:
                db.session.add(BankHolidayYear(year=year, source="test", loaded_at=clock.now()))
    assert _run(date(2029, 6, 10)) == 1
    assert [row.discharged_on for row in db.session.scalars(select(Duty).order_by(Duty.id))] == [TODAY, None]


def test_a_lapse_seen_late_begins_on_its_day_and_is_due_from_the_day_it_was_seen(holder):
    _run(date(2026, 7, 6))
    duty = db.session.scalars(select(Duty)).one()
    assert (duty.began_on, duty.due_on) == (LAPSED_ON, date(2026, 7, 17))


def test_a_lapse_before_the_licence_begins_with_the_licence():
    with transaction():
        by, person = make.officer(), make.person()
        make.licence(person, starts_on=date(2026, 6, 8))
        make.completion(person, make.course(by), by, completed_on=date(2020, 1, 1))
        open_lapse_duties(TODAY)
    assert db.session.scalars(select(Duty.began_on)).one() == date(2026, 6, 8)


def test_somebody_never_trained_has_not_lapsed():
    with transaction():
        make.licence(make.person())
    assert _run(TODAY) == 0


def test_the_interval_is_each_authoritys_own():
    with transaction():
        for gss_code in (make.LEEDS, make.CALDERDALE):
            by, person = make.officer(gss_code), make.person(gss_code=gss_code)
            make.licence(person)
            make.completion(person, make.course(by), by, completed_on=date(2024, 6, 10))
        # Calderdale's example difference, 24 months, is in force from 1 July 2026.
        assert open_lapse_duties(date(2026, 7, 15)) == 1
    assert db.session.scalars(select(Duty.authority_id)).one() == make.authority(make.CALDERDALE).id


def test_an_authority_without_a_policy_stops_nobody_elses_day(holder):
    with transaction():
        make.licence(make.person(gss_code=make.LEICESTER))
    assert _run(LAPSED_ON) == 1


def test_each_authoritys_duty_is_its_own(holder):
    _run(LAPSED_ON)
    assert (
        db.session.scalars(select(Duty).where(Duty.authority_id == make.authority(KIRKLEES).id)).all() == []
    )
