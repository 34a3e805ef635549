"""The register's matching index: kept in step by whoever writes an entry, in the same transaction.

Entries that are removed leave it, and come back when they are reinstated. One whose eleven years have ended is in it
until the day's removal takes it out; a search passes it over by its day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, func, select, update

from licensing import clock
from licensing.candidates.index import SET_ASIDE, Index, Indexed, is_in_order
from licensing.candidates.models import MatchingIndex
from licensing.candidates.rows import Question, numbers
from licensing.candidates.upkeep import rebuild
from licensing.db import Model, db
from licensing.errors import NotConfigured
from licensing.matching.commonness import Commonness, counted
from licensing.matching.forms import Form, form_of, unpacked
from licensing.matching.people import Address, Name, Person
from licensing.national_register import deadlines
from licensing.national_register.models import Entry, EntryForm, EntryKey, EntryNumber, NameCount
from licensing.sealing import short_fingerprints, unseal, unsealer

BATCH = 2000


def _table(model: type[Model]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


ENTRIES = Index(
    "entries", _table(Entry), "entry_id", _table(EntryKey), _table(EntryForm), counts=_table(NameCount)
)


@dataclass(frozen=True)
class State:
    """Which state of the register is searched: how many entries it holds, and when any was last made or changed."""

    entries: int
    changed_at: datetime | None
    # How many entries bear the names of who is looked for, and (asked for when needed) any other name.
    common: Commonness


class _Counts(dict[str, int]):
    """How many entries bear a part of a name. One that was not read beforehand is read when it is asked for.

    Only those of who is looked for are read beforehand: of the names of everybody compared, few matter.
    """

    def get(self, text: str, _otherwise: object = None) -> int:
        return self[text]

    def __missing__(self, text: str) -> int:
        found = _COUNT.ask(short_fingerprints("name-count")(text))
        self[text] = count = int(found[0][0]) if found else 0
        return count


def as_person(row: Entry) -> Person:
    """Whom an entry is about, as matching sees them, the numbers opened."""
    return person_of(row, [(held.kind, held.number) for held in row.numbers])


def person_of(row: Any, numbers: Iterable[tuple[str, str]]) -> Person:
    """The same of an entry or of its columns."""
    held: dict[str, tuple[str, ...]] = {}
    for kind, number in numbers:
        held[kind] = (*held.get(kind, ()), number)
    return Person(
        names=(Name(row.first_name, row.middle_names, row.last_name),),
        dates_of_birth=(row.date_of_birth,) if row.date_of_birth else (),
        births_as_written=(row.birth_as_written,) if row.birth_as_written else (),
        addresses=(Address(tuple(row.home_address.splitlines()), row.home_postcode),)
        if row.home_address or row.home_postcode
        else (),
        national_insurance=held.get("national_insurance", ()),
        gb_driver=held.get("gb_driver", ()),
        ni_driver=held.get("ni_driver", ()),
        community=held.get("community", ()),
    )


def put(row: Entry) -> None:
    """Put an entry in, in place of what was there about it."""
    ENTRIES.put(Indexed(row.id, form_of(as_person(row)), first_made_on=row.first_made_on), clock.now())


def index_many(entries: Iterable[tuple[int, Person, date]]) -> None:
    """Put in entries that were just made, each its number, whom it is about, and its first day."""
    ENTRIES.put_many(
        [Indexed(number, form_of(person), first_made_on=first) for number, person, first in entries],
        clock.now(),
    )


def take_out(entry_id: int) -> None:
    """Take an entry out: it was removed, or its eleven years have ended."""
    ENTRIES.take_out(entry_id, clock.now())


def touch() -> None:
    """Say that the register changed now, though not in what it is searched by."""
    _write(changed_at=clock.now())


def set_aside() -> None:
    """From now on no search is answered, until `reindex`: for a load so great that it is indexed at its end."""
    _write(form_version=SET_ASIDE)


def _write(**values: object) -> None:
    db.session.execute(
        update(MatchingIndex)
        .where(MatchingIndex.name == ENTRIES.name)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def how_many() -> int:
    """How many entries an index built anew will hold."""
    return db.session.scalar(select(func.count()).select_from(Entry).where(Entry.removed_at.is_(None))) or 0


def reindex(progress: Callable[[int], object] = lambda _more: None) -> int:
    """Build the index anew from the entries; returns how many it holds. See `upkeep.rebuild` on who waits.

    `progress` is told each time how many more were done.
    """
    return rebuild(ENTRIES, _all_entries(), clock.now(), progress)


def _all_entries() -> Iterator[list[Indexed]]:
    """Every entry that is not removed, a batch at a time. Columns and not rows of the model: there may be a million."""
    entry, number = _table(Entry).c, _table(EntryNumber).c
    columns = (
        entry.id,
        entry.first_made_on,
        entry.first_name,
        entry.middle_names,
        entry.last_name,
        entry.date_of_birth,
        entry.birth_as_written,
        entry.home_address,
        entry.home_postcode,
    )
    last = 0
    while True:
        found = db.session.execute(
            select(*columns)
            .where(entry.id > last, entry.removed_at.is_(None))
            .order_by(entry.id)
            .limit(BATCH)
        ).all()
        if not found:
            return
        held: dict[int, list[tuple[str, str]]] = {}
        for owner, kind, ref, sealed in db.session.execute(
            select(number.entry_id, number.kind, number.ref, number.sealed)
            .where(number.entry_id > last, number.entry_id <= found[-1].id)
            .order_by(number.id)
        ):
            held.setdefault(owner, []).append((kind, unseal(sealed, EntryNumber.context(kind, ref))))
        yield [
            Indexed(row.id, form_of(person_of(row, held.get(row.id, ()))), first_made_on=row.first_made_on)
            for row in found
        ]
        last = found[-1].id


def state(texts: Sequence[str] = ()) -> State:
    """The state that is searched now, and how common each of these parts of names is in it.

    Raises NotConfigured when the index is of another version, or was never built.
    """
    hashed = short_fingerprints("name-count")
    asked = {hashed(text): text for text in texts}
    rows = _STATE.ask(numbers(asked))
    version, held, changed_at, first = rows[0][:4]
    if not is_in_order(version, held):
        raise NotConfigured(
            "The national register can't be searched: its index is of another version. "
            "Ask an administrator to run `flask matching reindex`."
        )
    if isinstance(changed_at, str):
        changed_at = datetime.fromisoformat(changed_at).replace(tzinfo=UTC)
    counts = _Counts.fromkeys(texts, 0)
    counts.update((asked[key], entries) for *_, key, entries in rows if key is not None)
    still = _first_day_still_held(clock.today())
    past = _PAST.ask(still)[0][0] if first is not None and str(first) < still else 0
    return State(held - past, changed_at, Commonness(counts, held))


def commonness(*people: Person) -> Commonness:
    """How common the names of these people are in the register, to compare them as a search does."""
    return state(sorted({text for one in people for text in counted(form_of(one))})).common


@lru_cache(maxsize=4)
def _first_day_still_held(today: date) -> str:
    return deadlines.first_day_still_held(today).isoformat()


# The least day is the first of its index: nothing is counted unless the day's removal has not been made yet.
_STATE_TEXT = """
    SELECT m.form_version, m.held, m.changed_at, (SELECT min(first_made_on) FROM register_entry), c.key, c.entries
    FROM matching_index AS m LEFT JOIN register_name_count AS c ON c.key {}
    WHERE m.name = 'entries'
