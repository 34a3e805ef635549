"""What each kind of file may hold: its fields, in the words of faults, and the names their columns usually have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# How a field's text is read; see `reading.reader_of`.
TEXT, CODE, DAY, BIRTH, YES_NO, COUNT = "text", "code", "day", "birth", "yes-no", "count"
SCORE, MARK, CHOICE, COUNCIL, NAME, NUMBER = "score", "mark", "choice", "council", "name", "identity"


@dataclass(frozen=True)
class FieldOf:
    """One field: its words in a fault, how it is read, whether each row needs it, what its column may be called."""

    words: str
    how: str = TEXT
    needed: bool = False
    longest: int = 60
    also: tuple[str, ...] = ()
    # Text as people write it, in lower case → the value that is kept.
    choices: Mapping[str, Any] | None = None


_VEHICLE_KINDS = {
    "taxi": "hackney-carriage",
    "hcv": "hackney-carriage",
    "hackney": "hackney-carriage",
    "hackney carriage": "hackney-carriage",
    "hackney-carriage": "hackney-carriage",
    "phv": "private-hire-vehicle",
    "private hire": "private-hire-vehicle",
    "private hire vehicle": "private-hire-vehicle",
    "private-hire-vehicle": "private-hire-vehicle",
}
_DRIVER_KINDS = {
    "private hire": "private-hire",
    "private-hire": "private-hire",
    "private hire driver": "private-hire",
    "phd": "private-hire",
    "phv": "private-hire",
    "hackney": "hackney",
    "hackney carriage": "hackney",
    "hackney carriage driver": "hackney",
    "hcd": "hackney",
    "taxi": "hackney",
    "dual": "dual",
    "combined": "dual",
    "both": "dual",
}
_FORMS = {
    "individual": "individual",
    "sole trader": "individual",
    "partnership": "partnership",
    "company": "company",
    "limited company": "company",
    "ltd": "company",
}
_RESULTS = {
    "pass": True, "passed": True, "yes": True, "completed": True,
    "fail": False, "failed": False, "no": False,
}  # fmt: skip

_NUMBER = FieldOf(
    "licence number", CODE, True, 30, ("licence no", "licence", "license number", "licence ref", "number")
)
_STARTS = FieldOf(
    "licence start date",
    DAY,
    True,
    also=("start", "start date", "licence start", "granted", "issued", "valid from", "from"),
)
_ENDS = FieldOf(
    "licence end date",
    DAY,
    True,
    also=(
        "end",
        "end date",
        "licence end",
        "expires",
        "expiry",
        "expiry date",
        "valid to",
        "valid until",
        "to",
    ),
)
_COUNCIL = FieldOf("licensing authority", COUNCIL, also=("authority", "council", "licensing authority name"))
_NAMES: dict[str, FieldOf] = {
    "name": FieldOf("name", NAME, also=("full name", "driver name", "driver")),
    "first_name": FieldOf(
        "first name", TEXT, longest=100, also=("first names", "forename", "forenames", "given name")
    ),
    "middle_names": FieldOf("middle names", TEXT, longest=200, also=("middle name", "middle")),
    "last_name": FieldOf("last name", TEXT, longest=100, also=("surname", "family name")),
}

VEHICLES: dict[str, FieldOf] = {
    "vrm": FieldOf(
        "vrm", MARK, True, also=("registration", "registration mark", "registration number", "reg", "reg no", "vehicle")
    ),
    "starts_on": _STARTS,
    "ends_on": _ENDS,
    "kind": FieldOf(
        "taxi or PHV", CHOICE, True, also=("type", "licence type", "kind", "vehicle type", "description"),
        choices=_VEHICLE_KINDS,
    ),
    "authority": _COUNCIL,
    "plate": FieldOf("plate number", CODE, longest=30, also=("plate", "plate no", "licence plate number", "disc")),
    "wheelchair_accessible": FieldOf(
        "wheelchair accessible", YES_NO, also=("wav", "wheelchair", "wheelchair accessible vehicle")
    ),
    "number": FieldOf("licence number", CODE, False, 30, _NUMBER.also),
    "make": FieldOf("make", longest=60, also=("vehicle make", "manufacturer")),
    "model": FieldOf("model", longest=60, also=("vehicle model",)),
    "colour": FieldOf("colour", longest=40, also=("color", "vehicle colour")),
    "seats": FieldOf("seats", COUNT, also=("passenger seats", "passengers", "capacity", "number of seats")),
    "cctv_fitted": FieldOf("cctv fitted", YES_NO, also=("cctv",)),
}  # fmt: skip
OPERATORS: dict[str, FieldOf] = {
    "number": _NUMBER,
    "name": FieldOf("name", longest=200, needed=True, also=("operator", "operator name", "licence holder", "company")),
    "starts_on": _STARTS,
    "ends_on": _ENDS,
    "form": FieldOf("form", CHOICE, also=("legal form", "kind of operator"), choices=_FORMS),
    "company_number": FieldOf("company number", CODE, longest=20, also=("company no", "companies house number")),
    "trading_name": FieldOf("trading name", longest=200, also=("trading as", "t/a", "trading names", "trade name")),
    "base": FieldOf("base", longest=400, also=("base address", "address", "operating centre", "premises")),
    "base_postcode": FieldOf("base postcode", CODE, longest=10, also=("postcode", "post code")),
    "email": FieldOf("email", longest=254, also=("e-mail", "email address")),
    "telephone": FieldOf("telephone", longest=40, also=("phone", "telephone number", "tel")),
    "authority": _COUNCIL,
}  # fmt: skip
DRIVERS: dict[str, FieldOf] = {
    "number": _NUMBER,
    "kind": FieldOf(
        "kind of licence", CHOICE, True, also=("type", "licence type", "kind", "driver type"), choices=_DRIVER_KINDS
    ),
    **_NAMES,
    "date_of_birth": FieldOf("date of birth", BIRTH, True, also=("dob", "birth date", "born")),
    "starts_on": _STARTS,
    "ends_on": _ENDS,
    "badge": FieldOf("badge number", CODE, longest=30, also=("badge", "badge no")),
    "address": FieldOf("address", longest=400, also=("home address",)),
    "postcode": FieldOf("postcode", CODE, longest=10, also=("post code",)),
    "national_insurance": FieldOf(
        "national insurance number", NUMBER, also=("nino", "ni number", "national insurance")
    ),
    "gb_driver": FieldOf(
        "driver number", NUMBER, also=("driving licence number", "driving licence", "dvla number", "gb driver number")
    ),
    "ni_driver": FieldOf("northern ireland driver number", NUMBER),
    "email": FieldOf("email", longest=254, also=("e-mail", "email address")),
    "telephone": FieldOf("telephone", longest=40, also=("phone", "mobile", "telephone number", "tel")),
    "authority": _COUNCIL,
}  # fmt: skip
TRAINING: dict[str, FieldOf] = {
    "number": FieldOf("licence number", CODE, True, 30, (*_NUMBER.also, "badge", "badge number")),
    **_NAMES,
    "date_of_birth": FieldOf("date of birth", BIRTH, also=("dob", "birth date", "born")),
    "course": FieldOf("course", CODE, True, 30, ("course code", "module")),
    "completed_on": FieldOf(
        "date completed", DAY, True, also=("completed", "completed on", "course date", "date", "date of course")
    ),
    "score": FieldOf("score", SCORE, also=("mark", "marks")),
    "result": FieldOf("result", CHOICE, also=("outcome", "passed", "pass or fail"), choices=_RESULTS),
    "certificate": FieldOf("certificate number", CODE, longest=60, also=("certificate", "certificate no")),
    "authority": _COUNCIL,
}  # fmt: skip

FIELDS: dict[str, dict[str, FieldOf]] = {
    "vehicles": VEHICLES,
    "operators": OPERATORS,
    "drivers": DRIVERS,
    "training": TRAINING,
}
WORDS = {
    "vehicles": "vehicle licences",
    "operators": "operator licences",
    "drivers": "driver licences",
    "training": "training completions",
}
