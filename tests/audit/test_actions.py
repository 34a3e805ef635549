"""The chain: what may be written to it, and that nobody can rewrite it unseen."""

import itertools
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, delete, insert, literal_column, select, update
from sqlalchemy.exc import IntegrityError

from licensing.audit.actions import GENESIS, SYSTEM, Actor, holds, record, system_for, verify
from licensing.audit.models import AuditEntry, AuditHead
from licensing.db import db, prepare_engine, transaction
from tests.factories import officers

ENTRIES, HEADS = AuditEntry.__table__, AuditHead.__table__
OFFICER = Actor("officer:12", "LDS")
ADDED = 6


def record_one(number: int = 1, **changes):
    given_: dict[str, Any] = {
        "by": OFFICER,
        "subject": f"person:{number}",
        "reason": "To try",
        "what": "email",
    } | changes
    record("person:changed", **given_)


@pytest.fixture
def chain(app_context):
    """How many entries there are, once six more were recorded."""
    for number in range(ADDED):
        with transaction():
            record_one(number)
    return verify().entries


@pytest.fixture
def outsider(app_context, database_url) -> Iterator[Engine]:
    """The database, as somebody reaches it who goes round the application."""
    engine = create_engine(database_url)
    prepare_engine(engine)
    yield engine
    engine.dispose()


def verified_after(*statements):
    """What `verify` finds after somebody ran these statements, which are then taken back."""
    db.session.rollback()
    connection = db.session.connection()
    try:
        for statement in statements:
            assert connection.execute(statement).rowcount, f"{statement} touched nothing"
        return verify()
    finally:
        db.session.rollback()


def fault_after(*statements):
    """The first broken link that `verify` names after these statements."""
    return verified_after(*statements).fault


def entry(number):
    return db.session.execute(select(ENTRIES).where(ENTRIES.c.id == number)).mappings().one()


# --- recording -------------------------------------------------------------------------------------------------


def test_an_entry_says_what_who_about_what_why_and_follows_the_one_before(app_context, chain):
    with transaction():
        record("licence:taken-over", by=OFFICER, subject="licence:3", reason="Old", kind="dual", number="A1")
    last, before = entry(chain + 1), entry(chain)
    assert (last.event, last.actor, last.authority, last.subject, last.reason) == (
        "licence:taken-over",
        "officer:12",
        "LDS",
        "licence:3",
        "Old",
    )
    assert json.loads(last.facts) == {"kind": "dual", "number": "A1"}
    assert last.previous_hash == before.hash != last.hash


def test_an_event_that_is_not_in_the_catalogue_is_refused(app_context):
    with pytest.raises(ValueError, match="not in the catalogue"), transaction():
        record("person:teased", by=OFFICER, subject="person:1")


def test_an_event_carries_exactly_the_facts_declared_for_it(app_context, chain):
    for facts in ({}, {"what": "email", "more": "than declared"}, {"waht": "misspelt"}):
        with pytest.raises(ValueError, match=r"must carry \['what'\]"), transaction():
            record("person:changed", by=OFFICER, subject="person:1", **facts)
    assert verify().entries == chain


def test_what_is_rolled_back_leaves_no_entry_and_no_gap(app_context, chain):
    with pytest.raises(KeyError), transaction():  # noqa: PT012
        record_one()
        raise KeyError
    with transaction():
        record_one()
    found = verify()
    assert (found.entries, found.fault) == (chain + 1, "")


def test_several_entries_of_one_transaction_are_a_chain_too(app_context, chain):
    with transaction():
        record_one(1)
        record_one(2)
    assert entry(chain + 2).previous_hash == entry(chain + 1).hash
    assert (verify().entries, verify().fault) == (chain + 2, "")


def test_what_the_system_does_by_itself_has_an_authority_only_if_it_is_about_ones_affairs(app_context, chain):
    with transaction():
        record("system:set-up", by=SYSTEM, subject="councils", what="councils", rows=470)
        record("system:set-up", by=system_for("LDS"), subject="councils", what="councils", rows=1)
    assert (entry(chain + 1).actor, entry(chain + 1).authority) == ("system", "")
    assert (entry(chain + 2).actor, entry(chain + 2).authority) == ("system", "LDS")


