"""Two real processes on loopback, with faults between them: nothing is lost, nothing is doubled."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import chain, cycle, repeat

import pytest
from sqlalchemy import select

from licensing.audit.actions import verify
from licensing.db import db
from licensing.errors import NotReachable
from licensing.matching.people import Name, Person
from licensing.national_register import http
from licensing.national_register.gateway import NewChange, NewLetter
from licensing.national_register.http import HttpRegister
from licensing.national_register.letters import RegisterLetter
from licensing.national_register.models import Entry, EntryChange
from tests.factories.officers import council
from tests.factories.people import new_entry
from tests.fakes.faulty_proxy import ALL_FAULTS, DRIP, PASS, faulty_proxy
from tests.fakes.register_process import register_process
from tests.support import databases
from tests.support.missing import not_to_be_had

ENGINES = ["sqlite", "postgresql"]
CLIENTS = ("Leeds", "Bradford")
# So short that an answer that is too late costs the tests little; longer than any that is in time.
READ_SECONDS = 2.0
TRIES = 40
DAY = date(2026, 6, 9)


@pytest.fixture(params=ENGINES, scope="module")
def engine(request):
    """The name of the database engine; a process for each is begun once for all these tests."""
    return request.param


@pytest.fixture(scope="module")
def register(engine, tmp_path_factory):
    """The register's process: one worker on SQLite, four on PostgreSQL."""
    if why := databases.not_to_be_had_because(engine):
        not_to_be_had(why)
    instance = tmp_path_factory.mktemp(engine) / "register"
    instance.mkdir()
    workers = 4 if engine == "postgresql" else 1
    with register_process(engine, instance, CLIENTS, workers=workers) as served:
        yield served


@pytest.fixture
def proxy(register, monkeypatch):
    """What stands between, and an impatient client."""
    monkeypatch.setattr(http, "READ_SECONDS", READ_SECONDS)
    with faulty_proxy(register.address, late=READ_SECONDS + 0.5) as one:
        yield one


def until_done(act):
    """Do it again until it is answered, as the outbox does."""
    for _ in range(TRIES):
        try:
            return act()
        except NotReachable:
            continue
    raise AssertionError(f"It was not answered in {TRIES} tries.")


def stored(register, names):
    """How many times each entry, change and letter of these names is in the register's own database, by its key."""
    with register.app.app_context():
        keys = [
            *db.session.scalars(select(Entry.source_key)),
            *db.session.scalars(select(EntryChange.source_key)),
            *db.session.scalars(select(RegisterLetter.source_key)),
        ]
        assert verify().fault == ""
        db.session.remove()
    return Counter(key for key in keys if key.rpartition(" ")[2] in names)


def everything_written(bradford, leeds, ids, name):
    """An entry, a change to it, a letter about it: each under a key of its own; gives the entry's reference."""
    entry = ids[2](name)
    ref = until_done(lambda: bradford.make_entry(entry)).entry_ref
    change = NewChange(f"change {name}", ref, ids[0], "amended", DAY)
    until_done(lambda: bradford.change_entry(change))
    letter = NewLetter(f"letter {name}", "request", ids[1], ids[0], ref, "Please tell us.", f"request-{name}")
    until_done(lambda: leeds.send(letter))
    return ref


def expected(names):
    return Counter(key for name in names for key in (f"entry {name}", f"BRD:change {name}", f"letter {name}"))


def ids_and_entries(names):
    """What the writers need of the database, read before they begin: two ids, and each entry by its name."""
    entries = {name: new_entry(first=name, key=f"entry {name}") for name in names}
    return council("Bradford").id, council("Leeds").id, entries.__getitem__


@pytest.mark.usefixtures("app_context")
def test_whatever_happens_between_the_processes_each_write_is_done_once(register, proxy):
    names = [f"Name{chr(65 + place)}" for place in range(len(ALL_FAULTS))]
    ids = ids_and_entries(names)
    bradford = HttpRegister(proxy.address, register.credentials["BRD"])
    leeds = HttpRegister(proxy.address, register.credentials["LDS"])
    for name, fault in zip(names, ALL_FAULTS, strict=True):
        # Each of the three writes meets the fault first, and is then let through.
        faults = chain.from_iterable(repeat((fault, PASS), 3))
        proxy.next_fault = lambda faults=faults: next(faults, PASS)
        everything_written(bradford, leeds, ids, name)
    assert set(ALL_FAULTS) <= set(proxy.done)
    assert stored(register, names) == expected(names)
    # What was searched and taken in through the same faults is whole.
    faults = cycle([*ALL_FAULTS, PASS, PASS])
    proxy.next_fault = lambda: next(faults)
    someone = Person(names=(Name("NameA", "", "Exampleby"),), dates_of_birth=(date(1985, 3, 27),))
    assert until_done(lambda: leeds.search(someone, ids[1])).candidates
    told = [one.reference for one in until_done(lambda: bradford.letters(ids[0], after=0))]
    assert Counter(told) >= Counter(f"request-{name}" for name in names)


@pytest.mark.usefixtures("app_context")
def test_a_register_that_is_down_or_answers_too_slowly_is_said_to_be_so_and_nothing_is_taken_for_an_answer(
    register, proxy, monkeypatch
):
    bradford = HttpRegister(proxy.address, register.credentials["BRD"])
    entry = new_entry(key="entry Dripped")
    monkeypatch.setattr(http, "WHOLE_SECONDS", 1.0)
    proxy.next_fault = lambda: DRIP
    with pytest.raises(NotReachable):
        bradford.make_entry(entry)
    proxy.stop()
    with pytest.raises(NotReachable, match="can't be reached"):
        bradford.entry("0" * 16, 1)
    # What dripped was written all the same, and is acknowledged when it is sent again.
    receipt = HttpRegister(register.address, register.credentials["BRD"]).make_entry(entry)
    assert receipt.entry_ref
    assert stored(register, ["Dripped"]) == Counter(["entry Dripped"])


@pytest.mark.usefixtures("app_context")
def test_many_writers_at_once_through_faults_write_each_thing_once(app, register, proxy):
    names = [f"Many{chr(65 + place)}" for place in range(8)]
    ids = ids_and_entries(names)
    dice, lock = random.Random(2022), threading.Lock()  # noqa: S311 (a choice of faults, the same each time)

    def roll():
        with lock:
            return dice.choice([*ALL_FAULTS, *[PASS] * 6])

    proxy.next_fault = roll

    def write(name):
        with app.app_context():
            bradford = HttpRegister(proxy.address, register.credentials["BRD"])
            leeds = HttpRegister(proxy.address, register.credentials["LDS"])
            return everything_written(bradford, leeds, ids, name)

    # Each name is written by two at once, as two workers of one authority would after a lease ran out.
    with ThreadPoolExecutor(8) as writers:
        refs = list(writers.map(write, [*names, *names]))
    assert refs[: len(names)] == refs[len(names) :]
    assert len(set(refs)) == len(names)
    assert stored(register, names) == expected(names)
