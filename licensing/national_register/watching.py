"""Watching: entries compared with the people whom every authority licenses or has an application from.

Nobody asked, so there is no receipt: what is found is an alert of the authority concerned, and only that authority
sees it. Information of the register is disclosed only for the safeguarding of passengers and road safety (2022 Act
s.4(3)(c); R15); the Act neither asks for watching nor forbids it.

Comparing reads without a lock and takes as long as it takes; each entry's alerts are then opened in a transaction of
their own, under the entry's lock.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from licensing import clock
from licensing.audit.actions import record, system_for
from licensing.authorities.models import Authority
from licensing.db import db, transaction
from licensing.duties.actions import discharge
from licensing.matching.compare import compare
from licensing.matching.forms import form_of
from licensing.matching.verdict import MATCHER_VERSION, Verdict, judge
from licensing.national_register import alerts, index
from licensing.national_register.alert_models import CLOSED_HOW, Alert
from licensing.national_register.alerts import Likeness, Watched
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.gateway import EntryShown
from licensing.national_register.models import Entry
from licensing.national_register.ways_in import gateway, is_embedded, is_portal
from licensing.register.index import people_like
from licensing.register.models import DriverLicence, Person
from licensing.register.queries import as_value, identity_of

# A licence that is suspended may be given back: its holder is watched too.
RUNNING = ("current", "suspended")
AT_ONCE = 500

Watching = Callable[[Collection[int]], Mapping[int, Watched]]


def licence_holders(people: Collection[int]) -> dict[int, Watched]:
    """Those of these people, of whatever authority, who hold a licence that runs: its term has not ended."""
    held = select(DriverLicence.person_id, DriverLicence.id).where(
        DriverLicence.person_id.in_(people),
        DriverLicence.state.in_(RUNNING),
        DriverLicence.ends_on >= clock.today(),
    )
    rows = db.session.execute(held.order_by(DriverLicence.id)).all()
    return {person_id: Watched(person_id, licence_id=licence_id) for person_id, licence_id in rows}


def compare_entries(refs: Sequence[str], watching: Watching) -> int:
    """Compare entries with the people that `watching` picks; returns how many alerts were opened.

    An entry that the register does not hold any more closes its alerts. The same entries compared twice open no
    alert twice. Raises NotConfigured while the register's index is being built: to be tried again.
    """
    return sum(
        _compare(list(dict.fromkeys(refs[start : start + AT_ONCE])), watching)
        for start in range(0, len(refs), AT_ONCE)
    )


def _compare(refs: Sequence[str], watching: Watching) -> int:
    index.state()
    rows = db.session.execute(select(Entry.id, Entry.ref).where(Entry.ref.in_(refs))).all()
    forms = index.forms_of([number for number, _ref in rows])
    held = {ref: forms[number] for number, ref in rows if number in forms}
    # Most entries are like nobody here: they are passed over before anything else of them is read.
    # Whoever was told of an entry is compared with it again, though they may share no key with it any more.
    told = _told(held)
    near = {
        ref: _watched(sorted({*people_like(held[ref]), *told[ref]}), watching) for ref in refs if ref in held
    }
    gone = alerts.entries_with_open_alerts([ref for ref in refs if ref not in held])
    db.session.rollback()
    for ref in gone:
        with transaction():
            alerts.entry_gone(ref)
    return sum(_compare_entry(ref, watched) for ref, watched in near.items() if watched)


def _told(refs: Collection[str]) -> dict[str, set[int]]:
    """The people about whom an alert is open, by entry."""
    told: dict[str, set[int]] = {ref: set() for ref in refs}
    asked = select(Alert.entry_ref, Alert.person_id)
    for ref, person_id in db.session.execute(
        asked.where(Alert.entry_ref.in_(refs), Alert.closed_at.is_(None))
    ):
        told[ref].add(person_id)
    return told


def _watched(people: Sequence[int], watching: Watching) -> dict[int, Watched]:
    found: dict[int, Watched] = {}
    for start in range(0, len(people), AT_ONCE):
        found |= watching(people[start : start + AT_ONCE])
    return found


def _compare_entry(ref: str, watched: Mapping[int, Watched]) -> int:
    entry = EmbeddedRegister().entry(ref, 0)
    found = _like(entry, watched) if entry else []
    told = _told([ref])[ref] & watched.keys()
    db.session.rollback()
    return _open(ref, entry.version, found, told) if entry else 0


def _like(entry: EntryShown, watched: Mapping[int, Watched]) -> list[Likeness]:
    """The people who may be the one of an entry, weighed as a search for each of them would weigh it."""
    # The register kept here is not the register of who uses another.
    values = {person: as_value(person) for person in _people(watched) if is_embedded(person.authority_id)}
    # The names of both sides are counted, as in a search, so that the points and bands are the same.
    common = index.commonness(entry.person, *values.values())
    found = []
    for person, value in values.items():
        verdict = judge(compare(value, entry.person, common))
        if verdict.band.is_hit:
            found.append(_likeness(watched[person.id], person, identity_of(value), entry, verdict))
    return found


def compare_person(watched: Watched) -> int:
    """Compare one person with the whole register that their authority uses; returns how many alerts were opened.

    Nobody is compared with a portal: an officer would have to search there for each.
    """
    person = db.session.scalar(_with_identity().where(Person.id == watched.person_id))
    if person is None or is_portal(person.authority_id):
        return 0
    value = as_value(person)
    identity = identity_of(value)
    found = [
        _likeness(watched, person, identity, one.entry, one.verdict)
        for one in gateway(person.authority_id).search(value, person.authority_id).candidates
    ]
    elsewhere = 0 if is_embedded(person.authority_id) else person.authority_id
    db.session.rollback()
    return sum(_open(one.entry_ref, one.entry_version, [one], elsewhere=elsewhere) for one in found)


def compare_entries_elsewhere(authority_id: int, refs: Sequence[str], watching: Watching) -> int:
    """Compare entries of a register elsewhere with an authority's own people; returns how many alerts were opened.

    Who is near an entry is found here; the register itself then weighs each of them, as in a search. Raises
    NotReachable while it does not answer: to be tried again.
    """
    register, opened = gateway(authority_id), 0
    for ref in refs:
        entry = register.entry(ref, authority_id)
        told = _told([ref])[ref]
        near = people_like(form_of(entry.person), authority_id=authority_id) if entry else ()
        watched = _watched(sorted({*near, *told}), watching) if entry else {}
        db.session.rollback()
        if entry is None:
            with transaction():
                alerts.entry_gone(ref)
            continue
        opened += sum(compare_person(one) for one in watched.values())
        _open(ref, entry.version, [], told & watched.keys(), elsewhere=authority_id)
    return opened


def _open(
    ref: str, version: int, found: Sequence[Likeness], told: Collection[int] = (), *, elsewhere: int = 0
) -> int:
    """Open the alerts about one entry, unless it changed meanwhile: then it is compared again by itself.

    Of the people who were `told` of it before and compared again, alerts about what it was before are closed.
    `elsewhere` is the authority whose register is not ours.
    """
    if not (found or told):
        return 0
    with transaction():
        if not (_lock_authority(elsewhere) if elsewhere else _is_still(ref, version)):
            return 0
        alerts.hold_open(ref)
        opened = sum(alerts.open_alert(one) is not None for one in found)
        _close_earlier(ref, version, told)
        return opened


def _is_still(ref: str, version: int) -> bool:
    """Whether an entry is as it was compared; locks it."""
    held = db.session.scalar(select(Entry).where(Entry.ref == ref).with_for_update(of=Entry))
    return held is not None and held.version == version and held.removed_at is None


def _lock_authority(authority_id: int) -> bool:
    """Lock an authority's row: an entry elsewhere can't be locked, and two workers are to open one alert."""
    # Not against those who only refer to the row: nearly everything does.
    lock = {"of": Authority, "key_share": True}
    return db.session.get(Authority, authority_id, with_for_update=lock) is not None


def _close_earlier(ref: str, version: int, people: Collection[int]) -> None:
    """Close these people's open alerts about earlier versions of an entry: nobody can adjudicate them any more."""
    earlier = select(Alert).where(
        Alert.entry_ref == ref,
        Alert.entry_version < version,
        Alert.person_id.in_(people),
        Alert.closed_at.is_(None),
    )
    how, at = "compared-anew", clock.now()
    for alert in db.session.scalars(earlier.order_by(Alert.id).with_for_update(of=Alert)).all():
        by = system_for(db.session.get_one(Authority, alert.authority_id).key)
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
        discharge(alerts.DUTY, subject=alert.subject, on=clock.london_date(at), by=by, how=CLOSED_HOW[how])


def _likeness(
    watched: Watched, person: Person, identity: str, entry: EntryShown, verdict: Verdict
) -> Likeness:
    return Likeness(
        watched=watched,
        authority_id=person.authority_id,
        person_ref=person.ref,
        identity=identity,
        entry_ref=entry.ref,
        entry_version=entry.version,
        recording_authority_id=entry.recording_authority_id,
        band=verdict.band.value,
        points=verdict.points,
        reasons=verdict.reasons,
        matcher=MATCHER_VERSION,
    )


def _people(ids: Iterable[int]) -> list[Person]:
    numbers = list(ids)
    found: list[Person] = []
    for start in range(0, len(numbers), AT_ONCE):
        some = _with_identity().where(Person.id.in_(numbers[start : start + AT_ONCE]))
        found += db.session.scalars(some.order_by(Person.id)).all()
    return found


def _with_identity() -> Select[Person]:
    return select(Person).options(
        selectinload(Person.names),
        selectinload(Person.addresses),
        selectinload(Person.numbers),
        selectinload(Person.earlier_birth_dates),
    )
