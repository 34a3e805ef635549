"""Who may determine, and what a grant asks of them."""

import pytest

from licensing.applications import checks


def test_the_case_officer_may_not_determine_while_the_policy_wants_another_and_it_is_shown_as_unverified():
    (reason,) = checks.decision_maker_faults(
        decision_maker_id=1, prepared_by={1}, another_officer_decides=True
    )
    assert "another decision maker" in reason.text
    assert not reason.verified


def test_another_officer_may_determine():
    assert (
        checks.decision_maker_faults(decision_maker_id=2, prepared_by={1}, another_officer_decides=True) == []
    )


def test_the_case_officer_may_determine_where_the_policy_is_switched_off():
    assert (
        checks.decision_maker_faults(decision_maker_id=1, prepared_by={1}, another_officer_decides=False)
        == []
    )


@pytest.mark.rule("R39")
def test_a_grant_needs_the_decision_maker_satisfied_that_the_applicant_is_fit_and_proper():
    (reason,) = checks.fit_and_proper_faults(satisfied=False)
    assert reason.rule == "R39"
    assert "1976 Act" in reason.source
    assert checks.fit_and_proper_faults(satisfied=True) == []
