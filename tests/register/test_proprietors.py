"""Who keeps a vehicle, and its transfers."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.register import proprietors
from licensing.register.proprietors import ProprietorFacts
from licensing.register.vehicle_use_models import VehicleTransfer
from tests.factories import vehicles as make
from tests.factories.officers import officer
from tests.factories.people import licence

FIRM = ProprietorFacts("company", "Specimen Fleet Ltd", "zz000001", "1 Mockup Mews\nInventedtown", "zz2 1aa")
NORMAN = ProprietorFacts("individual", "Norman Nobodyson")
JUNE = date(2026, 6, 1)


@pytest.fixture
def car(app_context):
    """A vehicle that Norman keeps since June, and its officer."""
    with transaction():
        by = officer()
        vehicle = make.vehicle(by=by)
        proprietors.add_proprietor(vehicle, NORMAN, from_on=JUNE, by=by)
    return vehicle, by


def test_two_may_keep_one_vehicle_a_company_and_an_individual(car):
    vehicle, by = car
    with transaction():
        firm = proprietors.add_proprietor(vehicle, FIRM, from_on=None, by=by)
    assert (firm.company_number, firm.postcode) == ("ZZ000001", "ZZ2 1AA")
    assert [one.name for one in vehicle.proprietors] == ["Norman Nobodyson", "Specimen Fleet Ltd"]


def test_a_driver_of_the_authority_is_recognised_by_licence_or_badge(car):
    vehicle, by = car
    with transaction():
        held = licence(by=by, number="OLD-7", badge="B7")
    for number in ("old-7", "B7"):
        with transaction():
            facts = ProprietorFacts("individual", "Perdita Exampleby", driver_number=number)
            made = proprietors.add_proprietor(vehicle, facts, from_on=None, by=by)
        assert made.person_id == held.person_id


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (ProprietorFacts("", " "), ["kind", "name"]),
        (ProprietorFacts("individual", "A", driver_number="NONE-1"), ["driver_number"]),
        (ProprietorFacts("company", "A", driver_number="OLD-7"), ["driver_number"]),
    ],
    ids=["nothing", "no such driver", "a company drives nothing"],
)
def test_a_proprietor_is_named_and_a_number_leads_to_a_driver(car, facts, fields):
    vehicle, by = car
    with pytest.raises(BadInput) as refused, transaction():
        proprietors.add_proprietor(vehicle, facts, from_on=None, by=by)
    assert sorted(refused.value.faults) == fields


@pytest.mark.rule("R47")
@pytest.mark.parametrize(("days", "late"), [(0, 0), (14, 0), (15, 1), (20, 6)])
def test_notice_of_a_transfer_is_due_within_14_days_and_a_late_one_is_recorded_all_the_same(car, days, late):
    vehicle, by = car
    norman, moved_on = vehicle.proprietors[0].id, date(2026, 7, 1)
    with transaction():
        made = proprietors.transfer(
            vehicle,
            FIRM,
            from_whom=[norman],
            transferred_on=moved_on,
            notified_on=moved_on + timedelta(days=days),
            by=by,
        )
    assert made.days_late == late
    before, after = vehicle.proprietors
    assert (before.until_on, after.from_on, after.name) == (moved_on, moved_on, "Specimen Fleet Ltd")
    assert list(proprietors.transfers_of(vehicle)) == [after.id]


def test_one_of_two_proprietors_passes_a_vehicle_on_and_the_other_keeps_it(car):
    vehicle, by = car
    with transaction():
        firm = proprietors.add_proprietor(vehicle, FIRM, from_on=JUNE, by=by).id
        facts = ProprietorFacts("individual", "Simeon Sampleton")
        day = date(2026, 7, 1)
        proprietors.transfer(vehicle, facts, from_whom=[firm], transferred_on=day, notified_on=day, by=by)
    assert [one.name for one in vehicle.proprietors if one.until_on is None] == [
        "Norman Nobodyson",
        "Simeon Sampleton",
    ]


def test_a_transfer_whose_days_are_not_in_order_records_nothing(car):
    vehicle, by = car
    with pytest.raises(BadInput) as refused, transaction():
        proprietors.transfer(
            vehicle, FIRM, from_whom=[], transferred_on=JUNE, notified_on=date(2026, 5, 31), by=by
        )
    assert list(refused.value.faults) == ["notified_on"]
    norman, day = vehicle.proprietors[0].id, date(2026, 5, 1)
    with pytest.raises(BadInput), transaction():
        proprietors.transfer(vehicle, FIRM, from_whom=[norman], transferred_on=day, notified_on=day, by=by)
    assert db.session.scalars(select(VehicleTransfer)).all() == []
    assert len(vehicle.proprietors) == 1


def test_the_last_day_is_recorded_once_and_of_this_vehicle_only(car):
    vehicle, by = car
    norman = vehicle.proprietors[0].id
    with transaction():
        other = make.vehicle(by=by)
    with pytest.raises(NotFound), transaction():
        proprietors.end_proprietor(other, norman, until_on=JUNE, by=by)
    with pytest.raises(BadInput), transaction():
        proprietors.end_proprietor(vehicle, norman, until_on=date(2026, 5, 31), by=by)
    with transaction():
        proprietors.end_proprietor(vehicle, norman, until_on=JUNE, by=by)
    with pytest.raises(NotPossibleNow), transaction():
        proprietors.end_proprietor(vehicle, norman, until_on=JUNE, by=by)
