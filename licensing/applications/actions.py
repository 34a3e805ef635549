"""What an officer does with an application, one function a thing, in the caller's transaction."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from licensing import clock
from licensing.applications import drafts, intake, known_elsewhere, lifecycle, queries
from licensing.applications.models import Application
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.duties.actions import discharge
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register import actions as national
from licensing.national_register import requests
from licensing.national_register.models import InformationRequest, SearchCandidate, SearchReceipt
from licensing.national_register.portal import withdraw_searches
from licensing.policy.deadlines import good_until, seen_too_late
from licensing.policy.queries import policy_in_force
from licensing.register.actions import add_person, bring_up_to_date
from licensing.register.models import LICENCE_KINDS, DriverLicence, Person
from licensing.suitability.models import Evidence

RENEWABLE = ("current", "suspended")
# A day of receipt further back than this is a slip of the hand.
LONGEST_AGO = timedelta(days=366)


def start(*, kind: str, licence_kind: str, by: Officer, renews: DriverLicence | None = None) -> Application:
    """Start taking an application. Raises BadInput for a kind that does not exist."""
    if kind not in ("new", "renewal") or licence_kind not in LICENCE_KINDS:
        raise BadInput("Choose what is applied for.", {"licence_kind": "Choose the kind of licence"})
    today = clock.today()
    # Refused here, not after ten pages, where no policy says what would be asked.
    policy_in_force(by.authority.gss_code or "", today)
    if renews is not None and (renews.state not in RENEWABLE or renews.ends_on < today):
        raise NotPossibleNow(
            "Only a licence that still runs is renewed. Take a new application: its checks are those of a new driver."
        )
    application = Application(
        authority_id=by.authority_id,
        kind=kind,
        licence_kind=licence_kind,
        state="draft",
        started_at=clock.now(),
        started_by_id=by.id,
        case_officer_id=by.id,
        renews_licence_id=renews.id if renews else None,
        first_licence=renews is None,
    )
    db.session.add(application)
    db.session.flush()
    if renews is not None:
        drafts.write(application, _known(renews.person))
    record("application:started", by=by.actor, subject=application.subject, kind=kind, licence=licence_kind)
    return application


def _known(person: Person) -> drafts.Answers:
    """What is known of a licence holder, as the first answers of a renewal: looked through on its last page."""
    current = next((name for name in reversed(person.names) if name.kind == "current"), None)
    home = person.home_address
    answers: drafts.Answers = {
        "date-of-birth": {"born": person.date_of_birth.isoformat()},
        "other-names": {
            "names": [
                {"first": name.first, "middle": name.middle, "last": name.last}
                for name in person.names
                if name.kind != "current"
            ]
        },
        "earlier-addresses": {
            "addresses": [
                {
                    "lines": one.lines,
                    "postcode": one.postcode,
                    "from_on": one.from_on.isoformat() if one.from_on else None,
                    "until_on": one.until_on.isoformat(),
                }
                for one in person.addresses
                if one.until_on
            ]
        },
        "numbers": {held.kind: held.number for held in person.numbers},
        "contact": {"email": person.email, "telephone": person.telephone},
    }
    if current:
        answers["name"] = {"first": current.first, "middle": current.middle, "last": current.last}
    if home:
        answers["address"] = {
            "lines": home.lines,
            "postcode": home.postcode,
            "from_on": home.from_on.isoformat() if home.from_on else None,
        }
    return answers


def save_page(application_id: int, page: str, fields: dict[str, Any], *, by: Officer) -> Application:
    """Save one page of the intake. Raises NotPossibleNow once the application has been received."""
    application = scope.get(Application, application_id, by.authority_id, lock=True)
    if page not in intake.KEYS:
        raise NotFound("There is no such page of an application.")
    _must_be_draft(application)
    answers = drafts.read(application)
    answers[page] = fields
    drafts.write(application, answers)
    db.session.flush()
    record("application:saved", by=by.actor, subject=application.subject, page=page)
    return application


def _must_be_draft(application: Application) -> None:
    if application.state != "draft":
        raise NotPossibleNow("This application has been received already: its answers can't be changed here.")


def receive(application_id: int, *, person_id: int | None, received_on: date, by: Officer) -> Application:
    """Receive an application: the person goes onto the register, as somebody new or as one who is known.

    `person_id` is the person of this authority whom the officer says it is; None for somebody new. Raises
    BadInput when a page has no answer.
    """
    application = scope.get(Application, application_id, by.authority_id, lock=True)
    state = lifecycle.after(application.state, "receive")
    answers = drafts.read(application)
    unanswered = intake.first_unanswered(answers)
    if unanswered != intake.CHECK:
        raise BadInput(f"The page “{unanswered.replace('-', ' ')}” has not been answered yet.")
    if not clock.today() - LONGEST_AGO <= received_on <= clock.today():
        raise BadInput(
            "The day of receipt is not within the last year.",
            {"received_on": "The day it was received must be today or within the last year"},
        )
    if application.renews is not None and person_id != application.renews.person_id:
        raise BadInput(
            "A renewal is the licence holder's own.",
            {"person": "Choose the holder of the licence that is renewed"},
        )
    facts, said = intake.person_facts(answers), intake.circumstances(answers)
    if person_id is None:
        person = add_person(facts, application=application.ref, by=by)
    else:
        person = scope.get(Person, person_id, by.authority_id, lock=True)
        bring_up_to_date(person, facts, by=by)
    application.person_id, application.state, application.received_on = person.id, state, received_on
    application.draft = ""
    application.entitled_since, application.limited_leave = said.entitled_since, said.limited_leave
    application.leave_ends_on, application.leave_continues = said.leave_ends_on, said.leave_continues
    application.lived_abroad, application.first_licence = said.lived_abroad, said.first_licence
    db.session.flush()
    record("application:received", by=by.actor, subject=application.subject, person=person.id)
    known_elsewhere.look(application)
    return application


def take_case(application_id: int, *, by: Officer) -> Application:
    """Become the case officer of an application that is being prepared."""
    application = scope.get(Application, application_id, by.authority_id, lock=True)
    lifecycle.still_being_prepared(application.state)
    application.case_officer_id = by.id
    db.session.flush()
    record("application:assigned", by=by.actor, subject=application.subject, officer=by.id)
    return application


def correct(application_id: int, page: str, fields: dict[str, Any], *, by: Officer) -> Application:
    """Correct what the applicant was taken to have said about driving, leave or their background.

    Only while the case is being prepared. The checklist and the term depend on it, so the audit log says which.
    """
    application = _preparing(application_id, by)
    if page not in intake.CORRECTABLE:
        raise NotFound("This page of an application can't be corrected here.")
    intake.correct(application, page, fields)
    db.session.flush()
    record("application:corrected", by=by.actor, subject=application.subject, page=page)
    return application


@dataclass(frozen=True)
class EvidenceFacts:
    """What was seen of one requirement."""

    requirement: str
    result: str
    reference: str = ""
    note: str = ""
    issued_on: date | None = None
    seen_on: date | None = None


def record_evidence(application_id: int, facts: EvidenceFacts, *, by: Officer) -> Evidence:
    """Record what was seen of one requirement of the policy. Raises BadInput with faults by field."""
    application = scope.get(Application, application_id, by.authority_id, lock=True)
    lifecycle.still_being_prepared(application.state)
    today = clock.today()
    policy = policy_in_force(application.authority.gss_code or "", today)
    requirement = next(
        (
            one
            for one in queries.applicable(application, policy)
            if one.key == facts.requirement and one.how == "evidence"
        ),
        None,
    )
    if requirement is None:
        raise NotFound("The policy asks for no such evidence here.")
    option = next((one for one in requirement.results if one.key == facts.result), None)
    faults = {}
    if option is None:
        faults["result"] = "Choose the result"
    if option and option.needs_note and not facts.note.strip():
        faults["note"] = "Say what was found, and how it was considered"
    if fault := requirement.reference_fault(facts.reference):
        faults["reference"] = fault
    seen_on = facts.seen_on or today
    if seen_on > today:
        faults["seen_on"] = "The day it was seen must be today or in the past"
    if facts.issued_on and facts.issued_on > seen_on:
        faults["issued_on"] = "It can't have been issued after it was seen"
    counted_from = facts.issued_on if requirement.counted_from == "issued" else seen_on
    if requirement.counted_from == "issued" and facts.issued_on is None:
        faults["issued_on"] = "Enter the day it was issued"
    if facts.issued_on and (late := seen_too_late(requirement, issued_on=facts.issued_on, seen_on=seen_on)):
        # Finance Act 2021 Sch.33: a tax check code must be in date on the day it is confirmed.
        faults["issued_on"] = late
    if faults:
        raise BadInput("This evidence can't be recorded.", faults)
    row = Evidence(
        authority_id=by.authority_id,
        application_ref=application.ref,
        person_id=application.person_id,
        requirement=requirement.key,
        result=facts.result,
        reference=facts.reference.strip(),
        note=facts.note.strip(),
        issued_on=facts.issued_on,
        seen_on=seen_on,
        good_until=good_until(requirement, counted_from) if counted_from else None,
        seen_by_id=by.id,
        recorded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    record(
        "evidence:recorded",
        by=by.actor,
        subject=application.subject,
        requirement=row.requirement,
        result=row.result,
        good_until=row.good_until.isoformat() if row.good_until else None,
    )
    return row


def ask_national_register(
    application_id: int, *, purpose: str, reason: str, by: Officer
) -> national.Answer | None:
    """Ask a register elsewhere for an application, before the transaction that writes its answer down.

    None where the register is kept here. Raises what `national_register.actions.ask` raises.
    """
    person, search_for = _to_be_searched(application_id, by, lock=False)
    return national.ask(person, purpose=purpose, reason=reason, application=search_for, by=by)


def search_national_register(
    application_id: int, *, purpose: str, reason: str, by: Officer, answer: national.Answer | None = None
) -> SearchReceipt:
    """Search the national register for an application (2022 Act s.3(1); R10); `answer` is of a register elsewhere."""
    person, search_for = _to_be_searched(application_id, by, lock=True)
    return national.search(
        person, purpose=purpose, reason=reason, by=by, application=search_for, answer=answer
    )


def _to_be_searched(
    application_id: int, by: Officer, *, lock: bool
) -> tuple[Person, national.ForApplication]:
    application = scope.get(Application, application_id, by.authority_id, lock=lock)
    lifecycle.still_being_prepared(application.state)
    person = scope.get(Person, application.person_id or 0, by.authority_id)
    policy = policy_in_force(application.authority.gss_code or "", clock.today())
    return person, national.ForApplication(application.ref, int(policy.search_age_days.value))


def adjudicate(
    application_id: int, candidate_id: int, *, same_person: bool, reason: str, by: Officer
) -> SearchCandidate:
    """Say whether a candidate is the applicant, while the case is being prepared."""
    application = _preparing(application_id, by)
    _candidate_of(application, candidate_id)
    return national.adjudicate(candidate_id, same_person=same_person, reason=reason, by=by)


def send_request(
    application_id: int, candidate_id: int, *, text: str, sent_on: date, sent_how: str, by: Officer
) -> InformationRequest:
    """Record the written request about a candidate (2022 Act s.3(2)(a); R11)."""
    application = _preparing(application_id, by)
    _candidate_of(application, candidate_id)
    return requests.send_request(
        candidate_id, text=text, sent_on=sent_on, sent_how=sent_how, subject=application.subject, by=by
    )


def record_reply(
    application_id: int, request_id: int, *, received_on: date, reply: str, reference: str, by: Officer
) -> None:
    """Record the reply to a request: also once the application is determined, where the wait was overridden."""
    application = scope.get(Application, application_id, by.authority_id, lock=True)
    _request_of(application, request_id)
    requests.record_reply(
        request_id,
        received_on=received_on,
        reply=reply,
        reference=reference,
        subject=application.subject,
        by=by,
    )


def record_regard(application_id: int, request_id: int, *, regard: str, by: Officer) -> None:
    """Record the regard had to a reply (2022 Act s.3(3); R13)."""
    application = _preparing(application_id, by)
    _request_of(application, request_id)
    requests.record_regard(request_id, regard=regard, subject=application.subject, by=by)


def override_wait(
    application_id: int, request_id: int, *, reason: str, legal_advice: str, by: Officer
) -> None:
    """Decide not to wait for a reply; a decision maker other than the case officer."""
    application = _preparing(application_id, by)
    _request_of(application, request_id)
    requests.override_wait(
        request_id,
        reason=reason,
        legal_advice=legal_advice,
        subject=application.subject,
        prepared_by=queries.prepared_by(application),
        by=by,
    )


def _preparing(application_id: int, by: Officer) -> Application:
    application = scope.get(Application, application_id, by.authority_id, lock=True)
    lifecycle.still_being_prepared(application.state)
    return application


def _candidate_of(application: Application, candidate_id: int) -> None:
    candidate = scope.get(SearchCandidate, candidate_id, application.authority_id)
    if candidate.receipt.application_ref != application.ref:
        raise NotFound("There is no such candidate in this application's searches.")


def _request_of(application: Application, request_id: int) -> None:
    request = scope.get(InformationRequest, request_id, application.authority_id)
    if request.application_ref != application.ref:
        raise NotFound("There is no such request in this application.")


def refer(application_id: int, *, by: Officer) -> Application:
    """Put an application to a decision maker. What is missing is shown there; it stops only the determination."""
    application = scope.get(Application, application_id, by.authority_id, lock=True)
    application.state, application.referred_at = lifecycle.after(application.state, "refer"), clock.now()
    application.still_needed = ""
    db.session.flush()
    record("application:referred", by=by.actor, subject=application.subject)
    return application


def give_back(application_id: int, *, reason: str, by: Officer) -> Application:
    """Give an application back to its case officer, saying what is still needed."""
    application = scope.get(Application, application_id, by.authority_id, lock=True)
    state = lifecycle.after(application.state, "return")
    if not reason.strip():
        raise BadInput("Say what is still needed.", {"reason": "Say what is still needed"})
    application.state, application.still_needed = state, reason.strip()
    db.session.flush()
    record("application:returned", by=by.actor, subject=application.subject, reason=reason.strip())
    return application


def withdraw(application_id: int, *, withdrawn_on: date, reason: str, by: Officer) -> Application:
    """Record that the applicant withdrew. Raises BadInput with faults by field."""
    application = scope.get(Application, application_id, by.authority_id, lock=True)
    state = lifecycle.after(application.state, "withdraw")
    faults = {}
    if not clock.today() - LONGEST_AGO <= withdrawn_on <= clock.today():
        faults["withdrawn_on"] = "The day of withdrawal must be today or within the last year"
    if not reason.strip():
        faults["reason"] = "Say how the applicant withdrew, and why if they said"
    if faults:
        raise BadInput("This withdrawal can't be recorded.", faults)
    application.state, application.withdrawn_on, application.withdrawal_reason = (
        state,
        withdrawn_on,
        reason.strip(),
    )
    application.draft = ""
    db.session.flush()
    record(
        "application:withdrawn",
        by=by.actor,
        subject=application.subject,
        withdrawn_on=withdrawn_on.isoformat(),
    )
    for request in queries.case_requests(application):
        discharge(
            "await-reply",
            subject=f"request:{request.id}",
            on=withdrawn_on,
            by=by.actor,
            how="The application was withdrawn",
        )
    discharge(
        "modules-overdue",
        subject=application.subject,
        on=withdrawn_on,
        by=by.actor,
        how="The application was withdrawn",
    )
    withdraw_searches(application.authority_id, application.ref, why="The application was withdrawn")
    return application
