"""Reading people: whose they are, how they are found, and whether somebody is known already."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert

from licensing import clock
from licensing.authorities import scope
from licensing.db import db, transaction
from licensing.errors import NotFound
from licensing.matching.people import Address, Name, NameKind
from licensing.matching.people import Person as PersonValue
from licensing.matching.verdict import Band
from licensing.register import photographs
from licensing.register.actions import AddressFacts, bring_up_to_date
from licensing.register.models import DriverLicence, Person, PersonNumber, Photograph
from licensing.register.queries import alike, as_value, find, identity_of, value_of, with_numbers
from tests.factories.officers import officer
from tests.factories.people import (
    COMMUNITY,
    GB_DRIVER,
    NATIONAL_INSURANCE,
    NI_DRIVER,
    facts,
    licence,
    name,
    person,
)
from tests.factories.photographs import likeness
from tests.support.explained import full_scans, plans_of

pytestmark = pytest.mark.usefixtures("app_context")

NUMBERS = {
    "national_insurance": NATIONAL_INSURANCE,
    "gb_driver": GB_DRIVER,
    "ni_driver": NI_DRIVER,
    "community": COMMUNITY,
}
BORN = date(1985, 3, 27)


@pytest.fixture
def leeds():
    with transaction():
        return officer("Leeds")


@pytest.fixture
def bradford():
    with transaction():
        return officer("Bradford")


def _found(by, words):
    return [one.full_name for one in find(by.authority_id, words)]


# --- what a search of the national register is made of


@pytest.mark.rule("R10")
def test_everything_a_person_has_been_called_lived_at_and_been_numbered_goes_into_a_search(leeds):
    with transaction():
        who = person(by=leeds, middle="Anne", other_names=[name("Dita", "Sample")], numbers=NUMBERS)
    assert as_value(who) == PersonValue(
        names=(
            Name("Perdita", "Anne", "Exampleby", NameKind.CURRENT),
            Name("Dita", "", "Sample", NameKind.OTHER),
        ),
        dates_of_birth=(BORN,),
        addresses=(Address(("1 Specimen Street", "Inventedtown"), "ZZ1 1AA"),),
        national_insurance=(NATIONAL_INSURANCE,),
        gb_driver=(GB_DRIVER,),
        ni_driver=(NI_DRIVER,),
        community=(COMMUNITY,),
    )


VALUE = PersonValue(
    names=(Name("Perdita", "", "Exampleby"),),
    dates_of_birth=(BORN,),
    addresses=(Address(("1 Specimen Street",), "ZZ1 1AA"),),
    national_insurance=(NATIONAL_INSURANCE,),
)


NEW_FACTS = [
    {"names": (*VALUE.names, Name("Dita", "", "Sample", NameKind.OTHER))},
    {"dates_of_birth": (date(1985, 3, 28),)},
    {"addresses": ()},
    {"national_insurance": ("CD654321A",)},
    {"gb_driver": (GB_DRIVER,)},
    {"ni_driver": (NI_DRIVER,)},
    {"community": (COMMUNITY,)},
]


@pytest.mark.rule("R10")
def test_any_new_fact_about_a_person_changes_their_identity():
    identities = {identity_of(replace(VALUE, **changed)) for changed in NEW_FACTS} | {identity_of(VALUE)}
    assert len(identities) == len(NEW_FACTS) + 1


def test_the_order_of_facts_and_the_kind_of_a_name_do_not_change_an_identity():
    names = (Name("Perdita", "", "Exampleby", NameKind.EARLIER), Name("Dita", "", "Sample"))
    one = replace(VALUE, names=names, national_insurance=("CD654321A", NATIONAL_INSURANCE))
    other = replace(VALUE, names=names[::-1], national_insurance=(NATIONAL_INSURANCE, "CD654321A"))
    assert identity_of(one) == identity_of(other)
    renamed = replace(VALUE, names=(Name("Perdita", "", "Exampleby", NameKind.EARLIER),))
    assert identity_of(renamed) == identity_of(VALUE)


def test_an_identity_tells_nothing_of_the_person():
    assert len(identity_of(VALUE)) == 64
    assert set(identity_of(VALUE)) <= set("0123456789abcdef")


# --- by number


def test_a_person_is_found_by_each_kind_of_number(leeds):
    with transaction():
        people = {kind: person(by=leeds, numbers={kind: number}) for kind, number in NUMBERS.items()}
    for kind, who in people.items():
        assert with_numbers(leeds.authority_id, [(kind, NUMBERS[kind])]) == [who]


def test_a_number_of_another_kind_another_value_or_another_authority_finds_nobody(leeds, bradford):
    with transaction():
        person(by=leeds, numbers={"ni_driver": NI_DRIVER})
    assert with_numbers(leeds.authority_id, [("community", NI_DRIVER)]) == []
    assert with_numbers(leeds.authority_id, [("ni_driver", "87654321")]) == []
    assert with_numbers(bradford.authority_id, [("ni_driver", NI_DRIVER)]) == []
    assert with_numbers(leeds.authority_id, []) == []


def test_a_person_found_by_two_numbers_is_found_once(leeds):
    with transaction():
        who = person(by=leeds, numbers=NUMBERS)
    assert with_numbers(leeds.authority_id, NUMBERS.items()) == [who]


def test_a_number_is_found_by_an_index(leeds):
    with transaction():
        who = person(by=leeds, numbers={})
        db.session.execute(
            insert(PersonNumber),
            [
                {
                    "person_id": who.id,
                    "kind": kind,
                    "ref": f"{n:016}",
                    "sealed": "sealed",
                    "fingerprint": f"{kind[:2]}{n:050}",
                    "recorded_at": clock.now(),
                }
                for n in range(1000)
                for kind in ("gb_driver", "national_insurance")
            ],
        )
    lines = plans_of("person_number", lambda: with_numbers(leeds.authority_id, [("gb_driver", GB_DRIVER)]))
    assert full_scans(lines) == []


# --- by words


def test_a_person_is_found_by_any_part_of_any_name_in_any_order(leeds):
    with transaction():
        person(by=leeds, middle="Anne", other_names=[name("Dita", "Sample")])
        person("Imran", "Sampleton", by=leeds)
    for words in (
        "Perdita",
        "perdita exampleby",
        "EXAMPLEBY perd",
        "anne",
        "amplebY",
        "Dita",
        "dita exampleby",
        "  Perdita   Anne Exampleby  ",
    ):
        assert _found(leeds, words) == ["Perdita Anne Exampleby"], words
    assert _found(leeds, "sampl") == ["Perdita Anne Exampleby", "Imran Sampleton"]


def test_every_word_must_be_found(leeds):
    with transaction():
        person(by=leeds)
        person("Imran", "Sampleton", by=leeds)
    assert _found(leeds, "Perdita Sampleton") == []
    assert _found(leeds, "nobody") == []


def test_no_words_find_nobody(leeds):
    with transaction():
        person(by=leeds)
    assert [_found(leeds, words) for words in ("", "   ", "\t\n")] == [[], [], []]


SIGNS = ["%", "_", "%%", "P%", "P_rdita", "\\", "\\%", "Perdita%", "[P]erdita", "'", '"', ";"]


def test_signs_that_mean_something_to_a_database_mean_nothing_here(leeds):
    with transaction():
        person(by=leeds)
    assert {words: _found(leeds, words) for words in SIGNS} == {words: [] for words in SIGNS}


ODD = ["100% Sample", "Under_score", "Back\\slash", "O'Nonesuch", 'The "Kid"', "[Bracket]"]


def test_names_with_such_signs_are_found_by_them(leeds):
    with transaction():
        person("Imran", "Sampleton", by=leeds)
        for odd in ODD:
            person("Perdita", odd, by=leeds)
    for odd in ODD:
        sign = next(one for one in odd if not one.isalnum() and one != " ")
        assert _found(leeds, odd) == _found(leeds, sign) == [f"Perdita {odd}"]


LETTERS = {
    ("Łukasz", "Żółć"): ["łukasz", "ŁUKASZ", "Łuk", "żółć", "ŻÓŁĆ", "Łukasz Żółć"],
    ("ÉMILE", "ÖZ-ÇELİK"): ["émile öz", "Émile öz", "ÖZ"],
    ("ægir", "åkesson-ångström"): ["ÆGIR", "Ægir", "Åkesson-Ångström"],
    ("明", "王"): ["王", "明 王"],
    ("", "Prakash"): ["prakash"],
    ("Siân", "O’Nonesuch"): ["SIÂN", "o’nonesuch"],
}


def test_a_name_of_other_letters_is_found_however_they_are_typed(leeds):
    with transaction():
        for first, last in LETTERS:
            person(first, last, by=leeds)
    for (first, last), typed in LETTERS.items():
        for words in typed:
            assert _found(leeds, words) == [f"{first} {last}".strip()], words


def test_a_person_is_found_by_licence_or_badge_number_as_a_whole(leeds):
    with transaction():
        held = licence(person(by=leeds), by=leeds, number="LDS-PHD-00042", badge="B17")
        licence(person("Imran", "Sampleton", by=leeds), by=leeds, number="LDS-PHD-00043", badge="B171")
    for words in ("LDS-PHD-00042", "lds-phd-00042", " LDS-PHD-00042 ", "B17", "b17"):
        assert _found(leeds, words) == [held.person.full_name]
    for words in ("LDS-PHD", "LDS-PHD-0004%", "LDS-PHD-0004_", "B%", "B1"):
        assert _found(leeds, words) == []


def test_no_more_are_found_than_are_asked_for(leeds):
    with transaction():
        for _ in range(4):
            person(by=leeds, numbers={})
    assert len(find(leeds.authority_id, "Exampleby", 3)) == 3


def test_a_very_long_question_is_answered(leeds):
    with transaction():
        person(by=leeds)
    assert _found(leeds, "x" * 5000) == []
    assert _found(leeds, " ".join(["exampleby"] * 500)) == ["Perdita Exampleby"]


# --- whose


def test_nobody_finds_a_person_of_another_authority(leeds, bradford):
    with transaction():
        ours = licence(person(by=leeds), by=leeds, number="OLD-1", badge="B1")
        theirs = licence(person(by=bradford), by=bradford, number="OLD-2", badge="B2")
    assert find(leeds.authority_id, "Exampleby") == [ours.person]
    assert find(bradford.authority_id, "Exampleby") == [theirs.person]
    for words in ("OLD-2", "B2"):
        assert find(leeds.authority_id, words) == []
        assert find(bradford.authority_id, words) == [theirs.person]


def test_another_authoritys_person_photograph_and_licence_are_not_found_from_either_side(leeds, bradford):
    with transaction():
        for by in (leeds, bradford):
            held = licence(by=by)
            photographs.store(held.person, likeness(), by=by)
    for model in (Person, Photograph, DriverLicence):
        ours, theirs = (
            db.session.scalars(scope.within(model, by.authority_id)).one() for by in (leeds, bradford)
        )
        assert scope.get(model, ours.id, leeds.authority_id) is ours
        for row, by in ((ours, bradford), (theirs, leeds)):
            with pytest.raises(NotFound) as hidden:
                scope.get(model, row.id, by.authority_id)
            with pytest.raises(NotFound) as missing:
                scope.get(model, 999_999, by.authority_id)
            assert hidden.value.message == missing.value.message


# --- known already


def _likely(by, **changes):
    """Whom the register takes for an applicant who says this of themselves."""
    from licensing.web.intake import value_of

    return [(one, verdict.band) for one, _, verdict in alike(by.authority_id, value_of(facts(**changes)))]


def test_the_persons_own_record_comes_up_first(leeds):
    with transaction():
        who = person(by=leeds)
        person("Imran", "Sampleton", by=leeds, numbers={}, home=None)
    assert _likely(leeds) == [(who, Band.SAME_NUMBER)]


SPELT_OTHERWISE = [
    ("Perdita", "Exampelby"),
    ("Perdeeta", "Exampleby"),
    ("Perdita", "Examplebie"),
    ("Exampleby", "Perdita"),
    ("Perdita Anne", "Exampleby"),
    ("PERDITA", "EXAMPLEBY"),
    ("Pérdita", "Éxampleby"),
    ("P", "Exampleby"),
]


def test_the_persons_own_record_comes_up_under_a_name_spelt_otherwise(leeds):
    with transaction():
        who = person(by=leeds, numbers={})
        person("Imran", "Sampleton", by=leeds, numbers={}, home=None, born=BORN)
    for first, last in SPELT_OTHERWISE:
        likely = _likely(leeds, first=first, last=last, numbers={})
        assert [one for one, _ in likely] == [who], (first, last)


def test_the_persons_own_record_comes_up_under_a_new_surname_by_birth_date_or_number(leeds):
    with transaction():
        who = person(by=leeds)
    likely = _likely(leeds, last="Sampleton", born=date(1990, 1, 1), home=None)
    assert likely == [(who, Band.SAME_NUMBER)]


def test_the_persons_own_record_comes_up_when_day_and_month_were_exchanged(leeds):
    with transaction():
        who = person(by=leeds, born=date(1985, 3, 7), numbers={})
    likely = _likely(leeds, last="Exampelby", born=date(1985, 7, 3), numbers={})
    assert [one for one, _ in likely] == [who]


def test_an_earlier_name_of_the_applicant_finds_their_record(leeds):
    with transaction():
        who = person(by=leeds, numbers={}, home=None)
    likely = _likely(
        leeds, last="Sampleton", other_names=[name("Perdita", "Exampleby")], numbers={}, home=None
    )
    assert [one for one, _ in likely] == [who]


def test_a_surname_of_other_letters_finds_the_record_whatever_its_case(leeds):
    with transaction():
        who = person("Łukasz", "Żółć", by=leeds, numbers={})
    for last in ("Żółć", "ŻÓŁĆ", "żółć"):
        likely = _likely(leeds, first="Łukasz", last=last, born=date(1985, 3, 28), numbers={})
        assert [one for one, _ in likely] == [who], last


def test_somebody_else_of_the_same_birth_date_does_not_come_up(leeds):
    with transaction():
        person("Imran", "Sampleton", by=leeds, numbers={}, home=None)
    assert _likely(leeds, numbers={}) == []


def test_another_authoritys_record_does_not_come_up(leeds, bradford):
    with transaction():
        person(by=bradford, numbers=NUMBERS)
    assert _likely(leeds, numbers=NUMBERS) == []


def test_the_likeliest_comes_first(leeds):
    with transaction():
        alike_by_name = person(by=leeds, numbers={})
        same = person("Perdita", "Sampleton", by=leeds)
    assert [one for one, _ in _likely(leeds)] == [same, alike_by_name]


def test_a_persons_identity_is_the_same_read_in_one_question(leeds):
    with transaction():
        who = person(
            by=leeds,
            other_names=[name("Dita", "Sample", "Anne")],
            earlier_addresses=[
                AddressFacts("2 Specimen Street\nInventedtown", "ZZ1 1AB", None, date(2019, 4, 30))
            ],
            numbers={"national_insurance": NATIONAL_INSURANCE, "gb_driver": GB_DRIVER},
        )
        bring_up_to_date(who, facts(born=date(1985, 4, 27)), by=leeds)
        read, mapped = value_of(who), as_value(who)
    assert sorted(read.addresses, key=repr) == sorted(mapped.addresses, key=repr)
    assert replace(read, addresses=()) == replace(mapped, addresses=())
    assert len(read.dates_of_birth) == len(read.names) == len(read.addresses) == 2
    assert identity_of(read) == identity_of(mapped)
