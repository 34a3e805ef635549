"""Putting questions to the outside services, and taking in what they say; in the caller's transaction.

A question is a row from its promise to its answer, so that a service that is down leaves a queue and no wrong record.
An answer is taken in once, however often it comes, and only while its question still waits.
"""

from datetime import datetime

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import Actor, record, system_for
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import NotPossibleNow
from licensing.outbox.actions import promise
from licensing.register.models import Person
from licensing.register.vehicle_models import Vehicle
from licensing.suitability import dbs, services, vetting_queries
from licensing.suitability.deadlines import look_by
from licensing.suitability.findings import findings
from licensing.suitability.standing import STATUS
from licensing.suitability.vehicle_enquiry import VehicleSaid
from licensing.suitability.vetting import CORRECT, REVIEW, hold_duties, settle_duties, write_down
from licensing.suitability.vetting_models import (
    ANSWERED,
    BY_SERVICE,
    DBS,
    DVLA,
    SERVICES,
    WAITING,
    WITHDRAWN,
    DbsConsent,
    ServicePause,
    ServiceQuestion,
    VehicleEnquiry,
    VettingRecord,
)

TOPICS = {DBS: "dbs-question:put", DVLA: "dvla-question:put"}
REFUSED, NOT_FOUND, FOUND = "refused", "not-found", "found"
# What the officer has to put right before asking again helps.
TO_CORRECT = (dbs.NO_MATCH, REFUSED)
DUE, OFFICER = "due", "officer"


def ask_about_person(person_id: int, *, by: Officer) -> ServiceQuestion:
    """Put a question to the DBS Update Service because an officer wants to know now.

    Raises NotFound for another authority's person; NotPossibleNow where the service is not set up, nobody consented, or
    a question waits already.
    """
    person = scope.get(Person, person_id, by.authority_id, lock=True)
    _must_be_set_up(DBS)
    consent = vetting_queries.consent_of(person.id, by.authority_id)
    if consent is None:
        raise NotPossibleNow("Without the person's consent the DBS Update Service is not asked.")
    _must_not_wait(vetting_queries.last_question(by.authority_id, person_id=person.id))
    return put_about_consent(consent, at=clock.now(), by=by)


def ask_about_vehicle(vehicle_id: int, *, by: Officer) -> ServiceQuestion:
    """Put a question to the DVLA because an officer wants to know now. Raises as above."""
    vehicle = scope.get(Vehicle, vehicle_id, by.authority_id, lock=True)
    _must_be_set_up(DVLA)
    _must_not_wait(vetting_queries.last_question(by.authority_id, vehicle_id=vehicle.id))
    return put_about_vehicle(vehicle.id, vehicle.authority_id, at=clock.now(), by=by)


def _must_be_set_up(service: str) -> None:
    if not services.is_set_up(service):
        raise NotPossibleNow(f"The {SERVICES[service]} is not set up here. Record what you see by hand.")


def _must_not_wait(question: ServiceQuestion | None) -> None:
    if question is not None and question.state == WAITING:
        raise NotPossibleNow("This was asked already, and the answer is awaited.")


def put_about_consent(consent: DbsConsent, *, at: datetime, by: Officer | None = None) -> ServiceQuestion:
    """Put a question about a certificate, to be sent at a moment (UTC); `by` is None when it fell due."""
    return _put(
        ServiceQuestion(
            authority_id=consent.authority_id, service=DBS, person_id=consent.person_id, consent_id=consent.id
        ),
        f"person:{consent.person_id}",
        at,
        by,
    )


def put_about_vehicle(
    vehicle_id: int, authority_id: int, *, at: datetime, by: Officer | None = None
) -> ServiceQuestion:
    """Put a question about a vehicle, to be sent at a moment (UTC); `by` is None when it fell due."""
    question = ServiceQuestion(authority_id=authority_id, service=DVLA, vehicle_id=vehicle_id)
    return _put(question, f"vehicle:{vehicle_id}", at, by)


def _put(question: ServiceQuestion, subject: str, at: datetime, by: Officer | None) -> ServiceQuestion:
    question.put_at, question.asked_by_id = clock.now(), by.id if by else None
    db.session.add(question)
    db.session.flush()
    promise(
        TOPICS[question.service],
        question.key,
        {"question_id": question.id},
        authority_id=question.authority_id,
        at=at,
    )
    record(
        "service-question:put",
        by=by.actor if by else _system(question.authority_id),
        subject=subject,
        question=question.id,
        service=question.service,
        because=OFFICER if by else DUE,
    )
    return question


def _system(authority_id: int) -> Actor:
    return system_for(db.session.get_one(Authority, authority_id).key)


