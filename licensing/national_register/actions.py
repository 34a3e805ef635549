"""What an officer does with the national register: search, adjudicate, ask, record the reply."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import bindparam, func, select, update

from licensing import clock
from licensing.audit.actions import record, system_for
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import register_training_until
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotAllowed, NotFound, NotPossibleNow, Unlawful
from licensing.matching.compare import Comparison, compare
from licensing.matching.people import Person as PersonValue
from licensing.matching.verdict import Band, judge
from licensing.national_register import alerts, checks, deadlines, index
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.gateway import Candidate, Gateway
from licensing.national_register.models import (
    Adjudication,
    Entry,
    InformationRequest,
    SearchCandidate,
    SearchReceipt,
)
from licensing.register.models import NUMBER_KINDS, Person, new_ref
from licensing.register.queries import identity_of, value_of

# 2022 Act s.4(3)(c): information is disclosed only to ensure the safeguarding of passengers and road safety (R15).
PURPOSES = {"safeguarding": "The safeguarding of passengers", "road-safety": "Road safety"}

SENT_HOW = {"secure-email": "Secure email", "post": "Post", "portal": "The register's portal"}


@dataclass(frozen=True)
class ForApplication:
    """The application a search is made for, and how long its receipt may serve (days, by the policy)."""

    ref: str
    good_for_days: int


def gateway(authority_id: int) -> Gateway:
    """The way in that an authority uses."""
    return EmbeddedRegister()


def compared(person: PersonValue, entry: PersonValue) -> Comparison:
    """Somebody beside an entry, field by field, weighed as a search weighs them."""
    return compare(person, entry, index.commonness(person, entry))


def search(
    person: Person, *, purpose: str, reason: str, application: ForApplication, by: Officer
) -> SearchReceipt:
    """Search by everything the person has been called and every number (R10); leaves a receipt.

    Raises Unlawful for a purpose the Act does not know, BadInput without a reason, NotAllowed for an officer
    who is not trained (R22).
    """
    _may_search(by)
    if purpose not in PURPOSES:
        raise Unlawful(
            "The national register may be searched only for the safeguarding of passengers or road safety "
            "(2022 Act s.4(3)(c))."
        )
    if not reason.strip():
        raise BadInput("A search needs a reason.", {"reason": "Say why you are searching"})
    at = clock.now()
    value = value_of(person)
    found = gateway(by.authority_id).search(value, by.authority_id)
    receipt = SearchReceipt(
        ref=new_ref(),
        authority_id=by.authority_id,
        officer_id=by.id,
        purpose=purpose,
        application_ref=application.ref,
        person_ref=person.ref,
        reason=reason.strip(),
        searched_at=at,
        good_until=deadlines.search_good_until(at, application.good_for_days),
        way_in=found.way_in,
        matcher=found.matcher,
        register_entries=found.register_entries,
        register_changed_at=found.register_changed_at,
        tried=tried(value),
        dropped=list(found.dropped),
        identity=identity_of(value),
    )
    candidates = [*found.candidates, *_said_before(person.ref, value, found.candidates, by)]
    remembered = _remembered(receipt, candidates)
    receipt.candidates = [_candidate(receipt, one, remembered.get(one.entry.ref)) for one in candidates]
    db.session.add(receipt)
    record(
        "national-register:searched",
        by=by.actor,
        subject=f"person:{person.id}",
        reason=receipt.reason,
        receipt=receipt.ref,
        purpose=purpose,
        application=application.ref,
        candidates=len(candidates),
        matcher=found.matcher,
    )
    return receipt


def _may_search(officer: Officer) -> None:
    reasons = checks.training_fault(register_training_until(officer.id, clock.today()))
    if reasons:
        raise NotAllowed("You can't search the national register.", reasons)


def tried(value: PersonValue) -> dict[str, object]:
    """What a search tries, as its receipt says it: names in full, numbers by their last three characters."""
    numbers = {
        "national_insurance": value.national_insurance,
        "gb_driver": value.gb_driver,
        "ni_driver": value.ni_driver,
        "community": value.community,
    }
    return {
        "names": [name.full for name in value.names],
        "dates_of_birth": [day.isoformat() for day in value.dates_of_birth],
        "addresses": [address.shown for address in value.addresses],
        "numbers": [
            f"{NUMBER_KINDS[kind]} ending {number[-3:]}" for kind, held in numbers.items() for number in held
        ],
    }


# Made once: a search asks it.
_SAID_SAME = (
    select(Adjudication.entry_ref)
    .where(
        Adjudication.authority_id == bindparam("authority"),
        Adjudication.person_ref == bindparam("person"),
        Adjudication.same_person,
    )
    .distinct()
    .order_by(Adjudication.entry_ref)
)


def _said_before(
    person_ref: str, value: PersonValue, found: Collection[Candidate], by: Officer
) -> list[Candidate]:
    """The entries that this search did not find, but an officer adjudicated the same person before.

    An alert may tell of one that a search by other facts misses: its authority is asked in writing all the same
    (2022 Act s.3(2)(a); R11). One of which it was said otherwise since is among them, with the last word of it.
    """
    refs = db.session.scalars(_SAID_SAME, {"authority": by.authority_id, "person": person_ref}).all()
    there, way_in = {one.entry.ref for one in found}, gateway(by.authority_id)
    added = []
    for ref in refs:
        # What the register does not hold any more is nobody's to ask about.
        if ref not in there and (entry := way_in.entry(ref, by.authority_id)) is not None:
            comparison = compared(value, entry.person)
            verdict = judge(comparison)
            shown = replace(
                verdict,
                band=verdict.band if verdict.band.is_hit else Band.POSSIBLE,
                reasons=("Adjudicated the same person before", *verdict.reasons),
            )
            added.append(Candidate(entry, comparison, shown))
    return added


# Made once: a search asks it.
_SAID_OF = (
    select(Adjudication)
    .where(
        Adjudication.authority_id == bindparam("authority"),
        Adjudication.person_ref == bindparam("person"),
        Adjudication.identity == bindparam("identity"),
        Adjudication.entry_ref.in_(bindparam("entries", expanding=True)),
    )
    .order_by(Adjudication.id)
)


def _remembered(receipt: SearchReceipt, found: Collection[Candidate]) -> dict[str, Adjudication]:
    """What was said before of each entry that was found, the last word of each."""
    if not found:
        return {}
    versions = {one.entry.ref: one.entry.version for one in found}
    said = db.session.scalars(
        _SAID_OF,
        {
            "authority": receipt.authority_id,
            "person": receipt.person_ref,
            "identity": receipt.identity,
            "entries": list(versions),
        },
    )
    # What was said holds for what was then known: a changed entry or a new fact asks anew.
    return {one.entry_ref: one for one in said if one.entry_version == versions[one.entry_ref]}


def _candidate(
    receipt: SearchReceipt, candidate: Candidate, remembered: Adjudication | None
) -> SearchCandidate:
    entry = candidate.entry
    return SearchCandidate(
        authority_id=receipt.authority_id,
        entry_ref=entry.ref,
        entry_version=entry.version,
        recording_authority_id=entry.recording_authority_id,
        band=candidate.verdict.band.value,
        points=candidate.verdict.points,
        reasons=list(candidate.verdict.reasons),
        adjudication=remembered,
    )


def adjudicate(candidate_id: int, *, same_person: bool, reason: str, by: Officer) -> SearchCandidate:
    """Say whether a candidate is the same person, and why. People decide: no score does.

    Raises NotFound for another authority's search, NotAllowed for an officer not trained, BadInput without a reason.
    """
    _may_search(by)
    candidate = scope.get(SearchCandidate, candidate_id, by.authority_id, lock=True)
    if not reason.strip():
        raise BadInput("Say why.", {"reason": "Say what makes you sure"})
    receipt = candidate.receipt
    if receipt.person_ref is None:
        raise NotPossibleNow(
            "A screening is of no application: search for the application, and adjudicate there."
        )
    said = Adjudication(
        authority_id=by.authority_id,
        person_ref=receipt.person_ref,
        entry_ref=candidate.entry_ref,
        entry_version=candidate.entry_version,
        identity=receipt.identity,
        same_person=same_person,
        reason=reason.strip(),
        officer_id=by.id,
        said_at=clock.now(),
    )
    db.session.add(said)
    db.session.flush()
    candidate.adjudication = said
    db.session.flush()
    alerts.close_adjudicated(said, facts_at=receipt.searched_at, by=by.actor)
    record(
        "national-register:candidate-adjudicated",
        by=by.actor,
        subject=f"candidate:{candidate.id}",
        reason=said.reason,
        receipt=receipt.ref,
        candidate=candidate.entry_ref,
        same_person=same_person,
    )
    return candidate


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


def expired(on: date) -> list[Entry]:
    """The entries whose eleven years have ended by a day (London) (2022 Act s.4(3)(b); R09)."""
    reached = on - relativedelta(years=deadlines.YEARS_KEPT)
    entries = db.session.scalars(select(Entry).where(Entry.first_made_on <= reached).order_by(Entry.id))
    return [entry for entry in entries if deadlines.last_day_kept(entry.first_made_on) < on]


def remove_expired(on: date) -> list[str]:
    """Remove every entry whose eleven years have ended; returns their references. In the caller's transaction.

    Each leaves a certificate in the audit log, without identity. What searches wrote about how it compared
    goes with it.
    """
    removed = []
    alerts.hold_open()
    for entry in expired(on):
        db.session.execute(
            update(SearchCandidate).where(SearchCandidate.entry_ref == entry.ref).values(reasons=[])
        )
        authority = db.session.get_one(Authority, entry.recording_authority_id)
        index.take_out(entry.id)
        db.session.delete(entry)
        db.session.flush()
        alerts.entry_gone(entry.ref, eleven_years_over=True)
        record(
            "national-register:entry-removed",
            by=system_for(authority.key),
            subject=f"entry:{entry.ref}",
            reason=f"Eleven years ended; recorded by {authority.key}.",
            entry=entry.ref,
            first_made_on=entry.first_made_on.isoformat(),
            removed_on=on.isoformat(),
        )
        removed.append(entry.ref)
    return removed


def receipt_by_ref(ref: str, authority_id: int) -> SearchReceipt:
    """A receipt of an authority. Raises NotFound."""
    found = db.session.scalar(
        select(SearchReceipt).where(SearchReceipt.ref == ref, SearchReceipt.authority_id == authority_id)
    )
    if found is None:
        raise NotFound("There is no such receipt.")
    return found


def officer_name(officer_id: int) -> str:
    """Who searched, or said so, by name."""
    return db.session.get_one(Officer, officer_id).name
