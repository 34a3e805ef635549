"""Every kind of page that an officer of the demonstration can reach by links reads well, whoever the officer is."""

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from licensing.authorities.officer_models import Officer
from licensing.db import db
from tests.support.pages import path_of

# The pages are the same on both engines; the journeys see to the databases.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

# Each with the number of kinds of page that must be reached at least, or a broken menu would make this easy.
OFFICERS = [
    pytest.param("officer", 25, id="licensing officer"),
    pytest.param("decider", 15, id="decision maker"),
    pytest.param("auditor", 6, id="auditor"),
    pytest.param("admin", 10, id="administrator"),
]


def _links(page):
    """Where this page leads: paths of this application."""
    links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return [
        path_of(link).partition("#")[0]
        for link in links
        if link.startswith(page.url[: page.url.index("/", 8)])
    ]


def _kind(app, path):
    """Which view answers here, or None for what is no page."""
    try:
        endpoint, _ = app.url_map.bind("").match(path.partition("?")[0], method="GET")
    except HTTPException:
        return None
    return None if endpoint == "static" else endpoint


def _is_a_page(live, page, path):
    """Whether an answer is a page: a file for saving is not opened in a browser."""
    answer = page.request.head(live.url(path))
    return answer.headers.get("content-type", "").startswith("text/html")


@pytest.mark.parametrize(("name", "at_least"), OFFICERS)
def test_every_kind_of_page_an_officer_reaches_reads_well(
    app, cli, live, browser_page, check_page, name, at_least
):
    cli("demo")
    with app.app_context():
        officer_id = db.session.scalars(
            select(Officer.id).where(Officer.email == f"{name}@leeds.example")
        ).one()
    live.sign_in(browser_page, officer_id)
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop(0)
        kind = _kind(app, path)
        if kind is None or kind in seen or not _is_a_page(live, browser_page, path):
            continue
        seen.add(kind)
        browser_page.goto(path)
        check_page(browser_page)
        waiting += _links(browser_page)
    assert len(seen) >= at_least, f"{name} reaches only {sorted(seen)}"
