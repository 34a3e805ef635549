"""What is kept up to date, as a file that an officer reads: what it says, and what it refuses."""

import tomllib
from datetime import date

import pytest

from licensing.errors import NotConfigured
from licensing.policy import vetting
from licensing.policy.rules import load_rules
from licensing.policy.vetting import load_vetting, vetting_policy

LEEDS, YORK = "E08000035", "E06000014"
FILE = vetting.DATA / "2026-04-01.toml"


def written(tmp_path, text):
    (tmp_path / "2026-04-01.toml").write_text(text, encoding="utf-8")
    return load_vetting(tmp_path)


def with_difference(**changes):
    given = {
        "authority": f'"{LEEDS}"',
        "about": '"dvla-record.months"',
        "value": "6",
        "reason": '"Invented for a test."',
        "source": '"A test"',
        "grade": '"NV"',
        "in_force_from": "2026-06-01",
    } | changes
    lines = "\n".join(f"{key} = {value}" for key, value in given.items())
    return f"{FILE.read_text(encoding='utf-8')}\n[[differences]]\n{lines}\n"


@pytest.mark.parametrize("gss_code", [LEEDS, YORK, "E08000032", "E08000033", "E08000034", "E08000036"])
def test_each_of_the_six_has_one_in_force(gss_code):
    policy = vetting_policy(gss_code, date(2026, 6, 10))
    assert policy.version == "vetting 2026-04-01"
    assert policy.watch("enhanced-dbs").months == policy.watch("dbs-status").months == 6


def test_who_has_none_is_told_so():
    for gss_code, day in (
        (LEEDS, date(2026, 3, 31)),
        ("E09000001", date(2026, 6, 10)),
        ("", date(2026, 6, 10)),
    ):
        with pytest.raises(NotConfigured, match="in force"):
            vetting_policy(gss_code, day)


def test_every_period_has_its_source_and_grade_and_a_rule_of_the_list():
    known = {"", *(rule.id for rule in load_rules())}
    for one in vetting_policy(LEEDS, date(2026, 6, 10)).watches:
        assert one.source
        assert one.rule in known
        assert one.period_words


def test_what_was_not_read_is_unverified():
    unverified = {one.key for one in vetting_policy(LEEDS, date(2026, 6, 10)).watches if not one.verified}
    assert unverified == {"medical", "dvla-record", "dvla-vehicle"}


def test_a_difference_holds_for_its_council_from_its_day_with_its_reason(tmp_path, monkeypatch):
    files = written(tmp_path, with_difference())
    monkeypatch.setattr(vetting, "load_vetting", lambda: files)
    vetting._in_force.cache_clear()
    try:
        before, after = (vetting_policy(LEEDS, date(2026, 5, 31)), vetting_policy(LEEDS, date(2026, 6, 1)))
        york = vetting_policy(YORK, date(2026, 6, 1))
    finally:
        vetting._in_force.cache_clear()
    assert [one.watch("dvla-record").months for one in (before, after, york)] == [12, 6, 12]
    assert after.watch("dvla-record").reason_of_difference == "Invented for a test."
    assert after.version == "vetting 2026-04-01; E08000035 2026-06-01"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"about": '"dvla-record.colour"'}, "about names a watch"),
        ({"about": '"other.months"'}, "about names a watch"),
        ({"about": '"medical.months"'}, "of a period that the watch has"),
        ({"value": '"six"'}, "whole number"),
        ({"about": '"enhanced-dbs.enforced"', "value": "false"}, "not been read"),
        ({"grade": '"A"'}, "grade"),
        ({"until": "2026-07-01"}, "'until' is not a word"),
    ],
)
def test_a_difference_that_makes_no_sense_is_refused(tmp_path, changes, told):
    with pytest.raises(NotConfigured, match=told):
        written(tmp_path, with_difference(**changes))


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ('key = "medical"', 'key = "enhanced-dbs"', "a key twice"),
        ('renews = "enhanced-dbs"', 'renews = "nothing"', "renews 'nothing'"),
        ("months = 6\n", "", "give one of months"),
        ("{ from_age = 0 }, ", "", "bands begin at age 0"),
        ('rule = "R54"', 'rule = "54"', "rule"),
        ("asks_points = true", "asks_pints = true", "is 'asks_points' meant"),
        ('grade = "S"', 'grade = "S"\nenforced = false', "has not been read"),
        ('title = "What', "title = What", "read as TOML"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_the_file_and_the_item(tmp_path, good, bad, told):
    text = FILE.read_text(encoding="utf-8")
    assert good in text
    with pytest.raises(NotConfigured, match=told) as refused:
        written(tmp_path, text.replace(good, bad, 1))
    assert "2026-04-01.toml" in str(refused.value)


def test_the_file_says_nothing_that_is_not_read():
    assert set(tomllib.loads(FILE.read_text(encoding="utf-8"))) == {
        "title",
        "in_force_from",
        "authorities",
        "watches",
    }
