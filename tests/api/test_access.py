"""Who may call the API: a program with its authority's credential, that says why and for whom it asks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.national_register import credentials as making
from tests.api.conftest import Program
from tests.factories.officers import council

PERDITA = {"names": [{"first": "Perdita", "last": "Exampleby"}], "dates_of_birth": ["1985-03-27"]}


def _routes(app):
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/register/")]


def test_every_route_for_programs_says_so_and_no_page_does(app):
    marked = {rule.rule for rule in app.url_map.iter_rules() if _is_for_programs(app, rule)}
    assert marked == {rule.rule for rule in _routes(app)}
    assert len(marked) > 7


def _is_for_programs(app, rule):
    return hasattr(app.view_functions[rule.endpoint], "__for_clients__")


@pytest.mark.parametrize("shown", [None, "", "Bearer", "Bearer none.such", "Basic eDp5"])
def test_nothing_but_the_description_is_had_without_a_good_credential(app, leeds, shown):
    for rule in _routes(app):
        if rule.endpoint in ("register_nothing", "register_v1.openapi"):
            continue
        path = rule.rule.removeprefix("/register/v1").replace("<ref>", "0" * 16)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = leeds.call(method, path, {} if method == "POST" else None, Authorization=shown)
            assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), path
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_officers_session_opens_nothing_here_and_none_is_begun(app, client, leeds):
    assert client.get("/register/v1/alerts").status_code == 401
    answer = leeds.call("GET", "/alerts")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


@pytest.mark.rule("R15")
def test_a_purpose_that_the_act_does_not_know_is_refused(leeds):
    answer = leeds.call("POST", "/searches", {"person": PERDITA}, Register_Purpose="curiosity")
    assert (answer.status_code, answer.json["type"]) == (422, "urn:problem:register:unlawful")


@pytest.mark.rule("R24")
@pytest.mark.parametrize("header", ["Register-Purpose", "Register-Officer"])
def test_a_call_that_does_not_say_who_asks_or_why_is_refused(leeds, header):
    answer = leeds.call("POST", "/searches", {"person": PERDITA}, **{header.replace("-", "_"): None})
    assert (answer.status_code, set(answer.json["faults"])) == (400, {header})


@pytest.mark.rule("R24")
def test_each_search_and_each_look_at_an_entry_is_written_down_with_who_asked_and_why(
    app, leeds, bradford, entry
):
    ref = bradford.call("POST", "/entries", entry(), key="one").json["entry"]
    leeds.call("POST", "/searches", {"person": PERDITA}, Register_Application="application:7")
    leeds.call("GET", f"/entries/{ref}", Register_Purpose="road-safety")
    with app.app_context():
        lines = db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.event.like("national-register:client-%"))
            .order_by(AuditEntry.id)
        ).all()
    assert [line.authority for line in lines] == ["LDS", "LDS"]
    assert all(line.actor.startswith("register-client:") for line in lines)
    assert '"application": "application:7"' in lines[0].facts
    assert '"purpose": "road-safety"' in lines[1].facts
    assert not any("Exampleby" in line.facts for line in lines)


def test_two_credentials_are_good_while_one_takes_the_others_place(app, credentials):
    with app.app_context(), transaction():
        new = making.rotate(council("Leeds"))
    for one in (credentials["LDS"], new):
        assert Program(app, one).call("GET", "/alerts").status_code == 200
    with app.app_context(), transaction():
        making.rotate(council("Leeds"), overlap=timedelta(0))
    assert Program(app, new).call("GET", "/alerts").status_code == 401


def test_a_credential_may_make_so_many_requests_a_minute(app, leeds, bradford, monkeypatch):
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(making, "REQUESTS_A_MINUTE", 2)
    assert [leeds.call("GET", "/alerts").status_code for _ in range(3)] == [200, 200, 429]
    assert bradford.call("GET", "/alerts").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(minutes=1))
    assert leeds.call("GET", "/alerts").status_code == 200


def test_a_credential_is_kept_only_as_its_hash(app, credentials):
    from tests.support.stored import everything_stored

    with app.app_context():
        text = str(everything_stored())
    assert credentials["LDS"].partition(".")[2] not in text


def test_another_machine_must_come_by_tls(app, credentials):
    told = {"Authorization": f"Bearer {credentials['LDS']}"}
    answer = app.test_client().get(
        "/register/v1/alerts", headers=told, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert answer.status_code == 403
    assert answer.mimetype == "application/problem+json"
