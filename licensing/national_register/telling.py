"""The recording authority tells whoever was answered about an entry what changed, and why (2022 Act s.3(4); R14)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import Actor, record, system_for
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotPossibleNow
from licensing.national_register import deadlines
from licensing.national_register.correspondence_models import Answer, ChangeTold, ReceivedRequest
from licensing.national_register.gateway import Letter, LetterReceipt, NewLetter
from licensing.national_register.requests import BY_HAND, BY_REGISTER
from licensing.outbox.actions import hasten, promise

CHANGES = {"amended": "Amended", "removed": "Removed", "reinstated": "Reinstated"}


def tell_answered(
    *,
    entry_ref: str,
    authority_id: int,
    what: str,
    changed_on: date,
    effect_on: date | None,
    reason: str,
    key: str,
    by: Actor,
) -> int:
    """Owe each authority that was ever answered about an entry what changed and why; returns how many they are.

    `what` is "amended", "removed" or "reinstated". Opens the duty and promises the letter, in the caller's
    transaction; the same key again owes nothing twice. Whoever was answered by hand is told by hand.
    """
    answered = _answered_about(entry_ref, authority_id)
    for request in answered:
        there = select(ChangeTold.id).where(
            ChangeTold.authority_id == authority_id,
            ChangeTold.source_key == key,
            ChangeTold.to_authority_id == request.from_authority_id,
        )
        if db.session.scalar(there) is None:
            told = ChangeTold(
                authority_id=authority_id,
                to_authority_id=request.from_authority_id,
                received_request_id=request.id,
                entry_ref=entry_ref,
                source_key=key,
                what=what,
                changed_on=changed_on,
                effect_on=effect_on,
                reason=reason.strip(),
                opened_at=clock.now(),
            )
            _owe(told, request, by=by)
    return len(answered)


def _answered_about(entry_ref: str, authority_id: int) -> Sequence[ReceivedRequest]:
    """Of each authority that was ever answered about an entry, its last request that was, a letter before others."""
    found = db.session.scalars(
        scope.within(ReceivedRequest, authority_id)
        .join(Answer)
        .where(ReceivedRequest.entry_ref == entry_ref)
        .order_by(Answer.sent_how == BY_REGISTER, ReceivedRequest.id)
    ).unique()
    last = {one.from_authority_id: one for one in found}
    return [last[one] for one in sorted(last)]


def _owe(told: ChangeTold, request: ReceivedRequest, *, by: Actor) -> None:
    db.session.add(told)
    db.session.flush()
    today = clock.today()
    # s.3(4) has no number of days; the change itself is due as soon as practicable (s.2(5)(b)), and so is telling.
    open_duty(
        "tell-of-change",
        authority_id=told.authority_id,
        subject=request.subject,
        by=by,
        about=f"Tell {request.from_authority.nice_name} that an entry was {told.what}",
        began_on=today,
        due_on=today,
    )
    if _by_letter(request):
        promise(
            "entry:told",
            _key(told),
            {"told_id": told.id},
            authority_id=told.authority_id,
            at=told.opened_at,
        )


def _by_letter(request: ReceivedRequest) -> bool:
    return request.answer is not None and request.answer.sent_how == BY_REGISTER


def _key(told: ChangeTold) -> str:
    return f"told:{told.ref}"


def as_letter(told: ChangeTold) -> NewLetter | None:
    """The change as the register carries it; None while the answer that it follows is not delivered."""
    request = db.session.get_one(ReceivedRequest, told.received_request_id)
    if request.answer is None or not request.answer.letter_ref:
        return None
    return NewLetter(
        source_key=_key(told),
        kind="change",
        from_authority_id=told.authority_id,
        to_authority_id=told.to_authority_id,
        entry_ref=told.entry_ref,
        text=told.reason,
        reference=request.their_reference,
        what=told.what,
        changed_on=told.changed_on,
        effect_on=told.effect_on,
    )


def hasten_after(request: ReceivedRequest) -> None:
    """The answer was delivered: changes that waited for it go at once."""
    for told in request.told:
        if told.told_on is None:
            hasten(_key(told))


def record_delivery(told_id: int, receipt: LetterReceipt) -> None:
    """The letter about a change is in the other authority's hands, in the caller's transaction. Safe to repeat."""
    told = db.session.get_one(ChangeTold, told_id, with_for_update={"of": ChangeTold})
    if told.letter_ref:
        return
    told.letter_ref = receipt.letter_ref
    by = system_for(db.session.get_one(Authority, told.authority_id).key)
    _told(told, BY_REGISTER, clock.london_date(receipt.delivered_at), by=by)


def record_told(told_id: int, *, how: str, on: date, by: Officer) -> ChangeTold:
    """Record how an authority that was answered by hand was told. Raises NotPossibleNow, BadInput by field."""
    told = scope.get(ChangeTold, told_id, by.authority_id, lock=True)
    if told.told_on is not None:
        raise NotPossibleNow("This change has been told already.")
    if _by_letter(db.session.get_one(ReceivedRequest, told.received_request_id)):
        raise NotPossibleNow("The register is delivering this letter: nothing has to be sent by hand.")
    faults = {}
    if how not in BY_HAND:
        faults["told_how"] = "Choose how they were told"
    if on > clock.today():
        faults["told_on"] = "The day they were told must be today or in the past"
    elif on < told.changed_on:
        faults["told_on"] = "They can't have been told before the change"
    if faults:
        raise BadInput("This can't be recorded.", faults)
    told.told_by_id = by.id
    _told(told, how, on, by=by.actor)
    return told


def _told(told: ChangeTold, how: str, on: date, *, by: Actor) -> None:
    told.told_how, told.told_on = how, on
    db.session.flush()
    request = db.session.get_one(ReceivedRequest, told.received_request_id)
    record(
        "entry-change:told",
        by=by,
        subject=request.subject,
        to=told.to_authority.key,
        entry=told.entry_ref,
        what=told.what,
        told_on=on.isoformat(),
        how=how,
    )
    if all(one.told_on for one in _of_request(request.id)):
        discharge(
            "tell-of-change",
            subject=request.subject,
            on=on,
            by=by,
            how=f"{told.to_authority.nice_name} was told",
        )
    if told.acknowledged_on is not None:
        # The acknowledgement was quicker than the record of the delivery: nothing is awaited any more.
        return
    open_duty(
        "await-acknowledgement",
        authority_id=told.authority_id,
        subject=request.subject,
        by=by,
        about=f"{told.to_authority.nice_name} was told that an entry was {told.what}",
        began_on=on,
        due_on=deadlines.acknowledgement_due(on, holidays()),
    )


def _of_request(request_id: int) -> Sequence[ChangeTold]:
    return db.session.scalars(select(ChangeTold).where(ChangeTold.received_request_id == request_id)).all()


def acknowledged_by(letter: Letter) -> ChangeTold | None:
    """What was told, that a letter acknowledges; locked."""
    mine = (
        select(ChangeTold)
        .where(
            ChangeTold.authority_id == letter.to_authority_id,
            ChangeTold.to_authority_id == letter.from_authority_id,
            ChangeTold.entry_ref == letter.entry_ref,
            ChangeTold.acknowledged_on.is_(None),
        )
        .order_by(ChangeTold.id)
        .with_for_update(of=ChangeTold)
    )
    found = db.session.scalars(mine.where(ChangeTold.letter_ref == letter.about)).first()
    # Its delivery may not have been noted here yet, though it was delivered.
    return found or db.session.scalars(mine.where(ChangeTold.letter_ref == "")).first()


def take_acknowledgement(told: ChangeTold, letter: Letter) -> None:
    """Take in an acknowledgement that came through the register, in the caller's transaction."""
    by = system_for(db.session.get_one(Authority, told.authority_id).key)
    _acknowledged(told, clock.london_date(letter.delivered_at), letter.text, by=by)


