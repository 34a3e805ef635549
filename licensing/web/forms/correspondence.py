"""The forms of what authorities write to each other about entries."""

from wtforms.validators import Length

from licensing.national_register.answers import HOLDS
from licensing.national_register.requests import BY_HAND
from licensing.national_register.telling import CHANGES
from licensing.policy.statute import LIMBS
from licensing.web.forms import (
    CheckboxesField,
    DateInputField,
    FileField,
    Form,
    RadioField,
    Required,
    SelectField,
    StringField,
    TextAreaField,
    choice,
)


class ReceivedForm(Form):
    """A request that came by post or e-mail."""

    from_authority = SelectField(
        "Which authority asks?", [Required("Choose the authority that asks")], choices=[]
    )
    entry_ref = StringField(
        "Reference of our entry",
        [
            Required("Enter the reference of our entry"),
            Length(max=16, message="A reference has 16 characters"),
        ],
        description="16 letters and digits, as in the letter",
        render_kw={"width": 20, "spellcheck": False, "autocapitalize": "none"},
    )
    came_how = RadioField(
        "How did it come?",
        [Required("Choose how it came")],
        choices=[choice(key, words) for key, words in BY_HAND.items()],
    )
    received_on = DateInputField(
        "When was it received?",
        [Required("Enter the day it was received")],
        called="The day it was received",
        description="The 20 working days begin with this day",
    )
    their_reference = StringField(
        "Their reference",
        [Length(max=100, message="Use at most 100 characters")],
        render_kw={"width": 20, "spellcheck": False},
    )
    text = TextAreaField("What do they ask?", [Required("Enter what is asked")], render_kw={"rows": 8})


class AnswerForm(Form):
    """The answer, and this authority's own record of it."""

    holds = RadioField(
        "How much of what the decision relied on can you provide?",
        [Required("Say how much of it you can provide")],
        choices=[choice(key, words) for key, words in HOLDS.items()],
    )
    limbs = CheckboxesField(
        "Which kinds of relevant information is it?",
        choices=[choice(key, f"{limb.letter} {limb.title}") for key, limb in LIMBS.items()],
        description="2022 Act s.1. Leave empty where nothing more is held",
    )
    text = TextAreaField(
        "The answer",
        [Required("Write the answer: where nothing more is held, it says so")],
        description="As it is sent. Leave out what would identify a victim or a witness, unless it is needed",
        render_kw={"rows": 16},
    )
    why_disclosed = TextAreaField(
        "Why is this disclosed?",
        [Required("Say for your own record why this is disclosed")],
        description="For your own record. It is not sent",
        render_kw={"rows": 3},
    )
    withheld = TextAreaField(
        "What was left out about other people, and why?",
        description="For your own record. It is not sent. Leave empty if nothing was left out",
        render_kw={"rows": 3},
    )
    sent_how = RadioField("How is it sent?", [Required("Choose how it is sent")], choices=[])
    sent_on = DateInputField(
        "When was it sent?",
        called="The day it was sent",
        description="Only where you sent it yourself: the register keeps its own time",
    )


class DocumentForm(Form):
    """A file that goes with the answer."""

    document = FileField(
        "Choose a file",
        [Required("Choose a file")],
        description="A PDF, a JPEG or PNG picture, or plain text; 8 megabytes at most together with the others",
        render_kw={"accept": "application/pdf,image/jpeg,image/png,text/plain"},
    )


class ToldForm(Form):
    """How an authority was told of a change by hand."""

    told_how = RadioField(
        "How were they told?",
        [Required("Choose how they were told")],
        choices=[choice(key, words) for key, words in BY_HAND.items()],
    )
    told_on = DateInputField(
        "When were they told?", [Required("Enter the day they were told")], called="The day they were told"
    )


class AcknowledgedForm(Form):
    """An acknowledgement that came by hand."""

    acknowledged_on = DateInputField(
        "When did they acknowledge it?", [Required("Enter the day")], called="The day they acknowledged it"
    )
    acknowledged_how = TextAreaField(
        "Who acknowledged it, and how?",
        [Required("Say who acknowledged it, and how")],
        render_kw={"rows": 2},
    )


class DealtWithForm(Form):
    """What was done about a letter that answers nothing held here."""

    how = TextAreaField(
        "What was done about it?", [Required("Say what was done about it")], render_kw={"rows": 3}
    )


class NoticeForm(Form):
    """A change of which this authority was told by post or e-mail."""

    what = RadioField(
        "What was done with the entry?",
        [Required("Choose what was done with the entry")],
        choices=[choice(key, words) for key, words in CHANGES.items()],
    )
    changed_on = DateInputField(
        "When was it changed?", [Required("Enter the day of the change")], called="The day of the change"
    )
    effect_on = DateInputField(
        "When does the change take effect, if that is another day?", called="The day it takes effect"
    )
    received_on = DateInputField(
        "When were you told?", [Required("Enter the day you were told")], called="The day you were told"
    )
    reason = TextAreaField(
        "Why was it changed?",
        [Required("Enter why it was changed, as the authority told you")],
        description="Used for your applications only, and deleted when they and any appeal are over",
        render_kw={"rows": 6},
    )


class OutcomeForm(Form):
    """What came of looking at a determination again."""

    outcome = RadioField(
        "What comes of it?",
        [Required("Say whether the determination stands")],
        choices=[
            choice("stands", "The determination stands", "What changed makes no difference, and you say why"),
            choice("taken-up", "It is taken up again", "You say what will be done, and by whom"),
        ],
    )
    reasons = TextAreaField("Why, and what will be done?", [Required("Say why, and what will be done")])
