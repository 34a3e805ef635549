"""`flask demo`: a register filled with people who are plainly invented, once, and never beside real officers."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.applications.lifecycle import STATES
from licensing.applications.models import Application
from licensing.audit.models import AuditEntry
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import register_training_until
from licensing.authorities.permissions import Role
from licensing.cli.demo import OFFICERS, PASSWORD
from licensing.db import Model, db, transaction
from licensing.decisions.models import Decision
from licensing.duties.models import Duty
from licensing.outbox.models import OutboxMessage
from licensing.register.models import DriverLicence, Person
from licensing.register.operator_models import Operator
from licensing.register.vehicle_models import Vehicle
from licensing.register.working_link_models import WorkingLink
from licensing.training.lapses import lapsing
from tests.factories import officers

pytestmark = pytest.mark.usefixtures("app")


def counted():
    """How many rows each table has."""
    return {
        name: db.session.scalar(select(func.count()).select_from(table))
        for name, table in Model.metadata.tables.items()
    }


def test_it_fills_an_empty_register_with_something_in_every_state(app, cli):
    said = cli("demo")
    assert "Everybody in it is invented." in said
    assert PASSWORD in said
    assert all(email in said for email, *_ in OFFICERS)
    with app.app_context():
        states = set(db.session.scalars(select(Application.state)))
        assert states == set(STATES) - {"withdrawn"}
        # All but one refusal are notified, each with its duty and its message.
        notified = [one.notified_on for one in db.session.scalars(select(Decision))]
        assert len(notified) == 4
        assert notified.count(None) == 1
        assert db.session.scalar(select(func.count()).where(Duty.kind == "make-entry")) == 3
        assert set(db.session.scalars(select(DriverLicence.state))) == {"current", "suspended", "revoked"}
        assert db.session.scalar(select(func.count()).where(Duty.kind == "watch-appeal")) == 1
        assert db.session.scalar(select(func.count(OutboxMessage.id))) >= 1
        assert db.session.scalar(select(func.count(AuditEntry.id))) >= 10
        leeds = officers.council().id
        assert lapsing(leeds, clock.today(), 90, 36)
        officer = db.session.scalars(select(Officer).where(Officer.email == "officer@leeds.example")).one()
        assert officer.demo
        assert Role.LICENSING_OFFICER in officer.roles
        assert register_training_until(officer.id, clock.today() + timedelta(days=30))
    assert "audit log is whole" in cli("audit", "verify")
    cli("worker", "--once")
    assert "audit log is whole" in cli("audit", "verify")


def test_run_again_it_changes_nothing_and_everybody_may_sign_in(app, cli, client):
    cli("demo")
    with app.app_context():
        before = counted()
    assert "nothing was changed" in cli("demo")
    with app.app_context():
        assert counted() == before
    for email in ("officer@leeds.example", "decider@leeds.example"):
        page = client.submit(client.get_page("/sign-in"), {"email": email, "password": PASSWORD})
        assert page.url == "/"
        client.post("/sign-out", data={"csrf_token": client.csrf_token()})


def test_everybody_in_it_is_plainly_invented(app, cli):
    cli("demo")
    with app.app_context():
        for who in db.session.scalars(select(Person)):
            home = who.home_address
            # Postcodes of the area ZZ do not exist; numbers 07700 900… and example.com are kept for fiction.
            assert home is not None
            assert home.postcode.startswith("ZZ"), who.full_name
            assert who.telephone in ("", "07700 900123")
            assert who.email.endswith("@example.com")
            for held in who.numbers:
                assert re.fullmatch(r"AB(\d)\1{5}[A-D]", held.number), who.full_name
        assert db.session.scalar(select(func.count(Person.id))) > 5
        assert set(db.session.scalars(select(Officer.demo))) == {True}
        assert all(email.endswith(".example") for email in db.session.scalars(select(Officer.email)))
        assert all(one.number for one in db.session.scalars(select(DriverLicence)))


def test_its_vehicles_and_operators_are_plainly_invented_and_some_need_looking_at(app, cli):
    cli("demo")
    with app.app_context():
        assert all(one.vrm.startswith("ZZ") for one in db.session.scalars(select(Vehicle)))
        numbers = [one.company_number for one in db.session.scalars(select(Operator))]
        assert all(one.startswith("ZZ") for one in numbers if one)
        assert db.session.scalar(select(func.count()).where(Duty.kind == "return-plate")) == 1
        assert db.session.scalar(select(func.count(WorkingLink.id))) == 1


def test_beside_real_officers_it_refuses_and_changes_nothing(app, cli):
    with app.app_context(), transaction():
        officers.officer()
    with app.app_context():
        before = counted()
    result = cli.run("demo")
    assert result.exit_code == 1
    assert "real officers" in result.output
    assert PASSWORD not in result.output
    with app.app_context():
        assert counted() == before
