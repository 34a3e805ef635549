"""Officers' accounts: made, changed, trained; and signing in, which says one thing whatever went wrong."""

import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities import officers as accounts
from licensing.authorities.officer_models import Officer, RegisterTraining, SignInAttempt
from licensing.authorities.officers import (
    change_officer,
    check_password_form,
    create_officer,
    record_register_training,
    register_training_until,
)
from licensing.authorities.permissions import PERMISSIONS_OF, Permission, Role
from licensing.authorities.throttle import FAILURES_PER_ACCOUNT, FAILURES_PER_ORIGIN, WINDOW
from licensing.db import _writing, db, transaction
from licensing.errors import BadInput, NotFound
from licensing.sealing import fingerprint
from licensing.settings import ROOT
from tests.factories import officers
from tests.factories.officers import PASSWORD
from tests.support.databases import SECRETS

WRONG = "not the password at all"
EMAIL = "sam@council.example"


def created(**changes):
    given = {
        "email": EMAIL,
        "name": "Sam Example",
        "password": PASSWORD,
        "authority": officers.council(),
        "roles": [Role.LICENSING_OFFICER],
    }
    return create_officer(**(given | changes))


def entries(event):
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id))
    return [(entry.actor, entry.subject, json.loads(entry.facts)) for entry in found]


# --- making ----------------------------------------------------------------------------------------------------


def test_an_account_is_made_with_its_roles_and_that_is_recorded(app_context):
    with transaction():
        made = created(email=" Sam@Council.EXAMPLE ", name=" Sam Example ", roles=[*Role][:2])
    assert (made.email, made.name, made.active, made.demo) == (EMAIL, "Sam Example", True, False)
    assert made.roles == {Role.LICENSING_OFFICER, Role.DECISION_MAKER}
    assert entries("officer:created") == [
        ("system", f"officer:{made.id}", {"roles": ["decision-maker", "licensing-officer"]})
    ]


def test_a_password_is_kept_as_argon2id_and_nowhere_else(app_context):
    with transaction():
        made = created()
    assert re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$", made.password_hash)
    memory, passes = (int(n) for n in re.findall(r"m=(\d+),t=(\d+)", made.password_hash)[0])
    assert memory >= 19 * 1024
    assert passes >= 2
    assert PASSWORD not in str(entries("officer:created"))


def test_an_account_that_cannot_be_is_refused_at_its_field(app_context):
    for field, value in (
        ("email", "no at sign"),
        ("email", "two@signs@council.example"),
        ("email", "@council.example"),
        ("email", "a b@council.example"),
        ("email", "a" * 250 + "@b.example"),
        ("name", "  "),
        ("name", "x" * 201),
        ("roles", []),
        ("password", "short"),
        # A combined authority licenses nobody.
        ("authority", officers.council("E47000003")),
    ):
        with pytest.raises(BadInput) as refused, transaction():
            created(**{field: value})
        assert list(refused.value.faults) == [field], value
    assert db.session.scalar(select(func.count(Officer.id))) == 0


def test_everything_that_is_wrong_with_an_account_is_said_together(app_context):
    with pytest.raises(BadInput) as refused, transaction():
        created(email="", name="", roles=[], password="")
    assert set(refused.value.faults) == {"email", "name", "roles", "password"}


def test_an_email_address_is_one_officers_only_however_it_is_written(app_context):
    with transaction():
        created()
    with pytest.raises(BadInput) as refused, transaction():
        created(email=EMAIL.upper(), authority=officers.council("York"))
    assert list(refused.value.faults) == ["email"]


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("a" * 11, "at least 12"),
        ("aB3" * 4, "harder to guess"),
        ("aaaaaaaaaaaaaaaa", "harder to guess"),
        ("sam.example@council.example", "harder to guess"),
        ("SAM.EXAMPLE@council.example", "harder to guess"),
        ("x1y2z" * 41, "at most 200"),
        ("only twelve!", ""),
        (PASSWORD, ""),
        ("x1y2z" * 40, ""),
    ],
)
def test_a_password_is_long_enough_and_not_plainly_guessable(password, says):
    said = check_password_form(password, "sam.example@council.example")
    assert (says in said) if says else said == ""


# --- changing --------------------------------------------------------------------------------------------------


@pytest.fixture
def administrator(app_context):
    """An administrator of Leeds."""
    with transaction():
        return officers.officer(roles=[Role.ADMINISTRATOR], trained_until=None)


def changed(who, by, **changes):
    given = {"authority_id": by.authority_id, "roles": [Role.AUDITOR], "active": True, "by": by.actor}
    return change_officer(who.id, **(given | changes))


