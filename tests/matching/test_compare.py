"""Two people field by field, in an officer's words."""

from datetime import date

import pytest

from licensing.matching.compare import Field, Outcome, compare
from licensing.matching.people import Address, Name, NameKind, Person


def named(first="", middle="", last=""):
    return Person((Name(first, middle, last),))


def name_of(applicant, entry):
    return compare(named(*applicant), named(*entry)).field(Field.NAME)


@pytest.mark.parametrize(
    ("applicant", "entry", "words"),
    [
        (("Imran", "", "Khan"), ("IMRAN", "", "KHAN"), "same name"),
        (("Imran", "", "Khan"), ("Mr Imran", "", "Khan"), "same name"),
        (("Mohammed Imran", "", "Khan"), ("Imran", "", "Khan"), "same name"),
        (("Szymon", "", "Szymański"), ("Szymon", "", "Szymanski"), "same name"),
        (("Sean", "", "O'Brien"), ("Sean", "", "OBrien"), "same name"),
        (("John", "", "MacDonald"), ("John", "", "Mc Donald"), "same name"),
        (("Ahmed", "", "El-Ahmadi"), ("Ahmed", "", "Ahmadi"), "same name"),
        (("Sarah", "", "TailorFloyd"), ("Sarah", "", "Tailor-Floyd"), "same name"),
        (("Satnam", "", "Singh"), ("Satnam", "", ""), "same name"),
    ],
)
def test_names_that_agree(applicant, entry, words):
    compared = name_of(applicant, entry)
    assert (compared.outcome, compared.words) == (Outcome.AGREES, words)


@pytest.mark.parametrize(
    ("applicant", "entry", "words"),
    [
        (
            ("Imran", "", "Hussain"),
            ("Imran", "", "Hussein"),
            "surname one name in two spellings: Hussain, Hussein",
        ),
        (
            ("Mohd", "", "Khan"),
            ("Muhammad", "", "Khan"),
            "first name one name in two spellings: Mohd, Muhammad",
        ),
        (("Javed", "", "Khan"), ("Jawed", "", "Khan"), "first name one name in two spellings: Javed, Jawed"),
        (("Waqar", "", "Khan"), ("Vaqar", "", "Khan"), "first name one name in two spellings: Waqar, Vaqar"),
        (("Eqbal", "", "Khan"), ("Iqbal", "", "Khan"), "first name one name in two spellings: Eqbal, Iqbal"),
        (
            ("Ali", "", "Qureshi"),
            ("Ali", "", "Kureshi"),
            "surname one name in two spellings: Qureshi, Kureshi",
        ),
        (("Jan", "", "Wasilik"), ("Jan", "", "Vasilik"), "surname sounds alike: Wasilik, Vasilik"),
        (
            ("Gupreet", "", "Gill"),
            ("Gurpreet", "", "Gill"),
            "first name nearly the same spelling: Gupreet, Gurpreet",
        ),
        (("Mick", "", "Carter"), ("Michael", "", "Carter"), "first name short form: Mick, Michael"),
        (("Jav", "", "Munir"), ("Javed", "", "Munir"), "first name short form: Jav, Javed"),
        (
            ("Safrazi", "", "Omar"),
            ("Sarfaraz", "", "Omar"),
            "first name sounds nearly alike: Safrazi, Sarfaraz",
        ),
        (("Khan", "", "Imran"), ("Imran", "", "Khan"), "first name and surname have changed places"),
        (("Umar", "Waheed", "Malik"), ("Umar", "", "Malik"), "only one has Waheed"),
        (("Umar", "W", "Malik"), ("Umar", "Waheed", "Malik"), "middle name initial only: W, Waheed"),
        (("Satnam", "", "Singh-Cheema"), ("Satnam", "", "Singh"), "only one has Cheema"),
        (("Ravi", "", "Rau"), ("Ravi", "", "Rao"), "surname one name in two spellings: Rau, Rao"),
        (("Gul", "", "Khan"), ("Gulkhan", "", ""), "same name"),
    ],
)
def test_names_that_agree_nearly_and_how(applicant, entry, words):
    compared = name_of(applicant, entry)
    assert compared.outcome in {Outcome.NEARLY, Outcome.AGREES}
    assert words in compared.words
    assert compared.points > 0


def test_a_middle_name_that_differs_speaks_against_less_than_a_first_name():
    middle = name_of(("Tom", "James", "Smith"), ("Tom", "Peter", "Smith"))
    first = name_of(("James", "", "Smith"), ("Peter", "", "Smith"))
    assert middle.outcome is Outcome.NEARLY
    assert "other names differ: James, Peter" in middle.words
    assert first.points < middle.points < name_of(("Tom", "", "Smith"), ("Tom", "", "Smith")).points


