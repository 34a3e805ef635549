"""`flask vetting`: what is due of licence holders' vetting, and asking the outside services what falls due."""

import click
from flask.cli import AppGroup

from licensing import clock
from licensing.authorities.lookup import named
from licensing.db import transaction
from licensing.suitability import daily, vetting_queries
from licensing.suitability.standing import OPEN_STATES

vetting = AppGroup("vetting", help="What vets licence holders, while their licences run.")


@vetting.command()
@click.option("--authority", required=True, help="The council's short code, GSS code or name.")
@click.option("--people", is_flag=True, help="Each person by their number in the register; nobody's name.")
def due(authority: str, people: bool) -> None:
    """Count what is due, has lapsed, was never recorded or is to be looked at."""
    council, today = named(authority), clock.today()
    everybody = vetting_queries.of_authority(council.id, today)
    watches = vetting_queries.policies_of(council.id, today).vetting.about("person")
    open_ones = [(vetted, one) for vetted in everybody for one in vetted.standings if one.is_open]
    width = max(len(one.title) for one in watches)
    click.echo("  ".join(["What".ljust(width), *(state.rjust(14) for state in OPEN_STATES)]))
    for watch in watches:
        if watch.renews:
            continue
        counts = [
            sum(one.watch is watch and one.state == state for _, one in open_ones) for state in OPEN_STATES
        ]
        marks = "" if watch.verified else "  (unverified period)"
        click.echo("  ".join([watch.title.ljust(width), *(f"{count:>14}" for count in counts)]) + marks)
    if people:
        for vetted, one in open_ones:
            last = one.due_on.isoformat() if one.due_on else "no day"
            click.echo(f"person {vetted.person_id}: {one.watch.title}: {one.state}, {last}")
    waiting = vetting_queries.waiting_count(council.id)
    click.echo(
        f"\n{council.nice_name}, {today.isoformat()}. Licence holders: {len(everybody)}. "
        f"Things to do: {len(open_ones)}. Questions waiting: {waiting}."
    )


@vetting.command()
def ask() -> None:
    """Open what fell due and put the questions now, without waiting for tomorrow's pass; the worker sends them."""
    with transaction():
        done = daily.look_after(clock.today())
    click.echo(f"Duties opened and questions put: {done}.")
