"""The marks that tie tests to rules of law."""

from licensing.cli.rules import proofs, written
from licensing.policy.rules import PROOFS, load_rules, load_switched_off


def test_every_mark_names_a_rule_of_the_list():
    known = {rule.id for rule in load_rules()}
    assert {rule: where for rule, where in proofs().items() if rule not in known} == {}


def test_what_is_switched_off_is_a_rule_of_the_list_and_says_why():
    known = {rule.id for rule in load_rules()}
    off = load_switched_off()
    assert set(off) <= known
    assert all(why.endswith(".") for why in off.values())


def test_the_proofs_written_down_are_those_of_the_tests():
    assert PROOFS.read_text(encoding="utf-8") == written(proofs()), "Run ./dev rules --write"
