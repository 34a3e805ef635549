"""The API describes itself, and what it says is what it does."""

import re

from licensing.api.openapi import described
from licensing.api.register_v1 import OPERATIONS


def test_every_operation_is_described_with_its_schemas(app):
    answer = app.test_client().get("/register/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json["openapi"].startswith("3.1")
    there = {
        (rule.rule, method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/register/v1/") and not rule.rule.endswith("openapi.json")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {
        (re.sub(r"{(\w+)}", r"<\1>", path), how) for path, of in answer.json["paths"].items() for how in of
    } == there


def test_every_schema_that_is_referred_to_is_there():
    whole = described(OPERATIONS)
    named = set(re.findall(r"#/components/schemas/(\w+)", str(whole)))
    assert named <= set(whole["components"]["schemas"])
    assert len(named) > 10
