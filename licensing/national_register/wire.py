"""What crosses the network between an installation and the register that serves it: JSON, checked at both ends.

Authorities cross by their short code, never by a row's id, which means nothing elsewhere. What is sent to the
register is taken strictly (2022 Act s.2(4): nothing but its fields; R05); of what the register answers, a field that
a newer version adds is passed over.
"""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import select

from licensing.authorities.models import Authority
from licensing.db import db
from licensing.matching.commonness import Commonness, counted
from licensing.matching.compare import compare
from licensing.matching.forms import form_of
from licensing.matching.people import Address, Name, NameKind, Person
from licensing.matching.verdict import Band, Verdict
from licensing.national_register.gateway import (
    Candidate,
    ChangeReceipt,
    ChangeShown,
    EntryReceipt,
    EntryShown,
    Found,
    NewChange,
    NewEntry,
)
from licensing.register.models import NUMBER_KINDS

CodeOf = Callable[[int], str]
IdOf = Callable[[str], int]


def printable(text: str) -> str:
    # PostgreSQL keeps no NUL, and nobody types the others.
    if any(unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t" for one in text):
        raise ValueError("No control characters")
    return text


Line = Annotated[str, Field(max_length=200), AfterValidator(printable)]
Text = Annotated[str, Field(max_length=2_000), AfterValidator(printable)]
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{1,19}$")]
Ref = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Opaque = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9:._/-]*$")]
Few = Field(max_length=50)
# Of an address: as many lines as a text may have, so that whatever an entry holds can be answered.
Lines = Field(max_length=2_000)


class Sent(BaseModel):
    """The base of what the register is sent: nothing but the fields, each of its own type."""

    # A fault is logged: it must not carry what was sent.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Answered(BaseModel):
    """The base of what the register answers."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, hide_input_in_errors=True)


class NameSent(Sent):
    """One name of a person."""

    first: Line = ""
    middle: Line = ""
    last: Line = ""
    kind: Annotated[str, Field(pattern="^(current|earlier|other)$")] = "current"


class AddressSent(Sent):
    """One address of a person."""

    lines: Annotated[list[Text], Lines] = []
    postcode: Line = ""


class PersonSent(Sent):
    """Somebody, by all that they are searched by."""

    names: Annotated[list[NameSent], Few] = []
    dates_of_birth: Annotated[list[date], Few] = []
    births_as_written: Annotated[list[Line], Few] = []
    addresses: Annotated[list[AddressSent], Few] = []
    national_insurance: Annotated[list[Line], Few] = []
    gb_driver: Annotated[list[Line], Few] = []
    ni_driver: Annotated[list[Line], Few] = []
    community: Annotated[list[Line], Few] = []

    @classmethod
    def of(cls, person: Person) -> "PersonSent":
        """A person as they are sent."""
        return cls(
            names=[
                NameSent(first=one.first, middle=one.middle, last=one.last, kind=one.kind.value)
                for one in person.names
            ],
            dates_of_birth=list(person.dates_of_birth),
            births_as_written=list(person.births_as_written),
            addresses=[AddressSent(lines=list(one.lines), postcode=one.postcode) for one in person.addresses],
            **{kind: list(getattr(person, kind)) for kind in NUMBER_KINDS},
        )

    def value(self) -> Person:
        """The person as matching sees them."""
        return Person(
            names=tuple(Name(one.first, one.middle, one.last, NameKind(one.kind)) for one in self.names),
            dates_of_birth=tuple(self.dates_of_birth),
            births_as_written=tuple(self.births_as_written),
            addresses=tuple(Address(tuple(one.lines), one.postcode) for one in self.addresses),
            **{kind: tuple(getattr(self, kind)) for kind in NUMBER_KINDS},
        )


class SearchSent(Sent):
    """A search."""

    person: PersonSent


class ChangeAnswered(Answered):
    """A subsequent change of a decision."""

    what: str
    changed_on: date
    effect_on: date | None


class EntryAnswered(Answered):
    """An entry as the register shows it."""

    ref: str
    version: int
    person: PersonSent
    full_name: str
    recording_authority: str
    recording_authority_name: str
    further_information: str
    decision: str
    decided_on: date
    effect_on: date | None
    suspension_ends_on: date | None
    first_made_on: date
    changes: list[ChangeAnswered]

    @classmethod
    def of(cls, shown: EntryShown, code_of: CodeOf) -> "EntryAnswered":
        """An entry as it is answered."""
        return cls(
            ref=shown.ref,
            version=shown.version,
            person=PersonSent.of(shown.person),
            full_name=shown.full_name,
            recording_authority=code_of(shown.recording_authority_id),
            recording_authority_name=shown.recording_authority,
            further_information=shown.further_information,
            decision=shown.decision,
            decided_on=shown.decided_on,
            effect_on=shown.effect_on,
            suspension_ends_on=shown.suspension_ends_on,
            first_made_on=shown.first_made_on,
            changes=[
                ChangeAnswered(what=one.what, changed_on=one.changed_on, effect_on=one.effect_on)
                for one in shown.changes
            ],
        )

    def shown(self, id_of: IdOf) -> EntryShown:
        """The entry as the gateway gives it."""
        return EntryShown(
            self.ref,
            self.version,
            self.person.value(),
            self.full_name,
            id_of(self.recording_authority),
            self.recording_authority_name,
            self.further_information,
            self.decision,
            self.decided_on,
            self.effect_on,
            self.suspension_ends_on,
            self.first_made_on,
            tuple(ChangeShown(one.what, one.changed_on, one.effect_on) for one in self.changes),
        )


class CandidateAnswered(Answered):
    """An entry that may be about the person, with the register's own verdict."""

    entry: EntryAnswered
    band: Annotated[str, Field(pattern="^(same_number|strong|possible)$")]
    points: float
    reasons: list[str]


