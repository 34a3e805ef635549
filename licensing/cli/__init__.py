"""The `flask` commands, one module an area. A command that writes opens the transaction itself."""

import functools
from typing import Any

import click
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError, ProgrammingError

from licensing.cli import (
    audit,
    authorities,
    backup,
    db,
    demo,
    duties,
    exchange,
    keys,
    matching,
    matching_explain,
    matching_rescreen,
    national,
    officers,
    policy,
    register_clients,
    rules,
    training,
    vetting,
    worker,
)
from licensing.db import db as database
from licensing.errors import Refusal

TABLE_OF_ALEMBIC = "alembic_version"

COMMANDS: tuple[click.Command, ...] = (
    audit.audit,
    authorities.authorities,
    backup.backup,
    backup.restore,
    db.database,
    demo.demo,
    duties.duties,
    exchange.exchange,
    keys.keys,
    matching.matching,
    national.national,
    officers.officers,
    policy.policy,
    register_clients.register_clients,
    rules.rules,
    training.training,
    vetting.vetting,
    worker.worker,
)


def _in_words(command: click.Command) -> None:
    """Have a refusal end a command with its sentence and exit 1, not with a traceback."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _in_words(one)
    if (act := command.callback) is None:
        return

    @functools.wraps(act)
    def said(*arguments: Any, **named: Any) -> Any:
        try:
            return act(*arguments, **named)
        except Refusal as refusal:
            lines = [refusal.message, *(reason.text for reason in refusal.reasons)]
            raise click.ClickException("\n".join(lines)) from refusal
        except (OperationalError, ProgrammingError) as fault:
            database.session.rollback()
            if inspect(database.session.connection()).has_table(TABLE_OF_ALEMBIC):
                raise
            raise click.ClickException("The register has no tables yet. Run: flask db upgrade") from fault

    command.callback = said


matching.matching.add_command(matching_explain.explain)
matching.matching.add_command(matching_rescreen.rescreen)

for _command in COMMANDS:
    _in_words(_command)


def init_app(app: Flask) -> None:
    """Add every command to the application."""
    for command in COMMANDS:
        app.cli.add_command(command)
