"""What each line of a register in a file makes an entry of, its faults by line, and what is kept as it was given."""

from datetime import date

import pytest

from licensing.national_register.entry_file import EntryReader, Resolved, authority_of, decision_of
from licensing.national_register.people_file import Line
from tests.factories.officers import council

TODAY = date(2026, 6, 10)
SOUND = {
    "entry_id": "17",
    "first_name": "Perdita",
    "last_name": "Exampleby",
    "dob": "1985-03-27",
    "address": "1 Specimen Street",
    "town": "Inventedtown",
    "postcode": "ZZ1 1AA",
    "nino": "AB123456C",
    "authority": "Bradford",
    "decision": "revoked",
    "decision_date": "2026-03-02",
}


def reader_of_bradfords():
    """A reader that knows one authority."""
    return EntryReader(TODAY, lambda _: Resolved(7, "City of Bradford Metropolitan District Council"))


def read(**cells):
    """The entry of one line that says what SOUND says but for these; its faults and its warnings."""
    reader = reader_of_bradfords()
    entry = reader.entry_of(Line(2, SOUND | cells))
    return entry, [fault.text for fault in reader.faults], dict(reader.warnings.counts)


def test_a_sound_line_is_an_entry():
    entry, faults, warnings = read()
    assert (faults, warnings) == ([], {})
    assert entry.authority_id == 7
    assert (entry.decision, entry.decided_on, entry.first_made_on) == ("revoked", date(2026, 3, 2), None)
    assert entry.home_address == "1 Specimen Street\nInventedtown"
    assert entry.person.names[0].full == "Perdita Exampleby"
    assert entry.person.addresses[0].lines[-1] == "Inventedtown"
    assert entry.person.national_insurance == ("AB123456C",)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"entry_id": ""}, "its entry_id is missing"),
        ({"entry_id": "x" * 201}, "longer than 200"),
        ({"entry_id": "this-register:17"}, "as only entries made here do"),
        ({"entry_id": " THIS-REGISTER:17"}, "as only entries made here do"),
        ({"decision": ""}, "its decision is missing"),
        ({"decision": "warned"}, "no decision that is known"),
        ({"decision": "vehicle suspended"}, "no decision that is known"),
        ({"decision_date": ""}, "date of decision is missing"),
        ({"decision_date": "2026-02-30"}, "no date of decision"),
        ({"decision_date": "last spring"}, "no date of decision"),
        ({"first_made": "soon"}, "no day of first making"),
        ({"first_made": "2026-06-11"}, "in the future"),
    ],
)
def test_what_no_entry_can_be_made_with_is_a_fault(cells, says):
    entry, faults, _ = read(**cells)
    assert entry is None
    assert len(faults) == 1
    assert says in faults[0]


def test_every_fault_of_a_line_is_said():
    _, faults, _ = read(entry_id="", decision="", decision_date="")
    assert len(faults) == 3


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Bradford", ""),
        ("City of Bradford Metropolitan District Council", ""),
        ("E08000032", ""),
        ("", "its authority is missing"),
        ("Nowhereshire", "no authority that is known"),
        ("E99999999", "no authority that is known"),
        ("West Yorkshire Combined Authority", "does not license drivers"),
    ],
)
def test_an_authority_is_known_by_its_name_or_its_code_and_must_be_one_that_licenses(
    app_context, text, fault
):
    found = authority_of(text)
    assert fault in found.fault
    assert bool(found.fault) is bool(fault)
    assert found.id == (0 if fault else council("Bradford").id)


def test_an_entry_id_that_is_there_twice_is_a_fault_that_names_the_line_before():
    reader = reader_of_bradfords()
    assert reader.entry_of(Line(2, SOUND)) is not None
    assert reader.entry_of(Line(3, SOUND | {"entry_id": "18"})) is not None
    assert reader.entry_of(Line(4, SOUND)) is None
    assert [(fault.line, fault.text) for fault in reader.faults] == [(4, "its entry_id is that of line 2")]


def test_a_line_with_more_values_than_columns_is_a_fault():
    reader = reader_of_bradfords()
    assert reader.entry_of(Line(2, SOUND, too_long=True)) is None
    assert "more values than there are columns" in reader.faults[0].text


@pytest.mark.parametrize(
    ("cells", "warning"),
    [
        ({"first_name": "", "last_name": ""}, "have no name"),
        ({"first_name": ""}, "have no first name or no last name"),
        ({"dob": ""}, "have no birth date"),
        ({"dob": "1985-02-30"}, "have a birth date that can't be"),
        ({"dob": "2085-02-28"}, "have a birth date in the future or before 1900"),
        ({"nino": ""}, "have neither a National Insurance nor a driver number"),
        ({"nino": "AB12"}, "have a National Insurance number that is not of its form"),
        ({"licence_no": "EXAMP85"}, "have a driver number that is not of its form"),
        ({"decision_date": "2027-01-01"}, "have a date of decision in the future"),
        ({"first_name": "P" * 101}, "have a first_name of more than 100 characters; the rest is left out"),
        ({"postcode": "not known yet"}, "have a postcode that can't be one; it is kept in the address"),
    ],
)
def test_what_real_registers_hold_is_a_warning_and_an_entry_all_the_same(cells, warning):
    entry, faults, warnings = read(**cells)
    assert entry is not None
    assert faults == []
    assert warnings == {warning: 1}


def test_what_is_malformed_is_kept_as_it_was_given():
    entry, _, _ = read(dob="31/02/1985", nino="AB12", licence_no="EXAMP85", postcode="not known yet")
    assert (entry.date_of_birth, entry.birth_as_written) == (None, "31/02/1985")
    assert entry.numbers == (("national_insurance", "AB12"), ("gb_driver", "EXAMP85"))
    assert (entry.home_postcode, entry.home_address) == ("", "1 Specimen Street\nnot known yet\nInventedtown")
    assert entry.person.births_as_written == ("31/02/1985",)


@pytest.mark.rule("R09")
@pytest.mark.parametrize(
    ("first_made", "loaded"), [("2015-06-10", False), ("2015-06-11", True), ("11/06/2015", True), ("", True)]
)
def test_an_entry_whose_eleven_years_have_ended_is_left_out(first_made, loaded):
    reader = reader_of_bradfords()
    assert (reader.entry_of(Line(2, SOUND | {"first_made": first_made})) is not None) is loaded
    assert reader.left_out == (0 if loaded else 1)
    assert reader.faults == []


@pytest.mark.rule("R09")
def test_an_old_date_of_decision_never_leaves_an_entry_out():
    entry, faults, _ = read(decision_date="1999-12-31")
    assert faults == []
    assert entry.decided_on == date(1999, 12, 31)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("refused", "refused"),
        ("Refusal", "refused"),
        ("Application refused", "refused"),
        ("refused-renewal", "refused-renewal"),
        ("Refusal to renew", "refused-renewal"),
        ("RENEWAL REFUSED", "refused-renewal"),
        ("Not renewed", "refused-renewal"),
        ("Suspended", "suspended"),
        ("Suspension of driver's licence", "suspended"),
        ("Revocation", "revoked"),
        ("Revoked with immediate effect", "revoked"),
        ("Licence revoked", "revoked"),
        ("Vehicle licence suspended", None),
        ("Operator refused", None),
        ("Suspended, then revoked", None),
        ("Not revoked", None),
        ("granted", None),
        ("the licence", None),
        ("", None),
    ],
)
@pytest.mark.rule("R21")
def test_a_decision_is_understood_as_people_write_it_and_never_guessed(text, means):
    assert decision_of(text) == means
