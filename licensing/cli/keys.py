"""`flask keys rotate`: seal every identity number anew under the newest key."""

from typing import TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy import select

from licensing import sealing
from licensing.applications import drafts
from licensing.applications.models import Application
from licensing.db import db, transaction
from licensing.national_register.models import EntryNumber
from licensing.register.models import PersonNumber

keys = AppGroup("keys", help="The keys that encrypt identity numbers.")
BATCH = 500

Numbered = TypeVar("Numbered", PersonNumber, EntryNumber)


@keys.command()
def rotate() -> None:
    """Seal anew whatever an older key sealed; afterwards the older key may leave SEALING_KEYS."""
    total = 0
    total += _rotate(PersonNumber) + _rotate(EntryNumber)
    with transaction():
        for application in db.session.scalars(select(Application).where(Application.draft != "")):
            if not sealing.sealed_by_newest_key(application.draft):
                drafts.reseal(application)
                total += 1
    click.echo(f"{total} sealed anew.")


def _rotate(model: type[Numbered]) -> int:
    """Seal anew a table's numbers, in batches; returns how many."""
    total = last = 0
    while True:
        with transaction():
            rows = db.session.scalars(
                select(model).where(model.id > last).order_by(model.id).limit(BATCH)
            ).all()
            for row in rows:
                last = row.id
                if not sealing.sealed_by_newest_key(row.sealed):
                    row.reseal()
                    total += 1
        if not rows:
            return total
