"""A database for each test, on both engines: a copy of a template, migrated and loaded once per run."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from licensing.app import create_app
from licensing.authorities.loading import load_councils
from licensing.db import db, transaction
from licensing.duties.holidays import load_bank_holidays
from licensing.settings import Settings, load
from tests.support import postgres, run

# Plainly not secret: base64 of 32 equal bytes each.
SECRETS = {
    "SECRET_KEY": "a secret of the tests, which guards nothing",
    "SEALING_KEYS": "test1:" + "QUFB" * 10 + "QUE=",
    "FINGERPRINT_KEY": "QkJC" * 10 + "QkI=",
    "AUDIT_KEY": "Q0ND" * 10 + "Q0M=",
}


def settings_for(database_url: str, instance: Path) -> Settings:
    """Settings as of a server with real secrets, on this database."""
    return load(SECRETS | {"DATABASE_URL": database_url, "INSTANCE": str(instance)})


def not_to_be_had_because(engine: str) -> str:
    """Why this machine has no database of this engine, with the line that installs it; "" when it has."""
    if engine == "sqlite" or os.environ.get("TEST_POSTGRES_URL"):
        return ""
    try:
        postgres.programs()
    except postgres.NoPostgres as missing:
        return str(missing)
    return ""


@contextmanager
def database(engine: str, *, empty: bool = False) -> Iterator[str]:
    """The address of a database of its own, a copy of the template or without any table; gone afterwards."""
    make = _sqlite if engine == "sqlite" else _postgresql
    with make(None if empty else template(engine)) as url:
        yield url.render_as_string(hide_password=False)


def template(engine: str) -> URL:
    """The migrated database, loaded with councils and bank holidays, that each test's own is copied from."""
    return make_url(run.once(f"template-{engine}", lambda: _make_template(engine)))


def _make_template(engine: str) -> str:
    if engine == "sqlite":
        url = make_url(f"sqlite:///{run.folder() / 'template.sqlite3'}")
    else:
        url = postgres.create_database(server(), postgres.a_name())
    text = url.render_as_string(hide_password=False)
    app = create_app(settings_for(text, run.folder()))
    # Our own command, not Alembic's: what an administrator runs is what is tested.
    done = app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    if done.exit_code:
        raise RuntimeError(f"flask db upgrade ended with {done.exit_code}:\n{done.output}")
    with app.app_context():
        with transaction():
            load_bank_holidays()
            load_councils()
        if engine == "sqlite":
            # What is still in the log beside the file would be left out of a copy.
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.session.remove()
        db.engine.dispose()
    return text


def server() -> URL:
    """The PostgreSQL server: the one TEST_POSTGRES_URL names, else one of this run's own."""
    if named := os.environ.get("TEST_POSTGRES_URL"):
        return postgres.existing_server(named)

    def start() -> str:
        place = run.folder() / "postgresql"
        place.mkdir()
        return postgres.start(place).render_as_string(hide_password=False)

    return make_url(run.once("server", start))


@contextmanager
def _sqlite(copied: URL | None) -> Iterator[URL]:
    path = run.folder() / f"{postgres.a_name()}.sqlite3"
    if copied is not None:
        shutil.copyfile(str(copied.database), path)
    try:
        yield make_url(f"sqlite:///{path}")
    finally:
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()


@contextmanager
def _postgresql(copied: URL | None) -> Iterator[URL]:
    name = postgres.a_name()
    url = postgres.create_database(server(), name, copied)
    try:
        yield url
    finally:
        postgres.drop_database(server(), name)
