"""Officers' accounts: making them, changing them, signing in.

Passwords are Argon2id, which takes a tenth of a second on purpose: `NewPassword` and `try_password` do that before
a transaction begins, so that nobody waits for it at a lock. A failure to sign in says one thing whatever went wrong,
takes as long whether or not the account exists, and is throttled by account and by where it came from.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select, update

from licensing import clock
from licensing.audit.actions import SYSTEM, Actor, record
from licensing.authorities import scope, throttle
from licensing.authorities.duty_work import give_back
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer, OfficerRole, RegisterTraining
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.errors import BadInput, NotAllowed, NotPossibleNow

# OWASP's minimum for Argon2id is 19 MiB and two passes; the library's default (64 MiB, three) is above it.
_HASHER = PasswordHasher()
_NOBODYS_HASH = _HASHER.hash("the password of an account that does not exist")

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
# What the columns hold.
LONGEST_NAME = 200
LONGEST_REFERENCE = 100


def check_password_form(password: str, email: str) -> str:
    """A sentence saying what is wrong with a new password, or "" when nothing is."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Use at least {SHORTEST_PASSWORD} characters"
    if len(password) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} characters"
    if len(set(password)) < 5 or password.lower() in (email.lower(), email.split("@", maxsplit=1)[0].lower()):
        return "Choose a password that is harder to guess"
    return ""


@dataclass(frozen=True)
class NewPassword:
    """A password that somebody is to have, with its hash. Make it before the transaction that stores it."""

    text: str = field(repr=False)
    hash: str = field(repr=False)

    @classmethod
    def of(cls, text: str) -> "NewPassword":
        """The password of this text; its form is judged where it is stored."""
        return cls(text, _HASHER.hash(text[:LONGEST_PASSWORD]))


@dataclass(frozen=True)
class TriedPassword:
    """A password held against an account's, and whether it was right."""

    email: str
    text: str = field(repr=False)
    # The account's hash it was held against, or nobody's; and the password's own, if that should be renewed.
    against: str = field(repr=False)
    right: bool
    renewed: str = field(default="", repr=False)


def try_password(email: str, password: str) -> TriedPassword:
    """Hold a password against an account's, before the transaction that says what follows.

    An unknown account costs the same time as a known one, so that the time tells nothing.
    """
    email = email.strip().lower()
    found = db.session.scalar(select(Officer.password_hash).where(Officer.email == email))
    against = found or _NOBODYS_HASH
    right = _password_is(against, password) and found is not None
    renewed = _HASHER.hash(password) if right and _HASHER.check_needs_rehash(against) else ""
    return TriedPassword(email, password, against, right, renewed)


def create_officer(
    *,
    email: str,
    name: str,
    password: NewPassword | str,
    authority: Authority,
    roles: Iterable[Role],
    by: Actor = SYSTEM,
    demo: bool = False,
    must_change_password: bool = False,
) -> Officer:
    """Make an officer's account, in the caller's transaction. Raises BadInput with faults by field.

    A password given as plain text is hashed here, under the caller's lock: for the demonstration. Whose password
    somebody else has seen must change it when they first sign in.
    """
    password = NewPassword.of(password) if isinstance(password, str) else password
    email, name, wanted = email.strip().lower(), name.strip(), frozenset(roles)
    faults = {}
    if (
        email.count("@") != 1
        or not all(email.split("@"))
        or any(c.isspace() for c in email)
        or len(email) > 254
    ):
        faults["email"] = "Enter an email address, like name@council.example"
    elif db.session.scalar(select(Officer.id).where(Officer.email == email)) is not None:
        faults["email"] = "There is an officer with this email address already"
    if not name:
        faults["name"] = "Enter the officer's name"
    elif len(name) > LONGEST_NAME:
        faults["name"] = f"Use at most {LONGEST_NAME} characters"
    if not wanted:
        faults["roles"] = "Choose at least one role"
    if not authority.licenses:
        faults["authority"] = f"{authority.nice_name} does not license drivers"
    if fault := check_password_form(password.text, email):
        faults["password"] = fault
    if faults:
        raise BadInput("This account can't be made.", faults)
    officer = Officer(
        email=email,
        name=name,
        password_hash=password.hash,
        authority_id=authority.id,
        active=True,
        demo=demo,
        must_change_password=must_change_password,
        session_epoch=1,
        created_at=clock.now(),
        role_rows=[OfficerRole(role=role.value) for role in sorted(wanted)],
    )
    db.session.add(officer)
    db.session.flush()
    record("officer:created", by=by, subject=f"officer:{officer.id}", roles=sorted(wanted))
    return officer


