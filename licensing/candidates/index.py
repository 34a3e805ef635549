"""An index of people by their keys: a table of keyed hashes, and beside it each one's form, sealed.

The table of keys has one index, its primary key (key, then owner), and no foreign key: a second index for the way
back would be as large as the table. What is taken out is found by computing its keys again from the stored form.
A form of another version, or one that no longer opens, has its keys found by reading the whole table.

Nothing here is in clear: keys are hashes under FINGERPRINT_KEY, forms are sealed and bound to their owner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, case, delete, exists, select, update

from licensing.candidates.models import MatchingIndex
from licensing.candidates.rows import insert_rows
from licensing.db import db
from licensing.matching.commonness import counted
from licensing.matching.forms import FORM_VERSION, Form, packed, unpacked
from licensing.matching.keys import keys_to_store
from licensing.sealing import Unreadable, fingerprint, seal_bytes, short_fingerprints, unseal_bytes

KEYS_AT_ONCE = 500
# Instead of a version: what is written meanwhile is not indexed, and nothing is searched until it is built anew.
SET_ASIDE = "set aside"


def built_by() -> str:
    """What an index that is built now keeps as its version: that of its forms, and a sign of FINGERPRINT_KEY.

    Under another key nobody would be found, and nothing would say so. Raises NotConfigured without keys.
    """
    return f"{FORM_VERSION}:{fingerprint('matching-key-check', '')[:8]}"


def is_in_order(form_version: str, held: int) -> bool:
    """Whether an index may be searched: it is of the version and key that search, or there is nothing in it to be.

    Raises NotConfigured without keys, where that can't be told.
    """
    if held == 0:
        return form_version != SET_ASIDE
    return form_version.startswith(f"{FORM_VERSION}:") and form_version == built_by()


@dataclass(frozen=True)
class Indexed:
    """Somebody to be put into an index: whose number, their form, and what the index keeps beside it."""

    owner_id: int
    form: Form
    # Whose they are (an index of several authorities' people), and from when (an index of entries).
    authority_id: int | None = None
    first_made_on: date | None = None


class Rows(NamedTuple):
    """Rows of an index's tables: keys, forms, and how often each part of a name is borne."""

    keys: list[tuple[int, ...]]
    forms: list[tuple[Any, ...]]
    parts: Counter[int]


@dataclass(frozen=True)
class Index:
    """The tables of one index. Every change of it is part of the transaction that changes what it is of."""

    name: str
    owners: Table
    owner: str
    keys: Table
    forms: Table
    # How many bear each part of a name; None for an index whose people are not counted.
    counts: Table | None = None

    def context(self, owner_id: int) -> str:
        """What a stored form is bound to: its place, its owner, and the version that can read it."""
        return f"{self.forms.name}:{FORM_VERSION}:{owner_id}"

    def is_in_order(self) -> bool:
        """Whether the index may be searched and changed by this version, under this key."""
        version = db.session.scalar(select(MatchingIndex.form_version).where(MatchingIndex.name == self.name))
        anybody = db.session.scalar(select(self.owners.c.id).limit(1)) is not None
        return is_in_order(version or "", int(anybody))

    # --- keeping it in step

    def put(self, one: Indexed, at: datetime) -> None:
        """Put somebody in, in place of what was there about them."""
        self.take_out(one.owner_id, at)
        self.put_many([one], at)

    def put_many(self, several: Sequence[Indexed], at: datetime) -> None:
        """Put in people who are not there yet."""
        if not several:
            return
        self._count_owners(len(several), [one.owner_id for one in several], at)
        rows = self.rows_of(several)
        insert_rows(self.keys, sorted(rows.keys))
        insert_rows(self.forms, rows.forms)
        self.count(rows.parts)

    def rows_of(self, several: Iterable[Indexed]) -> Rows:
        """What is stored of people: computed once for those who are put in and for an index that is built anew."""
        key_of, part_of = short_fingerprints("matching-key"), short_fingerprints("name-count")
        rows = Rows([], [], Counter())
        for one in several:
            owner = one.owner_id
            whose = (owner,) if one.authority_id is None else (one.authority_id, owner)
            rows.keys.extend([(key, *whose) for key in {key_of(text) for text in keys_to_store(one.form)}])
            since = () if one.first_made_on is None else (one.first_made_on.isoformat(),)
            rows.forms.append((owner, *since, seal_bytes(packed(one.form), self.context(owner))))
            if self.counts is not None:
                rows.parts.update({part_of(text) for text in counted(one.form)})
        return rows

    def take_out(self, owner_id: int, at: datetime) -> None:
        """Take somebody out; nothing happens when they are not there."""
        stored = db.session.scalar(select(self.forms.c.form).where(self.forms.c[self.owner] == owner_id))
        if stored is None:
            return
        self._count_owners(-1, [owner_id], at)
        try:
            form = unpacked(unseal_bytes(stored, self.context(owner_id)))
        except Unreadable:
            # Of another version, so that its keys can't be computed again. This reads the whole table.
            db.session.execute(delete(self.keys).where(self.keys.c[self.owner] == owner_id))
        else:
            hashed = short_fingerprints("matching-key")
            keys = sorted({hashed(text) for text in keys_to_store(form)})
            for start in range(0, len(keys), KEYS_AT_ONCE):
                db.session.execute(
                    delete(self.keys).where(
                        self.keys.c.key.in_(keys[start : start + KEYS_AT_ONCE]),
                        self.keys.c[self.owner] == owner_id,
                    )
                )
            if self.counts is not None:
                part_of = short_fingerprints("name-count")
                self.count(Counter(dict.fromkeys(map(part_of, counted(form)), -1)))
        db.session.execute(delete(self.forms).where(self.forms.c[self.owner] == owner_id))

    def _count_owners(self, more: int, owners: Sequence[int], at: datetime) -> None:
        """Keep the index's own row, first of all: whoever else writes entries waits here, in one order.

        What is put into an empty index makes it one of this version. People are not counted: their row is
        written once, so that no two intakes wait for each other.
        """
        row = MatchingIndex.__table__
        change = update(MatchingIndex).where(row.c.name == self.name)
        if self.counts is not None:
            change = change.values(
                form_version=case(
                    ((row.c.held == 0) & (row.c.form_version != SET_ASIDE), built_by()),
                    else_=row.c.form_version,
                ),
                held=row.c.held + more,
                changed_at=at,
            )
        else:
            others = exists().where(self.owners.c.id.not_in(owners))
            change = change.where(row.c.form_version != built_by(), ~others).values(form_version=built_by())
        db.session.execute(change.execution_options(synchronize_session=False))

    def count(self, parts: Counter[int]) -> None:
        """Count the bearers of parts of names, more or (below nought) fewer."""
        if self.counts is None or not parts:
            return
        name = self.counts.name
        insert_rows(
            self.counts,
            sorted(parts.items()),
            f" ON CONFLICT (key) DO UPDATE SET entries = {name}.entries + excluded.entries",
        )
        if min(parts.values()) < 0:
            for start in range(0, len(parts), KEYS_AT_ONCE):
                some = sorted(parts)[start : start + KEYS_AT_ONCE]
                db.session.execute(
                    delete(self.counts).where(self.counts.c.key.in_(some), self.counts.c.entries <= 0)
                )
