"""Files that were sent to a page: kept, sealed, between their check and their loading; in the caller's transaction."""

import zlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import NotFound, NotPossibleNow
from licensing.exchange import loading, profiles
from licensing.exchange.checking import DryRun, sha256
from licensing.exchange.models import Load
from licensing.exchange.profiles import Profile
from licensing.sealing import seal_bytes, unseal_bytes

# Somebody else's data is not kept because an officer forgot it.
KEPT_FOR = timedelta(days=7)


def keep(data: bytes, profile: Profile, profile_text: str, *, by: Officer) -> Load:
    """Keep a file until it is loaded or thrown away, a week at most."""
    _forget_old_ones(by.authority_id)
    load = loading.begin(profile.name, profile.what, sha256(data), by=by)
    load.profile_text = profile_text
    load.content = seal_bytes(zlib.compress(data), load.context)
    db.session.flush()
    return load


def _forget_old_ones(authority_id: int) -> None:
    old = db.session.scalars(
        select(Load).where(
            Load.authority_id == authority_id,
            Load.state == "begun",
            Load.content.is_not(None),
            Load.begun_at < clock.now() - KEPT_FOR,
        )
    )
    for load in old:
        load.content = None


def content_of(load: Load) -> bytes:
    """The file that was sent. Raises NotFound when it is kept no longer."""
    if load.content is None:
        raise NotFound("This file is kept no longer. Send it again.")
    return zlib.decompress(unseal_bytes(load.content, load.context))


def profile_of(load: Load) -> Profile:
    """The profile by which a file was sent: one of ours, or the council's own. Raises BadInput."""
    if load.profile_text:
        return profiles.read(load.profile_text, f"{load.profile}.toml")
    return profiles.named(load.profile)


def saved_profiles(authority_id: int) -> dict[str, Load]:
    """The profile files that an authority sent with files before: of each name the newest, by name."""
    loads: Sequence[Load] = db.session.scalars(
        scope.within(Load, authority_id).where(Load.profile_text != "").order_by(Load.id)
    ).all()
    return {load.profile: load for load in loads}


def discard(load_id: int, *, by: Officer) -> None:
    """Throw a file away that was checked and not loaded. Raises NotPossibleNow when it is loaded."""
    load = scope.get(Load, load_id, by.authority_id, lock=True)
    if load.state != "begun":
        raise NotPossibleNow("This file is loaded. Undo the load instead.")
    what, file, subject = load.what, load.file_sha256, load.subject
    db.session.delete(load)
    db.session.flush()
    record("exchange:discarded", by=by.actor, subject=subject, what=what, file=file)


def forget(load_id: int) -> None:
    """Take out a load that was begun and then refused, unless a page still keeps its file."""
    load = db.session.get(Load, load_id)
    if load is not None and load.state == "begun" and load.content is None:
        db.session.delete(load)
        db.session.flush()


def say_checked(found: DryRun, *, by: Officer) -> None:
    """Write in the audit log that a file was compared with the register and its dry run looked at."""
    record(
        "exchange:checked",
        by=by.actor,
        subject=f"file:{found.sha256[:16]}",
        what=found.profile.what,
        profile=found.profile.name,
        file=found.sha256,
        lines=found.rows,
        faults=len(found.faults),
        questions=len(found.questions),
    )
