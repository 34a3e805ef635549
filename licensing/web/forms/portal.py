"""The form by which an officer types an entry as the register's portal shows it."""

from datetime import date

from wtforms.validators import Length

from licensing.authorities.lookup import named
from licensing.errors import BadInput
from licensing.matching.people import Address, Name
from licensing.national_register.gateway import ChangeShown
from licensing.national_register.models import DECISIONS
from licensing.national_register.portal_fields import CHANGES
from licensing.national_register.portal_recording import Seen
from licensing.web.forms import (
    DateInputField,
    Form,
    RadioField,
    Required,
    StringField,
    TextAreaField,
    choice,
)


def _line(
    label: str, *validators: object, longest: int = 100, width: int = 20, says: str = ""
) -> StringField:
    return StringField(
        label,
        [*validators, Length(max=longest, message=f"Use at most {longest} characters")],
        description=says,
        render_kw={"width": width, "spellcheck": False},
    )


class SeenForm(Form):
    """An entry as it stands on the portal (2022 Act s.2(4))."""

    reference = _line(
        "The entry’s reference on the portal", Required("Enter the entry's reference on the portal")
    )
    first_name = _line("First name")
    middle_names = _line("Middle names", longest=200)
    last_name = _line("Last name", Required("Enter the last name that the entry gives"))
    date_of_birth = DateInputField("Date of birth", called="Date of birth")
    home_address = TextAreaField(
        "Home address", [Length(max=1000, message="Use at most 1,000 characters")], render_kw={"rows": 3}
    )
    home_postcode = _line("Postcode", longest=10, width=10)
    national_insurance = _line("National Insurance number", width=10)
    gb_driver = _line("GB driver number")
    ni_driver = _line("Northern Ireland driver number", width=10)
    community = _line("Community licence number")
    recorded_by = _line(
        "Which authority recorded it?",
        Required("Enter the authority that recorded it"),
        longest=200,
        says="A council’s name, like Bradford",
    )
    further_information = TextAreaField(
        "How is further information to be had?",
        [Length(max=2000, message="Use at most 2,000 characters")],
        render_kw={"rows": 3},
    )
    decision = RadioField(
        "What was decided?",
        [Required("Choose the decision that the entry records")],
        choices=[choice(key, words) for key, words in DECISIONS.items()],
    )
    decided_on = DateInputField("Decided on", [Required("Enter the day of the decision")], called="The day")
    effect_on = DateInputField(
        "Takes effect on", called="The day", description="Leave it empty if it is the day of the decision"
    )
    suspension_ends_on = DateInputField(
        "Suspension ends on", called="The day", description="Only of a suspension for a period"
    )
    first_made_on = DateInputField(
        "Entry first made on", [Required("Enter the day on which the entry was made")], called="The day"
    )

    changes = TextAreaField(
        "Later changes",
        [Length(max=2000, message="Use at most 2,000 characters")],
        description="One a line: the day as 2026-05-01, a space, and amended, removed or reinstated; "
        "if it took effect on another day, a space and that day",
        render_kw={"rows": 3, "spellcheck": False},
    )

    def seen(self) -> Seen:
        """What was typed. Raises BadInput for an authority that is not known by that name, and for a change."""
        try:
            authority = named(self.recorded_by.data or "")
        except BadInput as fault:
            says = next(iter(fault.faults.values()), fault.message)
            raise BadInput(fault.message, {"recorded_by": says}) from None
        kinds = ("national_insurance", "gb_driver", "ni_driver", "community")
        effect_on = self.effect_on.data
        return Seen(
            reference=self.reference.data or "",
            name=Name(self.first_name.data or "", self.middle_names.data or "", self.last_name.data or ""),
            date_of_birth=self.date_of_birth.data,
            address=Address(
                tuple((self.home_address.data or "").splitlines()), self.home_postcode.data or ""
            ),
            numbers=tuple((kind, self[kind].data) for kind in kinds if self[kind].data),
            recorded_by=authority,
            further_information=self.further_information.data or "",
            decision=self.decision.data or "",
            decided_on=self.decided_on.data or date.min,
            effect_on=effect_on if effect_on != self.decided_on.data else None,
            suspension_ends_on=self.suspension_ends_on.data,
            first_made_on=self.first_made_on.data or date.min,
            changes=_changes(self.changes.data or ""),
        )


def _changes(text: str) -> tuple[ChangeShown, ...]:
    """The later changes of a decision (2022 Act s.2(4)(g)), a line each. Raises BadInput, naming the lines."""
    found, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            if words := line.lower().split():
                found.append(_change(*words))
        # Too few words, or too many; no day; no such change.
        except (TypeError, ValueError):
            faults.append(f"line {number}")
    if faults:
        says = f"Write each change as 2026-05-01 amended: see {', '.join(faults)}"
        raise BadInput("Some changes can't be read.", {"changes": says})
    return tuple(found)


def _change(day: str, what: str, effect_on: str = "") -> ChangeShown:
    if what not in CHANGES:
        raise ValueError(what)
    changed_on, effective = date.fromisoformat(day), date.fromisoformat(effect_on or day)
    return ChangeShown(what, changed_on, effective if effective != changed_on else None)
