"""The dry run of an attendance list against the register. It stores nothing."""

from datetime import date

import pytest
from sqlalchemy import func, select

from licensing.db import db, transaction
from licensing.errors import NotFound
from licensing.training.attendance import dry_run
from licensing.training.models import Attendance, Completion, TrainingSession
from tests.factories import training as make
from tests.factories.training import KIRKLEES, TODAY, sheet

pytestmark = pytest.mark.usefixtures("app_context")

IMRAN = "SG,1,2026-06-03,Imran,Example,27/03/1985,85,C-1"


@pytest.fixture
def leeds():
    """An officer of Leeds, with the course SG version 1 from 2018 to June 2026."""
    with transaction():
        by = make.officer()
        make.course(by, until_on=date(2026, 6, 5))
        return by


def _faults(by, *lines, session_id=None, **options):
    found = dry_run(by.authority_id, sheet(*lines, **options), on=TODAY, session_id=session_id)
    return [(fault.line, fault.column, fault.message) for fault in found.faults]


def test_a_clean_list_says_what_would_be_added_and_stores_nothing(leeds):
    with transaction():
        person = make.person()
        person_id = person.id
    found = dry_run(leeds.authority_id, sheet(IMRAN), on=TODAY)
    (row,) = found.rows
    assert row.match.person is not None
    assert (row.line, row.passed, row.match.person.person_id) == (2, True, person_id)
    assert [(key.session_id, key.held_on) for key in found.new_sessions] == [(None, date(2026, 6, 3))]
    assert found.clean
    for table in (TrainingSession, Attendance, Completion):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_every_fault_of_form_and_of_the_register_comes_together(leeds):
    with transaction():
        version = make.course(leeds, "WAV", module="wheelchair-practical", pass_mark=None)
        make.completion(make.person("Ana"), version, leeds, certificate="USED")
    lines = (
        "XX,1,2026-06-03,Imran,Example,27/03/1985,85,C-1",
        "SG,9,2026-06-03,Imran,Example,27/03/1985,85,C-2",
        "SG,1,2026-06-06,Imran,Example,27/03/1985,85,C-3",
        "SG,1,2026-06-03,Imran,Example,27/03/1985,101,C-4",
        "SG,1,2026-06-03,Imran,Example,27/03/1985,79,C-5",
        "SG,1,2026-06-03,Imran,Example,27/03/1985,85,USED",
        "SG,1,2026-06-03,Ina,Example,28/03/1985,85,C-6",
        "SG,1,2026-06-03,ina,EXAMPLE,1985-03-28,90,C-7",
        "SG,1,2026-06-03,Ona,Example,29/03/1985,90,C-6",
        "WAV,1,2026-06-03,Imran,Example,27/03/1985,,",
        "SG,1,2026-02-30,Imran,Example,27/03/1985,85,",
        "SG,1,2026-06-03,Una,Example,2026-06-03,85,",
    )
    assert _faults(leeds, *lines) == [
        (2, "course", "There is no course “XX”"),
        (3, "version", "Course SG has no version “9”"),
        (4, "date", "SG version 1 is not given on this day. Check the version and the date"),
        (5, "score", "The score must be between 0 and 100"),
        (6, "certificate_number", "A failed assessment has no certificate"),
        (7, "certificate_number", "Certificate USED is in use already"),
        (9, "last_name", "The same person as on line 8"),
        (10, "certificate_number", "Certificate C-6 is on line 8 already"),
        (11, "result", "Say passed or failed: this course has no pass mark"),
        (12, "date", "“2026-02-30” is not a date. Write it like 2026-06-03 or 03/06/2026, day before month"),
        (13, "date_of_birth", "The date of birth is not before the day of the course"),
    ]


def test_a_list_joins_the_session_that_is_there(leeds):
    with transaction():
        make.person()
        version = make.course(leeds, "SG-2")
        session_id = make.session(version, leeds).id
    found = dry_run(leeds.authority_id, sheet(IMRAN.replace("SG,", "SG-2,")), on=TODAY)
    assert [row.session.session_id for row in found.rows] == [session_id]
    assert found.new_sessions == []


