"""People, officers and courses for the tests of training, in the caller's transaction."""

from datetime import date, timedelta
from itertools import count

from sqlalchemy import select

from licensing import clock
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer, OfficerRole
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.register.index import put
from licensing.register.models import Badge, DriverLicence, Person, PersonName, PersonNumber
from licensing.register.queries import as_value
from licensing.training.actions import (
    CompletionFacts,
    SessionFacts,
    VersionFacts,
    add_course,
    add_version,
    hold_session,
    record_completion,
)
from licensing.training.models import Completion, CourseVersion, TrainingSession

LEEDS, KIRKLEES, CALDERDALE, LEICESTER = "E08000035", "E08000034", "E08000033", "E06000016"
# A day on which everything loaded (policy, bank holidays, partnership) is in force.
TODAY = date(2026, 6, 10)
BORN = date(1985, 3, 27)
_numbers = count(1)


def authority(gss_code: str = LEEDS) -> Authority:
    """A council that licenses."""
    return db.session.scalars(select(Authority).where(Authority.gss_code == gss_code)).one()


def officer(gss_code: str = LEEDS, *roles: Role) -> Officer:
    """An officer, a training administrator unless told; the account can't sign in by password."""
    number = next(_numbers)
    made = Officer(
        email=f"training{number}@council.example",
        name=f"Officer Example {number}",
        password_hash="none",
        authority=authority(gss_code),
        active=True,
        demo=False,
        session_epoch=1,
        created_at=clock.now(),
        role_rows=[OfficerRole(role=role.value) for role in roles or (Role.TRAINING_ADMINISTRATOR,)],
    )
    db.session.add(made)
    db.session.flush()
    return made


def person(
    first: str = "Imran",
    last: str = "Example",
    *,
    born: date = BORN,
    gss_code: str = LEEDS,
    insurance: str = "",
) -> Person:
    """A person of a council's register."""
    made = Person(
        authority_id=authority(gss_code).id,
        date_of_birth=born,
        created_at=clock.now(),
        names=[PersonName(kind="current", first=first, last=last, recorded_at=clock.now())],
    )
    if insurance:
        made.numbers.append(PersonNumber.of("national_insurance", insurance, clock.now()))
    db.session.add(made)
    db.session.flush()
    put(made, as_value(made))
    return made


def licence(
    holder: Person,
    *,
    starts_on: date = date(2025, 1, 1),
    ends_on: date = date(2027, 12, 31),
    number: str = "",
    state: str = "current",
) -> DriverLicence:
    """A licence of old records, with its badge: "L-1" has badge "B-L-1"."""
    number = number or f"L-{next(_numbers)}"
    made = DriverLicence(
        authority_id=holder.authority_id,
        person_id=holder.id,
        kind="private-hire",
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        state=state,
        origin="old-records",
        determination_id=None,
        term_reason="",
        recorded_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(
        Badge(
            authority_id=holder.authority_id,
            licence_id=made.id,
            number=f"B-{number}",
            issued_on=starts_on,
            state="issued",
        )
    )
    db.session.flush()
    return made


def course(
    by: Officer,
    code: str = "SG",
    *,
    module: str = "safeguarding",
    pass_mark: int | None = 80,
    from_on: date = date(2018, 1, 1),
    until_on: date | None = None,
) -> CourseVersion:
    """Version 1 of a course of the officer's authority."""
    made = add_course(code=code, title=f"Course {code}", module=module, by=by, on=TODAY)
    facts = VersionFacts("1", "classroom", "Example Provider", pass_mark, 180, from_on, until_on)
    return add_version(made.id, facts, by=by)


def session(version: CourseVersion, by: Officer, held_on: date = date(2026, 6, 3)) -> TrainingSession:
    """A session of a course."""
    return hold_session(version.id, SessionFacts(held_on, "Terry Trainer", "Civic Hall"), by=by)


def completion(
    holder: Person,
    version: CourseVersion,
    by: Officer,
    *,
    completed_on: date = date(2026, 6, 3),
    score: int = 90,
    certificate: str | None = None,
) -> Completion:
    """A completion recorded by hand: a pass with a certificate unless told otherwise."""
    number = (
        f"AUTO-{next(_numbers)}"
        if certificate is None and score >= (version.pass_mark or 0)
        else certificate or ""
    )
    facts = CompletionFacts(
        completed_on, score, None if version.pass_mark else True, number, "Certificate seen"
    )
    return record_completion(holder.id, version.id, facts, by=by, on=max(TODAY, completed_on))


def days_before(days: int) -> date:
    """Some days before the tests' today."""
    return TODAY - timedelta(days=days)


def sheet(
    *lines: str,
    columns: str = "course,version,date,first_name,last_name,date_of_birth,score,certificate_number",
) -> bytes:
    """An attendance list as a file."""
    return "\n".join((columns, *lines, "")).encode()
