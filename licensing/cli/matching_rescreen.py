"""`flask matching rescreen`: everybody watched is compared with the national register by the present matcher."""

import sys

import click
from flask.cli import with_appcontext

from licensing import clock
from licensing.applications import watching
from licensing.db import db, transaction
from licensing.national_register import rescreening
from licensing.national_register.actions import PURPOSES

AT_ONCE = 200


@click.command("rescreen")
@click.option("--by", "email", required=True, help="The address of the officer in whose name it is done.")
@click.option("--purpose", required=True, type=click.Choice(sorted(PURPOSES)), help="What it is done for.")
@click.option(
    "--reason", default="The matcher changed", show_default=True, help="Why; kept in the audit log."
)
@click.option("--again", is_flag=True, help="Also when this version of the matcher has compared everybody.")
@with_appcontext
def rescreen(email: str, purpose: str, reason: str, again: bool) -> None:
    """Compare every licence holder and open application of every authority with the national register.

    What is found becomes an alert of the authority concerned, as when an entry is made: nobody is alerted twice, nor
    about what was adjudicated. One that was interrupted goes on where it stopped; a new version of the matcher
    begins anew.
    """
    with transaction():
        by = rescreening.officer_by_email(email)
        run = rescreening.newest()
        if run is not None and run.finished_at is not None and not again:
            click.echo(
                f"The matcher {run.matcher} has compared everybody already, on "
                f"{clock.london_date(run.finished_at):%-d %B %Y}. To compare them again: --again"
            )
            return
        if run is None or run.finished_at is not None:
            run = rescreening.begin(purpose=purpose, reason=reason, by=by)
        elif run.last_person_id:
            click.echo(f"Going on after {run.compared} people.")
        run_id, last = run.id, run.last_person_id
    with click.progressbar(length=watching.count_after(last), label="People", file=sys.stderr) as bar:
        while True:
            last, compared, opened = watching.compare_everybody_after(last, AT_ONCE)
            if not last:
                break
            with transaction():
                rescreening.went_on(run_id, last_person_id=last, compared=compared, alerts=opened)
            bar.update(compared)
    db.session.rollback()
    with transaction():
        done = rescreening.finish(run_id, by=rescreening.officer_by_email(email))
        click.echo(
            f"{done.compared} people compared by the matcher {done.matcher}: {done.alerts} new alerts."
        )
