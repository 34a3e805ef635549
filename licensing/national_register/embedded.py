"""The register kept in this installation's own database."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm.attributes import flag_modified

from licensing import clock
from licensing.audit.actions import record, system_for
from licensing.authorities.models import Authority
from licensing.candidates.looking import look_up
from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound
from licensing.matching.ceiling import Ceiling
from licensing.matching.commonness import counted
from licensing.matching.compare import compare
from licensing.matching.forms import Form, form_of
from licensing.matching.keys import keys_to_search
from licensing.matching.people import Person
from licensing.matching.verdict import MATCHER_VERSION, Band, judge, possible_from, weigh
from licensing.national_register import alerts, deadlines, index, letters
from licensing.national_register.gateway import (
    BY_ITSELF,
    Asked,
    Candidate,
    ChangeReceipt,
    ChangeShown,
    EntryReceipt,
    EntryShown,
    Found,
    Letter,
    LetterReceipt,
    NewChange,
    NewEntry,
    NewLetter,
)
from licensing.national_register.models import DECISIONS, Entry, EntryChange, EntryNumber
from licensing.sealing import unseal

# 2022 Act s.2(2)(b): "by amending, removing or reinstating it".
CHANGES = ("amended", "removed", "reinstated")


@dataclass(frozen=True)
class Scored:
    """Every entry that was compared with somebody, by number, with points and band; the likeliest first."""

    pairs: list[tuple[int, float, Band]]
    # Keys that were passed over or bounded, in words; how many keys were looked up, and entries compared.
    dropped: tuple[str, ...]
    keys: int
    candidates: int
    state: index.State
    # What was compared: of who is searched for, and of each entry by number.
    form: Form
    forms: Mapping[int, Form]


class EmbeddedRegister:
    """The gateway to the register in our own database."""

    way_in = "embedded"

    def search(
        self, person: Person, asking_authority_id: int, *, key: str = "", asked: Asked = BY_ITSELF
    ) -> Found:
        """Search by everything the person has been called and every number; the likeliest first.

        Raises NotConfigured when the index is of another version than the matcher.
        """
        scored = self.score(person, everything=False)
        found = []
        for number, shown in _entries([number for number, _points, _band in scored.pairs]):
            forms = (scored.form, scored.forms[number])
            comparison = compare(person, shown.person, scored.state.common, forms)
            found.append(Candidate(shown, comparison, judge(comparison)))
        order = list(Band)
        found.sort(key=lambda one: (order.index(one.verdict.band), -one.verdict.points, one.entry.ref))
        return Found(
            tuple(found),
            self.way_in,
            MATCHER_VERSION,
            scored.state.entries,
            scored.state.changed_at,
            scored.dropped,
        )

    def score(self, person: Person, *, everything: bool = True) -> Scored:
        """Compare somebody with every candidate, without the words; only hits unless `everything`.

        Raises NotConfigured when the index is of another version than the matcher.
        """
        form = form_of(person)
        lookups = keys_to_search(form)
        looked = look_up(index.ENTRIES, lookups)
        held = index.forms_of(looked.ids)
        state = index.state(counted(form))
        ceiling, possible = Ceiling(form, state.common), possible_from(state.common.total)
        near = {
            number: entry
            for number, entry in held.items()
            if everything or not ceiling.is_below(possible, entry)
        }
        if near:
            # How common a name is weighs from both sides: a slip is told from another name by who else bears it.
            state = index.state(list({text for one in (form, *near.values()) for text in counted(one)}))
        pairs = []
        for number, entry in near.items():
            weighed = weigh(form, entry, state.common)
            if everything or weighed.band.is_hit:
                pairs.append((number, weighed.points, weighed.band))
        pairs.sort(key=lambda pair: (-pair[1], pair[0]))
        return Scored(pairs, looked.dropped, len(lookups), len(held), state, form, held)

    def entry(self, ref: str, asking_authority_id: int, *, asked: Asked = BY_ITSELF) -> EntryShown | None:
        """One entry as it is now, or None when it is gone."""
        found = db.session.scalar(select(Entry).where(Entry.ref == ref, *_held()))
        return show(found) if found else None

    def change_entry(self, change: NewChange) -> ChangeReceipt:
        """Amend, remove or reinstate one's own entry, once only for each key."""
        with transaction():
            return change_once(change)

    def make_entry(self, entry: NewEntry) -> EntryReceipt:
        """Make an entry, once only for each key."""
        with transaction():
            return make(entry)

    def send(self, letter: NewLetter) -> LetterReceipt:
        """Put a letter into its addressee's hands, once only for each key."""
        with transaction():
            return letters.send(letter)

    def letters(self, authority_id: int, *, after: int, limit: int = 50) -> Sequence[Letter]:
        """An authority's letters above a number; what was taken in before is forgotten."""
        with transaction():
            return letters.above(authority_id, after=after, limit=limit)


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
    refuse_what_the_act_does_not_allow(new)
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
    index.put(row)
    authority = db.session.get_one(Authority, new.recording_authority_id)
    record(
        "national-register:entry-made",
        by=system_for(authority.key),
        subject=f"entry:{row.ref}",
        entry=row.ref,
        decision=f"{authority.key} {new.decision}",
    )
    _promise_comparison(row)
    return EntryReceipt(row.ref, at)


def _promise_comparison(row: Entry) -> None:
    alerts.promise_comparison(
        [row.ref], key=f"entry:{row.ref}:version:{row.version}", authority_id=row.recording_authority_id
    )


def refuse_what_the_act_does_not_allow(new: NewEntry) -> None:
    """Raise BadInput, by field, for an entry that s.2 of the 2022 Act does not provide for."""
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


