"""`flask audit verify`: was the log altered?"""

import click
from flask.cli import AppGroup

from licensing.audit import actions

audit = AppGroup("audit", help="The audit log.")


@audit.command()
def verify() -> None:
    """Walk the chain of hashes. Exits 1 and names the first broken link when a row was altered, removed or added."""
    found = actions.verify()
    if found.fault:
        click.echo(f"BROKEN: {found.fault} The {found.entries} entries before it hold.", err=True)
        raise SystemExit(1)
    click.echo(f"The audit log is whole: {found.entries} entries, each following the one before it.")
