"""`flask national`: removing what is eleven years old, loading a register from a file, screening a file."""

import csv
import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.applications import actions
from licensing.audit.models import AuditEntry
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.national_register import importing, screening
from licensing.national_register.models import (
    Entry,
    EntryKey,
    EntryNumber,
    InformationRequest,
    SearchReceipt,
)
from licensing.national_register.results_file import Results
from licensing.outbox.models import OutboxMessage
from tests.factories import correspondence
from tests.factories.officers import officer
from tests.factories.people import entry


@pytest.fixture
def refs(app):
    """The references of two entries, first made on 10 and on 11 June 2026."""
    with app.app_context(), transaction():
        made = [
            entry("Imran", "Sampleton", numbers=[("national_insurance", "AB123456C")]),
            entry("Olga", "Pretendova"),
        ]
        for row, day in zip(made, (10, 11), strict=True):
            row.first_made_on = date(2026, 6, day)
        return [row.ref for row in made]


def on(monkeypatch, day):
    monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def there(app):
    with app.app_context():
        return list(db.session.scalars(select(Entry.ref).order_by(Entry.id)))


def certificates(app):
    query = select(AuditEntry).where(AuditEntry.event == "national-register:entry-removed")
    with app.app_context():
        return [(one.subject, json.loads(one.facts)) for one in db.session.scalars(query)]


@pytest.mark.rule("R09")
def test_on_the_last_day_of_its_eleven_years_an_entry_stays(app, cli, refs, monkeypatch):
    on(monkeypatch, date(2037, 6, 9))
    assert cli("national", "remove-expired") == "0 removed on 9 June 2037.\n"
    assert there(app) == refs
    assert certificates(app) == []


@pytest.mark.rule("R09")
def test_on_the_day_after_it_is_gone_with_its_numbers_and_leaves_a_certificate(app, cli, refs, monkeypatch):
    on(monkeypatch, date(2037, 6, 10))
    said = cli("national", "remove-expired")
    assert said == f"entry {refs[0]}: removed\n1 removed on 10 June 2037.\n"
    assert there(app) == refs[1:]
    assert certificates(app) == [
        (
            f"entry:{refs[0]}",
            {"entry": refs[0], "first_made_on": "2026-06-10", "removed_on": "2037-06-10"},
        )
    ]
    with app.app_context():
        assert db.session.scalars(select(EntryNumber)).all() == []
        assert set(db.session.scalars(select(EntryKey.entry_id))) == set(db.session.scalars(select(Entry.id)))


@pytest.mark.rule("R09")
def test_a_certificate_says_nothing_of_who_it_was(app, cli, refs, monkeypatch):
    on(monkeypatch, date(2037, 6, 10))
    cli("national", "remove-expired")
    with app.app_context():
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        told = f"{last.subject} {last.reason} {last.facts} {last.actor}"
    assert "Sampleton" not in told
    assert "AB123456C" not in told
    assert "audit log is whole" in cli("audit", "verify")


@pytest.mark.rule("R09")
def test_a_dry_run_says_how_many_and_removes_nothing(app, cli, refs, monkeypatch):
    on(monkeypatch, date(2037, 6, 11))
    said = cli("national", "remove-expired", "--dry-run")
    assert said.endswith("2 would be removed on 11 June 2037.\n")
    assert [line for line in said.splitlines() if line.endswith(": would be removed")] == [
        f"entry {ref}: would be removed" for ref in refs
    ]
    assert there(app) == refs
    assert certificates(app) == []


@pytest.mark.rule("R09")
def test_run_again_it_removes_nothing_more(app, cli, refs, monkeypatch):
    on(monkeypatch, date(2037, 6, 11))
    cli("national", "remove-expired")
    assert cli("national", "remove-expired") == "0 removed on 11 June 2037.\n"
    assert len(certificates(app)) == 2


# --- loading a register from a file

