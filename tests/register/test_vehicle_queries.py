"""Finding vehicles: by mark, plate, licence number or proprietor, and only an authority's own."""

import pytest

from licensing import clock
from licensing.db import transaction
from licensing.register.vehicle_models import VehicleProprietor
from licensing.register.vehicle_queries import find, listed
from tests.factories import vehicles as make
from tests.factories.officers import officer


def _kept(car, name):
    car.proprietors.append(VehicleProprietor(kind="individual", name=name, recorded_at=clock.now()))


@pytest.mark.parametrize(
    "typed", ["ab12 cde", "AB12", "phv-7", " P-0042 ", "łukasz", "Łukasz Mockowski", "mockow"]
)
def test_a_vehicle_is_found_by_what_an_officer_has_before_them(app_context, typed):
    with transaction():
        leeds, york = officer(), officer("York")
        car = make.vehicle("AB12 CDE", by=leeds)
        make.vehicle_licence(car, by=leeds, number="PHV-7", plate="P-0042")
        _kept(car, "Łukasz Mockowski")
        make.vehicle("XY99 ZZZ", by=leeds)
        theirs = make.vehicle("AB12 CDE", by=york)
        make.vehicle_licence(theirs, by=york, number="PHV-7", plate="P-0042")
        _kept(theirs, "Łukasz Mockowski")
    assert find(leeds.authority_id, typed) == [car]
    assert find(york.authority_id, typed) == [theirs]


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "CDE", "P-004", "Łukasz Elsewhere"])
def test_what_is_no_vehicle_finds_none(app_context, typed):
    with transaction():
        by = officer()
        car = make.vehicle("AB12 CDE", by=by)
        make.vehicle_licence(car, by=by, number="PHV-7", plate="P-0042")
        _kept(car, "Łukasz Mockowski")
    assert find(by.authority_id, typed) == []


def test_the_list_is_by_mark_in_pages_and_of_one_authority(app_context):
    with transaction():
        leeds = officer()
        for mark in ("CC3", "AA1", "BB2"):
            make.vehicle(mark, by=leeds)
        make.vehicle("AA0", by=officer("York"))
    first, total = listed(leeds.authority_id, page=1, per_page=2)
    second, _ = listed(leeds.authority_id, page=2, per_page=2)
    assert ([one.vrm for one in first], [one.vrm for one in second], total) == (["AA1", "BB2"], ["CC3"], 3)
