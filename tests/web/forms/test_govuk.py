"""Every kind of field, empty, filled and at fault, as the Design System draws it."""

from datetime import date

import pytest
from bs4 import Tag
from markupsafe import Markup
from wtforms.fields import FieldList, FormField, MonthField
from wtforms.form import Form as PlainForm
from wtforms.validators import Length

from licensing.web import forms
from licensing.web.forms import (
    BooleanField,
    CheckboxesField,
    DateInputField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    Required,
    SearchField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    choice,
)

NEEDED = [Required("Say it")]
LICENCES = [choice("hc", "Hackney carriage", "May be hailed"), choice("ph", "Private hire")]
KINDS = {
    "text": StringField("Asked", NEEDED),
    "email": EmailField("Asked", NEEDED),
    "telephone": TelField("Asked", NEEDED),
    "search": SearchField("Asked", NEEDED),
    "number": IntegerField("Asked", NEEDED),
    "long text": TextAreaField("Asked", NEEDED),
    "password": PasswordField("Asked", NEEDED),
    "file": FileField("Asked", NEEDED),
    "tick": BooleanField("Asked", NEEDED),
    "radios": RadioField("Asked", NEEDED, choices=LICENCES),
    "checkboxes": CheckboxesField("Asked", NEEDED, choices=LICENCES),
    "select": SelectField("Asked", NEEDED, choices=[choice("", "Choose one"), *LICENCES]),
    "date": DateInputField("Asked", NEEDED),
}
every_kind = pytest.mark.parametrize("field", KINDS.values(), ids=KINDS.keys())


def _one(html: Tag, selector: str) -> Tag:
    found = html.select(selector)
    assert len(found) == 1, f"{selector}: {found}"
    return found[0]


def _described_ids(html: Tag) -> list[str]:
    return [i for node in html.select("[aria-describedby]") for i in str(node["aria-describedby"]).split()]


# --- empty --------------------------------------------------------------------------------------------------


@every_kind
def test_an_empty_field_has_its_name_no_hint_and_no_error(draw, field):
    html = draw(field)
    title = _one(html, "legend") if html.legend else html.label
    assert title.get_text(strip=True) == "Asked"
    assert not html.select(".govuk-error-message, .govuk-error-summary, .govuk-form-group--error")
    assert not html.select("#asked-hint")
    assert not html.select("[value='None'], [required]")
    assert "None" not in html.get_text()


@every_kind
def test_every_label_belongs_to_an_input(draw, field):
    html = draw(field)
    for label in html.select("label"):
        assert html.find(id=str(label["for"])).name in ("input", "textarea", "select")


@every_kind
def test_every_description_that_is_pointed_at_exists(draw, field):
    for html in (draw(field), draw(field, posted={}), draw(field, posted={}, hint="As on the passport")):
        for described_by in _described_ids(html):
            assert html.find(id=described_by).get_text(strip=True)


# --- at fault -----------------------------------------------------------------------------------------------


@every_kind
def test_a_fault_stands_at_the_field_and_its_link_leads_to_an_input(draw, field):
    html = draw(field, posted={})
    assert _one(html, "#asked-error").get_text(" ", strip=True) == "Error: Say it"
    assert "asked-error" in _described_ids(html)
    assert _one(html, ".govuk-form-group--error")
    link = _one(html, ".govuk-error-summary a")
    assert link.get_text(strip=True) == "Say it"
    target = html.find(id=str(link["href"]).removeprefix("#"))
    assert target.name in ("input", "textarea", "select")


@every_kind
def test_a_hint_comes_before_the_error_for_those_who_listen(draw, field):
    html = draw(field, posted={}, hint="As on the passport")
    if isinstance(html.select_one("#asked-item-hint"), Tag) and not html.legend:
        # The hint of a tick belongs to its one item, below the label.
        assert _one(html, "#asked-item-hint").get_text(strip=True) == "As on the passport"
    else:
        assert _one(html, "#asked-hint").get_text(strip=True) == "As on the passport"
        order = _described_ids(html)
        assert order.index("asked-hint") < order.index("asked-error")


def test_what_was_typed_wrongly_stays_in_the_box(draw):
    html = draw(IntegerField("Term", [Required("Enter the term")]), posted={"asked": "three"})
    assert _one(html, "input")["value"] == "three"
    assert "Term must be a whole number" in html.get_text()


