"""Loading a register from a file: all of it or nothing, and the same file again changes nothing."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from licensing.audit.actions import verify
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.errors import BadInput, NotAllowed, NotFound
from licensing.matching.people import Name, Person
from licensing.national_register import importing
from licensing.national_register.embedded import EmbeddedRegister, remove_change_or_reinstate
from licensing.national_register.models import Entry, EntryNumber
from licensing.outbox.models import OutboxMessage
from tests.factories.officers import council, officer
from tests.factories.people import entry
from tests.support.stored import everything_stored

HEADER = (
    "entry_id,first_name,last_name,dob,address,town,postcode,nino,licence_no,authority,decision,decision_date"
)
LINES = (
    "17,Perdita,Exampleby,1985-03-27,1 Specimen Street,Inventedtown,ZZ1 1AA,AB123456C,,Bradford,revoked,2026-03-02",
    "b/18,Olga,Pretendova,1982-02-31,,,,,12345678,E08000035,Refusal,02/03/2026",
    "19,,,,,,,,,York,suspended,2001-01-01",
)


@pytest.fixture
def operator(app_context, on):
    """The register's operator."""
    with transaction():
        return officer("Leeds", (Role.REGISTER_OPERATOR,))


@pytest.fixture
def file(tmp_path):
    """`file(*lines)`: a register of these lines."""

    def make(*lines, header=HEADER):
        path = tmp_path / "register.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return make


def load(path, by, on=date(2026, 6, 10)):
    made = 0
    for _, entries in importing.batches(path, on=on):
        with transaction():
            made += importing.load(entries, file="f" * 64, by=by)
    return made


def held():
    return {row.file_entry_id: row for row in db.session.scalars(select(Entry).order_by(Entry.id))}


def check(path):
    found = importing.check(path, on=date(2026, 6, 10))
    db.session.rollback()
    return found


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(operator, file):
    found = check(file(*LINES))
    assert (found.lines, found.new, found.there, found.left_out, found.faults) == (3, 3, 0, 0, [])
    assert held() == {}


def test_every_line_is_made_an_entry_of_its_authority_with_what_it_says(operator, file):
    assert load(file(*LINES), operator) == 3
    first, second, third = held().values()
    assert (first.full_name, first.date_of_birth, first.home_postcode) == (
        "Perdita Exampleby",
        date(1985, 3, 27),
        "ZZ1 1AA",
    )
    assert first.home_address == "1 Specimen Street\nInventedtown"
    assert first.recording_authority_id == council("Bradford").id
    assert "Bradford" in first.further_information
    assert (first.decision, first.decided_on, first.first_made_on) == (
        "revoked",
        date(2026, 3, 2),
        date(2026, 6, 10),
    )
    assert [(one.kind, one.number) for one in first.numbers] == [("national_insurance", "AB123456C")]
    assert second.file_entry_id == "b/18"
    assert (second.date_of_birth, second.birth_as_written) == (None, "1982-02-31")
    assert [(one.kind, one.number) for one in second.numbers] == [("ni_driver", "12345678")]
    assert (second.recording_authority.nice_name, second.decision) == ("Leeds", "refused")
    assert (third.full_name, third.decided_on) == ("", date(2001, 1, 1))


def test_what_was_loaded_is_found_by_a_search(operator, file):
    load(file(*LINES), operator)
    found = EmbeddedRegister().search(
        Person(names=(Name("Perdita", "", "Exampleby"),), dates_of_birth=(date(1985, 3, 27),)), 1
    )
    assert [one.entry.full_name for one in found.candidates] == ["Perdita Exampleby"]
    assert found.register_entries == 3


def test_the_same_file_again_changes_nothing(operator, file):
    path = file(*LINES)
    load(path, operator)
    before = {key: (row.id, row.ref, row.version) for key, row in held().items()}
    lines = db.session.scalar(select(func.count(AuditEntry.id)))
    found = check(path)
    assert (found.new, found.there, found.faults) == (0, 3, [])
    assert load(path, operator, on=date(2026, 6, 12)) == 0
    assert {key: (row.id, row.ref, row.version) for key, row in held().items()} == before
    assert db.session.scalar(select(func.count(AuditEntry.id))) == lines
    assert db.session.scalar(select(func.count(EntryNumber.id))) == 2


def test_a_file_with_more_lines_makes_the_new_ones_only(operator, file):
    load(file(*LINES[:2]), operator)
    assert load(file(*LINES), operator) == 1
    assert list(held()) == ["17", "b/18", "19"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Perdita", "Perditta", "name"),
        ("1985-03-27", "1985-03-28", "birth date"),
        ("ZZ1 1AA", "ZZ1 1AB", "address"),
        ("AB123456C", "AB123456D", "numbers"),
        ("Bradford", "York", "authority"),
        ("revoked", "suspended", "decision"),
    ],
)
def test_an_entry_that_is_there_with_other_details_is_a_fault_and_is_not_changed(
    operator, file, old, new, what
):
    load(file(*LINES), operator)
    found = check(file(LINES[0].replace(old, new), *LINES[1:]))
    assert [(fault.line, fault.text) for fault in found.faults] == [
        (2, f"entry 17 is there with other details ({what}); correct it through its authority")
    ]
    assert held()["17"].full_name == "Perdita Exampleby"


