"""What a record says in words about a vehicle's documents and a basic DBS certificate. Nothing here refuses anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dateutil.relativedelta import relativedelta

# Statutory standards 3.13 to 3.15: each year. The interval was not read, and pages say so (R57, R58).
DISCLOSURE_MONTHS = 12


class Document(Protocol):
    """A document of a vehicle."""

    @property
    def kind(self) -> str:
        """Which document it is."""

    @property
    def from_on(self) -> date:
        """Its first day; of a test, the day of it."""

    @property
    def until_on(self) -> date | None:
        """Its last good day; none of a test that was failed."""

    @property
    def result(self) -> str:
        """What a test came to."""


@dataclass(frozen=True)
class Standing:
    """How something stands on a day, in words: in order or not."""

    words: str
    in_order: bool


def document_standing(documents: Iterable[Document], kind: str, on: date) -> Standing:
    """How a vehicle stands in one kind of document on a day: the newest failed test undoes an earlier good one."""
    begun = sorted((one for one in documents if one.kind == kind and one.from_on <= on), key=_order)
    if not begun:
        return Standing("None is recorded", in_order=False)
    newest = begun[-1]
    if newest.result == "failed":
        return Standing(f"Failed on {_day(newest.from_on)}", in_order=False)
    last = max((one.until_on for one in begun if one.until_on is not None), default=newest.from_on)
    if last < on:
        return Standing(f"Lapsed: good until {_day(last)}", in_order=False)
    return Standing(f"Good until {_day(last)}", in_order=True)


def _order(document: Document) -> date:
    return document.from_on


def disclosure_standing(issued_on: date | None, on: date, *, licensed_driver: bool = False) -> Standing:
    """How somebody stands in their basic DBS certificate on a day: by the newest that was seen, if any.

    A licensed driver was checked for that licence, in more depth, and needs no second check (standards 3.13).
    """
    if licensed_driver:
        return Standing("A licensed driver of this authority: no second check is needed", in_order=True)
    if issued_on is None:
        return Standing("No certificate was seen", in_order=False)
    if issued_on + relativedelta(months=DISCLOSURE_MONTHS) <= on:
        return Standing(f"Issued {_day(issued_on)}: a year ago or more", in_order=False)
    return Standing(f"Issued {_day(issued_on)}", in_order=True)


def months_kept(kept_from: date, on: date) -> int:
    """How many whole months of booking records an operator still keeps, from the oldest to a day (R51)."""
    gone = relativedelta(on, kept_from)
    return gone.years * 12 + gone.months


def _day(on: date) -> str:
    return f"{on:%-d %B %Y}"
