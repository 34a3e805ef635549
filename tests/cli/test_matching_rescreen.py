"""`flask matching rescreen`: everybody is compared once by a version of the matcher, and an interruption is no loss."""

import json

import pytest
from sqlalchemy import select

from licensing.applications import watching
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.cli import matching_rescreen
from licensing.db import db, transaction
from licensing.matching.verdict import MATCHER_VERSION
from licensing.national_register import rescreening
from licensing.national_register.alert_models import Alert, Rescreening
from licensing.outbox.models import OutboxMessage
from tests.factories import applications as make
from tests.factories.officers import officer
from tests.factories.people import entry, entry_about, licence, person

BY = ("--by", "operator@register.example", "--purpose", "safeguarding")


@pytest.fixture
def register(app):
    """An operator; three licence holders and an applicant of two authorities, all like one entry; nothing promised."""
    with app.app_context(), transaction():
        officer("Leeds", (Role.REGISTER_OPERATOR,), email="operator@register.example")
        for name in ("Leeds", "York"):
            by = make.preparer(authority=name)
            licence(person(by=by), by=by)
        licence(person(by=by), by=by)
        entry_about(make.received(by).person)
        entry("Otto", "Mockman")
        db.session.query(OutboxMessage).delete()
    return app


def _alerts(app):
    with app.app_context():
        return db.session.scalars(select(Alert).order_by(Alert.id)).all()


def _runs(app):
    with app.app_context():
        return db.session.scalars(select(Rescreening).order_by(Rescreening.id)).all()


def test_everybody_watched_of_every_authority_is_compared_and_alerts_are_opened(register, cli):
    said = cli("matching", "rescreen", *BY)
    assert f"4 people compared by the matcher {MATCHER_VERSION}: 4 new alerts." in said
    assert len({one.authority_id for one in _alerts(register)}) == 2
    (run,) = _runs(register)
    assert (run.compared, run.alerts, run.matcher, run.purpose) == (4, 4, MATCHER_VERSION, "safeguarding")
    with register.app_context():
        lines = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event.contains("rescreening")).order_by(AuditEntry.id)
        ).all()
    assert [line.event for line in lines] == [
        "national-register:rescreening-begun",
        "national-register:rescreening-ended",
    ]
    assert lines[0].reason == "The matcher changed"
    assert json.loads(lines[1].facts) == {"rescreening": run.id, "compared": 4, "alerts": 4}


def test_a_version_of_the_matcher_compares_everybody_once_and_alerts_nobody_twice(register, cli, monkeypatch):
    cli("matching", "rescreen", *BY)
    assert "has compared everybody already" in cli("matching", "rescreen", *BY)
    assert "4 people compared" in cli("matching", "rescreen", *BY, "--again")
    assert len(_alerts(register)) == 4
    monkeypatch.setattr(rescreening, "MATCHER_VERSION", "the next")
    monkeypatch.setattr(rescreening.newest, "__defaults__", ("the next",))
    assert "4 people compared by the matcher the next: 0 new alerts." in cli("matching", "rescreen", *BY)
    assert len(_runs(register)) == 3


def test_one_that_was_interrupted_goes_on_where_it_stopped(register, cli, monkeypatch):
    monkeypatch.setattr(matching_rescreen, "AT_ONCE", 2)
    compare, times = watching.compare_everybody_after, []

    def breaks(person_id, limit):
        times.append(person_id)
        if len(times) == 2:
            raise ConnectionError
        return compare(person_id, limit)

    monkeypatch.setattr(watching, "compare_everybody_after", breaks)
    with pytest.raises(ConnectionError):
        cli("matching", "rescreen", *BY)
    assert len(_alerts(register)) == 2
    said = cli("matching", "rescreen", *BY)
    assert "Going on after 2 people." in said
    assert "4 people compared" in said
    assert times[2] == times[1] > 0
    assert len(_runs(register)) == 1
    assert len(_alerts(register)) == 4


@pytest.mark.parametrize(
    ("email", "roles", "why"),
    [
        ("nobody@register.example", None, "There is no officer"),
        ("plain@leeds.example", (Role.LICENSING_OFFICER,), "may not compare everybody"),
    ],
    ids=["nobody", "no operator"],
)
def test_only_the_registers_operator_may(register, cli, email, roles, why):
    if roles:
        with register.app_context(), transaction():
            officer("Leeds", roles, email=email)
    done = cli.run("matching", "rescreen", "--by", email, "--purpose", "safeguarding")
    assert done.exit_code == 1
    assert why in done.output
    assert _runs(register) == []


def test_a_purpose_that_the_act_does_not_know_is_refused(register, cli):
    done = cli.run("matching", "rescreen", "--by", "operator@register.example", "--purpose", "curiosity")
    assert done.exit_code == 2
    assert _runs(register) == []
