"""What holds for any two people, however strange."""

import dataclasses
from collections import Counter
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from licensing.matching.commonness import NOTHING_KNOWN, Commonness, counted
from licensing.matching.compare import Field, compare
from licensing.matching.forms import form_of, packed, unpacked
from licensing.matching.keys import keys_to_search, keys_to_store
from licensing.matching.people import Address, Name, NameKind, Person, parts_of
from licensing.matching.verdict import Band, judge, weigh

few = settings(max_examples=60, deadline=None)
many = settings(max_examples=200, deadline=None)

WORDS = (
    *("Mohammed", "Mohd", "Md", "MohammedImran", "Imran", "Emran", "Khan", "Kahn", "Gulkhan", "Gul"),
    *("Hussain", "Hassan", "Ali", "Singh", "Kaur", "Begum", "Abdul", "Rahman", "ur-Rahman", "Al-Asadi"),
    *("ibn", "O'Brien", "McDonald", "Mac", "Donald", "Szymański", "Mick", "Michael", "Smith-Jones", "Dr"),
    *("Abdulrahman", "Иван", "محمد", "Тарик", "Ramesh", "Rajesh", "Muhammadd", "Gaz", "Rau", "Rao"),
)
REAL_WORDS = st.sampled_from(WORDS)
# Names that tell, of one part each, none like another: what a first name is, and what a surname.
TELLING = st.sampled_from(
    ["Imran", "Khan", "Hussain", "Gareth", "Szymański", "Michael", "Rajesh", "Thornley"]
)
PARTS = st.lists(st.one_of(REAL_WORDS, st.just("J")), max_size=3).map(" ".join)
ANY_PART = st.one_of(PARTS, st.text(max_size=30))
DAYS = st.one_of(st.sampled_from([date(1984, 3, 5), date(1984, 5, 3), date(1984, 1, 1)]), st.dates())
WRITTEN = st.one_of(st.sampled_from(["1980-02-31", "31/02/1980", "", "unknown"]), st.text(max_size=12))
NUMBERS = st.one_of(
    st.sampled_from(
        ["AB123456C", "AB123457C", "KHAN9803054I99AB", "KHAN9853054I99AB", "12345678", "NONE", ""]
    ),
    st.text(max_size=20),
)


def tuples(of, most=2):
    return st.lists(of, max_size=most).map(tuple)


def people(part, *, most=2):
    names = st.builds(Name, part, part, part, st.sampled_from(NameKind))
    addresses = st.builds(Address, tuples(part), st.one_of(st.sampled_from(["LS1 1AA", "LS1 2BB", ""]), part))
    numbers = tuples(NUMBERS, most)
    return st.builds(
        Person,
        tuples(names, most),
        tuples(DAYS, most),
        tuples(addresses, most),
        numbers,
        numbers,
        numbers,
        numbers,
        tuples(WRITTEN, 1),
    )


@st.composite
def counts(draw):
    """How common some names are, in a register of some size."""
    forms = [form_of(person) for person in draw(st.lists(people(PARTS), max_size=4))]
    bearers = Counter(text for form in forms for text in counted(form))
    times = draw(st.integers(1, 500))
    return Commonness({text: count * times for text, count in bearers.items()}, draw(st.integers(0, 10**6)))


def points(one, other, common=NOTHING_KNOWN):
    return weigh(form_of(one), form_of(other), common).points


# People who have something to do with each other, or nothing: dates and numbers that fit, nearly fit, or don't.
RELATED = st.builds(
    Person,
    st.builds(Name, TELLING, st.just(""), TELLING).map(lambda name: (name,)),
    tuples(st.sampled_from([date(1984, 3, 5), date(1984, 5, 3), date(1984, 1, 1), date(1961, 11, 30)]), 1),
    tuples(
        st.builds(Address, tuples(st.just("1 High Street"), 1), st.sampled_from(["LS1 1AA", "LS1 1AB"])), 1
    ),
    tuples(st.sampled_from(["AB123456C", "AB123457C", "CE987654A"]), 1),
    tuples(st.sampled_from(["SHAFI803054I99AB", "SHAFI803054I98XY", "JONES611309G99XY"]), 1),
)
PEOPLE = st.one_of(RELATED, people(PARTS))


