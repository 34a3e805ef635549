"""Text made comparable, and names that sound alike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licensing.matching.spelling import (
    LONGEST_TEXT,
    MUHAMMAD,
    plain_letters,
    plain_words,
    sound,
    sound_of_name,
)


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


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Иванов", ("ivanov",)),
        ("Шевченко", ("shevchenko",)),
        ("محمد خان", ("mhmd", "khn")),
        ("ਹਰਜੀਤ", ("hrjit",)),
    ],
)
def test_a_name_in_another_script_is_written_in_latin_letters_as_it_is_read(written, plain):
    assert plain_words(written) == plain


@pytest.mark.parametrize("misspelt", ["mohmamedd", "mihammed", "muhammadd", "mohmaed", "mohhamed"])
def test_muhammad_misspelt_still_sounds_like_muhammad(misspelt):
    assert sound_of_name(misspelt) == MUHAMMAD


@pytest.mark.parametrize("other", ["mahmood", "mohammadi", "mohsin", "ahmed", "hammond", "mehdi"])
def test_a_name_that_only_looks_like_muhammad_does_not(other):
    assert sound_of_name(other) != MUHAMMAD


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


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1))
def test_every_word_has_a_sound_and_no_text_is_too_strange(text):
    for word in plain_words(text):
        assert sound(word)
        assert sound_of_name(word)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzåéîøüßłđıñçşğ '-", max_size=40))
def test_capitals_never_matter(text):
    assert plain_words(text.upper()) == plain_words(text)


def test_a_text_of_absurd_length_is_read_by_its_beginning():
    assert plain_words("a" * 10_000) == ("a" * LONGEST_TEXT,)


def test_a_word_with_a_digit_is_its_own_sound():
    assert sound("4x4") == "4x4"


def test_words_run_together():
    assert plain_letters(" O'Brien-Smith ") == "obriensmith"