def record_register_training(
    officer: Officer, *, completed_on: date, valid_until: date, reference: str, by: Actor
) -> None:
    """Record an officer's training in the national register (rule R22). `valid_until` is its last good day."""
    faults = {}
    if completed_on > clock.today():
        faults["completed_on"] = "The day of the training must be today or in the past"
    if valid_until < completed_on:
        faults["valid_until"] = "The last good day must be the day of the training or later"
    if not reference.strip():
        faults["reference"] = "Enter the certificate or reference"
    elif len(reference.strip()) > LONGEST_REFERENCE:
        faults["reference"] = f"Use at most {LONGEST_REFERENCE} characters"
    if faults:
        raise BadInput("This training can't be recorded.", faults)
    db.session.add(
        RegisterTraining(
            officer_id=officer.id,
            completed_on=completed_on,
            valid_until=valid_until,
            reference=reference.strip(),
        )
    )
    db.session.flush()
    record(
        "officer:trained",
        by=by,
        subject=f"officer:{officer.id}",
        completed_on=completed_on.isoformat(),
        valid_until=valid_until.isoformat(),
    )


def register_training_until(officer_id: int, on: date) -> date | None:
    """Until when an officer's training in the national register is good, if it is good on a day; else None."""
    return db.session.scalar(
        select(func.max(RegisterTraining.valid_until)).where(
            RegisterTraining.officer_id == officer_id,
            RegisterTraining.completed_on <= on,
            RegisterTraining.valid_until >= on,
        )
    )


def by_password(tried: TriedPassword, origin: str, *, demo_passwords_work: bool) -> Officer | None:
    """The officer whose password this is, or None; in the caller's transaction, which must commit either way.

    One answer for every failure. Too many failures in 15 minutes, of the account or from one origin, fail
    whatever the password. Nobody is signed in yet: `record_signed_in` says when the rest is done too.
    """
    throttled = throttle.too_many(throttle.PASSWORD, tried.email, origin)
    officer: Officer | None = db.session.scalar(select(Officer).where(Officer.email == tried.email))
    # Changed since it was tried, it is not the account's password any more.
    right = officer is not None and tried.right and officer.password_hash == tried.against
    if officer and right and not throttled and officer.active and (demo_passwords_work or not officer.demo):
        throttle.forget(throttle.PASSWORD, tried.email)
        officer.password_hash = tried.renewed or officer.password_hash
        return officer
    if not throttled:
        # What is refused unheard does not prolong the wait.
        throttle.count(throttle.PASSWORD, tried.email, origin)
    record(
        "officer:sign-in-refused",
        by=officer.actor if officer else SYSTEM,
        subject=f"officer:{officer.id}" if officer else "officer:unknown",
        why="throttled" if throttled else "not signed in",
    )
    return None


def record_signed_in(officer: Officer) -> None:
    """Record that an officer gave all that is asked of them, in the caller's transaction."""
    officer.second_factor_reset_at = None
    record("officer:signed-in", by=officer.actor, subject=f"officer:{officer.id}")


