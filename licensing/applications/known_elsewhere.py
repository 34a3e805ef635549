"""Moving between authorities: an applicant who is, was, or is being considered in another of the partnership.

The national register knows refusals, suspensions and revocations; nothing there says that the same man has two
applications open, withdrew one while it was being looked at, or holds a licence next door. The authorities of a
partnership tell each other that much. It is kept apart from the statutory entries: it is no search of the national
register (2022 Act s.3) and no report of a concern (s.5), carries no reasons and no numbers, and goes after the
application is over. Its lawful basis is the public task (UK GDPR Art 6(1)(e); our own reading, [I]), which an agreement
of the authorities must carry: so only partners see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, or_, select

from licensing import clock
from licensing.applications.deadlines import over_before
from licensing.applications.known_elsewhere_models import KnownElsewhere
from licensing.applications.lifecycle import PREPARING
from licensing.applications.models import Application, Determination
from licensing.audit.actions import SYSTEM, record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.authorities.partnerships import partners_of
from licensing.db import db
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.matching.compare import compare
from licensing.matching.forms import form_of
from licensing.matching.verdict import Verdict, judge
from licensing.register.index import people_like
from licensing.register.lifecycle import shown
from licensing.register.models import LICENCE_KINDS, DriverLicence, Person
from licensing.register.queries import as_value, with_identity

BASIS = "Our own reading: UK GDPR Art 6(1)(e), public task, by an agreement of the partnership’s authorities"


@dataclass(frozen=True)
class Standing:
    """One thing that an authority tells its partners of a person: words and the day (London) they are about."""

    words: str
    on: date | None


def look(application: Application) -> int:
    """Find the people of partner authorities who may be the applicant; returns how many were added.

    In the caller's transaction, when an application is received. Only who holds or held a licence there, or applied
    there, is somebody that authority knows.
    """
    person = application.person
    partners = [
        one for one in partners_of(application.authority_id, clock.today()) if one != application.authority_id
    ]
    if person is None or not partners:
        return 0
    value = as_value(person)
    there = set(
        db.session.scalars(
            select(KnownElsewhere.other_person_id).where(KnownElsewhere.application_id == application.id)
        )
    )
    found = 0
    # A partner at a time: a name that many share in one city drowns nobody of the next.
    for partner in partners:
        ids = [one for one in people_like(form_of(value), authority_id=partner) if one not in there]
        people = with_identity(select(Person)).where(Person.authority_id == partner, Person.id.in_(ids))
        for other in db.session.scalars(people):
            verdict = judge(compare(value, as_value(other)))
            if verdict.band.is_hit and standing(other.id, partner, clock.today()):
                _add(application, other, verdict)
                found += 1
    return found


def _add(application: Application, other: Person, verdict: Verdict) -> None:
    row = KnownElsewhere(
        authority_id=application.authority_id,
        application_id=application.id,
        other_authority_id=other.authority_id,
        other_person_id=other.id,
        band=verdict.band.value,
        found_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    record(
        "known-elsewhere:found",
        by=SYSTEM,
        subject=row.subject,
        application=application.ref,
        authority_told=other.authority_id,
        band=row.band,
    )


def standing(person_id: int, authority_id: int, on: date) -> list[Standing]:
    """What an authority tells its partners of one of its people, as it stands on a day (London): status, no reasons."""
    licences = db.session.scalars(
        scope.within(DriverLicence, authority_id)
        .where(DriverLicence.person_id == person_id)
        .order_by(DriverLicence.starts_on.desc())
    )
    told = [
        Standing(
            f"{LICENCE_KINDS[one.kind]} licence: {shown(one.state, one.starts_on, one.ends_on, on).lower()}",
            one.ends_on,
        )
        for one in licences
    ]
    applications = db.session.scalars(
        scope.within(Application, authority_id)
        .where(Application.person_id == person_id)
        .order_by(Application.id.desc())
    )
    return told + [found for one in applications if (found := _application_standing(one))]


def _application_standing(application: Application) -> Standing | None:
    if application.state in PREPARING:
        return Standing("An application is being considered, received on", application.received_on)
    if application.state == "withdrawn":
        return Standing(
            "An application was withdrawn while it was being looked at, on", application.withdrawn_on
        )
    if application.state == "refused" and application.determination is not None:
        return Standing(
            "An application was refused on", clock.london_date(application.determination.decided_at)
        )
    # One that was granted shows as its licence.
    return None


def of_application(application: Application) -> Sequence[KnownElsewhere]:
    """Who in partner authorities may be the applicant, but for those of whom an officer said that they are not."""
    return db.session.scalars(
        scope.within(KnownElsewhere, application.authority_id)
        .where(
            KnownElsewhere.application_id == application.id,
            or_(KnownElsewhere.same_person.is_(None), KnownElsewhere.same_person.is_(True)),
        )
        .order_by(KnownElsewhere.id)
    ).all()


def to_say(authority_id: int) -> Sequence[KnownElsewhere]:
    """An authority's applicants who may be known elsewhere, of whom nobody has said yet."""
    return db.session.scalars(
        scope.within(KnownElsewhere, authority_id)
        .where(KnownElsewhere.same_person.is_(None))
        .order_by(KnownElsewhere.id)
    ).all()


