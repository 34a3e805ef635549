"""Asking another authority in writing, its reply, the regard had to it, and deciding without waiting."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotAllowed, NotFound, NotPossibleNow
from licensing.national_register import actions, requests
from licensing.national_register.gateway import LetterReceipt
from licensing.national_register.letters import RegisterLetter
from licensing.national_register.models import InformationRequest
from tests.factories import correspondence as write
from tests.factories import searches
from tests.factories.officers import officer
from tests.factories.people import entry_about

TODAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 11, tzinfo=UTC)
TEXT = "Under section 3(2)(a) of the 2022 Act, please provide the relevant information."


@pytest.mark.rule("R11", "R12")
def test_the_request_is_in_writing_and_its_reply_is_watched_for(leeds, who):
    with transaction():
        made = entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    searches.adjudicate(candidate, leeds)
    request = searches.ask(candidate, leeds, text=f"  {TEXT}\n")
    assert (request.text, request.sent_on, request.sent_how) == (TEXT, TODAY, "secure-email")
    assert (request.sent_by_id, request.sent_at) == (leeds.id, NOON)
    assert (request.application_ref, request.entry_ref) == ("application", made.ref)
    assert request.recording_authority.nice_name == "Bradford"
    assert not request.settled
    assert requests.request_for("application", made.ref) is request
    (line,) = searches.lines("request:sent")
    assert line.subject == "application:1"
    assert json.loads(line.facts) == {"to": "BRD", "entry": made.ref, "sent_on": "2026-06-10"}
    (duty,) = db.session.scalars(select(Duty))
    assert (duty.kind, duty.rule, duty.subject) == ("await-reply", "R12", f"request:{request.id}")
    assert (duty.began_on, duty.due_on, duty.discharged_at) == (TODAY, date(2026, 7, 7), None)


@pytest.mark.rule("R12")
def test_the_reply_is_due_in_twenty_working_days_of_england(leeds, who, on):
    on(date(2026, 12, 24))
    with transaction():
        entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    searches.adjudicate(candidate, leeds)
    searches.ask(candidate, leeds, sent_on=date(2026, 12, 24))
    assert db.session.scalars(select(Duty.due_on)).one() == date(2027, 1, 25)


@pytest.mark.rule("R11")
def test_a_request_says_what_is_wrong_with_it_field_by_field(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    searches.adjudicate(candidate, leeds)
    for wrong, fields in (
        ({"text": "  "}, {"text"}),
        ({"sent_how": "telephone"}, {"sent_how"}),
        ({"sent_how": ""}, {"sent_how"}),
        ({"sent_on": TODAY + timedelta(days=1)}, {"sent_on"}),
        ({"sent_on": TODAY - timedelta(days=1)}, {"sent_on"}),
        (
            {"text": "", "sent_how": "", "sent_on": TODAY + timedelta(days=1)},
            {"text", "sent_how", "sent_on"},
        ),
    ):
        with pytest.raises(BadInput) as refused:
            searches.ask(candidate, leeds, **wrong)
        assert set(refused.value.faults) == fields, wrong
    assert db.session.scalars(select(InformationRequest)).all() == []
    assert db.session.scalars(select(Duty)).all() == []


@pytest.mark.rule("R11")
def test_a_request_is_made_once_and_for_a_person_who_is_the_same_only(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    with pytest.raises(NotPossibleNow):
        searches.ask(candidate, leeds)
    searches.adjudicate(candidate, leeds, same_person=False)
    with pytest.raises(NotPossibleNow):
        searches.ask(candidate, leeds)
    searches.adjudicate(candidate, leeds)
    searches.ask(candidate, leeds)
    with pytest.raises(NotPossibleNow):
        searches.ask(candidate, leeds)
    (again,) = searches.search(who, leeds).candidates
    with pytest.raises(NotPossibleNow):
        searches.ask(again, leeds)
    assert len(db.session.scalars(select(InformationRequest)).all()) == 1


@pytest.mark.rule("R11")
def test_a_letter_sent_after_the_first_search_may_be_recorded_after_a_later_one(leeds, who, on):
    with transaction():
        entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    searches.adjudicate(candidate, leeds)
    on(TODAY + timedelta(days=2))
    searches.search(who, leeds, application=actions.ForApplication("another one", 1))
    (again,) = searches.search(who, leeds).candidates
    assert searches.ask(again, leeds, sent_on=TODAY).sent_on == TODAY
    (elsewhere,) = searches.search(
        who, leeds, application=actions.ForApplication("another one", 1)
    ).candidates
    with pytest.raises(BadInput):
        searches.ask(elsewhere, leeds, sent_on=TODAY)


@pytest.mark.rule("R11")
def test_another_application_asks_anew(leeds, who):
    first = searches.requested(who, leeds)
    (again,) = searches.search(who, leeds, application=actions.ForApplication("another one", 1)).candidates
    assert searches.ask(again, leeds).id != first.id


@pytest.mark.rule("R11")
def test_our_own_authoritys_entry_is_not_asked_about(leeds, who):
    with transaction():
        entry_about(who, recorded_by="Leeds")
    (candidate,) = searches.search(who, leeds).candidates
    searches.adjudicate(candidate, leeds)
    with pytest.raises(NotPossibleNow, match="your own authority"):
        searches.ask(candidate, leeds)


# --- the reply, and regard to it


@pytest.mark.rule("R12")
def test_a_reply_is_recorded_and_the_wait_for_it_ends(leeds, who, on):
    request = searches.requested(who, leeds)
    on(date(2026, 6, 24))
    searches.reply(request, leeds, reply="  Revoked after a complaint ", reference=" BFD/7 ")
    assert (request.received_on, request.reply, request.reply_reference) == (
        date(2026, 6, 24),
        "Revoked after a complaint",
        "BFD/7",
    )
    assert request.reply_recorded_by_id == leeds.id
    assert request.settled
    (duty,) = db.session.scalars(select(Duty))
    assert (duty.discharged_on, duty.discharged_by) == (date(2026, 6, 24), f"officer:{leeds.id}")
    (line,) = searches.lines("request:answered")
    assert json.loads(line.facts) == {"received_on": "2026-06-24"}
    assert "complaint" not in line.facts + line.reason


def test_a_reply_is_recorded_once_and_on_a_possible_day(leeds, who, on):
    request = searches.requested(who, leeds)
    on(date(2026, 6, 24))
    for wrong, field in (
        ({"reply": "  "}, "reply"),
        ({"received_on": date(2026, 6, 25)}, "received_on"),
        ({"received_on": date(2026, 6, 9)}, "received_on"),
    ):
        with pytest.raises(BadInput) as refused:
            searches.reply(request, leeds, **wrong)
        assert set(refused.value.faults) == {field}
    searches.reply(request, leeds)
    with pytest.raises(NotPossibleNow):
        searches.reply(request, leeds, reply="Something else")
    assert request.reply == "Revoked after a complaint"


@pytest.mark.rule("R13")
def test_regard_is_had_to_a_reply_in_words(leeds, who):
    request = searches.requested(who, leeds)
    with pytest.raises(NotPossibleNow), transaction():
        requests.record_regard(request.id, regard="Little", subject="application:1", by=leeds)
    searches.reply(request, leeds)
    with pytest.raises(BadInput) as refused, transaction():
        requests.record_regard(request.id, regard="  ", subject="application:1", by=leeds)
    assert set(refused.value.faults) == {"regard"}
    with transaction():
        requests.record_regard(request.id, regard=" It weighs heavily ", subject="application:1", by=leeds)
    assert (request.regard, request.regard_by_id, request.regard_at) == (
        "It weighs heavily",
        leeds.id,
        NOON,
    )
    (line,) = searches.lines("request:regard-recorded")
    assert (line.subject, line.facts, line.reason) == ("application:1", "{}", "")


@pytest.mark.rule("R13")
def test_the_wait_is_overridden_with_reason_and_legal_advice_and_stays_to_be_seen(leeds, who, decider):
    request = searches.requested(who, leeds)
    searches.override(request, decider, prepared_by={leeds.id})
    assert (request.override_reason, request.legal_advice) == (
        "The reply is four weeks late",
        "Head of Legal, 9 June 2026",
    )
    assert (request.overridden_by_id, request.overridden_at) == (decider.id, NOON)
    assert request.settled
    (line,) = searches.lines("request:wait-overridden")
    assert (line.actor, line.reason) == (f"officer:{decider.id}", "The reply is four weeks late")
    # The other authority still owes its reply, and it is still watched for.
    assert db.session.scalars(select(Duty.discharged_at)).one() is None
    searches.reply(request, leeds)
    assert (request.reply, request.override_reason) == (
        "Revoked after a complaint",
        "The reply is four weeks late",
    )


@pytest.mark.rule("R13")
def test_the_wait_is_overridden_by_a_decision_maker_only_who_is_not_the_case_officer(leeds, who, decider):
    request = searches.requested(who, leeds)
    with transaction():
        colleague = officer("Leeds")
        elsewhere = officer("Bradford", (Role.DECISION_MAKER,))
        both = officer("Leeds", (Role.LICENSING_OFFICER, Role.DECISION_MAKER))
    for by, preparer_id in (
        (leeds, leeds.id),
        (colleague, leeds.id),
        (both, both.id),
        (decider, decider.id),
    ):
        with pytest.raises(NotAllowed):
            searches.override(request, by, prepared_by={preparer_id})
    with pytest.raises(NotFound):
        searches.override(request, elsewhere, prepared_by={leeds.id})
    assert request.overridden_at is None


@pytest.mark.rule("R13")
def test_the_wait_is_not_overridden_without_reason_or_legal_advice_or_when_there_is_none(leeds, who, decider):
    request = searches.requested(who, leeds)
    for wrong in ({"reason": " "}, {"legal_advice": ""}, {"reason": "", "legal_advice": " "}):
        with pytest.raises(BadInput) as refused:
            searches.override(request, decider, **wrong)
        assert set(refused.value.faults) == set(wrong)
    searches.override(request, decider)
    with pytest.raises(NotPossibleNow):
        searches.override(request, decider)


@pytest.mark.rule("R13")
def test_a_wait_that_ended_with_the_reply_is_not_overridden(leeds, who, decider):
    request = searches.requested(who, leeds)
    searches.reply(request, leeds)
    with pytest.raises(NotPossibleNow):
        searches.override(request, decider)


def test_another_authoritys_request_is_not_found(leeds, who):
    request = searches.requested(who, leeds)
    with transaction():
        bradford = officer("Bradford")
    with pytest.raises(NotFound):
        searches.reply(request, bradford)
    with pytest.raises(NotFound), transaction():
        requests.record_regard(request.id, regard="Some", subject="application:1", by=bradford)


# --- through the register


@pytest.mark.rule("R11", "R12")
def test_a_request_through_the_register_is_watched_from_the_day_it_is_delivered(leeds, bradford, who, on):
    with transaction():
        entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    searches.adjudicate(candidate, leeds)
    request = searches.ask(candidate, leeds, sent_how="register", sent_on=date(2026, 6, 1))
    # It goes when it is sent, whatever day was typed; the clock does not run before it is there.
    assert (request.sent_on, request.delivered_at) == (TODAY, None)
    assert db.session.scalars(select(Duty)).all() == []
    on(date(2026, 6, 12))
    write.delivered()
    assert request.delivered_at is not None
    assert requests.clock_from(request) == date(2026, 6, 12)
    duty = db.session.scalars(select(Duty).where(Duty.kind == "await-reply")).one()
    assert (duty.began_on, duty.due_on, duty.officer_id) == (date(2026, 6, 12), date(2026, 7, 9), leeds.id)
    (line,) = searches.lines("request:delivered")
    assert json.loads(line.facts)["delivered_on"] == "2026-06-12"


@pytest.mark.rule("R11")
def test_the_register_reaches_only_an_authority_that_works_here(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    searches.adjudicate(candidate, leeds)
    with pytest.raises(BadInput) as refused:
        searches.ask(candidate, leeds, sent_how="register")
    assert set(refused.value.faults) == {"sent_how"}
    with transaction():
        officer("Bradford")
    assert searches.ask(candidate, leeds, sent_how="register").sent_how == "register"


@pytest.mark.rule("R12")
def test_an_answer_that_is_quicker_than_the_note_of_the_delivery_finds_its_request(
    leeds, bradford, who, monkeypatch
):
    noted = requests.record_delivery
    monkeypatch.setattr(requests, "record_delivery", lambda *_: (_ for _ in ()).throw(OSError()))
    request = write.asked(who, leeds)
    assert request.letter_ref == ""
    write.answered(bradford)
    db.session.expire_all()
    assert request.reply == write.TOLD
    monkeypatch.setattr(requests, "record_delivery", noted)
    with transaction():
        letter = db.session.scalars(select(RegisterLetter).where(RegisterLetter.kind == "request")).one()
        requests.record_delivery(request.id, LetterReceipt(letter.ref, letter.delivered_at))
    assert request.letter_ref == letter.ref
    # Answered already: nothing is watched for.
    assert db.session.scalars(select(Duty).where(Duty.kind == "await-reply")).all() == []


@pytest.mark.rule("R12")
def test_a_reply_that_came_through_the_register_is_nobodys_to_change(leeds, bradford, who):
    request = write.asked(who, leeds)
    write.answered(bradford)
    with pytest.raises(NotPossibleNow):
        searches.reply(request, leeds, reply="Something else")
    db.session.expire_all()
    assert (request.reply, request.reply_recorded_by_id) == (write.TOLD, None)
