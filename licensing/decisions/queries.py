"""Reading decisions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, select

from licensing.authorities import scope
from licensing.db import db
from licensing.decisions import deadlines
from licensing.decisions.lifecycle import BITING
from licensing.decisions.models import Appeal, Decision


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


# What a list of decisions can be narrowed to.
SHOWN = {
    "waiting": "Not yet notified",
    "pending": "Pending effect",
    "in-force": "In force",
    "stayed": "Stayed by an appeal",
    "appeals": "With an open appeal",
    "over": "Overturned, ended or withdrawn",
}


def listed(authority_id: int, *, kind: str = "", shown: str = "", limit: int = 100) -> Sequence[Decision]:
    """An authority's newest decisions, of one kind and of one key of SHOWN where that is given."""
    query = scope.within(Decision, authority_id)
    if kind:
        query = query.where(Decision.kind == kind)
    states = {
        "waiting": ("decided",),
        "pending": ("pending",),
        "in-force": BITING,
        "stayed": ("stayed",),
        "over": ("overturned", "ended", "withdrawn"),
    }.get(shown)
    if states:
        query = query.where(Decision.state.in_(states))
    elif shown == "appeals":
        query = query.where(exists().where(Appeal.decision_id == Decision.id, Appeal.outcome == ""))
    return db.session.scalars(
        query.order_by(Decision.decided_on.desc(), Decision.id.desc()).limit(limit)
    ).all()


def open_suspensions(licence_id: int, authority_id: int) -> Sequence[Decision]:
    """The suspensions of a licence that were decided and are not over, the oldest first."""
    return db.session.scalars(
        scope.within(Decision, authority_id)
        .where(
            Decision.licence_id == licence_id,
            Decision.stands_as == "suspended",
            Decision.state.not_in(("withdrawn", "overturned", "ended")),
        )
        .order_by(Decision.id)
    ).all()


def by_entry(entry_ref: str, authority_id: int) -> Decision | None:
    """The decision of an authority that an entry of the national register records, if it was made here."""
    return db.session.scalar(scope.within(Decision, authority_id).where(Decision.entry_ref == entry_ref))


def of_licence(licence_id: int, authority_id: int) -> Sequence[Decision]:
    """Every decision on a licence, the newest first."""
    return db.session.scalars(
        scope.within(Decision, authority_id)
        .where(Decision.licence_id == licence_id)
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    ).all()


def appeals_of(decision_id: int, authority_id: int) -> Sequence[Appeal]:
    """The appeals against a decision, the first first."""
    return db.session.scalars(
        scope.within(Appeal, authority_id).where(Appeal.decision_id == decision_id).order_by(Appeal.id)
    ).all()


def is_over(application_ref: str, authority_id: int, on: date) -> bool:
    """Whether, on a day (London), an application's decision and any appeal against it are over.

    Without a decision against the person there is nothing to appeal against. With one, the person was notified, the
    last day to appeal has passed, no appeal is open, and after a court's decision a time for a further one has passed.
    """
    decisions = db.session.scalars(
        scope.within(Decision, authority_id).where(Decision.application_ref == application_ref)
    ).all()
    return all(_is_over(decision, on) for decision in decisions)


def _is_over(decision: Decision, on: date) -> bool:
    if decision.notified_on is None:
        return decision.state == "withdrawn"
    if on <= deadlines.last_day_to_appeal(decision.notified_on):
        return False
    appeals = appeals_of(decision.id, decision.authority_id)
    return all(
        one.outcome_on is not None and on > deadlines.over_after_outcome(one.outcome_on) for one in appeals
    )
