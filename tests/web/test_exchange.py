"""Files in, by an officer: upload, dry run, load, undo; another authority's loads are not found."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.exchange.models import Load
from licensing.register.models import Person
from licensing.register.vehicle_models import Vehicle
from tests.factories import people
from tests.factories.officers import officer

TODAY = clock.today()
STARTS, ENDS = TODAY - timedelta(days=10), TODAY + timedelta(days=300)
PROFILE = 'what = "operators"\n[columns]\nnumber = "base"\nname = "who"\n[fixed]\n'
PROFILE += f"starts_on = {STARTS}\nends_on = {ENDS}\n"


def vehicles(*marks):
    return "".join(f"{mark},{STARTS},{ENDS},PHV,Leeds,P1,true\n" for mark in marks)


def drivers(name, number="D1", nino=""):
    header = "licence number,type,name,dob,start,end,nino\n"
    return f"{header}{number},dual,{name},27/03/1985,{STARTS},{ENDS},{nino}\n"


@pytest.fixture
def leeds(app, client):
    """A licensing officer of Leeds, signed in."""
    with app.app_context(), transaction():
        made = officer("Leeds").id
    client.sign_in(made)
    return made


@pytest.fixture
def send(client, leeds):
    """`send(text, profile)`: upload a file; the page that comes back."""

    def upload(text, profile="defra", own="", status=200):
        page = client.get_page("/files/new")
        values = {"file": (io.BytesIO(text.encode()), "list.csv"), "profile": profile}
        if own:
            values["own_profile"] = (io.BytesIO(own.encode()), "ours.toml")
        return client.submit(page, values, status=status)

    return upload


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_a_file_is_checked_loaded_and_undone(app, client, send):
    page = send(vehicles("AB12CDE", "AB12CDF"))
    assert page.heading.endswith("What the file would do")
    assert page.rows["Would be added"] == "2"
    assert count(app, Vehicle) == 0
    done = client.submit(page, form="form[action$=load]")
    assert "2 added" in done.text
    assert count(app, Vehicle) == 2
    undone = client.submit(done, form="form[action$=undo]")
    assert "is as it was before" in undone.text
    assert count(app, Vehicle) == 0
    with app.app_context():
        assert db.session.scalars(select(Load.content)).all() == [None]


def test_faults_are_shown_by_line_and_column_and_nothing_can_be_loaded(client, send):
    page = send("DS98UDG,2019-03-12,taxi,Leeds,hragF,true\n")
    assert page.heading.endswith("The file has faults")
    assert "Line 1" in page.text
    assert "is missing, so that every later value stands one column to the left" in page.text
    assert page.select("form[action$=load]") == []


def test_a_file_that_is_no_text_is_refused_on_the_form(client, send):
    assert "neither a text file nor a spreadsheet" in " ".join(send("\x00\x01", status=400).errors)


def test_a_council_keeps_its_own_profile_for_its_next_files(client, send):
    text = "base,who\nB1,Cars Ltd\n"
    page = send(text, "own", PROFILE)
    assert page.rows["Would be added"] == "1"
    options = client.get_page("/files/new").select("select[name=profile] option")
    saved = next(option for option in options if "your council's" in option.text)
    assert send(text, saved["value"]).rows["Would be added"] == "1"


def test_a_profile_with_mistakes_is_refused_with_all_of_them(client, send):
    page = send("base,who\n", "own", 'what = "operators"\nheader = 3\nsheets = 1\n', status=400)
    assert "there is no setting called sheets" in " ".join(page.errors)
    assert "“header” must be true or false" in " ".join(page.errors)


def test_an_officer_says_who_somebody_is_before_anything_is_loaded(app, client, leeds, send):
    with app.app_context(), transaction():
        from licensing.authorities.officer_models import Officer

        known = people.person(by=db.session.get_one(Officer, leeds)).id
    page = send(drivers("Perdita Exampelby"), "drivers")
    assert page.rows["Wait for your word"] == "1"
    refused = client.submit(page, form="form[action$=load]", status=400)
    assert "choose who Perdita Exampelby" in " ".join(refused.errors)
    client.submit(page, {"line-2": str(known)}, form="form[action$=load]")
    assert count(app, Person) == 1


def test_too_many_endings_wait_for_the_authoritys_name(app, client, send):
    marks = [f"AB{number:02}CDE" for number in range(20)]
    client.submit(send(vehicles(*marks)), form="form[action$=load]")
    page = send(vehicles(*marks[:5]))
    assert "This would end 15 of the 20 licences in force" in page.text
    refused = client.submit(page, form="form[action$=load]", status=400)
    assert "Type Leeds to confirm" in " ".join(refused.errors)
    assert "15 ended" in client.submit(refused, {"confirmed": "Leeds"}, form="form[action$=load]").text


def test_what_was_shown_is_loaded_or_nothing_is(app, client, send):
    page = send(vehicles("AB12CDE"))
    client.submit(send(vehicles("AB12CDE", "AB12CDF")), form="form[action$=load]")
    answer = client.submit(page, form="form[action$=load]", status=409)
    assert "The register changed after this file was checked" in answer.text


def test_a_file_is_thrown_away(app, client, send):
    client.submit(send(vehicles("AB12CDE")), form="form[action$=discard]")
    assert count(app, Load) == 0


def test_another_authoritys_load_is_not_found(app, client, send):
    send(vehicles("AB12CDE"))
    with app.app_context(), transaction():
        other = officer("Bradford").id
    client.sign_in(other)
    for path in ("/files/1", "/files/1/load", "/files/1/undo", "/files/1/discard"):
        method = client.get if path == "/files/1" else client.post
        assert method(path, data={"csrf_token": client.csrf_token()}).status_code == 404


def test_each_look_at_a_check_leaves_an_audit_line_without_anybodys_name(app, client, send):
    send(drivers("Perdita Exampleby"), "drivers")
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "exchange:checked")).all()
    assert len(entries) == 1
    assert "Perdita" not in entries[0].facts


def test_an_officer_who_may_not_load_files_sees_no_link(app, client):
    with app.app_context(), transaction():
        other = officer("Leeds", [Role.DECISION_MAKER]).id
    client.sign_in(other)
    assert "Files" not in client.get_page("/").links
    assert client.get("/files").status_code == 403
