"""`./dev bench`: what can be measured so far, each figure beside another of the same run.

    ./dev bench [--entries N] [--queries N]
    ./dev bench matching …    how well and how fast matching is (tests/bench/matching.py)
    ./dev bench exchange …    how fast a large file is checked, loaded and undone (tests/bench/exchange.py)

Machines are shared and noisy: read the ratios, the medians and the 99th percentiles, not the seconds.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from licensing import clock
from licensing.app import create_app
from licensing.authorities import packaged
from licensing.authorities.loading import load_councils
from licensing.authorities.officer_models import Officer
from licensing.db import db, transaction
from licensing.duties.holidays import DATA, holidays, load_bank_holidays
from licensing.matching.compare import compare
from licensing.matching.people import Name, Person
from licensing.matching.verdict import judge
from licensing.national_register.actions import ForApplication, search
from licensing.national_register.embedded import EmbeddedRegister, make
from licensing.national_register.gateway import NewEntry
from licensing.national_register.models import Entry
from licensing.register.actions import NameFacts, PersonFacts, add_person
from licensing.register.models import Person as Row
from licensing.register.queries import as_value
from licensing.workingdays import BankHolidays, last_day_of_period
from tests.bench import exchange, matching
from tests.factories.officers import council, officer
from tests.support import postgres, run
from tests.support.databases import server, settings_for
from tests.support.pages import PageClient

SEED = 2022
FIRST = (
    *("Adam", "Bina", "Cyril", "Dana", "Emil", "Farah", "Gwen", "Hasan", "Iris", "Jamal"),
    *("Kofi", "Lena", "Musa", "Nadia", "Omar", "Petra", "Qasim", "Rosa", "Samir", "Tala"),
)
LAST = (
    *("Testwick", "Sampleton", "Mockford", "Inventov", "Placeholder"),
    *("Dummyson", "Exampleby", "Fictionov", "Nonesuch", "Pretendova"),
)
BATCH = 2000


def main() -> None:
    """Measure, and print a table for each engine that is to be had."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--entries", type=int, default=5_000, help="entries on the national register (5000)")
    parser.add_argument("--queries", type=int, default=200, help="searches to time (200)")
    asked = parser.parse_args()
    pure()
    with tempfile.TemporaryDirectory() as folder:
        for name, made in (("SQLite", _sqlite(Path(folder))), ("PostgreSQL", _postgresql())):
            with made as url:
                if url is None:
                    print(f"\n{name}: not to be had on this machine.")
                    continue
                on_engine(name, url, Path(folder), asked.entries, asked.queries)


def pure() -> None:
    """What needs no database."""
    print("Pure (microseconds a call: median, p99)")
    one = Person(names=(Name("Yusuf", "", "Inventoff"),), dates_of_birth=(date(1984, 3, 9),))
    other = Person(names=(Name("Yousef", "", "Inventov"),), dates_of_birth=(date(1984, 3, 9),))
    names = packaged.names(clock.today())
    days = (date(2026, 1, 1) + timedelta(days=n) for n in range(300))
    known = holidays_of_file()
    row("compare and judge two people", timed(lambda: judge(compare(one, other)), 500), "us")
    row(
        "last day of twenty working days", timed(lambda: last_day_of_period(next(days), 20, known), 300), "us"
    )
    row("resolve a council's name (misspelt)", timed(lambda: names.resolve("Kirklese council"), 200), "us")


def holidays_of_file() -> BankHolidays:
    """GOV.UK's list without a database."""
    events = json.loads(DATA.read_text())["england-and-wales"]["events"]
    found = frozenset(date.fromisoformat(event["date"]) for event in events)
    return BankHolidays(found, min(found).year, max(found).year)


