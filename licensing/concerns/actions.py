"""What an officer does about a driver licensed elsewhere: the test, sending, the reply (2022 Act s.5).

Each in the caller's transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from licensing import clock
from licensing.audit.actions import Actor, record
from licensing.authorities import scope
from licensing.authorities.duty_work import still_able
from licensing.authorities.lookup import named
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import works_here
from licensing.concerns import checks, deadlines, lifecycle
from licensing.concerns.checks import Answer
from licensing.concerns.models import (
    CAME_HOW,
    DOORS,
    SENT_HOW,
    Concern,
    ConcernLetter,
    Information,
)
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotPossibleNow
from licensing.outbox.actions import promise
from licensing.policy.statute import LIMBS


@dataclass(frozen=True)
class Answers:
    """The answers to the three questions of s.5(1), what the information indicates, and to whom it goes."""

    answers: Mapping[str, Answer]
    limbs: Collection[str]
    to: str
    information: str


_NOT_OWED = "The test of s.5(1) is not met: decided that nothing is owed, with reasons"


def answer_test(concern_id: int, facts: Answers, *, by: Officer) -> Concern:
    """Answer the three questions. Three times yes: it is owed, to the authority that is named (R17, R18). A no with its
    reasons discharges the duty. Raises BadInput with faults by field, NotPossibleNow once it is sent.
    """
    concern = scope.get(Concern, concern_id, by.authority_id, lock=True)
    owed = checks.owed(facts.answers)
    state = lifecycle.sent_after(concern.state, "find owed" if owed else "find not owed")
    faults = checks.test_faults(facts.answers, facts.limbs, tuple(LIMBS))
    to = _recipient(facts.to, by.authority_id, faults) if owed else None
    if owed and not facts.information.strip():
        faults["information"] = "Enter the information as it is to be sent"
    if faults:
        raise BadInput("The test can't be recorded like this.", faults)
    concern.state, concern.limbs = state, sorted(facts.limbs) if owed else []
    concern.to_authority_id = to.id if to else None
    for key, answer in facts.answers.items():
        setattr(concern, key, answer.yes)
    concern.tested_at, concern.tested_by_id = clock.now(), by.id
    concern.keep(
        reasons={key: answer.reasons.strip() for key, answer in facts.answers.items()},
        information=facts.information.strip() if owed else "",
    )
    db.session.flush()
    record(
        "concern:tested",
        by=by.actor,
        subject=subject(concern),
        drove_here=concern.drove_here,
        conduct_here=concern.conduct_here,
        would_consider=concern.would_consider,
        limbs=concern.limbs,
        to=to.key if to else "",
    )
    if owed:
        open_send_duty(concern, concern.information, by)
    else:
        discharge("send-concern", subject=subject(concern), on=clock.today(), by=by.actor, how=_NOT_OWED)
    return concern


def open_send_duty(concern: Concern, information: Information, by: Officer) -> None:
    """Open the clock of s.5, unless it runs: it begins with the day of becoming aware, whenever it is recorded."""
    # 2022 Act s.5: before the end of 10 working days beginning with the day on which it became aware. (R17)
    open_duty(
        "send-concern",
        authority_id=by.authority_id,
        subject=subject(concern),
        about=f"Information {information.id}: {DOORS[information.door].lower()}",
        began_on=information.aware_on,
        due_on=deadlines.send_due(information.aware_on, holidays()),
        by=by.actor,
        officer_id=by.id,
    )


def _recipient(typed: str, own_id: int, faults: dict[str, str]) -> Authority | None:
    """The authority that granted the licence, by its name; a fault under "to" when there is none to send to."""
    if not typed.strip():
        faults["to"] = "Enter the authority that granted the licence"
        return None
    try:
        found = named(typed)
    except BadInput as refusal:
        faults["to"] = refusal.faults["authority"]
        return None
    if fault := recipient_fault(found, own_id):
        faults["to"] = fault
        return None
    return found


def recipient_fault(authority: Authority, own_id: int) -> str:
    """Why a concern can't pass between us and this authority, or "" (R18)."""
    return checks.recipient_fault(
        name=authority.nice_name,
        nation=authority.nation,
        licenses=authority.licenses,
        ours=authority.id == own_id,
    )


def send(concern_id: int, *, by: Officer) -> Concern:
    """Send a concern to an authority that works with this system: promised now, delivered by the outbox.

    Raises NotPossibleNow when it is not to be sent, or goes to an authority that must be written to.
    """
    concern = scope.get(Concern, concern_id, by.authority_id, lock=True)
    state = lifecycle.sent_after(concern.state, "send")
    to = receiver(concern)
    if not reaches(to):
        raise NotPossibleNow(f"{to.nice_name} does not work with this system: send it the letter.")
    concern.state, concern.sent_how, concern.sent_by_id = state, "system", by.id
    db.session.flush()
    record("concern:sent", by=by.actor, subject=subject(concern), to=to.key, how="system", sent_on="")
    promise(
        "concern:sent",
        sending_key(concern),
        {"concern_id": concern.id},
        authority_id=by.authority_id,
        at=clock.now(),
    )
    return concern


def reaches(authority: Authority) -> bool:
    """Whether this system brings a concern to an authority: its officers work here, and s.6 binds it to answer."""
    return checks.owes_a_reply(authority.nation) and works_here(authority.id)