HEADER = "entry_id,first_name,last_name,dob,nino,authority,decision,decision_date\n"
LINES = (
    "17,Perdita,Exampleby,1985-03-27,AB123456C,Bradford,revoked,2026-03-02\n"
    "18,Olga,Pretendova,1982-02-31,,York,refused,02/03/2026\n"
)


@pytest.fixture
def operator(app):
    """The email address of the register's operator, who may also screen."""
    with app.app_context(), transaction():
        return officer("Leeds", (Role.LICENSING_OFFICER, Role.REGISTER_OPERATOR)).email


@pytest.fixture
def register(tmp_path):
    """A file of two entries."""
    path = tmp_path / "register.csv"
    path.write_text(HEADER + LINES)
    return path


@pytest.fixture
def fleet(tmp_path):
    """A file of three queries, the first of them on the register."""
    path = tmp_path / "fleet.csv"
    path.write_text(
        "query_id,first_name,last_name,dob,nino,other\n"
        "=1,Perdita,Exampleby,1985-03-27,AB123456C,x\n"
        "b,Nobody,Atall,1950-01-02,,x\n"
        "c,,,,,x\n"
    )
    return path


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_dry_run_of_a_register_stores_nothing(app, cli, operator, register):
    said = cli("national", "import-entries", str(register), "--by", operator)
    assert "2 lines: 2 to load, 0 there already, 0 left out, 0 with faults." in said
    assert "Warning: 1 have a birth date that can't be (line 3)." in said
    assert "Add --yes to load it" in said
    assert there(app) == []


def test_with_yes_a_register_is_loaded_and_again_changes_nothing(app, cli, operator, register):
    assert "Loaded: 2 entries made" in cli(
        "national", "import-entries", str(register), "--by", operator, "--yes"
    )
    before = there(app)
    assert len(before) == 2
    said = cli("national", "import-entries", str(register), "--by", operator, "--yes")
    assert "Loaded: 0 entries made; 2 were there already" in said
    assert there(app) == before
    assert "audit log is whole" in cli("audit", "verify")


def test_a_great_load_is_indexed_at_its_end_and_one_that_was_interrupted_is_indexed_the_next_time(
    app, cli, operator, register, fleet, tmp_path, monkeypatch
):
    monkeypatch.setattr(importing, "MANY", 1)
    screening = ("national", "screen", str(fleet), "--by", operator, "--purpose", "safeguarding", "--output")
    with app.app_context(), transaction():
        importing.index.set_aside()
        # As an interruption leaves it: entries that are not in the index.
        importing.load(
            next(entries for _, entries in importing.batches(register, on=clock.today())),
            file="f" * 64,
            by=db.session.scalars(select(Officer).where(Officer.email == operator)).one(),
            indexed=False,
        )
    refused = cli.run(*screening, str(tmp_path / "RESULTS.csv"))
    assert refused.exit_code == 1
    assert "reindex" in refused.output
    cli("national", "import-entries", str(register), "--by", operator, "--yes")
    cli(*screening, str(tmp_path / "AGAIN.csv"))
    assert [row["entry_id"] for row in rows(tmp_path / "AGAIN.csv")] == ["17"]


@pytest.mark.parametrize("at", [2, 3], ids=["between its lines", "after the last of them"])
def test_a_great_load_during_which_somebody_built_the_index_is_still_indexed_at_its_end(
    app, cli, operator, register, fleet, tmp_path, monkeypatch, at
):
    monkeypatch.setattr(importing, "MANY", 1)
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    lines, calls = importing.batches, []

    def meanwhile(*arguments, **options):
        for some in lines(*arguments, **options):
            yield some
            calls.append(some)
            if len(calls) == at - 1:
                with transaction():
                    importing.index.reindex()

    monkeypatch.setattr(importing, "batches", meanwhile)
    cli("national", "import-entries", str(register), "--by", operator, "--yes")
    with app.app_context():
        assert len(set(db.session.scalars(select(EntryKey.entry_id)))) == 2
        promised = select(OutboxMessage.topic).where(OutboxMessage.topic == "register:loaded")
        assert len(db.session.scalars(promised).all()) == 1
    cli(
        "national",
        "screen",
        str(fleet),
        "--by",
        operator,
        "--purpose",
        "safeguarding",
        "--output",
        str(tmp_path / "R.csv"),
    )
    assert [row["entry_id"] for row in rows(tmp_path / "R.csv")] == ["17"]


