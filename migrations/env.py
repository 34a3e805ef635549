"""Alembic's environment: the same migrations on SQLite and PostgreSQL."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine, event, pool
from sqlalchemy.types import TypeDecorator

import licensing.app  # noqa: F401 (so that every table is known)
from licensing.db import Model
from licensing.settings import load


def render_plain(kind: str, thing: Any, _autogen: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones beneath: a migration never imports the application."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl!r}"
    return False


def run() -> None:
    url = context.config.attributes.get("url") or load().database_url
    engine = create_engine(url, poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _own_begin(connection: Any, _record: object) -> None:
            # One migration is one transaction on SQLite too: its driver would otherwise commit each DDL.
            connection.isolation_level = None

        @event.listens_for(engine, "begin")
        def _begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_item=render_plain,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
