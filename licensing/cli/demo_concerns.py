"""Part of `flask demo`: one concern that Leeds received from Bradford, one that it has to test, one self-report."""

from datetime import timedelta
from typing import Any

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.concerns import actions, handlers, informing
from licensing.concerns.checks import QUESTIONS, Answer
from licensing.concerns.identity import Identity
from licensing.concerns.models import Concern, Information
from licensing.register.queries import holder_of


def fill(leeds: Officer, bradford: Officer) -> None:
    """Make them, in the caller's transaction. The drivers of Leeds's old records must be there."""
    _received(bradford)
    now = clock.now()
    _came_in(
        leeds,
        door="police",
        about="elsewhere",
        what="A driver with a York badge was stopped in this invented case after a passenger told of threats.",
        identity=Identity(names=("Quentin Fabricated",), badge_number="YRK-0099", vehicle="ZZ26 INV"),
    )
    _came_in(
        leeds,
        door="self-report",
        about="own",
        what="The licensee told of a charge of careless driving in this invented case.",
        identity=Identity(),
        person_id=holder_of(leeds.authority_id, "OLD-0004"),
        event="charge",
        category="motoring",
        event_at=now - timedelta(days=4),
        reported_at=now,
    )


def _received(bradford: Officer) -> None:
    """Bradford's concern about a driver of Leeds, delivered: the worker finds nothing left to do for it."""
    concern = _came_in(
        bradford,
        door="observation",
        about="elsewhere",
        what="At a roadside check in this invented case, the driver abused an officer and drove off.",
        identity=Identity(names=("Imran Sampleton",), licence_number="OLD-0002", vehicle="ZZ25 DMO"),
    ).concern
    assert concern is not None
    actions.answer_test(
        concern.id,
        actions.Answers(
            answers={key: Answer(True, "So it was in this invented case.") for key in QUESTIONS},
            limbs=["g", "h"],
            to="Leeds",
            information="At a roadside check, the driver abused an officer and drove off.",
        ),
        by=bradford,
    )
    sent: Concern = actions.send(concern.id, by=bradford)
    handlers.hand_over(sent.id, actions.sending_key(sent))


def _came_in(by: Officer, **facts: Any) -> Information:
    return informing.record_information(
        informing.InformationFacts(aware_on=clock.today(), aware_by=by.name, came_how="email", **facts), by=by
    )
