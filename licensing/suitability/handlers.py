"""What the outbox calls to ask the outside services what fell due, or what an officer wants to know."""

from typing import NoReturn

from licensing.db import db, transaction
from licensing.errors import NotConfigured, NotFound
from licensing.outbox.actions import Delivery, NotYet
from licensing.register.vehicle_models import Vehicle
from licensing.suitability import asking, dbs, services, vehicle_enquiry
from licensing.suitability.service_http import TooMany
from licensing.suitability.vetting_models import DBS, DVLA, SERVICES, DbsConsent


def ask_update_service(delivery: Delivery) -> None:
    """Ask the DBS about one certificate, outside any transaction, and take in what it said. Safe to repeat."""
    question_id = delivery.payload["question_id"]
    question = asking.waiting(question_id)
    if question is None:
        return
    if db.session.get_one(DbsConsent, question.consent_id).ended_on is not None:
        db.session.rollback()
        with transaction():
            asking.withdraw(question_id)
        return
    _may_ask(DBS)
    service = services.update_service()
    if service is None:
        raise NotConfigured(f"The {SERVICES[DBS]} is not set up: DBS_URL is not set.")
    asked = asking.asked_of_dbs(question)
    db.session.rollback()
    try:
        status = service.status(asked).status
    except dbs.Refused:
        status = asking.REFUSED
    except TooMany as fault:
        _pause(DBS, fault)
    with transaction():
        asking.take_status(question_id, status)


def ask_dvla(delivery: Delivery) -> None:
    """Ask the DVLA about one vehicle, outside any transaction, and take in what it said. Safe to repeat."""
    question_id = delivery.payload["question_id"]
    question = asking.waiting(question_id)
    if question is None:
        return
    _may_ask(DVLA)
    service = services.vehicle_enquiry_service()
    if service is None:
        raise NotConfigured(f"The {SERVICES[DVLA]} is not set up: DVLA_URL and DVLA_KEY are not set.")
    vrm = db.session.get_one(Vehicle, question.vehicle_id).vrm
    db.session.rollback()
    said, outcome = None, asking.FOUND
    try:
        said = service.vehicle(vrm, correlation=delivery.key.replace(":", "-"))
    except NotFound:
        outcome = asking.NOT_FOUND
    except vehicle_enquiry.Refused:
        outcome = asking.REFUSED
    except TooMany as fault:
        _pause(DVLA, fault)
    with transaction():
        asking.take_vehicle(question_id, vrm, said, outcome)


def _may_ask(service: str) -> None:
    """Leave a service alone that asked for it, without counting it as a try."""
    if until := asking.paused_until(service):
        raise NotYet(f"The {SERVICES[service]} asked to be asked again after {until:%H:%M} UTC.")


def _pause(service: str, fault: TooMany) -> NoReturn:
    db.session.rollback()
    with transaction():
        asking.pause(service, fault.until)
    raise NotYet(fault.message) from None
