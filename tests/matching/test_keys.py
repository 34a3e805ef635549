"""The keys by which two records of one person meet, faults and all."""

import csv
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from licensing.matching.compare import compare
from licensing.matching.forms import form_of
from licensing.matching.keys import KIND_OF_KEY, Lookup, keys_to_search, keys_to_store
from licensing.matching.people import Address, Name, NameKind, Person
from licensing.matching.verdict import Band, judge

BORN = date(1984, 3, 5)
HOME = (Address(("1 High Street", "Leeds"), "LS1 1AA"),)


def driver(first="Imran", middle="", last="Khan", born=BORN, **others):
    return Person((Name(first, middle, last),), (born,) if born else (), **others)


def meet(applicant, entry):
    stored = set(keys_to_store(form_of(entry)))
    return any(lookup.text in stored for lookup in keys_to_search(form_of(applicant)))


# What one record may have wrong of each field, beside the other record.
FAULTS: dict[str, dict[str, dict[str, Any]]] = {
    "name": {
        "Muhammad added": {"first": "Mohd Imran"},
        "names exchanged": {"first": "Shafiq", "last": "Imran"},
        "both names spelt otherwise": {"first": "Emran", "last": "Shafique"},
        "another surname": {"last": "Malik"},
        "a short form": {"first": "Immy"},
        "a middle name added": {"middle": "Ali"},
        "a slip": {"first": "Imrna"},
    },
    "birth": {
        "day and month exchanged": {"born": date(1984, 5, 3)},
        "a digit of the day": {"born": date(1984, 3, 15)},
        "a digit of the month": {"born": date(1984, 8, 5)},
        "a digit of the year": {"born": date(1974, 3, 5)},
        "no birth date": {"born": None},
    },
    "address": {
        "moved": {"addresses": (Address(("9 Low Road", "Hull"), "HU9 9ZZ"),)},
        "no address": {"addresses": ()},
        "postcode mistyped": {"addresses": (Address(("1 High Street", "Leeds"), "LS1 1AB"),)},
    },
    "number": {
        "no number": {"national_insurance": ()},
        "number mistyped": {"national_insurance": ("AB123457C",)},
        "another number": {"national_insurance": ("CE987654A",)},
    },
}
RIGHT = {"last": "Shafiq", "addresses": HOME, "national_insurance": ("AB123456C",)}
ONE = [pytest.param(fault, id=what) for faults in FAULTS.values() for what, fault in faults.items()]
TWO = [
    pytest.param({**one, **other}, id=f"{what} and {also}")
    for field, another in combinations(FAULTS, 2)
    for what, one in FAULTS[field].items()
    for also, other in FAULTS[another].items()
]


@pytest.mark.parametrize("faults", [*ONE, *TWO])
def test_one_or_two_faulty_fields_still_meet_whichever_record_has_them(faults):
    faulty, right = driver(**RIGHT | faults), driver(**RIGHT)
    assert meet(faulty, right)
    assert meet(right, faulty)


@pytest.mark.parametrize("name", FAULTS["name"].values(), ids=FAULTS["name"].keys())
def test_name_and_birth_date_alone_meet_though_a_name_is_written_otherwise(name):
    assert meet(
        driver(last="Shafiq") if not name else driver(**{"last": "Shafiq"} | name), driver(last="Shafiq")
    )


def test_one_name_and_the_birth_date_exchanged_meet_with_nothing_else():
    assert meet(driver(last="Malik", born=date(1984, 5, 3)), driver(last="Shafiq"))
    assert meet(driver(last="Shafiq"), driver(last="Malik", born=date(1984, 5, 3)))


def test_a_shared_number_meets_whatever_the_name_and_date():
    stranger = driver("Asif", "", "Malik", date(1970, 1, 2), national_insurance=("AB 12 34 56 D",))
    assert meet(stranger, driver(national_insurance=("ab123456c",)))


