"""Asking the authority that recorded an entry for its information, and what is done with its reply (2022 Act s.3)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotAllowed, NotPossibleNow
from licensing.national_register import deadlines
from licensing.national_register.models import InformationRequest, SearchCandidate, SearchReceipt

SENT_HOW = {"secure-email": "Secure email", "post": "Post", "portal": "The register's portal"}


def send_request(
    candidate_id: int, *, text: str, sent_on: date, sent_how: str, subject: str, by: Officer
) -> InformationRequest:
    """Record the written request to the recording authority (2022 Act s.3(2)(a); R11), and watch for its reply.

    `subject` is the application ("application:12") on whose page the reply is awaited. Raises NotPossibleNow
    unless another authority's entry was adjudicated the same person; BadInput with faults by field.
    """
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
    # The clock runs from receipt, which we do not know: the day it was sent is the earliest it can be.
    open_duty(
        "await-reply",
        authority_id=by.authority_id,
        subject=f"request:{request.id}",
        by=by.actor,
        about=f"Request to {candidate.recording_authority.nice_name}",
        began_on=sent_on,
        due_on=deadlines.reply_due(sent_on, holidays()),
        officer_id=by.id,
    )
    return request


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
    request.received_on, request.reply, request.reply_reference = (
        received_on,
        reply.strip(),
        reference.strip(),
    )
    request.reply_recorded_by_id = by.id
    db.session.flush()
    record("request:answered", by=by.actor, subject=subject, received_on=received_on.isoformat())
    discharge(
        "await-reply",
        subject=f"request:{request.id}",
        on=received_on,
        by=by.actor,
        how="The reply was received",
    )
    return request


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