def test_changing_roles_ends_every_session_and_says_what_was_changed(administrator):
    with transaction():
        who = officers.officer(roles=[Role.LICENSING_OFFICER, Role.AUDITOR])
    before = who.get_id()
    with transaction():
        changed(who, administrator, roles=[Role.AUDITOR, Role.DECISION_MAKER], active=False)
    assert who.roles == {Role.AUDITOR, Role.DECISION_MAKER}
    assert who.get_id() != before
    assert entries("officer:changed") == [
        (
            f"officer:{administrator.id}",
            f"officer:{who.id}",
            {"change": ["+decision-maker", "-licensing-officer", "closed"]},
        )
    ]


def test_a_change_that_changes_nothing_ends_no_session_and_records_nothing(administrator):
    with transaction():
        who = officers.officer(roles=[Role.AUDITOR])
    before = who.get_id()
    with transaction():
        changed(who, administrator)
    assert who.get_id() == before
    assert entries("officer:changed") == []


def test_another_authoritys_officer_is_not_found(administrator):
    with transaction():
        who = officers.officer("York")
    with pytest.raises(NotFound), transaction():
        changed(who, administrator)


def test_an_officer_needs_a_role(administrator):
    with transaction():
        who = officers.officer()
    with pytest.raises(BadInput) as refused, transaction():
        changed(who, administrator, roles=[])
    assert list(refused.value.faults) == ["roles"]


def test_an_administrator_does_not_lock_themselves_out(administrator):
    for changes in ({"roles": [Role.AUDITOR]}, {"roles": [Role.ADMINISTRATOR], "active": False}):
        with pytest.raises(BadInput, match="your own access"), transaction():
            changed(administrator, administrator, **changes)
    with transaction():
        changed(administrator, administrator, roles=[Role.ADMINISTRATOR, Role.AUDITOR])
    assert Role.AUDITOR in administrator.roles


def test_a_closed_account_may_do_nothing(app_context):
    with transaction():
        who = officers.officer(roles=list(Role))
        assert who.permissions == frozenset().union(*PERMISSIONS_OF.values())
        who.active = False
    assert who.permissions == frozenset()
    assert not who.may(Permission.SEE_HOME)
    assert not who.is_active


def change_password(who, *, old, new, origin="192.0.2.1"):
    """What is wrong with a change of one's own password, by field."""
    tried, wanted = accounts.try_password(who.email, old), accounts.NewPassword.of(new)
    with transaction():
        return accounts.change_password(who, old=tried, new=wanted, origin=origin)


def test_changing_ones_own_password_needs_the_old_one_and_ends_every_session(app_context):
    with transaction():
        who = officers.officer()
    before = (who.get_id(), who.password_hash)
    for old, new, fields in (
        (WRONG, "another long password", ["old"]),
        (PASSWORD, "short", ["new"]),
        (PASSWORD, PASSWORD, ["new"]),
        (WRONG, "short", ["old", "new"]),
    ):
        assert list(change_password(who, old=old, new=new)) == fields
    assert (who.get_id(), who.password_hash) == before
    assert change_password(who, old=PASSWORD, new="another long password") == {}
    assert who.get_id() != before[0]
    assert attempt(who.email, "another long password") == who.id
    assert attempt(who.email, PASSWORD) is None
    assert entries("officer:password-changed") == [(f"officer:{who.id}", f"officer:{who.id}", {})]


def test_a_wrong_old_password_counts_as_a_wrong_sign_in_does(sam):
    who = db.session.get_one(Officer, sam)
    for _ in range(FAILURES_PER_ACCOUNT):
        change_password(who, old=WRONG, new="another long password")
    assert "Wait 15 minutes" in change_password(who, old=PASSWORD, new="another long password")["old"]
    assert attempt(EMAIL, PASSWORD) is None


def test_a_password_changed_while_another_was_tried_is_not_signed_in_by(sam):
    tried = accounts.try_password(EMAIL, PASSWORD)
    change_password(db.session.get_one(Officer, sam), old=PASSWORD, new="another long password")
    with transaction():
        assert accounts.by_password(tried, "192.0.2.1", demo_passwords_work=False) is None


def test_hashing_a_password_holds_no_lock(sam, monkeypatch):
    """Argon2 takes a tenth of a second on purpose: on SQLite nobody else would write meanwhile."""
    writing = []
    real = accounts._HASHER

    class Watching:
        def hash(self, password):
            writing.append(_writing.get())
            return real.hash(password)

        def verify(self, password_hash, password):
            writing.append(_writing.get())
            return real.verify(password_hash, password)

        def check_needs_rehash(self, password_hash):
            return False

    monkeypatch.setattr(accounts, "_HASHER", Watching())
    attempt(EMAIL, PASSWORD)
    change_password(db.session.get_one(Officer, sam), old=PASSWORD, new="another long password")
    hashed = accounts.NewPassword.of(PASSWORD)
    with transaction():
        created(email="new@council.example", password=hashed)
    assert writing == [False] * 4


