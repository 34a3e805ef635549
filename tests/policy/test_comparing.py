"""Policies beside each other: several authorities on a day, and one authority from a day on."""

from datetime import date

import pytest

from licensing.errors import NotConfigured
from licensing.policy.comparing import NO_POLICY, coming_changes, side_by_side
from licensing.policy.model import LICENCES_OF
from tests.policy.conftest import COMMON

LEEDS, WAKEFIELD, YORK = "E08000035", "E08000036", "E06000014"
POINTS = 'about = "settings.points_flag"\nvalue = 6'
MEDICAL = 'about = "requirements.medical.months"\nvalue = 3'
CODES = [LEEDS, WAKEFIELD]


def _row(comparison, title):
    return next(row for rows in comparison.groups.values() for row in rows if row.title == title)


def test_without_differences_everybody_says_what_the_common_policy_says(folder, monday):
    comparison = side_by_side([LEEDS, WAKEFIELD, YORK], monday, folder.load())
    assert comparison.difference_count == 0
    assert all(
        {cell.words for cell in row.cells} == {row.common.words}
        for rows in comparison.groups.values()
        for row in rows
    )
    assert comparison.only_differences().groups == {}


def test_everything_of_a_policy_has_its_row(folder, monday):
    comparison = side_by_side(CODES, monday, folder.load())
    titles = [row.title for rows in comparison.groups.values() for row in rows]
    policy = comparison.common
    wanted = [fact.title for fact in policy.facts() if fact.key != "modules"]
    wanted += [*policy.module_titles.values(), *(one.title for one in policy.all_requirements)]
    wanted += [one.title for one in policy.offences]
    assert set(wanted) <= set(titles)


def test_a_difference_says_so_with_its_reason_in_its_own_column(folder, monday):
    folder.differ(POINTS + "\nexample = true", MEDICAL)
    comparison = side_by_side(CODES, monday, folder.load())
    points = _row(comparison, "How many points on a driving licence are flagged to the decision maker")
    assert [(cell.words, cell.differs, cell.reason, cell.example) for cell in points.cells] == [
        ("6 points", True, "Because", True),
        ("7 points", False, "", False),
    ]
    medical = _row(comparison, "Medical fitness, Group 2 standard")
    assert [cell.words for cell in medical.cells] == ["Asked; good for 3 months", "Asked; good for 4 months"]


def test_a_question_that_names_a_setting_is_no_difference_of_its_own(folder, monday):
    folder.differ(POINTS)
    comparison = side_by_side(CODES, monday, folder.load())
    assert comparison.difference_count == 1
    assert not _row(comparison, "DVLA driving record").differs


def test_a_question_in_other_words_is_a_difference(folder, monday):
    folder.differ('about = "requirements.medical.question"\nvalue = "Fit?"')
    (cell, _) = _row(side_by_side(CODES, monday, folder.load()), "Medical fitness, Group 2 standard").cells
    assert (cell.words, cell.reason) == ("Asked; good for 4 months; worded otherwise", "Because")


def test_a_module_that_one_authority_does_not_ask_is_a_row_of_its_own(folder, monday):
    folder.differ('about = "settings.modules"\nvalue = ["safeguarding"]')
    row = _row(side_by_side(CODES, monday, folder.load()), "Local knowledge test")
    assert [(cell.words, cell.differs) for cell in row.cells] == [("not asked", True), ("passed", False)]


def test_only_the_rows_that_differ_may_be_asked_for(folder, monday):
    folder.differ(MEDICAL)
    comparison = side_by_side(CODES, monday, folder.load()).only_differences()
    assert {group: [row.title for row in rows] for group, rows in comparison.groups.items()} == {
        "driver": ["Medical fitness, Group 2 standard"]
    }


def test_an_authority_without_a_policy_says_so(folder, monday):
    folder.edit(f'    "{YORK}", # York\n', "")
    comparison = side_by_side([LEEDS, YORK], monday, folder.load())
    assert comparison.policies[1] is None
    assert {row.cells[1].words for rows in comparison.groups.values() for row in rows} == {NO_POLICY}


