"""`flask officers create`: the first account of an authority, and any other."""

import click
from flask.cli import AppGroup

from licensing.authorities.lookup import named
from licensing.authorities.officers import NewPassword, create_officer
from licensing.authorities.permissions import Role
from licensing.db import transaction
from licensing.errors import BadInput

officers = AppGroup("officers", help="Officers' accounts.")


@officers.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--authority", required=True, help="A GSS code, or the council's name.")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="May be given several times.",
)
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for when not given; better not on the command line.",
)
def create(email: str, name: str, authority: str, roles: tuple[str, ...], password: str) -> None:
    """Make an officer's account."""
    hashed = NewPassword.of(password)
    try:
        with transaction():
            council = named(authority)
            officer = create_officer(
                email=email,
                name=name,
                password=hashed,
                authority=council,
                roles=[Role(role) for role in roles],
                must_change_password=True,
            )
            said = f"{officer.email} is an officer of {council.nice_name}: {', '.join(sorted(roles))}."
    except BadInput as refusal:
        for fault in refusal.faults.values() or [refusal.message]:
            click.echo(fault, err=True)
        raise SystemExit(1) from None
    click.echo(said)
