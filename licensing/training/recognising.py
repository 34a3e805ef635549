"""A completion recorded by a partner authority counts here when an officer of ours says so.

Least disclosure: a partner's completion is found only by its certificate number together with the date of
birth that our own register holds, never by a name; only a pass that counts there is found; and what is shown
is the course, the day, the authority and whether the names agree, nothing else of the partner's record. Each
look is in the audit log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.authorities.partnerships import partners_of
from licensing.db import db
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.register.models import Person
from licensing.training.identity import name_key
from licensing.training.models import Completion, Recognition
from licensing.training.settling import discharge_lapse


@dataclass(frozen=True)
class PartnerCompletion:
    """What an officer may know of a partner's completion before recognising it."""

    completion_id: int
    authority: str
    course: str
    module: str
    completed_on: date
    certificate_number: str
    names_agree: bool
    recognised: bool


def find_partner_completions(
    person_id: int, certificate_number: str, *, by: Officer, on: date
) -> list[PartnerCompletion]:
    """Partners' passes under this certificate number whose holder was born on our person's date of birth.

    Leaves a line in the audit log, so it runs in the caller's transaction. Raises NotFound for another
    authority's person, BadInput without a number.
    """
    person = scope.get(Person, person_id, by.authority_id)
    if not certificate_number:
        raise BadInput("A number is needed.", {"certificate_number": "Enter the number on the certificate"})
    found = _shared(person, certificate_number, by, on)
    recognised = set(
        db.session.scalars(select(Recognition.completion_id).where(Recognition.person_id == person.id))
    )
    record("training:partner-searched", by=by.actor, subject=f"person:{person.id}", found=len(found))
    ours = {name_key(name.first, name.last) for name in person.names}
    return [
        PartnerCompletion(
            one.id,
            one.authority.nice_name,
            one.course_version.course.title,
            one.course_version.course.module,
            one.completed_on,
            one.certificate_number or "",
            any(name_key(name.first, name.last) in ours for name in one.person.names),
            one.id in recognised,
        )
        for one in found
    ]


def _shared(person: Person, certificate_number: str, by: Officer, on: date) -> Sequence[Completion]:
    """The one query that reaches another authority's completions: each condition is one of the disclosure."""
    partners = set(partners_of(by.authority_id, on)) - {by.authority_id}
    return db.session.scalars(
        select(Completion)
        .join(Person, Person.id == Completion.person_id)
        .options(selectinload(Completion.person).selectinload(Person.names))
        .where(
            Completion.authority_id.in_(partners),
            Completion.certificate_number == certificate_number,
            Completion.passed,
            Completion.voided_at.is_(None),
            Person.date_of_birth == person.date_of_birth,
        )
        .order_by(Completion.completed_on.desc(), Completion.id)
    ).all()


def recognise(
    person_id: int, completion_id: int, *, certificate_number: str, reason: str, by: Officer, on: date
) -> Recognition:
    """Let a partner's completion count for a person of the officer's authority, for a reason.

    The certificate number is given again, so that no completion is reached by guessing its id. Raises
    NotFound for a completion that `find_partner_completions` would not find, NotPossibleNow for one that was
    recognised already.
    """
    person = scope.get(Person, person_id, by.authority_id, lock=True)
    if not reason:
        raise BadInput("A reason is needed.", {"reason": "Say how you know that this is the same person"})
    completion = next(
        (one for one in _shared(person, certificate_number, by, on) if one.id == completion_id), None
    )
    if completion is None:
        raise NotFound("No completion of a partner authority has this certificate number and date of birth.")
    already = select(Recognition.id).where(
        Recognition.person_id == person.id, Recognition.completion_id == completion.id
    )
    if db.session.scalar(already) is not None:
        raise NotPossibleNow("This completion was recognised for this person already.")
    recognition = Recognition(
        authority_id=by.authority_id,
        completion=completion,
        person_id=person.id,
        reason=reason,
        recognised_at=clock.now(),
        recognised_by=by,
    )
    db.session.add(recognition)
    db.session.flush()
    record(
        "training:recognised",
        by=by.actor,
        subject=f"person:{person.id}",
        reason=reason,
        completion=completion.id,
        recorded_by=completion.authority.key,
    )
    discharge_lapse(person, by=by.actor, on=on)
    return recognition
