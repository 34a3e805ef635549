"""Whose safeguarding training lapses while they hold a licence. It tells an officer, and suspends nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from licensing.db import db
from licensing.register.models import DriverLicence, Person
from licensing.training import checks
from licensing.training.facts import exemptions_of, passes_of

SAFEGUARDING = "safeguarding"
WINDOWS = (30, 60, 90)


@dataclass(frozen=True)
class Lapse:
    """A licence holder, and until when their safeguarding training counts.

    `good_until` is the last good day, None when none was ever recorded; `lapsed_on` the first day on which it
    counted no longer, None while it still does.
    """

    person_id: int
    name: str
    licence_id: int
    licence_number: str
    licence_starts_on: date
    good_until: date | None
    lapsed_on: date | None

    @property
    def never(self) -> bool:
        """Whether no safeguarding training of this person was ever recorded."""
        return self.good_until is None


@dataclass(frozen=True)
class Cover:
    """A licence in force, and until when its holder's safeguarding training counts."""

    person_id: int
    licence_id: int
    licence_number: str
    licence_starts_on: date
    good_until: date | None

    def lapsed(self, on: date) -> bool:
        """Whether the training counted once and counts no longer."""
        return self.good_until is not None and self.good_until < on


def covers(authority_id: int, on: date, valid_months: int) -> list[Cover]:
    """Each holder of a licence in force on a day (London), once, with how long their training counts."""
    licences: dict[int, DriverLicence] = {}
    for licence in db.session.scalars(_in_force(authority_id, on)):
        licences.setdefault(licence.person_id, licence)
    holders = _in_force(authority_id, on).with_only_columns(DriverLicence.person_id).order_by(None)
    passes, exemptions = passes_of(holders), exemptions_of(holders)
    return [
        Cover(
            person_id,
            licence.id,
            licence.number,
            licence.starts_on,
            checks.covered_until(
                SAFEGUARDING,
                passes.get(person_id, ()),
                exemptions.get(person_id, ()),
                valid_months=valid_months,
                on=on,
            ),
        )
        for person_id, licence in licences.items()
    ]


def _in_force(authority_id: int, on: date) -> Select[DriverLicence]:
    return (
        select(DriverLicence)
        .where(
            DriverLicence.authority_id == authority_id,
            DriverLicence.state == "current",
            DriverLicence.starts_on <= on,
            DriverLicence.ends_on >= on,
        )
        .order_by(DriverLicence.person_id, DriverLicence.ends_on.desc(), DriverLicence.id.desc())
    )


def lapsing(authority_id: int, on: date, within_days: int, valid_months: int) -> list[Lapse]:
    """Holders of a licence in force whose safeguarding training lapses within some days, or has (rule R59).

    The first to lapse comes first; those without any recorded training come before all.
    """
    horizon = on + timedelta(days=within_days)
    # The last good day is inside the window: the first bad one may be the day after it.
    due = [one for one in covers(authority_id, on, valid_months) if (one.good_until or on) <= horizon]
    names = _names([one.person_id for one in due])
    found = [
        Lapse(
            one.person_id,
            names[one.person_id],
            one.licence_id,
            one.licence_number,
            one.licence_starts_on,
            one.good_until,
            checks.lapsed_on(one.good_until) if one.good_until and one.lapsed(on) else None,
        )
        for one in due
    ]
    return sorted(found, key=lambda one: (one.good_until or date.min, one.name, one.person_id))


def _names(person_ids: Sequence[int]) -> dict[int, str]:
    names: dict[int, str] = {}
    for start in range(0, len(person_ids), 500):
        some = person_ids[start : start + 500]
        query = select(Person).options(selectinload(Person.names)).where(Person.id.in_(some))
        names |= {person.id: person.full_name for person in db.session.scalars(query)}
    return names


@dataclass(frozen=True)
class Counts:
    """How an authority's licence holders stand: `within` gives, for each window of days, who lapses in it."""

    holders: int
    never: int
    lapsed: int
    within: dict[int, int]

    def share(self, count: int) -> str:
        """A count as a percentage of licence holders, to one decimal."""
        return f"{100 * count / self.holders:.1f}%" if self.holders else "0.0%"


def lapse_counts(authority_id: int, on: date, valid_months: int) -> Counts:
    """How many licence holders' training was never recorded, has lapsed, or lapses within 30, 60, 90 days.

    Each window includes the shorter ones; none includes those who have lapsed already.
    """
    found = covers(authority_id, on, valid_months)
    good = [one.good_until for one in found if one.good_until is not None and one.good_until >= on]
    return Counts(
        holders=len(found),
        never=sum(one.good_until is None for one in found),
        lapsed=sum(one.lapsed(on) for one in found),
        within={days: sum(day <= on + timedelta(days=days) for day in good) for days in WINDOWS},
    )
