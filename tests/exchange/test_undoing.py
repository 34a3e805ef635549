"""A load is undone as one step, while nothing has built on it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.db import db, transaction
from licensing.errors import NotFound, NotPossibleNow
from licensing.exchange import undoing
from licensing.register.vehicle_models import Plate, VehicleLicence
from tests.exchange.registers import register_of
from tests.factories.officers import officer

TODAY = clock.today()
STARTS, ENDS = TODAY - timedelta(days=30), TODAY + timedelta(days=300)


def row(vrm="AB12CDE", *, ends=ENDS, plate="P1", accessible="true"):
    return f"{vrm},{STARTS},{ends},PHV,Leeds,{plate},{accessible}\n"


@pytest.fixture
def undo(by):
    def run(load, *, by=by):
        with transaction():
            return undoing.undo(load.id, by=by)

    return run


def test_additions_changes_and_endings_are_all_taken_back(load, undo):
    load("defra", row() + row("AB12CDF") + row("AB12CDG"))
    before = register_of("Leeds")
    done = load("defra", row(plate="P2", accessible="false") + row("AB12CDF", ends=TODAY) + row("AB12CDH"))
    assert (done.added, done.changed, done.ended) == (1, 2, 1)
    assert register_of("Leeds") != before
    assert undo(done).state == "undone"
    assert register_of("Leeds") == before


def test_a_load_on_which_a_later_one_rests_is_undone_after_it(load, undo):
    first = load("defra", row())
    second = load("defra", row())
    with pytest.raises(NotPossibleNow) as refused:
        undo(first)
    assert f"Load {second.id} of vehicles came after it" in refused.value.reasons[0].text
    undo(second)
    undo(first)
    assert register_of("Leeds") == ([], [])


def test_what_was_changed_since_is_named(load, undo):
    done = load("defra", row())
    with transaction():
        db.session.scalars(select(VehicleLicence)).one().state = "suspended"
    with pytest.raises(NotPossibleNow) as refused:
        undo(done)
    assert "A licence that it wrote" in refused.value.reasons[0].text


def test_what_refers_to_it_since_is_named(load, undo):
    done = load("defra", row())
    with transaction():
        licence = db.session.scalars(select(VehicleLicence)).one()
        db.session.add(
            Plate(
                authority_id=licence.authority_id,
                licence_id=licence.id,
                number="P2",
                issued_on=TODAY,
                state="issued",
            )
        )
    with pytest.raises(NotPossibleNow) as refused:
        undo(done)
    assert refused.value.reasons[0].text == "1 plate rows are about a licence that it added."


def test_a_load_is_undone_once(load, undo):
    done = load("defra", row())
    undo(done)
    with pytest.raises(NotPossibleNow):
        undo(done)


def test_another_authoritys_load_is_not_found(load, undo):
    done = load("defra", row())
    with transaction():
        other = officer("Bradford").id
    with pytest.raises(NotFound):
        undo(done, by=db.session.get_one(Officer, other))
