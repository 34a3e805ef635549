"""Every route says who may use it, and nobody else gets in."""

import pytest
from sqlalchemy import event, select

from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import create_officer
from licensing.authorities.permissions import PERMISSIONS_OF, Permission, Role
from licensing.db import db, transaction

PASSWORD = "correct horse battery staple"
BY_HAND = {"HEAD", "OPTIONS"}


def _views(app):
    """Each route that a person can ask for: the rule, its view, its methods."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield rule, app.view_functions[rule.endpoint], sorted(rule.methods - BY_HAND)


def _address(app, rule, number=999_999):
    """An address of the route, about records of this number: none has so high a one."""
    converters = rule._converters.items()
    made_up = {name: number if "Int" in type(kind).__name__ else "none" for name, kind in converters}
    with app.test_request_context():
        return app.url_map.bind("").build(rule.endpoint, made_up)


@pytest.fixture
def officer_with(app):
    """`officer_with(role)`: the id of an officer of Leeds who holds just this role."""

    def make(role):
        with app.app_context(), transaction():
            leeds = db.session.scalars(select(Authority).where(Authority.gss_code == "E08000035")).one()
            officer = create_officer(
                email=f"{role}@leeds.example",
                name="Sam Example",
                password=PASSWORD,
                authority=leeds,
                roles=[role],
            )
            return officer.id

    return make


def test_every_route_says_what_it_needs(app):
    silent = [rule.rule for rule, view, _ in _views(app) if not hasattr(view, "__needs__")]
    assert not silent, "\n".join(silent)


def test_every_route_open_to_all_says_why(app):
    views = [(rule, view) for rule, view, _ in _views(app) if getattr(view, "__needs__", None) is None]
    assert [rule.rule for rule, view in views if not getattr(view, "__open_because__", "").strip()] == []


def test_what_a_route_needs_is_a_permission_that_some_role_gives(app):
    given = set().union(*PERMISSIONS_OF.values())
    needed = {view.__needs__ for _, view, _ in _views(app) if view.__needs__ is not None}
    assert needed <= given
    assert all(isinstance(permission, Permission) for permission in needed)


def test_nobody_gets_in_without_signing_in(app, client):
    token = client.csrf_token()
    entered = []
    for rule, view, methods in _views(app):
        if view.__needs__ is None:
            continue
        for method in methods:
            answer = client.open(
                _address(app, rule), method=method, data={"csrf_token": token} if method == "POST" else None
            )
            if answer.status_code != 302 or not answer.location.startswith("/sign-in"):
                entered.append(f"{method} {rule.rule}: {answer.status_code}")
    assert not entered, "\n".join(entered)


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_opens_what_its_permissions_say_and_nothing_else(app, client, officer_with, role):
    client.sign_in(officer_with(role))
    token = client.csrf_token()
    wrong = []
    for rule, view, methods in _views(app):
        if view.__needs__ is None:
            continue
        for method in methods:
            answer = client.open(
                _address(app, rule), method=method, data={"csrf_token": token} if method == "POST" else None
            )
            allowed = view.__needs__ in PERMISSIONS_OF[role]
            if answer.status_code >= 500 or (answer.status_code == 403) is allowed:
                wrong.append(
                    f"{method} {rule.rule}: {answer.status_code}, {'allowed' if allowed else 'not allowed'}"
                )
    assert not wrong, "\n".join(wrong)


def test_a_post_without_a_token_changes_nothing(app, client, cli):
    cli("demo")
    with app.app_context():
        officer = db.session.scalars(select(Officer).where(Officer.email == "officer@leeds.example")).one()
        allowed = {None, *(permission for role in officer.roles for permission in PERMISSIONS_OF[role])}
        client_of = officer.id
        written = []

        @event.listens_for(db.engine, "before_cursor_execute")
        def _watch(_connection, _cursor, statement, *_rest):
            if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
                written.append(statement)

    client.sign_in(client_of)
    changed = []
    for rule, view, methods in _views(app):
        if "POST" in methods and view.__needs__ in allowed:
            written.clear()
            answer = client.post(_address(app, rule, number=1), data={"reason": "none"})
            if written or answer.status_code >= 500:
                changed.append(f"{rule.rule}: {answer.status_code} {written}")
    assert not changed, "\n".join(changed)
