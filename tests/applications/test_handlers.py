"""What the outbox calls for applicants: each message may come twice, and a large load goes on by itself."""

from sqlalchemy import select

from licensing.applications import handlers
from licensing.db import db, transaction
from licensing.national_register.alert_models import Alert
from licensing.national_register.alerts import promise_everybody_compared
from licensing.outbox.actions import Delivery, send_due
from licensing.outbox.models import OutboxMessage
from tests.factories import applications as make
from tests.factories.people import entry_about, licence, person


def test_a_message_delivered_twice_alerts_once(people):
    by, _ = people
    with transaction():
        ref = entry_about(make.received(by).person).ref
    for _ in range(2):
        handlers.compare_with_open_applications(Delivery("a key", {"entries": [ref]}))
    assert len(db.session.scalars(select(Alert)).all()) == 1


def test_after_a_large_load_everybody_is_compared_part_by_part(people, monkeypatch):
    by, _ = people
    monkeypatch.setattr(handlers, "AT_ONCE", 1)
    with transaction():
        for _ in range(2):
            licence(person(by=by), by=by)
        entry_about(make.received(by).person)
        db.session.query(OutboxMessage).delete()
    for _ in range(2):
        with transaction():
            promise_everybody_compared("a load", authority_id=by.authority_id)
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 1
    while send_due():
        pass
    assert len(db.session.scalars(select(Alert)).all()) == 3
    assert set(db.session.scalars(select(OutboxMessage.state))) == {"sent"}
