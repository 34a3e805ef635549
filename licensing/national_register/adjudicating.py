"""What an officer does with an alert: look at it, and say whether it is the same person, and why."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import register_training_until
from licensing.db import db
from licensing.errors import BadInput, NotAllowed, NotFound, NotPossibleNow
from licensing.national_register import alerts, checks
from licensing.national_register.actions import gateway
from licensing.national_register.alert_models import Alert
from licensing.national_register.gateway import EntryShown
from licensing.national_register.models import Adjudication
from licensing.register.models import Person
from licensing.register.queries import as_value, identity_of

# 2022 Act s.4(3)(c): why an officer looks at what the register says of somebody who did not ask (R15).
WHY = "An alert, for the safeguarding of passengers (2022 Act s.4(3)(c))"


def listed(
    authority_id: int, *, state: str = "open", page: int = 1, per_page: int = 25
) -> tuple[Sequence[Alert], int]:
    """A page of an authority's alerts, the newest first, and how many there are: "open", "closed" or "" for all."""
    query = select(Alert).where(Alert.authority_id == authority_id)
    if state == "open":
        query = query.where(Alert.closed_at.is_(None))
    elif state == "closed":
        query = query.where(Alert.closed_at.is_not(None))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.options(selectinload(Alert.person).selectinload(Person.names), selectinload(Alert.licence))
        .order_by(Alert.opened_at.desc(), Alert.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    return rows, total


def open_count(authority_id: int) -> int:
    """How many of an authority's alerts wait for an officer."""
    count = select(func.count(Alert.id)).where(Alert.authority_id == authority_id, Alert.closed_at.is_(None))
    return db.session.scalar(count) or 0


def by_ref(ref: str, authority_id: int, *, lock: bool = False) -> Alert:
    """An alert of an authority. Raises NotFound for none and for another authority's alike."""
    query = select(Alert).where(Alert.ref == ref, Alert.authority_id == authority_id)
    if lock:
        query = query.with_for_update(of=Alert).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such alert.")
    return found


def about_person(person_id: int, authority_id: int) -> Sequence[Alert]:
    """The alerts about a person of an authority that are open, or were adjudicated the same person."""
    return db.session.scalars(
        select(Alert)
        .outerjoin(Adjudication, Adjudication.id == Alert.adjudication_id)
        .where(
            Alert.person_id == person_id,
            Alert.authority_id == authority_id,
            Alert.closed_at.is_(None) | Adjudication.same_person,
        )
        .order_by(Alert.id)
    ).all()


def look_at(alert: Alert, *, by: Officer) -> EntryShown | None:
    """The entry as the register shows it now, or None when it is gone. Leaves a line of who looked, when and why.

    In the caller's transaction. Raises NotAllowed for an officer not trained in the national register (R22).
    """
    _trained(by)
    entry = gateway(by.authority_id).entry(alert.entry_ref, by.authority_id)
    if entry is not None:
        record(
            "national-register:alert-viewed",
            by=by.actor,
            subject=alert.subject,
            reason=WHY,
            alert=alert.ref,
            entry=alert.entry_ref,
        )
    return entry


def adjudicate(ref: str, *, same_person: bool, reason: str, by: Officer) -> Alert:
    """Say whether an alert's entry is about the person, and why. Closes it; suspends and refuses nobody (R72).

    It may be said otherwise later. Raises NotFound for another authority's, NotAllowed for an officer not trained,
    NotPossibleNow when the entry is gone or has changed, BadInput without a reason.
    """
    alert = by_ref(ref, by.authority_id, lock=True)
    _trained(by)
    if alert.closed_at is not None and alert.adjudication is None:
        raise NotPossibleNow("This alert is closed: there is nothing to say of it any more.")
    entry = gateway(by.authority_id).entry(alert.entry_ref, by.authority_id)
    if entry is None:
        raise NotPossibleNow("This entry is not on the national register any more.")
    if entry.version != alert.entry_version:
        raise NotPossibleNow(
            "The entry has changed: it is compared again, and you are told if it is still alike."
        )
    if not reason.strip():
        raise BadInput("Say why.", {"reason": "Say what makes you sure"})
    at = clock.now()
    said = Adjudication(
        authority_id=by.authority_id,
        person_ref=alert.person_ref,
        entry_ref=alert.entry_ref,
        entry_version=alert.entry_version,
        # What the officer saw is the person as known now, which may be more than when the alert was opened.
        identity=identity_of(as_value(alert.person)),
        same_person=same_person,
        reason=reason.strip(),
        officer_id=by.id,
        said_at=at,
    )
    db.session.add(said)
    db.session.flush()
    record(
        "national-register:alert-adjudicated",
        by=by.actor,
        subject=alert.subject,
        reason=said.reason,
        alert=alert.ref,
        entry=alert.entry_ref,
        same_person=same_person,
    )
    if alert.closed_at is None:
        alerts.close_adjudicated(said, facts_at=at, by=by.actor)
    else:
        alert.adjudication_id = said.id
    db.session.flush()
    return alert


def untrained(officer: Officer) -> bool:
    """Whether an officer lacks the training in date without which the register is not looked at (R22)."""
    return register_training_until(officer.id, clock.today()) is None


def _trained(officer: Officer) -> None:
    reasons = checks.training_fault(register_training_until(officer.id, clock.today()))
    if reasons:
        raise NotAllowed("You can't look at what the national register holds.", reasons)
