"""How a decision is classified (2022 Act ss.1, 2(1))."""

import pytest

from licensing.decisions.checks import classification_faults


@pytest.mark.rule("R03")
@pytest.mark.parametrize(
    ("limbs", "reliance", "faulty"),
    [
        pytest.param([], "", {"reliance"}, id="reliance must be said"),
        pytest.param([], "wholly", {"limbs"}, id="wholly needs a limb"),
        pytest.param([], "in-part", {"limbs"}, id="in part needs a limb"),
        pytest.param(["a"], "none", {"limbs"}, id="no reliance has no limb"),
        pytest.param(["z"], "wholly", {"limbs"}, id="an unknown limb"),
        pytest.param(["a", "i-safeguarding"], "wholly", set(), id="limbs of both kinds"),
        pytest.param([], "none", set(), id="nothing relied on"),
    ],
)
def test_a_decision_is_classified_by_limbs_and_reliance(limbs, reliance, faulty):
    assert set(classification_faults(limbs, reliance)) == faulty
