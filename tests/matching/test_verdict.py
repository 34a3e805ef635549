"""What a comparison amounts to: one person written in the known other ways, and the traps of two people.

The traps of one household, near numbers and common names are in test_evidence.
"""

from datetime import date

import pytest

from licensing.matching.commonness import NOTHING_KNOWN, Commonness
from licensing.matching.compare import Field, Outcome, compare
from licensing.matching.forms import form_of
from licensing.matching.people import Address, Name, NameKind, Person
from licensing.matching.verdict import MATCHER_VERSION, Band, judge, possible_from, strong_from, weigh

BORN = date(1984, 3, 5)
HOME = (Address(("1 High Street", "Leeds"), "LS1 1AA"),)


def driver(first="Imran", middle="", last="Shafiq", born=BORN, **others):
    return Person((Name(first, middle, last),), (born,) if born else (), **others)


def verdict(applicant, entry):
    return judge(compare(applicant, entry))


def named_as(text):
    """`first / middle / last`, or `first / last`."""
    parts = [part.strip() for part in text.split("/")]
    return driver(*parts) if len(parts) == 3 else driver(parts[0], "", parts[-1])


ONE_NAME_WRITTEN_OTHERWISE = {
    "Muhammad before the first name": ("Imran / Khan", "Muhammad Imran / Khan"),
    "Muhammad first, his own name as middle name": ("Imran / Khan", "Mohd / Imran / Khan"),
    "Muhammad moved behind the first name": ("Imran / Khan", "Imran / Muhammad / Khan"),
    "Muhammad moved to the end": ("Imran / Khan", "Imran / Khan Muhammad"),
    "Muhammad joined to the name": ("MohammedImran / Khan", "Imran / Khan"),
    "Muhammad with a hyphen": ("Mohammed-Imran / Khan", "Imran / Khan"),
    "Muhammad misspelt": ("Mohmamedd Imran / Khan", "Imran / Khan"),
    "Muhammad as M": ("M Imran / Khan", "Imran / Khan"),
    "Singh dropped": ("Satnam / Singh / Gill", "Satnam / Gill"),
    "Kaur dropped": ("Harpreet / Kaur / Gill", "Harpreet / Gill"),
    "Singh and nothing else for a surname": ("Satnam / Singh", "Satnam /"),
    "Begum dropped": ("Rahima / Begum", "Rahima /"),
    "Begum in one and Khatun in the other": ("Rahima / Begum", "Rahima / Khatun"),
    "first name and surname exchanged": ("Khan / Imran", "Imran / Khan"),
    "the whole name in the first field": ("Imran Khan /", "Imran / Khan"),
    "the whole name in the last field": ("/ Imran Khan", "Imran / Khan"),
    "three names in another order": ("Abdi / Hassan / Warsame", "Abdi / Warsame / Hassan"),
    "joined tokens": ("Gul / Khan", "Gulkhan /"),
    "a hyphen for a space": ("Sarah / Tailor Floyd", "Sarah / Tailor-Floyd"),
    "an apostrophe": ("Sean / O'Brien", "Sean / O’Brien"),
    "O apart": ("Sean / O'Brien", "Sean / O Brien"),
    "O joined": ("Sean / O'Brien", "Sean / OBrien"),
    "Mac for Mc": ("John / MacDonald", "John / McDonald"),
    "Mc apart": ("John / Mc Donald", "John / McDonald"),
    "Al- left out": ("Ahmed / Al-Rashid", "Ahmed / Rashid"),
    "El for Al": ("Ahmed / El Rashid", "Ahmed / Al-Rashid"),
    "marks left out": ("Szymon / Szymański", "Szymon / Szymanski"),
    "Turkish letters": ("Şükrü / Yıldırım", "Sukru / Yildirim"),
    "ur-Rahman": ("Habib / ur-Rahman", "Habib / Rahman"),
    "ur-Rahman in one word with hyphens": ("Habib-ur-Rahman /", "Habib / Rahman"),
    "bin": ("Walid / bin Ebrahim", "Walid / Ebrahim"),
    "ibn": ("Walid / ibn Ebrahim", "Walid / Ebrahim"),
    "Salah-ud-Din joined": ("Salah-ud-Din / Khan", "Salahuddin / Khan"),
    "Abdul apart": ("Abdul Rahman / Khan", "Abdulrahman / Khan"),
    "a title": ("Mr Imran / Khan", "Imran / Khan"),
    "capitals": ("IMRAN / KHAN", "Imran / Khan"),
    "Cyrillic letters": ("Иван / Петров", "Ivan / Petrov"),
}


