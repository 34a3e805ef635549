"""What comes of a decision: it bites, it ends, and the licence and the entry follow."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.db import db, transaction
from licensing.decisions import changes
from licensing.decisions.daily import move_on
from licensing.decisions.models import Decision, DecisionChange
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register.models import Entry
from licensing.outbox.actions import send_due
from licensing.register.models import DriverLicence
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
    return db.session.get_one(DriverLicence, held.id, populate_existing=True).state


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


@pytest.mark.rule("R07")
def test_a_suspension_that_is_lifted_gives_the_licence_back_and_amends_the_entry(by, held):
    decision_id = _made("suspended", by, held, effect=decided.AT_ONCE)
    _sent()
    with transaction():
        changes.lift(decision_id, reason="A doctor has seen him.", by=by)
    assert (_decision(decision_id).state, _state(held)) == ("ended", "current")
    _sent()
    entry = db.session.scalars(select(Entry)).one()
    assert [(one.what, one.changed_on) for one in entry.changes] == [("amended", TODAY)]
    open_duties = select(Duty).where(Duty.kind == "update-entry", Duty.discharged_at.is_(None))
    assert db.session.scalars(open_duties).all() == []


@pytest.mark.rule("R06", "R07")
def test_a_last_day_is_brought_forward_and_the_entry_says_so(by, held):
    decision_id = _made("suspended", by, held, effect=decided.AT_ONCE, ends_on=days(90))
    _sent()
    with transaction():
        changes.bring_end_forward(decision_id, ends_on=days(30), reason="He has learned.", by=by)
    _sent()
    assert db.session.scalars(select(Entry.suspension_ends_on)).one() == days(30)
    decision = _decision(decision_id)
    assert (decision.suspension_ends_on, decision.stands_until) == (days(90), days(30))


@pytest.mark.parametrize(
    ("ends_on", "reason", "faulty"),
    [
        pytest.param(days(-1), "Why", {"ends_on"}, id="in the past"),
        pytest.param(days(90), "Why", {"ends_on"}, id="no earlier"),
        pytest.param(days(91), "Why", {"ends_on"}, id="longer"),
        pytest.param(days(9), "", {"reason"}, id="no reason"),
    ],
)
def test_a_suspension_is_not_made_longer_or_changed_without_why(by, held, ends_on, reason, faulty):
    decision_id = _made("suspended", by, held, effect=decided.AT_ONCE, ends_on=days(90))
    with pytest.raises(BadInput) as refused, transaction():
        changes.bring_end_forward(decision_id, ends_on=ends_on, reason=reason, by=by)
    assert set(refused.value.faults) == faulty


def test_before_it_takes_effect_a_suspension_is_not_shortened_to_nothing(by, held):
    decision_id = _made("suspended", by, held, ends_on=days(90))
    with pytest.raises(BadInput), transaction():
        changes.bring_end_forward(decision_id, ends_on=days(20), reason="Why", by=by)


def test_a_decision_is_withdrawn_before_notice_and_not_after(by, held):
    with transaction():
        decision = decided.revoked(by, of=held)
    with transaction():
        changes.withdraw(decision.id, reason="It named the wrong licence.", by=by)
    assert (_decision(decision.id).state, _state(held)) == ("withdrawn", "current")
    assert db.session.scalars(select(Duty).where(Duty.discharged_at.is_(None))).all() == []
    with pytest.raises(NotPossibleNow), transaction():
        decided.notified(decision, by)
    notified = _made("revoked", by, held)
    with pytest.raises(NotPossibleNow), transaction():
        changes.withdraw(notified, reason="Too late.", by=by)


def test_a_revocation_is_not_lifted_and_a_refusal_not_changed(by, held):
    revoked = _made("revoked", by, held)
    with transaction():
        refused = decided.refused(by, people.person("Otto", "Mockman", by=by, numbers={})).id
    for decision_id in (revoked, refused):
        with pytest.raises(NotPossibleNow), transaction():
            changes.lift(decision_id, reason="Why", by=by)


@pytest.mark.rule("R27")
def test_the_same_day_twice_changes_nothing_more(by, held):
    _made("revoked", by, held)
    assert [_day(days(21)), _day(days(21)), _day(days(30))] == [1, 0, 0]
    assert _whats() == ["took-effect"]


def test_another_authoritys_decision_is_not_changed(by, held):
    decision_id = _made("suspended", by, held)
    with transaction():
        stranger = make.decision_maker(authority="York")
    with pytest.raises(NotFound), transaction():
        changes.lift(decision_id, reason="Why", by=stranger)


def test_a_notification_after_which_a_suspension_would_be_over_is_refused(by, held):
    with transaction():
        decision = decided.suspended(by, of=held, decided_on=days(-10), ends_on=days(15))
    with pytest.raises(BadInput) as refused, transaction():
        decided.notified(decision, by)
    assert "over before it takes effect" in refused.value.faults["notified_on"]


@pytest.mark.rule("R04", "R05", "R06")
def test_the_entry_says_when_it_takes_effect_and_when_a_suspension_ends(by, held):
    _made("suspended", by, held, ends_on=days(90))
    _sent()
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.decision, entry.effect_on, entry.suspension_ends_on) == ("suspended", days(20), days(90))


@pytest.mark.rule("R25")
def test_the_grounds_are_owed_within_fourteen_days_and_given_with_the_notice(by, held):
    with transaction():
        decision = decided.revoked(by, of=held)
    duty = db.session.scalars(select(Duty).where(Duty.kind == "give-grounds")).one()
    assert (duty.due_on, duty.subject) == (days(14), f"decision:{decision.id}")
    with transaction():
        decided.notified(decision, by)
    db.session.refresh(duty)
    assert duty.discharged_on == TODAY


@pytest.mark.rule("R06", "R07")
@pytest.mark.parametrize("ends_on", [None, 90], ids=["until further notice", "for a period"])
def test_the_entry_of_a_suspension_that_was_lifted_says_the_day_on_which_it_ended(by, held, ends_on):
    last = days(ends_on) if ends_on else None
    decision_id = _made("suspended", by, held, effect=decided.AT_ONCE, ends_on=last)
    _sent()
    with transaction():
        changes.lift(decision_id, reason="A doctor has seen him.", by=by)
    _sent()
    assert db.session.scalars(select(Entry.suspension_ends_on)).one() == TODAY
    assert _decision(decision_id).suspension_ends_on == last
