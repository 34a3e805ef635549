"""Reading decisions."""

from collections.abc import Sequence

from sqlalchemy import select

from licensing.authorities import scope
from licensing.db import db
from licensing.decisions.models import Decision


def not_yet_notified(authority_id: int) -> Sequence[Decision]:
    """An authority's decisions that wait for their notification, the oldest first."""
    return db.session.scalars(
        scope.within(Decision, authority_id)
        .where(Decision.state == "decided")
        .order_by(Decision.decided_on, Decision.id)
    ).all()


def of_person(person_id: int, authority_id: int) -> Sequence[Decision]:
    """An authority's decisions about a person, the newest first."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.person_id == person_id, Decision.authority_id == authority_id)
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    ).all()


def newest(authority_id: int, limit: int = 50) -> Sequence[Decision]:
    """An authority's newest decisions."""
    return db.session.scalars(
        scope.within(Decision, authority_id)
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
        .limit(limit)
    ).all()
