"""`flask audit verify`, after somebody went round the application."""

import re
from typing import Any

import pytest
from sqlalchemy import create_engine, delete, update

from licensing.audit.actions import Actor, record
from licensing.audit.models import AuditEntry, AuditHead
from licensing.db import prepare_engine, transaction

ENTRIES: Any = AuditEntry.__table__
HEADS: Any = AuditHead.__table__


@pytest.fixture
def outsider(database_url):
    """`outsider(statement, …)`: run by somebody who reaches the database without the application."""
    engine = create_engine(database_url)
    prepare_engine(engine)

    def run(*statements):
        with engine.begin() as connection:
            for statement in statements:
                assert connection.execute(statement).rowcount

    yield run
    engine.dispose()


@pytest.fixture
def entries(app, cli):
    """How many entries the whole log has."""
    with app.app_context():
        for number in range(5):
            with transaction():
                record("person:viewed", by=Actor("officer:1", "LDS"), subject=f"person:{number}")
    said = cli("audit", "verify")
    return int(re.search(r"whole: (\d+) entries", said)[1])


def test_a_whole_log_exits_0_and_says_how_many_entries_hold(cli, entries):
    said = cli("audit", "verify")
    assert f"The audit log is whole: {entries} entries" in said
    assert entries > 5


@pytest.mark.parametrize(
    ("done", "says"),
    [
        (
            lambda n: [update(ENTRIES).where(ENTRIES.c.id == n - 2).values(actor="officer:2")],
            "{n2} was altered",
        ),
        (lambda n: [delete(ENTRIES).where(ENTRIES.c.id == 1)], "1 is missing"),
        (lambda n: [delete(ENTRIES).where(ENTRIES.c.id == n - 2)], "{n2} is missing"),
        (lambda n: [delete(ENTRIES).where(ENTRIES.c.id == n)], "{n} is missing"),
        (lambda n: [update(HEADS).values(entry_id=n - 1)], "head of the chain was altered"),
        (lambda n: [delete(HEADS)], "head of the chain is missing"),
    ],
    ids=["altered", "first removed", "one removed", "last removed", "head altered", "head removed"],
)
def test_a_log_that_was_tampered_with_exits_1_and_the_first_broken_link_is_named(
    cli, entries, outsider, done, says
):
    outsider(*done(entries))
    result = cli.run("audit", "verify")
    assert result.exit_code == 1
    assert result.stderr.startswith("BROKEN: ")
    assert says.format(n=entries, n2=entries - 2) in result.stderr
    assert "whole" not in result.output


def test_an_added_entry_exits_1_and_is_named(app, cli, entries, outsider, database_url):
    engine = create_engine(database_url)
    with engine.connect() as connection:
        last = connection.execute(ENTRIES.select().where(ENTRIES.c.id == entries)).mappings().one()
    engine.dispose()
    outsider(ENTRIES.insert().values(dict(last) | {"id": entries + 1, "previous_hash": last["hash"]}))
    result = cli.run("audit", "verify")
    assert result.exit_code == 1
    assert f"Entry {entries + 1} was" in result.stderr
    assert f"The {entries} entries before it hold." in result.stderr


def test_what_was_noted_earlier_must_still_be_there(app, cli, entries, outsider):
    noted = re.search(r"The last is (\S+)", cli("audit", "verify"))[1]
    with app.app_context(), transaction():
        record("person:viewed", by=Actor("officer:1", "LDS"), subject="person:9")
    assert "whole" in cli("audit", "verify", "--at-least", noted)
    number, _, noted_hash = noted.partition(":")
    for wrong in (f"{int(number) + 9}:{noted_hash}", f"{number}:{'0' * 64}", "nonsense", f":{noted_hash}"):
        result = cli.run("audit", "verify", "--at-least", wrong)
        assert result.exit_code == 1
        assert "is not the one that was noted" in result.stderr
