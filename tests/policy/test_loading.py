"""The files are read together, and checked before any is used."""

import os
import subprocess
import sys

import pytest

from licensing.policy.loading import DATA, load_all
from tests.policy.conftest import COMMON, LEEDS


def test_the_files_of_the_project_are_sound():
    assert load_all(DATA).common


def test_they_are_read_once():
    assert load_all(DATA) is load_all(DATA)


def test_without_any_policy_the_register_does_not_start(folder):
    (folder.path / COMMON).unlink()
    assert folder.faults() == ["common: there is no policy file."]


@pytest.mark.parametrize("file", [COMMON, LEEDS])
def test_a_file_that_is_no_toml_is_named(folder, file):
    folder.write(file, "title = Common policy")
    (fault,) = folder.faults()
    assert fault.startswith(f"{file}: the file can't be read as TOML: Invalid value (at line 1, column 9)")


def test_a_file_that_is_no_text_is_named(folder):
    (folder.path / COMMON).write_bytes(b'title = "\xff"')
    (fault,) = folder.faults()
    assert fault.startswith(f"{COMMON}: the file can't be read as TOML: 'utf-8' codec can't decode")


def test_a_common_policy_is_named_after_its_first_day(folder):
    (folder.path / COMMON).rename(folder.path / "common" / "2026-05-01.toml")
    assert folder.faults() == [
        "common/2026-05-01.toml: the file's name must begin with its in_force_from, 2026-04-01."
    ]


def test_differences_are_named_after_their_authority(folder):
    folder.differ('about = "settings.points_flag"\nvalue = 6', file="differences/leeds.toml")
    assert folder.faults() == [
        "differences/leeds.toml: the file's name must be the authority's code and name, like E08000035-leeds.toml."
    ]


def test_an_authority_has_one_file_of_differences(folder):
    folder.differ('about = "settings.points_flag"\nvalue = 6')
    folder.differ('about = "settings.points_flag"\nvalue = 5', file="differences/E08000035-leeds-too.toml")
    assert folder.faults() == [
        f"{LEEDS}: differences/E08000035-leeds-too.toml holds the differences of E08000035 already."
    ]


def test_two_common_policies_may_not_begin_on_the_same_day_for_the_same_authority(folder):
    text = (folder.path / COMMON).read_text(encoding="utf-8")
    folder.write("common/2026-04-01-b.toml", text.replace('    "E08000032", # Bradford\n', ""))
    assert folder.faults() == [
        (
            f"{COMMON}: common/2026-04-01-b.toml begins on the same day for "
            "E06000014, E08000033, E08000034, E08000035, E08000036."
        )
    ]


def test_the_policy_needs_neither_flask_nor_a_database():
    code = (
        "import sys; from licensing.policy import deadlines, queries, statute; queries.load_all();"
        "print({'flask', 'sqlalchemy', 'wtforms'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=DATA.parents[2],
        env=dict(os.environ),
    )
    assert ran.stdout.strip() == "set()"
