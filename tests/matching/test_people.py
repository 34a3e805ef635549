"""A person's names in comparable parts, and the birth dates and postcode as they are compared."""

from datetime import date

import pytest

from licensing.matching.people import (
    Address,
    Birth,
    Name,
    Person,
    Role,
    birth_as_written,
    births_of,
    comparable_postcode,
    parts_of,
)


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
        (Name("Abdul Rahman", "", "Khan"), ["abdul", "rahman", "khan"]),
        (Name("Abdulrahman", "", "Khan"), ["abdul", "rahman", "khan"]),
        (Name("Abdul", "", "Khan"), ["abdul", "khan"]),
        (Name("Abdullah", "", "Khan"), ["abdullah", "khan"]),
        (Name("Habib", "", "ur-Rahman"), ["habib", "rahman"]),
        (Name("Aftab", "", "Ud-Din"), ["aftab", "uddin"]),
        (Name("Salah-ud-Din", "", "Khan"), ["salah", "uddin", "khan"]),
        (Name("Walid", "", "ibn Ebrahim Al-Asadi"), ["walid", "ebrahim", "asadi"]),
        (Name("Osama", "", "bin Walid"), ["osama", "walid"]),
        (Name("Al", "", "Pacino"), ["al", "pacino"]),
        (Name("MohammedImran", "", "Shah"), ["mohammed", "imran", "shah"]),
        (Name("Mohammed-Imran", "", "Shah"), ["mohammed", "imran", "shah"]),
        (Name("IbrahimYusuf", "", "Shah"), ["ibrahim", "yusuf", "shah"]),
        (Name("Hamid", "", "Mohammadi"), ["hamid", "mohammadi"]),
        (Name("John", "", "Mc Donald"), ["john", "mcdonald"]),
        (Name("John", "", "MacDonald"), ["john", "mcdonald"]),
        (Name("Sean", "", "O'Brien"), ["sean", "obrien"]),
        (Name("Sean", "", "O Brien"), ["sean", "obrien"]),
        (Name("Ana", "", "de Souza"), ["ana", "desouza"]),
        (Name("Sarah", "", "Tailor-Floyd"), ["sarah", "tailor", "floyd"]),
        (Name("Иван", "", "Петров"), ["ivan", "petrov"]),
        (Name(), []),
    ],
    ids=lambda value: value.full or "nothing" if isinstance(value, Name) else "",
)
def test_a_name_is_taken_into_its_parts(name, parts):
    assert words(name) == parts


@pytest.mark.parametrize(
    ("name", "given"),
    [
        (Name("Imran", "Ali", "Khan"), "imran"),
        (Name("Muhammad Imran", "", "Khan"), "imran"),
        (Name("Muhammad", "Imran", "Khan"), "imran"),
        (Name("Mohmamedd", "Imran", "Khan"), "imran"),
        (Name("M", "Imran", "Khan"), "imran"),
        (Name("Muhammad", "", "Khan"), "muhammad"),
        (Name("", "", "Khan"), None),
    ],
)
def test_a_man_is_known_by_the_name_after_muhammad(name, given):
    assert known_by(name) == given


@pytest.mark.parametrize("text", ["muhammad", "mohmamedd", "singh", "kaur", "begum"])
def test_a_part_that_half_a_register_bears_tells_nobody_apart(text):
    (part,) = parts_of(Name(text))
    assert part.says_little
    assert not part.telling


def test_an_initial_says_too_little_to_tell_and_a_name_tells():
    initial, name = parts_of(Name("J", "", "Thornley"))
    assert not initial.says_little
    assert not initial.telling
    assert name.telling


def test_a_whole_name_is_parted_at_its_last_word():
    assert Name.from_full("  Mohd Imran  Khan ") == Name("Mohd", "Imran", "Khan")
    assert Name.from_full("Ahmed") == Name("Ahmed", "", "")
    assert Name.from_full("") == Name()
    assert Name("Mohd", "", "Khan").full == "Mohd Khan"


def test_more_parts_than_any_name_has_are_left_out():
    assert len(words(Name(" ".join(["Imran", "Asif"] * 50), "", "Khan"))) == 12


def test_an_address_is_shown_in_one_line():
    assert Address(("1 High Street", " ", "Leeds"), "LS1 1AA").shown == "1 High Street, Leeds, LS1 1AA"


def test_a_driver_number_gives_a_second_birth_date_and_a_malformed_one_none():
    person = Person(dates_of_birth=(date(1979, 4, 28),), gb_driver=("KHAN9704299A98BV", "KHAN-UNREADABLE"))
    assert [(birth.year, birth.month, birth.day) for birth in births_of(person)] == [
        (1979, 4, 28),
        (79, 4, 29),
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1980-02-31", (1980, 2, 31)),
        ("19800231", (1980, 2, 31)),
        ("31/02/1980", (1980, 2, 31)),
        ("31.2.1980", (1980, 2, 31)),
        ("1980-2-3", (1980, 2, 3)),
        ("born 31/02/1980", (1980, 2, 31)),
        ("31021980", (1980, 2, 31)),
        ("1980-02-31 00:00:00", (1980, 2, 31)),
        ("31/2/1980T00:00", (1980, 2, 31)),
        ("", None),
        ("unknown", None),
        ("0000-00-00", None),
        ("February 1980", None),
        ("١٩٨٠-٠٢-٣١", None),
        ("9" * 10_000, None),
    ],
)
def test_a_birth_date_that_cannot_be_has_its_parts_as_they_were_written(text, parts):
    assert birth_as_written(text) == (Birth(*parts) if parts else None)


def test_a_birth_date_is_shown_as_it_is_written_and_one_of_a_driver_number_says_so():
    assert Birth(1980, 2, 31).shown == "31/02/1980"
    assert Birth(84, 3, 5, from_number=True).shown == "05/03/..84 (in the driver number)"


@pytest.mark.parametrize(
    ("postcode", "plain"),
    [("ls1 1aa", "LS11AA"), ("SW1A 1AA", "SW1A1AA"), ("LS1", ""), ("unknown!!", "UNKNOWN")],
)
def test_a_postcode_is_compared_without_its_space(postcode, plain):
    assert comparable_postcode(postcode) == plain