def test_where_two_sessions_fit_the_list_must_say_which(leeds):
    with transaction():
        version = make.course(leeds, "SG-2")
        first, second = (make.session(version, leeds).id for _ in range(2))
    line = IMRAN.replace("SG,", "SG-2,")
    message = f"There is more than one session of SG-2 version 1 on this day: write {first} or {second}"
    assert _faults(leeds, line) == [(2, "session", message)]
    columns = "session,first_name,last_name,date_of_birth,score"
    assert _faults(leeds, f"{second},Imran,Example,27/03/1985,85", columns=columns) == []


def test_a_line_that_disagrees_with_its_session_is_a_fault(leeds):
    with transaction():
        session_id = make.session(make.course(leeds, "SG-2"), leeds).id
    assert _faults(leeds, IMRAN, session_id=session_id) == [
        (2, "course", f"Session {session_id} has another course: SG-2")
    ]
    line = IMRAN.replace("SG,", "SG-2,").replace("2026-06-03", "2026-06-02")
    assert _faults(leeds, line, session_id=session_id) == [
        (2, "date", f"Session {session_id} has another date: 3 June 2026")
    ]
    columns = "session,first_name,last_name,date_of_birth,score"
    assert _faults(leeds, "7,I,E,27/03/1985,85", columns=columns, session_id=session_id) == [
        (2, "session", f"This list is of session {session_id}: leave the column empty or write {session_id}")
    ]


def test_a_session_that_has_not_been_held_takes_no_list(leeds):
    with transaction():
        session_id = make.session(make.course(leeds, "SG-2"), leeds, date(2026, 6, 11)).id
    columns = "first_name,last_name,date_of_birth,score"
    assert _faults(leeds, "I,E,27/03/1985,85", columns=columns, session_id=session_id) == [
        (2, "session", "The session is in the future: training counts once it is done")
    ]


def test_somebody_not_on_the_register_is_a_question_and_those_alike_are_offered(leeds):
    with transaction():
        person_id = make.person("Imrn").id
    (row,) = dry_run(leeds.authority_id, sheet(IMRAN), on=TODAY).questions
    assert row.match.question == "Nobody of the register has exactly this name and date of birth"
    assert [one.person_id for one in row.match.candidates] == [person_id]


def test_two_people_of_one_name_and_birth_are_a_question(leeds):
    with transaction():
        ids = [make.person().id, make.person().id]
    (row,) = dry_run(leeds.authority_id, sheet(IMRAN), on=TODAY).questions
    assert row.match.question == "More than one person of the register has this name and date of birth"
    assert [one.person_id for one in row.match.candidates] == ids


def test_a_completion_recorded_by_hand_is_not_recorded_again(leeds):
    with transaction():
        version = make.course(leeds, "SG-2")
        make.completion(make.person(), version, leeds, certificate="HAND")
    line = IMRAN.replace("SG,", "SG-2,")
    message = "Imran Example has a completion of SG-2 version 1 on this day already"
    assert _faults(leeds, line) == [(2, "last_name", message)]


def test_the_digest_changes_when_what_would_be_added_does(leeds):
    with transaction():
        make.person()
    before = dry_run(leeds.authority_id, sheet(IMRAN), on=TODAY).digest
    assert dry_run(leeds.authority_id, sheet(IMRAN), on=TODAY).digest == before
    with transaction():
        make.person()
    assert dry_run(leeds.authority_id, sheet(IMRAN), on=TODAY).digest != before


def test_another_authoritys_courses_sessions_people_and_certificates_are_not_seen(leeds):
    with transaction():
        theirs = make.officer(KIRKLEES)
        version = make.course(theirs, "KK")
        session_id = make.session(version, theirs).id
        make.completion(make.person(gss_code=KIRKLEES), version, theirs, certificate="C-1")
    assert _faults(leeds, IMRAN.replace("SG,", "KK,")) == [(2, "course", "There is no course “KK”")]
    columns = "session,first_name,last_name,date_of_birth,score"
    assert _faults(leeds, f"{session_id},I,E,27/03/1985,85", columns=columns) == [
        (2, "session", f"There is no session {session_id}")
    ]
    (row,) = dry_run(leeds.authority_id, sheet(IMRAN), on=TODAY).rows
    assert (row.asks, row.match.candidates) == (True, ())
    with pytest.raises(NotFound):
        dry_run(leeds.authority_id, sheet(IMRAN), on=TODAY, session_id=session_id)
