"""The kinds of field: what is taken, what is kept, what is said."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms.validators import NumberRange, Optional

from licensing.web.forms import (
    BooleanField,
    CheckboxesField,
    DateInputField,
    FileField,
    Form,
    IntegerField,
    RadioField,
    Required,
    SelectField,
    StringField,
    choice,
)

LICENCES = [choice("hc", "Hackney carriage"), choice("ph", "Private hire")]


@pytest.fixture
def judge(site):
    """Post to a form of one field and judge it; give the field."""

    def judge(field: Any, posted: dict[str, Any] | None = None, **data: Any) -> Any:
        kind = type("OneField", (Form,), {"asked": field})
        with site.test_request_context("/", method="POST"):
            form = kind(formdata=MultiDict(posted or {}), data=data)
            form.validate()
        return form.asked

    return judge


REQUIRED = [Required("Say it")]


@pytest.mark.parametrize(
    ("field", "posted"),
    [
        pytest.param(StringField("Name", REQUIRED), {"asked": " \x00 "}, id="text of space and NUL"),
        pytest.param(IntegerField("Term", REQUIRED), {"asked": ""}, id="an empty number"),
        pytest.param(RadioField("Licence", REQUIRED, choices=LICENCES), {}, id="no radio"),
        pytest.param(CheckboxesField("Proof", REQUIRED, choices=LICENCES), {}, id="no checkbox"),
        pytest.param(BooleanField("Agreed", REQUIRED), {}, id="an empty tick"),
        pytest.param(
            SelectField("Licence", REQUIRED, choices=[choice("", "Choose one"), *LICENCES]),
            {"asked": ""},
            id="the first line of a select",
        ),
        pytest.param(DateInputField("Born", REQUIRED), {"asked-day": " "}, id="an empty date"),
        pytest.param(
            FileField("Photo", REQUIRED), {"asked": FileStorage(BytesIO(b""), filename="")}, id="no file"
        ),
    ],
)
def test_what_was_not_given_gets_the_one_message_that_says_what_to_do(judge, field, posted):
    assert list(judge(field, posted).errors) == ["Say it"]


@pytest.mark.parametrize(
    ("field", "posted", "data"),
    [
        pytest.param(StringField("Name", REQUIRED), {"asked": " Imran "}, "Imran", id="text"),
        pytest.param(IntegerField("Points", REQUIRED), {"asked": "0"}, 0, id="zero"),
        pytest.param(RadioField("Licence", REQUIRED, choices=LICENCES), {"asked": "ph"}, "ph", id="radio"),
        pytest.param(
            CheckboxesField("Proof", REQUIRED, choices=LICENCES), {"asked": "hc"}, ["hc"], id="checkbox"
        ),
        pytest.param(BooleanField("Agreed", REQUIRED), {"asked": "y"}, True, id="tick"),
        pytest.param(
            DateInputField("Born", REQUIRED),
            {"asked-day": "5", "asked-month": "June", "asked-year": "1985"},
            date(1985, 6, 5),
            id="date",
        ),
    ],
)
def test_what_was_given_is_taken(judge, field, posted, data):
    judged = judge(field, posted)
    assert not judged.errors
    assert judged.data == data


def test_a_typed_number_that_is_none_is_not_called_missing(judge):
    field = judge(IntegerField("Term in years", REQUIRED), {"asked": "three"})
    assert list(field.errors) == ["Term in years must be a whole number"]


def test_a_choice_that_was_not_offered_is_refused(judge):
    field = judge(RadioField("Licence", REQUIRED, choices=LICENCES), {"asked": "pilot"})
    assert list(field.errors) == ["Select one of the options"]


def test_a_box_that_was_not_offered_is_refused(judge):
    field = judge(CheckboxesField("Proof", choices=LICENCES), {"asked": "pilot"})
    assert list(field.errors) == ["Select from the options shown"]


def test_an_optional_number_may_be_left_empty(judge):
    assert not judge(IntegerField("Points", [Optional(), NumberRange(1, 12)]), {"asked": ""}).errors


def test_an_optional_date_may_be_left_empty_but_not_half_typed(judge):
    field = DateInputField("Expiry date", [Optional()])
    assert not judge(field, {}).errors
    assert list(judge(field, {"asked-day": "5"}).errors) == ["Expiry date must include a month and year"]


def test_a_date_keeps_what_was_typed_and_gives_no_date(judge):
    field = judge(DateInputField("Born"), {"asked-day": "31", "asked-month": "feb", "asked-year": "1985"})
    assert field.typed == {"day": "31", "month": "feb", "year": "1985"}
    assert field.data is None
    assert field.faulty_parts == ("day",)


def test_boxes_emptied_on_purpose_empty_the_date(judge):
    assert judge(DateInputField("Expires", [Optional()]), {}, asked=date(2026, 6, 5)).data is None


def test_a_date_is_called_by_its_name_where_the_label_is_a_question(judge):
    field = DateInputField("When were they born?", called="Date of birth")
    assert list(judge(field, {"asked-day": "5", "asked-year": "1985"}).errors) == [
        "Date of birth must include a month"
    ]


def test_a_choice_reads_as_its_value_when_it_has_no_label():
    assert choice("Leeds").label == "Leeds"
