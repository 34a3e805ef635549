"""Searches, adjudications, requests and their replies, made as an officer makes them."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.national_register import actions, requests
from tests.factories.people import entry_about

TODAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 11, tzinfo=UTC)
TEXT = "Under section 3(2)(a) of the 2022 Act, please provide the relevant information."


def search(who, by, **given):
    asked = {
        "purpose": "safeguarding",
        "reason": "To decide the application",
        "application": actions.ForApplication("application", 1),
    }
    with transaction():
        return actions.search(who, by=by, **(asked | given))


def adjudicate(candidate, by, *, same_person=True, reason="The passport shows it"):
    with transaction():
        return actions.adjudicate(candidate.id, same_person=same_person, reason=reason, by=by)


def ask(candidate, by, **given):
    asked = {"text": TEXT, "sent_on": TODAY, "sent_how": "secure-email", "subject": "application:1"}
    with transaction():
        return requests.send_request(candidate.id, by=by, **(asked | given))


def reply(request, by, **given):
    told = {
        "received_on": clock.today(),
        "reply": "Revoked after a complaint",
        "reference": "BFD/7",
        "subject": "application:1",
    }
    with transaction():
        return requests.record_reply(request.id, by=by, **(told | given))


def override(request, by, **given):
    said = {
        "reason": "The reply is four weeks late",
        "legal_advice": "Head of Legal, 9 June 2026",
        "prepared_by": (),
        "subject": "application:1",
    }
    with transaction():
        return requests.override_wait(request.id, by=by, **(said | given))


def requested(who, by):
    """Another authority's entry about the person, found, adjudicated and asked about."""
    with transaction():
        entry_about(who)
    (candidate,) = search(who, by).candidates
    adjudicate(candidate, by)
    return ask(candidate, by)


def lines(event):
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id)
    ).all()


# --- searching