def test_while_a_line_has_a_fault_nothing_of_a_register_is_loaded(app, cli, operator, register):
    register.write_text(HEADER + LINES + "17,,,,,Nowhereshire,warned,soon\n")
    for options in ((), ("--yes",)):
        done = cli.run("national", "import-entries", str(register), "--by", operator, *options)
        assert done.exit_code == 1
        assert "Line 4: its entry_id is that of line 2." in done.output
        assert "Line 4: “Nowhereshire” is no authority that is known" in done.output
        assert "Line 4: “warned” is no decision that is known" in done.output
        assert "Line 4: “soon” is no date of decision" in done.output
        assert "3 lines: 2 to load, 0 there already, 0 left out, 1 with faults." in done.output
        assert "Nothing was stored" in done.output
    assert there(app) == []


@pytest.mark.parametrize(
    "role", [role for role in Role if role is not Role.REGISTER_OPERATOR], ids=lambda role: role.value
)
def test_no_other_officer_loads_a_register(app, cli, register, role):
    with app.app_context(), transaction():
        other = officer("Leeds", (role,)).email
    done = cli.run("national", "import-entries", str(register), "--by", other, "--yes")
    assert done.exit_code == 2
    assert "is no officer who may load entries of any authority" in done.output
    assert there(app) == []


def test_an_officer_whose_account_is_closed_does_neither(app, cli, register, fleet, tmp_path):
    with app.app_context(), transaction():
        closed = officer("Leeds", tuple(Role), active=False).email
    output = tmp_path / "RESULTS.csv"
    for command in (
        ("import-entries", str(register), "--by", closed),
        ("screen", str(fleet), "--by", closed, "--purpose", "safeguarding", "--output", str(output)),
    ):
        assert cli.run("national", *command).exit_code == 2
    assert not output.exists()


# --- screening a file


@pytest.fixture
def screen(cli, operator, register, fleet, tmp_path):
    """`screen()` screens the fleet against the register that was loaded; more options may follow."""
    cli("national", "import-entries", str(register), "--by", operator, "--yes")
    common = ("national", "screen", str(fleet), "--by", operator, "--purpose", "safeguarding")
    return lambda *more: cli.run(*common, "--output", str(tmp_path / "RESULTS.csv"), *more)


def test_a_screening_writes_what_was_found_and_a_receipt_for_every_query(app, screen, tmp_path):
    done = screen()
    assert done.exit_code == 0
    assert "3 queries searched" in done.output
    (found,) = rows(tmp_path / "RESULTS.csv")
    assert list(found) == ["query_id", "entry_id", "score", "band", "reasons", "receipt"]
    assert (found["query_id"], found["entry_id"], found["band"]) == ("=1", "17", "same_number")
    assert float(found["score"]) > 0
    assert " | " in found["reasons"]
    receipts = rows(tmp_path / "RESULTS.receipts.csv")
    assert [(row["query_id"], row["candidates"]) for row in receipts] == [("=1", "1"), ("b", "0"), ("c", "0")]
    assert receipts[0]["receipt"] == found["receipt"]
    with app.app_context():
        kept = db.session.scalars(select(SearchReceipt).order_by(SearchReceipt.id)).all()
        assert [row["receipt"] for row in receipts] == [one.ref for one in kept]
        assert {(one.made_for, one.reason) for one in kept} == {("screening", "Screening of fleet.csv")}
    assert sorted(one.name for one in tmp_path.glob("RESULTS*")) == ["RESULTS.csv", "RESULTS.receipts.csv"]


