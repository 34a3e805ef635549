"""Reading decisions: whose, in which order, and how many."""

from datetime import date, timedelta

import pytest

from licensing import clock
from licensing.db import transaction
from licensing.decisions import actions, appeals, queries
from tests.factories import applications as make
from tests.factories import decisions as decided
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
    assert queries.listed(by.authority_id, limit=2) == [third, second]
    assert queries.listed(by.authority_id) == [third, second, first]


def test_another_authoritys_decisions_are_never_read(by, perdita):
    with transaction():
        stranger = make.decision_maker(authority="York")
        theirs = people.person(by=stranger)
    _decided(stranger, theirs)
    assert queries.not_yet_notified(by.authority_id) == []
    assert queries.listed(by.authority_id) == []
    assert queries.of_person(theirs.id, by.authority_id) == []


def test_a_decision_taken_long_ago_waits_as_well(by, perdita):
    decision = _decided(by, perdita, date(2020, 1, 6))
    assert queries.not_yet_notified(by.authority_id) == [decision]


@pytest.mark.rule("R23", "R30")
@pytest.mark.parametrize(
    ("day", "over"),
    [pytest.param(21, False, id="the last day to appeal"), pytest.param(22, True, id="the day after")],
)
def test_an_application_is_over_when_the_time_to_appeal_against_its_refusal_has_passed(
    by, perdita, day, over
):
    decision = _decided(by, perdita)
    asked = (decision.application_ref, by.authority_id, TODAY + timedelta(days=day))
    assert not queries.is_over(*asked)
    with transaction():
        actions.record_notification(decision.id, notified_on=TODAY, how="post", by=by)
    assert queries.is_over(*asked) is over


@pytest.mark.rule("R23", "R30")
def test_an_application_is_not_over_while_an_appeal_is_open_or_may_go_further(by, perdita):
    decision = _decided(by, perdita)
    with transaction():
        actions.record_notification(decision.id, notified_on=TODAY, how="post", by=by)
        appeal = appeals.lodge(decision.id, appeals.Lodged(TODAY, "Leeds Magistrates’ Court"), by=by)
    late = TODAY + timedelta(days=100)
    assert not queries.is_over(decision.application_ref, by.authority_id, late)
    with transaction():
        appeals.record_outcome(appeal.id, appeals.Outcome("dismissed", TODAY, "Proved."), by=by)
    assert not queries.is_over(decision.application_ref, by.authority_id, TODAY + timedelta(days=21))
    assert queries.is_over(decision.application_ref, by.authority_id, late)


@pytest.mark.rule("R23")
def test_an_application_without_a_decision_against_anybody_is_over(by):
    assert queries.is_over("NONE-NONE-NONE", by.authority_id, TODAY)


def test_decisions_are_listed_by_kind_and_by_where_they_stand(by, perdita):
    refused = _decided(by, perdita)
    with transaction():
        pending = decided.notified(decided.suspended(by), by)
        biting = decided.notified(decided.revoked(by, effect=decided.AT_ONCE), by)
        appeals.lodge(biting.id, appeals.Lodged(TODAY, "Leeds Magistrates’ Court"), by=by)

    def shown(**narrowed):
        return [one.id for one in queries.listed(by.authority_id, **narrowed)]

    assert shown() == [biting.id, pending.id, refused.id]
    assert shown(kind="suspended") == [pending.id]
    assert [shown(shown=key) for key in queries.SHOWN] == [
        [refused.id], [pending.id], [biting.id], [], [biting.id], []
    ]  # fmt: skip


def test_the_decision_that_an_entry_records_is_found_by_its_own_authority_only(by, perdita):
    decision = _decided(by, perdita)
    with transaction():
        actions.record_notification(decision.id, notified_on=TODAY, how="post", by=by)
        actions.acknowledge_entry(decision.id, entry_ref="0123456789abcdef", by=by.actor)
        elsewhere = make.decision_maker(authority="Bradford")
    assert queries.by_entry("0123456789abcdef", by.authority_id) == decision
    assert queries.by_entry("0123456789abcdef", elsewhere.authority_id) is None
    assert queries.by_entry("fedcba9876543210", by.authority_id) is None
