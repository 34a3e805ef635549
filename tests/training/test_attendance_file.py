"""Reading an attendance list: every fault by line and column."""

from datetime import date

import pytest

from licensing.training.attendance_file import MOST_ROWS, Fault, Unreadable, read, read_date
from tests.factories.training import TODAY, sheet

WHOLE = "SG,1,2026-06-03,Imran,Example,27/03/1985,85,C-1"


def _faults(*lines, **options):
    return [(fault.line, fault.column) for fault in read(sheet(*lines, **options), on=TODAY).faults]


def test_a_line_is_read_as_what_it_means():
    (row,) = read(sheet(WHOLE), on=TODAY).rows
    assert (row.line, row.course, row.version, row.held_on) == (2, "SG", "1", date(2026, 6, 3))
    assert (row.first_name, row.last_name, row.date_of_birth) == ("Imran", "Example", date(1985, 3, 27))
    assert (row.score, row.result, row.certificate_number) == (85, None, "C-1")


def test_headers_may_have_any_case_spaces_and_other_names():
    course = " Course Code ; COURSE VERSION; Date "
    columns = f"{course};Forename;Surname;DOB;Badge No.;NI number;Mark;Outcome;Certificate no;Car"
    content = (
        f"{columns}\nSG;1;3/6/2026;Imran;Example;27/3/1985; b7 ;AB 12 34 56 C;85%;Pass;C-1;red\n".encode()
    )
    found = read(content, on=TODAY)
    (row,) = found.rows
    assert found.faults == []
    assert (row.badge, row.national_insurance, row.score, row.result) == ("B7", "AB123456C", 85, True)
    assert found.notes == [
        "The values are separated by semicolons, not commas, and were read as such.",
        "These columns are not read: “Car”.",
    ]


def test_every_fault_of_every_line_is_reported_together():
    lines = (
        WHOLE,
        "SG,1,31/02/2026,,Example,1985-03-27,x,",
        "",
        ",,2026-06-11,Imran,,10/06/2026,85,C-2",
    )
    assert _faults(*lines) == [
        (3, "date"),
        (3, "first_name"),
        (3, "score"),
        (5, "course"),
        (5, "date"),
        (5, "date_of_birth"),
        (5, "last_name"),
        (5, "version"),
    ]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("SG,1,2026-06-11,Imran,Example,1985-03-27,85,C-1", "date"),
        ("SG,1,1826-06-03,Imran,Example,1985-03-27,85,C-1", "date"),
        ("SG,1,06/13/2026,Imran,Example,1985-03-27,85,C-1", "date"),
        ("SG,1,3.6.2026,Imran,Example,1985-03-27,85,C-1", "date"),
        ("SG,1,2026-06-03,Imran,Example,2026-06-10,85,C-1", "date_of_birth"),
        ("SG,1,2026-06-03,Imran,Example,27/03/85,85,C-1", "date_of_birth"),
        ("SG,1,2026-06-03,Imran,Example,27/03/1885,85,C-1", "date_of_birth"),
        ("SG,1,2026-06-03,Imran,Example,1985-03-27,-1,C-1", "score"),
        ("SG,1,2026-06-03,Imran,Example,1985-03-27,8.5,C-1", "score"),
        ("SG,1,2026-06-03,Imran,Example,1985-03-27,٨٥,C-1", "score"),
        (f"SG,1,2026-06-03,{'I' * 101},Example,1985-03-27,85,C-1", "first_name"),
        (f"SG,1,2026-06-03,Imran,Example,1985-03-27,85,{'C' * 61}", "certificate_number"),
        ("SG,1,2026-06-03,Imran,Example,1985-03-27,85,C-1,more", ""),
    ],
    ids=[
        "future",
        "long ago",
        "month first",
        "dots",
        "born today",
        "two-digit year",
        "born long ago",
        "negative",
        "half",
        "other digits",
        "long name",
        "long certificate",
        "too many values",
    ],
)
def test_a_fault_names_its_line_and_column(line, column):
    assert _faults(line) == [(2, column)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("national_insurance", "QQ123456C"),
        ("national_insurance", "12"),
        ("result", "maybe"),
        ("session", "x"),
    ],
)
def test_other_columns_are_checked_for_form(column, value):
    columns = f"first_name,last_name,date_of_birth,score,{column}"
    found = read(sheet(f"Imran,Example,1985-03-27,85,{value}", columns=columns), on=TODAY, in_session=True)
    assert [fault.column for fault in found.faults] == [column]


def test_a_list_of_a_known_session_needs_no_course():
    found = read(
        sheet("A,B,1985-03-27,85", columns="first_name,last_name,dob,score"), on=TODAY, in_session=True
    )
    assert found.faults == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (sheet(), "no people"),
        (b"name\nImran\n", "These columns are missing: first name, last name, date of birth, session"),
        (
            sheet(WHOLE, columns="course,version,date,first_name,last_name,dob,mark,score"),
            "Two columns are both the score",
        ),
        (sheet(*[WHOLE] * (MOST_ROWS + 1)), "Send it in parts"),
    ],
    ids=["nothing", "blank lines", "only a header", "no columns", "a column twice", "too long"],
)
def test_what_is_no_list_is_unreadable_and_why_is_said(content, words):
    with pytest.raises(Unreadable, match=words):
        read(content, on=TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-03", date(2026, 6, 3)),
        ("03/06/2026", date(2026, 6, 3)),
        ("3/6/2026", date(2026, 6, 3)),
        ("2026-02-30", None),
        ("2026/06/03", None),
        ("today", None),
        ("0000-01-01", None),
    ],
)
def test_dates_are_iso_or_day_first(text, day):
    assert read_date(text) == day


def test_faults_are_ordered_by_line():
    assert sorted([Fault(10, "a", ""), Fault(9, "b", "")])[0].line == 9
