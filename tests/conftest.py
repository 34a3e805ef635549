"""What every test may ask for: a database of its own on both engines, the application, a person at a browser.

A test that takes `app`, or anything built on it, runs twice: on SQLite and on PostgreSQL. A pure test takes
nothing, and to keep it quick the application is imported only by the fixtures that need it.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.support import run
from tests.support.missing import not_to_be_had

if TYPE_CHECKING:
    from click.testing import Result
    from flask import Flask

    from licensing.settings import Settings
    from tests.support.pages import PageClient

pytest_plugins = ["tests.support.site"]

ENGINES = ["sqlite", "postgresql"]
RUN = pytest.StashKey[Path]()


def pytest_collection_finish() -> None:
    """What was imported stays for the whole run: collecting garbage among it took a quarter of each test."""
    gc.collect()
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    """Begin a run, unless this is a worker of one."""
    if hasattr(config, "workerinput"):
        return
    config.stash[RUN] = run.begin()
    # The workers must agree on the order of a set, or they collect different tests; another run may differ.
    os.environ.setdefault("PYTHONHASHSEED", str(os.getpid()))
    # Ended from outside, a run still has a server to stop: pytest does that on an interrupt.
    signal.signal(signal.SIGTERM, _interrupt)


def pytest_report_header() -> str:
    """What repeats a run whose order mattered."""
    return f"PYTHONHASHSEED={os.environ['PYTHONHASHSEED']}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run, however it went."""
    if RUN in config.stash:
        run.end(config.stash[RUN])


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the database engine: the test runs once on each."""
    return str(request.param)


@pytest.fixture
def database_url(engine: str) -> Iterator[str]:
    """A database of this test's own, migrated, with the councils and the bank holidays."""
    yield from _database(engine, empty=False)


@pytest.fixture
def empty_database_url(engine: str) -> Iterator[str]:
    """A database of this test's own without any table."""
    yield from _database(engine, empty=True)


def _database(engine: str, *, empty: bool) -> Iterator[str]:
    from tests.support import databases

    if why := databases.not_to_be_had_because(engine):
        not_to_be_had(why)
    with databases.database(engine, empty=empty) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings for that database, with secrets of the tests."""
    from tests.support import databases

    return databases.settings_for(database_url, tmp_path)


@pytest.fixture
def make_app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Flask]]:
    """`make_app(session_hours=1)`: the application on this test's database with other settings."""
    from flask import Flask

    from licensing.app import create_app
    from licensing.db import db
    from tests.support.pages import PageClient
    from tests.support.routes import RememberedRule

    # Half of what it takes to make the application, and the same each time.
    monkeypatch.setattr(Flask, "url_rule_class", RememberedRule)
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        app = create_app(replace(settings, **changes))
        app.testing = True
        app.test_client_class = PageClient
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The application. No context is open: `with app.app_context():`, or take `app_context`."""
    return make_app()


@pytest.fixture
def app_context(app: Flask) -> Iterator[Flask]:
    """The application, in its context for the whole test. Not together with `client`."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A person at a browser, not signed in."""
    return _browser_of(app)


@pytest.fixture
def new_client(app: Flask) -> Callable[[], PageClient]:
    """`new_client()`: another person at another browser."""
    return lambda: _browser_of(app)


def _browser_of(app: Flask) -> PageClient:
    return cast("PageClient", app.test_client())


class Commands:
    """`cli("audit", "verify")` runs a command of ours and gives what it printed; it must end well."""

    def __init__(self, app: Flask) -> None:
        self._runner = app.test_cli_runner()

    def __call__(self, *arguments: str, **options: Any) -> str:
        result = self.run(*arguments, **options)
        assert result.exit_code == 0, (
            f"flask {' '.join(arguments)} ended with {result.exit_code}:\n{result.output}"
        )
        return result.output

    def run(self, *arguments: str, **options: Any) -> Result:
        """Run a command that may fail; an exception of ours that it lets through fails the test."""
        return self._runner.invoke(args=list(arguments), catch_exceptions=False, **options)


@pytest.fixture
def cli(app: Flask) -> Commands:
    """Runs `flask …` on this test's database."""
    return Commands(app)
