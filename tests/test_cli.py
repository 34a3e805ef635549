"""What every `flask` command has in common."""

import click
import pytest

from licensing.cli import COMMANDS, national, officers
from licensing.errors import NotPossibleNow, Reason, Unlawful


def leaves(command):
    """The commands that do something: a group's own, and those below it."""
    if isinstance(command, click.Group):
        return [leaf for one in command.commands.values() for leaf in leaves(one)]
    return [command]


def test_every_command_is_there_once_and_says_what_it_does(app):
    assert {command.name for command in COMMANDS} <= set(app.cli.commands)
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    for command in COMMANDS:
        for leaf in leaves(command):
            assert (leaf.help or "").strip(), leaf.name


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        (NotPossibleNow("It is too late."), "Error: It is too late.\n"),
        (Unlawful("Two things.", [Reason("One."), Reason("Two.")]), "Error: Two things.\nOne.\nTwo.\n"),
    ],
    ids=["a sentence", "with reasons"],
)
def test_a_refusal_ends_a_command_in_words(cli, monkeypatch, refusal, says):
    def refuse(_on):
        raise refusal

    monkeypatch.setattr(national, "remove_expired", refuse)
    result = cli.run("national", "remove-expired")
    assert (result.exit_code, result.stderr) == (1, says)


def test_without_the_audit_logs_key_a_command_that_writes_to_it_says_which_is_missing(make_app):
    result = (
        make_app(audit_key=b"")
        .test_cli_runner()
        .invoke(
            args=[
                *("officers", "create", "--email", "sam@leeds.example", "--name", "Sam Example"),
                *("--authority", "Leeds", "--role", "auditor", "--password", "correct horse battery"),
            ]
        )
    )
    assert result.exit_code == 1
    assert result.stderr == "Error: The audit log needs AUDIT_KEY in the environment.\n"
    assert officers.officers in COMMANDS


def test_a_fault_of_the_program_is_not_hidden(cli, monkeypatch):
    def fail(_on):
        raise ZeroDivisionError

    monkeypatch.setattr(national, "remove_expired", fail)
    with pytest.raises(ZeroDivisionError):
        cli.run("national", "remove-expired")
