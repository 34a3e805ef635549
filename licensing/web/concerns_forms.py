"""The forms by which information and concerns are recorded, tested, considered and answered."""

import re
from datetime import datetime, time
from typing import Any

from wtforms.validators import Length, Optional, Regexp

from licensing.concerns.checks import OUTCOMES, QUESTIONS
from licensing.concerns.deadlines import happened_at
from licensing.concerns.identity import Identity
from licensing.concerns.models import ABOUT, CAME_HOW, CATEGORIES, DOORS, EVENTS, REVIEWED, SENT_HOW
from licensing.policy.statute import LIMBS
from licensing.web.forms import (
    CheckboxesField,
    DateInputField,
    FilterForm,
    Form,
    RadioField,
    Required,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
    choice,
)

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\Z")
_HUNDRED = Length(max=100, message="Use at most 100 characters")
LETTER_HOW = {key: words for key, words in CAME_HOW.items() if key != "system"}


class ConcernsFilter(FilterForm):
    """Which to list."""

    what = SelectField(
        "Show",
        choices=[
            choice("all", "Everything"),
            choice("received", "Concerns received"),
            choice("sent", "Concerns sent and to be sent"),
            choice("information", "Information about our own licensees"),
        ],
        default="all",
    )
    state = SelectField("State", choices=[choice("open", "Open"), choice("over", "Over")], default="open")


class DoorForm(Form):
    """How something came in."""

    door = RadioField(
        "How did the information come in?",
        [Required("Choose how the information came in")],
        choices=[choice(key, words) for key, words in DOORS.items()],
    )


class IdentityForm(Form):
    """Whatever is known that identifies somebody."""

    names = TextAreaField(
        "Names",
        description="The full name, and any other name the person is known by: one a line",
        render_kw={"rows": 2},
    )
    born = DateInputField("Date of birth", [Optional()])
    address = TextAreaField("Addresses", description="One a line", render_kw={"rows": 2})
    contact = StringField("Telephone and email")
    licence_number = StringField("Driver licence number", [_HUNDRED], render_kw={"width": 20})
    badge_number = StringField("Badge number", [_HUNDRED], render_kw={"width": 20})
    vehicle = StringField("Vehicle registration", [_HUNDRED], render_kw={"width": 10})
    operator = StringField("Operator driven for")
    national_insurance = StringField("National Insurance number", [_HUNDRED], render_kw={"width": 20})
    gb_driver = StringField("Driving licence number (DVLA)", [_HUNDRED], render_kw={"width": 20})
    description = TextAreaField("Description", render_kw={"rows": 2})

    @property
    def identity(self) -> Identity:
        """What was typed, in those of the fields that are asked."""

        def typed(part: str) -> str:
            return (self[part].data or "") if part in self else ""

        lines = (name.strip() for name in typed("names").splitlines())
        numbers = ((kind, typed(kind)) for kind in ("national_insurance", "gb_driver"))
        return Identity(
            names=tuple(name for name in lines if name),
            born=self.born.data if "born" in self else None,
            address=typed("address"),
            contact=typed("contact"),
            licence_number=typed("licence_number"),
            badge_number=typed("badge_number"),
            vehicle=typed("vehicle"),
            operator=typed("operator"),
            description=typed("description"),
            numbers=tuple((kind, number) for kind, number in numbers if number),
        )


