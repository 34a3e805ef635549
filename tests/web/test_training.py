"""The training pages, as an officer reads and fills them in."""

import io
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.register.models import Person
from licensing.training import actions, queries
from licensing.training.deadlines import last_good_day
from licensing.training.models import (
    Attendance,
    Completion,
    CourseVersion,
    Exemption,
    Recognition,
    TrainingSession,
)
from licensing.web.filters import day
from tests.factories import training as make
from tests.factories.training import KIRKLEES, LEEDS, sheet

# The pages ask the clock what day it is.
HELD = clock.today() - timedelta(days=60)
IMRAN = f"SG,1,{HELD},Imran,Example,27/03/1985,85,C-1"


def _dated(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def _file(content):
    return {"file": (io.BytesIO(content), "list.csv")}


class Leeds:
    """Ids of what the pages are about: made once, in a transaction of its own."""

    def __init__(self, app):
        with app.app_context(), transaction():
            by = make.officer()
            version = make.course(by)
            person = make.person()
            make.licence(person, number="L-1", starts_on=HELD, ends_on=HELD + timedelta(days=900))
            self.officer, self.person = by.id, person.id
            self.version, self.course = version.id, version.course_id
            self.session = make.session(version, by, HELD).id


@pytest.fixture
def leeds(app, client):
    """A training administrator of Leeds, signed in."""
    made = Leeds(app)
    client.sign_in(made.officer)
    return made


def _count(app, table):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table))


def _standing(app, person_id):
    with app.app_context():
        return queries.standing(person_id, "safeguarding", valid_months=36, on=clock.today())


def test_a_course_and_its_version_are_added(client, leeds):
    page = client.get_page("/training/courses/new")
    page = client.submit(page, {"code": "SG-2", "title": "Safeguarding", "module": "safeguarding"})
    assert page.heading.endswith("Add a version")
    values = {
        "version": "2026",
        "delivery": "online",
        "provider": "Example",
        "pass_mark": "75",
        "length_minutes": "90",
    }
    page = client.submit(page, values | _dated("from_on", date(2026, 1, 1)))
    assert page.heading.endswith("Safeguarding")
    assert page.rows["Pass mark"] == "75 of 100"
    assert page.rows["Given"] == "1 January 2026 to no end known"
    assert "SG-2" in client.get_page("/training/courses").links


def test_a_course_that_cannot_be_keeps_what_was_typed(client, leeds):
    page = client.get_page("/training/courses/new")
    page = client.submit(page, {"code": "SG", "title": "Again", "module": "safeguarding"}, status=400)
    assert page.errors == ["There is a course SG already"]
    assert page.select_one("#title")["value"] == "Again"


def test_a_session_is_added_and_shows_trainer_venue_and_length(client, leeds):
    page = client.get_page(f"/training/sessions/new?version={leeds.version}")
    values = {"trainer": "Terry Trainer", "venue": "Town Hall", "length_minutes": ""}
    page = client.submit(page, values | _dated("held_on", HELD))
    assert (page.rows["Trainer"], page.rows["Venue"], page.rows["Length"]) == (
        "Terry Trainer",
        "Town Hall",
        "180 minutes",
    )
    assert "Nobody is on the list." in page.text


def test_every_missing_answer_of_a_session_is_said(client, leeds):
    page = client.submit(client.get_page("/training/sessions/new"), {}, status=400)
    assert page.errors == [
        "Choose a course",
        "Enter the date of the session",
        "Enter the trainer's name",
        "Enter the venue",
    ]


@pytest.mark.rule("R59")
def test_a_completion_is_recorded_for_a_person(app, client, leeds):
    page = client.get_page(f"/training/people/{leeds.person}/completions/new")
    values = {"version": str(leeds.version), "score": "85", "certificate_number": "C-1", "evidence": "File 7"}
    page = client.submit(page, values | _dated("completed_on", HELD))
    assert page.url == f"/training/people/{leeds.person}"
    assert f"In date until {day(last_good_day(HELD, 36))}" in page.text
    assert "Unverified interval" in page.text
    assert _standing(app, leeds.person).in_date


def test_a_completion_at_fault_says_so_beside_each_field(client, leeds):
    page = client.get_page(f"/training/people/{leeds.person}/completions/new")
    tomorrow = clock.today() + timedelta(days=1)
    values = {"version": str(leeds.version), "score": "101", "evidence": "File 7"}
    page = client.submit(page, values | _dated("completed_on", tomorrow), status=400)
    assert page.errors == [
        "The day must be today or in the past: training counts once it is done",
        "The score must be between 0 and 100",
    ]


