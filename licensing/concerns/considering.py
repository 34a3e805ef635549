"""What the authority that licensed a driver does with a concern that it received (2022 Act s.6).

Each in the caller's transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from licensing import clock
from licensing.audit.actions import Actor, record
from licensing.authorities import scope
from licensing.authorities.lookup import named
from licensing.authorities.officer_models import Officer
from licensing.concerns import checks, deadlines, lifecycle
from licensing.concerns.actions import recipient_fault
from licensing.concerns.identity import Identity
from licensing.concerns.models import CAME_HOW, SENT_HOW, ConcernLetter, ReceivedConcern
from licensing.db import db
from licensing.decisions.lifecycle import FALLEN
from licensing.decisions.models import Decision
from licensing.decisions.queries import of_person
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotPossibleNow
from licensing.outbox.actions import promise
from licensing.policy.statute import LIMBS
from licensing.register.models import Person, new_ref


@dataclass(frozen=True)
class ReceivedFacts:
    """A concern that came by letter: from whom, what it says, about whom, and when we became aware (London)."""

    sender: str
    what: str
    identity: Identity
    aware_on: date
    came_how: str
    limbs: Collection[str] = ()
    reference: str = ""


def record_received(facts: ReceivedFacts, *, by: Officer) -> ReceivedConcern:
    """Record a concern that came outside this system: the 20 working days begin with the day of becoming aware.

    Raises BadInput with faults by field.
    """
    faults = checks.identity_faults(facts.identity)
    sender = None
    try:
        sender = named(facts.sender)
    except BadInput as refusal:
        faults["sender"] = refusal.faults["authority"]
    if sender is not None and (fault := recipient_fault(sender, by.authority_id)):
        faults["sender"] = fault
    if not facts.what.strip():
        faults["what"] = "Enter what the authority told you"
    if facts.came_how not in CAME_HOW or facts.came_how == "system":
        faults["came_how"] = "Choose how it came"
    if not set(facts.limbs) <= set(LIMBS):
        faults["limbs"] = "Select from the options shown"
    faults |= checks.aware_faults(facts.aware_on, today=clock.today(), loaded=holidays())
    if faults or sender is None:
        raise BadInput("This concern can't be recorded.", faults)
    case = ReceivedConcern(
        authority_id=by.authority_id,
        from_authority_id=sender.id,
        source_key=f"by-hand:{new_ref()}",
        came_how=facts.came_how,
        their_reference=facts.reference.strip(),
        aware_on=facts.aware_on,
        limbs=sorted(facts.limbs),
        received_at=clock.now(),
        recorded_by_id=by.id,
        state="open",
    )
    case.keep(identity=facts.identity.stored(), information=facts.what.strip())
    begin(case, sender=sender.nice_name, sender_key=sender.key, by=by.actor)
    return case


def begin(case: ReceivedConcern, *, sender: str, sender_key: str, by: Actor) -> None:
    """Open a case and its two duties, both 20 working days from our becoming aware (s.6(2); R19, R20)."""
    db.session.add(case)
    db.session.flush()
    record(
        "received-concern:recorded",
        by=by,
        subject=subject(case),
        sender=sender_key,
        how=case.came_how,
        aware_on=case.aware_on.isoformat(),
    )
    due_on = deadlines.answer_due(case.aware_on, holidays())
    for kind in ("consider-concern", "reply-to-concern"):
        open_duty(
            kind,
            authority_id=case.authority_id,
            subject=subject(case),
            about=f"Concern {case.id} from {sender}",
            began_on=case.aware_on,
            due_on=due_on,
            by=by,
        )


def identify(case_id: int, *, person_id: int | None, reason: str, by: Officer) -> ReceivedConcern:
    """Say which of our own people a concern is about, or (None) that we license nobody like that, and why.

    Raises NotPossibleNow once it is considered, NotFound for another authority's person, BadInput by field.
    """
    case = scope.get(ReceivedConcern, case_id, by.authority_id, lock=True)
    lifecycle.received_after(case.state, "identify")
    if not reason.strip():
        raise BadInput("Say why.", {"reason": "Say what makes you sure"})
    if person_id is not None:
        scope.get(Person, person_id, by.authority_id)
    case.person_id, case.identified = person_id, "ours" if person_id else "not-ours"
    case.identified_at, case.identified_by_id = clock.now(), by.id
    case.keep(identified_reason=reason.strip())
    db.session.flush()
    record(
        "received-concern:identified",
        by=by.actor,
        subject=subject(case),
        person=person_id or "",
        identified=case.identified,
    )
    return case


@dataclass(frozen=True)
class Consideration:
    """What a decision maker made of a concern. `decision_id` names the suspension or revocation, where there is one."""

    outcome: str
    reasons: str
    other_information: str = ""
    decision_id: int | None = None


def consider(case_id: int, facts: Consideration, *, by: Officer) -> ReceivedConcern:
    """Record the consideration whether to suspend or revoke, which names an outcome (s.6(2)(a); R19).

    It decides nothing by itself: a suspension or revocation is a decision of its own, named here. Raises NotPossibleNow
    before somebody said who it is about, BadInput with faults by field.
    """
    case = scope.get(ReceivedConcern, case_id, by.authority_id, lock=True)
    again = case.state == "closed"
    state = lifecycle.received_after(case.state, "consider again" if again else "consider")
    if not case.identified:
        raise NotPossibleNow("Say first who of your own people this is about, or that it is none of them.")
    decision = _decision(case, facts.decision_id) if facts.outcome in checks.DECIDED else None
    faults = checks.consideration_faults(
        facts.outcome,
        facts.reasons,
        ours=case.identified == "ours",
        decision_kind=decision.kind if decision else "",
    )
    if faults:
        raise BadInput("This consideration can't be recorded.", faults)
    case.state, case.outcome = state, facts.outcome
    case.decision_id = decision.id if decision else None
    case.considered_at, case.considered_by_id = clock.now(), by.id
    case.keep(reasons=facts.reasons.strip(), other_information=facts.other_information.strip())
    db.session.flush()
    record(
        "received-concern:considered",
        by=by.actor,
        subject=subject(case),
        outcome=facts.outcome,
        decision=case.decision_id or "",
    )
    discharge(
        "consider-concern",
        subject=subject(case),
        on=clock.today(),
        by=by.actor,
        how="Considered whether to suspend or revoke, with an outcome and reasons",
    )
    if again:
        _owe_another_letter(case, by)
    return case


def _owe_another_letter(case: ReceivedConcern, by: Officer) -> None:
    """What the sender was told no longer holds: the Act asks for one reply, so that when the next is due is our own."""
    today = clock.today()
    open_duty(
        "write-again",
        authority_id=case.authority_id,
        subject=subject(case),
        about=f"Concern {case.id} from {case.from_authority.nice_name}",
        began_on=today,
        due_on=deadlines.review_due(today, holidays()),
        by=by.actor,
    )


def _decision(case: ReceivedConcern, decision_id: int | None) -> Decision | None:
    """The decision of our own about the same person, if that is what was named and it has not fallen."""
    return next((one for one in decisions_about(case) if one.id == decision_id), None)


def decisions_about(case: ReceivedConcern) -> list[Decision]:
    """The suspensions and revocations that a reply may name: of this person, not withdrawn and not overturned."""
    if case.person_id is None:
        return []
    return [
        one
        for one in of_person(case.person_id, case.authority_id)
        if one.kind in checks.DECIDED and one.state not in FALLEN
    ]


def reply(case_id: int, *, by: Officer) -> ConcernLetter:
    """Send the reply by this system: outcome and reasons (s.6(2)(b); R20). Delivered by the outbox, which closes the
    case. Raises NotPossibleNow for a concern that came by letter, or before it is considered.
    """
    case = scope.get(ReceivedConcern, case_id, by.authority_id, lock=True)
    if not case.by_system:
        raise NotPossibleNow("This concern came by letter: reply by letter, and record that it was sent.")
    state = lifecycle.received_after(case.state, "send reply")
    letter = _letter(case, how="system", sent_on=None, by=by)
    case.state = state
    db.session.flush()
    record(
        "received-concern:replied",
        by=by.actor,
        subject=subject(case),
        outcome=case.outcome,
        how="system",
        sent_on="",
    )
    promise(
        "concern:replied",
        f"concern-letter:{letter.ref}",
        {"letter_id": letter.id},
        authority_id=by.authority_id,
        at=clock.now(),
    )
    return letter


def record_reply_sent(case_id: int, *, sent_on: date, sent_how: str, by: Officer) -> ConcernLetter:
    """Record that the reply went by letter, which closes the case (s.6(2)(b); R20). Raises BadInput by field."""
    case = scope.get(ReceivedConcern, case_id, by.authority_id, lock=True)
    state = lifecycle.received_after(case.state, "record reply")
    faults = {}
    if sent_how not in SENT_HOW:
        faults["sent_how"] = "Choose how it was sent"
    if sent_on > clock.today():
        faults["sent_on"] = "The day it was sent must be today or in the past"
    elif case.considered_at and sent_on < clock.london_date(case.considered_at):
        faults["sent_on"] = "The reply can't have been sent before the concern was considered"
    if faults:
        raise BadInput("The reply can't be recorded.", faults)
    letter = _letter(case, how=sent_how, sent_on=sent_on, by=by)
    record(
        "received-concern:replied",
        by=by.actor,
        subject=subject(case),
        outcome=case.outcome,
        how=sent_how,
        sent_on=sent_on.isoformat(),
    )
    discharge_reply(case, sent_on, by.actor)
    case.state = state
    db.session.flush()
    return letter


def _letter(case: ReceivedConcern, *, how: str, sent_on: date | None, by: Officer) -> ConcernLetter:
    """Our copy of the reply: the outcome, and the reasons as they were recorded with it (s.6(2)(b)(ii))."""
    letter = ConcernLetter(
        authority_id=case.authority_id,
        case_id=case.id,
        source_key=f"reply:{len(case.letters) + 1}:{case.ref}",
        outcome=case.outcome,
        how=how,
        letter_on=sent_on,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    letter.keep(reasons=case.words["reasons"])
    db.session.add(letter)
    db.session.flush()
    return letter


def discharge_reply(case: ReceivedConcern, on: date, by: Actor) -> None:
    """What was owed to the sender has been told, on a day (London): the case may close."""
    case.replied_on = case.replied_on or on
    for kind in ("reply-to-concern", "write-again"):
        discharge(
            kind,
            subject=subject(case),
            on=on,
            by=by,
            how="The written reply was sent, with the outcome and the reasons",
        )


def subject(case: ReceivedConcern) -> str:
    """What duties and the audit log call a concern that we received."""
    return f"received-concern:{case.id}"
