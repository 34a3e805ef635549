"""Referrals: to the DBS and the police where a decision turns on a risk of harm, to the safeguarding hub where a
child or an adult at risk is concerned. In the caller's transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.decisions.models import REFERRED_TO, Decision, Referral
from licensing.errors import BadInput

FOR_HARM = ("dbs", "police")
FOR_AT_RISK = ("mash",)


@dataclass(frozen=True)
class ReferralFacts:
    """Where a case was referred: made, with its day and reference; or not, and why. `made` None: not said."""

    to: str
    made: bool | None = None
    made_on: date | None = None
    reference: str = ""
    why_not: str = ""


def asked_for(risk_of_harm: bool | None, at_risk_concerned: bool | None) -> tuple[str, ...]:
    """Where a decision's case is to be referred, or said why not."""
    return (*(FOR_HARM if risk_of_harm else ()), *(FOR_AT_RISK if at_risk_concerned else ()))


def faults(
    risk_of_harm: bool | None, at_risk_concerned: bool | None, given: Sequence[ReferralFacts]
) -> dict[str, str]:
    """What is still to be said about referrals, by field: the questions, and each referral they call for."""
    found = {}
    if risk_of_harm is None:
        found["risk_of_harm"] = "Say whether the decision turns on a risk of harm"
    if at_risk_concerned is None:
        found["at_risk_concerned"] = "Say whether a child or an adult at risk is concerned"
    said = {one.to: one for one in given}
    for to in asked_for(risk_of_harm, at_risk_concerned):
        if to not in said or said[to].made is None:
            found[f"{to}_made"] = f"Say whether the case was referred: {REFERRED_TO[to]}"
    for one in given:
        found |= {f"{one.to}_{field}": words for field, words in _faults(one).items()}
    return found


def _faults(one: ReferralFacts) -> dict[str, str]:
    if one.made and one.made_on is None:
        return {"made_on": "Enter the day of the referral"}
    if one.made and one.made_on is not None and one.made_on > clock.today():
        return {"made_on": "The day of the referral must be today or in the past"}
    if one.made is False and not one.why_not.strip():
        return {"why_not": "Say why there is no referral, or not yet"}
    return {}


def record_referral(decision_id: int, given: ReferralFacts, *, by: Officer) -> Referral | None:
    """Record that a case was referred, or why not; the newest counts. Nothing where nothing was said.

    Raises BadInput with faults by field.
    """
    decision = scope.get(Decision, decision_id, by.authority_id, lock=True)
    if given.to not in REFERRED_TO:
        raise BadInput("This referral can’t be recorded.", {"to": "Choose where the case was referred"})
    if given.made is None:
        return None
    if found := _faults(given):
        raise BadInput("This referral can’t be recorded.", found)
    row = Referral(
        authority_id=by.authority_id,
        decision_id=decision.id,
        referred_to=given.to,
        made_on=given.made_on if given.made else None,
        reference=given.reference.strip() if given.made else "",
        why_not="" if given.made else given.why_not.strip(),
        recorded_by_id=by.id,
        recorded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    made_on = row.made_on.isoformat() if row.made_on else "not made"
    record("referral:recorded", by=by.actor, subject=decision.subject, to=given.to, made_on=made_on)
    return row


def of_decision(decision_id: int, authority_id: int) -> Sequence[Referral]:
    """What was recorded about referrals of a decision's case, the newest first."""
    return db.session.scalars(
        scope.within(Referral, authority_id)
        .where(Referral.decision_id == decision_id)
        .order_by(Referral.id.desc())
    ).all()


def newest(decision_id: int, authority_id: int) -> dict[str, Referral]:
    """What counts of a decision's referrals: the newest word about each."""
    found: dict[str, Referral] = {}
    for row in of_decision(decision_id, authority_id):
        found.setdefault(row.referred_to, row)
    return found
