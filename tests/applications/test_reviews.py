"""Regard to a change while an application is open; a determination that relied on the older text is looked at again."""

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.applications import actions, determining, queries, reviews
from licensing.applications.models import Application
from licensing.audit.models import AuditEntry
from licensing.authorities.officers import change_officer
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.duties.holidays import holidays
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow, Unlawful
from licensing.national_register.correspondence_models import ChangeNotice
from licensing.national_register.deadlines import review_due
from licensing.national_register.models import InformationRequest
from tests.factories import applications as make
from tests.factories import correspondence as write


def _determine(outcome, application, decider):
    with transaction():
        if outcome == "grant":
            determining.grant(application.id, make.grant_facts(), by=decider)
        else:
            determining.refuse(application.id, make.refusal_facts(), by=decider)


def _reviews():
    return db.session.scalars(select(reviews.Review).order_by(reviews.Review.id)).all()


def _duty(review):
    return db.session.scalars(select(Duty).where(Duty.subject == review.subject)).one()


# --- still open


@pytest.mark.rule("R14")
@pytest.mark.parametrize("outcome", ["grant", "refuse"])
def test_an_open_application_is_not_determined_before_regard_is_had_to_the_change(people, bradford, outcome):
    by, decider = people
    application, request = write.weighed(by, bradford)
    write.told(request.entry_ref, bradford)
    with pytest.raises(Unlawful) as refused:
        _determine(outcome, application, decider)
    (reason,) = refused.value.reasons
    assert (reason.rule, reason.source) == ("R14", "2022 Act s.3(4)")
    assert reason.text.startswith("Bradford removed its entry on ")
    assert _reviews() == []
    with transaction():
        actions.record_regard(application.id, request.id, regard="It weighs nothing any more", by=by)
    _determine(outcome, application, decider)
    # What was regarded before the determination is not looked at again.
    assert _reviews() == []


@pytest.mark.rule("R14")
def test_a_change_that_was_told_before_the_first_regard_is_part_of_it(people, bradford):
    by, _decider = people
    application, request = write.weighed(by, bradford)
    write.told(request.entry_ref, bradford, key="a")
    with transaction():
        actions.record_regard(application.id, request.id, regard="Both weighed", by=by)
    case = queries.case(db.session.get_one(Application, application.id))
    assert queries.missing(case, "refuse") == []
    write.told(request.entry_ref, bradford, what="reinstated", key="b")
    case = queries.case(db.session.get_one(Application, application.id))
    assert [one.rule for one in queries.missing(case, "refuse")] == ["R14"]


# --- determined


@pytest.mark.rule("R13", "R14")
@pytest.mark.parametrize("outcome", ["grant", "refuse"])
def test_a_determination_that_asked_about_the_entry_is_listed_for_review(people, bradford, outcome):
    by, decider = people
    application, request = write.weighed(by, bradford)
    _determine(outcome, application, decider)
    write.told(request.entry_ref, bradford)
    (review,) = _reviews()
    notice = db.session.scalars(select(ChangeNotice)).one()
    assert (review.application_id, review.change_notice_id) == (application.id, notice.id)
    assert review.request.regard == "It weighs heavily"
    duty, today = _duty(review), clock.today()
    assert (duty.kind, duty.authority_id, duty.officer_id) == (
        "review-determination",
        by.authority_id,
        decider.id,
    )
    assert duty.due_on == review_due(today, holidays())
    assert reviews.listed(by.authority_id) == [review]
    assert reviews.of_application(db.session.get_one(Application, application.id)) == [review]
    assert reviews.open_count(by.authority_id) == 1
    assert reviews.listed(bradford.authority_id) == []
    assert reviews.open_count(bradford.authority_id) == 0
    # Nothing happened to the determination by itself.
    assert db.session.get_one(Application, application.id).state in ("granted", "refused")


@pytest.mark.parametrize("change", [{"active": False}, {"roles": [Role.AUDITOR]}], ids=["left", "elsewhere"])
def test_a_review_is_nobodys_where_who_determined_could_not_do_it_any_more(people, bradford, change):
    by, decider = people
    application, request = write.weighed(by, bradford)
    _determine("refuse", application, decider)
    with transaction():
        given = {"roles": [Role.DECISION_MAKER], "active": True} | change
        change_officer(decider.id, authority_id=by.authority_id, by=by.actor, **given)
    write.told(request.entry_ref, bradford)
    assert _duty(_reviews()[0]).officer_id is None


