"""Two names beside each other: which part answers which, and what nothing answers."""

import pytest

from licensing.matching.likeness import Likeness
from licensing.matching.names import align
from licensing.matching.people import Name, Role, parts_of


def aligned(ours, theirs):
    return align(parts_of(Name(*ours)), parts_of(Name(*theirs)))


def texts(parts):
    return [part.text for part in parts]


def test_a_part_answers_only_one_part():
    found = aligned(("Ali", "", "Ali"), ("Ali", "", "Hassan"))
    assert len(found.answers) == 1
    assert (texts(found.alone_applicant), texts(found.alone_entry)) == (["ali"], ["hassan"])


def test_the_likest_part_answers_first_wherever_it_stands():
    found = aligned(("Hassan", "Husain", "Malik"), ("Hussain", "", "Malik"))
    assert {(one.applicant.text, one.entry.text) for one in found.answers} == {
        ("husain", "hussain"),
        ("malik", "malik"),
    }


def test_first_name_and_surname_that_have_changed_places_are_seen():
    found = aligned(("Khan", "", "Imran"), ("Imran", "", "Khan"))
    assert found.exchanged
    assert not found.identical
    assert not found.differing
    assert not aligned(("Imran", "", "Khan"), ("Imran", "", "Khan")).exchanged


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Khan", "", "Asif"), ("Imran", "", "Khan")),
        (("Mohd", "", "Khan"), ("Khan", "", "Singh")),
        (("Imran", "I", "Khan"), ("Asif", "Imran", "Khan")),
    ],
)
def test_what_differs_is_the_same_whoever_is_the_applicant(ours, theirs):
    there, back = aligned(ours, theirs), aligned(theirs, ours)
    assert there.differing == back.differing
    assert there.first_name_says_little == back.first_name_says_little
    assert there.first_name_moved == back.first_name_moved


@pytest.mark.parametrize(
    ("ours", "theirs", "differing"),
    [
        (("Imran", "", "Khan"), ("Asif", "", "Khan"), {Role.GIVEN}),
        (("Imran", "", "Khan"), ("Imran", "", "Malik"), {Role.FAMILY}),
        (("Imran", "", "Khan"), ("Gareth", "", "Jones"), {Role.GIVEN, Role.FAMILY}),
        (("Tom", "James", "Smith"), ("Tom", "Peter", "Smith"), {Role.MIDDLE}),
        (("Tom", "James", "Smith"), ("Tom", "", "Smith"), set()),
        (("Satnam", "", "Singh"), ("Satnam", "", "Kaur"), set()),
        (("Satnam", "", "Singh"), ("Satnam", "", ""), set()),
    ],
)
def test_only_a_part_on_either_side_is_a_contradiction(ours, theirs, differing):
    assert aligned(ours, theirs).differing == differing


def test_the_first_name_of_one_may_be_a_middle_name_of_the_other():
    assert aligned(("Imran", "Asif", "Khan"), ("Asif", "", "Khan")).first_name_moved
    assert not aligned(("Imran", "Asif", "Khan"), ("Imran", "", "Khan")).first_name_moved


def test_muhammad_that_moved_moves_nobodys_first_name():
    found = aligned(("Muhammad Imran", "", "Khan"), ("Imran", "Muhammad", "Khan"))
    assert not found.first_name_moved
    assert found.identical


def test_a_first_name_that_half_a_register_bears_does_not_answer_a_mans_own():
    assert aligned(("Muhammad", "", "Tanveer"), ("Imran", "", "Tanveer")).first_name_says_little
    assert not aligned(("Muhammad", "", "Tanveer"), ("Mohd", "", "Tanveer")).first_name_says_little


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Gul", "", "Khan"), ("Gulkhan", "", "")),
        (("Sarah", "", "Floyd Taylorson"), ("Sarah", "", "Floydtaylorson")),
    ],
)
def test_two_parts_run_together_answer_the_two(ours, theirs):
    assert aligned(ours, theirs).identical
    assert aligned(theirs, ours).identical


def test_how_much_of_what_is_alone_is_the_same_letters():
    near, far = (aligned(("Imran", "", "Shafiq"), ("Imran", "", other)) for other in ("Shakerin", "Overbeck"))
    assert near.still_alike > far.still_alike
    assert aligned(("Imran", "", "Khan"), ("Imran", "", "Khan")).still_alike == 0


def test_the_same_first_name_is_one_that_both_have_as_first_name():
    assert aligned(("Imran", "", "Khan"), ("Imran", "", "Malik")).first_name_same
    assert not aligned(("Emran", "", "Khan"), ("Imran", "", "Khan")).first_name_same
    assert [one.likeness for one in aligned(("Emran", "", ""), ("Imran", "", "")).answers] == [
        Likeness.ONE_NAME
    ]


def test_nothing_beside_a_name_answers_nothing():
    found = aligned(("", "", ""), ("Imran", "", "Khan"))
    assert not found.answers
    assert not found.differing
    assert texts(found.alone_entry) == ["imran", "khan"]
