"""Screening a file: everybody in it is searched for, for no application, and each search has its receipt.

A receipt of a screening says so (`made_for`), names no application and no person of one, and is good for no moment
after its own: nothing that is determined can rest on it, and the database refuses one that pretends to more.

`screen` searches for some of a file's queries in the caller's transaction (a register elsewhere is asked before it,
by `ask`), and writes one line in the audit log that names the first and the last receipt: the receipts themselves say
who, when, why and of what, row by row, and are never changed.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import lazyload

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import register_training_until
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.errors import BadInput, NotAllowed, NotFound, NotPossibleNow, Unlawful
from licensing.matching.compare import compare
from licensing.matching.people import Person
from licensing.matching.verdict import MATCHER_VERSION, Band, judge
from licensing.national_register import checks, index
from licensing.national_register.actions import PURPOSES, gateway, receipt_by_ref, tried
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.entry_file import MADE_HERE
from licensing.national_register.gateway import Asked, Gateway
from licensing.national_register.http import TooManyRequests
from licensing.national_register.models import Entry, SearchCandidate, SearchReceipt
from licensing.national_register.people_file import DoubledIds, fault_of_id, lines_of, person_of
from licensing.register.models import new_ref
from licensing.register.queries import identity_of

# Searches of one transaction: what an interruption repeats, and how long others who write may wait.
AT_ONCE = 100
SCREENING = "screening"
# Seconds: a register elsewhere counts an authority's requests in each minute.
A_TURN = 60
MOST_FAULTS_SHOWN = 20


@dataclass(frozen=True)
class Query:
    """Somebody to be searched for: the file's own id of them, given back as it came, and who they are."""

    query_id: str
    person: Person


@dataclass(frozen=True)
class Task:
    """What is screened, why, and what is written of it. `file` is the file's SHA-256."""

    file: str
    purpose: str
    reason: str
    all_candidates: bool = False

    def key(self, by: Officer) -> dict[str, Any]:
        """What an interrupted screening must have in common with the one that goes on."""
        return {
            "input file": self.file,
            "purpose": self.purpose,
            "reason": self.reason,
            "--all-candidates": self.all_candidates,
            "officer": by.id,
            # Points of two versions are not comparable, and so don't stand in one file.
            "version of the matcher": MATCHER_VERSION,
        }


@dataclass(frozen=True)
class Screened:
    """What a batch's searches found, as rows of the two files, in the order of the queries."""

    result_rows: list[tuple[str, ...]]
    receipt_rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class _Hit:
    """An entry at or above the lowest band, as the receipt keeps it."""

    entry_ref: str
    entry_version: int
    recording_authority_id: int
    shown_id: str
    points: float
    band: Band
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Answer:
    """What the register answered to one query; `others` are pairs below the lowest band, by the entry's id."""

    hits: Sequence[_Hit]
    others: Sequence[tuple[str, float, Band]]
    way_in: str
    matcher: str
    register_entries: int
    register_changed_at: datetime | None
    dropped: tuple[str, ...]


def refuse_unless_possible(task: Task, by: Officer) -> None:
    """Raise NotAllowed, Unlawful, BadInput or NotPossibleNow when this officer can't make this screening."""
    if not by.may(Permission.SCREEN_FILES):
        raise NotAllowed("You can't screen a file against the national register.")
    if reasons := checks.training_fault(register_training_until(by.id, clock.today())):
        raise NotAllowed("You can't search the national register.", reasons)
    if task.purpose not in PURPOSES:
        raise Unlawful(
            "The national register may be searched only for the safeguarding of passengers or road safety "
            "(2022 Act s.4(3)(c))."
        )
    if not task.reason.strip():
        raise BadInput("A screening needs a reason.", {"reason": "Say why you are screening"})
    way_in = gateway(by.authority_id)
    if way_in.way_in == "portal":
        raise NotPossibleNow(
            "Screening a file is not possible by portal: a portal is searched by hand, one person at a time."
        )
    if task.all_candidates and not isinstance(way_in, EmbeddedRegister):
        raise NotPossibleNow("Only the register kept here gives every pair that was scored.")


