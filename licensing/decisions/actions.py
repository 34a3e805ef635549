"""Deciding on licences, recording refusals, and notifying both, in the caller's transaction.

How a decision changes afterwards is in `changes.py` and `appeals.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import Actor, record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.decisions import changes, checks, deadlines, lifecycle, queries, referrals
from licensing.decisions.models import KINDS, Decision
from licensing.decisions.referrals import ReferralFacts
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotPossibleNow
from licensing.outbox.actions import hasten, promise
from licensing.policy.statute import IMMIGRATION_GROUNDS
from licensing.register.lifecycle import STATES as LICENCE_STATES
from licensing.register.models import DriverLicence

NOTIFIED_HOW = {"in-person": "Handed over", "post": "Post", "email": "Email"}


@dataclass(frozen=True)
class Facts:
    """What a decision maker enters to suspend or revoke. `ends_on` is a suspension's last day; none: no end is set."""

    grounds: Collection[str]
    limbs: Collection[str]
    reliance: str
    reasons: str
    decided_on: date
    effect: checks.Effect = field(default_factory=checks.Effect)
    ends_on: date | None = None
    immigration: checks.Immigration = field(default_factory=checks.Immigration)
    # Why a licence that is suspended is revoked.
    apart: str = ""
    risk_of_harm: bool | None = None
    at_risk_concerned: bool | None = None
    referrals: Sequence[ReferralFacts] = ()


def suspend(licence_id: int, facts: Facts, *, by: Officer) -> Decision:
    """Suspend a licence, for a period or until further notice. A person decides; no rule does (R72).

    Nothing happens to the licence before the person is notified. Raises NotPossibleNow for a licence that is not
    there to be suspended, BadInput with every fault by field.
    """
    return _decide("suspended", licence_id, facts, by)


def revoke(licence_id: int, facts: Facts, *, by: Officer) -> Decision:
    """Revoke a licence. One that is suspended is revoked by a decision of its own, with reasons of its own."""
    return _decide("revoked", licence_id, facts, by)


def _decide(kind: str, licence_id: int, facts: Facts, by: Officer) -> Decision:
    licence = scope.get(DriverLicence, licence_id, by.authority_id, lock=True)
    may_be_decided_on(licence, kind)
    if found := faults(kind, licence, facts):
        raise BadInput("This decision can’t be recorded.", found)
    at_once = facts.effect.immediate
    decision = Decision(
        authority_id=by.authority_id,
        person_id=licence.person_id,
        licence_id=licence.id,
        kind=kind,
        licence_class="driver",
        licence_kind=licence.kind,
        decided_on=facts.decided_on,
        decided_by_id=by.id,
        grounds=sorted(set(facts.grounds)),
        immigration=_immigration(facts.grounds, facts.immigration),
        limbs=sorted(facts.limbs),
        reliance=facts.reliance,
        reasons=facts.reasons.strip(),
        apart_from_suspension=facts.apart.strip(),
        immediate=at_once,
        safety_statement=facts.effect.statement.strip() if at_once else "",
        safety_explanation=facts.effect.explanation.strip() if at_once else "",
        suspension_ends_on=facts.ends_on,
        risk_of_harm=facts.risk_of_harm,
        at_risk_concerned=facts.at_risk_concerned,
        stands_as=kind,
        stands_until=facts.ends_on,
        state="decided",
        recorded_at=clock.now(),
    )
    _record(decision, by)
    for one in facts.referrals:
        referrals.record_referral(decision.id, one, by=by)
    return decision


def may_be_decided_on(licence: DriverLicence, kind: str = "") -> None:
    """Raise NotPossibleNow for a licence that can't be suspended or revoked: it is gone, or its term is over.

    Of a kind of decision, also where one is recorded of which nobody was notified yet: pressed twice, a decision would
    be made twice, with two notices and two entries.
    """
    if licence.state not in ("current", "suspended"):
        raise NotPossibleNow(
            f"This licence is {LICENCE_STATES[licence.state].lower()}: it can’t be taken away."
        )
    if licence.ends_on < clock.today():
        raise NotPossibleNow(
            f"This licence ended on {licence.ends_on:%-d %B %Y}: there is nothing to take away."
        )
    for one in queries.of_licence(licence.id, licence.authority_id):
        if one.kind == kind and one.state == "decided":
            raise NotPossibleNow(
                f"{KINDS[kind]}: decision {one.id} of {one.decided_on:%-d %B %Y} says so already, and waits for its "
                "notification. Notify the person, or withdraw it first. Nothing of yours was saved."
            )


