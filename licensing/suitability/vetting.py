"""Recording what was seen of a licence holder's vetting, and consent to status checks; in the caller's transaction.

Nothing here decides about anybody: what is to be looked at opens a duty, and an officer looks.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import Actor, record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotConfigured, NotPossibleNow
from licensing.policy.vetting import Watch
from licensing.register.models import Person
from licensing.suitability import dbs, vetting_queries
from licensing.suitability.deadlines import last_good_day, look_by
from licensing.suitability.standing import (
    ATTENTION,
    CERTIFICATE,
    CONTINUES,
    IN_DATE,
    LIMITED,
    NOT_NEEDED,
    Standing,
)
from licensing.suitability.vetting_models import (
    BY_OFFICER,
    BY_SERVICE,
    WAITING,
    WITHDRAWN,
    DbsConsent,
    ServiceQuestion,
    VettingRecord,
)

# The duty that each watch owes when it falls due; a watch that is not here is only listed.
DUTY_OF = {
    CERTIFICATE: "dbs-check-due",
    "medical": "medical-due",
    "right-to-work": "leave-ends",
    "dvla-record": "driving-record-due",
}
REVIEW, CORRECT = "review-vetting", "correct-dbs-details"
MOST_POINTS = 99
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class SeenFacts:
    """What an officer saw, as it came from the form. Dates are days in London."""

    kind: str
    result: str
    seen_on: date | None = None
    issued_on: date | None = None
    until_on: date | None = None
    points: int | None = None
    reference: str = ""
    note: str = ""


def record_seen(person_id: int, facts: SeenFacts, *, by: Officer) -> VettingRecord:
    """Record what an officer saw of a person.

    Raises BadInput with faults by field, NotFound for another authority's person.
    """
    person = scope.get(Person, person_id, by.authority_id, lock=True)
    hold_duties(f"person:{person.id}")
    today = clock.today()
    watch = vetting_queries.policies_of(by.authority_id, today).vetting.watch(facts.kind)
    if watch is None or watch.about != "person":
        raise BadInput("This is not kept up to date.", {"kind": "Choose what was seen"})
    if faults := _faults(watch, facts, today):
        raise BadInput("This can't be recorded.", faults)
    row = VettingRecord(
        authority_id=by.authority_id,
        person_id=person.id,
        kind=watch.key,
        result=facts.result,
        how=BY_OFFICER,
        issued_on=facts.issued_on,
        seen_on=facts.seen_on or today,
        until_on=facts.until_on,
        points=facts.points if watch.asks_points else None,
        recorded_by_id=by.id,
        recorded_at=clock.now(),
    )
    row.keep(reference=facts.reference.strip(), note=facts.note.strip())
    write_down(row, by=by.actor)
    settle_duties(person, by=by.actor)
    return row


def write_down(row: VettingRecord, *, by: Actor) -> None:
    """Add a record, whose words are sealed, with its line in the audit log."""
    db.session.add(row)
    db.session.flush()
    record(
        "vetting:recorded",
        by=by,
        subject=f"person:{row.person_id}",
        record=row.id,
        kind=row.kind,
        result=row.result,
        seen_on=row.seen_on.isoformat(),
    )


def _faults(watch: Watch, facts: SeenFacts, today: date) -> dict[str, str]:
    """What is wrong with what was typed, by field."""
    option = watch.result(facts.result)
    if option is None:
        return {"result": "Choose the result"} | _day_faults(watch, facts, today)
    faults = _day_faults(watch, facts, today)
    if option.needs_until and facts.until_on is None:
        faults["until_on"] = "Enter the last day"
    if option.satisfies and (late := _out_of_date(watch, facts, today)):
        faults["issued_on"] = late
    if watch.asks_points and facts.points is None and option.satisfies:
        faults["points"] = "Enter the points, 0 if there are none"
    if facts.points is not None and not 0 <= facts.points <= MOST_POINTS:
        faults["points"] = f"Points are a number from 0 to {MOST_POINTS}"
    if option.needs_note and not facts.note.strip():
        faults["note"] = "Say what was found, and how it was considered"
    if fault := _reference_fault(watch, facts.reference):
        faults["reference"] = fault
    return faults


def _day_faults(watch: Watch, facts: SeenFacts, today: date) -> dict[str, str]:
    faults = {}
    seen_on = facts.seen_on or today
    if seen_on > today:
        faults["seen_on"] = "The day it was seen must be today or in the past"
    if watch.counted_from == "issued" and facts.issued_on is None:
        faults["issued_on"] = "Enter the day it was issued"
    if facts.issued_on and facts.issued_on > seen_on:
        faults["issued_on"] = "It can't have been issued after it was seen"
    first = facts.issued_on or FIRST_DAY
    if facts.until_on and not first <= facts.until_on <= LAST_DAY:
        faults["until_on"] = "The last day must be after it was issued, and within this century"
    return faults


def _out_of_date(watch: Watch, facts: SeenFacts, today: date) -> str:
    """Why something was out of date already when it was seen: a tax check must be in date when HMRC confirms it."""
    # Finance Act 2021 Sch.33: a code serves for 120 days (rule R64).
    last = last_good_day(facts.issued_on, days=watch.days) if watch.days and facts.issued_on else None
    if last is None or (facts.seen_on or today) <= last:
        return ""
    return f"It was good until {last:%-d %B %Y} only, and had to be confirmed by then"


def _reference_fault(watch: Watch, reference: str) -> str:
    typed = "".join(reference.split())
    if not typed:
        return f"Enter the {watch.reference_label.lower()}" if watch.reference_required else ""
    if watch.reference_pattern and not re.fullmatch(watch.reference_pattern, typed):
        return f"The form is not right: {watch.reference_hint}"
    return ""


def void(record_id: int, *, reason: str, by: Officer) -> VettingRecord:
    """Mark a record as made in error: it counts no longer, and stays to be read. Raises BadInput without a reason."""
    row = scope.get(VettingRecord, record_id, by.authority_id, lock=True)
    if row.voided_at is not None:
        raise NotPossibleNow("This record was marked as made in error already.")
    if row.how == BY_SERVICE:
        raise NotPossibleNow(
            "What a service said was not made in error here. "
            "If it was asked with wrong details, correct them and ask again."
        )
    if not reason.strip():
        raise BadInput("A reason is missing.", {"reason": "Say what is wrong with it"})
    person = scope.get(Person, row.person_id, by.authority_id, lock=True)
    hold_duties(f"person:{person.id}")
    row.voided_at, row.voided_by_id, row.void_reason = clock.now(), by.id, reason.strip()
    record("vetting:voided", by=by.actor, subject=f"person:{row.person_id}", record=row.id, kind=row.kind)
    settle_duties(person, by=by.actor)
    return row


def after_grant(
    person: Person, *, limited_leave: bool, leave_continues: bool, leave_ends_on: date | None, by: Officer
) -> None:
    """Go on from what an application showed: until when leave lasts, and what was seen anew (rule R36).

    What was seen for the application counts as it is; only the last day of the leave stands nowhere in it.
    """
    if limited_leave:
        row = VettingRecord(
            authority_id=person.authority_id,
            person_id=person.id,
            kind="right-to-work",
            result=CONTINUES if leave_continues else LIMITED,
            how=BY_OFFICER,
            seen_on=clock.today(),
            until_on=leave_ends_on,
            recorded_by_id=by.id,
            recorded_at=clock.now(),
        )
        row.keep(reference="", note="As the application that was granted says.")
        write_down(row, by=by.actor)
    with suppress(NotConfigured):
        # A council that keeps no such policy grants its licences as it did before.
        settle_duties(person, by=by.actor)


@dataclass(frozen=True)
class ConsentFacts:
    """Consent to status checks, as it came from the form."""

    number: str
    surname: str
    given_on: date | None = None
    same_workforce: bool = False


def record_consent(person_id: int, facts: ConsentFacts, *, by: Officer) -> DbsConsent:
    """Record a person's consent to status checks of their certificate, in place of any before it.

    Raises BadInput with faults by field, NotFound for another authority's person.
    """
    person = scope.get(Person, person_id, by.authority_id, lock=True)
    hold_duties(f"person:{person.id}")
    today = clock.today()
    faults = _consent_faults(facts, today)
    if faults or facts.given_on is None:
        raise BadInput("The consent can't be recorded.", faults)
    if standing_now := vetting_queries.consent_of(person.id, by.authority_id):
        _end(standing_now, "corrected", today, by.actor)
    consent = DbsConsent(
        authority_id=by.authority_id,
        person_id=person.id,
        given_on=facts.given_on,
        recorded_by_id=by.id,
        recorded_at=clock.now(),
    )
    consent.keep(number=_digits(facts.number), surname=facts.surname.strip())
    db.session.add(consent)
    db.session.flush()
    record(
        "dbs-consent:recorded",
        by=by.actor,
        subject=f"person:{person.id}",
        consent=consent.id,
        given_on=facts.given_on.isoformat(),
    )
    discharge(
        CORRECT, subject=f"person:{person.id}", on=today, by=by.actor, how="The details were recorded anew"
    )
    return consent


def _consent_faults(facts: ConsentFacts, today: date) -> dict[str, str]:
    faults = {}
    if not dbs.NUMBER.fullmatch(_digits(facts.number)):
        faults["number"] = "A certificate number has 12 digits"
    if not facts.surname.strip():
        faults["surname"] = "Enter the surname on the certificate"
    if facts.given_on is None or facts.given_on > today:
        faults["given_on"] = "The day of the consent must be today or in the past"
    if not facts.same_workforce:
        # The DBS allows a status check only for the workforce that the certificate was made for.
        faults["same_workforce"] = "A status check is for a certificate of this workforce only"
    return faults


def _digits(number: str) -> str:
    return "".join(number.split())


def end_consent(person_id: int, *, by: Officer) -> None:
    """Record that a person withdrew their consent: no question is put any more. Raises NotPossibleNow without one."""
    person = scope.get(Person, person_id, by.authority_id, lock=True)
    hold_duties(f"person:{person.id}")
    consent = vetting_queries.consent_of(person.id, by.authority_id)
    if consent is None:
        raise NotPossibleNow("There is no consent that could be withdrawn.")
    today = clock.today()
    _end(consent, "withdrawn", today, by.actor)
    discharge(CORRECT, subject=f"person:{person.id}", on=today, by=by.actor, how="The consent was withdrawn")


def _end(consent: DbsConsent, because: str, on: date, by: Actor) -> None:
    consent.ended_on, consent.ended_because = on, because
    waiting = select(ServiceQuestion).where(
        ServiceQuestion.consent_id == consent.id, ServiceQuestion.state == WAITING
    )
    for question in db.session.scalars(waiting.with_for_update()):
        question.state = WITHDRAWN
    db.session.flush()
    subject = f"person:{consent.person_id}"
    record("dbs-consent:ended", by=by, subject=subject, consent=consent.id, because=because)


def hold_duties(subject: str) -> None:
    """Hold the open duties about a subject until the transaction ends: before anything is recorded in the audit log.

    Else whoever discharges one of them by hand, and waits for the log, would wait for us while we wait for them.
    """
    open_ones = select(Duty.id).where(Duty.subject == subject, Duty.discharged_at.is_(None))
    db.session.scalars(open_ones.order_by(Duty.id).with_for_update()).all()


def settle_duties(person: Person, *, by: Actor) -> None:
    """Discharge what is renewed, and put what has changed in front of an officer; nothing is decided by it."""
    db.session.flush()
    today, subject = clock.today(), f"person:{person.id}"
    vetted = vetting_queries.of_anybody(person, today)
    for one in vetted.standings:
        kind = DUTY_OF.get(one.watch.key)
        if kind and is_renewed(one, kind, subject):
            discharge(kind, subject=subject, on=today, by=by, how=f"{one.watch.title}: {one.words}")
    if not any(one.state == ATTENTION for one in vetted.standings):
        how = "A newer record stands: nothing is to be looked at any more"
        discharge(REVIEW, subject=subject, on=today, by=by, how=how)
        return
    licence = f", licence {vetted.licence_number}" if vetted.licence_number else ""
    open_duty(
        REVIEW,
        authority_id=person.authority_id,
        subject=subject,
        about=f"{person.full_name}{licence}"[:200],
        began_on=today,
        due_on=look_by(today, holidays()),
        by=by,
    )


def is_renewed(one: Standing, kind: str, subject: str) -> bool:
    """Whether what an open duty asked for is there: it is in date, or good for longer than the duty knew."""
    if one.state in (IN_DATE, NOT_NEEDED):
        return True
    last = db.session.scalar(
        select(Duty.due_on).where(Duty.kind == kind, Duty.subject == subject, Duty.discharged_at.is_(None))
    )
    return last is not None and one.good_until is not None and one.good_until > last
