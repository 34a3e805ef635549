"""`flask matching explain`: two people beside each other, from a file and never from the command line."""

import pytest
from sqlalchemy import func, select

from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.matching.verdict import MATCHER_VERSION
from licensing.national_register.models import SearchReceipt
from tests.factories.people import entry

HEADER = "first_name,last_name,dob,town,postcode,nino\n"
FIRST = "Perdita,Exampleby,1985-03-12,Inventedtown,ZZ1 1AA,AB123456C\n"
SECOND = "Perditta,Exampleby,1985-12-03,Inventedtown,ZZ1 1AA,\n"


@pytest.fixture
def two(tmp_path):
    """`two(text)`: a file with this text below the line of column names."""

    def make(text, header=HEADER):
        path = tmp_path / "two.csv"
        path.write_text(header + text)
        return str(path)

    return make


def test_each_field_is_shown_side_by_side_with_its_outcome_and_points_then_the_sum_and_the_band(cli, two):
    said = cli("matching", "explain", two(FIRST + SECOND))
    assert "    first:  Perdita Exampleby\n    second: Perditta Exampleby\n" in said
    assert "    first:  12/03/1985\n    second: 03/12/1985\n" in said
    assert "day and month exchanged" in said
    assert "    first:  AB123456C\n    second: –\n" in said
    assert "Northern Ireland driver number" not in said
    assert "Points: +" in said
    assert "Band: " in said
    assert said.endswith(f"Matcher: {MATCHER_VERSION}\n")


def test_what_cannot_be_a_birth_date_is_compared_all_the_same(cli, two):
    said = cli("matching", "explain", two("A,Exampleby,1985-02-31,,,\nA,Exampleby,1985-02-31,,,\n"))
    assert "1985" in said


def test_names_are_weighed_by_how_common_they_are_in_the_register_unless_not_asked_for(app, cli, two):
    assert "not known: the register is empty" in cli("matching", "explain", two(FIRST + SECOND))
    with app.app_context(), transaction():
        entry()
        entry()
    assert "counted among the 2 entries of the register" in cli("matching", "explain", two(FIRST + SECOND))
    said = cli("matching", "explain", two(FIRST + SECOND), "--no-commonness")
    assert "How common names are: not asked for" in said


def test_it_reads_no_entry_and_leaves_no_receipt_and_no_line(app, cli, two):
    cli("matching", "explain", two(FIRST + SECOND))
    with app.app_context():
        assert db.session.scalar(select(func.count(SearchReceipt.id))) == 0
        assert db.session.scalar(select(func.count(AuditEntry.id))) == db.session.scalar(
            select(func.count(AuditEntry.id)).where(AuditEntry.event == "system:set-up")
        )


@pytest.mark.parametrize("text", ["", FIRST, FIRST + SECOND + FIRST], ids=["nobody", "one", "three"])
def test_any_other_number_of_people_is_refused(cli, two, text):
    done = cli.run("matching", "explain", two(text))
    assert done.exit_code == 1
    assert "must have two people" in done.output


def test_without_tables_it_says_that_nothing_is_known_of_how_common_names_are(
    empty_database_url, tmp_path, two
):
    from licensing.app import create_app
    from tests.support import databases

    app = create_app(databases.settings_for(empty_database_url, tmp_path))
    done = app.test_cli_runner().invoke(args=["matching", "explain", two(FIRST + SECOND)])
    assert done.exit_code == 0
    assert "no database is set up" in done.output
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
