"""The asking authority's side of a change: what it was told of an entry, its acknowledgement, the regard owed to it."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from licensing import clock
from licensing.audit.actions import Actor, record, system_for
from licensing.authorities import scope
from licensing.authorities.duty_work import still_able
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotPossibleNow
from licensing.national_register import deadlines
from licensing.national_register.correspondence_models import ChangeNotice
from licensing.national_register.gateway import Letter, LetterReceipt, NewLetter
from licensing.national_register.models import InformationRequest
from licensing.national_register.requests import about_entry
from licensing.national_register.telling import CHANGES
from licensing.outbox.actions import promise


def take_change(letter: Letter) -> ChangeNotice:
    """Take in a change that was told through the register, in the caller's transaction."""
    assert letter.changed_on is not None
    notice = ChangeNotice(
        authority_id=letter.to_authority_id,
        from_authority_id=letter.from_authority_id,
        entry_ref=letter.entry_ref,
        letter_ref=letter.ref,
        reference=letter.reference,
        what=letter.what,
        changed_on=letter.changed_on,
        effect_on=letter.effect_on,
        reason=letter.text,
        received_on=clock.london_date(letter.delivered_at),
    )
    _taken(notice, by=system_for(db.session.get_one(Authority, letter.to_authority_id).key))
    return notice


def record_by_hand(
    request_id: int,
    *,
    what: str,
    changed_on: date,
    effect_on: date | None,
    reason: str,
    received_on: date,
    by: Officer,
) -> ChangeNotice:
    """Record a change of which this authority was told by post or e-mail, about a request of its own.

    Raises NotPossibleNow while that request has no reply, BadInput with faults by field.
    """
    request = scope.get(InformationRequest, request_id, by.authority_id, lock=True)
    if request.received_on is None:
        raise NotPossibleNow("There is no reply yet: what it says of the entry is part of it.")
    faults = {}
    if what not in CHANGES:
        faults["what"] = "Choose what was done with the entry"
    if changed_on > clock.today():
        faults["changed_on"] = "The day of the change must be today or in the past"
    if not changed_on <= received_on <= clock.today():
        faults["received_on"] = "The day you were told must be between the day of the change and today"
    if not reason.strip():
        faults["reason"] = "Enter why it was changed, as the authority told you"
    if faults:
        raise BadInput("This change can't be recorded.", faults)
    notice = ChangeNotice(
        authority_id=by.authority_id,
        from_authority_id=request.recording_authority_id,
        entry_ref=request.entry_ref,
        reference=request.ref,
        what=what,
        changed_on=changed_on,
        effect_on=effect_on,
        reason=reason.strip(),
        received_on=received_on,
        recorded_by_id=by.id,
    )
    _taken(notice, by=by.actor)
    return notice


def _taken(notice: ChangeNotice, *, by: Actor) -> None:
    notice.recorded_at = clock.now()
    db.session.add(notice)
    db.session.flush()
    teller = db.session.get_one(Authority, notice.from_authority_id)
    record(
        "change-notice:taken-in",
        by=by,
        subject=notice.subject,
        told_by=teller.key,
        entry=notice.entry_ref,
        what=notice.what,
        changed_on=notice.changed_on.isoformat(),
    )
    asked = about_entry(notice.authority_id, notice.entry_ref)
    open_duty(
        "acknowledge-change",
        authority_id=notice.authority_id,
        subject=notice.subject,
        by=by,
        about=f"{teller.nice_name} {CHANGES[notice.what].lower()} its entry",
        began_on=notice.received_on,
        due_on=deadlines.acknowledgement_due(notice.received_on, holidays()),
        officer_id=still_able(asked[-1].sent_by_id, "acknowledge-change") if asked else None,
    )
    # What it means for applications is theirs to say: those still open have regard, those determined are reviewed.
    promise(
        "change-notice:taken-in",
        f"change-notice:{notice.ref}",
        {"notice_id": notice.id},
        authority_id=notice.authority_id,
        at=notice.recorded_at,
    )


def acknowledge(notice_id: int, *, by: Officer) -> ChangeNotice:
    """Say that the change has been read, in the caller's transaction. Raises NotPossibleNow the second time."""
    notice = scope.get(ChangeNotice, notice_id, by.authority_id, lock=True)
    if notice.acknowledged_at is not None:
        raise NotPossibleNow("This change has been acknowledged already.")
    notice.acknowledged_at, notice.acknowledged_by_id = clock.now(), by.id
    db.session.flush()
    record("change-notice:acknowledged", by=by.actor, subject=notice.subject, entry=notice.entry_ref)
    discharge(
        "acknowledge-change",
        subject=notice.subject,
        on=clock.today(),
        by=by.actor,
        how="An officer acknowledged it",
    )
    if notice.letter_ref:
        promise(
            "change-notice:acknowledged",
            f"change-notice:{notice.ref}:acknowledged",
            {"notice_id": notice.id},
            authority_id=notice.authority_id,
            at=notice.acknowledged_at,
        )
    return notice


def as_letter(notice: ChangeNotice) -> NewLetter:
    """The acknowledgement as the register carries it."""
    assert notice.acknowledged_at is not None
    assert notice.letter_ref is not None
    on = clock.london_date(notice.acknowledged_at)
    return NewLetter(
        source_key=f"change-notice:{notice.ref}",
        kind="acknowledgement",
        from_authority_id=notice.authority_id,
        to_authority_id=notice.from_authority_id,
        entry_ref=notice.entry_ref,
        # Whoever reads it is told that it was read and when; who read it is on this authority's own record.
        text=f"We have read that the entry was {notice.what} on {notice.changed_on:%-d %B %Y}, and why. "
        f"Acknowledged on {on:%-d %B %Y}.",
        reference=notice.reference,
        about=notice.letter_ref,
    )


def record_delivery(notice_id: int, receipt: LetterReceipt) -> None:
    """The acknowledgement is in the recording authority's hands, in the caller's transaction. Safe to repeat."""
    notice = db.session.get_one(ChangeNotice, notice_id, with_for_update={"of": ChangeNotice})
    if notice.acknowledgement_delivered_at is None:
        notice.acknowledgement_delivered_at = receipt.delivered_at


def look_at(notice_id: int, *, by: Officer) -> ChangeNotice:
    """A change that was told, for an officer to read; leaves an audit line, in the caller's transaction (R24)."""
    notice = scope.get(ChangeNotice, notice_id, by.authority_id)
    record("change-notice:viewed", by=by.actor, subject=notice.subject, entry=notice.entry_ref)
    return notice


def listed(authority_id: int) -> Sequence[ChangeNotice]:
    """What an authority was told of changes: what is not acknowledged first, then the newest first."""
    return db.session.scalars(
        scope.within(ChangeNotice, authority_id).order_by(
            ChangeNotice.acknowledged_at.is_not(None), ChangeNotice.id.desc()
        )
    ).all()


def about(entry_refs: Collection[str], authority_id: int) -> Sequence[ChangeNotice]:
    """What an authority was told of changes of these entries, the oldest first."""
    return db.session.scalars(
        scope.within(ChangeNotice, authority_id)
        .where(ChangeNotice.entry_ref.in_(entry_refs))
        .order_by(ChangeNotice.id)
    ).all()


def unacknowledged_count(authority_id: int) -> int:
    """How many changes wait for an authority's acknowledgement."""
    query = select(func.count()).where(
        ChangeNotice.authority_id == authority_id, ChangeNotice.acknowledged_at.is_(None)
    )
    return db.session.scalar(query) or 0
