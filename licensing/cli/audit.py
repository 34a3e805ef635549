"""`flask audit verify`: was the log altered?"""

import click
from flask.cli import AppGroup

from licensing.audit import actions

audit = AppGroup("audit", help="The audit log.")


@audit.command()
@click.option("--at-least", default="", help="NUMBER:HASH of an entry noted earlier: it must still be there.")
def verify(at_least: str) -> None:
    """Walk the chain of hashes. Exits 1 and names the first broken link when a row was altered, removed or added.

    The chain alone can't show that the whole database was put back to an earlier day: note the last entry's
    number and hash somewhere else, and give them with --at-least the next time.
    """
    found = actions.verify()
    if found.fault:
        click.echo(f"BROKEN: {found.fault} The {found.entries} entries before it hold.", err=True)
        raise SystemExit(1)
    number, _, noted = at_least.partition(":")
    if at_least and not (number.isascii() and number.isdigit() and actions.holds(int(number), noted)):
        click.echo(
            f"BROKEN: Entry {number} is not the one that was noted: an older state was put back.", err=True
        )
        raise SystemExit(1)
    click.echo(f"The audit log is whole: {found.entries} entries, each following the one before it.")
    if found.entries:
        click.echo(f"The last is {found.entries}:{found.last_hash}")
