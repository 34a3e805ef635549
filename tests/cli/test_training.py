"""`flask training attendance`: exit 0 for a clean list, 1 for faults and questions, 2 for what can't be read."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.training.models import Completion
from tests.factories import training as make
from tests.factories.training import sheet

# The command asks the clock what day it is.
HELD = clock.today() - timedelta(days=60)
IMRAN = f"SG,1,{HELD},Imran,Example,27/03/1985,85,C-1"


@pytest.fixture
def email(app):
    """The address of an officer of Leeds, where Imran Example and the course SG are known."""
    with app.app_context(), transaction():
        by = make.officer()
        make.course(by)
        make.person()
        return by.email


@pytest.fixture
def attend(cli, tmp_path, email):
    """Runs the command on a list with these lines, or these bytes."""

    def run(content, *options, by=email):
        path = tmp_path / "list.csv"
        path.write_bytes(content)
        return cli.run("training", "attendance", str(path), "--by", by, *options)

    return run


def _completions(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Completion))


def test_a_clean_list_exits_0_and_stores_nothing_without_yes(app, attend):
    done = attend(sheet(IMRAN))
    assert done.exit_code == 0
    assert "1 lines: 1 to add, 0 held already, 0 with faults, 0 to choose; 1 sessions to add." in done.output
    assert _completions(app) == 0


@pytest.mark.rule("R59")
def test_yes_loads_it_and_a_second_time_adds_nothing(app, attend):
    assert "Loaded: 1 on the list, 1 completions, 1 sessions added" in attend(sheet(IMRAN), "--yes").output
    again = attend(sheet(IMRAN), "--yes")
    assert again.exit_code == 0
    assert "0 completions" in again.output
    assert _completions(app) == 1


def test_faults_exit_1_each_with_its_line_and_column_and_load_nothing(app, attend):
    done = attend(sheet(IMRAN, f"SG,1,{HELD},,Sample,01/02/1990,185,"), "--yes")
    assert done.exit_code == 1
    assert "Line 3, first name: Enter the first name." in done.output
    assert "Line 3, score: The score must be between 0 and 100." in done.output
    assert "Nothing was stored." in done.output
    assert _completions(app) == 0


@pytest.mark.parametrize(
    ("choose", "code", "completions"),
    [
        ((), 1, 0),
        (("--choose", "3=leave-out"), 0, 1),
        (("--choose", "3=list-only"), 0, 1),
        (("--choose", "3=999"), 1, 0),
    ],
    ids=["not answered", "left out", "kept on the list", "nobody who was offered"],
)
def test_whoever_is_not_found_is_asked(app, attend, choose, code, completions):
    done = attend(sheet(IMRAN, f"SG,1,{HELD},Zoe,Sample,01/02/1990,85,"), "--yes", *choose)
    assert (done.exit_code, _completions(app)) == (code, completions)
    assert choose or "Line 3: who is Zoe Sample?" in done.output


def test_what_is_no_list_exits_2(attend):
    done = attend(b"PK\x03\x04")
    assert (done.exit_code, "can't be read: This is a spreadsheet" in done.output) == (2, True)


@pytest.mark.parametrize("choose", ["3", "x=1", "3="])
def test_a_choice_must_be_a_line_and_who_it_is(attend, choose):
    assert attend(sheet(IMRAN), "--choose", choose).exit_code == 2


def test_only_an_officer_who_keeps_training_may(app, attend):
    with app.app_context(), transaction():
        other = make.officer(make.LEEDS, Role.LICENSING_OFFICER).email
    assert attend(sheet(IMRAN), "--yes", by=other).exit_code == 2
    assert attend(sheet(IMRAN), "--yes", by="nobody@leeds.example").exit_code == 2
    assert _completions(app) == 0


def test_another_authoritys_session_is_not_found(app, attend):
    with app.app_context(), transaction():
        theirs = make.officer(make.KIRKLEES)
        session_id = make.session(make.course(theirs), theirs).id
    assert attend(sheet(IMRAN), "--session", str(session_id)).exit_code == 2
