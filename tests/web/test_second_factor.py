"""An officer's own second factor: each change asks for the password and the code."""

import pytest

from licensing import clock
from licensing.authorities import second_factor, throttle
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from tests.factories.officers import PASSWORD, officer
from tests.factories.second_factors import code, has_second_factor


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """The middle of a half minute, so that no code changes while a test runs."""
    now = clock.now().replace(second=15)
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


def signed_in(app, client, role, *, has_one):
    with app.app_context(), transaction():
        who = officer("Leeds", (role,))
        codes = has_second_factor(who) if has_one else []
        number = who.id
    client.sign_in(number)
    return number, codes


def letters(page):
    return page.select_one("main strong").text.replace(" ", "")


def is_set(app, number):
    with app.app_context():
        return second_factor.is_set(db.session.get_one(Officer, number))


def test_the_password_page_leads_to_it(app, client):
    signed_in(app, client, Role.LICENSING_OFFICER, has_one=False)
    page = client.get_page("/password")
    page = client.get_page(page.links["Your second factor"])
    assert page.rows == {"Second factor": "None", "Recovery codes left": "None"}


def test_anybody_may_set_one_up_with_their_password(app, client, new_client):
    number, _ = signed_in(app, client, Role.LICENSING_OFFICER, has_one=False)
    elsewhere = new_client()
    elsewhere.sign_in(number)
    page = client.get_page("/second-factor/set-up")
    page = client.submit(page, {"new_code": code(letters(page)), "password": "not mine"}, status=400)
    assert page.errors == ["This is not your password"]
    assert not is_set(app, number)
    page = client.submit(page, {"new_code": code(letters(page)), "password": PASSWORD})
    assert page.heading == "Keep your recovery codes"
    assert client.get_page("/second-factor").rows["Recovery codes left"] == "10"
    assert elsewhere.get("/").status_code == 302


def test_moving_it_asks_for_the_password_and_the_code_of_the_old_device(app, client):
    number, codes = signed_in(app, client, Role.AUDITOR, has_one=True)
    page = client.get_page("/second-factor/set-up")
    new = letters(page)
    given = {"new_code": code(new), "password": PASSWORD, "code": "000000"}
    page = client.submit(page, given, status=400)
    assert page.errors == ["This code is not right, was used before, or too many were tried"]
    page = client.submit(page, {**given, "code": code()})
    assert page.heading == "Keep your recovery codes"
    with app.app_context(), transaction():
        who = db.session.get_one(Officer, number)
        assert not second_factor.is_proved(who, code(steps=1), "192.0.2.1")
        assert not second_factor.is_proved(who, codes[0], "192.0.2.1")
        assert second_factor.is_proved(who, code(new, steps=1), "192.0.2.1")


def test_a_mistyped_code_of_the_new_device_uses_up_no_recovery_code(app, client):
    _, codes = signed_in(app, client, Role.AUDITOR, has_one=True)
    page = client.get_page("/second-factor/set-up")
    given = {"new_code": "000000", "password": PASSWORD, "code": codes[0]}
    page = client.submit(page, given, status=400)
    assert page.errors[0].startswith("This is not the code that the app shows now")
    assert client.get_page("/second-factor").rows["Recovery codes left"] == "10"
    page = client.submit(page, {**given, "new_code": code(letters(page))})
    assert page.heading == "Keep your recovery codes"


def test_new_recovery_codes_ask_for_both_and_end_the_old(app, client):
    _, codes = signed_in(app, client, Role.AUDITOR, has_one=True)
    page = client.get_page("/second-factor/recovery-codes")
    page = client.submit(page, {"password": PASSWORD}, status=400)
    assert page.errors == ["Enter the code"]
    page = client.submit(page, {"password": PASSWORD, "code": codes[0]})
    shown = [item.text for item in page.select(".app-recovery-codes li")]
    assert len(shown) == second_factor.CODES
    assert not set(shown) & set(codes)
    assert client.get_page("/second-factor").rows["Recovery codes left"] == "10"


def test_who_need_not_have_one_may_remove_it(app, client):
    number, _ = signed_in(app, client, Role.LICENSING_OFFICER, has_one=True)
    page = client.get_page(client.get_page("/second-factor").links["Remove it"])
    page = client.submit(page, {"password": PASSWORD, "code": code()})
    assert page.heading == "Sign in"
    assert not is_set(app, number)


def test_who_needs_one_is_offered_no_way_to_remove_it(app, client):
    number, _ = signed_in(app, client, Role.AUDITOR, has_one=True)
    assert "Remove it" not in client.get_page("/second-factor").links
    page = client.get_page("/second-factor/remove")
    client.submit(page, {"password": PASSWORD, "code": code()}, status=403)
    assert is_set(app, number)


@pytest.mark.parametrize("path", ["/second-factor/recovery-codes", "/second-factor/remove"])
def test_where_there_is_none_there_is_nothing_to_renew_or_remove(app, client, path):
    signed_in(app, client, Role.LICENSING_OFFICER, has_one=False)
    page = client.get_page(path)
    client.submit(page, {"password": PASSWORD, "code": "000000"}, status=409)


def test_a_session_left_open_lets_nobody_guess_the_password(app, client):
    signed_in(app, client, Role.LICENSING_OFFICER, has_one=False)
    page = client.get_page("/second-factor/set-up")
    for _ in range(throttle.FAILURES_PER_ACCOUNT):
        client.submit(page, {"new_code": code(letters(page)), "password": "not mine"}, status=400)
    page = client.submit(page, {"new_code": code(letters(page)), "password": PASSWORD}, status=400)
    assert "Wait 15 minutes" in page.errors[0]
