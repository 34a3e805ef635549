"""`flask backup` and `flask restore`: the database is lost, and everything is there again, on either engine."""

import hashlib
import json
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from licensing.app import create_app
from licensing.audit.models import AuditEntry
from licensing.authorities import second_factor
from licensing.authorities.officer_models import Officer
from licensing.backup import envelope, layout
from licensing.db import db, transaction
from licensing.decisions.models import Decision
from licensing.matching.people import Name, Person
from licensing.national_register import credentials, feed
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.gateway import NewLetter
from licensing.register.models import PersonNumber, new_ref
from tests.conftest import ENGINES, Commands
from tests.factories.officers import PASSWORD, council, officer
from tests.factories.people import entry
from tests.factories.second_factors import code, has_second_factor
from tests.support import databases
from tests.support.missing import not_to_be_had
from tests.support.pages import PageClient

DEMO_PASSWORD = "only-for-the-demo"


class Register:
    """A register on a database of its own."""

    def __init__(self, url, instance, **changes):
        self.app = create_app(replace(databases.settings_for(url, instance), **changes))
        self.app.test_client_class = PageClient
        self.cli = Commands(self.app)

    def close(self):
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def register(tmp_path):
    """`register(url)`: a register, whose connections are closed after the test or by `close`."""
    made = []

    def make(url, **changes):
        made.append(Register(url, tmp_path, **changes))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def key(cli, tmp_path):
    """The file of an identity, made by our own command, and its public half."""
    said = cli("backup", "--new-key", str(tmp_path / "key"))
    public = said.split("BACKUP_RECIPIENT=")[1].split()[0]
    return tmp_path / "key", public


@pytest.fixture
def backed_up(app, key, tmp_path):
    """`backed_up()`: a backup of this test's register."""

    def make(name="backup"):
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], backup_recipients=(key[1],))
        path = tmp_path / name
        Commands(app)("backup", str(path))
        return path

    return make


def restore(cli, path, key, *options):
    return cli("restore", str(path), "--identity", str(key[0]), *options)


def contents(app, path, key):
    """What a backup holds, table by table."""
    with app.app_context():
        return layout.read(envelope.read(path, envelope.identity_of(key[0])))


def decisions():
    rows = db.session.scalars(select(Decision).order_by(Decision.id))
    return [(row.kind, row.decided_on, row.limbs, row.reasons) for row in rows]


def numbers():
    return [row.number for row in db.session.scalars(select(PersonNumber).order_by(PersonNumber.id))]


# --- the database is lost --------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ENGINES)
def test_a_register_whose_database_is_lost_is_restored_whole(register, engine, source, tmp_path):
    """From either engine (`source`) onto either (`engine`): sign in, search, the same decisions, the same chain."""
    identity, public = envelope.new_identity()
    (tmp_path / "key").write_text(identity)
    key = (tmp_path / "key", public)
    for wanted in {source, engine}:
        if why := databases.not_to_be_had_because(wanted):
            not_to_be_had(why)
    with databases.database(source) as url:
        before = register(url, backup_recipients=(public,))
        before.cli("demo")
        before.cli("worker", "--once")
        before.cli("backup", str(tmp_path / "backup"))
        with before.app.app_context():
            known = (decisions(), numbers(), a_search())
            assert all(known)
        before.close()
    if source == "sqlite":
        assert not Path(url.removeprefix("sqlite:///")).exists()
    with databases.database(engine, empty=True) as url:
        after = register(url, backup_recipients=(public,))
        said = restore(after.cli, tmp_path / "backup", key)
        assert "the audit log is whole" in said
        assert "reindex" not in said
        after.cli("audit", "verify")
        with after.app.app_context():
            assert (decisions(), numbers(), a_search()) == known
        # The same, row by row, whichever engine it is read from, but for what the restoring itself changed.
        after.cli("backup", str(tmp_path / "again"))
        first, again = (contents(after.app, tmp_path / name, key) for name in ("backup", "again"))
        assert first.hashes.keys() == again.hashes.keys()
        changed = {name for name in first.hashes if first.hashes[name] != again.hashes[name]}
        assert changed == {"audit_entry", "audit_head", "officer"}
        _an_officer_signs_in(after.app)
        _the_database_still_refuses(after.app)
        after.close()


def _an_officer_signs_in(app):
    client = app.test_client()
    page = client.get_page("/sign-in")
    page = client.submit(page, {"email": "officer@leeds.example", "password": DEMO_PASSWORD})
    assert page.heading.endswith("Work list")


def a_search():
    """What is found of the man of the demonstration whom Bradford entered under another spelling."""
    who = Person((Name("Yusuf", "", "Inventoff"),), (date(1984, 3, 9),))
    found = EmbeddedRegister().search(who, council("Leeds").id)
    return [(one.entry.ref, one.entry.person.names, one.verdict.points) for one in found.candidates]