# --- training in the national register -------------------------------------------------------------------------


@pytest.mark.rule("R22")
@pytest.mark.parametrize(
    ("on", "until"),
    [
        (date(2025, 5, 31), None),
        (date(2025, 6, 1), date(2026, 5, 31)),
        (date(2026, 5, 31), date(2026, 5, 31)),
        (date(2026, 6, 1), None),
    ],
    ids=["the day before it", "its day", "its last good day", "the day after"],
)
def test_training_counts_from_its_day_to_its_last_good_day(app_context, on, until):
    with transaction():
        who = officers.officer(trained_until=None)
        other = officers.officer()
        record_register_training(
            who,
            completed_on=date(2025, 6, 1),
            valid_until=date(2026, 5, 31),
            reference=" A1 ",
            by=other.actor,
        )
    assert register_training_until(who.id, on) == until
    assert entries("officer:trained") == [
        (
            f"officer:{other.id}",
            f"officer:{who.id}",
            {"completed_on": "2025-06-01", "valid_until": "2026-05-31"},
        )
    ]


def test_of_several_trainings_the_one_that_lasts_longest_counts(app_context):
    with transaction():
        who = officers.officer(trained_until=None)
        officers.train(who, completed_on=date(2025, 6, 1), valid_until=date(2026, 5, 31))
        officers.train(who, completed_on=date(2026, 5, 1), valid_until=date(2027, 4, 30))
    assert register_training_until(who.id, date(2026, 5, 15)) == date(2027, 4, 30)


def test_training_that_cannot_be_is_refused_at_its_field(app_context):
    today = clock.today()
    with transaction():
        who = officers.officer(trained_until=None)
    for changes, field in (
        (
            {"completed_on": today + timedelta(days=1), "valid_until": today + timedelta(days=9)},
            "completed_on",
        ),
        ({"valid_until": today - timedelta(days=1)}, "valid_until"),
        ({"reference": " "}, "reference"),
        ({"reference": "x" * 101}, "reference"),
    ):
        given = {"completed_on": today, "valid_until": today, "reference": "A1", "by": who.actor}
        with pytest.raises(BadInput) as refused, transaction():
            record_register_training(who, **(given | changes))
        assert list(refused.value.faults) == [field]
    assert db.session.scalar(select(func.count(RegisterTraining.id))) == 0


# --- signing in ------------------------------------------------------------------------------------------------


def attempt(email, password, origin="192.0.2.1", *, demo_passwords_work=True):
    """The id of the officer who signed in, or None."""
    tried = accounts.try_password(email, password)
    with transaction():
        who = accounts.by_password(tried, origin, demo_passwords_work=demo_passwords_work)
        return who.id if who else None


@pytest.fixture
def sam(app_context):
    """The id of an officer who signs in as EMAIL with PASSWORD."""
    with transaction():
        return officers.officer(email=EMAIL).id


def failed_before(times, *, account="somebody@else.example", origin="198.51.100.1", at=None):
    """That many failures of an account from an origin, without the time it takes to make them."""
    with transaction():
        db.session.add_all(
            SignInAttempt(
                account=fingerprint("account", account),
                origin=fingerprint("origin", origin),
                at=at or clock.now(),
            )
            for _ in range(times)
        )


def test_the_right_password_is_right_however_the_address_is_written(sam):
    assert attempt(" SAM@council.example ", PASSWORD) == sam
    assert entries("officer:signed-in") == []


def test_that_somebody_signed_in_is_recorded_when_all_that_is_asked_was_given(sam):
    with transaction():
        accounts.record_signed_in(db.session.get_one(Officer, sam))
    assert entries("officer:signed-in") == [(f"officer:{sam}", f"officer:{sam}", {})]


def test_every_failure_has_one_answer_and_is_recorded_without_what_was_typed(sam):
    with transaction():
        officers.officer(email="closed@council.example", active=False)
        officers.officer(email="demo@council.example", demo=True)
    assert attempt(EMAIL, WRONG) is None
    assert attempt("nobody@council.example", PASSWORD) is None
    assert attempt("closed@council.example", PASSWORD) is None
    assert attempt("demo@council.example", PASSWORD, demo_passwords_work=False) is None
    assert attempt(EMAIL, "") is None
    refused = entries("officer:sign-in-refused")
    assert [facts for _, _, facts in refused] == [{"why": "not signed in"}] * 5
    assert refused[0][:2] == (f"officer:{sam}", f"officer:{sam}")
    assert refused[1][:2] == ("system", "officer:unknown")
    assert db.session.scalar(select(func.count(SignInAttempt.id))) == 5
    kept = [(row.account, row.origin) for row in db.session.scalars(select(SignInAttempt))]
    assert all(re.fullmatch("[0-9a-f]{64}", part) for pair in kept for part in pair)


