"""The form every page's form is made from."""

import unicodedata
from collections.abc import Mapping, MutableMapping
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms.fields import PasswordField, StringField, TextAreaField
from wtforms.fields.core import Field, UnboundField
from wtforms.form import BaseForm
from wtforms.validators import Length, ValidationError


def tidy(text: str | None) -> str | None:
    """Typed text without space around it or control characters in it; a line ends with a plain newline."""
    if text is None:
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    # PostgreSQL stores no NUL, and nobody types one; a tab or a new line may be meant.
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


LONGEST_LINE, LONGEST_TEXT = 200, 20_000


def _at_most(kind: type[Field]) -> Any:
    """What a field that says nothing of length takes: nothing typed is longer than where it is kept."""
    longest = LONGEST_TEXT if issubclass(kind, TextAreaField) else LONGEST_LINE
    return Length(max=longest, message=f"Use at most {longest:,} characters")


class Form(FlaskForm):
    """A form that is posted, with its CSRF token. Text is tidied, except passwords."""

    class Meta(FlaskForm.Meta):
        """How fields are made."""

        def bind_field(
            self, form: BaseForm, unbound_field: "UnboundField[Field]", options: MutableMapping[str, Any]
        ) -> Field:
            """Make the field; typed text passes through `tidy` first."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                own = unbound_field.kwargs.get("filters", ())
                field = unbound_field.bind(form=form, **{**options, "filters": [tidy, *own]})
                if not any(isinstance(one, Length) for one in field.validators):
                    field.validators = [*field.validators, _at_most(kind)]
                return field
            return unbound_field.bind(form=form, **options)

    def validate_csrf_only(self) -> bool:
        """Whether the form was sent, with its token: for a button that sends none of the fields."""
        if not self.is_submitted():
            return False
        name = self.meta.csrf_field_name
        return name not in self or bool(self[name].validate(self))

    def add_faults(self, faults: Mapping[str, str]) -> None:
        """Show the faults of a `BadInput` where they belong; one of no field of this form is shown above."""
        for name, message in faults.items():
            if name in self:
                self[name].errors = [*self[name].errors, message]
            else:
                self.form_errors.append(message)


def pressed() -> None:
    """A button on one of our own pages was pressed. Raises CSRFError for a POST from anywhere else.

    For views that have a button and no form: a form checks its token itself, and keeps what was typed.
    """
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError as fault:
        raise CSRFError(str(fault)) from fault


class FilterForm(Form):
    """A form that narrows a list: sent with GET, read from the address, with no CSRF token."""

    class Meta(Form.Meta):
        """No token: a GET changes nothing, and addresses are shared."""

        csrf = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(formdata=request.args, **kwargs)
