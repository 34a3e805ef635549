"""`flask authorities`, on files as people send them."""

import csv
import io

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from licensing.cli.authorities import authorities, read_table
from licensing.db import db


@pytest.fixture
def without_a_database(tmp_path):
    """An application whose database does not exist: what a fresh machine has."""
    app = Flask("without a database")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'nothing' / 'here.sqlite3'}"
    db.init_app(app)
    return app


@pytest.fixture
def resolved(without_a_database, tmp_path):
    """`resolved(content, "column")`: what the command did with a file of this content."""

    def run(content, column="name", code=0):
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        script = ScriptInfo(create_app=lambda: without_a_database)
        result = CliRunner().invoke(
            authorities, ["resolve", str(path), "--column", column], obj=script, catch_exceptions=False
        )
        assert result.exit_code == code, result.output
        return result

    return run


def rows(result, delimiter=","):
    return list(csv.reader(io.StringIO(result.stdout_bytes.decode("utf-8"), newline=""), delimiter=delimiter))


def test_three_columns_are_added_and_every_row_and_column_is_kept(resolved):
    out = rows(resolved("id,name,drivers\n1,Leeds,10\n2,Bournemouth,20\n3,Kirklese,\n4,Newcastle,40\n"))
    assert out == [
        ["id", "name", "drivers", "gss_code", "authority", "how"],
        ["1", "Leeds", "10", "E08000035", "Leeds City Council", "exact"],
        ["2", "Bournemouth", "20", "E06000058", "Bournemouth, Christchurch and Poole Council", "former"],
        ["3", "Kirklese", "", "E08000034", "Kirklees Council", "near"],
        [
            "4",
            "Newcastle",
            "40",
            "",
            "Newcastle City Council or Newcastle-under-Lyme Borough Council",
            "asked",
        ],
    ]


def test_several_successors_are_listed_and_no_code_is_given(resolved):
    out = rows(resolved("name\nCumbria County Council\n"))
    assert out[1] == [
        "Cumbria County Council",
        "",
        "Cumberland Council or Westmorland and Furness Council",
        "asked",
    ]


def test_quotes_commas_and_lines_within_a_cell_are_kept(resolved):
    out = rows(resolved('name,note\n"Bristol, City of","said ""yes"",\nthen no"\n'))
    assert out[1][:2] == ["Bristol, City of", 'said "yes",\nthen no']
    assert out[1][2] == "E06000023"


def test_in_a_file_of_one_column_a_name_with_a_comma_needs_no_quotes(resolved):
    out = rows(resolved("name\nKingston upon Hull, City of\nBournemouth, Christchurch and Poole\n"))
    assert [(row[0], row[1]) for row in out[1:]] == [
        ("Kingston upon Hull, City of", "E06000010"),
        ("Bournemouth, Christchurch and Poole", "E06000058"),
    ]


def test_a_row_with_too_many_cells_loses_none_and_one_with_too_few_stays_in_line(resolved):
    out = rows(resolved("id,name\n1,Leeds,extra\n2\n"))
    assert out == [
        ["id", "name", "", "gss_code", "authority", "how"],
        ["1", "Leeds", "extra", "E08000035", "Leeds City Council", "exact"],
        ["2", "", "", "", "", "asked"],
    ]


def test_an_empty_line_stays_an_empty_line(resolved):
    out = rows(resolved("id,name\n1,Leeds\n\n3,York\n"))
    assert [row[-1] for row in out] == ["how", "exact", "", "exact"]
    assert out[2] == [""] * 5


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("cp1252", b""), ("utf-16", b"")]
)
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(resolved, encoding, mark):
    out = rows(resolved(mark + "name,b\nYnys Môn,£5\n".encode(encoding)))
    assert out[0][0] == "name"
    assert out[1][:3] == ["Ynys Môn", "£5", "W06000001"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_file_separated_otherwise_stays_so(resolved, delimiter):
    out = rows(resolved(f"name{delimiter}n\nBristol, City of{delimiter}1\n"), delimiter)
    assert out[1] == ["Bristol, City of", "1", "E06000023", "Bristol City Council", "exact"]


def test_the_ends_of_lines_stay_as_they_were(resolved):
    assert b"\r\n" in resolved("name,b\r\nLeeds,1\r\n").stdout_bytes
    assert b"\r" not in resolved("name,b\nLeeds,1\n").stdout_bytes


def test_a_column_that_is_there_already_is_kept_and_ours_has_another_name(resolved):
    result = resolved("gss_code,name,how\nold,Leeds,by hand\n")
    assert rows(result) == [
        ["gss_code", "name", "how", "gss_code_2", "authority", "how_2"],
        ["old", "Leeds", "by hand", "E08000035", "Leeds City Council", "exact"],
    ]
    assert "gss_code_2" in result.stderr


def test_a_column_is_found_whatever_its_capitals(resolved):
    assert rows(resolved(" Council Name ,n\nLeeds,1\n", "council name"))[1][2] == "E08000035"


def test_an_unknown_column_is_refused_and_the_columns_are_named(resolved):
    result = resolved("id,council\n1,Leeds\n", "name", code=2)
    assert "There is no column “name”. The columns are: id, council." in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("content", ["", "\n", "   \n"])
def test_an_empty_file_is_refused(resolved, content):
    assert "empty" in resolved(content, code=2).stderr


def test_a_file_that_is_not_there_is_refused(without_a_database):
    script = ScriptInfo(create_app=lambda: without_a_database)
    result = CliRunner().invoke(authorities, ["resolve", "no-such.csv", "--column", "a"], obj=script)
    assert result.exit_code == 2
    assert "no-such.csv" in result.stderr


def test_the_widest_row_gives_the_width():
    table = read_table(b"a,b\n1\n1,2,3\n")
    assert table.header == ["a", "b", ""]
    assert table.rows == [["1", "", ""], ["1", "2", "3"]]


def test_show_tells_what_is_known_of_a_council(without_a_database):
    script = ScriptInfo(create_app=lambda: without_a_database)
    result = CliRunner().invoke(authorities, ["show", "Castlereagh"], obj=script, catch_exceptions=False)
    assert result.exit_code == 1
    assert "Belfast City Council (N09000003, BFS)" in result.stdout
    result = CliRunner().invoke(authorities, ["show", "nir-y"], obj=script, catch_exceptions=False)
    assert result.exit_code == 0
    assert "today: Belfast City Council (N09000003) or Lisburn and Castlereagh City Council" in result.stdout
    result = CliRunner().invoke(authorities, ["show", "TfL"], obj=script, catch_exceptions=False)
    assert "licenses drivers" in result.stdout
    assert "ONS code of the region London" in result.stdout


def test_the_database_is_used_when_it_is_there_and_says_the_same(cli, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name\nLeeds\nBournemouth\nNewcastle\n")
    out = list(csv.reader(io.StringIO(cli("authorities", "resolve", str(path), "--column", "name"))))
    assert [row[1] for row in out[1:]] == ["E08000035", "E06000058", ""]


def test_loading_again_says_that_nothing_changed(cli):
    said = cli("authorities", "load")
    assert "470 authorities of the council file and 40 of our own" in said
    assert "0 added, 0 changed, 510 unchanged" in said
