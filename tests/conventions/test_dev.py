"""The project's own commands explain themselves, and the build calls them."""

import os
import re
import subprocess

import pytest

from tests.support.source import ROOT

DEV = ROOT / "dev"


def _run(*arguments):
    return subprocess.run([DEV, *arguments], capture_output=True, text=True, check=False, timeout=30)


def _commands():
    """The words that the script's own table of commands knows."""
    table = DEV.read_text(encoding="utf-8").partition('case "$command" in')[2]
    return re.findall(r"^    ([a-z]+)\)", table, flags=re.MULTILINE)


def test_alone_it_explains_every_command():
    done = _run()
    assert done.returncode == 0
    assert set(_commands()) >= {"run", "test", "check", "bench", "rules", "install"}
    assert [name for name in _commands() if f"  ./dev {name} " not in done.stdout] == []


def test_an_unknown_command_is_named_and_refused():
    done = _run("nonsense")
    assert done.returncode == 2
    assert "no command 'nonsense'" in done.stderr


@pytest.mark.parametrize("script", [DEV, ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_the_scripts_may_be_run(script):
    assert os.access(script, os.X_OK)


def test_the_script_is_plain_shell():
    assert subprocess.run(["/bin/sh", "-n", DEV], check=False).returncode == 0
    assert DEV.read_text(encoding="utf-8").startswith("#!/bin/sh\n")


def test_the_build_runs_every_test():
    assert "\n./dev test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
