"""What falls due each day of vetting: duties are opened and questions put; nothing is decided about anybody."""

import logging
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from licensing import clock
from licensing.audit.actions import Actor, system_for
from licensing.authorities.models import Authority
from licensing.db import db
from licensing.duties.actions import open_duty
from licensing.duties.models import Duty
from licensing.errors import NotConfigured
from licensing.register.models import DriverLicence
from licensing.settings import in_force
from licensing.suitability import asking, services, vetting_queries
from licensing.suitability.deadlines import last_good_day, return_by
from licensing.suitability.standing import CERTIFICATE, CONTINUES, DUE, LAPSED, LIMITED, STATUS, Standing
from licensing.suitability.vetting import DUTY_OF
from licensing.suitability.vetting_models import (
    DBS,
    DVLA,
    WAITING,
    DbsConsent,
    ServiceQuestion,
    VettingRecord,
)
from licensing.suitability.vetting_queries import RUNNING, Policies, Vetted

RETURN = "return-licence"
# A licence that ended longer ago is not chased by the register any more: old records would each open a duty.
CHASED_FOR = timedelta(days=30)
# A pass puts no more questions than can be asked before the next one.
HOURS_OF_A_PASS = 20

log = logging.getLogger(__name__)


def look_after(on: date) -> int:
    """Open the duties that fell due on a day (London), and put the questions; returns how many of both.

    In the caller's transaction. One duty for each thing and day, and one question at a time, however often it runs.
    """
    done = 0
    room = {one: _Room(one) for one in (DBS, DVLA)}
    for authority in vetting_queries.licensing_authorities(on - CHASED_FOR):
        try:
            policies = vetting_queries.policies_of(authority.id, on)
        except NotConfigured as fault:
            log.warning("Vetting is not watched for authority %s: %s", authority.key, fault)
            continue
        everybody = vetting_queries.of_authority(authority.id, on)
        done += open_due(authority, everybody)
        done += open_returns(authority, policies, on)
        done += ask_due(authority, everybody, policies, on, room[DBS])
        done += ask_vehicles(authority, policies, on, room[DVLA])
    return done


class _Room:
    """How many questions a pass may still put to a service, and when the next is sent; one pass for all authorities.

    What waits already counts, so that a service that is down is not met by days of questions at once.
    """

    def __init__(self, service: str) -> None:
        an_hour = in_force().vetting_asks_an_hour
        queued = db.session.query(ServiceQuestion.id).filter_by(service=service, state=WAITING).count()
        self._left = an_hour * HOURS_OF_A_PASS - queued if services.is_set_up(service) else 0
        self._next, self._apart = clock.now(), timedelta(hours=1) / an_hour

    def take(self) -> datetime | None:
        """The moment at which one more is sent; None when there is no room for it."""
        if self._left <= 0:
            return None
        self._left -= 1
        moment, self._next = self._next, self._next + self._apart
        return moment


def open_due(authority: Authority, everybody: list[Vetted]) -> int:
    """Open the duties about what is due soon or has lapsed; returns how many.

    What was never recorded is only listed: old records would each open several duties on the first day.
    """
    wanted = [
        (one, standing, DUTY_OF[standing.watch.key])
        for one in everybody
        for standing in one.standings
        if standing.is_open
        and standing.state in (DUE, LAPSED)
        and standing.due_on
        and standing.watch.key in DUTY_OF
    ]
    known = _known(authority.id, set(DUTY_OF.values()))
    new = [one for one in wanted if (one[2], f"person:{one[0].person_id}", one[1].due_on) not in known]
    names = vetting_queries.names_of({one.person_id for one, _, _ in new})
    for one, standing, kind in new:
        _open(authority, one, standing, kind, names[one.person_id])
    return len(new)


def _open(authority: Authority, one: Vetted, standing: Standing, kind: str, name: str) -> None:
    assert standing.due_on is not None
    open_duty(
        kind,
        authority_id=authority.id,
        subject=f"person:{one.person_id}",
        about=f"{name}, licence {one.licence_number}"[:200],
        began_on=min(clock.today(), standing.due_on),
        due_on=standing.due_on,
        by=_by(authority),
    )


def _known(authority_id: int, kinds: set[str]) -> set[tuple[str, str, date]]:
    """The duties there are already, open or discharged: what was dealt with stays so."""
    query = select(Duty.kind, Duty.subject, Duty.due_on).where(
        Duty.authority_id == authority_id, Duty.kind.in_(kinds)
    )
    return {(kind, subject, due_on) for kind, subject, due_on in db.session.execute(query)}


