"""The marks that tie tests to rules of law."""

from licensing.cli.rules import load_rules, proofs


def test_every_mark_names_a_rule_of_the_list():
    known = {rule.id for rule in load_rules()}
    assert {rule: where for rule, where in proofs().items() if rule not in known} == {}
