"""What every answer carries for the browser's own defences: pages, refusals, faults and files alike."""

import pytest

from licensing.authorities.permissions import Role
from licensing.db import transaction
from tests.factories.officers import officer


def fail():
    raise ZeroDivisionError


@pytest.fixture
def answers(app, client):
    """An answer of each kind, by name."""
    fail.__needs__ = None
    app.add_url_rule("/fail", view_func=fail)
    with app.app_context(), transaction():
        sam = officer("Leeds", (Role.AUDITOR,)).id
    found = {
        "a page for anybody": client.get("/sign-in"),
        "a way to sign in": client.get("/"),
        "nothing there": client.get("/no/such/page"),
        "the health check": client.get("/health"),
        "a file": client.get("/static/app.css", buffered=True),
        "a fault": client.get("/fail"),
    }
    client.sign_in(sam)
    return found | {"a page": client.get("/"), "a refusal": client.get("/people")}


def test_every_answer_carries_the_defences(answers):
    assert [answer.status_code for answer in answers.values()] == [200, 302, 404, 200, 200, 500, 200, 403]
    for what, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        directives = dict(part.split(" ", maxsplit=1) for part in policy.split("; "))
        assert directives["default-src"] == "'none'", what
        assert directives["frame-ancestors"] == "'none'", what
        assert directives["form-action"] == "'self'", what
        assert directives["base-uri"] == "'none'", what
        assert directives["style-src"] == "'self'", what
        assert "unsafe" not in policy, what
        assert "http" not in policy, what
        assert answer.headers["X-Content-Type-Options"] == "nosniff", what
        assert answer.headers["Referrer-Policy"] == "same-origin", what
        assert "Strict-Transport-Security" not in answer.headers, what


def test_a_page_stays_in_no_cache_and_a_file_may(answers):
    for what, answer in answers.items():
        assert (answer.headers.get("Cache-Control") == "no-store") is (what != "a file"), what


def test_the_session_cookie_is_not_for_scripts_nor_for_other_sites(client):
    client.get("/sign-in")
    cookie = client.get_cookie("register")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Lax", False)


def test_over_https_only_the_cookie_and_the_site_say_so(make_app):
    client = make_app(cookies_over_https_only=True).test_client()
    answer = client.get("/sign-in", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"
    cookie = client.get_cookie("register")
    assert cookie is not None
    assert cookie.secure
