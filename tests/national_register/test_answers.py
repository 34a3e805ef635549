"""The recording authority's side: requests received, the answer within twenty working days, and its own record."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register import answers, documents
from licensing.national_register.correspondence_models import Answer, Document, ReceivedRequest
from licensing.national_register.embedded import remove_change_or_reinstate
from licensing.national_register.letters import RegisterLetter
from licensing.national_register.models import Entry, InformationRequest
from licensing.outbox.models import OutboxMessage
from tests.factories import correspondence as write
from tests.factories import searches
from tests.factories.officers import council
from tests.factories.people import entry

TODAY = date(2026, 6, 10)


def _received_by_hand(by, entry_ref, **given):
    asked = {
        "entry_ref": entry_ref,
        "from_authority_id": council("Leeds").id,
        "came_how": "post",
        "received_on": TODAY,
        "their_reference": "LCC/1",
        "text": "Please tell us why.",
    }
    with transaction():
        return answers.record_received(by=by, **(asked | given))


@pytest.fixture
def ours(bradford):
    """An entry of Bradford."""
    with transaction():
        return entry(recorded_by="Bradford").ref


def _duty():
    return db.session.scalars(select(Duty).where(Duty.kind == "answer-request")).one()


# --- received


@pytest.mark.rule("R12")
def test_a_request_of_the_register_lies_in_the_in_tray_from_the_day_it_was_delivered(leeds, bradford, who):
    write.asked(who, leeds)
    (request,) = answers.listed(bradford.authority_id, answered=False)
    assert (request.received_on, request.due_on, request.recorded_by_id) == (TODAY, date(2026, 7, 7), None)
    duty = _duty()
    assert (duty.authority_id, duty.subject, duty.rule) == (bradford.authority_id, request.subject, "R12")
    assert (duty.began_on, duty.due_on, duty.about) == (TODAY, date(2026, 7, 7), "Request of Leeds")
    assert answers.unanswered_count(bradford.authority_id) == 1
    assert answers.listed(leeds.authority_id, answered=False) == []
    assert answers.unanswered_count(leeds.authority_id) == 0


@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(date(2026, 6, 13), date(2026, 7, 10), id="on a Saturday: it does not count"),
        pytest.param(date(2026, 12, 24), date(2027, 1, 25), id="over Christmas and the new year"),
        pytest.param(date(2026, 3, 30), date(2026, 4, 28), id="over Easter"),
        pytest.param(date(2028, 2, 29), date(2028, 3, 27), id="on 29 February"),
    ],
)
def test_the_twenty_working_days_begin_with_the_day_of_receipt(bradford, ours, on, received, due):
    on(received)
    request = _received_by_hand(bradford, ours, received_on=received)
    assert (request.due_on, _duty().due_on) == (due, due)


@pytest.mark.rule("R12")
def test_a_request_by_post_from_an_authority_elsewhere_is_recorded_by_hand(bradford, ours):
    request = _received_by_hand(bradford, f" {ours.upper()} ", from_authority_id=council("York").id)
    assert (request.entry_ref, request.letter_ref, request.recorded_by_id) == (ours, None, bradford.id)
    assert request.from_authority.nice_name == "York"
    (line,) = searches.lines("received-request:taken-in")
    assert json.loads(line.facts) == {"asked_by": "YOR", "entry": ours, "received_on": "2026-06-10"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"entry_ref": "0" * 16}, "entry_ref"),
        ({"from_authority_id": 0}, "from_authority"),
        ({"came_how": "register"}, "came_how"),
        ({"came_how": ""}, "came_how"),
        ({"received_on": TODAY + timedelta(days=1)}, "received_on"),
        ({"received_on": TODAY - timedelta(days=367)}, "received_on"),
        ({"text": " "}, "text"),
    ],
)
def test_a_request_by_hand_says_what_is_wrong_with_it(bradford, ours, wrong, field):
    with pytest.raises(BadInput) as refused:
        _received_by_hand(bradford, **({"entry_ref": ours} | wrong))
    assert set(refused.value.faults) == {field}
    assert db.session.scalars(select(ReceivedRequest)).all() == []


@pytest.mark.rule("R12")
def test_a_request_by_post_recorded_twice_would_be_answered_twice(bradford, ours):
    _received_by_hand(bradford, ours)
    with pytest.raises(BadInput) as refused:
        _received_by_hand(bradford, ours)
    assert set(refused.value.faults) == {"entry_ref"}
    _received_by_hand(bradford, ours, their_reference="another letter")


@pytest.mark.rule("R16")
def test_a_request_about_another_authoritys_entry_or_from_oneself_is_refused(leeds, bradford, ours):
    with pytest.raises(BadInput) as refused:
        _received_by_hand(leeds, ours, from_authority_id=leeds.authority_id)
    assert set(refused.value.faults) == {"entry_ref", "from_authority"}


@pytest.mark.rule("R24")
def test_looking_at_a_request_leaves_a_line(leeds, bradford, ours):
    request = _received_by_hand(bradford, ours)
    with transaction():
        answers.look_at(request.id, by=bradford)
    (line,) = searches.lines("received-request:viewed")
    assert (line.actor, line.subject) == (f"officer:{bradford.id}", request.subject)
    with pytest.raises(NotFound), transaction():
        answers.look_at(request.id, by=leeds)


# --- answered


@pytest.mark.rule("R12", "R08")
def test_an_answer_is_delivered_with_its_files_and_the_own_record_stays_here(leeds, bradford, who, on):
    asked = write.asked(who, leeds)
    request = write.received()
    with transaction():
        documents.attach(request.id, name="statement.txt", content=b"He said so himself", by=bradford)
    on(date(2026, 6, 12))
    made = write.answered(bradford)
    db.session.expire_all()
    assert (made.holds, made.limbs, made.withheld != "") == ("all", ["a"], True)
    assert (made.sent_on, made.letter_ref != "") == (date(2026, 6, 12), True)
    assert answers.listed(bradford.authority_id, answered=True) == [request]
    duty = _duty()
    assert (duty.discharged_on, duty.discharged_by) == (date(2026, 6, 12), "system")
    assert (asked.reply, asked.received_on) == (write.TOLD, date(2026, 6, 12))
    assert asked.answer_letter_ref == made.letter_ref
    (file,) = documents.of_request(asked.id, leeds.authority_id)
    assert (file.name, file.opened) == ("statement.txt", b"He said so himself")
    # What is for the own record was in no letter: the asking side holds nothing of it.
    told = asked.reply + asked.reply_reference + asked.text
    assert write.WHY not in told
    assert "passenger's name" not in told
    (line,) = searches.lines("received-request:answered")
    assert json.loads(line.facts) == {
        "to": "LDS",
        "entry": request.entry_ref,
        "holds": "all",
        "limbs": ["a"],
        "documents": 1,
        "how": "register",
    }
    assert write.TOLD not in line.facts + line.reason


@pytest.mark.rule("R12")
def test_the_duty_to_answer_ends_when_the_answer_is_delivered_and_not_before(leeds, bradford, who):
    write.asked(who, leeds)
    with transaction():
        made = answers.answer(write.received().id, write.new_answer(), by=bradford)
    assert made.sent_on is None
    assert _duty().discharged_at is None
    write.delivered()
    assert _duty().discharged_on == TODAY


@pytest.mark.rule("R12")
def test_an_answer_delivered_twice_is_one_answer(leeds, bradford, who):
    from licensing.national_register import handlers
    from licensing.outbox.actions import Delivery

    asked = write.asked(who, leeds)
    made = write.answered(bradford)
    for _ in range(2):
        handlers.send_answer(Delivery("a key", {"answer_id": made.id}))
        handlers.send_request(Delivery("a key", {"request_id": asked.id}))
    write.delivered()
    letters = db.session.scalars(select(RegisterLetter.kind).order_by(RegisterLetter.id)).all()
    assert letters == ["request", "answer"]
    assert len(searches.lines("received-request:answer-delivered")) == 1


@pytest.mark.rule("R12")
def test_an_answer_by_post_is_recorded_as_it_was_sent(bradford, ours, on):
    request = _received_by_hand(bradford, ours)
    on(date(2026, 6, 15))
    made = write.answered(bradford, request, **write.by_hand(date(2026, 6, 12)))
    assert (made.sent_how, made.sent_on, made.letter_ref) == ("post", date(2026, 6, 12), "")
    assert (_duty().discharged_on, _duty().discharged_by) == (date(2026, 6, 12), f"officer:{bradford.id}")
    assert (
        db.session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "request:answer-sent")).all()
        == []
    )


@pytest.mark.rule("R12")
def test_where_nothing_more_is_held_the_answer_says_so(bradford, ours):
    request = _received_by_hand(bradford, ours)
    made = write.answered(
        bradford, request, holds="nothing", limbs=[], text="We hold nothing more.", **write.by_hand()
    )
    assert (made.holds, made.limbs) == ("nothing", [])


@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"holds": "none of your business"}, "holds"),
        ({"limbs": []}, "limbs"),
        ({"limbs": ["z"]}, "limbs"),
        ({"holds": "nothing"}, "limbs"),
        ({"why_disclosed": ""}, "why_disclosed"),
        ({"sent_how": "telephone"}, "sent_how"),
        ({"sent_how": "register"}, "sent_how"),
        ({"sent_on": None}, "sent_on"),
        ({"sent_on": TODAY + timedelta(days=1)}, "sent_on"),
        ({"sent_on": TODAY - timedelta(days=1)}, "sent_on"),
    ],
)
def test_an_answer_says_what_is_wrong_with_it_and_none_goes_without_words(bradford, ours, wrong, field):
    request = _received_by_hand(bradford, ours)
    with pytest.raises(BadInput) as refused:
        write.answered(bradford, request, **(write.by_hand() | wrong))
    assert set(refused.value.faults) == {field}
    assert db.session.scalars(select(Answer)).all() == []
    assert _duty().discharged_at is None


def test_a_request_is_answered_once_and_by_the_authority_that_was_asked_only(leeds, bradford, ours):
    request = _received_by_hand(bradford, ours)
    with pytest.raises(NotFound):
        write.answered(leeds, request, **write.by_hand())
    write.answered(bradford, request, **write.by_hand())
    with pytest.raises(NotPossibleNow):
        write.answered(bradford, request, **write.by_hand())


@pytest.mark.rule("R08")
def test_what_was_disclosed_is_kept_eleven_years_from_the_day_the_entry_was_first_made(bradford, ours):
    assert answers.kept_until(ours, bradford.authority_id) == date(2037, 6, 9)
    with transaction():
        remove_change_or_reinstate(
            ours, by_authority_id=bradford.authority_id, what="removed", changed_on=TODAY
        )
    assert answers.kept_until(ours, bradford.authority_id) is None


@pytest.mark.rule("R12")
def test_a_request_that_comes_after_the_entry_was_removed_is_answered_all_the_same(leeds, bradford, who):
    asked = write.asked(who, leeds)
    with transaction():
        db.session.scalars(select(Entry)).one()
        remove_change_or_reinstate(
            asked.entry_ref, by_authority_id=bradford.authority_id, what="removed", changed_on=TODAY
        )
    write.answered(bradford)
    assert db.session.scalars(select(InformationRequest.reply)).one() == write.TOLD
    assert db.session.scalars(select(Document)).all() == []
