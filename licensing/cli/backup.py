"""`flask backup` and `flask restore`: the whole register in one encrypted file, and back."""

import os
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect, text

from licensing.audit.actions import SYSTEM, record
from licensing.authorities.officers import end_everybodys_sessions
from licensing.authorities.second_factor import end_everybodys_codes
from licensing.backup import envelope, layout, restoring
from licensing.backup.layout import Contents
from licensing.backup.making import Made, make
from licensing.cli.db import config, indexes_are_in_order
from licensing.db import db, transaction
from licensing.errors import BadInput
from licensing.national_register import feed
from licensing.settings import Settings

A_FILE = click.Path(dir_okay=False, path_type=Path)


def _say(what: str) -> None:
    click.echo(f"  {what}", err=True)


@click.command()
@click.argument("file", type=A_FILE, required=False)
@click.option("--new-key", type=A_FILE, help="Make a key: FILE opens backups; its public half is printed.")
@with_appcontext
def backup(file: Path | None, new_key: Path | None) -> None:
    """Write the whole register into FILE, sealed for the holders of BACKUP_RECIPIENT. FILE must be new."""
    if new_key:
        _make_key(new_key)
    if file is None:
        if not new_key:
            raise click.UsageError("Name the file to write.")
        return
    settings: Settings = current_app.config["SETTINGS"]
    wanted = envelope.recipients(settings.backup_recipients)
    # Before, so that the log that is backed up says so too; and after, with what came of it.
    with transaction():
        record("system:backup-begun", by=SYSTEM, subject="register", recipients=len(wanted))
    made = make(file, wanted, _say)
    with transaction():
        record(
            "system:backed-up",
            by=SYSTEM,
            subject="register",
            rows=made.rows,
            bytes=made.size,
            sha256=made.sha256,
        )
    click.echo(f"{file}: {made.rows:,} rows, {made.size:,} bytes, SHA-256 {made.sha256}.")
    click.echo(f"Its audit log ends with {_last(made)}. Note this elsewhere.")


def _make_key(file: Path) -> None:
    secret, recipient = envelope.new_identity()
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput(f"There is a file {file} already. A key overwrites nothing.") from None
    with os.fdopen(number, "w", encoding="ascii") as written:
        written.write(f"# public key: {recipient}\n{secret}\n")
    click.echo(f"Set BACKUP_RECIPIENT={recipient}")
    click.echo(f"{file} opens every backup made for it. Keep it away from this machine, in two places.")


@click.command()
@click.argument("file", type=A_FILE)
@click.option("--identity", type=A_FILE, required=True, help="The file that `flask backup --new-key` made.")
@click.option("--check", is_flag=True, help="Only read FILE to its end and say whether it is whole.")
@with_appcontext
def restore(file: Path, identity: Path, check: bool) -> None:
    """Fill an empty database from FILE: all or nothing, the audit log verified."""
    key = envelope.identity_of(identity)
    # Read to its end before anything is done, then once more: what fails is found while nothing has changed.
    contents = layout.read(envelope.read(file, key))
    click.echo(
        f"{file} is whole: {contents.total:,} rows of {contents.made_at}, tables at {contents.revision}."
    )
    if check:
        return
    settings: Settings = current_app.config["SETTINGS"]
    alembic = config(settings.database_url)
    was_bare = _bring_tables_to(contents.revision, alembic)
    try:
        with transaction():
            restoring.fill(envelope.read(file, key), _say)
    except BaseException:
        if was_bare:
            db.session.remove()
            command.downgrade(alembic, "base")
        raise
    db.session.remove()
    command.upgrade(alembic, "head")
    codes = _record(contents)
    click.echo(f"{contents.total:,} rows restored, and the audit log is whole to {_last(contents)}.")
    click.echo("Everybody signs in again. Accounts closed and roles taken away since then are as they were:")
    click.echo("look through the officers before you let them in, and through `flask register-clients list`.")
    if codes:
        click.echo(
            f"All recovery codes have ended ({codes} that were not used when the backup was made), since some may have "
            "been used meanwhile: officers are told to make new ones when they sign in."
        )
    if not indexes_are_in_order():
        click.echo("The matching index is of another version: run `flask matching reindex`.")


def _bring_tables_to(revision: str, alembic: Config) -> bool:
    """Have the empty tables of the backup's revision; gives whether there were none before.

    Raises BadInput for a revision that this program does not know, NotPossibleNow when there is something in them.
    """
    script = ScriptDirectory.from_config(alembic)
    try:
        script.get_revision(revision)
    except CommandError:
        raise BadInput(
            f"The backup’s tables are at {revision}, which this version of the program does not know: it is newer. "
            "Restore it with the version that made it, or a later one."
        ) from None
    restoring.refuse_unless_empty()
    with db.engine.connect() as connection:
        there = inspect(connection).get_table_names()
        known = "alembic_version" in there
        now = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
    if now is None or str(now) < revision:
        command.upgrade(alembic, revision)
    elif str(now) > revision:
        command.downgrade(alembic, revision)
    return now is None


def _last(told: Made | Contents) -> str:
    """The last audit entry as `flask audit verify --at-least` takes it."""
    return f"{told.audit_entry}:{told.audit_hash}"


def _record(contents: Contents) -> int:
    """Write down that the register was restored; ends what must not be good again. Gives how many recovery codes."""
    with transaction():
        end_everybodys_sessions()
        codes = end_everybodys_codes()
        feed.leap()
        record(
            "system:restored",
            by=SYSTEM,
            subject="register",
            made_at=contents.made_at,
            revision=contents.revision,
            rows=contents.total,
            last_entry=contents.audit_entry,
            recovery_codes_ended=codes,
        )
    return codes
