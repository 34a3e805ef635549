"""A register served by a process of its own, as in service: gunicorn, with a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from licensing.app import create_app
from licensing.db import db
from licensing.settings import ROOT
from tests.fakes.served_register import Served, give_credentials
from tests.support import databases

SECONDS = 60


@contextmanager
def register_process(
    engine: str, instance: Path, clients: tuple[str, ...], *, workers: int
) -> Iterator[Served]:
    """Serve a register for these councils; `app` of what is given looks at the process's own database."""
    with databases.database(engine) as url:
        app = create_app(databases.settings_for(url, instance))
        given = give_credentials(app, clients)
        with app.app_context():
            db.session.remove()
        port = _free_port()
        address = f"http://127.0.0.1:{port}"
        environment = (
            os.environ
            | databases.SECRETS
            | {"DATABASE_URL": url, "INSTANCE": str(instance), "PORT": str(port)}
        )
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "python:licensing.server",
            "--workers",
            str(workers),
        ]
        with (instance.parent / "register.log").open("w") as log:
            process = subprocess.Popen(
                [*command, "--workers", str(workers), "--access-logfile", "/dev/null", "wsgi:app"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
            try:
                _wait_for(address, process)
                yield Served(address, app, given)
            finally:
                # At once: what was kept alive for a client need not be waited for.
                process.send_signal(signal.SIGQUIT)
                process.wait(SECONDS)
                with app.app_context():
                    db.session.remove()
                    db.engine.dispose()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "The register's process ended."
        try:
            requests.get(f"{address}/register/v1/openapi.json", timeout=5)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The register's process did not answer in time.")
