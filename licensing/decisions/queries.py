"""Reading decisions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from licensing.authorities import scope
from licensing.db import db
from licensing.decisions.deadlines import last_day_to_appeal
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


def by_entry(entry_ref: str, authority_id: int) -> Decision | None:
    """The decision of an authority that an entry of the national register records, if it was made here."""
    return db.session.scalar(scope.within(Decision, authority_id).where(Decision.entry_ref == entry_ref))


def is_over(application_ref: str, authority_id: int, on: date) -> bool:
    """Whether a decision on an application can't be appealed against any more on a day (London), or none was made."""
    decisions = db.session.scalars(
        scope.within(Decision, authority_id).where(Decision.application_ref == application_ref)
    )
    return all(one.notified_on is not None and on > last_day_to_appeal(one.notified_on) for one in decisions)
