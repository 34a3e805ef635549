"""What counts as in date on a day."""

from datetime import date

import pytest

from licensing.training.checks import (
    Exempt,
    Mark,
    Passed,
    covered_until,
    judge,
    missing,
    modules_overdue,
    standing,
    standings,
)

PASSED = Passed("safeguarding", date(2023, 6, 10), "C-1", "Leeds")


def _stands(on, passes=(PASSED,), exemptions=(), months=36):
    return standing("safeguarding", passes, exemptions, valid_months=months, on=on)


@pytest.mark.rule("R59")
def test_training_is_in_date_up_to_its_last_good_day_and_not_the_day_after():
    assert _stands(date(2026, 6, 9)).in_date
    lapsed = _stands(date(2026, 6, 10))
    assert not lapsed.in_date
    assert lapsed.good_until == date(2026, 6, 9)
    assert lapsed.words == "Lapsed on 10 June 2026: passed on 10 June 2023, certificate C-1"


@pytest.mark.rule("R59")
def test_the_interval_is_the_policys():
    assert _stands(date(2025, 6, 9), months=24).in_date
    assert not _stands(date(2025, 6, 10), months=24).in_date


def test_training_does_not_count_before_the_day_it_was_passed():
    before = _stands(date(2023, 6, 9))
    assert (before.in_date, before.completed_on, before.words) == (False, None, "Not passed")


def test_the_latest_pass_is_the_one_that_counts():
    again = Passed("safeguarding", date(2025, 1, 5), "C-2", "Kirklees", recognised=True)
    found = _stands(date(2026, 6, 10), (again, PASSED))
    assert (found.completed_on, found.good_until, found.certificate, found.where) == (
        date(2025, 1, 5),
        date(2028, 1, 4),
        "C-2",
        "Kirklees",
    )
    assert found.words == (
        "In date until 4 January 2028: passed on 5 January 2025, certificate C-2, "
        "recorded by Kirklees and recognised here"
    )


def test_a_pass_of_another_module_does_not_count():
    assert not _stands(date(2024, 1, 1), (Passed("wheelchair", date(2023, 6, 10)),)).in_date


@pytest.mark.parametrize(
    ("on", "exempt"),
    [
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        (date(2027, 6, 30), True),
        (date(2027, 7, 1), False),
    ],
)
def test_an_exemption_counts_from_its_first_day_to_its_last(on, exempt):
    found = _stands(on, (), [Exempt("safeguarding", date(2027, 1, 1), date(2027, 6, 30))])
    assert (found.exempt, found.satisfied, found.in_date) == (exempt, exempt, False)


def test_an_exemption_says_until_when_where_the_pass_has_lapsed():
    found = _stands(
        date(2027, 1, 1), exemptions=[Exempt("safeguarding", date(2027, 1, 1), date(2027, 6, 30))]
    )
    assert (found.good_until, found.completed_on) == (date(2027, 6, 30), date(2023, 6, 10))
    assert found.words == "Exempt until 30 June 2027"


@pytest.mark.rule("R60")
def test_the_modules_that_are_missing_are_all_named_in_order():
    wanted = ["safeguarding", "wheelchair", "equalities", "local-knowledge"]
    found = standings(
        wanted,
        [PASSED],
        [Exempt("wheelchair", date(2024, 1, 1), date(2024, 12, 31))],
        valid_months=36,
        on=date(2024, 6, 1),
    )
    assert [one.module for one in found] == wanted
    assert missing(found) == ["equalities", "local-knowledge"]


@pytest.mark.rule("R60")
def test_missing_modules_are_overdue_only_after_the_twelve_months():
    found = standings(["safeguarding"], [], [], valid_months=36, on=date(2026, 6, 10))
    assert modules_overdue(found, applied_on=date(2025, 6, 10), on=date(2026, 6, 10)) == []
    assert modules_overdue(found, applied_on=date(2025, 6, 10), on=date(2026, 6, 11)) == ["safeguarding"]


def test_cover_reaches_to_the_later_of_pass_and_exemption():
    exemption = Exempt("safeguarding", date(2026, 6, 1), date(2026, 12, 31))

    def cover(on, *exemptions):
        return covered_until("safeguarding", [PASSED], exemptions, valid_months=36, on=on)

    assert cover(date(2026, 6, 1)) == date(2026, 6, 9)
    assert cover(date(2026, 6, 1), exemption) == date(2026, 12, 31)
    assert cover(date(2026, 5, 31), exemption) == date(2026, 6, 9)
    assert covered_until("safeguarding", [], [], valid_months=36, on=date(2026, 6, 1)) is None


@pytest.mark.parametrize(("score", "passed"), [(79, False), (80, True), (0, False), (100, True)], ids=str)
def test_the_pass_mark_decides(score, passed):
    assert judge(Mark(80, 100), score, None, "") == (passed, {})


@pytest.mark.parametrize(
    ("mark", "score", "result", "certificate", "fault"),
    [
        (Mark(80, 100), None, True, "", ("score", "Enter the score: this course has a pass mark of 80")),
        (Mark(80, 100), 101, None, "", ("score", "The score must be between 0 and 100")),
        (Mark(80, 100), -1, None, "", ("score", "The score must be between 0 and 100")),
        (Mark(80, 100), 79, True, "", ("result", "A score of 79 fails: the pass mark is 80")),
        (Mark(80, 100), 79, None, "C-1", ("certificate_number", "A failed assessment has no certificate")),
        (Mark(None, 100), None, None, "", ("result", "Say passed or failed: this course has no pass mark")),
        (
            Mark(None, 100),
            None,
            False,
            "C-1",
            ("certificate_number", "A failed assessment has no certificate"),
        ),
    ],
    ids=["no score", "too high", "too low", "result differs", "failed with certificate", "no result", "fail"],
)
def test_what_is_wrong_with_a_result_is_said(mark, score, result, certificate, fault):
    assert list(judge(mark, score, result, certificate)[1].items()) == [fault]
