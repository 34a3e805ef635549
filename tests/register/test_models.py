"""People's rows: identity numbers sealed, and what a licence may rest on."""

from datetime import date

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from licensing import clock, sealing
from licensing.db import db, transaction
from licensing.register.models import DriverLicence, Person, PersonName, PersonNumber, new_ref
from tests.factories.officers import council, officer
from tests.factories.people import COMMUNITY, GB_DRIVER, HOME, NATIONAL_INSURANCE, NI_DRIVER, licence, person
from tests.support.stored import everything_stored

NUMBERS = {
    "national_insurance": NATIONAL_INSURANCE,
    "gb_driver": GB_DRIVER,
    "ni_driver": NI_DRIVER,
    "community": COMMUNITY,
}


def test_no_identity_number_is_in_clear_anywhere_in_the_database(app_context):
    with transaction():
        person(numbers=NUMBERS)
    stored = everything_stored()
    assert "Exampleby" in stored
    for number in NUMBERS.values():
        assert number not in stored
        assert number.lower() not in stored.lower()
        assert number[2:-1] not in stored


def test_a_number_opens_to_what_was_given_and_is_masked_to_three_characters(app_context):
    with transaction():
        who = person(numbers=NUMBERS)
    assert {held.kind: held.number for held in who.numbers} == NUMBERS
    assert {held.masked for held in who.numbers} == {"••••••56C", "••••••9AB", "••••••678", "••••••/99"}


def test_the_same_number_twice_is_sealed_differently_and_has_one_fingerprint(app_context):
    with transaction():
        by = officer()
        rows = [person(by=by).numbers[0], person("Imran", by=by).numbers[0]]
    assert rows[0].fingerprint == rows[1].fingerprint
    assert rows[0].sealed != rows[1].sealed


def test_one_number_as_two_kinds_has_two_fingerprints(app_context):
    with transaction():
        who = person(numbers={"ni_driver": "12345678", "community": "12345678"})
    assert len({held.fingerprint for held in who.numbers}) == 2


def test_a_number_moved_to_another_place_does_not_open(app_context):
    with transaction():
        held = person().numbers[0]
        held_id, there = held.id, {"kind": held.kind, "ref": held.ref}
    for other in ({"kind": "community"}, {"ref": new_ref()}):
        with transaction():
            db.session.execute(update(PersonNumber).values(there | other))
        moved = db.session.get_one(PersonNumber, held_id, populate_existing=True)
        with pytest.raises(sealing.Unreadable):
            _ = moved.number


def test_a_number_is_sealed_anew_under_the_newest_key_and_found_as_before(app_context):
    with transaction():
        held = person().numbers[0]
        before = (held.sealed, held.fingerprint)
        held.reseal()
    assert held.sealed != before[0]
    assert held.fingerprint == before[1]
    assert held.number == NATIONAL_INSURANCE


def test_a_person_who_was_never_named_says_so(app_context):
    with transaction():
        by = officer()
        nobody = Person(authority_id=by.authority_id, date_of_birth=date(1985, 3, 27), created_at=clock.now())
        db.session.add(nobody)
    assert nobody.full_name == "Name not recorded"
    assert nobody.home_address is None


def test_a_name_of_one_part_has_no_stray_space(app_context):
    with transaction():
        who = person("", "Prakash")
    assert who.full_name == "Prakash"


def test_a_person_is_known_by_a_reference_that_cannot_be_guessed(app_context):
    with transaction():
        first, second = person(numbers={}), person(numbers={})
    assert first.ref != second.ref
    assert len(first.ref) == 16
    assert str(first.id) != first.ref


def test_an_address_is_shown_in_one_line(app_context):
    with transaction():
        who = person()
    assert who.home_address.shown == "1 Specimen Street, Inventedtown, ZZ1 1AA"
    assert who.home_address.from_on == HOME.from_on


WRONG = [
    {"origin": "determination", "determination_id": None},
    {"origin": "old-records", "determination_id": 1},
    {"origin": "determination", "determination_id": 1},
    {"origin": "found in a drawer"},
    {"kind": "bus"},
    {"starts_on": date(2026, 6, 10), "ends_on": date(2026, 6, 10)},
]


def test_the_database_refuses_a_licence_that_rests_on_nothing_or_is_none(app_context):
    with transaction():
        by = officer()
        who = person(by=by)
    row = {
        "authority_id": by.authority_id,
        "licence_class": "driver",
        "person_id": who.id,
        "kind": "private-hire",
        "number": "LDS-PHD-1",
        "starts_on": date(2026, 6, 10),
        "ends_on": date(2029, 6, 9),
        "state": "current",
        "origin": "old-records",
        "determination_id": None,
        "term_reason": "",
        "recorded_at": clock.now(),
    }
    for wrong in WRONG:
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(insert(DriverLicence).values(row | wrong))
    with transaction():
        db.session.execute(insert(DriverLicence).values(row))
    assert db.session.scalars(select(DriverLicence.number)).all() == ["LDS-PHD-1"]


def test_what_a_licence_rests_on_and_whose_it_is_are_never_changed(app_context):
    with transaction():
        by = officer()
        licence(by=by)
        other = person("Imran", by=by)
    for change in (
        {"origin": "determination", "determination_id": 7},
        {"determination_id": 7},
        {"person_id": other.id},
        {"authority_id": council("Bradford").id},
    ):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(update(DriverLicence).values(change))
    with transaction():
        db.session.execute(update(DriverLicence).values(state="suspended"))


def test_a_name_is_current_earlier_or_other_and_nothing_else(app_context):
    with transaction():
        who = person()
    with pytest.raises(IntegrityError), transaction():
        db.session.add(PersonName(person_id=who.id, kind="nick", last="Dita", recorded_at=clock.now()))
