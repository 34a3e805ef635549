"""The intake's forms: what each takes, what it says is wrong, and what the draft keeps of it."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from licensing.web.forms import intake as forms

TODAY = date(2026, 6, 10)


@pytest.fixture
def judge(site):
    """`judge(form, **typed)`: post it; gives what is wrong by field, and what the draft would keep."""

    def judge(form_class, **typed):
        posted = {name.replace("__", "-"): value for name, value in typed.items()}
        with site.test_request_context("/", method="POST"):
            form = form_class(MultiDict(posted))
            form.validate()
            if not form.errors:
                form.add_faults(form.faults(TODAY))
            faults = {name: list(errors) for name, errors in form.errors.items()}
            kept = None
            if not faults:
                kept = form.one() if hasattr(form, "one") else form.fields()
            return faults, kept

    return judge


@pytest.fixture
def shown(site):
    """`shown(form, answers)`: what the boxes hold when a page is opened again."""

    def shown(form_class, answers):
        with site.test_request_context("/"):
            return {field.name: field.data for field in form_class(data=form_class.shown(answers))}

    return shown


def _day(name, day, month, year):
    return {f"{name}__day": day, f"{name}__month": month, f"{name}__year": year}


# --- names


@pytest.mark.parametrize(
    "typed",
    [
        {"first": "Perdita", "middle": "Anne", "last": "Exampleby"},
        {"first": "", "middle": "", "last": "Prakash"},
        {"first": "Prakash", "middle": "", "last": ""},
        {"first": "Siân", "middle": "", "last": "O’Nonesuch"},
        {"first": "明", "middle": "", "last": "王"},
        {"first": "Mary-Jane", "middle": "", "last": "D'Sample"},
    ],
)
def test_a_name_is_kept_as_it_was_typed(judge, typed):
    assert judge(forms.NameForm, **typed) == ({}, typed)


def test_space_around_a_name_and_what_nobody_types_are_taken_off(judge):
    faults, kept = judge(forms.NameForm, first="  Perdita\0 ", middle="", last="\tExampleby\n")
    assert (faults, kept) == ({}, {"first": "Perdita", "middle": "", "last": "Exampleby"})


@pytest.mark.parametrize("typed", [{}, {"first": " ", "last": " "}, {"middle": "Anne"}])
def test_a_name_needs_a_first_or_a_last_name(judge, typed):
    faults, _ = judge(forms.NameForm, **typed)
    assert faults == {"last": ["Enter the applicant's name"]}


@pytest.mark.parametrize(("field", "longest"), [("first", 100), ("middle", 200), ("last", 100)])
def test_a_name_is_no_longer_than_what_can_be_kept(judge, field, longest):
    typed = {"first": "Perdita", "middle": "", "last": "Exampleby"}
    assert judge(forms.NameForm, **(typed | {field: "x" * longest}))[0] == {}
    assert set(judge(forms.NameForm, **(typed | {field: "x" * (longest + 1)}))[0]) == {field}


def test_whether_there_was_another_name_must_be_said(judge):
    assert judge(forms.OtherNamesForm)[0] == {"any": ["Choose yes or no"]}
    faults, kept = judge(forms.OtherNamesForm, any="yes", first="Dita", last="Sample")
    assert (faults, kept) == ({}, {"first": "Dita", "middle": "", "last": "Sample"})


# --- date of birth


def test_a_date_of_birth_is_kept_as_a_date(judge, shown):
    faults, kept = judge(forms.DateOfBirthForm, **_day("born", "29", "2", "1988"))
    assert (faults, kept) == ({}, {"born": "1988-02-29"})
    assert shown(forms.DateOfBirthForm, kept)["born"] == date(1988, 2, 29)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Enter the date of birth"),
        (_day("born", "29", "2", "1987"), "Enter a real date for date of birth"),
        (_day("born", "27", "", "1985"), "Date of birth must include a month"),
        (_day("born", "27", "3", "85"), "Date of birth must have a year of 4 numbers, like 1985"),
        (_day("born", "10", "6", "2026"), "Date of birth must be in the past"),
        (_day("born", "11", "6", "2026"), "Date of birth must be in the past"),
        (_day("born", "31", "12", "1915"), "Date of birth must be within the last 110 years"),
    ],
)
def test_a_date_of_birth_that_cannot_be_is_told_why(judge, typed, says):
    assert judge(forms.DateOfBirthForm, **typed)[0] == {"born": [says]}


@pytest.mark.parametrize("day", [("9", "6", "2026"), ("1", "1", "1916")])
def test_who_is_old_or_young_enough_is_for_people_to_decide(judge, day):
    assert judge(forms.DateOfBirthForm, **_day("born", *day))[0] == {}


# --- addresses


def test_an_address_is_kept_line_by_line_with_its_postcode_in_capitals(judge, shown):
    faults, kept = judge(
        forms.AddressForm,
        lines="1 Specimen Street\r\nInventedtown",
        postcode=" zz1 1aa ",
        **_day("from_on", "1", "May", "2019"),
    )
    assert faults == {}
    assert kept == {
        "lines": "1 Specimen Street\nInventedtown",
        "postcode": "ZZ1 1AA",
        "from_on": "2019-05-01",
    }
    assert shown(forms.AddressForm, kept)["from_on"] == date(2019, 5, 1)


def test_an_address_without_postcode_or_day_is_kept(judge):
    assert judge(forms.AddressForm, lines="A farm")[1] == {"lines": "A farm", "postcode": "", "from_on": None}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"lines": "  "}, "lines"),
        ({"lines": "x" * 401}, "lines"),
        ({"lines": "A farm", "postcode": "x" * 11}, "postcode"),
        ({"lines": "A farm", **_day("from_on", "11", "6", "2026")}, "from_on"),
        ({"lines": "A farm", **_day("from_on", "1", "", "2020")}, "from_on"),
    ],
)
def test_an_address_that_cannot_be_is_told_why(judge, typed, field):
    assert set(judge(forms.AddressForm, **typed)[0]) == {field}


def test_a_move_of_today_is_possible(judge):
    assert judge(forms.AddressForm, lines="A farm", **_day("from_on", "10", "6", "2026"))[0] == {}


def test_an_earlier_address_is_kept_with_its_days(judge):
    faults, kept = judge(
        forms.EarlierAddressForm,
        any="yes",
        lines="9 Old Row",
        postcode="zz9 9zz",
        **_day("from_on", "1", "1", "2010"),
        **_day("until_on", "30", "4", "2019"),
    )
    assert faults == {}
    assert kept == {
        "lines": "9 Old Row",
        "postcode": "ZZ9 9ZZ",
        "from_on": "2010-01-01",
        "until_on": "2019-04-30",
    }


@pytest.mark.parametrize(
    ("from_on", "until_on", "field"),
    [
        (None, ("11", "6", "2026"), "until_on"),
        (("2", "1", "2020"), ("1", "1", "2020"), "until_on"),
        (("32", "1", "2020"), None, "from_on"),
    ],
)
def test_the_days_of_an_earlier_address_must_be_possible(judge, from_on, until_on, field):
    typed = {"any": "yes", "lines": "9 Old Row"}
    typed |= _day("from_on", *from_on) if from_on else {}
    typed |= _day("until_on", *until_on) if until_on else {}
    assert set(judge(forms.EarlierAddressForm, **typed)[0]) == {field}


def test_an_earlier_address_of_one_day_is_possible(judge):
    days = _day("from_on", "1", "1", "2020") | _day("until_on", "1", "1", "2020")
    assert judge(forms.EarlierAddressForm, any="yes", lines="9 Old Row", **days)[0] == {}


# --- numbers


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("national_insurance", "ab 12 34 56 c", "AB123456C"),
        ("national_insurance", "AB-12-34-56-C", "AB123456C"),
        ("gb_driver", "examp 853275 p99ab", "EXAMP853275P99AB"),
        ("gb_driver", "EXAMP853275P99AB 12", "EXAMP853275P99AB"),
        ("ni_driver", "12 345 678", "12345678"),
        ("community", " zz/0001/99 ", "zz/0001/99"),
    ],
)
def test_a_number_is_kept_in_one_form_whatever_was_typed(judge, kind, typed, kept):
    empty = dict.fromkeys(forms.NumbersForm.READERS, "")
    assert judge(forms.NumbersForm, **{kind: typed}) == ({}, empty | {kind: kept})


def test_nobody_needs_any_of_the_numbers(judge):
    assert judge(forms.NumbersForm) == ({}, dict.fromkeys(forms.NumbersForm.READERS, ""))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("national_insurance", "AB12345C"),
        ("national_insurance", "BG123456C"),
        ("national_insurance", "DA123456C"),
        ("national_insurance", "AB123456E"),
        ("gb_driver", "EXAMP853275P99A"),
        ("gb_driver", "EXAMP893275P99AB"),
        ("gb_driver", "EXAMP853325P99AB"),
        ("ni_driver", "7654321"),
        ("ni_driver", "1234567A"),
        ("community", "--"),
        ("community", "x" * 41),
    ],
)
def test_a_number_that_has_not_its_form_is_told_so_at_its_box(judge, kind, typed):
    faults, _ = judge(forms.NumbersForm, **{kind: typed})
    assert set(faults) == {kind}
    assert typed not in " ".join(faults[kind])


def test_every_number_that_has_not_its_form_is_told_of_together(judge):
    faults, _ = judge(forms.NumbersForm, national_insurance="1", gb_driver="2", ni_driver="3")
    assert set(faults) == {"national_insurance", "gb_driver", "ni_driver"}


# --- contact


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "perdita@example.com", "telephone": ""},
        {"email": "", "telephone": "07700 900 982"},
        {"email": "o'nonesuch+taxi@council.example", "telephone": "+44 808 157 0192"},
    ],
)
def test_an_email_address_or_a_telephone_number_is_enough(judge, typed):
    assert judge(forms.ContactForm, **typed) == ({}, typed)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "email"),
        ({"email": "perdita"}, "email"),
        ({"email": "@example.com"}, "email"),
        ({"email": "perdita@"}, "email"),
        ({"email": "a@b@example.com"}, "email"),
        ({"email": "per dita@example.com"}, "email"),
        ({"email": "x" * 251 + "@a.b"}, "email"),
        ({"telephone": "none"}, "telephone"),
        ({"telephone": "123456"}, "telephone"),
        ({"telephone": "1" * 16}, "telephone"),
    ],
)
def test_a_way_to_reach_nobody_is_told_so(judge, typed, field):
    assert field in judge(forms.ContactForm, **typed)[0]


# --- driving, leave, background


@pytest.mark.rule("R38")
def test_the_day_the_entitlement_began_is_kept(judge, shown):
    assert judge(forms.DrivingForm)[0] == {"entitled_since": ["Enter the day the entitlement began"]}
    faults, kept = judge(forms.DrivingForm, **_day("entitled_since", "10", "6", "2026"))
    assert (faults, kept) == ({}, {"entitled_since": "2026-06-10"})
    assert shown(forms.DrivingForm, kept)["entitled_since"] == date(2026, 6, 10)
    later, _ = judge(forms.DrivingForm, **_day("entitled_since", "11", "6", "2026"))
    assert set(later) == {"entitled_since"}


@pytest.mark.rule("R36")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"limited": "no"}, {"limited": "no", "ends_on": None}),
        (
            {"limited": "yes", **_day("ends_on", "29", "2", "2028")},
            {"limited": "yes", "ends_on": "2028-02-29"},
        ),
        ({"limited": "continues"}, {"limited": "continues", "ends_on": None}),
        # A day that was typed before another answer was chosen says nothing.
        ({"limited": "no", **_day("ends_on", "29", "2", "2028")}, {"limited": "no", "ends_on": None}),
    ],
)
def test_leave_is_kept_with_the_day_it_ends_where_it_ends_on_one(judge, typed, kept):
    assert judge(forms.RightToWorkForm, **typed) == ({}, kept)


@pytest.mark.rule("R36")
def test_leave_that_ends_on_a_known_day_says_which(judge, shown):
    assert judge(forms.RightToWorkForm)[0] == {"limited": ["Choose one"]}
    assert judge(forms.RightToWorkForm, limited="yes")[0] == {
        "ends_on": ["Enter the day the permission ends"]
    }
    assert judge(forms.RightToWorkForm, limited="perhaps")[0] == {"limited": ["Select one of the options"]}
    again = shown(forms.RightToWorkForm, {"limited": "yes", "ends_on": "2028-02-29"})
    assert (again["limited"], again["ends_on"]) == ("yes", date(2028, 2, 29))


@pytest.mark.rule("R56", "R64")
def test_both_questions_about_the_background_must_be_answered(judge):
    assert set(judge(forms.BackgroundForm)[0]) == {"lived_abroad", "earlier_licence"}
    assert set(judge(forms.BackgroundForm, lived_abroad="no")[0]) == {"earlier_licence"}
    typed = {"lived_abroad": "yes", "earlier_licence": "no"}
    assert judge(forms.BackgroundForm, **typed) == ({}, typed)


SHOWN_AGAIN = {
    "name": {"first": "Perdita", "middle": "", "last": "Exampleby"},
    "address": {"lines": "A farm", "postcode": "ZZ1 1AA", "from_on": None},
    "numbers": {"national_insurance": "AB123456C", "gb_driver": "", "ni_driver": "", "community": ""},
    "contact": {"email": "perdita@example.com", "telephone": ""},
    "background": {"lived_abroad": "yes", "earlier_licence": "no"},
}


@pytest.mark.parametrize("page", SHOWN_AGAIN)
def test_a_page_opened_again_shows_what_was_kept(shown, page):
    again = shown(forms.FORMS[page], SHOWN_AGAIN[page])
    assert again.items() >= SHOWN_AGAIN[page].items()
