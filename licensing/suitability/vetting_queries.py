"""Reading what is held of licence holders' vetting, and what the outside services were asked and said."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.db import db
from licensing.policy.model import Policy
from licensing.policy.queries import policy_in_force
from licensing.policy.vetting import VettingPolicy, vetting_policy
from licensing.register.models import DriverLicence, Person
from licensing.register.vehicle_models import VehicleLicence
from licensing.suitability import standing
from licensing.suitability.models import Evidence
from licensing.suitability.standing import Held, Holder, Standing
from licensing.suitability.vetting_models import (
    WAITING,
    DbsConsent,
    ServiceQuestion,
    VehicleEnquiry,
    VettingRecord,
)

# Whoever is suspended is vetted on: their licence may be given back.
RUNNING = ("current", "suspended")
SOME = 500


@dataclass(frozen=True)
class Policies:
    """What an authority's policies say of vetting on a day."""

    vetting: VettingPolicy
    common: Policy


def policies_of(authority_id: int, on: date) -> Policies:
    """An authority's policies on a day (London). Raises NotConfigured where none is in force."""
    code = db.session.get_one(Authority, authority_id).gss_code or ""
    return Policies(vetting_policy(code, on), policy_in_force(code, on))


@dataclass(frozen=True)
class Vetted:
    """A licence holder with how each thing that is kept up to date stands."""

    person_id: int
    licence_id: int
    licence_number: str
    licence_ends_on: date
    standings: Sequence[Standing]


def of_person(person: Person, on: date) -> Vetted | None:
    """How a person's vetting stands on a day; None for somebody who holds no running licence."""
    found = _vetted(person.authority_id, on, _running(person.authority_id, on, person.id))
    return found[0] if found else None


def of_anybody(person: Person, on: date) -> Vetted:
    """The same for somebody who may hold no licence: an applicant, or a holder whose licence has ended.

    What was seen of them counts or not as it does for a holder; no licence's end bounds it.
    """
    if (found := of_person(person, on)) is not None:
        return found
    policies = policies_of(person.authority_id, on)
    theirs = Holder(person.date_of_birth, date.max, policies.common.points_flag.value)
    held = held_of([person.id], policies)[person.id]
    return Vetted(person.id, 0, "", date.max, standing.standings(policies.vetting, held, theirs, on))


def of_authority(authority_id: int, on: date) -> list[Vetted]:
    """The same for every holder of a driver licence that runs on a day, by their number in the register."""
    return _vetted(authority_id, on, _running(authority_id, on))


def _running(authority_id: int, on: date, person_id: int | None = None) -> Select[int, int, str, date]:
    """The licences that run on a day, by holder: of each the one that runs longest first."""
    query = select(
        DriverLicence.person_id, DriverLicence.id, DriverLicence.number, DriverLicence.ends_on
    ).where(
        DriverLicence.authority_id == authority_id,
        DriverLicence.state.in_(RUNNING),
        DriverLicence.starts_on <= on,
        DriverLicence.ends_on >= on,
    )
    if person_id is not None:
        query = query.where(DriverLicence.person_id == person_id)
    return query.order_by(DriverLicence.person_id, DriverLicence.ends_on.desc(), DriverLicence.id.desc())


def _vetted(authority_id: int, on: date, running: Select[int, int, str, date]) -> list[Vetted]:
    licences: dict[int, tuple[int, str, date]] = {}
    for person_id, licence_id, number, ends_on in db.session.execute(running):
        licences.setdefault(person_id, (licence_id, number, ends_on))
    if not licences:
        return []
    policies = policies_of(authority_id, on)
    held, born = held_of(licences, policies), _born(licences)
    flag = policies.common.points_flag.value
    return [
        Vetted(
            person_id,
            licence_id,
            number,
            ends_on,
            standing.standings(policies.vetting, held[person_id], Holder(born[person_id], ends_on, flag), on),
        )
        for person_id, (licence_id, number, ends_on) in licences.items()
    ]


def held_of(person_ids: Iterable[int], policies: Policies) -> dict[int, list[Held]]:
    """What is held of some people, in the order of recording: while a licence ran, and for applications before."""
    found: dict[int, list[tuple[object, Held]]] = defaultdict(list)
    ids = sorted(person_ids)
    for start in range(0, len(ids), SOME):
        some = ids[start : start + SOME]
        for row in db.session.execute(_EVIDENCE.where(Evidence.person_id.in_(some))):
            if one := _seen_for_application(row, policies):
                found[row.person_id].append((row.recorded_at, one))
        for record in db.session.execute(_RECORDS.where(VettingRecord.person_id.in_(some))):
            found[record.person_id].append((record.recorded_at, _held(record, policies.vetting)))
    return defaultdict(
        list,
        {
            person_id: [one for _, one in sorted(theirs, key=lambda pair: pair[0])]  # type: ignore[arg-type, return-value]
            for person_id, theirs in found.items()
        },
    )


_EVIDENCE = select(
    Evidence.person_id,
    Evidence.requirement,
    Evidence.result,
    Evidence.issued_on,
    Evidence.seen_on,
    Evidence.recorded_at,
)
# Columns and not rows: the sealed words are opened for eyes that look at one person only.
_RECORDS = select(
    VettingRecord.id,
    VettingRecord.person_id,
    VettingRecord.kind,
    VettingRecord.result,
    VettingRecord.how,
    VettingRecord.issued_on,
    VettingRecord.seen_on,
    VettingRecord.until_on,
    VettingRecord.points,
    VettingRecord.recorded_at,
).where(VettingRecord.voided_at.is_(None))


