"""A file is loaded as its dry run showed it: all of it or nothing, and the same file again changes nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.errors import BadInput, NotAllowed, NotPossibleNow
from licensing.exchange import loading, profiles
from licensing.exchange.models import Change, Load
from licensing.register import operators, vehicles
from licensing.register.actions import Term
from licensing.register.models import Licence
from licensing.register.operator_models import Operator, OperatorLicence
from licensing.register.vehicle_models import Vehicle, VehicleLicence
from licensing.register.vehicles import VehicleFacts
from tests.exchange.registers import register_of
from tests.factories.officers import officer

DATA = Path(__file__).parent / "data"
BASES = DATA / "new_york" / "fhv_bases_2019-09.csv"
TODAY = clock.today()
STARTS, ENDS = TODAY - timedelta(days=30), TODAY + timedelta(days=300)


def row(vrm="AB12CDE", *, starts=STARTS, ends=ENDS, kind="PHV", plate="P1", accessible="true", of="Leeds"):
    return f"{vrm},{starts},{ends},{kind},{of},{plate},{accessible}\n"


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.rule("R66")
def test_a_vehicle_its_licence_and_its_plate_are_added(load):
    done = load("defra", row())
    assert (done.state, done.lines, done.added) == ("loaded", 1, 1)
    vehicle = db.session.scalars(select(Vehicle)).one()
    assert (vehicle.vrm, vehicle.wheelchair_accessible) == ("AB12CDE", True)
    licence = vehicle.licences[0]
    assert (licence.kind, licence.starts_on, licence.ends_on) == ("private-hire-vehicle", STARTS, ENDS)
    assert (licence.origin, licence.state, licence.authority.nice_name) == ("old-records", "current", "Leeds")
    assert [plate.number for plate in licence.plates] == ["P1"]


def test_the_same_file_again_changes_nothing(load):
    text = (
        row()
        + row("AB12CDF", plate="P1", accessible="")
        + row(starts=TODAY - timedelta(days=300), ends=STARTS)
    )
    load("defra", text)
    before = register_of("Leeds")
    again = load("defra", text)
    assert (again.added, again.changed, again.ended, again.left_alone) == (0, 0, 0, 3)
    assert register_of("Leeds") == before


def test_a_change_of_plate_of_the_vehicle_or_of_the_term_is_a_change(load):
    load("defra", row() + row("AB12CDF"))
    done = load("defra", row(plate="P2", accessible="false") + row("AB12CDF", ends=ENDS - timedelta(days=1)))
    assert (done.added, done.changed, done.ended) == (0, 2, 0)
    changed = vehicles.of_mark(done.authority_id, "AB12CDE")
    assert changed.wheelchair_accessible is False
    assert [plate.number for plate in changed.licences[0].plates] == ["P2"]
    corrected = vehicles.of_mark(done.authority_id, "AB12CDF").licences
    assert sorted((one.state, one.ends_on) for one in corrected) == [
        ("current", ENDS - timedelta(days=1)),
        ("replaced", ENDS),
    ]
    again = load("defra", row(plate="P2", accessible="false") + row("AB12CDF", ends=ENDS - timedelta(days=1)))
    assert again.left_alone == 2


def test_what_an_authoritys_whole_list_leaves_out_ends_and_comes_back_when_it_is_listed_again(load):
    load("defra", row() + row("AB12CDF"))
    done = load("defra", row())
    assert (done.ended, done.left_alone) == (1, 1)
    gone = vehicles.of_mark(done.authority_id, "AB12CDF").licences[0]
    assert gone.state == "ended"
    back = load("defra", row() + row("AB12CDF"))
    assert (back.added, back.changed) == (0, 1)
    assert gone.state == "current"


def test_a_file_that_is_not_the_whole_list_ends_nothing(load):
    header = "registration,type,start,end,plate\n"
    load("vehicles", f"{header}AB12 CDE,private hire,{STARTS},{ENDS},p1\n")
    done = load("vehicles", f"{header}AB12 CDF,private hire,{STARTS},{ENDS},p2\n")
    assert (done.added, done.ended) == (1, 0)


def test_a_file_that_would_end_too_many_is_stopped_until_it_is_confirmed_by_name(load, check):
    many = "".join(row(f"AB{number:02}CDE") for number in range(20))
    load("defra", many)
    few = "".join(row(f"AB{number:02}CDE") for number in range(10))
    assert check("defra", few).plans[0].is_stopped
    with pytest.raises(NotPossibleNow, match="10 of the 20 licences in force of Leeds City Council"):
        load("defra", few)
    with pytest.raises(NotPossibleNow):
        load("defra", few, confirmed="Bradford")
    assert load("defra", few, confirmed=" leeds ").ended == 10


def test_a_licence_that_was_suspended_here_is_left_as_it_is(load):
    load("defra", row())
    with transaction():
        db.session.scalars(select(VehicleLicence)).one().state = "suspended"
    done = load("defra", row(plate="P2"))
    assert (done.changed, done.left_alone) == (0, 1)


@pytest.mark.rule("R35")
def test_a_private_hire_vehicle_is_licensed_for_a_year_at_most_in_a_councils_own_list(check):
    far = STARTS + timedelta(days=400)
    found = check("vehicles", f"licence number,vrm,type,start,end\nV1,AB12CDE,private hire,{STARTS},{far}\n")
    assert [(fault.line, "1976 Act s.48(4)(c)" in fault.message) for fault in found.faults] == [(2, True)]


@pytest.mark.rule("R35", "R66")
def test_a_term_of_more_than_a_year_is_noted_where_the_portal_asks_for_no_such_limit(check):
    far = STARTS + timedelta(days=400)
    found = check("defra", row(ends=far) + row("AB12CDF", ends=far, kind="taxi"))
    assert found.faults == []
    assert [note.rpartition(": ")[2] for note in found.notes] == ["line 1.", "line 2."]
    assert "1976 Act s.48(4)(c)" in found.notes[0]
    assert "not verified" in found.notes[1]


@pytest.mark.rule("R34")
def test_an_operator_is_licensed_for_five_years_at_most(check):
    found = check(
        "operators", f"licence number,name,start,end\nO1,Bases,{STARTS},{STARTS + timedelta(days=2000)}\n"
    )
    assert "1976 Act s.55(2)" in found.faults[0].message


def test_a_vehicle_twice_in_a_file_is_a_fault_on_the_second_line(check):
    found = check("defra", row() + row(plate="P9"))
    assert [fault.words.partition(" with")[0] for fault in found.faults] == ["line 2: vrm: AB12CDE"]


def test_another_authoritys_line_is_a_fault_and_nothing_of_the_file_is_loaded(load):
    with pytest.raises(BadInput):
        load("defra", row() + row("AB12CDF", of="Bradford"))
    assert count(Vehicle) == 0
    assert db.session.scalars(select(Load.state)).all() == ["begun"]


def test_a_load_that_died_says_so_and_is_taken_up_again(load, by, monkeypatch):
    monkeypatch.setattr(loading, "_write", _dies)
    with pytest.raises(RuntimeError):
        load("defra", row())
    assert count(Vehicle) == 0
    assert db.session.scalars(select(Load.state)).all() == ["begun"]
    monkeypatch.undo()
    assert load("defra", row()).id == db.session.scalars(select(Load.id)).one()


def _dies(*_):
    raise RuntimeError("the machine went down")


def test_the_new_york_register_is_accounted_for_row_by_row_and_loads_twice_without_a_change(load, check):
    data = BASES.read_bytes()
    found = check("nyc-bases", data)
    assert (found.rows, found.added, found.faults) == (1097, 1097, [])
    assert any("The same name as on an earlier line" in note for note in found.notes)
    assert load("nyc-bases", data).added == 1097
    assert count(Operator) == 1097
    assert db.session.scalar(select(func.count()).select_from(OperatorLicence)) == 1097
    again = load("nyc-bases", data)
    assert (again.added, again.changed, again.left_alone) == (0, 0, 1097)


def test_an_operators_new_name_trading_name_and_base_are_changes(load):
    header = "licence number,name,start,end,trading name,base,postcode\n"
    load("operators", f"{header}O1,Old Cars Ltd,{STARTS},{ENDS},Old,1 Yard,ZZ1 1AA\n")
    done = load("operators", f"{header}o1 ,New Cars Ltd,{STARTS},{ENDS},New,2 Yard,ZZ1 1AB\n")
    assert done.changed == 1
    one = db.session.scalars(select(Operator)).one()
    assert one.name == "New Cars Ltd"
    assert {name.name for name in one.trading_names} == {"Old", "New"}
    assert {base.lines for base in one.bases} == {"1 Yard", "2 Yard"}


def test_a_number_of_another_class_is_a_fault(by, load, check):
    load("operators", f"licence number,name,start,end\nX1,Cars Ltd,{STARTS},{ENDS}\n")
    found = check("vehicles", f"vrm,type,start,end,licence number\nAB12CDE,phv,{STARTS},{ENDS},x1\n")
    assert "another class" in found.faults[0].message


def test_a_licence_added_by_hand_is_known_by_its_number(by, check):
    with transaction():
        vehicle = vehicles.add_vehicle(VehicleFacts("AB12CDE"), by=by)
        term = Term("private-hire-vehicle", STARTS, ENDS)
        vehicles.take_over_licence(vehicle, term, number="V7", plate_number="P1", by=by)
        operator = operators.add_operator(operators.OperatorFacts("Cars Ltd"), by=by)
        operators.take_over_licence(operator, Term("operator", STARTS, ENDS), number="O7", by=by)
    assert check("vehicles", f"vrm,type,start,end,number\nab12cde,phv,{STARTS},{ENDS},v7\n").left == 1
    assert check("operators", f"number,name,start,end\no7,Cars Ltd,{STARTS},{ENDS}\n").left == 1
    other = check("vehicles", f"vrm,type,start,end,number\nAB12CDF,phv,{STARTS},{ENDS},v7\n")
    assert "another vehicle's licence" in other.faults[0].message


def test_what_a_load_did_is_sealed_and_the_audit_log_counts_it(load):
    done = load("defra", row())
    kept = db.session.scalars(select(Change)).one()
    assert b"AB12CDE" not in kept.sealed
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "exchange:loaded")).one()
    assert entry.subject == f"load:{done.id}"
    assert "AB12CDE" not in entry.facts


def test_only_who_may_load_files_does(app_context):
    with transaction():
        other = officer("Leeds", [Role.AUDITOR])
        profile = profiles.named("defra")
        with pytest.raises(NotAllowed):
            loading.begin(profile.name, profile.what, "0" * 64, by=other)


def test_rows_of_nobody_are_not_loaded(load, check, by):
    text = f"licence number,name,start,end\nO1,Cars,{date(2026, 1, 1)},{date(2026, 12, 31)}\n"
    from licensing.exchange.checking import dry_run

    found = dry_run(profiles.named("operators"), text.encode(), on=TODAY)
    assert (found.unplanned, found.plans) == (1, [])
    assert count(Licence) == 0
