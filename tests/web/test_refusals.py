"""How a refusal becomes a page, and how a fault shows nothing of its inside."""

import logging
import re

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import BadRequest, Gone, RequestEntityTooLarge

from licensing.db import db, transaction
from licensing.duties.models import BankHoliday
from licensing.errors import (
    BadInput,
    BeyondLoadedHolidays,
    NotAllowed,
    NotConfigured,
    NotFound,
    NotPossibleNow,
    Reason,
    Unlawful,
)

INSIDE = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|sqlalchemy|Exception|Error\b|SELECT |INSERT ", re.I
)


@pytest.fixture
def raising(app):
    """`raising(fault)`: the address of a view that raises it. Before the first request."""
    addresses = iter(range(100))

    def make(fault):
        def view():
            raise fault

        number = next(addresses)
        view.__needs__ = None
        app.add_url_rule(f"/raise/{number}", f"raise{number}", view, methods=["GET", "POST"])
        return f"/raise/{number}"

    return make


def test_each_kind_of_refusal_has_its_status_and_says_its_sentence(raising, client):
    refusals = [
        (BadInput("Something was typed."), 400),
        (NotAllowed("Your role does not allow it."), 403),
        (NotFound("There is none."), 404),
        (NotPossibleNow("It is another state."), 409),
        (Unlawful("Something is missing."), 422),
        (BeyondLoadedHolidays(2012, 2028, 2029), 422),
        (NotConfigured("AUDIT_KEY is missing."), 503),
    ]
    addresses = [(raising(refusal), refusal, status) for refusal, status in refusals]
    for address, refusal, status in addresses:
        page = client.get_page(address, status=status)
        assert page.heading == refusal.title
        assert refusal.message in page.text
        assert not INSIDE.search(page.text), page.text


def test_every_reason_is_shown_with_its_source_and_whether_that_was_read(raising, client):
    address = raising(
        Unlawful(
            "Two things are missing.",
            [
                Reason("No search was made.", "2022 Act s.3(1)", "R10"),
                Reason("No tax check.", "Finance Act 2021", "R64", verified=False),
            ],
        )
    )
    page = client.get_page(address, status=422)
    for words in ("No search was made.", "2022 Act s.3(1)", "No tax check.", "Finance Act 2021"):
        assert words in page.text
    assert page.text.lower().count("unverified") == 1


def test_what_was_written_before_a_refusal_is_taken_back(app, client):
    from datetime import date

    def view():
        db.session.add(BankHoliday(day=date(2031, 1, 1), title="A day", source="a test"))
        db.session.flush()
        raise NotPossibleNow("Too late.")

    view.__needs__ = None
    app.add_url_rule("/late", view_func=view)
    client.get_page("/late", status=409)
    with app.app_context():
        assert db.session.get(BankHoliday, date(2031, 1, 1)) is None


def test_an_address_that_leads_nowhere_is_not_found(client):
    page = client.get_page("/no/such/page", status=404)
    assert page.heading == "Page not found"


def test_a_page_used_the_wrong_way_says_which_ways_there_are(client):
    answer = client.post("/health", data={"csrf_token": client.csrf_token()})
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "can't be used that way" in answer.text.replace("&#39;", "'")


def test_a_fault_says_nothing_of_its_inside_and_gives_a_reference_that_the_log_has(raising, client, caplog):
    address = raising(ZeroDivisionError("division of AB123456C by zero"))
    with caplog.at_level(logging.ERROR):
        page = client.get_page(address, status=500)
    assert page.heading == "Sorry, there is a problem with the service"
    assert "AB123456C" not in page.text
    assert not INSIDE.search(page.text)
    reference = page.select_one(".app-reference").text
    assert f"fault {reference}" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_fault_is_shown_even_when_the_database_is_what_failed(app, client, monkeypatch):
    def broken(*_arguments, **_named):
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr(db.session, "execute", broken)
    page = client.get_page("/health", status=500)
    assert not INSIDE.search(page.text)


@pytest.mark.parametrize(
    "waited",
    [
        Exception("database is locked"),
        psycopg.errors.DeadlockDetected("deadlock detected"),
        psycopg.errors.SerializationFailure("could not serialize"),
        psycopg.errors.LockNotAvailable("lock timeout"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_two_who_crossed_are_told_that_nothing_was_saved(raising, client, waited):
    address = raising(OperationalError("UPDATE x", {}, waited))
    page = client.get_page(address, status=409)
    assert "The register is busy" in page.text
    assert not INSIDE.search(page.text)


def test_another_fault_of_the_database_is_a_fault(raising, client):
    addresses = [
        raising(OperationalError("SELECT 1", {}, Exception("disk I/O error"))),
        raising(IntegrityError("INSERT x", {}, Exception("UNIQUE constraint failed: officer.email"))),
    ]
    for address in addresses:
        page = client.get_page(address, status=500)
        assert not INSIDE.search(page.text)


def test_what_the_databases_own_guard_says_is_shown(raising, client):
    said = "A determination needs a search of the national register (2022 Act s.3(1))"
    addresses = [
        raising(IntegrityError("INSERT x", {}, Exception(said))),
        raising(IntegrityError("INSERT x", {}, psycopg.errors.CheckViolation(f"{said}\nCONTEXT:  PL/pgSQL"))),
    ]
    for address in addresses:
        page = client.get_page(address, status=422)
        assert said in page.text
        assert not INSIDE.search(page.text)
        assert "PL/pgSQL" not in page.text


@pytest.mark.parametrize(
    ("fault", "status", "says"),
    [
        (RequestEntityTooLarge(), 413, "too large"),
        (BadRequest(), 400, "could not be understood"),
        (Gone(), 410, "could not be understood"),
    ],
    ids=["too large", "malformed", "gone"],
)
def test_what_the_web_server_refuses_is_a_page_too(raising, client, fault, status, says):
    page = client.get_page(raising(fault), status=status)
    assert says in page.text


def test_a_button_pressed_on_a_page_that_is_too_old_says_what_to_do(client):
    answer = client.post("/sign-out", data={"csrf_token": "of another day"})
    assert answer.status_code == 400
    assert "This page was open for too long" in answer.text
    assert "nothing was saved" in answer.text


def test_a_lost_race_for_one_record_is_told_to_the_second(app, client):
    """A record that somebody else changed in between: `transaction()` refuses, and the page says so."""

    def view():
        with transaction():
            raise NotPossibleNow("Somebody else changed this record while you were working on it.")

    view.__needs__ = None
    app.add_url_rule("/race", view_func=view)
    page = client.get_page("/race", status=409)
    assert "Somebody else changed this record" in page.text
    assert "look at where it stands now" in page.text
