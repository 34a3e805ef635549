"""Values as councils write them: days in any usual form, the day first; names in one field."""

from datetime import date

import pytest

from licensing.exchange.values import ValueFault, day, mark, names_of, yes_or_no


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-06-03",
            "2026-6-3",
            "03/06/2026",
            "3/6/2026",
            "3/6/26",
            "03-06-2026",
            "03.06.2026",
            "3 6 2026",
        ),
        *("3 June 2026", "3rd June 2026", "03-Jun-26", "3 Jun 2026", "20260603", "2026/06/03", "46176"),
        *("2026-06-03T00:00:00", "2026-06-03 00:00:00.000", "2026-06-03T00:00:00Z", "03/06/2026 00:00"),
    ],
)
def test_a_day_is_read_in_any_usual_form(text):
    assert day(text) == date(2026, 6, 3)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("06/13/2026", "the day comes first"),
        ("31/02/2026", "no day of the calendar"),
        ("2026-06-03T14:30:00", "time of day"),
        ("soon", "not a date"),
        ("3 Juni 2026x", "not a date"),
        ("01/01/0026", "not in this century"),
        ("12", "not a date"),
    ],
)
def test_what_is_no_day_is_never_guessed(text, says):
    with pytest.raises(ValueFault, match=says):
        day(text)


def test_two_digits_of_a_year_are_the_newest_that_can_be_meant():
    assert day("27/03/85", latest=2026) == date(1985, 3, 27)
    assert day("27/03/26", latest=2026) == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("GROSSMAN,VLADIMIR", ("VLADIMIR", "", "GROSSMAN")),
        ("MIAH,MOHAMMAD,J", ("MOHAMMAD", "J", "MIAH")),
        ("Exampleby, Perdita Jane", ("Perdita", "Jane", "Exampleby")),
        ("Perdita Jane Exampleby", ("Perdita", "Jane", "Exampleby")),
        ("  Perdita   Exampleby ", ("Perdita", "", "Exampleby")),
    ],
)
def test_a_name_in_one_field_is_taken_apart(text, names):
    assert names_of(text) == names


@pytest.mark.parametrize("text", ["Perdita", "Exampleby,", ",Perdita"])
def test_half_a_name_is_a_fault(text):
    with pytest.raises(ValueFault):
        names_of(text)


def test_marks_and_yes_and_no():
    assert mark("ab12 cde") == "AB12CDE"
    assert yes_or_no("Y")
    assert not yes_or_no("No")
    with pytest.raises(ValueFault):
        mark("not a registration mark")
    with pytest.raises(ValueFault):
        yes_or_no("perhaps")
