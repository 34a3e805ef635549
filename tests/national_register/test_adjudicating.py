"""Looking at an alert and saying whether it is the same person: by whom, with which reason, and what it closes."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotAllowed, NotFound, NotPossibleNow
from licensing.national_register import actions, adjudicating
from licensing.national_register.alert_models import Alert
from licensing.national_register.embedded import remove_change_or_reinstate
from licensing.national_register.models import Adjudication
from licensing.outbox.actions import send_due
from licensing.register.actions import bring_up_to_date
from licensing.register.models import DriverLicence
from tests.factories.officers import council, officer
from tests.factories.people import entry_about, facts, licence, name, person

TODAY = date(2026, 6, 10)


@pytest.fixture
def alert(leeds):
    """An alert about Perdita Exampleby, who holds a licence of Leeds."""
    with transaction():
        who = person(by=leeds)
        licence(who, by=leeds)
        entry_about(who)
    while send_due():
        pass
    return db.session.scalars(select(Alert)).one()


def _say(alert, by, *, same_person=True, reason=" The passport shows it "):
    with transaction():
        return adjudicating.adjudicate(alert.ref, same_person=same_person, reason=reason, by=by)


def _search(who, by):
    with transaction():
        return actions.search(
            who,
            purpose="safeguarding",
            reason="To decide",
            application=actions.ForApplication("application", 1),
            by=by,
        )


def _lines(event):
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id)
    ).all()


@pytest.mark.rule("R72")
@pytest.mark.parametrize("same_person", [True, False])
def test_what_an_officer_says_closes_the_alert_and_changes_nobodys_licence(leeds, alert, same_person):
    said = _say(alert, leeds, same_person=same_person).adjudication
    assert (alert.closed_how, alert.closed_at) == ("adjudicated", said.said_at)
    assert (said.same_person, said.reason, said.officer_id) == (
        same_person,
        "The passport shows it",
        leeds.id,
    )
    assert (said.entry_ref, said.entry_version, said.identity) == (
        alert.entry_ref,
        alert.entry_version,
        alert.identity,
    )
    assert db.session.scalars(select(DriverLicence.state)).all() == ["current"]
    (duty,) = db.session.scalars(select(Duty))
    assert (duty.discharged_by, duty.discharge) == (f"officer:{leeds.id}", "Adjudicated")
    (line,) = _lines("national-register:alert-adjudicated")
    assert (line.actor, line.subject, line.reason) == (
        f"officer:{leeds.id}",
        f"alert:{alert.id}",
        "The passport shows it",
    )
    assert json.loads(line.facts) == {
        "alert": alert.ref,
        "entry": alert.entry_ref,
        "same_person": same_person,
    }


def test_it_can_be_said_otherwise_later_and_both_words_are_kept(leeds, alert):
    _say(alert, leeds, same_person=False)
    assert _say(alert, leeds, same_person=True).adjudication.same_person
    assert len(db.session.scalars(select(Adjudication)).all()) == 2


def test_it_is_not_said_without_a_reason(leeds, alert):
    with pytest.raises(BadInput) as refused:
        _say(alert, leeds, reason="  ")
    assert set(refused.value.faults) == {"reason"}
    assert db.session.scalars(select(Adjudication)).all() == []


@pytest.mark.rule("R22")
@pytest.mark.parametrize("until", [None, TODAY - timedelta(days=1)], ids=["never trained", "lapsed"])
def test_only_an_officer_trained_in_the_register_looks_at_an_alert_or_speaks_of_it(leeds, alert, until):
    with transaction():
        untrained = officer("Leeds", trained_until=until)
    assert adjudicating.untrained(untrained)
    assert not adjudicating.untrained(leeds)
    with pytest.raises(NotAllowed):
        _say(alert, untrained)
    with pytest.raises(NotAllowed), transaction():
        adjudicating.look_at(alert, by=untrained)
    assert _lines("national-register:alert-viewed") == []


def test_another_authoritys_alert_is_not_found(leeds, alert):
    with transaction():
        bradford = officer("Bradford")
    with pytest.raises(NotFound):
        adjudicating.by_ref(alert.ref, bradford.authority_id)
    with pytest.raises(NotFound):
        _say(alert, bradford)
    assert adjudicating.listed(bradford.authority_id, state="all") == ([], 0)
    assert adjudicating.open_count(bradford.authority_id) == 0
    assert adjudicating.about_person(alert.person_id, bradford.authority_id) == []


@pytest.mark.rule("R24", "R15")
def test_looking_at_an_alert_leaves_who_when_and_why(leeds, alert):
    with transaction():
        shown = adjudicating.look_at(alert, by=leeds)
    assert shown is not None
    assert shown.ref == alert.entry_ref
    (line,) = _lines("national-register:alert-viewed")
    assert (line.actor, line.at, line.subject) == (f"officer:{leeds.id}", clock.now(), f"alert:{alert.id}")
    assert "safeguarding" in line.reason
    assert json.loads(line.facts) == {"alert": alert.ref, "entry": alert.entry_ref}


def test_an_entry_that_changed_or_is_gone_is_not_adjudicated(leeds, alert):
    bradford = council("Bradford").id
    for what, sentence in (("amended", "has changed"), ("removed", "not on the national register")):
        with transaction():
            remove_change_or_reinstate(alert.entry_ref, by_authority_id=bradford, what=what, changed_on=TODAY)
        with pytest.raises(NotPossibleNow, match=sentence):
            _say(alert, leeds)
    while send_due():
        pass
    with pytest.raises(NotPossibleNow, match="closed"):
        _say(alert, leeds)


def test_lists_have_the_newest_first_and_are_narrowed_by_state(leeds, alert, on):
    on(TODAY + timedelta(days=1))
    with transaction():
        entry_about(alert.person)
    while send_due():
        pass
    everything, total = adjudicating.listed(leeds.authority_id, state="all")
    assert total == 2
    assert everything[1] is alert
    _say(alert, leeds)
    assert [one.id for one in adjudicating.listed(leeds.authority_id)[0]] == [everything[0].id]
    assert adjudicating.listed(leeds.authority_id, state="closed") == ([alert], 1)
    assert adjudicating.listed(leeds.authority_id, state="all", page=2, per_page=1) == ([alert], 2)
    assert adjudicating.open_count(leeds.authority_id) == 1


@pytest.mark.parametrize("same_person", [True, False])
def test_a_candidate_of_a_search_adjudicated_closes_the_alert_about_the_same_entry(leeds, alert, same_person):
    (candidate,) = _search(alert.person, leeds).candidates
    with transaction():
        actions.adjudicate(candidate.id, same_person=same_person, reason="The passport shows it", by=leeds)
    assert alert.closed_how == "adjudicated"
    assert alert.adjudication is candidate.adjudication


def test_what_was_said_of_an_alert_is_remembered_by_the_next_search(leeds, alert):
    said = _say(alert, leeds, same_person=False).adjudication
    (candidate,) = _search(alert.person, leeds).candidates
    assert candidate.adjudication is said


def test_a_search_of_before_a_new_fact_does_not_close_the_alert_that_the_new_fact_raised(leeds, alert, on):
    who = alert.person
    (candidate,) = _search(who, leeds).candidates
    on(TODAY + timedelta(days=1))
    with transaction():
        bring_up_to_date(who, facts(other_names=[name("Dita", "Sample")]), by=leeds)
    while send_due():
        pass
    with transaction():
        actions.adjudicate(candidate.id, same_person=False, reason="As then known", by=leeds)
    assert adjudicating.open_count(leeds.authority_id) == 1
    (later,) = _search(who, leeds).candidates
    assert later.adjudication is None


def test_what_the_officer_saw_of_the_person_is_what_the_adjudication_holds_for(leeds, alert):
    with transaction():
        bring_up_to_date(alert.person, facts(other_names=[name("Dita", "Sample")]), by=leeds)
    _say(alert, leeds, same_person=False)
    while send_due():
        pass
    assert adjudicating.open_count(leeds.authority_id) == 0