# --- the same both ways -----------------------------------------------------------------------------------------


@many
@given(
    st.one_of(RELATED, people(ANY_PART)),
    st.one_of(RELATED, people(ANY_PART)),
    st.one_of(st.just(NOTHING_KNOWN), counts()),
)
def test_who_is_the_applicant_never_changes_the_points_or_the_band(one, other, common):
    there, back = judge(compare(one, other, common)), judge(compare(other, one, common))
    assert (there.band, there.points) == (back.band, back.points)
    assert [(field.field, field.points) for field in compare(one, other, common).fields] == [
        (field.field, field.points) for field in compare(other, one, common).fields
    ]


@few
@given(people(ANY_PART), people(ANY_PART), st.one_of(st.just(NOTHING_KNOWN), counts()))
def test_the_points_without_words_are_those_with_words(one, other, common):
    weighed, verdict = weigh(form_of(one), form_of(other), common), judge(compare(one, other, common))
    assert (weighed.points, weighed.band) == (verdict.points, verdict.band)


# --- an agreeing field never lowers the points ------------------------------------------------------------------


def never_lower(one, other, field, value):
    """Held by neither, by one, by both: with both it is no lower than before."""
    neither = [dataclasses.replace(person, **{field: ()}) for person in (one, other)]
    both = [dataclasses.replace(person, **{field: (value,)}) for person in (one, other)]
    agreed = points(*both)
    assert agreed >= points(*neither)
    assert agreed >= points(both[0], neither[1])
    assert agreed >= points(neither[0], both[1])


@many
@given(PEOPLE, PEOPLE, st.sampled_from(["LS1 1AA", "HU9 9ZZ"]))
def test_an_address_in_common_never_lowers_the_points(one, other, postcode):
    never_lower(one, other, "addresses", Address(("1 High Street", "Leeds"), postcode))


@many
@given(PEOPLE, PEOPLE, st.sampled_from([date(1984, 3, 5), date(1984, 1, 1), date(1961, 11, 30)]))
def test_a_birth_date_in_common_never_lowers_the_points(one, other, born):
    one, other = (dataclasses.replace(person, births_as_written=()) for person in (one, other))
    never_lower(one, other, "dates_of_birth", born)


@many
@given(
    PEOPLE,
    PEOPLE,
    st.sampled_from(
        [
            ("national_insurance", "AB123456C"),
            ("gb_driver", "SHAFI803054I99AB"),
            ("ni_driver", "12345678"),
            ("community", "WX991234"),
        ]
    ),
)
def test_a_number_in_common_never_lowers_the_points(one, other, number):
    never_lower(one, other, *number)


@few
@given(TELLING, TELLING, TELLING, TELLING, DAYS, st.sampled_from(["Tanveer", "Thornley", "Muhammad"]))
def test_a_middle_name_in_common_never_lowers_the_points(first, last, its_first, its_last, born, middle):
    without, having = (
        points(
            *(Person((Name(*name),), (born,)) for name in ((first, its, last), (its_first, its, its_last)))
        )
        for its in ("", middle)
    )
    assert having >= without


@few
@given(people(ANY_PART), people(ANY_PART))
def test_a_right_number_in_common_decides_the_band(one, other):
    known = judge(compare(*(dataclasses.replace(person, ni_driver=("24681357",)) for person in (one, other))))
    assert known.band is Band.SAME_NUMBER


# --- case, order and fields of names ----------------------------------------------------------------------------


