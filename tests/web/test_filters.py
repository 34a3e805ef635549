"""How pages write dates, times and numbers."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from licensing.web import filters

TODAY = date(2026, 6, 5)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 6, 5), "5 June 2026"),
        (date(2026, 12, 31), "31 December 2026"),
        (datetime(2026, 6, 5, 12, 0, tzinfo=UTC), "5 June 2026"),
        (None, ""),
    ],
)
def test_a_day_is_written_out(value, written):
    assert filters.day(value) == written


def test_a_moment_late_in_a_summer_evening_in_utc_is_the_next_day_in_london():
    late = datetime(2026, 6, 5, 23, 30, tzinfo=UTC)
    assert filters.day(late) == "6 June 2026"
    assert filters.moment(late) == "6 June 2026 at 12:30am"


def test_a_short_day_has_three_letters_of_its_month():
    assert filters.short_day(date(2026, 9, 5)) == "5 Sep 2026"
    assert filters.short_day(None) == ""


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 6, 5, 14, 4, tzinfo=UTC), "5 June 2026 at 3:04pm"),
        (datetime(2026, 1, 5, 15, 4, tzinfo=UTC), "5 January 2026 at 3:04pm"),
        (datetime(2026, 1, 5, 9, 30, tzinfo=UTC), "5 January 2026 at 9:30am"),
        (datetime(2026, 1, 5, 12, 0, tzinfo=UTC), "5 January 2026 at midday"),
        (datetime(2026, 1, 5, 0, 0, tzinfo=UTC), "5 January 2026 at midnight"),
        (datetime(2026, 1, 5, 12, 1, tzinfo=UTC), "5 January 2026 at 12:01pm"),
        (None, ""),
    ],
)
def test_a_moment_is_written_in_london_time(value, written):
    assert filters.moment(value) == written


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        filters.moment(datetime(2026, 6, 5, 14, 4))  # noqa: DTZ001 -- the fault itself


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 6, 5), "today"),
        (date(2026, 6, 6), "tomorrow"),
        (date(2026, 6, 8), "in 3 days"),
        (date(2026, 6, 4), "1 day overdue"),
        (date(2026, 6, 3), "2 days overdue"),
        (date(2022, 6, 3), "1,463 days overdue"),
    ],
)
def test_how_far_a_date_is_from_today(value, words):
    assert filters.days_from(value, TODAY) == words


def test_a_day_gone_by_need_not_be_overdue():
    assert filters.days_from(date(2026, 6, 3), TODAY, past="ago") == "2 days ago"


@pytest.mark.parametrize(
    ("count", "word", "both"),
    [
        (0, "duties", "0 duties"),
        (1, "duty", "1 duty"),
        (2, "duties", "2 duties"),
        (1204, "duties", "1,204 duties"),
    ],
)
def test_one_is_singular_and_everything_else_plural(count, word, both):
    assert filters.plural(count, "duty", "duties") == word
    assert filters.counted(count, "duty", "duties") == both


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (999, "999"), (1204, "1,204"), (1234567, "1,234,567")]
)
def test_a_number_has_commas_between_its_thousands(value, written):
    assert filters.number(value) == written


def test_another_page_of_a_list_keeps_every_filter():
    with Flask("site").test_request_context("/applications?q=O%27Brien+%26+Co&state=a&state=b&page=2"):
        assert filters.page_url(3) == "/applications?q=O%27Brien+%26+Co&state=a&state=b&page=3"


@pytest.mark.parametrize(
    ("used", "written"),
    [
        ("d | day", "5 June 2026"),
        ("d | short_day", "5 Jun 2026"),
        ("m | moment", "5 June 2026 at 3:04pm"),
        ("d | days_from(d)", "today"),
        ("2 | plural('duty', 'duties')", "duties"),
        ("2 | counted('duty', 'duties')", "2 duties"),
        ("1204 | number", "1,204"),
        ("page_url(2)", "/list?page=2"),
    ],
)
def test_templates_can_use_it(used, written):
    site = Flask("site")
    filters.init_app(site)
    with site.test_request_context("/list"):
        template = site.jinja_env.from_string("{{ " + used + " }}")
        assert template.render(d=TODAY, m=datetime(2026, 6, 5, 14, 4, tzinfo=UTC)) == written
