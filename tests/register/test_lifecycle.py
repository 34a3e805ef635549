"""The states of a licence: the table, and everything that is not in it."""

from datetime import date
from itertools import product

import pytest

from licensing.errors import NotPossibleNow
from licensing.register.lifecycle import STATES, STEPS, after, shown, steps_to

ALL_STEPS = {step for _, step in STEPS}
FORBIDDEN = sorted(set(product(STATES, ALL_STEPS)) - set(STEPS))


def test_the_table_is_the_one_that_the_law_allows():
    assert STEPS == {
        ("current", "suspend"): "suspended",
        ("suspended", "lift suspension"): "current",
        ("current", "revoke"): "revoked",
        ("suspended", "revoke"): "revoked",
        ("revoked", "reinstate"): "current",
        ("current", "surrender"): "surrendered",
        ("suspended", "surrender"): "surrendered",
        ("current", "replace"): "replaced",
        ("current", "leave off the list"): "ended",
        ("ended", "put on the list again"): "current",
    }


@pytest.mark.parametrize(("state", "step"), sorted(STEPS))
def test_a_step_in_the_table_leads_to_a_known_state(state, step):
    assert after(state, step) in STATES


@pytest.mark.parametrize(("state", "step"), FORBIDDEN)
def test_a_step_that_is_not_in_the_table_is_refused_in_words(state, step):
    with pytest.raises(NotPossibleNow) as refused:
        after(state, step)
    assert STATES[state].lower() in refused.value.message


def test_most_moves_are_forbidden():
    assert len(FORBIDDEN) == len(STATES) * len(ALL_STEPS) - len(STEPS) == 38


@pytest.mark.parametrize("state", ["surrendered", "replaced"])
def test_nothing_leads_out_of_a_licence_that_was_given_back_or_replaced(state):
    assert [step for was, step in STEPS if was == state] == []


START, END = date(2026, 6, 10), date(2029, 6, 9)


@pytest.mark.parametrize(
    ("state", "on", "words"),
    [
        ("current", date(2026, 6, 9), "Not yet started"),
        ("current", START, "In force"),
        ("current", END, "In force"),
        ("current", date(2029, 6, 10), "Expired"),
        ("suspended", date(2026, 6, 9), "Not yet started"),
        ("suspended", START, "Suspended"),
        ("suspended", END, "Suspended"),
        ("suspended", date(2029, 6, 10), "Expired"),
        ("revoked", START, "Revoked"),
        ("revoked", date(2029, 6, 10), "Revoked"),
        ("surrendered", date(2029, 6, 10), "Surrendered"),
        ("replaced", START, "Replaced by a later licence"),
    ],
)
def test_what_a_licence_is_on_a_day(state, on, words):
    assert shown(state, START, END, on) == words


@pytest.mark.parametrize(
    ("state", "wanted", "running", "steps"),
    [
        ("current", "suspended", True, ["suspend"]),
        ("current", "revoked", True, ["revoke"]),
        ("suspended", "revoked", True, ["revoke"]),
        ("suspended", "current", True, ["lift suspension"]),
        ("revoked", "current", True, ["reinstate"]),
        ("revoked", "suspended", True, ["reinstate", "suspend"]),
        ("current", "suspended", False, []),
        ("suspended", "revoked", False, []),
        ("suspended", "current", False, ["lift suspension"]),
        ("revoked", "current", False, ["reinstate"]),
        ("current", "current", True, []),
    ],
)
def test_the_steps_to_what_decisions_make_of_a_licence_are_in_the_table(state, wanted, running, steps):
    assert steps_to(state, wanted, running=running) == steps
    for step in steps:
        state = after(state, step)
    assert state == wanted or not running


@pytest.mark.parametrize("state", ["surrendered", "replaced"])
@pytest.mark.parametrize("wanted", ["current", "suspended", "revoked"])
def test_a_licence_given_back_or_replaced_stays_so(state, wanted):
    assert steps_to(state, wanted, running=True) == []
