"""What an administrator sees of the outbox."""

from licensing import clock
from licensing.db import db, transaction
from licensing.outbox.models import PARKED, SENT, WAITING, OutboxMessage
from licensing.outbox.queries import parked_count, states_of, unsent
from tests.factories import officers


def add(key, state, council="Leeds", handler="one"):
    now = clock.now()
    made = OutboxMessage(
        topic="test:happened",
        handler=handler,
        key=key,
        payload={},
        authority_id=officers.council(council).id if council else None,
        state=state,
        promised_at=now,
        next_attempt_at=now,
    )
    db.session.add(made)
    db.session.flush()
    return made


def test_an_authority_sees_its_own_parked_and_waiting_messages_the_parked_first(app_context):
    with transaction():
        add("waiting", WAITING)
        add("sent", SENT)
        add("first parked", PARKED)
        add("second parked", PARKED)
        add("another's", PARKED, "Bradford")
        add("the system's", PARKED, None)
    leeds, york = officers.council("Leeds").id, officers.council("York").id
    assert [message.key for message in unsent(leeds)] == ["first parked", "second parked", "waiting"]
    assert parked_count(leeds) == 2
    assert (list(unsent(york)), parked_count(york)) == ([], 0)


def test_the_states_of_what_was_promised_under_a_key_are_told(app_context):
    with transaction():
        add("key", SENT, handler="one")
        add("key", PARKED, handler="other")
    assert sorted(states_of("key")) == [PARKED, SENT]
    assert states_of("no such key") == []
