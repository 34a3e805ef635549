"""`flask national remove-expired`: entries go at the end of their eleven years, each with a certificate."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.national_register.models import Entry, EntryKey, EntryNumber
from tests.factories.people import entry

pytestmark = pytest.mark.rule("R09")


@pytest.fixture
def refs(app):
    """The references of two entries, first made on 10 and on 11 June 2026."""
    with app.app_context(), transaction():
        made = [
            entry("Imran", "Sampleton", numbers=[("national_insurance", "AB123456C")]),
            entry("Olga", "Pretendova"),
        ]
        for row, day in zip(made, (10, 11), strict=True):
            row.first_made_on = date(2026, 6, day)
        return [row.ref for row in made]


def on(monkeypatch, day):
    monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def there(app):
    with app.app_context():
        return list(db.session.scalars(select(Entry.ref).order_by(Entry.id)))


def certificates(app):
    query = select(AuditEntry).where(AuditEntry.event == "national-register:entry-removed")
    with app.app_context():
        return [(one.subject, json.loads(one.facts)) for one in db.session.scalars(query)]


def test_on_the_last_day_of_its_eleven_years_an_entry_stays(app, cli, refs, monkeypatch):
    on(monkeypatch, date(2037, 6, 9))
    assert cli("national", "remove-expired") == "0 removed on 9 June 2037.\n"
    assert there(app) == refs
    assert certificates(app) == []


def test_on_the_day_after_it_is_gone_with_its_numbers_and_leaves_a_certificate(app, cli, refs, monkeypatch):
    on(monkeypatch, date(2037, 6, 10))
    said = cli("national", "remove-expired")
    assert said == f"entry {refs[0]}: removed\n1 removed on 10 June 2037.\n"
    assert there(app) == refs[1:]
    assert certificates(app) == [
        (
            f"entry:{refs[0]}",
            {"entry": refs[0], "first_made_on": "2026-06-10", "removed_on": "2037-06-10"},
        )
    ]
    with app.app_context():
        assert db.session.scalars(select(EntryNumber)).all() == []
        assert set(db.session.scalars(select(EntryKey.entry_id))) == set(db.session.scalars(select(Entry.id)))


def test_a_certificate_says_nothing_of_who_it_was(app, cli, refs, monkeypatch):
    on(monkeypatch, date(2037, 6, 10))
    cli("national", "remove-expired")
    with app.app_context():
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        told = f"{last.subject} {last.reason} {last.facts} {last.actor}"
    assert "Sampleton" not in told
    assert "AB123456C" not in told
    assert "audit log is whole" in cli("audit", "verify")


def test_a_dry_run_says_how_many_and_removes_nothing(app, cli, refs, monkeypatch):
    on(monkeypatch, date(2037, 6, 11))
    said = cli("national", "remove-expired", "--dry-run")
    assert said.endswith("2 would be removed on 11 June 2037.\n")
    assert [line for line in said.splitlines() if line.endswith(": would be removed")] == [
        f"entry {ref}: would be removed" for ref in refs
    ]
    assert there(app) == refs
    assert certificates(app) == []


def test_run_again_it_removes_nothing_more(app, cli, refs, monkeypatch):
    on(monkeypatch, date(2037, 6, 11))
    cli("national", "remove-expired")
    assert cli("national", "remove-expired") == "0 removed on 11 June 2037.\n"
    assert len(certificates(app)) == 2
