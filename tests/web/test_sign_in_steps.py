"""After the password: until all that is asked was given, nothing but that page is reached."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities import second_factor
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.web import halfway
from tests.factories.officers import PASSWORD, officer
from tests.factories.second_factors import code, has_second_factor

EMAIL = "dev@leeds.test"


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """The middle of a half minute, so that no code changes while a test runs."""
    now = clock.now().replace(second=15)
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


@pytest.fixture
def dev(app):
    """A decision maker of Leeds without a second factor, by id."""
    with app.app_context(), transaction():
        return officer("Leeds", (Role.DECISION_MAKER,), email=EMAIL).id


@pytest.fixture
def codes(app, dev):
    """The recovery codes of that decision maker, who has a second factor."""
    with app.app_context(), transaction():
        return has_second_factor(db.session.get_one(Officer, dev))


def password_given(client, email=EMAIL, at="/sign-in"):
    return client.submit(client.get_page(at), {"email": email, "password": PASSWORD})


def letters(page):
    return page.select_one("main strong").text.replace(" ", "")


def events(app):
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_who_needs_a_second_factor_sets_it_up_before_anything_else(app, client, dev):
    page = password_given(client)
    assert page.heading == "Set up your second factor"
    assert page.select_one("svg.app-square-code")
    for path in ("/", "/people", "/password", "/second-factor", "/applications"):
        assert client.get(path).location.startswith("/sign-in?"), path
    assert "officer:signed-in" not in events(app)
    page = client.submit(page, {"new_code": code(letters(page))})
    assert page.heading == "Keep your recovery codes"
    assert len(page.select(".app-recovery-codes li")) == second_factor.CODES
    assert client.get_page("/").heading.endswith("Work list")
    assert events(app)[-3:] == [
        "officer:second-factor-set",
        "officer:recovery-codes-made",
        "officer:signed-in",
    ]


def test_a_wrong_code_sets_nothing_up_and_the_square_code_stays(app, client, dev):
    page = password_given(client)
    again = client.submit(page, {"new_code": "000000"}, status=400)
    assert len(again.errors) == 1
    assert letters(again) == letters(page)
    client.submit(again, {"new_code": code(letters(page))})
    assert client.get("/").status_code == 200


def test_who_has_one_is_asked_for_its_code_and_led_on_to_the_page_they_asked_for(app, client, codes):
    page = password_given(client, at="/policy")
    assert page.heading == "Enter your code"
    assert client.get("/").status_code == 302
    assert client.submit(page, {"code": code()}).url == "/policy"
    assert events(app)[-1] == "officer:signed-in"


def test_a_wrong_code_opens_nothing_and_a_recovery_code_does(client, codes):
    page = password_given(client)
    page = client.submit(page, {"code": "000000"}, status=400)
    assert page.errors == ["This code is not right, was used before, or too many were tried"]
    assert client.get("/").status_code == 302
    assert client.submit(page, {"code": codes[3]}).heading.endswith("Work list")


def test_a_code_that_somebody_saw_opens_no_second_session(client, new_client, codes):
    client.submit(password_given(client), {"code": code()})
    thief = new_client()
    page = thief.submit(password_given(thief), {"code": code()}, status=400)
    assert len(page.errors) == 1


def test_who_has_one_can_not_set_up_another_by_the_password_alone(client, codes):
    password_given(client)
    assert client.get_page("/sign-in/second-factor").heading == "Enter your code"
    answer = client.post(
        "/sign-in/second-factor", data={"new_code": "123456", "csrf_token": client.csrf_token()}
    )
    assert answer.location == "/sign-in/code"


def test_whose_roles_do_not_need_one_may_have_one_and_is_asked_for_it(app, client):
    with app.app_context(), transaction():
        has_second_factor(officer("Leeds", (Role.LICENSING_OFFICER,), email=EMAIL))
    assert password_given(client).heading == "Enter your code"


def test_an_officer_of_the_demonstration_signs_in_by_the_password(app, client, dev):
    with app.app_context(), transaction():
        db.session.execute(update(Officer).where(Officer.id == dev).values(demo=True))
    assert password_given(client).heading.endswith("Work list")


def test_the_policy_says_which_roles_need_one(make_app):
    app = make_app(second_factor_roles=("licensing-officer",))
    with app.app_context(), transaction():
        officer("Leeds", (Role.DECISION_MAKER,), email=EMAIL)
        officer("Leeds", (Role.LICENSING_OFFICER,), email="sam@leeds.test")
    assert password_given(app.test_client()).heading.endswith("Work list")
    assert password_given(app.test_client(), "sam@leeds.test").heading == "Set up your second factor"


@pytest.mark.parametrize("path", ["/sign-in/code", "/sign-in/new-password", "/sign-in/second-factor"])
def test_without_a_password_no_step_is_reached(client, dev, path):
    assert client.get_page(path).heading == "Sign in"


def test_being_halfway_lasts_ten_minutes(client, codes, moment, monkeypatch):
    page = password_given(client)
    later = moment + halfway.LASTS + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = client.submit(page, {"code": code()})
    assert page.heading == "Sign in"
    assert "the time to finish signing in has passed" in page.text


def test_being_halfway_ends_with_the_officers_sessions(app, client, dev, codes):
    password_given(client)
    with app.app_context(), transaction():
        db.session.get_one(Officer, dev).session_epoch += 1
    assert client.get_page("/sign-in/code").heading == "Sign in"


def test_the_second_factor_comes_before_a_first_password(app, client, dev, codes):
    with app.app_context(), transaction():
        db.session.get_one(Officer, dev).must_change_password = True
    page = client.submit(password_given(client), {"code": code()})
    assert page.heading == "Choose a password of your own"
    page = client.submit(page, {"new": "short"}, status=400)
    assert page.errors == ["Use at least 12 characters"]
    assert client.submit(page, {"new": "a long password of my own"}).heading.endswith("Work list")


def test_who_lost_it_is_told_at_the_next_signing_in_that_it_was_taken_away(
    app, client, new_client, dev, codes
):
    with app.app_context(), transaction():
        boss = officer("Leeds", (Role.ADMINISTRATOR,))
        second_factor.reset(dev, authority_id=boss.authority_id, by=boss.actor)
    page = password_given(client)
    assert page.heading == "Set up your second factor"
    page = client.submit(page, {"new_code": code(letters(page))})
    assert "An administrator took your second factor away on" in page.text
    assert "An administrator took" not in client.get_page("/").text