@pytest.mark.parametrize("kind", ["gb_driver", "ni_driver", "community"])
def test_each_kind_of_number_meets_itself(kind):
    stranger = driver("Asif", "", "Malik", date(1970, 1, 2), **{kind: ("KHAN9 803054 I99AB",)})
    assert meet(stranger, driver(**{kind: ("khan9803054i99ab",)}))


def test_a_driver_number_copied_with_its_issue_digits_meets_itself():
    stranger = driver("Asif", "", "Malik", date(1970, 1, 2), gb_driver=("KHAN9803054I99AB 47",))
    assert meet(stranger, driver(gb_driver=("KHAN9803054I99AB",)))


@pytest.mark.parametrize("filler", ["NONE", "N/A", "000000", "00000000", "UNKNOWN"])
def test_what_is_written_where_there_is_no_number_makes_no_key(filler):
    numbers = dict.fromkeys(("national_insurance", "gb_driver", "ni_driver", "community"), (filler,))
    assert keys_to_store(form_of(Person(**numbers))) == []
    assert keys_to_search(form_of(Person(**numbers))) == []


def test_the_birth_date_in_a_driver_number_meets_the_one_that_is_stated():
    entry = driver(born=None, gb_driver=("KHAN9803054I99AB",))
    assert meet(driver("Asif"), entry)
    assert meet(entry, driver("Asif"))


def test_a_birth_date_that_cannot_be_meets_itself():
    written = driver("Asif", born=None, births_as_written=("1980-02-31",))
    assert meet(written, driver("Bilal", born=None, births_as_written=("31/02/1980",)))


def test_an_earlier_name_meets_like_the_one_in_use():
    both = Person((Name("Aisha", "", "Malik"), Name("Aisha", "", "Begum", NameKind.EARLIER)), (BORN,))
    assert meet(driver("Ayesha", "", "Begum"), both)


def test_a_name_in_another_script_meets_the_same_name_in_ours():
    assert meet(driver("Иван", "", "Петров", born=None), driver("Ivan", "", "Petrov", born=None))


def test_an_entry_without_a_birth_date_is_met_by_its_names():
    assert meet(driver("Emran"), driver(born=None))


def test_one_postcode_and_one_name_meet_though_birth_date_and_other_name_are_wrong():
    assert meet(driver("Asif", born=date(1970, 1, 2), addresses=HOME), driver(addresses=HOME))


def test_two_strangers_do_not_meet():
    assert not meet(driver("Asif", "", "Malik", date(1970, 1, 2)), driver())


def test_one_name_alone_meets_nobody_of_another_birth_date():
    assert not meet(driver(born=date(1970, 11, 22)), driver())


def names_alone(form):
    return [lookup for lookup in keys_to_search(form) if lookup.tag == "r"]


def test_names_alone_are_looked_up_only_where_no_birth_date_is_held():
    assert names_alone(form_of(driver())) == []
    assert names_alone(form_of(driver(born=None)))


def test_names_alone_are_covered_by_narrower_keys_only_with_an_address():
    assert not any(lookup.covered for lookup in names_alone(form_of(driver(born=None))))
    assert all(lookup.covered for lookup in names_alone(form_of(driver(born=None, addresses=HOME))))


def test_a_key_is_passed_over_only_where_a_narrower_one_is_looked_for_beside_it():
    numbers = {"national_insurance": ("AB123456C",), "gb_driver": ("KHAN9803054I99AB",)}
    for one in (driver(), driver("Muhammad", "", "Singh"), driver("Muhammad", addresses=HOME, **numbers)):
        lookups = keys_to_search(form_of(one))
        covered = {lookup.tag for lookup in lookups if lookup.covered}
        alone = {lookup.tag for lookup in lookups if not lookup.covered}
        # A date with a name of half a register, by date and initials; two names and a year, by two parts of the date.
        assert covered <= {"b", "y"}
        assert {"x", "p"} <= alone


