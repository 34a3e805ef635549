"""The worker sends digests: through the outbox, to a mail server or into a file, and safely twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import SYSTEM
from licensing.db import db, transaction
from licensing.duties.actions import discharge, open_duty
from licensing.outbox.actions import Delivery, send_due
from licensing.outbox.models import PARKED, SENT, WAITING, OutboxMessage
from licensing.reporting import digest
from licensing.reporting.digest import promise_digests
from licensing.reporting.handlers import send_digest
from tests.factories import officers
from tests.fakes.mail_server import mail_server

TODAY = clock.today()


def _owed(email="olive@leeds.example"):
    """An officer of Leeds with one duty, and today's digest promised and due."""
    with transaction():
        who = officers.officer(email=email)
        open_duty(
            "make-entry",
            authority_id=who.authority_id,
            subject="decision:1",
            about="Perdita Exampleby",
            began_on=TODAY,
            due_on=TODAY,
            by=SYSTEM,
        )
        promise_digests(TODAY)
        message = db.session.scalars(select(OutboxMessage)).one()
        message.next_attempt_at = clock.now()
        return who.id, message.id


def _message(message_id):
    return db.session.get_one(OutboxMessage, message_id, populate_existing=True)


def test_without_a_mail_server_the_digest_is_a_file_in_the_instance(app_context, tmp_path):
    who, message = _owed()
    send_due()
    assert _message(message).state == SENT
    (file,) = (tmp_path / "outbox").glob("*.eml")
    assert file.name == f"digest-{who}-{TODAY.isoformat()}.eml"
    assert "Duties: 1 open" in file.read_text()
    assert "Exampleby" not in file.read_text()


@pytest.mark.parametrize(
    ("behaviour", "state", "taken"),
    [
        ({}, SENT, 1),
        ({"says": {"RCPT": "550 no such mailbox"}}, PARKED, 0),
        ({"says": {"RCPT": "451 busy"}}, WAITING, 0),
        ({"cut": {"EHLO"}}, WAITING, 0),
    ],
    ids=["taken", "refused for good", "refused for now", "hung up"],
)
def test_what_the_mail_server_does_is_what_becomes_of_the_promise(make_app, behaviour, state, taken):
    with mail_server(**behaviour) as post:
        app = make_app(
            smtp_host="127.0.0.1",
            smtp_port=post.port,
            smtp_security="none",
            smtp_from="register@leeds.example",
        )
        with app.app_context():
            _, message = _owed()
            send_due()
            found = _message(message)
            assert found.state == state
            assert "olive" not in found.last_fault
    assert len(post.taken) == taken


def test_a_mail_server_that_is_away_for_long_parks_nothing(make_app):
    with mail_server(cut={"EHLO"}) as post:
        app = make_app(
            smtp_host="127.0.0.1", smtp_port=post.port, smtp_security="none", smtp_from="r@l.example"
        )
        with app.app_context():
            _, message = _owed()
            for _ in range(10):
                with transaction():
                    _message(message).next_attempt_at = clock.now()
                send_due()
            assert (_message(message).state, _message(message).attempts) == (WAITING, 0)


def _deliver(who, day=TODAY):
    send_digest(Delivery(f"digest:{who}:{day}", {"officer_id": who, "day": day.isoformat()}))


def test_a_digest_of_another_day_is_not_sent(app_context, tmp_path):
    who, _ = _owed()
    _deliver(who, TODAY - timedelta(days=1))
    assert not (tmp_path / "outbox").exists()


def test_what_was_done_since_the_morning_is_not_asked_for(app_context, tmp_path):
    who, _ = _owed()
    with transaction():
        discharge("make-entry", subject="decision:1", on=TODAY, by=SYSTEM, how="Entry 1")
    _deliver(who)
    assert not (tmp_path / "outbox").exists()


def test_who_said_no_meanwhile_or_left_is_sent_nothing(app_context, tmp_path):
    who, _ = _owed()
    with transaction():
        officer = db.session.get_one(officers.Officer, who)
        digest.choose(officer, wanted=False)
    _deliver(who)
    with transaction():
        digest.choose(officer, wanted=True)
        officer.active = False
    _deliver(who)
    assert not (tmp_path / "outbox").exists()