def _seen_for_application(row: object, policies: Policies) -> Held | None:
    requirement: str = row.requirement  # type: ignore[attr-defined]
    watch = next((one for one in policies.vetting.watches if one.requirement == requirement), None)
    asked = policies.common.requirement(requirement)
    if watch is None or asked is None:
        return None
    option = asked.result(row.result)  # type: ignore[attr-defined]
    satisfies = option is not None and option.satisfies
    return Held(
        kind=watch.key,
        result=row.result,  # type: ignore[attr-defined]
        satisfies=satisfies,
        attention=not satisfies,
        seen_on=row.seen_on,  # type: ignore[attr-defined]
        issued_on=row.issued_on,  # type: ignore[attr-defined]
        for_application=True,
    )


def _held(row: object, policy: VettingPolicy) -> Held:
    watch = policy.watch(row.kind)  # type: ignore[attr-defined]
    option = watch.result(row.result) if watch else None  # type: ignore[attr-defined]
    return Held(
        kind=row.kind,  # type: ignore[attr-defined]
        result=row.result,  # type: ignore[attr-defined]
        satisfies=option is not None and option.satisfies,
        attention=option is not None and option.attention,
        seen_on=row.seen_on,  # type: ignore[attr-defined]
        issued_on=row.issued_on,  # type: ignore[attr-defined]
        until_on=row.until_on,  # type: ignore[attr-defined]
        points=row.points,  # type: ignore[attr-defined]
        by_service=row.how == "service",  # type: ignore[attr-defined]
        record_id=row.id,  # type: ignore[attr-defined]
    )


def _born(person_ids: Iterable[int]) -> dict[int, date]:
    ids, born = sorted(person_ids), dict[int, date]()
    for start in range(0, len(ids), SOME):
        query = select(Person.id, Person.date_of_birth).where(Person.id.in_(ids[start : start + SOME]))
        born |= dict(db.session.execute(query).all())
    return born


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """The current names of some people."""
    ids, names = sorted(person_ids), dict[int, str]()
    for start in range(0, len(ids), SOME):
        query = (
            select(Person).options(selectinload(Person.names)).where(Person.id.in_(ids[start : start + SOME]))
        )
        names |= {person.id: person.full_name for person in db.session.scalars(query)}
    return names


def records_of(person_id: int, authority_id: int) -> Sequence[VettingRecord]:
    """Every record of a person, those made in error too, the newest first."""
    return db.session.scalars(
        scope.within(VettingRecord, authority_id)
        .where(VettingRecord.person_id == person_id)
        .order_by(VettingRecord.seen_on.desc(), VettingRecord.id.desc())
    ).all()


def consent_of(person_id: int, authority_id: int) -> DbsConsent | None:
    """The consent to status checks that stands, if any."""
    return db.session.scalar(
        scope.within(DbsConsent, authority_id).where(
            DbsConsent.person_id == person_id, DbsConsent.ended_on.is_(None)
        )
    )


def last_question(
    authority_id: int, *, person_id: int | None = None, vehicle_id: int | None = None
) -> ServiceQuestion | None:
    """The newest question about a person or a vehicle."""
    about = ServiceQuestion.vehicle_id == vehicle_id if vehicle_id else ServiceQuestion.person_id == person_id
    query = scope.within(ServiceQuestion, authority_id).where(about)
    return db.session.scalar(query.order_by(ServiceQuestion.id.desc()).limit(1))


def enquiries_about(vehicle_id: int, authority_id: int, limit: int = 20) -> Sequence[VehicleEnquiry]:
    """What the DVLA said of a vehicle, the newest first."""
    return db.session.scalars(
        scope.within(VehicleEnquiry, authority_id)
        .where(VehicleEnquiry.vehicle_id == vehicle_id)
        .order_by(VehicleEnquiry.id.desc())
        .limit(limit)
    ).all()


def vehicles_running(authority_id: int, on: date) -> Select[int]:
    """The numbers of an authority's vehicles with a licence that runs on a day."""
    return (
        select(VehicleLicence.vehicle_id)
        .where(
            VehicleLicence.authority_id == authority_id,
            VehicleLicence.state.in_(RUNNING),
            VehicleLicence.starts_on <= on,
            VehicleLicence.ends_on >= on,
        )
        .distinct()
        .order_by(VehicleLicence.vehicle_id)
    )


def waiting_count(authority_id: int) -> int:
    """How many questions of an authority wait for an answer."""
    query = select(func.count()).where(
        ServiceQuestion.authority_id == authority_id, ServiceQuestion.state == WAITING
    )
    return db.session.scalar(query) or 0


def licensing_authorities(since: date) -> Sequence[Authority]:
    """The authorities that have any licence, of a driver or a vehicle, that ran on a day or runs later."""
    rows = [
        select(one.authority_id).where(one.state.in_(RUNNING), one.ends_on >= since)
        for one in (DriverLicence, VehicleLicence)
    ]
    query = select(Authority).where(Authority.id.in_(rows[0]) | Authority.id.in_(rows[1]))
    return db.session.scalars(query.order_by(Authority.id)).all()