@pytest.mark.rule("R59")
def test_a_failed_assessment_is_shown_and_does_not_count(app, client, leeds):
    page = client.get_page(f"/training/people/{leeds.person}/completions/new")
    values = {"version": str(leeds.version), "score": "79", "evidence": "File 7"}
    page = client.submit(page, values | _dated("completed_on", HELD))
    assert "It does not count." in page.text
    assert not _standing(app, leeds.person).satisfied


def test_a_completion_recorded_in_error_is_marked_so(app, client, leeds):
    with app.app_context(), transaction():
        by = db.session.get_one(Officer, leeds.officer)
        person = db.session.get_one(Person, leeds.person)
        version = db.session.get_one(CourseVersion, leeds.version)
        made = make.completion(person, version, by).id
    page = client.submit(
        client.get_page(f"/training/completions/{made}/void"), {"reason": "Another person's"}
    )
    assert "Recorded in error : Another person's" in " ".join(page.text.split())
    assert not _standing(app, leeds.person).satisfied
    client.get_page(f"/training/completions/{made}/void", status=409)


def test_an_exemption_is_recorded_with_its_reason_and_taken_back(app, client, leeds):
    page = client.get_page(f"/training/people/{leeds.person}/exemptions/new")
    values = {"module": "safeguarding", "reason": "Teaches this course"}
    page = client.submit(page, values | _dated("until_on", clock.today() + timedelta(days=30)))
    assert "Teaches this course" in page.text
    assert _standing(app, leeds.person).exempt
    with app.app_context():
        made = db.session.scalars(select(Exemption.id)).one()
    client.submit(client.get_page(f"/training/exemptions/{made}/end"), {"reason": "Left"})
    assert not _standing(app, leeds.person).exempt
    client.get_page(f"/training/exemptions/{made}/end", status=409)


@pytest.mark.rule("R59")
def test_a_partners_completion_is_found_and_recognised(app, client, leeds):
    with app.app_context(), transaction():
        by = make.officer(KIRKLEES)
        make.completion(
            make.person(gss_code=KIRKLEES), make.course(by), by, completed_on=HELD, certificate="K-1"
        )
    page = client.get_page(f"/training/people/{leeds.person}/recognitions/new")
    page = client.submit(page, {"certificate_number": "K-9"}, status=400)
    assert page.errors == [
        "No completion of a partner authority has this number and this person's date of birth"
    ]
    page = client.submit(page, {"certificate_number": "K-1"})
    assert f"Course SG, Kirklees, {day(HELD)}" in page.text
    assert "The name held there agrees" in page.text
    page = client.submit(page, {"completion": None}, status=400)
    assert page.errors == ["Choose a completion", "Say how you know that this is the same person"]
    choice = page.select_one("input[name=completion]")["value"]
    page = client.submit(page, {"completion": choice, "reason": "Certificate seen"})
    assert "recorded by Kirklees and recognised here" in page.text
    assert (_standing(app, leeds.person).where, _count(app, Recognition)) == ("Kirklees", 1)
    page = client.get_page(f"/training/people/{leeds.person}/recognitions/new")
    page = client.submit(page, {"certificate_number": "K-1"}, status=400)
    assert page.errors == ["This completion was recognised for this person already"]


@pytest.mark.rule("R59")
def test_a_list_is_checked_shown_and_then_loaded(app, client, leeds):
    page = client.get_page("/training/attendance/new")
    page = client.submit(page, _file(sheet(IMRAN)))
    assert page.heading.endswith("Check the list before it is loaded")
    assert "Imran Example, born 27 March 1985, L-1" in page.text
    assert (_count(app, Attendance), _count(app, Completion)) == (0, 0)
    page = client.submit(page)
    assert "1 person was added to attendance lists, and 1 completion recorded." in page.text
    assert _standing(app, leeds.person).certificate == "C-1"
    page = client.submit(client.get_page("/training/attendance/new"), _file(sheet(IMRAN)))
    assert "there is nothing to load" in page.text
    assert (_count(app, TrainingSession), _count(app, Completion)) == (1, 1)


