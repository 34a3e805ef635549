"""`flask duties` prints an authority's board, as a table and as CSV."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import SYSTEM
from licensing.authorities.duty_work import assign
from licensing.cli.duties import COLUMNS
from licensing.db import db, transaction
from licensing.duties.actions import discharge, open_duty
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty
from tests.factories import officers

TODAY = clock.today()


@pytest.fixture
def owed(app):
    """Four duties of Leeds (overdue, today, to come, discharged late) and one of York."""

    def owe(kind, number, days, about="Decision", council="Leeds"):
        open_duty(
            kind,
            authority_id=officers.council(council).id,
            subject=f"decision:{number}",
            about=about,
            began_on=TODAY - timedelta(days=30),
            due_on=TODAY + timedelta(days=days),
            by=SYSTEM,
        )

    with app.app_context(), transaction():
        owe("make-entry", 1, -3, about='=HYPERLINK("//x")')
        owe("give-grounds", 2, 0)
        owe("await-reply", 3, 4, about="Request to Bradford")
        owe("update-entry", 4, -9)
        owe("make-entry", 5, 0, council="York")
        discharge("update-entry", subject="decision:4", on=TODAY, by=SYSTEM, how="Done")


def read(output):
    return list(csv.DictReader(io.StringIO(output)))


def test_the_board_is_an_aligned_table_by_due_date(cli, owed):
    lines = cli("duties", "--authority", "LDS").splitlines()
    head, rule, *rows = lines[:5]
    assert head.split() == ["Due", "How", "it", "stands", "Owed", "Duty", "About", "Rule", "Officer"]
    assert set(rule) == {"-", " "}
    assert ["3 days overdue" in rows[0], "due today" in rows[1], "to us" in rows[2]] == [True] * 3
    at = head.index("Duty")
    assert [
        row[at:].startswith(KINDS[kind].title[:20])
        for row, kind in zip(rows, ("make-entry", "give-grounds", "await-reply"), strict=True)
    ] == [True] * 3
    assert lines[-1] == f"Leeds, {TODAY.isoformat()}: 3 listed, 1 overdue."


def test_as_csv_every_column_is_there_and_no_cell_is_a_formula(cli, owed):
    first, second, third = read(cli("duties", "--authority", "Leeds", "--csv"))
    assert tuple(first) == COLUMNS
    assert first["about"] == '\'=HYPERLINK("//x")'
    assert (first["state"], first["days_overdue"]) == ("overdue", "3")
    assert (second["state"], second["days_overdue"], second["owed"]) == ("due today", "0", "by us")
    assert (third["state"], third["owed"], third["rule"]) == ("due", "to us", "R12")
    assert third["source"] == KINDS["await-reply"].source


def test_only_what_is_overdue_or_also_what_is_discharged_can_be_asked_for(cli, owed):
    overdue = read(cli("duties", "--authority", "LDS", "--csv", "--overdue"))
    assert [row["subject"] for row in overdue] == ["decision:1"]
    every = read(cli("duties", "--authority", "LDS", "--csv", "--all"))
    assert [row["state"] for row in every] == ["overdue", "due today", "due", "discharged late"]
    assert every[-1]["discharged_on"] == TODAY.isoformat()
    assert cli.run("duties", "--authority", "LDS", "--all", "--overdue").exit_code == 2


def test_another_authoritys_duties_are_not_in_it(cli, owed):
    assert [row["subject"] for row in read(cli("duties", "--authority", "York", "--csv"))] == ["decision:5"]


def test_with_nothing_owed_it_says_so(cli):
    assert cli("duties", "--authority", "Wakefield").startswith("No duty is listed.")


def test_an_authority_that_nobody_knows_is_refused_in_words(cli):
    result = cli.run("duties", "--authority", "Nowhere")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: No council")


def test_the_table_names_who_has_a_duty(cli, owed, app):
    with app.app_context(), transaction():
        by = officers.officer(name="Olive Officer")
        duty = db.session.scalars(select(Duty).where(Duty.kind == "give-grounds")).one()
        assign(duty.id, to=by.id, by=by)
    rows = cli("duties", "--authority", "LDS").splitlines()[2:5]
    assert [row.rstrip().endswith("Olive Officer") for row in rows] == [False, True, False]
