"""What must be so before a concern is sent, considered or answered."""

from itertools import product

import pytest

from licensing.authorities.packaged import councils
from licensing.concerns.checks import (
    OUTCOMES,
    QUESTIONS,
    Answer,
    consideration_faults,
    identity_faults,
    owed,
    owes_a_reply,
    recipient_fault,
)
from licensing.concerns.checks import (
    test_faults as faults_of_the_test,
)
from licensing.concerns.identity import Identity

YES = {key: Answer(True, "Because") for key in QUESTIONS}
LIMBS = ("a", "h")


@pytest.mark.rule("R17")
@pytest.mark.parametrize("said", list(product((True, False), repeat=3)))
def test_a_concern_is_owed_when_all_three_parts_of_the_test_are_met_and_only_then(said):
    answers = {key: Answer(yes, "Because") for key, yes in zip(QUESTIONS, said, strict=True)}
    assert owed(answers) is (said == (True, True, True))


@pytest.mark.rule("R17")
def test_each_answer_needs_its_reasons():
    assert faults_of_the_test(YES, ["h"], LIMBS) == {}
    assert faults_of_the_test({**YES, "drove_here": Answer(True, " ")}, ["h"], LIMBS) == {
        "drove_here_reasons": "Give the reasons for your answer"
    }
    assert set(faults_of_the_test({}, [], LIMBS)) == {
        *QUESTIONS,
        *(f"{key}_reasons" for key in QUESTIONS),
    }


@pytest.mark.rule("R03", "R17")
def test_what_is_sent_says_which_relevant_information_it_is():
    assert "limbs" in faults_of_the_test(YES, [], LIMBS)
    assert "limbs" in faults_of_the_test(YES, ["z"], LIMBS)
    assert faults_of_the_test({**YES, "conduct_here": Answer(False, "In York")}, [], LIMBS) == {}


@pytest.mark.rule("R18")
def test_a_concern_goes_to_whoever_licenses_in_england_wales_and_scotland_and_to_nobody_else():
    for council in councils():
        licenses = council.kind.licenses and council.ended_on is None
        fault = recipient_fault(name=council.nice_name, nation=council.nation, licenses=licenses, ours=False)
        to_be_told = licenses and council.nation in ("England", "Wales", "Scotland")
        assert (fault == "") is to_be_told, council.official_name
        if council.nation == "Northern Ireland":
            assert "England, Wales and Scotland only" in fault
    assert recipient_fault(name="Leeds", nation="England", licenses=True, ours=True)


@pytest.mark.rule("R18")
def test_a_private_hire_licence_of_london_is_an_english_one():
    (london,) = (one for one in councils() if one.nice_name == "Transport for London")
    assert (
        recipient_fault(name="London", nation=london.nation, licenses=london.kind.licenses, ours=False) == ""
    )


@pytest.mark.rule("R20")
def test_only_an_english_authority_owes_a_reply():
    assert [owes_a_reply(nation) for nation in ("England", "Wales", "Scotland")] == [True, False, False]


@pytest.mark.parametrize("part", ["names", "licence_number", "badge_number", "vehicle"])
def test_one_thing_by_which_somebody_can_be_found_is_enough(part):
    assert identity_faults(Identity(**{part: ("Orhan",) if part == "names" else "X1"})) == {}
    assert set(identity_faults(Identity(description="Tall"))) == {"names"}


@pytest.mark.rule("R19", "R20")
@pytest.mark.parametrize("outcome", [*OUTCOMES, "", "wait"])
def test_a_consideration_names_an_outcome_with_reasons(outcome):
    found = consideration_faults(outcome, " ", ours=True, decision_kind="suspended")
    assert "reasons" in found
    fits = outcome in ("suspended", "intends-to-suspend", "intends-to-revoke", "no-action")
    assert set(found) - {"reasons"} == (
        set() if fits else {"decision"} if outcome == "revoked" else {"outcome"}
    )


@pytest.mark.rule("R19")
def test_a_suspension_that_is_claimed_is_a_decision_that_is_there():
    assert set(consideration_faults("suspended", "Why", ours=True, decision_kind="")) == {"decision"}
    assert set(consideration_faults("revoked", "Why", ours=True, decision_kind="suspended")) == {"decision"}
    assert consideration_faults("revoked", "Why", ours=True, decision_kind="revoked") == {}


def test_of_somebody_whom_the_authority_does_not_license_only_that_can_be_said():
    assert consideration_faults("not-licensed", "Nobody like that", ours=False, decision_kind="") == {}
    for outcome in set(OUTCOMES) - {"not-licensed"}:
        assert "outcome" in consideration_faults(outcome, "Why", ours=False, decision_kind="")
