"""House rules of the source: who commits, who asks the time, what may not be left lying about."""

import ast
import re

import pytest

from licensing.policy.rules import load_rules
from tests.support.source import (
    LICENSING,
    ROOT,
    TESTS,
    calls,
    lines,
    project_files,
    python_files,
    short,
    tree_of,
)

# Not beside anything: they tell stories, measure, or help.
NOT_MIRRORED = {"bench", "browser", "conventions", "factories", "fakes", "journeys", "support"}
# Laws that hold for a package as one, whatever its modules.
OF_A_WHOLE_PACKAGE = {"properties", "worked_dates"}
THIS = TESTS / "conventions" / "test_source.py"

LEFT_LYING = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
A_MACHINE = re.compile(r"(?<![\w.])/(root|home|Users)/\w|(?<![\w.])/work/(main|shared)|\.\./shared|\.pyenv\b")
A_REGISTRY = re.compile(
    r"pypi\.org|pythonhosted|registry\.npmjs|(extra-)?index-url|find-links|deb\.debian\.org"
)


def test_only_the_transaction_commits():
    found = [
        where
        for path in python_files()
        if path != LICENSING / "db.py"
        for called, where in calls(path)
        if called.endswith(".commit")
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("code", "asks"),
    [
        ("datetime.now(UTC)", True),
        ("dt.datetime.utcnow()", True),
        ("date.today()", True),
        ("datetime.date.today()", True),
        ("time.time()", True),
        ("func.now()", True),
        ("clock.now()", False),
        ("clock.today()", False),
        ("time.monotonic()", False),
    ],
)
def test_asking_the_computer_the_time_is_recognised(code, asks):
    called = ast.unparse(ast.parse(code, mode="eval").body.func)
    assert bool(ASKS_THE_TIME.search(called)) is asks


ASKS_THE_TIME = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime)"
    r"|func\.(now|current_date|current_timestamp|localtimestamp))$"
)


def test_only_the_clock_asks_the_computer_the_time():
    found = [
        f"{where} {called}"
        for path in python_files()
        if path != LICENSING / "clock.py"
        for called, where in calls(path)
        if ASKS_THE_TIME.search(called)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("nothing is left for later", LEFT_LYING),
        ("no machine is named", A_MACHINE),
        ("no registry", A_REGISTRY),
    ],
)
def test_no_file_holds_what_does_not_belong_in_it(rule, pattern):
    found = [
        f"{where} {line.strip()[:80]}"
        for path in project_files()
        if path != THIS and not short(path).startswith("static/govuk/")
        for line, where in lines(path)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_each_test_module_has_a_twin():
    orphans = []
    for path in TESTS.rglob("test_*.py"):
        inside = path.relative_to(TESTS)
        name = path.stem.removeprefix("test_")
        if inside.parts[0] in NOT_MIRRORED or (name in OF_A_WHOLE_PACKAGE and len(inside.parts) > 1):
            continue
        beside = (ROOT if inside.parts[0] in ("static", "templates") else LICENSING) / inside.parent
        if not any(twin.stem == name for twin in beside.glob("*")):
            orphans.append(f"{short(path)} has no {short(beside / name)}")
    assert not orphans, "\n".join(orphans)


def test_tests_are_found_by_their_path_not_as_a_package():
    assert [short(path) for path in TESTS.rglob("__init__.py")] == []


def test_every_rule_named_in_the_code_is_in_the_list():
    known = {rule.id for rule in load_rules()}
    named = {
        (node.value, short(path))
        for path in python_files(LICENSING)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"R\d\d", node.value)
    }
    assert {(rule, where) for rule, where in named if rule not in known} == set()


def test_migrations_never_import_the_application():
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python_files(ROOT / "migrations" / "versions")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Import | ast.ImportFrom) and "licensing" in ast.unparse(node)
    ]
    assert not found, "\n".join(found)
