"""`flask matching`: the matching index."""

import sys

import click
from flask.cli import AppGroup

from licensing.candidates import upkeep
from licensing.db import transaction
from licensing.national_register import index as entries
from licensing.register import reindex as people
from licensing.register.index import PEOPLE

matching = AppGroup("matching", help="Is this the same person? The index by which that is asked.")


@matching.command()
def reindex() -> None:
    """Build the index of entries and of people anew: after an update that says so, or a change of FINGERPRINT_KEY.

    Nobody makes an entry or takes in an application meanwhile; for a million entries that is some minutes.
    """
    for what, index in (("entries of the national register", entries), ("people", people)):
        with (
            click.progressbar(length=index.how_many(), label=what.capitalize(), file=sys.stderr) as bar,
            transaction(),
        ):
            done = index.reindex(bar.update)
        click.echo(f"{done:,} {what} indexed.")
    upkeep.tidy(entries.ENTRIES, PEOPLE)
