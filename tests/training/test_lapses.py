"""Whose safeguarding training lapses while they hold a licence."""

from datetime import date, timedelta

import pytest

from licensing.db import transaction
from licensing.training import actions
from licensing.training.lapses import lapse_counts, lapsing
from tests.factories import training as make
from tests.factories.training import KIRKLEES, TODAY

pytestmark = [pytest.mark.usefixtures("app_context"), pytest.mark.rule("R59")]


def _holder(version, by, last_good_day, first="Imran", **licence):
    """A licence holder whose training counts up to a day."""
    person = make.person(first)
    make.licence(person, **licence)
    if last_good_day is not None:
        passed = last_good_day + timedelta(days=1)
        make.completion(person, version, by, completed_on=passed.replace(year=passed.year - 3))
    return person


def _names(authority_id, days, months=36):
    return [one.name for one in lapsing(authority_id, TODAY, days, months)]


@pytest.fixture
def leeds():
    """Leeds, with a holder of each kind: lapsed, in 30, 60, 90 and 91 days, today, and never trained."""
    with transaction():
        by = make.officer()
        version = make.course(by)
        for days in (-1, 0, 30, 60, 90, 91):
            _holder(version, by, TODAY + timedelta(days=days), f"Day{days}")
        _holder(version, by, None, "Never")
        return by.authority_id


@pytest.mark.parametrize(
    ("days", "more"),
    [
        (0, ["Day0"]),
        (29, ["Day0"]),
        (30, ["Day0", "Day30"]),
        (60, ["Day0", "Day30", "Day60"]),
        (90, ["Day0", "Day30", "Day60", "Day90"]),
    ],
)
def test_those_who_lapse_within_some_days_are_listed_after_those_who_have(leeds, days, more):
    assert _names(leeds, days) == [f"{first} Example" for first in ["Never", "Day-1", *more]]


def test_numbers_and_shares_of_licence_holders(leeds):
    counts = lapse_counts(leeds, TODAY, 36)
    assert (counts.holders, counts.never, counts.lapsed) == (7, 1, 1)
    assert counts.within == {30: 2, 60: 3, 90: 4}
    assert counts.share(counts.within[30]) == "28.6%"


def test_an_authority_without_licence_holders_has_no_share_to_divide_by():
    with transaction():
        counts = lapse_counts(make.authority().id, TODAY, 36)
    assert counts.share(counts.lapsed) == "0.0%"


@pytest.mark.parametrize(
    "licence",
    [
        {"starts_on": date(2026, 6, 11)},
        {"ends_on": date(2026, 6, 9)},
        {"state": "revoked"},
        {"state": "suspended"},
        {"state": "surrendered"},
    ],
    ids=["not yet started", "expired", "revoked", "suspended", "surrendered"],
)
def test_only_holders_of_a_licence_in_force_are_listed(licence):
    with transaction():
        by = make.officer()
        _holder(make.course(by), by, TODAY - timedelta(days=1), **licence)
        assert _names(by.authority_id, 90) == []


def test_an_exemption_that_covers_the_day_is_no_lapse():
    with transaction():
        by = make.officer()
        person = _holder(make.course(by), by, TODAY - timedelta(days=1))
        actions.exempt(
            person.id,
            "safeguarding",
            from_on=TODAY,
            until_on=TODAY + timedelta(days=60),
            reason="R",
            by=by,
            on=TODAY,
        )
        assert _names(by.authority_id, 30) == []
        assert _names(by.authority_id, 60) == ["Imran Example"]


def test_a_failed_assessment_does_not_put_off_a_lapse():
    with transaction():
        by = make.officer()
        version = make.course(by)
        person = _holder(version, by, TODAY - timedelta(days=1))
        make.completion(person, version, by, completed_on=TODAY, score=10)
        (found,) = lapsing(by.authority_id, TODAY, 0, 36)
    assert (found.lapsed_on, found.good_until) == (TODAY, TODAY - timedelta(days=1))


def test_a_holder_of_two_licences_is_listed_once():
    with transaction():
        by = make.officer()
        person = _holder(make.course(by), by, TODAY)
        make.licence(person, ends_on=date(2028, 1, 1), number="L-LONGEST")
        assert [one.licence_number for one in lapsing(by.authority_id, TODAY, 30, 36)] == ["L-LONGEST"]


def test_another_authoritys_holders_are_not_listed(leeds):
    with transaction():
        assert _names(make.authority(KIRKLEES).id, 90) == []
