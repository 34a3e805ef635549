"""The twelve months of the new-driver modules: a duty for an officer, and nothing done to the application."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from licensing import clock
from licensing.applications import actions
from licensing.applications.daily import open_overdue_module_duties
from licensing.applications.deadlines import look_at_modules_by
from licensing.applications.models import Application
from licensing.authorities.duty_work import settle
from licensing.db import db, transaction
from licensing.duties.holidays import holidays
from licensing.duties.models import Duty
from licensing.policy.queries import policy_in_force
from tests.factories import applications as make
from tests.factories import people as people_of

TODAY = clock.today()
DUE = TODAY + relativedelta(months=12)
OVERDUE = DUE + timedelta(days=1)


@pytest.fixture
def application(people):
    """An application received today, of which no module has been passed."""
    with transaction():
        return make.received(people[0])


def _run(on: date) -> int:
    with transaction():
        return open_overdue_module_duties(on)


def _duties():
    return db.session.scalars(select(Duty).where(Duty.rule == "R60")).all()


@pytest.mark.rule("R60")
def test_nothing_is_owed_on_the_last_day_of_the_twelve_months(application):
    assert _run(DUE) == 0
    assert _duties() == []


@pytest.mark.rule("R60")
def test_the_day_after_the_twelve_months_an_officer_is_told(application, people):
    by, _ = people
    assert _run(OVERDUE) == 1
    (duty,) = _duties()
    assert (duty.subject, duty.officer_id) == (f"application:{application.id}", by.id)
    # Ten working days, beginning with the day on which it was seen.
    assert (duty.began_on, duty.discharged_at) == (DUE, None)
    assert duty.due_on == look_at_modules_by(OVERDUE, holidays())
    assert duty.due_on >= OVERDUE + timedelta(days=11)


@pytest.mark.rule("R60")
def test_a_duty_that_an_officer_has_ended_does_not_come_back_while_modules_are_missing(application, people):
    by, _ = people
    _run(OVERDUE)
    with transaction():
        settle(_duties()[0].id, how="Given until the spring", on=OVERDUE, by=by)
    assert _run(OVERDUE + timedelta(days=1)) == 0
    (duty,) = _duties()
    assert (duty.discharged_on, duty.discharge) == (OVERDUE, "Given until the spring")


@pytest.mark.rule("R60")
def test_the_duty_ends_when_the_modules_are_passed_after_all(application, people):
    by, _ = people
    _run(OVERDUE)
    with transaction():
        for module in policy_in_force("E08000035", TODAY).modules.value:
            make.trained(application, module, TODAY - timedelta(days=9), by)
    _run(OVERDUE + timedelta(days=1))
    (duty,) = _duties()
    assert (duty.discharged_on, duty.discharge) == (OVERDUE + timedelta(days=1), "Every module is passed")


@pytest.mark.rule("R60")
def test_the_duty_ends_with_the_application(application, people):
    by, _ = people
    _run(OVERDUE)
    with transaction():
        actions.withdraw(application.id, withdrawn_on=TODAY, reason="By letter", by=by)
    assert [duty.discharge for duty in _duties()] == ["The application was withdrawn"]


@pytest.mark.rule("R60", "R72")
def test_no_application_is_cancelled_by_the_passing_of_days(application):
    _run(OVERDUE)
    assert db.session.get_one(Application, application.id, populate_existing=True).state == "open"


@pytest.mark.rule("R60")
def test_an_officer_is_told_once_however_often_the_days_jobs_run(application):
    _run(OVERDUE)
    _run(OVERDUE)
    _run(OVERDUE + timedelta(days=1))
    assert len(_duties()) == 1


@pytest.mark.rule("R60")
def test_somebody_who_passed_every_module_in_time_is_left_alone(application, people):
    by, _ = people
    with transaction():
        for module in policy_in_force("E08000035", TODAY).modules.value:
            make.trained(application, module, TODAY - timedelta(days=9), by)
    assert _run(OVERDUE) == 0


@pytest.mark.rule("R60")
def test_one_missing_module_is_enough(application, people):
    by, _ = people
    with transaction():
        for module in policy_in_force("E08000035", TODAY).modules.value[1:]:
            make.trained(application, module, TODAY - timedelta(days=9), by)
    assert _run(OVERDUE) == 1


def test_a_draft_and_an_application_that_is_over_are_left_alone(people):
    by, _ = people
    with transaction():
        actions.start(kind="new", licence_kind="private-hire", by=by)
        withdrawn = make.received(by)
        actions.withdraw(withdrawn.id, withdrawn_on=TODAY, reason="By letter", by=by)
    assert _run(OVERDUE) == 0


def test_a_renewal_is_asked_for_no_modules(people):
    by, _ = people
    with transaction():
        held = people_of.licence(by=by)
        make.received(by, kind="renewal", renews=held, person_id=held.person_id)
    assert _run(OVERDUE) == 0
