"""What officers do with duties: who may be given one, notes on it, and saying what was done where nothing proves it.

It stands here and not among the duties because it asks what an officer's roles let them do.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from licensing import clock
from licensing.audit.actions import Actor, record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.duties.actions import discharge
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty, DutyAssignment, DutyNote
from licensing.errors import BadInput, NotAllowed, NotPossibleNow

LONGEST_NOTE = 2_000

# The permission that an officer needs to do what each kind of duty asks for.
DISCHARGED_WITH: dict[str, Permission] = {
    "make-entry": Permission.NOTIFY,
    "update-entry": Permission.NOTIFY,
    "give-grounds": Permission.NOTIFY,
    "await-reply": Permission.WORK_APPLICATIONS,
    "adjudicate-alert": Permission.SEARCH_NATIONAL_REGISTER,
    "training-lapsed": Permission.SEE_TRAINING,
    "modules-overdue": Permission.WORK_APPLICATIONS,
    "watch-appeal": Permission.RECORD_APPEALS,
    "answer-request": Permission.ANSWER_REQUESTS,
    "tell-of-change": Permission.ANSWER_REQUESTS,
    "await-acknowledgement": Permission.ANSWER_REQUESTS,
    "acknowledge-change": Permission.WORK_APPLICATIONS,
    "review-determination": Permission.DETERMINE,
    "send-concern": Permission.RAISE_CONCERNS,
    "consider-concern": Permission.CONSIDER_CONCERNS,
    "reply-to-concern": Permission.CONSIDER_CONCERNS,
    "write-again": Permission.CONSIDER_CONCERNS,
    "await-concern-reply": Permission.RAISE_CONCERNS,
    "review-information": Permission.RAISE_CONCERNS,
    "review-complaint": Permission.RAISE_CONCERNS,
    "review-disclosure": Permission.RAISE_CONCERNS,
    "review-contract": Permission.RAISE_CONCERNS,
    "upload-vehicles": Permission.CHANGE_VEHICLES,
    "return-plate": Permission.CHANGE_VEHICLES,
    "portal-task": Permission.SEARCH_NATIONAL_REGISTER,
    "dbs-check-due": Permission.WATCH_VETTING,
    "correct-dbs-details": Permission.WATCH_VETTING,
    "medical-due": Permission.WATCH_VETTING,
    "driving-record-due": Permission.WATCH_VETTING,
    "leave-ends": Permission.WATCH_VETTING,
    "return-licence": Permission.WATCH_VETTING,
    "review-vetting": Permission.WATCH_VETTING,
}


def may_discharge(who: Officer, kind: str) -> bool:
    """Whether an officer's roles let them do what a kind of duty asks for."""
    return who.may(DISCHARGED_WITH[kind])


def still_able(officer_id: int | None, kind: str) -> int | None:
    """Whose a duty is that opens by itself: an officer's, if their account is open and they could discharge it still.

    Else nobody's, so that everybody who could is told of it.
    """
    who = db.session.get(Officer, officer_id) if officer_id else None
    return who.id if who is not None and may_discharge(who, kind) else None


def may_write(who: Officer, duty: Duty) -> bool:
    """Whether an officer may write on a duty: who has it, who could discharge it, and who gives duties out."""
    return duty.officer_id == who.id or may_discharge(who, duty.kind) or who.may(Permission.ASSIGN_DUTIES)


def able(authority_id: int, kind: str) -> list[Officer]:
    """The active officers of an authority who could discharge a kind of duty, by name."""
    rows = db.session.scalars(
        scope.within(Officer, authority_id).where(Officer.active).order_by(Officer.name, Officer.id)
    )
    return [one for one in rows if may_discharge(one, kind)]


def assign(duty_id: int, *, to: int | None, by: Officer) -> Duty:
    """Give a duty to an officer of the same authority, or to nobody (`to` is None); in the caller's transaction.

    Raises NotFound for another authority's duty, NotPossibleNow for a discharged one, BadInput for somebody whose
    roles do not let them discharge it, and for a closed account.
    """
    duty = scope.get(Duty, duty_id, by.authority_id, lock=True)
    _must_be_open(duty)
    if to is not None and to not in {one.id for one in able(by.authority_id, duty.kind)}:
        says = "Choose an officer of this council whose role lets them do this"
        raise BadInput("The duty can't be given to them.", {"officer": says})
    if duty.officer_id == to:
        return duty
    _hand_over(duty, to, by.actor)
    return duty


