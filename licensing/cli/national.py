"""`flask national`: the embedded national register's own jobs."""

import click
from flask.cli import AppGroup

from licensing import clock
from licensing.db import transaction
from licensing.national_register.actions import expired, remove_expired

national = AppGroup("national", help="The national register kept in this installation.")


@national.command("remove-expired")
@click.option("--dry-run", is_flag=True, help="Say how many would go; remove nothing.")
def remove(dry_run: bool) -> None:
    """Remove entries whose eleven years have ended (2022 Act s.4(3)(b)); each leaves a certificate in the audit log."""
    on = clock.today()
    with transaction():
        gone = [entry.ref for entry in expired(on)] if dry_run else remove_expired(on)
    for ref in gone:
        click.echo(f"entry {ref}: {'would be removed' if dry_run else 'removed'}")
    click.echo(f"{len(gone)} {'would be removed' if dry_run else 'removed'} on {on:%-d %B %Y}.")