def faults(kind: str, licence: DriverLicence, facts: Facts) -> dict[str, str]:
    """What is wrong with a decision to suspend or revoke, by field, all of it together."""
    found = checks.classification_faults(facts.limbs, facts.reliance)
    found |= checks.grounds_faults(facts.grounds, "driver")
    found |= checks.immigration_faults(facts.grounds, facts.immigration, facts.decided_on)
    found |= checks.effect_faults(facts.effect, "driver")
    if not facts.reasons.strip():
        found["reasons"] = "Give the reasons for the decision"
    if facts.decided_on > clock.today():
        found["decided_on"] = "The day of the decision must be today or in the past"
    elif facts.decided_on < min(licence.starts_on, clock.london_date(licence.recorded_at)):
        found["decided_on"] = f"There was no such licence yet: it began on {licence.starts_on:%-d %B %Y}"
    elif kind == "suspended":
        found |= checks.suspension_faults(
            facts.ends_on, decided_on=facts.decided_on, immediate=facts.effect.immediate
        )
    suspended = bool(queries.open_suspensions(licence.id, licence.authority_id))
    found |= checks.apart_faults(kind, suspended_already=suspended, apart=facts.apart)
    return found | referrals.faults(facts.risk_of_harm, facts.at_risk_concerned, facts.referrals)


def _immigration(grounds: Collection[str], given: checks.Immigration) -> dict[str, object]:
    if not set(grounds) & set(IMMIGRATION_GROUNDS):
        return {}
    return {
        "spent": given.spent,
        "penalty_on": given.penalty_on.isoformat() if given.penalty_on else None,
        "penalty_paid": given.penalty_paid,
        "answer": given.answer.strip(),
    }


def _record(decision: Decision, by: Officer) -> None:
    """Add a decision, and open the duty to give notice of its grounds where the statute asks for that."""
    db.session.add(decision)
    db.session.flush()
    record(
        "decision:recorded",
        by=by.actor,
        subject=decision.subject,
        kind=decision.kind,
        reliance=decision.reliance,
        limbs=decision.limbs,
    )
    if decision.kind != "refused":
        # 1976 Act s.61(2)(a): notice of the grounds of a suspension, revocation or refusal to renew, within 14 days.
        open_duty(
            "give-grounds",
            authority_id=by.authority_id,
            subject=decision.subject,
            by=by.actor,
            about=f"{KINDS[decision.kind]}, decision {decision.id}",
            began_on=decision.decided_on,
            due_on=deadlines.grounds_due(decision.decided_on),
        )


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
    grounds: Collection[str] = (),
    immigration: checks.Immigration | None = None,
) -> Decision:
    """Record a refusal that was determined. Raises BadInput when it is not classified (R03) or has no reasons.

    A refusal to renew needs a ground of the 1976 Act s.61(1) (R31, R32); a first application has none there.
    """
    immigration = immigration or checks.Immigration()
    found = checks.classification_faults(limbs, reliance)
    if renewal:
        found |= checks.grounds_faults(grounds, "driver")
        found |= checks.immigration_faults(grounds, immigration, decided_on)
    elif grounds:
        found["grounds"] = "Leave the grounds out"
    if not reasons.strip():
        found["reasons"] = "Give the reasons for the decision"
    if found:
        raise BadInput("This decision can't be recorded.", found)
    kind = "refused-renewal" if renewal else "refused"
    decision = Decision(
        authority_id=by.authority_id,
        person_id=person_id,
        application_ref=application_ref,
        kind=kind,
        licence_kind=licence_kind,
        decided_on=decided_on,
        decided_by_id=by.id,
        grounds=sorted(set(grounds)),
        immigration=_immigration(grounds, immigration),
        limbs=sorted(limbs),
        reliance=reliance,
        reasons=reasons.strip(),
        # A refusal leaves nothing to wait for: it is what it is from the day it was decided.
        takes_effect_on=decided_on,
        stands_as=kind,
        state="decided",
        recorded_at=clock.now(),
    )
    _record(decision, by)
    return decision


