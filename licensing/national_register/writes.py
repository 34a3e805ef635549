"""Writing once for each key, however often it is sent: what others write to the register kept here."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.db import db, transaction
from licensing.errors import NotPossibleNow
from licensing.national_register.serving_models import RegisterWrite
from licensing.sealing import fingerprint

Answer = dict[str, Any]


def once(authority_id: int, key: str, sent: str, act: Callable[[], Answer]) -> tuple[Answer, bool]:
    """Do what an authority sent under a key, in a transaction of its own, and give the answer; and whether it is new.

    The same key with the same content gives the first answer again. Raises NotPossibleNow for the same key with other
    content, and whatever `act` raises: then nothing was done, and the key is free.
    """
    hashed = fingerprint("register-write", sent)
    try:
        with transaction():
            return _once(authority_id, key, hashed, act)
    except IntegrityError:
        # The same thing, sent twice at one moment: the other came first, and its answer is there now.
        with transaction():
            return _once(authority_id, key, hashed, act)


def _once(authority_id: int, key: str, hashed: str, act: Callable[[], Answer]) -> tuple[Answer, bool]:
    before = db.session.scalar(
        select(RegisterWrite).where(RegisterWrite.authority_id == authority_id, RegisterWrite.key == key)
    )
    if before is not None:
        if before.sent != hashed:
            raise NotPossibleNow("This key was used before, for something else.")
        return dict(before.answer), False
    row = RegisterWrite(authority_id=authority_id, key=key, sent=hashed, answer={}, written_at=clock.now())
    db.session.add(row)
    # Before the work itself: whoever comes second waits here for the first.
    db.session.flush()
    row.answer = act()
    db.session.flush()
    return row.answer, True
