"""The only way in to an authority's records: by the authority of whoever asks.

Another authority's record is not found, and never "not allowed": that it exists is not for everyone to know.
"""

from typing import TypeVar

from sqlalchemy import Select, select

from licensing.db import Model, db
from licensing.errors import NotFound

Row = TypeVar("Row", bound=Model)


def within(model: type[Row], authority_id: int) -> Select[Row]:
    """A query of one authority's rows of a kind."""
    return select(model).where(model.authority_id == authority_id)  # type: ignore[attr-defined]


def get(model: type[Row], row_id: int, authority_id: int, *, lock: bool = False) -> Row:
    """One row of an authority. Raises NotFound for none and for another authority's alike.

    `lock` holds it until the transaction ends, so that a second officer waits and then sees what the first did.
    """
    query = within(model, authority_id).where(model.id == row_id)  # type: ignore[attr-defined]
    if lock:
        query = query.with_for_update(of=model).execution_options(populate_existing=True)
    row = db.session.scalar(query)
    if row is None:
        raise NotFound(
            "If you typed the address, check that it is right. The record may also belong to another authority."
        )
    return row
