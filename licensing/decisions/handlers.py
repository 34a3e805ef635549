"""What the outbox calls after a decision was notified."""

from datetime import date

from licensing import clock
from licensing.audit.actions import system_for
from licensing.authorities.models import Authority
from licensing.db import db, transaction
from licensing.decisions.actions import acknowledge_entry
from licensing.decisions.models import Decision
from licensing.duties.actions import discharge
from licensing.errors import BadInput, NotFound
from licensing.national_register import alerts
from licensing.national_register.actions import gateway
from licensing.national_register.gateway import NewChange, NewEntry
from licensing.outbox.actions import CannotBeSent, Delivery


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
    except BadInput as refusal:
        raise CannotBeSent("; ".join(refusal.faults.values()) or refusal.message) from refusal
    with transaction():
        alerts.own_entry(receipt.entry_ref, person_ref=person_ref, authority_id=authority_id)
    with transaction():
        authority = db.session.get_one(Authority, authority_id)
        acknowledge_entry(decision_id, entry_ref=receipt.entry_ref, by=system_for(authority.key))


def update_entry(delivery: Delivery) -> None:
    """Tell the register of a later grant, then discharge the duty (2022 Act s.2(2)(b), (3), (5)(b); R07)."""
    ref, authority_id = delivery.payload["entry_ref"], delivery.payload["authority_id"]
    granted_on = date.fromisoformat(delivery.payload["granted_on"])
    try:
        gateway(authority_id).change_entry(NewChange(delivery.key, ref, authority_id, "amended", granted_on))
    except NotFound as refusal:
        raise CannotBeSent("The register has no such entry of this authority any more.") from refusal
    with transaction():
        authority = db.session.get_one(Authority, authority_id)
        discharge(
            "update-entry",
            subject=f"entry:{ref}",
            on=clock.today(),
            by=system_for(authority.key),
            how="The national register took the change",
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
        numbers=tuple((held.kind, held.number) for held in person.numbers),
    )
