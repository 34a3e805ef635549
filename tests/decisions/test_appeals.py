"""Appeals: what they stay, what courts make of a decision, and that the licence and the entry follow."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.db import db, transaction
from licensing.decisions import appeals, changes, queries
from licensing.decisions.actions import entry_key
from licensing.decisions.daily import move_on
from licensing.decisions.models import Appeal, Decision, Hearing
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.models import Entry
from licensing.outbox.actions import hasten, send_due
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


def _made(kind, by, held, *, on=TODAY, **facts):
    with transaction():
        decision = getattr(decided, kind)(by, of=held, **({"decided_on": on} | facts))
        return decided.notified(decision, by, on).id


def _lodged(decision_id, by, *, on=TODAY, **changes):
    with transaction():
        given = appeals.Lodged(on, "Leeds Magistrates’ Court", "2026/1", **changes)
        return appeals.lodge(decision_id, given, by=by).id


def _court(appeal_id, outcome, by, *, on=TODAY, **changes):
    with transaction():
        given = appeals.Outcome(outcome, on, "The court heard both sides.", **changes)
        appeals.record_outcome(appeal_id, given, by=by)


def _sent():
    while send_due():
        pass


def _stand(decision_id, held):
    """The states of the decision and of its licence."""
    decision = db.session.get_one(Decision, decision_id, populate_existing=True)
    return decision.state, db.session.get_one(DriverLicence, held.id, populate_existing=True).state


def _entry():
    return db.session.scalars(select(Entry).execution_options(populate_existing=True)).one()


def _changes_of_the_entry():
    return [(one.what, one.changed_on) for one in _entry().changes]


@pytest.mark.rule("R29")
def test_an_appeal_in_time_stays_a_decision_that_has_not_taken_effect(by, held):
    decision_id = _made("revoked", by, held)
    _lodged(decision_id, by)
    assert _stand(decision_id, held) == ("stayed", "current")
    with transaction():
        assert move_on(days(60)) == 0
    assert _stand(decision_id, held) == ("stayed", "current")


@pytest.mark.rule("R29")
def test_an_immediate_decision_is_never_stayed(by, held):
    decision_id = _made("revoked", by, held, effect=decided.AT_ONCE)
    appeal = db.session.get_one(Appeal, _lodged(decision_id, by))
    assert (appeal.stays, appeal.late) == (False, False)
    assert _stand(decision_id, held) == ("in-force", "revoked")


@pytest.mark.rule("R29", "R30")
def test_an_appeal_on_its_last_day_gives_back_what_took_effect_the_day_before(by, held):
    decision_id = _made("suspended", by, held, on=days(-21))
    assert _stand(decision_id, held) == ("in-force", "suspended")
    appeal = db.session.get_one(Appeal, _lodged(decision_id, by))
    assert (appeal.late, appeal.stays) == (False, True)
    assert _stand(decision_id, held) == ("stayed", "current")


@pytest.mark.rule("R30")
def test_a_late_appeal_is_recorded_as_late_and_an_officer_says_whether_it_stays(by, held):
    decision_id = _made("revoked", by, held, on=days(-22))
    with pytest.raises(BadInput) as refused:
        _lodged(decision_id, by)
    assert set(refused.value.faults) == {"stays", "stays_because"}
    appeal = db.session.get_one(
        Appeal, _lodged(decision_id, by, stays=False, stays_because="The court has not let it in.")
    )
    assert (appeal.late, appeal.stays) == (True, False)
    assert _stand(decision_id, held) == ("in-force", "revoked")


@pytest.mark.rule("R29")
def test_an_appeal_dismissed_ends_the_stay_and_the_entry_says_from_when_it_bites(by, held):
    decision_id = _made("revoked", by, held, on=days(-30))
    _sent()
    appeal_id = _lodged(decision_id, by, on=days(-20))
    _court(appeal_id, "dismissed", by, on=days(-2))
    assert _stand(decision_id, held) == ("in-force", "revoked")
    _sent()
    assert _changes_of_the_entry() == [("amended", days(-2))]


def test_an_appeal_withdrawn_within_the_twenty_one_days_leaves_them_to_run_out(by, held):
    decision_id = _made("revoked", by, held)
    _court(_lodged(decision_id, by), "withdrawn", by)
    assert _stand(decision_id, held) == ("pending", "current")
    with transaction():
        move_on(days(21))
    assert _stand(decision_id, held) == ("in-force", "revoked")
    _sent()
    assert _changes_of_the_entry() == []


@pytest.mark.rule("R07")
def test_an_appeal_allowed_gives_the_licence_back_and_removes_the_entry(by, held):
    decision_id = _made("revoked", by, held, effect=decided.AT_ONCE)
    _sent()
    _court(_lodged(decision_id, by), "allowed", by)
    assert _stand(decision_id, held) == ("overturned", "current")
    duty = db.session.scalars(select(Duty).where(Duty.kind == "update-entry")).one()
    assert (duty.due_on, duty.discharged_on, duty.subject) == (TODAY, None, f"decision:{decision_id}")
    _sent()
    assert _entry().removed_at is not None
    assert _changes_of_the_entry() == [("removed", TODAY)]
    db.session.refresh(duty)
    assert duty.discharged_on == TODAY


@pytest.mark.rule("R07")
def test_a_further_appeal_of_the_authority_that_is_allowed_reinstates_the_entry(by, held):
    decision_id = _made("revoked", by, held, effect=decided.AT_ONCE)
    _sent()
    _court(_lodged(decision_id, by, on=days(0)), "allowed", by)
    further = _lodged(decision_id, by, lodged_by="authority")
    assert db.session.get_one(Appeal, further).court == "crown"
    assert _stand(decision_id, held) == ("overturned", "current")
    _court(further, "allowed", by)
    assert _stand(decision_id, held) == ("in-force", "revoked")
    _sent()
    assert [what for what, _on in _changes_of_the_entry()] == ["removed", "reinstated"]
    assert _entry().removed_at is None
    with pytest.raises(NotPossibleNow, match="no further appeal"):
        _lodged(decision_id, by)


def test_a_further_appeal_of_the_authority_that_is_dismissed_changes_nothing(by, held):
    decision_id = _made("revoked", by, held, effect=decided.AT_ONCE)
    _court(_lodged(decision_id, by), "allowed", by)
    _court(_lodged(decision_id, by, lodged_by="authority"), "dismissed", by)
    assert _stand(decision_id, held) == ("overturned", "current")


@pytest.mark.rule("R29")
def test_a_further_appeal_of_the_person_stays_it_if_an_officer_says_so(by, held):
    decision_id = _made("revoked", by, held, on=days(-30))
    _court(_lodged(decision_id, by, on=days(-20)), "dismissed", by, on=days(-5))
    further = _lodged(decision_id, by, stays=True, stays_because="Section 77(2) is read so.")
    assert db.session.get_one(Appeal, further).late is None
    assert _stand(decision_id, held) == ("stayed", "current")
    _court(further, "dismissed", by)
    assert _stand(decision_id, held) == ("in-force", "revoked")


@pytest.mark.rule("R06", "R07")
def test_a_suspension_that_a_court_shortens_ends_then_and_its_entry_says_so(by, held):
    decision_id = _made("suspended", by, held, effect=decided.AT_ONCE, ends_on=days(90))
    _sent()
    _court(_lodged(decision_id, by), "varied", by, becomes="suspended", ends_on=days(30))
    assert _stand(decision_id, held) == ("varied", "suspended")
    _sent()
    assert _entry().suspension_ends_on == days(30)
    decision = db.session.get_one(Decision, decision_id)
    assert (decision.suspension_ends_on, decision.stands_until) == (days(90), days(30))
    with transaction():
        move_on(days(31))
    assert _stand(decision_id, held) == ("ended", "current")


@pytest.mark.rule("R07")
def test_a_revocation_that_a_court_makes_a_suspension_suspends_the_licence(by, held):
    decision_id = _made("revoked", by, held, effect=decided.AT_ONCE)
    _sent()
    _court(_lodged(decision_id, by), "varied", by, becomes="suspended", ends_on=days(30))
    assert _stand(decision_id, held) == ("varied", "suspended")
    _sent()
    assert _changes_of_the_entry() == [("amended", TODAY)]
    assert (_entry().decision, _entry().suspension_ends_on) == ("suspended", days(30))
    with transaction():
        move_on(days(31))
    assert _stand(decision_id, held) == ("ended", "current")


def test_a_suspension_that_still_runs_holds_when_a_revocation_is_overturned(by, held):
    _made("suspended", by, held, effect=decided.AT_ONCE)
    revoked = _made("revoked", by, held, effect=decided.AT_ONCE, apart="He did it again.")
    assert _stand(revoked, held) == ("in-force", "revoked")
    _court(_lodged(revoked, by), "allowed", by)
    assert _stand(revoked, held) == ("overturned", "suspended")


@pytest.mark.rule("R07")
def test_what_is_changed_before_the_entry_is_acknowledged_waits_and_then_follows_it_in_order(
    by, held, monkeypatch
):
    decision_id = _made("revoked", by, held, effect=decided.AT_ONCE)
    _court(_lodged(decision_id, by), "allowed", by)
    _court(_lodged(decision_id, by, lodged_by="authority"), "allowed", by)
    real = EmbeddedRegister.make_entry

    def down(_self, _entry):
        raise ConnectionError

    monkeypatch.setattr(EmbeddedRegister, "make_entry", down)
    _sent()
    assert db.session.scalars(select(Entry)).all() == []
    monkeypatch.setattr(EmbeddedRegister, "make_entry", real)
    with transaction():
        hasten(entry_key(db.session.get_one(Decision, decision_id)))
    _sent()
    assert [what for what, _on in _changes_of_the_entry()] == ["removed", "reinstated"]
    open_duties = select(Duty).where(Duty.kind == "update-entry", Duty.discharged_at.is_(None))
    assert db.session.scalars(open_duties).all() == []


def test_a_decision_that_relied_on_nothing_relevant_changes_no_entry(by, held):
    decision_id = _made("revoked", by, held, effect=decided.AT_ONCE, limbs=[], reliance="none")
    _court(_lodged(decision_id, by), "allowed", by)
    _sent()
    assert db.session.scalars(select(Entry)).all() == []
    assert db.session.scalars(select(Duty.kind)).all() == ["give-grounds"]
    assert _stand(decision_id, held) == ("overturned", "current")


@pytest.mark.rule("R30")
def test_the_next_hearing_is_a_duty_until_it_is_adjourned_or_the_outcome_is_known(by, held):
    appeal_id = _lodged(_made("revoked", by, held), by)
    with transaction():
        first = appeals.list_hearing(appeal_id, held_on=days(30), note="Court 2", by=by).id
        appeals.list_hearing(appeal_id, held_on=days(40), note="", by=by)
    due = select(Duty.due_on).where(Duty.kind == "watch-appeal", Duty.discharged_at.is_(None))
    assert db.session.scalars(due).all() == [days(30)]
    with transaction():
        appeals.adjourn(first, because="A witness was ill.", by=by)
    assert db.session.scalars(due).all() == [days(40)]
    with pytest.raises(NotPossibleNow), transaction():
        appeals.adjourn(first, because="Again.", by=by)
    _court(appeal_id, "dismissed", by)
    assert db.session.scalars(due).all() == []
    assert len(db.session.scalars(select(Hearing)).all()) == 2
    with pytest.raises(NotPossibleNow), transaction():
        appeals.list_hearing(appeal_id, held_on=days(50), note="", by=by)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": days(1)}, "lodged_on"),
        ({"on": days(-1)}, "lodged_on"),
        ({"lodged_by": "authority"}, "lodged_by"),
        ({"lodged_by": "nobody"}, "lodged_by"),
    ],
)
def test_an_appeal_that_cannot_be_is_refused_by_field(by, held, changes, field):
    decision_id = _made("revoked", by, held)
    with pytest.raises(BadInput) as refused:
        _lodged(decision_id, by, **changes)
    assert set(refused.value.faults) == {field}


@pytest.mark.parametrize(
    ("outcome", "changes", "field"),
    [
        ("", {}, "outcome"),
        ("dismissed", {"on": days(1)}, "decided_on"),
        ("dismissed", {"on": days(-1)}, "decided_on"),
        ("varied", {}, "becomes"),
        ("varied", {"becomes": "revoked", "ends_on": days(9)}, "ends_on"),
        ("varied", {"becomes": "suspended", "ends_on": days(-9)}, "ends_on"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_by_field(by, held, outcome, changes, field):
    appeal_id = _lodged(_made("revoked", by, held), by)
    with pytest.raises(BadInput) as refused:
        _court(appeal_id, outcome, by, **changes)
    assert set(refused.value.faults) == {field}


def test_one_appeal_is_open_at_a_time_and_its_outcome_is_recorded_once(by, held):
    decision_id = _made("revoked", by, held)
    appeal_id = _lodged(decision_id, by)
    with pytest.raises(NotPossibleNow, match="open already"):
        _lodged(decision_id, by)
    _court(appeal_id, "withdrawn", by)
    with pytest.raises(NotPossibleNow, match="recorded already"):
        _court(appeal_id, "allowed", by)
    with pytest.raises(NotPossibleNow, match="withdrawn"):
        _lodged(decision_id, by)


def test_who_was_right_in_court_does_not_appeal_further(by, held):
    decision_id = _made("revoked", by, held, effect=decided.AT_ONCE)
    _court(_lodged(decision_id, by), "allowed", by)
    with pytest.raises(BadInput) as refused:
        _lodged(decision_id, by)
    assert set(refused.value.faults) == {"lodged_by"}


def test_nothing_is_appealed_against_before_notification(by, held):
    with transaction():
        decision_id = decided.revoked(by, of=held).id
    with pytest.raises(NotPossibleNow, match="not been notified"):
        _lodged(decision_id, by)


def test_another_authoritys_appeal_is_not_found(by, held):
    appeal_id = _lodged(_made("revoked", by, held), by)
    with transaction():
        stranger = make.decision_maker(authority="York")
    with pytest.raises(NotFound):
        _court(appeal_id, "allowed", stranger)
    assert queries.appeals_of(appeal_id, stranger.authority_id) == []


@pytest.mark.rule("R29")
def test_an_appeal_stays_a_refused_renewal_and_not_a_refused_application(by):
    with transaction():
        who = people.person(by=by)
        made = [
            decided.notified(decided.refused(by, who, renewal=renewal), by).id for renewal in (True, False)
        ]
    for decision_id in made:
        _lodged(decision_id, by)
    assert [db.session.get_one(Decision, one).state for one in made] == ["stayed", "in-force"]


@pytest.mark.rule("R06", "R07")
def test_a_suspension_that_a_court_leaves_without_a_last_day_has_none_on_the_register(by, held):
    decision_id = _made("suspended", by, held, effect=decided.AT_ONCE, ends_on=days(90))
    _court(_lodged(decision_id, by), "varied", by, becomes="suspended")
    while send_due():
        pass
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.decision, entry.suspension_ends_on) == ("suspended", None)


def test_a_hearing_of_another_century_is_a_slip_of_the_hand(by, held):
    appeal_id = _lodged(_made("revoked", by, held), by)
    with pytest.raises(BadInput) as refused, transaction():
        appeals.list_hearing(appeal_id, held_on=TODAY.replace(year=9999, day=1), note="", by=by)
    assert set(refused.value.faults) == {"held_on"}


@pytest.mark.rule("R07")
def test_a_suspension_that_is_restored_is_as_long_as_the_authority_had_left_it(by, held):
    decision_id = _made("suspended", by, held, effect=decided.AT_ONCE, ends_on=days(90))
    with transaction():
        changes.bring_end_forward(decision_id, ends_on=days(30), reason="He has learned.", by=by)
    _court(_lodged(decision_id, by), "allowed", by)
    _court(_lodged(decision_id, by, lodged_by="authority"), "allowed", by)
    assert _stand(decision_id, held) == ("in-force", "suspended")
    assert db.session.get_one(Decision, decision_id).stands_until == days(30)
    _sent()
    assert _entry().suspension_ends_on == days(30)


@pytest.mark.rule("R07")
def test_what_was_lifted_is_not_brought_to_life_again_by_a_further_appeal(by, held):
    decision_id = _made("suspended", by, held, effect=decided.AT_ONCE)
    with transaction():
        changes.lift(decision_id, reason="A doctor has seen him.", by=by)
    _court(_lodged(decision_id, by), "allowed", by)
    _court(_lodged(decision_id, by, lodged_by="authority"), "allowed", by)
    with transaction():
        move_on(days(1))
    assert _stand(decision_id, held) == ("ended", "current")
