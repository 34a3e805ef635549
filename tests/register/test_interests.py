"""What else somebody on the register is: a proprietor, or one who answers for an operator."""

from datetime import date

from licensing.db import transaction
from licensing.register import interests, operator_use, proprietors
from tests.factories import vehicles as make
from tests.factories.officers import officer
from tests.factories.people import licence, person

JUNE = date(2026, 6, 1)


def test_a_driver_who_keeps_a_vehicle_and_answers_for_an_operator_has_both_on_the_record(app_context):
    with transaction():
        by = officer()
        who = licence(by=by, number="OLD-7").person
        nobody = person("Imran", "Sampleton", by=by, numbers={})
        car, firm = make.vehicle(by=by), make.operator(by=by)
        facts = proprietors.ProprietorFacts("individual", "Perdita Exampleby", driver_number="OLD-7")
        proprietors.add_proprietor(car, facts, from_on=JUNE, by=by)
        operator_use.add_member(firm, "Perdita", "partner", from_on=JUNE, driver_number="OLD-7", by=by)
    (kept,) = interests.vehicles_kept_by(who)
    (answered,) = interests.operators_answered_for_by(who)
    assert (kept.what, kept.from_on, kept.until_on) == (car, JUNE, None)
    assert (answered.what, answered.row.role) == (firm, "partner")
    assert (list(interests.vehicles_kept_by(nobody)), list(interests.operators_answered_for_by(nobody))) == (
        [],
        [],
    )
