"""`flask vetting`: what is due, counted, and the questions put."""

from datetime import timedelta

import pytest

from licensing import clock
from licensing.db import transaction
from licensing.suitability import vetting
from tests.factories.officers import officer
from tests.factories.people import licence, person


@pytest.fixture
def someone(app):
    """The number of a licence holder whose certificate lapsed a year ago."""
    with app.app_context(), transaction():
        by = officer()
        who = person(by=by)
        licence(who, by=by)
        issued = clock.today() - timedelta(days=540)
        facts = vetting.SeenFacts("enhanced-dbs", "clear", issued_on=issued, reference="001234567890")
        vetting.record_seen(who.id, facts, by=by)
        return who.id


def test_what_is_due_is_counted_and_nobody_is_named(cli, someone):
    said = cli("vetting", "due", "--authority", "Leeds", "--people")
    assert "Licence holders: 1. Things to do: 4. Questions waiting: 0." in said
    assert f"person {someone}: Enhanced DBS certificate: lapsed" in said
    assert "(unverified period)" in said
    assert "Exampleby" not in said


def test_a_council_that_is_none_is_said_in_words(cli):
    result = cli.run("vetting", "due", "--authority", "Nowhere")
    assert result.exit_code == 1
    assert "No council" in result.output


def test_what_fell_due_is_opened_once(cli, someone):
    assert cli("vetting", "ask") == "Duties opened and questions put: 1.\n"
    assert cli("vetting", "ask") == "Duties opened and questions put: 0.\n"
