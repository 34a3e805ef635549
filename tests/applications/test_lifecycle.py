"""The states of an application: every step that is in the table can be taken, and no other."""

import itertools

import pytest

from licensing.applications import lifecycle
from licensing.errors import NotPossibleNow

ALL_STEPS = {step for _, step in lifecycle.STEPS}
FORBIDDEN = sorted(set(itertools.product(lifecycle.STATES, ALL_STEPS)) - set(lifecycle.STEPS))


@pytest.mark.parametrize(("state", "step"), FORBIDDEN)
def test_a_step_that_is_not_in_the_table_is_refused_in_words(state, step):
    with pytest.raises(NotPossibleNow) as refused:
        lifecycle.after(state, step)
    assert lifecycle.STATES[state].lower() in refused.value.message
    assert not lifecycle.can(state, step)


@pytest.mark.parametrize(("state", "step"), sorted(lifecycle.STEPS))
def test_a_step_in_the_table_leads_to_a_known_state(state, step):
    assert lifecycle.after(state, step) in lifecycle.STATES
    assert lifecycle.can(state, step)


@pytest.mark.parametrize("state", ["granted", "refused", "withdrawn"])
def test_nothing_leads_out_of_an_ended_application(state):
    assert not [step for step in ALL_STEPS if lifecycle.can(state, step)]
    with pytest.raises(NotPossibleNow):
        lifecycle.still_being_prepared(state)


def test_an_application_is_determined_only_once_it_was_put_to_a_decision_maker():
    assert {state for state, step in lifecycle.STEPS if step in ("grant", "refuse")} == {"referred"}
