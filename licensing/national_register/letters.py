"""Letters between authorities about entries, as the register carries them: requests, answers, changes.

The register hands a letter over and forgets what it said once its addressee has taken it in: what was told is
the asking authority's to keep and to delete (rule R23), and the recording authority's to keep for eleven years.
Who may write what to whom is the Act's: see `_faults`.
"""

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime
from itertools import accumulate

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, undefer

from licensing import clock
from licensing.audit.actions import record, system_for
from licensing.authorities.models import Authority
from licensing.authorities.officers import works_here
from licensing.db import Model, db
from licensing.errors import BadInput, NotFound
from licensing.national_register.credentials import good
from licensing.national_register.gateway import (
    LETTER_KINDS,
    Enclosure,
    Letter,
    LetterReceipt,
    NewLetter,
)
from licensing.national_register.models import Entry
from licensing.outbox.actions import promise
from licensing.register.models import new_ref
from licensing.sealing import bytes_sealed_by_newest_key, seal_bytes, unseal_bytes

LONGEST_TEXT = 20_000
LARGEST_ENCLOSURES = 8 * 1024 * 1024
# What is handed over at once, though it be one letter: all of it is in memory, and crosses the network in seconds.
LARGEST_HANDFUL = 2 * LARGEST_ENCLOSURES