def test_every_fault_is_shown_by_line_and_nothing_can_be_loaded(app, client, leeds):
    bad = sheet(IMRAN, f"SG,1,{HELD},,Sample,01/02/1990,185,", f"XX,1,{HELD},Ana,Sample,31/02/1990,85,")
    page = client.submit(client.get_page("/training/attendance/new"), _file(bad))
    faults = [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])]
        for row in page.select("table")[0].select("tbody tr")
    ]
    assert faults == [
        ["Line 3", "First name", "Enter the first name"],
        ["Line 3", "Score", "The score must be between 0 and 100"],
        ["Line 4", "Course", "There is no course “XX”"],
        [
            "Line 4",
            "Date of birth",
            "“31/02/1990” is not a date. Write it like 2026-06-03 or 03/06/2026, day before month",
        ],
    ]
    assert page.select("main form") == []
    assert _count(app, Attendance) == 0


def test_what_was_done_to_read_the_file_is_said(client, leeds):
    content = sheet(IMRAN.replace("Imran", "Zoë")).decode().replace(",", ";").encode("cp1252")
    page = client.submit(client.get_page("/training/attendance/new"), _file(content))
    assert "read as Windows-1252" in page.text
    assert "separated by semicolons" in page.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "This is a spreadsheet"),
        (b"", "The file is empty"),
        (b"x" * 100_001, "The file is too large"),
    ],
    ids=["spreadsheet", "empty", "too large"],
)
def test_what_is_no_list_gives_the_page_again(client, leeds, content, words):
    page = client.submit(client.get_page("/training/attendance/new"), _file(content), status=400)
    assert page.errors[0].startswith(words)


def test_a_file_must_be_chosen(client, leeds):
    page = client.submit(client.get_page("/training/attendance/new"), status=400)
    assert page.errors == ["Choose a file"]


def test_a_question_must_be_answered_before_the_list_is_loaded(app, client, leeds):
    with app.app_context(), transaction():
        alike = make.person("Imrn", "Exampel").id
    line = IMRAN.replace("Imran,Example", "Imraan,Example")
    page = client.submit(
        client.get_page(f"/training/sessions/{leeds.session}/attendance/new"), _file(sheet(line))
    )
    page = client.submit(page, status=400)
    assert page.errors == ["Line 2: choose who Imraan Example is"]
    assert str(alike) in [one["value"] for one in page.select("input[name=choice-2]")]
    page = client.submit(page, {"choice-2": str(leeds.person)})
    assert page.url == f"/training/sessions/{leeds.session}"
    assert "by an officer's word" in page.text
    assert _standing(app, leeds.person).in_date


def test_a_register_that_changed_meanwhile_refuses_the_list(app, client, leeds):
    page = client.submit(client.get_page("/training/attendance/new"), _file(sheet(IMRAN)))
    with app.app_context(), transaction():
        make.person()
    page = client.submit(page, status=409)
    assert "Nothing was loaded: check the list again." in page.text
    assert _count(app, Attendance) == 0


@pytest.mark.parametrize(
    "changes", [{"content": "%%%"}, {"content": "/w=="}, {"session": "x"}, {"content": ""}]
)
def test_a_list_that_did_not_come_back_whole_is_refused(app, client, leeds, changes):
    page = client.submit(client.get_page("/training/attendance/new"), _file(sheet(IMRAN)))
    client.submit(page, changes, status=400)
    assert _count(app, Attendance) == 0


def test_one_person_is_added_through_the_same_check(app, client, leeds):
    url = f"/training/sessions/{leeds.session}/attendees/new"
    values = {"first_name": "Imran", "last_name": "Example", "licence_number": "L-1"} | _dated(
        "date_of_birth", make.BORN
    )
    page = client.submit(client.get_page(url), values | {"score": "101"}, status=400)
    assert page.errors == ["The score must be between 0 and 100"]
    page = client.submit(page, {"score": "85", "certificate_number": "C-1"})
    page = client.submit(page)
    assert "by exact identity" in page.text
    assert _standing(app, leeds.person).certificate == "C-1"


