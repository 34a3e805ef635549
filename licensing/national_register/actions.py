"""What an officer does with the national register: search, adjudicate, ask, record the reply."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import register_training_until
from licensing.db import db
from licensing.errors import BadInput, NotAllowed, NotFound, NotPossibleNow, Unlawful
from licensing.matching.compare import Comparison, compare
from licensing.matching.people import Person as PersonValue
from licensing.matching.verdict import Band, judge
from licensing.national_register import alerts, checks, deadlines, index, ways_in
from licensing.national_register.gateway import Asked, Candidate, Found
from licensing.national_register.models import (
    Adjudication,
    SearchCandidate,
    SearchReceipt,
)
from licensing.national_register.ways_in import is_embedded
from licensing.register.models import NUMBER_KINDS, Person, new_ref
from licensing.register.queries import identity_of, value_of

# 2022 Act s.4(3)(c): information is disclosed only to ensure the safeguarding of passengers and road safety (R15).
PURPOSES = {"safeguarding": "The safeguarding of passengers", "road-safety": "Road safety"}


# Whoever searches by this module finds the way in here too.
gateway = ways_in.gateway


@dataclass(frozen=True)
class ForApplication:
    """The application a search is made for, and how long its receipt may serve (days, by the policy)."""

    ref: str
    good_for_days: int


def compared(person: PersonValue, entry: PersonValue) -> Comparison:
    """Somebody beside an entry, field by field, weighed as a search weighs them."""
    return compare(person, entry, index.commonness(person, entry))


@dataclass(frozen=True)
class Answer:
    """What the register answered about a person as they were known when it was asked."""

    value: PersonValue
    found: Found
    searched_at: datetime


def ask(
    person: Person, *, purpose: str, reason: str, application: ForApplication, by: Officer
) -> Answer | None:
    """Ask a register that is elsewhere, before the transaction in which `search` writes what it answered.

    None for the register in our own database, which is asked inside. Raises what `search` raises; NotReachable when
    it does not answer; AwaitsOfficer for a portal, until an officer has searched there by hand.
    """
    _refuse_unless_possible(purpose, reason, by)
    if is_embedded(by.authority_id):
        return None
    return _asked(value_of(person), person.ref, purpose, application, by)


def _asked(
    value: PersonValue, person_ref: str, purpose: str, application: ForApplication, by: Officer
) -> Answer:
    asked = Asked(purpose, by.actor.ref, application.ref)
    key = "" if is_embedded(by.authority_id) else _key(value, application, by)
    found = gateway(by.authority_id).search(value, by.authority_id, key=key, asked=asked)
    before = _said_before(person_ref, value, found.candidates, asked, by)
    return Answer(
        value,
        replace(found, candidates=(*found.candidates, *before)),
        found.searched_at or clock.now(),
    )


def _key(value: PersonValue, application: ForApplication, by: Officer) -> str:
    """What a search is called elsewhere: another one for the application, or of somebody who changed, has its own."""
    before = select(func.count(SearchReceipt.id)).where(
        SearchReceipt.application_ref == application.ref, SearchReceipt.authority_id == by.authority_id
    )
    return f"search:{application.ref}:{db.session.scalar(before)}:{identity_of(value)[:16]}"


def search(
    person: Person,
    *,
    purpose: str,
    reason: str,
    application: ForApplication,
    by: Officer,
    answer: Answer | None = None,
) -> SearchReceipt:
    """Search by everything the person has been called and every number (R10); leaves a receipt.

    `answer` is what `ask` gave. Raises Unlawful for a purpose the Act does not know, BadInput without a reason,
    NotAllowed for an officer who is not trained (R22).
    """
    _refuse_unless_possible(purpose, reason, by)
    # The receipt says what was searched by: were the person changed meanwhile, it would serve no determination.
    answer = answer or _asked(value_of(person), person.ref, purpose, application, by)
    value, found, at = answer.value, answer.found, answer.searched_at
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
        reference=found.reference,
        matcher=found.matcher,
        register_entries=found.register_entries,
        register_changed_at=found.register_changed_at,
        tried=tried(value),
        dropped=list(found.dropped),
        identity=identity_of(value),
    )
    remembered = _remembered(receipt, found.candidates)
    receipt.candidates = [_candidate(receipt, one, remembered.get(one.entry.ref)) for one in found.candidates]
    db.session.add(receipt)
    record(
        "national-register:searched",
        by=by.actor,
        subject=f"person:{person.id}",
        reason=receipt.reason,
        receipt=receipt.ref,
        purpose=purpose,
        application=application.ref,
        candidates=len(found.candidates),
        matcher=found.matcher,
    )
    return receipt


def _refuse_unless_possible(purpose: str, reason: str, by: Officer) -> None:
    _may_search(by)
    if purpose not in PURPOSES:
        raise Unlawful(
            "The national register may be searched only for the safeguarding of passengers or road safety "
            "(2022 Act s.4(3)(c))."
        )
    if not reason.strip():
        raise BadInput("A search needs a reason.", {"reason": "Say why you are searching"})


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
    person_ref: str, value: PersonValue, found: Collection[Candidate], asked: Asked, by: Officer
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
        if ref not in there and (entry := way_in.entry(ref, by.authority_id, asked=asked)) is not None:
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
