"""The states of a decision."""

import pytest

from licensing.decisions import lifecycle
from licensing.errors import NotPossibleNow


def test_a_decision_is_notified_once():
    assert lifecycle.after("decided", "notify") == "notified"
    with pytest.raises(NotPossibleNow, match="recorded already"):
        lifecycle.after("notified", "notify")


def test_an_unknown_step_is_refused():
    with pytest.raises(NotPossibleNow):
        lifecycle.after("decided", "forget")
