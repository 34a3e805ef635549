"""What a comparison amounts to: one person written in the known other ways, and the traps of two people."""

from datetime import date

import pytest

from licensing.matching.compare import compare
from licensing.matching.people import Address, Name, NameKind, Person
from licensing.matching.verdict import MATCHER_VERSION, Band, judge

BORN = date(1984, 3, 5)
HOME = (Address(("1 High Street", "Leeds"), "LS1 1AA"),)


def driver(first="Imran", middle="", last="Shafiq", born=BORN, **others):
    return Person((Name(first, middle, last),), (born,) if born else (), **others)


def verdict(applicant, entry):
    return judge(compare(applicant, entry))


@pytest.mark.parametrize(
    "applicant",
    [
        pytest.param(driver("Mohd Imran"), id="Muhammad added"),
        pytest.param(driver("Emran", "", "Shafique"), id="both names spelt otherwise"),
        pytest.param(driver("Shafiq", "", "Imran"), id="order of names exchanged"),
        pytest.param(driver("Imran", "Ali"), id="a middle name added"),
        pytest.param(driver("Imran", "", "Shafiq-Malik"), id="a surname joined to another"),
        pytest.param(driver("Imran", "", "Malik"), id="another surname"),
        pytest.param(driver("IMRAN", "", "SHAFIQ", date(1984, 5, 3)), id="day and month exchanged"),
        pytest.param(driver(born=date(1984, 3, 6)), id="a digit of the birth date wrong"),
        pytest.param(driver("Emran", born=date(1984, 5, 3)), id="spelling and exchanged date together"),
        pytest.param(driver("Imrn", "", "Shafqi"), id="two slips of the fingers"),
        pytest.param(driver(addresses=(Address((), "BD9 9ZZ"),)), id="moved house"),
    ],
)
def test_one_person_written_otherwise_is_shown_without_any_number(applicant):
    assert verdict(applicant, driver(addresses=HOME)).band.is_hit


def test_mohd_for_muhammad_exchanged_digits_and_no_number_is_shown():
    applicant = driver("Mohd", "", "Qureshi", date(1984, 5, 3))
    assert verdict(
        applicant, driver("Muhammad", "", "Kureshi", national_insurance=("AB123456C",))
    ).band.is_hit


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(BORN, BORN, id="same day"),
        pytest.param(date(1984, 5, 3), BORN, id="day and month exchanged"),
        pytest.param(date(1984, 1, 1), date(1984, 1, 1), id="first of January"),
    ],
)
def test_a_name_of_nothing_but_common_parts_is_still_found_by_its_birth_date(ours, theirs):
    assert verdict(driver("Mohd", "", "Begum", ours), driver("Begum", "", "Mohammed", theirs)).band.is_hit


def test_the_same_name_and_birth_date_are_strong():
    assert verdict(driver(), driver()).band is Band.STRONG


@pytest.mark.parametrize(
    ("kind", "number"),
    [("national_insurance", "AB123456C"), ("gb_driver", "KHAN9803054I99AB"), ("ni_driver", "12345678")],
)
def test_a_right_number_decides_the_band_even_under_another_name_and_date(kind, number):
    stranger = driver("Asif", "", "Malik", date(1961, 11, 30), **{kind: (number,)})
    assert verdict(stranger, driver(**{kind: (number,)})).band is Band.SAME_NUMBER


def test_a_community_licence_number_is_evidence_and_decides_nothing():
    stranger = driver("Asif", "", "Malik", date(1961, 11, 30), community=("WX991234",))
    assert verdict(stranger, driver(community=("WX991234",))).band is Band.NO


@pytest.mark.parametrize("filler", ["NONE", "000000000", "TN050384M"])
def test_what_stands_where_there_is_no_number_never_decides(filler):
    stranger = driver("Asif", "", "Malik", date(1961, 11, 30), national_insurance=(filler,))
    assert verdict(stranger, driver(national_insurance=(filler,))).band is Band.NO


