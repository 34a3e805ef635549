"""`flask register-clients …`: the authorities that use the register kept here from installations of their own."""

from datetime import timedelta

import click
from flask.cli import AppGroup

from licensing import clock
from licensing.authorities.lookup import named
from licensing.db import transaction
from licensing.errors import NotFound
from licensing.national_register import credentials

register_clients = AppGroup(
    "register-clients", help="The authorities that use the register kept here from elsewhere."
)
_SHOWN_ONCE = "It is not shown again. The authority puts it into its REGISTER_CREDENTIALS:"


@register_clients.command()
@click.argument("authority")
def add(authority: str) -> None:
    """Give an authority (its code or name) its first credential."""
    with transaction():
        council = named(authority)
        whole = credentials.add(council)
        said = f"{council.nice_name} may use the register. {_SHOWN_ONCE}\n{council.key}:{whole}"
    click.echo(said)


@register_clients.command()
@click.argument("authority")
@click.option(
    "--overlap-days",
    type=click.IntRange(0, 90),
    default=credentials.OVERLAP.days,
    show_default=True,
    help="For how long the earlier credentials stay good.",
)
def rotate(authority: str, overlap_days: int) -> None:
    """Give an authority another credential; the earlier ones stay good for a while."""
    with transaction():
        council = named(authority)
        whole = credentials.rotate(council, overlap=timedelta(days=overlap_days))
        said = f"{council.nice_name} has a new credential. {_SHOWN_ONCE}\n{council.key}:{whole}"
    click.echo(said)


@register_clients.command()
@click.argument("authority")
@click.option("--credential", "prefix", default="", help="Only the one that begins so; every one otherwise.")
def revoke(authority: str, prefix: str) -> None:
    """End an authority's credentials at once."""
    with transaction():
        council = named(authority)
        ended = credentials.revoke(council, prefix=prefix)
        if not ended:
            raise NotFound(f"{council.nice_name} has no such credential that is good.")
        said = f"{ended} credential{'s' if ended > 1 else ''} of {council.nice_name} ended."
    click.echo(said)


@register_clients.command("list")
def list_() -> None:
    """Every credential there was: whose, since when, until when."""
    at = clock.now()
    for one in credentials.everybody():
        ended = one.revoked_at or one.expires_at
        state = "good" if credentials.is_good(one, at) else "ended"
        until = f", to {ended:%d/%m/%Y %H:%M} UTC" if ended else ""
        click.echo(f"{one.authority.key} {one.prefix} {state}, from {one.made_at:%d/%m/%Y %H:%M} UTC{until}")
