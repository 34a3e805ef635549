"""The migrations: numbered, in one line, both ways, and making exactly what the models ask for."""

import re

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from licensing import app as _every_table_is_known  # noqa: F401
from licensing.cli.db import config
from licensing.db import Model


@pytest.fixture
def bare(empty_database_url):
    """Alembic's settings for a database without tables, and a connection maker that leaves nothing open."""
    engine = create_engine(empty_database_url)
    yield config(empty_database_url), engine
    engine.dispose()


SQLITE_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
POSTGRESQL_SCHEMA = """
    SELECT 'column', table_name || '.' || column_name,
           concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default)
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1, 2, 3
"""


def _schema(engine):
    """Everything the database says of its tables, triggers and functions."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(SQLITE_SCHEMA if engine.dialect.name == "sqlite" else POSTGRESQL_SCHEMA)
        )
        return [tuple(row) for row in rows if "alembic_version" not in row[1]]


def test_the_migrations_make_what_the_models_ask_for(bare):
    settings, engine = bare
    command.upgrade(settings, "head")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


def test_each_migration_goes_down_and_up_again_to_the_same_tables(bare):
    settings, engine = bare
    script = ScriptDirectory.from_config(settings)
    numbers = [revision.revision for revision in reversed(list(script.walk_revisions()))]
    before = {"base": _schema(engine)}
    for number in numbers:
        command.upgrade(settings, number)
        before[number] = _schema(engine)
    for number, lower in zip(reversed(numbers), [*reversed(numbers[:-1]), "base"], strict=True):
        command.downgrade(settings, lower)
        assert _schema(engine) == before[lower], f"{number} does not take back all that it made"
    command.upgrade(settings, "head")
    assert _schema(engine) == before[numbers[-1]]


def test_after_going_down_no_table_is_left(bare):
    settings, engine = bare
    command.upgrade(settings, "head")
    assert len(inspect(engine).get_table_names()) > 1
    command.downgrade(settings, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}


def test_migrations_are_numbered_in_one_line():
    script = ScriptDirectory.from_config(config("sqlite://"))
    revisions = list(reversed(list(script.walk_revisions())))
    assert [revision.revision for revision in revisions] == [f"{n:04}" for n in range(1, len(revisions) + 1)]
    assert [revision.down_revision for revision in revisions] == [None, *(r.revision for r in revisions[:-1])]
    for revision in revisions:
        name = re.escape(revision.revision) + r"_[a-z0-9_]+\.py"
        assert re.fullmatch(name, revision.path.rpartition("/")[2]), revision.path