def _password_is(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


def own_password_fault(officer: Officer, tried: TriedPassword, origin: str) -> str:
    """What is wrong with the password by which an officer who is signed in proves who they are; "" when nothing.

    In the caller's transaction, which must commit either way: a wrong one counts as one at signing in does.
    """
    if throttle.too_many(throttle.PASSWORD, officer.email, origin):
        return "There were too many wrong passwords. Wait 15 minutes and try again"
    if tried.right and tried.against == officer.password_hash:
        return ""
    throttle.count(throttle.PASSWORD, officer.email, origin)
    return "This is not your password"


def change_password(officer: Officer, *, old: TriedPassword, new: NewPassword, origin: str) -> dict[str, str]:
    """Change one's own password; ends every session. Gives what is wrong, by field: nothing once it is changed.

    In the caller's transaction, which must commit either way: a wrong old password counts.
    """
    faults = {"old": own_password_fault(officer, old, origin)}
    faults["new"] = check_password_form(new.text, officer.email)
    if old.text == new.text and not faults["new"]:
        faults["new"] = "Choose a password that you don't use now"
    faults = {name: fault for name, fault in faults.items() if fault}
    if not faults:
        _take(officer, new)
    return faults


def choose_first_password(officer: Officer, *, same: TriedPassword, new: NewPassword) -> None:
    """Choose a password in the place of one that an administrator saw, in the caller's transaction.

    `same` is the new one, tried as the account's present one. Raises BadInput by field.
    """
    fault = check_password_form(new.text, officer.email)
    if same.right and not fault:
        fault = "Choose a password that nobody gave you"
    if fault:
        raise BadInput("The password was not changed.", {"new": fault})
    _take(officer, new)


def give_password(officer_id: int, *, authority_id: int, new: NewPassword, by: Actor) -> Officer:
    """Give an officer who forgot theirs a password to sign in with once; in the caller's transaction.

    They choose another at once, and their sessions end. A second factor stays: whoever only has this password is not
    signed in by it. Raises NotAllowed for one's own, and for who acts for the whole register, whose account is kept
    from the command line; NotFound for another authority's officer, NotPossibleNow for a closed account.
    """
    officer = scope.get(Officer, officer_id, authority_id, lock=True)
    if by.ref == f"officer:{officer.id}":
        raise NotAllowed(
            "You can’t give yourself a password here: change your own, or ask another administrator."
        )
    if by.ref != SYSTEM.ref and Role.REGISTER_OPERATOR in officer.roles:
        raise NotAllowed(
            f"{officer.name} acts for the whole register: a new password is given by `flask officers new-password`."
        )
    if not officer.active:
        raise NotPossibleNow(f"The account of {officer.name} is closed. Open it first.")
    officer.password_hash = new.hash
    officer.must_change_password = True
    end_sessions(officer)
    throttle.forget(throttle.PASSWORD, officer.email)
    db.session.flush()
    record("officer:password-given", by=by, subject=f"officer:{officer.id}")
    return officer


def made_up_password() -> str:
    """A first password, shown once: nobody chooses one that somebody else goes on using."""
    return secrets.token_urlsafe(12)


def _take(officer: Officer, new: NewPassword) -> None:
    officer.password_hash = new.hash
    officer.must_change_password = False
    end_sessions(officer)
    db.session.flush()
    record("officer:password-changed", by=officer.actor, subject=f"officer:{officer.id}")


def end_sessions(officer: Officer) -> None:
    """End every session of an officer: signing out on one machine signs out on all."""
    officer.session_epoch += 1


def end_everybodys_sessions() -> None:
    """End every session there is or was, in the caller's transaction: after an older state was put back.

    By a leap that no session counted to, since one that was ended meanwhile must not begin to count again.
    """
    leap = 1_000_000 + secrets.randbelow(1_000_000_000)
    db.session.execute(update(Officer).values(session_epoch=Officer.session_epoch % 1_000_000 + leap))


def change_officer(
    officer_id: int, *, authority_id: int, roles: Iterable[Role], active: bool, by: Actor
) -> Officer:
    """Change an officer's roles or close the account, in the caller's transaction; ends their sessions."""
    officer = scope.get(Officer, officer_id, authority_id, lock=True)
    wanted = frozenset(roles)
    if not wanted:
        raise BadInput("An officer needs a role.", {"roles": "Choose at least one role"})
    if by.ref == f"officer:{officer.id}" and (not active or Role.ADMINISTRATOR not in wanted):
        raise BadInput(
            "You can't take away your own access: ask another administrator.",
            {"roles": "You can't take away your own access: ask another administrator"},
        )
    changed = [f"+{role}" for role in sorted(wanted - officer.roles)]
    changed += [f"-{role}" for role in sorted(officer.roles - wanted)]
    changed += [] if active == officer.active else ["opened" if active else "closed"]
    if changed:
        officer.role_rows = [row for row in officer.role_rows if Role(row.role) in wanted]
        officer.role_rows += [OfficerRole(role=role.value) for role in sorted(wanted - officer.roles)]
        officer.active = active
        end_sessions(officer)
        db.session.flush()
        give_back(officer, by=by)
        record("officer:changed", by=by, subject=f"officer:{officer.id}", change=changed)
    return officer


def works_here(authority_id: int) -> bool:
    """Whether an authority's officers use this installation: what is sent to it then arrives on its own pages."""
    found = select(Officer.id).where(Officer.authority_id == authority_id, Officer.active).limit(1)
    return db.session.scalar(found) is not None
