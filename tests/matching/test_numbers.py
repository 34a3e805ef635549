"""The form of identity numbers, and what a driver number says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.matching.numbers import (
    NumberFault,
    community_licence_number,
    comparable_number,
    driver_number_agrees,
    gb_driver_number,
    has_form,
    national_insurance_number,
    northern_ireland_driver_number,
    read_driver_number,
    says_something,
)


@pytest.mark.parametrize("typed", ["AB123456C", "ab 12 34 56 c", " AB-12-34-56-C ", "ＡＢ１２３４５６Ｃ"])
def test_a_national_insurance_number_is_stored_without_spaces_in_upper_case(typed):
    assert national_insurance_number(typed) == "AB123456C"


@pytest.mark.parametrize(
    "typed", ["", "AB12345C", "AB1234567C", "AB123456E", "A1234567C", "AB123456", "ÄB123456C"]
)
def test_what_is_not_of_the_form_is_refused_with_the_form_and_what_to_do(typed):
    with pytest.raises(NumberFault) as fault:
        national_insurance_number(typed)
    assert "2 letters, 6 numbers, then A, B, C or D" in str(fault.value)


@pytest.mark.parametrize(
    "prefix", ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "DA", "FA", "IA", "QQ", "UA", "VA", "AO"]
)
def test_a_prefix_that_is_never_allotted_is_refused_and_named(prefix):
    with pytest.raises(NumberFault, match=f"begins with {prefix}"):
        national_insurance_number(f"{prefix}123456A")


@pytest.mark.parametrize("typed", ["MORGA657054SM9IJ", "morga 657054 sm9ij", "MORGA657054SM9IJ 35"])
def test_a_gb_driver_number_is_sixteen_characters_and_the_issue_digits_are_dropped(typed):
    assert gb_driver_number(typed) == "MORGA657054SM9IJ"


@pytest.mark.parametrize(
    "typed",
    ["", "MORGA657054SM9I", "MORGA657054SM9IJK", "MORGA6570545M9IJ", "12345678", "MORGA657054SM9IJ 3"],
)
def test_what_is_not_a_gb_driver_number_is_refused_with_what_to_do(typed):
    with pytest.raises(NumberFault, match="16 letters and numbers"):
        gb_driver_number(typed)


@pytest.mark.parametrize(
    "typed", ["MORGA613054SM9IJ", "MORGA663054SM9IJ", "MORGA600054SM9IJ", "MORGA601324SM9IJ"]
)
def test_a_driver_number_in_which_no_birth_date_can_be_read_is_refused(typed):
    with pytest.raises(NumberFault, match="cannot be one"):
        gb_driver_number(typed)


@pytest.mark.parametrize("odd", ["NG999657054S99IJ", "99999657054SM9IJ", "O9999802291A9AAA"])
def test_an_odd_but_possible_driver_number_is_accepted(odd):
    assert gb_driver_number(odd) == odd


def test_a_driver_number_says_the_surname_the_birth_date_the_sex_and_the_initials():
    facts = read_driver_number("MORGA 657054 SM9IJ")
    assert (facts.surname5, facts.initials, facts.sex) == ("MORGA", "SM", "female")
    assert (facts.birth_day, facts.birth_month, facts.birth_year_digits) == (5, 7, 64)


def test_a_mans_month_is_as_it_is_and_a_missing_initial_is_left_out():
    facts = read_driver_number("KHAN9 704299 A98BV")
    assert (facts.surname5, facts.initials, facts.sex) == ("KHAN9", "A", "male")
    assert (facts.birth_day, facts.birth_month, facts.birth_year_digits) == (29, 4, 79)


@pytest.mark.parametrize(
    ("number", "surname"),
    [
        ("MCDON704299A98BV", "MacDonald"),
        ("MCDON704299A98BV", "McDonald"),
        ("OBRIE704299A98BV", "O'Brien"),
        ("SZYMA704299A98BV", "Szymański"),
        ("SMITH704299A98BV", "Smith-Jones"),
        ("JONES704299A98BV", "Smith-Jones"),
        ("ALHUS704299A98BV", "Al Hussain"),
        ("HUSSA704299A98BV", "Al Hussain"),
        ("NG999704299A98BV", "Ng"),
    ],
)
def test_a_surname_agrees_in_any_way_the_number_could_write_it(number, surname):
    assert driver_number_agrees(read_driver_number(number), surname, date(1979, 4, 29)) == []


def test_another_surname_and_another_birth_date_are_each_said_in_words():
    facts = read_driver_number("KHAN9704299A98BV")
    surname, born = driver_number_agrees(facts, "Hussain", date(1979, 4, 28))
    assert "surname beginning KHAN; the surname given is Hussain" in surname
    assert "day 29 of month 4 in a year ending 79; the date of birth given is 28/04/1979" in born


def test_what_is_not_known_disagrees_with_nothing():
    facts = read_driver_number("KHAN9704299A98BV")
    assert driver_number_agrees(facts, "", None) == []
    assert driver_number_agrees(facts, "محمد", None) == []


@pytest.mark.parametrize("typed", ["12345678", "12 34 56 78", "1234-5678"])
def test_a_northern_ireland_driver_number_is_eight_digits(typed):
    assert northern_ireland_driver_number(typed) == "12345678"


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "1234567A", "١٢٣٤٥٦٧٨"])
def test_other_than_eight_digits_is_no_northern_ireland_driver_number(typed):
    with pytest.raises(NumberFault, match="8 numbers"):
        northern_ireland_driver_number(typed)


def test_a_community_licence_number_has_no_form_we_know_and_is_only_trimmed():
    assert community_licence_number("  Wx-99/ab   12 ") == "Wx-99/ab 12"


def test_a_community_licence_number_must_hold_something():
    with pytest.raises(NumberFault, match="Type the number"):
        community_licence_number(" -- ")


@pytest.mark.parametrize(
    "nothing", ["", "N/A", "NONE", "UNKNOWN", "000000000", "AA000000A", "1234", "1" * 41]
)
def test_what_people_write_where_there_is_no_number_tells_nothing(nothing):
    assert not says_something(comparable_number(nothing))


CHECKS = [
    national_insurance_number,
    gb_driver_number,
    northern_ireland_driver_number,
    community_licence_number,
]


@given(
    st.sampled_from(CHECKS),
    st.from_regex(r"[A-CEGHJ-PR-TW-Z]{2} ?[0-9]{6}[A-D ]|[A-Z9]{5}[0-9]{6}[A-Z9]{2}9[A-Z]{2}"),
)
def test_what_looks_like_a_number_is_refused_as_a_fault_or_accepted_twice(check, text):
    assert not has_form(check, text) or has_form(check, check(text))


@given(st.sampled_from(CHECKS), st.text())
def test_no_text_is_too_strange_to_be_refused_as_a_fault(check, text):
    assert not has_form(check, text) or comparable_number(check(text))
