"""The recording authority's side: requests received, and the answers to them (2022 Act s.3(2)(b); R12).

The Act gives no discretion to decline: the relevant information that the decision relied on is provided. What was
disclosed, to whom and why, stays with this authority's own record.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from licensing import clock
from licensing.audit.actions import Actor, record, system_for
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotPossibleNow, NotReachable
from licensing.national_register import deadlines
from licensing.national_register.actions import gateway
from licensing.national_register.alert_models import OwnEntry
from licensing.national_register.correspondence_models import Answer, ReceivedRequest
from licensing.national_register.gateway import Enclosure, Letter, LetterReceipt, NewLetter
from licensing.national_register.letters import LONGEST_TEXT
from licensing.national_register.requests import BY_HAND, BY_REGISTER, SENT_HOW
from licensing.outbox.actions import promise
from licensing.policy.statute import LIMBS

HOLDS = {
    "all": "All the relevant information that the decision relied on",
    "part": "Part of it: the rest is not held any more",
    "nothing": "Nothing more than the entry itself says is held",
}
# A day of receipt further back than this is a slip of the hand.
LONGEST_AGO = timedelta(days=366)


@dataclass(frozen=True)
class NewAnswer:
    """What an officer enters to answer. `why_disclosed` and `withheld` are for the own record, and never sent."""

    holds: str
    text: str
    limbs: Collection[str]
    why_disclosed: str
    withheld: str = ""
    sent_how: str = BY_REGISTER
    # By hand only: a letter's day is the day on which it is delivered.
    sent_on: date | None = None


def take_request(letter: Letter) -> ReceivedRequest:
    """Take in a request that came through the register, in the caller's transaction."""
    by = system_for(db.session.get_one(Authority, letter.to_authority_id).key)
    request = ReceivedRequest(
        authority_id=letter.to_authority_id,
        entry_ref=letter.entry_ref,
        from_authority_id=letter.from_authority_id,
        came_how=BY_REGISTER,
        letter_ref=letter.ref,
        their_reference=letter.reference,
        text=letter.text,
        # The day of receipt is the day of delivery, whenever it is fetched.
        received_on=clock.london_date(letter.delivered_at),
    )
    return _received(request, by=by)


def record_received(
    *,
    entry_ref: str,
    from_authority_id: int,
    came_how: str,
    received_on: date,
    their_reference: str,
    text: str,
    by: Officer,
) -> ReceivedRequest:
    """Record a request that came by post or e-mail. Raises BadInput with faults by field."""
    ref, faults = entry_ref.strip().lower(), {}
    asking = db.session.get(Authority, from_authority_id)
    if asking is None or asking.id == by.authority_id:
        faults["from_authority"] = "Choose the authority that asks"
    if not is_ours(ref, by.authority_id):
        faults["entry_ref"] = "This authority has made no entry with this reference: copy it from the letter"
    if came_how not in BY_HAND:
        faults["came_how"] = "Choose how it came"
    if received_on > clock.today():
        faults["received_on"] = "The day of receipt must be today or in the past"
    elif received_on < clock.today() - LONGEST_AGO:
        faults["received_on"] = "The day of receipt must be within the last year"
    if not text.strip():
        faults["text"] = "Enter what is asked"
    there = scope.within(ReceivedRequest, by.authority_id).where(
        ReceivedRequest.entry_ref == ref,
        ReceivedRequest.from_authority_id == from_authority_id,
        ReceivedRequest.their_reference == their_reference.strip(),
        ReceivedRequest.received_on == received_on,
    )
    if db.session.scalar(there.limit(1)) is not None:
        # Recorded twice, it would have to be answered twice.
        faults["entry_ref"] = "This request is in the in-tray already"
    if faults:
        raise BadInput("This request can't be recorded.", faults)
    request = ReceivedRequest(
        authority_id=by.authority_id,
        entry_ref=ref,
        from_authority_id=from_authority_id,
        came_how=came_how,
        their_reference=their_reference.strip(),
        text=text.strip(),
        received_on=received_on,
        recorded_by_id=by.id,
    )
    return _received(request, by=by.actor)


