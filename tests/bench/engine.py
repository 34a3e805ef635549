"""One engine with a register on it: loaded by the commands an administrator uses, then measured."""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import select, text

from licensing.app import create_app
from licensing.authorities.loading import load_councils
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.duties.holidays import load_bank_holidays
from licensing.matching.people import Person
from licensing.national_register.actions import ForApplication, search
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.models import Entry
from licensing.national_register.people_file import Line, person_of
from licensing.register.actions import AddressFacts, NameFacts, PersonFacts, add_person
from licensing.register.models import Person as Row
from licensing.register.queries import as_value
from tests.bench.measures import Measures, Pair, measure
from tests.bench.sets import Row as CsvRow
from tests.bench.sets import Set
from tests.factories.officers import officer
from tests.support import postgres, run
from tests.support.databases import SECRETS, server, settings_for

OPERATOR, SEARCHER = "operator@council.example", "searcher@council.example"
INDEX_TABLES = ("register_entry_key", "register_entry_form", "register_name_count", "matching_index")
HAS_DBSTAT = "SELECT count(*) FROM pragma_compile_options WHERE compile_options = 'ENABLE_DBSTAT_VTAB'"
TIMED, WHOLE = 1_000, 300  # searches timed alone, and through the whole stack
# The server of the tests throws its data away and so waits for no disk. One that is measured does as in deployment.
AS_DEPLOYED = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}


@dataclass
class Times:
    """Milliseconds of some calls: by the clock, and of our own process's work, which other programs don't stretch."""

    clock: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)


@dataclass
class Figures:
    """What one engine reached. Times in milliseconds, sizes in bytes."""

    engine: str
    entries: int
    import_s: float = 0.0
    build_s: float = 0.0
    index_bytes: int = 0
    whole_bytes: int = 0
    private_bytes: int = 0
    alone: Times = field(default_factory=Times)
    alone_small: Times = field(default_factory=Times)
    # The very searches that are made through the whole stack, alone.
    alone_same: Times = field(default_factory=Times)
    whole: Times = field(default_factory=Times)
    screened_per_s: float | None = None
    candidates: float = 0.0
    lookups: float = 0.0
    dropped: float = 0.0
    measures: Measures | None = None
    scores: dict[tuple[str, str], float] = field(default_factory=dict)


def told(words: str) -> None:
    """Progress, beside what is printed."""
    print(f"  [{time.strftime('%H:%M:%S')}] {words}", file=sys.stderr, flush=True)


