"""What an authority does with the letters that the register holds for it: each is taken in once."""

import base64
import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.audit.actions import record, system_for
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import db, transaction
from licensing.errors import BadInput, NotPossibleNow
from licensing.national_register import answers, notices, requests, telling
from licensing.national_register.actions import gateway
from licensing.national_register.correspondence_models import LetterCursor, ReceivedLetter
from licensing.national_register.gateway import Letter
from licensing.national_register.http import HttpRegister
from licensing.sealing import seal_bytes, unseal_bytes


def take_in(authority_id: int) -> int:
    """Take in an authority's letters; returns how many. Opens a transaction for each.

    The cursor is locked for each letter, so that of two workers the second passes over what the first took in. The
    register forgets a letter when the next are asked for, which is after it was taken in here.
    """
    register, taken = gateway(authority_id), 0
    while letters := register.letters(authority_id, after=_cursor(authority_id, register.way_in)):
        for letter in letters:
            with transaction():
                taken += _take(letter, authority_id, register.way_in)
    return taken


def _cursor(authority_id: int, way_in: str) -> int:
    """The number of the last letter that was taken in; makes the cursor's row the first time."""
    held = select(LetterCursor.number).where(
        LetterCursor.authority_id == authority_id, LetterCursor.way_in == way_in
    )
    number = db.session.scalar(held)
    db.session.rollback()
    if number is None:
        try:
            with transaction():
                db.session.add(LetterCursor(authority_id=authority_id, way_in=way_in, number=0))
        except IntegrityError:
            # Another worker began in the same moment.
            return _cursor(authority_id, way_in)
    return number or 0


def begin_anew(authority_id: int) -> None:
    """Take letters in from the first on: another register elsewhere is used from now on. Caller's transaction."""
    held = db.session.get(LetterCursor, (authority_id, HttpRegister.way_in), with_for_update=True)
    if held is not None:
        held.number = 0
        db.session.flush()


def _take(letter: Letter, authority_id: int, way_in: str) -> int:
    cursor = db.session.get_one(LetterCursor, (authority_id, way_in), with_for_update=True)
    if letter.number <= cursor.number:
        return 0
    cursor.number = letter.number
    there = select(ReceivedLetter.id).where(
        ReceivedLetter.authority_id == authority_id, ReceivedLetter.ref == letter.ref
    )
    if db.session.scalar(there) is not None:
        return 0
    became = _placed(letter)
    row = ReceivedLetter(
        authority_id=authority_id,
        ref=letter.ref,
        kind=letter.kind,
        from_authority_id=letter.from_authority_id,
        entry_ref=letter.entry_ref,
        delivered_at=letter.delivered_at,
        taken_in_at=clock.now(),
        became=became,
        # What answers nothing of ours is kept whole until a person has dealt with it: nothing told is lost.
        content=None if became else seal_bytes(_packed(letter), ReceivedLetter.context(letter.ref)),
    )
    db.session.add(row)
    db.session.flush()
    record(
        "letter:taken-in",
        by=system_for(db.session.get_one(Authority, authority_id).key),
        subject=became or f"received-letter:{row.id}",
        letter=letter.ref,
        kind=letter.kind,
        placed=bool(became),
    )
    return 1


def _placed(letter: Letter) -> str:
    """Make of a letter what it is here; returns that as a subject, or "" where it answers nothing of ours."""
    if letter.kind == "request":
        return answers.take_request(letter).subject
    if letter.kind == "answer" and (asked := requests.answered_by(letter)) is not None:
        requests.take_answer(asked, letter)
        return f"request:{asked.id}"
    if letter.kind == "change" and requests.about_entry(letter.to_authority_id, letter.entry_ref):
        return notices.take_change(letter).subject
    if letter.kind == "acknowledgement" and (told := telling.acknowledged_by(letter)) is not None:
        telling.take_acknowledgement(told, letter)
        return f"information-request:{told.received_request_id}"
    return ""


def _packed(letter: Letter) -> bytes:
    files = [
        {"name": one.name, "kind": one.media_type, "content": base64.b64encode(one.content).decode()}
        for one in letter.enclosures
    ]
    return json.dumps({"text": letter.text, "files": files}).encode()


def set_aside(authority_id: int) -> Sequence[ReceivedLetter]:
    """An authority's letters that answer nothing of its own and wait for a person, the oldest first."""
    return db.session.scalars(
        scope.within(ReceivedLetter, authority_id)
        .where(ReceivedLetter.became == "", ReceivedLetter.dealt_with_at.is_(None))
        .order_by(ReceivedLetter.id)
    ).all()


def text_of(row: ReceivedLetter) -> str:
    """What such a letter says. Raises NotPossibleNow once it has been dealt with."""
    if row.content is None:
        raise NotPossibleNow("This letter is with what it is about, or has been dealt with.")
    return str(json.loads(unseal_bytes(row.content, row.context(row.ref)))["text"])


def look_at(letter_id: int, *, by: Officer) -> None:
    """Leave an audit line that an officer reads such a letter, in the caller's transaction (R24)."""
    row = scope.get(ReceivedLetter, letter_id, by.authority_id)
    record("letter:viewed", by=by.actor, subject=f"received-letter:{row.id}", letter=row.ref)


def deal_with(letter_id: int, *, how: str, by: Officer) -> ReceivedLetter:
    """Record what was done about such a letter: what it says is then deleted. Raises BadInput without words."""
    row = scope.get(ReceivedLetter, letter_id, by.authority_id, lock=True)
    if row.content is None:
        raise NotPossibleNow("This letter is with what it is about, or has been dealt with.")
    if not how.strip():
        raise BadInput("Say what was done about it.", {"how": "Say what was done about it"})
    row.content, row.dealt_with_at, row.dealt_with_by_id = None, clock.now(), by.id
    row.dealt_with_how = how.strip()
    db.session.flush()
    record("letter:dealt-with", by=by.actor, subject=f"received-letter:{row.id}", letter=row.ref)
    return row