"""
_STATE = Question(
    _STATE_TEXT.format("IN (SELECT value FROM json_each(?))"), _STATE_TEXT.format("= ANY(%s::integer[])")
)
_COUNT_TEXT = "SELECT entries FROM register_name_count WHERE key = {}"
_COUNT = Question(_COUNT_TEXT.format("?"), _COUNT_TEXT.format("%s"))
_PAST_TEXT = "SELECT count(*) FROM register_entry WHERE first_made_on < {} AND removed_at IS NULL"
_PAST = Question(_PAST_TEXT.format("?"), _PAST_TEXT.format("%s::date"))
_FORMS_TEXT = "SELECT entry_id, form FROM register_entry_form WHERE entry_id {} AND first_made_on >= {}"
_FORMS = Question(
    _FORMS_TEXT.format("IN (SELECT value FROM json_each(?))", "?"),
    _FORMS_TEXT.format("= ANY(%s::integer[])", "%s::date"),
)


def forms_of(entry_ids: Sequence[int]) -> dict[int, Form]:
    """The forms of those of these entries that the register still holds (2022 Act s.4(3)(b); R09)."""
    if not entry_ids:
        return {}
    opened, context = unsealer(), ENTRIES.context
    rows = _FORMS.ask(numbers(entry_ids), _first_day_still_held(clock.today()))
    return {number: unpacked(opened(form, context(number))) for number, form in rows}
