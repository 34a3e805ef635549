"""Forms: what a page may ask with, how it is read, and how it is drawn in the GOV.UK Design System."""

from flask import Flask
from flask_wtf.csrf import generate_csrf
from flask_wtf.file import FileField
from jinja2 import BaseLoader, ChoiceLoader, PackageLoader, PrefixLoader
from wtforms.fields import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    SearchField,
    StringField,
    TelField,
    TextAreaField,
)

from licensing.web.forms.base import FilterForm, Form, pressed
from licensing.web.forms.fields import (
    CheckboxesField,
    DateInputField,
    IntegerField,
    RadioField,
    Required,
    SelectField,
    choice,
)
from licensing.web.forms.govuk import error_summary, govuk_field, has_errors, takes_files

# The package's page template has one inline script, the same on every page: it marks the body as able to run
# the Design System's. A Content-Security-Policy names it by this hash, or base.html is given a `csp_nonce`.
INLINE_SCRIPT_HASH = "'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='"

__all__ = [
    "INLINE_SCRIPT_HASH",
    "BooleanField",
    "CheckboxesField",
    "DateInputField",
    "EmailField",
    "FileField",
    "FilterForm",
    "Form",
    "HiddenField",
    "IntegerField",
    "PasswordField",
    "RadioField",
    "Required",
    "SearchField",
    "SelectField",
    "StringField",
    "TelField",
    "TextAreaField",
    "choice",
    "error_summary",
    "govuk_field",
    "has_errors",
    "init_app",
    "pressed",
    "takes_files",
]


def init_app(app: Flask) -> None:
    """Give templates the GOV.UK macros and the functions that draw forms with them."""
    own: list[BaseLoader] = [app.jinja_loader] if app.jinja_loader else []
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([*own, govuk])
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        govuk_field=govuk_field,
        error_summary=error_summary,
        has_errors=has_errors,
        takes_files=takes_files,
    )
    # The button that signs out stands on every page, also where no form class is at hand.
    app.jinja_env.globals.setdefault("csrf_token", generate_csrf)
