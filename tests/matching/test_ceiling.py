"""What a comparison can come to at most: never less than what it does come to."""

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from licensing.matching.ceiling import Ceiling
from licensing.matching.commonness import Commonness, counted
from licensing.matching.forms import form_of
from licensing.matching.people import Address, Name, Person
from licensing.matching.verdict import possible_from, weigh
from tests.matching.test_properties import PARTS, RELATED, counts, people

BORN = date(1984, 3, 5)


@settings(max_examples=400, deadline=None)
@given(st.one_of(RELATED, people(PARTS)), st.one_of(RELATED, people(PARTS)), counts())
def test_whoever_is_passed_over_would_have_been_no_match(one, other, common):
    ours, theirs = form_of(one), form_of(other)
    if Ceiling(ours, common).is_below(possible_from(common.total), theirs):
        assert not weigh(ours, theirs, common).band.is_hit


@settings(max_examples=200, deadline=None)
@given(st.one_of(RELATED, people(PARTS)), st.one_of(RELATED, people(PARTS)), counts(), st.floats(-20, 30))
def test_whatever_is_below_so_many_points_does_not_come_to_them(one, other, common, points):
    ours, theirs = form_of(one), form_of(other)
    if Ceiling(ours, common).is_below(points, theirs):
        assert weigh(ours, theirs, common).points <= points


def _common_to(*people):
    """A register in which the names of these are common, and their sounds."""
    bearers = Counter(text for one in people for text in counted(form_of(one)))
    return Commonness(dict.fromkeys(bearers, 20_000), 1_000_000)


def test_two_common_names_and_the_year_of_birth_need_no_comparison():
    sought = Person((Name("Imran", "", "Khan"),), (BORN,), (Address(("1 High Street",), "LS1 1AA"),))
    another = Person(
        (Name("Imran", "", "Khan"),), (date(1984, 11, 27),), (Address(("9 Low Road",), "BD3 9ZZ"),)
    )
    common = _common_to(sought)
    assert Ceiling(form_of(sought), common).is_below(possible_from(common.total), form_of(another))


def test_one_that_a_number_a_birth_date_or_a_joined_name_may_speak_for_is_compared():
    sought = Person(
        (Name("Gul", "", "Khan"),),
        (BORN,),
        national_insurance=("AB123456C",),
        gb_driver=("KHAN9803054G99AB",),
    )
    common = _common_to(sought)
    ceiling, possible = Ceiling(form_of(sought), common), possible_from(common.total)
    for other in (
        Person((Name("Anne", "", "Other"),), (date(1950, 1, 2),), national_insurance=("AB123456C",)),
        Person((Name("Gul", "", "Khan"),), (BORN,), national_insurance=("ZZ999999C",)),
        Person((Name("Gulkhan", "", ""),), (date(1984, 11, 27),)),
    ):
        assert not ceiling.is_below(possible, form_of(other))
