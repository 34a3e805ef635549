"""The lists of packages: exact versions, hashes, and the run-time list inside the development list."""

import re
import tomllib

import pytest

from tests.support.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNNING, TESTING = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"


def _locked(path):
    """Each locked package: its line (name, version, condition) and its hashes."""
    blocks = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
    found = {}
    for block in blocks:
        head, *hashes = (line.strip(" \\") for line in block.splitlines())
        found[head] = set(hashes)
    return found


def _pins(wanted):
    return {re.sub(r"\[.*\]", "", line) for line in wanted}


def test_every_dependency_has_an_exact_version():
    wanted = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    assert [line for line in wanted if not re.fullmatch(r"[\w-]+(\[\w+\])?==[\w.]+", line)] == []


@pytest.mark.parametrize(
    ("wanted", "lock"),
    [
        pytest.param(PROJECT["project"]["dependencies"], RUNNING, id="run-time"),
        pytest.param(PROJECT["dependency-groups"]["dev"], TESTING, id="development"),
    ],
)
def test_the_lock_holds_what_the_project_asks_for(wanted, lock):
    locked = {head.partition(" ;")[0] for head in _locked(lock)}
    assert _pins(wanted) - locked == set()


def test_the_development_list_holds_the_whole_run_time_list():
    running, testing = _locked(RUNNING), _locked(TESTING)
    assert {head: hashes for head, hashes in running.items() if testing.get(head) != hashes} == {}


@pytest.mark.parametrize("lock", [RUNNING, TESTING], ids=lambda path: path.name)
def test_every_locked_package_has_hashes_and_nothing_else(lock):
    for head, hashes in _locked(lock).items():
        assert re.match(r"[\w.-]+==[\w.]+", head), head
        assert hashes, head
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), head
