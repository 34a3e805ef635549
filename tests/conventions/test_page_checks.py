"""The checks that every page passes through in tests do find what they look for."""

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, TestResponse

from tests.support.pages import Page, faults_of

GOOD = """<!doctype html><html lang="en"><head><title>People</title></head><body><main>
<h1>People</h1><form method="post"><input type="hidden" name="csrf_token" value="t">
<label for="surname">Surname</label><input id="surname" name="surname"></form></main></body></html>"""


def _page(html):
    request = EnvironBuilder(path="/people", query_string="all=yes").get_request()
    return Page(TestResponse([html.encode()], "200 OK", Headers({"Content-Type": "text/html"}), request))


def test_a_good_page_has_no_fault():
    page = _page(GOOD)
    assert faults_of(page) == []
    assert (page.url, page.status, page.heading) == ("/people?all=yes", 200, "People")


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        pytest.param(' lang="en"', "", "no language", id="language"),
        pytest.param("<title>People</title>", "", "no title", id="title"),
        pytest.param("<h1>People</h1>", "", "0 h1 headings", id="no heading"),
        pytest.param("<h1>People</h1>", "<h1>A</h1><h1>B</h1>", "2 h1 headings", id="two headings"),
        pytest.param("<main>", '<main id="surname">', "id 'surname' twice", id="an id twice"),
        pytest.param('for="surname"', 'for="name"', "label for 'name' leads nowhere", id="label"),
        pytest.param(
            "<h1>",
            '<div class="govuk-error-summary"><a href="#day">x</a></div><h1>',
            "error link #day leads nowhere",
            id="error link",
        ),
        pytest.param(
            "<main>",
            '<main aria-describedby="hint">',
            "aria-describedby names 'hint', which is not there",
            id="description",
        ),
        pytest.param(
            'name="csrf_token"',
            'name="other"',
            "a form posts without a CSRF token to /people?all=yes",
            id="token",
        ),
    ],
)
def test_a_fault_in_the_make_of_a_page_is_found(good, bad, fault):
    assert good in GOOD
    assert faults_of(_page(GOOD.replace(good, bad, 1))) == [fault]
