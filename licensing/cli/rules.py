"""`flask rules`: every rule of the law that this register keeps, and the test that proves it.

The rules are the rows of data/rules.csv, a copy of the project's reading of the law (data/README.md). A test
says which it proves with `@pytest.mark.rule("R04")`; the tests are read, not run, so the command needs none
of their libraries.
"""

import ast
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from licensing.settings import ROOT

RULES = Path(__file__).parent / "data" / "rules.csv"
TESTS = ROOT / "tests"
NOT_YET = "not yet built"


@dataclass(frozen=True)
class Rule:
    """One row of rules.csv: what the law asks, where it says so, and how well we know that."""

    id: str
    says: str
    source: str
    grade: str


def load_rules(path: Path = RULES) -> list[Rule]:
    """Every rule, in the order of the file."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Rule(row["id"], row["rule"], row["source"], row["evidence_grade"]) for row in csv.DictReader(file)
        ]


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
@click.option("--missing", is_flag=True, help="Only the rules that no test proves.")
def rules(missing: bool) -> None:
    """Print each rule of the law with the test that proves it."""
    proved = proofs(TESTS) if TESTS.is_dir() else {}
    listed = load_rules()
    for rule in listed:
        by = proved.get(rule.id, [])
        if missing and by:
            continue
        click.echo(
            f"{rule.id}  {rule.says}\n     {rule.source or 'no source given'} · grade {rule.grade or '–'}"
        )
        for proof in by or [NOT_YET]:
            click.echo(f"     → {proof}")
    if not TESTS.is_dir():
        click.echo("The tests are not in this copy of the project, so no proof can be shown.")
        return
    count = sum(rule.id in proved for rule in listed)
    click.echo(f"{count} of {len(listed)} rules are proved by a test.")