def is_ours(entry_ref: str, authority_id: int) -> bool:
    """Whether an authority made an entry, which may be removed since."""
    shown = gateway(authority_id).entry(entry_ref, authority_id)
    if shown is not None:
        return shown.recording_authority_id == authority_id
    own = select(OwnEntry.entry_ref).where(
        OwnEntry.entry_ref == entry_ref, OwnEntry.authority_id == authority_id
    )
    return db.session.scalar(own.limit(1)) is not None


def _received(request: ReceivedRequest, *, by: Actor) -> ReceivedRequest:
    request.recorded_at = clock.now()
    request.due_on = deadlines.reply_due(request.received_on, holidays())
    db.session.add(request)
    db.session.flush()
    asking = db.session.get_one(Authority, request.from_authority_id)
    record(
        "received-request:taken-in",
        by=by,
        subject=request.subject,
        asked_by=asking.key,
        entry=request.entry_ref,
        received_on=request.received_on.isoformat(),
    )
    # 2022 Act s.3(2)(b): 20 working days beginning with the day on which it is received.
    open_duty(
        "answer-request",
        authority_id=request.authority_id,
        subject=request.subject,
        by=by,
        about=f"Request of {asking.nice_name}",
        began_on=request.received_on,
        due_on=request.due_on,
    )
    return request