def sending_key(concern: Concern) -> str:
    """The key under which a concern is sent, and received once."""
    return f"concern:{concern.ref}"


def record_sending(concern_id: int, *, sent_on: date, sent_how: str, by: Officer) -> Concern:
    """Record that the letter went to an authority outside this system. Raises BadInput by field, NotPossibleNow."""
    concern = scope.get(Concern, concern_id, by.authority_id, lock=True)
    # s.6 binds English authorities to answer: to others it is told, and nothing is owed to us by it.
    answered = concern.to_authority is not None and checks.owes_a_reply(concern.to_authority.nation)
    state = lifecycle.sent_after(concern.state, "record sending" if answered else "record telling")
    faults = {}
    if sent_how not in SENT_HOW:
        faults["sent_how"] = "Choose how it was sent"
    if sent_on > clock.today():
        faults["sent_on"] = "The day it was sent must be today or in the past"
    elif sent_on < concern.information.aware_on:
        faults["sent_on"] = "It can't have been sent before you became aware of the information"
    if faults:
        raise BadInput("The sending can't be recorded.", faults)
    concern.state, concern.sent_on, concern.sent_how, concern.sent_by_id = state, sent_on, sent_how, by.id
    db.session.flush()
    record(
        "concern:sent",
        by=by.actor,
        subject=subject(concern),
        to=receiver(concern).key,
        how=sent_how,
        sent_on=sent_on.isoformat(),
    )
    discharge("send-concern", subject=subject(concern), on=sent_on, by=by.actor, how="The letter was sent")
    if answered:
        # s.6(2) runs from the day the receiver becomes aware, which we do not know: that of sending is the earliest.
        open_await_duty(concern, sent_on, by.actor)
    return concern


def open_await_duty(concern: Concern, on: date, by: Actor) -> None:
    """Watch for the receiver's reply: 20 working days beginning with its becoming aware (s.6(2); R20)."""
    open_duty(
        "await-concern-reply",
        authority_id=concern.authority_id,
        subject=subject(concern),
        about=f"Concern to {receiver(concern).nice_name}",
        began_on=on,
        due_on=deadlines.answer_due(on, holidays()),
        by=by,
        officer_id=still_able(concern.sent_by_id, "await-concern-reply"),
    )


@dataclass(frozen=True)
class ReplyFacts:
    """What another authority wrote back. `outcome` is one of checks.OUTCOMES."""

    outcome: str
    reasons: str
    received_on: date
    how: str
    reference: str = ""


def record_reply(concern_id: int, facts: ReplyFacts, *, by: Officer) -> ConcernLetter:
    """Record a reply that came by letter: what is owed to us is discharged. Raises BadInput, NotPossibleNow."""
    concern = scope.get(Concern, concern_id, by.authority_id, lock=True)
    state = lifecycle.sent_after(concern.state, "take reply")
    if faults := _reply_faults(concern, facts):
        raise BadInput("This reply can't be recorded.", faults)
    concern.state = state
    at = clock.now()
    letter = ConcernLetter(
        authority_id=by.authority_id,
        concern_id=concern.id,
        source_key=f"by-hand:{len(concern.letters) + 1}:{concern.ref}",
        outcome=facts.outcome,
        how=facts.how,
        letter_on=facts.received_on,
        their_reference=facts.reference.strip(),
        recorded_at=at,
        recorded_by_id=by.id,
        read_at=at,
        read_by_id=by.id,
    )
    letter.keep(reasons=facts.reasons.strip())
    db.session.add(letter)
    db.session.flush()
    record(
        "concern:reply-received",
        by=by.actor,
        subject=subject(concern),
        outcome=facts.outcome,
        how=facts.how,
        received_on=facts.received_on.isoformat(),
    )
    discharge(
        "await-concern-reply",
        subject=subject(concern),
        on=facts.received_on,
        by=by.actor,
        how="The reply was received",
    )
    return letter


def _reply_faults(concern: Concern, facts: ReplyFacts) -> dict[str, str]:
    faults = {}
    if facts.outcome not in checks.OUTCOMES:
        faults["outcome"] = "Choose what they decided"
    if not facts.reasons.strip():
        faults["reasons"] = "Enter the reasons they gave, or that they gave none"
    if facts.how not in CAME_HOW:
        faults["how"] = "Choose how it came"
    if facts.received_on > clock.today():
        faults["received_on"] = "The day it came must be today or in the past"
    elif concern.sent_on and facts.received_on < concern.sent_on:
        faults["received_on"] = "The reply can't have come before the concern was sent"
    return faults


def mark_read(concern_id: int, *, by: Officer) -> int:
    """Record that an officer has read the replies to a concern; returns how many were new."""
    concern = scope.get(Concern, concern_id, by.authority_id, lock=True)
    new = [letter for letter in concern.letters if letter.read_at is None]
    for letter in new:
        letter.read_at, letter.read_by_id = clock.now(), by.id
    if new:
        db.session.flush()
        record("concern:reply-read", by=by.actor, subject=subject(concern), letters=len(new))
    return len(new)


def receiver(concern: Concern) -> Authority:
    """The authority to which a concern goes. Only once it is named."""
    assert concern.to_authority is not None
    return concern.to_authority


def subject(concern: Concern) -> str:
    """What duties and the audit log call a concern that we send."""
    return subject_of(concern.id)


def subject_of(concern_id: int) -> str:
    """The same, by the concern's number."""
    return f"concern:{concern_id}"
