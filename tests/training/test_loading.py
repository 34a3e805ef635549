"""Loading exactly what a dry run showed, once; and linking a line afterwards."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from licensing.audit.models import AuditEntry
from licensing.authorities.officer_models import Officer
from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.training import actions, queries
from licensing.training.attendance import dry_run
from licensing.training.loading import LEAVE_OUT, LIST_ONLY, link_attendance, load_attendance
from licensing.training.models import Attendance, Completion, TrainingSession
from tests.factories import training as make
from tests.factories.training import KIRKLEES, TODAY, sheet

pytestmark = pytest.mark.usefixtures("app_context")

IMRAN = "SG,1,2026-06-03,Imran,Example,27/03/1985,85,C-1"
ANA = "SG,1,2026-06-03,Ana,Sample,01/02/1990,70,"


@pytest.fixture
def leeds():
    """An officer of Leeds, with the course SG version 1."""
    with transaction():
        by = make.officer()
        make.course(by)
        return by


def _load(by, content, choices=None, shown="", session_id=None):
    found = dry_run(by.authority_id, content, on=TODAY, session_id=session_id)
    with transaction():
        return load_attendance(
            content,
            shown=shown or found.digest,
            choices=choices or {},
            by=by,
            on=TODAY,
            session_id=session_id,
        )


def _counts():
    return [
        db.session.scalar(select(func.count()).select_from(one))
        for one in (TrainingSession, Attendance, Completion)
    ]


@pytest.mark.rule("R59")
def test_loading_adds_session_lines_and_completions(leeds):
    with transaction():
        imran, ana = make.person(), make.person("Ana", "Sample", born=date(1990, 2, 1))
        imran_id, ana_id = imran.id, ana.id
    loaded = _load(leeds, sheet(IMRAN, ANA))
    assert (loaded.attendances, loaded.completions, loaded.sessions, loaded.held) == (2, 2, 1, 0)
    passed = queries.standing(imran_id, "safeguarding", valid_months=36, on=TODAY)
    assert (passed.in_date, passed.certificate, passed.completed_on) == (True, "C-1", date(2026, 6, 3))
    assert not queries.standing(ana_id, "safeguarding", valid_months=36, on=TODAY).satisfied
    lines = db.session.scalars(select(Attendance).order_by(Attendance.id)).all()
    assert [(one.linked_how, one.person_id) for one in lines] == [
        ("identity", imran_id),
        ("identity", ana_id),
    ]
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "training:attendance-loaded")
    ).one()
    assert entry.facts == '{"completions": 2, "rows": 2}'


def test_loading_twice_changes_nothing(leeds):
    with transaction():
        make.person()
    content = sheet(IMRAN, ANA)
    _load(leeds, content, {3: LIST_ONLY})
    before = _counts()
    found = dry_run(leeds.authority_id, content, on=TODAY)
    assert found.clean
    assert found.new_rows == []
    loaded = _load(leeds, content)
    assert (loaded.attendances, loaded.completions, loaded.sessions, loaded.held) == (0, 0, 0, 2)
    assert _counts() == before == [1, 2, 1]


def test_a_line_that_changed_since_it_was_loaded_is_a_fault(leeds):
    with transaction():
        make.person()
    _load(leeds, sheet(IMRAN))
    found = dry_run(leeds.authority_id, sheet(IMRAN.replace(",85,", ",95,")), on=TODAY)
    assert [fault.column for fault in found.faults] == ["last_name"]


def test_a_list_with_a_fault_loads_nothing_at_all(leeds):
    with transaction():
        make.person()
    with pytest.raises(BadInput):
        _load(leeds, sheet(IMRAN, ANA.replace(",70,", ",101,")))
    assert _counts() == [0, 0, 0]


def test_every_question_must_be_answered(leeds):
    with pytest.raises(BadInput) as refused:
        _load(leeds, sheet(IMRAN, ANA), {2: "999"})
    assert list(refused.value.faults) == ["choice-2", "choice-3"]
    assert _counts() == [0, 0, 0]


def test_an_officers_choice_links_the_line_by_their_word(leeds):
    with transaction():
        chosen = make.person("Imrn").id
    _load(leeds, sheet(IMRAN, ANA), {2: str(chosen), 3: LEAVE_OUT})
    line = db.session.scalars(select(Attendance)).one()
    assert (line.person_id, line.linked_how, line.name) == (chosen, "officer", "Imran Example")
    assert db.session.scalars(select(Completion.person_id)).one() == chosen


def test_one_person_is_not_chosen_for_two_lines(leeds):
    with transaction():
        chosen = str(make.person("Imrn").id)
    other = IMRAN.replace("Imran", "Imraan").replace("C-1", "C-2")
    with pytest.raises(BadInput) as refused:
        _load(leeds, sheet(IMRAN, other), {2: chosen, 3: chosen})
    assert list(refused.value.faults) == ["choice-3"]


def test_a_register_that_changed_since_the_check_refuses_the_list(leeds):
    with transaction():
        make.person()
    shown = dry_run(leeds.authority_id, sheet(IMRAN), on=TODAY).digest
    with transaction():
        make.person()
    with pytest.raises(NotPossibleNow):
        _load(leeds, sheet(IMRAN), shown=shown)
    assert _counts() == [0, 0, 0]


def test_another_file_than_the_one_that_was_shown_is_refused(leeds):
    shown = dry_run(leeds.authority_id, sheet(IMRAN), on=TODAY).digest
    with pytest.raises(NotPossibleNow):
        _load(leeds, sheet(ANA), {2: LIST_ONLY}, shown=shown)


def test_another_authoritys_session_is_not_loaded_into(leeds):
    with transaction():
        theirs = make.officer(KIRKLEES)
        session_id = make.session(make.course(theirs), theirs).id
    with pytest.raises(NotFound), transaction():
        load_attendance(sheet(IMRAN), shown="", choices={}, by=leeds, on=TODAY, session_id=session_id)


def test_two_officers_who_load_one_list_at_once_load_it_once(app, leeds):
    with transaction():
        make.person()
    content, by_id = sheet(IMRAN), leeds.id
    shown = dry_run(leeds.authority_id, content, on=TODAY).digest
    db.session.rollback()
    both = threading.Barrier(2, timeout=10)

    def load(_place):
        with app.app_context():
            both.wait()
            try:
                with transaction():
                    by = db.session.get_one(Officer, by_id)
                    load_attendance(content, shown=shown, choices={}, by=by, on=TODAY)
            except NotPossibleNow:
                return "refused"
            return "loaded"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(load, range(2))) == ["loaded", "refused"]
    assert _counts() == [1, 1, 1]


@pytest.fixture
def line(leeds):
    """A line of a loaded list that nobody is linked to yet."""
    _load(leeds, sheet(IMRAN), {2: LIST_ONLY})
    return db.session.scalars(select(Attendance.id)).one()


@pytest.mark.rule("R59")
def test_linking_a_line_records_the_completion(leeds, line):
    with transaction():
        person_id = make.person().id
        link_attendance(line, person_id, reason="Showed the badge", by=leeds, on=TODAY)
    assert queries.standing(person_id, "safeguarding", valid_months=36, on=TODAY).certificate == "C-1"
    held = db.session.get_one(Attendance, line)
    assert (held.person_id, held.linked_how, held.link_reason) == (person_id, "officer", "Showed the badge")


def test_a_line_is_linked_once_and_with_a_reason(leeds, line):
    with transaction():
        person_id = make.person().id
        with pytest.raises(BadInput):
            link_attendance(line, person_id, reason="", by=leeds, on=TODAY)
        link_attendance(line, person_id, reason="Showed the badge", by=leeds, on=TODAY)
        with pytest.raises(NotPossibleNow):
            link_attendance(line, person_id, reason="Again", by=leeds, on=TODAY)


def test_a_line_linked_in_error_can_be_linked_to_the_right_person(leeds, line):
    with transaction():
        wrong, right = make.person(), make.person("Irfan")
        made = link_attendance(line, wrong.id, reason="A guess", by=leeds, on=TODAY)
        actions.void_completion(made.id, reason="Another man", by=leeds)
        link_attendance(line, right.id, reason="Showed the badge", by=leeds, on=TODAY)
        assert db.session.get_one(Attendance, line).person_id == right.id


def test_neither_another_authoritys_line_nor_its_people_are_found(leeds, line):
    with transaction():
        theirs = make.officer(KIRKLEES)
        their_person, person = make.person(gss_code=KIRKLEES), make.person()
        with pytest.raises(NotFound):
            link_attendance(line, their_person.id, reason="R", by=theirs, on=TODAY)
        with pytest.raises(NotFound):
            link_attendance(line, their_person.id, reason="R", by=leeds, on=TODAY)
        assert db.session.get_one(Attendance, line).person_id is None
        assert person.id is not None
