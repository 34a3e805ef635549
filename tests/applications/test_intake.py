"""The pages of the intake: their order, where an officer goes on, and what the answers say together."""

from datetime import date

import pytest

from licensing.applications import intake
from licensing.applications.intake import CHECK, KEYS, PAGES, Circumstances, circumstances, person_facts
from licensing.register.actions import AddressFacts, NameFacts, PersonFacts
from licensing.web.forms.intake import FORMS

ANSWERS = {
    "name": {"first": "Perdita", "middle": "Anne", "last": "Exampleby"},
    "other-names": {
        "names": [
            {"first": "Dita", "middle": "", "last": "Sample"},
            {"first": "", "middle": "", "last": "Specimen"},
        ]
    },
    "date-of-birth": {"born": "1985-03-27"},
    "address": {"lines": "1 Specimen Street\nInventedtown", "postcode": "ZZ1 1AA", "from_on": "2019-05-01"},
    "earlier-addresses": {
        "addresses": [
            {"lines": "9 Old Row", "postcode": "ZZ9 9ZZ", "from_on": "2010-01-01", "until_on": "2019-04-30"},
            {"lines": "A farm", "postcode": "", "from_on": None, "until_on": None},
        ]
    },
    "numbers": {"national_insurance": "AB123456C", "gb_driver": "", "ni_driver": "", "community": "ZZ/1"},
    "contact": {"email": "perdita@example.com", "telephone": "07700 900123"},
    "driving": {"entitled_since": "2005-06-01"},
    "right-to-work": {"limited": "no", "ends_on": None},
    "background": {"lived_abroad": "no", "earlier_licence": "no"},
}


def test_the_answers_together_say_who_the_person_is():
    assert person_facts(ANSWERS) == PersonFacts(
        name=NameFacts("Perdita", "Anne", "Exampleby"),
        date_of_birth=date(1985, 3, 27),
        other_names=[NameFacts("Dita", "", "Sample"), NameFacts("", "", "Specimen")],
        home=AddressFacts("1 Specimen Street\nInventedtown", "ZZ1 1AA", date(2019, 5, 1)),
        earlier_addresses=[
            AddressFacts("9 Old Row", "ZZ9 9ZZ", date(2010, 1, 1), date(2019, 4, 30)),
            AddressFacts("A farm", ""),
        ],
        numbers={"national_insurance": "AB123456C", "community": "ZZ/1"},
        email="perdita@example.com",
        telephone="07700 900123",
    )


@pytest.mark.parametrize("page", KEYS[:7])
def test_who_the_person_is_is_not_guessed_from_less(page):
    with pytest.raises(KeyError):
        person_facts({key: value for key, value in ANSWERS.items() if key != page})


@pytest.mark.rule("R36")
@pytest.mark.parametrize(
    ("leave", "said"),
    [
        ({"limited": "no", "ends_on": None}, (False, None, False)),
        ({"limited": "yes", "ends_on": "2028-02-29"}, (True, date(2028, 2, 29), False)),
        ({"limited": "continues", "ends_on": None}, (True, None, True)),
    ],
)
def test_what_the_applicant_says_of_their_leave_goes_to_the_checklist_and_the_term(leave, said):
    found = circumstances(ANSWERS | {"right-to-work": leave})
    assert (found.limited_leave, found.leave_ends_on, found.leave_continues) == said


@pytest.mark.rule("R56", "R64")
@pytest.mark.parametrize("abroad", ["yes", "no"])
@pytest.mark.parametrize("earlier", ["yes", "no"])
def test_what_the_applicant_says_of_their_background_goes_to_the_checklist(abroad, earlier):
    found = circumstances(ANSWERS | {"background": {"lived_abroad": abroad, "earlier_licence": earlier}})
    assert (found.lived_abroad, found.first_licence) == (abroad == "yes", earlier == "no")


def test_the_circumstances_of_a_plain_applicant():
    assert circumstances(ANSWERS) == Circumstances(
        entitled_since=date(2005, 6, 1),
        limited_leave=False,
        leave_ends_on=None,
        leave_continues=False,
        lived_abroad=False,
        first_licence=True,
    )


def test_every_page_has_a_key_of_its_own_a_title_and_a_form():
    assert len(set(KEYS)) == len(PAGES) == len(KEYS)
    assert all(page.title for page in PAGES)
    assert set(FORMS) == set(KEYS)
    assert CHECK not in KEYS


def test_an_officer_goes_on_with_the_first_page_that_has_no_answer():
    assert intake.first_unanswered({}) == "name"
    assert intake.first_unanswered(ANSWERS) == CHECK
    for page in KEYS:
        assert intake.first_unanswered({key: {} for key in KEYS if key != page}) == page
    assert intake.first_unanswered({key: {} for key in KEYS[3:]}) == "name"


def test_the_pages_follow_one_another_there_and_back():
    walked = [KEYS[0]]
    while walked[-1] != CHECK:
        walked.append(intake.after(walked[-1]))
    assert walked == [*KEYS, CHECK]
    back = [CHECK]
    while (before := intake.before(back[-1])) is not None:
        back.append(before)
    assert back == walked[::-1]


def test_a_page_that_there_is_not_has_none_after_it():
    with pytest.raises(ValueError):
        intake.after("shoe-size")
