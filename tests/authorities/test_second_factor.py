"""The second factor: whose it is, each code once, throttled like a password, taken away by another's hand only."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from licensing import clock, sealing
from licensing.audit.models import AuditEntry
from licensing.authorities import second_factor, throttle
from licensing.authorities.officer_models import Officer, SignInAttempt
from licensing.authorities.permissions import Role
from licensing.authorities.second_factor_models import RecoveryCode, SecondFactor
from licensing.db import db, transaction
from licensing.errors import BadInput, NotAllowed, NotConfigured, NotFound, NotPossibleNow
from licensing.settings import SECOND_FACTOR_ROLES
from tests.factories import officers
from tests.factories.second_factors import SECRET, code, has_second_factor

ORIGIN = "192.0.2.1"


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """The middle of a half minute, so that no code changes while a test runs."""
    now = clock.now().replace(second=15)
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


@pytest.fixture
def dev(app_context):
    """A decision maker of Leeds."""
    with transaction():
        return officers.officer(roles=[Role.DECISION_MAKER])


@pytest.fixture
def codes(dev):
    """The recovery codes of a decision maker who has a second factor."""
    with transaction():
        return has_second_factor(dev)


def proved(who, given):
    with transaction():
        return second_factor.is_proved(who, given, ORIGIN)


def entries(event):
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id))
    return [(entry.actor, entry.subject, json.loads(entry.facts)) for entry in found]


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_it_is_required_of_who_decides_audits_or_administers(app_context, role):
    with transaction():
        who = officers.officer(roles=[role])
    needs_one = role in (Role.DECISION_MAKER, Role.AUDITOR, Role.ADMINISTRATOR, Role.REGISTER_OPERATOR)
    assert second_factor.is_required(who, SECOND_FACTOR_ROLES) is needs_one


def test_one_role_among_several_is_enough_and_an_officer_of_the_demonstration_needs_none(app_context):
    with transaction():
        both = officers.officer(roles=[Role.LICENSING_OFFICER, Role.AUDITOR])
        demo = officers.officer(roles=[Role.AUDITOR], demo=True)
    assert second_factor.is_required(both, SECOND_FACTOR_ROLES)
    assert not second_factor.is_required(demo, SECOND_FACTOR_ROLES)


def test_a_role_that_is_none_is_refused_by_name(app_context):
    with pytest.raises(NotConfigured, match="chief"):
        second_factor.roles_that_need_it(["auditor", "chief"])


def test_it_is_set_up_by_a_code_of_the_offered_secret_which_is_kept_sealed(dev):
    offered = second_factor.offer(dev)
    secret = second_factor.offered_secret(dev, offered)
    before = dev.get_id()
    with transaction():
        made = second_factor.set_up(dev, offered, code(secret))
    assert len(set(made)) == second_factor.CODES
    assert second_factor.is_set(dev)
    assert dev.get_id() != before
    own = db.session.scalars(select(SecondFactor)).one()
    assert secret not in own.sealed
    assert sealing.unseal(own.sealed, f"second-factor:{dev.id}") == secret
    assert entries("officer:second-factor-set") == [
        (f"officer:{dev.id}", f"officer:{dev.id}", {"how": "first"})
    ]
    # The code that set it up is used up too.
    assert not proved(dev, code(secret))


@pytest.mark.parametrize("wrong", ["000000", "", "12345", "abcdef", "１２３４５６"])
def test_without_a_code_of_the_offered_secret_nothing_is_set_up(dev, wrong):
    with pytest.raises(BadInput) as refused, transaction():
        second_factor.set_up(dev, second_factor.offer(dev), wrong)
    assert list(refused.value.faults) == ["new_code"]
    assert not second_factor.is_set(dev)


def test_what_was_offered_to_one_officer_is_nothing_to_another(dev):
    with transaction():
        other = officers.officer()
    with pytest.raises(sealing.Unreadable):
        second_factor.offered_secret(other, second_factor.offer(dev))


def test_the_code_of_now_is_right_with_the_one_before_and_the_one_after(dev, codes):
    for steps, right in ((-2, False), (2, False), (-1, True), (0, True), (1, True)):
        assert proved(dev, code(steps=steps)) is right, steps


def test_a_code_is_right_once_and_none_older_after_it(dev, codes):
    assert proved(dev, f" {code()[:3]} {code()[3:]} ")
    assert not proved(dev, code())
    assert not proved(dev, code(steps=-1))
    assert proved(dev, code(steps=1))


def test_a_recovery_code_is_right_once_however_it_is_written(dev, codes):
    assert proved(dev, codes[0].lower().replace("-", " "))
    assert not proved(dev, codes[0])
    assert proved(dev, codes[1])
    assert second_factor.codes_left(dev) == second_factor.CODES - 2
    assert [facts for _, _, facts in entries("officer:recovery-code-used")] == [{"left": 9}, {"left": 8}]


def test_recovery_codes_are_kept_as_hashes_and_are_their_officers_only(dev, codes):
    with transaction():
        other = officers.officer()
        has_second_factor(other)
    kept = db.session.scalars(select(RecoveryCode.fingerprint)).all()
    assert not any(one.replace("-", "") in " ".join(kept).upper() for one in codes)
    assert not proved(other, codes[0])


def test_new_recovery_codes_end_the_old(dev, codes):
    with transaction():
        anew = second_factor.make_codes(dev)
    assert not proved(dev, codes[0])
    assert proved(dev, anew[0])


def test_five_wrong_codes_and_the_right_one_is_not_heard_for_a_quarter_of_an_hour(
    dev, codes, moment, monkeypatch
):
    for _ in range(throttle.FAILURES_PER_ACCOUNT):
        assert not proved(dev, "000000")
    assert not proved(dev, code())
    assert not proved(dev, codes[0])
    assert db.session.scalar(select(func.count(SignInAttempt.id))) == throttle.FAILURES_PER_ACCOUNT
    whys = [facts["why"] for _, _, facts in entries("officer:sign-in-refused")]
    assert whys == ["second factor"] * 5 + ["second factor throttled"] * 2
    later = moment + throttle.WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert proved(dev, code())


def test_no_code_is_kept_of_a_wrong_attempt(dev, codes):
    proved(dev, "987654")
    said = " ".join(entry.facts + entry.reason for entry in db.session.scalars(select(AuditEntry)))
    assert "987654" not in said
    assert SECRET not in said


def test_a_right_password_does_not_wipe_out_the_count_of_wrong_codes(dev, codes):
    from licensing.authorities.officers import by_password, try_password

    for _ in range(throttle.FAILURES_PER_ACCOUNT):
        proved(dev, "000000")
    tried = try_password(dev.email, officers.PASSWORD)
    with transaction():
        assert by_password(tried, ORIGIN, demo_passwords_work=False) is not None
    assert not proved(dev, code())


def test_who_needs_one_does_not_remove_it_and_another_may(dev, codes):
    with pytest.raises(NotAllowed), transaction():
        second_factor.remove(dev, SECOND_FACTOR_ROLES)
    assert second_factor.is_set(dev)
    with transaction():
        second_factor.remove(dev, ["auditor"])
    assert not second_factor.is_set(dev)
    assert second_factor.codes_left(dev) == 0


def test_an_administrator_takes_away_anothers_and_ends_their_sessions(dev, codes):
    with transaction():
        boss = officers.officer(roles=[Role.ADMINISTRATOR])
    before = dev.get_id()
    with transaction():
        second_factor.reset(dev.id, authority_id=boss.authority_id, by=boss.actor)
    assert not second_factor.is_set(dev)
    assert dev.get_id() != before
    assert dev.second_factor_reset_at is not None
    assert entries("officer:second-factor-reset") == [(f"officer:{boss.id}", f"officer:{dev.id}", {})]
    with pytest.raises(NotPossibleNow), transaction():
        second_factor.reset(dev.id, authority_id=boss.authority_id, by=boss.actor)


def test_nobody_takes_away_their_own_so_or_one_of_another_authority(dev, codes):
    with transaction():
        boss = officers.officer(roles=[Role.ADMINISTRATOR])
        elsewhere = officers.officer("York", roles=[Role.ADMINISTRATOR])
        has_second_factor(boss)
    with pytest.raises(NotAllowed), transaction():
        second_factor.reset(boss.id, authority_id=boss.authority_id, by=boss.actor)
    with pytest.raises(NotFound), transaction():
        second_factor.reset(dev.id, authority_id=elsewhere.authority_id, by=elsewhere.actor)
    assert second_factor.is_set(boss)
    assert second_factor.is_set(dev)


def test_one_that_was_taken_away_meanwhile_proves_nothing(dev):
    with pytest.raises(NotPossibleNow):
        proved(dev, "000000")


def test_secrets_are_sealed_anew_under_a_newer_key(dev, codes, app_context):
    settings = app_context.config["SETTINGS"]
    newer = replace(settings, sealing_keys=(("newer", b"n" * 32), *settings.sealing_keys))
    app_context.config["SETTINGS"] = newer
    with transaction():
        assert second_factor.reseal_all() == 1
    with transaction():
        assert second_factor.reseal_all() == 0
    app_context.config["SETTINGS"] = replace(newer, sealing_keys=newer.sealing_keys[:1])
    assert proved(db.session.get_one(Officer, dev.id), code())
