"""Signing in and out: one message for every failure, a fresh session, and no way round the throttle."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities import throttle
from licensing.authorities.officer_models import Officer, SignInAttempt
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.sealing import fingerprint
from licensing.web.sign_in import ONE_MESSAGE
from tests.factories.officers import PASSWORD, officer

EMAIL = "sam@leeds.test"


@pytest.fixture
def sam(app):
    """An officer of Leeds, by id."""
    with app.app_context(), transaction():
        return officer("Leeds", (Role.LICENSING_OFFICER,), email=EMAIL).id


def _sign_in(client, email=EMAIL, password=PASSWORD, status=200):
    page = client.get_page("/sign-in")
    return client.submit(page, {"email": email, "password": password}, status=status)


def test_the_right_password_opens_the_work_list(client, sam):
    assert _sign_in(client).heading.endswith("Work list")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        pytest.param(EMAIL, "not the password", id="wrong password"),
        pytest.param("nobody@leeds.test", PASSWORD, id="no such account"),
        pytest.param("closed@leeds.test", PASSWORD, id="closed account"),
    ],
)
def test_every_failure_says_the_same(client, app, sam, email, password):
    with app.app_context(), transaction():
        officer("Leeds", (Role.AUDITOR,), email="closed@leeds.test", active=False)
    page = _sign_in(client, email, password, status=400)
    assert page.errors == [ONE_MESSAGE]


def test_an_account_is_throttled_however_its_address_is_written_and_wherever_one_sits(
    client, new_client, sam
):
    for spelling in (EMAIL, EMAIL.upper(), f"  {EMAIL}", EMAIL, EMAIL):
        _sign_in(client, spelling, "wrong wrong wrong", status=400)
    _sign_in(new_client(), status=400)


def test_a_quarter_of_an_hour_later_the_right_password_works_again(client, app, sam):
    for _ in range(7):
        _sign_in(client, password="wrong wrong wrong", status=400)
    with app.app_context(), transaction():
        db.session.execute(update(SignInAttempt).values(at=clock.now() - timedelta(minutes=16)))
    assert _sign_in(client).heading.endswith("Work list")


def test_what_is_refused_unheard_does_not_prolong_the_wait(client, app, sam):
    for _ in range(9):
        _sign_in(client, password="wrong wrong wrong", status=400)
    with app.app_context():
        assert len(db.session.scalars(select(SignInAttempt)).all()) == throttle.FAILURES_PER_ACCOUNT


def test_neither_password_nor_address_is_kept_of_a_failed_attempt(client, app, sam):
    _sign_in(client, password="my secret slip", status=400)
    with app.app_context():
        (attempt,) = db.session.scalars(select(SignInAttempt))
        assert EMAIL not in attempt.account
        entries = db.session.scalars(select(AuditEntry))
        assert all("secret slip" not in entry.facts + entry.reason for entry in entries)


def test_a_session_begun_before_signing_in_is_not_carried_over(client, sam):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    _sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_ends_the_session_everywhere(client, new_client, sam):
    elsewhere = new_client()
    _sign_in(client)
    _sign_in(elsewhere)
    assert client.post("/sign-out", data={"csrf_token": client.csrf_token()}).status_code == 302
    assert elsewhere.get("/").headers["Location"].startswith("/sign-in")


def test_signing_out_needs_the_token_of_our_own_page(client, sam):
    _sign_in(client)
    assert client.post("/sign-out").status_code == 400
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/\t/evil.example"],
)
def test_nobody_is_sent_to_another_site_after_signing_in(client, sam, elsewhere):
    page = client.get_page("/sign-in")
    token = page.select_one("input[name=csrf_token]")["value"]
    sent = {"email": EMAIL, "password": PASSWORD, "next": elsewhere, "csrf_token": token}
    assert client.post("/sign-in", data=sent).headers["Location"] == "/"


def test_one_is_led_back_to_the_page_one_asked_for(client, sam):
    page = client.get_page("/policy")
    assert client.submit(page, {"email": EMAIL, "password": PASSWORD}).url == "/policy"


def test_a_password_is_changed_by_who_knows_it_and_ends_every_session(client, new_client, sam):
    elsewhere = new_client()
    _sign_in(client)
    _sign_in(elsewhere)
    page = client.get_page("/password")
    page = client.submit(page, {"old": "not mine", "new": "short"}, status=400)
    assert page.errors == ["This is not your password", "Use at least 12 characters"]
    client.submit(page, {"old": PASSWORD, "new": "another long password"})
    assert elsewhere.get("/").status_code == 302
    assert _sign_in(client, password="another long password").heading.endswith("Work list")


def test_a_demonstration_password_works_on_loopback_only(make_app, sam):
    app = make_app(host="0.0.0.0")  # noqa: S104 (nothing listens: the setting is what is asked)
    with app.app_context(), transaction():
        db.session.execute(update(Officer).where(Officer.id == sam).values(demo=True))
    client = app.test_client()
    _sign_in(client, status=400)


@pytest.mark.parametrize(
    "elsewhere", [{"X-Forwarded-For": "192.0.2.1"}, {"Host": "register.example"}], ids=["a proxy", "a name"]
)
def test_a_demonstration_password_works_through_no_proxy_and_under_no_public_name(app, sam, elsewhere):
    """A proxy on the same machine reaches a server that listens on loopback only."""
    with app.app_context(), transaction():
        db.session.execute(update(Officer).where(Officer.id == sam).values(demo=True))
    client = app.test_client()
    page = client.get("/sign-in", headers=elsewhere)
    token = BeautifulSoup(page.text, "html.parser").select_one("input[name=csrf_token]")["value"]
    sent = {"email": EMAIL, "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=sent, headers=elsewhere).status_code == 400
    assert _sign_in(app.test_client()).heading.endswith("Work list")


def test_signing_in_needs_the_token_of_our_own_page(client, sam):
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 400
    assert client.get("/").status_code == 302


def test_a_cookie_from_before_signing_in_and_one_from_before_signing_out_open_nothing(
    client, new_client, sam
):
    def cookie():
        return client.get_cookie("register").value

    def opens(value):
        thief = new_client()
        thief.set_cookie("register", value)
        return thief.get("/").status_code == 200

    client.get_page("/sign-in")
    before = cookie()
    _sign_in(client)
    within = cookie()
    assert within != before
    assert (opens(before), opens(within)) == (False, True)
    client.post("/sign-out", data={"csrf_token": client.csrf_token()})
    assert not opens(within)


def test_an_origin_is_throttled_whichever_account_it_tries(client, app, sam):
    with app.app_context(), transaction():
        origin = fingerprint("origin", "127.0.0.1")
        db.session.add_all(
            SignInAttempt(account=f"{number:064}", origin=origin, at=clock.now())
            for number in range(throttle.FAILURES_PER_ORIGIN)
        )
    page = _sign_in(client, status=400)
    assert page.errors == [ONE_MESSAGE]


def test_what_was_typed_is_kept_and_the_password_is_not(client, sam):
    page = _sign_in(client, password="not the password", status=400)
    assert page.select_one("#email")["value"] == EMAIL
    assert not page.select_one("#password").get("value")
    page = client.submit(client.get_page("/sign-in"), {"email": EMAIL}, status=400)
    assert page.errors == ["Enter your password"]


def test_who_is_signed_in_is_not_asked_again(client, sam):
    _sign_in(client)
    assert client.get("/sign-in").headers["Location"] == "/"