def of_our_people(authority_id: int) -> Sequence[KnownElsewhere]:
    """An authority's people who may have applied to a partner, the newest first; not those who are somebody else."""
    return db.session.scalars(
        select(KnownElsewhere)
        .where(
            KnownElsewhere.other_authority_id == authority_id,
            or_(KnownElsewhere.same_person.is_(None), KnownElsewhere.same_person.is_(True)),
        )
        .order_by(KnownElsewhere.id.desc())
    ).all()


def one(row_id: int, *, by: Officer) -> KnownElsewhere:
    """One of them, for an officer of either of the two authorities.

    Raises NotFound for any other authority, and for the other one when an officer said that it is somebody else.
    """
    row = db.session.get(KnownElsewhere, row_id)
    ours = row is not None and by.authority_id == row.authority_id
    theirs = row is not None and by.authority_id == row.other_authority_id and row.same_person is not False
    if row is None or not (ours or theirs):
        raise NotFound("If you typed the address, check that it is right.")
    return row


def look_at(row_id: int, *, by: Officer) -> KnownElsewhere:
    """One of them, with a line in the audit log that says who looked; in the caller's transaction. Raises as `one`."""
    row = one(row_id, by=by)
    record("known-elsewhere:viewed", by=by.actor, subject=row.subject)
    return row


def compared(row: KnownElsewhere) -> Verdict:
    """How the applicant and the person of the other authority compare now; no reason quotes a number."""
    assert row.application.person is not None
    return judge(compare(as_value(row.application.person), as_value(row.other_person)))


def say(row_id: int, *, same_person: bool, reason: str, by: Officer) -> KnownElsewhere:
    """Say whether it is the same person; in the caller's transaction. A person says it, and why (R72).

    Raises NotFound for another authority's application, NotPossibleNow when that was said already, BadInput without
    a reason.
    """
    row = scope.get(KnownElsewhere, row_id, by.authority_id, lock=True)
    if row.same_person is not None:
        raise NotPossibleNow("An officer has said already whether this is the same person.")
    if not reason.strip():
        raise BadInput("Say what makes you sure.", {"reason": "Say what makes you sure"})
    row.same_person, row.reason, row.said_by_id, row.said_at = same_person, reason.strip(), by.id, clock.now()
    db.session.flush()
    record("known-elsewhere:said", by=by.actor, subject=row.subject, same_person=same_person)
    return row


def forget(today: date) -> int:
    """Forget those whose application has been over for half a year; returns how many. Asked every day (London)."""
    before = over_before(today)
    withdrawn = select(Application.id).where(Application.withdrawn_on < before)
    determined = select(Determination.application_id).where(
        Determination.decided_at < datetime.combine(before, time.min, clock.LONDON)
    )
    gone = db.session.scalars(
        delete(KnownElsewhere)
        .where(
            or_(KnownElsewhere.application_id.in_(withdrawn), KnownElsewhere.application_id.in_(determined))
        )
        .returning(KnownElsewhere.id)
    ).all()
    if gone:
        record("known-elsewhere:forgotten", by=SYSTEM, subject="known-elsewhere", rows=len(gone))
    return len(gone)
