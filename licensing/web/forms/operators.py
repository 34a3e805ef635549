"""The forms of the operators' pages."""

from wtforms.validators import Length

from licensing.register.operator_models import FORMS
from licensing.register.operators import OperatorFacts
from licensing.web.forms import (
    DateInputField,
    EmailField,
    Form,
    RadioField,
    Required,
    SearchField,
    StringField,
    TelField,
    choice,
)


def at_most(longest: int) -> Length:
    """What a field takes that is kept in so many characters."""
    return Length(max=longest, message=f"Use at most {longest} characters")


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
