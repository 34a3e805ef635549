"""What one authority writes to another about an entry: requests, answers, changes and why, acknowledgements."""

from flask import Response

from licensing.api.access import client
from licensing.api.operations import answer, body, key, operation, whole_number
from licensing.api.register_v1 import OPERATIONS, blueprint
from licensing.api.register_v1.searches import HIGHEST
from licensing.audit.actions import record
from licensing.db import transaction
from licensing.errors import BadInput
from licensing.national_register import letters
from licensing.national_register.wire import code_of, id_of
from licensing.national_register.wire_letters import (
    LetterAnswered,
    LetterReceiptAnswered,
    LettersAnswered,
    LetterSent,
)
from licensing.national_register.writes import Answer, once


@operation(
    blueprint, OPERATIONS, "POST", "/letters", sends=LetterSent, answers=LetterReceiptAnswered, once=True
)
def send() -> Response:
    """Write to another authority about an entry (2022 Act s.3(2), (4)), once for each key."""
    who, named, sent = client(), key(), body(LetterSent)

    def act() -> Answer:
        try:
            new = sent.new(named, who.authority_id, id_of)
        except ValueError as fault:
            raise BadInput("This letter can't be sent.", {"letter": str(fault)}) from None
        receipt = letters.send(new)
        answered = LetterReceiptAnswered(letter=receipt.letter_ref, delivered_at=receipt.delivered_at)
        return answered.model_dump(mode="json")

    answered, new = once(who.authority_id, named, f"letter {sent.model_dump_json()}", act)
    return answer(LetterReceiptAnswered.model_validate(answered, strict=False), 201 if new else 200)


@operation(blueprint, OPERATIONS, "GET", "/letters", answers=LettersAnswered, query=("after", "limit"))
def take() -> Response:
    """The letters to the calling authority above a number. What it took in before is then forgotten here."""
    who = client()
    after, limit = whole_number("after", 0, most=HIGHEST), whole_number("limit", 50, most=50)
    with transaction():
        given = letters.above(who.authority_id, after=after, limit=limit)
        if given:
            record(
                "national-register:client-took-letters",
                by=who.actor,
                subject=f"register-client:{who.actor.authority}",
                letters=[one.ref for one in given],
            )
    return answer(LettersAnswered(letters=[LetterAnswered.of(one, code_of) for one in given]))
