"""Recording decisions against a person and their notification, in the caller's transaction."""

from collections.abc import Collection
from datetime import date

from licensing import clock
from licensing.audit.actions import Actor, record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.decisions import checks, deadlines, lifecycle
from licensing.decisions.models import KINDS, Decision
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput
from licensing.outbox.actions import promise

NOTIFIED_HOW = {"in-person": "Handed over", "post": "Post", "email": "Email"}


def record_refusal(
    *,
    renewal: bool,
    person_id: int,
    application_ref: str,
    licence_kind: str,
    limbs: Collection[str],
    reliance: str,
    reasons: str,
    decided_on: date,
    by: Officer,
) -> Decision:
    """Record a refusal that was determined. Raises BadInput when it is not classified (R03) or has no reasons."""
    faults = checks.classification_faults(limbs, reliance)
    if not reasons.strip():
        faults["reasons"] = "Give the reasons for the decision"
    if faults:
        raise BadInput("This decision can't be recorded.", faults)
    kind = "refused-renewal" if renewal else "refused"
    decision = Decision(
        authority_id=by.authority_id,
        person_id=person_id,
        application_ref=application_ref,
        kind=kind,
        licence_kind=licence_kind,
        decided_on=decided_on,
        decided_by_id=by.id,
        limbs=sorted(limbs),
        reliance=reliance,
        reasons=reasons.strip(),
        state="decided",
        recorded_at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    record(
        "decision:recorded",
        by=by.actor,
        subject=_subject(decision),
        kind=kind,
        reliance=reliance,
        limbs=sorted(limbs),
    )
    if renewal:
        # 1976 Act s.61(2)(a): notice of the grounds of a refusal to renew, within 14 days.
        open_duty(
            "give-grounds",
            authority_id=by.authority_id,
            subject=_subject(decision),
            by=by.actor,
            about=f"{KINDS[kind]}, decision {decision.id}",
            began_on=decided_on,
            due_on=deadlines.grounds_due(decided_on),
        )
    return decision


def record_notification(decision_id: int, *, notified_on: date, how: str, by: Officer) -> Decision:
    """Record that the person was notified: the five working days begin, and the entry is queued (R04).

    Raises NotPossibleNow when it has been recorded, BadInput with faults by field.
    """
    decision = scope.get(Decision, decision_id, by.authority_id, lock=True)
    state = lifecycle.after(decision.state, "notify")
    faults = {}
    if notified_on > clock.today():
        faults["notified_on"] = "The day of notification must be today or in the past"
    elif notified_on < decision.decided_on:
        faults["notified_on"] = (
            f"The decision was made on {decision.decided_on:%-d %B %Y}: notification can't be earlier"
        )
    if how not in NOTIFIED_HOW:
        faults["how"] = "Choose how the person was notified"
    if faults:
        raise BadInput("This notification can't be recorded.", faults)
    decision.state, decision.notified_on, decision.notified_how = state, notified_on, how
    decision.notified_by_id = by.id
    db.session.flush()
    record(
        "decision:notified",
        by=by.actor,
        subject=_subject(decision),
        notified_on=notified_on.isoformat(),
        how=how,
    )
    # The notice that is served carries the grounds.
    discharge(
        "give-grounds", subject=_subject(decision), on=notified_on, by=by.actor, how="The notice was served"
    )
    if decision.goes_to_the_national_register:
        # 2022 Act s.2(5)(a): 5 working days beginning with the day on which the person is notified.
        open_duty(
            "make-entry",
            authority_id=by.authority_id,
            subject=_subject(decision),
            by=by.actor,
            about=f"{KINDS[decision.kind]}, decision {decision.id}",
            began_on=notified_on,
            due_on=deadlines.entry_due(notified_on, holidays()),
        )
        promise(
            "decision:notified",
            entry_key(decision),
            {"decision_id": decision.id},
            authority_id=by.authority_id,
            at=clock.now(),
        )
    return decision


def later_grant(entry_refs: Collection[str], *, licence_id: int, granted_on: date, by: Officer) -> None:
    """A later grant to somebody whom this authority entered is a change to its entry (2022 Act s.2(3); R07).

    Opens the duty and promises the change, in the caller's transaction. "As soon as practicable" (s.2(5)(b))
    has no number of days: the duty is due on the day of the grant.
    """
    for ref in entry_refs:
        open_duty(
            "update-entry",
            authority_id=by.authority_id,
            subject=f"entry:{ref}",
            about="A licence was granted to somebody whom this authority entered",
            began_on=granted_on,
            due_on=granted_on,
            by=by.actor,
        )
        promise(
            "licence:granted-after-entry",
            f"licence:{licence_id}:entry:{ref}",
            {"entry_ref": ref, "granted_on": granted_on.isoformat(), "authority_id": by.authority_id},
            authority_id=by.authority_id,
            at=clock.now(),
        )


def entry_key(decision: Decision) -> str:
    """The key under which the entry is promised, and made once."""
    return f"decision:{decision.ref}:entry"


def acknowledge_entry(decision_id: int, *, entry_ref: str, by: Actor) -> None:
    """Record the national register's acknowledgement, which discharges the duty. Safe to repeat."""
    decision = db.session.get_one(Decision, decision_id, with_for_update={"of": Decision})
    if decision.entry_acknowledged_at is not None:
        return
    at = clock.now()
    decision.entry_ref, decision.entry_acknowledged_at = entry_ref, at
    db.session.flush()
    on = clock.london_date(at)
    record(
        "decision:entry-acknowledged",
        by=by,
        subject=_subject(decision),
        entry=entry_ref,
        acknowledged_on=on.isoformat(),
    )
    discharge(
        "make-entry",
        subject=_subject(decision),
        on=on,
        by=by,
        how=f"The national register acknowledged entry {entry_ref}",
    )


def _subject(decision: Decision) -> str:
    return f"decision:{decision.id}"