class FoundAnswered(Answered):
    """The answer to a search.

    `names` says how many entries bear each part of a name that was compared: with it, the asker's own comparison,
    shown field by field, weighs as the register's did.
    """

    candidates: list[CandidateAnswered]
    matcher: str
    register_entries: int
    register_changed_at: AwareDatetime | None
    dropped: list[str]
    names: dict[str, int]

    @classmethod
    def of(cls, person: Person, found: Found, common: Commonness, code_of: CodeOf) -> "FoundAnswered":
        """What a search found, as it is answered."""
        compared = [person, *(one.entry.person for one in found.candidates)] if found.candidates else []
        texts = {text for one in compared for text in counted(form_of(one))}
        return cls(
            candidates=[
                CandidateAnswered(
                    entry=EntryAnswered.of(one.entry, code_of),
                    band=one.verdict.band.value,
                    points=one.verdict.points,
                    reasons=list(one.verdict.reasons),
                )
                for one in found.candidates
            ],
            matcher=found.matcher,
            register_entries=found.register_entries,
            register_changed_at=found.register_changed_at,
            dropped=list(found.dropped),
            names={text: common.counts.get(text, 0) for text in sorted(texts)},
        )

    def found(self, person: Person, way_in: str, id_of: IdOf) -> Found:
        """What was found as the gateway gives it: the verdict is the register's, the words are compared here."""
        common = Commonness(self.names, self.register_entries)
        candidates = []
        for one in self.candidates:
            entry = one.entry.shown(id_of)
            verdict = Verdict(Band(one.band), one.points, tuple(one.reasons))
            candidates.append(Candidate(entry, compare(person, entry.person, common), verdict))
        return Found(
            tuple(candidates),
            way_in,
            self.matcher,
            self.register_entries,
            self.register_changed_at,
            tuple(self.dropped),
        )


class NumberSent(Sent):
    """A number of an entry (2022 Act s.2(4)(a) to (d))."""

    kind: Annotated[str, Field(pattern=f"^({'|'.join(NUMBER_KINDS)})$")]
    number: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(printable)]


class EntrySent(Sent):
    """An entry to be made: the fields of s.2(4) of the 2022 Act, and no reason (R05)."""

    first_name: Annotated[str, Field(max_length=100), AfterValidator(printable)]
    middle_names: Line
    last_name: Annotated[str, Field(max_length=100), AfterValidator(printable)]
    date_of_birth: date | None
    home_address: Text
    home_postcode: Annotated[str, Field(max_length=10), AfterValidator(printable)]
    numbers: Annotated[list[NumberSent], Few]
    further_information: Text
    decision: Annotated[str, Field(max_length=20), AfterValidator(printable)]
    decided_on: date
    effect_on: date | None
    suspension_ends_on: date | None

    @classmethod
    def of(cls, new: NewEntry) -> "EntrySent":
        """A new entry as it is sent: whose it is and its key go beside it."""
        return cls(
            first_name=new.first_name,
            middle_names=new.middle_names,
            last_name=new.last_name,
            date_of_birth=new.date_of_birth,
            home_address=new.home_address,
            home_postcode=new.home_postcode,
            numbers=[NumberSent(kind=kind, number=number) for kind, number in new.numbers],
            further_information=new.further_information,
            decision=new.decision,
            decided_on=new.decided_on,
            effect_on=new.effect_on,
            suspension_ends_on=new.suspension_ends_on,
        )

    def new(self, key: str, authority_id: int) -> NewEntry:
        """The entry that this authority asks for."""
        values: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        values["numbers"] = tuple((one.kind, one.number) for one in self.numbers)
        return NewEntry(source_key=key, recording_authority_id=authority_id, **values)


class EntryReceiptAnswered(Answered):
    """The acknowledgement of an entry."""

    entry: Ref
    made_at: AwareDatetime

    def receipt(self) -> EntryReceipt:
        """The receipt as the gateway gives it."""
        return EntryReceipt(self.entry, self.made_at)


class ChangeSent(Sent):
    """A change to one's own entry."""

    what: Annotated[str, Field(pattern="^(amended|removed|reinstated)$")]
    changed_on: date
    effect_on: date | None = None
    suspension_ends_on: date | None = None
    decision: Annotated[str, Field(pattern="^(refused|refused-renewal|suspended|revoked)$")] | None = None

    def new(self, key: str, entry_ref: str, authority_id: int) -> NewChange:
        """The change that this authority asks for."""
        return NewChange(
            key,
            entry_ref,
            authority_id,
            self.what,
            self.changed_on,
            self.effect_on,
            self.suspension_ends_on,
            self.decision or "",
        )


class ChangeReceiptAnswered(Answered):
    """The acknowledgement of a change."""

    entry: Ref
    version: int
    made_at: AwareDatetime

    def receipt(self) -> ChangeReceipt:
        """The receipt as the gateway gives it."""
        return ChangeReceipt(self.entry, self.version, self.made_at)


def code_of(authority_id: int) -> str:
    """The short code by which an authority crosses."""
    return db.session.get_one(Authority, authority_id).short_code


def id_of(code: str) -> int:
    """The row of an authority here, by its short code. Raises ValueError for one that is not known here."""
    found = db.session.scalar(select(Authority.id).where(Authority.short_code == code))
    if found is None:
        raise ValueError("No authority is known by this code")
    return found
