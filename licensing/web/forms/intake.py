"""The forms of the intake: one question, or one small group, a page."""

from datetime import date
from typing import Any

from wtforms.validators import Length

from licensing.matching import numbers
from licensing.matching.numbers import NumberFault
from licensing.web.forms import (
    DateInputField,
    EmailField,
    Form,
    RadioField,
    Required,
    StringField,
    TelField,
    TextAreaField,
    choice,
)

LONGEST_NAME = 100


class NameForm(Form):
    """The applicant's name as on their passport or identity document."""

    first = StringField("First name", [Length(max=LONGEST_NAME)], render_kw={"spellcheck": False})
    middle = StringField(
        "Middle names",
        [Length(max=200)],
        description="Leave empty if they have none",
        render_kw={"spellcheck": False},
    )
    last = StringField(
        "Last name",
        [Length(max=LONGEST_NAME)],
        description="Some people have one name only: enter it here and leave the others empty",
        render_kw={"spellcheck": False},
    )

    def faults(self, today: date) -> dict[str, str]:
        """What is wrong beyond the form of each field."""
        return {} if self.first.data or self.last.data else {"last": "Enter the applicant's name"}

    def fields(self) -> dict[str, Any]:
        """The answers as the draft keeps them."""
        return {
            "first": self.first.data or "",
            "middle": self.middle.data or "",
            "last": self.last.data or "",
        }

    @classmethod
    def shown(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers as the form shows them again."""
        return answers


class OtherNamesForm(NameForm):
    """A name the applicant had before or is also known by."""

    any = RadioField(
        "Has the applicant ever had, or used, another name?",
        [Required("Choose yes or no")],
        description="Names before marriage, at school, in another country or spelt another way. "
        "The national register is searched by every one of them",
        choices=[choice("yes", "Yes"), choice("no", "No")],
    )

    def faults(self, today: date) -> dict[str, str]:
        """What is wrong beyond the form of each field."""
        return {}


class DateOfBirthForm(Form):
    """When the applicant was born."""

    born = DateInputField(
        "What is the applicant's date of birth?",
        [Required("Enter the date of birth")],
        called="Date of birth",
        description="As on their passport or identity document, for example 27 3 1985",
    )

    def faults(self, today: date) -> dict[str, str]:
        """A birth date is in the past and within a human life; who is old enough is for people to decide."""
        born = self.born.data
        if born and born >= today:
            return {"born": "Date of birth must be in the past"}
        if born and born.year < today.year - 110:
            return {"born": "Date of birth must be within the last 110 years"}
        return {}

    def fields(self) -> dict[str, Any]:
        """The answers as the draft keeps them."""
        return {"born": _text(self.born.data)}

    @classmethod
    def shown(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers as the form shows them again."""
        return {"born": _day(answers["born"])}


class AddressForm(Form):
    """Where the applicant lives now."""

    lines = TextAreaField(
        "Address",
        [Required("Enter the address"), Length(max=400)],
        description="One part a line: house and street, district, town",
        render_kw={"rows": 4},
    )
    postcode = StringField(
        "Postcode",
        [Length(max=10)],
        description="Leave empty if it has none",
        render_kw={"width": 10, "spellcheck": False},
    )
    from_on = DateInputField(
        "When did they move there?",
        [],
        called="The day they moved there",
        description="Leave empty if it is not known",
    )

    def faults(self, today: date) -> dict[str, str]:
        """What is wrong beyond the form of each field."""
        if self.from_on.data and self.from_on.data > today:
            return {"from_on": "The day they moved there must be today or in the past"}
        return {}

    def fields(self) -> dict[str, Any]:
        """The answers as the draft keeps them."""
        return {
            "lines": self.lines.data or "",
            "postcode": (self.postcode.data or "").upper(),
            "from_on": _text(self.from_on.data),
        }

    @classmethod
    def shown(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers as the form shows them again."""
        return answers | {"from_on": _day(answers["from_on"])}


class EarlierAddressForm(Form):
    """Where the applicant lived before."""

    any = RadioField(
        "Has the applicant lived anywhere else in the last 5 years?",
        [Required("Choose yes or no")],
        choices=[choice("yes", "Yes"), choice("no", "No")],
    )
    lines = TextAreaField(
        "Earlier address", [Length(max=400)], description="One part a line", render_kw={"rows": 4}
    )
    postcode = StringField("Postcode", [Length(max=10)], render_kw={"width": 10, "spellcheck": False})
    from_on = DateInputField("From", [], called="The first day", description="Leave empty if it is not known")
    until_on = DateInputField(
        "Until", [], called="The last day", description="Leave empty if it is not known"
    )

    def faults(self, today: date) -> dict[str, str]:
        """What is wrong beyond the form of each field."""
        faults = {}
        if self.from_on.data and self.from_on.data > today:
            faults["from_on"] = "The first day must be today or in the past"
        if self.until_on.data and self.until_on.data > today:
            faults["until_on"] = "The last day must be today or in the past"
        if self.from_on.data and self.until_on.data and self.from_on.data > self.until_on.data:
            faults["until_on"] = "The last day can't be before the first"
        return faults

    def one(self) -> dict[str, Any]:
        """The address that was typed."""
        return {
            "lines": self.lines.data or "",
            "postcode": (self.postcode.data or "").upper(),
            "from_on": _text(self.from_on.data),
            "until_on": _text(self.until_on.data),
        }


class NumbersForm(Form):
    """The applicant's identity numbers, checked for form."""

    national_insurance = StringField(
        "National Insurance number",
        description="It’s on a payslip or a letter about tax, for example QQ 12 34 56 C",
        render_kw={"width": 20, "spellcheck": False},
    )
    gb_driver = StringField(
        "GB driver number",
        description="Part 5 of the photocard, 16 characters",
        render_kw={"width": 20, "spellcheck": False},
    )
    ni_driver = StringField(
        "Northern Ireland driver number",
        description="8 numbers",
        render_kw={"width": 10, "spellcheck": False},
    )
    community = StringField(
        "Community licence number",
        [Length(max=40)],
        description="Of a licence from the European Economic Area",
        render_kw={"width": 20, "spellcheck": False},
    )

    READERS = {
        "national_insurance": numbers.national_insurance_number,
        "gb_driver": numbers.gb_driver_number,
        "ni_driver": numbers.northern_ireland_driver_number,
        "community": numbers.community_licence_number,
    }

    def faults(self, today: date) -> dict[str, str]:
        """A sentence for each number that has not the form it should have."""
        return self._read()[1]

    def fields(self) -> dict[str, Any]:
        """The answers as the draft keeps them: in one form, whatever was typed."""
        return self._read()[0]

    def _read(self) -> tuple[dict[str, str], dict[str, str]]:
        read, faults = {}, {}
        for kind, reader in self.READERS.items():
            typed = self[kind].data or ""
            if not typed:
                read[kind] = ""
                continue
            try:
                read[kind] = reader(typed)
            except NumberFault as fault:
                faults[kind] = str(fault)
        return read, faults

    @classmethod
    def shown(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers as the form shows them again."""
        return answers


class ContactForm(Form):
    """How the applicant is reached."""

    email = EmailField("Email address", [Length(max=254)], render_kw={"width": 30, "spellcheck": False})
    telephone = TelField("Telephone number", [Length(max=40)], render_kw={"width": 20})

    def faults(self, today: date) -> dict[str, str]:
        """What is wrong beyond the form of each field."""
        faults = {}
        email = self.email.data or ""
        if email and (email.count("@") != 1 or not all(email.split("@")) or " " in email):
            faults["email"] = "Enter an email address, like name@example.com"
        digits = sum(character.isdigit() for character in self.telephone.data or "")
        if self.telephone.data and not 7 <= digits <= 15:
            faults["telephone"] = "Enter a telephone number, like 07700 900 982 or +44 808 157 0192"
        if not email and not self.telephone.data:
            faults["email"] = "Enter an email address or a telephone number"
        return faults

    def fields(self) -> dict[str, Any]:
        """The answers as the draft keeps them."""
        return {"email": self.email.data or "", "telephone": self.telephone.data or ""}

    @classmethod
    def shown(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers as the form shows them again."""
        return answers


class DrivingForm(Form):
    """Since when the applicant may drive a motor car."""

    entitled_since = DateInputField(
        "Since when has the applicant been authorised to drive a motor car?",
        [Required("Enter the day the entitlement began")],
        called="The day the entitlement began",
        description="Column 10 on the back of the driving licence. "
        "A licence needs 12 months' entitlement (1976 Act s.51(1)(b))",
    )

    def faults(self, today: date) -> dict[str, str]:
        """What is wrong beyond the form of each field."""
        if self.entitled_since.data and self.entitled_since.data > today:
            return {"entitled_since": "The day the entitlement began must be in the past"}
        return {}

    def fields(self) -> dict[str, Any]:
        """The answers as the draft keeps them."""
        return {"entitled_since": _text(self.entitled_since.data)}

    @classmethod
    def shown(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers as the form shows them again."""
        return {"entitled_since": _day(answers["entitled_since"])}


class RightToWorkForm(Form):
    """Whether the applicant's leave to be in the United Kingdom ends."""

    limited = RadioField(
        "Is the applicant's permission to be in the UK limited in time?",
        [Required("Choose one")],
        choices=[
            choice("no", "No", "A British or Irish citizen, or settled without a time limit"),
            choice("yes", "Yes, until a day that is known"),
            choice(
                "continues",
                "Yes, and it continues while an application or appeal is decided",
                "Section 3C: a licence then runs for 6 months at most",
            ),
        ],
    )
    ends_on = DateInputField(
        "The day the permission ends",
        [],
        called="The day the permission ends",
        description="Only if the day is known",
    )

    def faults(self, today: date) -> dict[str, str]:
        """What is wrong beyond the form of each field."""
        if self.limited.data == "yes" and not self.ends_on.data:
            return {"ends_on": "Enter the day the permission ends"}
        return {}

    def fields(self) -> dict[str, Any]:
        """The answers as the draft keeps them."""
        return {
            "limited": self.limited.data,
            "ends_on": _text(self.ends_on.data) if self.limited.data == "yes" else None,
        }

    @classmethod
    def shown(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers as the form shows them again."""
        return answers | {"ends_on": _day(answers["ends_on"])}


class BackgroundForm(Form):
    """What the checklist depends on besides."""

    lived_abroad = RadioField(
        "Has the applicant lived outside the UK for 3 or more continuous months as an adult?",
        [Required("Choose whether they lived abroad")],
        choices=[choice("yes", "Yes"), choice("no", "No")],
    )
    earlier_licence = RadioField(
        "Has the applicant held a driver licence of this kind within the last year, from any council?",
        [Required("Choose whether they held a licence")],
        description="Then a tax check code is needed; otherwise they confirm that they know their tax responsibilities",
        choices=[choice("yes", "Yes"), choice("no", "No")],
    )

    def faults(self, today: date) -> dict[str, str]:
        """What is wrong beyond the form of each field."""
        return {}

    def fields(self) -> dict[str, Any]:
        """The answers as the draft keeps them."""
        return {"lived_abroad": self.lived_abroad.data, "earlier_licence": self.earlier_licence.data}

    @classmethod
    def shown(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers as the form shows them again."""
        return answers


FORMS: dict[str, type[Any]] = {
    "name": NameForm,
    "other-names": OtherNamesForm,
    "date-of-birth": DateOfBirthForm,
    "address": AddressForm,
    "earlier-addresses": EarlierAddressForm,
    "numbers": NumbersForm,
    "contact": ContactForm,
    "driving": DrivingForm,
    "right-to-work": RightToWorkForm,
    "background": BackgroundForm,
}


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
