"""Officers' accounts: making them, changing them, signing in.

Passwords are Argon2id. A failure to sign in says one thing whatever went wrong, takes as long whether or not
the account exists, and is throttled by account and by where it came from.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select

from licensing import clock
from licensing.audit.actions import SYSTEM, Actor, record
from licensing.authorities import scope
from licensing.authorities.duty_work import give_back
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer, OfficerRole, RegisterTraining, SignInAttempt
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.errors import BadInput
from licensing.sealing import fingerprint

# OWASP's minimum for Argon2id is 19 MiB and two passes; the library's default (64 MiB, three) is above it.
_HASHER = PasswordHasher()
_NOBODYS_HASH = _HASHER.hash("the password of an account that does not exist")

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
# What the columns hold.
LONGEST_NAME = 200
LONGEST_REFERENCE = 100
WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ORIGIN = 30


def check_password_form(password: str, email: str) -> str:
    """A sentence saying what is wrong with a new password, or "" when nothing is."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Use at least {SHORTEST_PASSWORD} characters"
    if len(password) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} characters"
    if len(set(password)) < 5 or password.lower() in (email.lower(), email.split("@", maxsplit=1)[0].lower()):
        return "Choose a password that is harder to guess"
    return ""


def create_officer(
    *,
    email: str,
    name: str,
    password: str,
    authority: Authority,
    roles: Iterable[Role],
    by: Actor = SYSTEM,
    demo: bool = False,
) -> Officer:
    """Make an officer's account, in the caller's transaction. Raises BadInput with faults by field."""
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
    if fault := check_password_form(password, email):
        faults["password"] = fault
    if faults:
        raise BadInput("This account can't be made.", faults)
    officer = Officer(
        email=email,
        name=name,
        password_hash=_HASHER.hash(password),
        authority_id=authority.id,
        active=True,
        demo=demo,
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


def sign_in(email: str, password: str, origin: str, *, demo_passwords_work: bool) -> Officer | None:
    """The officer whose password this is, or None; in the caller's transaction, which must commit either way.

    One answer for every failure. Too many failures in 15 minutes, of the account or from one origin, fail
    whatever the password.
    """
    account, origin_hash, at = (
        fingerprint("account", email.strip().lower()),
        fingerprint("origin", origin),
        clock.now(),
    )
    throttled = _failures(SignInAttempt.account == account) >= FAILURES_PER_ACCOUNT or (
        _failures(SignInAttempt.origin == origin_hash) >= FAILURES_PER_ORIGIN
    )
    officer: Officer | None = db.session.scalar(select(Officer).where(Officer.email == email.strip().lower()))
    # An unknown account costs the same time as a known one, so that the time tells nothing.
    right = _password_is(officer.password_hash if officer else _NOBODYS_HASH, password)
    if officer and right and not throttled and officer.active and (demo_passwords_work or not officer.demo):
        db.session.execute(delete(SignInAttempt).where(SignInAttempt.account == account))
        if _HASHER.check_needs_rehash(officer.password_hash):
            officer.password_hash = _HASHER.hash(password)
        record("officer:signed-in", by=officer.actor, subject=f"officer:{officer.id}")
        return officer
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - WINDOW))
    if not throttled:
        # What is refused unheard does not prolong the wait.
        db.session.add(SignInAttempt(account=account, origin=origin_hash, at=at))
    db.session.flush()
    record(
        "officer:sign-in-refused",
        by=officer.actor if officer else SYSTEM,
        subject=f"officer:{officer.id}" if officer else "officer:unknown",
        why="throttled" if throttled else "not signed in",
    )
    return None


def _failures(whose: object) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(whose, SignInAttempt.at >= clock.now() - WINDOW)  # type: ignore[arg-type]
        )
        or 0
    )


def _password_is(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


def change_password(officer: Officer, *, old: str, new: str) -> None:
    """Change one's own password, in the caller's transaction; ends every session. Raises BadInput by field."""
    faults = {}
    if not _password_is(officer.password_hash, old):
        faults["old"] = "This is not your password"
    if fault := check_password_form(new, officer.email):
        faults["new"] = fault
    elif old == new:
        faults["new"] = "Choose a password that you don't use now"
    if faults:
        raise BadInput("The password was not changed.", faults)
    officer.password_hash = _HASHER.hash(new)
    end_sessions(officer)
    db.session.flush()
    record("officer:password-changed", by=officer.actor, subject=f"officer:{officer.id}")


def end_sessions(officer: Officer) -> None:
    """End every session of an officer: signing out on one machine signs out on all."""
    officer.session_epoch += 1


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
