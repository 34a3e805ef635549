"""Plates and badges as a stock, and notices to return a plate."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotPossibleNow
from licensing.register import plates
from tests.factories import vehicles as make
from tests.factories.officers import officer
from tests.factories.people import licence as driver_licence


@pytest.fixture
def licensed(app_context):
    """A vehicle licence of thirteen months ago, so that it is over, and one that runs; and their officer."""
    with transaction():
        by = officer()
        over = make.vehicle_licence(
            by=by, plate="P1", number="V1", starts_on=clock.today() - timedelta(days=400)
        )
        running = make.vehicle_licence(
            by=by, plate="P2", number="V2", starts_on=clock.today() - timedelta(days=30)
        )
    return over, running, by


def _duties():
    return db.session.scalars(select(Duty).where(Duty.kind == "return-plate").order_by(Duty.id)).all()


@pytest.mark.rule("R41")
@pytest.mark.parametrize("state", plates.STATES)
def test_only_what_the_table_allows_may_become_of_a_plate_and_each_step_is_kept(licensed, state):
    _, running, by = licensed
    plate, today = running.plates[0], clock.today()
    for step in plates.STATES:
        with transaction():
            plate.state = state
        if step in plates.NEXT[state]:
            with transaction():
                plates.move(plate, step, on=today, note=" Said so ", by=by)
            assert plate.state == step
        else:
            with pytest.raises(NotPossibleNow), transaction():
                plates.move(plate, step, on=today, by=by)
    kept = plates.movements_of([plate]).get(("plate", plate.id), [])
    assert [(one.state, one.note) for one in kept] == [(step, "Said so") for step in plates.NEXT[state]]


def test_a_thing_is_not_lost_before_it_was_issued_nor_tomorrow(licensed):
    _, running, by = licensed
    plate = running.plates[0]
    for on in (plate.issued_on - timedelta(days=1), clock.today() + timedelta(days=1)):
        with pytest.raises(BadInput) as refused, transaction():
            plates.move(plate, "lost", on=on, by=by)
        assert list(refused.value.faults) == ["moved_on"]


def test_a_replaced_plate_has_another_in_its_place(licensed):
    _, running, by = licensed
    with transaction():
        plates.replace_plate(running.plates[0], "P2a", on=clock.today(), by=by)
    assert [(one.number, one.state) for one in running.plates] == [("P2", "replaced"), ("P2a", "issued")]


def test_a_plates_number_may_come_round_again_but_not_on_two_vehicles_at_once(licensed):
    over, running, by = licensed
    today = clock.today()
    with transaction():
        third = make.vehicle_licence(by=by)
    with pytest.raises(BadInput) as refused, transaction():
        plates.issue_plate(third, " P2 ", on=today, by=by)
    assert refused.value.faults == {"number": "Another vehicle shows plate P2"}
    with pytest.raises(BadInput), transaction():
        plates.issue_plate(third, " ", on=today, by=by)
    with transaction():
        plates.issue_plate(third, "P1", on=today, by=by)
        plates.issue_plate(running, "P2", on=today, by=by)
    with pytest.raises(NotPossibleNow), transaction():
        plates.issue_plate(over, "P9", on=today, by=by)


def test_what_came_back_is_given_out_again_only_for_a_licence_that_runs_and_on_one_vehicle(licensed):
    over, running, by = licensed
    today = clock.today()
    with transaction():
        other = make.vehicle_licence(by=by)
        badge = driver_licence(by=by).badges[0]
        for thing in (over.plates[0], running.plates[0], badge):
            plates.move(thing, "returned", on=today, by=by)
    with pytest.raises(NotPossibleNow), transaction():
        plates.move(over.plates[0], "issued", on=today, by=by)
    with transaction():
        for thing in (running.plates[0], badge):
            plates.move(thing, "issued", on=today, by=by)
            plates.move(thing, "lost", on=today, by=by)
        plates.issue_plate(other, "P2", on=today, by=by)
    with pytest.raises(BadInput) as refused, transaction():
        plates.move(running.plates[0], "issued", on=today, by=by)
    assert refused.value.faults == {"state": "Another vehicle shows plate P2"}


@pytest.mark.rule("R41")
def test_a_replaced_badge_has_another_with_a_number_of_its_own(licensed):
    *_, by = licensed
    with transaction():
        held = driver_licence(by=by, badge="B7")
        driver_licence(by=by, badge="B8")
    for taken in ("b8", "B7", " "):
        with pytest.raises(BadInput) as refused, transaction():
            plates.replace_badge(held.badges[0], taken, on=clock.today(), by=by)
        assert list(refused.value.faults) == ["number"]
    with transaction():
        plates.replace_badge(held.badges[0], "b9", on=clock.today(), note="Lost at the station", by=by)
    assert [(one.number, one.state) for one in held.badges] == [("B7", "replaced"), ("B9", "issued")]
    assert ("badge", held.badges[0].id) in plates.movements_of(held.badges)
    assert plates.holder_of_badge(held.badges[0]) == held.person_id


@pytest.mark.rule("R42")
def test_a_plate_is_due_within_7_days_after_service_and_its_return_ends_the_duty(licensed):
    over, _, by = licensed
    plate, served_on = over.plates[0], clock.today() - timedelta(days=3)
    with transaction():
        notice = plates.require_return(plate, "expired", served_on=served_on, by=by)
    assert notice.due_on == served_on + timedelta(days=7)
    (duty,) = _duties()
    assert (duty.subject, duty.rule, duty.due_on) == (f"plate:{plate.id}", "R42", notice.due_on)
    assert plates.notices_of([plate]) == {plate.id: notice}
    with transaction():
        plates.move(plate, "returned", on=clock.today(), by=by)
    (duty,) = _duties()
    assert (duty.discharged_on, duty.discharge) == (clock.today(), "The plate was recorded as returned")
    with pytest.raises(NotPossibleNow), transaction():
        plates.require_return(plate, "expired", served_on=served_on, by=by)


@pytest.mark.rule("R42")
def test_a_plate_is_required_back_only_when_the_licence_has_expired_or_was_revoked_or_suspended(licensed):
    over, running, by = licensed
    today = clock.today()
    for wrong in ("expired", "revoked", "because"):
        with pytest.raises(BadInput) as refused, transaction():
            plates.require_return(running.plates[0], wrong, served_on=today, by=by)
        assert list(refused.value.faults) == ["because"]
    with pytest.raises(BadInput) as refused, transaction():
        plates.require_return(over.plates[0], "expired", served_on=today + timedelta(days=1), by=by)
    assert list(refused.value.faults) == ["served_on"]
    with transaction():
        running.state = "revoked"
        plates.require_return(running.plates[0], "revoked", served_on=today, by=by)
    assert len(_duties()) == 1
