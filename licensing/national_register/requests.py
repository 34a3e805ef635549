"""Asking the authority that recorded an entry for its information, and what is done with its reply (2022 Act s.3)."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from licensing import clock
from licensing.audit.actions import Actor, record, system_for
from licensing.authorities import scope
from licensing.authorities.duty_work import still_able
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotAllowed, NotPossibleNow
from licensing.national_register import deadlines, documents, letters
from licensing.national_register.actions import gateway
from licensing.national_register.gateway import Letter, LetterReceipt, NewLetter
from licensing.national_register.models import InformationRequest, SearchCandidate, SearchReceipt
from licensing.outbox.actions import promise

BY_REGISTER = "register"
BY_HAND = {"secure-email": "Secure email", "post": "Post", "portal": "The register's portal"}
SENT_HOW = {BY_REGISTER: "Through the national register"} | BY_HAND


def register_carries(authority_id: int, to_authority_id: int) -> bool:
    """Whether the register hands an authority's letters to another, which then reads them on its own pages."""
    way_in = gateway(authority_id).way_in
    return letters.reach(to_authority_id) if way_in == "embedded" else way_in == "http"


def send_request(
    candidate_id: int, *, text: str, sent_on: date, sent_how: str, subject: str, by: Officer
) -> InformationRequest:
    """Record the written request to the recording authority (2022 Act s.3(2)(a); R11), and watch for its reply.

    Sent "register", it is promised as a letter, and the day it is sent is today whatever `sent_on` says; any other
    way an officer has sent it already. `subject` is the application ("application:12") on whose page the reply is
    awaited. Raises NotPossibleNow unless another authority's entry was adjudicated the same person; BadInput with
    faults by field.
    """
    sent_on = clock.today() if sent_how == BY_REGISTER else sent_on
    candidate = scope.get(SearchCandidate, candidate_id, by.authority_id, lock=True)
    receipt = candidate.receipt
    if candidate.recording_authority_id == by.authority_id:
        raise NotPossibleNow("This is your own authority's entry: its information is with you.")
    if candidate.adjudication is None or not candidate.adjudication.same_person:
        raise NotPossibleNow("Say first that this is the same person.")
    if receipt.application_ref is None:
        raise NotPossibleNow("A request is made for an application.")
    if request_for(receipt.application_ref, candidate.entry_ref) is not None:
        raise NotPossibleNow("The request has been recorded already.")
    faults = {}
    if not text.strip():
        faults["text"] = "Enter the request as it is sent"
    if sent_how not in SENT_HOW:
        faults["sent_how"] = "Choose how it was sent"
    elif sent_how == BY_REGISTER and not register_carries(by.authority_id, candidate.recording_authority_id):
        faults["sent_how"] = "The register does not reach this authority: send it another way"
    if sent_on > clock.today():
        faults["sent_on"] = "The day it was sent must be today or in the past"
    elif sent_on < _first_found_on(candidate):
        faults["sent_on"] = "The request can't have been sent before the search"
    if faults:
        raise BadInput("This request can't be recorded.", faults)
    request = InformationRequest(
        authority_id=by.authority_id,
        application_ref=receipt.application_ref,
        entry_ref=candidate.entry_ref,
        recording_authority_id=candidate.recording_authority_id,
        text=text.strip(),
        sent_on=sent_on,
        sent_how=sent_how,
        sent_by_id=by.id,
        sent_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()
    record(
        "request:sent",
        by=by.actor,
        subject=subject,
        to=candidate.recording_authority.key,
        entry=candidate.entry_ref,
        sent_on=sent_on.isoformat(),
    )
    if sent_how == BY_REGISTER:
        # The clock runs from receipt: it is watched from the day on which the letter is delivered.
        promise(
            "request:sent",
            f"request:{request.ref}",
            {"request_id": request.id},
            authority_id=by.authority_id,
            at=request.sent_at,
        )
    else:
        # The day of receipt is not known here: the day it was sent is the earliest it can be.
        _watch_for_reply(request, sent_on, by=by.actor)
    return request


def _watch_for_reply(request: InformationRequest, from_day: date, *, by: Actor) -> None:
    open_duty(
        "await-reply",
        authority_id=request.authority_id,
        subject=f"request:{request.id}",
        by=by,
        about=f"Request to {request.recording_authority.nice_name}",
        began_on=from_day,
        due_on=deadlines.reply_due(from_day, holidays()),
        officer_id=still_able(request.sent_by_id, "await-reply"),
    )


def clock_from(request: InformationRequest) -> date:
    """The day (London) from which the 20 working days are counted: of delivery, or the earliest it can be."""
    return clock.london_date(request.delivered_at) if request.delivered_at else request.sent_on


def as_letter(request: InformationRequest) -> NewLetter:
    """The request as the register carries it."""
    return NewLetter(
        source_key=f"request:{request.ref}",
        kind="request",
        from_authority_id=request.authority_id,
        to_authority_id=request.recording_authority_id,
        entry_ref=request.entry_ref,
        text=request.text,
        reference=request.ref,
    )


def record_delivery(request_id: int, receipt: LetterReceipt) -> None:
    """The request is in the recording authority's hands: its 20 working days begin (s.3(2)(b)). Safe to repeat."""
    request = db.session.get_one(InformationRequest, request_id, with_for_update={"of": InformationRequest})
    if request.letter_ref:
        return
    request.letter_ref, request.delivered_at = receipt.letter_ref, receipt.delivered_at
    db.session.flush()
    by = system_for(db.session.get_one(Authority, request.authority_id).key)
    on = clock.london_date(receipt.delivered_at)
    record(
        "request:delivered",
        by=by,
        subject=f"request:{request.id}",
        letter=receipt.letter_ref,
        delivered_on=on.isoformat(),
    )
    # The answer may have been quicker than the record of the delivery.
    if request.received_on is None:
        _watch_for_reply(request, on, by=by)


def _first_found_on(candidate: SearchCandidate) -> date:
    """The day (London) of the first search for the application that found this entry: later ones repeat it."""
    first = db.session.scalars(
        select(func.min(SearchReceipt.searched_at))
        .join(SearchCandidate)
        .where(
            SearchReceipt.authority_id == candidate.authority_id,
            SearchReceipt.application_ref == candidate.receipt.application_ref,
            SearchCandidate.entry_ref == candidate.entry_ref,
        )
    ).one()
    return clock.london_date(first)


def request_for(application_ref: str, entry_ref: str) -> InformationRequest | None:
    """The request made for an application about an entry, if one was."""
    return db.session.scalar(
        select(InformationRequest).where(
            InformationRequest.application_ref == application_ref, InformationRequest.entry_ref == entry_ref
        )
    )


def record_reply(
    request_id: int, *, received_on: date, reply: str, reference: str, subject: str, by: Officer
) -> InformationRequest:
    """Record the recording authority's reply. Raises NotPossibleNow when one is recorded, BadInput by field."""
    request = scope.get(InformationRequest, request_id, by.authority_id, lock=True)
    if request.received_on is not None:
        raise NotPossibleNow("The reply has been recorded already.")
    faults = {}
    if not reply.strip():
        faults["reply"] = "Enter what the authority told you, or that it has nothing to tell"
    if received_on > clock.today():
        faults["received_on"] = "The day it was received must be today or in the past"
    elif received_on < request.sent_on:
        faults["received_on"] = "The reply can't have come before the request was sent"
    if faults:
        raise BadInput("This reply can't be recorded.", faults)
    request.reply_recorded_by_id = by.id
    _answered(request, received_on, reply, reference, subject=subject, by=by.actor)
    return request


def _answered(
    request: InformationRequest, on: date, reply: str, reference: str, *, subject: str, by: Actor
) -> None:
    request.received_on, request.reply, request.reply_reference = on, reply.strip(), reference.strip()
    db.session.flush()
    record("request:answered", by=by, subject=subject, received_on=on.isoformat())
    discharge("await-reply", subject=f"request:{request.id}", on=on, by=by, how="The reply was received")
    # Where the application was determined without waiting, somebody looks at it again.
    promise(
        "request:answered",
        answered_key(request),
        {"request_id": request.id},
        authority_id=request.authority_id,
        at=clock.now(),
    )


def answered_key(request: InformationRequest) -> str:
    """The key under which it is promised to see whether an answer came after the determination."""
    return f"request:{request.ref}:answered"


def answered_by(letter: Letter) -> InformationRequest | None:
    """The request of ours that a letter answers, if it is one that no reply is recorded of; locked."""
    return db.session.scalar(
        select(InformationRequest)
        .where(
            InformationRequest.authority_id == letter.to_authority_id,
            InformationRequest.recording_authority_id == letter.from_authority_id,
            InformationRequest.entry_ref == letter.entry_ref,
            # Its own reference comes back with the answer: the letter's may not have been noted here yet.
            InformationRequest.ref == letter.reference,
            InformationRequest.received_on.is_(None),
        )
        .with_for_update(of=InformationRequest)
    )


def take_answer(request: InformationRequest, letter: Letter) -> None:
    """Take an answer that came through the register as the reply, with its documents, in the caller's transaction."""
    request.answer_letter_ref = letter.ref
    documents.keep_enclosures(letter.enclosures, request)
    on = clock.london_date(letter.delivered_at)
    by = system_for(db.session.get_one(Authority, request.authority_id).key)
    _answered(request, on, letter.text, letter.ref, subject=f"request:{request.id}", by=by)


def about_entry(authority_id: int, entry_ref: str) -> Sequence[InformationRequest]:
    """Every request of an authority about an entry, the oldest first."""
    return db.session.scalars(
        scope.within(InformationRequest, authority_id)
        .where(InformationRequest.entry_ref == entry_ref)
        .order_by(InformationRequest.id)
    ).all()


def record_regard(request_id: int, *, regard: str, subject: str, by: Officer) -> InformationRequest:
    """Record the regard that was had to the reply (2022 Act s.3(3); R13)."""
    request = scope.get(InformationRequest, request_id, by.authority_id, lock=True)
    if request.received_on is None:
        raise NotPossibleNow("There is no reply yet to have regard to.")
    if not regard.strip():
        raise BadInput("Say what regard was had.", {"regard": "Say what weight the information has, and why"})
    request.regard, request.regard_by_id, request.regard_at = regard.strip(), by.id, clock.now()
    db.session.flush()
    record("request:regard-recorded", by=by.actor, subject=subject)
    return request


def override_wait(
    request_id: int,
    *,
    reason: str,
    legal_advice: str,
    prepared_by: Collection[int],
    subject: str,
    by: Officer,
) -> InformationRequest:
    """Decide not to wait for a reply; the request itself is never waived. It stays visible on the case.

    Only a decision maker who did not prepare the case may. Raises NotAllowed, NotPossibleNow, BadInput.
    """
    request = scope.get(InformationRequest, request_id, by.authority_id, lock=True)
    if by.id in prepared_by:
        raise NotAllowed("You prepared this case: another decision maker must override the wait.")
    if not by.may(Permission.DETERMINE):
        raise NotAllowed("Only a decision maker can override the wait.")
    if request.settled:
        raise NotPossibleNow("There is nothing to wait for any more.")
    faults = {}
    if not reason.strip():
        faults["reason"] = "Say why the decision can't wait"
    if not legal_advice.strip():
        faults["legal_advice"] = "Name the legal advice: who gave it, and when"
    if faults:
        raise BadInput("The wait can't be overridden.", faults)
    request.overridden_at, request.overridden_by_id = clock.now(), by.id
    request.override_reason, request.legal_advice = reason.strip(), legal_advice.strip()
    db.session.flush()
    record(
        "request:wait-overridden",
        by=by.actor,
        subject=subject,
        reason=request.override_reason,
        legal_advice=request.legal_advice,
    )
    return request
