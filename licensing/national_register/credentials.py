"""The credentials of the authorities that use the register kept here from installations of their own.

A credential is shown once, when it is made; what is kept is its SHA-256, which suffices for a secret of 256 random
bits. Several of one authority are good at once, so that a new one is put to use before the old one ends.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import SYSTEM, Actor, record
from licensing.authorities.models import Authority
from licensing.db import db
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register.serving_models import RegisterCredential

PREFIX_BYTES, SECRET_BYTES = 5, 32
# For how long the credentials before a new one stay good, unless said otherwise.
OVERLAP = timedelta(days=7)
REQUESTS_A_MINUTE = 600


def add(authority: Authority, *, by: Actor = SYSTEM) -> str:
    """Make an authority's first credential and give it, in the caller's transaction.

    Raises BadInput for a body that does not license, NotPossibleNow for one that has a credential that is good.
    """
    if not authority.licenses:
        raise BadInput(f"{authority.nice_name} does not license drivers: the register is not for it.")
    if good(authority.id, clock.now()):
        raise NotPossibleNow(f"{authority.nice_name} has a credential already: rotate it.")
    return _make(authority, by)


def rotate(authority: Authority, *, overlap: timedelta = OVERLAP, by: Actor = SYSTEM) -> str:
    """Make another credential and give it; the earlier ones end after the overlap. In the caller's transaction.

    Raises NotFound for an authority that has none that is good.
    """
    at = clock.now()
    before = good(authority.id, at, lock=True)
    if not before:
        raise NotFound(f"{authority.nice_name} has no credential that is good.")
    for one in before:
        one.expires_at = min(one.expires_at or at + overlap, at + overlap)
    return _make(authority, by)


def _make(authority: Authority, by: Actor) -> str:
    prefix, secret = secrets.token_hex(PREFIX_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    whole = f"{prefix}.{secret}"
    db.session.add(
        RegisterCredential(
            authority_id=authority.id, prefix=prefix, hashed=_hashed(whole), made_at=clock.now(), requests=0
        )
    )
    db.session.flush()
    record(
        "register-client:credential-made",
        by=by,
        subject=f"register-client:{authority.key}",
        credential=prefix,
    )
    return whole


def revoke(authority: Authority, *, prefix: str = "", by: Actor = SYSTEM) -> int:
    """End an authority's credentials at once, or the one of a prefix; returns how many. Caller's transaction."""
    at = clock.now()
    ended = [one for one in good(authority.id, at, lock=True) if prefix in ("", one.prefix)]
    for one in ended:
        one.revoked_at = at
        record(
            "register-client:credential-revoked",
            by=by,
            subject=f"register-client:{authority.key}",
            credential=one.prefix,
        )
    db.session.flush()
    return len(ended)


def good(authority_id: int, at: datetime, *, lock: bool = False) -> list[RegisterCredential]:
    """The credentials of an authority that are good at a moment (UTC)."""
    query = (
        select(RegisterCredential)
        .where(RegisterCredential.authority_id == authority_id)
        .order_by(RegisterCredential.id)
    )
    if lock:
        query = query.with_for_update(of=RegisterCredential).execution_options(populate_existing=True)
    return [one for one in db.session.scalars(query) if is_good(one, at)]


def everybody() -> Sequence[RegisterCredential]:
    """Every credential there ever was, by authority."""
    query = select(RegisterCredential).join(Authority).order_by(Authority.short_code, RegisterCredential.id)
    return db.session.scalars(query).all()


def is_good(one: RegisterCredential, at: datetime) -> bool:
    """Whether a credential is good at a moment (UTC)."""
    return one.revoked_at is None and (one.expires_at is None or at < one.expires_at)


def presented(whole: str) -> RegisterCredential | None:
    """The credential that was shown, if it is good now."""
    prefix, _, _secret = whole.partition(".")
    found = db.session.scalar(select(RegisterCredential).where(RegisterCredential.prefix == prefix))
    # Hashed and compared also where there is none, so that the time tells nothing.
    same = hmac.compare_digest(found.hashed if found else "0" * 64, _hashed(whole))
    return found if found and same and is_good(found, clock.now()) else None


def within_limit(credential_id: int) -> bool:
    """Count a request, in the caller's transaction; whether it is within what a credential may make in a minute."""
    row = db.session.get_one(RegisterCredential, credential_id, with_for_update={"of": RegisterCredential})
    minute = clock.now().replace(second=0, microsecond=0)
    if row.minute != minute:
        row.minute, row.requests = minute, 0
    if row.requests >= REQUESTS_A_MINUTE:
        return False
    row.requests += 1
    db.session.flush()
    return True


def _hashed(whole: str) -> str:
    return hashlib.sha256(whole.encode()).hexdigest()