def test_an_amended_or_removed_entry_is_there_and_is_not_made_again(operator, file):
    load(file(*LINES), operator)
    row = held()["17"]
    with transaction():
        remove_change_or_reinstate(
            row.ref, by_authority_id=council("Bradford").id, what="removed", changed_on=date(2026, 6, 10)
        )
    assert check(file(*LINES)).there == 3
    assert load(file(*LINES), operator) == 0


@pytest.mark.rule("R09")
def test_the_eleven_years_run_from_the_day_the_file_says_else_from_the_day_of_loading(operator, file):
    path = file(
        f"{LINES[0]},2020-05-04",
        f"{LINES[1]},",
        f"{LINES[2]},2015-06-10",
        header=f"{HEADER},first_made",
    )
    found = check(path)
    assert (found.new, found.left_out) == (2, 1)
    load(path, operator)
    assert {key: row.first_made_on for key, row in held().items()} == {
        "17": date(2020, 5, 4),
        "b/18": date(2026, 6, 10),
    }


def test_a_file_that_was_changed_after_its_check_is_not_loaded_on(operator, file):
    path = file(LINES[0], LINES[1].replace("Refusal", "warned"))
    with pytest.raises(BadInput, match="line 3 has a fault now"):
        load(path, operator)
    assert held() == {}


def test_only_the_registers_operator_loads_one(leeds, file):
    with pytest.raises(NotAllowed):
        load(file(*LINES), leeds)
    assert held() == {}


@pytest.mark.rule("R16")
def test_the_operator_changes_no_entry_of_another_authority(operator, file):
    load(file(*LINES), operator)
    with pytest.raises(NotFound), transaction():
        remove_change_or_reinstate(
            held()["17"].ref,
            by_authority_id=operator.authority_id,
            what="removed",
            changed_on=date(2026, 6, 10),
        )


def test_each_batch_and_the_whole_file_leave_a_line_in_the_log_that_names_nobody(operator, file):
    load(file(*LINES), operator)
    with transaction():
        importing.finish(file="f" * 64, entries=3, there=0, left_out=0, by=operator)
    first, _, last = held().values()
    batch, whole = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event.like("national-register:%import%")).order_by(AuditEntry.id)
    )
    assert json.loads(batch.facts) == {
        "file": "f" * 64,
        "entries": 3,
        "from_entry": first.ref,
        "to_entry": last.ref,
    }
    assert json.loads(whole.facts) == {"file": "f" * 64, "entries": 3, "there": 0, "left_out": 0}
    assert batch.actor == whole.actor == f"officer:{operator.id}"
    assert "Exampleby" not in batch.facts + whole.facts
    assert verify().fault == ""


def test_a_batch_promises_one_message_that_has_everybody_compared_with_its_entries(operator, file):
    load(file(*LINES), operator)
    messages = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.topic == "register-entry:changed")
        .order_by(OutboxMessage.id)
    ).all()
    assert len({message.handler for message in messages}) == len(messages) == 2
    refs = [row.ref for row in held().values()]
    assert [message.payload["entries"] for message in messages] == [refs, refs]


def test_no_number_that_was_loaded_is_in_clear_in_the_database(operator, file):
    load(file(*LINES), operator)
    stored = everything_stored()
    assert "Exampleby" in stored
    assert "AB123456C" not in stored
    assert "12345678" not in stored


@pytest.mark.parametrize("there", [0, 1], ids=["an empty register", "one that holds more"])
def test_only_a_load_that_makes_a_small_register_large_is_indexed_at_its_end(
    operator, file, monkeypatch, there
):
    monkeypatch.setattr(importing, "MANY", 1)
    with transaction():
        for _ in range(there * 3):
            entry()
    assert importing.is_indexed_at_its_end(3) is (there == 0)


def test_until_a_great_load_is_indexed_no_search_is_answered(operator, file):
    with transaction():
        importing.set_index_aside(operator)
    for _, entries in importing.batches(file(*LINES), on=date(2026, 6, 10)):
        with transaction():
            importing.load(entries, file="f" * 64, by=operator, indexed=False)
    assert importing.index_is_aside()
    with transaction():
        assert importing.index.reindex() == 3
    assert not importing.index_is_aside()
    found = EmbeddedRegister().search(
        Person(births_as_written=("1982-02-31",), names=(Name("Olga", "", "Pretendova"),)), 1
    )
    assert found.register_entries == 3
