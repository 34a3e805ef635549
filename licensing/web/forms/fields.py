"""The kinds of field a page may ask with, and the one validator WTForms lacks.

A view imports every field from `licensing.web.forms`. They are WTForms' own, with messages in plain English,
plus `DateInputField` (three boxes, one date), `CheckboxesField` and `choice`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import fields as wtf
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.fields.core import Field
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from licensing.web.forms.dates import PARTS, DateError, read_date

_CHOOSE = "Select one of the options"


def choice(value: str, label: str | None = None, hint: str | None = None) -> SelectChoice:
    """One option of radios, checkboxes or a select; `hint` is shown below it (not in a select)."""
    return SelectChoice(value=value, label=label, render_kw={"hint": hint} if hint else {})


class Required:
    """Something must be given; `message` says what to do: "Enter the applicant's full name".

    Unlike DataRequired it never hides what is wrong with something that was given, and 0 is something.
    """

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Stop with the message when nothing was given. Raises StopValidation."""
        if not _was_given(field):
            field.errors = []  # "not a valid choice" is no help to somebody who has not chosen
            raise StopValidation(self.message)
        if field.process_errors:
            raise StopValidation


def _was_given(field: Field) -> bool:
    data = field.data
    if data is None or data is False or data in ("", []):
        # Something was typed, but it could not be understood: that is another fault than nothing at all.
        typed = any(item.strip() if isinstance(item, str) else item for item in field.raw_data or ())
        return typed and bool(field.process_errors)
    return True


class RadioField(wtf.RadioField):
    """One of a few, all shown."""

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("invalid_choice_message", _CHOOSE)
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was sent. A form sent without it chose nothing: what was filled in before is no answer."""
        if not valuelist:
            self.data = None
        super().process_formdata(valuelist)


class SelectField(wtf.SelectField):
    """One of many, in a drop-down. Start with `choice("", "Choose one")`."""

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("invalid_choice_message", _CHOOSE)
        super().__init__(label, validators, **kwargs)


class CheckboxesField(wtf.SelectMultipleField):
    """Any number of a few, all shown. Its data is a list."""

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("invalid_choice_message", "Select from the options shown")
        super().__init__(label, validators, **kwargs)


class IntegerField(wtf.IntegerField):
    """A whole number. What was typed is kept when it is not one."""

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.invalid_value_message = f"{self.label.text} must be a whole number"


class DateInputField(Field):
    """A date typed in three boxes, posted as `<name>-day`, `<name>-month` and `<name>-year`.

    `called` is what messages call it when the label is a question. `typed` keeps the boxes as typed;
    `faulty_parts` names those at fault. Data is a date or None.
    """

    data: date | None

    def __init__(
        self, label: str | None = None, validators: Any = None, *, called: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.called = called or self.label.text
        self.typed = dict.fromkeys(PARTS, "")
        self.faulty_parts: tuple[str, ...] = ()

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None
    ) -> None:
        """Take the record's date, then what was typed, if the form was sent."""
        super().process(None, data, extra_filters)
        self.faulty_parts = ()
        if formdata is None:
            self.typed = _boxes(self.data)
            return
        self.typed = {part: (formdata.getlist(f"{self.name}-{part}") or [""])[0].strip() for part in PARTS}
        self.raw_data = [text for text in self.typed.values() if text]
        self.data = None
        try:
            self.data = read_date(self.typed, self.called)
        except DateError as fault:
            self.process_errors = [*self.process_errors, str(fault)]
            self.faulty_parts = fault.parts

    def pre_validate(self, form: BaseForm) -> None:
        """What was typed is no date: nothing else about it can be checked. Raises StopValidation."""
        if self.process_errors:
            raise StopValidation


def _boxes(day: date | None) -> dict[str, str]:
    if day is None:
        return dict.fromkeys(PARTS, "")
    return {part: str(getattr(day, part)) for part in PARTS}
