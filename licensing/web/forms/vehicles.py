"""The forms of the vehicles' pages."""

from wtforms.validators import Length, NumberRange, Optional

from licensing.register.vehicle_models import VEHICLE_KINDS
from licensing.register.vehicles import VehicleFacts
from licensing.web.forms import (
    DateInputField,
    Form,
    IntegerField,
    RadioField,
    Required,
    SearchField,
    StringField,
    choice,
)

MOST_SEATS = 100
_YES_NO = {"yes": True, "no": False}


def at_most(longest: int) -> Length:
    """What a field takes that is kept in so many characters."""
    return Length(max=longest, message=f"Use at most {longest} characters")


def yes_no_unknown(label: str) -> RadioField:
    """A question that old records may not answer."""
    return RadioField(
        label,
        [Optional()],
        choices=[choice("yes", "Yes"), choice("no", "No"), choice("", "Not known")],
        default="",
        render_kw={"inline": True},
    )


class SearchForm(Form):
    """What to look for. Posted: the mark of somebody's own car says whose it is, and an address stays in histories."""

    q = SearchField("Registration mark, plate, licence number or proprietor", render_kw={"width": 20})


class VehicleForm(Form):
    """A vehicle."""

    vrm = StringField(
        "Registration mark",
        [Required("Enter the registration mark"), at_most(20)],
        description="For example, AB12 CDE",
        render_kw={"width": 10, "spellcheck": False, "autocapitalize": "characters"},
    )
    make = StringField("Make", [at_most(60)], render_kw={"width": 20})
    model = StringField("Model", [at_most(60)], render_kw={"width": 20})
    colour = StringField("Colour", [at_most(40)], render_kw={"width": 20})
    seats = IntegerField(
        "Passenger seats",
        [Optional(), NumberRange(1, MOST_SEATS, f"Passenger seats must be between 1 and {MOST_SEATS}")],
        description="Leave it empty if it is not known",
        render_kw={"width": 3},
    )
    wheelchair_accessible = yes_no_unknown("Can it carry a passenger in a wheelchair?")
    cctv_fitted = yes_no_unknown("Is CCTV fitted?")

    @property
    def facts(self) -> VehicleFacts:
        """What was typed."""
        return VehicleFacts(
            vrm=self.vrm.data or "",
            make=self.make.data or "",
            model=self.model.data or "",
            colour=self.colour.data or "",
            seats=self.seats.data,
            wheelchair_accessible=_YES_NO.get(self.wheelchair_accessible.data or ""),
            cctv_fitted=_YES_NO.get(self.cctv_fitted.data or ""),
        )


def in_words(answer: bool | None) -> str:
    """An answer as the radios have it."""
    return {True: "yes", False: "no", None: ""}[answer]


class LicenceForm(Form):
    """A vehicle licence of the council's old records."""

    kind = RadioField(
        "What is it licensed as?",
        [Required("Choose what it is licensed as")],
        choices=[choice(key, words) for key, words in VEHICLE_KINDS.items()],
    )
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
        description="The last day on which it is in force. A private hire vehicle licence runs for 1 year at most "
        "(1976 Act s.48(4)(c))",
    )
    plate_number = StringField(
        "Number on the plate",
        [at_most(30)],
        description="Leave it empty if it is not known",
        render_kw={"width": 20, "spellcheck": False},
    )
