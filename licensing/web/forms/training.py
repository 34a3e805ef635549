"""The forms of the training pages."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms.fields import Field
from wtforms.validators import Length, NumberRange, Optional

from licensing.training.attendance import DryRun
from licensing.training.loading import LEAVE_OUT, LIST_ONLY
from licensing.training.models import DELIVERIES, CourseVersion
from licensing.web.forms import (
    DateInputField,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    Required,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
    choice,
)

RESULTS = [choice("passed", "Passed"), choice("failed", "Failed")]


def _at_most(longest: int) -> Length:
    return Length(max=longest, message=f"Use at most {longest} characters")


class CourseForm(Form):
    """A new course."""

    code = StringField(
        "Code",
        [Required("Enter a code for the course"), _at_most(30)],
        description="Short, as on certificates and attendance lists. For example, SG-1",
        render_kw={"width": 10, "spellcheck": False},
    )
    title = StringField(
        "Title", [Required("Enter the title of the course"), _at_most(200)], render_kw={"width": 30}
    )
    module = RadioField("Which module does passing it satisfy?", [Required("Choose a module")], choices=[])


class VersionForm(Form):
    """A new version of a course."""

    version = StringField(
        "Version",
        [Required("Enter the version"), _at_most(20)],
        description="For example, 1 or 2026",
        render_kw={"width": 5},
    )
    delivery = RadioField(
        "How is it given?",
        [Required("Choose how the course is given")],
        choices=[choice(key, words) for key, words in DELIVERIES.items()],
    )
    provider = StringField(
        "Provider",
        [Required("Enter who provides the course"), _at_most(200)],
        description="Who teaches or examines",
        render_kw={"width": 30},
    )
    pass_mark = IntegerField(
        "Pass mark",
        [Optional(), NumberRange(0, 100_000, "The pass mark must be 0 or more")],
        description="Leave it empty if the assessor says passed or failed without a score",
        render_kw={"width": 3},
    )
    highest_score = IntegerField(
        "Highest score",
        [Required("Enter the highest score"), NumberRange(1, 100_000, "The highest score must be 1 or more")],
        description="100 for a score in per cent",
        render_kw={"width": 3},
    )
    length_minutes = IntegerField(
        "Length in minutes",
        [Required("Enter the length in minutes"), NumberRange(1, 100_000, "The length must be 1 or more")],
        render_kw={"width": 4},
    )
    from_on = DateInputField(
        "First day it is given",
        [Required("Enter the first day it is given")],
        called="First day",
        description="For example, 27 3 2026",
    )
    until_on = DateInputField(
        "Last day it is given",
        called="Last day",
        description="Leave it empty while no end is known",
    )


class SessionForm(Form):
    """A new session."""

    version = SelectField("Course and version", [Required("Choose a course")], choices=[])
    held_on = DateInputField(
        "Date",
        [Required("Enter the date of the session")],
        called="Date of the session",
        description="For example, 27 3 2026",
    )
    trainer = StringField(
        "Trainer", [Required("Enter the trainer's name"), _at_most(200)], render_kw={"width": 30}
    )
    venue = StringField("Venue", [Required("Enter the venue"), _at_most(200)], render_kw={"width": 30})
    length_minutes = IntegerField(
        "Length in minutes",
        [Optional(), NumberRange(1, 100_000, "The length must be 1 or more")],
        description="Leave it empty for the course's own length",
        render_kw={"width": 4},
    )


class AttendeeForm(Form):
    """One line of an attendance list, typed instead of uploaded."""

    first_name = StringField(
        "First name", [Required("Enter the first name"), _at_most(100)], render_kw={"width": 20}
    )
    last_name = StringField(
        "Last name", [Required("Enter the last name"), _at_most(100)], render_kw={"width": 20}
    )
    date_of_birth = DateInputField(
        "Date of birth", [Required("Enter the date of birth")], description="For example, 27 3 1985"
    )
    licence_number = StringField(
        "Licence number",
        [_at_most(60)],
        description="If the list gives it",
        render_kw={"width": 20, "spellcheck": False},
    )
    score = IntegerField("Score", [Optional()], render_kw={"width": 3})
    result = RadioField(
        "Result",
        [Optional()],
        choices=RESULTS,
        description="Needed only if the course has no pass mark",
    )
    certificate_number = StringField(
        "Certificate number", [_at_most(60)], render_kw={"width": 20, "spellcheck": False}
    )


class CompletionForm(Form):
    """A completion of one person."""

    version = SelectField("Course and version", [Required("Choose a course")], choices=[])
    completed_on = DateInputField(
        "Date completed",
        [Required("Enter the date completed")],
        called="Date completed",
        description="For example, 27 3 2026",
    )
    score = IntegerField(
        "Score", [Optional()], description="Needed if the course has a pass mark", render_kw={"width": 3}
    )
    result = RadioField(
        "Result",
        [Optional()],
        choices=RESULTS,
        description="Needed only if the course has no pass mark; else the score decides",
    )
    certificate_number = StringField(
        "Certificate number",
        [_at_most(60)],
        description="Leave it empty for a failed assessment",
        render_kw={"width": 20, "spellcheck": False},
    )
    evidence = StringField(
        "Evidence",
        [Required("Say where the evidence is"), _at_most(200)],
        description="Where it can be seen: a file's reference, a certificate seen",
        render_kw={"width": 30},
    )


class ExemptionForm(Form):
    """An exemption from a module."""

    module = RadioField("Module", [Required("Choose a module")], choices=[])
    from_on = DateInputField(
        "First day", [Required("Enter the first day")], description="For example, 27 3 2026"
    )
    until_on = DateInputField(
        "Last day", [Required("Enter the last day")], description="For example, 26 3 2027"
    )
    reason = TextAreaField(
        "Why is this person exempt?", [Required("Say why this person is exempt")], render_kw={"rows": 4}
    )


class CertificateForm(Form):
    """A certificate number to look for at partner authorities."""

    certificate_number = StringField(
        "Certificate number",
        [Required("Enter the number on the certificate"), _at_most(60)],
        render_kw={"width": 20, "spellcheck": False},
    )


class RecognitionForm(Form):
    """Which of the completions found is recognised, and why."""

    certificate_number = HiddenField()
    completion = RadioField("Which completion?", [Required("Choose a completion")], choices=[])
    reason = TextAreaField(
        "How do you know that it is this person's?",
        [Required("Say how you know that this is the same person")],
        render_kw={"rows": 4},
    )


class ReasonForm(Form):
    """A reason, and nothing else."""

    reason = TextAreaField("Reason", [Required("Enter a reason")], render_kw={"rows": 4})


class FindPersonForm(Form):
    """Whom to look for, to link a line of an attendance list."""

    q = SearchField(
        "Name, licence number or badge number", [Required("Enter a name or number")], render_kw={"width": 20}
    )


class LinkForm(Form):
    """Whom a line of an attendance list meant, and how the officer knows."""

    q = HiddenField()
    person = RadioField("Who is it?", [Required("Choose a person")], choices=[])
    reason = TextAreaField(
        "How do you know?",
        [Required("Say how you know that this is the same person")],
        render_kw={"rows": 4},
    )


class UploadForm(Form):
    """An attendance list."""

    file = FileField("Attendance list", [Required("Choose a file")], render_kw={"accept": ".csv,text/csv"})


class LoadForm(Form):
    """What was shown, sent back to be loaded: the list, the check's digest, a choice for each question."""

    content = HiddenField()
    shown = HiddenField()
    session = HiddenField()

    @property
    def choice_fields(self) -> Mapping[int, Field]:
        """Line → the field by which the officer answers its question."""
        return {
            int(name.removeprefix("choice-")): field
            for name, field in self._fields.items()
            if name.startswith("choice-")
        }


def load_form(found: DryRun, **arguments: Any) -> LoadForm:
    """A form with one set of radios for each line that asks who somebody is."""
    fields = {f"choice-{row.line}": _question(row) for row in found.questions}
    made: type[LoadForm] = type("LoadFormOfList", (LoadForm,), fields)
    return made(**arguments)


def _question(row: Any) -> RadioField:
    offered = [choice(str(one.person_id), one.words) for one in row.match.candidates]
    return RadioField(
        f"Line {row.line}: who is {row.name}, born {_day(row.date_of_birth)}?",
        [Required(f"Line {row.line}: choose who {row.name} is")],
        choices=[
            *offered,
            choice(LIST_ONLY, "On the list, linked to nobody yet", "You can say later who it is"),
            choice(LEAVE_OUT, "Leave this line out"),
        ],
        description=f"{row.match.question}.",
    )


def version_choices(versions: Iterable[CourseVersion]) -> list[Any]:
    """A select's choices of course versions."""
    return [
        choice("", "Choose one"),
        *(choice(str(one.id), f"{one.label}: {one.course.title}") for one in versions),
    ]


def said(form_value: str | None) -> bool | None:
    """What the radios of a result say: passed, failed, or nothing."""
    return None if not form_value else form_value == "passed"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