def _the_database_still_refuses(app):
    """Guards and references hold again, and a new row has a number of its own."""
    with app.app_context():
        for forbidden in (
            "UPDATE application SET state = 'granted'",
            "INSERT INTO officer_role (officer_id, role) VALUES (999999, 'auditor')",
        ):
            with pytest.raises(IntegrityError), transaction():
                db.session.execute(text(forbidden))
        with transaction():
            highest = db.session.scalar(select(func.max(Officer.id)))
            assert officer().id > highest
        with transaction():
            db.session.delete(db.session.get_one(Officer, highest + 1).role_rows[0])


# --- what is said ----------------------------------------------------------------------------------------------


@pytest.fixture
def small(app, backed_up):
    """A backup of a register with one officer."""
    with app.app_context(), transaction():
        officer()
    return backed_up()


@pytest.fixture
def bare(register, engine):
    """A register on a database without any table."""
    with databases.database(engine, empty=True) as url:
        made = register(url)
        yield made
        made.close()


def tables(one):
    with one.app.app_context(), db.engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def refused(one, path, key, *options):
    result = one.cli.run("restore", str(path), "--identity", str(key[0]), *options)
    assert result.exit_code == 1, result.output
    return result.stderr


def test_a_backup_says_what_it_is_and_the_log_says_that_it_was_made(app, cli, key, backed_up):
    path = backed_up()
    cli("audit", "verify")
    with app.app_context():
        newest = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)
        done, begun = db.session.scalars(newest).all()
    assert (begun.event, done.event) == ("system:backup-begun", "system:backed-up")
    facts = json.loads(done.facts)
    assert facts["bytes"] == path.stat().st_size
    assert facts["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    found = contents(app, path, key)
    # What the log says of its own beginning is in it.
    assert (found.audit_entry, found.total) == (begun.id, facts["rows"])


def test_without_a_recipient_nothing_is_begun(app, cli, tmp_path):
    result = cli.run("backup", str(tmp_path / "backup"))
    assert result.exit_code == 1
    assert "--new-key" in result.stderr
    assert list(tmp_path.glob("backup*")) == []


def test_neither_a_backup_nor_a_key_overwrites_a_file(cli, key, small):
    before = (small.read_bytes(), key[0].read_bytes())
    for arguments in ((str(small),), ("--new-key", str(key[0]))):
        assert cli.run("backup", *arguments).exit_code == 1
    assert (small.read_bytes(), key[0].read_bytes()) == before
    assert key[0].stat().st_mode & 0o777 == 0o600


def test_a_backup_can_be_checked_without_a_database_being_touched(bare, key, small):
    said = restore(bare.cli, small, key, "--check")
    assert "is whole" in said
    assert tables(bare) == set()


def test_only_an_empty_database_is_filled(cli, key, small, app):
    with app.app_context():
        before = db.session.scalar(select(func.count(AuditEntry.id)))
    said = cli.run("restore", str(small), "--identity", str(key[0]))
    assert said.exit_code == 1
    assert "not empty" in said.stderr
    with app.app_context():
        assert db.session.scalar(select(func.count(AuditEntry.id))) == before


def test_a_recovery_code_that_was_used_after_the_backup_is_not_good_again(app, bare, backed_up, key):
    with app.app_context(), transaction():
        who = officer(email="sam@leeds.test")
        codes = has_second_factor(who)
    path = backed_up()
    said = restore(bare.cli, path, key)
    assert "All recovery codes have ended (10 " in said
    with bare.app.app_context():
        with transaction():
            who = db.session.scalars(select(Officer)).one()
            assert second_factor.is_set(who)
            assert second_factor.codes_left(who) == 0
            assert not second_factor.is_proved(who, codes[0], "192.0.2.1")
        newest = select(AuditEntry.facts).where(AuditEntry.event == "system:restored")
        assert json.loads(db.session.scalars(newest).one())["recovery_codes_ended"] == 10
    client = bare.app.test_client()
    page = client.get_page("/sign-in")
    page = client.submit(page, {"email": "sam@leeds.test", "password": PASSWORD})
    page = client.submit(page, {"code": code()})
    assert "You have no recovery codes left" in page.text


def test_who_follows_the_register_from_elsewhere_misses_nothing_after_it_was_restored(
    app, bare, backed_up, key
):
    """Three letters were taken in and three entries seen; the backup had two of each."""

    def letter():
        asked = NewLetter(new_ref(), "request", york, leeds, ref, "Please tell us why.", reference="r")
        EmbeddedRegister().send(asked)

    with app.app_context():
        with transaction():
            leeds, york = (one.id for one in (council("Leeds"), council("York")))
            ref = entry(recorded_by="Leeds").ref
            for name in ("Leeds", "York"):
                credentials.add(council(name))
            feed.note(ref, ref)
        for _ in range(2):
            letter()
    path = backed_up()
    restore(bare.cli, path, key)
    with bare.app.app_context():
        letter()
        (told,) = feed.after(3, 10)
        assert told.entry_ref is None
        with transaction():
            feed.note(ref)
        assert [one.entry_ref for one in feed.after(3, 10)] == [None, ref]
        given = EmbeddedRegister().letters(leeds, after=3)
        assert len(given) == 2
        assert EmbeddedRegister().letters(leeds, after=given[-1].number) == []


def test_a_database_that_was_only_migrated_is_empty(bare, key, small):
    bare.cli("db", "upgrade")
    restore(bare.cli, small, key)
    bare.cli("audit", "verify")


def test_another_identity_a_cut_file_and_an_altered_byte_are_said_and_nothing_is_made(
    bare, key, small, tmp_path
):
    other = tmp_path / "other"
    other.write_text(envelope.new_identity()[0])
    assert "not made for this identity" in refused(bare, small, (other, ""))
    whole = small.read_bytes()
    for damaged in (whole[:-30], whole[:2000] + bytes([whole[2000] ^ 1]) + whole[2001:]):
        small.write_bytes(damaged)
        assert "cut short or altered" in refused(bare, small, key)
    assert tables(bare) == set()


def test_keys_that_are_not_those_of_the_backup_are_named(register, engine, key, small):
    with databases.database(engine, empty=True) as url:
        other = register(url, fingerprint_key=b"o" * 32)
        assert "FINGERPRINT_KEY" in refused(other, small, key)
        another = register(url, audit_key=b"o" * 32)
        assert "AUDIT_KEY" in refused(another, small, key)
        assert tables(other) == set()
        other.close()
        another.close()


def rewritten(path, key, change):
    """The backup as somebody with the register's own keys would make it, with other contents."""
    identity = envelope.identity_of(key[0])
    found, first = [], {}
    lines = list(envelope.read(path, identity))
    layout.read(iter(lines), lambda shape, rows: found.append((shape, list(rows))))
    first = {
        name: value
        for name, value in json.loads(lines[0]).items()
        if name in ("revision", "made_at", "audit")
    }
    change(first, found)
    path.unlink()
    envelope.write(path, [identity.to_public()], layout.lines(first, ((s, iter(r)) for s, r in found), {}))


def test_a_backup_of_a_newer_program_is_refused(app, bare, key, small):
    with app.app_context():
        rewritten(small, key, lambda first, _: first.update(revision="9999"))
    assert "it is newer" in refused(bare, small, key)
    assert tables(bare) == set()


def without_a_table(_first, found):
    found.pop()


def with_another_column(_first, found):
    shape, rows = found[0]
    found[0] = (replace(shape, columns=(*shape.columns[:-1], ("another", "text"))), rows)


def with_a_doctored_log(_first, found):
    rows = next(rows for shape, rows in found if shape.name == "audit_entry")
    rows[1][2] = "officer:signed-in"


def with_a_shorter_log(first, _found):
    first["audit"] = {"entry": 2, "hash": "a" * 64}


def with_a_reference_to_nobody(_first, found):
    rows = next(rows for shape, rows in found if shape.name == "officer_role")
    rows.append([99, 999_999, "auditor"])


@pytest.mark.parametrize(
    "change",
    [
        without_a_table,
        with_another_column,
        with_a_doctored_log,
        with_a_shorter_log,
        with_a_reference_to_nobody,
    ],
    ids=lambda change: change.__name__,
)
def test_what_does_not_hold_once_it_is_there_is_undone_to_the_last_row(app, bare, key, small, change):
    with app.app_context():
        rewritten(small, key, change)
    assert refused(bare, small, key)
    assert tables(bare) == set()


def test_in_a_database_that_had_tables_they_stay_and_stay_empty(app, bare, key, small):
    bare.cli("db", "upgrade")
    before = tables(bare)
    with app.app_context():
        rewritten(small, key, with_a_doctored_log)
    assert refused(bare, small, key)
    assert tables(bare) == before
    with bare.app.app_context():
        assert db.session.scalar(select(func.count(Officer.id))) == 0


def test_a_session_that_was_ended_since_does_not_begin_to_count_again(app, bare, key, small, client):
    with app.app_context(), transaction():
        who = db.session.scalars(select(Officer.id)).one()
        db.session.execute(update(Officer).values(session_epoch=Officer.session_epoch + 1))
    client.sign_in(who)
    cookie = client.get_cookie("register").value
    assert client.get("/").status_code == 200
    restore(bare.cli, small, key)
    browser = bare.app.test_client()
    browser.set_cookie("register", cookie)
    assert browser.get("/").status_code == 302


def test_a_backup_is_of_one_moment_whatever_is_written_meanwhile(app, key, tmp_path):
    """An officer is added while the rows before theirs have been read already."""
    from licensing.backup.making import make

    wanted = envelope.recipients([key[1]])

    def meanwhile(_what):
        with app.app_context(), transaction():
            officer()

    with app.app_context():
        with transaction():
            officer()
        before = db.session.scalar(select(func.count(Officer.id)))
    with pytest.MonkeyPatch.context() as patched:
        # The first of any table's rows, so long before officers are read.
        patched.setattr(layout, "SAY_EVERY", 1)
        said = []

        def say(what):
            if not said:
                said.append(what)
                thread = threading.Thread(target=meanwhile, args=(what,))
                thread.start()
                thread.join()

        with app.app_context():
            make(tmp_path / "moment", wanted, say)
    with app.app_context():
        assert db.session.scalar(select(func.count(Officer.id))) == before + 1
    assert contents(app, tmp_path / "moment", key).rows["officer"] == before
