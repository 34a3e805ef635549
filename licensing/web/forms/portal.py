"""The form by which an officer types an entry as the register's portal shows it."""

from datetime import date

from wtforms.validators import Length

from licensing.authorities.lookup import named
from licensing.errors import BadInput
from licensing.matching.people import Address, Name
from licensing.national_register.models import DECISIONS
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

    def seen(self) -> Seen:
        """What was typed. Raises BadInput for an authority that is not known by that name."""
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
        )
