"""`flask rules`: every rule of the law that this register keeps, and the test that proves it.

A test says which rules it proves with `@pytest.mark.rule("R04")`; the tests are read, not run, so the command needs
none of their libraries.
"""

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from licensing import clock
from licensing.policy import rules as known
from licensing.settings import ROOT

TESTS = ROOT / "tests"
PAGE_STYLE = Path(__file__).parent / "data" / "rules_page.css"


def proofs(tests: Path = TESTS) -> dict[str, list[str]]:
    """For each rule's id, the tests that are marked with it, as pytest names them.

    A mark on a class or a whole module stands for every test in it and is given by that name.
    """
    found: dict[str, list[str]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        name = path.relative_to(tests.parent).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=name)
        for where, mark in _marks(tree):
            for argument in mark.args:
                rule = argument.value if isinstance(argument, ast.Constant) else ast.unparse(argument)
                proof = f"{name}{where}"
                if proof not in found.setdefault(str(rule), []):
                    found[str(rule)].append(proof)
    return found


def _marks(tree: ast.AST, where: str = "") -> Iterator[tuple[str, ast.Call]]:
    """Each `pytest.mark.rule(…)`, with the test, class or module it is put on."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = f"{where}::{node.name}"
            for decorator in node.decorator_list:
                yield from ((inside, call) for call in _calls_of_rule(decorator))
            if isinstance(node, ast.ClassDef):
                yield from _marks(node, inside)
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            yield from ((where, call) for call in _calls_of_rule(node.value))


def _calls_of_rule(expression: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(expression):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
            yield node


@click.command()
@click.option(
    "--missing", is_flag=True, help="Only the rules that no test proves and that are not switched off."
)
@click.option(
    "--page", type=click.Path(dir_okay=False, path_type=Path), help="Write them as an HTML page to print."
)
@click.option(
    "--write", is_flag=True, help="Write down which test proves which rule, for the register's own page."
)
def rules(missing: bool, page: Path | None, write: bool) -> None:
    """Print each rule of the law with the test that proves it, or says why there is none."""
    here = TESTS.is_dir()
    # A deployed copy has no tests, and shows what was written down where there were some.
    proved = proofs(TESTS) if here else known.recorded_proofs()
    if write:
        if not here:
            raise click.ClickException(
                "The tests are not in this copy of the project: nothing can be written."
            )
        known.PROOFS.write_text(written(proved), encoding="utf-8")
        click.echo(f"Written: {known.PROOFS.relative_to(ROOT)}.")
    if page is not None:
        page.write_text(page_of(proved), encoding="utf-8")
        click.echo(f"Written: {page}.")
    if not (write or page):
        _print(known.standings(proved), missing)


def _print(listed: Sequence[known.Standing], missing: bool) -> None:
    for one in listed:
        if missing and one.state != known.NOT_YET:
            continue
        rule = one.rule
        click.echo(
            f"{rule.id}  {rule.says}\n     {rule.source or 'no source given'} · grade {rule.grade or '–'}"
        )
        if one.why_off:
            click.echo(f"     {known.OFF}: {one.why_off}")
        for proof in one.tests or ([] if one.why_off else [known.NOT_YET]):
            click.echo(f"     → {proof}")
    counts = [f"{_share(listed, state)} {state}" for state in (known.PROVED, known.OFF, known.NOT_YET)]
    click.echo(f"{len(listed)} rules: {', '.join(counts)}.")


def _share(listed: Sequence[known.Standing], state: str) -> str:
    number = sum(one.state == state for one in listed)
    return f"{number} ({100 * number // len(listed)}%)"


def written(proved: Mapping[str, Sequence[str]]) -> str:
    """What proofs.json holds: sorted, a test a line, so that a change of it is easy to read."""
    return json.dumps({rule: sorted(proved[rule]) for rule in sorted(proved)}, indent=1) + "\n"


def page_of(proved: Mapping[str, Sequence[str]]) -> str:
    """The rules as one HTML page that stands alone: nothing is fetched for it, and it prints."""
    templates = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = templates.get_template("rules/alone.html").render(
        groups=known.groups(proved), in_words=known.in_words, made_on=clock.today().isoformat()
    )
    # Put in here, where no template has to hold a style sheet of its own.
    return page.replace("</head>", f"<style>\n{PAGE_STYLE.read_text(encoding='utf-8')}</style>\n</head>", 1)
