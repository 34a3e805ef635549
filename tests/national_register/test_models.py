"""The tables of the national register: what they hold, what they can't, and what is never changed."""

import pytest
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import String, Text

from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.national_register import actions
from licensing.national_register.models import DECISIONS, Entry, EntryNumber, SearchReceipt
from tests.factories.people import (
    COMMUNITY,
    GB_DRIVER,
    NATIONAL_INSURANCE,
    NI_DRIVER,
    entry,
    person,
)
from tests.support.stored import everything_stored

pytestmark = pytest.mark.usefixtures("app_context")

# 2022 Act s.2(4): each paragraph, and the columns that hold it.
OF_THE_ACT = {
    "(a) full name, date of birth, home address": {
        "first_name",
        "middle_names",
        "last_name",
        "date_of_birth",
        "birth_as_written",
        "home_address",
        "home_postcode",
    },
    "(e) the authority, and how further information can be obtained from it": {
        "recording_authority_id",
        "further_information",
    },
    "(f) when the decision was made and takes effect": {"decided_on", "effect_on"},
    "(h) when a suspension for a period is to end": {"suspension_ends_on"},
    "s.2(2)(a) the decision itself": {"decision"},
}
# What finds an entry, counts its eleven years and keeps it to one: nothing about anybody.
OF_THE_REGISTER = {
    "id",
    "ref",
    "source_key",
    "file_entry_id",
    "first_made_at",
    "first_made_on",
    "removed_at",
    "version",
}
BESIDE = {
    "register_entry_number": {"id", "entry_id", "kind", "ref", "sealed", "fingerprint"},  # (a) to (d)
    "register_entry_change": {
        "id",
        "entry_id",
        "what",
        "changed_on",
        "effect_on",
        "made_at",
        "source_key",
    },  # (g)
    # Whom it is about, made comparable and sealed: what the index is built from.
    "register_entry_form": {"entry_id", "first_made_on", "form"},
}


def _columns(table):
    return {column["name"]: column["type"] for column in inspect(db.engine).get_columns(table)}


@pytest.mark.rule("R05")
def test_an_entry_has_the_columns_of_the_act_and_none_for_a_reason():
    assert set(_columns("register_entry")) == set().union(*OF_THE_ACT.values()) | OF_THE_REGISTER


@pytest.mark.rule("R05")
def test_nothing_hangs_on_an_entry_but_its_numbers_its_changes_and_its_form():
    inspector = inspect(db.engine)
    beside = {
        table
        for table in inspector.get_table_names()
        for key in inspector.get_foreign_keys(table)
        if key["referred_table"] == "register_entry"
    }
    assert beside == set(BESIDE)
    for table, columns in BESIDE.items():
        assert set(_columns(table)) == columns
    # Keys lean on nothing, so that no second index is needed: they hold a hash and a number.
    assert set(_columns("register_entry_key")) == {"key", "entry_id"}


@pytest.mark.rule("R05")
def test_no_free_text_fits_into_what_the_register_keeps_for_itself():
    columns = _columns("register_entry")
    texts = {name for name in OF_THE_REGISTER if isinstance(columns[name], String)}
    assert texts == {"ref", "source_key", "file_entry_id"}
    assert (columns["source_key"].length, columns["file_entry_id"].length) == (120, 200)
    free = {name for name, type_ in columns.items() if isinstance(type_, Text) and type_.length is None}
    assert free == {"home_address", "further_information"}


@pytest.mark.rule("R21")
def test_the_database_takes_no_decision_but_a_drivers_refusal_suspension_or_revocation():
    with transaction():
        made = entry()
    assert set(DECISIONS) == {"refused", "refused-renewal", "suspended", "revoked"}
    for decision in DECISIONS:
        with transaction():
            db.session.execute(update(Entry).values(decision=decision))
    for decision in ("vehicle-suspended", "operator-refused", "granted", "warned", ""):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(update(Entry).values(decision=decision))
    assert made.id is not None


@pytest.mark.rule("R06")
def test_the_database_takes_an_end_of_a_suspension_only():
    with transaction():
        made = entry(decision="revoked")
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Entry).values(suspension_ends_on=made.decided_on))
    with transaction():
        db.session.execute(update(Entry).values(decision="suspended", suspension_ends_on=made.decided_on))


def test_one_authority_has_one_entry_for_one_key_also_in_the_database():
    with transaction():
        first, second = entry(key="decision:1"), entry(key="decision:2")
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Entry).where(Entry.id == second.id).values(source_key="decision:1"))
    with transaction():
        elsewhere = entry(key="decision:1", recorded_by="York")
    assert len({first.ref, second.ref, elsewhere.ref}) == 3


def test_no_identity_number_of_an_entry_a_search_or_the_log_is_in_clear_in_the_database(leeds):
    numbers = {
        "national_insurance": NATIONAL_INSURANCE,
        "gb_driver": GB_DRIVER,
        "ni_driver": NI_DRIVER,
        "community": COMMUNITY,
    }
    with transaction():
        made = entry(numbers=numbers.items())
        receipt = actions.search(
            person(by=leeds, numbers=numbers),
            purpose="safeguarding",
            reason="To decide",
            application=actions.ForApplication("application", 1),
            by=leeds,
        )
    assert {held.kind: held.number for held in made.numbers} == numbers
    assert len(receipt.candidates) == 1
    stored = everything_stored()
    assert "To decide" in stored
    for number in numbers.values():
        assert number.lower() not in stored.lower()
        assert number[2:-1] not in stored


def test_the_numbers_of_an_entry_are_sealed_anew_under_the_newest_key():
    with transaction():
        made = entry(numbers=[("gb_driver", GB_DRIVER)])
        (held,) = made.numbers
        before = (held.sealed, held.fingerprint)
        held.reseal()
    again = db.session.scalars(select(EntryNumber)).one()
    assert again.sealed != before[0]
    assert (again.fingerprint, again.number) == (before[1], GB_DRIVER)


def test_the_name_of_an_entry_is_one_line():
    with transaction():
        assert entry("Perdita", "Exampleby", middle="Anne").full_name == "Perdita Anne Exampleby"
        assert entry("", "Prakash").full_name == "Prakash"


@pytest.mark.rule("R10", "R24")
def test_a_receipt_is_never_changed(leeds):
    with transaction():
        receipt = actions.search(
            person(by=leeds),
            purpose="safeguarding",
            reason="To decide",
            application=actions.ForApplication("application", 1),
            by=leeds,
        )
    changes = [
        {"reason": "Another"},
        {"application_ref": "another"},
        {"good_until": receipt.good_until.replace(year=2036)},
        {"officer_id": receipt.officer_id},
        {"tried": {}},
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="never changed"), transaction():
            db.session.execute(update(SearchReceipt).values(change))

    def change_it_as_a_row():
        with transaction():
            db.session.scalars(select(SearchReceipt)).one().good_until = receipt.good_until.replace(year=2036)

    with pytest.raises(IntegrityError, match="never changed"):
        change_it_as_a_row()
    kept = db.session.scalars(select(SearchReceipt)).one()
    assert (kept.reason, kept.application_ref, kept.good_until.year) == ("To decide", "application", 2026)


@pytest.mark.rule("R05")
def test_the_log_of_an_entry_says_no_name_number_or_reason():
    with transaction():
        made = entry(numbers=[("national_insurance", NATIONAL_INSURANCE)])
    (line,) = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "national-register:entry-made"))
    assert line.subject == f"entry:{made.ref}"
    assert "Exampleby" not in line.facts
    assert line.reason == ""
    assert "revoked" in line.facts
