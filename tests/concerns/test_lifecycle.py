"""The states of a concern on both sides: the tables, and everything that is not in them."""

from itertools import product

import pytest

from licensing.concerns.lifecycle import (
    RECEIVED_STATES,
    RECEIVED_STEPS,
    SENT_STATES,
    SENT_STEPS,
    may,
    received_after,
    sent_after,
)
from licensing.errors import NotPossibleNow

SIDES = {
    "sent": (SENT_STATES, SENT_STEPS, sent_after),
    "received": (RECEIVED_STATES, RECEIVED_STEPS, received_after),
}


def _forbidden(states, steps):
    return sorted(set(product(states, {step for _, step in steps})) - set(steps))


@pytest.mark.parametrize("side", SIDES)
def test_each_step_of_a_table_leads_to_a_known_state(side):
    states, steps, after = SIDES[side]
    assert {after(state, step) for state, step in steps} <= set(states)
    assert all(may(steps, state, step) for state, step in steps)


@pytest.mark.parametrize(
    ("side", "state", "step"),
    [(side, *move) for side, (states, steps, _) in SIDES.items() for move in _forbidden(states, steps)],
)
def test_a_step_that_is_not_in_the_table_is_refused_in_words(side, state, step):
    states, steps, after = SIDES[side]
    assert not may(steps, state, step)
    with pytest.raises(NotPossibleNow) as refused:
        after(state, step)
    assert states[state].lower() in refused.value.message


@pytest.mark.rule("R20")
def test_a_case_closes_by_a_reply_and_by_nothing_else():
    assert {step for (_, step), state in RECEIVED_STEPS.items() if state == "closed"} == {
        "record reply",
        "deliver",
    }
    assert not may(RECEIVED_STEPS, "open", "record reply")
    assert not may(RECEIVED_STEPS, "open", "send reply")


@pytest.mark.rule("R17")
def test_nothing_is_sent_before_the_three_questions_are_answered_yes():
    sends = {"send", "record sending", "record telling"}
    assert {state for state, step in SENT_STEPS if step in sends} == {"owed"}
    assert {step for (_, step), state in SENT_STEPS.items() if state == "owed"} == {"find owed"}