def on_engine(name: str, url: str, folder: Path, entries: int, queries: int) -> None:
    """What a database takes part in."""
    app = create_app(settings_for(url, folder))
    result = app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    if result.exit_code:
        raise SystemExit(result.output)
    with app.app_context():
        with transaction():
            load_councils()
            load_bank_holidays()
            by = officer("Leeds")
            officer_id, authority_id = by.id, by.authority_id
        began = time.perf_counter()
        fill(entries)
        seconds = time.perf_counter() - began
        print(f"\n{name}, {entries:,} entries (made in {seconds:.1f} s, {entries / seconds:,.0f} a second)")
        print("  (milliseconds: median, p99)")
        people = applicants(officer_id, queries)
        alone = timed_each(
            lambda value: EmbeddedRegister().search(value, authority_id), [v for _, v in people]
        )
        row("search alone", alone, "ms")
        # Against: one indexed SELECT of the same table, the least that any answer costs.
        refs = db.session.scalars(select(Entry.ref).limit(queries)).all()
        bare = timed_each(
            lambda ref: db.session.execute(select(Entry.id).where(Entry.ref == ref)).all(), refs
        )
        row("one indexed SELECT, to compare", bare, "ms")
        db.session.rollback()
        whole = timed_each(lambda number: _whole(officer_id, number), [number for number, _ in people])
        row("search with receipt and audit, committed", whole, "ms")
        print(
            f"  the whole over the search alone: {statistics.median(whole) / statistics.median(alone):.1f} times"
        )
        db.session.rollback()
        row("the table of bank holidays read", timed(holidays, 50), "ms")
    pages(app, officer_id)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _whole(officer_id: int, person_id: int) -> None:
    with transaction():
        search(
            db.session.get_one(Row, person_id),
            purpose="safeguarding",
            reason="A measurement",
            application=ForApplication("bench", 1),
            by=db.session.get_one(Officer, officer_id),
        )


def fill(entries: int) -> None:
    """Make invented entries, the same each time."""
    chance = random.Random(SEED)  # noqa: S311 (nothing secret: the same people each time)
    recorded_by = council("Bradford").id
    for start in range(0, entries, BATCH):
        with transaction():
            for number in range(start, min(start + BATCH, entries)):
                make(
                    NewEntry(
                        source_key=f"bench:{number}",
                        recording_authority_id=recorded_by,
                        first_name=chance.choice(FIRST) + chance.choice("aeiou") * chance.randint(0, 1),
                        middle_names="",
                        last_name=chance.choice(LAST) + chance.choice(LAST).lower()[:3],
                        date_of_birth=date(1950, 1, 1) + timedelta(days=chance.randrange(18_000)),
                        home_address="1 Specimen Street",
                        home_postcode=f"ZZ{chance.randint(1, 99)} 1AA",
                        further_information="Write to us",
                        decision="refused",
                        decided_on=date(2026, 1, 1),
                    )
                )


def applicants(officer_id: int, queries: int) -> list[tuple[int, Person]]:
    """People of the register to search for: half of them on it."""
    made = []
    with transaction():
        by = db.session.get_one(Officer, officer_id)
        known = db.session.scalars(select(Entry).limit(queries // 2)).all()
        for number in range(queries):
            if number < len(known):
                entry = known[number]
                name, born = NameFacts(entry.first_name, "", entry.last_name), entry.date_of_birth
            else:
                name, born = (
                    NameFacts(f"Nobody{number}", "", "Atall"),
                    date(1970, 1, 1) + timedelta(days=number),
                )
            assert born is not None
            person = add_person(PersonFacts(name, born), application="bench", by=by)
            made.append((person.id, as_value(person)))
    return made


def pages(app: Flask, officer_id: int) -> None:
    """The pages an officer opens most, rendered whole."""
    app.testing = True
    app.test_client_class = PageClient
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(officer_id)
    for path in ("/health", "/", "/applications", "/duties"):
        row(f"GET {path}", timed_each(client.get, [path] * 40)[1:], "ms")


def timed(act: Callable[[], object], times: int) -> list[float]:
    """Seconds of each of some calls, after one to warm up."""
    act()
    return timed_each(lambda _: act(), range(times - 1))


def timed_each(act: Callable[..., object], of: object) -> list[float]:
    """Seconds of a call for each of these."""
    seconds = []
    for one in of:  # type: ignore[attr-defined]
        began = time.perf_counter()
        act(one)
        seconds.append(time.perf_counter() - began)
    return seconds


def row(what: str, seconds: list[float], unit: str) -> None:
    """One line of the table."""
    factor = {"us": 1e6, "ms": 1e3}[unit]
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(f"  {what:<44}{statistics.median(seconds) * factor:>10.2f}{p99 * factor:>10.2f}")


@contextmanager
def _sqlite(folder: Path) -> Iterator[str | None]:
    yield f"sqlite:///{folder / 'bench.sqlite3'}"


@contextmanager
def _postgresql() -> Iterator[str | None]:
    folder = run.begin()
    try:
        yield run_server()
    finally:
        run.end(folder)


def run_server() -> str | None:
    """The address of a new database on a server of our own; None where there is no PostgreSQL."""
    try:
        return postgres.create_database(server(), "bench").render_as_string(hide_password=False)
    except postgres.NoPostgres:
        return None


if __name__ == "__main__":
    if sys.argv[1:2] == ["matching"]:
        matching.main(sys.argv[2:])
    elif sys.argv[1:2] == ["exchange"]:
        exchange.main(sys.argv[2:])
    else:
        main()
