"""The database's promises, on both engines: one place commits, nobody overwrites unseen, no moment is naive."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.db import broken_constraint, db, transaction
from licensing.duties.models import BankHoliday, BankHolidayYear, DailyRun
from licensing.errors import NotPossibleNow
from licensing.register.models import Person
from tests.factories import officers

DAY = date(2031, 1, 1)
WAIT = 20


def a_day(day=DAY):
    return BankHoliday(day=day, title="A day", source="a test")


def is_there(day=DAY):
    """Whether the day is stored, as anybody else sees it: asked in a thread, where no transaction is open."""

    def ask(engine):
        with engine.connect() as connection:
            return connection.execute(select(BankHoliday.title).where(BankHoliday.day == day)).scalar()

    with ThreadPoolExecutor(1) as somebody_else:
        return somebody_else.submit(ask, db.engine).result(WAIT) is not None


# --- one place commits -----------------------------------------------------------------------------------------


def test_a_transaction_commits_at_its_end(app_context):
    with transaction():
        db.session.add(a_day())
        db.session.flush()
    assert is_there()


def test_nothing_of_an_open_transaction_is_seen_by_others(app_context):
    with transaction():
        db.session.add(a_day())
        db.session.flush()
        assert not is_there()


def test_what_is_written_outside_a_transaction_is_not_kept(app):
    with app.app_context():
        db.session.add(a_day())
        db.session.flush()
    with app.app_context():
        assert not is_there()


def test_what_is_written_in_a_request_outside_a_transaction_is_not_kept(app, client):
    def write():
        db.session.add(a_day())
        db.session.flush()
        return "written"

    write.__needs__ = None
    app.add_url_rule("/write", view_func=write)
    assert client.get("/write").text == "written"
    with app.app_context():
        assert not is_there()


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, SystemExit])
def test_any_exception_takes_everything_back(app_context, fault):
    with pytest.raises(fault), transaction():  # noqa: PT012
        db.session.add(a_day())
        db.session.flush()
        raise fault
    assert not is_there()


def test_after_a_failure_the_next_transaction_works(app_context):
    with pytest.raises(ValueError), transaction():  # noqa: PT012 (the two statements belong together)
        db.session.add(a_day())
        raise ValueError
    with transaction():
        db.session.add(a_day())
    assert is_there()


def test_a_transaction_inside_another_is_refused_and_the_outer_one_takes_everything_back(app_context):
    with pytest.raises(RuntimeError, match="already open"), transaction():  # noqa: PT012
        db.session.add(a_day())
        with transaction():
            pass
    assert not is_there()


@pytest.mark.parametrize("change", ["added", "changed", "deleted"])
def test_something_changed_before_its_transaction_is_refused(app_context, change):
    with transaction():
        db.session.add(a_day())
    if change == "added":
        db.session.add(a_day(date(2031, 1, 2)))
    else:
        found = db.session.get_one(BankHoliday, DAY)
        if change == "changed":
            found.title = "Another name"
        else:
            db.session.delete(found)
    with pytest.raises(RuntimeError, match="before its transaction"), transaction():
        pass


def test_what_was_read_before_is_read_again_inside(app_context):
    with transaction():
        db.session.add(a_day())
    held = db.session.get_one(BankHoliday, DAY)
    assert held.title == "A day"
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(update(BankHoliday).where(BankHoliday.day == DAY).values(title="Renamed"))
    with transaction():
        assert held.title == "Renamed"


# --- nobody overwrites unseen ----------------------------------------------------------------------------------


@pytest.fixture
def a_person(app):
    """The id of somebody on the register, whose row counts its versions."""
    with app.app_context(), transaction():
        who = Person(
            authority=officers.council(),
            date_of_birth=date(1985, 3, 27),
            email="first@example.com",
            created_at=clock.now(),
        )
        db.session.add(who)
        db.session.flush()
        return who.id


def test_a_record_that_somebody_else_changed_meanwhile_is_refused_in_words(app, a_person):
    with app.app_context():
        with pytest.raises(NotPossibleNow, match="Somebody else changed this record"), transaction():  # noqa: PT012
            who = db.session.get_one(Person, a_person)
            # On SQLite nobody else can write meanwhile, so another's write is imitated on this connection.
            table = Person.__table__
            db.session.connection().execute(
                update(table).where(table.c.id == a_person).values(version=who.version + 1)
            )
            who.email = "second@example.com"
        db.session.rollback()
        assert db.session.get_one(Person, a_person).email == "first@example.com"


def test_of_two_who_change_one_record_at_once_nobody_overwrites_the_other_unseen(app, a_person):
    both_have_read = threading.Barrier(2)

    def change(field):
        with app.app_context():
            held = db.session.get_one(Person, a_person)
            assert held.telephone == ""
            both_have_read.wait(WAIT)
            try:
                with transaction():
                    who = db.session.get_one(Person, a_person)
                    before = who.version
                    setattr(who, field, "changed")
                    db.session.flush()
                    return before
            except NotPossibleNow:
                return None

    with ThreadPoolExecutor(2) as both:
        begun_from = [*both.map(change, ["email", "telephone"])]
    with app.app_context():
        who = db.session.get_one(Person, a_person)
        kept = [who.email == "changed", who.telephone == "changed"]
    # Who was told "not possible" saved nothing; who saved began from the version before.
    assert kept == [version is not None for version in begun_from]
    saved_from = sorted(version for version in begun_from if version is not None)
    assert saved_from == list(range(1, 1 + len(saved_from)))
    assert any(kept)


def test_two_writers_queue_and_neither_loses_anything(app):
    def count_up(_):
        with app.app_context(), transaction():
            row = db.session.get(BankHolidayYear, 2031, with_for_update=True, populate_existing=True)
            assert row is not None
            row.source = str(int(row.source) + 1)

    with app.app_context(), transaction():
        db.session.add(BankHolidayYear(year=2031, source="0", loaded_at=clock.now()))
    with ThreadPoolExecutor(4) as several:
        list(several.map(count_up, range(20)))
    with app.app_context():
        assert db.session.get_one(BankHolidayYear, 2031).source == "20"


def test_a_reader_is_not_kept_waiting_by_a_writer_nor_a_writer_by_a_reader(app):
    written, read = threading.Event(), threading.Event()

    def reader():
        with app.app_context():
            before = db.session.get(BankHoliday, DAY)
            assert written.wait(WAIT)
            # The writer holds its lock now, and this reads on, in what was true when it began.
            count = len(db.session.scalars(select(BankHoliday)).all())
            read.set()
            return before, count

    with ThreadPoolExecutor(1) as other, app.app_context():
        asked = other.submit(reader)
        with transaction():
            db.session.add(a_day())
            db.session.flush()
            written.set()
            assert read.wait(WAIT), "The reader waited for the writer."
        assert asked.result(WAIT) == (None, 140)
        assert is_there()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_transaction_that_will_write_begins_with_the_lock_and_a_reader_without(app_context):
    begun = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def _watch(_connection, _cursor, statement, *_rest):
        if statement.startswith("BEGIN"):
            begun.append(statement)

    db.session.scalar(select(BankHoliday.day))
    with transaction():
        db.session.scalar(select(BankHoliday.day))
    db.session.scalar(select(BankHoliday.day))
    assert begun == ["BEGIN", "BEGIN IMMEDIATE", "BEGIN"]


# --- moments ---------------------------------------------------------------------------------------------------


@pytest.fixture
def kept_moment(app_context):
    """`kept_moment(moment)`: the moment as it comes back from the database."""

    def keep(moment):
        with transaction():
            db.session.add(DailyRun(day=DAY, begun_at=moment))
        db.session.expire_all()
        return db.session.get_one(DailyRun, DAY).begun_at

    return keep


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 6, 1, 12, 30, 15, 123456, tzinfo=UTC),
        datetime(2026, 6, 1, 12, 30, tzinfo=timezone(timedelta(hours=-7))),
        datetime(2026, 10, 25, 1, 30, tzinfo=clock.LONDON, fold=1),
    ],
    ids=["UTC", "another zone", "London, the hour that comes twice"],
)
def test_a_moment_comes_back_the_same_aware_and_in_utc(kept_moment, moment):
    back = kept_moment(moment)
    assert back == moment.astimezone(UTC)
    assert back.utcoffset() == timedelta(0)


def test_a_naive_moment_is_refused(kept_moment):
    with pytest.raises(StatementError, match="needs its time zone"):
        kept_moment(datetime(2026, 6, 1, 12, 30))  # noqa: DTZ001 (a naive moment is what is tried)


def test_a_naive_moment_is_refused_in_a_question_too(app_context):
    with pytest.raises(StatementError, match="needs its time zone"):
        db.session.scalar(select(DailyRun.day).where(DailyRun.begun_at < datetime(2026, 6, 1)))  # noqa: DTZ001


# --- what the database itself keeps ----------------------------------------------------------------------------


def test_foreign_keys_are_kept(app_context):
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), transaction():  # noqa: PT012
        officer = officers.officer()
        officer.authority_id = 999_999
        db.session.flush()


def test_a_broken_constraint_can_be_named(app_context, engine):
    with transaction():
        officers.officer(email="one@council.example")
    with pytest.raises(IntegrityError) as broken, transaction():
        officers.officer(email="one@council.example")
    named = {"sqlite": "UNIQUE constraint failed: officer.email", "postgresql": "uq_officer_email"}
    assert broken_constraint(broken.value) == named[engine]


def test_a_database_error_never_shows_what_was_asked_to_be_stored(app_context):
    with transaction():
        officers.officer(email="one@council.example", name="Perdita Exampleby")
    with pytest.raises(IntegrityError) as broken, transaction():
        officers.officer(email="one@council.example", name="Perdita Exampleby")
    assert "Perdita" not in str(broken.value)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_sqlite_keeps_its_promises_on_every_connection(app_context):
    wanted = {"foreign_keys": 1, "synchronous": 2, "journal_mode": "wal", "busy_timeout": 5000}
    with db.engine.connect() as one, db.engine.connect() as other:
        for connection in (one, other):
            said = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            assert said == wanted


def test_an_officers_row_is_found_by_both_engines_alike(app_context):
    with transaction():
        officers.officer(email="one@council.example", name="Siân O’Nonesuch")
    found = db.session.scalars(select(Officer).where(Officer.email == "one@council.example")).one()
    assert found.name == "Siân O’Nonesuch"
