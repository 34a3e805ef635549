"""The register kept in this installation's own database."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm.attributes import flag_modified

from licensing import clock
from licensing.audit.actions import record, system_for
from licensing.authorities.models import Authority
from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound
from licensing.matching.compare import compare
from licensing.matching.keys import Key, keys_to_search, keys_to_store
from licensing.matching.people import Address, Name, Person
from licensing.matching.verdict import MATCHER_VERSION, Band, judge
from licensing.national_register import deadlines
from licensing.national_register.gateway import (
    Candidate,
    ChangeShown,
    EntryReceipt,
    EntryShown,
    Found,
    NewEntry,
)
from licensing.national_register.models import DECISIONS, Entry, EntryChange, EntryKey, EntryNumber
from licensing.sealing import fingerprint

KEYS_AT_ONCE = 500
# 2022 Act s.2(2)(b): "by amending, removing or reinstating it".
CHANGES = ("amended", "removed", "reinstated")


class EmbeddedRegister:
    """The gateway to the register in our own database."""

    way_in = "embedded"

    def search(self, person: Person, asking_authority_id: int) -> Found:
        """Search by everything the person has been called and every number; the likeliest first."""
        found = []
        for entry in _candidates(person):
            shown = show(entry)
            comparison = compare(person, shown.person)
            verdict = judge(comparison)
            if verdict.band.is_hit:
                found.append(Candidate(shown, comparison, verdict))
        order = list(Band)
        found.sort(key=lambda one: (order.index(one.verdict.band), -one.verdict.points, one.entry.ref))
        return Found(tuple(found), self.way_in, MATCHER_VERSION, *_state())

    def entry(self, ref: str, asking_authority_id: int) -> EntryShown | None:
        """One entry as it is now, or None when it is gone."""
        found = db.session.scalar(select(Entry).where(Entry.ref == ref, *_held()))
        return show(found) if found else None

    def change_entry(self, ref: str, by_authority_id: int, what: str, changed_on: date, key: str) -> None:
        """Amend, remove or reinstate one's own entry, once only for each key."""
        with transaction():
            there = select(EntryChange.id).where(EntryChange.source_key == key)
            if db.session.scalar(there) is None:
                remove_change_or_reinstate(
                    ref, by_authority_id=by_authority_id, what=what, changed_on=changed_on, source_key=key
                )

    def make_entry(self, entry: NewEntry) -> EntryReceipt:
        """Make an entry, once only for each key."""
        with transaction():
            return make(entry)


def make(new: NewEntry) -> EntryReceipt:
    """Make an entry in the caller's transaction; the same key again gives the entry that is there.

    Raises BadInput for what s.2(4) of the 2022 Act does not allow.
    """
    there = db.session.scalar(
        select(Entry).where(
            Entry.recording_authority_id == new.recording_authority_id, Entry.source_key == new.source_key
        )
    )
    if there is not None:
        return EntryReceipt(there.ref, there.first_made_at)
    _check(new)
    at = clock.now()
    row = Entry(
        first_name=new.first_name,
        middle_names=new.middle_names,
        last_name=new.last_name,
        date_of_birth=new.date_of_birth,
        home_address=new.home_address,
        home_postcode=new.home_postcode,
        recording_authority_id=new.recording_authority_id,
        further_information=new.further_information,
        decision=new.decision,
        decided_on=new.decided_on,
        # 2022 Act s.2(4)(f): the effect date "if different".
        effect_on=new.effect_on if new.effect_on != new.decided_on else None,
        suspension_ends_on=new.suspension_ends_on,
        source_key=new.source_key,
        first_made_at=at,
        first_made_on=clock.london_date(at),
        numbers=[EntryNumber.of(kind, number) for kind, number in new.numbers],
    )
    db.session.add(row)
    db.session.flush()
    _index(row)
    authority = db.session.get_one(Authority, new.recording_authority_id)
    record(
        "national-register:entry-made",
        by=system_for(authority.key),
        subject=f"entry:{row.ref}",
        entry=row.ref,
        decision=f"{authority.key} {new.decision}",
    )
    return EntryReceipt(row.ref, at)


def _check(new: NewEntry) -> None:
    faults = {}
    authority = db.session.get(Authority, new.recording_authority_id)
    if authority is None or not authority.licenses:
        faults["recording_authority"] = "Only a licensing authority makes entries (2022 Act s.2(1))"
    if new.decision not in DECISIONS:
        # 2022 Act s.2(1): refusal, refusal to renew, suspension, revocation of a driver's licence; nothing else (R21).
        faults["decision"] = "An entry is of a refusal, a suspension or a revocation of a driver licence"
    if not (new.first_name or new.last_name):
        faults["name"] = "An entry needs the person's name (2022 Act s.2(4)(a))"
    if not new.further_information.strip():
        faults["further_information"] = "Say how further information can be obtained (2022 Act s.2(4)(e))"
    if new.suspension_ends_on and new.decision != "suspended":
        faults["suspension_ends_on"] = "Only a suspension has an end date (2022 Act s.2(4)(h))"
    if new.suspension_ends_on and new.suspension_ends_on < (new.effect_on or new.decided_on):
        faults["suspension_ends_on"] = "A suspension can't end before it takes effect"
    if faults:
        raise BadInput("The national register can't take this entry.", faults)


