"""The tables of names: every line of them, and the form in which they are written."""

import re

import pytest

from licensing.matching import variants
from licensing.matching.likeness import Likeness, likeness
from licensing.matching.people import Part, Role
from licensing.matching.spelling import sound_of_name

SPELLINGS = [line.split() for line in variants._TABLES["spellings"]]
SHORT_FORMS = [line.split() for line in variants._TABLES["short_forms"]]


def part(text):
    return Part(text, sound_of_name(text), Role.GIVEN)


@pytest.mark.parametrize("names", SPELLINGS, ids=lambda names: names[0])
def test_the_spellings_of_a_line_are_one_name_and_sound_alike(names):
    usual, *others = map(part, names)
    assert {one.sound for one in others} <= {usual.sound}
    assert {likeness(usual, one) for one in others} <= {Likeness.ONE_NAME}


def test_a_short_form_answers_each_name_it_stands_for():
    unanswered = [
        (short, name)
        for short, *names in SHORT_FORMS
        for name in names
        if likeness(part(short), part(name)) < Likeness.SHORT_FORM
    ]
    assert unanswered == []


def test_no_name_of_the_table_stands_for_two_names():
    names = [name for line in SPELLINGS for name in line]
    assert len(names) == len(set(names))


def test_the_table_is_written_in_the_form_that_is_looked_up():
    names = {name for line in [*SPELLINGS, *SHORT_FORMS] for name in line} | variants.SAYS_LITTLE
    # The hyphen parts a name in two before any table is asked.
    assert {name for name in names if not re.fullmatch("[a-z]+", name)} <= {"abu-bakr"}


def test_a_name_the_table_does_not_hold_is_its_own_usual_spelling():
    assert variants.usual_spelling("mohd") == "muhammad"
    assert variants.usual_spelling("thornley") == "thornley"


def test_two_names_of_the_table_are_two_however_near_and_a_stranger_to_it_is_neither():
    assert variants.two_names("hassan", "hussain")
    assert not variants.two_names("hassan", "hasan")
    assert not variants.two_names("hassan", "hazzan")
    assert variants.one_name("hassan", "hasan")
    assert not variants.one_name("hazzan", "hazzan")


def test_every_spelling_of_a_name_that_says_little_says_little():
    assert {"muhammad", "mohd", "md", "singh", "kour", "begam", "khatoon"} <= variants.SAYS_LITTLE
    assert "imran" not in variants.SAYS_LITTLE
