"""`flask training attendance`: the same dry run, and the same loading, as on the page."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db, transaction
from licensing.errors import Refusal
from licensing.training.attendance import DryRun, dry_run
from licensing.training.attendance_file import Unreadable, shown
from licensing.training.loading import LEAVE_OUT, LIST_ONLY, load_attendance

FAULTS, UNREADABLE = 1, 2

training = AppGroup("training", help="Training: attendance lists.")


@training.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--by", "email", required=True, help="The email address of the officer whose authority it is for."
)
@click.option("--session", "session_id", type=int, help="The number of the session the whole list is of.")
@click.option(
    "--choose",
    "chosen",
    multiple=True,
    metavar="LINE=WHO",
    help=f"Who a line is: a person's number that was offered, {LIST_ONLY} or {LEAVE_OUT}.",
)
@click.option("--yes", is_flag=True, help="Load what the check shows. Without it nothing is stored.")
def attendance(file: Path, email: str, session_id: int | None, chosen: tuple[str, ...], yes: bool) -> None:
    """Check an attendance list, and load it with --yes.

    Exits 0 when nothing stands against the list, 1 when it has faults or asks something, 2 when it can't be
    read.
    """
    content, on = file.read_bytes(), clock.today()
    choices = _choices(chosen)
    officer = db.session.scalar(select(Officer).where(Officer.email == email.strip().lower()))
    if officer is None or not officer.may(Permission.MANAGE_TRAINING):
        raise click.UsageError(f"{email} is no officer who may {Permission.MANAGE_TRAINING.value}.")
    try:
        found = dry_run(officer.authority_id, content, on=on, session_id=session_id)
    except Unreadable as fault:
        click.echo(f"{file.name} can't be read: {fault}", err=True)
        raise SystemExit(UNREADABLE) from None
    except Refusal as refusal:
        raise click.UsageError(refusal.message) from None
    unanswered = _tell(found, choices)
    if found.faults or unanswered:
        click.echo("Nothing was stored.", err=True)
        raise SystemExit(FAULTS)
    if not yes:
        click.echo("Nothing was stored. Add --yes to load it.")
        return
    try:
        with transaction():
            loaded = load_attendance(
                content, shown=found.digest, choices=choices, by=officer, on=on, session_id=session_id
            )
    except Refusal as refusal:
        for fault_text in getattr(refusal, "faults", {}).values() or [refusal.message]:
            click.echo(fault_text, err=True)
        raise SystemExit(FAULTS) from None
    click.echo(
        f"Loaded: {loaded.attendances} on the list, {loaded.completions} completions, "
        f"{loaded.sessions} sessions added; {loaded.held} held already, {loaded.left_out} left out."
    )


def _choices(chosen: tuple[str, ...]) -> dict[int, str]:
    choices: dict[int, str] = {}
    for one in chosen:
        line, _, who = one.partition("=")
        if not (line.strip().isascii() and line.strip().isdigit()) or not who.strip():
            raise click.BadParameter(
                f"“{one}” is not a line, = and who it is, like 4=17.", param_hint="--choose"
            )
        choices[int(line)] = who.strip()
    return choices


def _tell(found: DryRun, choices: dict[int, str]) -> int:
    """Say what the check found; returns how many questions have no answer yet."""
    for note in found.notes:
        click.echo(f"Note: {note}")
    for fault in found.faults:
        column = f", {shown(fault.column)}" if fault.column else ""
        click.echo(f"Line {fault.line}{column}: {fault.message}.")
    unanswered = [row for row in found.questions if row.line not in choices]
    for row in unanswered:
        click.echo(f"Line {row.line}: who is {row.name}? {row.match.question}.")
        for candidate in row.match.candidates:
            click.echo(f"    --choose {row.line}={candidate.person_id}  {candidate.words}")
        click.echo(f"    --choose {row.line}={LIST_ONLY}  on the list, linked to nobody yet")
        click.echo(f"    --choose {row.line}={LEAVE_OUT}  left out")
    held = len(found.rows) - len(found.new_rows)
    click.echo(
        f"{found.lines} lines: {len(found.new_rows)} to add, {held} held already, "
        f"{len({fault.line for fault in found.faults})} with faults, {len(unanswered)} to choose; "
        f"{len(found.new_sessions)} sessions to add."
    )
    return len(unanswered)