class RegisterLetter(Model):
    """One letter in the register's hands."""

    __tablename__ = "register_letter"
    __table_args__ = (
        UniqueConstraint("from_authority_id", "source_key"),
        CheckConstraint("kind in ('request', 'answer', 'change', 'acknowledgement')", name="kind"),
        CheckConstraint("(content is null) = (taken_in_at is not null)", name="forgotten_when_taken_in"),
        Index("ix_register_letter_to_authority_id_id", "to_authority_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    source_key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    from_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    to_authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    # Entries go after eleven years; that a letter was sent about one stays.
    entry_ref: Mapped[str] = mapped_column(String(16), index=True)
    reference: Mapped[str] = mapped_column(String(40), default="")
    about: Mapped[str] = mapped_column(String(16), default="")
    what: Mapped[str] = mapped_column(String(20), default="")
    changed_on: Mapped[date | None]
    effect_on: Mapped[date | None]
    # The text and the enclosures, sealed; nothing once the addressee has taken the letter in.
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    delivered_at: Mapped[datetime]
    taken_in_at: Mapped[datetime | None]

    def reseal(self) -> int:
        """Seal what it says anew under the newest key; returns whether that was needed, as a count."""
        if self.content is None or bytes_sealed_by_newest_key(self.content):
            return 0
        context = _context(self.ref)
        self.content = seal_bytes(unseal_bytes(self.content, context), context)
        return 1


def _context(ref: str) -> str:
    """What the seal of a letter binds it to."""
    return f"register_letter:{ref}"


def reach(authority_id: int) -> bool:
    """Whether an authority comes for its letters: its officers work here, or its own installation asks for them."""
    return works_here(authority_id) or bool(good(authority_id, clock.now()))


def send(new: NewLetter) -> LetterReceipt:
    """Put a letter into its addressee's hands, in the caller's transaction; the same key again is the same letter.

    Raises NotFound for an entry or a letter that is not the writer's to write about, BadInput by field.
    """
    there = db.session.scalar(
        select(RegisterLetter).where(
            RegisterLetter.from_authority_id == new.from_authority_id,
            RegisterLetter.source_key == new.source_key,
        )
    )
    if there is not None:
        return LetterReceipt(there.ref, there.delivered_at)
    _refuse_what_is_not_theirs(new)
    if faults := _faults(new):
        raise BadInput("This letter can't be sent.", faults)
    ref = new_ref()
    writer, addressee = (
        db.session.get_one(Authority, one) for one in (new.from_authority_id, new.to_authority_id)
    )
    # Recorded first: whoever holds the audit log commits before the next, so numbers rise as letters appear, and
    # no cursor passes one over.
    record(
        "national-register:letter-sent",
        by=system_for(writer.key),
        subject=f"entry:{new.entry_ref}",
        letter=ref,
        kind=new.kind,
        to=addressee.key,
    )
    row = RegisterLetter(
        ref=ref,
        source_key=new.source_key,
        kind=new.kind,
        from_authority_id=new.from_authority_id,
        to_authority_id=new.to_authority_id,
        entry_ref=new.entry_ref,
        reference=new.reference,
        about=new.about,
        what=new.what,
        changed_on=new.changed_on,
        effect_on=new.effect_on,
        content=seal_bytes(_packed(new), _context(ref)),
        delivered_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    promise(
        "register-letter:sent",
        f"letter:{ref}",
        {"authority_id": new.to_authority_id},
        authority_id=new.to_authority_id,
        at=row.delivered_at,
    )
    return LetterReceipt(ref, row.delivered_at)


def _refuse_what_is_not_theirs(new: NewLetter) -> None:
    """Raise NotFound for whatever the Act gives this authority no part in: it learns nothing of it."""
    nothing = NotFound("There is no such entry or letter for this authority.")
    if new.kind == "request":
        # 2022 Act s.3(2)(a): of the authority that made the entry, by another.
        held = db.session.scalar(
            select(Entry.id).where(
                Entry.ref == new.entry_ref,
                Entry.recording_authority_id == new.to_authority_id,
                Entry.recording_authority_id != new.from_authority_id,
            )
        )
        if held is None:
            raise nothing
    elif new.kind == "change":
        # s.3(4): whoever answered a request tells the authority that it answered, and nobody else.
        answered = db.session.scalar(
            select(RegisterLetter.id)
            .where(
                RegisterLetter.kind == "answer",
                RegisterLetter.entry_ref == new.entry_ref,
                RegisterLetter.from_authority_id == new.from_authority_id,
                RegisterLetter.to_authority_id == new.to_authority_id,
            )
            .limit(1)
        )
        if answered is None:
            raise nothing
    elif new.kind in LETTER_KINDS:
        before = {"answer": "request", "acknowledgement": "change"}[new.kind]
        received = db.session.scalar(
            select(RegisterLetter.id).where(
                RegisterLetter.ref == new.about,
                RegisterLetter.kind == before,
                RegisterLetter.entry_ref == new.entry_ref,
                RegisterLetter.to_authority_id == new.from_authority_id,
                RegisterLetter.from_authority_id == new.to_authority_id,
            )
        )
        if received is None:
            raise nothing


def _faults(new: NewLetter) -> dict[str, str]:
    faults = {}
    if new.kind not in LETTER_KINDS:
        faults["kind"] = f"A letter is one of: {', '.join(LETTER_KINDS)}"
    if not new.source_key.strip():
        faults["source_key"] = "Give the letter a key of your own, so that it is sent once only"
    if not new.text.strip():
        faults["text"] = "Write the letter"
    elif len(new.text) > LONGEST_TEXT:
        faults["text"] = f"Use at most {LONGEST_TEXT:,} characters, and enclose a longer document"
    if sum(len(one.content) for one in new.enclosures) > LARGEST_ENCLOSURES:
        faults["enclosures"] = "The documents are over 8 megabytes together: send some by secure email"
    if new.kind == "request" and not reach(new.to_authority_id):
        # What lies here unread has not been asked: its 20 working days would never begin.
        faults["to"] = "This authority takes no letters from the register: send the request another way"
    if (new.kind == "change") != bool(new.what and new.changed_on):
        faults["what"] = "A change, and only a change, says what changed and on which day"
    return faults


def above(authority_id: int, *, after: int, limit: int) -> Sequence[Letter]:
    """An authority's letters above a number, the oldest first; those up to it are forgotten. Caller's transaction.

    At most so many of them, and fewer where they are large.
    """
    taken_in = db.session.scalars(
        select(RegisterLetter)
        .where(
            RegisterLetter.to_authority_id == authority_id,
            RegisterLetter.id <= after,
            RegisterLetter.taken_in_at.is_(None),
        )
        .with_for_update()
    )
    for row in taken_in:
        row.content, row.taken_in_at = None, clock.now()
    db.session.flush()
    # One that was taken in by somebody with a higher cursor has nothing left to give.
    waiting = (RegisterLetter.to_authority_id == authority_id, RegisterLetter.taken_in_at.is_(None))
    sizes = db.session.execute(
        select(RegisterLetter.id, func.length(RegisterLetter.content))
        .where(*waiting, RegisterLetter.id > after)
        .order_by(RegisterLetter.id)
        .limit(limit)
    ).all()
    ends = accumulate(size or 0 for _, size in sizes)
    handful = [
        number
        for place, ((number, _), end) in enumerate(zip(sizes, ends, strict=True))
        if place == 0 or end <= LARGEST_HANDFUL
    ]
    rows = db.session.scalars(
        select(RegisterLetter)
        .where(*waiting, RegisterLetter.id.in_(handful))
        .order_by(RegisterLetter.id)
        # What a letter says comes with its row: read later, another worker might have had it forgotten in between.
        .options(undefer(RegisterLetter.content))
    )
    return [_letter(row) for row in rows]


def _letter(row: RegisterLetter) -> Letter:
    content = json.loads(unseal_bytes(row.content or b"", _context(row.ref)))
    return Letter(
        number=row.id,
        ref=row.ref,
        kind=row.kind,
        from_authority_id=row.from_authority_id,
        to_authority_id=row.to_authority_id,
        entry_ref=row.entry_ref,
        text=content["text"],
        reference=row.reference,
        about=row.about,
        what=row.what,
        changed_on=row.changed_on,
        effect_on=row.effect_on,
        delivered_at=row.delivered_at,
        enclosures=tuple(
            Enclosure(one["name"], one["media_type"], base64.b64decode(one["content"]))
            for one in content["enclosures"]
        ),
    )


def _packed(new: NewLetter) -> bytes:
    enclosures = [
        {
            "name": one.name,
            "media_type": one.media_type,
            "content": base64.b64encode(one.content).decode(),
        }
        for one in new.enclosures
    ]
    return json.dumps({"text": new.text, "enclosures": enclosures}).encode()