@few
@given(people(PARTS), people(PARTS))
def test_case_never_matters(one, other):
    shouted = dataclasses.replace(
        one, names=tuple(Name(n.first.upper(), n.middle.upper(), n.last.upper(), n.kind) for n in one.names)
    )
    assert points(shouted, other) == points(one, other)
    assert keys_to_store(form_of(shouted)) == keys_to_store(form_of(one))


@few
@given(REAL_WORDS, REAL_WORDS, DAYS)
def test_a_name_written_the_other_way_round_is_the_same_person(first, last, day):
    person = Person((Name(first, "", last),), (day,))
    turned = Person((Name(last, "", first),), (day,))
    assert (
        compare(person, turned).field(Field.NAME).points == compare(person, person).field(Field.NAME).points
    )
    assert judge(compare(person, turned)).band.is_hit
    assert meet(turned, person)


@few
@given(st.permutations(["Imran", "Khan", "Gareth", "Thornley"]), st.booleans(), DAYS, DAYS)
def test_first_name_and_surname_exchanged_never_change_the_points(words, alike, born, its_born):
    # Where just one of two names agrees, it matters which: brothers share the surname.
    first, last, *others = words
    other = Person((Name(first, "", last) if alike else Name(*others[:1], "", *others[1:]),), (its_born,))
    person, turned = (Person((Name(*parts),), (born,)) for parts in ((first, "", last), (last, "", first)))
    assert points(person, other) == points(turned, other)


@few
@given(st.lists(REAL_WORDS, min_size=1, max_size=4), people(PARTS), DAYS)
def test_first_and_middle_names_may_stand_in_either_field(words, other, day):
    ways = [
        Person((Name(" ".join(words[:place]), " ".join(words[place:]), "Tanveer"),), (day,))
        for place in range(1, len(words) + 1)
    ]
    for one, another in pairwise(ways):
        assert parts_of(one.names[0]) == parts_of(another.names[0])
        assert points(one, other) == points(another, other)


# --- nothing is too strange -------------------------------------------------------------------------------------

STRANGE = st.one_of(
    st.text(),
    st.sampled_from(
        ["", "\0", "\n\t\r", " ", "\u200f\u202e", "İıſ", "ß" * 50, "a" * 10_000, "ע" * 10_000, "9" * 10_000]
    ),
    st.text(alphabet="\0\n\t :|+g", max_size=12),
)


@few
@given(people(STRANGE), people(STRANGE))
def test_no_text_is_too_strange_to_be_compared_found_or_stored(one, other):
    judge(compare(one, other))
    judge(compare(one, one))
    form = form_of(one)
    assert unpacked(packed(form)) == form
    assert all(keys_to_store(form))
    assert all(lookup.text and lookup.tag == lookup.text[0] for lookup in keys_to_search(form))


@few
@given(st.tuples(STRANGE), st.tuples(STRANGE), st.tuples(STRANGE))
def test_no_number_or_date_is_too_strange(numbers, others, written):
    one = Person((), (), (), numbers, others, numbers, others, written)
    two = Person((), (), (), others, numbers, others, numbers, written)
    judge(compare(one, two))
    form = form_of(one)
    assert unpacked(packed(form)) == form
    assert all(keys_to_store(form))


# --- keys -------------------------------------------------------------------------------------------------------


def meet(applicant, entry):
    stored = set(keys_to_store(form_of(entry)))
    return any(lookup.text in stored for lookup in keys_to_search(form_of(applicant)))


@few
@given(people(ANY_PART))
def test_everybody_is_found_by_what_is_stored_of_them(person):
    assert not keys_to_store(form_of(person)) or meet(person, person)


@few
@given(people(PARTS, most=12))
def test_the_keys_of_anybody_are_bounded_in_number(person):
    form = form_of(person)
    assert len(keys_to_store(form)) < MOST_KEYS
    assert len(keys_to_search(form)) < MOST_KEYS


# Only a person with six long names, six birth dates, eight addresses and six of each number has near so many.
MOST_KEYS = 2_500
