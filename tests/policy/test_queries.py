"""Which policy is in force, for whom, on which day."""

from datetime import date

import pytest

from licensing.errors import NotConfigured
from licensing.policy.queries import all_differences, common_in_force, policy_in_force, policy_versions
from tests.policy.conftest import COMMON

SIX = ["E08000032", "E08000033", "E08000034", "E08000035", "E08000036", "E06000014"]


@pytest.fixture
def two(folder):
    """A second version of the common policy, from 1 April 2027 to 31 March 2028, without York."""
    text = (folder.path / COMMON).read_text(encoding="utf-8")
    text = text.replace(
        "in_force_from = 2026-04-01", "in_force_from = 2027-04-01\nin_force_until = 2028-03-31"
    )
    folder.write(
        "common/2027-04-01.toml",
        text.replace('    "E06000014", # York\n', "").replace("value = 7", "value = 6"),
    )
    return folder.load()


@pytest.mark.parametrize("gss_code", SIX)
def test_each_of_the_six_has_a_policy_today(gss_code, monday):
    policy = policy_in_force(gss_code, monday)
    assert policy.gss_code == gss_code
    assert policy.version.startswith("common 2026-04-01")


def test_the_version_names_the_common_policy_and_the_authoritys_differences(monday):
    assert policy_in_force("E08000035", monday).version == "common 2026-04-01; E08000035 2026-06-01"
    assert policy_in_force("E08000034", monday).version == "common 2026-04-01"


def test_the_differences_of_the_project_are_examples_and_say_so():
    assert all_differences()
    assert all(
        one.example and one.reason.startswith("Example: ") and one.grade == "NV" for one in all_differences()
    )


def test_the_newest_policy_that_has_begun_is_in_force(two):
    days = [date(2027, 3, 31), date(2027, 4, 1), date(2028, 3, 31)]
    found = [policy_in_force("E08000035", day, two) for day in days]
    assert [(one.version, one.points_flag.value) for one in found] == [
        ("common 2026-04-01", 7),
        ("common 2027-04-01", 6),
        ("common 2027-04-01", 6),
    ]


def test_an_older_policy_does_not_come_back_when_the_newer_has_ended(two):
    with pytest.raises(NotConfigured) as refused:
        policy_in_force("E08000035", date(2028, 4, 1), two)
    assert refused.value.message == (
        "No licensing policy is in force for E08000035 on 1 April 2028: the last ended on 31 March 2028."
    )


def test_an_authority_that_left_the_common_policy_keeps_the_version_it_followed(two):
    assert policy_in_force("E06000014", date(2028, 4, 1), two).version == "common 2026-04-01"


@pytest.mark.parametrize(
    ("gss_code", "day", "sentence"),
    [
        (
            "E08000035",
            date(2026, 3, 31),
            "No licensing policy is in force for E08000035 on 31 March 2026: the first begins on 1 April 2026.",
        ),
        (
            "E08000016",
            date(2026, 6, 1),
            (
                "No licensing policy is in force for E08000016 on 1 June 2026: no common policy names it among its "
                "authorities."
            ),
        ),
        (
            "",
            date(2026, 6, 1),
            (
                "No licensing policy is in force for an authority without a GSS code on 1 June 2026: no common policy "
                "names it among its authorities."
            ),
        ),
    ],
)
def test_without_a_policy_in_force_it_says_whose_when_and_why(gss_code, day, sentence):
    with pytest.raises(NotConfigured) as refused:
        policy_in_force(gss_code, day)
    assert refused.value.message == sentence


def test_the_common_policy_by_itself_is_nobodys(two, monday):
    assert [(one.version, one.gss_code, one.differences) for one in common_in_force(monday, two)] == [
        ("common 2026-04-01", "", ())
    ]
    # York still follows the first, the five the second.
    assert [one.version for one in common_in_force(date(2027, 6, 1), two)] == [
        "common 2026-04-01",
        "common 2027-04-01",
    ]
    assert common_in_force(date(2026, 3, 31), two) == ()


def test_every_version_is_listed_with_its_days(folder):
    folder.differ(
        'about = "settings.points_flag"\nvalue = 6\nin_force_until = 2026-08-31',
        'about = "settings.points_flag"\nvalue = 5\nin_force_from = 2026-10-01',
    )
    assert [
        (one.file, one.gss_code, one.in_force_from, one.in_force_until)
        for one in policy_versions(folder.load())
    ] == [
        (COMMON, "", date(2026, 4, 1), None),
        ("differences/E08000035-leeds.toml", "E08000035", date(2026, 6, 1), date(2026, 8, 31)),
        ("differences/E08000035-leeds.toml", "E08000035", date(2026, 10, 1), None),
    ]
