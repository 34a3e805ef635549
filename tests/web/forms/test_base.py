"""The form every form is made from."""

import pytest
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict

from licensing.web.forms import (
    FilterForm,
    Form,
    PasswordField,
    Required,
    SearchField,
    StringField,
    TextAreaField,
    error_summary,
)
from licensing.web.forms.base import tidy


class SignIn(Form):
    email = StringField("Email address", filters=[str.lower])
    password = PasswordField("Password")
    notes = TextAreaField("Notes")


class Narrow(FilterForm):
    q = SearchField("Name")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, None),
        ("  Imran  ", "Imran"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("O\x00Brien\x1b", "OBrien"),
        ("tab\tstays", "tab\tstays"),
        ("Zoë\u00a0", "Zoë"),
    ],
)
def test_typed_text_is_tidied(typed, kept):
    assert tidy(typed) == kept


def test_a_password_is_taken_as_typed_and_text_is_not(site):
    with site.test_request_context("/", method="POST"):
        form = SignIn(
            MultiDict({"email": " Officer@Leeds.Example ", "password": " s p ", "notes": "a\r\nb\x00"})
        )
    assert form.email.data == "officer@leeds.example"
    assert form.password.data == " s p "
    assert form.notes.data == "a\nb"


def test_faults_found_later_are_shown_at_their_fields_and_others_above(site):
    with site.test_request_context("/", method="POST"):
        form = SignIn(MultiDict({"email": "a@b.example"}))
        assert form.validate()
        form.add_faults({"email": "Another officer has this address", "badge": "The badge is taken"})
        summary = error_summary(form)
    assert form.errors["email"] == ["Another officer has this address"]
    assert '<a href="#email">Another officer has this address</a>' in summary
    assert "The badge is taken" in summary


def test_a_filter_form_is_read_from_the_address_and_needs_no_token(site):
    site.config["WTF_CSRF_ENABLED"] = True
    with site.test_request_context("/?q=%20Imran"):
        form = Narrow()
        assert form.validate()
        assert form.q.data == "Imran"
        assert "csrf_token" not in form


def test_a_post_without_its_token_is_refused_in_words_a_person_understands(site):
    site.config["WTF_CSRF_ENABLED"] = True
    with site.test_request_context("/", method="POST", data={"email": "a@b.example"}):
        form = SignIn()
        assert not form.validate_on_submit()
        summary = error_summary(form)
    assert "This page was open for too long" in summary
    assert "CSRF" not in summary
    assert "href" not in summary


class Several(Form):
    name = StringField("Name", [Required("Enter the name")])


def test_a_button_that_sends_no_field_is_taken_with_its_token(site):
    site.config["WTF_CSRF_ENABLED"] = True
    with site.test_request_context("/", method="POST"):
        token = generate_csrf()
        form = Several(MultiDict({"remove": "0", "csrf_token": token}))
        assert form.validate_csrf_only()
        assert not form.errors
        assert not form.validate()


@pytest.mark.parametrize("token", [None, "made up"], ids=["without", "with another"])
def test_a_button_that_sends_no_field_is_refused_without_its_token(site, token):
    site.config["WTF_CSRF_ENABLED"] = True
    with site.test_request_context("/", method="POST"):
        generate_csrf()
        sent = {"remove": "0", "name": "Imran"} | ({"csrf_token": token} if token else {})
        form = Several(MultiDict(sent))
        assert not form.validate_csrf_only()
        assert "This page was open for too long" in error_summary(form)


def test_a_form_that_is_only_looked_at_was_not_sent_with_its_token(site):
    with site.test_request_context("/"):
        assert not Several().validate_csrf_only()


def test_a_form_that_needs_no_token_is_taken_without_one(site):
    with site.test_request_context("/", method="POST"):
        assert Several(MultiDict({"remove": "0"})).validate_csrf_only()
