"""What the guidance says of an offence, in the words of a page."""

import pytest

from licensing.policy.offences import Offence, years_in_words


def _offence(period, *counted_from):
    return Offence("violence", "Violence", "", period, counted_from, "The standards", "S", "R61")


@pytest.mark.parametrize(
    ("offence", "words"),
    [
        pytest.param(_offence("never"), "A licence would never be considered", id="never"),
        pytest.param(
            _offence("no period"), "No period: looked at with the rest of the record", id="no period"
        ),
        pytest.param(_offence(1, "sentence"), "1 year from completion of the sentence", id="one day"),
        pytest.param(
            _offence(7, "sentence", "ban"),
            "7 years from completion of the sentence or the end of a driving ban, whichever is later",
            id="two days",
        ),
    ],
)
def test_a_period_is_said_with_the_days_it_is_counted_from(offence, words):
    assert offence.period_words == words


def test_years_are_counted_and_words_kept():
    assert [years_in_words(one) for one in (1, 10, "never")] == ["1 year", "10 years", "never"]
