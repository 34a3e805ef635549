"""An authority's row, from what somebody types for it."""

import pytest
from sqlalchemy import update

from licensing.authorities.lookup import named
from licensing.authorities.models import Authority
from licensing.db import db, transaction
from licensing.errors import BadInput


def test_a_council_is_found_by_its_code_and_by_names_as_people_write_them(app_context):
    for written in ("E08000035", "Leeds", "leeds city council", "City of Leeds"):
        assert named(written).gss_code == "E08000035", written


def test_an_abolished_council_leads_to_the_one_that_came_after_it(app_context):
    found = named("Harrogate Borough Council")
    assert (found.nice_name, found.ended_on) == ("North Yorkshire", None)


def test_a_name_that_is_not_sure_is_asked_about_and_never_guessed(app_context):
    for written, says in (("Newcastle", "Newcastle-under-Lyme"), ("Atlantis", "No council"), ("", "")):
        with pytest.raises(BadInput) as refused:
            named(written)
        assert list(refused.value.faults) == ["authority"]
        assert says in refused.value.message
        assert refused.value.message, written


def test_before_the_councils_are_loaded_it_says_what_to_do(app_context):
    with transaction():
        db.session.execute(
            update(Authority).where(Authority.gss_code == "E08000035").values(short_code="nobody")
        )
    with pytest.raises(BadInput, match="flask authorities load"):
        named("Leeds")


@pytest.mark.parametrize("text", ["LDS", " lds "])
def test_a_short_code_is_taken_at_its_word(app_context, text):
    assert named(text).nice_name == "Leeds"
