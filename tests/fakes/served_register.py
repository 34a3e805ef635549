"""A register that another installation serves: a real server on loopback, with a database of its own."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from licensing.app import create_app
from licensing.db import db, transaction
from licensing.national_register import credentials
from tests.factories.officers import council
from tests.support import databases


@dataclass(frozen=True)
class Served:
    """Where a register is served, the application that serves it, and the credential of each authority by its code."""

    address: str
    app: Flask
    credentials: Mapping[str, str]


class _Quiet(WSGIRequestHandler):
    # As a real server does it: one connection for several requests.
    protocol_version = "HTTP/1.1"

    def log(self, *_arguments: object, **_named: object) -> None:
        """Nothing: the tests' output is read by people."""


@contextmanager
def served(engine: str, instance: Path, clients: tuple[str, ...]) -> Iterator[Served]:
    """Serve a register for these councils, until the end of the block."""
    with databases.database(engine) as url:
        app = create_app(databases.settings_for(url, instance))
        given = give_credentials(app, clients)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Served(f"http://127.0.0.1:{server.server_port}", app, given)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


def give_credentials(app: Flask, clients: tuple[str, ...]) -> dict[str, str]:
    """A credential for each of these councils, by its code."""
    with app.app_context(), transaction():
        return {(one := council(name)).short_code: credentials.add(one) for name in clients}
