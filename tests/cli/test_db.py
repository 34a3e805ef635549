"""`flask db`, on an empty database of either engine."""

import pytest
from sqlalchemy import create_engine, inspect, update

from licensing.app import create_app
from licensing.candidates.index import SET_ASIDE
from licensing.candidates.models import MatchingIndex
from licensing.db import db, transaction
from tests.conftest import Commands
from tests.factories.people import entry
from tests.support.databases import settings_for


@pytest.fixture
def empty(empty_database_url, tmp_path):
    """Commands on a database without any table, and a look at its tables."""
    app = create_app(settings_for(empty_database_url, tmp_path / "instance"))
    engine = create_engine(empty_database_url)
    yield Commands(app), lambda: set(inspect(engine).get_table_names())
    engine.dispose()
    with app.app_context():
        db.engine.dispose()


def test_upgrade_brings_an_empty_database_to_head_and_downgrade_takes_it_back(empty, tmp_path):
    flask, tables = empty
    assert flask("db", "upgrade").endswith("The database is at head.\n")
    assert {"officer", "audit_entry", "outbox_message", "duty"} <= tables()
    flask("db", "upgrade")
    flask("db", "check")
    flask("db", "downgrade", "base")
    assert tables() <= {"alembic_version"}


def test_upgrade_goes_to_the_version_it_is_told(empty):
    flask, tables = empty
    assert "The database is at 0001." in flask("db", "upgrade", "0001")
    assert "officer" in tables()
    assert "course" not in tables()
    assert flask("db", "current").startswith("0001")


def test_history_names_every_version(empty):
    flask, _ = empty
    said = flask("db", "history")
    assert "0001" in said
    assert "(head)" in said


def test_the_folder_of_a_sqlite_database_is_made_for_its_owners_eyes_only(empty_database_url, tmp_path):
    instance = tmp_path / "new" / "instance"
    settings = settings_for(f"sqlite:///{instance / 'register.sqlite3'}", instance)
    Commands(create_app(settings))("db", "upgrade")
    assert (instance / "register.sqlite3").exists()
    assert instance.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("version", ["another", SET_ASIDE])
def test_upgrade_says_what_to_do_when_an_index_is_not_in_order(app, cli, version):
    assert "reindex" not in cli("db", "upgrade")
    with app.app_context(), transaction():
        entry()
        db.session.execute(update(MatchingIndex).values(form_version=version))
    assert cli("db", "upgrade").count("flask matching reindex") == 1
    cli("matching", "reindex")
    assert "reindex" not in cli("db", "upgrade")
