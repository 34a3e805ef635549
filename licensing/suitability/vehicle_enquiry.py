"""The DVLA's Vehicle Enquiry Service: tax, MOT and description of a vehicle, by its registration mark.

POST {base}/v1/vehicles with JSON, answered in JSON. The mark goes in the body, so it stands in no address.
"""

import json
import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from licensing.errors import BadInput, NotFound
from licensing.suitability.service_http import Service

MARK = re.compile(r"[A-Z0-9]{2,7}")


class Refused(BadInput):
    """The service would not take the mark (400): it is of no form of a registration mark."""


def _or_nothing(value: Any) -> Any:
    return None if value == "" else value


_Day = Annotated[date | None, BeforeValidator(_or_nothing)]


class VehicleSaid(BaseModel):
    """What the service says of a vehicle. It leaves out what it does not hold; what it may add later is not read."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, str_strip_whitespace=True)

    vrm: str = Field(alias="registrationNumber", min_length=1, max_length=20)
    tax_status: str = Field("", alias="taxStatus", max_length=40)
    tax_due_on: _Day = Field(None, alias="taxDueDate")
    mot_status: str = Field("", alias="motStatus", max_length=40)
    mot_expires_on: _Day = Field(None, alias="motExpiryDate")
    make: str = Field("", max_length=60)
    colour: str = Field("", max_length=40)
    fuel_type: str = Field("", alias="fuelType", max_length=60)
    year_of_manufacture: int | None = Field(None, alias="yearOfManufacture", ge=1880, le=2200)
    first_registered: str = Field("", alias="monthOfFirstRegistration", pattern=r"^(\d{4}-\d{2})?$")
    marked_for_export: bool | None = Field(None, alias="markedForExport")
    v5c_issued_on: _Day = Field(None, alias="dateOfLastV5CIssued")


class VehicleEnquiryService:
    """The service at an address, with the key that the DVLA gave out."""

    def __init__(self, address: str, key: str) -> None:
        """Raises NotConfigured for an address without TLS on another machine."""
        self._service = Service("DVLA Vehicle Enquiry Service", address)
        self._key = key

    def vehicle(self, vrm: str, *, correlation: str = "") -> VehicleSaid:
        """Ask about one vehicle; `vrm` in capitals without spaces, `correlation` a word of ours without meaning.

        Raises NotFound where the DVLA holds no such vehicle, Refused for a mark of no known form, NotReachable for no
        answer or none that can be understood, TooMany where it asks for patience, NotConfigured for a key it does not
        take.
        """
        if not MARK.fullmatch(vrm):
            raise Refused("This is no registration mark.")
        headers = {
            "x-api-key": self._key,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        if correlation:
            headers["X-Correlation-Id"] = correlation
        body = json.dumps({"registrationNumber": vrm}).encode()
        answer = self._service.ask("POST", "/v1/vehicles", body=body, headers=headers)
        if answer.content_type != "application/json" and answer.status in (200, 400, 404):
            # A proxy's page, or another service at this address: it says nothing of a vehicle.
            raise self._service.not_understood()
        if answer.status == 404 and self._is_refusal(answer.content):
            raise NotFound("The DVLA holds no vehicle of this mark.")
        if answer.status == 400 and self._is_refusal(answer.content):
            raise Refused("The DVLA calls this no registration mark.")
        if answer.status != 200:
            raise self._service.refused(answer.status)
        return self._read(answer.content, vrm)

    @staticmethod
    def _is_refusal(content: bytes) -> bool:
        """Whether it is the service's own refusal, {"errors": [...]}, and not its gateway's {"message": ...}."""
        try:
            said = json.loads(content)
        except ValueError:
            return False
        return isinstance(said, dict) and isinstance(said.get("errors"), list) and bool(said["errors"])

    def _read(self, content: bytes, vrm: str) -> VehicleSaid:
        try:
            said = VehicleSaid.model_validate_json(content)
        except ValidationError:
            raise self._service.not_understood() from None
        if said.vrm.replace(" ", "").upper() != vrm:
            # An answer about another vehicle is none.
            raise self._service.not_understood()
        return said
