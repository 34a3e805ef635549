"""Who is watched for an application; an alert about an applicant makes a determination wait for a new search."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.applications import actions, determining, queries, watching
from licensing.applications.lifecycle import PREPARING, STATES
from licensing.db import db, transaction
from licensing.errors import Unlawful
from licensing.national_register.adjudicating import adjudicate
from licensing.national_register.alert_models import Alert
from licensing.national_register.embedded import EmbeddedRegister, remove_change_or_reinstate
from licensing.outbox.actions import send_due
from tests.factories import applications as make
from tests.factories.officers import council
from tests.factories.people import entry_about, licence, person


def _passes():
    while send_due():
        pass
    db.session.expire_all()


@pytest.fixture
def case(people):
    """An application put to a decision maker with nothing missing."""
    by, _ = people
    with transaction():
        return make.ready(by)


def _entry_about(application):
    with transaction():
        ref = entry_about(application.person).ref
    _passes()
    return ref


def _missing(application):
    return [reason.text for reason in queries.missing(queries.case(application), "grant")]


def _search(application, by):
    with transaction():
        return make.searched(application, by)


def _grant(application, decider):
    with transaction():
        return determining.grant(application.id, make.grant_facts(), by=decider)


def test_an_open_application_is_alerted_about_in_the_next_pass_after_an_entry_is_made(case):
    ref = _entry_about(case)
    (alert,) = db.session.scalars(select(Alert))
    assert (alert.application_ref, alert.licence_id, alert.entry_ref) == (case.ref, None, ref)
    assert alert.authority_id == case.authority_id


@pytest.mark.parametrize("state", [state for state in STATES if state not in (*PREPARING, "draft")])
def test_an_application_that_is_closed_is_not_watched(people, state):
    by, decider = people
    with transaction():
        application = make.ready(by)
        if state == "granted":
            determining.grant(application.id, make.grant_facts(), by=decider)
        elif state == "refused":
            determining.refuse(application.id, make.refusal_facts(), by=decider)
        else:
            actions.withdraw(application.id, withdrawn_on=clock.today(), reason="By letter", by=by)
    assert watching.applicants([application.person_id]) == {}
    # Who was granted a licence holds one now.
    assert bool(watching.watched([application.person_id])) is (state == "granted")


@pytest.mark.rule("R10")
@pytest.mark.parametrize("outcome", ["grant", "refuse"])
def test_a_determination_waits_for_a_new_search_after_an_alert(people, case, outcome):
    by, decider = people
    assert _missing(case) == []
    _entry_about(case)
    (said,) = _missing(case)
    assert said == (
        "An alert since the search says that an entry of Bradford may be about the applicant: search again."
    )
    determine, given = (
        (determining.grant, make.grant_facts())
        if outcome == "grant"
        else (determining.refuse, make.refusal_facts())
    )
    with pytest.raises(Unlawful), transaction():
        determine(case.id, given, by=decider)
    (candidate,) = _search(case, by).candidates
    assert _missing(case) == ["A possible match recorded by Bradford has not been adjudicated."]
    with transaction():
        actions.adjudicate(case.id, candidate.id, same_person=False, reason="The passport differs", by=by)
    assert _missing(case) == []
    assert db.session.scalars(select(Alert.closed_how)).one() == "adjudicated"
    if outcome == "grant":
        assert _grant(case, decider).state == "current"


@pytest.mark.rule("R10", "R11")
def test_the_same_person_said_of_an_alert_still_needs_a_search_and_the_written_request(people, case):
    by, decider = people
    _entry_about(case)
    with transaction():
        adjudicate(
            db.session.scalars(select(Alert.ref)).one(), same_person=True, reason="The passport", by=by
        )
    assert "search again" in _missing(case)[0]
    with pytest.raises(Unlawful):
        _grant(case, decider)
    _search(case, by)
    assert _missing(case) == ["Bradford has not been asked in writing for its information."]


@pytest.fixture
def nothing_found(monkeypatch):
    """From now on a search finds no entry, as of somebody known by other facts."""
    search = EmbeddedRegister.search
    monkeypatch.setattr(
        EmbeddedRegister, "search", lambda *asked, **how: replace(search(*asked, **how), candidates=())
    )


def _same_person(by):
    with transaction():
        adjudicate(db.session.scalars(select(Alert.ref)).one(), same_person=True, reason="Seen", by=by)


@pytest.mark.rule("R10", "R11")
def test_the_same_person_said_of_an_alert_needs_the_written_request_though_the_search_misses_the_entry(
    people, case, nothing_found
):
    by, decider = people
    ref = _entry_about(case)
    _same_person(by)
    receipt = _search(case, by)
    assert [one.entry_ref for one in receipt.candidates] == [ref]
    assert _missing(case) == ["Bradford has not been asked in writing for its information."]
    with pytest.raises(Unlawful):
        _grant(case, decider)


@pytest.mark.rule("R10", "R11")
def test_the_same_person_said_of_an_alert_after_a_search_that_missed_it_needs_a_search_that_holds_it(
    people, case, nothing_found
):
    by, decider = people
    _entry_about(case)
    receipt = _search(case, by)
    assert receipt.candidates == []
    _same_person(by)
    assert _missing(case) == [
        "An entry of Bradford was adjudicated the same person, and the search does not hold it: search again."
    ]
    with pytest.raises(Unlawful):
        _grant(case, decider)
    _search(case, by)
    assert _missing(case) == ["Bradford has not been asked in writing for its information."]


def test_it_said_otherwise_at_the_search_lets_the_case_go_on_at_every_later_search(
    people, case, nothing_found
):
    by, decider = people
    _entry_about(case)
    _same_person(by)
    (candidate,) = _search(case, by).candidates
    with transaction():
        actions.adjudicate(case.id, candidate.id, same_person=False, reason="The passport differs", by=by)
    assert _missing(case) == []
    _search(case, by)
    assert _missing(case) == []
    assert _grant(case, decider).state == "current"


def test_an_entry_removed_after_it_was_adjudicated_the_same_person_stops_nothing_at_the_next_search(
    people, case
):
    by, decider = people
    ref = _entry_about(case)
    _same_person(by)
    with transaction():
        remove_change_or_reinstate(
            ref, by_authority_id=council("Bradford").id, what="removed", changed_on=clock.today()
        )
    _passes()
    assert _search(case, by).candidates == []
    assert _missing(case) == []
    assert _grant(case, decider).state == "current"


def test_not_the_same_person_said_of_an_alert_lets_the_case_go_on(people, case):
    by, decider = people
    _entry_about(case)
    with transaction():
        adjudicate(
            db.session.scalars(select(Alert.ref)).one(), same_person=False, reason="The passport", by=by
        )
    assert _missing(case) == []
    assert _grant(case, decider).state == "current"


def test_an_entry_that_the_search_found_and_an_officer_adjudicated_raises_no_alert(people):
    by, _ = people
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(
            application.id, candidate.id, same_person=False, reason="The passport differs", by=by
        )
    _passes()
    assert db.session.scalars(select(Alert)).all() == []


@pytest.mark.rule("R10")
@pytest.mark.parametrize("said", ["nothing", "same person", "same person, after a search that missed it"])
def test_the_database_itself_refuses_a_determination_past_an_alert(people, case, said, request):
    by, decider = people
    _entry_about(case)
    if said.endswith("missed it"):
        request.getfixturevalue("nothing_found")
        _search(case, by)
    if said != "nothing":
        _same_person(by)
    receipt = queries.newest_receipt(case)
    with pytest.raises(IntegrityError, match="every alert"), transaction():
        db.session.execute(
            text("""
                INSERT INTO determination (authority_id, application_id, application_ref, person_id, outcome,
                    receipt_id, decided_at, decided_by_id, case_officer_id, reasons, policy_version,
                    licence_ends_on)
                VALUES (:authority, :application, :ref, :person, 'granted', :receipt, :at, :by, :by, 'None',
                    'None', :ends)
            """),
            {
                "authority": case.authority_id,
                "application": case.id,
                "ref": case.ref,
                "person": case.person_id,
                "receipt": receipt.id,
                "at": receipt.searched_at,
                "by": decider.id,
                "ends": date(2029, 1, 1),
            },
        )


def test_who_holds_a_licence_and_applies_for_its_renewal_is_alerted_about_once(people):
    by, _ = people
    with transaction():
        who = person(by=by)
        held = licence(who, by=by)
        application = make.received(by, kind="renewal", renews=held, person_id=who.id)
    _passes()
    found = watching.watched([who.id])[who.id]
    assert (found.licence_id, found.application_ref) == (held.id, application.ref)
    _entry_about(application)
    (alert,) = db.session.scalars(select(Alert))
    assert (alert.licence_id, alert.application_ref) == (held.id, application.ref)


def test_everybody_watched_is_gone_through_in_parts(people):
    by, _ = people
    with transaction():
        holders = [person(by=by) for _ in range(3)]
        for who in holders:
            licence(who, by=by)
        person("Otto", "Mockman", by=by)
        application = make.received(by, person_id=holders[0].id)
        entry_about(holders[0])
    wanted = [who.id for who in holders]
    assert application.person_id in wanted
    assert watching.count_after(0) == 3
    assert watching.count_after(wanted[0]) == 2
    assert watching.everybody_after(0, 2) == wanted[:2]
    assert watching.compare_everybody_after(0, 2) == (wanted[1], 2, 2)
    assert watching.compare_everybody_after(wanted[1], 2) == (wanted[2], 1, 1)
    assert watching.compare_everybody_after(wanted[2], 2) == (0, 0, 0)


def test_alerts_about_whoever_is_not_watched_any_more_are_closed_each_day(people, case):
    by, _ = people
    _entry_about(case)
    with transaction():
        assert watching.close_alerts_about_nobody_watched() == 0
        actions.withdraw(case.id, withdrawn_on=clock.today(), reason="By letter", by=by)
        assert watching.close_alerts_about_nobody_watched() == 1
    (alert,) = db.session.scalars(select(Alert))
    assert alert.closed_how == "not-watched"
    assert alert.closed_at - alert.opened_at < timedelta(minutes=5)
