"""Information and concerns for tests: plainly invented, made by the real actions, in the caller's transaction."""

from collections.abc import Collection
from datetime import date
from typing import Any

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.concerns import actions, considering, informing
from licensing.concerns.checks import QUESTIONS, Answer
from licensing.concerns.identity import Identity
from licensing.concerns.models import Concern, Information, ReceivedConcern
from licensing.db import db

WHO = Identity(names=("Orhan Uydurma",), born=date(1983, 4, 4), vehicle="ZZ99 ABC")
WHAT = "He drove off with the passenger's door open."


def information(by: Officer, **given: Any) -> Information:
    """Something that came in today: a complaint about somebody licensed elsewhere, unless `given` says otherwise."""
    facts: dict[str, Any] = {
        "door": "complaint",
        "about": "elsewhere",
        "what": WHAT,
        "identity": WHO,
        "aware_on": clock.today(),
        "aware_by": by.name,
        "came_how": "telephone",
    }
    return informing.record_information(informing.InformationFacts(**(facts | given)), by=by)


def concern(by: Officer, **given: Any) -> Concern:
    """A concern whose three questions wait to be answered."""
    made = information(by, **given)
    db.session.refresh(made, ["concern"])
    assert made.concern is not None
    return made.concern


def answers(
    to: str = "York", *, no: Collection[str] = (), limbs: Collection[str] = ("h",), **changes: Any
) -> actions.Answers:
    """Three times yes with reasons, but for the questions that `no` names."""
    said = {key: Answer(key not in no, f"Because of {key}") for key in QUESTIONS}
    facts: dict[str, Any] = {"answers": said, "limbs": limbs, "to": to, "information": WHAT}
    return actions.Answers(**(facts | changes))


def owed(by: Officer, to: str = "York", **given: Any) -> Concern:
    """A concern that is to be sent."""
    return actions.answer_test(concern(by, **given).id, answers(to), by=by)


def received(by: Officer, sender: str = "Glasgow City", **given: Any) -> ReceivedConcern:
    """A concern that came by letter."""
    facts: dict[str, Any] = {
        "sender": sender,
        "what": WHAT,
        "identity": WHO,
        "aware_on": clock.today(),
        "came_how": "post",
        "limbs": ["h"],
        "reference": "GCC/7",
    }
    return considering.record_received(considering.ReceivedFacts(**(facts | given)), by=by)
