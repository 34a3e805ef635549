"""Two councils that write to each other about an entry, as their officers do it; each step a transaction of its own."""

from datetime import date
from typing import Any

from licensing import clock
from licensing.applications import actions
from licensing.applications.models import Application
from licensing.authorities.officer_models import Officer
from licensing.db import db, transaction
from licensing.national_register import answers, telling
from licensing.national_register.correspondence_models import Answer, ReceivedRequest
from licensing.national_register.models import InformationRequest
from licensing.national_register.requests import BY_REGISTER
from licensing.outbox.actions import send_due
from tests.factories import applications as make
from tests.factories import searches
from tests.factories.people import entry_about

TOLD = "He was seen to touch a passenger, and said so himself."
WHY = "The Act asks for it: it is what the decision relied on."


def delivered() -> None:
    """The worker keeps every promise that is due, and those that these make."""
    while send_due():
        pass


def asked(
    who: Any, by: Officer, *, how: str = BY_REGISTER, recorded_by: str = "Bradford"
) -> InformationRequest:
    """Another authority's entry about somebody, found, adjudicated and asked about; delivered."""
    with transaction():
        entry_about(who, recorded_by=recorded_by)
    (candidate,) = searches.search(who, by).candidates
    searches.adjudicate(candidate, by)
    request: InformationRequest = searches.ask(candidate, by, sent_how=how, sent_on=clock.today())
    delivered()
    return request


def received() -> ReceivedRequest:
    """The newest request in anybody's in-tray."""
    return db.session.query(ReceivedRequest).order_by(ReceivedRequest.id.desc()).limit(1).one()


def new_answer(**changes: Any) -> answers.NewAnswer:
    """What an officer enters to answer through the register."""
    given: dict[str, Any] = {
        "holds": "all",
        "text": TOLD,
        "limbs": ["a"],
        "why_disclosed": WHY,
        "withheld": "The passenger's name: it says nothing about the driver.",
    }
    return answers.NewAnswer(**(given | changes))


def answered(by: Officer, request: ReceivedRequest | None = None, **changes: Any) -> Answer:
    """A request received is answered; delivered."""
    with transaction():
        made = answers.answer((request or received()).id, new_answer(**changes), by=by)
    delivered()
    return made


def by_hand(on: date | None = None) -> dict[str, Any]:
    """The changes of an answer that make it one sent by post."""
    return {"sent_how": "post", "sent_on": on or clock.today()}


def weighed(
    by: Officer, recorder: Officer, *, how: str = BY_REGISTER
) -> tuple[Application, InformationRequest]:
    """An application put to a decision maker whose hit was asked about, answered and regarded; nothing is missing."""
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="The same number", by=by)
        request = actions.send_request(
            application.id, candidate.id, text="Please tell us", sent_on=clock.today(), sent_how=how, by=by
        )
    delivered()
    if how == BY_REGISTER:
        answered(recorder)
    else:
        with transaction():
            actions.record_reply(
                application.id, request.id, received_on=clock.today(), reply=TOLD, reference="", by=by
            )
        delivered()
    with transaction():
        actions.record_regard(application.id, request.id, regard="It weighs heavily", by=by)
    return application, request


def told(
    entry_ref: str,
    by: Officer,
    *,
    what: str = "removed",
    reason: str = "The court allowed his appeal.",
    key: str = "a",
) -> int:
    """Whoever was answered about an entry is told what changed; delivered."""
    with transaction():
        count = telling.tell_answered(
            entry_ref=entry_ref,
            authority_id=by.authority_id,
            what=what,
            changed_on=clock.today(),
            effect_on=None,
            reason=reason,
            key=key,
            by=by.actor,
        )
    delivered()
    return count
