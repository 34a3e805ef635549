"""Drivers in a file meet the matching: no second record of the same person without an officer's word."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.db import db, transaction
from licensing.errors import BadInput
from licensing.exchange import checking, loading, profiles, undoing
from licensing.outbox.models import OutboxMessage
from licensing.register.models import Badge, DriverLicence, Person
from licensing.register.queries import alike, as_value
from tests.factories import people

TODAY = clock.today()
STARTS, ENDS = TODAY - timedelta(days=30), TODAY + timedelta(days=900)
HEADER = "licence number,type,name,dob,start,end,badge,address,postcode,nino\n"


def row(
    number="D1",
    *,
    name='"Exampleby, Perdita"',
    born="27/03/1985",
    badge="B1",
    ends=ENDS,
    nino="AB123456C",
    home="1 Specimen Street",
):
    return f"{number},private hire,{name},{born},{STARTS},{ends},{badge},{home},ZZ1 1AA,{nino}\n"


@pytest.fixture
def load_with(by):
    def run(text, **choices):
        profile, data = profiles.named("drivers"), text.encode()
        with transaction():
            begun = loading.begin(profile.name, profile.what, checking.sha256(data), by=by).id
        with transaction():
            told = {int(line.removeprefix("line")): who for line, who in choices.items()}
            found = checking.dry_run(profile, data, on=TODAY, authority=by.authority, choices=told)
            return loading.load(found, begun, by=by)

    return run


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_driver_is_added_with_licence_and_badge_and_found_by_the_matching(load, by):
    done = load("drivers", HEADER + row())
    assert done.added == 1
    person = db.session.scalars(select(Person)).one()
    assert (person.full_name, person.home_address.postcode) == ("Perdita Exampleby", "ZZ1 1AA")
    assert [number.number for number in person.numbers] == ["AB123456C"]
    assert [(one.number, one.badges[0].number) for one in person.licences] == [("D1", "B1")]
    assert [found.id for found, _, _ in alike(by.authority_id, as_value(person))] == [person.id]


def test_whoever_is_taken_over_is_promised_to_be_compared_with_the_national_register(load):
    load("drivers", HEADER + row())
    assert db.session.scalars(select(OutboxMessage.topic)).all() == ["licence-holder:changed"]


def test_the_same_file_again_changes_nothing_and_a_new_address_is_a_change(load):
    load("drivers", HEADER + row())
    assert load("drivers", HEADER + row()).left_alone == 1
    done = load("drivers", HEADER + row(home="2 Specimen Street"))
    assert done.changed == 1
    person = db.session.scalars(select(Person)).one()
    assert person.home_address.lines == "2 Specimen Street"
    assert len(person.addresses) == 2


def test_one_person_with_two_licences_is_one_record(load):
    done = load("drivers", HEADER + row() + row("D2", badge="B2").replace("private hire", "hackney"))
    assert done.added == 2
    assert (count(Person), count(DriverLicence)) == (1, 2)


def test_somebody_of_the_register_is_known_by_number_name_and_birth(by, load):
    with transaction():
        people.person(by=by)
    assert load("drivers", HEADER + row()).added == 1
    assert count(Person) == 1


def test_who_may_be_somebody_there_is_held_until_an_officer_says_who_it_is(by, load_with):
    with transaction():
        known = people.person("Perdita", "Exampleby", by=by).id
    text = HEADER + row(name="Perdita Exampelby", nino="")
    with pytest.raises(BadInput, match="Say who each of them is"):
        load_with(text)
    assert count(DriverLicence) == 0
    load_with(text, line2=str(known))
    assert (count(Person), count(DriverLicence)) == (1, 1)


def test_another_person_by_an_officers_word_has_a_record_of_their_own(by, load_with):
    with transaction():
        people.person("Perdita", "Exampleby", by=by)
    load_with(HEADER + row(name="Perdita Exampelby", nino=""), line2="new")
    assert count(Person) == 2


def test_a_line_is_left_out_by_an_officers_word(by, load_with):
    with transaction():
        people.person("Perdita", "Exampleby", by=by)
    done = load_with(HEADER + row(name="Perdita Exampelby", nino=""), line2="leave")
    assert (done.added, done.lines) == (0, 1)


def test_two_lines_that_may_be_one_person_are_a_question(check):
    found = check("drivers", HEADER + row() + row("D2", badge="B2", name="Perdita Exampelby", nino=""))
    assert [asked.line for asked in found.questions] == [3]
    assert found.questions[0].candidates[0][0] == "line 2"


@pytest.mark.rule("R33")
def test_faults_of_a_driver_are_told_by_column(check):
    text = (
        HEADER
        + row(ends=STARTS + timedelta(days=1200))
        + row("D2", badge="B1", name="Perdita", born="31/02/1985")
    )
    found = check("drivers", text + row("D3", badge="B3", nino="QQ123456C"))
    assert [(fault.line, fault.column) for fault in found.faults] == [
        (2, "end"),
        (3, "dob"),
        (3, "name"),
        (4, "nino"),
    ]


def test_a_badge_that_is_issued_already_is_a_fault(load, check):
    load("drivers", HEADER + row())
    found = check("drivers", HEADER + row("D2", name="Somebody Else", born="1/1/1970", nino=""))
    assert [fault.column for fault in found.faults] == ["badge"]


def test_a_load_of_drivers_is_undone_whole(load, by):
    first = load("drivers", HEADER + row())
    second = load(
        "drivers",
        HEADER + row(home="2 Specimen Street", name="Perdita Newname", ends=TODAY + timedelta(days=100)),
    )
    assert second.changed == 1
    with transaction():
        undoing.undo(second.id, by=by)
    person = db.session.scalars(select(Person)).one()
    assert (person.full_name, person.home_address.lines) == ("Perdita Exampleby", "1 Specimen Street")
    assert [(one.ends_on, one.badges[0].number) for one in person.licences] == [(ENDS, "B1")]
    value = as_value(person)
    with transaction():
        undoing.undo(first.id, by=by)
    assert (count(Person), count(DriverLicence), count(Badge)) == (0, 0, 0)
    assert alike(by.authority_id, value) == []