def test_a_review_is_opened_once_for_each_change(people, bradford):
    by, decider = people
    application, request = write.weighed(by, bradford)
    _determine("refuse", application, decider)
    write.told(request.entry_ref, bradford, key="a")
    notice = db.session.scalars(select(ChangeNotice.id)).one()
    with transaction():
        assert reviews.open_for_change(notice) == 0
    write.told(request.entry_ref, bradford, what="reinstated", key="b")
    assert [one.notice.what for one in _reviews()] == ["removed", "reinstated"]


def test_a_determination_that_asked_about_nothing_and_a_withdrawn_application_are_not_listed(
    people, bradford
):
    by, decider = people
    application, request = write.weighed(by, bradford)
    with transaction():
        other = make.ready(by, name={"first": "O", "middle": "", "last": "Mockman"}, numbers={})
        actions.withdraw(application.id, withdrawn_on=clock.today(), reason="By letter", by=by)
    _determine("refuse", other, decider)
    write.told(request.entry_ref, bradford)
    assert _reviews() == []


@pytest.mark.rule("R13")
@pytest.mark.parametrize("how", ["register", "post"])
def test_an_answer_that_comes_after_the_determination_is_stored_and_looked_at(people, bradford, how):
    by, decider = people
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="The same number", by=by)
        request = actions.send_request(
            application.id, candidate.id, text="Please", sent_on=clock.today(), sent_how=how, by=by
        )
        actions.override_wait(
            application.id,
            request.id,
            reason="A hearing tomorrow",
            legal_advice="Solicitor, 1 June",
            by=decider,
        )
    write.delivered()
    _determine("grant", application, decider)
    if how == "register":
        write.answered(bradford)
    else:
        with transaction():
            actions.record_reply(
                application.id, request.id, received_on=clock.today(), reply=write.TOLD, reference="", by=by
            )
        write.delivered()
    assert db.session.scalars(select(InformationRequest.reply)).one() == write.TOLD
    (review,) = _reviews()
    assert (review.information_request_id, review.change_notice_id) == (request.id, None)
    with transaction():
        assert reviews.open_for_late_answer(request.id) == 0


# --- the outcome


@pytest.fixture
def review(people, bradford):
    """A refusal to look at again."""
    by, decider = people
    application, request = write.weighed(by, bradford)
    _determine("refuse", application, decider)
    write.told(request.entry_ref, bradford)
    return _reviews()[0]


@pytest.mark.parametrize("outcome", ["stands", "taken-up"])
def test_what_comes_of_a_review_is_recorded_once_with_reasons(people, review, outcome):
    _by, decider = people
    with transaction():
        reviews.record_outcome(review.id, outcome=outcome, reasons=" He may apply again ", by=decider)
    assert (review.outcome, review.reasons, review.closed_by_id) == (
        outcome,
        "He may apply again",
        decider.id,
    )
    assert _duty(review).discharged_on == clock.today()
    assert reviews.open_count(review.authority_id) == 0
    line = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "review:closed")).one()
    assert outcome in line.facts
    assert "apply again" not in line.facts + line.reason
    with pytest.raises(NotPossibleNow), transaction():
        reviews.record_outcome(review.id, outcome="stands", reasons="Again", by=decider)


def test_an_outcome_says_what_is_wrong_with_it(people, bradford, review):
    _by, decider = people
    for wrong, field in (({"outcome": "refused"}, "outcome"), ({"reasons": " "}, "reasons")):
        with pytest.raises(BadInput) as refused, transaction():
            reviews.record_outcome(review.id, **({"outcome": "stands", "reasons": "So"} | wrong), by=decider)
        assert set(refused.value.faults) == {field}
    with pytest.raises(NotFound), transaction():
        reviews.record_outcome(review.id, outcome="stands", reasons="So", by=bradford)
    with pytest.raises(NotFound), transaction():
        reviews.look_at(review.id, by=bradford)


@pytest.mark.rule("R24")
def test_looking_at_a_review_leaves_a_line(people, review):
    _by, decider = people
    with transaction():
        reviews.look_at(review.id, by=decider)
    line = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "review:viewed")).one()
    assert (line.actor, line.subject) == (f"officer:{decider.id}", review.subject)
