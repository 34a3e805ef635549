"""The client of the DVLA's Vehicle Enquiry Service, against its stand-in over real HTTP."""

import json
import logging
from datetime import date

import pytest

from licensing.errors import NotConfigured, NotFound, NotReachable
from licensing.suitability import vehicle_enquiry
from licensing.suitability.service_http import TooMany
from licensing.suitability.vehicle_enquiry import VehicleEnquiryService
from tests.fakes import http_stand_in as fake
from tests.fakes.dvla import COMMON, KEY, dvla_stand_in

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def stand_in():
    with dvla_stand_in() as one:
        yield one


@pytest.fixture
def service(stand_in):
    return VehicleEnquiryService(stand_in.address, KEY)


@pytest.mark.parametrize(
    ("vrm", "tax", "tax_due", "mot", "mot_until"),
    [
        ("AA19AAA", "Taxed", date(2027, 3, 1), "No details held by DVLA", None),
        ("AA19MOT", "Taxed", date(2027, 3, 1), "Valid", date(2027, 6, 9)),
        ("AA19SRN", "SORN", None, "No details held by DVLA", None),
        ("L2WPS", "Untaxed", date(2026, 1, 1), "Not valid", None),
    ],
)
def test_each_vehicle_of_the_contract_is_read(service, vrm, tax, tax_due, mot, mot_until):
    said = service.vehicle(vrm)
    assert (said.vrm, said.tax_status, said.tax_due_on) == (vrm, tax, tax_due)
    assert (said.mot_status, said.mot_expires_on) == (mot, mot_until)
    assert (said.make, said.colour, said.year_of_manufacture) == ("INVENTA", "BLUE", 2019)
    assert (said.first_registered, said.v5c_issued_on) == ("2019-03", date(2024, 5, 20))
    assert said.marked_for_export is False


@pytest.mark.parametrize(
    ("vrm", "error", "tries"),
    [
        ("ER19BAD", vehicle_enquiry.Refused, 1),
        ("ER19NFD", NotFound, 1),
        ("ER19THR", TooMany, 1),
        ("ER19ERR", NotReachable, 3),
        ("ER19MNT", NotReachable, 1),
    ],
)
def test_each_error_of_the_contract_says_what_it_means(stand_in, service, vrm, error, tries):
    with pytest.raises(error):
        service.vehicle(vrm)
    assert len(stand_in.http.came) == tries


def test_it_is_asked_as_the_contract_says(stand_in, service):
    service.vehicle("AA19AAA", correlation="service-question-7")
    (came,) = stand_in.http.came
    assert (came.method, came.path) == ("POST", "/v1/vehicles")
    assert json.loads(came.body) == {"registrationNumber": "AA19AAA"}
    assert (came.headers["x-api-key"], came.headers["content-type"]) == (KEY, "application/json")
    assert came.headers["x-correlation-id"] == "service-question-7"


@pytest.mark.parametrize("fault", fake.NO_ANSWERS)
def test_no_fault_is_taken_for_an_answer(stand_in, service, fault):
    stand_in.http.fails(fault)
    with pytest.raises(NotReachable):
        service.vehicle("AA19AAA")


@pytest.mark.parametrize("fault", [fake.HANG_UP, fake.CUT, fake.SLOW])
def test_an_answer_that_was_lost_is_asked_for_again_at_once(stand_in, service, fault):
    stand_in.http.fails(fault, times=1)
    assert service.vehicle("AA19AAA").tax_status == "Taxed"


@pytest.mark.parametrize(
    ("status", "error"), [(403, NotConfigured), (404, NotReachable), (429, TooMany), (503, NotReachable)]
)
def test_what_the_gateway_says_is_nothing_about_a_vehicle(stand_in, service, status, error):
    stand_in.status = status
    with pytest.raises(error):
        service.vehicle("AA19AAA")


def test_a_key_that_is_not_taken_is_a_setting_to_put_right(stand_in):
    with pytest.raises(NotConfigured, match="credentials"):
        VehicleEnquiryService(stand_in.address, "another key").vehicle("AA19AAA")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"registrationNumber": "BB19BBB"}, id="another vehicle"),
        pytest.param({"registrationNumber": "AA19AAA", "taxDueDate": "soon"}, id="no date"),
        pytest.param({"registrationNumber": "AA19AAA", "yearOfManufacture": "new"}, id="no year"),
        pytest.param({"taxStatus": "Taxed"}, id="no mark"),
        pytest.param([COMMON], id="a list"),
    ],
)
def test_an_answer_of_another_form_is_not_understood(stand_in, service, content):
    stand_in.http.answer = lambda _came: fake.Said(200, "application/json", json.dumps(content).encode())
    with pytest.raises(NotReachable, match="understood"):
        service.vehicle("AA19AAA")


def test_what_the_service_may_say_more_one_day_does_no_harm(stand_in, service):
    stand_in.vehicles["AB12CDE"] = COMMON | {"taxStatus": "Taxed", "hovers": True}
    assert service.vehicle("AB12CDE").tax_status == "Taxed"


def test_what_is_no_mark_is_never_sent(stand_in, service):
    for vrm in ("", "A", "AB12 CDE", "AB12CDEF", "ÀB12CDE"):
        with pytest.raises(vehicle_enquiry.Refused):
            service.vehicle(vrm)
    assert stand_in.http.came == []


@pytest.mark.parametrize("fault", [fake.OK, fake.HANG_UP, fake.SLOW])
def test_neither_the_mark_nor_the_key_is_logged(stand_in, service, caplog, fault):
    caplog.set_level(logging.DEBUG)
    stand_in.http.fails(fault)
    told = ""
    try:
        service.vehicle("AA19AAA")
    except NotReachable as refusal:
        told = str(refusal)
    assert "AA19AAA" not in caplog.text + told
    assert KEY not in caplog.text + told


def test_another_machine_is_reached_with_tls_only():
    with pytest.raises(NotConfigured, match="https"):
        VehicleEnquiryService("http://dvla.example", KEY)
