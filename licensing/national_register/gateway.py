"""The way to the national register: one interface, with three ways in behind it (embedded, HTTP, portal).

Dataclasses cross this line, rows never do, so that a register elsewhere can stand behind the same interface.
Writing is safe to repeat: whatever is written has the writer's own key, and the same key writes once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from licensing.matching.compare import Comparison
from licensing.matching.people import Person
from licensing.matching.verdict import Verdict
from licensing.outbox.actions import NotYet


@dataclass(frozen=True)
class Asked:
    """Why the register is asked, and for whom: it writes that down (2022 Act s.4(3)(c); R15, R24).

    `purpose` is one of the Act's two; `officer` and `application` are references that name nobody.
    """

    purpose: str = "safeguarding"
    officer: str = "system"
    application: str = ""


# Nobody asked: an entry is looked at by itself, to see whether it is about somebody licensed.
BY_ITSELF = Asked()


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
    # Of a portal, which an officer searched by hand: when (UTC), and the portal's own reference of the search.
    searched_at: datetime | None = None
    reference: str = ""


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


@dataclass(frozen=True)
class NewChange:
    """What an authority sends to amend, remove or reinstate its own entry (2022 Act s.2(2)(b), (4)(g), (h)).

    `what` is "amended", "removed" or "reinstated". A change carries dates and never a reason: why goes to the
    authorities that were answered, in a letter (s.3(4)).
    """

    source_key: str
    entry_ref: str
    recording_authority_id: int
    what: str
    changed_on: date
    effect_on: date | None = None
    # Set when the change moves the date on which a suspension for a period ends.
    suspension_ends_on: date | None = None
    # The decision as it is now: a court may make a suspension of a revocation. With it, no day that a suspension ends
    # on means that it has none any more.
    decision: str = ""


@dataclass(frozen=True)
class ChangeReceipt:
    """The register's acknowledgement of a change: the entry's version after it."""

    entry_ref: str
    version: int
    made_at: datetime


# What one authority writes to another about an entry, through the register.
LETTER_KINDS = {
    "request": "Request for information (2022 Act s.3(2)(a))",
    "answer": "Answer to a request (2022 Act s.3(2)(b))",
    "change": "Change of an entry, and why (2022 Act s.3(4))",
    "acknowledgement": "Acknowledgement of a change",
}


@dataclass(frozen=True)
class Enclosure:
    """A document sent with a letter."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class NewLetter:
    """A letter to another authority about an entry. `about` is the reference of the letter that it answers."""

    source_key: str
    kind: str
    from_authority_id: int
    to_authority_id: int
    entry_ref: str
    text: str = field(repr=False)
    # The asking authority's own reference of its request, opaque: every letter that follows gives it back.
    reference: str = ""
    about: str = ""
    # Of a change only: "amended", "removed" or "reinstated", and its dates.
    what: str = ""
    changed_on: date | None = None
    effect_on: date | None = None
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True)
class LetterReceipt:
    """That a letter is in the addressee's hands, and since when (UTC): the day from which its clock runs."""

    letter_ref: str
    delivered_at: datetime


@dataclass(frozen=True)
class Letter:
    """A letter as its addressee gets it. `number` rises: it is the cursor of what has been taken in."""

    number: int
    ref: str
    kind: str
    from_authority_id: int
    to_authority_id: int
    entry_ref: str
    text: str = field(repr=False)
    reference: str
    about: str
    what: str
    changed_on: date | None
    effect_on: date | None
    delivered_at: datetime
    enclosures: tuple[Enclosure, ...] = ()


class AwaitsOfficer(NotYet):
    """A way in that an officer walks by hand (the portal) has been told what is needed; the outcome is not in yet.

    A message whose handler meets it waits without being counted as failed, and is hastened by the outcome.

    Raised by every method of such a way in until the officer has recorded the outcome of the task `task_id`; the
    same call with the same key then gives the outcome.
    """

    def __init__(self, task_id: int) -> None:
        super().__init__("An officer has to do this on the register's portal first.")
        self.task_id = task_id


class Gateway(Protocol):
    """What every way in to the national register can do. Any method may raise AwaitsOfficer (the portal)."""

    # "embedded", "http" or "portal".
    way_in: str

    def search(
        self, person: Person, asking_authority_id: int, *, key: str = "", asked: Asked = BY_ITSELF
    ) -> Found:
        """Search for entries relating to a person (2022 Act s.3(1)). `key` names the search where it is asked later."""
        ...

    def entry(self, ref: str, asking_authority_id: int, *, asked: Asked = BY_ITSELF) -> EntryShown | None:
        """One entry as it is now, or None when it has been removed."""
        ...

    def make_entry(self, entry: NewEntry) -> EntryReceipt:
        """Make an entry, once only for each key (2022 Act s.2(2)(a)); opens its own transaction.

        Raises BadInput for what s.2(4) does not allow.
        """
        ...

    def change_entry(self, change: NewChange) -> ChangeReceipt:
        """Amend, remove or reinstate one's own entry, once only for each key; opens its own transaction.

        Raises NotFound for an entry that is gone, or another authority's (2022 Act s.4(3)(a); R16).
        """
        ...

    def send(self, letter: NewLetter) -> LetterReceipt:
        """Send a letter about an entry to another authority, once only for each key; opens its own transaction.

        Raises NotFound for an entry or letter that is not the writer's to write about, BadInput by field.
        """
        ...

    def letters(self, authority_id: int, *, after: int, limit: int = 50) -> Sequence[Letter]:
        """The letters to an authority whose number is above `after`, the oldest first.

        Asking with a higher `after` says that the letters up to it have been taken in: the register then keeps
        that they were sent, and no longer what they said.
        """
        ...