def test_any_words_keep_their_place_in_the_chain(app_context, chain):
    for words in ("Siân O’Nonesuch", "line\nbreak", '"quoted" \\ back', "𝔘𝔫𝔦", ""):
        with transaction():
            record_one(reason=words, what=words)
        assert verify().fault == ""
        last = entry(verify().entries)
        assert (last.reason, json.loads(last.facts)) == (words, {"what": words})


def test_the_first_entry_begins_the_chain(app_context, outsider):
    with outsider.begin() as connection:
        connection.execute(delete(ENTRIES))
        connection.execute(delete(HEADS))
    with transaction():
        record_one()
    assert (entry(1).previous_hash, verify().entries, verify().fault) == (GENESIS, 1, "")


# --- several at once -------------------------------------------------------------------------------------------


def test_several_who_record_at_once_make_one_unbroken_chain(app):
    workers, each = 4, 10

    def record_some(worker):
        for number in range(each):
            with app.app_context(), transaction():
                record_one(worker * each + number)

    with app.app_context():
        before = verify().entries
    with ThreadPoolExecutor(workers) as several:
        list(several.map(record_some, range(workers)))
    with app.app_context():
        found = verify()
        subjects = set(db.session.scalars(select(AuditEntry.subject).where(AuditEntry.id > before)))
    assert (found.entries, found.fault) == (before + workers * each, "")
    assert subjects == {f"person:{number}" for number in range(workers * each)}


def test_a_log_that_is_written_to_while_it_is_verified_is_not_called_broken(app):
    rounds = 60

    def write():
        for number in range(rounds):
            with app.app_context(), transaction():
                record_one(number)

    with ThreadPoolExecutor(1) as writer:
        written = writer.submit(write)
        found = []
        while not written.done():
            with app.app_context():
                found.append(verify())
        written.result()
    assert {one.fault for one in found} == {""}
    counted = [one.entries for one in found]
    assert counted == sorted(counted)
    assert len(set(counted)) > 2, "Nothing was written while it was verified."


# --- altered, removed, added -----------------------------------------------------------------------------------


def test_a_whole_chain_holds(app_context, chain):
    found = verify()
    assert (found.entries, found.fault) == (chain, "")
    assert chain > ADDED


ALTERED = {
    "event": "person:viewed",
    "authority": "BRD",
    "actor": "officer:13",
    "subject": "person:99",
    "reason": "Another reason",
    "facts": '{"what": "telephone"}',
    "previous_hash": "f" * 64,
    "hash": "f" * 64,
}


def places(chain):
    return (1, chain - 3, chain)


def test_an_altered_entry_is_found_and_named_whichever_its_column(chain):
    for number, (column, value) in itertools.product(places(chain), ALTERED.items()):
        found = verified_after(update(ENTRIES).where(ENTRIES.c.id == number).values({column: value}))
        assert found.fault.startswith(f"Entry {number} was altered"), column
        assert found.entries == number - 1


def test_an_entry_altered_to_nonsense_is_found_and_named(chain):
    for column, value in itertools.product(["hash", "previous_hash", "facts", "actor"], ["", "é", "0" * 40]):
        fault = fault_after(update(ENTRIES).where(ENTRIES.c.id == chain).values({column: value}))
        assert fault.startswith(f"Entry {chain} was altered"), (column, value)


def test_an_altered_time_is_found_and_named(chain):
    for by in (timedelta(microseconds=1), timedelta(days=-1)):
        at = entry(chain - 1).at + by
        fault = fault_after(update(ENTRIES).where(ENTRIES.c.id == chain - 1).values(at=at))
        assert fault.startswith(f"Entry {chain - 1} was altered")