def test_every_pair_that_was_scored_is_written_when_asked_for(screen, tmp_path):
    assert screen("--all-candidates", "--reason", "An evaluation").exit_code == 0
    assert "17" in [row["entry_id"] for row in rows(tmp_path / "RESULTS.csv")]


@pytest.mark.parametrize("when", ["before the commit", "after the commit"])
def test_an_interrupted_screening_goes_on_where_it_stopped(app, screen, tmp_path, monkeypatch, when):
    monkeypatch.setattr(screening, "AT_ONCE", 1)
    sound, batches = Results.prepare if when == "before the commit" else Results.write, []

    def interrupted(self, *given):
        batches.append(1)
        if len(batches) == 2:
            raise KeyboardInterrupt
        sound(self, *given)

    name = sound.__name__
    monkeypatch.setattr(Results, name, interrupted)
    assert screen().exit_code != 0
    assert (tmp_path / "RESULTS.csv.unfinished").exists()
    monkeypatch.setattr(Results, name, sound)
    done = screen()
    assert done.exit_code == 0
    assert "Going on after" in done.output
    receipts = rows(tmp_path / "RESULTS.receipts.csv")
    assert [row["query_id"] for row in receipts] == ["=1", "b", "c"]
    assert [row["query_id"] for row in rows(tmp_path / "RESULTS.csv")] == ["=1"]
    with app.app_context():
        kept = db.session.scalars(select(SearchReceipt.ref).order_by(SearchReceipt.id)).all()
    assert [row["receipt"] for row in receipts] == kept


def test_a_finished_screening_is_not_written_over(screen, tmp_path):
    screen()
    before = (tmp_path / "RESULTS.csv").read_bytes()
    again = screen()
    assert again.exit_code == 1
    assert "is there already" in again.output
    assert (tmp_path / "RESULTS.csv").read_bytes() == before


def test_a_file_with_a_doubled_query_id_is_refused_before_anything_is_searched(app, screen, fleet, tmp_path):
    fleet.write_text(fleet.read_text() + "b,,,,,\n")
    done = screen()
    assert done.exit_code == 1
    assert "Line 5: its query_id is that of line 3." in done.output
    assert not (tmp_path / "RESULTS.csv").exists()
    with app.app_context():
        assert db.session.scalars(select(SearchReceipt.id)).all() == []


@pytest.mark.rule("R15")
def test_another_purpose_is_no_choice(screen):
    done = screen("--purpose", "curiosity")
    assert done.exit_code == 2
    assert "road-safety" in done.output


def test_who_is_not_trained_is_told_so(app, cli, fleet, tmp_path):
    with app.app_context(), transaction():
        untrained = officer("Leeds", trained_until=None).email
    done = cli.run(
        "national", "screen", str(fleet), "--by", untrained, "--purpose", "safeguarding", "--output",
        str(tmp_path / "RESULTS.csv"),
    )  # fmt: skip
    assert done.exit_code == 1
    assert "You can't search the national register." in done.output
    assert not (tmp_path / "RESULTS.csv").exists()


# --- what other authorities told


@pytest.mark.rule("R23")
def test_what_was_told_for_an_application_that_is_over_is_deleted_and_a_dry_run_only_says_so(app, cli):
    def told():
        with app.app_context():
            return db.session.scalars(select(InformationRequest.reply)).one()

    with app.app_context():
        with transaction():
            by, recorder = officer(), officer("Bradford")
        application, request = correspondence.weighed(by, recorder)
        number, application_id = request.id, application.id
    assert cli("national", "delete-received").startswith("0 requests cleared on ")
    with app.app_context(), transaction():
        by = db.session.scalars(select(Officer).where(Officer.id == 1)).one()
        actions.withdraw(application_id, withdrawn_on=clock.today(), reason="By letter", by=by)
    said = cli("national", "delete-received", "--dry-run")
    assert f"request {number} of application {application_id}: reply, 0 files and 0 changes would be" in said
    assert told() == correspondence.TOLD
    assert "1 requests cleared on " in cli("national", "delete-received")
    assert told() == ""