@pytest.mark.parametrize(
    ("ours", "theirs"), ONE_NAME_WRITTEN_OTHERWISE.values(), ids=ONE_NAME_WRITTEN_OTHERWISE.keys()
)
def test_one_name_written_otherwise_is_the_same_name_and_strong_with_the_birth_date(ours, theirs):
    compared = compare(named_as(ours), named_as(theirs))
    assert compared.field(Field.NAME).outcome is not Outcome.DIFFERS
    assert not compared.evidence.names.alignment.alone_applicant
    assert not compared.evidence.names.alignment.alone_entry
    assert judge(compared).band is Band.STRONG


NEARLY_ONE_NAME = {
    "one spelling for another": ("Emran / Shafique", "Imran / Shafiq"),
    "Gaz for Gareth": ("Gaz / Thornley", "Gareth / Thornley"),
    "Taz for Tariq": ("Taz / Rafiq", "Tariq / Rafiq"),
    "Immy for Imran": ("Immy / Rafiq", "Imran / Rafiq"),
    "Gurps for Gurpreet": ("Gurps / Dhillon", "Gurpreet / Dhillon"),
    "Mo for Muhammad": ("Mo / Rafiq", "Muhammad / Rafiq"),
    "Rau for Rao": ("Ravi / Rau", "Ravi / Rao"),
    "Aly for Ali": ("Aly / Tanveer", "Ali / Tanveer"),
    "Brien for O'Brien": ("Sean / Brien", "Sean / O'Brien"),
    "Alrashid in one word": ("Ahmed / Alrashid", "Ahmed / Rashid"),
    "Habibur for Habib": ("Habibur / Rahman", "Habib / Rahman"),
    "an initial": ("I / Khan", "Imran / Khan"),
    "initials": ("J / P / Smith", "John / Paul / Smith"),
    "a slip": ("Imrn / Shafiq", "Imran / Shafiq"),
    "two slips": ("Imrn / Shafqi", "Imran / Shafiq"),
    "a middle name left out": ("Umar / Waheed / Malik", "Umar / Malik"),
    "a single name beside two": ("Tesfaye /", "Tesfaye / Bekele"),
    "two names beside three": ("Abdi / Hassan / Warsame", "Abdi / Warsame"),
    "half of a double-barrelled surname": ("Sarah / Tailor-Floyd", "Sarah / Tailor"),
    "the other half": ("Sarah / Tailor-Floyd", "Sarah / Floyd"),
    "a surname joined to another": ("Imran / Shafiq-Malik", "Imran / Shafiq"),
    "Arabic letters": ("محمد / خان", "Muhammad / Khan"),
    "Arabic letters that write no vowels": ("عمران / خان", "Imran / Khan"),
    "Arabic letters that begin with ayn": ("حسين / علي", "Hussain / Ali"),
    "Bengali letters with a vowel in two halves": ("রহমান / হোসেন", "Rahman / Hossain"),
    "Bengali letters": ("রহিম / উদ্দিন", "Rahim / Uddin"),
    "Gurmukhi letters": ("ਗੁਰਪ੍ਰੀਤ / ਸਿੰਘ", "Gurpreet / Singh"),
    "Gurmukhi letters, both names his own": ("ਹਰਜੀਤ / ਗਿੱਲ", "Harjit / Gill"),
}


@pytest.mark.parametrize(("ours", "theirs"), NEARLY_ONE_NAME.values(), ids=NEARLY_ONE_NAME.keys())
def test_a_name_that_agrees_nearly_is_shown_with_the_birth_date(ours, theirs):
    compared = compare(named_as(ours), named_as(theirs))
    assert compared.field(Field.NAME).outcome is Outcome.NEARLY
    assert judge(compared).band.is_hit


BORN_OTHERWISE = {
    "day and month exchanged": date(1984, 5, 3),
    "the next day": date(1984, 3, 6),
    "a digit of the day": date(1984, 3, 15),
    "a digit of the month": date(1984, 8, 5),
    "a digit of the year": date(1974, 3, 5),
}


