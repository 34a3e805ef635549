"""Reading information and concerns. Every query asks whose."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, not_, or_, select

from licensing.authorities import scope
from licensing.concerns.identity import Identity
from licensing.concerns.models import Concern, ConcernLetter, Information, ReceivedConcern
from licensing.db import db
from licensing.duties.models import Duty
from licensing.matching.people import Address, Name, NameKind
from licensing.matching.people import Person as PersonValue
from licensing.register.models import Person
from licensing.register.queries import alike, find

MOST = 100
KINDS = (
    "send-concern",
    "await-concern-reply",
    "consider-concern",
    "reply-to-concern",
    "write-again",
    "review-information",
    "review-complaint",
    "review-disclosure",
    "review-contract",
)
OPEN_SENT = ("testing", "owed", "on-its-way", "sent")
MOST_FOUND = 20


def received(authority_id: int, *, closed: bool) -> Sequence[ReceivedConcern]:
    """The concerns that an authority received: the earliest clock first, or the closed ones, the newest first."""
    query = scope.within(ReceivedConcern, authority_id)
    if closed:
        query = query.where(ReceivedConcern.state == "closed").order_by(ReceivedConcern.id.desc())
    else:
        query = query.where(ReceivedConcern.state != "closed").order_by(
            ReceivedConcern.aware_on, ReceivedConcern.id
        )
    return db.session.scalars(query.limit(MOST)).all()


def sent(authority_id: int, *, closed: bool) -> Sequence[Concern]:
    """The concerns that an authority sends: the earliest clock first, or those that are over, the newest first.

    One is open until it is sent and answered, and the answer is read.
    """
    query = scope.within(Concern, authority_id).join(Information)
    is_open = or_(Concern.state.in_(OPEN_SENT), Concern.letters.any(ConcernLetter.read_at.is_(None)))
    if closed:
        query = query.where(not_(is_open)).order_by(Concern.id.desc())
    else:
        query = query.where(is_open).order_by(Information.aware_on, Concern.id)
    return db.session.scalars(query.limit(MOST)).all()


def about_our_own(authority_id: int, *, closed: bool) -> Sequence[Information]:
    """Information about an authority's own licensees: the oldest that nobody has looked at first, or the looked at."""
    query = scope.within(Information, authority_id).where(Information.about == "own")
    if closed:
        query = query.where(Information.reviewed_at.is_not(None)).order_by(Information.id.desc())
    else:
        query = query.where(Information.reviewed_at.is_(None)).order_by(Information.aware_on, Information.id)
    return db.session.scalars(query.limit(MOST)).all()


def open_received_count(authority_id: int) -> int:
    """How many concerns that an authority received are not closed."""
    return (
        db.session.scalar(
            select(func.count()).where(
                ReceivedConcern.authority_id == authority_id, ReceivedConcern.state != "closed"
            )
        )
        or 0
    )


def due(authority_id: int) -> dict[str, date]:
    """What is owed about information and concerns, by us or to us: the subject, and the earliest day it is due."""
    rows = db.session.execute(
        select(Duty.subject, func.min(Duty.due_on).label("due_on"))
        .where(Duty.authority_id == authority_id, Duty.kind.in_(KINDS), Duty.discharged_at.is_(None))
        .group_by(Duty.subject)
    )
    return {row.subject: row.due_on for row in rows}


def information_about(person_id: int, authority_id: int) -> Sequence[Information]:
    """What came in about one of an authority's own people, the newest first."""
    return db.session.scalars(
        scope.within(Information, authority_id)
        .where(Information.person_id == person_id)
        .order_by(Information.id.desc())
    ).all()


def received_about(person_id: int, authority_id: int) -> Sequence[ReceivedConcern]:
    """The concerns received about one of an authority's own people, the newest first."""
    return db.session.scalars(
        scope.within(ReceivedConcern, authority_id)
        .where(ReceivedConcern.person_id == person_id)
        .order_by(ReceivedConcern.id.desc())
    ).all()


def who_it_may_be(identity: Identity, authority_id: int) -> list[Person]:
    """An authority's own people whom a description may mean: by licence and badge number first, then by likeness."""
    found: dict[int, Person] = {}
    for number in (identity.licence_number, identity.badge_number):
        for person in find(authority_id, number, MOST_FOUND) if number else ():
            found[person.id] = person
    if identity.names or identity.numbers:
        for person, _comparison, _verdict in alike(authority_id, as_value(identity)):
            found.setdefault(person.id, person)
    return list(found.values())[:MOST_FOUND]


def as_value(identity: Identity) -> PersonValue:
    """What is known of somebody, as matching sees a person."""
    numbers: dict[str, tuple[str, ...]] = {}
    for kind, number in identity.numbers:
        numbers[kind] = (*numbers.get(kind, ()), number)
    return PersonValue(
        names=tuple(
            Name.from_full(name, NameKind.OTHER if order else NameKind.CURRENT)
            for order, name in enumerate(identity.names)
        ),
        dates_of_birth=(identity.born,) if identity.born else (),
        addresses=tuple(Address((line,)) for line in identity.address.splitlines() if line.strip()),
        national_insurance=numbers.get("national_insurance", ()),
        gb_driver=numbers.get("gb_driver", ()),
        ni_driver=numbers.get("ni_driver", ()),
        community=numbers.get("community", ()),
    )
