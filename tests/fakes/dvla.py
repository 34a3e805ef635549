"""A stand-in of the DVLA's Vehicle Enquiry Service: the test registrations of its contract, and vehicles of our own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.http_stand_in import Came, HttpStandIn, Said, served

JSON = "application/json"
KEY = "a key of the tests"
COMMON: dict[str, Any] = {
    "yearOfManufacture": 2019,
    "monthOfFirstRegistration": "2019-03",
    "make": "INVENTA",
    "colour": "BLUE",
    "fuelType": "PETROL",
    "engineCapacity": 1600,
    "co2Emissions": 120,
    "markedForExport": False,
    "typeApproval": "M1",
    "wheelplan": "2 AXLE RIGID BODY",
    "revenueWeight": 1640,
    "euroStatus": "Euro 6",
    "dateOfLastV5CIssued": "2024-05-20",
    "automatedVehicle": False,
}
TAXED = {"taxStatus": "Taxed", "taxDueDate": "2027-03-01"}
VEHICLES: dict[str, dict[str, Any]] = {
    "AA19AAA": COMMON | TAXED | {"motStatus": "No details held by DVLA"},
    "AA19MOT": COMMON | TAXED | {"motStatus": "Valid", "motExpiryDate": "2027-06-09"},
    "AA19SRN": COMMON | {"taxStatus": "SORN", "motStatus": "No details held by DVLA"},
    "L2WPS": COMMON | {"taxStatus": "Untaxed", "taxDueDate": "2026-01-01", "motStatus": "Not valid"},
}
REFUSALS = {
    "ER19BAD": (400, "Bad Request", "Invalid format for field - vehicle registration number"),
    "ER19NFD": (404, "Vehicle Not Found", "Record for vehicle not found"),
    "ER19THR": (429, "Too Many Requests", "Rate limit exceeded"),
    "ER19ERR": (500, "Internal Server Error", "System Error occurred"),
    "ER19MNT": (503, "Service Unavailable", "System currently down for maintenance"),
}


@dataclass
class DvlaStandIn:
    """`vehicles` are held besides the contract's own; `status` answers everything so instead, as the gateway does."""

    vehicles: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: int = 200
    retry_after: str = ""
    http: HttpStandIn = field(init=False)

    @property
    def address(self) -> str:
        return self.http.address

    def answer(self, came: Came) -> Said:
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        if came.headers.get("x-api-key") != KEY:
            return _said(403, {"message": "Forbidden"})
        if self.status != 200:
            return _said(self.status, {"message": "Said by the gateway"}, headers)
        if (came.method, came.path) != ("POST", "/v1/vehicles"):
            return _said(404, {"message": "no Route matched with those values"})
        mark = json.loads(came.body).get("registrationNumber", "")
        if mark in REFUSALS:
            status, title, detail = REFUSALS[mark]
            error = {"status": str(status), "code": str(status), "title": title, "detail": detail}
            return _said(status, {"errors": [error]}, headers)
        held = (VEHICLES | self.vehicles).get(mark)
        if held is None:
            missing = {"status": "404", "code": "404", "title": "Vehicle Not Found", "detail": ""}
            return _said(404, {"errors": [missing]})
        return _said(200, {"registrationNumber": mark} | held)


def _said(status: int, content: object, headers: dict[str, str] | None = None) -> Said:
    return Said(status, JSON, json.dumps(content).encode(), headers or {})


@contextmanager
def dvla_stand_in(**vehicles: dict[str, Any]) -> Iterator[DvlaStandIn]:
    """A stand-in on loopback until the end of the block."""
    stand_in = DvlaStandIn(vehicles)
    with served(stand_in.answer) as http:
        stand_in.http = http
        yield stand_in
