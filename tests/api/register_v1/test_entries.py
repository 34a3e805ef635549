"""Making an entry and changing one's own, once for each key."""

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from licensing.db import db
from licensing.national_register.models import Entry, EntryChange
from licensing.national_register.wire import AddressSent

CHANGE = {"what": "removed", "changed_on": "2026-06-09"}


def _count(app, what):
    with app.app_context():
        return db.session.scalar(select(func.count(what.id)))


@pytest.mark.rule("R04")
def test_the_same_key_and_content_gives_the_first_answer_again(app, bradford, entry):
    first = bradford.call("POST", "/entries", entry(), key="decision:7")
    again = bradford.call("POST", "/entries", entry(), key="decision:7")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert _count(app, Entry) == 1


@pytest.mark.rule("R04")
def test_a_name_corrected_between_a_lost_answer_and_the_next_try_gives_the_entry_that_is_there(
    app, bradford, entry
):
    first = bradford.call("POST", "/entries", entry(), key="decision:7")
    again = bradford.call("POST", "/entries", entry(last_name="Corrected"), key="decision:7")
    assert (again.status_code, again.json) == (200, first.json)
    assert _count(app, Entry) == 1


def test_the_same_key_with_another_decision_is_refused_and_changes_nothing(app, bradford, entry):
    bradford.call("POST", "/entries", entry(decision="refused"), key="decision:7")
    answer = bradford.call("POST", "/entries", entry(decision="revoked"), key="decision:7")
    assert (answer.status_code, answer.json["type"]) == (409, "urn:problem:register:not-possible-now")
    assert _count(app, Entry) == 1


def test_a_write_needs_a_key(app, bradford, entry):
    answer = bradford.call("POST", "/entries", entry())
    assert (answer.status_code, set(answer.json["faults"])) == (400, {"Idempotency-Key"})
    assert _count(app, Entry) == 0


def test_what_was_refused_leaves_its_key_free(app, bradford, entry):
    assert bradford.call("POST", "/entries", entry(decision="operator-refused"), key="one").status_code == 400
    assert bradford.call("POST", "/entries", entry(), key="one").status_code == 201
    assert _count(app, Entry) == 1


@pytest.mark.rule("R05")
@pytest.mark.parametrize("field", ["reason", "grounds", "recording_authority", "notes"])
def test_nothing_but_the_fields_of_the_act_is_taken(app, bradford, entry, field):
    answer = bradford.call("POST", "/entries", entry() | {field: "because"}, key="one")
    assert answer.status_code == 400
    assert "because" not in answer.text
    assert _count(app, Entry) == 0


@pytest.mark.rule("R16")
def test_an_entry_is_of_the_authority_whose_credential_was_shown_and_changed_by_no_other(
    app, leeds, bradford, entry
):
    ref = bradford.call("POST", "/entries", entry(), key="one").json["entry"]
    assert leeds.call("GET", f"/entries/{ref}").json["recording_authority"] == "BRD"
    assert leeds.call("POST", f"/entries/{ref}/changes", CHANGE, key="two").status_code == 404
    assert leeds.call("GET", f"/entries/{ref}").status_code == 200
    assert bradford.call("POST", f"/entries/{ref}/changes", CHANGE, key="two").status_code == 201
    assert leeds.call("GET", f"/entries/{ref}").status_code == 404
    assert _count(app, EntryChange) == 1


def test_a_key_is_its_writers_own(app, leeds, bradford, entry):
    refs = [one.call("POST", "/entries", entry(), key="one").json["entry"] for one in (leeds, bradford)]
    for one, ref in zip((leeds, bradford), refs, strict=True):
        assert one.call("POST", f"/entries/{ref}/changes", CHANGE, key="a change").status_code == 201
    assert (_count(app, Entry), _count(app, EntryChange)) == (2, 2)


@pytest.mark.parametrize("address", ["x" * 1_500, "x\n" * 900], ids=["a long line", "many lines"])
def test_an_entry_that_was_taken_is_answered_however_its_address_is_written(leeds, bradford, entry, address):
    ref = bradford.call("POST", "/entries", entry(home_address=address), key="one").json["entry"]
    answer = leeds.call("GET", f"/entries/{ref}")
    assert answer.status_code == 200
    assert answer.json["person"]["addresses"][0]["lines"] == address.splitlines()


def test_what_an_entry_holds_stands_in_no_fault_that_is_logged():
    with pytest.raises(ValidationError) as fault:
        AddressSent(lines=["1 Specimen Street" * 1_000])
    assert "Specimen" not in str(fault.value)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"changed_on": "2026-03-01"}, "changed_on"),
        ({"changed_on": "2026-06-09", "suspension_ends_on": "2026-03-01"}, "suspension_ends_on"),
    ],
)
def test_nothing_of_a_decision_is_before_it(app, bradford, entry, told, field):
    ref = bradford.call("POST", "/entries", entry(decision="suspended"), key="one").json["entry"]
    answer = bradford.call("POST", f"/entries/{ref}/changes", {"what": "amended"} | told, key="two")
    assert (answer.status_code, set(answer.json["faults"])) == (400, {field})
    assert _count(app, EntryChange) == 0