def test_a_different_number_never_hides_a_name_and_date_that_agree():
    applicant = driver(
        "Emran",
        born=date(1984, 5, 3),
        national_insurance=("AB123456C",),
        gb_driver=("SHAFI803054I99AB",),
        ni_driver=("12345678",),
    )
    entry = driver(
        national_insurance=("CE987654A",), gb_driver=("SHAFI803054I98XY",), ni_driver=("87654321",)
    )
    found = verdict(applicant, entry)
    assert found.band.is_hit
    assert "National Insurance number: another number" in found.reasons


def test_an_earlier_name_is_as_good_as_the_one_in_use():
    entry = Person((Name("Aisha", "", "Malik"), Name("Aisha", "", "Sharif", NameKind.EARLIER)), (BORN,))
    assert verdict(driver("Ayesha", "", "Sharif"), entry).band is Band.STRONG


def test_a_missing_birth_date_leaves_name_and_address_to_speak():
    assert verdict(driver(born=None, addresses=HOME), driver(addresses=HOME)).band.is_hit


@pytest.mark.parametrize(
    ("applicant", "entry"),
    [
        pytest.param(driver(), driver(born=date(1961, 11, 30)), id="one name, another birth date"),
        pytest.param(
            driver(addresses=HOME),
            driver(born=date(1961, 11, 30), addresses=HOME),
            id="father and son, one name, one home",
        ),
        pytest.param(
            driver(addresses=HOME),
            driver("Asif", born=date(1986, 8, 21), addresses=HOME),
            id="brothers at one address",
        ),
        pytest.param(driver(), driver("Asif"), id="one birth date and surname, another first name"),
        pytest.param(driver(), driver("Gareth", "", "Jones"), id="one birth date, another name"),
        pytest.param(
            driver(addresses=HOME),
            driver("Saima", "", "Shafiq", date(1985, 12, 24), addresses=HOME),
            id="husband and wife",
        ),
        pytest.param(
            driver("Gurpreet", "", "Singh", date(1984, 1, 1)),
            driver("Harjit", "", "Singh", date(1984, 1, 1)),
            id="Singh and the first of January",
        ),
        pytest.param(
            driver("Asif", "", "Malik", national_insurance=("AB123456C",)),
            driver("Gareth", "", "Jones", date(1961, 11, 30), national_insurance=("AB123457C",)),
            id="a number one character off and nothing else",
        ),
    ],
)
def test_two_people_are_not_shown(applicant, entry):
    assert verdict(applicant, entry).band is Band.NO


def test_a_twin_at_one_address_is_shown_as_possible_and_the_reason_says_so():
    found = verdict(driver(addresses=HOME), driver("Asif", addresses=HOME))
    assert found.band is Band.POSSIBLE
    assert any("as of twins or brothers" in reason for reason in found.reasons)


def test_a_twin_whose_number_is_held_is_not_shown_though_the_numbers_are_near():
    left = driver(addresses=HOME, national_insurance=("AB123456C",), ni_driver=("12345678",))
    right = driver("Asif", addresses=HOME, national_insurance=("AB123457C",), ni_driver=("87654321",))
    found = verdict(left, right)
    assert found.band is Band.NO
    assert (
        "National Insurance number: under another first name a near number counts for nothing"
        in found.reasons
    )


def test_the_reasons_are_whole_and_the_heaviest_stands_first():
    found = verdict(driver("Emran"), driver())
    assert found.reasons[0] == "Date of birth: same birth date"
    assert found.reasons[1] == "Name: same in both: Shafiq; first name sounds alike: Emran, Imran"


def test_the_bands_are_in_order_and_all_but_no_are_for_an_officer_to_look_at():
    assert [band.is_hit for band in Band] == [True, True, True, False]
    assert [band.words for band in Band] == ["the same number", "strong", "possible", "no match"]


def test_the_matcher_has_a_version_for_the_receipt():
    assert MATCHER_VERSION == "first-1"
