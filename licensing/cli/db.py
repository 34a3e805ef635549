"""`flask db upgrade` and its kin: Alembic, on whichever database DATABASE_URL names."""

import sys

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup

from licensing.errors import NotConfigured
from licensing.national_register.index import ENTRIES
from licensing.register.index import PEOPLE
from licensing.settings import ROOT, Settings

database = AppGroup("db", help="Bring the database's tables to a version.")


def config(url: str) -> Config:
    """Alembic's settings for one database."""
    # The standard output of now, not of when Alembic was imported.
    made = Config(toml_file=str(ROOT / "pyproject.toml"), stdout=sys.stdout)
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.attributes["url"] = url
    return made


def _config() -> Config:
    settings: Settings = current_app.config["SETTINGS"]
    if settings.database_url.startswith("sqlite"):
        # Personal data lies there on SQLite: its owner's eyes only.
        settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    return config(settings.database_url)


@database.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the tables to the newest version, or to REVISION."""
    command.upgrade(_config(), revision)
    click.echo(f"The database is at {revision}.")
    if revision == "head" and not indexes_are_in_order():
        click.echo(
            "The matching index is not in order, and searches are refused: run `flask matching reindex`."
        )


def indexes_are_in_order() -> bool:
    """Whether people and entries can be looked up by the keys of this version."""
    try:
        return ENTRIES.is_in_order() and PEOPLE.is_in_order()
    except NotConfigured:
        # The tables are brought to a version without any key too; whether the index is of this key can't be told.
        return True


@database.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the tables back to REVISION (a number, -1, or base)."""
    command.downgrade(_config(), revision)


@database.command()
def current() -> None:
    """Print the version the tables are at."""
    command.current(_config())


@database.command()
def history() -> None:
    """Print every version, the newest first."""
    command.history(_config())


@database.command()
def check() -> None:
    """Exit 1 when the models ask for tables that no migration makes."""
    command.check(_config())
