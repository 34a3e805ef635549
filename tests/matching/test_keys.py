"""The keys by which two records of one person meet, faults and all."""

from datetime import date

import pytest

from licensing.matching.keys import Key, keys_to_search, keys_to_store
from licensing.matching.people import Address, Name, NameKind, Person

BORN = date(1984, 3, 5)


def driver(first="Imran", middle="", last="Khan", born=BORN, **others):
    return Person((Name(first, middle, last),), (born,) if born else (), **others)


def meet(applicant, entry):
    return bool(keys_to_search(applicant) & keys_to_store(entry))


@pytest.mark.parametrize(
    "applicant",
    [
        pytest.param(driver("Mohd Imran", "", "Khan"), id="Muhammad added"),
        pytest.param(driver("Khan", "", "Imran"), id="order of names exchanged"),
        pytest.param(driver("Emran", "", "Kahn"), id="both names spelt otherwise"),
        pytest.param(driver("Imran", "", "Malik"), id="another surname"),
        pytest.param(driver("Immy", "", "Khan"), id="a short form"),
        pytest.param(driver(born=date(1984, 5, 3)), id="day and month exchanged"),
        pytest.param(driver(born=date(1984, 3, 6)), id="a digit of the day wrong"),
        pytest.param(driver(born=date(1984, 8, 5)), id="a digit of the month wrong"),
        pytest.param(driver(born=date(1974, 3, 5)), id="a digit of the year wrong"),
        pytest.param(driver(born=None), id="no birth date given"),
    ],
)
def test_one_or_two_faults_still_meet(applicant):
    assert meet(applicant, driver())


def test_a_shared_number_meets_whatever_the_name_and_date():
    stranger = driver("Asif", "", "Malik", date(1970, 1, 2), national_insurance=("AB 12 34 56 D",))
    assert meet(stranger, driver(national_insurance=("ab123456c",)))


@pytest.mark.parametrize("kind", ["gb_driver", "ni_driver", "community"])
def test_each_kind_of_number_meets_itself(kind):
    stranger = driver("Asif", "", "Malik", date(1970, 1, 2), **{kind: ("KHAN9 803054 I99AB",)})
    assert meet(stranger, driver(**{kind: ("khan9803054i99ab",)}))


def test_what_is_written_where_there_is_no_number_makes_no_key():
    assert {
        key.tag for key in keys_to_store(Person(national_insurance=("NONE",), ni_driver=("00000000",)))
    } == set()


def test_the_birth_date_in_a_driver_number_meets_the_one_that_is_stated():
    entry = driver("Imran", "", "Khan", born=None, gb_driver=("KHAN9803054I99AB",))
    assert Key("born", "84-03-05|k") in keys_to_store(entry)
    assert meet(driver("Asif"), entry)


def test_an_earlier_name_meets_like_the_one_in_use():
    both = Person((Name("Aisha", "", "Malik"), Name("Aisha", "", "Begum", NameKind.EARLIER)), (BORN,))
    assert meet(driver("Ayesha", "", "Begum"), both)


def test_an_entry_without_a_birth_date_is_met_by_its_names():
    assert meet(driver("Emran"), driver(born=None))


def test_one_postcode_and_one_name_meet_though_birth_date_and_other_name_are_wrong():
    at_home = {"addresses": (Address(("1 High Street",), "LS1 1AA"),)}
    assert meet(driver("Asif", born=date(1970, 1, 2), **at_home), driver(**at_home))


def test_two_strangers_do_not_meet():
    assert not meet(driver("Asif", "", "Malik", date(1970, 1, 2)), driver())


def test_a_key_is_written_with_its_tag():
    assert str(Key("born", "84-03-05|k")) == "born|84-03-05|k"


def test_nothing_known_makes_no_key():
    assert keys_to_store(Person()) == keys_to_search(Person()) == frozenset()