def test_an_entry_that_can_no_longer_be_read_is_found_and_named(chain, engine):
    # SQLite keeps whatever it is given in any column; PostgreSQL has no time that is not one, but has infinity.
    nonsense = literal_column("'nonsense'" if engine == "sqlite" else "'infinity'::timestamptz")
    fault = fault_after(update(ENTRIES).where(ENTRIES.c.id == chain - 2).values(at=nonsense))
    assert fault == f"Entry {chain - 2} was altered: it can't be read."


def test_an_entry_missing_before_one_that_cannot_be_read_is_named_first(chain, engine):
    nonsense = literal_column("'nonsense'" if engine == "sqlite" else "'infinity'::timestamptz")
    fault = fault_after(
        update(ENTRIES).where(ENTRIES.c.id == chain).values(at=nonsense),
        delete(ENTRIES).where(ENTRIES.c.id == chain - 1),
    )
    assert fault == f"Entry {chain - 1} is missing: the next one found is {chain}."


def test_bytes_put_where_words_belong_are_found(chain, engine):
    raw = literal_column("x'ff'" if engine == "sqlite" else "convert_from('\\xc3bf', 'UTF8')")
    for column in ("reason", "hash"):
        fault = fault_after(update(ENTRIES).where(ENTRIES.c.id == chain).values({column: raw}))
        assert fault.startswith(f"Entry {chain} was altered")


def test_a_renumbered_entry_is_found(chain):
    fault = fault_after(update(ENTRIES).where(ENTRIES.c.id == chain - 1).values(id=chain + 5))
    assert fault.startswith(f"Entry {chain - 1} is missing")


def test_an_entry_before_the_first_is_found(chain):
    for number in (0, -1):
        fault = fault_after(insert(ENTRIES).values(dict(entry(1)) | {"id": number}))
        assert fault == f"Entry {number} was added before the first."


def test_a_removed_entry_is_found_and_named(chain):
    for number in places(chain):
        found = verified_after(delete(ENTRIES).where(ENTRIES.c.id == number))
        assert found.fault.startswith(f"Entry {number} is missing")
        assert found.entries == number - 1


def test_several_last_entries_removed_are_found_by_the_head(chain):
    fault = fault_after(delete(ENTRIES).where(ENTRIES.c.id > chain - 3))
    assert fault == f"Entry {chain - 2} is missing: the head says that the last is {chain}."


def test_a_log_emptied_but_for_its_head_is_found(chain):
    assert fault_after(delete(ENTRIES)).startswith("Entry 1 is missing")


def test_the_last_entry_removed_and_the_head_put_back_is_found(chain):
    before = entry(chain - 1)
    fault = fault_after(
        delete(ENTRIES).where(ENTRIES.c.id == chain),
        update(HEADS).values(entry_id=before.id, hash=before.hash),
    )
    assert fault == "The head of the chain was altered."


def test_an_entry_added_at_the_end_is_found_and_named(chain):
    forged = dict(entry(chain)) | {"id": chain + 1, "previous_hash": entry(chain).hash}
    assert fault_after(insert(ENTRIES).values(forged)).startswith(f"Entry {chain + 1} was altered")


def test_a_genuine_entry_that_the_head_does_not_know_is_found_and_named(chain):
    # Somebody with a copy of the database of before puts its head back, to hide what came after.
    head = dict(db.session.execute(select(HEADS)).mappings().one())
    with transaction():
        record_one()
    fault = fault_after(update(HEADS).values(head))
    assert fault == f"Entry {chain + 1} was added: the head says that the last is {chain}."


def test_an_entry_added_in_the_middle_is_found_and_named(chain):
    middle = chain - 3
    forged = dict(entry(middle))
    up = [
        update(ENTRIES).where(ENTRIES.c.id == number).values(id=number + 1)
        for number in range(chain, middle - 1, -1)
    ]
    fault = fault_after(*up, insert(ENTRIES).values(forged))
    # The copy in the old place is genuine; the first that no longer says what was hashed comes after it.
    assert fault.startswith(f"Entry {middle + 1} was altered")