@pytest.mark.parametrize(
    ("applicant", "entry", "words"),
    [
        (("Imran", "", "Khan"), ("Asif", "", "Khan"), "first names differ: Imran, Asif"),
        (("Imran", "", "Khan"), ("Imran", "", "Malik"), "surnames differ: Khan, Malik"),
        (
            ("Imran", "", "Khan"),
            ("Asif", "", "Malik"),
            "first names and surnames differ: Imran Khan, Asif Malik",
        ),
        (("Khan", "", "Asif"), ("Imran", "", "Khan"), "differ: Asif, Imran"),
        (("Muhammad", "", "Singh"), ("Gurpreet", "", "Kaur"), "only one has Gurpreet"),
    ],
)
def test_names_that_differ(applicant, entry, words):
    compared = name_of(applicant, entry)
    assert compared.outcome is Outcome.DIFFERS
    assert words in compared.words


def test_hassan_and_hussain_are_two_names_that_are_often_confused():
    confused, same = (
        name_of(("Hassan", "", "Ali"), ("Hussain", "", "Ali")),
        name_of(("Hasan", "", "Ali"), ("Hassan", "", "Ali")),
    )
    assert "two names often confused" in confused.words
    assert confused.points < same.points


@pytest.mark.parametrize("weak", ["Muhammad", "Singh", "Kaur", "Begum"])
def test_a_name_half_a_register_bears_says_little_when_shared_and_nothing_when_missing(weak):
    weak_shared, shared, missing = (
        name_of((first, "", "Tanveer"), (other, "", "Tanveer"))
        for first, other in ((weak, weak), ("Imran", "Imran"), (weak, ""))
    )
    assert missing.points < weak_shared.points < shared.points
    assert missing.outcome is Outcome.AGREES
    assert missing.points == name_of(("", "", "Tanveer"), ("", "", "Tanveer")).points


def test_a_double_barrelled_surname_is_one_piece_of_evidence():
    half, none = (
        name_of(("Sarah", "", "Tailor-Floyd"), ("Sarah", "", last)) for last in ("Tailor", "Overbeck")
    )
    assert half.outcome is Outcome.NEARLY
    assert "only one has Floyd" in half.words
    assert none.outcome is Outcome.DIFFERS


@pytest.mark.parametrize("other", ["Shakerin", "Malik", "Overbeck"])
def test_another_surname_is_never_worth_as_much_as_the_same_or_nearly_the_same(other):
    same, nearly, differs = (
        name_of(("Imran", "", "Shafiq"), ("Imran", "", last)).points for last in ("Shafiq", "Shafique", other)
    )
    assert differs < nearly
    assert differs < same


def test_a_part_of_a_name_answers_only_one_part():
    assert name_of(("Ali", "", "Ali"), ("Ali", "", "Hassan")).outcome is Outcome.DIFFERS


def test_the_best_of_all_names_counts_and_is_shown():
    applicant = Person((Name("Aisha", "", "Malik"), Name("Aisha", "", "Sharif", NameKind.EARLIER)))
    compared = compare(applicant, named("Aisha", "", "Sharif")).field(Field.NAME)
    assert compared.outcome is Outcome.AGREES
    assert compared.words == "same name; by the applicant's earlier name"
    assert (compared.applicant_value, compared.entry_value) == ("Aisha Sharif", "Aisha Sharif")


def born(*days, **others):
    return Person(dates_of_birth=tuple(date.fromisoformat(day) for day in days), **others)


@pytest.mark.parametrize(
    ("ours", "theirs", "outcome", "words"),
    [
        ("1984-03-05", "1984-03-05", Outcome.AGREES, "same birth date"),
        ("1984-03-05", "1984-05-03", Outcome.NEARLY, "same birth date with day and month exchanged"),
        ("1984-03-05", "1984-03-06", Outcome.NEARLY, "birth dates one day apart"),
        ("1984-03-12", "1984-03-21", Outcome.NEARLY, "same month and year of birth, the day one digit off"),
        ("1984-03-05", "1984-08-05", Outcome.NEARLY, "same day and year of birth, the month one digit off"),
        ("1984-03-05", "1974-03-05", Outcome.NEARLY, "same birthday, the year one digit off"),
        ("1984-03-05", "1984-12-05", Outcome.NEARLY, "two of day, month and year of birth agree"),
        ("1984-03-05", "1984-11-19", Outcome.DIFFERS, "only the year of birth agrees"),
        ("1984-03-05", "1961-11-19", Outcome.DIFFERS, "another birth date"),
        ("1984-01-01", "1962-01-01", Outcome.DIFFERS, "both on the first of January, of different years"),
    ],
)
def test_how_birth_dates_agree(ours, theirs, outcome, words):
    compared = compare(born(ours), born(theirs)).field(Field.DATE_OF_BIRTH)
    assert (compared.outcome, compared.words) == (outcome, words)


def test_the_first_of_january_is_worth_less_and_says_why():
    first = compare(born("1984-01-01"), born("1984-01-01")).field(Field.DATE_OF_BIRTH)
    other = compare(born("1984-01-02"), born("1984-01-02")).field(Field.DATE_OF_BIRTH)
    assert 0 < first.points < other.points
    assert "given to many who do not know theirs" in first.words


