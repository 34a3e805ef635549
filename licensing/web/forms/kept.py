"""Fields that the forms of vehicles, operators, plates and links share, and the forms that both have."""

import re
from datetime import time
from typing import Any

from wtforms.validators import Length, Optional, Regexp

from licensing.web.forms import (
    DateInputField,
    Form,
    Required,
    StringField,
    TextAreaField,
)

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
EXAMPLE = "For example, 27 3 2026"


def at_most(longest: int) -> Length:
    """What a field takes that is kept in so many characters."""
    return Length(max=longest, message=f"Use at most {longest} characters")


def day_needed(label: str, missing: str, *, called: str, hint: str = EXAMPLE) -> DateInputField:
    """A day that has to be given."""
    return DateInputField(label, [Required(missing)], called=called, description=hint)


def day_if_known(
    label: str, *, called: str, hint: str = "Leave it empty if it is not known"
) -> DateInputField:
    """A day that may not be known."""
    return DateInputField(label, called=called, description=hint)


def clock_time(label: str, hint: str, *, needed: str = "") -> StringField:
    """A time of day in London, like 14:30; `needed` is what is said when it is left out, if it may not be."""
    rules: list[Any] = [Required(needed)] if needed else [Optional()]
    return StringField(
        label,
        [*rules, Regexp(_TIME, message="Enter a time like 14:30")],
        description=hint,
        render_kw={"width": 5},
    )


def read_time(typed: str | None) -> time | None:
    """What was typed into `clock_time`; None for nothing."""
    found = _TIME.fullmatch(typed or "")
    return time(int(found[1]), int(found[2])) if found else None


def address() -> TextAreaField:
    """The lines of an address."""
    return TextAreaField(
        "Address",
        [at_most(400)],
        description="One part a line: street, district, town",
        render_kw={"rows": 3},
    )


def postcode() -> StringField:
    """A postcode."""
    return StringField("Postcode", [at_most(10)], render_kw={"width": 10, "spellcheck": False})


def driver_number() -> StringField:
    """The licence or badge number of somebody who is a driver of this authority too."""
    return StringField(
        "Their driver licence or badge number",
        [at_most(30)],
        description="If they are a driver licensed by this authority: then no second DBS check is needed",
        render_kw={"width": 20, "spellcheck": False},
    )


class EndForm(Form):
    """The last day of something."""

    until_on = day_needed(
        "What was the last day?",
        "Enter the last day",
        called="The last day",
        hint="The last day on which it held",
    )


class DisclosureForm(Form):
    """Somebody's basic DBS certificate, as an officer saw it."""

    number = StringField(
        "Certificate number",
        [Required("Enter the certificate’s number"), at_most(30)],
        description="It is encrypted where it is kept, and only its last three characters are shown again",
        render_kw={"width": 20, "spellcheck": False},
    )
    issued_on = day_needed(
        "When was it issued?",
        "Enter the day of issue",
        called="The day of issue",
        hint="As the certificate has it",
    )
    seen_on = day_needed("When was it seen?", "Enter the day it was seen", called="The day it was seen")


class StaffDisclosureForm(DisclosureForm):
    """A certificate of booking or dispatch staff: it is the operator who saw it, at a time (R57)."""

    seen_time = clock_time(
        "At what time did the operator see it?",
        "Like 14:30, as the operator’s register has it",
        needed="Enter the time at which the operator saw it",
    )
