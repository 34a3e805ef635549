"""`flask policy`: the licensing policy in force, and whether its files are sound."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from licensing import clock
from licensing.authorities import packaged
from licensing.errors import Refusal
from licensing.policy.comparing import GROUPS, Comparison, side_by_side
from licensing.policy.loading import DATA, load_all
from licensing.policy.model import LICENCES_OF, Policy, Requirement
from licensing.policy.queries import all_differences, common_in_force, policy_in_force

policy = AppGroup("policy", help="The licensing policy: dated data, and each authority's differences.")


@policy.command()
@click.argument("gss_code", required=False, metavar="[GSS]")
@click.option(
    "--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="A day, like 2026-04-01. Today if left out."
)
def show(gss_code: str | None, on: datetime | None) -> None:
    """Print the policy in force: of the authority GSS, or the common one, without anybody's differences."""
    day = on.date() if on else clock.today()
    try:
        found = [policy_in_force(gss_code, day)] if gss_code else common_in_force(day)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    if not found:
        raise click.ClickException(f"No common policy is in force on {day}.")
    click.echo("\n\n".join("\n".join(_lines(one, day)) for one in found))


def _lines(shown: Policy, day: date) -> list[str]:
    until = f"until {shown.in_force_until}" if shown.in_force_until else "with no end yet"
    lines = [
        shown.title,
        f"Version: {shown.version}. On {day}. In force from {shown.in_force_from}, {until}.",
        *([shown.notes] if shown.notes else []),
        "",
        "Settings",
    ]
    for fact in shown.facts():
        lines += [f"  {fact.title}: {fact.words}", _source(fact.source, fact.grade, fact.rule)]
    for licence_class, kinds in LICENCES_OF.items():
        lines += ["", f"Asked before {'an' if licence_class == 'operator' else 'a'} {licence_class} licence"]
        for one in shown.all_requirements:
            if one.licences & set(kinds):
                lines += _requirement(one)
    lines += ["", "Convictions: how long before a licence would be considered (advice, rule R61)"]
    for offence in shown.offences:
        off = "" if offence.enforced else "; SWITCHED OFF"
        lines += [
            f"  {offence.title}: {offence.period_words}{off}",
            _source(offence.source, offence.grade, offence.rule),
        ]
    lines += ["", "Differences from the common policy"]
    for difference in shown.differences:
        marked = " (example, not the council's policy)" if difference.example else ""
        lines += [
            f"  {difference.what}: {difference.local_words}, not {difference.common_words}{marked}",
            f"      since {difference.in_force_from}: {difference.reason}",
            _source(difference.source, difference.grade, difference.rule),
        ]
    return lines if shown.differences else [*lines, "  none"]


def _requirement(one: Requirement) -> list[str]:
    asked = ", ".join(word for word in ("new", "renewal") if word in one.kinds)
    before = " or ".join(
        f"a {'grant' if word == 'grant' else 'refusal'}" for word in sorted(one.needed_before)
    )
    when = f"; only {one.condition}" if one.condition else ""
    lines = [f"  {one.title} ({asked}{when}): before {before}{'' if one.enforced else '; NOT ENFORCED'}"]
    lines.append(_source(one.source, one.grade, one.rule))
    if one.period_words:
        lines.append(f"      good for {one.period_words}")
        if (one.period_source, one.period_grade) != (one.source, one.grade):
            lines.append(_source(one.period_source, one.period_grade, one.period_rule))
    return lines


def _source(source: str, grade: str, rule: str) -> str:
    unverified = "" if grade in ("V", "S") else ", unverified"
    return f"      {source} · grade {grade}{unverified}{f' · {rule}' if rule else ''}"


@policy.command()
@click.argument("gss_codes", nargs=-1, metavar="[GSS]...")
@click.option(
    "--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="A day, like 2026-04-01. Today if left out."
)
@click.option("--differences", "only", is_flag=True, help="Only what differs from the common policy.")
@click.option(
    "--csv", "as_csv", is_flag=True, help="As CSV: a line for each thing, a column for each authority."
)
def compare(gss_codes: tuple[str, ...], on: datetime | None, *, only: bool, as_csv: bool) -> None:
    """Print authorities side by side: those named, or all that follow a common policy in force."""
    day = on.date() if on else clock.today()
    codes = gss_codes or tuple(
        sorted({code for one in common_in_force(day) for code in one.authorities}, key=_name_of)
    )
    try:
        found = side_by_side(codes, day)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    found = found.only_differences() if only else found
    names = [_name_of(code) for code in codes]
    click.echo(_as_csv(found, names) if as_csv else "\n".join(_compared(found, names)), nl=not as_csv)


def _name_of(gss_code: str) -> str:
    return next((one.nice_name for one in packaged.councils() if one.gss_code == gss_code), gss_code)


def _compared(found: Comparison, names: list[str]) -> list[str]:
    lines = [f"{found.common.title}, on {found.on}: {', '.join(names)}."]
    for group, rows in found.groups.items():
        lines += ["", GROUPS[group]]
        for row in rows:
            lines.append(f"  {row.title}: {row.common.words}")
            for name, cell in zip(names, row.cells, strict=True):
                if cell.differs:
                    marked = " (example, not the council's policy)" if cell.example else ""
                    lines += [f"      {name}: {cell.words}{marked}", f"          {cell.reason}"]
    return [*lines, "", f"{found.difference_count} differences from the common policy."]


def _as_csv(found: Comparison, names: list[str]) -> str:
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["part", "what", "grade", "common policy", *names, "reasons"])
    for group, listed in found.groups.items():
        for row in listed:
            reasons = [
                f"{name}: {cell.reason}"
                for name, cell in zip(names, row.cells, strict=True)
                if cell.differs and cell.reason
            ]
            said = [cell.words for cell in row.cells]
            rows.writerow(
                [GROUPS[group], row.title, row.common.grade, row.common.words, *said, "; ".join(reasons)]
            )
    return written.getvalue()


@policy.command()
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=DATA,
    help="Files to check before they are put in place: a folder with common/ and differences/ in it.",
)
def check(folder: Path) -> None:
    """Check every policy file, and list what is unverified. Exits 1 with every fault."""
    try:
        files = load_all(folder)
    except Refusal as refusal:
        for reason in refusal.reasons:
            click.echo(reason.text, err=True)
        count = len(refusal.reasons)
        click.echo(f"{count} {'fault' if count == 1 else 'faults'}: the policy can't be used.", err=True)
        raise SystemExit(1) from refusal
    for file in files.common:
        click.echo(f"{file.name}: sound. {file.policy.title}.")
        for one in file.policy.unverified():
            off = "" if one.enforced else " (not enforced)"
            click.echo(f"  unverified, {one.grade}: {one.name}{off}: {one.says}\n      {one.source}")
    for name in sorted(local.name for local in files.differences.values()):
        click.echo(f"{name}: sound.")
    for difference in all_differences(files):
        if difference.example:
            click.echo(f"  example, not a policy of {difference.authority}: {difference.about}")
            click.echo("      Remove it before real use.")
