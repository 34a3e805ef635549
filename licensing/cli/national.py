"""`flask national`: the embedded national register's own jobs, and screening a file against the register."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.applications.deleting import delete_found_by_hand, delete_received
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.candidates import upkeep
from licensing.db import db, transaction
from licensing.national_register import importing, index, screening
from licensing.national_register.actions import PURPOSES
from licensing.national_register.people_file import facts_of
from licensing.national_register.removal import expired, remove_expired
from licensing.national_register.results_file import Results

FAULTS = 1

national = AppGroup("national", help="The national register kept in this installation.")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_by = click.option("--by", "email", required=True, help="The email address of the officer who does it.")


@national.command("remove-expired")
@click.option("--dry-run", is_flag=True, help="Say how many would go; remove nothing.")
def remove(dry_run: bool) -> None:
    """Remove entries whose eleven years have ended (2022 Act s.4(3)(b)); each leaves a certificate in the audit log."""
    on = clock.today()
    with transaction():
        gone = [entry.ref for entry in expired(on)] if dry_run else remove_expired(on)
    for ref in gone:
        click.echo(f"entry {ref}: {'would be removed' if dry_run else 'removed'}")
    click.echo(f"{len(gone)} {'would be removed' if dry_run else 'removed'} on {on:%-d %B %Y}.")


@national.command("delete-received")
@click.option("--dry-run", is_flag=True, help="Say what would go; delete nothing.")
def delete(dry_run: bool) -> None:
    """Delete what other authorities told for applications that are over, with any appeal (rule R23).

    The worker does so every day. The regard had to it and the determination stay; the audit log says
    what was deleted and when.
    """
    on = clock.today()
    with transaction():
        gone = delete_received(on, dry_run=dry_run)
        entries = delete_found_by_hand(on, dry_run=dry_run)
    for one in gone:
        click.echo(
            f"request {one.request_id} of application {one.application_id}: {'reply, ' if one.reply else ''}"
            f"{len(one.documents)} files and {len(one.changes)} changes {'would be deleted' if dry_run else 'deleted'}"
        )
    for ref in entries:
        click.echo(f"entry {ref}, seen on the portal: {'would be deleted' if dry_run else 'deleted'}")
    click.echo(f"{len(gone)} requests {'would be cleared' if dry_run else 'cleared'} on {on:%-d %B %Y}.")


@national.command("import-entries")
@click.argument("file", type=_FILE)
@_by
@click.option("--yes", is_flag=True, help="Load what the check shows. Without it nothing is stored.")
def import_entries(file: Path, email: str, yes: bool) -> None:
    """Check a register in a CSV file, and load it with --yes: all of it or, while a line has a fault, nothing.

    The first line names the columns: entry_id, authority (a name or GSS code), decision and decision_date must be
    there; first_name, middle_names, last_name, dob, address, town, postcode, nino, licence_no and first_made may be.
    Loading the same file again changes nothing. Exits 1 when the file has faults.
    """
    officer, on, facts = _officer(email, Permission.IMPORT_ENTRIES), clock.today(), facts_of(file)
    with _bar("Checking", facts.lines) as told:
        found = importing.check(file, on=on, told=told)
    _tell(found)
    if found.faults:
        click.echo("Nothing was stored: a file is loaded when no line of it has a fault.", err=True)
        raise SystemExit(FAULTS)
    if not yes:
        click.echo("Nothing was stored. Add --yes to load it.")
        return
    at_its_end = importing.is_indexed_at_its_end(found.new) or importing.index_is_aside()
    made = _load(file, found, officer, sha256=facts.sha256, at_its_end=at_its_end) if found.new else 0
    # At its end also when somebody built the index meanwhile: nobody was compared yet with what was loaded.
    if at_its_end or importing.index_is_aside():
        with _bar("Indexing", index.how_many()) as told, transaction():
            importing.build_index(told, officer)
        upkeep.tidy(index.ENTRIES)
    click.echo(
        f"Loaded: {made:,} entries made; {found.there:,} were there already, {found.left_out:,} left out."
    )


def _load(file: Path, found: importing.Checked, officer: Officer, *, sha256: str, at_its_end: bool) -> int:
    """Make the entries of a file that was checked; returns how many. `at_its_end` they are still to be indexed."""
    made = 0
    if at_its_end:
        click.echo("Until all of it is loaded and indexed, searches are refused.", err=True)
        with transaction():
            importing.set_index_aside(officer)
    try:
        with _bar("Loading", found.lines) as told:
            for read, entries in importing.batches(file, on=clock.today()):
                with transaction():
                    made += importing.load(entries, file=sha256, by=officer, indexed=not at_its_end)
                told(read)
    except IntegrityError:
        raise click.ClickException(
            "Somebody else loaded the same entries meanwhile. Run it again: what is there is not made twice."
        ) from None
    with transaction():
        importing.finish(file=sha256, entries=made, there=found.there, left_out=found.left_out, by=officer)
    return made


def _tell(found: importing.Checked) -> None:
    for fault in found.faults:
        click.echo(f"Line {fault.line}: {fault.text}.")
    for what, count in found.warnings.counts.items():
        lines = ", ".join(str(line) for line in found.warnings.first_lines[what])
        more = " and more" if count > len(found.warnings.first_lines[what]) else ""
        click.echo(f"Warning: {count:,} {what} (line {lines}{more}).")
    with_faults = len({fault.line for fault in found.faults})
    click.echo(
        f"{found.lines:,} lines: {found.new:,} to load, {found.there:,} there already, {found.left_out:,} left out, "
        f"{with_faults:,} with faults."
    )


@national.command("screen")
@click.argument("file", type=_FILE)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where the results go; the receipts go beside it, as NAME.receipts.csv.",
)
@_by
@click.option("--purpose", type=click.Choice(sorted(PURPOSES)), required=True, help="What the search is for.")
@click.option("--reason", default="", help="Why; kept on each receipt. “Screening of FILE” unless given.")
@click.option("--all-candidates", is_flag=True, help="A row for every pair that was scored; for evaluation.")
def screen(file: Path, output: Path, email: str, purpose: str, reason: str, all_candidates: bool) -> None:
    """Search the national register for everybody in a CSV file, for no application.

    The first line names the columns: query_id must be there; first_name, middle_names, last_name, dob, address, town,
    postcode, prev_postcode, nino and licence_no may be. Interrupted, the same command goes on where it stopped.

    A row of the results is a query and an entry that may be about the same person, the likeliest first. Ids are given
    back exactly as they came. Every query has its receipt, also one that found nothing; no receipt of a screening can
    serve the determination of an application.
    """
    officer = _officer(email, Permission.SCREEN_FILES)
    if not output.parent.is_dir():
        raise click.BadParameter(f"there is no folder {output.parent}.", param_hint="--output")
    facts = facts_of(file)
    task = screening.Task(
        file=facts.sha256,
        purpose=purpose,
        reason=reason.strip() or f"Screening of {file.name}",
        all_candidates=all_candidates,
    )
    screening.refuse_unless_possible(task, officer)
    count = screening.check(file)
    results = Results(output, of=task.key(officer))
    done = results.begin(screening.is_committed)
    if done:
        click.echo(f"Going on after {done:,} queries.", err=True)
    searched, began = 0, screening.stopwatch()
    with results, _bar("Screening", count, at=done) as told:
        for queries in screening.batches(file, after=done):
            answers = screening.ask(queries, task, by=officer)
            with transaction():
                batch = screening.screen(queries, task, by=officer, answers=answers)
                results.prepare(batch.result_rows, batch.receipt_rows, len(queries))
            results.write()
            searched += len(queries)
            told(len(queries))
    took = screening.stopwatch() - began
    with transaction():
        screening.finish(task, searches=count, candidates=results.candidates, by=officer)
    results.finish()
    rate = f", {searched / took:,.0f} a second" if searched and took > 0 else ""
    click.echo(
        f"{count:,} queries searched{rate}: {results.found:,} with a possible match, "
        f"{results.candidates:,} possible matches. Results: {output}; receipts: {results.receipts_path}"
    )
    click.echo("Each receipt has its page: /screenings/receipts/RECEIPT")


def _officer(email: str, permission: Permission) -> Officer:
    officer: Officer | None = db.session.scalar(select(Officer).where(Officer.email == email.strip().lower()))
    if officer is None or not officer.may(permission):
        raise click.UsageError(f"{email} is no officer who may {permission.value}.")
    return officer


@contextmanager
def _bar(label: str, length: int, at: int = 0) -> Iterator[Callable[[int], None]]:
    """A progress bar on the terminal, beside what is printed; `at` is where it begins."""
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        bar.update(at)
        yield bar.update
