"""Vehicles, their licences and plates."""

import json
from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.errors import BadInput
from licensing.register import vehicles
from licensing.register.actions import Term
from licensing.register.models import Licence
from licensing.register.vehicle_models import Vehicle, VehicleLicence
from licensing.register.vehicle_queries import find
from tests.factories.officers import officer
from tests.factories.people import licence as driver_licence

YEAR = Term("private-hire-vehicle", date(2026, 6, 10), date(2027, 6, 9))


def recorded(by, vrm="AB12 CDE", **known):
    return vehicles.add_vehicle(vehicles.VehicleFacts(vrm, **known), by=by)


@pytest.mark.parametrize("typed", ["ab12 cde", " AB12CDE ", "AB-12-CDE", "ab 12 cde"])
def test_a_mark_is_kept_and_found_however_it_is_written(app_context, typed):
    with transaction():
        by = officer()
        kept = recorded(by, typed)
    assert kept.vrm == "AB12CDE"
    assert vehicles.of_mark(by.authority_id, "Ab12 Cde") is kept


@pytest.mark.parametrize("typed", ["", "   ", "A", "AB12 CDEF"])
def test_what_is_no_mark_is_refused_with_what_to_enter(app_context, typed):
    with pytest.raises(BadInput) as refused, transaction():
        recorded(officer(), typed)
    assert "AB12 CDE" in refused.value.faults["vrm"]
    assert db.session.scalars(select(Vehicle)).all() == []


def test_a_vehicle_is_recorded_once_in_an_authority_and_once_in_the_next(app_context):
    with transaction():
        leeds, york = officer(), officer("York")
        recorded(leeds)
        recorded(york)
    with pytest.raises(BadInput, match="already"), transaction():
        recorded(leeds, "ab12cde")


def test_what_is_held_of_a_vehicle_is_put_right_and_what_changed_is_recorded(app_context):
    with transaction():
        by = officer()
        kept = recorded(by, make="Sample", seats=4)
        other = recorded(by, "XY9 ZZZ")
    with transaction():
        changed = vehicles.change_vehicle(
            kept, vehicles.VehicleFacts("AB12 CDF", make=" Sample ", seats=6, cctv_fitted=False), by=by
        )
    assert changed == ["cctv_fitted", "seats", "vrm"]
    assert (kept.vrm, kept.make, kept.seats, kept.cctv_fitted) == ("AB12CDF", "Sample", 6, False)
    assert [one.vrm for one in kept.earlier_marks] == ["AB12CDE"]
    assert find(by.authority_id, "ab12 cde") == [kept]
    line = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "vehicle:changed")).one()
    assert json.loads(line.facts) == {"what": changed}
    with transaction():
        assert vehicles.change_vehicle(other, vehicles.VehicleFacts("xy9zzz"), by=by) == []
    with pytest.raises(BadInput) as refused, transaction():
        vehicles.change_vehicle(other, vehicles.VehicleFacts("AB12 CDF"), by=by)
    assert refused.value.faults == {"vrm": "AB12CDF is on the register already"}


def test_a_taken_over_licence_has_its_plate_and_rests_on_old_records(app_context):
    with transaction():
        by = officer()
        held = vehicles.take_over_licence(recorded(by), YEAR, number="phv-7", plate_number="1234", by=by)
    assert (held.number, held.origin, held.state) == ("PHV-7", "old-records", "current")
    assert [(plate.number, plate.state, plate.issued_on) for plate in held.plates] == [
        ("1234", "issued", date(2026, 6, 10))
    ]


@pytest.mark.rule("R35")
def test_a_private_hire_vehicle_is_licensed_for_a_year_at_most(app_context):
    with transaction():
        by = officer()
        vehicle = recorded(by)
    longer = Term("private-hire-vehicle", YEAR.starts_on, date(2027, 6, 10))
    with pytest.raises(BadInput) as refused, transaction():
        vehicles.take_over_licence(vehicle, longer, number="1", plate_number="", by=by)
    assert refused.value.faults == {"ends_on": "A private hire vehicle licence runs for 1 year at most."}
    with transaction():
        vehicles.take_over_licence(vehicle, YEAR, number="1", plate_number="", by=by)


def test_a_number_is_one_licence_of_an_authority_whatever_its_class(app_context):
    with transaction():
        by = officer()
        taken = driver_licence(by=by).number
        vehicle = recorded(by)
    with pytest.raises(BadInput, match="can't be taken over"), transaction():
        vehicles.take_over_licence(vehicle, YEAR, number=taken, plate_number="", by=by)


def test_a_driver_licence_is_no_kind_of_vehicle_licence(app_context):
    with transaction():
        by = officer()
        vehicle = recorded(by)
    with pytest.raises(BadInput, match="no such kind"), transaction():
        vehicles.take_over_licence(
            vehicle, Term("private-hire", YEAR.starts_on, YEAR.ends_on), number="1", plate_number="", by=by
        )


def test_the_database_refuses_a_vehicle_licence_that_is_of_a_person_or_was_granted_by_nothing(app_context):
    with transaction():
        by = officer()
        person = driver_licence(by=by).person
        vehicle = recorded(by)
    row = {
        "authority_id": by.authority_id, "licence_class": "vehicle", "kind": "private-hire-vehicle", "number": "V1",
        "starts_on": YEAR.starts_on, "ends_on": YEAR.ends_on, "state": "current", "origin": "old-records",
        "term_reason": "", "recorded_at": clock.now(), "vehicle_id": vehicle.id,
    }  # fmt: skip
    wrongs = (
        {"person_id": person.id},
        {"vehicle_id": None},
        {"kind": "dual"},
        {"licence_class": "operator"},
        {"origin": "determination", "determination_id": 4711},
    )
    table = Licence.__table__
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(insert(table).values(row | wrong))
    with transaction():
        db.session.execute(insert(table).values(row))
    assert db.session.scalars(select(VehicleLicence.number)).all() == ["V1"]
