"""Loading a file as its dry run showed it: all of it or nothing, in the caller's transaction.

A load is a row before anything is written (`begin`, in a transaction of its own), so that one that died says so.
What each line did is kept, sealed, as rows before and after; `undoing.py` puts back what was before.
"""

import json
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.errors import BadInput, NotAllowed, NotPossibleNow
from licensing.exchange.checking import DryRun, Told
from licensing.exchange.models import Change, Load
from licensing.exchange.planning import New, Plan, Step, Write
from licensing.register import bulk
from licensing.register.models import Badge, Licence, Person, PersonAddress, PersonName, PersonNumber
from licensing.register.operator_models import Operator, OperatorBase, TradingName
from licensing.register.vehicle_models import Plate, Vehicle
from licensing.sealing import seal_bytes
from licensing.training.models import Completion

AT_ONCE = 5_000
# The tables that files write to, in the order in which rows may be inserted: whoever is referred to comes first.
TABLES = {
    model.__tablename__: bulk.table_of(model)
    for model in (
        *(Person, PersonName, PersonAddress, PersonNumber),
        *(Vehicle, Operator, TradingName, OperatorBase, Licence, Plate, Badge),
        Completion,
    )
}
_CHANGES = bulk.table_of(Change)


def begin(profile_name: str, what: str, sha256: str, *, by: Officer) -> Load:
    """Say that a file is about to be loaded; one that was begun before and never finished is taken up again."""
    _may_load(by)
    begun = db.session.scalar(
        select(Load).where(
            Load.authority_id == by.authority_id,
            Load.file_sha256 == sha256,
            Load.profile == profile_name[:60],
            Load.state == "begun",
        )
    )
    if begun is not None:
        begun.begun_at, begun.begun_by_id = clock.now(), by.id
        return begun
    load = Load(
        authority_id=by.authority_id,
        profile=profile_name[:60],
        what=what,
        file_sha256=sha256,
        state="begun",
        begun_at=clock.now(),
        begun_by_id=by.id,
    )
    db.session.add(load)
    db.session.flush()
    return load


def hold(by: Officer) -> None:
    """Have a second load into the same register wait until this transaction ends, before anything is read."""
    _may_load(by)
    # Without keeping others from writing rows of the authority meanwhile.
    held = select(Authority.id).where(Authority.id == by.authority_id).with_for_update(key_share=True)
    db.session.execute(held)


def load(
    found: DryRun,
    load_id: int,
    *,
    by: Officer,
    confirmed: str = "",
    told: Told = lambda _: None,
) -> Load:
    """Do what a dry run, made in this transaction, found. `confirmed` is the authority's name, typed.

    Raises BadInput for a file with faults or questions or of another authority, NotPossibleNow for one that would end
    more licences than may be ended without the name.
    """
    _may_load(by)
    plan = _plan(found, by, confirmed)
    row = db.session.get_one(Load, load_id, with_for_update={"of": Load})
    if row.state != "begun" or row.authority_id != by.authority_id:
        raise NotPossibleNow("This load is finished already.")
    if plan is not None:
        plan.planner.begin(by)
        ids = bulk.Ids()
        for batch in _batches(plan.steps):
            _write(plan, batch, row.id, ids)
            told(len(batch))
        plan.planner.finish(by)
        row.added, row.changed, row.ended, row.left_alone = (
            found.added,
            found.changed,
            found.ended,
            found.left,
        )
    row.lines, row.state, row.loaded_at, row.content = found.rows, "loaded", clock.now(), None
    db.session.flush()
    _say_loaded(row, by)
    return row


def _say_loaded(row: Load, by: Officer) -> None:
    record(
        "exchange:loaded",
        by=by.actor,
        subject=row.subject,
        what=row.what,
        profile=row.profile,
        file=row.file_sha256,
        lines=row.lines,
        added=row.added,
        changed=row.changed,
        ended=row.ended,
        left=row.left_alone,
    )


def _may_load(by: Officer) -> None:
    if not by.may(Permission.LOAD_FILES):
        raise NotAllowed("Only an officer who may load files does this.")


def _plan(found: DryRun, by: Officer, confirmed: str) -> Plan | None:
    """The plan for the officer's own register, once nothing stands against it."""
    if found.faults:
        raise BadInput("The file has faults. Nothing of it was loaded: correct it, then check it again.")
    if found.unplanned or any(plan.authority_id != by.authority_id for plan in found.plans):
        raise BadInput(f"The file is not all of {by.authority.official_name}. Nothing of it was loaded.")
    if found.questions:
        raise BadInput(
            "Some lines may be about somebody who is on the register already. Say who each of them is: nothing of "
            "the file is loaded before."
        )
    for plan in found.plans:
        if plan.is_stopped and not is_name_of(by.authority, confirmed):
            raise NotPossibleNow(stopped_words(plan))
    return found.plans[0] if found.plans else None


def stopped_words(plan: Plan) -> str:
    """Why a load is stopped, and what lets it go on."""
    ended = plan.count("ended")
    share = ended * 100 / plan.in_force
    return (
        f"This would end {ended:,} of the {plan.in_force:,} licences in force of {plan.authority_name} "
        f"({share:.0f}%; the profile allows {plan.planner.profile.ending_share}%). If that is right, confirm it with "
        f"the authority's name."
    )


def is_name_of(authority: Authority, typed: str) -> bool:
    """Whether what was typed is the authority's name."""
    names = {authority.official_name.casefold(), authority.nice_name.casefold()}
    return " ".join(typed.split()).casefold() in names


# --- writing


def _batches(steps: list[Step]) -> Iterator[list[Step]]:
    return (steps[start : start + AT_ONCE] for start in range(0, len(steps), AT_ONCE))


def _write(plan: Plan, steps: list[Step], load_id: int, ids: bulk.Ids) -> None:
    """Write some steps, and keep what each did."""
    new: dict[str, list[bulk.Row]] = {}
    changes: dict[str, list[tuple[int, bulk.Row]]] = {}
    kept = list[bulk.Row]()
    for step in steps:
        writes = plan.planner.writes(step)
        given = [write.row_id or ids.next(TABLES[write.table]) for write in writes]
        for write, row_id in zip(writes, given, strict=True):
            for name, value in write.values.items():
                if isinstance(value, New):
                    write.values[name] = given[value.place]
            if write.row_id:
                changes.setdefault(write.table, []).append((row_id, write.values))
            else:
                new.setdefault(write.table, []).append({"id": row_id, **write.values})
        plan.planner.made(step, given, writes)
        kept.append(_kept(ids.next(_CHANGES), load_id, step, writes, given))
    for name, table in TABLES.items():
        bulk.put_in(table, new.get(name, ()))
        bulk.change(table, changes.get(name, ()))
    bulk.put_in(_CHANGES, kept)


def _kept(row_id: int, load_id: int, step: Step, writes: list[Write], ids: list[int]) -> bulk.Row:
    told = [
        [write.table, number, write.before, write.values] for write, number in zip(writes, ids, strict=True)
    ]
    text = json.dumps(told, default=_as_text, separators=(",", ":"))
    return {
        "id": row_id,
        "load_id": load_id,
        "line": step.line,
        "action": step.action,
        "sealed": seal_bytes(zlib.compress(text.encode(), 1), Change.context(row_id, load_id)),
    }


def _as_text(value: Any) -> str:
    assert isinstance(value, (date, datetime))
    return value.isoformat()