def test_a_number_is_never_passed_over():
    everything = driver(born=None, addresses=HOME, national_insurance=("AB123456C",), ni_driver=("12345678",))
    numbers = [lookup for lookup in keys_to_search(form_of(everything)) if lookup.tag in "nmgo"]
    assert len(numbers) == 2
    assert not any(lookup.covered for lookup in numbers)


def test_every_key_is_of_a_sort_that_a_receipt_can_name():
    full = form_of(driver(addresses=HOME, national_insurance=("AB123456C",), ni_driver=("12345678",)))
    assert {key[0] for key in keys_to_store(full)} <= set(KIND_OF_KEY)
    assert {lookup.tag for lookup in keys_to_search(full)} <= set(KIND_OF_KEY)
    assert Lookup("n", "nAB123456", covered=False) in keys_to_search(full)


def test_a_key_is_stored_and_looked_for_once():
    form = form_of(Person((Name("Imran", "", "Khan"), Name("Emran", "", "Kahn")), (BORN, BORN), HOME * 2))
    for keys in (keys_to_store(form), [lookup.text for lookup in keys_to_search(form)]):
        assert max(Counter(keys).values()) == 1


def test_an_ordinary_person_has_some_dozens_of_keys():
    numbers = {"national_insurance": ("AB123456C",), "gb_driver": ("SHAFI803054I99AB",)}
    moved = (*HOME, Address(("9 Low Road", "Hull"), "HU9 9ZZ"))
    form = form_of(driver("Muhammad Imran", "Asif", "Shafiq", addresses=moved, **numbers))
    assert 10 < len(keys_to_store(form)) < 120
    assert 10 < len(keys_to_search(form)) < 120


def test_nothing_known_makes_no_key():
    assert keys_to_store(form_of(Person())) == keys_to_search(form_of(Person())) == []


# --- a frozen sample --------------------------------------------------------------------------------------------
# Invented people only, drawn once from the generator in tests/bench with a seed on which nothing was tuned: of each
# kind of fault and of each kind of other person about equally many. No pair shares a right number: with one, all
# are found.


def sampled(truth):
    with (Path(__file__).parent / "sample.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["truth"] == truth]
    return [
        (applicant["kind"], person(applicant), person(entry))
        for applicant, entry in zip(rows[::2], rows[1::2], strict=True)
    ]


def person(row):
    try:
        born, written = (date.fromisoformat(row["dob"]),), ()
    except ValueError:
        born, written = (), (row["dob"],)
    earlier = [Address((), row["prev_postcode"])] if row["prev_postcode"] else []
    return Person(
        (Name(row["first_name"], row["middle_names"], row["last_name"]),),
        born,
        (Address((row["address"], row["town"]), row["postcode"]), *earlier),
        national_insurance=tuple(filter(None, [row["nino"]])),
        gb_driver=tuple(filter(None, [row["licence_no"]])),
        births_as_written=written,
    )


def test_the_keys_find_the_people_of_the_sample():
    same = sampled("same")
    missed = [(kind, ours.names, theirs.names) for kind, ours, theirs in same if not meet(ours, theirs)]
    assert len(same) >= 100
    assert len(missed) <= 0.005 * len(same), missed


def test_the_people_of_the_sample_are_shown_to_an_officer():
    same = sampled("same")
    missed = [
        (kind, ours.names, theirs.names)
        for kind, ours, theirs in same
        if not judge(compare(ours, theirs)).band.is_hit
    ]
    assert len(missed) <= 0.03 * len(same), missed


def test_the_other_people_of_the_sample_are_seldom_shown_and_never_as_strong():
    bands = [(kind, judge(compare(ours, theirs)).band) for kind, ours, theirs in sampled("other")]
    assert len(bands) >= 40
    assert [kind for kind, band in bands if band in {Band.STRONG, Band.SAME_NUMBER}] == []
    assert sum(band.is_hit for _, band in bands) <= len(bands) / 5