def change_once(change: NewChange) -> ChangeReceipt:
    """Change an entry in the caller's transaction; the same key again gives the change that is there."""
    there = db.session.scalar(select(EntryChange).where(EntryChange.source_key == change.source_key))
    if there is None:
        there = remove_change_or_reinstate(
            change.entry_ref,
            by_authority_id=change.recording_authority_id,
            what=change.what,
            changed_on=change.changed_on,
            effect_on=change.effect_on,
            suspension_ends_on=change.suspension_ends_on,
            decision=change.decision,
            source_key=change.source_key,
        )
    row = db.session.get(Entry, there.entry_id)
    if row is None or row.recording_authority_id != change.recording_authority_id:
        raise NotFound("There is no such entry of this authority.")
    return ChangeReceipt(row.ref, row.version, there.made_at)


def remove_change_or_reinstate(
    ref: str,
    *,
    by_authority_id: int,
    what: str,
    changed_on: date,
    effect_on: date | None = None,
    suspension_ends_on: date | None = None,
    decision: str = "",
    source_key: str | None = None,
) -> EntryChange:
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
    if changed_on < row.decided_on:
        raise BadInput(
            "The national register can't take this change.",
            {"changed_on": "A decision can't change before it was made"},
        )
    if decision and decision not in DECISIONS:
        raise BadInput(
            "The national register can't take this change.",
            {"decision": "An entry is of a refusal, a suspension or a revocation of a driver licence"},
        )
    if decision:
        # The decision as it is now has the last day that comes with it, or none any more.
        row.decision, row.suspension_ends_on = decision, None
    if suspension_ends_on is not None:
        if row.decision != "suspended":
            raise BadInput(
                "The national register can't take this change.",
                {"suspension_ends_on": "Only a suspension has an end date (2022 Act s.2(4)(h))"},
            )
        if suspension_ends_on < row.decided_on:
            raise BadInput(
                "The national register can't take this change.",
                {"suspension_ends_on": "A suspension can't end before it was decided"},
            )
        row.suspension_ends_on = suspension_ends_on
    change = EntryChange(
        what=what, changed_on=changed_on, effect_on=effect_on, made_at=clock.now(), source_key=source_key
    )
    row.changes.append(change)
    # The change stands in a row of its own: the entry counts as changed all the same, and is adjudicated anew.
    flag_modified(row, "decision")
    if what == "removed":
        row.removed_at = clock.now()
        index.take_out(row.id)
    elif what == "reinstated":
        row.removed_at = None
        index.put(row)
    else:
        index.touch()
    db.session.flush()
    record(
        "national-register:entry-changed",
        by=system_for(row.recording_authority.key),
        subject=f"entry:{ref}",
        entry=ref,
        what=what,
        changed_on=changed_on.isoformat(),
    )
    _promise_comparison(row)
    return change


def show(row: Entry) -> EntryShown:
    """An entry as it is shown, its numbers opened."""
    changes = tuple(ChangeShown(one.what, one.changed_on, one.effect_on) for one in row.changes)
    return _shown(row, index.as_person(row), row.recording_authority.nice_name, changes)


def _shown(row: Any, person: Person, authority: str, changes: tuple[ChangeShown, ...]) -> EntryShown:
    """The same of an entry or of its columns."""
    return EntryShown(
        row.ref,
        row.version,
        person,
        person.names[0].full,
        row.recording_authority_id,
        authority,
        row.further_information,
        row.decision,
        row.decided_on,
        row.effect_on,
        row.suspension_ends_on,
        row.first_made_on,
        changes,
    )


# Of an entry what is shown, with its authority's name, once for each of its numbers and changes.
_SHOWN = (
    select(
        *(column for column in index.ENTRIES.owners.c if column.name != "source_key"),
        Authority.nice_name,
        EntryNumber.id.label("number_id"),
        EntryNumber.kind,
        EntryNumber.ref.label("number_ref"),
        EntryNumber.sealed,
        EntryChange.id.label("change_id"),
        EntryChange.what,
        EntryChange.changed_on,
        EntryChange.effect_on.label("change_effect_on"),
    )
    .join(Authority, Authority.id == Entry.recording_authority_id)
    .outerjoin(EntryNumber, EntryNumber.entry_id == Entry.id)
    .outerjoin(EntryChange, EntryChange.entry_id == Entry.id)
    .where(Entry.id.in_(bindparam("numbers", expanding=True)))
    .order_by(Entry.id, EntryNumber.id, EntryChange.id)
)


def _entries(numbers: Collection[int]) -> Iterator[tuple[int, EntryShown]]:
    """Entries with their numbers, as they are shown: in one statement, without the mapper, for each search."""
    if not numbers:
        return
    rows = db.session.connection().execute(_SHOWN, {"numbers": list(numbers)})
    for _number, of_one in groupby(rows, key=lambda row: row.id):
        several = list(of_one)
        opened = {
            one.number_id: (one.kind, unseal(one.sealed, EntryNumber.context(one.kind, one.number_ref)))
            for one in several
            if one.number_id is not None
        }
        changes = {
            one.change_id: ChangeShown(one.what, one.changed_on, one.change_effect_on)
            for one in several
            if one.change_id is not None
        }
        row = several[0]
        person = index.person_of(row, opened.values())
        yield row.id, _shown(row, person, row.nice_name, tuple(changes.values()))


def _held() -> tuple[ColumnElement[bool], ...]:
    """What the register still holds: not removed, and within its eleven years (2022 Act s.4(3)(b); R09)."""
    return Entry.removed_at.is_(None), Entry.first_made_on >= deadlines.first_day_still_held(clock.today())