def record_acknowledgement(told_id: int, *, on: date, how: str, by: Officer) -> ChangeTold:
    """Record an acknowledgement that came by hand. Raises NotPossibleNow, BadInput with faults by field."""
    told = scope.get(ChangeTold, told_id, by.authority_id, lock=True)
    if told.told_on is None or told.acknowledged_on is not None:
        raise NotPossibleNow("No acknowledgement of this change is awaited.")
    faults = {}
    if not told.told_on <= on <= clock.today():
        faults["acknowledged_on"] = "The day must be between the day they were told and today"
    if not how.strip():
        faults["acknowledged_how"] = "Say who acknowledged it, and how"
    if faults:
        raise BadInput("This acknowledgement can't be recorded.", faults)
    _acknowledged(told, on, how, by=by.actor)
    return told


def _acknowledged(told: ChangeTold, on: date, how: str, *, by: Actor) -> None:
    told.acknowledged_on, told.acknowledged_how = on, how.strip()
    db.session.flush()
    request = db.session.get_one(ReceivedRequest, told.received_request_id)
    record(
        "entry-change:acknowledged",
        by=by,
        subject=request.subject,
        acknowledged_by=told.to_authority.key,
        entry=told.entry_ref,
        acknowledged_on=on.isoformat(),
    )
    if all(one.acknowledged_on for one in _of_request(request.id)):
        discharge(
            "await-acknowledgement",
            subject=request.subject,
            on=on,
            by=by,
            how=f"{told.to_authority.nice_name} acknowledged it",
        )
