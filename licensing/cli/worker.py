"""`flask worker`: sends what the outbox holds and does what falls due each day, until it is told to stop."""

import fcntl
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

import click
from flask import current_app
from flask.cli import with_appcontext

from licensing.daily import run_daily
from licensing.db import db
from licensing.outbox.actions import send_due
from licensing.settings import Settings

IDLE_SECONDS = 1.0


@click.command()
@click.option("--once", is_flag=True, help="One pass over what is due, then stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Send what the outbox holds. Several may run on PostgreSQL; one on SQLite."""
    stop = threading.Event()

    def _stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    with _alone_on_sqlite():
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _stop)
        while not stop.is_set():
            run_daily()
            sent = send_due()
            db.session.remove()
            if once:
                click.echo(f"{sent} tried.")
                return
            if not sent:
                stop.wait(IDLE_SECONDS)


@contextmanager
def _alone_on_sqlite() -> Iterator[None]:
    """SQLite has one writer: a second worker would only wait for the first. The lock dies with its process."""
    settings: Settings = current_app.config["SETTINGS"]
    path = settings.database_url.removeprefix("sqlite:///")
    if not settings.database_url.startswith("sqlite:///") or path == ":memory:":
        yield
        return
    lock: TextIO
    with open(f"{path}.worker-lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit("A worker runs already on this SQLite database: one is enough.") from None
        yield
