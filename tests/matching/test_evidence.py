"""What speaks for and against, above all what two facts say together: one household, one date, a near number."""

from datetime import date

import pytest

from licensing.matching.commonness import NOTHING_KNOWN, Commonness
from licensing.matching.compare import compare
from licensing.matching.evidence import gather, gb_driver, national_insurance, other_number
from licensing.matching.forms import form_of
from licensing.matching.people import Address, Name, Person
from licensing.matching.verdict import Band, judge

BORN = date(1984, 3, 5)
HOME = (Address(("1 High Street", "Leeds"), "LS1 1AA"),)
ELSEWHERE = (Address(("9 Low Road", "Hull"), "HU9 9ZZ"),)


def driver(first="Imran", middle="", last="Shafiq", born=BORN, **others):
    return Person((Name(first, middle, last),), (born,) if born else (), **others)


def found(applicant, entry):
    return {piece.name for piece in gather(form_of(applicant), form_of(entry), NOTHING_KNOWN).pieces()}


def verdict(applicant, entry, common=NOTHING_KNOWN):
    return judge(compare(applicant, entry, common))


# --- numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "name"),
    [
        ("AB123456", "AB123456", "insurance.same"),
        ("TN010184", "TN010184", "insurance.same_malformed"),
        ("AB123456", "AB123457", "insurance.near"),
        ("AB123456", "AB132456", "insurance.near"),
        ("AB123456", "AB123467", "insurance.two_off"),
        ("AB123456", "CE987654", "insurance.other"),
    ],
)
def test_how_two_national_insurance_numbers_compare(ours, theirs, name):
    assert national_insurance(ours, theirs) == national_insurance(theirs, ours) == name


@pytest.mark.parametrize(
    ("ours", "theirs", "name"),
    [
        ("SHAFI803054I99AB", "SHAFI803054I99AB", "driver.same"),
        ("SHAFI8030", "SHAFI8030", "driver.same_malformed"),
        ("SHAFI803054I99AB", "SHAFI803045I99AB", "driver.near"),
        ("SHAFI803054I99AB", "SHAFI803054I98XY", "driver.same_stem"),
        ("SHAFI853054A99AB", "MALIK853054A98XY", "driver.other_surname"),
        ("SHAFI803054I99AB", "SHAFI803054A98XY", "driver.other_initials"),
        ("SHAFI803054I99AB", "JONES706123G99XY", "driver.other"),
        ("SHAFI803054I99AB", "12345678", "driver.other"),
    ],
)
def test_how_two_driver_numbers_compare(ours, theirs, name):
    assert gb_driver(ours, theirs) == gb_driver(theirs, ours) == name


def test_other_numbers_are_the_same_or_near_or_other():
    told = [other_number("northern", "12345678", its) for its in ("12345678", "12345687", "87651234")]
    assert told == ["northern.same", "northern.near", "northern.other"]


def test_of_several_numbers_the_two_that_agree_best_count():
    ours = driver(national_insurance=("CE987654A", "AB123456C"))
    assert "insurance.same" in found(ours, driver(national_insurance=("AB123456D",)))


# --- birth dates ------------------------------------------------------------------------------------------------


def test_of_several_birth_dates_the_two_that_agree_best_count():
    ours = Person(dates_of_birth=(date(1961, 11, 30), BORN))
    assert "born.same" in found(ours, Person(dates_of_birth=(BORN,)))


def test_the_date_in_a_driver_number_is_a_second_birth_date():
    ours = driver(born=date(1984, 11, 21), gb_driver=("SHAFI803054I99AB",))
    assert "born.same_by_number" in found(ours, driver())
    assert verdict(ours, driver()).band.is_hit


def test_a_womans_driver_number_has_fifty_more_in_the_month():
    entry = driver("Aisha", born=None, gb_driver=("SHAFI853054A99AB",))
    assert "born.same_by_number" in found(driver("Aisha"), entry)


def test_two_driver_numbers_do_not_make_two_stated_birth_dates_agree():
    left, right = (
        driver(born=day, gb_driver=("SHAFI803054I99AB",)) for day in (date(1990, 11, 30), date(1951, 6, 13))
    )
    assert "born.other" in found(left, right)


# --- addresses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "name"),
    [
        ((("1 High Street",), "LS1 1AA"), (("1 High Street",), "LS1 1AA"), "address.same"),
        ((("1 High Street",), "LS1 1AA"), (("Flat 2",), "ls11aa"), "address.postcode"),
        ((("1 High St.",), ""), (("1 HIGH ST", "Leeds"), "LS1 1AA"), "address.house"),
        ((("9 Low Road",), "LS1 1AB"), (("1 High Street",), "LS1 1AA"), "address.near_postcode"),
        ((("9 Low Road",), "LS1 2BB"), (("1 High Street",), "LS1 1AA"), "address.district"),
        ((("1 High Street",), "BD1 1AA"), (("1 High Street",), "LS1 1AA"), "address.house_elsewhere"),
        ((("9 Low Road", "Leeds"), "LS9 9ZZ"), (("1 High Street", "Leeds"), "LS1 1AA"), "address.town"),
        ((("9 Low Road", "Hull"), "HU9 9ZZ"), (("1 High Street", "Leeds"), "LS1 1AA"), "address.other"),
    ],
)
def test_how_two_addresses_compare(ours, theirs, name):
    ours, theirs = (Person(addresses=(Address(*one),)) for one in (ours, theirs))
    assert found(ours, theirs) == found(theirs, ours) == {name}


def test_an_earlier_address_counts_for_one_who_moved():
    moved = driver(addresses=ELSEWHERE + HOME)
    assert "address.earlier" in found(moved, driver(addresses=HOME))
    assert verdict(moved, driver(addresses=HOME)).points > verdict(driver(), driver()).points


