"""The authority that licensed the driver: who it is, the consideration, the reply, and its clock."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.concerns import considering
from licensing.concerns.considering import Consideration
from licensing.concerns.identity import Identity
from licensing.db import db, transaction
from licensing.decisions import changes
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from tests.factories import concerns as make
from tests.factories import decisions, officers, people

TODAY = clock.today()


def open_kinds():
    """The kinds of the open duties."""
    return sorted(db.session.scalars(select(Duty.kind).where(Duty.discharged_at.is_(None))))


def known(by, **given):
    """A concern that came by letter, about a driver of ours who has been recognised."""
    held = people.licence(people.person("Orhan", "Uydurma", by=by), by=by)
    case = make.received(by, **given)
    considering.identify(case.id, person_id=held.person_id, reason="The same licence", by=by)
    return case


def decided(kind, case, by):
    """A suspension or revocation of a licence of the person, of which they hold several."""
    held = people.licence(case.person, by=by)
    return {"suspended": decisions.suspended, "revoked": decisions.revoked}[kind](by, of=held)


@pytest.mark.rule("R18", "R19", "R20")
@pytest.mark.parametrize("sender", ["Glasgow City", "Cardiff", "Leeds"])
def test_a_concern_by_letter_begins_two_duties_with_the_day_of_our_becoming_aware(york, sender):
    aware_on = TODAY - timedelta(days=7)
    with transaction():
        make.received(york, sender, aware_on=aware_on)
    duties = db.session.scalars(select(Duty).order_by(Duty.kind)).all()
    assert [(one.kind, one.rule, one.began_on) for one in duties] == [
        ("consider-concern", "R19", aware_on),
        ("reply-to-concern", "R20", aware_on),
    ]
    assert duties[0].due_on == duties[1].due_on


@pytest.mark.rule("R18")
def test_what_is_wrong_with_a_concern_by_letter_is_said_together(york):
    with pytest.raises(BadInput) as refused, transaction():
        make.received(
            york,
            "Belfast",
            what=" ",
            came_how="system",
            limbs=["z"],
            aware_on=TODAY + timedelta(days=1),
            identity=Identity(),
        )
    assert set(refused.value.faults) == {"sender", "what", "came_how", "limbs", "aware_on", "names"}


def test_who_it_is_about_needs_a_reason_and_can_be_said_otherwise_until_it_is_considered(york):
    with transaction():
        case = known(york)
    with pytest.raises(BadInput), transaction():
        considering.identify(case.id, person_id=None, reason=" ", by=york)
    with transaction():
        considering.identify(case.id, person_id=None, reason="Another licence", by=york)
    assert (case.identified, case.person_id) == ("not-ours", None)
    with transaction():
        considering.consider(case.id, Consideration("not-licensed", "Nobody like that"), by=york)
    with pytest.raises(NotPossibleNow), transaction():
        considering.identify(case.id, person_id=None, reason="Again", by=york)


def test_another_authoritys_person_can_not_be_named(york):
    with transaction():
        theirs = people.person(by=officers.officer())
        case = make.received(york)
    with pytest.raises(NotFound), transaction():
        considering.identify(case.id, person_id=theirs.id, reason="It is she", by=york)


@pytest.mark.rule("R19")
def test_a_consideration_needs_to_know_who_it_is_and_names_an_outcome_with_reasons(york):
    with transaction():
        case = make.received(york)
    with pytest.raises(NotPossibleNow, match="Say first"), transaction():
        considering.consider(case.id, Consideration("no-action", "Why"), by=york)
    with transaction():
        case = known(york)
    with pytest.raises(BadInput) as refused, transaction():
        considering.consider(case.id, Consideration("", " "), by=york)
    assert set(refused.value.faults) == {"outcome", "reasons"}
    with transaction():
        considering.consider(
            case.id, Consideration("no-action", "The lock failed", "The garage's report"), by=york
        )
    assert (case.state, case.outcome) == ("considered", "no-action")
    assert case.words["other_information"] == "The garage's report"
    assert "consider-concern" in open_kinds()  # the other concern's
    assert open_kinds().count("reply-to-concern") == 2


@pytest.mark.rule("R19")
@pytest.mark.parametrize("outcome", ["suspended", "revoked"])
def test_that_the_licence_was_suspended_or_revoked_names_the_decision_of_that_person(york, outcome):
    with transaction():
        case = known(york)
        somebody_elses = decided(outcome, known(york), york)
        other = decided("revoked" if outcome == "suspended" else "suspended", case, york)
    for wrong in (None, somebody_elses.id, other.id, 999_999):
        with pytest.raises(BadInput) as refused, transaction():
            considering.consider(case.id, Consideration(outcome, "Why", decision_id=wrong), by=york)
        assert set(refused.value.faults) == {"decision"}
    with transaction():
        right = decided(outcome, case, york)
        considering.consider(case.id, Consideration(outcome, "Why", decision_id=right.id), by=york)
    assert case.decision_id == right.id


@pytest.mark.rule("R20")
def test_a_case_closes_by_the_written_reply_with_outcome_and_reasons_and_not_before(york):
    with transaction():
        case = known(york)
    with pytest.raises(NotPossibleNow), transaction():
        considering.record_reply_sent(case.id, sent_on=TODAY, sent_how="post", by=york)
    with transaction():
        considering.consider(case.id, Consideration("intends-to-revoke", "He is not fit"), by=york)
    assert open_kinds() == ["reply-to-concern"]
    with pytest.raises(NotPossibleNow, match="by letter"), transaction():
        considering.reply(case.id, by=york)
    with pytest.raises(BadInput) as refused, transaction():
        considering.record_reply_sent(case.id, sent_on=TODAY - timedelta(days=1), sent_how="owl", by=york)
    assert set(refused.value.faults) == {"sent_on", "sent_how"}
    with transaction():
        letter = considering.record_reply_sent(case.id, sent_on=TODAY, sent_how="post", by=york)
    assert (case.state, case.replied_on) == ("closed", TODAY)
    assert (letter.outcome, letter.words["reasons"]) == ("intends-to-revoke", "He is not fit")
    assert open_kinds() == []


@pytest.mark.rule("R20")
def test_what_was_intended_and_then_done_is_told_in_a_further_letter_and_the_first_stays_as_it_was(york):
    with transaction():
        case = known(york)
        considering.consider(case.id, Consideration("intends-to-revoke", "He is not fit"), by=york)
        considering.record_reply_sent(case.id, sent_on=TODAY, sent_how="post", by=york)
        decision = decided("revoked", case, york)
        considering.consider(case.id, Consideration("revoked", "Done", decision_id=decision.id), by=york)
        assert "write-again" in open_kinds()
        considering.record_reply_sent(case.id, sent_on=TODAY, sent_how="post", by=york)
    assert "write-again" not in open_kinds()
    assert [(one.outcome, one.words["reasons"]) for one in case.letters] == [
        ("intends-to-revoke", "He is not fit"),
        ("revoked", "Done"),
    ]


def test_another_authoritys_case_is_not_found_whatever_one_would_do(york, bradford):
    with transaction():
        case = known(york).id
    for act in (
        lambda: considering.identify(case, person_id=None, reason="Why", by=bradford),
        lambda: considering.consider(case, Consideration("no-action", "Why"), by=bradford),
        lambda: considering.reply(case, by=bradford),
        lambda: considering.record_reply_sent(case, sent_on=TODAY, sent_how="post", by=bradford),
    ):
        with pytest.raises(NotFound), transaction():
            act()


@pytest.mark.rule("R19", "R20")
def test_no_reply_names_a_decision_that_was_withdrawn_or_overturned(york):
    with transaction():
        case = known(york)
    with transaction():
        withdrawn = decided("revoked", case, york)
        changes.withdraw(withdrawn.id, reason="It named the wrong licence", by=york)
        overturned = decided("revoked", case, york)
        overturned.state, overturned.notified_on = "overturned", TODAY
    assert withdrawn.person_id == case.person_id
    for fallen in (withdrawn, overturned):
        with pytest.raises(BadInput) as refused, transaction():
            considering.consider(case.id, Consideration("revoked", "Why", decision_id=fallen.id), by=york)
        assert set(refused.value.faults) == {"decision"}


@pytest.mark.rule("R19")
def test_a_day_of_becoming_aware_from_which_no_clock_can_be_counted_is_a_fault_of_the_form(york):
    with pytest.raises(BadInput) as refused, transaction():
        make.received(york, aware_on=TODAY.replace(year=1926, day=1))
    assert set(refused.value.faults) == {"aware_on"}
    with pytest.raises(BadInput) as refused, transaction():
        make.information(york, aware_on=TODAY.replace(year=1926, day=1))
    assert set(refused.value.faults) == {"aware_on"}
