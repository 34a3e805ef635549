"""What comes of a decision: it bites, it ends, and the licence and the entry follow."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.db import db, transaction
from licensing.decisions.daily import move_on
from licensing.decisions.models import Decision, DecisionChange
from licensing.outbox.actions import send_due
from licensing.register.models import Licence
from tests.factories import applications as make
from tests.factories import decisions as decided
from tests.factories import people

TODAY = clock.today()


def days(number):
    """A day so many days from today."""
    return TODAY + timedelta(days=number)


@pytest.fixture
def by(app_context):
    """A decision maker of Leeds."""
    with transaction():
        return make.decision_maker()


@pytest.fixture
def held(by):
    """A licence that began two years ago."""
    with transaction():
        return people.licence(by=by, starts_on=days(-700), ends_on=days(300))


def _made(kind, by, held, *, on=None, **facts):
    """A decision of which the person was notified, by its id."""
    with transaction():
        facts.setdefault("decided_on", on or TODAY)
        decision = getattr(decided, kind)(by, of=held, **facts)
        return decided.notified(decision, by, on).id


def _day(on):
    with transaction():
        return move_on(on)


def _sent():
    while send_due():
        pass


def _state(held):
    return db.session.get_one(Licence, held.id, populate_existing=True).state


def _decision(decision_id):
    return db.session.get_one(Decision, decision_id, populate_existing=True)


def _whats():
    return db.session.scalars(select(DecisionChange.what).order_by(DecisionChange.id)).all()


@pytest.mark.rule("R27")
@pytest.mark.parametrize(("kind", "becomes"), [("revoked", "revoked"), ("suspended", "suspended")])
def test_it_bites_after_the_end_of_twenty_one_days_and_not_before(by, held, kind, becomes):
    decision_id = _made(kind, by, held)
    assert _decision(decision_id).takes_effect_on == days(20)
    assert _day(days(20)) == 0
    assert (_decision(decision_id).state, _state(held)) == ("pending", "current")
    assert _day(days(21)) == 1
    assert (_decision(decision_id).state, _state(held)) == ("in-force", becomes)
    assert _day(days(22)) == 0


@pytest.mark.rule("R28")
def test_at_once_it_bites_when_notice_is_given_and_not_when_it_is_decided(by, held):
    with transaction():
        decision = decided.revoked(by, of=held, effect=decided.AT_ONCE)
    assert _state(held) == "current"
    with transaction():
        decided.notified(decision, by)
    assert (_decision(decision.id).state, _state(held)) == ("in-force", "revoked")
    assert _decision(decision.id).takes_effect_on == TODAY


@pytest.mark.rule("R27")
def test_a_notification_recorded_after_the_twenty_one_days_bites_at_once(by, held):
    decision_id = _made("revoked", by, held, on=days(-21))
    assert (_decision(decision_id).state, _state(held)) == ("in-force", "revoked")
    assert db.session.scalars(select(DecisionChange.decided_on)).one() == days(-1)


@pytest.mark.rule("R06")
def test_a_suspension_for_a_period_ends_after_its_last_day(by, held):
    decision_id = _made("suspended", by, held, effect=decided.AT_ONCE, ends_on=days(9))
    assert (_day(days(9)), _state(held)) == (0, "suspended")
    assert (_day(days(10)), _state(held)) == (1, "current")
    assert _decision(decision_id).state == "ended"


def test_a_suspension_until_further_notice_ends_only_with_the_term_of_its_licence(by, held):
    decision_id = _made("suspended", by, held, effect=decided.AT_ONCE)
    assert (_day(days(300)), _state(held)) == (0, "suspended")
    assert (_day(days(301)), _state(held)) == (1, "current")
    assert "term of the licence" in _decision(decision_id).changes[-1].reason


def test_of_two_suspensions_that_overlap_the_licence_is_given_back_with_the_last(by, held):
    _made("suspended", by, held, effect=decided.AT_ONCE, ends_on=days(5))
    _made("suspended", by, held, effect=decided.AT_ONCE, ends_on=days(9))
    assert (_day(days(6)), _state(held)) == (1, "suspended")
    assert (_day(days(10)), _state(held)) == (1, "current")


def test_a_suspension_that_ends_leaves_a_revoked_licence_revoked(by, held):
    _made("suspended", by, held, effect=decided.AT_ONCE, ends_on=days(5))
    _made("revoked", by, held, effect=decided.AT_ONCE, apart="He did it again.")
    assert (_day(days(6)), _state(held)) == (1, "revoked")
