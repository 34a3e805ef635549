"""`flask officers create`: the first account of an authority."""

import pytest
from sqlalchemy import func, select

from licensing.audit.models import AuditEntry
from licensing.authorities import second_factor
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import by_password, try_password
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from tests.factories.officers import officer
from tests.factories.second_factors import has_second_factor

PASSWORD = "correct horse battery staple"
GIVEN = {
    "--email": "sam@leeds.example",
    "--name": "Sam Example",
    "--authority": "Leeds",
    "--role": "licensing-officer",
    "--password": PASSWORD,
}


def arguments(**changes):
    given = GIVEN | {f"--{name}": value for name, value in changes.items()}
    return ["officers", "create", *(part for pair in given.items() for part in pair if pair[1] is not None)]


def test_an_account_is_made_of_a_council_named_as_people_write_it_and_can_sign_in(app, cli):
    said = cli(*arguments(authority="Leeds City Council"), "--role", "decision-maker")
    assert said == "sam@leeds.example is an officer of Leeds: decision-maker, licensing-officer.\n"
    with app.app_context():
        tried = try_password("sam@leeds.example", PASSWORD)
        with transaction():
            who = by_password(tried, "192.0.2.1", demo_passwords_work=False)
            assert who is not None
        assert (who.authority.gss_code, who.demo) == ("E08000035", False)
        assert who.must_change_password
        assert who.roles == {Role.LICENSING_OFFICER, Role.DECISION_MAKER}


def test_the_password_is_asked_for_twice_and_not_shown(app, cli):
    given = arguments()
    given = given[: given.index("--password")]
    said = cli(*given, input=f"{PASSWORD}\n{PASSWORD}\n")
    assert PASSWORD not in said
    assert "is an officer of Leeds" in said


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"authority": "Newcastle"}, "Newcastle-under-Lyme"),
        ({"authority": "West Yorkshire Combined Authority"}, "does not license drivers"),
        ({"password": "short"}, "at least 12"),
        ({"email": "nobody"}, "Enter an email address"),
        ({"name": " "}, "Enter the officer's name"),
    ],
    ids=["a name that is not sure", "a body that licenses nobody", "a password", "an address", "no name"],
)
def test_what_is_wrong_is_said_and_no_account_is_made(app, cli, changes, says):
    result = cli.run(*arguments(**changes))
    assert result.exit_code == 1
    assert says in result.stderr
    assert PASSWORD not in result.output
    with app.app_context():
        assert db.session.scalar(select(func.count(Officer.id))) == 0


def test_a_role_that_is_not_one_is_refused_with_those_there_are(cli):
    result = cli.run(*arguments(role="chief"))
    assert result.exit_code == 2
    assert "licensing-officer" in result.stderr


def test_an_address_that_is_taken_is_refused(cli):
    cli(*arguments())
    result = cli.run(*arguments(authority="York"))
    assert result.exit_code == 1
    assert "already" in result.stderr


def test_who_forgot_their_password_is_given_one_for_one_sign_in_and_their_sessions_end(app, cli):
    with app.app_context(), transaction():
        who = officer("Leeds", (Role.REGISTER_OPERATOR,), email="sam@leeds.test")
        has_second_factor(who)
        epoch = who.session_epoch
    password = cli("officers", "new-password", "--email", "Sam@leeds.test").split(" with ")[1].split()[0]
    with app.app_context():
        tried = try_password("sam@leeds.test", password)
        with transaction():
            who = by_password(tried, "192.0.2.1", demo_passwords_work=False)
        assert who is not None
        assert who.must_change_password
        assert who.session_epoch > epoch
        assert second_factor.is_set(who)
        given = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "officer:password-given")
        ).one()
        assert (given.actor, given.authority) == ("system", "LDS")
    cli("officers", "new-password", "--email", "sam@leeds.test", "--take-away-second-factor")
    with app.app_context():
        assert not second_factor.is_set(db.session.scalars(select(Officer)).one())


def test_nobody_is_given_a_password_by_an_address_that_is_nobodys(cli):
    result = cli.run("officers", "new-password", "--email", "nobody@leeds.test")
    assert result.exit_code == 1
    assert "There is no officer" in result.stderr
