"""A stand-in of the DBS Update Service: certificates that it holds, and every answer of its contract."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.fakes.http_stand_in import Came, HttpStandIn, Said, served

XML = "application/xml;charset=UTF-8"
ASKED = {
    "dateOfBirth",
    "surname",
    "hasAgreedTermsAndConditions",
    "organisationName",
    "employeeSurname",
    "employeeForename",
}


@dataclass
class DbsStandIn:
    """`holds` gives certificate number → (surname, birth date as DD/MM/YYYY, status); `says` any status instead."""

    holds: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    status: int = 200
    retry_after: str = ""
    says: str = ""
    http: HttpStandIn = field(init=False)

    @property
    def address(self) -> str:
        return self.http.address

    def answer(self, came: Came) -> Said:
        if self.status != 200:
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            return Said(self.status, XML, b"<error/>", headers)
        parts = urlsplit(came.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        number = parts.path.removeprefix("/crsc/api/status/")
        well_formed = (
            came.method == "GET"
            and len(number) == 12
            and number.isdigit()
            and set(query) == ASKED
            and query["hasAgreedTermsAndConditions"] == "true"
        )
        if not well_formed:
            return Said(400, XML, b"<error>Malformed</error>")
        surname, born, status = self.holds.get(number, ("", "", ""))
        fits = surname.casefold() == query["surname"].casefold() and born == query["dateOfBirth"]
        said = self.says or (status if fits else "NO_MATCH_FOUND")
        return Said(200, XML, _xml(said, surname if fits else ""))


def _xml(status: str, surname: str) -> bytes:
    about = (
        f"<forename>PERDITA</forename><surname>{escape(surname.upper())}</surname>"
        "<printDate>2026-03-02</printDate>"
        if surname
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><statusCheckResult>'
        f"<statusCheckResultType>SUCCESS</statusCheckResultType><status>{status}</status>{about}"
        "</statusCheckResult>"
    ).encode()


@contextmanager
def dbs_stand_in(**holds: tuple[str, str, str]) -> Iterator[DbsStandIn]:
    """A stand-in on loopback until the end of the block; `n123456789012=("Exampleby", "27/03/1985", "NEW_INFO")`."""
    stand_in = DbsStandIn({number.removeprefix("n"): held for number, held in holds.items()})
    with served(stand_in.answer) as http:
        stand_in.http = http
        yield stand_in
