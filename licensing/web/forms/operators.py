"""The forms of the operators' pages."""

from wtforms.validators import InputRequired, NumberRange

from licensing.register.operator_models import FORMS
from licensing.register.operator_use import InspectionFacts
from licensing.register.operator_use_models import BOOKING_FIELDS, MEMBERS, POLICIES, STAFF
from licensing.register.operators import OperatorFacts
from licensing.web.forms import (
    DateInputField,
    EmailField,
    Form,
    IntegerField,
    RadioField,
    Required,
    SearchField,
    StringField,
    TelField,
    TextAreaField,
    choice,
)
from licensing.web.forms.kept import address, at_most, day_if_known, day_needed, driver_number, postcode


class SearchForm(Form):
    """What to look for. Posted: an operator may be an individual, and an address stays in histories."""

    q = SearchField("Name, trading name or licence number", render_kw={"width": 20})


class OperatorForm(Form):
    """An operator."""

    name = StringField(
        "Name",
        [Required("Enter the operator's name")],
        description="As it stands on the licence: of the company, the partnership or the individual",
        render_kw={"width": 30},
    )
    form = RadioField(
        "What is the operator in law?",
        choices=[choice(key, words) for key, words in FORMS.items()],
        default="",
    )
    company_number = StringField(
        "Company number", [at_most(20)], render_kw={"width": 10, "spellcheck": False}
    )
    email = EmailField("Email", [at_most(254)], render_kw={"width": 30, "spellcheck": False})
    telephone = TelField("Telephone", [at_most(40)], render_kw={"width": 20})

    @property
    def facts(self) -> OperatorFacts:
        """What was typed."""
        return OperatorFacts(
            name=self.name.data or "",
            form=self.form.data or "",
            company_number=self.company_number.data or "",
            email=self.email.data or "",
            telephone=self.telephone.data or "",
        )


class LicenceForm(Form):
    """An operator licence of the council's old records."""

    number = StringField(
        "Licence number",
        [Required("Enter the licence number"), at_most(30)],
        render_kw={"width": 20, "spellcheck": False},
    )
    starts_on = DateInputField(
        "First day of the licence",
        [Required("Enter the first day of the licence")],
        description="For example, 27 3 2026",
    )
    ends_on = DateInputField(
        "Last day of the licence",
        [Required("Enter the last day of the licence")],
        description="The last day on which it is in force. An operator licence runs for 5 years at most "
        "(1976 Act s.55(2))",
    )


class TradingNameForm(Form):
    """A trading name."""

    name = StringField("Trading name", [Required("Enter the trading name")], render_kw={"width": 30})
    from_on = day_if_known("Since when is it used?", called="The first day")


class BaseForm(Form):
    """A base."""

    lines = address()
    postcode = postcode()
    from_on = day_if_known("Since when are bookings taken there?", called="The first day")


class MemberForm(Form):
    """A director, a partner, or the individual."""

    name = StringField("Name", [Required("Enter their name")], render_kw={"width": 30})
    role = RadioField(
        "What are they to the operator?",
        [Required("Choose what they are to the operator")],
        choices=[choice(key, words) for key, words in MEMBERS.items()],
    )
    from_on = day_if_known("Since when?", called="The first day")
    driver_number = driver_number()


class StaffForm(Form):
    """Somebody of the register of booking and dispatch staff."""

    name = StringField("Name", [Required("Enter their name")], render_kw={"width": 30})
    role = RadioField(
        "What do they do?",
        [Required("Choose what they do")],
        choices=[choice(key, words) for key, words in STAFF.items()],
    )
    employer = StringField(
        "Employer",
        description="Only if another firm employs them: it has to vet them all the same",
        render_kw={"width": 30},
    )
    from_on = day_if_known("Since when?", called="The first day")


class SubcontractForm(Form):
    """Another operator to whom bookings are passed on."""

    name = StringField(
        "Name of the other operator", [Required("Enter the other operator’s name")], render_kw={"width": 30}
    )
    licensed_by = StringField(
        "Which authority licenses them?",
        [Required("Enter the authority that licenses them")],
        description="For example Bradford, Transport for London or Glasgow City",
        render_kw={"width": 30},
    )
    from_on = day_if_known("Since when?", called="The first day")


class PolicyForm(Form):
    """A written policy that was seen."""

    kind = RadioField(
        "Which policy was seen?",
        [Required("Choose which policy was seen")],
        choices=[choice(key, words) for key, words in POLICIES.items()],
    )
    seen_on = day_needed("When was it seen?", "Enter the day it was seen", called="The day it was seen")
    reference = StringField("Version or reference", render_kw={"width": 20})


def _count(label: str) -> IntegerField:
    return IntegerField(
        label,
        [
            InputRequired("Enter a number; 0 for none"),
            NumberRange(0, 100_000, "Enter a number from 0 to 100,000"),
        ],
        default=0,
        render_kw={"width": 4},
    )


def _lacking(field: str) -> IntegerField:
    """How many of the sample lacked one of the nine particulars of a booking (R50)."""
    words = BOOKING_FIELDS[field]
    return _count(f"Lacking: {words[0].lower()}{words[1:]}")


class InspectionForm(Form):
    """An inspection of booking records: what was looked at, and how many bookings lacked each particular."""

    inspected_on = day_needed(
        "When were the records inspected?",
        "Enter the day of the inspection",
        called="The day of the inspection",
    )
    produced = RadioField(
        "Did the operator produce them when asked?",
        [Required("Choose yes or no")],
        choices=[choice("yes", "Yes"), choice("no", "No")],
        description="1976 Act s.56(3)",
    )
    sample_size = _count("How many bookings were looked at?")
    entered_late = _count("How many of them were entered only after the journey had begun?")
    kept_from = day_if_known(
        "From which day is the oldest booking that is still kept?", called="The day of the oldest booking"
    )
    passenger = _lacking("passenger")
    requested_at = _lacking("requested_at")
    pick_up = _lacking("pick_up")
    destination = _lacking("destination")
    driver = _lacking("driver")
    driver_licence = _lacking("driver_licence")
    vehicle = _lacking("vehicle")
    taken_by = _lacking("taken_by")
    dispatched_by = _lacking("dispatched_by")
    notes = TextAreaField("Notes", render_kw={"rows": 3})

    @property
    def facts(self) -> InspectionFacts:
        """What was typed."""
        assert self.inspected_on.data is not None
        return InspectionFacts(
            inspected_on=self.inspected_on.data,
            produced=self.produced.data == "yes",
            sample_size=self.sample_size.data or 0,
            entered_late=self.entered_late.data or 0,
            kept_from=self.kept_from.data,
            notes=self.notes.data or "",
            lacking={key: self[key].data or 0 for key in BOOKING_FIELDS},
        )