def answer(request_id: int, given: NewAnswer, *, by: Officer) -> Answer:
    """Answer a request, in the caller's transaction: as a letter, or as what was sent by hand.

    Raises NotPossibleNow when it has been answered, BadInput with faults by field.
    """
    request = scope.get(ReceivedRequest, request_id, by.authority_id, lock=True)
    if request.answer is not None:
        raise NotPossibleNow("This request has been answered already.")
    if faults := _faults(request, given):
        raise BadInput("This answer can't be given.", faults)
    by_register = given.sent_how == BY_REGISTER
    made = Answer(
        authority_id=by.authority_id,
        request_id=request.id,
        holds=given.holds,
        text=given.text.strip(),
        limbs=sorted(given.limbs),
        why_disclosed=given.why_disclosed.strip(),
        withheld=given.withheld.strip(),
        sent_how=given.sent_how,
        sent_on=None if by_register else given.sent_on,
        answered_at=clock.now(),
        answered_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    record(
        "received-request:answered",
        by=by.actor,
        subject=request.subject,
        to=request.from_authority.key,
        entry=request.entry_ref,
        holds=given.holds,
        limbs=made.limbs,
        documents=len(request.documents),
        how=given.sent_how,
    )
    if by_register:
        promise(
            "request:answer-sent",
            f"answer:{made.ref}",
            {"answer_id": made.id},
            authority_id=by.authority_id,
            at=made.answered_at,
        )
    else:
        assert given.sent_on is not None
        _provided(request, given.sent_on, by=by.actor)
    return made


def _faults(request: ReceivedRequest, given: NewAnswer) -> dict[str, str]:
    faults = {}
    if given.holds not in HOLDS:
        faults["holds"] = "Say how much of it you can provide"
    if not given.text.strip():
        faults["text"] = "Write the answer: where nothing more is held, it says so"
    elif len(given.text) > LONGEST_TEXT:
        faults["text"] = f"Use at most {LONGEST_TEXT:,} characters, and attach a longer document"
    if set(given.limbs) - set(LIMBS):
        faults["limbs"] = "Choose from the limbs of section 1"
    elif given.holds in ("all", "part") and not given.limbs:
        faults["limbs"] = "Choose each kind of relevant information that the answer is about"
    elif given.holds == "nothing" and given.limbs:
        faults["limbs"] = "Choose none, or say that you provide some of it"
    if not given.why_disclosed.strip():
        faults["why_disclosed"] = "Say for your own record why this is disclosed"
    return faults | _sending_faults(request, given)


def _sending_faults(request: ReceivedRequest, given: NewAnswer) -> dict[str, str]:
    faults = {}
    if given.sent_how not in SENT_HOW:
        faults["sent_how"] = "Choose how it is sent"
    elif given.sent_how == BY_REGISTER:
        if request.letter_ref is None:
            faults["sent_how"] = "The request did not come through the register: answer it another way"
    elif given.sent_on is None or given.sent_on > clock.today():
        faults["sent_on"] = "The day it was sent must be today or in the past"
    elif given.sent_on < request.received_on:
        faults["sent_on"] = "The answer can't have been sent before the request came"
    return faults


def _provided(request: ReceivedRequest, on: date, *, by: Actor) -> None:
    discharge("answer-request", subject=request.subject, on=on, by=by, how="The information was provided")


def as_letter(made: Answer) -> NewLetter:
    """The answer as the register carries it, with its files; nothing of the own record."""
    request = made.request
    return NewLetter(
        source_key=f"answer:{made.ref}",
        kind="answer",
        from_authority_id=made.authority_id,
        to_authority_id=request.from_authority_id,
        entry_ref=request.entry_ref,
        text=made.text,
        reference=request.their_reference,
        about=request.letter_ref or "",
        enclosures=tuple(Enclosure(one.name, one.media_type, one.opened) for one in request.documents),
    )


def record_delivery(answer_id: int, receipt: LetterReceipt) -> None:
    """The answer is in the asking authority's hands, in the caller's transaction. Safe to repeat."""
    made = db.session.get_one(Answer, answer_id, with_for_update={"of": Answer})
    if made.letter_ref:
        return
    made.letter_ref, made.delivered_at = receipt.letter_ref, receipt.delivered_at
    made.sent_on = clock.london_date(receipt.delivered_at)
    db.session.flush()
    by = system_for(db.session.get_one(Authority, made.authority_id).key)
    record(
        "received-request:answer-delivered",
        by=by,
        subject=made.request.subject,
        letter=receipt.letter_ref,
        delivered_on=made.sent_on.isoformat(),
    )
    _provided(made.request, made.sent_on, by=by)


def listed(authority_id: int, *, answered: bool) -> Sequence[ReceivedRequest]:
    """An authority's in-tray, the earliest due first; or what it has answered, the newest first."""
    query = scope.within(ReceivedRequest, authority_id).outerjoin(Answer)
    if answered:
        query = query.where(Answer.id.is_not(None)).order_by(ReceivedRequest.id.desc())
    else:
        query = query.where(Answer.id.is_(None)).order_by(ReceivedRequest.due_on, ReceivedRequest.id)
    return db.session.scalars(query).unique().all()


def unanswered_count(authority_id: int) -> int:
    """How many requests wait for an authority's answer."""
    query = (
        select(func.count(ReceivedRequest.id))
        .outerjoin(Answer)
        .where(ReceivedRequest.authority_id == authority_id, Answer.id.is_(None))
    )
    return db.session.scalar(query) or 0


def look_at(request_id: int, *, by: Officer) -> ReceivedRequest:
    """A request received, for an officer to read; leaves an audit line, in the caller's transaction (R24)."""
    request = scope.get(ReceivedRequest, request_id, by.authority_id)
    record("received-request:viewed", by=by.actor, subject=request.subject, entry=request.entry_ref)
    return request


def kept_until(entry_ref: str, authority_id: int) -> date | None:
    """The last day of the eleven years for which the information is kept (2022 Act s.2(2)(c); R08).

    None where the register does not hold the entry any more: the years run on from the day it was first made, and
    no amendment or removal restarts them. None too while a register elsewhere is down: a request is answered all the
    same, within its 20 working days.
    """
    try:
        shown = gateway(authority_id).entry(entry_ref, authority_id)
    except NotReachable:
        return None
    return deadlines.last_day_kept(shown.first_made_on) if shown else None
