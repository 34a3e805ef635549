"""Every change of a decision: recorded, brought to the licence, and promised to the national register.

In the caller's transaction. One road for all of them: what courts decide, what the authority itself changes, what the
passing of days brings, and a later grant.
"""

from datetime import date, datetime

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import Actor, record, system_for
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.decisions import lifecycle
from licensing.decisions.checks import ends_before_it_bites
from licensing.decisions.models import CHANGES, KINDS, Decision, DecisionChange
from licensing.duties.actions import discharge, open_duty
from licensing.errors import BadInput, NotPossibleNow
from licensing.outbox.actions import hasten, promise
from licensing.register.models import DriverLicence
from licensing.register.standing import bring_into_step


def change(
    decision: Decision,
    what: str,
    *,
    key: str,
    on: date,
    reason: str,
    by: Officer | None,
    step: str = "",
    stands_as: str = "",
    stands_until: date | None = None,
    appeal_id: int | None = None,
    tell_register: bool = True,
) -> DecisionChange:
    """Record one change, decided and in effect on a day (London); the same key again is the same change.

    `step` is taken in the table of states, `stands_as` and `stands_until` are how the decision stands from then on
    (as it stood, unless given). `by` is nobody where time alone made it. Raises NotPossibleNow for a step that
    can't be taken.
    """
    there = next((one for one in decision.changes if one.key == key), None)
    if there is not None:
        return there
    if step:
        decision.state = lifecycle.after(decision.state, step)
    if stands_as:
        decision.stands_as, decision.stands_until = stands_as, stands_until
    row = DecisionChange(
        authority_id=decision.authority_id,
        key=key,
        what=what,
        decided_on=on,
        effect_on=on,
        reason=reason.strip(),
        stands_as=decision.stands_as,
        stands_until=decision.stands_until,
        appeal_id=appeal_id,
        by_id=by.id if by else None,
        on_register=_on_register(decision, what) if tell_register else "",
        recorded_at=clock.now(),
    )
    decision.changes.append(row)
    db.session.flush()
    actor = by.actor if by else system_for(decision.person.authority.key)
    record(
        "decision:changed",
        by=actor,
        subject=decision.subject,
        change=row.ref,
        what=what,
        state=decision.state,
    )
    # What time alone made was so from its own day, whenever a worker came to it.
    keep_licence_in_step(decision, on=clock.today() if by else on, by=actor)
    if row.on_register:
        _promise(decision, row, actor)
    return row


def _on_register(decision: Decision, what: str) -> str:
    """What a change is on the national register: an entry that was removed is reinstated, not amended."""
    wanted = CHANGES[what][1]
    if not wanted or decision.notified_on is None or not decision.goes_to_the_national_register:
        return ""
    told = [one.on_register for one in decision.changes if one.on_register]
    removed = bool(told) and told[-1] == "removed"
    if removed:
        return "reinstated" if what in ("restored", "varied") else ""
    return "amended" if wanted == "reinstated" else wanted


def _promise(decision: Decision, row: DecisionChange, by: Actor) -> None:
    """Open the duty and promise the change: as soon as practicable after becoming aware (2022 Act s.2(5)(b); R07).

    It has no number of days: it is due on the day on which the change is recorded.
    """
    today = clock.today()
    open_duty(
        "update-entry",
        authority_id=decision.authority_id,
        subject=decision.subject,
        about=f"{KINDS[decision.kind]}, decision {decision.id}: {CHANGES[row.what][0].lower()}",
        began_on=today,
        due_on=today,
        by=by,
    )
    promise(
        "decision:changed",
        row.outbox_key,
        {"change_id": row.id},
        authority_id=decision.authority_id,
        at=clock.now(),
    )


def acknowledge_change(change_id: int, *, told: int, by: Actor, made_at: datetime | None = None) -> None:
    """Record that the register took a change; the duty is discharged with the last of them. Safe to repeat.

    `told` is how many authorities are told of it (2022 Act s.3(4)), `made_at` when the register made the change, if
    that was before now.
    """
    row = db.session.get_one(DecisionChange, change_id, with_for_update={"of": DecisionChange})
    if row.register_acknowledged_at is not None:
        return
    at = row.register_acknowledged_at = clock.now()
    db.session.flush()
    decision = row.decision
    record(
        "decision:change-acknowledged",
        by=by,
        subject=decision.subject,
        change=row.ref,
        entry=decision.entry_ref,
        told=told,
    )
    waiting = waiting_for_the_register(decision)
    if waiting:
        hasten(waiting[0].outbox_key)
        return
    discharge(
        "update-entry",
        subject=decision.subject,
        on=clock.london_date(min(made_at or at, at)),
        by=by,
        how="The national register took the change",
    )


def waiting_for_the_register(decision: Decision) -> list[DecisionChange]:
    """The changes of a decision that the register has not acknowledged yet, the oldest first."""
    return [one for one in decision.changes if one.on_register and one.register_acknowledged_at is None]


