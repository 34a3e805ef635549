"""The README names what there is: every setting and every command."""

import re

import click

from licensing import settings
from licensing.app import create_app
from tests.support.databases import settings_for
from tests.support.source import ROOT

README = ROOT / "README.md"


def _words():
    return set(re.findall(r"`([^`\n]+)`", README.read_text(encoding="utf-8")))


def _commands(group, name=""):
    for part, command in sorted(group.commands.items()):
        full = f"{name} {part}".strip()
        if isinstance(command, click.Group):
            yield from _commands(command, full)
        else:
            yield full


def test_every_setting_is_in_the_readme():
    assert [name for name, _ in settings.described() if name not in _words()] == []


def test_every_command_is_in_the_readme(tmp_path):
    app = create_app(settings_for("sqlite://", tmp_path))
    flasks_own = {"run", "shell", "routes"}
    named = " ".join(word.removeprefix("flask ") + " " for word in _words() if word.startswith("flask "))
    missing = [name for name in _commands(app.cli) if name not in flasks_own and f"{name} " not in named]
    assert missing == []


def test_every_command_of_dev_is_in_the_readme():
    table = (ROOT / "dev").read_text(encoding="utf-8").partition('case "$command" in')[2]
    commands = re.findall(r"^    ([a-z]+)\)", table, flags=re.MULTILINE)
    readme = README.read_text(encoding="utf-8")
    assert [name for name in commands if f"./dev {name}" not in readme] == []
