"""Training from a file: completions of people who are surely the ones meant."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.authorities.officer_models import OfficerRole
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.errors import NotAllowed
from licensing.exchange import profiles, undoing
from licensing.training.models import Completion
from tests.factories import training as make

TODAY = clock.today()
DONE = TODAY - timedelta(days=60)
HEADER = "licence number,name,dob,course,date completed,score,certificate\n"
SAMPLE = (
    Path(__file__).parent / "data" / "new_york" / "medallion_drivers_passenger_assistance_trained_sample.csv"
)
NEW_YORK = """
what = "training"
ignored = ["type", "expiration_date", "last_updated_time"]
[columns]
number = "license_number"
name = "name"
result = "completed_both_training"
completed_on = "last_updated_date"
[fixed]
course = "PA"
"""


def row(number="L-1", name="Imran Example", born="27/03/1985", done=DONE, score="85", certificate="C-1"):
    return f"{number},{name},{born},SG,{done},{score},{certificate}\n"


@pytest.fixture
def imran(by):
    """Imran Example, who holds licence L-1 of Leeds, where the course SG is given; the officer keeps training."""
    with transaction():
        db.session.add(OfficerRole(officer_id=by.id, role=Role.TRAINING_ADMINISTRATOR.value))
        make.course(by)
        person = make.person()
        make.licence(person, number="L-1")
        made = person.id
    db.session.expire_all()
    return made


@pytest.mark.rule("R59")
def test_a_completion_is_added_once_and_taken_back_with_its_load(by, imran, load):
    done = load("training", HEADER + row())
    held = db.session.scalars(select(Completion)).one()
    assert (held.person_id, held.passed, held.certificate_number) == (imran, True, "C-1")
    again = load("training", HEADER + row())
    assert (again.added, again.left_alone) == (0, 1)
    with transaction():
        undoing.undo(again.id, by=by)
    with transaction():
        undoing.undo(done.id, by=by)
    assert db.session.scalars(select(Completion)).all() == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (row("L-9"), "licence number: nobody of the register holds"),
        (row(name="Imran Other"), "name: L-1 is held by another name"),
        (row(born="28/03/1985"), "dob: the holder of L-1 was born on another day"),
        (row(name="", born=""), "a number alone doesn't say who it is"),
        (row(done=TODAY + timedelta(days=1)), "date completed: is in the future"),
        (row(score="40"), "certificate"),
        (row(score=""), "score"),
    ],
    ids=["number", "name", "birth", "number alone", "future", "failed with certificate", "no score"],
)
def test_what_is_not_surely_somebodys_training_is_a_fault(imran, check, line, says):
    found = check("training", HEADER + line)
    assert says in " ".join(fault.words for fault in found.faults)
    assert found.added == 0


def test_only_who_keeps_training_loads_it(by, load):
    with transaction():
        make.course(by)
        make.licence(make.person(), number="L-1")
    with pytest.raises(NotAllowed):
        load("training", HEADER + row())


def test_a_real_list_with_names_in_one_field_and_midnights_is_read(imran, check, by):
    found = check(profiles.read(NEW_YORK, "new-york.toml"), SAMPLE.read_bytes())
    assert found.rows == 10
    assert {fault.message.split(" holds")[0] for fault in found.faults} >= {"nobody of the register"}
    assert not any("date" in fault.column for fault in found.faults)
