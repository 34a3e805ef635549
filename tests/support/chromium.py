"""Where a Chromium is that Playwright can drive. As a program it prints the path, or exits 1."""

import os
import shutil
import sys
from pathlib import Path

INSTALL_LINE = "sudo apt-get install chromium fonts-liberation libatomic1"

# As root in a container Chromium can't make its sandbox; the other flags keep it from talking to anybody.
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]


def find() -> Path | None:
    """The browser to drive: TEST_CHROMIUM, else the machine's own, else Playwright's, else None."""
    if named := os.environ.get("TEST_CHROMIUM"):
        return Path(named)
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found and not _asks_for_snap(Path(found)):
            return Path(found)
    downloaded = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return next(iter(sorted(downloaded.glob("chromium_headless_shell-*/*/*headless*shell"))), None)


def _asks_for_snap(program: Path) -> bool:
    """Ubuntu's chromium is a script that starts a snap, which runs in no container and can't be driven."""
    resolved = program.resolve()
    if str(resolved).startswith("/snap/") or resolved.name == "snap":
        return True
    with resolved.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/" in start


if __name__ == "__main__":
    where = find()
    if where is None:
        sys.exit(f"There is no Chromium. To have one:  {INSTALL_LINE}")
    sys.stdout.write(f"{where}\n")
