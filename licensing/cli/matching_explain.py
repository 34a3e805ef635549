"""`flask matching explain`: how two people compare, field by field, and what it amounts to."""

from itertools import islice
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from licensing.candidates.models import MatchingIndex
from licensing.db import db
from licensing.errors import BadInput, NotConfigured
from licensing.matching.commonness import NOTHING_KNOWN, Commonness, counted
from licensing.matching.compare import Outcome, compare
from licensing.matching.forms import form_of
from licensing.matching.people import Person
from licensing.matching.verdict import MATCHER_VERSION, judge
from licensing.national_register import index
from licensing.national_register.people_file import lines_of, person_of

NOT_HELD = "–"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--commonness/--no-commonness",
    default=True,
    help="Weigh names by how many entries of the register bear them, as a search does.",
)
@with_appcontext
def explain(file: Path, commonness: bool) -> None:
    """Compare the two people of a CSV file as a search would: the first is who is looked for.

    The first line names the columns, of which any may be missing: first_name, middle_names, last_name, dob, address,
    town, postcode, prev_postcode, nino, licence_no. People are never named on the command line, which others on the
    machine can read. No entry of the register is read, only how common names are in it, so no receipt is left.
    """
    lines = list(islice(lines_of(file, ()), 3))
    if len(lines) != 2:
        raise BadInput(f"{file.name} must have two people below the line of column names, and no more.")
    first, second = map(person_of, lines)
    common, said = _commonness(first) if commonness else (NOTHING_KNOWN, "not asked for")
    compared = compare(first, second, common)
    verdict = judge(compared)
    for field in compared.fields:
        if field.outcome is Outcome.ABSENT and not (field.applicant_value or field.entry_value):
            continue
        click.echo(f"{field.field.label}: {field.outcome.value} ({field.points:+.2f})")
        click.echo(f"    first:  {field.applicant_value or NOT_HELD}")
        click.echo(f"    second: {field.entry_value or NOT_HELD}")
        if field.words:
            click.echo(f"    {field.words}")
    click.echo(f"Points: {verdict.points:+.2f}")
    click.echo(f"Band: {verdict.band.value} ({verdict.band.words})")
    for reason in verdict.reasons:
        click.echo(f"    {reason}")
    click.echo(f"How common names are: {said}")
    click.echo(f"Matcher: {MATCHER_VERSION}")


def _commonness(person: Person) -> tuple[Commonness, str]:
    """How common somebody's names are in the register here, as a search asks it; and where that is known from."""
    try:
        if not inspect(db.engine).has_table(MatchingIndex.__tablename__):
            return NOTHING_KNOWN, "not known: no database is set up"
        state = index.state(counted(form_of(person)))
    except OperationalError:
        return NOTHING_KNOWN, "not known: the database can't be reached"
    except NotConfigured as fault:
        return NOTHING_KNOWN, f"not known: {fault.message}"
    finally:
        db.session.rollback()
    if not state.entries:
        return NOTHING_KNOWN, "not known: the register is empty"
    return state.common, f"counted among the {state.entries:,} entries of the register"
