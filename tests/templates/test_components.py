"""The small pieces pages are put together from."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.support.source import ROOT

TODAY = date(2026, 6, 5)


def _component(page, name, call, **context):
    return page(
        f'{{% from "components/{name}.html" import {call.split("(")[0]} %}}{{{{ {call} }}}}', **context
    )


@pytest.mark.parametrize(
    ("call", "words", "colour"),
    [
        ('state_tag("ready_for_decision")', "Ready for decision", "govuk-tag--turquoise"),
        ('state_tag("granted")', "Granted", "govuk-tag--green"),
        ('state_tag("never heard of")', "Never heard of", ""),
        ('state_tag("due", colour="teal", text="Said so")', "Said so", "govuk-tag--teal"),
        ("unverified_tag()", "Unverified law", "govuk-tag--yellow"),
    ],
)
def test_a_state_is_a_word_and_only_then_a_colour(page, call, words, colour):
    tag = _component(page, "tag", call).strong
    assert tag.get_text(strip=True) == words
    assert colour in " ".join(tag["class"])


def test_every_colour_of_a_tag_exists_in_the_style_sheet(page):
    source = (ROOT / "templates/components/tag.html").read_text()
    style = (ROOT / "static/govuk/govuk-frontend.min.css").read_text()
    colours = set(re.findall(r'": "([a-z]+)"', source))
    assert len(colours) > 5
    assert {colour for colour in colours if f".govuk-tag--{colour}" not in style} == set()


def test_a_fact_that_is_not_held_says_so_and_zero_is_a_fact(page):
    rows = [
        {"key": "Email", "value": None},
        {"key": "Telephone", "value": ""},
        {"key": "Points", "value": 0},
        {"key": "Address", "lines": ["1 <b>Street", "Leeds"], "href": "/change"},
    ]
    html = _component(page, "summary", "summary_list(rows)", rows=rows)
    values = [dd.get_text(" ", strip=True) for dd in html.select(".govuk-summary-list__value")]
    assert values == ["Not given", "Not given", "0", "1 <b>Street Leeds"]
    assert html.a.get_text(" ", strip=True) == "Change address"


def test_a_timeline_tells_moments_and_days(page):
    events = [
        {
            "when": datetime(2026, 6, 5, 14, 4, tzinfo=UTC),
            "what": "Searched",
            "by": "A Officer",
            "detail": "Why",
        },
        {"when": TODAY, "what": "Received", "href": "/a"},
    ]
    first, second = _component(page, "timeline", "timeline(events)", events=events).select("li")
    assert first.get_text(" ", strip=True) == "Searched 5 June 2026 at 3:04pm, A Officer Why"
    assert second.get_text(" ", strip=True) == "Received 5 June 2026"
    assert second.a["href"] == "/a"


@pytest.mark.parametrize(
    ("done", "total", "words"),
    [(5, 8, "5 of 8 (62%)"), (999, 1000, "999 of 1,000 (99%)"), (8, 8, "8 of 8 (100%)"), (0, 0, "0 of 0")],
)
def test_progress_is_words_first_and_only_all_of_it_is_a_hundred(page, done, total, words):
    html = _component(page, "progress", f'progress({done}, {total}, "Checks")')
    assert html.p.get_text(" ", strip=True) == f"Checks: {words}"
    assert bool(html.progress) == bool(total)


@pytest.mark.parametrize(
    ("due", "discharged", "words"),
    [
        (date(2026, 6, 3), None, "2 days overdue by 3 June 2026"),
        (TODAY, None, "Due today by 5 June 2026"),
        (date(2026, 6, 9), None, "Due in 4 days by 9 June 2026"),
        (date(2026, 6, 3), date(2026, 6, 2), "Discharged on 2 June 2026"),
    ],
)
def test_a_duty_says_how_it_stands_today(page, due, discharged, words):
    html = _component(
        page,
        "duty",
        'duty_line("Record it", due, today, href="/d", about="Imran", rule="R04", discharged_on=on)',
        due=due,
        today=TODAY,
        on=discharged,
    )
    assert html.select_one(".app-duty__when").get_text(" ", strip=True) == words
    assert html.select_one(".app-duty__what").get_text(" ", strip=True) == "Record it Imran, rule R04"


def test_two_records_side_by_side_stay_a_table_on_a_phone(page):
    rows = [{"label": "Surname", "left": "Example", "right": None, "outcome": "not comparable"}]
    html = _component(page, "comparison", 'comparison("Applicant", "Entry", rows, "The hit")', rows=rows)
    assert html.caption.get_text(strip=True) == "The hit"
    cells = [cell.get_text(strip=True) for cell in html.select("tbody th, tbody td")]
    assert cells == ["Surname", "Example", "Not held", "Not comparable"]
    assert not html.select("tr:not([role]), th:not([role]), td:not([role]), table:not([role])")


def test_an_empty_list_says_so_and_may_lead_on(page):
    html = _component(page, "empty", 'empty("No duties are overdue.", "/all", "See all")')
    assert html.p.get_text(" ", strip=True) == "No duties are overdue. See all"
    assert not _component(page, "empty", 'empty("Nothing.")').select("a")
