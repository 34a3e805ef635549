"""Reading information and concerns: whose, in which order, and who may be meant."""

from datetime import date, timedelta

import pytest

from licensing import clock
from licensing.concerns import actions, considering, queries
from licensing.concerns.considering import Consideration
from licensing.concerns.identity import Identity
from licensing.db import transaction
from tests.factories import concerns as make
from tests.factories import people

TODAY = clock.today()


def test_received_concerns_stand_in_the_order_of_their_clocks_until_they_are_closed(york, bradford):
    with transaction():
        late = make.received(york)
        early = make.received(york, aware_on=TODAY - timedelta(days=3))
        make.received(bradford)
    ours = york.authority_id
    assert list(queries.received(ours, closed=False)) == [early, late]
    assert queries.open_received_count(ours) == 2
    with transaction():
        considering.identify(early.id, person_id=None, reason="Nobody", by=york)
        considering.consider(early.id, Consideration("not-licensed", "Nobody"), by=york)
        considering.record_reply_sent(early.id, sent_on=TODAY, sent_how="post", by=york)
    assert list(queries.received(ours, closed=False)) == [late]
    assert list(queries.received(ours, closed=True)) == [early]
    assert queries.open_received_count(ours) == 1


def test_a_concern_sent_is_open_until_its_answer_is_there(bradford, york):
    with transaction():
        testing = make.concern(bradford)
        told = make.owed(bradford, "Glasgow City", aware_on=TODAY - timedelta(days=2))
        actions.record_sending(told.id, sent_on=TODAY, sent_how="post", by=bradford)
        awaited = make.owed(bradford, "Cambridge", aware_on=TODAY - timedelta(days=1))
        actions.record_sending(awaited.id, sent_on=TODAY, sent_how="post", by=bradford)
        make.concern(york)
    assert list(queries.sent(bradford.authority_id, closed=False)) == [awaited, testing]
    assert list(queries.sent(bradford.authority_id, closed=True)) == [told]


def test_what_is_due_is_the_earliest_of_what_is_open(york):
    with transaction():
        case = make.received(york)
    due = queries.due(york.authority_id)
    assert list(due) == [f"received-concern:{case.id}"]
    assert due[f"received-concern:{case.id}"] > TODAY


def test_of_a_person_the_information_and_the_concerns_are_shown_to_their_authority_only(york, bradford):
    with transaction():
        who = people.person(by=york)
        came_in = make.information(york, about="own", person_id=who.id)
        case = make.received(york)
        considering.identify(case.id, person_id=who.id, reason="The same", by=york)
    assert list(queries.information_about(who.id, york.authority_id)) == [came_in]
    assert list(queries.received_about(who.id, york.authority_id)) == [case]
    assert list(queries.about_our_own(york.authority_id, closed=False)) == [came_in]
    assert not queries.information_about(who.id, bradford.authority_id)
    assert not queries.received_about(who.id, bradford.authority_id)
    assert not queries.about_our_own(bradford.authority_id, closed=False)


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param(Identity(licence_number="YRK-7"), id="licence number"),
        pytest.param(Identity(badge_number="b77"), id="badge number"),
        pytest.param(Identity(names=("Perdita Exampleby",), born=date(1985, 3, 27)), id="name and birth"),
        pytest.param(Identity(numbers=(("national_insurance", "AB 12 34 56 C"),)), id="a number"),
    ],
)
def test_whom_a_concern_may_be_about_is_found_among_our_own_people_only(york, bradford, identity):
    with transaction():
        held = people.licence(people.person(by=york), by=york, number="YRK-7", badge="B77")
        people.licence(people.person(by=bradford), by=bradford, number="YRK-7", badge="B77")
        people.person("Wholly", "Different", by=york, numbers={}, born=date(1960, 1, 1))
    assert [one.id for one in queries.who_it_may_be(identity, york.authority_id)] == [held.person_id]