@pytest.mark.parametrize("born", BORN_OTHERWISE.values(), ids=BORN_OTHERWISE.keys())
def test_one_name_with_a_birth_date_that_agrees_nearly_is_shown_and_below_the_same_date(born):
    found = verdict(driver(born=born), driver())
    assert found.band.is_hit
    assert found.points < verdict(driver(), driver()).points


@pytest.mark.parametrize("born", BORN_OTHERWISE.values(), ids=BORN_OTHERWISE.keys())
def test_with_an_address_too_it_is_strong(born):
    assert verdict(driver(born=born, addresses=HOME), driver(addresses=HOME)).band is Band.STRONG


@pytest.mark.parametrize(
    "applicant",
    [
        pytest.param(driver("Imran", "", "Malik"), id="another surname"),
        pytest.param(driver("Emran", born=date(1984, 5, 3)), id="spelling and exchanged date together"),
        pytest.param(driver(addresses=(Address((), "BD9 9ZZ"),)), id="moved house"),
        pytest.param(driver(born=None, addresses=HOME), id="no birth date, but an address"),
        pytest.param(driver(born=None, births_as_written=("1984-03-50",)), id="a birth date that cannot be"),
        pytest.param(driver(born=None, gb_driver=("SHAFI803054I99AB",)), id="born by driver number only"),
    ],
)
def test_one_person_with_a_fault_is_shown_without_any_number(applicant):
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
        pytest.param(date(1984, 1, 1), date(1984, 1, 1), id="first of January"),
    ],
)
def test_a_name_of_nothing_but_common_parts_is_still_found_by_its_birth_date(ours, theirs):
    assert verdict(driver("Mohd", "", "Begum", ours), driver("Begum", "", "Mohammed", theirs)).band.is_hit


def test_the_first_of_january_is_worth_less_than_any_other_day():
    first, second = (driver(born=date(1984, 1, day)) for day in (1, 2))
    assert verdict(first, first).points < verdict(second, second).points


def test_a_birth_date_that_cannot_be_is_compared_by_its_digits():
    written = driver(born=None, births_as_written=("1980-02-31",))
    same, near, far = (
        verdict(written, other)
        for other in (
            driver(born=None, births_as_written=("31/02/1980",)),
            driver(born=date(1980, 2, 13)),
            driver(born=date(1961, 11, 19)),
        )
    )
    assert (same.band, near.band, far.band) == (Band.STRONG, Band.POSSIBLE, Band.NO)


# --- numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [
        ("national_insurance", "AB123456C", "ab 12 34 56 c"),
        ("national_insurance", "AB123456C", "AB123456D"),
        ("national_insurance", "AB123456C", "AB123456"),
        ("gb_driver", "KHAN9803054I99AB", "KHAN9 803054 I99AB"),
        ("gb_driver", "KHAN9803054I99AB", "KHAN9803054I99AB47"),
        ("ni_driver", "12345678", "1234 5678"),
    ],
    ids=["spaces", "last letter", "last letter missing", "licence", "issue digits copied", "northern"],
)
def test_a_right_number_decides_the_band_even_under_another_name_and_date(kind, ours, theirs):
    stranger = driver("Asif", "", "Malik", date(1961, 11, 30), **{kind: (ours,)})
    assert verdict(stranger, driver(**{kind: (theirs,)})).band is Band.SAME_NUMBER


@pytest.mark.parametrize("number", ["AB123457C", "AB132456C"], ids=["one off", "two exchanged"])
def test_a_near_number_is_evidence_and_decides_nothing(number):
    near, other = (
        verdict(driver(national_insurance=("AB123456C",)), driver(national_insurance=(its,)))
        for its in (number, "CE987654A")
    )
    assert near.band is Band.STRONG
    assert near.points > verdict(driver(), driver()).points > other.points


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
        national_insurance=("AB123456C",),
        gb_driver=("SHAFI803054I99AB",),
        ni_driver=("12345678",),
        addresses=(Address((), "BD9 9ZZ"),),
    )
    entry = driver(
        national_insurance=("CE987654A",),
        gb_driver=("JONES706123G99XY",),
        ni_driver=("87651234",),
        addresses=HOME,
    )
    found = verdict(applicant, entry)
    assert found.band is Band.POSSIBLE
    assert "National Insurance number: another number" in found.reasons
    if found.points < possible_from(0):
        assert "Name and date of birth agree, so it is shown whatever else differs" in found.reasons


