"""How each thing stands on a day: plain values in, a state in words out."""

from dataclasses import replace
from datetime import date

import pytest

from licensing.policy.vetting import vetting_policy
from licensing.suitability import standing
from licensing.suitability.standing import (
    ATTENTION,
    DUE,
    IN_DATE,
    LAPSED,
    NEVER,
    NOT_NEEDED,
    Held,
    Holder,
    standings,
)

TODAY = date(2026, 6, 10)
POLICY = vetting_policy("E08000035", TODAY)
HOLDER = Holder(date(1985, 3, 27), date(2028, 6, 9), 7)


def held(kind, result, seen_on, *, by_service=False, **given):
    option = POLICY.watch(kind).result(result)
    return Held(
        kind,
        result,
        option.satisfies,
        option.attention,
        date.fromisoformat(seen_on),
        by_service=by_service,
        **given,
    )


def certificate(issued_on, result="clear", seen_on=None):
    return held("enhanced-dbs", result, seen_on or issued_on, issued_on=date.fromisoformat(issued_on))


def status(said, seen_on):
    return held("dbs-status", said, seen_on, by_service=True)


def of(kind, *records, on=TODAY, holder=HOLDER, policy=POLICY):
    return next(one for one in standings(policy, records, holder, on) if one.watch.key == kind)


def state(kind, *records, **more):
    return of(kind, *records, **more).state


def dbs(*records, **more):
    return of("enhanced-dbs", *records, **more)


def test_nothing_recorded_is_said_so():
    assert {one.watch.key: one.state for one in standings(POLICY, (), HOLDER, TODAY)} == {
        "enhanced-dbs": NEVER,
        "medical": NEVER,
        "right-to-work": NEVER,
        "dvla-record": NEVER,
        "tax-check": NOT_NEEDED,
    }


@pytest.mark.rule("R54")
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 8, 12), IN_DATE),
        (date(2026, 9, 10), IN_DATE),
        (date(2026, 9, 11), DUE),
        (date(2026, 10, 9), DUE),
        (date(2026, 10, 10), LAPSED),
    ],
)
def test_a_certificate_is_good_for_six_months_from_its_own_day(on, expected):
    # Of 10 April 2026: good until 9 October, and told 28 days before.
    assert state("enhanced-dbs", certificate("2026-04-10", seen_on="2026-04-20"), on=on) == expected


@pytest.mark.rule("R54")
def test_a_status_check_renews_the_certificate_for_six_months_from_the_check():
    found = dbs(certificate("2026-01-01"), status("blank-no-new-info", "2026-06-01"))
    assert (found.state, found.good_until) == (IN_DATE, date(2026, 11, 30))


def test_an_older_check_does_not_shorten_what_a_newer_certificate_gives():
    found = dbs(status("blank-no-new-info", "2026-01-05"), certificate("2026-06-01"))
    assert found.good_until == date(2026, 11, 30)


def test_where_the_service_renews_it_an_officer_is_told_a_week_before_and_no_sooner():
    renewed = status("blank-no-new-info", "2026-01-01")
    assert state("enhanced-dbs", renewed, on=date(2026, 6, 22)) == IN_DATE
    assert state("enhanced-dbs", renewed, on=date(2026, 6, 23)) == DUE


@pytest.mark.rule("R72")
def test_new_information_ends_what_stood_before_it_until_a_new_certificate_is_seen():
    old, new = certificate("2026-05-01"), status("new-info", "2026-06-01")
    assert dbs(old, new).state == ATTENTION
    assert dbs(old, new, on=date(2027, 6, 1)).state == ATTENTION
    seen = certificate("2026-06-05", seen_on="2026-06-08")
    found = dbs(old, new, seen)
    assert (found.state, found.good_until) == (IN_DATE, date(2026, 12, 4))


@pytest.mark.rule("R54", "R72")
def test_a_certificate_issued_before_the_new_information_does_not_answer_it_whenever_it_is_recorded():
    said = status("new-info", "2026-06-01")
    assert dbs(said, certificate("2026-05-31", seen_on="2026-06-08")).state == ATTENTION
    assert dbs(said, certificate("2026-06-01", seen_on="2026-06-08")).state == IN_DATE


@pytest.mark.rule("R53")
def test_a_barred_list_counts_from_the_day_it_was_seen_however_old_the_certificate():
    barred = certificate("2026-03-01", "barred", seen_on="2026-06-08")
    assert dbs(status("blank-no-new-info", "2026-06-01"), barred).state == ATTENTION


def test_content_with_nothing_new_counts_once_an_officer_has_seen_the_certificate():
    said = status("non-blank-no-new-info", "2026-06-01")
    assert dbs(said).state == ATTENTION
    assert "no officer has recorded that they saw it" in dbs(said).words
    seen = certificate("2025-06-01", "disclosed-considered")
    assert dbs(seen, said).state == IN_DATE


