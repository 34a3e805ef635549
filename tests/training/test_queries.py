"""Reading training."""

from datetime import date

import pytest

from licensing.db import transaction
from licensing.training import actions, queries
from tests.factories import training as make
from tests.factories.training import KIRKLEES, TODAY

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.mark.rule("R60")
def test_a_person_stands_somehow_in_every_module_of_the_policy():
    with transaction():
        by, person = make.officer(), make.person()
        keys = list(queries.modules(by.authority_id, TODAY))
        make.completion(person, make.course(by), by)
        make.completion(person, make.course(by, "M2", module=keys[1]), by)
        found = queries.standings(person.id, keys, valid_months=36, on=TODAY)
    assert [one.module for one in found] == keys
    assert [one.in_date for one in found] == [True, True, *[False] * (len(keys) - 2)]


@pytest.mark.rule("R60")
def test_the_modules_are_the_policys_with_their_titles_and_safeguarding_first():
    titles = queries.modules(make.authority().id, TODAY)
    policy = queries.policy_of(make.authority().id, TODAY)
    assert next(iter(titles)) == "safeguarding"
    assert set(titles) == {"safeguarding", *policy.modules.value}
    assert all(titles.values())


@pytest.mark.rule("R59")
def test_a_record_says_that_its_period_is_unverified():
    with transaction():
        record = queries.record_of(make.person().id, on=TODAY)
    assert (record.valid_months, record.verified) == (36, False)
    assert (record.completions, record.exemptions) == ([], [])
    assert {one.words for one in record.standings} == {"Not passed"}


def test_a_record_holds_everything_the_newest_first():
    with transaction():
        by, person = make.officer(), make.person()
        version = make.course(by)
        for year in (2024, 2026, 2025):
            make.completion(person, version, by, completed_on=date(year, 1, 5))
        actions.exempt(person.id, "safeguarding", from_on=TODAY, until_on=TODAY, reason="R", by=by, on=TODAY)
        make.completion(make.person("Other"), version, by)
        record = queries.record_of(person.id, on=TODAY)
        assert [one.completion.completed_on.year for one in record.completions] == [2026, 2025, 2024]
        assert [one.reason for one in record.exemptions] == ["R"]


def test_lists_are_an_authoritys_own():
    with transaction():
        ours, theirs = make.officer(), make.officer(KIRKLEES)
        version = make.course(theirs)
        make.session(version, theirs)
        assert queries.courses(ours.authority_id) == []
        assert queries.versions_given(ours.authority_id) == []
        assert queries.sessions(ours.authority_id).total == 0
        assert queries.sessions(theirs.authority_id).total == 1


def test_sessions_come_a_page_at_a_time_the_latest_first():
    with transaction():
        by = make.officer()
        version = make.course(by)
        for day in range(1, 4):
            make.session(version, by, date(2026, 6, day))
        second = queries.sessions(by.authority_id, page=2, per_page=2)
        assert ([one.held_on.day for one, _ in second.rows], second.pages, second.total) == ([1], 2, 3)
