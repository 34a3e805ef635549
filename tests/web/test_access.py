"""Who may see a page: sessions that end, and requests that do not come from this machine."""

from datetime import timedelta

import pytest
from flask import request

from licensing import clock
from licensing.authorities.officers import change_officer
from licensing.authorities.permissions import Role
from licensing.db import transaction
from licensing.settings import load
from tests.factories.officers import PASSWORD, officer


@pytest.fixture
def sam(app):
    """A licensing officer of Leeds, by id."""
    with app.app_context(), transaction():
        return officer("Leeds", (Role.LICENSING_OFFICER,)).id


def _later(monkeypatch, **by):
    now = clock.now() + timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: now)


def test_a_session_ends_after_half_an_hour_without_a_request(client, sam, monkeypatch):
    client.sign_in(sam)
    _later(monkeypatch, minutes=29)
    client.get_page("/")
    _later(monkeypatch, minutes=31)
    assert client.get("/").headers["Location"] == "/sign-in?next=/"


def test_a_session_ends_after_ten_hours_however_busy_it_was(client, sam, monkeypatch):
    client.sign_in(sam)
    for _ in range(24):
        _later(monkeypatch, minutes=25)
        last = client.get("/").status_code
    assert last == 302


def test_changing_an_officers_roles_ends_their_session(client, app, sam):
    client.sign_in(sam)
    client.get_page("/")
    with app.app_context(), transaction():
        boss = officer("Leeds", (Role.ADMINISTRATOR,))
        change_officer(sam, authority_id=boss.authority_id, roles=[Role.AUDITOR], active=True, by=boss.actor)
    assert client.get("/").headers["Location"].startswith("/sign-in")


def test_a_closed_account_is_signed_out_at_once(client, app, sam):
    client.sign_in(sam)
    with app.app_context(), transaction():
        boss = officer("Leeds", (Role.ADMINISTRATOR,))
        change_officer(
            sam, authority_id=boss.authority_id, roles=[Role.LICENSING_OFFICER], active=False, by=boss.actor
        )
    assert client.get("/").status_code == 302


def test_what_a_role_does_not_allow_is_refused_in_words(client, sam):
    client.sign_in(sam)
    page = client.get_page("/audit", status=403)
    assert "read the audit log" in page.text


@pytest.mark.parametrize(
    "path", ["/applications?state=%00", "/applications/1/national-register/receipts/%00"]
)
def test_a_character_that_nobody_types_is_not_found(client, sam, path):
    client.sign_in(sam)
    client.get_page(path, status=404)


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param({"environ_base": {"REMOTE_ADDR": "10.1.2.3"}}, id="another machine"),
        pytest.param({"headers": {"X-Forwarded-For": "10.1.2.3"}}, id="through a proxy"),
        pytest.param({"headers": {"Host": "register.example"}}, id="under another name"),
    ],
)
def test_a_register_on_development_keys_answers_to_its_own_machine_only(tmp_path, elsewhere):
    from licensing.app import create_app

    app = create_app(load({"INSTANCE": str(tmp_path)}))
    assert app.test_client().get("/sign-in", **elsewhere).status_code == 503
    assert app.test_client().get("/sign-in").status_code == 200


def test_the_time_limits_are_settings(make_app, sam, monkeypatch):
    app = make_app(session_idle_minutes=90, session_hours=2)
    client = app.test_client()
    client.sign_in(sam)
    _later(monkeypatch, minutes=85)
    client.get_page("/")
    _later(monkeypatch, minutes=34)
    client.get_page("/")
    _later(monkeypatch, minutes=2)
    page = client.get_page("/")
    assert page.heading == "Sign in"
    assert "time limit was reached" in page.text


def test_a_form_sent_after_the_time_limit_saves_nothing_and_asks_to_sign_in(client, sam, monkeypatch):
    client.sign_in(sam)
    page = client.get_page("/password")
    _later(monkeypatch, minutes=31)
    page = client.submit(page, {"old": PASSWORD, "new": "another long password"})
    assert page.heading == "Sign in"
    assert page.url == "/sign-in?next="


def test_a_session_that_does_not_say_when_it_began_is_no_session(client, sam):
    client.sign_in(sam)
    with client.session_transaction() as session:
        del session["began"]
    assert client.get("/").headers["Location"].startswith("/sign-in")


def test_looking_at_an_open_page_does_not_keep_a_session_alive(client, sam, monkeypatch):
    client.sign_in(sam)
    answers = []
    for _ in range(2):
        _later(monkeypatch, minutes=16)
        answers.append(client.get("/privacy").status_code)
    assert answers == [200, 302]


@pytest.mark.parametrize("session_id", ["", "1", "x.y", ".", "999999.1", "²²²²²²²²²²²"])
def test_a_session_of_nobody_opens_nothing(client, sam, session_id):
    client.sign_in(sam)
    with client.session_transaction() as session:
        session["_user_id"] = session_id
    assert client.get("/").headers["Location"].startswith("/sign-in")


def test_a_view_that_does_not_say_who_may_see_it_is_refused_to_everybody(app, client, sam):
    app.add_url_rule("/silent", view_func=lambda: "seen", endpoint="silent")
    client.sign_in(sam)
    assert "seen" not in client.get_page("/silent", status=403).text


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_register_on_development_keys_answers_its_own_machine_by_either_family(tmp_path, address):
    from licensing.app import create_app

    app = create_app(load({"INSTANCE": str(tmp_path)}))
    answer = app.test_client().get("/sign-in", environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 200


def test_behind_a_trusted_proxy_each_visitor_has_an_address_of_their_own(make_app):
    seen = []
    for hops in (0, 1):
        app = make_app(trusted_proxies=hops)

        def who():
            seen.append(request.remote_addr)
            return ""

        who.__needs__ = None
        app.add_url_rule("/who", view_func=who)
        app.test_client().get("/who", headers={"X-Forwarded-For": "198.51.100.9, 192.0.2.1"})
    assert seen == ["127.0.0.1", "192.0.2.1"]
