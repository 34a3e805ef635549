"""Who drives what, for whom, from when to when."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.db import db, transaction
from licensing.errors import BadInput, NotPossibleNow
from licensing.register import working_links
from licensing.register.working_link_models import WorkingLink
from tests.factories import vehicles as make
from tests.factories.officers import officer
from tests.factories.people import licence, person

JUNE = date(2026, 6, 1)


@pytest.fixture
def three(app_context):
    """A driver, a vehicle and an operator of Leeds, all licensed; and their officer."""
    with transaction():
        by = officer()
        driver = licence(by=by).person
        car = make.vehicle_licence(by=by).vehicle
        firm = make.operator_licence(by=by).operator
    return driver, car, firm, by


def test_a_link_is_shown_with_each_of_the_three(three):
    driver, car, firm, by = three
    today = clock.today()
    with transaction():
        made = working_links.add_link(person=driver, vehicle=car, operator=firm, from_on=JUNE, by=by)
    for shown in (
        working_links.of_person(driver, today),
        working_links.of_vehicle(car, today),
        working_links.of_operator(firm, today),
    ):
        assert [(one.link, one.unlicensed, one.overlaps) for one in shown] == [(made, (), ())]


def test_two_of_the_three_are_enough_and_one_is_not(three):
    driver, car, firm, by = three
    whole = {"person": driver, "vehicle": car, "operator": firm}
    for missing in whole:
        with transaction():
            working_links.add_link(**(whole | {missing: None}), from_on=JUNE, by=by)
    with pytest.raises(BadInput, match="missing"), transaction():
        working_links.add_link(person=driver, vehicle=None, operator=None, from_on=JUNE, by=by)
    row = {
        "authority_id": by.authority_id, "person_id": driver.id, "from_on": JUNE,
        "recorded_at": clock.now(), "recorded_by_id": by.id,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(WorkingLink).values(row))


def test_two_that_overlap_are_shown_and_neither_is_refused(three):
    driver, car, firm, by = three
    with transaction():
        other = make.operator_licence(make.operator("Sample Travel", by=by), by=by).operator
        first = working_links.add_link(
            person=driver, vehicle=car, operator=firm, from_on=JUNE, until_on=date(2026, 7, 1), by=by
        )
        second = working_links.add_link(
            person=driver, vehicle=None, operator=other, from_on=date(2026, 7, 1), by=by
        )
        working_links.add_link(person=None, vehicle=car, operator=firm, from_on=date(2026, 8, 1), by=by)
    shown = {one.link: one.overlaps for one in working_links.of_person(driver, clock.today())}
    assert shown == {second: (first,), first: (second,)}
    assert all(not one.overlaps for one in working_links.of_vehicle(car, clock.today()))


@pytest.mark.rule("R52")
def test_whoever_of_the_three_holds_no_licence_in_force_is_named(three):
    driver, _, firm, by = three
    today = clock.today()
    with transaction():
        unlicensed = make.vehicle(by=by)
        over = make.vehicle_licence(by=by, starts_on=today - timedelta(days=400)).vehicle
        for car in (unlicensed, over):
            working_links.add_link(person=driver, vehicle=car, operator=firm, from_on=JUNE, by=by)
        nobody = person("Imran", "Sampleton", by=by, numbers={})
        working_links.add_link(
            person=nobody, vehicle=unlicensed, operator=None, from_on=JUNE, until_on=JUNE, by=by
        )
    assert [one.unlicensed for one in working_links.of_person(driver, today)] == [("vehicle",)] * 2
    # What is over is not held against anybody.
    assert [one.unlicensed for one in working_links.of_person(nobody, today)] == [()]


def test_a_link_ends_once_and_not_before_it_began(three):
    driver, car, _, by = three
    with transaction():
        made = working_links.add_link(person=driver, vehicle=car, operator=None, from_on=JUNE, by=by)
    with pytest.raises(BadInput) as refused, transaction():
        working_links.end_link(made, until_on=date(2026, 5, 31), by=by)
    assert list(refused.value.faults) == ["until_on"]
    with transaction():
        working_links.end_link(made, until_on=JUNE, by=by)
    with pytest.raises(NotPossibleNow), transaction():
        working_links.end_link(made, until_on=JUNE, by=by)