class InformationForm(IdentityForm):
    """What came in, who became aware, and when."""

    about = RadioField(
        "Who licensed the driver?",
        [Required("Choose who licensed the driver")],
        choices=[
            choice("own", ABOUT["own"]),
            choice(
                "elsewhere",
                ABOUT["elsewhere"],
                "Three questions follow: whether it must be sent to that authority within 10 working days",
            ),
        ],
    )
    what = TextAreaField(
        "What is known?",
        [Required("Enter what is known")],
        description="What happened, where and when, and who says so. It is encrypted where it is kept",
        render_kw={"rows": 8},
    )
    aware_on = DateInputField(
        "When did the authority become aware of it?",
        [Required("Enter the day of becoming aware")],
        called="The day of becoming aware",
        description="The day on which anybody of the authority first knew. The clocks begin with it",
    )
    aware_by = StringField("Who of the authority became aware?", [Required("Enter who became aware of it")])
    came_how = RadioField(
        "How did it reach the authority?",
        [Required("Choose how it reached the authority")],
        choices=[choice(key, words) for key, words in CAME_HOW.items()],
    )
    source_reference = StringField("Reference of the source", [_HUNDRED], render_kw={"width": 20})


def _clock(label: str, hint: str) -> StringField:
    return StringField(
        label,
        [Optional(), Regexp(_TIME, message="Enter a time like 14:30")],
        description=hint,
        render_kw={"width": 5},
    )


class SelfReportForm(InformationForm):
    """A licensee's own report of an arrest and release, a charge or a conviction (R55)."""

    event = RadioField(
        "What happened?",
        [Required("Choose what happened")],
        choices=[choice(key, words) for key, words in EVENTS.items()],
    )
    category = RadioField(
        "What kind of offence is it about?",
        [Required("Choose what kind of offence it is about")],
        choices=[choice(key, words) for key, words in CATEGORIES.items()],
    )
    event_on = DateInputField(
        "When did it happen?", [Required("Enter the day it happened")], called="The day it happened"
    )
    event_time = _clock("At what time did it happen?", "Like 14:30. Leave it empty if it is not known")
    reported_on = DateInputField(
        "When did the licensee report it?",
        [Required("Enter the day it was reported")],
        called="The day it was reported",
    )
    reported_time = _clock("At what time was it reported?", "Like 14:30")

    @property
    def moments(self) -> tuple[datetime | None, datetime | None]:
        """When it happened and when it was reported, where the days were given."""
        happened, reported = self.event_on.data, self.reported_on.data
        return (
            happened_at(happened, _read(self.event_time.data)) if happened else None,
            # Of an unknown time of day a report counts from the day's first minute: nobody is late by it.
            happened_at(reported, _read(self.reported_time.data) or time(0)) if reported else None,
        )


def _read(typed: str | None) -> time | None:
    found = _TIME.fullmatch(typed or "")
    return time(int(found[1]), int(found[2])) if found else None


class ContractForm(InformationForm):
    """A school-transport contract that failed or was ended (R75)."""

    contract_ended_on = DateInputField(
        "When did the contract fail or end?", [Optional()], called="The day the contract ended"
    )


FORMS: dict[str, type[InformationForm]] = {
    "self-report": SelfReportForm,
    "school-transport": ContractForm,
}


class ReviewForm(Form):
    """What is made of information about somebody whom we license."""

    outcome = RadioField(
        "What is made of it?",
        [Required("Choose what is made of it")],
        choices=[choice(key, words) for key, words in REVIEWED.items()],
    )
    reasons = TextAreaField("Why?", [Required("Give the reasons")], render_kw={"rows": 4})


def _yes_or_no(key: str) -> RadioField:
    question = QUESTIONS[key]
    return RadioField(
        question.asks,
        [Required("Choose yes or no")],
        choices=[choice("yes", "Yes"), choice("no", "No")],
        description=f"{question.hint}. {question.source}",
    )


def _why() -> TextAreaField:
    return TextAreaField(
        "Reasons for this answer", [Required("Give the reasons for your answer")], render_kw={"rows": 3}
    )