def give_back(who: Officer, *, by: Actor) -> int:
    """Give back what an officer has and can't discharge any more; returns how many. In the caller's transaction.

    Called when their roles change or their account is closed: a duty that only they were told of would be forgotten.
    """
    duties = db.session.scalars(
        select(Duty).where(Duty.officer_id == who.id, Duty.discharged_at.is_(None)).order_by(Duty.id)
    ).all()
    lost = [duty for duty in duties if not may_discharge(who, duty.kind)]
    for duty in lost:
        _hand_over(duty, None, by)
    return len(lost)


def _hand_over(duty: Duty, to: int | None, by: Actor) -> None:
    duty.officer_id = to
    db.session.add(
        DutyAssignment(duty_id=duty.id, officer_id=to, assigned_by=by.ref, assigned_at=clock.now())
    )
    record(
        "duty:assigned",
        by=by,
        subject=duty.subject,
        duty=duty.id,
        kind=duty.kind,
        rule=duty.rule,
        officer=to,
    )


def write_note(duty_id: int, *, text: str, by: Officer) -> DutyNote:
    """Write a note on a duty, open or discharged; in the caller's transaction. It is never changed afterwards.

    Raises NotFound for another authority's duty, NotAllowed for who has nothing to do with it, BadInput for no text.
    """
    duty = scope.get(Duty, duty_id, by.authority_id, lock=True)
    if not may_write(by, duty):
        raise NotAllowed("Your roles do not let you write on this duty.")
    note = DutyNote(
        duty_id=duty.id,
        text=_words(text, "note", "Enter the note"),
        written_by_id=by.id,
        written_at=clock.now(),
    )
    db.session.add(note)
    record("duty:noted", by=by.actor, subject=duty.subject, duty=duty.id, kind=duty.kind, rule=duty.rule)
    return note


def settle(duty_id: int, *, how: str, on: date, by: Officer) -> Duty:
    """End a duty by saying what was done, where no record of ours proves it; in the caller's transaction.

    `on` is the day (London). Raises NotFound for another authority's duty, NotPossibleNow for one that is discharged
    or that only a record ends, NotAllowed for an officer whose roles are others, BadInput for no words.
    """
    duty = scope.get(Duty, duty_id, by.authority_id, lock=True)
    _must_be_open(duty)
    if not KINDS[duty.kind].by_hand:
        raise NotPossibleNow("This duty ends when what it asks for is recorded, and not by a word.")
    if not may_discharge(by, duty.kind):
        raise NotAllowed("Your roles do not let you discharge this duty.")
    words = _words(how, "how", "Say what was done")
    discharge(duty.kind, subject=duty.subject, on=on, by=by.actor, how=words)
    return duty


def work_of(who: Officer) -> Sequence[Duty]:
    """The open duties an officer should know of, the earliest due first.

    Their own, and of their authority's unassigned ones those that they could discharge.
    """
    kinds = [kind for kind in KINDS if may_discharge(who, kind)]
    unassigned = Duty.officer_id.is_(None) & Duty.kind.in_(kinds)
    return db.session.scalars(
        select(Duty)
        .where(
            Duty.authority_id == who.authority_id,
            Duty.discharged_at.is_(None),
            or_(Duty.officer_id == who.id, unassigned),
        )
        .order_by(Duty.due_on, Duty.id)
    ).all()


def _must_be_open(duty: Duty) -> None:
    if duty.discharged_at is not None:
        raise NotPossibleNow("This duty has been discharged.")


def _words(text: str, field: str, missing: str) -> str:
    words = text.strip()
    if not words:
        raise BadInput("Something is missing.", {field: missing})
    if len(words) > LONGEST_NOTE:
        raise BadInput("It is too long.", {field: f"Use at most {LONGEST_NOTE:,} characters"})
    return words
