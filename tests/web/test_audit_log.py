"""The audit log before an auditor: their own authority's entries, the newest first, and looking is an entry too."""

import pytest
from sqlalchemy import func, select

from licensing.audit.actions import SYSTEM, record
from licensing.audit.models import AuditEntry
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.web import audit_log
from tests.factories import officers


@pytest.fixture
def auditor(app):
    """The id of an auditor of Leeds."""
    with app.app_context(), transaction():
        return officers.officer(roles=[Role.AUDITOR], name="Ada Auditor", trained_until=None).id


@pytest.fixture
def browser(client, auditor):
    """That auditor's browser."""
    client.sign_in(auditor)
    return client


def recorded(app, council="Leeds", times=1, event="person:viewed", **facts):
    """That many entries of an officer of a council, who is called after it."""
    with app.app_context(), transaction():
        who = officers.officer(council, name=f"{council} Officer")
        for number in range(times):
            record(event, by=who.actor, subject=f"person:{number}", **facts)
        return who.id


def rows(page):
    return [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]


def test_an_auditor_sees_their_own_authoritys_entries_the_newest_first(app, browser):
    recorded(app, event="person:changed", what="email", reason="They moved")
    recorded(app, "York")
    with app.app_context(), transaction():
        record("system:set-up", by=SYSTEM, subject="councils", what="councils", rows=470)
    said = rows(browser.get_page("/audit"))
    assert len(said) == 2
    assert "The audit log was looked at" in said[0]
    assert "Ada Auditor" in said[0]
    assert "A person's record was changed" in said[1]
    for words in ("Leeds Officer", "What: email", "Reason: They moved", "person 0"):
        assert words in said[1]


def test_looking_is_an_entry_too(app, browser, auditor):
    for _ in range(3):
        browser.get_page("/audit")
    with app.app_context():
        looked = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "audit:viewed")).all()
        assert [entry.actor for entry in looked] == [f"officer:{auditor}"] * 3


def test_one_kind_of_event_is_listed_by_itself(app, browser):
    recorded(app, times=2)
    recorded(app, event="person:numbers-viewed", kinds=["national_insurance"])
    page = browser.get_page("/audit")
    page = browser.submit(page, {"event": "person:numbers-viewed"})
    assert page.url == "/audit?event=person:numbers-viewed"
    [only] = rows(page)
    assert "Kinds: national_insurance" in only


def test_an_event_that_is_not_there_lists_nothing_and_one_that_is_not_one_lists_nothing_wrong(app, browser):
    page = browser.get_page("/audit?event=badge:issued")
    assert "No entries match." in page.text
    browser.get_page("/audit?event=nonsense")


def test_a_long_log_comes_in_pages(app, browser, monkeypatch):
    monkeypatch.setattr(audit_log, "PER_PAGE", 5)
    recorded(app, times=11)
    first = rows(browser.get_page("/audit"))
    third = rows(browser.get_page("/audit?page=3"))
    # Each look adds an entry: 12 at the first, 13 at the second.
    assert (len(first), len(third)) == (5, 3)
    assert "person 0" in third[-1]
    for nonsense in ("0", "-1", "x", "999999999999999999999999"):
        browser.get_page(f"/audit?page={nonsense}")


def test_nobody_else_reads_it(app, new_client):
    with app.app_context(), transaction():
        who = officers.officer(roles=[role for role in Role if role is not Role.AUDITOR]).id
    other = new_client()
    other.sign_in(who)
    other.get_page("/audit", status=403)
    with app.app_context():
        assert (
            db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.event == "audit:viewed"))
            == 0
        )


def test_an_officer_of_another_authority_is_not_named(app, browser):
    elsewhere = recorded(app, "York")
    with app.app_context(), transaction():
        auditors_own = db.session.scalars(select(Officer).where(Officer.name == "Ada Auditor")).one()
        record("person:viewed", by=auditors_own.actor, subject=f"officer:{elsewhere}")
    assert "York Officer" not in browser.get_page("/audit").text
