"""A file of people as it is really sent, and what is kept of it."""

import hashlib
from datetime import date

import pytest

from licensing.errors import BadInput
from licensing.national_register.people_file import (
    DoubledIds,
    birth_of,
    driver_number_of,
    facts_of,
    fault_of_id,
    lines_of,
    person_of,
    read_date,
)


@pytest.fixture
def file(tmp_path):
    """`file("a,b\\n1,2\\n")`: a file with this text, or these bytes."""

    def make(content):
        path = tmp_path / "people.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def read(path, *must):
    return [(line.number, dict(line.cells)) for line in lines_of(path, must)]


def test_a_line_is_known_by_the_number_it_starts_on(file):
    path = file('query_id,address\r\n1,"1 Specimen Street\r\nInventedtown"\r\n\r\n2,\r\n')
    assert read(path, "query_id") == [
        (2, {"query_id": "1", "address": "1 Specimen Street\r\nInventedtown"}),
        (5, {"query_id": "2", "address": ""}),
    ]


def test_a_byte_order_mark_blanks_and_capitals_in_the_column_names_do_not_matter(file):
    path = file("\ufeffQuery_ID, First Name ,other\n7,Perdita,x\n".encode())
    assert read(path, "query_id") == [(2, {"query_id": "7", "first_name": "Perdita", "other": "x"})]


def test_a_short_line_lacks_its_last_values_and_a_long_one_says_so(file):
    short, long = lines_of(file("query_id,first_name\n1\n2,Perdita,Exampleby\n"), ("query_id",))
    assert (short.text("first_name"), short.too_long) == ("", False)
    assert long.too_long


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"query_id,last_name\n1,M\xfcster\n", "not in UTF-8"),
        (b"PK\x03\x04rest", "a spreadsheet"),
        (b'query_id,last_name\n1,"Exampleby\n', "can't be read as CSV"),
        (b"id,last_name\n1,Exampleby\n", "has no column query_id"),
        (b"query_id;last_name\n1;Exampleby\n", "separated by commas"),
        (b"", "has no column query_id"),
        (b"query_id,dob,DOB\n1,,\n", "has the column dob twice"),
    ],
    ids=["latin-1", "a spreadsheet", "an open quotation", "no id", "semicolons", "empty", "twice"],
)
def test_what_is_no_such_file_is_refused_in_words(file, content, says):
    with pytest.raises(BadInput, match=says):
        read(file(content), "query_id")


def test_a_file_is_known_by_its_hash(file):
    facts = facts_of(file("query_id\n1\n2\n"))
    assert facts.lines == 2
    assert facts.sha256 == hashlib.sha256(b"query_id\n1\n2\n").hexdigest()


def test_everything_a_line_says_of_somebody_is_searched_by(file):
    path = file(
        "first_name,middle_names,last_name,dob,address,town,postcode,prev_postcode,nino,licence_no\n"
        " Perdita ,Anne  May,Exampleby,1985-03-27,1 Specimen Street,Inventedtown,ZZ1 1AA,ZZ2 2BB,ab 12 34 56 c,"
        "EXAMP 853275 P99AB\n"
    )
    (line,) = lines_of(path, ())
    person = person_of(line)
    assert [name.full for name in person.names] == ["Perdita Anne May Exampleby"]
    assert person.dates_of_birth == (date(1985, 3, 27),)
    assert [one.shown for one in person.addresses] == ["1 Specimen Street, Inventedtown, ZZ1 1AA", "ZZ2 2BB"]
    assert person.addresses[0].lines[-1] == "Inventedtown"
    assert person.national_insurance == ("ab 12 34 56 c",)
    assert person.gb_driver == ("EXAMP853275P99AB",)
    assert person.ni_driver == ()


def test_a_line_that_says_nothing_of_anybody_is_a_person_without_anything(file):
    (line,) = lines_of(file("query_id,first_name\n1,\n"), ("query_id",))
    person = person_of(line)
    assert (person.names, person.dates_of_birth, person.addresses, person.births_as_written) == (
        (),
        (),
        (),
        (),
    )


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("1985-03-27", date(1985, 3, 27)),
        ("27/03/1985", date(1985, 3, 27)),
        ("27.3.1985", date(1985, 3, 27)),
        ("1985-03-27 00:00:00", date(1985, 3, 27)),
        ("27 March 1985", date(1985, 3, 27)),
        ("27-Mar-1985", date(1985, 3, 27)),
        ("1985-02-30", None),
        ("03/27/1985", None),
        ("27/03/85", None),
        ("1985", None),
        ("", None),
    ],
)
def test_a_date_is_read_with_its_day_before_its_month(text, means):
    assert read_date(text) == means


def test_a_birth_date_that_cannot_be_is_kept_as_it_was_written():
    assert birth_of("1985-02-30") == (None, "1985-02-30")
    assert birth_of("30/02/1985") == (None, "30/02/1985")
    assert birth_of("1985-02-28") == (date(1985, 2, 28), "")
    assert birth_of("about " + "1985" * 20)[1] == ("about " + "1985" * 20)[:40]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("EXAMP853275P99AB", ("gb_driver", "EXAMP853275P99AB")),
        ("examp 853275 p99ab 12", ("gb_driver", "EXAMP853275P99AB")),
        ("12 345 678", ("ni_driver", "12345678")),
        ("EXAMP85327", ("gb_driver", "EXAMP85327")),
        ("EXAMP853275P99A?", ("gb_driver", "EXAMP853275P99A?")),
        ("NONE", ("gb_driver", "NONE")),
        ("", ("gb_driver", "")),
    ],
)
def test_a_driver_number_is_of_northern_ireland_when_it_is_of_that_form_and_else_of_great_britain(
    text, means
):
    assert driver_number_of(text) == means


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("17", ""),
        (" 17/a", ""),
        ("=cmd()", ""),
        ("Ünïcode", ""),
        ("", "is missing"),
        ("  ", "is missing"),
        ("x" * 201, "is longer than 200 characters"),
        ("a\nb", "has characters that can't be printed"),
        ("a\x00b", "has characters that can't be printed"),
    ],
)
def test_an_id_is_anything_that_can_be_printed(text, wrong):
    assert fault_of_id(text) == wrong


def test_an_id_that_was_there_before_is_found_with_its_line():
    ids = DoubledIds()
    assert [ids.before("a", 2), ids.before("b", 3), ids.before("a", 4), ids.before("a ", 5)] == [
        None,
        None,
        2,
        None,
    ]
