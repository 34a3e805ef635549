"""What the outbox calls to carry a concern, or a reply to one, from one authority of this system to another."""

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record, system_for
from licensing.authorities.models import Authority
from licensing.concerns import actions, considering, lifecycle
from licensing.concerns.models import Concern, ConcernLetter, ReceivedConcern
from licensing.db import db, transaction
from licensing.duties.actions import discharge
from licensing.outbox.actions import Delivery


def deliver_concern(delivery: Delivery) -> None:
    """Put a concern before the authority that granted the licence: its own clock begins today (2022 Act s.6(2)).

    Safe to repeat: the sender's state and the receiver's case change together, or neither does.
    """
    with transaction():
        hand_over(delivery.payload["concern_id"], delivery.key)


def hand_over(concern_id: int, key: str) -> None:
    """The same, in the caller's transaction; nothing when it is delivered already."""
    concern = db.session.get_one(Concern, concern_id, with_for_update={"of": Concern})
    if concern.state != "on-its-way":
        return
    today = clock.today()
    sender, to = db.session.get_one(Authority, concern.authority_id), actions.receiver(concern)
    concern.state, concern.sent_on = lifecycle.sent_after(concern.state, "deliver"), today
    case = ReceivedConcern(
        authority_id=to.id,
        from_authority_id=sender.id,
        source_key=key,
        came_how="system",
        their_reference=concern.ref,
        aware_on=today,
        limbs=list(concern.limbs),
        received_at=clock.now(),
        state="open",
    )
    # What the Act has sent, and nothing of what the sender thought of it: the information, and who it is about.
    case.keep(identity=concern.words["identity"], information=concern.words["information"])
    considering.begin(case, sender=sender.nice_name, sender_key=sender.key, by=system_for(to.key))
    by = system_for(sender.key)
    record(
        "concern:delivered",
        by=by,
        subject=actions.subject(concern),
        to=to.key,
        delivered_on=today.isoformat(),
    )
    discharge(
        "send-concern",
        subject=actions.subject(concern),
        on=today,
        by=by,
        how=f"Delivered to {to.nice_name} by this system",
    )
    actions.open_await_duty(concern, today, by=by)


def deliver_reply(delivery: Delivery) -> None:
    """Put a reply before the authority that sent the concern, and close the case (s.6(2)(b); R20). Safe to repeat."""
    with transaction():
        letter = db.session.get_one(
            ConcernLetter, delivery.payload["letter_id"], with_for_update={"of": ConcernLetter}
        )
        if letter.letter_on is not None:
            return
        letter.letter_on = clock.today()
        case = letter.case
        assert case is not None
        receiver = db.session.get_one(Authority, case.authority_id)
        considering.discharge_reply(case, letter.letter_on, system_for(receiver.key))
        case.state = lifecycle.received_after(case.state, "deliver")
        _hand_back(letter, case, delivery.key, receiver.nice_name)


def _hand_back(letter: ConcernLetter, case: ReceivedConcern, key: str, receiver: str) -> None:
    """The sender's own copy of the reply, and the end of its waiting. In the caller's transaction."""
    today = clock.today()
    concern = db.session.scalars(
        select(Concern)
        .where(Concern.ref == case.their_reference, Concern.authority_id == case.from_authority_id)
        .with_for_update(of=Concern)
        .execution_options(populate_existing=True)
    ).one()
    concern.state = lifecycle.sent_after(concern.state, "take reply")
    copy = ConcernLetter(
        authority_id=concern.authority_id,
        concern_id=concern.id,
        source_key=key,
        outcome=letter.outcome,
        how="system",
        letter_on=today,
        their_reference=case.ref,
        recorded_at=clock.now(),
    )
    copy.keep(reasons=letter.words["reasons"])
    db.session.add(copy)
    by = system_for(db.session.get_one(Authority, concern.authority_id).key)
    about = actions.subject(concern)
    record(
        "concern:reply-received",
        by=by,
        subject=about,
        outcome=letter.outcome,
        how="system",
        received_on=today.isoformat(),
    )
    how = f"{receiver} replied by this system"
    discharge("await-concern-reply", subject=about, on=today, by=by, how=how)
