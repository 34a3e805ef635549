"""A PostgreSQL server of the tests' own: made in a short folder under /tmp, reached by its socket only.

It is started once per run by whoever needs it first, and ended by the process that began the run.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

INSTALL_LINE = "sudo apt-get install postgresql"
SERVER_OPTIONS = {
    "listen_addresses": "",  # the socket is enough, and a folder that only its owner enters guards it
    # The data is thrown away, so nothing waits for the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine; the message says how to get one."""


def programs() -> Path:
    """The folder of the newest installed server's programs. Raises NoPostgres."""
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if installed:
        return max(installed, key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise NoPostgres(f"PostgreSQL is not installed. To have these tests:  {INSTALL_LINE}")


def start(folder: Path) -> URL:
    """Make and start a server in `folder`, and return the address of its maintenance database."""
    bin_, data, socket = programs(), folder / "data", folder / "socket"
    owner = _owner()
    for part in (data, socket):
        part.mkdir(mode=0o700)
        if owner is not None:
            shutil.chown(part, owner)
    make = [str(bin_ / "initdb"), "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    _as_owner([*make, "--username=postgres", f"--pgdata={data}"], folder)
    options = SERVER_OPTIONS | {"unix_socket_directories": str(socket)}
    arguments = " ".join(f"-c {name}='{value}'" for name, value in options.items())
    begin = [str(bin_ / "pg_ctl"), "start", "--wait", f"--pgdata={data}", f"--options={arguments}"]
    _as_owner(begin, folder)
    return URL.create(
        "postgresql+psycopg", username="postgres", database="postgres", query={"host": str(socket)}
    )


def stop(folder: Path) -> None:
    """End the server in `folder`, if one runs there."""
    data = folder / "data"
    if _runs_in(data):
        end = [str(programs() / "pg_ctl"), "stop", "--wait", "--mode=immediate", f"--pgdata={data}"]
        _as_owner(end, folder)


def create_database(server: URL, name: str, template: URL | None = None) -> URL:
    """An empty database, or a copy of `template`, which nobody may be connected to."""
    copied: sql.Composable = sql.SQL("")
    if template is not None:
        copied = sql.SQL("TEMPLATE {}").format(sql.Identifier(str(template.database)))
    with _maintenance(server) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), copied)  # one statement each
        )
    return server.set(database=name)


def drop_database(server: URL, name: str) -> None:
    """Drop it, whoever is still connected."""
    with _maintenance(server) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def a_name() -> str:
    """A name that no other test, worker or run has."""
    return f"test_{uuid4().hex}"


def existing_server(text: str) -> URL:
    """The server that TEST_POSTGRES_URL names; its user must be allowed to create databases."""
    return make_url(text).set(drivername="postgresql+psycopg")


@contextlib.contextmanager
def _maintenance(server: URL) -> Iterator[psycopg.Connection]:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def _runs_in(data: Path) -> bool:
    """Whether the server that left its number in `data` still lives, and is that server.

    A machine that was switched off leaves the number of a process that has gone, or that is now another's.
    """
    try:
        number = (data / "postmaster.pid").read_text().partition("\n")[0]
        return Path(f"/proc/{int(number)}/cwd").resolve(strict=True) == data.resolve()  # it works in its data
    except (OSError, ValueError):
        return False


def _owner() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made, or as nobody."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _as_owner(command: list[str], folder: Path) -> None:
    owner = _owner()
    said = folder / "postgresql.txt"
    # The output goes to a file: pg_ctl leaves the server behind, which would hold a pipe open for ever.
    with said.open("a") as output:
        done = subprocess.run(
            command,
            user=owner,
            group=pwd.getpwnam(owner).pw_gid if owner else None,
            extra_groups=[] if owner else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{said.read_text()}")
