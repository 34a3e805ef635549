"""The DBS Update Service's status check: is there anything new about a certificate?

GET {base}/crsc/api/status/{certificate number}, answered in XML. The certificate's number, the surname and the date of
birth stand in the address, because the service's contract wants them there; nothing of them is logged (service_http).
The organisation and the employee are kept by the DBS and shown to the certificate's holder.
"""

import re
import xml.etree.ElementTree as Xml
from dataclasses import dataclass
from datetime import date, datetime

from licensing.errors import BadInput
from licensing.suitability.service_http import Service

BLANK, NON_BLANK, NEW_INFO, NO_MATCH = (
    "BLANK_NO_NEW_INFO",
    "NON_BLANK_NO_NEW_INFO",
    "NEW_INFO",
    "NO_MATCH_FOUND",
)
STATUSES = (BLANK, NON_BLANK, NEW_INFO, NO_MATCH)
XML_KINDS = ("application/xml", "text/xml")
NUMBER = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class Asked:
    """Whose certificate, and who asks. Everything here is about one person and goes nowhere but to the DBS."""

    certificate_number: str
    date_of_birth: date
    surname: str
    organisation: str
    employee_forename: str
    employee_surname: str


@dataclass(frozen=True)
class Status:
    """What the service said. `printed_on` is the certificate's own date, where it could be read."""

    status: str
    printed_on: date | None = None


class Refused(BadInput):
    """The service would not take the question (400): something of it is malformed."""


class UpdateService:
    """The service at an address; `login` is a user and a password where the way to it asks for them."""

    def __init__(self, address: str, login: tuple[str, str] | None = None) -> None:
        """Raises NotConfigured for an address without TLS on another machine."""
        self._service = Service("DBS Update Service", address)
        self._login = login

    def status(self, asked: Asked) -> Status:
        """Ask about one certificate. The person must have consented.

        Raises Refused for what the service calls malformed, NotReachable for no answer or none that can be understood,
        TooMany where it asks for patience, NotConfigured for credentials that it does not take.
        """
        if not NUMBER.fullmatch(asked.certificate_number):
            raise Refused("A certificate number has 12 digits.")
        answer = self._service.ask(
            "GET",
            f"/crsc/api/status/{asked.certificate_number}",
            query={
                "dateOfBirth": f"{asked.date_of_birth:%d/%m/%Y}",
                "surname": asked.surname,
                "hasAgreedTermsAndConditions": "true",
                "organisationName": asked.organisation,
                "employeeSurname": asked.employee_surname,
                "employeeForename": asked.employee_forename,
            },
            headers={"Accept": "application/xml"},
            login=self._login,
        )
        if answer.status == 400:
            raise Refused("The DBS Update Service calls the question malformed.")
        if answer.status != 200:
            raise self._service.refused(answer.status)
        if answer.content_type not in XML_KINDS:
            raise self._service.not_understood()
        return self._read(answer.content, asked)

    def _read(self, content: bytes, asked: Asked) -> Status:
        try:
            said = _fields(content)
        except ValueError:
            raise self._service.not_understood() from None
        status = said.get("status", "")
        if said.get("statusCheckResultType") != "SUCCESS" or status not in STATUSES:
            raise self._service.not_understood()
        # An answer about somebody else is none.
        if said.get("surname") and _plain(said["surname"]) != _plain(asked.surname):
            raise self._service.not_understood()
        return Status(status, _day(said.get("printDate", "")))


def _fields(content: bytes) -> dict[str, str]:
    """The fields of an answer, each once. Raises ValueError for what is no such answer."""
    text = content.decode("utf-8-sig")
    # A document type could name entities that swell or fetch; the contract has none.
    if "<!doctype" in text.lower() or "<!entity" in text.lower():
        raise ValueError("A document type")
    try:
        root = Xml.fromstring(text)  # noqa: S314 (without a document type there is nothing to expand)
    except Xml.ParseError as fault:
        raise ValueError("Not XML") from fault
    if _name(root.tag) != "statusCheckResult":
        raise ValueError("Another document")
    fields: dict[str, str] = {}
    for part in root:
        name = _name(part.tag)
        if name in fields:
            raise ValueError("A field twice")
        fields[name] = (part.text or "").strip()
    return fields


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _day(text: str) -> date | None:
    """A date in either of the usual forms, with or without a time; None for any other."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 (a day, without a time)
        except ValueError:
            continue
    return None
