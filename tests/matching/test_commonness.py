"""What sharing a name is worth, by how many bear it."""

from licensing.matching.commonness import (
    LEAST_WORTH,
    MOST_WORTH,
    NOTHING_KNOWN,
    USUALLY_WORTH,
    USUALLY_WORTH_LITTLE,
    Commonness,
    counted,
)
from licensing.matching.forms import form_of
from licensing.matching.people import Name, Part, Person, Role
from licensing.matching.spelling import sound_of_name


def part(text):
    return Part(text, sound_of_name(text), Role.GIVEN)


def test_the_rarer_a_name_the_more_sharing_it_is_worth():
    common = Commonness({"=khan": 2_500, "=thornley": 40, "~kn": 2_600}, 50_000)
    worths = [common.worth(part(text)) for text in ("khan", "thornley", "plithek")]
    assert worths == sorted(worths)
    assert worths[0] < worths[1] < worths[2]
    assert common.worth_of_sound(part("khan")) < common.worth(part("khan"))


def test_no_name_is_worth_nothing_and_none_everything():
    everybody = Commonness({"=khan": 50_000_000}, 50_000)
    assert everybody.worth(part("khan")) == LEAST_WORTH
    assert Commonness({}, 50_000_000).worth(part("plithek")) == MOST_WORTH


def test_in_a_register_of_a_few_no_name_is_rare():
    few, many = Commonness({}, 3), Commonness({}, 50_000)
    assert few.worth(part("plithek")) < many.worth(part("plithek"))


def test_where_nothing_is_counted_a_name_that_half_a_register_bears_still_says_little():
    assert NOTHING_KNOWN.worth(part("imran")) == USUALLY_WORTH
    assert NOTHING_KNOWN.worth(part("muhammad")) == USUALLY_WORTH_LITTLE
    assert NOTHING_KNOWN.worth_of_sound(part("mohmamedd")) == USUALLY_WORTH_LITTLE


def test_two_spellings_that_many_bear_are_two_names_and_one_that_nobody_bears_is_a_slip():
    common = Commonness({"=ramesh": 60, "=rajesh": 70, "=rajssh": 1}, 50_000)
    assert common.both_usual(part("ramesh"), part("rajesh"))
    assert not common.both_usual(part("rajssh"), part("rajesh"))
    assert not NOTHING_KNOWN.both_usual(part("ramesh"), part("rajesh"))


def test_every_spelling_and_every_sound_of_a_persons_names_is_counted_once():
    form = form_of(Person((Name("Imran", "", "Khan"), Name("Emran", "", "Khan"))))
    assert counted(form) == ["=emran", "=imran", "=khan", f"~{sound_of_name('imran')}", "~kn"]
    assert counted(form_of(Person())) == []
