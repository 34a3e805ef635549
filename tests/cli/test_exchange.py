"""`flask exchange`: exit 0 clean, 1 faults, 2 for what is no text or spreadsheet, 3 when it can't be followed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.exchange.models import Load
from tests.conftest import Commands
from tests.factories import people
from tests.factories.officers import officer

DATA = Path(__file__).parent.parent / "exchange" / "data"
NEW_YORK = str(DATA / "new_york" / "fhv_bases_2019-09.csv")
TODAY = clock.today()


@pytest.fixture
def email(app):
    """The address of an officer of Leeds who may load files."""
    with app.app_context(), transaction():
        return officer("Leeds").email


@pytest.fixture
def list_of(tmp_path):
    """`list_of(*marks)`: the path of a Defra file of Leeds."""

    def write(*marks):
        path = tmp_path / "list.csv"
        starts, ends = TODAY - timedelta(days=10), TODAY + timedelta(days=300)
        path.write_text("".join(f"{mark},{starts},{ends},PHV,Leeds,P1,true\n" for mark in marks))
        return str(path)

    return write


@pytest.mark.rule("R66")
@pytest.mark.parametrize(("number", "code"), [(1, 1), (3, 1), (4, 1), (6, 1), (8, 0)])
def test_defras_own_test_files_are_judged_rightly(cli, number, code):
    done = cli.run("exchange", "check", str(DATA / "defra" / f"ntr_fixture_{number}.csv"), "--as", "defra")
    assert done.exit_code == code
    assert ("line " in done.stdout) is bool(code)


def test_a_clean_check_says_what_would_be_added_for_each_authority(cli):
    said = cli("exchange", "check", str(DATA / "defra" / "ntr_fixture_8.csv"), "--as", "defra")
    assert "Birmingham City Council: 2 would be added, 0 changed, 0 ended, 0 left as they are." in said
    assert "Leeds City Council: 6 would be added" in said


def test_with_an_authority_lines_of_another_are_faults(cli):
    file = str(DATA / "defra" / "ntr_fixture_8.csv")
    done = cli.run("exchange", "check", file, "--as", "defra", "--authority", "E08000035")
    assert done.exit_code == 1
    assert "line 1: licensing authority: Birmingham City Council is another authority" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nothing.csv", "--as", "defra"), 2, "can't be read"),
        ((NEW_YORK, "--as", "nothing"), 3, "There is no profile called nothing"),
        ((NEW_YORK,), 3, "Built in are: defra"),
        ((NEW_YORK, "--as", "operators", "--authority", "Nowhere"), 3, "No council"),
        (
            (NEW_YORK, "--as", "operators", "--authority", "West Yorkshire Combined Authority"),
            3,
            "no licensing",
        ),
    ],
    ids=["no file", "no profile", "no profile named", "no authority", "not licensing"],
)
def test_what_cannot_be_read_is_2_and_what_cannot_be_followed_3(cli, arguments, code, says):
    done = cli.run("exchange", "check", *arguments)
    assert done.exit_code == code
    assert says in done.stderr


def test_what_is_neither_text_nor_a_spreadsheet_is_2(cli, tmp_path):
    file = tmp_path / "picture.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert cli.run("exchange", "check", str(file), "--as", "defra").exit_code == 2


def test_a_profile_file_of_the_councils_own_is_used_by_its_path(cli, tmp_path):
    profile = tmp_path / "ours.toml"
    profile.write_text(
        'what = "operators"\nignored = ["dba_category"]\n[columns]\nnumber = "base_number"\nname = "base_name"\n'
        'trading_name = "dba"\n[fixed]\nstarts_on = 2019-09-01\nends_on = 2020-08-31\n'
    )
    said = cli("exchange", "check", NEW_YORK, "--as", str(profile), "--authority", "Leeds")
    assert "1,097 would be added" in said
    assert "1,097 rows read as ours: no faults." in said


def test_a_profile_with_mistakes_says_all_of_them(cli, tmp_path):
    profile = tmp_path / "ours.toml"
    profile.write_text('what = "operators"\nhaeder = true\n[columns]\nnumbre = "base_number"\n')
    done = cli.run("exchange", "check", NEW_YORK, "--as", str(profile))
    assert done.exit_code == 3
    assert "there is no setting called haeder" in done.stderr
    assert "no field called numbre" in done.stderr


def test_load_stores_nothing_without_yes_and_all_of_it_with(cli, email, list_of, app):
    file = list_of("AB12CDE", "AB12CDF")
    assert "Add --yes" in cli("exchange", "load", file, "--as", "defra", "--by", email)
    with app.app_context():
        assert db.session.get(Load, 1) is None
    said = cli("exchange", "load", file, "--as", "defra", "--by", email, "--yes")
    assert "Loaded as load 1: 2 lines; 2 added, 0 changed, 0 ended, 0 left." in said
    assert "0 added, 0 changed, 0 ended, 2 left" in cli(
        "exchange", "load", file, "--as", "defra", "--by", email, "--yes"
    )
    assert "1: Leeds, vehicle licences as defra" in cli("exchange", "list", "--authority", "LDS")


def test_the_new_york_register_loads_twice_with_no_change(cli, email):
    again = ("exchange", "load", NEW_YORK, "--as", "nyc-bases", "--by", email, "--yes")
    assert "1,097 lines; 1,097 added" in cli(*again)
    assert "1,097 lines; 0 added, 0 changed, 0 ended, 1,097 left." in cli(*again)


def test_too_many_endings_are_stopped_until_the_authority_is_named(cli, email, list_of):
    marks = [f"AB{number:02}CDE" for number in range(20)]
    cli("exchange", "load", list_of(*marks), "--as", "defra", "--by", email, "--yes")
    few = ("exchange", "load", list_of(*marks[:5]), "--as", "defra", "--by", email, "--yes")
    done = cli.run(*few)
    assert done.exit_code == 1
    assert "stopped: This would end 15 of the 20 licences in force of Leeds City Council" in done.stdout
    assert "Begun" not in cli("exchange", "list")
    assert "15 ended" in cli(*few, "--confirm-ending", "Leeds")


def test_a_load_is_undone_and_a_second_undo_is_refused_in_words(cli, email, list_of):
    cli("exchange", "load", list_of("AB12CDE"), "--as", "defra", "--by", email, "--yes")
    assert "Load 1 is undone: 1 added were taken out" in cli("exchange", "undo", "1", "--by", email)
    done = cli.run("exchange", "undo", "1", "--by", email)
    assert done.exit_code == 1
    assert "nothing to undo" in done.stderr


def test_only_who_may_load_files_does(cli, app, list_of):
    with app.app_context(), transaction():
        other = officer("Leeds", [Role.AUDITOR]).email
    done = cli.run("exchange", "load", list_of("AB12CDE"), "--as", "defra", "--by", other, "--yes")
    assert done.exit_code == 3


def test_who_somebody_may_be_is_told_to_an_officer_only_and_their_look_is_recorded(cli, app, email, tmp_path):
    with app.app_context(), transaction():
        known = people.person("Perdita", "Exampleby", by=db.session.scalars(select(Officer)).first()).id
    file = tmp_path / "drivers.csv"
    starts, ends = TODAY - timedelta(days=10), TODAY + timedelta(days=300)
    file.write_text(
        f"licence number,type,name,dob,start,end\nD1,dual,Perdita Exampelby,27/03/1985,{starts},{ends}\n"
    )
    checked = cli.run("exchange", "check", str(file), "--as", "drivers", "--authority", "LDS")
    assert checked.exit_code == 1
    assert "line 2: held for an officer: Perdita Exampelby" in checked.stdout
    assert "Exampleby" not in checked.stdout
    load = ("exchange", "load", str(file), "--as", "drivers", "--by", email)
    asked = cli.run(*load)
    assert asked.exit_code == 1
    assert f"--choose '2={known}'  Perdita Exampleby, born 27 March 1985" in asked.stdout
    with app.app_context():
        looks = select(func.count()).select_from(AuditEntry).where(AuditEntry.event == "exchange:checked")
        assert db.session.scalar(looks) == 1
    assert "1 added" in cli(*load, "--yes", "--choose", f"2={known}")


def test_the_built_in_profiles_are_listed(cli):
    assert "defra: Defra taxi and PHV upload" in cli("exchange", "profiles")


def test_a_file_is_checked_by_itself_where_there_is_no_register_yet(empty_database_url, make_app):
    cli = Commands(make_app(database_url=empty_database_url))
    clean, shifted = (str(DATA / "defra" / f"ntr_fixture_{number}.csv") for number in (8, 1))
    assert "8 rows read as defra: no faults." in cli("exchange", "check", clean, "--as", "defra")
    assert cli.run("exchange", "check", shifted, "--as", "defra").exit_code == 1
    done = cli.run("exchange", "load", clean, "--as", "defra", "--by", "nobody@council.example", "--yes")
    assert done.exit_code == 3
    assert "run flask db upgrade" in done.stderr


def test_a_command_that_needs_the_register_says_how_to_make_it(empty_database_url, make_app):
    done = Commands(make_app(database_url=empty_database_url)).run("duties", "--authority", "LDS")
    assert (done.exit_code, done.stderr) == (
        1,
        "Error: The register has no tables yet. Run: flask db upgrade\n",
    )


def test_a_licence_that_ends_before_it_starts_is_said_with_the_other_faults_of_its_row(cli, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("AB12CDE,2026-06-14,2026-06-13,bus,Leeds,P1,\n")
    done = cli.run("exchange", "check", str(file), "--as", "defra")
    assert done.stdout.splitlines()[:2] == [
        "line 1: licence end date: the licence must end after it starts",
        "line 1: taxi or PHV: “bus” is none of TAXI, PHV or HCV",
    ]