def record_notification(decision_id: int, *, notified_on: date, how: str, by: Officer) -> Decision:
    """Record that the person was notified: the five working days begin, and the entry is queued (R04).

    Raises NotPossibleNow when it has been recorded, BadInput with faults by field.
    """
    decision = scope.get(Decision, decision_id, by.authority_id, lock=True)
    at_once = decision.immediate or not decision.on_a_licence
    state = lifecycle.after(decision.state, "notify at once" if at_once else "notify")
    if found := _notification_faults(decision, notified_on, how):
        raise BadInput("This notification can't be recorded.", found)
    decision.state, decision.notified_on, decision.notified_how = state, notified_on, how
    decision.notified_by_id = by.id
    if decision.on_a_licence:
        decision.takes_effect_on = deadlines.takes_effect_on(notified_on, immediate=decision.immediate)
    db.session.flush()
    record(
        "decision:notified",
        by=by.actor,
        subject=decision.subject,
        notified_on=notified_on.isoformat(),
        how=how,
    )
    # The notice that is served carries the grounds.
    discharge(
        "give-grounds", subject=decision.subject, on=notified_on, by=by.actor, how="The notice was served"
    )
    if decision.goes_to_the_national_register:
        _owe_entry(decision, notified_on, by)
    changes.keep_licence_in_step(decision, on=notified_on, by=by.actor)
    # A notification recorded late may lie so far back that the days are over.
    changes.pass_the_days(decision, clock.today())
    return decision


def _notification_faults(decision: Decision, notified_on: date, how: str) -> dict[str, str]:
    found = {}
    if notified_on > clock.today():
        found["notified_on"] = "The day of notification must be today or in the past"
    elif notified_on < decision.decided_on:
        found["notified_on"] = (
            f"The decision was made on {decision.decided_on:%-d %B %Y}: notification can't be earlier"
        )
    elif decision.suspension_ends_on is not None:
        found |= checks.ends_before_it_bites(
            decision.suspension_ends_on,
            notified_on=notified_on,
            immediate=decision.immediate,
            field="notified_on",
        )
    if how not in NOTIFIED_HOW:
        found["how"] = "Choose how the person was notified"
    return found


def _owe_entry(decision: Decision, notified_on: date, by: Officer) -> None:
    # 2022 Act s.2(5)(a): 5 working days beginning with the day on which the person is notified.
    open_duty(
        "make-entry",
        authority_id=by.authority_id,
        subject=decision.subject,
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


def later_grant(entry_refs: Collection[str], *, licence_id: int, granted_on: date, by: Officer) -> None:
    """A later grant to somebody whom this authority entered is a change to its entry (2022 Act s.2(3); R07).

    Opens the duty and promises the change, in the caller's transaction. "As soon as practicable" (s.2(5)(b))
    has no number of days: the duty is due on the day of the grant.
    """
    for ref in entry_refs:
        decision = db.session.scalar(
            select(Decision)
            .where(Decision.entry_ref == ref, Decision.authority_id == by.authority_id)
            .with_for_update(of=Decision)
        )
        if decision is not None:
            changes.change(
                decision,
                "later-grant",
                key=f"later-grant:{licence_id}",
                on=granted_on,
                reason="A driver’s licence was granted later to the same person (2022 Act s.2(3)).",
                by=by,
            )
            continue
        # An entry of the authority that was loaded from an older register has no decision here.
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


def acknowledge_entry(
    decision_id: int, *, entry_ref: str, by: Actor, made_at: datetime | None = None
) -> None:
    """Record the national register's acknowledgement, which discharges the duty. Safe to repeat.

    `made_at` is when the register made the entry, if that was before now: the duty was done on that day.
    """
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
        subject=decision.subject,
        entry=entry_ref,
        acknowledged_on=on.isoformat(),
    )
    discharge(
        "make-entry",
        subject=decision.subject,
        on=clock.london_date(min(made_at or at, at)),
        by=by,
        how=f"The national register acknowledged entry {entry_ref}",
    )
    for waiting in changes.waiting_for_the_register(decision)[:1]:
        hasten(waiting.outbox_key)
