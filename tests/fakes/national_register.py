"""A national register in memory: the stand-in that passes the same tests as the real ways in."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from licensing import clock
from licensing.errors import NotFound
from licensing.matching.compare import compare
from licensing.matching.people import Address, Name, Person
from licensing.matching.verdict import MATCHER_VERSION, judge
from licensing.national_register.embedded import refuse_what_the_act_does_not_allow
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
from licensing.register.models import NUMBER_KINDS, new_ref
from tests.factories.officers import council

NOTHING = "There is no such entry or letter for this authority."


@dataclass
class StandIn:
    """A gateway to nothing but this object."""

    way_in: str = "embedded"
    _entries: dict[str, EntryShown] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _made: dict[tuple[int, str], EntryReceipt] = field(default_factory=dict)
    _changed: dict[tuple[int, str], ChangeReceipt] = field(default_factory=dict)
    _letters: list[Letter] = field(default_factory=list)
    _sent: dict[tuple[int, str], LetterReceipt] = field(default_factory=dict)
    _changed_at: datetime | None = None

    def search(self, person: Person, asking: int, *, key: str = "", asked: Asked = BY_ITSELF) -> Found:
        held = [one for ref, one in self._entries.items() if ref not in self._gone]
        compared = [(one, compare(person, one.person)) for one in held]
        hits = [Candidate(one, how, judge(how)) for one, how in compared if judge(how).band.is_hit]
        return Found(tuple(hits), self.way_in, MATCHER_VERSION, len(held), self._changed_at)

    def entry(self, ref: str, asking: int, *, asked: Asked = BY_ITSELF) -> EntryShown | None:
        return None if ref in self._gone else self._entries.get(ref)

    def make_entry(self, entry: NewEntry) -> EntryReceipt:
        refuse_what_the_act_does_not_allow(entry)
        key = (entry.recording_authority_id, entry.source_key)
        if key not in self._made:
            shown = _shown(entry)
            self._entries[shown.ref], self._changed_at = shown, clock.now()
            self._made[key] = EntryReceipt(shown.ref, clock.now())
        return self._made[key]

    def change_entry(self, change: NewChange) -> ChangeReceipt:
        shown = self._entries.get(change.entry_ref)
        if shown is None or shown.recording_authority_id != change.recording_authority_id:
            raise NotFound(NOTHING)
        key = (change.recording_authority_id, change.source_key)
        if key not in self._changed:
            told = ChangeShown(change.what, change.changed_on, change.effect_on)
            ends_on = change.suspension_ends_on or (None if change.decision else shown.suspension_ends_on)
            shown = replace(
                shown,
                version=shown.version + 1,
                changes=(*shown.changes, told),
                suspension_ends_on=ends_on,
            )
            self._entries[shown.ref], self._changed_at = shown, clock.now()
            if change.what == "removed":
                self._gone.add(shown.ref)
            elif change.what == "reinstated":
                self._gone.discard(shown.ref)
            self._changed[key] = ChangeReceipt(shown.ref, shown.version, clock.now())
        return self._changed[key]

    def send(self, letter: NewLetter) -> LetterReceipt:
        key = (letter.from_authority_id, letter.source_key)
        if key not in self._sent:
            if not self._may_send(letter):
                raise NotFound(NOTHING)
            names = (
                "kind",
                "from_authority_id",
                "to_authority_id",
                "entry_ref",
                "text",
                "reference",
                "about",
            )
            more = ("what", "changed_on", "effect_on", "enclosures")
            values = {name: getattr(letter, name) for name in (*names, *more)}
            ref, at = new_ref(), clock.now()
            self._letters.append(Letter(number=len(self._letters) + 1, ref=ref, delivered_at=at, **values))
            self._sent[key] = LetterReceipt(ref, at)
        return self._sent[key]

    def _may_send(self, new: NewLetter) -> bool:
        between = (new.to_authority_id, new.from_authority_id)
        if new.kind == "request":
            shown = self._entries.get(new.entry_ref)
            theirs = shown is not None and shown.recording_authority_id == new.to_authority_id
            return theirs and new.from_authority_id != new.to_authority_id
        before = {"answer": "request", "change": "answer", "acknowledgement": "change"}[new.kind]
        ours = between if new.kind != "change" else between[::-1]
        return any(
            one.kind == before
            and one.entry_ref == new.entry_ref
            and (one.from_authority_id, one.to_authority_id) == ours
            and new.about in ("", one.ref)
            for one in self._letters
        )

    def letters(self, authority_id: int, *, after: int, limit: int = 50) -> Sequence[Letter]:
        theirs = [one for one in self._letters if one.to_authority_id == authority_id]
        return [one for one in theirs if one.number > after][:limit]


def _shown(new: NewEntry) -> EntryShown:
    numbers = {kind: tuple(held for of, held in new.numbers if of == kind) for kind in NUMBER_KINDS}
    name = Name(new.first_name, new.middle_names, new.last_name)
    home = Address(tuple(new.home_address.splitlines()), new.home_postcode)
    person = Person(
        names=(name,),
        dates_of_birth=(new.date_of_birth,) if new.date_of_birth else (),
        addresses=(home,) if home.shown else (),
        **numbers,
    )
    names = {council(one).id: one for one in ("Leeds", "Bradford", "York")}
    return EntryShown(
        new_ref(),
        1,
        person,
        name.full,
        new.recording_authority_id,
        names[new.recording_authority_id],
        new.further_information,
        new.decision,
        new.decided_on,
        new.effect_on if new.effect_on != new.decided_on else None,
        new.suspension_ends_on,
        clock.today(),
    )