def test_a_password_never_comes_back(draw):
    html = draw(PasswordField("Password", [Length(min=12)]), posted={"asked": "secret"})
    assert _one(html, "#asked-error")
    assert "secret" not in str(html)


def test_a_date_at_fault_marks_and_links_the_box_at_fault(draw):
    html = draw(
        DateInputField("Born", called="Date of birth"),
        posted={"asked-day": "5", "asked-month": "", "asked-year": "1985"},
    )
    marked = [box["id"] for box in html.select("input.govuk-input--error")]
    assert marked == ["asked-month"]
    assert _one(html, ".govuk-error-summary a")["href"] == "#asked-month"
    assert [box["value"] for box in html.select("input")] == ["5", "", "1985"]


def test_a_whole_date_at_fault_marks_every_box_and_links_the_day(draw):
    html = draw(DateInputField("Born", NEEDED), posted={})
    assert len(html.select("input.govuk-input--error")) == 3
    assert _one(html, ".govuk-error-summary a")["href"] == "#asked-day"


# --- filled -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text", "email", "telephone", "search"])
def test_a_filled_text_shows_its_value(draw, kind):
    assert _one(draw(KINDS[kind], filled="Imran"), "input")["value"] == "Imran"


def test_a_filled_number_shows_its_value_also_when_it_is_zero(draw):
    assert _one(draw(KINDS["number"], filled=0), "input")["value"] == "0"


def test_a_filled_long_text_keeps_its_lines(draw):
    assert _one(draw(KINDS["long text"], filled="one\n\n  two"), "textarea").get_text() == "one\n\n  two"


def test_a_filled_date_fills_its_boxes(draw):
    html = draw(KINDS["date"], filled=date(1985, 6, 5))
    assert [(box["name"], box["value"]) for box in html.select("input")] == [
        ("asked-day", "5"),
        ("asked-month", "6"),
        ("asked-year", "1985"),
    ]


def test_the_chosen_radio_is_checked_and_no_other(draw):
    html = draw(KINDS["radios"], filled="ph")
    assert [item["value"] for item in html.select("input[checked]")] == ["ph"]


def test_the_chosen_boxes_are_checked(draw):
    html = draw(KINDS["checkboxes"], filled=["hc", "ph"])
    assert [item["value"] for item in html.select("input[checked]")] == ["hc", "ph"]


def test_the_chosen_line_of_a_select_is_selected(draw):
    html = draw(KINDS["select"], filled="ph")
    assert [line["value"] for line in html.select("option[selected]")] == ["ph"]


def test_a_tick_that_was_given_is_checked(draw):
    assert _one(draw(KINDS["tick"], filled=True), "input[checked]")["value"] == "y"


def test_a_hidden_field_is_only_an_input(draw):
    html = draw(HiddenField(), filled="12")
    assert _one(html, "input[type=hidden]")["value"] == "12"
    assert not html.select("label")


# --- options ------------------------------------------------------------------------------------------------


def test_each_choice_may_have_its_own_hint_and_only_those_have_one(draw):
    html = draw(KINDS["radios"])
    first, second = html.select("input")
    assert first["id"] == "asked"
    assert html.find(id=first["aria-describedby"]).get_text(strip=True) == "May be hailed"
    assert "aria-describedby" not in second.attrs


def test_options_of_the_declaration_give_way_to_those_of_the_page(draw):
    field = StringField("Code", render_kw={"width": 10, "autocomplete": "postal-code", "spellcheck": False})
    box = _one(draw(field, width="one-half", inputmode="numeric"), "input")
    assert "govuk-!-width-one-half" in box["class"]
    assert "govuk-input--width-10" not in box["class"]
    assert box["autocomplete"] == "postal-code"
    assert box["spellcheck"] == "false"
    assert box["inputmode"] == "numeric"


def test_a_width_in_characters_is_a_class(draw):
    assert "govuk-input--width-10" in _one(draw(StringField("Code"), width=10), "input")["class"]


def test_another_option_is_an_attribute_of_the_input(draw):
    assert (
        _one(draw(FileField("Photo", render_kw={"accept": "image/jpeg"})), "input")["accept"] == "image/jpeg"
    )