@pytest.mark.rule("R53", "R72")
def test_a_barred_list_is_in_front_of_a_person_and_is_no_decision():
    found = dbs(certificate("2026-06-01", "barred"))
    assert (found.state, found.good_until) == (ATTENTION, None)


@pytest.mark.rule("R36")
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 8, 5), IN_DATE),
        (date(2026, 8, 6), DUE),
        (date(2026, 10, 1), DUE),
        (date(2026, 10, 2), LAPSED),
    ],
)
def test_leave_that_ends_is_told_eight_weeks_before_and_has_ended_the_day_after(on, expected):
    leave = held("right-to-work", "limited", "2026-01-01", until_on=date(2026, 10, 1))
    assert state("right-to-work", leave, on=on) == expected


@pytest.mark.rule("R36")
def test_a_later_look_at_leave_replaces_the_earlier_even_where_it_ends_sooner():
    first = held("right-to-work", "limited", "2026-01-01", until_on=date(2030, 1, 1))
    sooner = held("right-to-work", "limited", "2026-06-01", until_on=date(2026, 12, 1))
    assert of("right-to-work", first, sooner).good_until == date(2026, 12, 1)
    no_limit = held("right-to-work", "no-limit", "2026-06-05")
    assert of("right-to-work", first, sooner, no_limit).words == "Good without an end"


@pytest.mark.rule("R36")
def test_limited_leave_of_which_nobody_entered_the_end_is_bounded_by_the_licence():
    seen = replace(held("right-to-work", "limited", "2026-01-01"), for_application=True)
    assert of("right-to-work", seen).good_until == HOLDER.licence_ends_on


@pytest.mark.rule("R36")
def test_leave_that_continues_counts_for_six_months_and_no_longer_than_the_licence():
    seen = held("right-to-work", "continues", "2026-06-01")
    assert of("right-to-work", seen).good_until == date(2026, 11, 30)
    short = replace(HOLDER, licence_ends_on=date(2026, 9, 1))
    assert of("right-to-work", seen, holder=short).good_until == date(2026, 9, 1)


@pytest.mark.rule("R62")
@pytest.mark.parametrize(
    ("points", "expected"), [(0, IN_DATE), (6, IN_DATE), (7, ATTENTION), (12, ATTENTION)]
)
def test_points_are_flagged_from_the_policys_number(points, expected):
    assert state("dvla-record", held("dvla-record", "entitled", "2026-06-01", points=points)) == expected


@pytest.mark.rule("R62")
def test_points_that_an_officer_considered_are_not_flagged_again():
    seen = held("dvla-record", "flagged-considered", "2026-06-01", points=9)
    assert state("dvla-record", seen) == IN_DATE


@pytest.mark.rule("R64")
@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2028, 2, 9), NOT_NEEDED), (date(2028, 2, 10), NEVER), (date(2028, 6, 9), NEVER)],
)
def test_a_tax_check_is_asked_for_from_120_days_before_the_licence_ends(on, expected):
    assert state("tax-check", on=on) == expected


@pytest.mark.rule("R64")
def test_a_confirmed_tax_check_serves_for_120_days():
    seen = held("tax-check", "confirmed", "2028-03-01", issued_on=date(2028, 2, 20))
    found = of("tax-check", seen, on=date(2028, 6, 1))
    assert (found.state, found.good_until) == (IN_DATE, date(2028, 6, 18))


def test_a_day_that_a_document_names_shortens_the_period_and_never_lengthens_it():
    seen = held("medical", "met-with-conditions", "2026-06-01", issued_on=date(2026, 6, 1))
    assert of("medical", replace(seen, until_on=date(2027, 6, 1))).good_until == date(2027, 6, 1)
    assert of("medical", replace(seen, until_on=date(2090, 6, 1))).good_until == date(2030, 3, 26)


def test_what_the_policy_has_switched_off_is_shown_and_nobody_has_anything_to_do():
    off = replace(POLICY, watches=tuple(replace(one, enforced=False) for one in POLICY.watches))
    found = of("medical", policy=off)
    assert (found.state, found.is_open) == (NEVER, False)


def test_what_was_recorded_in_another_order_stands_by_the_day_it_was_seen():
    late_entry = certificate("2026-02-01")
    assert dbs(status("blank-no-new-info", "2026-06-01"), late_entry).good_until == date(2026, 11, 30)
    assert dbs(status("new-info", "2026-06-01"), late_entry).state == ATTENTION


def test_no_state_is_unknown_to_the_page():
    assert {*standing.OPEN_STATES} < {NEVER, LAPSED, ATTENTION, DUE, IN_DATE, NOT_NEEDED}
