"""A person made comparable, stored and read again."""

from datetime import date

import pytest

from licensing.matching.forms import (
    MOST_BIRTHS,
    MOST_NAMES,
    MOST_NUMBERS,
    MOST_PLACES,
    Born,
    Form,
    Place,
    as_written,
    form_of,
    packed,
    place_of,
    unpacked,
)
from licensing.matching.people import Address, Name, Person


def test_a_form_has_of_each_fact_what_is_compared():
    form = form_of(
        Person(
            (Name("Mr Imran", "", "KHAN"), Name("imran", "", "khan"), Name()),
            (date(1984, 3, 5),),
            (Address(("1 High Street", "Leeds"), "ls1 1aa"), Address()),
            ("ab 12 34 56 c", "NONE"),
            ("KHAN9 803054 I99AB 47",),
            ("1234 5678",),
            ("wx-99 1234",),
        )
    )
    assert [[part.text for part in name] for name in form.names] == [["imran", "khan"]]
    assert form.births == (Born(1984, 3, 5, False), Born(84, 3, 5, True))
    assert form.places == (Place("LS11AA", "1 high street", "leeds"),)
    assert form.national_insurance == ("AB123456",)
    assert form.gb_driver == ("KHAN9803054I99AB",)
    assert form.ni_driver == ("12345678",)
    assert form.community == ("WX991234",)
    assert form.sexes == "m"


def test_the_last_letter_of_a_national_insurance_number_says_nothing():
    ours, theirs = (form_of(Person(national_insurance=(n,))) for n in ("AB123456C", "AB123456D"))
    assert ours == theirs


def test_a_womans_driver_number_says_so():
    assert form_of(Person(gb_driver=("SHAFI853054A99AB",))).sexes == "f"
    assert form_of(Person(gb_driver=("UNREADABLE99",))).sexes == ""


def test_nobody_has_more_of_a_fact_than_a_person_can_have():
    many = range(20)
    form = form_of(
        Person(
            tuple(Name(f"Imran{chr(97 + n)}b", "", "Khan") for n in many),
            tuple(date(1960 + n, 3, 5) for n in many),
            tuple(Address((f"{n} High Street",)) for n in many),
            tuple(f"AB1234{n:02d}C" for n in many),
        )
    )
    assert len(form.names) == MOST_NAMES
    assert len(form.births) == MOST_BIRTHS
    assert len(form.places) == MOST_PLACES
    assert len(form.national_insurance) == MOST_NUMBERS


@pytest.mark.parametrize(
    ("lines", "postcode", "place"),
    [
        (("1 High St.", "Leeds"), "LS1 1AA", Place("LS11AA", "1 high st", "leeds")),
        (("Flat 2", "1a High Street", "Leeds"), "", Place("", "1a high street", "leeds")),
        (("Rose Cottage", "Otley"), "LS21 3AA", Place("LS213AA", "", "otley")),
        (("12",), "LS1", Place("", "", "")),
        ((), "", Place("", "", "")),
    ],
)
def test_an_address_is_compared_by_postcode_house_and_town(lines, postcode, place):
    assert place_of(Address(lines, postcode)) == place


def test_the_district_is_the_first_half_of_a_postcode():
    assert Place("LS11AA", "", "").district == "LS1"
    assert Place("SW1A1AA", "", "").district == "SW1A"
    assert Place("", "", "").district == ""


def test_the_year_of_a_birth_date_may_be_two_digits():
    assert Born(1984, 3, 5, False).short_year == Born(84, 3, 5, True).short_year == 84


@pytest.mark.parametrize(
    "person",
    [
        Person(),
        Person((Name("Imran", "Ali", "Khan"), Name("M", "", ""))),
        Person(births_as_written=("1980-02-31",), gb_driver=("KHAN9803054I99AB",)),
        Person(addresses=(Address((), "LS1 1AA"), Address(("1 High Street",)))),
        Person(community=("ΑΒΓ 12345", "١٢٣٤٥٦")),
    ],
    ids=["nothing", "names", "births", "places", "numbers in other scripts"],
)
def test_what_is_packed_is_unpacked_the_same(person):
    form = form_of(person)
    assert unpacked(packed(form)) == form


def test_an_empty_form_is_packed_too():
    assert unpacked(packed(Form())) == Form()


@pytest.mark.parametrize(
    ("kind", "held", "comparable"),
    [
        ("national_insurance", ("ab 12 34 56 c", "CE987654A"), "AB123456"),
        ("gb_driver", ("khan9 803054 i99ab 47",), "KHAN9803054I99AB"),
        ("ni_driver", ("1234-5678",), "12345678"),
    ],
)
def test_a_number_is_shown_as_it_was_written(kind, held, comparable):
    assert as_written(kind, held, comparable) == held[0]
