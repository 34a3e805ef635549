"""The earliest day on which the guidance would consider a licence, worked by hand: advice, and never an outcome."""

from datetime import date

import pytest

from licensing.policy.offences import Offence
from licensing.suitability.convictions import (
    FROM_A_DAY,
    LOOKED_AT,
    UNKNOWN,
    WOULD_NEVER,
    Convicted,
    advise,
    disagreements,
    overall,
    years_after,
)

pytestmark = pytest.mark.rule("R61")

CONVICTED, COMPLETED, BAN_ENDED = date(2019, 3, 4), date(2020, 6, 1), date(2021, 3, 3)


def _offence(period, *counted_from, enforced=True, grade="S"):
    return Offence(
        "it", "It", "", period, counted_from or ("sentence",), "The guidance", grade, "R61", enforced
    )


def _convicted(completed=COMPLETED, **known):
    return Convicted("it", CONVICTED, completed, **known)


@pytest.mark.parametrize(
    ("offence", "conviction", "day"),
    [
        pytest.param(
            _offence(10), _convicted(), date(2030, 6, 1), id="violence: ten years from the sentence"
        ),
        pytest.param(
            _offence(7, "sentence", "ban"),
            _convicted(disqualified=True, ban_ends_on=BAN_ENDED),
            date(2028, 3, 3),
            id="drink driving: the ban ends later",
        ),
        pytest.param(
            _offence(7, "sentence", "ban"),
            _convicted(disqualified=True, ban_ends_on=date(2020, 1, 1)),
            date(2027, 6, 1),
            id="drink driving: the sentence is completed later",
        ),
        pytest.param(
            _offence(7, "sentence", "ban"), _convicted(), date(2027, 6, 1), id="drink driving: no ban"
        ),
        pytest.param(
            _offence(5, "conviction", "sentence", "ban"),
            _convicted(completed=CONVICTED),
            date(2024, 3, 4),
            id="hand-held device: a fine, paid on the day",
        ),
        pytest.param(
            _offence(5, "conviction", "sentence", "ban"),
            _convicted(disqualified=True, ban_ends_on=BAN_ENDED),
            date(2026, 3, 3),
            id="hand-held device: whichever of the three is later",
        ),
        pytest.param(
            _offence(3, "ban"), _convicted(), date(2022, 3, 4), id="counted from a ban there was not"
        ),
        pytest.param(
            _offence(7), _convicted(completed=date(2027, 1, 31)), date(2034, 1, 31), id="not completed yet"
        ),
    ],
)
def test_the_period_runs_from_whichever_day_is_later(offence, conviction, day):
    advice = advise(conviction, offence)
    assert (advice.outcome, advice.on) == (FROM_A_DAY, day)


def test_why_a_day_is_given_names_the_day_it_is_counted_from():
    advice = advise(_convicted(disqualified=True, ban_ends_on=BAN_ENDED), _offence(7, "sentence", "ban"))
    assert advice.why == (
        "7 years from completion of the sentence or the end of a driving ban, whichever is later: "
        "counted from the end of a driving ban, 3 March 2021"
    )


def test_some_offences_would_never_be_considered_whatever_is_known_of_the_sentence():
    advice = advise(_convicted(completed=None), _offence("never"))
    assert (advice.outcome, advice.on) == (WOULD_NEVER, None)


@pytest.mark.parametrize(
    ("conviction", "missing"),
    [
        pytest.param(_convicted(completed=None), "completion of the sentence is not known", id="sentence"),
        pytest.param(_convicted(disqualified=True), "the end of a driving ban is not known", id="ban"),
        pytest.param(
            _convicted(completed=None, disqualified=True),
            "completion of the sentence and of the end of a driving ban is not known",
            id="both",
        ),
    ],
)
def test_without_a_day_that_the_period_needs_no_day_is_guessed(conviction, missing):
    advice = advise(conviction, _offence(7, "sentence", "ban"))
    assert (advice.outcome, advice.on) == (UNKNOWN, None)
    assert advice.why.endswith(missing)


def test_a_day_that_the_period_does_not_need_may_be_unknown():
    assert advise(_convicted(disqualified=True), _offence(10)).on == date(2030, 6, 1)