# --- together: people easily taken for one another --------------------------------------------------------------


def test_twins_are_seen_by_first_names_that_differ_under_one_date_and_one_roof():
    pieces = found(driver(addresses=HOME), driver("Asif", addresses=HOME))
    assert {
        "together.first_names_differ_at_one_address",
        "together.first_names_differ_one_birth_date",
    } <= pieces
    verdicts = verdict(driver(addresses=HOME), driver("Asif", addresses=HOME))
    assert verdicts.band in {Band.POSSIBLE, Band.NO}
    assert any("as of twins" in reason for reason in verdicts.reasons)


def test_twins_with_neighbouring_numbers_score_below_one_man_whose_number_was_mistyped():
    ours = driver(addresses=HOME, national_insurance=("AB123456C",))
    number = ("AB123457C",)
    twin = driver("Asif", addresses=HOME, national_insurance=number)
    mistyped = driver(addresses=HOME, national_insurance=number)
    assert "together.first_name_not_same_near_number" in found(ours, twin)
    assert "together.first_name_not_same_near_number" not in found(ours, mistyped)
    assert verdict(ours, twin).points < verdict(ours, mistyped).points
    assert verdict(ours, twin).band is not Band.STRONG
    assert verdict(ours, mistyped).band is Band.STRONG


def test_a_twins_near_number_never_brings_him_nearer_than_no_number():
    ours = driver(addresses=HOME)
    near = (
        driver(addresses=HOME, national_insurance=("AB123456C",)),
        driver("Asif", addresses=HOME, national_insurance=("AB123457C",)),
    )
    assert verdict(*near).points <= verdict(ours, driver("Asif", addresses=HOME)).points


def test_father_and_son_share_a_name_and_a_home_and_are_two():
    father, son = driver(born=date(1958, 11, 21), addresses=HOME), driver(addresses=HOME)
    assert "together.birth_dates_differ_at_one_address" in found(father, son)
    assert verdict(father, son).band is Band.NO
    assert verdict(father, son).points < verdict(son, driver(addresses=ELSEWHERE)).points


def test_brothers_named_after_each_other_are_two_though_a_first_name_is_in_both():
    elder = driver("Imran", "Asif", addresses=HOME)
    younger = driver("Asif", "Bilal", born=date(1986, 8, 21), addresses=HOME)
    assert "name.first_name_moved" in found(elder, younger)
    assert verdict(elder, younger).band is Band.NO


def test_a_first_name_that_moved_is_worth_less_than_a_middle_name_left_out():
    moved, left_out = (driver(first) for first in ("Asif", "Imran"))
    ours = driver("Imran", "Asif")
    assert verdict(ours, moved).points < verdict(ours, left_out).points


def test_husband_and_wife_at_one_address_are_two():
    wife = driver("Saima", born=date(1985, 12, 24), addresses=HOME)
    assert verdict(driver(addresses=HOME), wife).band is Band.NO


def test_a_man_and_a_woman_by_driver_number_are_two_whatever_their_names():
    man, woman, other_man = (
        driver("Kiran", gb_driver=(number,))
        for number in ("SHAFI803054K99AB", "SHAFI853054K99XY", "SHAFI803054K99XY")
    )
    assert "together.sexes_differ" in found(man, woman)
    assert "together.sexes_differ" not in found(man, other_man)
    assert verdict(man, woman).points < verdict(man, other_man).points


def test_a_number_one_character_off_and_nothing_else_is_chance():
    ours = driver("Asif", "", "Malik", national_insurance=("AB123456C",))
    theirs = driver("Gareth", "", "Jones", date(1961, 11, 30), national_insurance=("AB123457C",))
    assert verdict(ours, theirs).band is Band.NO


def test_a_birth_date_that_agrees_nearly_counts_more_where_an_address_speaks_for_it():
    near = driver(born=date(1984, 3, 15))
    assert "together.birth_date_nearly_and_nothing_else" in found(driver(), near)
    at_home = driver(born=date(1984, 3, 15), addresses=HOME)
    assert "together.birth_date_nearly_and_nothing_else" not in found(driver(addresses=HOME), at_home)


# --- how common a name is ---------------------------------------------------------------------------------------

COMMON = Commonness(
    {
        "=mohammed": 1_500,
        "~mu": 5_000,
        "=khan": 2_500,
        "~kn": 2_600,
        "=rajesh": 60,
        "~rjs": 60,
        "=ramesh": 70,
        "~rms": 70,
        "=shah": 500,
        "~s": 520,
        "=zorvan": 1,
        "~srvn": 1,
        "=plithek": 1,
        "~pltk": 1,
    },
    50_000,
)


def test_two_with_the_commonest_name_and_near_dates_score_below_two_with_a_rare_one():
    common, rare = (
        verdict(driver(*name), driver(*name, born=date(1984, 3, 15)), COMMON)
        for name in (("Mohammed", "", "Khan"), ("Zorvan", "", "Plithek"))
    )
    assert common.points < rare.points
    assert common.band is not Band.STRONG


def test_two_usual_names_a_letter_apart_are_two_and_a_slip_that_nobody_bears_is_a_slip():
    ours = driver("Rajesh", "", "Shah")
    usual, slip = (verdict(ours, driver(first, "", "Shah"), COMMON) for first in ("Ramesh", "Rajexh"))
    assert usual.points < slip.points
    assert "name.two_usual_names" in {
        piece.name for piece in gather(form_of(ours), form_of(driver("Ramesh", "", "Shah")), COMMON).pieces()
    }
