"""The second factor: six digits from an officer's authenticator (TOTP, RFC 6238), or a recovery code.

The secret is sealed in its row. A code is good for its own half minute and the one on either side, since clocks
differ, and once. A recovery code has 80 bits, so that its keyed hash needs no slow function.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable

import pyotp
from sqlalchemy import ColumnElement, delete, func, select, update

from licensing import clock
from licensing.audit.actions import Actor, record
from licensing.authorities import scope, throttle
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import end_sessions
from licensing.authorities.permissions import Role
from licensing.authorities.second_factor_models import RecoveryCode, SecondFactor
from licensing.db import db
from licensing.errors import BadInput, NotAllowed, NotConfigured, NotPossibleNow
from licensing.sealing import fingerprint, seal, sealed_by_newest_key, unseal

ISSUER = "Safeguarding register"
STEP_SECONDS = 30
DIGITS = 6
CODES = 10
CODE_BYTES = 10


def roles_that_need_it(names: Iterable[str]) -> frozenset[Role]:
    """The roles that SECOND_FACTOR_ROLES names. Raises NotConfigured for a name that is no role."""
    known = {role.value for role in Role}
    if unknown := sorted(set(names) - known):
        raise NotConfigured(f"SECOND_FACTOR_ROLES names no role by {', '.join(unknown)}.")
    return frozenset(Role(name) for name in names)


def is_required(officer: Officer, roles: Iterable[str]) -> bool:
    """Whether an officer may not work without a second factor.

    Of an officer of the demonstration none is asked: their password is printed for all to read, and works only
    where a second factor would guard nothing, in the demonstration on its own machine.
    """
    return not officer.demo and bool(officer.roles & roles_that_need_it(roles))


def is_set(officer: Officer) -> bool:
    """Whether an officer has a second factor."""
    return db.session.scalar(select(SecondFactor.officer_id).where(_is_of(officer))) is not None


def codes_left(officer: Officer) -> int:
    """How many recovery codes an officer has not used."""
    unused = (RecoveryCode.officer_id == officer.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(select(func.count(RecoveryCode.id)).where(*unused)) or 0


# --- setting it up ---------------------------------------------------------------------------------------------


def offer(officer: Officer) -> str:
    """A new secret, sealed: to be shown to the officer, and given back to `set_up` with a code made from it."""
    return seal(pyotp.random_base32(), _offered_to(officer))


def offered_secret(officer: Officer, offered: str) -> str:
    """The secret of an offer. Raises Unreadable for what was offered to nobody, or to somebody else."""
    return unseal(offered, _offered_to(officer))


def address(officer: Officer, secret: str) -> str:
    """The secret as an authenticator reads it from the square code."""
    return pyotp.TOTP(secret).provisioning_uri(name=officer.email, issuer_name=ISSUER)


def refuse_another_code(officer: Officer, offered: str, code: str) -> int:
    """The half minute that a code of an offered secret is of. Raises BadInput when it is not of that secret."""
    step = _step_of(offered_secret(officer, offered), code, after=0)
    if step is None:
        fault = "This is not the code that the app shows now. Check that your phone’s clock is right"
        raise BadInput("The second factor was not set up.", {"new_code": fault})
    return step


def set_up(officer: Officer, offered: str, code: str) -> list[str]:
    """Take an offered secret as the officer's second factor, the place of any older one; gives recovery codes.

    In the caller's transaction; ends every session. Raises BadInput when the code is not of that secret.
    """
    step = refuse_another_code(officer, offered, code)
    secret = offered_secret(officer, offered)
    how = "changed" if is_set(officer) else "first"
    db.session.execute(delete(SecondFactor).where(_is_of(officer)))
    db.session.add(
        SecondFactor(
            officer_id=officer.id, sealed=seal(secret, _kept_of(officer)), last_step=step, set_at=clock.now()
        )
    )
    end_sessions(officer)
    record("officer:second-factor-set", by=officer.actor, subject=f"officer:{officer.id}", how=how)
    return make_codes(officer)


def make_codes(officer: Officer) -> list[str]:
    """Ten new recovery codes, which end the old ones; shown this once. In the caller's transaction."""
    made = [_readable(secrets.token_bytes(CODE_BYTES)) for _ in range(CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer.id))
    db.session.add_all(
        RecoveryCode(officer_id=officer.id, fingerprint=_fingerprint(officer, code)) for code in made
    )
    db.session.flush()
    record("officer:recovery-codes-made", by=officer.actor, subject=f"officer:{officer.id}", codes=CODES)
    return made


def end_everybodys_codes() -> int:
    """End every recovery code there is, in the caller's transaction; returns how many were not used yet.

    After an older state was put back: one that was used since would be good again.
    """
    unused = select(func.count(RecoveryCode.id)).where(RecoveryCode.used_at.is_(None))
    ended = db.session.scalar(unused) or 0
    db.session.execute(delete(RecoveryCode))
    return ended


