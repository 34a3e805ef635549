"""Searching, and what happened since."""

from flask import Response

from licensing.api.access import client
from licensing.api.operations import answer, body, operation, whole_number
from licensing.api.register_v1 import OPERATIONS, blueprint
from licensing.audit.actions import record
from licensing.db import transaction
from licensing.national_register import feed, index
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.wire import FoundAnswered, SearchSent, code_of
from licensing.national_register.wire_letters import AlertAnswered, AlertsAnswered

HIGHEST = 2**31 - 1
AT_ONCE = 500


@operation(blueprint, OPERATIONS, "POST", "/searches", sends=SearchSent, answers=FoundAnswered)
def search() -> Response:
    """Search for entries relating to a person (2022 Act s.3(1)). Leaves a line of who asked, when and why."""
    who = client()
    person = body(SearchSent).person.value()
    found = EmbeddedRegister().search(person, who.authority_id)
    common = index.commonness(person, *(one.entry.person for one in found.candidates))
    answered = FoundAnswered.of(person, found, common, code_of)
    with transaction():
        record(
            "national-register:client-searched",
            by=who.actor,
            subject=f"register-client:{who.actor.authority}",
            purpose=who.asked.purpose,
            officer=who.asked.officer,
            application=who.asked.application,
            candidates=len(found.candidates),
            matcher=found.matcher,
        )
    return answer(answered)


@operation(blueprint, OPERATIONS, "GET", "/alerts", answers=AlertsAnswered, query=("after",))
def alerts() -> Response:
    """What happened on the register after a number: entries made, changed or removed, by their references only."""
    who = client()
    after = whole_number("after", 0, most=HIGHEST)
    rows = feed.after(after, AT_ONCE + 1)
    return answer(
        AlertsAnswered(
            alerts=[AlertAnswered(number=row.id, entry=row.entry_ref) for row in rows[:AT_ONCE]],
            more=len(rows) > AT_ONCE,
            letters=feed.letters_waiting(who.authority_id),
        )
    )
