"""What an officer does with the national register: search, adjudicate, ask in writing, record the reply."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.audit.actions import verify
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotAllowed, NotFound, NotPossibleNow, Unlawful
from licensing.matching.verdict import MATCHER_VERSION
from licensing.national_register import actions
from licensing.national_register.embedded import remove_change_or_reinstate
from licensing.national_register.models import (
    Adjudication,
    Entry,
    EntryKey,
    EntryNumber,
    InformationRequest,
    SearchCandidate,
    SearchReceipt,
)
from licensing.register.actions import bring_up_to_date
from licensing.register.queries import as_value, identity_of
from tests.factories.officers import council, officer, train
from tests.factories.people import GB_DRIVER, NATIONAL_INSURANCE, entry, entry_about, facts, name, person

TODAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 11, tzinfo=UTC)
TEXT = "Under section 3(2)(a) of the 2022 Act, please provide the relevant information."


@pytest.fixture
def who(leeds):
    """Perdita Exampleby, on the register of Leeds."""
    with transaction():
        return person(by=leeds)


@pytest.fixture
def decider(leeds):
    """A decision maker of Leeds."""
    with transaction():
        return officer("Leeds", (Role.DECISION_MAKER,), name="Dee Cider")


def _search(who, by, **given):
    asked = {
        "purpose": "safeguarding",
        "reason": "To decide the application",
        "application": actions.ForApplication("application", 1),
    }
    with transaction():
        return actions.search(who, by=by, **(asked | given))


def _adjudicate(candidate, by, *, same_person=True, reason="The passport shows it"):
    with transaction():
        return actions.adjudicate(candidate.id, same_person=same_person, reason=reason, by=by)


def _ask(candidate, by, **given):
    asked = {"text": TEXT, "sent_on": TODAY, "sent_how": "secure-email", "subject": "application:1"}
    with transaction():
        return actions.send_request(candidate.id, by=by, **(asked | given))


def _reply(request, by, **given):
    told = {
        "received_on": clock.today(),
        "reply": "Revoked after a complaint",
        "reference": "BFD/7",
        "subject": "application:1",
    }
    with transaction():
        return actions.record_reply(request.id, by=by, **(told | given))


def _override(request, by, **given):
    said = {
        "reason": "The reply is four weeks late",
        "legal_advice": "Head of Legal, 9 June 2026",
        "prepared_by": (),
        "subject": "application:1",
    }
    with transaction():
        return actions.override_wait(request.id, by=by, **(said | given))


def _requested(who, by):
    """Another authority's entry about the person, found, adjudicated and asked about."""
    with transaction():
        entry_about(who)
    (candidate,) = _search(who, by).candidates
    _adjudicate(candidate, by)
    return _ask(candidate, by)


def _lines(event):
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id)
    ).all()


# --- searching


@pytest.mark.rule("R10")
def test_a_search_leaves_a_receipt_of_who_why_when_of_what_and_the_result(leeds, who):
    with transaction():
        bring_up_to_date(
            who,
            facts(other_names=[name("Dita", "Sample")], numbers={"gb_driver": GB_DRIVER}),
            by=leeds,
        )
        made = entry_about(who)
    receipt = _search(who, leeds, purpose="road-safety", reason="  To decide the application ")
    assert (receipt.authority_id, receipt.officer_id) == (leeds.authority_id, leeds.id)
    assert (receipt.purpose, receipt.reason) == ("road-safety", "To decide the application")
    assert (receipt.application_ref, receipt.person_ref) == ("application", who.ref)
    assert receipt.searched_at == NOON
    assert receipt.good_until == datetime(2026, 6, 11, 22, 59, 59, 999999, tzinfo=UTC)
    assert (receipt.way_in, receipt.matcher) == ("embedded", MATCHER_VERSION)
    assert (receipt.register_entries, receipt.register_changed_at) == (1, NOON)
    assert receipt.identity == identity_of(as_value(who))
    assert receipt.tried == {
        "names": ["Perdita Exampleby", "Dita Sample"],
        "dates_of_birth": ["1985-03-27"],
        "addresses": ["1 Specimen Street, Inventedtown, ZZ1 1AA"],
        "numbers": ["National Insurance number ending 56C", "GB driver number ending 9AB"],
    }
    (candidate,) = receipt.candidates
    assert (candidate.entry_ref, candidate.entry_version) == (made.ref, made.version)
    assert (candidate.authority_id, candidate.recording_authority_id) == (
        leeds.authority_id,
        council("Bradford").id,
    )
    assert candidate.band == "same_number"
    assert candidate.points > 0
    assert candidate.reasons
    assert candidate.adjudication is None


