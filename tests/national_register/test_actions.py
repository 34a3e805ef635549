"""What an officer does with the national register: search, and adjudicate what was found."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.audit.actions import verify
from licensing.db import db, transaction
from licensing.errors import BadInput, NotAllowed, NotFound, Unlawful
from licensing.matching.verdict import MATCHER_VERSION
from licensing.national_register import actions
from licensing.national_register.embedded import remove_change_or_reinstate
from licensing.national_register.models import (
    Adjudication,
    SearchReceipt,
)
from licensing.register.actions import bring_up_to_date
from licensing.register.queries import as_value, identity_of
from tests.factories import searches
from tests.factories.officers import council, officer, train
from tests.factories.people import GB_DRIVER, entry, entry_about, facts, name, person

TODAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 11, tzinfo=UTC)
TEXT = "Under section 3(2)(a) of the 2022 Act, please provide the relevant information."


@pytest.mark.rule("R10")
def test_a_search_leaves_a_receipt_of_who_why_when_of_what_and_the_result(leeds, who):
    with transaction():
        bring_up_to_date(
            who,
            facts(other_names=[name("Dita", "Sample")], numbers={"gb_driver": GB_DRIVER}),
            by=leeds,
        )
        made = entry_about(who)
    receipt = searches.search(who, leeds, purpose="road-safety", reason="  To decide the application ")
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
    receipt = searches.search(who, leeds)
    assert receipt.candidates == []
    kept = actions.receipt_by_ref(receipt.ref, leeds.authority_id)
    assert (kept.register_entries, kept.register_changed_at) == (0, None)
    assert kept.tried["names"] == ["Perdita Exampleby"]
    (line,) = searches.lines("national-register:searched")
    assert json.loads(line.facts)["candidates"] == 0


@pytest.mark.rule("R10")
def test_a_search_tries_every_name_and_every_number(leeds, who):
    with transaction():
        under_a_name = entry("Dita", "Sample", recorded_by="York")
        under_a_number = entry(
            "Imran", "Nobodyson", born=date(1970, 1, 1), numbers=[("gb_driver", GB_DRIVER)]
        )
        entry("Imran", "Nobodyson", born=date(1970, 1, 1), recorded_by="Kirklees")
    assert searches.search(who, leeds).candidates == []
    with transaction():
        bring_up_to_date(
            who,
            facts(other_names=[name("Dita", "Sample")], numbers={"gb_driver": GB_DRIVER}),
            by=leeds,
        )
    found = {one.entry_ref for one in searches.search(who, leeds).candidates}
    assert found == {under_a_name.ref, under_a_number.ref}


@pytest.mark.rule("R10")
def test_an_earlier_name_is_still_searched_by(leeds, who):
    with transaction():
        made = entry("Perdita", "Exampleby")
        bring_up_to_date(who, facts("Perdita", "Sampleton", numbers={}), by=leeds)
    assert [one.entry_ref for one in searches.search(who, leeds).candidates] == [made.ref]


@pytest.mark.rule("R24")
def test_each_look_up_leaves_its_line_in_the_log(leeds, who):
    with transaction():
        entry_about(who)
    receipt = searches.search(who, leeds)
    again = searches.search(who, leeds, purpose="road-safety", reason="Searched again")
    first, second = searches.lines("national-register:searched")
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
            searches.search(who, leeds, purpose=purpose)
    assert db.session.scalar(select(func.count(SearchReceipt.id))) == 0


@pytest.mark.rule("R24")
def test_a_search_without_a_reason_is_not_made(leeds, who):
    for reason in ("", "   \n"):
        with pytest.raises(BadInput) as refused:
            searches.search(who, leeds, reason=reason)
        assert set(refused.value.faults) == {"reason"}
    assert db.session.scalar(select(func.count(SearchReceipt.id))) == 0
    assert searches.lines("national-register:searched") == []


@pytest.mark.rule("R22")
def test_an_officer_whose_training_is_not_in_date_neither_searches_nor_adjudicates(leeds, who):
    with transaction():
        entry_about(who)
        never = officer(trained_until=None)
        lapsed = officer(trained_until=TODAY - timedelta(days=1))
        later = officer(trained_until=None)
        train(later, completed_on=TODAY + timedelta(days=1), valid_until=TODAY + timedelta(days=365))
    (candidate,) = searches.search(who, leeds).candidates
    for untrained in (never, lapsed, later):
        with pytest.raises(NotAllowed) as refused:
            searches.search(who, untrained)
        assert [reason.rule for reason in refused.value.reasons] == ["R22"]
        with pytest.raises(NotAllowed) as refused:
            searches.adjudicate(candidate, untrained)
        assert [reason.rule for reason in refused.value.reasons] == ["R22"]
    assert db.session.scalar(select(func.count(SearchReceipt.id))) == 1
    assert db.session.scalar(select(func.count(Adjudication.id))) == 0


@pytest.mark.rule("R22")
def test_training_counts_up_to_and_on_its_last_good_day(leeds, who, on):
    with transaction():
        last_day = officer(trained_until=TODAY)
    assert searches.search(who, last_day).officer_id == last_day.id
    on(TODAY, time(23, 59))
    assert searches.search(who, last_day).officer_id == last_day.id
    on(TODAY + timedelta(days=1), time(0, 0))
    with pytest.raises(NotAllowed):
        searches.search(who, last_day)


@pytest.mark.rule("R22")
def test_training_taken_again_counts(leeds, who):
    with transaction():
        again = officer(trained_until=TODAY - timedelta(days=30))
        train(again, completed_on=TODAY, valid_until=TODAY + timedelta(days=365))
    assert searches.search(who, again).officer_id == again.id


def test_a_receipt_of_another_authority_is_not_found(leeds, who):
    receipt = searches.search(who, leeds)
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
    receipt = searches.search(who, leeds)
    (candidate,) = receipt.candidates
    searches.adjudicate(candidate, leeds, same_person=False, reason="  Another photograph ")
    said = candidate.adjudication
    assert (said.same_person, said.reason, said.officer_id, said.said_at) == (
        False,
        "Another photograph",
        leeds.id,
        NOON,
    )
    assert (said.person_ref, said.entry_ref, said.entry_version) == (who.ref, made.ref, made.version)
    (line,) = searches.lines("national-register:candidate-adjudicated")
    assert (line.actor, line.reason) == (f"officer:{leeds.id}", "Another photograph")
    assert json.loads(line.facts) == {"receipt": receipt.ref, "candidate": made.ref, "same_person": False}


def test_a_candidate_is_not_adjudicated_without_a_reason(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    with pytest.raises(BadInput) as refused:
        searches.adjudicate(candidate, leeds, reason="  ")
    assert set(refused.value.faults) == {"reason"}
    assert candidate.adjudication is None


def test_what_was_said_is_remembered_in_the_next_search(leeds, who):
    with transaction():
        entry_about(who)
        entry("Perdita", "Exampleby", recorded_by="York")
        colleague = officer("Leeds")
    first = searches.search(who, leeds)
    searches.adjudicate(first.candidates[0], leeds, same_person=False)
    again = searches.search(who, colleague, application=actions.ForApplication("another one", 1))
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
    (candidate,) = searches.search(who, leeds).candidates
    assert (candidate.entry_ref, candidate.band) == (row.ref, "possible")
    assert candidate.reasons[0] == "Adjudicated the same person before"
    assert len(candidate.reasons) > 1
    assert candidate.adjudication.same_person
    (line,) = searches.lines("national-register:searched")
    assert json.loads(line.facts)["candidates"] == 1


def test_an_entry_that_the_search_finds_is_a_candidate_once_and_as_it_is_found(leeds, who):
    with transaction():
        _said_before(who, leeds, entry_about(who))
    (candidate,) = searches.search(who, leeds).candidates
    assert candidate.band == "same_number"
    assert "Adjudicated the same person before" not in candidate.reasons


@pytest.mark.parametrize("changes", [{"identity": "another"}, {"entry_version": -1}], ids=["person", "entry"])
def test_one_adjudicated_before_a_new_fact_is_a_candidate_and_asked_anew(leeds, who, changes):
    with transaction():
        _said_before(who, leeds, entry("Otto", "Mockman", born=date(1961, 1, 2)), **changes)
    (candidate,) = searches.search(who, leeds).candidates
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
    assert searches.search(who, leeds).candidates == []


def test_the_last_word_is_remembered_and_the_first_is_kept(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    searches.adjudicate(candidate, leeds, same_person=False)
    searches.adjudicate(candidate, leeds, same_person=True)
    (again,) = searches.search(who, leeds).candidates
    assert again.adjudication.same_person
    said = db.session.scalars(select(Adjudication.same_person).order_by(Adjudication.id)).all()
    assert said == [False, True]


@pytest.mark.parametrize("change", ["amended", "removed and reinstated"])
def test_a_changed_entry_is_asked_about_anew(leeds, who, change):
    with transaction():
        made = entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    searches.adjudicate(candidate, leeds)
    for what in change.split(" and "):
        with transaction():
            remove_change_or_reinstate(
                made.ref, by_authority_id=council("Bradford").id, what=what, changed_on=TODAY
            )
    (again,) = searches.search(who, leeds).candidates
    assert again.entry_ref == made.ref
    assert again.adjudication is None


def test_a_new_fact_about_the_person_asks_anew(leeds, who):
    with transaction():
        entry_about(who)
    (candidate,) = searches.search(who, leeds).candidates
    for changes in (
        {"last": "Sampleton"},
        {"other_names": [name("Dita", "Sample")]},
        {"numbers": {"gb_driver": GB_DRIVER}},
        {"born": date(1985, 3, 28)},
    ):
        searches.adjudicate(candidate, leeds)
        with transaction():
            bring_up_to_date(who, facts(**changes), by=leeds)
        (candidate,) = searches.search(who, leeds).candidates
        assert candidate.adjudication is None, changes


def test_what_is_said_of_one_person_or_by_one_authority_is_not_said_of_or_by_another(leeds, who):
    with transaction():
        entry_about(who, recorded_by="York")
        bradford = officer("Bradford")
        theirs, other = person(by=bradford), person(by=leeds)
    searches.adjudicate(searches.search(who, leeds).candidates[0], leeds)
    assert searches.search(theirs, bradford).candidates[0].adjudication is None
    assert searches.search(other, leeds).candidates[0].adjudication is None


def test_another_authoritys_candidate_is_not_found(leeds, who):
    with transaction():
        entry_about(who)
        bradford = officer("Bradford")
    (candidate,) = searches.search(who, leeds).candidates
    with pytest.raises(NotFound):
        searches.adjudicate(candidate, bradford)
    searches.adjudicate(candidate, leeds)
    with pytest.raises(NotFound):
        searches.ask(candidate, bradford)


# --- asking in writing
