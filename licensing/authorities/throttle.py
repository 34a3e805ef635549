"""Too many wrong answers: counted for each account and each origin, where every process sees them.

Passwords and codes of a second factor are counted apart. Who knows a password could otherwise wipe out the count
of wrong codes by typing it again.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select

from licensing import clock
from licensing.authorities.officer_models import SignInAttempt
from licensing.db import db
from licensing.sealing import fingerprint

WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ORIGIN = 30

# What is counted.
PASSWORD, CODE = "account", "second factor"


def too_many(kind: str, account: str, origin: str) -> bool:
    """Whether an account, or an origin, gave too many wrong answers in the last 15 minutes."""
    return (
        _failures(SignInAttempt.account == fingerprint(kind, account)) >= FAILURES_PER_ACCOUNT
        or _failures(SignInAttempt.origin == fingerprint("origin", origin)) >= FAILURES_PER_ORIGIN
    )


def count(kind: str, account: str, origin: str) -> None:
    """Count a wrong answer, in the caller's transaction. Of what was tried, nothing is kept."""
    at = clock.now()
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - WINDOW))
    db.session.add(
        SignInAttempt(account=fingerprint(kind, account), origin=fingerprint("origin", origin), at=at)
    )
    db.session.flush()


def forget(kind: str, account: str) -> None:
    """Forget an account's wrong answers after a right one; the origin's stay."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.account == fingerprint(kind, account)))


def _failures(whose: object) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(whose, SignInAttempt.at >= clock.now() - WINDOW)  # type: ignore[arg-type]
        )
        or 0
    )