def check(path: Path) -> int:
    """Read a whole file of queries before anything is searched; returns how many there are. Raises BadInput."""
    ids, faults, count = DoubledIds(), [], 0
    for line in lines_of(path, ("query_id",)):
        query_id = line.opaque("query_id")
        count += 1
        if wrong := fault_of_id(query_id):
            faults.append(f"Line {line.number}: its query_id {wrong}.")
        elif (before := ids.before(query_id, line.number)) is not None:
            faults.append(f"Line {line.number}: its query_id is that of line {before}.")
        elif line.too_long:
            faults.append(f"Line {line.number}: it has more values than there are columns.")
    if faults:
        more = len(faults) - MOST_FAULTS_SHOWN
        shown = [*faults[:MOST_FAULTS_SHOWN], *([f"… and {more:,} more."] if more > 0 else [])]
        raise BadInput("\n".join([f"{path.name} can't be screened; nothing was searched.", *shown]))
    return count


def batches(path: Path, *, after: int = 0) -> Iterator[list[Query]]:
    """The queries of a file after the first `after`, AT_ONCE at a time."""
    queries = (
        Query(line.opaque("query_id"), person_of(line))
        for line in islice(lines_of(path, ("query_id",)), after, None)
    )
    while some := list(islice(queries, AT_ONCE)):
        yield some


def is_committed(receipt: str) -> bool:
    """Whether a receipt is in the database."""
    there = db.session.scalar(select(SearchReceipt.id).where(SearchReceipt.ref == receipt)) is not None
    db.session.rollback()
    return there


def ask(queries: Sequence[Query], task: Task, *, by: Officer) -> Sequence[_Answer] | None:
    """Ask a register that is elsewhere, before the transaction in which `screen` writes what it answered.

    None for the register in our own database, which is asked inside. Raises what `refuse_unless_possible` raises;
    NotReachable when it does not answer.
    """
    refuse_unless_possible(task, by)
    register, asked = gateway(by.authority_id), Asked(task.purpose, by.actor.ref)
    if isinstance(register, EmbeddedRegister):
        return None
    return [_of_another(register, query.person, by.authority_id, asked) for query in queries]


def screen(
    queries: Sequence[Query], task: Task, *, by: Officer, answers: Sequence[_Answer] | None = None
) -> Screened:
    """Search for each of these people; leaves a receipt of each, in the caller's transaction.

    `answers` is what `ask` gave. Raises what `refuse_unless_possible` raises.
    """
    refuse_unless_possible(task, by)
    at = clock.now()
    if answers is None:
        register = gateway(by.authority_id)
        if not isinstance(register, EmbeddedRegister):
            raise ValueError(
                "A register elsewhere is asked before the transaction: nobody waits for it at a lock."
            )
        answers = _of_our_own(register, queries, task)
    refs = [new_ref() for _ in queries]
    asked = list(zip(queries, answers, refs, strict=True))
    db.session.execute(insert(SearchReceipt), [_receipt(*one, task, by, at) for one in asked])
    _keep_candidates({ref: answer.hits for _, answer, ref in asked if answer.hits}, by)
    record(
        "national-register:screened",
        by=by.actor,
        subject=f"receipt:{refs[0]}",
        reason=task.reason,
        purpose=task.purpose,
        searches=len(queries),
        from_receipt=refs[0],
        to_receipt=refs[-1],
        candidates=sum(len(answer.hits) for answer in answers),
        matcher=answers[0].matcher,
    )
    return Screened(
        [row for query, answer, ref in asked for row in _rows(query.query_id, answer, ref)],
        [(query.query_id, ref, str(len(answer.hits))) for query, answer, ref in asked],
    )


def finish(task: Task, *, searches: int, candidates: int, by: Officer) -> None:
    """Write in the audit log that a whole file was screened, in the caller's transaction."""
    record(
        "national-register:file-screened",
        by=by.actor,
        subject=f"file:{task.file[:16]}",
        reason=task.reason,
        file=task.file,
        purpose=task.purpose,
        searches=searches,
        candidates=candidates,
    )


def receipt_of_screening(ref: str, authority_id: int) -> SearchReceipt:
    """A receipt of a screening by an authority. Raises NotFound, also for one of an application."""
    found = receipt_by_ref(ref, authority_id)
    if found.made_for != SCREENING:
        raise NotFound("There is no such receipt of a screening.")
    return found


def stopwatch() -> float:
    """Seconds, to measure how long something took."""
    return time.monotonic()


def _receipt(
    query: Query, answer: _Answer, ref: str, task: Task, by: Officer, at: datetime
) -> dict[str, Any]:
    return {
        "ref": ref,
        "authority_id": by.authority_id,
        "officer_id": by.id,
        "purpose": task.purpose,
        "application_ref": None,
        "person_ref": None,
        "made_for": SCREENING,
        "reason": task.reason,
        "searched_at": at,
        # Good for no moment after its own.
        "good_until": at,
        "way_in": answer.way_in,
        "matcher": answer.matcher,
        "register_entries": answer.register_entries,
        "register_changed_at": answer.register_changed_at,
        "tried": _tried(query.person),
        "dropped": list(answer.dropped),
        "identity": identity_of(query.person),
    }