def test_a_birth_date_in_a_driver_number_agrees_and_says_where_it_was_found():
    entry = Person(gb_driver=("KHAN9803054I99AB",))
    compared = compare(born("1984-03-05"), entry).field(Field.DATE_OF_BIRTH)
    assert compared.outcome is Outcome.AGREES
    assert compared.words == "birth date agrees with that in the driver number"
    assert compared.entry_value == "05/03/..84 (in the driver number)"


def test_a_birth_date_that_cannot_be_is_shown_by_its_digits():
    compared = compare(Person(births_as_written=("1980-02-31",)), born("1980-02-21")).field(
        Field.DATE_OF_BIRTH
    )
    assert compared.outcome is Outcome.NEARLY
    assert compared.applicant_value == "31/02/1980"


def test_two_driver_numbers_do_not_make_two_stated_birth_dates_agree():
    left, right = (born(day, gb_driver=("KHAN9803054I99AB",)) for day in ("1990-11-30", "1951-06-13"))
    assert compare(left, right).field(Field.DATE_OF_BIRTH).outcome is Outcome.DIFFERS


def living(*addresses):
    return Person(addresses=tuple(Address(lines, postcode) for lines, postcode in addresses))


@pytest.mark.parametrize(
    ("ours", "theirs", "outcome", "words"),
    [
        ((("1 High Street",), "LS1 1AA"), (("Flat 2",), "ls11aa"), Outcome.AGREES, "same postcode"),
        ((("1 High St.",), ""), (("1 HIGH ST", "Leeds"), "LS1 1AA"), Outcome.NEARLY, "same house and street"),
        (
            (("9 Low Road",), "LS1 2BB"),
            (("1 High Street",), "LS1 1AA"),
            Outcome.NEARLY,
            "same postcode district",
        ),
        (
            (("1 High Street",), "BD1 1AA"),
            (("1 High Street",), "LS1 1AA"),
            Outcome.DIFFERS,
            "same house and street, in another town",
        ),
    ],
)
def test_how_addresses_agree(ours, theirs, outcome, words):
    compared = compare(living(ours), living(theirs)).field(Field.ADDRESS)
    assert compared.outcome is outcome
    assert words in compared.words


def test_an_earlier_address_agrees_too_and_says_so():
    moved = living((("9 Low Road",), "BD9 9ZZ"), ((), "LS1 1AA"))
    compared = compare(moved, living(((), "LS1 1AA"))).field(Field.ADDRESS)
    assert compared.outcome is Outcome.AGREES
    assert compared.words == "the postcode of one is an earlier postcode of the other"
    assert compared.applicant_value == "LS1 1AA"


def test_another_address_counts_for_little_against_anybody_for_people_move():
    other = compare(living(((), "BD9 9ZZ")), living(((), "LS1 1AA"))).field(Field.ADDRESS)
    same = compare(living(((), "LS1 1AA")), living(((), "LS1 1AA"))).field(Field.ADDRESS)
    assert other.outcome is Outcome.DIFFERS
    assert abs(other.points) < same.points / 2


@pytest.mark.parametrize(
    ("ours", "theirs", "outcome"),
    [
        ("AB123456C", "ab 12 34 56 c", Outcome.AGREES),
        ("AB123456", "AB123456C", Outcome.AGREES),
        ("AB123456C", "AB123457C", Outcome.NEARLY),
        ("AB123456C", "AB132456C", Outcome.NEARLY),
        ("AB123456C", "CE987654A", Outcome.DIFFERS),
        ("TN010184M", "TN010184M", Outcome.NEARLY),
        ("NONE", "NONE", Outcome.ABSENT),
        ("", "AB123456C", Outcome.ABSENT),
    ],
)
def test_how_national_insurance_numbers_agree(ours, theirs, outcome):
    left, right = Person(national_insurance=(ours,)), Person(national_insurance=(theirs,))
    assert compare(left, right).field(Field.NATIONAL_INSURANCE).outcome is outcome


def test_the_words_never_quote_a_number():
    number, other = "AB123456C", "AB123457C"
    left = Person(national_insurance=(number,), gb_driver=("KHAN9803054I99AB",), ni_driver=("12345678",))
    right = Person(national_insurance=(other,), gb_driver=("KHAN9803054I99AB",), ni_driver=("87654321",))
    said = " ".join(field.words for field in compare(left, right).fields)
    assert not any(each in said for each in (number, other, "KHAN98", "12345678", "87654321"))


def test_what_one_does_not_have_is_absent_and_says_whose():
    compared = compare(Person(), Person((Name("Imran", "", "Khan"),), national_insurance=("AB123456C",)))
    assert [field.field for field in compared.fields] == list(Field)
    assert all(field.outcome is Outcome.ABSENT and field.points == 0 for field in compared.fields)
    assert compared.field(Field.NATIONAL_INSURANCE).words == "not held for the applicant"
    assert compared.field(Field.ADDRESS).words == "not held for the applicant or the entry"
    assert compared.field(Field.NATIONAL_INSURANCE).entry_value == "AB123456C"


def test_every_field_has_a_label_for_the_page():
    assert [field.label for field in Field][:2] == ["Name", "Date of birth"]
    assert all(field.label for field in Field)
