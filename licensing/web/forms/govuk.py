"""From a WTForms field to the GOV.UK Design System's markup.

Each kind of field becomes the parameters of one macro of govuk-frontend-jinja. Options may be given where
the field is declared, as `render_kw={"width": 10}`, or where it is drawn, as `govuk_field(form.x, width=10)`;
the latter wins:

    heading       the label or legend is the page's h1
    label_size    "s", "m", "l" or "xl"
    hint          instead of the field's description; markup if it is Markup
    width         2, 3, 4, 5, 10, 20, 30 (characters) or "one-half", "two-thirds"… (of the column)
    autocomplete, inputmode, spellcheck, autocapitalize, type, rows, prefix, suffix
    inline, small radios and checkboxes
    classes       more classes

Anything else becomes an attribute of the input, such as `accept`.
"""

from collections.abc import Callable, Iterator
from typing import Any

from flask import current_app
from flask_wtf.file import FileField
from markupsafe import Markup
from wtforms import fields as wtf
from wtforms.csrf.core import CSRFTokenField
from wtforms.fields.core import Field
from wtforms.form import BaseForm

from licensing.web.forms.dates import PARTS
from licensing.web.forms.fields import CheckboxesField, DateInputField

Params = dict[str, Any]

_PASSED_ON = ("autocomplete", "inputmode", "spellcheck", "autocapitalize", "type", "rows", "disabled")
_OURS = ("heading", "label_size", "hint", "width", "classes", "prefix", "suffix", "inline", "small")
_PAGE_TOO_OLD = "This page was open for too long. Check what you entered and send it again"


def govuk_field(field: Field, **options: Any) -> Markup:
    """The field as the Design System draws it, with its label, hint, error and what was typed.

    Raises TypeError for a kind of field that has no drawing here.
    """
    for kind, draw in _DRAWINGS:
        if isinstance(field, kind):
            return draw(field, {**(field.render_kw or {}), **options})
    raise TypeError(f"No drawing for {type(field).__name__} ({field.name}); draw its parts one by one.")


def error_summary(form: BaseForm | None) -> Markup:
    """The list of all errors of a form, each a link to the input at fault; nothing when there are none."""
    errors = [{"text": text, **({"href": href} if href else {})} for href, text in _faults(form)]
    if not errors:
        return Markup()
    return _macro("error-summary", {"titleText": "There is a problem", "errorList": errors})


def has_errors(form: BaseForm | None) -> bool:
    """Whether anything of the form is at fault."""
    return any(True for _ in _faults(form))


def takes_files(form: BaseForm | None) -> bool:
    """Whether the form has to be sent as multipart."""
    return form is not None and any(isinstance(field, wtf.FileField) for field in form)


def _faults(form: BaseForm | None) -> Iterator[tuple[str | None, str]]:
    """Where, and what: every error of a form in the order of its fields, one for each field."""
    if form is None:
        return
    for message in form.form_errors:
        yield None, message
    for field in form:
        yield from _field_faults(field)


def _field_faults(field: Field) -> Iterator[tuple[str | None, str]]:
    if isinstance(field, wtf.FormField):
        yield from _faults(field.form)
    elif isinstance(field, wtf.FieldList):
        # A list's errors are those of its entries, as lists, and then its own, as sentences.
        for message in (error for error in field.errors if isinstance(error, str)):
            yield f"#{field.id}", message
        for entry in field.entries:
            yield from _field_faults(entry)
    elif field.errors:
        yield _target(field), _message(field)


def _target(field: Field) -> str | None:
    """The first input at fault, so that a keyboard user lands in it. Radios start at the first item."""
    if isinstance(field, wtf.HiddenField):
        return None
    if isinstance(field, DateInputField):
        return f"#{field.id}-{(field.faulty_parts or PARTS)[0]}"
    return f"#{field.id}"


def _message(field: Field) -> str:
    return _PAGE_TOO_OLD if isinstance(field, CSRFTokenField) else str(field.errors[0])


# --- parameters ------------------------------------------------------------------------------------------


def _common(field: Field, options: Params) -> Params:
    params: Params = {"id": field.id, "idPrefix": field.id, "name": field.name}
    params |= {name: options[name] for name in _PASSED_ON if name in options}
    attributes = {name: value for name, value in options.items() if name not in (*_PASSED_ON, *_OURS)}
    if attributes:
        params["attributes"] = attributes
    # An empty hint would leave aria-describedby pointing at silence.
    if hint := options.get("hint", field.description):
        params["hint"] = {"html" if isinstance(hint, Markup) else "text": hint}
    if field.errors:
        params["errorMessage"] = {"text": _message(field)}
    if classes := options.get("classes"):
        params["classes"] = classes
    return params


def _title(field: Field, options: Params, kind: str, usual_size: str = "") -> Params:
    heading = bool(options.get("heading"))
    size = options.get("label_size") or ("l" if heading else usual_size)
    return {
        "text": field.label.text,
        "classes": f"govuk-{kind}--{size}" if size else "",
        "isPageHeading": heading,
    }


