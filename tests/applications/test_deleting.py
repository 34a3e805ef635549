"""What another authority told is deleted when the application and any appeal are over, and a trace of it stays."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock, daily
from licensing.applications import actions, determining, reviews
from licensing.applications.deleting import delete_received
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.decisions import actions as decisions
from licensing.decisions.deadlines import last_day_to_appeal
from licensing.decisions.models import Decision
from licensing.national_register import answers, documents, notices
from licensing.national_register.correspondence_models import Answer, ChangeNotice, Document
from licensing.national_register.models import InformationRequest
from tests.factories import applications as make
from tests.factories import correspondence as write
from tests.support.stored import everything_stored

TODAY = clock.today()
pytestmark = pytest.mark.rule("R23")


@pytest.fixture
def told(people, bradford):
    """An application with what Bradford told of its hit, a file with it."""
    by, _decider = people
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="The same number", by=by)
        request = actions.send_request(
            application.id, candidate.id, text="Please", sent_on=TODAY, sent_how="register", by=by
        )
    write.delivered()
    with transaction():
        documents.attach(write.received().id, name="words.txt", content=b"He said so", by=bradford)
    write.answered(bradford)
    with transaction():
        actions.record_regard(application.id, request.id, regard="It weighs heavily", by=by)
    return application, request


def _delete(on=TODAY, **given):
    with transaction():
        return [one.request_id for one in delete_received(on, **given)]


def _held(request):
    db.session.expire_all()
    files = db.session.scalars(select(Document.id).where(Document.information_request_id == request.id)).all()
    return bool(request.reply), len(files)


def _refuse(told, decider):
    with transaction():
        determining.refuse(told[0].id, make.refusal_facts(), by=decider)
    return db.session.scalars(select(Decision)).one()


def _traces():
    return db.session.scalars(select(AuditEntry).where(AuditEntry.event == "request:reply-deleted")).all()


def test_while_the_application_is_open_nothing_is_deleted(told):
    assert _delete(TODAY + timedelta(days=1000)) == []
    assert _held(told[1]) == (True, 1)


def test_after_a_refusal_it_is_kept_until_the_time_to_appeal_is_over(people, told):
    by, decider = people
    decision = _refuse(told, decider)
    assert _delete(TODAY + timedelta(days=1000)) == []  # Nobody is notified yet: the time has not begun.
    with transaction():
        decisions.record_notification(decision.id, notified_on=TODAY, how="post", by=by)
    last = last_day_to_appeal(TODAY)
    assert _delete(last) == []
    assert _held(told[1]) == (True, 1)
    assert _delete(last + timedelta(days=1)) == [told[1].id]
    assert _held(told[1]) == (False, 0)


@pytest.mark.parametrize("end", ["grant", "withdrawal"])
def test_after_a_grant_or_a_withdrawal_there_is_nothing_to_wait_for(people, told, end):
    by, decider = people
    with transaction():
        if end == "grant":
            determining.grant(told[0].id, make.grant_facts(), by=decider)
        else:
            actions.withdraw(told[0].id, withdrawn_on=TODAY, reason="By letter", by=by)
    assert _delete() == [told[1].id]


def test_the_regard_the_determination_and_a_trace_stay_and_the_own_record_of_who_told(people, told):
    _by, decider = people
    with transaction():
        determining.grant(told[0].id, make.grant_facts(), by=decider)
    _delete()
    db.session.expire_all()
    request = told[1]
    assert (request.regard, request.received_on, request.reply) == ("It weighs heavily", TODAY, "")
    assert request.deleted_at is not None
    assert told[0].determination.reasons == "Nothing against."
    (line,) = _traces()
    assert line.subject == f"request:{request.id}"
    assert json.loads(line.facts) == {"application": told[0].id, "documents": 1, "changes": 0}
    # Bradford disclosed it, and keeps what it disclosed.
    assert db.session.scalars(select(Answer.text)).one() == write.TOLD
    assert len(db.session.scalars(select(Document)).all()) == 1
    assert answers.unanswered_count(request.recording_authority_id) == 0
    db.session.rollback()
    assert everything_stored().count("He said so") == 0


def test_a_dry_run_deletes_nothing_and_says_what_would_go(people, told):
    _by, decider = people
    with transaction():
        determining.grant(told[0].id, make.grant_facts(), by=decider)
    assert _delete(dry_run=True) == [told[1].id]
    assert _held(told[1]) == (True, 1)
    assert _traces() == []
    assert (_delete(), _delete()) == ([told[1].id], [])
    assert len(_traces()) == 1


def test_never_while_the_determination_is_being_looked_at_again(people, bradford, told):
    by, decider = people
    with transaction():
        determining.grant(told[0].id, make.grant_facts(), by=decider)
    write.told(told[1].entry_ref, bradford)
    assert _delete() == []
    review = db.session.scalars(select(reviews.Review)).one()
    with transaction():
        reviews.record_outcome(review.id, outcome="stands", reasons="It does not matter", by=decider)
    assert _delete() == [told[1].id]
    notice = db.session.scalars(select(ChangeNotice)).one()
    # Read before it goes: what nobody has acknowledged is kept until somebody has.
    assert (notice.reason != "", notice.deleted_at) == (True, None)
    with transaction():
        notices.acknowledge(notice.id, by=by)
    assert _delete() == [told[1].id]
    db.session.expire_all()
    assert (notice.reason, notice.deleted_at is not None) == ("", True)
    assert [json.loads(line.facts)["changes"] for line in _traces()] == [0, 1]


def test_a_change_is_kept_while_another_application_that_asked_still_runs(people, bradford, told):
    by, decider = people
    request = told[1]
    with transaction():
        determining.grant(told[0].id, make.grant_facts(), by=decider)
        other = make.received(by, person_id=told[0].person_id)
        (candidate,) = make.searched(other, by).candidates
        actions.adjudicate(other.id, candidate.id, same_person=True, reason="The same", by=by)
        second = actions.send_request(
            other.id, candidate.id, text="Please", sent_on=TODAY, sent_how="post", by=by
        )
    write.told(request.entry_ref, bradford)
    with transaction():
        review = db.session.scalars(select(reviews.Review)).one()
        reviews.record_outcome(review.id, outcome="stands", reasons="So", by=decider)
        notices.acknowledge(db.session.scalars(select(ChangeNotice.id)).one(), by=by)
    assert _delete() == [request.id]
    assert db.session.scalars(select(ChangeNotice.reason)).one() != ""
    with transaction():
        actions.withdraw(other.id, withdrawn_on=TODAY, reason="By letter", by=by)
    assert set(_delete()) <= {request.id, second.id}
    assert db.session.scalars(select(ChangeNotice.reason)).one() == ""


def test_the_day_s_jobs_delete_it(people, told):
    _by, decider = people
    with transaction():
        determining.grant(told[0].id, make.grant_facts(), by=decider)
        daily.jobs(TODAY)
    assert db.session.scalars(select(InformationRequest.reply)).one() == ""


def test_an_answer_that_came_after_the_determination_is_kept_until_it_is_asked_what_it_means(people):
    by, decider = people
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="The same number", by=by)
        request = actions.send_request(
            application.id, candidate.id, text="Please", sent_on=TODAY, sent_how="post", by=by
        )
        actions.override_wait(
            application.id,
            request.id,
            reason="The licence ends today",
            legal_advice="The solicitor",
            by=decider,
        )
        determining.grant(application.id, make.grant_facts(), by=decider)
    with transaction():
        actions.record_reply(
            application.id, request.id, received_on=TODAY, reply=write.TOLD, reference="", by=by
        )
    # The worker was down meanwhile: the day's jobs come before what the outbox holds.
    assert _delete() == []
    write.delivered()
    assert _delete() == []
    with transaction():
        review = db.session.scalars(select(reviews.Review)).one()
        assert review.request.reply == write.TOLD
        reviews.record_outcome(review.id, outcome="stands", reasons="It is minor", by=decider)
    assert _delete() == [request.id]
