"""Opening and closing alerts, in the caller's transaction. What an officer does with one is in `adjudicating`.

An alert says that an entry may be about somebody whom an authority licenses, or who has applied to it. It decides
nothing. There is at most one open alert about one person and one entry; what an officer said holds until there is
a new fact: another version of the entry, or something else known of the person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select, update

from licensing import clock
from licensing.audit.actions import Actor, record, system_for
from licensing.authorities.models import Authority
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.errors import NotConfigured
from licensing.national_register import deadlines, feed
from licensing.national_register.alert_models import CLOSED_HOW, Alert, OwnEntry
from licensing.national_register.models import Adjudication
from licensing.outbox.actions import promise
from licensing.policy.queries import policy_in_force

DUTY = "adjudicate-alert"


@dataclass(frozen=True)
class Watched:
    """Somebody who is watched, and why: a licence that runs, an open application, or both."""

    person_id: int
    licence_id: int | None = None
    application_ref: str | None = None


@dataclass(frozen=True)
class Likeness:
    """An entry that may be about somebody watched: both as they were when they were compared, and the verdict."""

    watched: Watched
    authority_id: int
    person_ref: str
    identity: str
    entry_ref: str
    entry_version: int
    recording_authority_id: int
    band: str
    points: float
    reasons: tuple[str, ...]
    matcher: str


def promise_comparison(entry_refs: Sequence[str], *, key: str, authority_id: int) -> None:
    """Promise that everybody watched is compared with entries made or changed in the caller's transaction.

    Once for each `key`. `authority_id` is whose administrators see the message, should it fail. Whoever follows the
    register from elsewhere finds them in its feed.
    """
    feed.note(*entry_refs)
    promise(
        "register-entry:changed",
        key,
        {"entries": list(entry_refs)},
        authority_id=authority_id,
        at=clock.now(),
    )


def promise_everybody_compared(load: str, *, after: int = 0, authority_id: int) -> None:
    """Promise that everybody watched is compared with the whole register, after the loading of very many entries.

    In parts, each of which promises the next; once for each `load`.
    """
    promise(
        "register:loaded",
        f"loaded:{load}:after:{after}",
        {"load": load, "after": after, "authority_id": authority_id},
        authority_id=authority_id,
        at=clock.now(),
    )


def hold_open(*entry_refs: str) -> None:
    """Lock the open alerts about these entries, or about every entry when none is named.

    Before anything is recorded, where several will be opened or closed: whoever holds the audit log waits for
    nobody, or two could wait for each other.
    """
    about = (Alert.entry_ref.in_(entry_refs),) if entry_refs else ()
    db.session.scalars(
        select(Alert.id).where(Alert.closed_at.is_(None), *about).order_by(Alert.id).with_for_update()
    ).all()


def open_alert(found: Likeness) -> Alert | None:
    """Open an alert, in the caller's transaction, or None where nobody needs to be told.

    Nobody is told twice, nor of the entry that their own decision about this person made, nor of what was
    adjudicated and has not changed since. The caller holds the entry's lock, so that two workers open one alert.
    """
    if db.session.get(OwnEntry, (found.entry_ref, found.person_ref)) or _adjudicated(found):
        return None
    alert = db.session.scalar(
        select(Alert).where(
            *_about(found.authority_id, found.person_ref, found.entry_ref),
            Alert.entry_version == found.entry_version,
            Alert.identity == found.identity,
        )
    )
    if alert is not None:
        alert.licence_id = alert.licence_id or found.watched.licence_id
        alert.application_ref = alert.application_ref or found.watched.application_ref
        db.session.flush()
        if alert.closed_how != "not-watched":
            return None
        # Somebody who came back: licensed again, or with another application.
        alert.closed_at, alert.closed_how, alert.opened_at = None, "", clock.now()
    else:
        alert = _new(found)
        db.session.add(alert)
    db.session.flush()
    for earlier in _open(*_about(found.authority_id, found.person_ref, found.entry_ref)):
        if earlier is not alert:
            _close(earlier, "compared-anew", system_for(_authority(alert.authority_id).key))
    _tell(alert)
    return alert


def _adjudicated(found: Likeness) -> bool:
    said = select(Adjudication.id).where(
        Adjudication.authority_id == found.authority_id,
        Adjudication.person_ref == found.person_ref,
        Adjudication.entry_ref == found.entry_ref,
        Adjudication.identity == found.identity,
    )
    if found.recording_authority_id != found.authority_id:
        # A change to an authority's own entry is its own doing, and no news to it: a later grant, for one.
        said = said.where(Adjudication.entry_version == found.entry_version)
    return db.session.scalar(said.limit(1)) is not None


def _new(found: Likeness) -> Alert:
    return Alert(
        authority_id=found.authority_id,
        person_id=found.watched.person_id,
        person_ref=found.person_ref,
        licence_id=found.watched.licence_id,
        application_ref=found.watched.application_ref,
        entry_ref=found.entry_ref,
        entry_version=found.entry_version,
        recording_authority_id=found.recording_authority_id,
        identity=found.identity,
        band=found.band,
        points=found.points,
        reasons=list(found.reasons),
        matcher=found.matcher,
        opened_at=clock.now(),
        closed_how="",
    )


def _tell(alert: Alert) -> None:
    """Put it before the authority: a duty on its board, and a line in the audit log."""
    authority, on = _authority(alert.authority_id), clock.london_date(alert.opened_at)
    by = system_for(authority.key)
    record(
        "national-register:alert-opened",
        by=by,
        subject=alert.subject,
        alert=alert.ref,
        entry=alert.entry_ref,
        matcher=alert.matcher,
    )
    open_duty(
        DUTY,
        authority_id=authority.id,
        subject=alert.subject,
        about=f"Person {alert.person_id}",
        began_on=on,
        due_on=deadlines.alert_due(on, _days(authority, on)),
        by=by,
    )


def _days(authority: Authority, on: date) -> int:
    """Within how many days an alert is looked at, by the authority's policy: the law sets none."""
    try:
        return int(policy_in_force(authority.gss_code or "", on).alert_days.value)
    except NotConfigured:
        # A council without a policy in force is told all the same.
        return deadlines.ALERT_DAYS_WITHOUT_A_POLICY


