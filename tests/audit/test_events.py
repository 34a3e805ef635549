"""The catalogue of events, and that the whole of the source keeps to it."""

import ast
import re

import pytest

from licensing.audit.events import EVENTS
from tests.support.source import LICENSING, python_files, short, tree_of

OF_EVERY_ENTRY = {"by", "subject", "reason"}


def recorded():
    """Each call of `record("…", …)` in the source: the event, the facts it gives, and where."""
    for path in python_files(LICENSING):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("record", "actions.record"):
                assert len(node.args) == 1, f"{short(path)}:{node.lineno} names its facts"
                facts = {keyword.arg for keyword in node.keywords} - OF_EVERY_ENTRY
                yield node.args[0], facts, f"{short(path)}:{node.lineno}"


CALLS = [call for call in recorded() if isinstance(call[0], ast.Constant)]


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_a_subject_and_a_verb_in_the_past(event):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*", event)
    assert len(event) <= 80
    sentence = EVENTS[event].sentence
    assert sentence[0].isupper()
    assert not sentence.endswith(".")
    assert re.search(r"\b(was|were|signed|changed|lapsed|said|recorded|acknowledged)\b", sentence)


def test_every_event_in_the_source_is_in_the_catalogue_and_carries_exactly_its_facts():
    wrong = [
        f"{where}: {event.value} carries {sorted(facts)}"
        for event, facts, where in CALLS
        if event.value not in EVENTS or facts != EVENTS[event.value].facts
    ]
    assert not wrong, "\n".join(wrong)
    assert len(CALLS) > 20


def test_every_event_of_the_catalogue_is_recorded_somewhere():
    named = {
        node.value
        for path in python_files(LICENSING)
        if path.name != "events.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and node.value in EVENTS
    }
    assert set(EVENTS) - named == set()


def test_facts_name_nobody_and_quote_nothing():
    personal = {"name", "first", "last", "surname", "email", "address", "postcode", "date_of_birth", "born"}
    free_text = {"text", "reasons", "words", "note", "password"}
    assert {
        event: sorted(facts) for event, of in EVENTS.items() if (facts := of.facts & (personal | free_text))
    } == {}
