"""What an operator is made of, and what was seen of its business."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from licensing import clock
from licensing.db import transaction
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.register import operator_use
from licensing.register.operator_use import InspectionFacts
from licensing.register.operator_use_models import BOOKING_FIELDS
from tests.factories import vehicles as make
from tests.factories.officers import officer
from tests.factories.people import licence

JUNE = date(2026, 6, 1)
LOOKED = InspectionFacts(inspected_on=JUNE, produced=True, sample_size=20)


@pytest.fixture
def firm(app_context):
    with transaction():
        by = officer()
        operator = make.operator(by=by)
    return operator, by


def _each(operator, by):
    """One part of each kind, by what it is."""
    return {
        "trading-name": operator_use.add_trading_name(operator, "Made-Up Minicabs", from_on=JUNE, by=by),
        "base": operator_use.add_base(operator, "1 Nowhere Street", "zz1 1aa", from_on=JUNE, by=by),
        "member": operator_use.add_member(operator, "Dorothea Dummyson", "director", from_on=JUNE, by=by),
        "staff": operator_use.add_staff(operator, "Connie Contrived", "both", from_on=JUNE, by=by),
        "subcontract": operator_use.add_subcontract(
            operator, "Pretend Cars", "Bradford", from_on=JUNE, by=by
        ),
    }


def test_each_part_has_its_days_and_ends_once(firm):
    operator, by = firm
    with transaction():
        parts = {what: part.id for what, part in _each(operator, by).items()}
    assert set(parts) == set(operator_use.PARTS)
    for what, part_id in parts.items():
        with pytest.raises(BadInput) as refused, transaction():
            operator_use.end_part(operator, what, part_id, until_on=date(2026, 5, 31), by=by)
        assert list(refused.value.faults) == ["until_on"]
        with transaction():
            operator_use.end_part(operator, what, part_id, until_on=JUNE, by=by)
        assert operator_use.part_of(operator, what, part_id).until_on == JUNE
        with pytest.raises(NotPossibleNow), transaction():
            operator_use.end_part(operator, what, part_id, until_on=JUNE, by=by)


def test_another_operators_part_is_not_found(firm):
    operator, by = firm
    with transaction():
        parts = {what: part.id for what, part in _each(operator, by).items()}
        other = make.operator("Sample Travel", by=by)
    for what, part_id in [*parts.items(), ("sealed", 1)]:
        with pytest.raises(NotFound):
            operator_use.part_of(other, what, part_id)


@pytest.mark.parametrize(
    ("add", "fields"),
    [
        (lambda firm, by: operator_use.add_trading_name(firm, " ", from_on=None, by=by), ["name"]),
        (lambda firm, by: operator_use.add_base(firm, " ", "", from_on=None, by=by), ["lines"]),
        (lambda firm, by: operator_use.add_member(firm, "", "king", from_on=None, by=by), ["name", "role"]),
        (
            lambda firm, by: operator_use.add_member(
                firm, "A", "partner", from_on=None, driver_number="NONE", by=by
            ),
            ["driver_number"],
        ),
        (lambda firm, by: operator_use.add_staff(firm, "", "cook", from_on=None, by=by), ["name", "role"]),
        (
            lambda firm, by: operator_use.add_subcontract(firm, "", " ", from_on=None, by=by),
            ["licensed_by", "name"],
        ),
    ],
    ids=["trading name", "base", "member", "no such driver", "staff", "subcontract"],
)
def test_what_is_missing_is_said_by_field(firm, add, fields):
    operator, by = firm
    with pytest.raises(BadInput) as refused, transaction():
        add(operator, by)
    assert sorted(refused.value.faults) == fields


@pytest.mark.rule("R58")
def test_a_partner_who_drives_is_known_by_licence_or_badge(firm):
    operator, by = firm
    with transaction():
        held = licence(by=by, badge="B7")
        made = operator_use.add_member(
            operator, "Perdita", "partner", from_on=None, driver_number="b7", by=by
        )
    assert made.person_id == held.person_id
    assert list(operator_use.members_of(operator)) == [made]


@pytest.mark.rule("R57")
def test_the_register_of_staff_knows_those_whom_another_firm_employs(firm):
    operator, by = firm
    with transaction():
        operator_use.add_staff(
            operator, "Connie Contrived", "dispatch", employer="Invented Calls", from_on=JUNE, by=by
        )
    (kept,) = operator_use.staff_of(operator)
    assert (kept.name, kept.role, kept.employer) == ("Connie Contrived", "dispatch", "Invented Calls")


def test_the_newest_sight_of_a_policy_is_shown(firm):
    operator, by = firm
    with transaction():
        for day in (date(2026, 3, 1), date(2026, 1, 1)):
            operator_use.see_policy(operator, "complaints", seen_on=day, by=by)
    assert {kind: seen.seen_on for kind, seen in operator_use.policies_of(operator).items()} == {
        "complaints": date(2026, 3, 1)
    }
    with pytest.raises(BadInput) as refused, transaction():
        operator_use.see_policy(operator, "tea", seen_on=clock.today() + timedelta(days=1), by=by)
    assert sorted(refused.value.faults) == ["kind", "seen_on"]


@pytest.mark.rule("R50")
def test_a_sample_is_held_against_the_nine_particulars_of_a_booking(firm):
    operator, by = firm
    assert len(BOOKING_FIELDS) == 9
    facts = replace(
        LOOKED, entered_late=2, lacking={"dispatched_by": 20, "pick_up": 1, "driver": 0}, notes=" No "
    )
    with transaction():
        operator_use.inspect_records(operator, facts, by=by)
    (kept,) = operator_use.inspections_of(operator)
    assert (kept.sample_size, kept.entered_late, kept.notes) == (20, 2, "No")
    assert {one.field: one.lacking for one in kept.lacks} == {"pick_up": 1, "dispatched_by": 20}


@pytest.mark.rule("R49")
def test_records_that_were_not_produced_are_recorded_as_that_and_no_sample_was_taken(firm):
    operator, by = firm
    with transaction():
        operator_use.inspect_records(operator, InspectionFacts(inspected_on=JUNE, produced=False), by=by)
    (kept,) = operator_use.inspections_of(operator)
    assert (kept.produced, kept.sample_size, kept.lacks) == (False, 0, [])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"sample_size": 0}, ["sample_size"]),
        ({"produced": False}, ["sample_size"]),
        ({"entered_late": 21}, ["entered_late"]),
        ({"lacking": {"driver": 21, "vehicle": -1}}, ["driver", "vehicle"]),
        ({"inspected_on": date(2090, 1, 1)}, ["inspected_on"]),
        ({"kept_from": date(2026, 6, 2)}, ["kept_from"]),
    ],
    ids=", ".join,
)
def test_counts_keep_within_the_sample_and_days_in_order(firm, changes, fields):
    operator, by = firm
    with pytest.raises(BadInput) as refused, transaction():
        operator_use.inspect_records(operator, replace(LOOKED, **changes), by=by)
    assert sorted(refused.value.faults) == fields
