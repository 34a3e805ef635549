"""How each kind of field is read: the function that makes of its text what it means. No database."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from licensing.exchange import fields, values
from licensing.exchange.councils import Councils
from licensing.exchange.fields import FieldOf
from licensing.exchange.profiles import Profile
from licensing.exchange.values import ValueFault
from licensing.matching import numbers
from licensing.matching.numbers import NumberFault

_CHECK_NUMBER: dict[str, Callable[[str], str]] = {
    "national_insurance": numbers.national_insurance_number,
    "gb_driver": numbers.gb_driver_number,
    "ni_driver": numbers.northern_ireland_driver_number,
}


def reading_of(
    name: str,
    kind: FieldOf,
    profile: Profile,
    choices: Mapping[str, Any] | None,
    on: date,
    councils: Councils,
) -> Callable[[str], Any]:
    """The function that reads a field's text; it raises ValueFault."""
    if kind.how == fields.CHOICE:
        return _choice_of(choices or {}, profile, kind)
    readers: dict[str, Callable[[str], Any]] = {
        fields.TEXT: lambda text: _text(text, kind.longest),
        fields.CODE: lambda text: _text(text.upper() if not profile.is_defra else text, kind.longest),
        fields.DAY: values.plain_day if profile.is_defra else values.day,
        fields.BIRTH: lambda text: _birth(text, on),
        fields.YES_NO: _plain_yes_or_no if profile.is_defra else values.yes_or_no,
        fields.COUNT: lambda text: values.whole_number(text, 1, 1000),
        fields.SCORE: lambda text: values.whole_number(text, 0, 100_000),
        fields.MARK: _plain_mark if profile.is_defra else values.mark,
        fields.COUNCIL: councils.named,
        fields.NAME: values.names_of,
        fields.NUMBER: lambda text: _number(name, text),
    }
    return readers[kind.how]


def _choice_of(choices: Mapping[str, Any], profile: Profile, kind: FieldOf) -> Callable[[str], Any]:
    said = "TAXI, PHV or HCV" if profile.is_defra else ", ".join(choices)

    def read(text: str) -> Any:
        found = choices.get(text.lower())
        if found is None:
            raise ValueFault(f"“{text[:40]}” is none of {said}")
        return found

    return read


def _text(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueFault(f"is longer than {longest} characters")
    if values.looks_like_another(text):
        raise ValueFault(f"“{text}” belongs to another column")
    return text


def _birth(text: str, on: date) -> date:
    born = values.day(text, latest=on.year)
    if born > on:
        raise ValueFault(f"“{text}” is in the future")
    return born


def _plain_yes_or_no(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueFault(f"“{text[:40]}” is neither true nor false")
    return text.lower() == "true"


def _plain_mark(text: str) -> str:
    mark = text.upper()
    if not (2 <= len(mark) <= 7 and mark.isascii() and mark.isalnum()) or mark.isalpha() or mark.isdigit():
        raise ValueFault(
            f"“{text[:40]}” is not a registration mark of 2 to 7 letters and digits, without spaces"
        )
    return mark


def _number(name: str, text: str) -> str:
    try:
        return _CHECK_NUMBER[name](text)
    except NumberFault as fault:
        # Its sentence tells somebody at a form what to type; the number itself is not repeated.
        raise ValueFault(str(fault).partition(". ")[0]) from None