def test_two_entries_that_changed_places_are_found(chain):
    one, other = dict(entry(chain - 2)), dict(entry(chain - 1))
    fault = fault_after(
        update(ENTRIES).where(ENTRIES.c.id == one["id"]).values(other | {"id": one["id"]}),
        update(ENTRIES).where(ENTRIES.c.id == other["id"]).values(one | {"id": other["id"]}),
    )
    assert fault.startswith(f"Entry {chain - 2} was altered")


def test_an_altered_head_is_found(chain):
    for values in (
        {"entry_id": 1},
        {"entry_id": 999},
        {"hash": "f" * 64},
        {"seal": "f" * 64},
        {"seal": ""},
        {"seal": "é"},
    ):
        assert fault_after(update(HEADS).values(values)) == "The head of the chain was altered.", values


def test_a_removed_head_is_found(chain):
    assert fault_after(delete(HEADS)) == "The head of the chain is missing."


def test_a_removed_head_is_not_quietly_made_anew(chain, outsider):
    with outsider.begin() as connection:
        connection.execute(delete(HEADS))
    with pytest.raises(IntegrityError), transaction():
        record_one()


def test_a_log_signed_with_another_key_does_not_hold(chain, make_app):
    another = make_app(audit_key=b"another key of thirty-two bytes!")
    with another.app_context():
        assert verify().fault.startswith("Entry 1 was altered")


def test_a_log_emptied_with_its_head_is_found_where_there_are_officers(chain):
    emptied = [delete(ENTRIES), delete(HEADS)]
    # An installation nobody has worked in yet may have an empty log.
    assert fault_after(*emptied) == ""
    with transaction():
        officers.officer()
    assert fault_after(*emptied).startswith("Entry 1 is missing")


def test_an_entry_noted_elsewhere_shows_whether_an_older_state_was_put_back(chain):
    noted = verify()
    assert noted.last_hash == entry(chain).hash
    assert holds(chain, noted.last_hash)
    assert not holds(chain, entry(chain - 1).hash)
    assert not holds(chain + 1, noted.last_hash)


# --- whatever somebody does ------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ON_ONE_DATABASE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@ON_ONE_DATABASE
@given(column=st.sampled_from([*ALTERED]), value=WORDS, back=st.integers(0, ADDED - 1))
def test_whatever_is_altered_in_any_column_is_found_and_named(chain, column, value, back):
    number = chain - back
    assume(entry(number)[column] != value)
    found = verified_after(update(ENTRIES).where(ENTRIES.c.id == number).values({column: value}))
    assert f"Entry {number} was altered" in found.fault
    assert found.entries == number - 1


@ON_ONE_DATABASE
@given(data=st.data())
def test_whatever_is_removed_the_first_gap_is_named(chain, data):
    numbers = data.draw(st.sets(st.integers(1, chain), min_size=1))
    found = verified_after(delete(ENTRIES).where(ENTRIES.c.id.in_(numbers)))
    assert found.fault.startswith(f"Entry {min(numbers)} is missing")
    assert found.entries == min(numbers) - 1


@ON_ONE_DATABASE
@given(words=st.fixed_dictionaries(dict.fromkeys(ALTERED, WORDS)), after=st.integers(1, 3))
def test_whatever_is_added_at_the_end_is_found(chain, words, after):
    forged = words | {"id": chain + after, "at": entry(chain).at}
    found = verified_after(insert(ENTRIES).values(forged))
    assert found.fault.startswith(f"Entry {chain + 1} ")
    assert found.entries == chain


@ON_ONE_DATABASE
@given(order=st.permutations(range(ADDED)))
def test_whatever_order_the_entries_are_put_in_only_the_true_one_holds(chain, order):
    numbers = [chain - ADDED + 1 + place for place in range(ADDED)]
    rows = [dict(entry(number)) for number in numbers]
    moved = [
        update(ENTRIES).where(ENTRIES.c.id == number).values(rows[place] | {"id": number})
        for number, place in zip(numbers, order, strict=True)
    ]
    found = verified_after(*moved)
    out_of_place = [
        number for number, place, own in zip(numbers, order, itertools.count(), strict=False) if place != own
    ]
    if out_of_place:
        assert f"Entry {out_of_place[0]} " in found.fault
    else:
        assert found.fault == ""
