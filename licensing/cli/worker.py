"""`flask worker`: sends what the outbox holds and does what falls due each day, until it is told to stop."""

import fcntl
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from licensing.daily import run_daily
from licensing.db import db
from licensing.errors import Refusal
from licensing.national_register.following import follow_due
from licensing.outbox.actions import send_due
from licensing.settings import Settings

IDLE_SECONDS = 1.0

log = logging.getLogger(__name__)


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
        if once:
            run_daily()
            _attempt("following the register", follow_due, {})
            click.echo(f"{send_due()} tried.")
            return
        faults: dict[str, str] = {}
        while not stop.is_set():
            _attempt("today's jobs", run_daily, faults)
            _attempt("following the register", follow_due, faults)
            sent = _attempt("sending", send_due, faults)
            db.session.remove()
            if not sent:
                stop.wait(IDLE_SECONDS)


def _attempt(what: str, work: Callable[[], int], faults: dict[str, str]) -> int:
    """Do some work; where it can't be done now, say so, once for each new reason, and go on with the rest.

    A database that is busy or being restarted, or a policy that is missing, must not end the worker: what else
    is due would not be sent, and nobody would look for it.
    """
    try:
        done = work()
    except (OperationalError, Refusal) as fault:
        db.session.rollback()
        said = fault.message if isinstance(fault, Refusal) else str(fault.orig)
        if faults.get(what) != said:
            log.warning("%s: not possible now, tried again: %s", what, said)
        faults[what] = said
        return 0
    faults.pop(what, None)
    return done


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
