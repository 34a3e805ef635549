"""The only way in: one's own authority's records, and no sign of any other's."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db, transaction
from licensing.errors import NotFound
from tests.factories import officers

WAIT = 20


@pytest.fixture
def leeds_and_york(app):
    """An officer's id and their authority's, of Leeds and of York."""
    with app.app_context(), transaction():
        return [(who.id, who.authority_id) for who in (officers.officer("Leeds"), officers.officer("York"))]


@pytest.mark.parametrize("lock", [False, True], ids=["read", "locked"])
def test_ones_own_authoritys_record_is_found(app, leeds_and_york, lock):
    [(number, leeds), _] = leeds_and_york
    with app.app_context():
        assert scope.get(Officer, number, leeds, lock=lock).id == number


@pytest.mark.parametrize("lock", [False, True], ids=["read", "locked"])
def test_another_authoritys_record_and_no_record_are_refused_in_the_same_words(app, leeds_and_york, lock):
    [(_, leeds), (of_york, _)] = leeds_and_york
    said = set()
    with app.app_context():
        for number in (of_york, 999_999):
            with pytest.raises(NotFound) as refused:
                scope.get(Officer, number, leeds, lock=lock)
            said.add((refused.value.message, refused.value.status))
    assert len(said) == 1
    assert next(iter(said))[1] == 404


def test_a_list_holds_ones_own_authoritys_records_only(app, leeds_and_york):
    [(number, leeds), _] = leeds_and_york
    with app.app_context():
        assert [who.id for who in db.session.scalars(scope.within(Officer, leeds))] == [number]


def test_a_locked_record_is_waited_for_and_then_seen_as_the_first_left_it(app, leeds_and_york):
    [(number, leeds), _] = leeds_and_york
    locked = threading.Event()

    def second():
        with app.app_context():
            stale = scope.get(Officer, number, leeds)
            assert stale.name == "Sam Example"
            assert locked.wait(WAIT)
            with transaction():
                return scope.get(Officer, number, leeds, lock=True).name

    with ThreadPoolExecutor(1) as other, app.app_context():
        waiting = other.submit(second)
        with transaction():
            who = scope.get(Officer, number, leeds, lock=True)
            locked.set()
            with pytest.raises(TimeoutError):
                waiting.result(0.5)
            who.name = "Renamed"
        assert waiting.result(WAIT) == "Renamed"