# --- proving it ------------------------------------------------------------------------------------------------


def is_proved(officer: Officer, code: str, origin: str) -> bool:
    """Whether a code is the officer's: of the authenticator, or a recovery code, which is then used up.

    In the caller's transaction, which must commit either way: a wrong code counts. Five in 15 minutes, and no code
    is heard. Raises NotPossibleNow when the officer has no second factor.
    """
    own = db.session.scalar(select(SecondFactor).where(_is_of(officer)).with_for_update())
    if own is None:
        raise NotPossibleNow("Your second factor was taken away meanwhile. Sign in again.")
    account = str(officer.id)
    throttled = throttle.too_many(throttle.CODE, account, origin)
    if not throttled and (_is_next(officer, own, code) or _is_recovery(officer, code)):
        throttle.forget(throttle.CODE, account)
        return True
    if not throttled:
        throttle.count(throttle.CODE, account, origin)
    record(
        "officer:sign-in-refused",
        by=officer.actor,
        subject=f"officer:{officer.id}",
        why="second factor throttled" if throttled else "second factor",
    )
    return False


def _is_next(officer: Officer, own: SecondFactor, code: str) -> bool:
    step = _step_of(unseal(own.sealed, _kept_of(officer)), code, after=own.last_step)
    if step is None:
        return False
    own.last_step = step
    return True


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The half minute whose code this is, later than `after`; None for a code of none."""
    digits = "".join(code.split())
    if len(digits) != DIGITS or not digits.isascii():
        return None
    now = int(clock.now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    near = [step for step in (now, now - 1, now + 1) if hmac.compare_digest(totp.generate_otp(step), digits)]
    return next((step for step in near if step > after), None)


def _is_recovery(officer: Officer, code: str) -> bool:
    mine = (
        RecoveryCode.officer_id == officer.id,
        RecoveryCode.fingerprint == _fingerprint(officer, code),
        RecoveryCode.used_at.is_(None),
    )
    if db.session.scalar(
        update(RecoveryCode).where(*mine).values(used_at=clock.now()).returning(RecoveryCode.id)
    ):
        left = codes_left(officer)
        record("officer:recovery-code-used", by=officer.actor, subject=f"officer:{officer.id}", left=left)
        return True
    return False


# --- taking it away --------------------------------------------------------------------------------------------


def remove(officer: Officer, roles: Iterable[str]) -> None:
    """Take away one's own second factor, in the caller's transaction; ends every session.

    Raises NotAllowed when a role of the officer's needs one: it can be changed, not removed.
    """
    if is_required(officer, roles):
        raise NotAllowed("Your roles need a second factor. You can move it to another device.")
    _forget(officer)
    record("officer:second-factor-removed", by=officer.actor, subject=f"officer:{officer.id}")


def reset(officer_id: int, *, authority_id: int, by: Actor) -> Officer:
    """Take away another officer's second factor, whose device is lost; in the caller's transaction.

    Ends their sessions; they are told when they next sign in. Raises NotAllowed for one's own, NotFound for another
    authority's officer, NotPossibleNow where there is none.
    """
    officer = scope.get(Officer, officer_id, authority_id, lock=True)
    if by.ref == f"officer:{officer.id}":
        raise NotAllowed("You can't take away your own second factor here: ask another administrator.")
    if not is_set(officer):
        raise NotPossibleNow(f"{officer.name} has no second factor.")
    _forget(officer)
    officer.second_factor_reset_at = clock.now()
    record("officer:second-factor-reset", by=by, subject=f"officer:{officer.id}")
    return officer


def reseal_all() -> int:
    """Seal anew whatever an older key sealed, in the caller's transaction; returns how many."""
    resealed = 0
    for own in db.session.scalars(select(SecondFactor)):
        if not sealed_by_newest_key(own.sealed):
            context = f"second-factor:{own.officer_id}"
            own.sealed = seal(unseal(own.sealed, context), context)
            resealed += 1
    return resealed


def _forget(officer: Officer) -> None:
    db.session.execute(delete(SecondFactor).where(_is_of(officer)))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer.id))
    end_sessions(officer)
    db.session.flush()


def _is_of(officer: Officer) -> ColumnElement[bool]:
    return SecondFactor.officer_id == officer.id


def _kept_of(officer: Officer) -> str:
    return f"second-factor:{officer.id}"


def _offered_to(officer: Officer) -> str:
    return f"second-factor-offered:{officer.get_id()}"


def _fingerprint(officer: Officer, code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return fingerprint("recovery code", f"{officer.id}:{plain}")


def _readable(code: bytes) -> str:
    """A code as people copy it: sixteen letters and digits in fours. Base32 has no 0, 1 or 8 to misread."""
    text = base64.b32encode(code).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))
