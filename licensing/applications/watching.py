"""Who is watched because of an application, and who is watched at all."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select

from licensing import clock
from licensing.applications.lifecycle import PREPARING
from licensing.applications.models import Application
from licensing.db import db
from licensing.national_register import alerts
from licensing.national_register.alerts import Watched
from licensing.national_register.watching import RUNNING, compare_person, licence_holders
from licensing.register.models import DriverLicence, Person


def applicants(people: Collection[int]) -> dict[int, Watched]:
    """Those of these people, of whatever authority, whose application is being prepared or decided."""
    found = select(Application.person_id, Application.ref).where(
        Application.person_id.in_(people), Application.state.in_(PREPARING)
    )
    rows = db.session.execute(found.order_by(Application.id)).all()
    return {person_id: Watched(person_id, application_ref=ref) for person_id, ref in rows if person_id}


def watched(people: Collection[int]) -> dict[int, Watched]:
    """Those of these people who hold a licence that runs, or have an open application, or both."""
    holding, applying = licence_holders(people), applicants(people)
    return {
        person_id: Watched(
            person_id,
            holding[person_id].licence_id if person_id in holding else None,
            applying[person_id].application_ref if person_id in applying else None,
        )
        for person_id in sorted(holding.keys() | applying.keys())
    }


def compare_everybody_after(person_id: int, limit: int) -> tuple[int, int, int]:
    """Compare the next people who are watched with the whole register, in transactions of its own.

    Gives the last person's id (0: nobody was left), how many were compared, and how many alerts were opened.
    """
    people = everybody_after(person_id, limit)
    # A person who is watched no more by the time they are reached is passed over.
    opened = sum(compare_person(one) for one in watched(people).values())
    return (people[-1] if people else 0), len(people), opened


def everybody_after(person_id: int, limit: int) -> Sequence[int]:
    """The next people of every authority who are watched, by id: to go through all of them in parts."""
    return db.session.scalars(
        select(Person.id)
        .where(Person.id > person_id, _is_watched(clock.today()))
        .order_by(Person.id)
        .limit(limit)
    ).all()


def count_after(person_id: int) -> int:
    """How many people are watched who come after one, by id."""
    count = select(func.count()).select_from(Person)
    return db.session.scalar(count.where(Person.id > person_id, _is_watched(clock.today()))) or 0


def _is_watched(today: date) -> ColumnElement[bool]:
    holds = exists().where(
        DriverLicence.person_id == Person.id, DriverLicence.state.in_(RUNNING), DriverLicence.ends_on >= today
    )
    applies = exists().where(Application.person_id == Person.id, Application.state.in_(PREPARING))
    return or_(holds, applies)


def close_alerts_about_nobody_watched() -> int:
    """Close the open alerts about people who hold no licence and have no open application any more.

    What the register says of them is no longer this authority's business (2022 Act s.4(3)(c)). In the caller's
    transaction; returns how many were closed. Whoever comes back is alerted about again.
    """
    people = alerts.people_with_open_alerts()
    return alerts.not_watched(sorted(set(people) - watched(people).keys()))
