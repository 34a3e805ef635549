"""`flask policy`: the licensing policy in force, and whether its files are sound."""

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from licensing import clock
from licensing.errors import Refusal
from licensing.policy.loading import DATA, load_all
from licensing.policy.model import Policy, Requirement
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
    lines += ["", "Asked before a licence"]
    for one in shown.all_requirements:
        lines += _requirement(one)
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
