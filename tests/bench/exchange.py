"""`./dev bench exchange`: a file of 100,000 vehicle licences checked, loaded, loaded again and undone, on both engines.

Everything is invented. Each engine is measured in a process of its own, whose peak of memory is told beside the times.
"""

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from licensing.app import create_app
from licensing.authorities.loading import load_councils
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.duties.holidays import load_bank_holidays
from licensing.register.deadlines import last_day_of_term
from tests.factories.officers import officer
from tests.support import postgres, run
from tests.support.databases import server, settings_for

SEED = 1976
LOADER = "loader@council.example"
MOST_SECONDS, MOST_MEGABYTES = 60, 500
LETTERS = "ABCDEFGHJKLMNOPRSTUVWXYZ"


def main(arguments: Sequence[str]) -> None:
    """Measure on each engine that is to be had, and say whether it is within what was promised."""
    parser = argparse.ArgumentParser(prog="./dev bench exchange", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="vehicle licences in the file (100000)")
    parser.add_argument("--on", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.on:
        measure(asked.on, asked.rows)
        return
    folder = run.begin()
    try:
        for name, url in (("SQLite", f"sqlite:///{folder / 'bench.sqlite3'}"), ("PostgreSQL", _postgresql())):
            if not url:
                print(f"\n{name}: not to be had on this machine.")
                continue
            print(f"\n{name}, {asked.rows:,} vehicle licences", flush=True)
            again = [sys.executable, "-m", "tests.bench", "exchange", "--rows", str(asked.rows), "--on", url]
            subprocess.run(again, check=True)
    finally:
        run.end(folder)


def measure(url: str, rows: int) -> None:
    """Check and load a file in this process, as the command does, and print times and the peak of memory."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        app = create_app(settings_for(url, folder))
        runner = app.test_cli_runner()
        runner.invoke(args=["db", "upgrade"], catch_exceptions=False)
        with app.app_context():
            with transaction():
                load_councils()
                load_bank_holidays()
                officer("Leeds", [Role.LICENSING_OFFICER], email=LOADER)
            db.session.remove()
        file = folder / "vehicles.csv"
        write(file, rows)

        def timed(what: str, *command: str) -> float:
            began, worked = time.perf_counter(), time.process_time()
            done = runner.invoke(args=["exchange", *command], catch_exceptions=False)
            took, work = time.perf_counter() - began, time.process_time() - worked
            assert done.exit_code == 0, done.output
            said = done.stdout.strip().splitlines()[-1]
            print(f"  {what:<28}{took:>7.1f} s (our own work {work:>5.1f} s)  {said}", flush=True)
            return took

        as_defra = ("--as", "defra")
        loading = ("load", str(file), *as_defra, "--by", LOADER, "--yes")
        took = timed("checked", "check", str(file), *as_defra)
        took += timed("checked and loaded", *loading)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        timed("the same file again", *loading)
        timed("the second load undone", "undo", "2", "--by", LOADER)
        timed("the first load undone", "undo", "1", "--by", LOADER)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        well = "within" if took <= MOST_SECONDS and peak <= MOST_MEGABYTES else "BEYOND"
        print(
            f"  check and load {took:.1f} s, peak {peak:.0f} MB: {well} {MOST_SECONDS} s and {MOST_MEGABYTES} MB "
            f"({after:.0f} MB with the rest; {os.cpu_count()} cores)"
        )


def write(file: Path, rows: int) -> None:
    """Write a file of invented vehicles in the form of Defra's upload: half their terms are over already."""
    chance = random.Random(SEED)  # noqa: S311 (nothing secret: the same vehicles each time)
    with file.open("w", newline="", encoding="utf-8") as target:
        out = csv.writer(target, lineterminator="\n")
        for number in range(rows):
            starts = date(2025, 6, 1) + timedelta(days=chance.randrange(500))
            rest, figures = divmod(number, 100)
            letters = "".join(LETTERS[rest // len(LETTERS) ** place % len(LETTERS)] for place in range(3))
            mark = f"{chance.choice(LETTERS)}{chance.choice(LETTERS)}{figures:02}{letters}"
            kind = chance.choice(("taxi", "PHV", "PHV"))
            ends = last_day_of_term(starts, 12)
            accessible = chance.choice(("true", "false", ""))
            out.writerow((mark, starts, ends, kind, "Leeds", f"P{number:06}", accessible))


def _postgresql() -> str:
    try:
        return postgres.create_database(server(), "bench").render_as_string(hide_password=False)
    except postgres.NoPostgres:
        return ""