@contextmanager
def address(engine: str, folder: Path, name: str) -> Iterator[str | None]:
    """The address of a new database; None where this machine has no such engine."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    postgres.SERVER_OPTIONS.update(AS_DEPLOYED)
    begun = run.begin()
    try:
        yield _postgresql(name)
    finally:
        run.end(begun)


def _postgresql(name: str) -> str | None:
    try:
        return postgres.create_database(server(), name).render_as_string(hide_password=False)
    except postgres.NoPostgres:
        return None


@contextmanager
def loaded(url: str, folder: Path, one: Set, figures: Figures) -> Iterator[Flask]:
    """The application on a new database with this register, loaded as an operator loads one."""
    app = create_app(settings_for(url, folder))
    command(app, "db", "upgrade")
    with app.app_context(), transaction():
        load_councils()
        load_bank_holidays()
        officer("Leeds", (Role.REGISTER_OPERATOR,), email=OPERATOR)
        officer("Leeds", email=SEARCHER)
    figures.import_s = administer(
        url, folder, "national", "import-entries", str(one.register), "--by", OPERATOR, "--yes"
    )
    told(f"{figures.engine}: {one.entries:,} entries loaded in {figures.import_s:.0f} s")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def administer(url: str, folder: Path, *arguments: str) -> float:
    """Seconds of a command in a process of its own, its progress beside what is printed. Ends the bench if it fails."""
    of = SECRETS | {"DATABASE_URL": url, "INSTANCE": str(folder)}
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        env=os.environ | of,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"flask {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return time.perf_counter() - began


def command(app: Flask, *arguments: str) -> str:
    """What a command of ours printed. Ends the bench where it failed."""
    done = app.test_cli_runner().invoke(args=list(arguments), catch_exceptions=False)
    if done.exit_code:
        raise SystemExit(f"flask {' '.join(arguments)} ended with {done.exit_code}:\n{done.output[-3000:]}")
    return done.output


def person(row: CsvRow) -> Person:
    """Who a row is about, as `screen` reads it."""
    return person_of(Line(0, row))


# --- what is found ---------------------------------------------------------------------------------------------------


def score_all(one: Set, figures: Figures) -> None:
    """Score every candidate of everybody looked up, and measure it."""
    ids = dict(db.session.execute(select(Entry.id, Entry.file_entry_id)).tuples().all())
    register = EmbeddedRegister()
    pairs: list[Pair] = []
    ordinary: list[Pair] = []
    began = time.perf_counter()
    candidates = lookups = dropped = 0
    rows = [(row, pairs) for row in one.rows] + [(row, ordinary) for row in one.ordinary]
    for done, (row, to) in enumerate(rows, 1):
        scored = register.score(person(row))
        to += [(row["query_id"], str(ids[number]), points) for number, points, _ in scored.pairs]
        candidates, lookups = candidates + scored.candidates, lookups + scored.keys
        dropped += bool(scored.dropped)
        if done % 1000 == 0:
            told(f"{figures.engine}: {done:,} of {len(rows):,} scored")
            db.session.rollback()
    db.session.rollback()
    told(f"{figures.engine}: all scored in {time.perf_counter() - began:.0f} s")
    figures.candidates, figures.lookups = candidates / len(rows), lookups / len(rows)
    figures.dropped = dropped / len(rows)
    figures.measures = measure(pairs, one.queries, ordinary, len(one.ordinary))
    figures.scores = {(query, entry): points for query, entry, points in [*pairs, *ordinary]}


# --- how fast --------------------------------------------------------------------------------------------------------


def time_alone(people: Sequence[Person], times: int = TIMED) -> Times:
    """Milliseconds of a search by the gateway alone, each in a transaction of its own."""
    authority = _searcher().authority_id
    register = EmbeddedRegister()
    taken = list(people[:times])
    for value in taken[:50]:
        register.search(value, authority)
    db.session.rollback()
    return each(lambda value: register.search(value, authority), taken, after=db.session.rollback)


def time_whole(rows: Sequence[CsvRow], figures: Figures) -> None:
    """A search as an officer makes it, receipt and audit written and committed, beside the same search alone."""
    numbers = []
    with transaction():
        by = _searcher()
        for row in rows[:WHOLE]:
            added = add_person(facts(row), application="bench", by=by)
            db.session.flush()
            numbers.append(added.id)
    by_id = _searcher().id
    values = [as_value(db.session.get_one(Row, number)) for number in numbers]
    db.session.rollback()
    figures.alone_same = time_alone(values, WHOLE)
    for number in numbers[:20]:
        _search(number, by_id)
    figures.whole = each(lambda number: _search(number, by_id), numbers)


def _search(number: int, by_id: int) -> None:
    with transaction():
        search(
            db.session.get_one(Row, number),
            purpose="safeguarding",
            reason="A measurement",
            application=ForApplication("bench", 1),
            by=db.session.get_one(Officer, by_id),
        )


def facts(row: CsvRow) -> PersonFacts:
    """A row as an application's facts. A number that is no number is left out, as the form would refuse it."""
    value = person(row)
    return PersonFacts(
        NameFacts(row["first_name"], row["middle_names"], row["last_name"]),
        value.dates_of_birth[0],
        home=AddressFacts(f"{row['address']}\n{row['town']}", row["postcode"]),
        numbers={
            kind: held[0]
            for kind, held in (
                ("national_insurance", value.national_insurance),
                ("gb_driver", value.gb_driver),
            )
            if held
        },
    )


def each(
    act: Callable[..., object], of: Sequence[object], after: Callable[[], object] | None = None
) -> Times:
    """The times of a call for each of these; `after` is called between them and not counted."""
    taken = Times()
    for one in of:
        began, worked = time.perf_counter(), time.process_time()
        act(one)
        taken.work.append((time.process_time() - worked) * 1e3)
        taken.clock.append((time.perf_counter() - began) * 1e3)
        if after:
            after()
    return taken


def _searcher() -> Officer:
    return db.session.scalars(select(Officer).where(Officer.email == SEARCHER)).one()


def time_screen(app: Flask, one: Set, folder: Path, times: int) -> float:
    """Queries per second of `flask national screen`, its reading and writing included."""
    queries = folder / f"screened-{time.monotonic_ns()}.csv"
    rows = one.rows[:times]
    with queries.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, rows[0], lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    began = time.perf_counter()
    command(
        app,
        *("national", "screen", str(queries), "--output", str(queries.with_suffix(".results.csv"))),
        *("--by", SEARCHER, "--purpose", "safeguarding"),
    )
    return len(rows) / (time.perf_counter() - began)


# --- how large -------------------------------------------------------------------------------------------------------


def sizes(figures: Figures) -> None:
    """The size of the index (left out where SQLite was built without dbstat), and of the whole database."""
    names = ", ".join(f"'{name}'" for name in INDEX_TABLES)
    if figures.engine == "sqlite":
        of = f"SELECT name FROM sqlite_master WHERE tbl_name IN ({names})"  # noqa: S608 (names of our own)
        used = f"SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN ({of})"  # noqa: S608
        whole = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    else:
        used = f"SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ({names})"  # noqa: S608
        whole = "SELECT pg_database_size(current_database())"
    if figures.engine != "sqlite" or db.session.scalar(text(HAS_DBSTAT)):
        figures.index_bytes = int(db.session.scalar(text(used)) or 0)
    figures.whole_bytes = int(db.session.scalar(text(whole)) or 0)
    db.session.rollback()


def private_memory(url: str, folder: Path, queries: Path) -> int:
    """Bytes that only a fresh process holds, after it has searched for 500 people."""
    asked = [sys.executable, "-m", "tests.bench.process", url, str(folder), str(queries)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1])
