"""The forms of the vehicles' pages."""

from datetime import UTC, date, datetime, time

from wtforms.validators import NumberRange, Optional

from licensing.clock import LONDON
from licensing.register.proprietors import KINDS as PROPRIETORS
from licensing.register.proprietors import ProprietorFacts
from licensing.register.vehicle_models import VEHICLE_KINDS
from licensing.register.vehicle_use_models import DOCUMENTS, RESULTS, RETURNED_BECAUSE
from licensing.register.vehicles import VehicleFacts
from licensing.web.forms import (
    CheckboxesField,
    DateInputField,
    Form,
    IntegerField,
    RadioField,
    Required,
    SearchField,
    StringField,
    TextAreaField,
    choice,
)
from licensing.web.forms.kept import (
    address,
    at_most,
    clock_time,
    day_if_known,
    day_needed,
    driver_number,
    postcode,
    read_time,
)

MOST_SEATS = 100
_YES_NO = {"yes": True, "no": False}


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


class _WhoForm(Form):
    """Who keeps a vehicle."""

    kind = RadioField(
        "Who is the proprietor in law?",
        [Required("Choose who the proprietor is in law")],
        choices=[choice(key, words) for key, words in PROPRIETORS.items()],
    )
    name = StringField("Name", [Required("Enter the proprietor’s name")], render_kw={"width": 30})
    company_number = StringField(
        "Company number",
        [at_most(20)],
        description="For a company",
        render_kw={"width": 10, "spellcheck": False},
    )
    lines = address()
    postcode = postcode()
    driver_number = driver_number()

    @property
    def facts(self) -> ProprietorFacts:
        """What was typed of who it is."""
        return ProprietorFacts(
            kind=self.kind.data or "",
            name=self.name.data or "",
            company_number=self.company_number.data or "",
            lines=self.lines.data or "",
            postcode=self.postcode.data or "",
            driver_number=self.driver_number.data or "",
        )


class ProprietorForm(_WhoForm):
    """A proprietor."""

    from_on = day_if_known("Since when do they keep it?", called="The first day")


class TransferForm(_WhoForm):
    """A transfer of a vehicle to a new proprietor."""

    from_whom = CheckboxesField("Who passed it on?", choices=[])
    transferred_on = day_needed(
        "When was it transferred?", "Enter the day of the transfer", called="The day of the transfer"
    )
    notified_on = day_needed(
        "When was the council told in writing?",
        "Enter the day of the notice",
        called="The day of the notice",
        hint="The notice is due within 14 days (1976 Act s.49). A late one is recorded like any other",
    )


class DocumentForm(Form):
    """A test, an MOT certificate, insurance or tax."""

    kind = RadioField(
        "Which document was seen?",
        [Required("Choose which document was seen")],
        choices=[choice(key, words) for key, words in DOCUMENTS.items()],
    )
    from_on = day_needed(
        "First day",
        "Enter the first day",
        called="The first day",
        hint="Of a test: the day on which it was made",
    )
    until_on = day_if_known(
        "Last day",
        called="The last day",
        hint="The last day on which it is good. Leave it empty for a failed test",
    )
    result = RadioField(
        "Result of the test",
        [Optional()],
        choices=[choice(key, words) for key, words in RESULTS.items()],
        description="For a test only",
    )
    reference = StringField(
        "Reference",
        [at_most(60)],
        description="Its number, if it has one",
        render_kw={"width": 20, "spellcheck": False},
    )


class AccidentForm(Form):
    """Damage by an accident, and when it was reported."""

    happened_on = day_needed("When did it happen?", "Enter the day it happened", called="The day it happened")
    happened_time = clock_time("At what time did it happen?", "Like 14:30. Leave it empty if it is not known")
    reported_on = day_needed(
        "When did the proprietor report it?",
        "Enter the day it was reported",
        called="The day it was reported",
    )
    reported_time = clock_time(
        "At what time was it reported?", "Like 14:30. Leave it empty if it is not known"
    )
    damage = TextAreaField("What was damaged?", [Required("Enter what was damaged")], render_kw={"rows": 3})

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """When it happened and was reported, in UTC. Of an unknown time of day, whichever makes nobody late by it."""
        assert self.happened_on.data is not None
        assert self.reported_on.data is not None
        at, told_at = read_time(self.happened_time.data), read_time(self.reported_time.data)
        if self.happened_on.data == self.reported_on.data:
            # Within one day nobody is late: an unknown time is taken to be the other's.
            at, told_at = at or told_at or time(0), told_at or at or time(0)
        return (
            _moment(self.happened_on.data, at or time(23, 59)),
            _moment(self.reported_on.data, told_at or time(0)),
        )


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)


class PlateForm(Form):
    """A new plate."""

    number = StringField(
        "Number on the plate",
        [Required("Enter the number on the plate"), at_most(30)],
        render_kw={"width": 10, "spellcheck": False},
    )
    issued_on = day_needed("When was it issued?", "Enter the day it was issued", called="The day of issue")


class MoveForm(Form):
    """What became of a plate or a badge."""

    state = RadioField("What became of it?", [Required("Choose what became of it")], choices=[])
    number = StringField(
        "Number of the new one",
        [at_most(30)],
        description="Only if it was replaced",
        render_kw={"width": 10, "spellcheck": False},
    )
    moved_on = day_needed("When?", "Enter the day", called="The day")
    note = TextAreaField("Note", render_kw={"rows": 2})


class NoticeForm(Form):
    """A notice to return a plate."""

    because = RadioField(
        "Why does the plate have to come back?",
        [Required("Choose why the plate has to come back")],
        choices=[choice(key, words) for key, words in RETURNED_BECAUSE.items()],
    )
    served_on = day_needed(
        "When was the notice served?",
        "Enter the day of service",
        called="The day of service",
        hint="The plate is due within 7 days after it (1976 Act s.58(1))",
    )
