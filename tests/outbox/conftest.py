"""An outbox of the tests' own: topics and handlers that leave the real ones alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

TOPIC = "test:happened"


@pytest.fixture
def handled(app) -> Iterator[Callable[..., None]]:
    """`handled(one=handler, …)`: who handles TOPIC, by name, until the test ends."""
    from licensing.app import HANDLERS
    from licensing.outbox.actions import connect

    yield lambda **handlers: connect({TOPIC: handlers})
    connect(HANDLERS)


@pytest.fixture
def promised(app) -> Callable[..., list[int]]:
    """`promised("key", …)`: the ids of the messages promised under these keys, all of Leeds."""
    from licensing import clock
    from licensing.db import db, transaction
    from licensing.outbox.actions import promise
    from licensing.outbox.models import OutboxMessage
    from tests.factories import officers

    def make(*keys: str, payload: dict[str, Any] | None = None) -> list[int]:
        with app.app_context(), transaction():
            leeds = officers.council().id
            for key in keys:
                promise(TOPIC, key, payload or {"id": 1}, authority_id=leeds, at=clock.now())
            found = select(OutboxMessage.id).where(OutboxMessage.key.in_(keys)).order_by(OutboxMessage.id)
            return list(db.session.scalars(found))

    return make


@pytest.fixture
def message(app) -> Callable[[int], Any]:
    """`message(id)`: the row as it is stored now, apart from any session."""
    from licensing.db import db
    from licensing.outbox.models import OutboxMessage

    def read(message_id: int) -> Any:
        with app.app_context():
            found = db.session.get_one(OutboxMessage, message_id)
            db.session.expunge(found)
            return found

    return read