def _with_label(field: Field, options: Params) -> Params:
    params = _common(field, options) | {"label": _title(field, options, "label")}
    if width := options.get("width"):
        by_column = f"govuk-!-width-{width}"
        by_characters = f"govuk-input--width-{width}"
        wanted = by_characters if isinstance(width, int) else by_column
        params["classes"] = f"{params.get('classes', '')} {wanted}".strip()
    return params


def _with_legend(field: Field, options: Params) -> Params:
    return _common(field, options) | {
        "fieldset": {"legend": _title(field, options, "fieldset__legend", usual_size="s")}
    }


def _typed(field: Field) -> str:
    """What stands in the box: the value, or what was typed when it could not be understood."""
    if field.data is not None:
        return str(field.data)
    return str(field.raw_data[0]) if field.raw_data else ""


# --- drawings --------------------------------------------------------------------------------------------


def _text(field: Field, options: Params) -> Markup:
    params = _with_label(field, options) | {"value": _typed(field)}
    for kind, input_type in ((wtf.EmailField, "email"), (wtf.TelField, "tel"), (wtf.SearchField, "search")):
        if isinstance(field, kind):
            params.setdefault("type", input_type)
    for affix in ("prefix", "suffix"):
        if options.get(affix):
            params[affix] = {"text": options[affix]}
    return _macro("input", params)


def _email(field: Field, options: Params) -> Markup:
    return _text(field, {"spellcheck": False, "autocapitalize": "none"} | options)


def _number(field: Field, options: Params) -> Markup:
    # type=number loses what was typed and changes it under a scrolling mouse.
    return _text(field, {"inputmode": "numeric", "spellcheck": False} | options)


def _textarea(field: Field, options: Params) -> Markup:
    return _macro("textarea", _with_label(field, options) | {"value": _typed(field)})


def _password(field: Field, options: Params) -> Markup:
    # What was typed is not sent back: the page may be kept in a history.
    return _macro("password-input", _with_label(field, options))


def _file(field: Field, options: Params) -> Markup:
    return _macro("file-upload", _with_label(field, options))


def _hidden(field: Field, options: Params) -> Markup:
    return field()


def _items(field: wtf.SelectField) -> list[Params]:
    items = []
    for value, label, selected, extra in field.iter_choices():
        item = {"value": str(value), "text": label, "checked": selected, "selected": selected}
        if extra.get("hint"):
            item["hint"] = {"text": extra["hint"]}
        items.append(item)
    return items


def _select(field: wtf.SelectField, options: Params) -> Markup:
    return _macro("select", _with_label(field, options) | {"items": _items(field)})


def _group(macro: str, field: wtf.SelectField, options: Params) -> Markup:
    shape = [f"govuk-{macro}--{name}" for name in ("inline", "small") if options.get(name)]
    classes = " ".join([options.get("classes") or "", *shape]).strip()
    return _macro(macro, _with_legend(field, options) | {"items": _items(field), "classes": classes})


def _radios(field: wtf.SelectField, options: Params) -> Markup:
    return _group("radios", field, options)


def _checkboxes(field: wtf.SelectField, options: Params) -> Markup:
    return _group("checkboxes", field, options)


def _tick(field: Field, options: Params) -> Markup:
    """One checkbox alone: its label says it all, so there is no fieldset."""
    params = _common(field, options)
    item: Params = {"value": "y", "text": field.label.text, "checked": bool(field.data)}
    if hint := params.pop("hint", None):
        item["hint"] = hint
    return _macro("checkboxes", params | {"items": [item]})


def _date(field: DateInputField, options: Params) -> Markup:
    params = _with_legend(field, options)
    complete = params.pop("autocomplete", "")  # only "bday" means anything for a date
    at_fault = (field.faulty_parts or PARTS) if field.errors else ()
    items = []
    for part, width in zip(PARTS, (2, 2, 4), strict=True):
        red = " govuk-input--error" if part in at_fault else ""
        item = {"name": part, "value": field.typed[part], "classes": f"govuk-input--width-{width}{red}"}
        if complete:
            item["autocomplete"] = f"{complete}-{part}"
        items.append(item)
    return _macro("date-input", params | {"namePrefix": field.name, "items": items})


# From the particular to the general: a password is a text field too, and radios are a select.
_DRAWINGS: tuple[tuple[type[Field] | tuple[type[Field], ...], Callable[[Any, Params], Markup]], ...] = (
    (DateInputField, _date),
    (wtf.HiddenField, _hidden),
    (wtf.PasswordField, _password),
    ((wtf.FileField, FileField), _file),
    (wtf.TextAreaField, _textarea),
    (wtf.EmailField, _email),
    (wtf.StringField, _text),
    ((wtf.IntegerField, wtf.DecimalField), _number),
    (wtf.BooleanField, _tick),
    (wtf.RadioField, _radios),
    (CheckboxesField, _checkboxes),
    (wtf.SelectField, _select),
)


def _macro(component: str, params: Params) -> Markup:
    """Call one of the package's macros, named after its component: error-summary is govukErrorSummary."""
    name = "govuk" + "".join(word.capitalize() for word in component.split("-"))
    template = current_app.jinja_env.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    return Markup(getattr(template.module, name)(params))  # noqa: S704 -- the macro has escaped what it was given
