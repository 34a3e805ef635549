"""Text made comparable, and names that sound alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.matching import variants
from licensing.matching.spelling import LONGEST_TEXT, plain_words, sound, sound_of_name


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Szymański", ("szymanski",)),
        ("SZYMANSKI", ("szymanski",)),
        ("Łukasz Sørensen", ("lukasz", "sorensen")),
        ("Yılmaz", ("yilmaz",)),
        ("İbrahim", ("ibrahim",)),
        ("Weiß", ("weiss",)),
        ("O'Brien", ("obrien",)),
        ("O’Brien", ("obrien",)),
        ("Sa‘id", ("said",)),
        ("Smith-Jones", ("smith", "jones")),
        ("  Khan ,  Ali. ", ("khan", "ali")),
        ("", ()),
        ("---", ()),
    ],
)
def test_marks_case_apostrophes_and_hyphens_do_not_matter(written, plain):
    assert plain_words(written) == plain


def test_a_name_in_another_script_keeps_its_letters():
    assert plain_words("محمد خان") == ("محمد", "خان")
    assert sound("Иванов".lower()) == "иванов"


@pytest.mark.parametrize(
    "spellings",
    [
        "javed jawed javid",
        "waqar vaqar wakar",
        "iqbal eqbal ikbal",
        "usman osman usmaan uthman",
        "qureshi kureshi qurayshi",
        "kowalczyk kovalczyk",
        "muhammad mohammed mohamed mohd md",
        "ahmed ahmad ahmet axmed",
        "chaudhry chowdhury choudhury choudhry",
        "abdulrahman abdirahman abdurrahman abdrahman",
        "mcdonald macdonald",
        "iyer aiyar",
        "rao rau",
        "rehman rahman",
        "khalid khaled kalid",
        "stephen steven",
        "philip filip phillip",
        "yusuf yousaf youssef",
    ],
)
def test_the_spellings_of_one_name_have_one_sound(spellings):
    assert len({sound_of_name(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize(
    "names", ["khan kaur", "imran irfan", "ali umar", "smith jones", "mohammed mahmood", "tariq tahir"]
)
def test_two_names_have_two_sounds(names):
    left, right = names.split()
    assert sound_of_name(left) != sound_of_name(right)


@given(st.text(min_size=1))
def test_every_word_has_a_sound_and_no_text_is_too_strange(text):
    for word in plain_words(text):
        assert sound(word)
        assert sound_of_name(word)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzåéîøüßłđıñçşğ '-", max_size=40))
def test_capitals_never_matter(text):
    assert plain_words(text.upper()) == plain_words(text)


def test_a_text_of_absurd_length_is_read_by_its_beginning():
    assert plain_words("a" * 10_000) == ("a" * LONGEST_TEXT,)


def test_no_name_of_the_table_stands_for_two_names():
    lines = [name for line in variants._SPELLINGS.strip().splitlines() for name in line.split()]
    assert len(lines) == len(set(lines))


def test_the_table_is_written_in_the_form_that_is_looked_up():
    assert all(plain_words(name) == (name,) for name in {*variants.SPELLINGS, *variants.SHORT_FORMS})