def test_a_line_kept_on_the_list_is_linked_later(app, client, leeds):
    line = IMRAN.replace("Imran,Example", "Zed,Zulu")
    page = client.submit(
        client.get_page(f"/training/sessions/{leeds.session}/attendance/new"), _file(sheet(line))
    )
    page = client.submit(page, {"choice-2": "list-only"})
    page = client.get_page(page.links["say who Zed Zulu is"])
    page = client.submit(page, {"q": "nobody at all"}, status=400)
    assert page.errors == ["Nobody was found by “nobody at all”"]
    page = client.submit(page, {"q": "L-1"})
    link = page.the_form()["action"]
    page = client.submit(page, {"person": str(leeds.person)}, status=400)
    assert page.errors == ["Say how you know that this is the same person"]
    page = client.submit(page, {"person": str(leeds.person), "reason": "Showed the badge"})
    assert "by an officer's word" in page.text
    assert _standing(app, leeds.person).in_date
    client.get_page(link.replace("/link", "/person"), status=409)


@pytest.mark.rule("R59")
def test_lists_of_lapses_show_numbers_and_shares(app, client, leeds):
    today = clock.today()
    with app.app_context(), transaction():
        by = db.session.get_one(Officer, leeds.officer)
        version = db.session.get_one(CourseVersion, leeds.version)
        for name, last_good_day in (
            ("Soon", today + timedelta(days=20)),
            ("Later", today + timedelta(days=70)),
        ):
            person = make.person(name)
            make.licence(person, starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=300))
            passed = last_good_day + timedelta(days=1)
            make.completion(person, version, by, completed_on=passed - relativedelta(months=36))
    page = client.get_page("/training/lapses?days=30")
    words = " ".join(page.text.split())
    assert "Soon Example" in page.links
    assert "Later Example" not in page.links
    assert "1 lapse in the next 30 days (33.3%)" in words
    assert "2 lapse in the next 90 days (66.7%)" in words
    assert "1 never recorded (33.3%)" in words
    assert "It suspends nobody" in words
    assert "Later Example" in client.get_page("/training/lapses?days=90").links
    assert client.get_page("/training/lapses?days=x").url.endswith("days=x")
    assert "lapsed" in client.get_page("/training").links


@pytest.mark.parametrize(
    "url",
    [
        "/training/courses/{course}",
        "/training/courses/{course}/versions/new",
        "/training/sessions/{session}",
        "/training/sessions/{session}/attendance/new",
        "/training/sessions/{session}/attendees/new",
        "/training/people/{person}",
        "/training/people/{person}/completions/new",
        "/training/people/{person}/exemptions/new",
        "/training/people/{person}/recognitions/new",
        "/training/attendances/{line}/person",
        "/training/completions/{completion}/void",
        "/training/exemptions/{exemption}/end",
    ],
)
def test_another_authoritys_record_is_not_found(app, client, leeds, url):
    with app.app_context(), transaction():
        by, person = make.officer(KIRKLEES), make.person(gss_code=KIRKLEES)
        version = make.course(by)
        session = make.session(version, by)
        line = Attendance(
            authority_id=by.authority_id,
            session=session,
            first_name="A",
            last_name="B",
            date_of_birth=make.BORN,
            passed=True,
            recorded_at=clock.now(),
            recorded_by_id=by.id,
        )
        db.session.add(line)
        exemption = actions.exempt(
            person.id, "safeguarding", from_on=HELD, until_on=HELD, reason="R", by=by, on=clock.today()
        )
        completion = make.completion(person, version, by)
        there = url.format(
            course=version.course_id,
            session=session.id,
            person=person.id,
            line=line.id,
            completion=completion.id,
            exemption=exemption.id,
        )
    client.get_page(there, status=404)


def test_another_authoritys_list_is_not_loaded_into(app, client, leeds):
    with app.app_context(), transaction():
        theirs = make.officer(KIRKLEES)
        session_id = make.session(make.course(theirs), theirs).id
    page = client.submit(client.get_page("/training/attendance/new"), _file(sheet(IMRAN)))
    client.submit(page, {"session": str(session_id)}, status=404)
    assert _count(app, Attendance) == 0


def test_an_officer_who_only_looks_sees_no_way_to_change(app, client, leeds):
    with app.app_context(), transaction():
        looks = make.officer(LEEDS, Role.LICENSING_OFFICER).id
    client.sign_in(looks)
    for url in (
        "/training",
        "/training/courses",
        f"/training/people/{leeds.person}",
        f"/training/sessions/{leeds.session}",
    ):
        page = client.get_page(url)
        assert not [text for text in page.links if text.startswith(("Add", "Record", "Upload", "Recognise"))]
    client.get_page("/training/attendance/new", status=403)
