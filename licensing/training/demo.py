"""Courses for the demonstration: plainly invented."""

from datetime import date

from sqlalchemy import select

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.training.actions import VersionFacts, add_course, add_version
from licensing.training.models import Course, CourseVersion
from licensing.training.queries import SAFEGUARDING, modules

PROVIDER = "Example Training Ltd (invented)"
PRACTICAL = ("driving", "wheelchair")
PASS_MARK = 80
MINUTES = 180


def safeguarding_course(authority_id: int, by: Officer, *, on: date | None = None) -> CourseVersion:
    """The demonstration's safeguarding course, made with one for each module of the policy that has none.

    `on` is today in London unless given; each version is given from the January four years before. Twice
    changes nothing.
    """
    on = on or clock.today()
    given_from = date(on.year - 4, 1, 1)
    if by.authority_id != authority_id:
        raise ValueError("An officer makes courses for their own authority only.")
    there = {course.module for course in db.session.scalars(scope.within(Course, authority_id))}
    for module, title in modules(authority_id, on).items():
        if module not in there:
            course = add_course(code=_code(module), title=title, module=module, by=by, on=on)
            add_version(course.id, _given(module, given_from), by=by)
    return db.session.scalars(
        select(CourseVersion)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(CourseVersion.authority_id == authority_id, Course.module == SAFEGUARDING)
        .order_by(CourseVersion.from_on.desc(), CourseVersion.id.desc())
    ).first() or _missing(authority_id)


def _missing(authority_id: int) -> CourseVersion:
    raise ValueError(f"The safeguarding course of authority {authority_id} has no version.")


def _given(module: str, given_from: date) -> VersionFacts:
    practical = any(word in module for word in PRACTICAL)
    return VersionFacts(
        version="1",
        delivery="practical" if practical else "classroom",
        provider=PROVIDER,
        pass_mark=None if practical else PASS_MARK,
        length_minutes=MINUTES,
        from_on=given_from,
    )


def _code(module: str) -> str:
    """A short code: the first letters of the module's words, or the first four of a single one."""
    words = module.split("-")
    return "".join(word[0] for word in words).upper() if len(words) > 1 else module[:4].upper()
