"""What crosses the network of letters between authorities, and of what happened on the register."""

import base64
import binascii
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field

from licensing.national_register.gateway import Enclosure, Letter, LetterReceipt, NewLetter
from licensing.national_register.letters import LARGEST_ENCLOSURES, LONGEST_TEXT
from licensing.national_register.wire import Answered, Code, CodeOf, Few, IdOf, Opaque, Ref, Sent, printable

# Larger than all the enclosures of a letter in base64, with its text.
LARGEST_BODY = 2 * LARGEST_ENCLOSURES


class EnclosureSent(Sent):
    """A document sent with a letter; its content in base64."""

    name: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]
    media_type: Annotated[str, Field(pattern=r"^[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,100}$")]
    content: Annotated[str, Field(max_length=LARGEST_BODY, repr=False)]

    @classmethod
    def of(cls, one: Enclosure) -> "EnclosureSent":
        """A document as it is sent."""
        return cls(name=one.name, media_type=one.media_type, content=base64.b64encode(one.content).decode())

    def enclosure(self) -> Enclosure:
        """The document. Raises ValueError for what is not base64."""
        try:
            return Enclosure(self.name, self.media_type, base64.b64decode(self.content, validate=True))
        except binascii.Error as fault:
            raise ValueError("The content of a document is base64") from fault


class LetterSent(Sent):
    """A letter about an entry to another authority."""

    kind: Annotated[str, Field(pattern="^(request|answer|change|acknowledgement)$")]
    to: Code
    entry: Ref
    text: Annotated[str, Field(max_length=LONGEST_TEXT, repr=False), AfterValidator(printable)]
    reference: Opaque = ""
    about: Annotated[str, Field(pattern=r"^([0-9a-f]{16})?$")] = ""
    what: Annotated[str, Field(pattern="^(amended|removed|reinstated)?$")] = ""
    changed_on: date | None = None
    effect_on: date | None = None
    enclosures: Annotated[list[EnclosureSent], Few] = []

    @classmethod
    def of(cls, new: NewLetter, code_of: CodeOf) -> "LetterSent":
        """A letter as it is sent."""
        return cls(
            kind=new.kind,
            to=code_of(new.to_authority_id),
            entry=new.entry_ref,
            text=new.text,
            reference=new.reference,
            about=new.about,
            what=new.what,
            changed_on=new.changed_on,
            effect_on=new.effect_on,
            enclosures=[EnclosureSent.of(one) for one in new.enclosures],
        )

    def new(self, key: str, authority_id: int, id_of: IdOf) -> NewLetter:
        """The letter that this authority sends. Raises ValueError for an enclosure that can't be read."""
        return NewLetter(
            source_key=key,
            kind=self.kind,
            from_authority_id=authority_id,
            to_authority_id=id_of(self.to),
            entry_ref=self.entry,
            text=self.text,
            reference=self.reference,
            about=self.about,
            what=self.what,
            changed_on=self.changed_on,
            effect_on=self.effect_on,
            enclosures=tuple(one.enclosure() for one in self.enclosures),
        )


class LetterReceiptAnswered(Answered):
    """That a letter is in its addressee's hands."""

    letter: Ref
    delivered_at: AwareDatetime

    def receipt(self) -> LetterReceipt:
        """The receipt as the gateway gives it."""
        return LetterReceipt(self.letter, self.delivered_at)


class LetterAnswered(Answered):
    """A letter as its addressee gets it."""

    number: int
    ref: str
    kind: str
    from_: Annotated[str, Field(alias="from")]
    to: str
    entry: str
    text: Annotated[str, Field(repr=False)]
    reference: str
    about: str
    what: str
    changed_on: date | None
    effect_on: date | None
    delivered_at: AwareDatetime
    enclosures: list[EnclosureSent]

    @classmethod
    def of(cls, one: Letter, code_of: CodeOf) -> "LetterAnswered":
        """A letter as it is answered."""
        names = ("number", "ref", "kind", "text", "reference", "about", "what", "changed_on", "effect_on")
        values: dict[str, Any] = {name: getattr(one, name) for name in names}
        values["from"] = code_of(one.from_authority_id)
        return cls(
            **values,
            to=code_of(one.to_authority_id),
            entry=one.entry_ref,
            delivered_at=one.delivered_at,
            enclosures=[EnclosureSent.of(enclosure) for enclosure in one.enclosures],
        )

    def letter(self, id_of: IdOf) -> Letter:
        """The letter as the gateway gives it. Raises ValueError for an enclosure that can't be read."""
        return Letter(
            number=self.number,
            ref=self.ref,
            kind=self.kind,
            from_authority_id=id_of(self.from_),
            to_authority_id=id_of(self.to),
            entry_ref=self.entry,
            text=self.text,
            reference=self.reference,
            about=self.about,
            what=self.what,
            changed_on=self.changed_on,
            effect_on=self.effect_on,
            delivered_at=self.delivered_at,
            enclosures=tuple(one.enclosure() for one in self.enclosures),
        )


class LettersAnswered(Answered):
    """The letters to an authority above a number."""

    letters: list[LetterAnswered]


class AlertAnswered(Answered):
    """That an entry was made, changed or removed; without a reference, that very many were loaded."""

    number: int
    entry: str | None


class AlertsAnswered(Answered):
    """What happened on the register since a cursor. `more`: there is more after the last of these."""

    alerts: list[AlertAnswered]
    more: bool
    # How many letters wait for this authority.
    letters: int
