"""`flask matching`: the matching index."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import select

from licensing.authorities.officer_models import Officer, OfficerRole
from licensing.authorities.permissions import Role
from licensing.candidates import upkeep
from licensing.db import db, transaction
from licensing.national_register import alerts
from licensing.national_register import index as entries
from licensing.register import reindex as people
from licensing.register.index import PEOPLE
from licensing.register.models import new_ref

matching = AppGroup("matching", help="Is this the same person? The index by which that is asked.")


@matching.command()
def reindex() -> None:
    """Build the index of entries and of people anew: after an update that says so, or a change of FINGERPRINT_KEY.

    Nobody makes an entry or takes in an application meanwhile; for a million entries that is some minutes. Where no
    search was answered before, everybody watched is then compared with the register.
    """
    for what, index in (("entries of the national register", entries), ("people", people)):
        with (
            click.progressbar(length=index.how_many(), label=what.capitalize(), file=sys.stderr) as bar,
            transaction(),
        ):
            unsearched = index is entries and not entries.ENTRIES.is_in_order()
            done = index.reindex(bar.update)
            if unsearched:
                _promise_everybody_compared()
        click.echo(f"{done:,} {what} indexed.")
    upkeep.tidy(entries.ENTRIES, PEOPLE)


def _promise_everybody_compared() -> None:
    """In the caller's transaction. The register's operator sees the message, should it fail, or else any officer.

    Without any officer there is nobody who is watched.
    """
    operates = Officer.role_rows.any(OfficerRole.role == Role.REGISTER_OPERATOR.value)
    seen_by = db.session.scalar(
        select(Officer.authority_id).order_by(Officer.active.desc(), operates.desc(), Officer.id).limit(1)
    )
    if seen_by is not None:
        alerts.promise_everybody_compared(new_ref(), authority_id=seen_by)