def waiting(question_id: int, *, lock: bool = False) -> ServiceQuestion | None:
    """A question that still waits; None for one that was answered or withdrawn meanwhile."""
    query = select(ServiceQuestion).where(ServiceQuestion.id == question_id, ServiceQuestion.state == WAITING)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def asked_of_dbs(question: ServiceQuestion) -> dbs.Asked:
    """What the DBS is asked: the certificate consented to, and who asks, which the DBS shows to its holder."""
    consent = db.session.get_one(DbsConsent, question.consent_id)
    person = db.session.get_one(Person, consent.person_id)
    # When it fell due nobody pressed a button: the officer who took the consent stands for the authority.
    who = db.session.get_one(Officer, question.asked_by_id or consent.recorded_by_id)
    forename, _, surname = who.name.rpartition(" ")
    words = consent.words
    return dbs.Asked(
        certificate_number=words["number"],
        date_of_birth=person.date_of_birth,
        surname=words["surname"],
        organisation=who.authority.official_name,
        employee_forename=forename or surname,
        employee_surname=surname,
    )


def take_status(question_id: int, status: str) -> None:
    """Take in what the DBS said of a certificate, or that it refused the question.

    No change renews the check. A change is put in front of an officer. Where nothing fits together nothing was checked:
    no record is made, and an officer is asked to correct the details.
    """
    if (found := waiting(question_id)) is None:
        return
    # The person first, as whoever corrects the details does: else each could wait for the other.
    person = db.session.get_one(Person, found.person_id, with_for_update=True)
    question = waiting(question_id, lock=True)
    if question is None:
        return
    hold_duties(f"person:{person.id}")
    by, today = _answered(question, status, f"person:{question.person_id}"), clock.today()
    if status in TO_CORRECT:
        _ask_to_correct(person, by)
        return
    row = VettingRecord(
        authority_id=person.authority_id,
        person_id=person.id,
        kind=STATUS,
        # The catalogue of results is the policy's: BLANK_NO_NEW_INFO is its blank-no-new-info.
        result=status.lower().replace("_", "-"),
        how=BY_SERVICE,
        seen_on=today,
        question_id=question.id,
        recorded_at=clock.now(),
    )
    row.keep(reference="", note="")
    write_down(row, by=by)
    settle_duties(person, by=by)


def _ask_to_correct(person: Person, by: Actor) -> None:
    today = clock.today()
    open_duty(
        CORRECT,
        authority_id=person.authority_id,
        subject=f"person:{person.id}",
        about=person.full_name[:200],
        began_on=today,
        due_on=look_by(today, holidays()),
        by=by,
    )


def take_vehicle(question_id: int, vrm: str, said: VehicleSaid | None, outcome: str = FOUND) -> None:
    """Take in what the DVLA said of a vehicle by a mark; `said` is None for not found and for refused.

    What differs from the register, or has lapsed, is put in front of an officer.
    """
    question = waiting(question_id, lock=True)
    if question is None:
        return
    vehicle = db.session.get_one(Vehicle, question.vehicle_id)
    hold_duties(vehicle.subject)
    by = _answered(question, outcome, vehicle.subject)
    kept = {name: getattr(said, name) for name in VehicleSaid.model_fields if name != "vrm"} if said else {}
    enquiry = VehicleEnquiry(
        authority_id=vehicle.authority_id,
        vehicle_id=vehicle.id,
        question_id=question.id,
        vrm=vrm,
        outcome=outcome,
        answered_at=clock.now(),
        **kept,
    )
    db.session.add(enquiry)
    db.session.flush()
    _show_differences(enquiry, vehicle, by)


def _show_differences(enquiry: VehicleEnquiry, vehicle: Vehicle, by: Actor) -> None:
    today = clock.today()
    if not findings(enquiry, vehicle, today):
        how = "The DVLA says nothing that differs any more"
        discharge(REVIEW, subject=vehicle.subject, on=today, by=by, how=how)
        return
    open_duty(
        REVIEW,
        authority_id=vehicle.authority_id,
        subject=vehicle.subject,
        # A mark of an individual's vehicle is personal (rule R67): the duty names the vehicle by its number here.
        about=f"Vehicle {vehicle.id}",
        began_on=today,
        due_on=look_by(today, holidays()),
        by=by,
    )


def _answered(question: ServiceQuestion, outcome: str, subject: str) -> Actor:
    question.state, question.outcome, question.answered_at = ANSWERED, outcome, clock.now()
    by = _system(question.authority_id)
    db.session.flush()
    record(
        "service-question:answered",
        by=by,
        subject=subject,
        question=question.id,
        service=question.service,
        outcome=outcome,
    )
    return by


def withdraw(question_id: int) -> None:
    """Withdraw a question whose reason is gone, such as the consent."""
    if (question := waiting(question_id, lock=True)) is not None:
        question.state = WITHDRAWN


def pause(service: str, until: datetime) -> None:
    """Note that a service asked not to be asked before a moment (UTC)."""
    row = db.session.get(ServicePause, service, with_for_update=True)
    if row is None:
        db.session.add(ServicePause(service=service, until=until))
    else:
        row.until = max(row.until, until)


def paused_until(service: str) -> datetime | None:
    """Until when a service asked not to be asked; None when it may be asked now."""
    row = db.session.get(ServicePause, service)
    return row.until if row is not None and row.until > clock.now() else None