def test_an_authority_of_another_common_policy_differs_for_that_reason(folder, monday):
    text = (folder.path / COMMON).read_text()
    folder.edit(f'    "{YORK}", # York\n', "")
    codes = text[text.index("authorities = [") : text.index("]\n", text.index("authorities = [")) + 2]
    other = text.replace(codes, f'authorities = ["{YORK}"]\n').replace("value = 7\n", "value = 9\n")
    other = other.replace("Common licensing policy of West Yorkshire and York", "Policy of the north")
    folder.write("common/2026-04-01-north.toml", other.replace('key = "weapon"', 'key = "knife"'))
    comparison = side_by_side([LEEDS, WAKEFIELD, YORK], monday, folder.load())
    points = _row(comparison, "How many points on a driving licence are flagged to the decision maker")
    assert points.cells[2].words == "9 points"
    assert points.cells[2].reason == "It follows another common policy: Policy of the north."
    knife = [row for row in comparison.groups["offences"] if row.common.about == "offences.knife"]
    assert [cell.words for cell in knife[0].cells] == ["Not in this policy", "Not in this policy", "7 years"]


def test_nobody_with_a_policy_can_be_compared(folder):
    with pytest.raises(NotConfigured, match="1 January 2020"):
        side_by_side(CODES, date(2020, 1, 1), folder.load())


# --- what changes ----------------------------------------------------------------------------------------------


def test_a_coming_difference_says_what_was_what_will_be_and_whom_it_touches(folder):
    folder.differ(f"{POINTS}\nin_force_from = 2027-04-01")
    (change,) = coming_changes(LEEDS, date(2026, 11, 23), folder.load())
    assert (change.on, change.before, change.after, change.reason) == (
        date(2027, 4, 1),
        "7 points",
        "6 points",
        "Because",
    )
    assert (change.touches, change.felt) == (LICENCES_OF["driver"], "from that day")


def test_what_began_already_is_no_coming_change_and_others_differences_are_not_ours(folder):
    folder.differ(f"{POINTS}\nin_force_from = 2026-11-23")
    assert coming_changes(LEEDS, date(2026, 11, 23), folder.load()) == ()
    assert len(coming_changes(LEEDS, date(2026, 11, 22), folder.load())) == 1
    assert coming_changes(WAKEFIELD, date(2026, 11, 22), folder.load()) == ()


def test_a_difference_that_ends_gives_the_common_policy_back(folder):
    folder.differ(f"{POINTS}\nin_force_until = 2027-03-31")
    (change,) = coming_changes(LEEDS, date(2026, 11, 23), folder.load())
    assert (change.on, change.before, change.after) == (date(2027, 4, 1), "6 points", "7 points")
    assert change.reason == "The council's own difference ends; the common policy holds again."


def test_evidence_and_convictions_are_looked_at_again_at_the_next_renewal(folder):
    folder.differ(
        f"{MEDICAL}\nin_force_from = 2027-04-01",
        'about = "offences.sexual.period"\nvalue = 25\nin_force_from = 2027-04-01',
        'about = "settings.keep_unfinished_months"\nvalue = 6\nin_force_from = 2027-04-01',
        'about = "requirements.english.title"\nvalue = "English"\nin_force_from = 2027-04-01',
    )
    changes = coming_changes(LEEDS, date(2026, 11, 23), folder.load())
    assert {(one.title, one.felt, bool(one.touches)) for one in changes} == {
        ("Medical fitness, Group 2 standard", "at the next renewal", True),
        ("Sexual offences", "at the next renewal", True),
        ("How long an application that was withdrawn is kept", "no licence", False),
        ("English", "new applications only", True),
    }


def test_a_new_version_of_the_common_policy_changes_it_for_all_who_follow_it(folder):
    text = (
        (folder.path / COMMON).read_text().replace("in_force_from = 2026-04-01", "in_force_from = 2027-01-01")
    )
    folder.write("common/2027-01-01.toml", text.replace("value = 7\n", "value = 9\n"))
    changes = coming_changes(WAKEFIELD, date(2026, 11, 23), folder.load())
    assert ("7 points", "9 points") in {(one.before, one.after) for one in changes}
    assert {one.reason for one in changes} == {
        "The common policy changes: Common licensing policy of West Yorkshire and York, from 1 January 2027."
    }


def test_the_end_of_the_policy_with_none_to_follow_touches_every_licence(folder):
    folder.edit("in_force_from = 2026-04-01", "in_force_from = 2026-04-01\nin_force_until = 2027-03-31")
    (change,) = coming_changes(LEEDS, date(2026, 11, 23), folder.load())
    assert (change.title, change.after) == ("The policy", NO_POLICY)
    assert set(change.touches) == {kind for kinds in LICENCES_OF.values() for kind in kinds}