def remove_change_or_reinstate(
    ref: str,
    *,
    by_authority_id: int,
    what: str,
    changed_on: date,
    effect_on: date | None = None,
    source_key: str | None = None,
) -> None:
    """Amend, remove or reinstate an authority's own entry, in the caller's transaction (2022 Act s.2(2)(b)).

    `what` is "amended", "removed" or "reinstated" (ValueError otherwise). Raises NotFound for another
    authority's entry (s.4(3)(a), R16).
    """
    if what not in CHANGES:
        raise ValueError(f"An entry is not {what!r}: it is {', '.join(CHANGES)}.")
    row = db.session.scalar(
        select(Entry)
        .where(Entry.ref == ref, Entry.recording_authority_id == by_authority_id)
        .with_for_update(of=Entry)
    )
    if row is None:
        raise NotFound("There is no such entry of this authority.")
    row.changes.append(
        EntryChange(
            what=what, changed_on=changed_on, effect_on=effect_on, made_at=clock.now(), source_key=source_key
        )
    )
    # The change stands in a row of its own: the entry counts as changed all the same, and is adjudicated anew.
    flag_modified(row, "decision")
    if what == "removed":
        row.removed_at = clock.now()
    elif what == "reinstated":
        row.removed_at = None
    db.session.flush()
    record(
        "national-register:entry-changed",
        by=system_for(row.recording_authority.key),
        subject=f"entry:{ref}",
        entry=ref,
        what=what,
        changed_on=changed_on.isoformat(),
    )


def show(row: Entry) -> EntryShown:
    """An entry as it is shown, its numbers opened."""
    numbers: dict[str, tuple[str, ...]] = {}
    for held in row.numbers:
        numbers[held.kind] = (*numbers.get(held.kind, ()), held.number)
    person = Person(
        names=(Name(row.first_name, row.middle_names, row.last_name),),
        dates_of_birth=(row.date_of_birth,) if row.date_of_birth else (),
        addresses=(Address(tuple(row.home_address.splitlines()), row.home_postcode),)
        if row.home_address or row.home_postcode
        else (),
        national_insurance=numbers.get("national_insurance", ()),
        gb_driver=numbers.get("gb_driver", ()),
        ni_driver=numbers.get("ni_driver", ()),
        community=numbers.get("community", ()),
    )
    return EntryShown(
        row.ref,
        row.version,
        person,
        row.full_name,
        row.recording_authority_id,
        row.recording_authority.nice_name,
        row.further_information,
        row.decision,
        row.decided_on,
        row.effect_on,
        row.suspension_ends_on,
        row.first_made_on,
        tuple(ChangeShown(one.what, one.changed_on, one.effect_on) for one in row.changes),
    )


def _candidates(person: Person) -> Iterable[Entry]:
    """Entries that share at least one key with the person. By an index, never by reading the whole register."""
    hashes = sorted(_hashes(keys_to_search(person)))
    found: dict[int, Entry] = {}
    for start in range(0, len(hashes), KEYS_AT_ONCE):
        some = hashes[start : start + KEYS_AT_ONCE]
        for entry in db.session.scalars(
            select(Entry)
            .join(EntryKey, EntryKey.entry_id == Entry.id)
            .where(EntryKey.key.in_(some), *_held())
            .distinct()
        ):
            found[entry.id] = entry
    return found.values()


def _index(row: Entry) -> None:
    """Fill the entry's keys, in the transaction that writes it."""
    db.session.execute(delete(EntryKey).where(EntryKey.entry_id == row.id))
    db.session.add_all(EntryKey(key=key, entry_id=row.id) for key in _hashes(keys_to_store(show(row).person)))
    db.session.flush()


def _hashes(keys: Iterable[Key]) -> set[str]:
    return {fingerprint("matching-key", str(key)) for key in keys}


def _state() -> tuple[int, datetime | None]:
    """How many entries the register holds, and when any was last made or changed: which state was searched."""
    entries, made_at = db.session.execute(
        select(func.count(Entry.id), func.max(Entry.first_made_at)).where(*_held())
    ).one()
    changed_at = db.session.scalar(select(func.max(EntryChange.made_at)))
    return entries, max((at for at in (made_at, changed_at) if at is not None), default=None)


def _held() -> tuple[ColumnElement[bool], ...]:
    """What the register still holds: not removed, and within its eleven years (2022 Act s.4(3)(b); R09)."""
    return Entry.removed_at.is_(None), Entry.first_made_on >= deadlines.first_day_still_held(clock.today())
