"""The states of a decision: the table, everything that is not in it, and when a decision bites."""

from datetime import date
from itertools import product

import pytest

from licensing.decisions import lifecycle
from licensing.decisions.lifecycle import NOTIFIED, STATES, STEPS, after, bites_from, can
from licensing.errors import NotPossibleNow

ALL_STEPS = {step for _, step in STEPS}
FORBIDDEN = sorted(set(product(STATES, ALL_STEPS)) - set(STEPS))


@pytest.mark.rule("R27", "R28", "R29", "R07")
def test_the_table_is_the_one_that_the_law_allows():
    assert STEPS == {
        ("decided", "withdraw"): "withdrawn",
        ("decided", "notify"): "pending",
        ("decided", "notify at once"): "in-force",
        ("pending", "take effect"): "in-force",
        ("pending", "stay"): "stayed",
        ("pending", "vary"): "varied",
        ("pending", "overturn"): "overturned",
        ("pending", "end"): "ended",
        ("pending", "shorten"): "pending",
        ("in-force", "stay"): "stayed",
        ("in-force", "vary"): "varied",
        ("in-force", "overturn"): "overturned",
        ("in-force", "end"): "ended",
        ("in-force", "shorten"): "in-force",
        ("stayed", "wait again"): "pending",
        ("stayed", "resume"): "in-force",
        ("stayed", "resume as varied"): "varied",
        ("stayed", "vary"): "varied",
        ("stayed", "overturn"): "overturned",
        ("stayed", "end"): "ended",
        ("stayed", "shorten"): "stayed",
        ("varied", "stay"): "stayed",
        ("varied", "vary"): "varied",
        ("varied", "overturn"): "overturned",
        ("varied", "restore"): "in-force",
        ("varied", "end"): "ended",
        ("varied", "shorten"): "varied",
        ("overturned", "restore"): "in-force",
        ("overturned", "vary"): "varied",
        ("ended", "overturn"): "overturned",
        ("ended", "vary"): "varied",
        ("ended", "restore"): "in-force",
    }


@pytest.mark.parametrize(("state", "step"), sorted(STEPS))
def test_a_step_in_the_table_leads_to_a_known_state(state, step):
    assert after(state, step) in STATES
    assert can(state, step)


@pytest.mark.parametrize(("state", "step"), FORBIDDEN)
def test_a_step_that_is_not_in_the_table_is_refused_in_words(state, step):
    assert not can(state, step)
    with pytest.raises(NotPossibleNow) as refused:
        after(state, step)
    notified_twice = step.startswith("notify") and state in NOTIFIED
    assert ("recorded already" if notified_twice else STATES[state].lower()) in refused.value.message


def test_most_moves_are_forbidden():
    assert len(FORBIDDEN) == len(STATES) * len(ALL_STEPS) - len(STEPS) == 72


def test_nothing_leads_out_of_a_decision_that_was_withdrawn():
    assert [step for was, step in STEPS if was == "withdrawn"] == []


def test_a_suspension_is_never_turned_into_a_revocation_by_any_step():
    assert all("revo" not in step and "suspen" not in step for step in ALL_STEPS)


@pytest.mark.rule("R27", "R28")
@pytest.mark.parametrize(
    ("immediate", "on", "bites"),
    [
        (False, date(2026, 6, 21), False),
        (False, date(2026, 6, 22), True),
        (True, date(2026, 6, 20), False),
        (True, date(2026, 6, 21), True),
    ],
)
def test_it_bites_at_once_or_after_the_last_of_the_twenty_one_days(immediate, on, bites):
    assert bites_from(date(2026, 6, 21), immediate=immediate, on=on) is bites


def test_the_licence_is_as_the_decision_says_only_while_it_bites():
    assert set(lifecycle.BITING) == {"in-force", "varied"}