def test_a_demonstration_password_works_where_it_is_allowed(app_context):
    with transaction():
        demo = officers.officer(email="demo@council.example", demo=True).id
    assert attempt("demo@council.example", PASSWORD) == demo


def test_an_unknown_account_costs_a_password_check_as_a_known_one_does(sam, monkeypatch):
    checked = []

    class Counting:
        def verify(self, password_hash, password):
            checked.append(password_hash)
            return False

    monkeypatch.setattr(accounts, "_HASHER", Counting())
    attempt(EMAIL, WRONG)
    attempt("nobody@council.example", WRONG)
    failed_before(FAILURES_PER_ACCOUNT, account=EMAIL)
    attempt(EMAIL, WRONG)
    assert len(checked) == 3
    assert checked[1] == accounts._NOBODYS_HASH
    assert all(one.startswith("$argon2id$") for one in checked)


def test_an_account_is_throttled_whatever_the_password_and_from_wherever_it_comes(sam):
    failed_before(FAILURES_PER_ACCOUNT - 1, account=EMAIL)
    assert attempt(EMAIL, WRONG, "203.0.113.1") is None
    assert attempt(EMAIL, PASSWORD, "203.0.113.2") is None
    assert entries("officer:sign-in-refused")[-1][2] == {"why": "throttled"}


def test_another_account_is_not_throttled_with_it(sam):
    failed_before(FAILURES_PER_ACCOUNT, account="other@council.example", origin="192.0.2.1")
    assert attempt(EMAIL, PASSWORD) == sam


def test_an_origin_is_throttled_whichever_account_it_tries(sam):
    failed_before(FAILURES_PER_ORIGIN - 1, origin="192.0.2.1")
    assert attempt(EMAIL, WRONG) is None
    assert attempt(EMAIL, PASSWORD) is None
    assert attempt(EMAIL, PASSWORD, "203.0.113.1") == sam


def test_after_fifteen_minutes_it_works_again(sam, monkeypatch):
    failed_before(FAILURES_PER_ACCOUNT, account=EMAIL)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + WINDOW - timedelta(seconds=5))
    assert attempt(EMAIL, PASSWORD) is None
    monkeypatch.setattr(clock, "now", lambda: now + 2 * WINDOW)
    assert attempt(EMAIL, PASSWORD) == sam


def test_signing_in_forgets_the_accounts_failures_and_not_the_origins(sam):
    failed_before(FAILURES_PER_ACCOUNT - 1, account=EMAIL, origin="192.0.2.1")
    failed_before(1, origin="192.0.2.1")
    assert attempt(EMAIL, PASSWORD) == sam
    left = db.session.scalars(select(SignInAttempt)).all()
    assert [row.account for row in left] == [fingerprint("account", "somebody@else.example")]


def test_failures_are_forgotten_once_they_no_longer_count(sam):
    failed_before(3, at=clock.now() - WINDOW - timedelta(seconds=1))
    attempt(EMAIL, WRONG)
    assert db.session.scalar(select(func.count(SignInAttempt.id))) == 1


def test_failures_count_across_processes(sam, database_url, tmp_path):
    """Another process of the same server fails four times; this one once; the account is throttled in both."""
    says = f"""
from licensing.app import create_app
from licensing.authorities.officers import by_password, try_password
from licensing.db import transaction
with create_app().app_context():
    for _ in range({FAILURES_PER_ACCOUNT - 1}):
        tried = try_password({EMAIL!r}, {WRONG!r})
        with transaction():
            assert by_password(tried, "203.0.113.9", demo_passwords_work=True) is None
"""
    environ = os.environ | SECRETS | {"DATABASE_URL": database_url, "INSTANCE": str(tmp_path)}
    subprocess.run([sys.executable, "-c", says], env=environ, cwd=ROOT, check=True, timeout=120)
    assert attempt(EMAIL, WRONG) is None
    assert attempt(EMAIL, PASSWORD) is None


def test_a_hash_that_cannot_be_read_signs_nobody_in(sam):
    with transaction():
        db.session.get_one(Officer, sam).password_hash = "nonsense"
    assert attempt(EMAIL, PASSWORD) is None


def test_a_hash_made_with_weaker_settings_is_made_anew_at_sign_in(sam):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024).hash(PASSWORD)
    with transaction():
        db.session.get_one(Officer, sam).password_hash = weak
    assert attempt(EMAIL, PASSWORD) == sam
    assert db.session.get_one(Officer, sam).password_hash != weak
    assert attempt(EMAIL, PASSWORD) == sam
