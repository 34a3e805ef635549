"""`flask keys rotate`: seal every number, form of the index, concern, letter and file anew under the newest key."""

from typing import TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy import select, update

from licensing import sealing
from licensing.applications import drafts
from licensing.applications.models import Application
from licensing.authorities import second_factor
from licensing.candidates.index import Index
from licensing.concerns.models import Concern, ConcernLetter, Information, ReceivedConcern
from licensing.db import db, transaction
from licensing.exchange.models import Change, Load
from licensing.national_register.correspondence_models import Document, ReceivedLetter
from licensing.national_register.index import ENTRIES
from licensing.national_register.letters import RegisterLetter
from licensing.national_register.models import EntryNumber
from licensing.register.index import PEOPLE
from licensing.register.models import PersonNumber

keys = AppGroup("keys", help="The keys that encrypt identity numbers.")
BATCH = 500

Numbered = TypeVar(
    "Numbered", PersonNumber, EntryNumber, Information, Concern, ReceivedConcern, ConcernLetter
)
Sealed = TypeVar("Sealed", Document, ReceivedLetter, RegisterLetter, Load)


@keys.command()
def rotate() -> None:
    """Seal anew whatever an older key sealed; afterwards the older key may leave SEALING_KEYS."""
    total = 0
    total += _rotate(PersonNumber) + _rotate(EntryNumber)
    total += _rotate(Information) + _rotate(Concern) + _rotate(ReceivedConcern) + _rotate(ConcernLetter)
    total += _rotate_forms(ENTRIES) + _rotate_forms(PEOPLE)
    total += _rotate_files(Document) + _rotate_files(ReceivedLetter) + _rotate_files(RegisterLetter)
    total += _rotate_files(Load) + _rotate_changes()
    with transaction():
        for application in db.session.scalars(select(Application).where(Application.draft != "")):
            if not sealing.sealed_by_newest_key(application.draft):
                drafts.reseal(application)
                total += 1
        total += second_factor.reseal_all()
    click.echo(f"{total} sealed anew.")


def _rotate(model: type[Numbered]) -> int:
    """Seal anew what a table's rows hold, in batches; returns how many."""
    total = last = 0
    while True:
        with transaction():
            rows = db.session.scalars(
                # Held, so that nobody writes a row meanwhile which this would put back as it was.
                select(model).where(model.id > last).order_by(model.id).limit(BATCH).with_for_update(of=model)
            ).all()
            for row in rows:
                last = row.id
                if not sealing.sealed_by_newest_key(row.sealed):
                    row.reseal()
                    total += 1
        if not rows:
            return total


def _rotate_files(model: type[Sealed]) -> int:
    """Seal anew the letters and files of a table, one at a time since each may be large; returns how many."""
    total = 0
    held = db.session.scalars(select(model.id).where(model.content.is_not(None)).order_by(model.id)).all()
    for number in held:
        with transaction():
            total += db.session.get_one(model, number, with_for_update={"of": model}).reseal()
    return total


def _rotate_changes() -> int:
    """Seal anew what loads of files keep of what they did, in batches; returns how many."""
    total = last = 0
    while True:
        with transaction():
            rows = db.session.scalars(
                select(Change).where(Change.id > last).order_by(Change.id).limit(BATCH)
            ).all()
            for row in rows:
                last = row.id
                total += row.reseal()
        if not rows:
            return total


def _rotate_forms(index: Index) -> int:
    """Seal anew the forms of an index; returns how many. One of another version has to be built anew instead."""
    if not index.is_in_order():
        click.echo(f"The index of {index.name} is of another version: run `flask matching reindex` as well.")
        return 0
    total = last = 0
    number, form = index.forms.c[index.owner], index.forms.c.form
    while True:
        with transaction():
            rows = db.session.execute(
                select(number, form).where(number > last).order_by(number).limit(BATCH).with_for_update()
            ).all()
            for last, sealed in rows:
                if not sealing.bytes_sealed_by_newest_key(sealed):
                    context = index.context(last)
                    anew = sealing.seal_bytes(sealing.unseal_bytes(sealed, context), context)
                    db.session.execute(update(index.forms).where(number == last).values(form=anew))
                    total += 1
        if not rows:
            return total
