"""`flask policy show` and `flask policy check`."""

import csv
import shutil

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from licensing.cli.policy import policy
from licensing.policy.loading import DATA, load_all


def _run(*arguments):
    return CliRunner().invoke(policy, arguments, obj=ScriptInfo(create_app=lambda: Flask("licensing")))


def test_the_policy_of_an_authority_on_a_day_is_printed():
    output = _run("show", "E08000035", "--on", "2026-11-21").output
    assert "Version: common 2026-04-01; E08000035 2026-06-01. On 2026-11-21." in output
    assert (
        "  How long safeguarding training is in date: 36 months\n"
        "      Placeholder: councils elsewhere (Slough, Wokingham) refresh every three years"
        " · grade NV, unverified · R59\n"
    ) in output
    assert "  HMRC tax check (new, renewal; only not-first-licence): before a grant or a refusal\n" in output
    assert (
        "  Medical fitness, Group 2 standard: how long it is good: 3 months, not 4 months"
        " (example, not the council's policy)\n"
    ) in output


def test_before_a_difference_begins_there_is_none():
    output = _run("show", "E08000035", "--on", "2026-04-01").output
    assert "Version: common 2026-04-01. On 2026-04-01." in output
    assert output.endswith("Differences from the common policy\n  none\n")


def test_without_an_authority_the_common_policy_is_printed():
    output = _run("show", "--on", "2026-11-21").output
    assert "Version: common 2026-04-01. On 2026-11-21." in output


def test_without_a_day_it_is_today(monkeypatch):
    from datetime import date

    from licensing import clock

    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 1))
    assert "E08000035 2026-06-01. On 2026-06-01." in _run("show", "E08000035").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("E08000035", "--on", "2026-03-31"),
            (
                "Error: No licensing policy is in force for E08000035 on 31 March 2026: "
                "the first begins on 1 April 2026.\n"
            ),
        ),
        (("--on", "2026-03-31"), "Error: No common policy is in force on 2026-03-31.\n"),
    ],
)
def test_no_policy_in_force_is_said_and_is_a_failure(arguments, sentence):
    ran = _run("show", *arguments)
    assert (ran.exit_code, ran.output) == (1, sentence)


def test_the_authorities_are_printed_side_by_side_with_each_difference_and_its_reason():
    output = _run("compare", "--on", "2026-11-21").output
    assert output.startswith(
        "Common licensing policy of West Yorkshire and York, on 2026-11-21: "
        "Bradford, Calderdale, Kirklees, Leeds, Wakefield, York.\n"
    )
    assert (
        "  How long safeguarding training is in date: 36 months\n"
        "      Calderdale: 24 months (example, not the council's policy)\n"
        "          Example: after local cases the authority refreshes safeguarding training every two years.\n"
    ) in output
    assert output.endswith("\n4 differences from the common policy.\n")


def test_authorities_may_be_named_and_what_they_share_left_out():
    output = _run("compare", "E08000035", "E08000036", "--on", "2026-11-21", "--differences").output
    assert "on 2026-11-21: Leeds, Wakefield.\n" in output
    assert "Medical fitness, Group 2 standard: Asked; good for 4 months" in output
    assert "How long safeguarding training" not in output


def test_the_comparison_is_a_file_too():
    rows = list(csv.DictReader(_run("compare", "--on", "2026-11-21", "--csv").output.splitlines()))
    (training,) = [row for row in rows if row["what"] == "How long safeguarding training is in date"]
    assert (training["common policy"], training["Calderdale"], training["York"]) == (
        "36 months",
        "24 months",
        "36 months",
    )
    assert training["reasons"].startswith("Calderdale: Example: after local cases")
    assert training["grade"] == "NV"


def test_a_day_without_a_policy_is_said():
    ran = _run("compare", "--on", "2020-01-01")
    assert ran.exit_code == 1
    assert "No common licensing policy is in force for these authorities on 1 January 2020." in ran.output


def test_sound_files_are_said_to_be_so_with_what_is_unverified_and_what_is_an_example():
    ran = _run("check")
    assert ran.exit_code == 0
    assert "common/2026-04-01.toml: sound." in ran.output
    assert "  unverified, NV: How long safeguarding training is in date: 36 months\n" in ran.output
    assert "  unverified, R: Convictions abroad: " in ran.output
    assert (
        "  example, not a policy of Leeds City Council: requirements.medical.months\n"
        "      Remove it before real use.\n"
    ) in ran.output


def test_files_may_be_checked_before_they_are_put_in_place(tmp_path):
    shutil.copytree(DATA, tmp_path / "draft")
    draft = tmp_path / "draft" / "common" / "2026-04-01.toml"
    draft.write_text(
        draft.read_text().replace("value = 7\n", "value = 77\n").replace('how = "derived"', 'how = "x"')
    )
    load_all.cache_clear()
    ran = _run("check", "--folder", str(tmp_path / "draft"))
    assert ran.exit_code == 1
    assert ran.stderr == (
        "common/2026-04-01.toml: setting 'points_flag': value must be a whole number from 1 to 12, not 77.\n"
        "common/2026-04-01.toml: requirement 'photograph': how must be one of evidence, training, derived, not 'x'.\n"
        "2 faults: the policy can't be used.\n"
    )
