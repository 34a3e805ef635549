"""`flask duties`: an authority's board of duties as a table, or as CSV for a spreadsheet."""

import csv
import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from licensing import clock
from licensing.authorities.lookup import named
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.duties import queries
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty

# The columns of the CSV. `about` is what the board shows and may name somebody; nothing else is personal. `officer` is
# a number. `days_overdue` is in days, 0 when it is not; `discharged_on` is empty while the duty is open.
COLUMNS = (
    "due_on",
    "state",
    "days_overdue",
    "owed",
    "duty",
    "about",
    "subject",
    "rule",
    "source",
    "officer",
    "began_on",
    "discharged_on",
    "id",
)
# A spreadsheet takes a cell that begins with one of these for a formula, and would reckon it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# How wide the table's text columns may grow.
WIDEST = 60


@click.command()
@click.option("--authority", required=True, help="The council's short code, GSS code or name.")
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values, with every column.")
@click.option("--all", "every", is_flag=True, help="Discharged duties too.")
@click.option("--overdue", is_flag=True, help="Only those past their last lawful day.")
@with_appcontext
def duties(authority: str, as_csv: bool, every: bool, overdue: bool) -> None:
    """Print what an authority owes, and what is owed to it, by due date."""
    if every and overdue:
        raise click.UsageError("Choose --all or --overdue: what is discharged is not overdue.")
    council, today = named(authority), clock.today()
    states = [queries.OVERDUE if overdue else queries.OPEN, *([queries.DISCHARGED] if every else [])]
    found = [
        duty
        for state in states
        for duty in queries.board(queries.Wanted(council.id, today, clock.now(), state=state))
    ]
    if as_csv:
        click.echo(csv_of(found, today), nl=False)
        return
    click.echo(table_of(found, today, _names(found)))
    late = sum(_overdue(duty, today) > 0 for duty in found)
    click.echo(f"\n{council.nice_name}, {today.isoformat()}: {len(found)} listed, {late} overdue.")


def csv_of(duties: Iterable[Duty], today: date) -> str:
    """Duties as CSV (RFC 4180) with a line of column names; no cell is a formula to a spreadsheet."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(cell) for cell in _cells(duty, today)] for duty in duties)
    return file.getvalue()


def _names(duties: Iterable[Duty]) -> dict[int, str]:
    """The names of the officers who have these duties."""
    ids = {duty.officer_id for duty in duties if duty.officer_id is not None}
    return {one.id: one.name for one in db.session.scalars(select(Officer).where(Officer.id.in_(ids)))}


def table_of(duties: Iterable[Duty], today: date, names: Mapping[int, str]) -> str:
    """Duties as an aligned table, the most important columns only, each with the name of the officer who has it."""
    heads = ("Due", "How it stands", "Owed", "Duty", "About", "Rule", "Officer")
    rows: list[Sequence[str]] = [heads]
    for duty in duties:
        cells = dict(zip(COLUMNS, _cells(duty, today), strict=True))
        late = int(cells["days_overdue"])
        stands = f"{late} {'day' if late == 1 else 'days'} overdue" if late else cells["state"]
        words = [textwrap.shorten(cells[name], WIDEST, placeholder="…") for name in ("duty", "about")]
        rows.append(
            (
                cells["due_on"],
                stands,
                cells["owed"],
                *words,
                cells["rule"],
                names.get(duty.officer_id or 0, "nobody"),
            )
        )
    if len(rows) == 1:
        return "No duty is listed."
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(
        line.rstrip() for line in (lines[0], "  ".join("-" * width for width in widths), *lines[1:])
    )


def _cells(duty: Duty, today: date) -> tuple[str, ...]:
    kind, late = KINDS[duty.kind], _overdue(duty, today)
    if duty.discharged_on is not None:
        state = "discharged late" if duty.discharged_on > duty.due_on else "discharged"
    else:
        state = "overdue" if late else "due today" if duty.due_on == today else "due"
    return (
        duty.due_on.isoformat(),
        state,
        str(late),
        "to us" if kind.owed_to_us else "by us",
        kind.title,
        duty.about,
        duty.subject,
        duty.rule,
        kind.source,
        str(duty.officer_id or ""),
        duty.began_on.isoformat(),
        duty.discharged_on.isoformat() if duty.discharged_on else "",
        str(duty.id),
    )


def _overdue(duty: Duty, today: date) -> int:
    """By how many days an open duty is overdue; it is from the day after its last lawful day."""
    return max(0, (today - duty.due_on).days) if duty.discharged_at is None else 0


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
