"""`flask authorities`: load the councils, resolve a list of names, show what is known of one."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import click
from flask.cli import AppGroup

from licensing import clock
from licensing.authorities import loading, packaged, queries
from licensing.authorities.names import How, KnownAuthority, Names, Resolution
from licensing.authorities.packaged import Council
from licensing.db import transaction
from licensing.duties.holidays import load_bank_holidays

authorities = AppGroup("authorities", help="Councils: their names, codes and successors.")
ADDED = ("gss_code", "authority", "how")
DELIMITERS = (",", ";", "\t")


@authorities.command()
def load() -> None:
    """Load the councils, partnerships and bank holidays into the database. Loading again changes nothing."""
    with transaction():
        report = loading.load_councils()
        # Without them no statutory period can be counted: a register in service needs both from its first day.
        days = load_bank_holidays()
    click.echo(
        f"{report.from_file} authorities of the council file and {report.from_ours} of our own: "
        f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged. "
        f"Partnerships added or changed: {report.partnerships_changed}. Bank holidays added: {days}."
    )


@authorities.command()
@click.argument("file", type=click.File("rb"))
@click.option("--column", required=True, help="The column that holds the names, as its first row calls it.")
def resolve(file: BinaryIO, column: str) -> None:
    """Write FILE (a CSV; - for standard input) to standard output with gss_code, authority and how added.

    How is exact, former, near, or asked: then gss_code is empty, because whoever wrote the name must be
    asked, and authority lists whom it may mean. Every row and column is kept.
    """
    table = read_table(file.read())
    position = _position(table.header, column)
    names = queries.names(clock.today())
    added = [_free(name, table.header) for name in ADDED]
    for name, ours in zip(ADDED, added, strict=True):
        if name != ours:
            click.echo(f"There is a column {name} already: it is kept, and ours is called {ours}.", err=True)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=table.delimiter, lineterminator=table.line_end)
    writer.writerow(table.header + added)
    writer.writerows(row + _answer(names, row, position) for row in table.rows)
    # Bytes, so that no machine's own encoding or line end gets in.
    click.echo(out.getvalue().encode("utf-8"), nl=False)


@authorities.command()
@click.argument("name")
def show(name: str) -> None:
    """Show what is known of the authority that NAME (a name, a GSS code or a short code) means."""
    by_code = {council.key: council for council in packaged.councils()}
    council = by_code.get(name.strip().upper())
    names = queries.names(clock.today())
    if council:
        click.echo("\n".join(_described(council, names)))
        return
    answer = names.resolve(name)
    click.echo(f"{answer.how}: {answer.explanation}")
    for candidate in answer.candidates:
        click.echo("")
        click.echo("\n".join(_described(by_code[candidate.key], names)))
    if answer.how is How.ASKED:
        raise SystemExit(1)


@dataclass(frozen=True)
class Table:
    """A CSV file as read: every row as wide as the widest, and how it was written."""

    header: list[str]
    rows: list[list[str]]
    delimiter: str
    line_end: str


def read_table(content: bytes) -> Table:
    """Read a CSV file in UTF-8 (with or without a mark), UTF-16 with a mark, or else Windows-1252.

    Separated by commas, or by semicolons or tabs when the first row has only those. In a file of one column
    a comma needs no quotes: the whole line is the name. Raises click.UsageError for an empty or unreadable
    file.
    """
    text = _decoded(content)
    first = text.splitlines()[0] if text.strip() else ""
    if not first:
        raise click.UsageError("The file is empty: its first row must name the columns.")
    delimiter = next((one for one in DELIMITERS if one in first), ",")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as fault:
        raise click.UsageError(f"The file is not a CSV file that can be read: {fault}.") from fault
    header, body = rows[0], rows[1:]
    if len(header) == 1:
        body = [[delimiter.join(row)] for row in body]
    width = max([len(header), *(len(row) for row in body)])
    wide = [row + [""] * (width - len(row)) for row in (header, *body)]
    return Table(wide[0], wide[1:], delimiter, "\r\n" if "\r\n" in text else "\n")


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _position(header: list[str], column: str) -> int:
    """Where the column is. Raises click.UsageError, which exits 2, naming those there are."""
    wanted = column.strip().casefold()
    alike = [index for index, name in enumerate(header) if name.strip().casefold() == wanted]
    if column in header:
        return header.index(column)
    if len(alike) == 1:
        return alike[0]
    there = ", ".join(name for name in header if name) or "none with a name"
    raise click.UsageError(f"There is no column “{column}”. The columns are: {there}.")


def _free(name: str, header: list[str]) -> str:
    """This name for a column of ours, or the first like it that the file does not have."""
    tried, number = name, 1
    while tried in header:
        number += 1
        tried = f"{name}_{number}"
    return tried


def _answer(names: Names, row: list[str], position: int) -> list[str]:
    """Our three cells for a row; empty ones for a row with nothing in it."""
    if not any(cell.strip() for cell in row):
        return ["", "", ""]
    answer: Resolution = names.resolve(row[position])
    if answer.authority is None:
        return ["", " or ".join(one.official_name for one in answer.candidates), answer.how]
    return [answer.authority.gss_code, answer.authority.official_name, answer.how]


def _described(council: Council, names: Names) -> Iterator[str]:
    today = clock.today()
    yield f"{council.official_name} ({council.gss_code or 'no GSS code'}, {council.key})"
    yield f"  {council.kind.words} in {council.region}, {council.nation}"
    licenses = "licenses drivers" if council.licenses(today) else "does not license drivers"
    yield f"  {licenses}: {council.kind.source}"
    if council.ended_on:
        yield f"  ended on {council.ended_on.isoformat()}"
    for successor in council.successors:
        part = f" ({successor.part})" if successor.part else ""
        yield f"  then {successor.key}{part}: {successor.source}"
    if council.ended_on:
        yield f"  today: {_listed(names.successors_today(council.key)) or 'not known'}"
    for code in council.former_codes:
        yield f"  formerly {code.gss_code}: {code.source}"
    others = [one.name for one in council.names if one.kind not in ("official", "code")]
    yield f"  also: {'; '.join(others)}"
    yield from ([f"  {council.notes}"] if council.notes else [])
    yield f"  source: {council.source}"


def _listed(authorities: tuple[KnownAuthority, ...]) -> str:
    return " or ".join(f"{one.official_name} ({one.gss_code})" for one in authorities)
