"""`flask rules` reads the rules and the marks of the tests."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from licensing.cli import rules as module
from licensing.cli.rules import proofs, rules
from licensing.policy import rules as known


@pytest.fixture
def tests_folder(tmp_path, monkeypatch):
    folder = tmp_path / "tests"
    folder.mkdir()
    monkeypatch.setattr(module, "TESTS", folder)
    return folder


def _write(folder: Path, text: str) -> None:
    (folder / "test_clock.py").write_text(text)


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


def _run(*arguments):
    return CliRunner().invoke(rules, arguments, catch_exceptions=False)


def test_the_command_prints_the_test_or_not_yet_built_or_switched_off_and_why(tests_folder):
    _write(tests_folder, 'import pytest\n@pytest.mark.rule("R01")\ndef test_it(): ...\n')
    output = _run().output
    assert "\n     → tests/test_clock.py::test_it\nR02  " in output
    assert output.count("→ not yet built") == 72
    assert output.count("     switched off: The ") == 2
    assert output.endswith("75 rules: 1 (1%) proved, 2 (2%) switched off, 72 (96%) not yet built.\n")


def test_only_what_is_missing_can_be_asked_for(tests_folder):
    _write(tests_folder, 'import pytest\n@pytest.mark.rule("R01")\ndef test_it(): ...\n')
    output = _run("--missing").output
    assert output.startswith("R02  ")
    assert "R73" not in output


def test_without_the_tests_it_shows_what_was_written_down(tests_folder, tmp_path, monkeypatch):
    tests_folder.rmdir()
    monkeypatch.setattr(known, "recorded_proofs", lambda: {"R04": ["tests/test_x.py::test_an_entry_is_due"]})
    assert "     → tests/test_x.py::test_an_entry_is_due\n" in _run().output
    assert _run("--write").exit_code == 1


def test_which_test_proves_which_rule_is_written_down_a_test_a_line(tests_folder, tmp_path, monkeypatch):
    _write(tests_folder, 'import pytest\n@pytest.mark.rule("R02", "R01")\ndef test_it(): ...\n')
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(known, "PROOFS", tmp_path / "proofs.json")
    assert _run("--write").output == "Written: proofs.json.\n"
    assert (tmp_path / "proofs.json").read_text().splitlines()[1:4] == [
        ' "R01": [',
        '  "tests/test_clock.py::test_it"',
        " ],",
    ]


def test_the_page_stands_alone_and_counts_with_percentages(tests_folder, tmp_path):
    _write(tests_folder, 'import pytest\n@pytest.mark.rule("R01")\ndef test_a_day_is_counted(): ...\n')
    file = tmp_path / "rules.html"
    _run("--page", str(file))
    page = BeautifulSoup(file.read_text(), "html.parser")
    assert page.select_one("html")["lang"] == "en-GB"
    assert len(page.select("tbody tr")) == 75
    assert not page.select("link, script, img, [src]")
    assert "@media print" in page.select_one("style").string
    counts = [" ".join(one.get_text(" ").split()) for one in page.select(".app-counts__item")]
    assert counts == [
        "1 proved by a test 1% of 75 rules",
        "72 not yet built 96% of 75 rules",
        "2 switched off 2% of 75 rules",
    ]
    assert "A day is counted" in page.get_text()
    assert [len(page.select(f"#{rule}")) for rule in ("R01", "R75")] == [1, 1]
    assert len(page.select("h1")) == 1
    assert len(page.select("h2")) == 4
