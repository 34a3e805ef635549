"""`flask officers …`: the first account of an authority, and any other; a new password for one that was forgotten."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from licensing.audit.actions import system_for
from licensing.authorities import second_factor
from licensing.authorities.lookup import named
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import NewPassword, create_officer, give_password, made_up_password
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound

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


@officers.command("new-password")
@click.option("--email", required=True)
@click.option(
    "--take-away-second-factor",
    "and_factor",
    is_flag=True,
    help="Their device is lost too, and every recovery code.",
)
def new_password(email: str, and_factor: bool) -> None:
    """Give an officer who forgot theirs a new password, shown this once; they choose another at once.

    For an authority's only administrator, and for who acts for the whole register; an administrator's page gives the
    others theirs. Their sessions end.
    """
    password = made_up_password()
    hashed = NewPassword.of(password)
    with transaction():
        who = db.session.scalar(select(Officer).where(Officer.email == email.strip().lower()))
        if who is None:
            raise NotFound(f"There is no officer {email}.")
        by = system_for(who.authority.key)
        give_password(who.id, authority_id=who.authority_id, new=hashed, by=by)
        if and_factor:
            second_factor.reset(who.id, authority_id=who.authority_id, by=by)
        said = f"{who.email} signs in once with {password} and chooses another."
    click.echo(said)
