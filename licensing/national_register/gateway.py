"""The way to the national register: one interface, and the embedded register behind it.

Dataclasses cross this line, rows never do, so that a register elsewhere can stand behind the same interface.
Writing is safe to repeat: an entry has the recording authority's own key, and the same key makes one entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from licensing.matching.compare import Comparison
from licensing.matching.people import Person
from licensing.matching.verdict import Verdict


@dataclass(frozen=True)
class ChangeShown:
    """A subsequent change of the decision, with its dates (2022 Act s.2(4)(g))."""

    what: str
    changed_on: date
    effect_on: date | None


@dataclass(frozen=True)
class EntryShown:
    """What the register shows of an entry to an authority: the fields of s.2(4), and never a reason."""

    ref: str
    version: int
    person: Person
    full_name: str
    recording_authority_id: int
    recording_authority: str
    further_information: str
    decision: str
    decided_on: date
    effect_on: date | None
    suspension_ends_on: date | None
    first_made_on: date
    changes: tuple[ChangeShown, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """An entry that may be about the person, and how it compares."""

    entry: EntryShown
    comparison: Comparison
    verdict: Verdict


@dataclass(frozen=True)
class Found:
    """The register's answer to a search."""

    candidates: tuple[Candidate, ...]
    way_in: str
    matcher: str
    register_entries: int
    register_changed_at: datetime | None
    # Which kinds of key were too common to follow to the end, in words that name nobody.
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewEntry:
    """What an authority sends to have an entry made: s.2(4) and its own key of the decision. No reason fits in."""

    source_key: str
    recording_authority_id: int
    first_name: str
    middle_names: str
    last_name: str
    date_of_birth: date | None
    home_address: str
    home_postcode: str
    further_information: str
    decision: str
    decided_on: date
    effect_on: date | None = None
    suspension_ends_on: date | None = None
    numbers: Sequence[tuple[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class EntryReceipt:
    """The register's acknowledgement of an entry."""

    entry_ref: str
    made_at: datetime


class Gateway(Protocol):
    """What every way in to the national register can do."""

    # "embedded", "http" or "portal".
    way_in: str

    def search(self, person: Person, asking_authority_id: int) -> Found:
        """Search for entries relating to a person (2022 Act s.3(1))."""
        ...

    def entry(self, ref: str, asking_authority_id: int) -> EntryShown | None:
        """One entry as it is now, or None when it has been removed."""
        ...

    def change_entry(self, ref: str, by_authority_id: int, what: str, changed_on: date, key: str) -> None:
        """Amend, remove or reinstate one's own entry, once only for each key; opens its own transaction.

        Raises NotFound for an entry that is gone, or another authority's (2022 Act s.4(3)(a)).
        """
        ...

    def make_entry(self, entry: NewEntry) -> EntryReceipt:
        """Make an entry, once only for each key (2022 Act s.2(2)(a)); opens its own transaction."""
        ...