@pytest.mark.rule("R10")
def test_a_search_that_finds_nothing_leaves_a_receipt_too(leeds, who):
    receipt = _search(who, leeds)
    assert receipt.candidates == []
    kept = actions.receipt_by_ref(receipt.ref, leeds.authority_id)
    assert (kept.register_entries, kept.register_changed_at) == (0, None)
    assert kept.tried["names"] == ["Perdita Exampleby"]
    (line,) = _lines("national-register:searched")
    assert json.loads(line.facts)["candidates"] == 0


@pytest.mark.rule("R10")
def test_a_search_tries_every_name_and_every_number(leeds, who):
    with transaction():
        under_a_name = entry("Dita", "Sample", recorded_by="York")
        under_a_number = entry(
            "Imran", "Nobodyson", born=date(1970, 1, 1), numbers=[("gb_driver", GB_DRIVER)]
        )
        entry("Imran", "Nobodyson", born=date(1970, 1, 1), recorded_by="Kirklees")
    assert _search(who, leeds).candidates == []
    with transaction():
        bring_up_to_date(
            who,
            facts(other_names=[name("Dita", "Sample")], numbers={"gb_driver": GB_DRIVER}),
            by=leeds,
        )
    found = {one.entry_ref for one in _search(who, leeds).candidates}
    assert found == {under_a_name.ref, under_a_number.ref}


@pytest.mark.rule("R10")
def test_an_earlier_name_is_still_searched_by(leeds, who):
    with transaction():
        made = entry("Perdita", "Exampleby")
        bring_up_to_date(who, facts("Perdita", "Sampleton", numbers={}), by=leeds)
    assert [one.entry_ref for one in _search(who, leeds).candidates] == [made.ref]


@pytest.mark.rule("R24")
def test_each_look_up_leaves_its_line_in_the_log(leeds, who):
    with transaction():
        entry_about(who)
    receipt = _search(who, leeds)
    again = _search(who, leeds, purpose="road-safety", reason="Searched again")
    first, second = _lines("national-register:searched")
    assert (first.actor, first.authority) == (f"officer:{leeds.id}", "LDS")
    assert (first.at, first.subject, first.reason) == (NOON, f"person:{who.id}", "To decide the application")
    assert json.loads(first.facts) == {
        "receipt": receipt.ref,
        "purpose": "safeguarding",
        "application": "application",
        "candidates": 1,
        "matcher": MATCHER_VERSION,
    }
    assert (second.reason, json.loads(second.facts)["receipt"]) == ("Searched again", again.ref)
    assert "Exampleby" not in first.facts + first.reason
    assert verify().fault == ""


@pytest.mark.rule("R15")
def test_the_register_is_searched_for_passenger_safeguarding_and_road_safety_only(leeds, who):
    assert set(actions.PURPOSES) == {"safeguarding", "road-safety"}
    for purpose in ("", "employment", "Safeguarding", "safeguarding "):
        with pytest.raises(Unlawful, match=r"2022 Act s\.4\(3\)\(c\)"):
            _search(who, leeds, purpose=purpose)
    assert db.session.scalar(select(func.count(SearchReceipt.id))) == 0


@pytest.mark.rule("R24")
def test_a_search_without_a_reason_is_not_made(leeds, who):
    for reason in ("", "   \n"):
        with pytest.raises(BadInput) as refused:
            _search(who, leeds, reason=reason)
        assert set(refused.value.faults) == {"reason"}
    assert db.session.scalar(select(func.count(SearchReceipt.id))) == 0
    assert _lines("national-register:searched") == []


@pytest.mark.rule("R22")
def test_an_officer_whose_training_is_not_in_date_neither_searches_nor_adjudicates(leeds, who):
    with transaction():
        entry_about(who)
        never = officer(trained_until=None)
        lapsed = officer(trained_until=TODAY - timedelta(days=1))
        later = officer(trained_until=None)
        train(later, completed_on=TODAY + timedelta(days=1), valid_until=TODAY + timedelta(days=365))
    (candidate,) = _search(who, leeds).candidates
    for untrained in (never, lapsed, later):
        with pytest.raises(NotAllowed) as refused:
            _search(who, untrained)
        assert [reason.rule for reason in refused.value.reasons] == ["R22"]
        with pytest.raises(NotAllowed) as refused:
            _adjudicate(candidate, untrained)
        assert [reason.rule for reason in refused.value.reasons] == ["R22"]
    assert db.session.scalar(select(func.count(SearchReceipt.id))) == 1
    assert db.session.scalar(select(func.count(Adjudication.id))) == 0