class QuestionsForm(Form):
    """The three questions of s.5(1), and what is sent to whom if all are answered yes."""

    drove_here = _yes_or_no("drove_here")
    drove_here_reasons = _why()
    conduct_here = _yes_or_no("conduct_here")
    conduct_here_reasons = _why()
    would_consider = _yes_or_no("would_consider")
    would_consider_reasons = _why()
    limbs = CheckboxesField(
        "What does the information indicate?",
        choices=[choice(limb.key, limb.title, f"{limb.text} ({limb.source})") for limb in LIMBS.values()],
        description="Relevant information: that the person …",
    )
    to = StringField(
        "Which authority granted the licence?",
        description="For example York, Transport for London or Glasgow City",
    )
    information = TextAreaField(
        "The information as it is sent",
        description="Leave out what identifies a witness or a victim, unless the authority needs it",
        render_kw={"rows": 8},
    )


class SentForm(Form):
    """How and when a letter went."""

    sent_how = RadioField(
        "How was it sent?",
        [Required("Choose how it was sent")],
        choices=[choice(key, words) for key, words in SENT_HOW.items()],
    )
    sent_on = DateInputField(
        "When was it sent?", [Required("Enter the day it was sent")], called="The day it was sent"
    )


class ReplyForm(Form):
    """A reply that came by letter."""

    received_on = DateInputField(
        "When did the reply come?", [Required("Enter the day it came")], called="The day it came"
    )
    how = RadioField(
        "How did it come?",
        [Required("Choose how it came")],
        choices=[choice(key, words) for key, words in LETTER_HOW.items()],
    )
    outcome = RadioField(
        "What does the authority say?",
        [Required("Choose what they decided")],
        choices=[choice(key, words) for key, words in OUTCOMES.items()],
    )
    reasons = TextAreaField(
        "The reasons it gives", [Required("Enter the reasons they gave")], render_kw={"rows": 6}
    )
    reference = StringField("Their reference", [_HUNDRED], render_kw={"width": 20})


class ReceivedForm(IdentityForm):
    """A concern that came by letter."""

    sender = StringField(
        "Which authority sent it?",
        [Required("Enter the authority that sent it")],
        description="An authority of England, Wales or Scotland",
    )
    came_how = RadioField(
        "How did it come?",
        [Required("Choose how it came")],
        choices=[choice(key, words) for key, words in LETTER_HOW.items()],
    )
    aware_on = DateInputField(
        "When did this authority become aware of it?",
        [Required("Enter the day of becoming aware")],
        called="The day of becoming aware",
        description="The 20 working days begin with it",
    )
    reference = StringField("Their reference", [_HUNDRED], render_kw={"width": 20})
    what = TextAreaField(
        "What does the authority tell?",
        [Required("Enter what the authority told you")],
        render_kw={"rows": 8},
    )
    limbs = CheckboxesField(
        "What does the information indicate?",
        choices=[choice(limb.key, limb.title) for limb in LIMBS.values()],
        description="If the authority says so",
    )


class WhoForm(Form):
    """Which of our own people a concern is about."""

    q = SearchField("Name, licence number or badge number", render_kw={"width": 20})
    person = RadioField(
        "Who is it?", [Required("Choose who it is, or that it is nobody of yours")], choices=[]
    )
    reason = TextAreaField(
        "What makes you sure?", [Required("Say what makes you sure")], render_kw={"rows": 3}
    )


class ConsiderForm(Form):
    """What a decision maker makes of a concern."""

    outcome = RadioField("What was decided?", [Required("Choose what was decided")], choices=[])
    decision = SelectField("The decision by which it was done", [Optional()], choices=[])
    reasons = TextAreaField(
        "Reasons",
        [Required("Give the reasons: they are part of the reply")],
        description="They are sent to the other authority as they stand here",
        render_kw={"rows": 6},
    )
    other_information = TextAreaField(
        "Other information that was considered",
        description="Kept here, and not sent",
        render_kw={"rows": 3},
    )

    def offer(self, *, ours: bool, decisions: Any) -> None:
        """Offer what can be chosen about this person."""
        self.outcome.choices = [
            choice(key, words) for key, words in OUTCOMES.items() if ours != (key == "not-licensed")
        ]
        self.decision.choices = [choice("", "None"), *decisions]


class PressForm(Form):
    """A button, with nothing to fill in."""
