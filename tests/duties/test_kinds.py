"""The catalogue of duties against the list of rules."""

import pytest

from licensing.duties.kinds import KINDS
from licensing.policy.rules import load_rules

RULES = {rule.id: rule for rule in load_rules()}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_each_kind_of_duty_names_a_rule_of_the_list_and_its_source(kind):
    assert kind.rule in RULES
    assert KINDS[kind.key] is kind
    assert kind.title[0].isupper()
    assert ":" in kind.source


def test_only_another_authoritys_clock_is_owed_to_us():
    assert {kind.key for kind in KINDS.values() if kind.owed_to_us} == {
        "await-reply",
        "await-acknowledgement",
        "await-concern-reply",
    }
