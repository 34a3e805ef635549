"""The database: the base of every row, and `transaction()`, the one place that commits.

SQLite when nothing is set up, PostgreSQL in service. On SQLite a transaction that will write begins IMMEDIATE
(a reader that turns writer half-way is refused at once, and waiting does not help it); one that only reads
begins DEFERRED, so that readers never queue.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, event
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from licensing.errors import NotPossibleNow
from licensing.settings import Settings

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MILLISECONDS = 5000

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and given back aware. A naive moment is refused: it has no meaning."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of every row."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime()}
    )


db = SQLAlchemy(model_class=Model)


@contextmanager
def transaction() -> Iterator[None]:
    """All or nothing: commits at the end, rolls back on any exception. The one place that commits.

    Whatever was read before is read again inside, so that a decision rests on what is true under the lock.
    Raises NotPossibleNow when somebody else changed the same record first; RuntimeError when nested, or when
    something was changed before the transaction began.
    """
    session = db.session
    if _writing.get():
        raise RuntimeError("A transaction is already open: actions never open their own.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed before its transaction began.")
    session.rollback()
    token = _writing.set(True)
    try:
        yield
        session.commit()
    except StaleDataError as fault:
        session.rollback()
        raise NotPossibleNow(
            "Somebody else changed this record while you were working on it. Nothing of yours was saved: "
            "look at it again, then repeat what is still needed."
        ) from fault
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(token)


def broken_constraint(fault: IntegrityError) -> str:
    """The text by which the database names the constraint that was broken, on either engine."""
    diag = getattr(fault.orig, "diag", None)
    return getattr(diag, "constraint_name", None) or str(fault.orig)


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the application to its database."""
    # An error's text is logged: it must not carry what was to be stored.
    options: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": True}
    if settings.database_url.startswith("sqlite"):
        # Our own BEGIN (below) replaces the driver's, which begins too late and never IMMEDIATE.
        options = {
            "hide_parameters": True,
            "connect_args": {"isolation_level": None, "timeout": BUSY_MILLISECONDS / 1000},
        }
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def prepare_engine(engine: Engine) -> None:
    """Make an engine keep our promises: on SQLite, foreign keys, a durable log, and our own BEGIN."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _promise(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"busy_timeout={BUSY_MILLISECONDS}",
            "foreign_keys=ON",
            # A safeguarding record must survive a power cut, not only a crash of the process.
            "synchronous=FULL",
            "trusted_schema=OFF",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
