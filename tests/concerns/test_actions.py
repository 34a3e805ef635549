"""A driver licensed elsewhere: the three questions, to whom it goes, sending it, the reply."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.concerns import actions
from licensing.concerns.checks import QUESTIONS
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.outbox.models import OutboxMessage
from tests.factories import concerns as make
from tests.factories import officers

TODAY = clock.today()


def duty(kind):
    """The only duty of a kind."""
    return db.session.scalars(select(Duty).where(Duty.kind == kind)).one()


def is_open(kind):
    """Whether that duty is open."""
    return duty(kind).discharged_at is None


@pytest.mark.rule("R17", "R03")
def test_three_times_yes_makes_it_owed_to_the_authority_that_granted_the_licence(bradford, york):
    with transaction():
        concern = make.owed(bradford)
    assert (concern.state, concern.to_authority.nice_name, concern.limbs) == ("owed", "York", ["h"])
    assert concern.words["reasons"]["drove_here"] == "Because of drove_here"
    assert is_open("send-concern")


@pytest.mark.rule("R17")
@pytest.mark.parametrize("key", QUESTIONS)
def test_one_no_with_its_reasons_discharges_the_duty_as_not_owed(bradford, key):
    with transaction():
        concern = make.concern(bradford)
        actions.answer_test(concern.id, make.answers(to="", no=[key], limbs=[]), by=bradford)
    assert concern.state == "not-owed"
    assert getattr(concern, key) is False
    assert not is_open("send-concern")
    assert "not met" in duty("send-concern").discharge
    with pytest.raises(NotPossibleNow), transaction():
        actions.send(concern.id, by=bradford)


@pytest.mark.rule("R17")
def test_when_more_comes_to_light_the_questions_are_answered_again_and_the_first_clock_still_counts(
    bradford, york
):
    aware_on = TODAY - timedelta(days=4)
    with transaction():
        concern = make.concern(bradford, aware_on=aware_on)
        actions.answer_test(concern.id, make.answers(no=["drove_here"]), by=bradford)
        actions.answer_test(concern.id, make.answers(), by=bradford)
    duties = db.session.scalars(select(Duty).where(Duty.kind == "send-concern")).all()
    assert [(one.discharged_at is None, one.began_on) for one in duties] == [
        (False, aware_on),
        (True, aware_on),
    ]


@pytest.mark.rule("R18")
@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("", "Enter the authority"),
        ("Nowhereshire", ""),
        ("Bradford", "your own authority"),
        ("Department for Infrastructure", "England, Wales and Scotland only"),
        ("Greater London Authority", "does not license"),
    ],
)
def test_it_goes_to_no_authority_that_section_5_does_not_name(bradford, to, says):
    with transaction():
        concern = make.concern(bradford).id
    with pytest.raises(BadInput) as refused, transaction():
        actions.answer_test(concern, make.answers(to), by=bradford)
    assert says in refused.value.faults["to"]


@pytest.mark.rule("R18")
@pytest.mark.parametrize("to", ["Glasgow City", "Cardiff", "Transport for London", "York"])
def test_it_goes_to_scotland_wales_london_and_any_english_authority(bradford, to):
    with transaction():
        concern = make.owed(bradford, to)
    assert concern.to_authority.nice_name == to


@pytest.mark.rule("R18", "R20")
def test_to_scotland_it_goes_by_letter_and_no_reply_is_owed_by_the_act(bradford):
    sent_on = TODAY - timedelta(days=1)
    with transaction():
        concern = make.owed(bradford, "Glasgow City", aware_on=sent_on)
    with pytest.raises(NotPossibleNow, match="send it the letter"), transaction():
        actions.send(concern.id, by=bradford)
    with transaction():
        actions.record_sending(concern.id, sent_on=sent_on, sent_how="secure-email", by=bradford)
    assert (concern.state, concern.sent_on) == ("told", sent_on)
    assert duty("send-concern").discharged_on == sent_on
    assert db.session.scalar(select(Duty).where(Duty.kind == "await-concern-reply")) is None
    with transaction():
        reply = actions.record_reply(concern.id, _reply(), by=bradford)
    assert (concern.state, reply.outcome) == ("replied", "revoked")


def _reply(**changes):
    facts = {
        "outcome": "revoked",
        "reasons": "He was not fit.",
        "received_on": TODAY,
        "how": "post",
        "reference": "X/1",
    }
    return actions.ReplyFacts(**(facts | changes))


@pytest.mark.rule("R20")
def test_to_an_english_authority_outside_this_system_it_goes_by_letter_and_its_reply_is_watched_for(bradford):
    with transaction():
        concern = make.owed(bradford, "Transport for London")
        actions.record_sending(concern.id, sent_on=TODAY, sent_how="post", by=bradford)
    watched = duty("await-concern-reply")
    assert (concern.state, watched.rule, watched.began_on) == ("sent", "R20", TODAY)
    assert watched.authority_id == bradford.authority_id
    with transaction():
        letter = actions.record_reply(concern.id, _reply(), by=bradford)
    assert not is_open("await-concern-reply")
    assert letter.words["reasons"] == "He was not fit."
    assert letter.read_by_id == bradford.id


def test_a_sending_and_a_reply_say_what_is_wrong_with_them(bradford):
    with transaction():
        concern = make.owed(bradford, "Glasgow City").id
    with pytest.raises(BadInput) as refused, transaction():
        actions.record_sending(concern, sent_on=TODAY - timedelta(days=1), sent_how="owl", by=bradford)
    assert set(refused.value.faults) == {"sent_on", "sent_how"}
    with pytest.raises(BadInput), transaction():
        actions.record_sending(concern, sent_on=TODAY + timedelta(days=1), sent_how="post", by=bradford)
    with pytest.raises(NotPossibleNow), transaction():
        actions.record_reply(concern, _reply(), by=bradford)
    with transaction():
        actions.record_sending(concern, sent_on=TODAY, sent_how="post", by=bradford)
    wrong = _reply(outcome="", reasons="", how="owl", received_on=TODAY - timedelta(days=1))
    with pytest.raises(BadInput) as refused, transaction():
        actions.record_reply(concern, wrong, by=bradford)
    assert set(refused.value.faults) == {"outcome", "reasons", "how", "received_on"}


def test_where_the_authority_works_with_this_system_it_is_promised_once_with_nothing_but_its_number(
    bradford, york
):
    with transaction():
        concern = make.owed(bradford)
        actions.send(concern.id, by=bradford)
    message = db.session.scalars(select(OutboxMessage)).one()
    assert message.payload == {"concern_id": concern.id}
    assert (concern.state, is_open("send-concern")) == ("on-its-way", True)
    with pytest.raises(NotPossibleNow), transaction():
        actions.send(concern.id, by=bradford)
    with pytest.raises(NotPossibleNow), transaction():
        actions.answer_test(concern.id, make.answers(), by=bradford)


def test_another_authoritys_concern_is_not_found_whatever_one_would_do(bradford, york):
    with transaction():
        concern = make.owed(bradford).id
        leeds = officers.officer()
    for who in (york, leeds):
        for act in (
            lambda who=who: actions.answer_test(concern, make.answers(), by=who),
            lambda who=who: actions.send(concern, by=who),
            lambda who=who: actions.record_sending(concern, sent_on=TODAY, sent_how="post", by=who),
            lambda who=who: actions.record_reply(concern, _reply(), by=who),
            lambda who=who: actions.mark_read(concern, by=who),
        ):
            with pytest.raises(NotFound), transaction():
                act()
