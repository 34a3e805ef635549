"""The `flask` commands, one module an area. A command that writes opens the transaction itself."""

from flask import Flask

from licensing.cli import (
    audit,
    authorities,
    db,
    demo,
    keys,
    national,
    officers,
    policy,
    rules,
    training,
    worker,
)


def init_app(app: Flask) -> None:
    """Add every command to the application."""
    for command in (
        audit.audit,
        authorities.authorities,
        db.database,
        demo.demo,
        keys.keys,
        national.national,
        officers.officers,
        policy.policy,
        rules.rules,
        training.training,
        worker.worker,
    ):
        app.cli.add_command(command)
