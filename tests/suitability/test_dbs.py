"""The client of the DBS Update Service, against its stand-in over real HTTP: every answer and every fault."""

import logging
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from licensing import clock
from licensing.errors import NotConfigured, NotReachable
from licensing.suitability import dbs
from licensing.suitability.service_http import TooMany
from tests.fakes import http_stand_in as fake
from tests.fakes.dbs import dbs_stand_in

NUMBER, SURNAME, BORN = "001234567890", "Exampleby", date(1985, 3, 27)
ASKED = dbs.Asked(NUMBER, BORN, SURNAME, "Leeds City Council", "Sam", "Example")

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def stand_in():
    with dbs_stand_in(n001234567890=(SURNAME, "27/03/1985", dbs.BLANK)) as one:
        yield one


@pytest.fixture
def service(stand_in):
    return dbs.UpdateService(stand_in.address)


@pytest.mark.rule("R54")
@pytest.mark.parametrize("status", [dbs.BLANK, dbs.NON_BLANK, dbs.NEW_INFO])
def test_each_status_of_a_certificate_is_read_with_the_day_it_was_printed(stand_in, service, status):
    stand_in.says = status
    assert service.status(ASKED) == dbs.Status(status, date(2026, 3, 2))


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, surname="Otherwise"),
        replace(ASKED, date_of_birth=date(1985, 3, 28)),
        replace(ASKED, certificate_number="009999999999"),
    ],
    ids=["surname", "birth date", "number"],
)
def test_what_does_not_fit_together_is_no_match(service, other):
    assert service.status(other).status == dbs.NO_MATCH


def test_it_is_asked_as_the_contract_says(stand_in, service):
    service.status(ASKED)
    (came,) = stand_in.http.came
    parts = urlsplit(came.path)
    assert (came.method, parts.path) == ("GET", f"/crsc/api/status/{NUMBER}")
    assert {name: value for name, (value,) in parse_qs(parts.query).items()} == {
        "dateOfBirth": "27/03/1985",
        "surname": "Exampleby",
        "hasAgreedTermsAndConditions": "true",
        "organisationName": "Leeds City Council",
        "employeeSurname": "Example",
        "employeeForename": "Sam",
    }
    assert "authorization" not in came.headers


def test_a_login_is_shown_only_where_the_settings_give_one(stand_in):
    dbs.UpdateService(stand_in.address, ("council", "made up")).status(ASKED)
    assert stand_in.http.came[0].headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize("fault", fake.NO_ANSWERS)
def test_no_fault_is_taken_for_an_answer(stand_in, service, fault):
    stand_in.http.fails(fault)
    with pytest.raises(NotReachable):
        service.status(ASKED)


@pytest.mark.parametrize("fault", [fake.HANG_UP, fake.CUT, fake.SLOW])
def test_an_answer_that_was_lost_is_asked_for_again_at_once(stand_in, service, fault):
    stand_in.http.fails(fault, times=1)
    assert service.status(ASKED).status == dbs.BLANK
    assert len(stand_in.http.came) == 2


@pytest.mark.parametrize(
    ("status", "error", "tries"),
    [
        (400, dbs.Refused, 1),
        (401, NotConfigured, 1),
        (403, NotConfigured, 1),
        (404, NotReachable, 1),
        (302, NotReachable, 1),
        (429, TooMany, 1),
        (500, NotReachable, 3),
        (503, NotReachable, 1),
    ],
)
def test_each_other_status_says_what_it_means_and_is_no_answer(stand_in, service, status, error, tries):
    stand_in.status = status
    with pytest.raises(error):
        service.status(ASKED)
    assert len(stand_in.http.came) == tries


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("120", 120),
        ("Wed, 10 Jun 2026 11:05:00 GMT", 300),
        ("", 60),
        ("soon", 60),
        ("99999999", 86400),
        ("Wed, 10 Jun 2020 11:05:00 GMT", 0),
    ],
)
def test_a_service_that_asks_for_patience_says_until_when(stand_in, service, on, retry_after, seconds):
    stand_in.status, stand_in.retry_after = 429, retry_after
    with pytest.raises(TooMany) as told:
        service.status(ASKED)
    assert told.value.until == clock.now() + timedelta(seconds=seconds)


ANSWER = (
    "<statusCheckResult><statusCheckResultType>{kind}</statusCheckResultType>"
    "<status>{status}</status><surname>{surname}</surname></statusCheckResult>"
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(ANSWER.format(kind="FAILURE", status=dbs.BLANK, surname=SURNAME), id="no success"),
        pytest.param(ANSWER.format(kind="SUCCESS", status="FINE", surname=SURNAME), id="another status"),
        pytest.param(
            ANSWER.format(kind="SUCCESS", status=dbs.BLANK, surname="Otherwise"), id="somebody else"
        ),
        pytest.param(
            ANSWER.format(
                kind="SUCCESS", status=f"{dbs.BLANK}</status><status>{dbs.NEW_INFO}", surname=SURNAME
            ),
            id="two statuses",
        ),
        pytest.param(
            '<!DOCTYPE x [<!ENTITY a "BLANK_NO_NEW_INFO">]>'
            + ANSWER.format(kind="SUCCESS", status="&a;", surname=SURNAME),
            id="an entity",
        ),
        pytest.param("<other/>", id="another document"),
        pytest.param("", id="nothing"),
    ],
)
def test_an_answer_of_another_form_is_not_understood(stand_in, service, monkeypatch, content):
    said = fake.Said(200, "application/xml", content.encode())
    stand_in.http.answer = lambda _came: said
    with pytest.raises(NotReachable, match="understood"):
        service.status(ASKED)


def test_a_number_of_another_form_is_never_sent(stand_in, service):
    for number in ("12345", "12345678901x", "../../../etc/12"):
        with pytest.raises(dbs.Refused):
            service.status(replace(ASKED, certificate_number=number))
    assert stand_in.http.came == []


@pytest.mark.parametrize("fault", [fake.OK, *fake.NO_ANSWERS])
def test_nothing_of_the_person_is_logged_or_told_whatever_happens(stand_in, service, caplog, fault):
    caplog.set_level(logging.DEBUG)
    stand_in.http.fails(fault)
    told = ""
    try:
        service.status(ASKED)
    except NotReachable as refusal:
        told = f"{refusal} {refusal.__cause__} {refusal.__suppress_context__}"
    for personal in (NUMBER, SURNAME, "1985"):
        assert personal not in caplog.text
        assert personal not in told


def test_another_machine_is_reached_with_tls_only():
    with pytest.raises(NotConfigured, match="https"):
        dbs.UpdateService("http://dbs.example")
    dbs.UpdateService("https://dbs.example")