def keep_licence_in_step(decision: Decision, *, on: date, by: Actor) -> None:
    """Bring the licence to what all decisions about it say that bite: the gravest of them counts.

    Two suspensions may overlap, and a suspended licence may be revoked: when one ends, the other still holds.
    """
    if decision.licence_id is None:
        return
    biting = db.session.scalars(
        select(Decision.stands_as).where(
            Decision.licence_id == decision.licence_id,
            Decision.authority_id == decision.authority_id,
            Decision.state.in_(lifecycle.BITING),
        )
    ).all()
    wanted = next((state for state in ("revoked", "suspended") if state in biting), "current")
    licence = db.session.get_one(DriverLicence, decision.licence_id, with_for_update={"of": DriverLicence})
    bring_into_step(licence, wanted, on=on, by=by)


def pass_the_days(decision: Decision, on: date) -> bool:
    """What the mere passing of days has made of a decision by a day (London); returns whether it did anything.

    Non-immediate decisions begin to bite when the 21 days are over (1976 Act s.61(2A); R27); a suspension ends after
    its last day, or with the term of its licence. The register was told the day when it was entered.
    """
    before = decision.state
    begins = decision.takes_effect_on
    if decision.state == "pending" and begins and lifecycle.bites_from(begins, immediate=False, on=on):
        change(
            decision,
            "took-effect",
            key=f"took-effect:{len(decision.changes)}",
            on=begins,
            reason="The 21 days beginning with the day of notice were over (1976 Act s.61(2A)).",
            by=None,
            step="take effect",
        )
    if decision.state in lifecycle.BITING and decision.stands_as == "suspended":
        until, licence = decision.stands_until, decision.licence
        if until is not None and until < on:
            _end(decision, until, "The last day of the suspension was over.")
        elif licence is not None and licence.ends_on < on:
            _end(decision, licence.ends_on, "The term of the licence was over.")
    return decision.state != before


def _end(decision: Decision, on: date, reason: str) -> None:
    key = f"ended:{len(decision.changes)}"
    change(decision, "ended", key=key, on=on, reason=reason, by=None, step="end")


def withdraw(decision_id: int, *, reason: str, by: Officer) -> Decision:
    """Withdraw a suspension or revocation before it is notified. Raises NotPossibleNow after, BadInput without why."""
    decision = _of_a_licence(decision_id, by)
    _refuse_without(reason, "reason", "Say why the decision is withdrawn")
    today = clock.today()
    change(decision, "withdrawn", key="withdrawn", on=today, reason=reason, by=by, step="withdraw")
    how = "The decision was withdrawn before it was notified"
    discharge("give-grounds", subject=decision.subject, on=today, by=by.actor, how=how)
    return decision


def lift(decision_id: int, *, reason: str, by: Officer) -> Decision:
    """Lift a suspension from today. Raises NotPossibleNow where there is none to lift, BadInput without why."""
    decision = _suspension(decision_id, by)
    _refuse_without(reason, "reason", "Say why the suspension is lifted")
    today = clock.today()
    change(
        decision,
        "lifted",
        key=f"lifted:{len(decision.changes)}",
        on=today,
        reason=reason,
        by=by,
        step="end",
        stands_as=decision.stands_as,
        # 2022 Act s.2(4)(h): its entry says the day on which it ended, or it would read as running on.
        stands_until=today,
    )
    return decision


def bring_end_forward(decision_id: int, *, ends_on: date, reason: str, by: Officer) -> Decision:
    """Let a suspension end earlier than decided (R06, R07). Raises BadInput by field.

    A later end would be a graver decision: it is made anew, with its own reasons, notice and right of appeal.
    """
    decision = _suspension(decision_id, by)
    lifecycle.after(decision.state, "shorten")
    faults = {}
    if ends_on < clock.today():
        faults["ends_on"] = "The last day must be today or later: to end it before, lift it"
    elif decision.stands_until is not None and ends_on >= decision.stands_until:
        faults["ends_on"] = (
            f"It ends on {decision.stands_until:%-d %B %Y}: a longer suspension is a decision of its own, "
            "with its own reasons, notice and right of appeal"
        )
    elif decision.state == "pending" and decision.notified_on is not None:
        faults |= ends_before_it_bites(
            ends_on, notified_on=decision.notified_on, immediate=decision.immediate, field="ends_on"
        )
    if not reason.strip():
        faults["reason"] = "Say why the last day is brought forward"
    if faults:
        raise BadInput("The last day can’t be changed so.", faults)
    change(
        decision,
        "end-moved",
        key=f"end-moved:{len(decision.changes)}",
        on=clock.today(),
        reason=reason,
        by=by,
        step="shorten",
        stands_as=decision.stands_as,
        stands_until=ends_on,
    )
    return decision


def _of_a_licence(decision_id: int, by: Officer) -> Decision:
    decision = scope.get(Decision, decision_id, by.authority_id, lock=True)
    if not decision.on_a_licence:
        raise NotPossibleNow("A refusal can’t be changed here: an appeal or a later grant changes it.")
    return decision


def _suspension(decision_id: int, by: Officer) -> Decision:
    decision = _of_a_licence(decision_id, by)
    if decision.stands_as != "suspended":
        raise NotPossibleNow("This decision is not a suspension.")
    if decision.notified_on is None:
        raise NotPossibleNow("The person has not been notified yet: withdraw the decision instead.")
    return decision


def _refuse_without(text: str, field: str, words: str) -> None:
    if not text.strip():
        raise BadInput("A reason is missing.", {field: words})