def close_adjudicated(said: Adjudication, *, facts_at: datetime, by: Actor) -> int:
    """Close the open alerts that an adjudication answers; returns how many.

    `facts_at` is when the person and the entry were as the officer saw them: an alert about a later version of
    the entry, or raised later by something new about the person, stays open.
    """
    alerts = _open(
        *_about(said.authority_id, said.person_ref, said.entry_ref),
        Alert.entry_version <= said.entry_version,
        or_(Alert.identity == said.identity, Alert.opened_at <= facts_at),
    )
    for alert in alerts:
        alert.adjudication_id = said.id
        _close(alert, "adjudicated", by)
    return len(alerts)


def entry_gone(entry_ref: str, *, eleven_years_over: bool = False) -> int:
    """Close the open alerts about an entry that its authority removed, or that is gone after eleven years.

    After eleven years what was written about how it compared goes too, as it does of searches.
    """
    alerts = _open(Alert.entry_ref == entry_ref)
    for alert in alerts:
        _close(alert, "entry-gone", system_for(_authority(alert.authority_id).key))
    if eleven_years_over:
        db.session.execute(update(Alert).where(Alert.entry_ref == entry_ref).values(reasons=[]))
    return len(alerts)


def entries_with_open_alerts(entry_refs: Sequence[str]) -> list[str]:
    """Those of these entries about which an alert of any authority is open."""
    found = select(Alert.entry_ref).where(Alert.entry_ref.in_(entry_refs), Alert.closed_at.is_(None))
    return sorted(set(db.session.scalars(found))) if entry_refs else []


def own_entry(entry_ref: str, *, person_ref: str, authority_id: int) -> None:
    """An authority's own decision about a person made this entry: it is not alerted about it. Safe to repeat.

    About another person's record of the same authority it is: the record may be of the same man.
    """
    if db.session.get(OwnEntry, (entry_ref, person_ref)) is None:
        db.session.add(OwnEntry(entry_ref=entry_ref, person_ref=person_ref, authority_id=authority_id))
        db.session.flush()
    for alert in _open(*_about(authority_id, person_ref, entry_ref)):
        _close(alert, "own-entry", system_for(_authority(authority_id).key))


def not_watched(people: Iterable[int]) -> int:
    """Close the open alerts about people who hold no licence and have no open application; returns how many."""
    closed = 0
    for alert in _open(Alert.person_id.in_(list(people))):
        _close(alert, "not-watched", system_for(_authority(alert.authority_id).key))
        closed += 1
    return closed


def people_with_open_alerts() -> list[int]:
    """The ids of the people of every authority about whom an alert is open."""
    return list(db.session.scalars(select(Alert.person_id).where(Alert.closed_at.is_(None)).distinct()))


def _close(alert: Alert, how: str, by: Actor) -> None:
    at = clock.now()
    alert.closed_at, alert.closed_how = at, how
    db.session.flush()
    record(
        "national-register:alert-closed",
        by=by,
        subject=alert.subject,
        alert=alert.ref,
        entry=alert.entry_ref,
        how=how,
    )
    discharge(DUTY, subject=alert.subject, on=clock.london_date(at), by=by, how=CLOSED_HOW[how])


def _open(*conditions: ColumnElement[bool]) -> list[Alert]:
    return list(
        db.session.scalars(
            select(Alert)
            .where(Alert.closed_at.is_(None), *conditions)
            .order_by(Alert.id)
            .with_for_update(of=Alert)
        )
    )


def _about(authority_id: int, person_ref: str, entry_ref: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Alert.authority_id == authority_id,
        Alert.person_ref == person_ref,
        Alert.entry_ref == entry_ref,
    )


def _authority(authority_id: int) -> Authority:
    return db.session.get_one(Authority, authority_id)
