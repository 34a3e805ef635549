"""What crosses the line to the national register, and what can't."""

from dataclasses import FrozenInstanceError, fields

import pytest

from licensing.matching.people import Person
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.gateway import EntryReceipt, EntryShown, Gateway, NewEntry

# 2022 Act s.2(4): the paragraph that each field is of.
SENT = {
    "first_name": "(a)",
    "middle_names": "(a)",
    "last_name": "(a)",
    "date_of_birth": "(a)",
    "home_address": "(a)",
    "home_postcode": "(a)",
    "numbers": "(a) to (d)",
    "recording_authority_id": "(e)",
    "further_information": "(e)",
    "decided_on": "(f)",
    "effect_on": "(f)",
    "suspension_ends_on": "(h)",
    # s.2(2)(a) of the Act: "an entry recording the decision".
    "decision": "s.2(2)(a)",
}


@pytest.mark.rule("R05")
def test_an_entry_is_sent_with_the_fields_of_the_act_and_the_authoritys_own_key_only():
    assert {field.name for field in fields(NewEntry)} == set(SENT) | {"source_key"}


@pytest.mark.rule("R05")
def test_an_entry_is_shown_with_the_fields_of_the_act_and_what_finds_it_only():
    of_the_person = {
        "first_name",
        "middle_names",
        "last_name",
        "date_of_birth",
        "home_address",
        "home_postcode",
        "numbers",
    }
    # Changes are of paragraph (g): the register shows them, and no new entry has any.
    said = {"person", "full_name", "recording_authority", "first_made_on", "ref", "version", "changes"}
    assert {field.name for field in fields(EntryShown)} == (set(SENT) - of_the_person) | said
    assert {field.name for field in fields(Person)} == {
        "names",
        "dates_of_birth",
        "addresses",
        "national_insurance",
        "gb_driver",
        "ni_driver",
        "community",
        "births_as_written",
    }


def test_the_embedded_register_is_a_gateway() -> None:
    way_in: Gateway = EmbeddedRegister()
    assert all(callable(getattr(way_in, name)) for name in ("search", "entry", "make_entry"))


def test_what_crossed_the_line_is_not_changed_afterwards():
    receipt = EntryReceipt("ref", None)
    with pytest.raises(FrozenInstanceError):
        receipt.entry_ref = "another"
