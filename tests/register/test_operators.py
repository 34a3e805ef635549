"""Private hire operators and their licences."""

from datetime import date

import pytest
from sqlalchemy import select

from licensing.db import db, transaction
from licensing.errors import BadInput
from licensing.register import operators
from licensing.register.actions import Term
from licensing.register.operator_models import Operator
from tests.factories.officers import officer
from tests.factories.people import person

FIVE_YEARS = Term("operator", date(2026, 6, 10), date(2031, 6, 9))


def recorded(by, name="Invented Cars Ltd", **known):
    return operators.add_operator(operators.OperatorFacts(name, **known), by=by)


def test_an_operator_is_recorded_with_its_names_and_bases(app_context):
    with transaction():
        made = recorded(
            officer(),
            form="company",
            company_number=" zz000001 ",
            trading_names=("Invented Cabs", "Made-Up Minicabs"),
            bases=(operators.BaseFacts("1 Nowhere Street\nLeeds", "LS1 1AA"),),
        )
    assert (made.name, made.company_number) == ("Invented Cars Ltd", "ZZ000001")
    assert [one.name for one in made.trading_names] == ["Invented Cabs", "Made-Up Minicabs"]
    assert [one.postcode for one in made.bases] == ["LS1 1AA"]


@pytest.mark.parametrize(
    ("name", "form", "fault"), [("  ", "company", "name"), ("Invented Cars", "club", "form")]
)
def test_an_operator_needs_a_name_and_a_form_there_is(app_context, name, form, fault):
    with pytest.raises(BadInput) as refused, transaction():
        recorded(officer(), name, form=form)
    assert list(refused.value.faults) == [fault]
    assert db.session.scalars(select(Operator)).all() == []


def test_what_is_held_of_an_operator_is_put_right(app_context):
    with transaction():
        by = officer()
        kept = recorded(by, form="company")
    given = operators.OperatorFacts("Invented Cars Ltd", form="company", company_number="zz9")
    with transaction():
        assert operators.change_operator(kept, given, by=by) == ["company_number"]
    assert kept.company_number == "ZZ9"
    with transaction():
        assert operators.change_operator(kept, given, by=by) == []
    with pytest.raises(BadInput) as refused, transaction():
        operators.change_operator(kept, operators.OperatorFacts(" ", form="club"), by=by)
    assert sorted(refused.value.faults) == ["form", "name"]


def test_an_operator_that_is_a_person_of_the_register_stays_an_individual(app_context):
    with transaction():
        by = officer()
        kept = recorded(by, "Perdita Exampleby", form="individual")
        kept.person_id = person(by=by).id
    with pytest.raises(BadInput) as refused, transaction():
        operators.change_operator(kept, operators.OperatorFacts(kept.name, form="company"), by=by)
    assert list(refused.value.faults) == ["form"]


@pytest.mark.rule("R34")
def test_an_operator_is_licensed_for_five_years_at_most(app_context):
    with transaction():
        by = officer()
        operator = recorded(by)
    longer = Term("operator", FIVE_YEARS.starts_on, date(2031, 6, 10))
    with pytest.raises(BadInput) as refused, transaction():
        operators.take_over_licence(operator, longer, number="1", by=by)
    assert refused.value.faults == {"ends_on": "An operator licence runs for 5 years at most."}
    with transaction():
        held = operators.take_over_licence(operator, FIVE_YEARS, number="op-1", by=by)
    assert (held.number, held.operator, held.origin) == ("OP-1", operator, "old-records")


def test_a_licence_of_another_class_is_no_operator_licence(app_context):
    with transaction():
        by = officer()
        operator = recorded(by)
    for kind in ("dual", "private-hire-vehicle", ""):
        with pytest.raises(BadInput, match="no such kind"), transaction():
            operators.take_over_licence(
                operator, Term(kind, FIVE_YEARS.starts_on, FIVE_YEARS.ends_on), number="1", by=by
            )
