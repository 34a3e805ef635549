"""What holds for any two people, however strange."""

import dataclasses
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from licensing.matching.compare import compare
from licensing.matching.keys import keys_to_search, keys_to_store
from licensing.matching.people import Address, Name, NameKind, Person
from licensing.matching.verdict import Band, judge

REAL_WORDS = st.sampled_from(
    [
        *("Mohammed", "Mohd", "Md", "MohammedImran", "Imran", "Emran", "Khan", "Kahn", "Gulkhan", "Gul"),
        *("Hussain", "Hassan", "Ali", "Singh", "Kaur", "Begum", "Abdul", "Rahman", "ur-Rahman", "Al-Asadi"),
        *("ibn", "O'Brien", "McDonald", "Mac", "Donald", "Szymański", "Mick", "Michael", "Smith-Jones", "Dr"),
    ]
)
PARTS = st.lists(st.one_of(REAL_WORDS, st.just("J")), max_size=3).map(" ".join)
ANY_PART = st.one_of(PARTS, st.text(max_size=30))
DAYS = st.one_of(st.sampled_from([date(1984, 3, 5), date(1984, 5, 3), date(1984, 1, 1)]), st.dates())
NUMBERS = st.one_of(
    st.sampled_from(["AB123456C", "AB123457C", "KHAN9803054I99AB", "12345678", "NONE", ""]),
    st.text(max_size=20),
)


def people(part):
    names = st.builds(Name, part, part, part, st.sampled_from(NameKind))
    addresses = st.builds(
        Address,
        st.lists(part, max_size=2).map(tuple),
        st.one_of(st.sampled_from(["LS1 1AA", "LS1 2BB", ""]), part),
    )
    numbers = st.lists(NUMBERS, max_size=2).map(tuple)
    return st.builds(
        Person,
        st.lists(names, max_size=2).map(tuple),
        st.lists(DAYS, max_size=2).map(tuple),
        st.lists(addresses, max_size=2).map(tuple),
        numbers,
        numbers,
        numbers,
        numbers,
    )


@given(people(ANY_PART), people(ANY_PART))
def test_who_is_the_applicant_never_changes_the_points_or_the_band(one, other):
    there, back = judge(compare(one, other)), judge(compare(other, one))
    assert (there.band, there.points) == (back.band, back.points)
    assert [(field.field, field.points) for field in compare(one, other).fields] == [
        (field.field, field.points) for field in compare(other, one).fields
    ]


@given(people(st.text()))
def test_no_text_is_too_strange_to_be_compared_or_found(person):
    judge(compare(person, person))
    assert all(key.text for key in keys_to_store(person) | keys_to_search(person))


@given(people(ANY_PART))
def test_everybody_is_found_by_what_is_stored_of_them(person):
    stored = keys_to_store(person)
    assert not stored or stored & keys_to_search(person)


@given(people(PARTS), people(PARTS))
def test_case_never_matters(one, other):
    shouted = dataclasses.replace(
        one, names=tuple(Name(n.first.upper(), n.middle.upper(), n.last.upper(), n.kind) for n in one.names)
    )
    assert judge(compare(shouted, other)).points == judge(compare(one, other)).points
    assert keys_to_store(shouted) == keys_to_store(one)


@given(REAL_WORDS, REAL_WORDS, DAYS)
def test_a_name_written_the_other_way_round_is_the_same_person(first, last, day):
    person = Person((Name(first, "", last),), (day,))
    turned = Person((Name(last, "", first),), (day,))
    assert compare(person, turned).fields[0].points == compare(person, person).fields[0].points
    assert judge(compare(person, turned)).band.is_hit
    assert keys_to_search(turned) & keys_to_store(person)


@given(st.lists(REAL_WORDS, min_size=1, max_size=4), DAYS)
def test_first_and_middle_names_may_stand_in_either_field(words, day):
    together = Person((Name(" ".join(words), "", "Tanveer"),), (day,))
    apart = Person((Name(words[0], " ".join(words[1:]), "Tanveer"),), (day,))
    assert judge(compare(together, apart)).band.is_hit


@given(people(ANY_PART), people(ANY_PART))
def test_a_right_number_in_common_never_lowers_a_verdict(one, other):
    known = judge(compare(*(dataclasses.replace(person, ni_driver=("24681357",)) for person in (one, other))))
    unknown = judge(compare(*(dataclasses.replace(person, ni_driver=()) for person in (one, other))))
    assert known.band is Band.SAME_NUMBER
    assert known.points > unknown.points
