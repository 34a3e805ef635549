"""What the outbox calls after a decision was notified or changed."""

from datetime import date

from licensing import clock
from licensing.audit.actions import Actor, system_for
from licensing.authorities.models import Authority
from licensing.db import db, transaction
from licensing.decisions.actions import acknowledge_entry
from licensing.decisions.changes import acknowledge_change, waiting_for_the_register
from licensing.decisions.models import Decision, DecisionChange
from licensing.duties.actions import discharge
from licensing.errors import BadInput, NotFound
from licensing.national_register import alerts
from licensing.national_register.actions import gateway
from licensing.national_register.gateway import AwaitsOfficer, ChangeReceipt, NewChange, NewEntry
from licensing.national_register.telling import tell_answered
from licensing.outbox.actions import CannotBeSent, Delivery, NotYet


def make_entry(delivery: Delivery) -> None:
    """Have the entry made on the national register, then record its acknowledgement (2022 Act s.2(2)(a); R04).

    The register makes one entry for one key, so sending twice (after a crash in between) makes no second one.
    """
    decision = db.session.get_one(Decision, delivery.payload["decision_id"])
    if not decision.goes_to_the_national_register:
        raise CannotBeSent(
            "This decision did not rely on relevant information: no entry is owed (2022 Act s.2(1))."
        )
    entry, authority_id, decision_id = new_entry(decision, delivery.key), decision.authority_id, decision.id
    person_ref = decision.person.ref
    db.session.rollback()
    try:
        receipt = gateway(authority_id).make_entry(entry)
    except AwaitsOfficer as waiting:
        raise NotYet("An officer makes the entry on the register’s portal.") from waiting
    except BadInput as refusal:
        raise CannotBeSent("; ".join(refusal.faults.values()) or refusal.message) from refusal
    with transaction():
        alerts.own_entry(receipt.entry_ref, person_ref=person_ref, authority_id=authority_id)
    with transaction():
        authority = db.session.get_one(Authority, authority_id)
        by = system_for(authority.key)
        acknowledge_entry(decision_id, entry_ref=receipt.entry_ref, by=by, made_at=receipt.made_at)


def change_entry(delivery: Delivery) -> None:
    """Bring the entry to a change of its decision, then tell who was answered (2022 Act ss.2(2)(b), 3(4); R07, R14).

    Waits until the entry itself is acknowledged, and for the changes before this one: the register is told them in
    their order. Safe to repeat: the register makes one change for one key.
    """
    row = db.session.get_one(DecisionChange, delivery.payload["change_id"])
    decision = row.decision
    if not decision.entry_ref:
        raise NotYet("The national register has not acknowledged the entry yet.")
    if row.register_acknowledged_at is not None:
        return
    if waiting_for_the_register(decision)[0].id != row.id:
        raise NotYet("An earlier change of this decision is still on its way.")
    change_id, reason = row.id, row.reason
    told = NewChange(
        delivery.key,
        decision.entry_ref,
        decision.authority_id,
        row.on_register,
        row.decided_on,
        row.effect_on if row.effect_on != row.decided_on else None,
        # 2022 Act s.2(4)(h): only a suspension has such a day, be it one that a court made of a revocation.
        row.stands_until if row.stands_as == "suspended" else None,
        row.stands_as,
    )
    db.session.rollback()
    receipt = _change_entry(told)
    with transaction():
        by = system_for(db.session.get_one(Authority, told.recording_authority_id).key)
        count = _tell(told, reason, by)
        acknowledge_change(change_id, told=count, by=by, made_at=receipt.made_at)


def update_entry(delivery: Delivery) -> None:
    """Tell the register of a later grant to somebody of an entry without a decision here (2022 Act s.2(3); R07)."""
    ref, authority_id = delivery.payload["entry_ref"], delivery.payload["authority_id"]
    granted_on = date.fromisoformat(delivery.payload["granted_on"])
    told = NewChange(delivery.key, ref, authority_id, "amended", granted_on)
    receipt = _change_entry(told)
    with transaction():
        by = system_for(db.session.get_one(Authority, authority_id).key)
        _tell(told, "A driver’s licence was granted later to the same person (2022 Act s.2(3)).", by)
        discharge(
            "update-entry",
            subject=f"entry:{ref}",
            on=clock.london_date(min(receipt.made_at, clock.now())),
            by=by,
            how="The national register took the change",
        )


def _change_entry(told: NewChange) -> ChangeReceipt:
    try:
        return gateway(told.recording_authority_id).change_entry(told)
    except AwaitsOfficer as waiting:
        raise NotYet("An officer changes the entry on the register’s portal.") from waiting
    except NotFound as refusal:
        raise CannotBeSent("The register has no such entry of this authority any more.") from refusal
    except BadInput as refusal:
        raise CannotBeSent("; ".join(refusal.faults.values()) or refusal.message) from refusal


def _tell(told: NewChange, reason: str, by: Actor) -> int:
    return tell_answered(
        entry_ref=told.entry_ref,
        authority_id=told.recording_authority_id,
        what=told.what,
        changed_on=told.changed_on,
        effect_on=told.effect_on,
        reason=reason,
        key=told.source_key,
        by=by,
    )


def new_entry(decision: Decision, key: str) -> NewEntry:
    """The fields of s.2(4) of the 2022 Act, from the person's record, and nothing else (R05)."""
    person = decision.person
    authority = db.session.get_one(Authority, decision.authority_id)
    name = next((name for name in reversed(person.names) if name.kind == "current"), None)
    home = person.home_address
    return NewEntry(
        source_key=key,
        recording_authority_id=decision.authority_id,
        first_name=name.first if name else "",
        middle_names=name.middle if name else "",
        last_name=name.last if name else "",
        date_of_birth=person.date_of_birth,
        home_address=home.lines if home else "",
        home_postcode=home.postcode if home else "",
        # s.2(4)(e): how further information can be obtained from the authority.
        further_information=f"Write to the taxi and private hire licensing team of {authority.official_name}, "
        f"quoting decision {decision.ref}.",
        decision=decision.kind,
        decided_on=decision.decided_on,
        # s.2(4)(f) and (h): when it takes effect, if that is another day, and when a suspension is to end.
        effect_on=decision.takes_effect_on if decision.on_a_licence else None,
        suspension_ends_on=decision.suspension_ends_on,
        numbers=tuple((held.kind, held.number) for held in person.numbers),
    )