def _tried(person: Person) -> dict[str, object]:
    as_written = {"births_as_written": list(person.births_as_written)} if person.births_as_written else {}
    return tried(person) | as_written


def _keep_candidates(found: Mapping[str, Sequence[_Hit]], by: Officer) -> None:
    if not found:
        return
    receipts = db.session.execute(
        select(SearchReceipt.ref, SearchReceipt.id).where(SearchReceipt.ref.in_(list(found)))
    ).all()
    db.session.execute(
        insert(SearchCandidate),
        [
            {
                "authority_id": by.authority_id,
                "receipt_id": receipt_id,
                "entry_ref": hit.entry_ref,
                "entry_version": hit.entry_version,
                "recording_authority_id": hit.recording_authority_id,
                "band": hit.band.value,
                "points": hit.points,
                "reasons": list(hit.reasons),
            }
            for ref, receipt_id in receipts
            for hit in found[ref]
        ],
    )


def _rows(query_id: str, answer: _Answer, receipt: str) -> list[tuple[str, ...]]:
    pairs = [
        *((hit.points, hit.shown_id, hit.band, " | ".join(hit.reasons)) for hit in answer.hits),
        *((points, entry_id, band, "") for entry_id, points, band in answer.others),
    ]
    return [
        (query_id, entry_id, f"{points:.6f}", band.value, reasons, receipt)
        for points, entry_id, band, reasons in sorted(pairs, key=lambda pair: (-pair[0], pair[1]))
    ]


def _of_another(register: Gateway, person: Person, authority_id: int, asked: Asked) -> _Answer:
    """What a register elsewhere answers: its entries are known by its own references."""
    while True:
        try:
            found = register.search(person, authority_id, asked=asked)
            break
        except TooManyRequests:
            # Nothing is held meanwhile, and an interruption loses nothing.
            db.session.rollback()
            time.sleep(A_TURN)
    hits = [
        _Hit(
            one.entry.ref,
            one.entry.version,
            one.entry.recording_authority_id,
            f"{MADE_HERE}{one.entry.ref}",
            one.verdict.points,
            one.verdict.band,
            one.verdict.reasons,
        )
        for one in found.candidates
    ]
    return _Answer(
        hits,
        (),
        found.way_in,
        found.matcher,
        found.register_entries,
        found.register_changed_at,
        found.dropped,
    )


def _of_our_own(register: EmbeddedRegister, queries: Sequence[Query], task: Task) -> list[_Answer]:
    """What the register here answers: scored one by one; the entries that were found are read together."""
    scored = [register.score(query.person, everything=task.all_candidates) for query in queries]
    entries = _entries({number for one in scored for number, _, band in one.pairs if band.is_hit})
    names = _shown_ids({number for one in scored for number, _, _ in one.pairs})
    answers = []
    for query, one in zip(queries, scored, strict=True):
        hits = []
        for number, points, band in one.pairs:
            if band.is_hit:
                entry = entries[number]
                verdict = judge(compare(query.person, index.as_person(entry), one.state.common))
                hits.append(
                    _Hit(
                        entry.ref,
                        entry.version,
                        entry.recording_authority_id,
                        names[number],
                        points,
                        band,
                        verdict.reasons,
                    )
                )
        others = [(names[number], points, band) for number, points, band in one.pairs if not band.is_hit]
        answers.append(
            _Answer(
                hits,
                others,
                register.way_in,
                MATCHER_VERSION,
                one.state.entries,
                one.state.changed_at,
                one.dropped,
            )
        )
    return answers


def _entries(numbers: set[int]) -> Mapping[int, Entry]:
    if not numbers:
        return {}
    rows = db.session.scalars(
        select(Entry).where(Entry.id.in_(numbers)).options(lazyload(Entry.recording_authority))
    )
    return {row.id: row for row in rows}


def _shown_ids(numbers: set[int]) -> Mapping[int, str]:
    """What each entry is called in a file of results: its id in the file it came from, or our own reference."""
    if not numbers:
        return {}
    rows = db.session.execute(select(Entry.id, Entry.file_entry_id, Entry.ref).where(Entry.id.in_(numbers)))
    return {number: file_id if file_id is not None else f"{MADE_HERE}{ref}" for number, file_id, ref in rows}
