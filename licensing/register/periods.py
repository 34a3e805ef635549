"""From when to when something held, where either day may be unknown. Days are days in London; both days count."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from licensing.errors import BadInput


class Dated(Protocol):
    """A row that held from a day to a day."""

    @property
    def from_on(self) -> date | None:
        """The first day, where it is known."""

    @property
    def until_on(self) -> date | None:
        """The last day; None while no end is known."""


Row = TypeVar("Row", bound=Dated)


def holds(row: Dated, on: date) -> bool:
    """Whether a row holds on a day. An unknown first day is long ago, an unknown last day not yet come."""
    return (row.from_on is None or row.from_on <= on) and (row.until_on is None or on <= row.until_on)


def holding(rows: Iterable[Row], on: date) -> list[Row]:
    """Those of the rows that hold on a day."""
    return [row for row in rows if holds(row, on)]


def overlap(one: Dated, other: Dated) -> bool:
    """Whether two rows held on any day together."""
    latest_first = max(one.from_on or date.min, other.from_on or date.min)
    earliest_last = min(one.until_on or date.max, other.until_on or date.max)
    return latest_first <= earliest_last


def must_be_in_order(from_on: date | None, until_on: date | None, field: str = "until_on") -> None:
    """Raises BadInput, at this field, when the last day comes before the first."""
    if from_on and until_on and until_on < from_on:
        raise BadInput(
            "The days are not in order.",
            {field: f"The last day must be the first day, {from_on:%-d %B %Y}, or later"},
        )
