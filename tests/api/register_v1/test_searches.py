"""Searching, and following what happens."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CHANGE = {"what": "amended", "changed_on": "2026-06-09"}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)
FIELDS = ("names", "dates_of_birth", "births_as_written", "addresses", "national_insurance", "gb_driver")


def test_what_happens_is_told_in_order_after_a_number_by_references_only(leeds, bradford, entry):
    refs = [bradford.call("POST", "/entries", entry(), key=key).json["entry"] for key in ("one", "two")]
    bradford.call("POST", f"/entries/{refs[0]}/changes", CHANGE, key="three")
    told = leeds.call("GET", "/alerts?after=0")
    assert [one["entry"] for one in told.json["alerts"]] == [*refs, refs[0]]
    assert "Exampleby" not in told.text
    second = told.json["alerts"][1]["number"]
    assert [one["entry"] for one in leeds.call("GET", f"/alerts?after={second}").json["alerts"]] == [refs[0]]


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "99999999999", "1&after=2"])
def test_a_cursor_that_is_no_number_is_refused(leeds, after):
    assert leeds.call("GET", f"/alerts?after={after}").status_code == 400


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(person=st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=4) | ANYTHING)
def test_whatever_is_sent_is_searched_or_refused_and_never_a_fault(leeds, person):
    assert leeds.call("POST", "/searches", {"person": person}).status_code in (200, 400)
