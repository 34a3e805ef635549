"""What the outbox calls when an entry or a licence holder changed: each message may come twice."""

import pytest
from sqlalchemy import select

from licensing.app import HANDLERS
from licensing.candidates.models import MatchingIndex
from licensing.db import db, transaction
from licensing.errors import NotConfigured
from licensing.national_register import handlers, index
from licensing.national_register.alert_models import Alert
from licensing.outbox.actions import Delivery, send_due
from licensing.outbox.models import OutboxMessage
from tests.factories.people import entry_about, licence, person


@pytest.fixture
def holder(leeds):
    """Somebody who holds a licence of Leeds."""
    with transaction():
        who = person(by=leeds)
        licence(who, by=leeds)
        return who


def _count():
    return len(db.session.scalars(select(Alert)).all())


def test_an_entry_made_or_changed_has_two_handlers():
    assert set(HANDLERS["register-entry:changed"]) == {
        "compare-with-licence-holders",
        "compare-with-open-applications",
    }


def test_a_message_delivered_twice_alerts_once(holder):
    with transaction():
        ref = entry_about(holder).ref
    for _ in range(2):
        handlers.compare_with_licence_holders(Delivery("a key", {"entries": [ref]}))
    assert _count() == 1


def test_a_licence_holder_who_changed_is_compared_and_who_holds_none_is_not(leeds, holder):
    with transaction():
        entry_about(holder)
        other = person(by=leeds)
    for _ in range(2):
        handlers.compare_licence_holder(Delivery("a key", {"person_id": holder.id}))
        handlers.compare_licence_holder(Delivery("a key", {"person_id": other.id}))
    assert [one.person_id for one in db.session.scalars(select(Alert))] == [holder.id]


def test_a_comparison_waits_while_the_index_is_being_built(holder):
    with transaction():
        ref = entry_about(holder).ref
        index.set_aside()
    with pytest.raises(NotConfigured):
        handlers.compare_with_licence_holders(Delivery("a key", {"entries": [ref]}))
    db.session.rollback()
    send_due()
    assert _count() == 0
    with transaction():
        index.reindex()
        for message in db.session.scalars(select(OutboxMessage)):
            message.next_attempt_at = message.promised_at
    assert db.session.scalars(select(MatchingIndex.form_version).where(MatchingIndex.name == "entries")).one()
    send_due()
    assert _count() == 1