@pytest.mark.parametrize(
    ("kind", "input_type"), [("email", "email"), ("telephone", "tel"), ("search", "search"), ("text", "text")]
)
def test_a_text_of_a_kind_calls_up_its_keyboard(draw, kind, input_type):
    assert _one(draw(KINDS[kind]), "input")["type"] == input_type


def test_a_number_is_typed_as_text_on_a_number_pad(draw):
    box = _one(draw(KINDS["number"]), "input")
    assert (box["type"], box["inputmode"]) == ("text", "numeric")


def test_a_new_password_says_so_to_the_password_manager(draw):
    assert _one(draw(KINDS["password"]), "input")["autocomplete"] == "current-password"
    assert (
        _one(draw(KINDS["password"], autocomplete="new-password"), "input")["autocomplete"] == "new-password"
    )


def test_a_date_of_birth_can_be_filled_by_the_browser(draw):
    html = draw(KINDS["date"], autocomplete="bday")
    assert [box["autocomplete"] for box in html.select("input")] == ["bday-day", "bday-month", "bday-year"]


@every_kind
def test_a_field_can_be_the_heading_of_its_page(draw, field):
    html = draw(field, heading=True)
    if isinstance(html.select_one("input[type=checkbox]"), Tag) and not html.legend:
        assert not html.h1  # a tick's label is beside its box, never above it
    else:
        assert _one(html, "h1").get_text(strip=True) == "Asked"


def test_radios_can_stand_in_a_line(draw):
    assert draw(KINDS["radios"], inline=True).select(".govuk-radios--inline")


def test_text_beside_a_box_is_an_affix(draw):
    html = draw(IntegerField("Term"), prefix="about", suffix="years")
    assert _one(html, ".govuk-input__prefix").get_text(strip=True) == "about"
    assert _one(html, ".govuk-input__suffix").get_text(strip=True) == "years"


def test_a_hint_that_is_markup_stays_markup(draw):
    assert _one(draw(StringField("Code"), hint=Markup("On the <b>badge</b>")), "b").get_text() == "badge"


# --- safety -------------------------------------------------------------------------------------------------


@every_kind
def test_nothing_anybody_typed_becomes_markup(draw, field):
    bad = "<script>alert(1)</script>\"'"
    html = draw(field, posted={"asked": bad, "asked-day": bad}, hint=bad, label_size="m")
    assert not html.select("script")


def test_words_of_choices_labels_and_errors_are_text(draw):
    field = RadioField("<b>L</b>", [Required("<b>E</b>")], choices=[choice("<b>", "<b>C</b>", "<b>H</b>")])
    html = draw(field, posted={})
    assert not html.select("b")
    assert "<b>C</b>" in html.get_text()


def test_a_kind_of_field_without_a_drawing_is_named(draw):
    with pytest.raises(TypeError, match="No drawing for MonthField"):
        draw(MonthField("When"))


# --- the summary --------------------------------------------------------------------------------------------


class Name(PlainForm):
    given = StringField("Given name", [Required("Enter a given name")])


class Intake(Form):
    full_name = StringField("Full name", [Required("Enter the full name")])
    former = FieldList(FormField(Name), min_entries=2)
    born = DateInputField("Born", [Required("Enter the date of birth")])
    photo = FileField("Photograph")
    ticket = HiddenField(validators=[Required("The ticket is missing")])


def test_the_summary_lists_every_fault_in_the_order_of_the_page(site):
    with site.test_request_context("/", method="POST", data={"former-0-given": "Imran"}):
        form = Intake()
        assert not form.validate_on_submit()
        summary = forms.error_summary(form)
    hrefs = ["#full_name", "#former-1-given", "#born-day"]
    assert [part.split('"')[0] for part in summary.split('href="')[1:]] == hrefs
    assert "The ticket is missing" in summary


def test_a_form_without_faults_has_no_summary(site):
    with site.test_request_context("/"):
        form = Intake()
        assert forms.error_summary(form) == ""
        assert not forms.has_errors(form)
    assert forms.error_summary(None) == ""


def test_a_form_with_a_file_is_sent_in_parts(site):
    with site.test_request_context("/"):
        assert forms.takes_files(Intake())
        assert not forms.takes_files(Form())