@pytest.mark.parametrize(
    ("offence", "why"),
    [
        pytest.param(_offence("no period"), "No period: looked at with the rest of the record", id="minor"),
        pytest.param(
            _offence(7, enforced=False, grade="R"),
            "This guidance is switched off in the policy in force",
            id="switched off",
        ),
        pytest.param(None, "The policy in force knows no such kind of offence", id="not in the policy"),
    ],
)
def test_where_the_guidance_names_no_period_a_person_looks(offence, why):
    advice = advise(_convicted(), offence)
    assert (advice.outcome, advice.on, advice.why) == (LOOKED_AT, None, why)


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2019, 6, 1), 7, date(2026, 6, 1)),
        (date(2020, 2, 29), 5, date(2025, 3, 1)),
        (date(2020, 2, 29), 8, date(2028, 2, 29)),
        (date(2019, 2, 28), 5, date(2024, 2, 28)),
    ],
    ids=str,
)
def test_years_are_never_short_of_a_day(day, years, later):
    assert years_after(day, years) == later


# --- several -----------------------------------------------------------------------------------------------------


def _overall(*pairs, points_flag=7):
    return overall([(one, advise(one, offence)) for one, offence in pairs], points_flag=points_flag)


def test_of_several_convictions_the_latest_day_counts():
    found = _overall((_convicted(), _offence(5)), (_convicted(), _offence(10)), (_convicted(), _offence(7)))
    assert (found.outcome, found.on) == (FROM_A_DAY, date(2030, 6, 1))


def test_one_that_would_never_be_considered_outweighs_every_day():
    found = _overall((_convicted(), _offence(5)), (_convicted(), _offence("never")))
    assert (found.outcome, found.on) == (WOULD_NEVER, None)


def test_with_one_unknown_it_is_known_only_that_it_is_not_before_the_others():
    found = _overall((_convicted(), _offence(5)), (_convicted(completed=None), _offence(7)))
    assert (found.outcome, found.on) == (UNKNOWN, date(2025, 6, 1))


def test_no_conviction_is_no_advice():
    assert _overall() is None


def test_the_day_has_passed_from_its_first_moment_on():
    found = _overall((_convicted(), _offence(5)))
    assert not found.passed(date(2025, 5, 31))
    assert found.passed(date(2025, 6, 1))


def test_what_never_or_not_yet_is_known_has_not_passed():
    assert not _overall((_convicted(), _offence("never"))).passed(date.max)
    assert not _overall((_convicted(completed=None), _offence(7))).passed(date.max)


def test_all_is_verified_only_if_every_source_was_read():
    assert _overall((_convicted(), _offence(5))).verified
    assert not _overall((_convicted(), _offence(5)), (_convicted(), _offence(5, grade="R"))).verified
    assert not _overall((_convicted(), None)).verified


@pytest.mark.rule("R62")
@pytest.mark.parametrize(("points", "flagged"), [((3, 3), False), ((3, 4), True), ((6, 6), True)], ids=str)
def test_seven_points_or_more_of_minor_motoring_are_flagged(points, flagged):
    minor = _offence("no period")
    found = _overall(*((_convicted(points=one), minor) for one in points))
    assert (found.minor, found.points, found.flagged) == (2, sum(points), flagged)


def test_points_of_what_has_a_period_of_its_own_are_not_counted_as_minor():
    found = _overall((_convicted(points=9), _offence(7)))
    assert (found.minor, found.points, found.flagged) == (0, 0, False)


# --- beside the evidence of an application ------------------------------------------------------------------------


def _disagree(source, results, *, points=0):
    minor = _convicted(points=points)
    together = _overall((minor, _offence("no period")))
    return disagreements([(source, minor)], together, results)


def test_a_clear_dbs_check_beside_a_conviction_seen_on_a_certificate_is_said():
    (sentence,) = _disagree("dbs-certificate", {"enhanced-dbs": "clear"})
    assert "no information, but a conviction was seen on a DBS certificate" in sentence


@pytest.mark.rule("R62")
def test_points_below_the_flag_beside_recorded_points_that_reach_it_are_said():
    (sentence,) = _disagree("dvla-record", {"dvla-record": "below-flag"}, points=7)
    assert "7 points are recorded" in sentence


@pytest.mark.parametrize(
    ("source", "results"),
    [
        ("dbs-certificate", {"enhanced-dbs": "disclosed-considered"}),
        ("court", {"enhanced-dbs": "clear"}),
        ("dvla-record", {"dvla-record": "below-flag"}),
        ("dbs-certificate", {}),
    ],
    ids=["told", "seen elsewhere", "few points", "nothing recorded yet"],
)
def test_where_both_say_the_same_nothing_is_said(source, results):
    assert _disagree(source, results, points=3) == []
