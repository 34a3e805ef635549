"""`flask rules` reads the rules and the marks of the tests."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from licensing.cli import rules as module
from licensing.cli.rules import load_rules, proofs, rules


@pytest.fixture
def tests_folder(tmp_path, monkeypatch):
    folder = tmp_path / "tests"
    folder.mkdir()
    monkeypatch.setattr(module, "TESTS", folder)
    return folder


def _write(folder: Path, text: str) -> None:
    (folder / "test_clock.py").write_text(text)


def test_every_rule_of_the_file_is_read():
    listed = load_rules()
    assert [rule.id for rule in listed] == [f"R{number:02}" for number in range(1, 76)]
    fourth = listed[3]
    assert (fourth.says, fourth.source, fourth.grade) == (
        "Make database entry",
        "Act s.2(2)(a),(5)(a) [V]",
        "V",
    )


def test_a_marked_function_proves_each_rule_it_names(tmp_path):
    _write(tmp_path, 'import pytest\n@pytest.mark.rule("R01", "R02")\ndef test_it(): ...\n')
    name = f"{tmp_path.name}/test_clock.py::test_it"
    assert proofs(tmp_path) == {"R01": [name], "R02": [name]}


def test_a_mark_may_stand_on_a_class_a_module_or_one_example(tmp_path):
    _write(
        tmp_path,
        "import pytest\n"
        'pytestmark = [pytest.mark.rule("R03")]\n'
        '@pytest.mark.rule("R04")\n'
        "class TestIt:\n"
        '    @pytest.mark.parametrize("day", [pytest.param(1, marks=pytest.mark.rule("R05"))])\n'
        "    def test_one(self, day): ...\n",
    )
    file = f"{tmp_path.name}/test_clock.py"
    assert proofs(tmp_path) == {
        "R03": [file],
        "R04": [f"{file}::TestIt"],
        "R05": [f"{file}::TestIt::test_one"],
    }


def test_a_file_that_holds_no_tests_proves_nothing(tmp_path):
    (tmp_path / "helper.py").write_text('import pytest\n@pytest.mark.rule("R01")\ndef test_it(): ...\n')
    assert proofs(tmp_path) == {}


def test_the_command_prints_the_test_or_not_yet_built(tests_folder):
    _write(tests_folder, 'import pytest\n@pytest.mark.rule("R01")\ndef test_it(): ...\n')
    output = CliRunner().invoke(rules, catch_exceptions=False).output
    assert "\n     → tests/test_clock.py::test_it\nR02  " in output
    assert output.count("→ not yet built") == 74
    assert output.endswith("1 of 75 rules are proved by a test.\n")


def test_only_what_is_missing_can_be_asked_for(tests_folder):
    _write(tests_folder, 'import pytest\n@pytest.mark.rule("R01")\ndef test_it(): ...\n')
    output = CliRunner().invoke(rules, ["--missing"], catch_exceptions=False).output
    assert output.startswith("R02  ")


def test_without_the_tests_the_command_says_so(tests_folder):
    tests_folder.rmdir()
    output = CliRunner().invoke(rules, catch_exceptions=False).output
    assert output.endswith("The tests are not in this copy of the project, so no proof can be shown.\n")
    assert output.count("not yet built") == 75