@pytest.mark.rule("R22")
def test_training_counts_up_to_and_on_its_last_good_day(leeds, who, on):
    with transaction():
        last_day = officer(trained_until=TODAY)
    assert _search(who, last_day).officer_id == last_day.id
    on(TODAY, time(23, 59))
    assert _search(who, last_day).officer_id == last_day.id
    on(TODAY + timedelta(days=1), time(0, 0))
    with pytest.raises(NotAllowed):
        _search(who, last_day)


@pytest.mark.rule("R22")
def test_training_taken_again_counts(leeds, who):
    with transaction():
        again = officer(trained_until=TODAY - timedelta(days=30))
        train(again, completed_on=TODAY, valid_until=TODAY + timedelta(days=365))
    assert _search(who, again).officer_id == again.id


def test_a_receipt_of_another_authority_is_not_found(leeds, who):
    receipt = _search(who, leeds)
    with pytest.raises(NotFound):
        actions.receipt_by_ref(receipt.ref, council("Bradford").id)
    with pytest.raises(NotFound):
        actions.receipt_by_ref("0" * 16, leeds.authority_id)
    assert actions.officer_name(receipt.officer_id) == "Sam Example"


# --- adjudicating


@pytest.mark.rule("R24")
def test_a_candidate_is_adjudicated_with_a_reason_that_is_kept(leeds, who):
    with transaction():
        made = entry_about(who)
    receipt = _search(who, leeds)
    (candidate,) = receipt.candidates
    _adjudicate(candidate, leeds, same_person=False, reason="  Another photograph ")
    said = candidate.adjudication
    assert (said.same_person, said.reason, said.officer_id, said.said_at) == (
        False,
        "Another photograph",
        leeds.id,
        NOON,
    )
    assert (said.person_ref, said.entry_ref, said.entry_version) == (who.ref, made.ref, made.version)
    (line,) = _lines("national-register:candidate-adjudicated")
    assert (line.actor, line.reason) == (f"officer:{leeds.id}", "Another photograph")
    assert json.loads(line.facts) == {"receipt": receipt.ref, "candidate": made.ref, "same_person": False}


