"""A person's names in comparable parts."""

from datetime import date

import pytest

from licensing.matching.people import Address, Name, Person, Role, births_of, comparable_postcode, parts_of


def words(name):
    return [part.text for part in parts_of(name)]


def known_by(name):
    return next((part.text for part in parts_of(name) if part.role is Role.GIVEN), None)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (Name("Mr. Imran", "", "Khan"), ["imran", "khan"]),
        (Name("Mr", "", "Khan"), ["mr", "khan"]),
        (Name("", "", "Dr Khan"), ["khan"]),
        (Name("Abdul Rahman", "", "Khan"), ["abdulrahman", "khan"]),
        (Name("Abdul", "", "Khan"), ["abdul", "khan"]),
        (Name("Habib", "", "ur-Rahman"), ["habib", "rahman"]),
        (Name("Aftab", "", "Ud-Din"), ["aftab", "uddin"]),
        (Name("Walid", "", "ibn Ebrahim Al-Asadi"), ["walid", "ebrahim", "asadi"]),
        (Name("Al", "", "Pacino"), ["al", "pacino"]),
        (Name("MohammedImran", "", "Shah"), ["mohammed", "imran", "shah"]),
        (Name("Mohammed-Imran", "", "Shah"), ["mohammed", "imran", "shah"]),
        (Name("Hamid", "", "Mohammadi"), ["hamid", "mohammadi"]),
        (Name("John", "", "Mc Donald"), ["john", "mcdonald"]),
        (Name("John", "", "MacDonald"), ["john", "mcdonald"]),
        (Name("Sean", "", "O'Brien"), ["sean", "obrien"]),
        (Name(), []),
    ],
)
def test_a_name_is_taken_into_its_parts(name, parts):
    assert words(name) == parts


@pytest.mark.parametrize(
    ("name", "given"),
    [
        (Name("Imran", "Ali", "Khan"), "imran"),
        (Name("Muhammad Imran", "", "Khan"), "imran"),
        (Name("Muhammad", "Imran", "Khan"), "imran"),
        (Name("M", "Imran", "Khan"), "imran"),
        (Name("Muhammad", "", "Khan"), "muhammad"),
        (Name("", "", "Khan"), None),
    ],
)
def test_a_man_is_known_by_the_name_after_muhammad(name, given):
    assert known_by(name) == given


def test_a_whole_name_is_parted_at_its_last_word():
    assert Name.from_full("  Mohd Imran  Khan ") == Name("Mohd", "Imran", "Khan")
    assert Name.from_full("Ahmed") == Name("Ahmed", "", "")
    assert Name.from_full("") == Name()
    assert Name("Mohd", "", "Khan").full == "Mohd Khan"


def test_an_address_is_shown_in_one_line():
    assert Address(("1 High Street", " ", "Leeds"), "LS1 1AA").shown == "1 High Street, Leeds, LS1 1AA"


def test_a_driver_number_gives_a_second_birth_date_and_a_malformed_one_none():
    person = Person(dates_of_birth=(date(1979, 4, 28),), gb_driver=("KHAN9704299A98BV", "KHAN-UNREADABLE"))
    assert [(birth.year, birth.month, birth.day) for birth in births_of(person)] == [
        (1979, 4, 28),
        (79, 4, 29),
    ]


@pytest.mark.parametrize(
    ("postcode", "plain"),
    [("ls1 1aa", "LS11AA"), ("SW1A 1AA", "SW1A1AA"), ("LS1", ""), ("unknown!!", "UNKNOWN")],
)
def test_a_postcode_is_compared_without_its_space(postcode, plain):
    assert comparable_postcode(postcode) == plain
