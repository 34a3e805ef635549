"""Moving between authorities: what partners tell each other of an applicant, and what they do not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.applications import actions, determining
from licensing.applications import known_elsewhere as known
from licensing.applications.deadlines import KNOWN_ELSEWHERE_KEPT
from licensing.applications.known_elsewhere_models import KnownElsewhere
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound, NotPossibleNow
from tests.factories import applications as make
from tests.factories import people
from tests.factories.officers import officer

TODAY = clock.today()


@pytest.fixture
def leeds(app_context):
    with transaction():
        return make.preparer()


@pytest.fixture
def york(app_context):
    with transaction():
        return make.preparer(authority="York")


def found():
    return db.session.scalars(select(KnownElsewhere).order_by(KnownElsewhere.id)).all()


def told(row):
    return [one.words for one in known.standing(row.other_person_id, row.other_authority_id, TODAY)]


def moved(leeds, york):
    """York considers an application of somebody; then the same person applies to Leeds."""
    with transaction():
        make.received(york)
        make.received(leeds)
    (row,) = found()
    return row


def test_two_applications_open_at_once_are_seen_by_both_authorities(leeds, york):
    row = moved(leeds, york)
    assert (row.authority_id, row.other_authority_id) == (leeds.authority_id, york.authority_id)
    assert told(row) == ["An application is being considered, received on"]
    assert known.to_say(leeds.authority_id) == [row]
    assert known.of_our_people(york.authority_id) == [row]
    assert known.of_application(row.application) == [row]
    assert known.to_say(york.authority_id) == known.of_our_people(leeds.authority_id) == []


def test_an_application_withdrawn_while_it_was_looked_at_is_told(leeds, york):
    with transaction():
        first = make.received(york)
        actions.withdraw(first.id, withdrawn_on=TODAY, reason="He said so by letter.", by=york)
        make.received(leeds)
    assert told(found()[0]) == ["An application was withdrawn while it was being looked at, on"]


def test_a_refusal_and_a_licence_are_told_with_their_status_and_without_reasons(leeds, york):
    with transaction():
        decider = make.decision_maker(authority="York")
        refused = determining.refuse(
            make.ready(york).id, make.refusal_facts(reasons="Secret words."), by=decider
        )
        held = people.licence(db.session.get_one(people.Person, refused.person_id), by=york)
        held.state = "suspended"
    with transaction():
        make.received(leeds)
    assert told(found()[0]) == ["Private hire driver licence: suspended", "An application was refused on"]
    assert "Secret" not in repr(known.standing(held.person_id, york.authority_id, TODAY))


def test_nobody_outside_the_partnership_and_nobody_of_ones_own_is_told_of(leeds):
    with transaction():
        people.licence(by=officer("Birmingham"))
        make.received(leeds)
    assert found() == []


def test_somebody_else_is_not_found(leeds, york):
    with transaction():
        make.received(york, name={"first": "Otto", "middle": "", "last": "Mockman"}, numbers={})
        make.received(leeds)
    assert found() == []


def test_an_officer_of_the_application_says_who_it_is_once_and_why(leeds, york):
    row = moved(leeds, york)
    with pytest.raises(NotFound), transaction():
        known.say(row.id, same_person=True, reason="I know him.", by=york)
    with pytest.raises(BadInput) as refused, transaction():
        known.say(row.id, same_person=True, reason="  ", by=leeds)
    assert list(refused.value.faults) == ["reason"]
    with transaction():
        known.say(row.id, same_person=True, reason="The same passport.", by=leeds)
    assert known.to_say(leeds.authority_id) == []
    assert known.of_our_people(york.authority_id) == [row]
    with pytest.raises(NotPossibleNow), transaction():
        known.say(row.id, same_person=False, reason="After all not.", by=leeds)


def test_who_is_somebody_else_is_gone_for_the_other_authority_at_once(leeds, york):
    row = moved(leeds, york)
    with transaction():
        known.look_at(row.id, by=york)
        known.say(row.id, same_person=False, reason="Another birthplace.", by=leeds)
    assert known.of_our_people(york.authority_id) == []
    with pytest.raises(NotFound), transaction():
        known.look_at(row.id, by=york)
    with transaction():
        known.look_at(row.id, by=leeds)


def test_no_third_authority_sees_it_and_each_look_is_in_the_audit_log(leeds, york):
    row = moved(leeds, york)
    with transaction():
        wakefield = officer("Wakefield")
    with pytest.raises(NotFound), transaction():
        known.look_at(row.id, by=wakefield)
    with transaction():
        known.look_at(row.id, by=york)
    seen = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "known-elsewhere:viewed")).all()
    assert [(one.actor, one.subject) for one in seen] == [(york.actor.ref, row.subject)]


def test_it_is_forgotten_half_a_year_after_the_application_is_over_and_not_before(leeds, york):
    row = moved(leeds, york)
    with transaction():
        assert known.forget(TODAY + timedelta(days=1000)) == 0
        actions.withdraw(row.application_id, withdrawn_on=TODAY, reason="He moved away.", by=leeds)
    with transaction():
        assert known.forget(TODAY + KNOWN_ELSEWHERE_KEPT) == 0
        assert known.forget(TODAY + KNOWN_ELSEWHERE_KEPT + timedelta(days=1)) == 1
    assert found() == []


def test_looking_again_finds_nobody_twice(leeds, york):
    row = moved(leeds, york)
    with transaction():
        assert known.look(row.application) == 0
    assert found() == [row]