def test_an_earlier_name_is_as_good_as_the_one_in_use():
    entry = Person((Name("Aisha", "", "Malik"), Name("Aisha", "", "Sharif", NameKind.EARLIER)), (BORN,))
    assert verdict(driver("Ayesha", "", "Sharif"), entry).band is Band.STRONG


# --- two people -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("applicant", "entry"),
    [
        pytest.param(driver(), driver(born=date(1961, 11, 30)), id="one name, another birth date"),
        pytest.param(
            driver(addresses=HOME),
            driver("Asif", born=date(1986, 8, 21), addresses=HOME),
            id="brothers at one address",
        ),
        pytest.param(driver(), driver("Gareth", "", "Jones"), id="one birth date, another name"),
        pytest.param(
            driver("Gurpreet", "", "Singh", date(1984, 1, 1)),
            driver("Harjit", "", "Singh", date(1984, 1, 1)),
            id="Singh and the first of January",
        ),
    ],
)
def test_two_people_are_not_shown(applicant, entry):
    assert verdict(applicant, entry).band is Band.NO


@pytest.mark.parametrize(
    ("applicant", "entry", "right"),
    [
        pytest.param(
            driver(), driver("Asif"), driver("Emran"), id="one birth date and surname, another first name"
        ),
        pytest.param(
            driver("Gurpreet", "", "Singh"),
            driver("Harjit", "", "Singh"),
            driver("Gurprit", "", "Sing"),
            id="Singh and one birth date",
        ),
        pytest.param(
            driver("Muhammad Imran"),
            driver("Muhammad Asif"),
            driver("Mohd Emran"),
            id="Muhammad before two names of their own",
        ),
        pytest.param(
            driver("Rahima", "", "Begum"),
            driver("Salma", "", "Begum"),
            driver("Raheema", "", "Begom"),
            id="Begum and one birth date",
        ),
        pytest.param(
            driver(born=date(1984, 1, 1)),
            driver(born=date(1962, 1, 1)),
            driver(born=date(1984, 1, 1)),
            id="two firsts of January",
        ),
    ],
)
def test_two_people_are_never_strong_and_score_below_one(applicant, entry, right):
    assert verdict(applicant, entry).band in {Band.POSSIBLE, Band.NO}
    assert verdict(applicant, entry).points < verdict(applicant, right).points


# --- the verdict itself -----------------------------------------------------------------------------------------


def test_the_reasons_are_whole_and_the_heaviest_stands_first():
    found = verdict(driver("Emran"), driver())
    assert found.reasons == (
        "Date of birth: same birth date",
        "Name: same in both: Shafiq; first name one name in two spellings: Emran, Imran",
    )


def test_weighing_gives_the_points_and_band_of_the_verdict_without_the_words():
    for applicant in (driver(), driver("Emran"), driver("Asif", addresses=HOME), Person()):
        found = verdict(applicant, driver(addresses=HOME))
        weighed = weigh(form_of(applicant), form_of(driver(addresses=HOME)), NOTHING_KNOWN)
        assert (weighed.points, weighed.band) == (found.points, found.band)


def test_of_two_of_whom_nothing_is_known_nothing_is_said():
    found = verdict(Person(), Person())
    assert (found.band, found.points, found.reasons) == (Band.NO, 0, ())


def test_a_larger_register_asks_for_more():
    assert strong_from(0) == strong_from(50_000) < strong_from(100_000) < strong_from(1_000_000)
    assert possible_from(0) == possible_from(50_000) < possible_from(1_000_000)
    assert strong_from(1_000_000) - strong_from(0) > possible_from(1_000_000) - possible_from(0)
    assert strong_from(10) == strong_from(0)


def test_a_name_that_many_bear_is_weighed_by_the_register_that_is_searched():
    common = Commonness({"=imran": 900, "=shafiq": 500}, 50_000)
    assert judge(compare(driver(), driver(), common)).points < verdict(driver(), driver()).points


def test_the_bands_are_in_order_and_all_but_no_are_for_an_officer_to_look_at():
    assert [band.is_hit for band in Band] == [True, True, True, False]
    assert [band.words for band in Band] == ["the same number", "strong", "possible", "no match"]


def test_the_matcher_has_a_version_for_the_receipt():
    assert MATCHER_VERSION
