"""One run of the tests: a folder that its processes share, and what is made in it once for all of them.

The process that begins the run makes the folder and removes it; the workers of pytest-xdist find it through
the environment. Whoever first needs a thing (the server, a migrated template) makes it under a lock.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.support import postgres

NAME = "REGISTER_TEST_RUN"
# A socket's path may have 107 bytes, so the folder lies straight under /tmp and has a short name.
PREFIX = "tphr-"


def begin() -> Path:
    """Make this run's folder and tell the workers."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp"))
    folder.chmod(0o755)  # the server may run as another user than the tests
    os.environ[NAME] = str(folder)
    return folder


def folder() -> Path:
    """This run's folder."""
    return Path(os.environ[NAME])


def end(folder: Path) -> None:
    """End the server, if there is one, and remove everything."""
    server = folder / "postgresql"
    if server.exists():
        postgres.stop(server)
    shutil.rmtree(folder, ignore_errors=True)


def once(name: str, make: Callable[[], str]) -> str:
    """What `make` answers, made by the first process that asks and remembered for all others."""
    known = folder() / f"{name}.made"
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            answer = make()
            known.write_text(answer)
        return known.read_text()


def _sweep() -> None:
    """End what a killed run left behind: its process no longer lives."""
    for left in Path("/tmp").glob(f"{PREFIX}*-*"):
        pid = left.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and os.access(left, os.W_OK):
            end(left)
