"""What the law asks about the national register before an application is determined."""

from datetime import UTC, date, datetime, timedelta

import pytest

from licensing.national_register.checks import (
    Changed,
    Hit,
    Searched,
    Told,
    training_fault,
    unmet,
    unmet_alerts,
    unmet_changes,
)

AT = datetime(2026, 6, 10, 11, tzinfo=UTC)
LAST = AT + timedelta(hours=1)
ME = "a fingerprint"


def _hit(**changes):
    given = {"name_of_authority": "Bradford", "another_authority": True, "same_person": True}
    return Hit(**(given | changes))


def _said(*hits, at=AT, identity=ME):
    return [
        (reason.rule, reason.source) for reason in unmet(Searched(LAST, ME, hits), identity=identity, at=at)
    ]


@pytest.mark.rule("R10")
def test_without_a_search_nothing_is_determined():
    (reason,) = unmet(None, identity=ME, at=AT)
    assert (reason.rule, reason.source, reason.verified) == ("R10", "2022 Act s.3(1)", True)
    assert "has not been searched" in reason.text


@pytest.mark.rule("R10")
def test_a_search_that_found_nobody_is_enough_until_its_last_moment():
    assert _said(at=LAST) == []
    ((rule, source),) = _said(at=LAST + timedelta(microseconds=1))
    assert rule == "R10"
    assert "policy setting" in source


@pytest.mark.rule("R10")
def test_a_search_made_before_a_name_or_number_was_known_is_made_again():
    ((rule, source),) = _said(identity="another fingerprint")
    assert (rule, source) == ("R10", "2022 Act s.3(1)")


@pytest.mark.rule("R10")
def test_a_hit_that_nobody_adjudicated_is_in_the_way_also_of_our_own_authority():
    assert _said(_hit(same_person=None)) == [("R10", "2022 Act s.3(1), (3)")]
    assert _said(_hit(same_person=None, another_authority=False)) == [("R10", "2022 Act s.3(1), (3)")]


def test_a_hit_that_is_somebody_else_asks_for_nothing():
    assert _said(_hit(same_person=False)) == []


@pytest.mark.rule("R11")
def test_our_own_authoritys_entry_needs_no_request():
    assert _said(_hit(another_authority=False)) == []


@pytest.mark.rule("R11")
def test_another_authority_is_asked_in_writing_and_nothing_waives_it():
    assert _said(_hit()) == [("R11", "2022 Act s.3(2)(a)")]
    assert _said(_hit(overridden=True)) == [("R11", "2022 Act s.3(2)(a)")]
    assert _said(_hit(replied=True, regard_recorded=True)) == [("R11", "2022 Act s.3(2)(a)")]


@pytest.mark.rule("R13")
def test_the_reply_is_waited_for_unless_a_decision_maker_overrode_it():
    assert _said(_hit(requested=True)) == [("R13", "2022 Act s.3(2)(b), (3)")]
    assert _said(_hit(requested=True, overridden=True)) == []


@pytest.mark.rule("R13")
def test_regard_is_had_to_a_reply_also_to_one_that_came_after_the_override():
    assert _said(_hit(requested=True, replied=True)) == [("R13", "2022 Act s.3(3)")]
    assert _said(_hit(requested=True, replied=True, overridden=True)) == [("R13", "2022 Act s.3(3)")]
    assert _said(_hit(requested=True, replied=True, regard_recorded=True)) == []


def test_everything_in_the_way_is_told_together_and_names_the_authority():
    hits = [
        _hit(name_of_authority="Bradford", same_person=None),
        _hit(name_of_authority="Kirklees"),
        _hit(name_of_authority="York", requested=True),
        _hit(name_of_authority="Wakefield", requested=True, replied=True),
    ]
    reasons = unmet(Searched(LAST, ME, hits), identity="another", at=LAST + timedelta(days=1))
    assert [reason.rule for reason in reasons] == ["R10", "R10", "R10", "R11", "R13", "R13"]
    for reason, authority in zip(reasons[2:], ("Bradford", "Kirklees", "York", "Wakefield"), strict=True):
        assert authority in reason.text


@pytest.mark.rule("R22")
def test_an_officer_without_training_in_date_is_told_so_and_one_with_is_not():
    (reason,) = training_fault(None)
    assert reason.rule == "R22"
    assert training_fault(date(2026, 6, 10)) == []


def _told(**changes):
    given = {
        "name_of_authority": "Bradford",
        "opened_at": AT + timedelta(minutes=1),
        "is_open": True,
        "found_by_the_search": False,
    }
    return [reason.text for reason in unmet_alerts([Told(**(given | changes))], AT)]


@pytest.mark.rule("R10")
def test_an_alert_since_the_search_asks_for_another_and_one_before_it_for_a_word():
    assert _told() == [
        "An alert since the search says that an entry of Bradford may be about the applicant: search again."
    ]
    assert _told(opened_at=AT - timedelta(days=1)) == [
        "An alert about an entry of Bradford has not been adjudicated."
    ]


@pytest.mark.rule("R10")
def test_an_alert_about_what_the_search_found_is_left_to_its_candidate():
    assert _told(found_by_the_search=True) == []


@pytest.mark.rule("R10")
@pytest.mark.parametrize("opened_at", [AT + timedelta(minutes=1), AT - timedelta(days=900)])
def test_the_same_person_said_of_an_entry_waits_for_a_search_that_holds_it_whatever_the_times(opened_at):
    (said,) = _told(is_open=False, opened_at=opened_at)
    assert "search again" in said
    assert _told(is_open=False, opened_at=opened_at, found_by_the_search=True) == []


@pytest.mark.rule("R10")
def test_an_entry_that_was_gone_before_the_search_is_waited_for_no_more():
    assert _told(is_open=False, still_held=False, opened_at=AT - timedelta(days=1)) == []
    assert "search again" in _told(is_open=False, still_held=False)[0]


@pytest.mark.rule("R10")
def test_before_any_search_the_search_is_what_is_missing():
    alert = Told("Bradford", AT, is_open=True, found_by_the_search=False)
    assert unmet_alerts([alert], None) == []


@pytest.mark.rule("R14")
@pytest.mark.parametrize(
    ("regard_at", "waits"),
    [
        pytest.param(None, True, id="no regard yet"),
        pytest.param(datetime(2026, 6, 9, 12, tzinfo=UTC), True, id="regard before the change was told"),
        pytest.param(datetime(2026, 6, 10, 12, tzinfo=UTC), False, id="regard since"),
    ],
)
def test_regard_is_had_anew_to_a_change_that_was_told_after_it(regard_at, waits):
    told_at = datetime(2026, 6, 10, 9, tzinfo=UTC)
    reasons = unmet_changes([Changed("Bradford", "removed", date(2026, 6, 8), told_at, regard_at)])
    assert bool(reasons) is waits
    for reason in reasons:
        assert (reason.rule, reason.source) == ("R14", "2022 Act s.3(4)")
        assert reason.text.startswith("Bradford removed its entry on 8 June 2026")
