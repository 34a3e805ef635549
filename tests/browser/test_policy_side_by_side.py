"""The policies of the authorities side by side, in a browser: on a desk, on a telephone, by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.factories.cases import Desk

# The pages are the same on both engines; the journeys see to the databases.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def page(app, live, browser_page):
    """The comparison, before an officer of Leeds."""
    live.sign_in(browser_page, Desk(app).officer)
    browser_page.goto("/policy/side-by-side?on=2026-11-21")
    return browser_page


def _training(page):
    return page.locator("tr", has_text="How long safeguarding training is in date")


def test_the_six_stand_beside_each_other_and_a_difference_is_said_in_words(page, check_page):
    check_page(page)
    cells = _training(page).locator("td")
    assert cells.count() == 7
    assert "Differs: 24 months" in _training(page).inner_text()


def test_a_telephone_names_under_each_thing_only_who_differs(page):
    page.set_viewport_size({"width": 375, "height": 900})
    shown = _training(page).inner_text()
    assert "Differs: 24 months" in shown
    assert _training(page).locator("td:visible").count() == 2
    assert page.get_by_text("On this narrow screen only the authorities that differ are named").is_visible()


def test_a_part_of_the_comparison_takes_the_focus_so_that_keys_can_scroll_it(page):
    region = page.get_by_role("region", name="Settings for drivers")
    region.focus()
    assert region.evaluate("region => region === document.activeElement")


def test_only_the_differences_and_what_is_coming_read_well_too(page, check_page):
    page.select_option("select[name=show]", "differences")
    page.get_by_role("button", name="Show").click()
    # The page asked for, and not the one that was left.
    expect(page.locator("tbody tr")).to_have_count(4)
    check_page(page)
    page.goto("/policy/changes")
    check_page(page)
    page.goto("/policy?licence=operator")
    check_page(page)
