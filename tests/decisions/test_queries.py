"""Reading decisions: whose, in which order, and how many."""

from datetime import date, timedelta

import pytest

from licensing import clock
from licensing.db import transaction
from licensing.decisions import actions, queries
from tests.factories import applications as make
from tests.factories import people

TODAY = clock.today()


@pytest.fixture
def by(app_context):
    """A decision maker of Leeds."""
    with transaction():
        return make.decision_maker()


@pytest.fixture
def perdita(by):
    """Somebody on the register of Leeds."""
    with transaction():
        return people.person(by=by)


def _decided(by, person, decided_on=TODAY):
    with transaction():
        return actions.record_refusal(
            renewal=False,
            person_id=person.id,
            application_ref="AAAA-BBBB-CCCC",
            licence_kind="private-hire",
            limbs=["g"],
            reliance="wholly",
            reasons="Threats.",
            decided_on=decided_on,
            by=by,
        )


def test_the_oldest_decision_waits_first_for_its_notification(by, perdita):
    newer = _decided(by, perdita)
    older = _decided(by, perdita, TODAY - timedelta(days=3))
    assert queries.not_yet_notified(by.authority_id) == [older, newer]


def test_a_notified_decision_waits_no_more(by, perdita):
    decision, other = _decided(by, perdita), _decided(by, perdita)
    with transaction():
        actions.record_notification(decision.id, notified_on=TODAY, how="post", by=by)
    assert queries.not_yet_notified(by.authority_id) == [other]


def test_a_persons_decisions_come_newest_first(by, perdita):
    older = _decided(by, perdita, date(2026, 1, 5))
    newer = _decided(by, perdita, date(2026, 2, 5))
    same_day = _decided(by, perdita, date(2026, 2, 5))
    with transaction():
        other = people.person("Otto", "Mockman", by=by, numbers={})
    _decided(by, other)
    assert queries.of_person(perdita.id, by.authority_id) == [same_day, newer, older]


def test_the_newest_decisions_are_as_many_as_asked_for(by, perdita):
    first, second, third = (_decided(by, perdita, date(2026, 1, day)) for day in (5, 6, 7))
    assert queries.newest(by.authority_id, limit=2) == [third, second]
    assert queries.newest(by.authority_id) == [third, second, first]


def test_another_authoritys_decisions_are_never_read(by, perdita):
    with transaction():
        stranger = make.decision_maker(authority="York")
        theirs = people.person(by=stranger)
    _decided(stranger, theirs)
    assert queries.not_yet_notified(by.authority_id) == []
    assert queries.newest(by.authority_id) == []
    assert queries.of_person(theirs.id, by.authority_id) == []


def test_a_decision_taken_long_ago_waits_as_well(by, perdita):
    decision = _decided(by, perdita, date(2020, 1, 6))
    assert queries.not_yet_notified(by.authority_id) == [decision]
