"""What could not be sent, before a person: seen and released by the right authority's administrator only."""

import pytest

from licensing import clock
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.outbox.models import PARKED, SENT, WAITING, OutboxMessage
from tests.factories import officers


@pytest.fixture
def admin(app, client):
    """An administrator of Leeds at their browser."""
    with app.app_context(), transaction():
        who = officers.officer(roles=[Role.ADMINISTRATOR], trained_until=None).id
    client.sign_in(who)
    return client


def message(app, state, council="Leeds", fault=""):
    with app.app_context(), transaction():
        now = clock.now()
        made = OutboxMessage(
            topic="decision:notified",
            handler="make-entry",
            key=f"{council}-{state}-{fault}",
            payload={},
            authority_id=officers.council(council).id,
            state=state,
            attempts=8,
            last_fault=fault,
            promised_at=now,
            next_attempt_at=now,
        )
        db.session.add(made)
        db.session.flush()
        return made.id


def state_of(app, number):
    with app.app_context():
        found = db.session.get_one(OutboxMessage, number)
        return found.state, found.attempts


def test_when_everything_was_sent_it_says_so(admin):
    assert "Every message has been sent." in admin.get_page("/messages").text


def test_parked_and_waiting_messages_are_shown_with_what_went_wrong(app, admin):
    parked = message(app, PARKED, fault="The register is closed.")
    waiting = message(app, WAITING)
    sent = message(app, SENT)
    elsewhere = message(app, PARKED, "York", "Not yours.")
    page = admin.get_page("/messages")
    said = [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]
    assert len(said) == 2
    assert f"Entry for the national register, number {parked}" in said[0]
    assert "The register is closed." in said[0]
    assert f"number {waiting}" in said[1]
    assert f"number {sent}" not in page.text
    assert f"number {elsewhere}" not in page.text
    assert "Not yours." not in page.text
    assert [form["action"] for form in page.select("main form")] == [f"/messages/{parked}/release"]


def test_a_released_message_is_tried_again(app, admin):
    parked = message(app, PARKED, fault="The register is closed.")
    page = admin.submit(admin.get_page("/messages"))
    assert page.url == "/messages"
    assert "The message will be tried again." in page.text
    assert state_of(app, parked) == (WAITING, 0)


def test_a_message_released_twice_is_told_so(app, admin):
    parked = message(app, PARKED)
    page = admin.get_page("/messages")
    admin.submit(page)
    admin.submit(page, status=409)
    assert state_of(app, parked) == (WAITING, 0)


def test_another_authoritys_message_is_not_found_and_stays(app, admin):
    elsewhere = message(app, PARKED, "York")
    answer = admin.post(f"/messages/{elsewhere}/release", data={"csrf_token": admin.csrf_token()})
    assert answer.status_code == 404
    assert state_of(app, elsewhere) == (PARKED, 8)


def test_releasing_needs_the_token_of_our_own_page(app, admin):
    parked = message(app, PARKED)
    assert admin.post(f"/messages/{parked}/release").status_code == 400
    assert state_of(app, parked) == (PARKED, 8)


def test_only_an_administrator_sees_them(app, new_client):
    with app.app_context(), transaction():
        who = officers.officer(roles=[role for role in Role if role is not Role.ADMINISTRATOR]).id
    browser = new_client()
    browser.sign_in(who)
    browser.get_page("/messages", status=403)


def test_every_topic_has_words_for_it(app):
    from licensing.app import HANDLERS
    from licensing.web.messages import TOPICS

    assert set(TOPICS) == set(HANDLERS)
