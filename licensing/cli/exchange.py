"""`flask exchange`: files in, each with a dry run first.

Exit codes: 0 clean, 1 faults (or what a person must settle first), 2 when the file is missing or is neither text nor
a spreadsheet, 3 when the command itself can't be followed (no such profile, officer or authority).
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import inspect, select

from licensing import clock
from licensing.authorities.lookup import named
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db, transaction
from licensing.errors import BadInput, Refusal
from licensing.exchange import checking, loading, profiles, undoing, uploads
from licensing.exchange.checking import DryRun
from licensing.exchange.content import Unreadable
from licensing.exchange.fields import WORDS
from licensing.exchange.models import STATES, Load
from licensing.exchange.profiles import Profile
from licensing.exchange.recognising import LEAVE_OUT, NEW

FAULTS, UNREADABLE, MISUSED = 1, 2, 3

exchange = AppGroup("exchange", help="Files in: drivers, licences, vehicles, operators and training.")

_as = click.option(
    "--as", "profile_name", default="", help="A built-in profile, or the path of a profile file."
)
_by = click.option("--by", "email", default="", help="The email address of the officer who does it.")


@exchange.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@_as
@click.option("--authority", "authority_name", default="", help="Whose file it is: a GSS code or a name.")
def check(file: Path, profile_name: str, authority_name: str) -> None:
    """Say what loading FILE would do, and everything that is wrong with it. Nothing is stored."""
    data = _data(file)
    profile = _profile(profile_name)
    authority = _authority(authority_name) if authority_name else None
    found = _checked(file, profile, data, authority)
    _tell(found, by_name=False)
    if found.faults or found.questions:
        raise SystemExit(FAULTS)


@exchange.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@_as
@_by
@click.option("--yes", is_flag=True, help="Load what the check shows. Without it nothing is stored.")
@click.option(
    "--confirm-ending", "confirmed", default="", help="The authority's name, when many licences would end."
)
@click.option(
    "--choose",
    "chosen",
    multiple=True,
    metavar="LINE=WHO",
    help="Who the person on a line is: a person's number, “line N”, new, or leave (left out). May be repeated.",
)
def load(
    file: Path, profile_name: str, email: str, yes: bool, confirmed: str, chosen: tuple[str, ...]
) -> None:
    """Load FILE into the officer's authority's register: all of it or nothing."""
    data = _data(file)
    profile, officer, choices = _profile(profile_name), _officer(email), _choices(chosen)
    if not yes:
        with transaction():
            found = _checked(file, profile, data, officer.authority, choices)
            uploads.say_checked(found, by=officer)
        _refuse_what_cannot_be_loaded(found)
        _refuse_if_stopped(found, confirmed, officer)
        click.echo("Nothing was stored. Add --yes to load it.")
        return
    with transaction():
        begun = loading.begin(profile.name, profile.what, checking.sha256(data), by=officer).id
    try:
        said = _loaded(file, profile, data, officer, begun, choices, confirmed)
    except (SystemExit, Refusal):
        # It didn't die: it was refused, and said why.
        with transaction():
            uploads.forget(begun)
        raise
    click.echo(said)


def _loaded(
    file: Path,
    profile: Profile,
    data: bytes,
    officer: Officer,
    begun: int,
    choices: dict[int, str],
    confirmed: str,
) -> str:
    with transaction():
        loading.hold(officer)
        found = _checked(file, profile, data, officer.authority, choices)
        _refuse_what_cannot_be_loaded(found)
        _refuse_if_stopped(found, confirmed, officer)
        with _bar("Loading", found.added + found.changed + found.ended) as told:
            done = loading.load(found, begun, by=officer, confirmed=confirmed, told=told)
            return (
                f"Loaded as load {done.id}: {done.lines:,} lines; {done.added:,} added, {done.changed:,} changed, "
                f"{done.ended:,} ended, {done.left_alone:,} left."
            )


@exchange.command("undo")
@click.argument("load_id", type=int, metavar="LOAD")
@_by
def undo(load_id: int, email: str) -> None:
    """Undo a load as one step, while nothing has built on it."""
    officer = _officer(email)
    with transaction():
        undone = undoing.undo(load_id, by=officer)
        said = (
            f"Load {undone.id} is undone: {undone.added:,} added were taken out, {undone.changed:,} changed and "
            f"{undone.ended:,} ended are as they were."
        )
    click.echo(said)


@exchange.command("list")
@click.option(
    "--authority", "authority_name", default="", help="Only this authority's: a GSS code or a name."
)
def show(authority_name: str) -> None:
    """List the loads, the newest first."""
    query = select(Load).order_by(Load.id.desc())
    if authority_name:
        query = query.where(Load.authority_id == _authority(authority_name).id)
    for one in db.session.scalars(query):
        at = clock.london_date(one.loaded_at or one.begun_at)
        click.echo(
            f"{one.id}: {one.authority.nice_name}, {WORDS[one.what]} as {one.profile}, {at:%-d %B %Y}. "
            f"{STATES[one.state]}. {one.lines:,} lines: {one.added:,} added, {one.changed:,} changed, "
            f"{one.ended:,} ended, {one.left_alone:,} left."
        )


@exchange.command("profiles")
def list_profiles() -> None:
    """List the built-in profiles."""
    for name, profile in profiles.built_in().items():
        click.echo(f"{name}: {profile.title}")


class _Misused(click.UsageError):
    """A command that can't be followed: not 2, which says that the file can't be read."""

    exit_code = MISUSED


def _data(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        click.echo(f"{file} can't be read: {fault.strerror or 'there is no such file'}.", err=True)
        raise SystemExit(UNREADABLE) from None


def _profile(name: str) -> Profile:
    if not name:
        raise _Misused(f"Say how the file is laid out: --as PROFILE. Built in are: {_ours()}.")
    try:
        return profiles.named(name)
    except BadInput as fault:
        raise _Misused(fault.message) from None


def _ours() -> str:
    return ", ".join(profiles.built_in())


def _authority(text: str) -> Authority:
    try:
        authority = named(text)
    except BadInput as fault:
        raise _Misused(fault.message) from None
    if not authority.licenses:
        raise _Misused(f"{authority.official_name} is no licensing authority.")
    return authority


def _officer(email: str) -> Officer:
    if not inspect(db.session.connection()).has_table(Load.__tablename__):
        raise _Misused("The register has no tables of this version yet: run flask db upgrade.")
    officer: Officer | None = db.session.scalar(select(Officer).where(Officer.email == email.strip().lower()))
    if officer is None or not officer.may(Permission.LOAD_FILES):
        raise _Misused(
            f"{email or 'Nobody'} is no officer who may {Permission.LOAD_FILES.value}: --by EMAIL."
        )
    return officer


def _choices(chosen: tuple[str, ...]) -> dict[int, str]:
    choices: dict[int, str] = {}
    for one in chosen:
        line, _, who = one.partition("=")
        if not (line.strip().isascii() and line.strip().isdigit()) or not who.strip():
            raise _Misused(f"“{one}” is not a line, = and who it is, like 4=17 or 4=new.")
        choices[int(line)] = " ".join(who.lower().split())
    return choices


def _checked(
    file: Path,
    profile: Profile,
    data: bytes,
    authority: Authority | None,
    choices: dict[int, str] | None = None,
) -> DryRun:
    try:
        with _bar("Checking", data.count(b"\n") or 1) as told:
            return checking.dry_run(
                profile, data, on=clock.today(), authority=authority, choices=choices, told=told
            )
    except Unreadable as fault:
        click.echo(f"{file.name} can't be read: {fault}", err=True)
        raise SystemExit(UNREADABLE) from None


def _refuse_what_cannot_be_loaded(found: DryRun) -> None:
    """Tell the dry run; ends the command when nothing can be loaded."""
    _tell(found, by_name=True)
    if found.faults or found.questions:
        click.echo("Nothing was stored: a file is loaded whole or not at all.", err=True)
        raise SystemExit(FAULTS)


def _refuse_if_stopped(found: DryRun, confirmed: str, officer: Officer) -> None:
    if any(plan.is_stopped for plan in found.plans) and not loading.is_name_of(officer.authority, confirmed):
        click.echo("Nothing was stored: confirm the ending with --confirm-ending NAME.", err=True)
        raise SystemExit(FAULTS)


def _tell(found: DryRun, *, by_name: bool) -> None:
    """Print a dry run. Who somebody of the register is, is told to an officer only, whose look is recorded."""
    for note in found.notes:
        click.echo(f"note: {note}")
    for fault in found.faults:
        click.echo(fault.words)
    for plan in found.plans:
        # What ends is told by the whole file only: a line at fault names its licence too.
        ended = "" if found.faults else f"{plan.count('ended'):,} ended, "
        sound = ", of the lines without a fault" if found.faults else ""
        click.echo(
            f"{plan.authority_name}: {plan.count('added'):,} would be added, {plan.count('changed'):,} changed, "
            f"{ended}{plan.left:,} left as they are{sound}."
        )
        if plan.is_stopped and not found.faults:
            click.echo(f"stopped: {loading.stopped_words(plan)}")
    for asked in found.questions:
        click.echo(f"line {asked.line}: held for an officer: {asked.who}, {asked.question}:")
        for who, words in asked.candidates:
            click.echo(f"    --choose '{asked.line}={who}'{f'  {words}' if by_name else ''}")
        click.echo(
            f"    --choose {asked.line}={NEW}  somebody else; --choose {asked.line}={LEAVE_OUT}  left out"
        )
    if found.unplanned:
        click.echo(
            f"{found.unplanned:,} rows name no authority: give --authority to compare them with its register."
        )
    faulty = checking.lines_of(found.faults)
    click.echo(
        f"{found.rows:,} rows read as {found.profile.name}: "
        + (f"{len(found.faults):,} faults on {faulty:,} lines." if found.faults else "no faults.")
    )


@contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on the terminal, beside what is printed."""
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update
