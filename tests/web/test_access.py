"""Who may see a page: sessions that end, and requests that do not come from this machine."""

from datetime import timedelta

import pytest

from licensing import clock
from licensing.authorities.officers import change_officer
from licensing.authorities.permissions import Role
from licensing.db import transaction
from licensing.settings import load
from tests.factories.officers import officer


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