def test_a_candidate_is_not_adjudicated_without_a_reason(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = _search(who, leeds).candidates
    with pytest.raises(BadInput) as refused:
        _adjudicate(candidate, leeds, reason="  ")
    assert set(refused.value.faults) == {"reason"}
    assert candidate.adjudication is None


def test_what_was_said_is_remembered_in_the_next_search(leeds, who):
    with transaction():
        entry_about(who)
        entry("Perdita", "Exampleby", recorded_by="York")
        colleague = officer("Leeds")
    first = _search(who, leeds)
    _adjudicate(first.candidates[0], leeds, same_person=False)
    again = _search(who, colleague, application=actions.ForApplication("another one", 1))
    remembered = {one.entry_ref: one.adjudication for one in again.candidates}
    assert remembered[first.candidates[0].entry_ref].officer_id == leeds.id
    assert remembered[first.candidates[1].entry_ref] is None


def _said_before(who, by, row, **changes):
    """What an officer said of an entry, as of one that an alert told of."""
    given = {
        "authority_id": by.authority_id,
        "person_ref": who.ref,
        "entry_ref": row.ref,
        "entry_version": row.version,
        "identity": identity_of(as_value(who)),
        "same_person": True,
        "reason": "The photograph",
        "officer_id": by.id,
        "said_at": clock.now(),
    }
    db.session.add(Adjudication(**(given | changes)))
    db.session.flush()


@pytest.mark.rule("R10", "R11")
def test_an_entry_adjudicated_the_same_person_before_is_a_candidate_however_unlike(leeds, who):
    with transaction():
        row = entry("Otto", "Mockman", born=date(1961, 1, 2))
        _said_before(who, leeds, row)
    (candidate,) = _search(who, leeds).candidates
    assert (candidate.entry_ref, candidate.band) == (row.ref, "possible")
    assert candidate.reasons[0] == "Adjudicated the same person before"
    assert len(candidate.reasons) > 1
    assert candidate.adjudication.same_person
    (line,) = _lines("national-register:searched")
    assert json.loads(line.facts)["candidates"] == 1


def test_an_entry_that_the_search_finds_is_a_candidate_once_and_as_it_is_found(leeds, who):
    with transaction():
        _said_before(who, leeds, entry_about(who))
    (candidate,) = _search(who, leeds).candidates
    assert candidate.band == "same_number"
    assert "Adjudicated the same person before" not in candidate.reasons


@pytest.mark.parametrize("changes", [{"identity": "another"}, {"entry_version": -1}], ids=["person", "entry"])
def test_one_adjudicated_before_a_new_fact_is_a_candidate_and_asked_anew(leeds, who, changes):
    with transaction():
        _said_before(who, leeds, entry("Otto", "Mockman", born=date(1961, 1, 2)), **changes)
    (candidate,) = _search(who, leeds).candidates
    assert candidate.adjudication is None


def test_neither_another_persons_nor_another_authoritys_word_nor_a_removed_entry_makes_a_candidate(
    leeds, who
):
    with transaction():
        york = officer("York")
        row, removed = entry("Otto", "Mockman", born=date(1961, 1, 2)), entry("Olga", "Mockman")
        _said_before(who, leeds, row, person_ref="somebody")
        _said_before(who, leeds, row, authority_id=york.authority_id, officer_id=york.id)
        _said_before(who, leeds, row, same_person=False)
        _said_before(who, leeds, removed)
        remove_change_or_reinstate(
            removed.ref, by_authority_id=council("Bradford").id, what="removed", changed_on=TODAY
        )
    assert _search(who, leeds).candidates == []


def test_the_last_word_is_remembered_and_the_first_is_kept(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = _search(who, leeds).candidates
    _adjudicate(candidate, leeds, same_person=False)
    _adjudicate(candidate, leeds, same_person=True)
    (again,) = _search(who, leeds).candidates
    assert again.adjudication.same_person
    said = db.session.scalars(select(Adjudication.same_person).order_by(Adjudication.id)).all()
    assert said == [False, True]


@pytest.mark.parametrize("change", ["amended", "removed and reinstated"])
def test_a_changed_entry_is_asked_about_anew(leeds, who, change):
    with transaction():
        made = entry_about(who)
    (candidate,) = _search(who, leeds).candidates
    _adjudicate(candidate, leeds)
    for what in change.split(" and "):
        with transaction():
            remove_change_or_reinstate(
                made.ref, by_authority_id=council("Bradford").id, what=what, changed_on=TODAY
            )
    (again,) = _search(who, leeds).candidates
    assert again.entry_ref == made.ref
    assert again.adjudication is None


def test_a_new_fact_about_the_person_asks_anew(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = _search(who, leeds).candidates
    for changes in (
        {"last": "Sampleton"},
        {"other_names": [name("Dita", "Sample")]},
        {"numbers": {"gb_driver": GB_DRIVER}},
        {"born": date(1985, 3, 28)},
    ):
        _adjudicate(candidate, leeds)
        with transaction():
            bring_up_to_date(who, facts(**changes), by=leeds)
        (candidate,) = _search(who, leeds).candidates
        assert candidate.adjudication is None, changes


def test_what_is_said_of_one_person_or_by_one_authority_is_not_said_of_or_by_another(leeds, who):
    with transaction():
        entry_about(who, recorded_by="York")
        bradford = officer("Bradford")
        theirs, other = person(by=bradford), person(by=leeds)
    _adjudicate(_search(who, leeds).candidates[0], leeds)
    assert _search(theirs, bradford).candidates[0].adjudication is None
    assert _search(other, leeds).candidates[0].adjudication is None


def test_another_authoritys_candidate_is_not_found(leeds, who):
    with transaction():
        entry_about(who)
        bradford = officer("Bradford")
    (candidate,) = _search(who, leeds).candidates
    with pytest.raises(NotFound):
        _adjudicate(candidate, bradford)
    _adjudicate(candidate, leeds)
    with pytest.raises(NotFound):
        _ask(candidate, bradford)


# --- asking in writing


@pytest.mark.rule("R11", "R12")
def test_the_request_is_in_writing_and_its_reply_is_watched_for(leeds, who):
    with transaction():
        made = entry_about(who)
    (candidate,) = _search(who, leeds).candidates
    _adjudicate(candidate, leeds)
    request = _ask(candidate, leeds, text=f"  {TEXT}\n")
    assert (request.text, request.sent_on, request.sent_how) == (TEXT, TODAY, "secure-email")
    assert (request.sent_by_id, request.sent_at) == (leeds.id, NOON)
    assert (request.application_ref, request.entry_ref) == ("application", made.ref)
    assert request.recording_authority.nice_name == "Bradford"
    assert not request.settled
    assert actions.request_for("application", made.ref) is request
    (line,) = _lines("request:sent")
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
    (candidate,) = _search(who, leeds).candidates
    _adjudicate(candidate, leeds)
    _ask(candidate, leeds, sent_on=date(2026, 12, 24))
    assert db.session.scalars(select(Duty.due_on)).one() == date(2027, 1, 25)


@pytest.mark.rule("R11")
def test_a_request_says_what_is_wrong_with_it_field_by_field(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = _search(who, leeds).candidates
    _adjudicate(candidate, leeds)
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
            _ask(candidate, leeds, **wrong)
        assert set(refused.value.faults) == fields, wrong
    assert db.session.scalars(select(InformationRequest)).all() == []
    assert db.session.scalars(select(Duty)).all() == []


@pytest.mark.rule("R11")
def test_a_request_is_made_once_and_for_a_person_who_is_the_same_only(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = _search(who, leeds).candidates
    with pytest.raises(NotPossibleNow):
        _ask(candidate, leeds)
    _adjudicate(candidate, leeds, same_person=False)
    with pytest.raises(NotPossibleNow):
        _ask(candidate, leeds)
    _adjudicate(candidate, leeds)
    _ask(candidate, leeds)
    with pytest.raises(NotPossibleNow):
        _ask(candidate, leeds)
    (again,) = _search(who, leeds).candidates
    with pytest.raises(NotPossibleNow):
        _ask(again, leeds)
    assert len(db.session.scalars(select(InformationRequest)).all()) == 1


@pytest.mark.rule("R11")
def test_a_letter_sent_after_the_first_search_may_be_recorded_after_a_later_one(leeds, who, on):
    with transaction():
        entry_about(who)
    (candidate,) = _search(who, leeds).candidates
    _adjudicate(candidate, leeds)
    on(TODAY + timedelta(days=2))
    _search(who, leeds, application=actions.ForApplication("another one", 1))
    (again,) = _search(who, leeds).candidates
    assert _ask(again, leeds, sent_on=TODAY).sent_on == TODAY
    (elsewhere,) = _search(who, leeds, application=actions.ForApplication("another one", 1)).candidates
    with pytest.raises(BadInput):
        _ask(elsewhere, leeds, sent_on=TODAY)


@pytest.mark.rule("R11")
def test_another_application_asks_anew(leeds, who):
    first = _requested(who, leeds)
    (again,) = _search(who, leeds, application=actions.ForApplication("another one", 1)).candidates
    assert _ask(again, leeds).id != first.id


@pytest.mark.rule("R11")
def test_our_own_authoritys_entry_is_not_asked_about(leeds, who):
    with transaction():
        entry_about(who, recorded_by="Leeds")
    (candidate,) = _search(who, leeds).candidates
    _adjudicate(candidate, leeds)
    with pytest.raises(NotPossibleNow, match="your own authority"):
        _ask(candidate, leeds)


# --- the reply, and regard to it


@pytest.mark.rule("R12")
def test_a_reply_is_recorded_and_the_wait_for_it_ends(leeds, who, on):
    request = _requested(who, leeds)
    on(date(2026, 6, 24))
    _reply(request, leeds, reply="  Revoked after a complaint ", reference=" BFD/7 ")
    assert (request.received_on, request.reply, request.reply_reference) == (
        date(2026, 6, 24),
        "Revoked after a complaint",
        "BFD/7",
    )
    assert request.reply_recorded_by_id == leeds.id
    assert request.settled
    (duty,) = db.session.scalars(select(Duty))
    assert (duty.discharged_on, duty.discharged_by) == (date(2026, 6, 24), f"officer:{leeds.id}")
    (line,) = _lines("request:answered")
    assert json.loads(line.facts) == {"received_on": "2026-06-24"}
    assert "complaint" not in line.facts + line.reason


def test_a_reply_is_recorded_once_and_on_a_possible_day(leeds, who, on):
    request = _requested(who, leeds)
    on(date(2026, 6, 24))
    for wrong, field in (
        ({"reply": "  "}, "reply"),
        ({"received_on": date(2026, 6, 25)}, "received_on"),
        ({"received_on": date(2026, 6, 9)}, "received_on"),
    ):
        with pytest.raises(BadInput) as refused:
            _reply(request, leeds, **wrong)
        assert set(refused.value.faults) == {field}
    _reply(request, leeds)
    with pytest.raises(NotPossibleNow):
        _reply(request, leeds, reply="Something else")
    assert request.reply == "Revoked after a complaint"


@pytest.mark.rule("R13")
def test_regard_is_had_to_a_reply_in_words(leeds, who):
    request = _requested(who, leeds)
    with pytest.raises(NotPossibleNow), transaction():
        actions.record_regard(request.id, regard="Little", subject="application:1", by=leeds)
    _reply(request, leeds)
    with pytest.raises(BadInput) as refused, transaction():
        actions.record_regard(request.id, regard="  ", subject="application:1", by=leeds)
    assert set(refused.value.faults) == {"regard"}
    with transaction():
        actions.record_regard(request.id, regard=" It weighs heavily ", subject="application:1", by=leeds)
    assert (request.regard, request.regard_by_id, request.regard_at) == (
        "It weighs heavily",
        leeds.id,
        NOON,
    )
    (line,) = _lines("request:regard-recorded")
    assert (line.subject, line.facts, line.reason) == ("application:1", "{}", "")


@pytest.mark.rule("R13")
def test_the_wait_is_overridden_with_reason_and_legal_advice_and_stays_to_be_seen(leeds, who, decider):
    request = _requested(who, leeds)
    _override(request, decider, prepared_by={leeds.id})
    assert (request.override_reason, request.legal_advice) == (
        "The reply is four weeks late",
        "Head of Legal, 9 June 2026",
    )
    assert (request.overridden_by_id, request.overridden_at) == (decider.id, NOON)
    assert request.settled
    (line,) = _lines("request:wait-overridden")
    assert (line.actor, line.reason) == (f"officer:{decider.id}", "The reply is four weeks late")
    # The other authority still owes its reply, and it is still watched for.
    assert db.session.scalars(select(Duty.discharged_at)).one() is None
    _reply(request, leeds)
    assert (request.reply, request.override_reason) == (
        "Revoked after a complaint",
        "The reply is four weeks late",
    )


@pytest.mark.rule("R13")
def test_the_wait_is_overridden_by_a_decision_maker_only_who_is_not_the_case_officer(leeds, who, decider):
    request = _requested(who, leeds)
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
            _override(request, by, prepared_by={preparer_id})
    with pytest.raises(NotFound):
        _override(request, elsewhere, prepared_by={leeds.id})
    assert request.overridden_at is None


@pytest.mark.rule("R13")
def test_the_wait_is_not_overridden_without_reason_or_legal_advice_or_when_there_is_none(leeds, who, decider):
    request = _requested(who, leeds)
    for wrong in ({"reason": " "}, {"legal_advice": ""}, {"reason": "", "legal_advice": " "}):
        with pytest.raises(BadInput) as refused:
            _override(request, decider, **wrong)
        assert set(refused.value.faults) == set(wrong)
    _override(request, decider)
    with pytest.raises(NotPossibleNow):
        _override(request, decider)


@pytest.mark.rule("R13")
def test_a_wait_that_ended_with_the_reply_is_not_overridden(leeds, who, decider):
    request = _requested(who, leeds)
    _reply(request, leeds)
    with pytest.raises(NotPossibleNow):
        _override(request, decider)


def test_another_authoritys_request_is_not_found(leeds, who):
    request = _requested(who, leeds)
    with transaction():
        bradford = officer("Bradford")
    with pytest.raises(NotFound):
        _reply(request, bradford)
    with pytest.raises(NotFound), transaction():
        actions.record_regard(request.id, regard="Some", subject="application:1", by=bradford)


# --- removal at eleven years


def _kept():
    db.session.expire_all()
    return set(db.session.scalars(select(Entry.ref)))


@pytest.mark.rule("R09")
def test_an_entry_is_there_on_its_last_day_and_gone_the_day_after(leeds, who, on, cli):
    with transaction():
        made = entry_about(who)
        receipt = actions.search(
            who,
            purpose="safeguarding",
            reason="To decide",
            application=actions.ForApplication("application", 1),
            by=leeds,
        )
        ref, candidate_id = made.ref, receipt.candidates[0].id
    on(date(2026, 6, 11))
    with transaction():
        later = entry_about(who, recorded_by="York").ref
    db.session.rollback()

    on(date(2037, 6, 9), time(23, 59))
    assert "0 removed on 9 June 2037" in cli("national", "remove-expired")
    assert _kept() == {ref, later}

    on(date(2037, 6, 10), time(0, 0))
    db.session.rollback()
    dry = cli("national", "remove-expired", "--dry-run")
    assert f"entry {ref}: would be removed" in dry
    assert _kept() == {ref, later}

    db.session.rollback()
    said = cli("national", "remove-expired")
    assert f"entry {ref}: removed" in said
    assert "1 removed on 10 June 2037" in said
    assert _kept() == {later}
    for table in (EntryNumber, EntryKey):
        entries = set(db.session.scalars(select(Entry.ref).join(table, table.entry_id == Entry.id)))
        assert entries == {later}
    # How it compared goes with it; that there was a candidate does not.
    assert db.session.get_one(SearchCandidate, candidate_id).reasons == []
    db.session.rollback()
    assert "0 removed" in cli("national", "remove-expired")


@pytest.mark.rule("R09")
def test_an_entry_made_on_29_february_goes_after_the_last_of_february(leeds, on, cli):
    on(date(2028, 2, 29))
    with transaction():
        leap = entry().ref
    on(date(2028, 3, 1))
    with transaction():
        day_after = entry().ref
    db.session.rollback()
    on(date(2039, 2, 28), time(23, 59))
    cli("national", "remove-expired")
    assert _kept() == {leap, day_after}
    db.session.rollback()
    # An entry of 1 March 2028 also has 28 February 2039 for its last day.
    on(date(2039, 3, 1), time(0, 0))
    assert "2 removed" in cli("national", "remove-expired")
    assert _kept() == set()


@pytest.mark.rule("R09")
def test_an_entry_that_its_authority_removed_goes_for_good_with_its_changes(leeds, on, cli):
    with transaction():
        made = entry()
    for what in ("amended", "removed"):
        with transaction():
            remove_change_or_reinstate(
                made.ref, by_authority_id=council("Bradford").id, what=what, changed_on=TODAY
            )
    db.session.rollback()
    on(date(2037, 6, 10))
    assert "1 removed" in cli("national", "remove-expired")
    assert _kept() == set()


@pytest.mark.rule("R09")
def test_a_removal_leaves_a_certificate_without_identity_and_the_log_stays_whole(leeds, on, cli):
    with transaction():
        ref = entry(numbers=[("national_insurance", NATIONAL_INSURANCE)]).ref
    db.session.rollback()
    on(date(2037, 6, 10))
    cli("national", "remove-expired")
    (line,) = _lines("national-register:entry-removed")
    assert (line.actor, line.subject) == ("system", f"entry:{ref}")
    assert line.reason == "Eleven years ended; recorded by BRD."
    assert json.loads(line.facts) == {
        "entry": ref,
        "first_made_on": "2026-06-10",
        "removed_on": "2037-06-10",
    }
    told = f"{line.facts} {line.reason} {line.subject}"
    assert not any(word in told for word in ("Perdita", "Exampleby", "1985", "56C", "revoked"))
    db.session.rollback()
    cli("audit", "verify")


@pytest.mark.rule("R09")
def test_a_removed_entry_is_no_longer_found_nor_shown(leeds, who, on, cli):
    with transaction():
        made = entry_about(who)
        ref = made.ref
    db.session.rollback()
    on(date(2037, 6, 10))
    cli("national", "remove-expired")
    db.session.expire_all()
    with transaction():
        trained = officer("Leeds")
    assert _search(who, trained).candidates == []
    assert actions.gateway(leeds.authority_id).entry(ref, leeds.authority_id) is None


@pytest.mark.rule("R09")
def test_many_entries_go_each_with_its_own_certificate(leeds, on):
    with transaction():
        refs = {entry().ref for _ in range(3)}
    on(date(2038, 1, 1))
    assert {one.ref for one in actions.expired(date(2038, 1, 1))} == refs
    with transaction():
        removed = actions.remove_expired(date(2038, 1, 1))
    assert set(removed) == refs
    assert {line.subject for line in _lines("national-register:entry-removed")} == {
        f"entry:{ref}" for ref in refs
    }
