"""Looking at an entry, making one, changing one's own."""

from flask import Response

from licensing.api.access import client
from licensing.api.operations import answer, body, key, operation
from licensing.api.register_v1 import OPERATIONS, blueprint
from licensing.audit.actions import record
from licensing.db import transaction
from licensing.errors import NotFound
from licensing.national_register import embedded
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.wire import (
    ChangeReceiptAnswered,
    ChangeSent,
    EntryAnswered,
    EntryReceiptAnswered,
    EntrySent,
    code_of,
)
from licensing.national_register.writes import Answer, once


@operation(blueprint, OPERATIONS, "GET", "/entries/<ref>", answers=EntryAnswered)
def entry(ref: str) -> Response:
    """One entry as it is now. Leaves a line of who asked, when and why."""
    who = client()
    shown = EmbeddedRegister().entry(ref, who.authority_id)
    if shown is None:
        raise NotFound("The register holds no such entry.")
    answered = EntryAnswered.of(shown, code_of)
    with transaction():
        record(
            "national-register:client-read-entry",
            by=who.actor,
            subject=f"entry:{ref}",
            purpose=who.asked.purpose,
            officer=who.asked.officer,
            application=who.asked.application,
            entry=ref,
        )
    return answer(answered)


@operation(
    blueprint, OPERATIONS, "POST", "/entries", sends=EntrySent, answers=EntryReceiptAnswered, once=True
)
def make() -> Response:
    """Make an entry of the calling authority's own decision (2022 Act s.2(2)(a)), once for each key."""
    who, named, sent = client(), key(), body(EntrySent)

    def act() -> Answer:
        receipt = embedded.make(sent.new(named, who.authority_id))
        return EntryReceiptAnswered(entry=receipt.entry_ref, made_at=receipt.made_at).model_dump(mode="json")

    # What makes it the same entry is its decision. Who the person is may have been corrected, or the further
    # information, between a try whose answer was lost and the next: that one would be refused for ever.
    decided = sent.model_dump_json(include={"decision", "decided_on"})
    answered, new = once(who.authority_id, named, f"entry {decided}", act)
    return answer(EntryReceiptAnswered.model_validate(answered, strict=False), 201 if new else 200)


@operation(
    blueprint,
    OPERATIONS,
    "POST",
    "/entries/<ref>/changes",
    sends=ChangeSent,
    answers=ChangeReceiptAnswered,
    once=True,
)
def change(ref: str) -> Response:
    """Amend, remove or reinstate an entry of the calling authority's own (2022 Act s.2(2)(b)), once for each key."""
    who, named, sent = client(), key(), body(ChangeSent)

    def act() -> Answer:
        # A key is its writer's own: another authority may use the same for something else.
        new = sent.new(f"{who.actor.authority}:{named}", ref, who.authority_id)
        receipt = embedded.change_once(new)
        answered = ChangeReceiptAnswered(
            entry=receipt.entry_ref, version=receipt.version, made_at=receipt.made_at
        )
        return answered.model_dump(mode="json")

    answered, new = once(who.authority_id, named, f"change {ref} {sent.model_dump_json()}", act)
    return answer(ChangeReceiptAnswered.model_validate(answered, strict=False), 201 if new else 200)
