"""The policy on a page: what is asked, with the source of each, and what was not verified marked as such."""

from datetime import date

import pytest

from licensing import clock
from licensing.authorities.permissions import Role
from licensing.policy.queries import policy_in_force
from licensing.web.filters import day
from tests.support.typing_in import dated

LEEDS = "E08000035"


def _words(tag):
    return " ".join(tag.get_text(" ").split())


def test_the_policy_of_today_is_shown_with_its_version(desk, officer):
    page = officer.get_page("/policy")
    assert page.rows["Version"] == policy_in_force(LEEDS, clock.today()).version
    assert f"as it stands on {day(clock.today())}" in _words(page.select_one("main"))


def test_every_requirement_of_a_new_driver_stands_there_with_its_source_and_its_grade(desk, officer):
    page = officer.get_page("/policy")
    rows = [_words(row) for row in page.select("main tr")]
    for one in policy_in_force(LEEDS, clock.today()).requirements("new", "private-hire"):
        found = [row for row in rows if row.startswith(one.title)]
        assert len(found) == 1, one.title
        assert f"{one.source} Grade {one.grade}:" in found[0]


def test_what_was_not_verified_is_counted_and_marked(desk, officer):
    page = officer.get_page("/policy")
    unverified = policy_in_force(LEEDS, clock.today()).unverified()
    assert f"{len(unverified)} points of the policy rest on a source that was not verified." in _words(
        page.select_one(".govuk-inset-text")
    )
    rows = [_words(row) for row in page.select("main tr") if "Grade NV" in row.get_text(" ")]
    assert rows
    assert all("nverified" in row for row in rows)


def test_a_day_before_the_councils_own_difference_shows_the_common_policy(desk, officer):
    page = officer.submit(officer.get_page("/policy"), dated("on", date(2026, 5, 31)))
    assert page.rows["Version"] == policy_in_force(LEEDS, date(2026, 5, 31)).version
    assert page.rows["Version"] != policy_in_force(LEEDS, clock.today()).version
    assert "as it stands on 31 May 2026" in _words(page.select_one("main"))


def test_a_difference_says_what_it_changes_and_why(desk, officer):
    (difference, *_) = policy_in_force(LEEDS, clock.today()).differences
    page = officer.get_page("/policy")
    assert page.rows["Here"] == difference.local_words
    assert page.rows["Why"] == difference.reason


def test_a_day_that_is_none_is_said_and_todays_policy_shown(desk, officer):
    page = officer.get_page("/policy?on-day=31&on-month=2&on-year=2026")
    assert page.errors == ["Enter a real date for the day"]
    assert f"as it stands on {day(clock.today())}" in _words(page.select_one("main"))


def test_a_day_on_which_no_policy_was_in_force_is_said_in_words(desk, officer):
    page = officer.get_page("/policy?on-day=1&on-month=1&on-year=2020", status=503)
    assert "No licensing policy is in force" in page.text


def test_what_no_policy_can_change_is_said(desk, officer):
    told = _words(officer.get_page("/policy").select_one("main"))
    for words in (
        "2022 Act s.3; rule R10",
        "1976 Act s.53(1); rule R33",
        "1976 Act ss.51(1)(a), 59(1)(a); rule R39",
    ):
        assert words in told


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_officer_may_read_it(desk, client, role):
    client.sign_in(desk.somebody(role))
    client.get_page("/policy")
