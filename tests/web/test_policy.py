"""The policy on a page: what is asked, with the source of each, and what was not verified marked as such."""

from datetime import date

import pytest

from licensing import clock
from licensing.authorities.permissions import Role
from licensing.policy.queries import policy_in_force
from licensing.web.filters import day
from tests.factories import people
from tests.factories.cases import Desk
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


@pytest.mark.parametrize("kind", ["hackney-carriage", "private-hire-vehicle", "operator"])
def test_what_is_asked_before_another_kind_of_licence_may_be_chosen(desk, officer, kind):
    page = officer.get_page(f"/policy?licence={kind}")
    rows = [_words(row) for row in page.select("main tr")]
    for one in policy_in_force(LEEDS, clock.today()).requirements("new", kind):
        assert [row for row in rows if row.startswith(one.title)], one.title
    assert not [row for row in rows if row.startswith("Medical fitness")]


def test_a_kind_of_licence_that_there_is_not_shows_what_a_driver_is_asked(desk, officer):
    assert "Medical fitness" in officer.get_page("/policy?licence=minibus").text


@pytest.mark.rule("R61")
def test_the_periods_after_a_conviction_stand_there_as_guidance_with_their_grade(desk, officer):
    page = officer.get_page("/policy")
    rows = [_words(row) for row in page.select("main tr")]
    for one in policy_in_force(LEEDS, clock.today()).offences:
        (row,) = [row for row in rows if row.startswith(one.title)]
        assert one.period_words in row
        assert f"Grade {one.grade}:" in row
    assert "nothing is refused by it" in page.text


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_officer_may_read_it(desk, client, role):
    client.sign_in(desk.somebody(role))
    client.get_page("/policy")


# --- the authorities side by side --------------------------------------------------------------------------------


def _cells(page, title):
    (row,) = [row for row in page.select("main tbody tr") if _words(row.th).startswith(title)]
    return {cell["data-label"]: _words(cell) for cell in row.select("td")}


def test_the_six_stand_side_by_side_with_their_differences_in_words(desk, officer):
    page = officer.get_page("/policy/side-by-side?on=2026-11-21")
    cells = _cells(page, "How long safeguarding training is in date")
    assert list(cells) == [
        "Common policy",
        "Bradford",
        "Calderdale",
        "Kirklees",
        "Leeds",
        "Wakefield",
        "York",
    ]
    assert cells["Leeds"] == "36 months"
    assert cells["Calderdale"].startswith("Differs: 24 months Example: after local cases")
    assert "4 differences from the common policy" in page.text


def test_only_what_differs_may_be_shown(desk, officer):
    everything = officer.get_page("/policy/side-by-side?on=2026-11-21")
    page = officer.get_page("/policy/side-by-side?on=2026-11-21&show=differences")
    assert len(everything.select("main tbody tr")) > 40
    assert len(page.select("main tbody tr")) == 4
    assert all(row.select(".app-side-by-side__differs") for row in page.select("main tbody tr"))


def test_before_anybody_differed_the_page_says_that_nobody_does(desk, officer):
    page = officer.get_page("/policy/side-by-side?on=2026-04-01&show=differences")
    assert "Nobody differs from the common policy on this day." in page.text


def test_a_day_written_in_an_address_is_shown_in_the_boxes(desk, officer):
    page = officer.get_page("/policy/side-by-side?on=2026-04-02")
    assert [page.select_one(f"[name=on-{part}]")["value"] for part in ("day", "month", "year")] == [
        "2",
        "4",
        "2026",
    ]
    assert officer.get_page("/policy/side-by-side?on=soon").errors == ["Enter a real date for the day"]


def test_a_council_in_no_partnership_has_a_policy_or_is_told_that_it_has_none(app, new_client):
    browser = new_client()
    browser.sign_in(Desk(app, authority="Barnsley").officer)
    page = browser.get_page("/policy/side-by-side", status=503)
    assert "No common licensing policy is in force" in page.text


# --- what changes ------------------------------------------------------------------------------------------------


def test_a_coming_change_says_what_was_what_will_be_and_how_many_licences_it_touches(desk, officer):
    desk.done(lambda by, _decider: people.licence(by=by))
    page = officer.get_page("/policy/changes")
    assert "From 1 April 2027" in page.text
    rows = next(one for one in page.select("h3") if "Dishonesty" in one.get_text()).find_next("dl")
    told = dict(
        zip(
            [_words(one) for one in rows.select("dt")],
            [_words(one) for one in rows.select("dd")],
            strict=True,
        )
    )
    assert (told["Until then"], told["From then"]) == ("7 years", "10 years")
    assert told["Licences it touches"].startswith("1 licence, at the next renewal")


def test_a_council_without_a_coming_change_is_told_so(app, new_client):
    browser = new_client()
    browser.sign_in(Desk(app, authority="York").officer)
    assert "Nothing: no coming change is in the files." in browser.get_page("/policy/changes").text


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_officer_may_compare(desk, client, role):
    client.sign_in(desk.somebody(role))
    client.get_page("/policy/side-by-side")
    client.get_page("/policy/changes")
