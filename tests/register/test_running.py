"""How many licences run on a day, by kind."""

from datetime import date

from licensing.db import transaction
from licensing.register import operators, vehicles
from licensing.register.actions import Term
from licensing.register.running import running_by_kind
from tests.factories.officers import officer

FIRST, LAST = date(2026, 6, 10), date(2027, 6, 9)


def _licensed(by):
    vehicle = vehicles.add_vehicle(vehicles.VehicleFacts("AB12 CDE"), by=by)
    term = Term("private-hire-vehicle", FIRST, LAST)
    operator = operators.add_operator(operators.OperatorFacts("Invented Cars Ltd"), by=by)
    operators.take_over_licence(operator, Term("operator", FIRST, date(2031, 6, 9)), number="O1", by=by)
    return vehicles.take_over_licence(vehicle, term, number="V1", plate_number="1", by=by)


def test_licences_are_counted_by_kind_from_their_first_day_to_their_last(app_context):
    with transaction():
        by = officer()
        _licensed(by)
    both = {"private-hire-vehicle": 1, "operator": 1}
    assert running_by_kind(by.authority_id, FIRST) == both
    assert running_by_kind(by.authority_id, LAST) == both
    assert running_by_kind(by.authority_id, date(2026, 6, 9)) == {}
    assert running_by_kind(by.authority_id, date(2027, 6, 10)) == {"operator": 1}


def test_a_suspended_licence_runs_a_revoked_one_does_not_and_another_authoritys_is_its_own(app_context):
    with transaction():
        by = officer()
        licence = _licensed(by)
        licence.state = "suspended"
    assert running_by_kind(by.authority_id, FIRST)["private-hire-vehicle"] == 1
    with transaction():
        licence.state = "revoked"
        other = officer("Bradford")
    assert "private-hire-vehicle" not in running_by_kind(by.authority_id, FIRST)
    assert running_by_kind(other.authority_id, FIRST) == {}
