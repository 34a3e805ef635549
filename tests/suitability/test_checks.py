"""The checklist of the policy beside what was seen: every status, and what it stops."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from licensing.policy.model import Requirement, ResultOption
from licensing.suitability.checks import (
    LAPSED,
    MET,
    MISSING,
    NOT_ENFORCED,
    NOT_SATISFIED,
    Seen,
    checklist,
    unmet,
)

TODAY = date(2026, 6, 10)
BOTH = frozenset({"grant", "refuse"})

MEDICAL = Requirement(
    key="medical",
    title="Medical",
    question="Does the applicant meet Group 2?",
    hint="",
    rule="R53",
    source="A council's page",
    grade="S",
    kinds=frozenset({"new", "renewal"}),
    licences=frozenset({"private-hire"}),
    needed_before=frozenset({"grant"}),
    condition=None,
    how="evidence",
    enforced=True,
    results=(ResultOption("met", "Meets Group 2", satisfies=True, needs_note=False),),
)
OVERSEAS = replace(
    MEDICAL, key="overseas", title="Time abroad", rule="R56", source="Reported standards", grade="R"
)
TAX = replace(MEDICAL, key="tax-check", title="Tax check", rule="R64", needed_before=BOTH)

MET_TODAY = Seen("met", True, "Meets Group 2")


def _item(seen, requirement=MEDICAL, on=TODAY):
    (item,) = checklist([requirement], {} if seen is None else {requirement.key: seen}, on)
    return item


def test_what_nobody_recorded_is_missing():
    item = _item(None)
    assert (item.status, item.words, item.seen, item.met) == (MISSING, "Not recorded", None, False)


def test_what_was_seen_and_satisfies_is_met():
    item = _item(MET_TODAY)
    assert (item.status, item.words, item.seen, item.met) == (MET, "Meets Group 2", MET_TODAY, True)


def test_what_was_seen_and_does_not_satisfy_is_not_met_and_refuses_nobody():
    item = _item(Seen("not-met", False, "Does not meet Group 2"))
    assert (item.status, item.words, item.met) == (NOT_SATISFIED, "Does not meet Group 2", False)


@pytest.mark.parametrize(
    ("good_until", "status"),
    [
        (None, MET),
        (TODAY + timedelta(days=1), MET),
        (TODAY, MET),
        (TODAY - timedelta(days=1), LAPSED),
    ],
)
def test_evidence_is_good_up_to_and_on_its_last_good_day(good_until, status):
    assert _item(replace(MET_TODAY, good_until=good_until)).status == status


def test_what_lapsed_says_until_when_it_was_good():
    item = _item(replace(MET_TODAY, good_until=date(2026, 6, 9)))
    assert (item.status, item.words) == (LAPSED, "Good until 9 June 2026 only")
    assert not item.met


def test_what_does_not_satisfy_is_told_before_that_it_has_lapsed():
    seen = Seen("not-met", False, "Does not meet Group 2", good_until=TODAY - timedelta(days=1))
    assert _item(seen).status == NOT_SATISFIED


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (None, "Not recorded"),
        (Seen("not-provided", False, "Not provided"), "Not provided"),
        (replace(MET_TODAY, good_until=TODAY - timedelta(days=1)), "Good until 9 June 2026 only"),
    ],
)
def test_an_unverified_requirement_that_is_switched_off_is_shown_and_stops_nothing(seen, words):
    switched_off = replace(OVERSEAS, enforced=False)
    item = _item(seen, switched_off)
    assert (item.status, item.words, item.seen) == (NOT_ENFORCED, words, seen)
    assert item.met
    assert not item.requirement.verified
    assert unmet([item], "grant") == []


def test_a_requirement_that_is_switched_off_and_met_is_shown_as_met():
    assert _item(MET_TODAY, replace(OVERSEAS, enforced=False)).status == MET


def test_an_unverified_requirement_that_is_enforced_stops_and_is_marked_unverified():
    (reason,) = unmet([_item(None, OVERSEAS)], "grant")
    assert reason.text == "Time abroad: not recorded."
    assert (reason.source, reason.rule, reason.verified) == ("Reported standards", "R56", False)


def test_everything_unmet_is_told_together_each_with_its_source():
    requirements = [
        MEDICAL,
        OVERSEAS,
        replace(TAX, source="Finance Act 2021"),
        replace(MEDICAL, key="english", title="English", enforced=False),
        replace(MEDICAL, key="identity", title="Identity"),
    ]
    seen = {
        "overseas": Seen("not-provided", False, "Not provided"),
        "tax-check": replace(MET_TODAY, good_until=date(2026, 6, 9)),
        "identity": MET_TODAY,
    }
    items = checklist(requirements, seen, TODAY)
    assert [item.status for item in items] == [MISSING, NOT_SATISFIED, LAPSED, NOT_ENFORCED, MET]
    reasons = unmet(items, "grant")
    assert [(reason.text, reason.source, reason.rule, reason.verified) for reason in reasons] == [
        ("Medical: not recorded.", "A council's page", "R53", True),
        ("Time abroad: not provided.", "Reported standards", "R56", False),
        ("Tax check: good until 9 June 2026 only.", "Finance Act 2021", "R64", True),
    ]


@pytest.mark.rule("R64")
def test_an_outcome_waits_for_what_is_needed_before_it_only():
    items = checklist([MEDICAL, TAX], {}, TODAY)
    assert [reason.rule for reason in unmet(items, "grant")] == ["R53", "R64"]
    assert [reason.rule for reason in unmet(items, "refuse")] == ["R64"]


def test_a_reason_begins_small_but_keeps_the_capitals_of_an_abbreviation():
    def said(words):
        return unmet([_item(Seen("no", False, words))], "grant")[0].text

    assert said("Not authorised now") == "Medical: not authorised now."
    assert said("HMRC did not confirm the code") == "Medical: HMRC did not confirm the code."
    assert said("A doctor has doubts") == "Medical: a doctor has doubts."
    assert said("3 of 8 passed") == "Medical: 3 of 8 passed."
    assert said("") == "Medical: ."


def test_nothing_required_is_nothing_unmet():
    assert checklist([], {"medical": MET_TODAY}, TODAY) == []
    assert unmet([], "grant") == []
