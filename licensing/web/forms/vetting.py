"""What is asked about a licence holder's vetting."""

from wtforms.validators import Length, Optional

from licensing.policy.vetting import Watch
from licensing.web.forms import (
    BooleanField,
    DateInputField,
    FilterForm,
    Form,
    IntegerField,
    RadioField,
    Required,
    SelectField,
    StringField,
    TextAreaField,
    choice,
)


class SeenForm(Form):
    """What an officer saw of one thing that is kept up to date."""

    result = RadioField("Result", [Required("Choose the result")], choices=[])
    points = IntegerField(
        "Points on the licence", [Optional()], description="0 if there are none", render_kw={"width": 2}
    )
    reference = StringField(
        "Reference",
        [Length(max=100, message="Use at most 100 characters")],
        render_kw={"width": 20, "spellcheck": False},
    )
    issued_on = DateInputField("When was it issued?", [], called="The day it was issued")
    seen_on = DateInputField(
        "When did you see it?", [Required("Enter the day you saw it")], called="The day you saw it"
    )
    until_on = DateInputField("Until when is it good?", [], called="The last day")
    note = TextAreaField("Note", render_kw={"rows": 3})

    def ask_about(self, watch: Watch) -> None:
        """Ask only what this one needs."""
        self.result.choices = [choice(one.key, one.label) for one in watch.results]
        self.reference.label.text = watch.reference_label or "Reference"
        self.reference.description = watch.reference_hint
        if not watch.asks_points:
            del self.points
        if not watch.reference_label:
            del self.reference
        if watch.counted_from != "issued":
            del self.issued_on
        if not (watch.until_entered or watch.bands):
            del self.until_on


class ConsentForm(Form):
    """Consent to status checks of a certificate."""

    number = StringField(
        "Certificate number",
        [Required("Enter the certificate number")],
        description="12 digits, as on the certificate",
        render_kw={"width": 20, "inputmode": "numeric", "spellcheck": False, "autocomplete": "off"},
    )
    surname = StringField(
        "Surname on the certificate",
        [Required("Enter the surname on the certificate"), Length(max=100)],
        render_kw={"width": 20, "spellcheck": False, "autocomplete": "off"},
    )
    given_on = DateInputField(
        "When did they consent?", [Required("Enter the day of the consent")], called="The day of the consent"
    )
    same_workforce = BooleanField(
        "The certificate is of the workforce “other workforce, taxi licensing”",
        [Required("A status check is for a certificate of this workforce only")],
    )


class VoidForm(Form):
    """Why a record was made in error."""

    reason = TextAreaField(
        "What is wrong with it?", [Required("Say what is wrong with it")], render_kw={"rows": 3}
    )


class DueFilter(FilterForm):
    """Which of what is due to list."""

    what = SelectField("What", choices=[])
    state = SelectField("How it stands", choices=[])