def open_returns(authority: Authority, policies: Policies, on: date) -> int:
    """Open the duty to have a licence given back that ended with its holder's limited leave; returns how many.

    1976 Act s.55ZA(6), (7), and s.53A for drivers: within 7 days beginning with the day after (rule R37).
    """
    ended = {licence.person_id: licence for licence in db.session.scalars(_ended(authority.id, on))}
    held, known = vetting_queries.held_of(ended, policies), _known(authority.id, {RETURN})
    opened = 0
    for person_id, licence in ended.items():
        seen = [one for one in held[person_id] if one.kind == "right-to-work"]
        newest = max(enumerate(seen), key=lambda pair: (pair[1].seen_on, pair[0]), default=(0, None))[1]
        if newest is None or newest.result not in (LIMITED, CONTINUES):
            continue
        last_day = min(newest.until_on or licence.ends_on, licence.ends_on)
        key = (RETURN, f"person:{person_id}", return_by(last_day))
        if not on - CHASED_FOR <= last_day < on or key in known:
            continue
        name = vetting_queries.names_of([person_id])[person_id]
        open_duty(
            RETURN,
            authority_id=authority.id,
            subject=f"person:{person_id}",
            about=f"{name}, licence {licence.number}"[:200],
            began_on=last_day + timedelta(days=1),
            due_on=return_by(last_day),
            by=_by(authority),
        )
        opened += 1
    return opened


def _ended(authority_id: int, on: date) -> Select[DriverLicence]:
    """The licences that ended lately, and those whose holder's leave did."""
    lately = (on - CHASED_FOR, on - timedelta(days=1))
    leave_ended = select(VettingRecord.person_id).where(
        VettingRecord.authority_id == authority_id,
        VettingRecord.until_on.between(*lately),
        VettingRecord.voided_at.is_(None),
    )
    return (
        select(DriverLicence)
        .where(
            DriverLicence.authority_id == authority_id,
            DriverLicence.state.in_(RUNNING),
            DriverLicence.starts_on <= on,
            DriverLicence.ends_on >= lately[0],
            DriverLicence.ends_on.between(*lately) | DriverLicence.person_id.in_(leave_ended),
        )
        .order_by(DriverLicence.ends_on, DriverLicence.id)
    )


def _by(authority: Authority) -> Actor:
    return system_for(authority.key)


def ask_due(authority: Authority, everybody: list[Vetted], policies: Policies, on: date, room: _Room) -> int:
    """Put the status checks that fall due to the DBS, the earliest due first; returns how many (rule R54)."""
    watch = policies.vetting.watch(STATUS)
    if watch is None or not watch.enforced:
        return 0
    consents = {one.person_id: one for one in _consents(authority.id)}
    due = sorted(
        (standing.due_on or on, one.person_id)
        for one in everybody
        for standing in one.standings
        if standing.watch.key == CERTIFICATE
        and one.person_id in consents
        and _asks(standing, watch.ask_days, on)
    )
    put = 0
    for _, person_id in due:
        if (at := room.take()) is None:
            break
        asking.put_about_consent(consents[person_id], at=at)
        put += 1
    return put


def _asks(standing: Standing, days: int, on: date) -> bool:
    """Whether a check falls due within some days. What is put in front of an officer already is not asked again."""
    if standing.state == "look at it":
        return False
    return standing.good_until is None or standing.good_until - timedelta(days=days) <= on


def _consents(authority_id: int) -> list[DbsConsent]:
    """The standing consents about which nothing waits, and whose details the DBS did not refuse or fail to match."""
    in_the_way = select(ServiceQuestion.consent_id).where(
        (ServiceQuestion.state == WAITING) | ServiceQuestion.outcome.in_(asking.TO_CORRECT),
        ServiceQuestion.consent_id.is_not(None),
    )
    query = select(DbsConsent).where(
        DbsConsent.authority_id == authority_id,
        DbsConsent.ended_on.is_(None),
        DbsConsent.id.not_in(in_the_way),
    )
    return list(db.session.scalars(query))


def ask_vehicles(authority: Authority, policies: Policies, on: date, room: _Room) -> int:
    """Put the look-ups of licensed vehicles that fall due to the DVLA; returns how many."""
    watch = policies.vetting.watch("dvla-vehicle")
    if watch is None or not watch.enforced:
        return 0
    last: dict[int, ServiceQuestion] = {}
    questions = select(ServiceQuestion).where(
        ServiceQuestion.authority_id == authority.id, ServiceQuestion.service == DVLA
    )
    for question in db.session.scalars(questions.order_by(ServiceQuestion.id)):
        last[question.vehicle_id or 0] = question
    put = 0
    for vehicle_id in db.session.scalars(vetting_queries.vehicles_running(authority.id, on)).all():
        if not _is_due(last.get(vehicle_id), watch.months, watch.days, watch.ask_days, on):
            continue
        if (at := room.take()) is None:
            break
        asking.put_about_vehicle(vehicle_id, authority.id, at=at)
        put += 1
    return put


def _is_due(
    question: ServiceQuestion | None, months: int | None, days: int | None, ask_days: int, on: date
) -> bool:
    if question is None:
        return True
    if question.answered_at is None:
        return question.state != WAITING
    last = last_good_day(clock.london_date(question.answered_at), months=months, days=days)
    return last is None or last - timedelta(days=ask_days) < on
