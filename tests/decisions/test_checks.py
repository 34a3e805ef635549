"""How a decision is classified (2022 Act ss.1, 2(1))."""

from dataclasses import replace
from datetime import date

import pytest

from licensing.decisions.checks import (
    Effect,
    Immigration,
    apart_faults,
    classification_faults,
    effect_faults,
    grounds_faults,
    immigration_faults,
    immigration_warning,
    suspension_faults,
)


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


@pytest.mark.rule("R31")
@pytest.mark.parametrize(
    ("grounds", "licence_class", "faulty"),
    [
        pytest.param(["(b)"], "driver", False, id="one of section 61"),
        pytest.param(["(a)(i)", "(aa)"], "driver", False, id="several"),
        pytest.param([], "driver", True, id="none"),
        pytest.param(["(c)"], "driver", True, id="one of vehicles only"),
        pytest.param(["(c)"], "vehicle", False, id="one of section 60"),
        pytest.param(["(ca)", "(d)"], "operator", False, id="two of section 62"),
        pytest.param(["(aa)"], "operator", True, id="the driver's immigration ground"),
    ],
)
def test_a_ground_is_one_of_the_statutes_own_list(grounds, licence_class, faulty):
    assert bool(grounds_faults(grounds, licence_class)) is faulty


@pytest.mark.rule("R28")
@pytest.mark.parametrize(
    ("effect", "licence_class", "faulty"),
    [
        pytest.param(Effect(), "driver", set(), id="after 21 days nothing more"),
        pytest.param(Effect(True, "It requires it", "Because"), "driver", set(), id="both texts"),
        pytest.param(Effect(True, " ", "Because"), "driver", {"safety_statement"}, id="no statement"),
        pytest.param(
            Effect(True, "It requires it", ""), "driver", {"safety_explanation"}, id="no explanation"
        ),
        pytest.param(Effect(True, "It requires it", "Because"), "vehicle", {"immediate"}, id="a vehicle's"),
    ],
)
def test_at_once_only_with_the_statement_and_the_explanation(effect, licence_class, faulty):
    assert set(effect_faults(effect, licence_class)) == faulty


DECIDED = date(2026, 6, 10)


@pytest.mark.rule("R32")
@pytest.mark.parametrize(
    ("given", "warns"),
    [
        pytest.param(Immigration(spent=False), False, id="not spent"),
        pytest.param(Immigration(spent=True), True, id="spent"),
        pytest.param(Immigration(None, date(2023, 6, 9), True), True, id="over three years and paid"),
        pytest.param(Immigration(None, date(2023, 6, 10), True), False, id="three years to the day"),
        pytest.param(Immigration(None, date(2023, 6, 9), False), False, id="over three years, not paid"),
        pytest.param(Immigration(None, date(2025, 6, 9), True), False, id="paid, not three years old"),
    ],
)
def test_the_immigration_ground_is_warned_of_where_it_may_not_be_there(given, warns):
    assert bool(immigration_warning(["(aa)"], given, DECIDED)) is warns
    assert immigration_warning(["(b)"], given, DECIDED) == ""
    # It warns, and an officer who answers goes on: nothing is refused for it.
    assert ("immigration_answer" in immigration_faults(["(aa)"], given, DECIDED)) is warns
    answered = replace(given, answer="The conviction of 2024 is another.")
    assert "immigration_answer" not in immigration_faults(["(aa)"], answered, DECIDED)


@pytest.mark.rule("R32")
@pytest.mark.parametrize(
    ("given", "faulty"),
    [
        (Immigration(), {"immigration_spent"}),
        (Immigration(None, date(2025, 1, 1), None), {"immigration_paid"}),
        (Immigration(None, date(2026, 6, 11), False), {"immigration_penalty_on"}),
    ],
)
def test_what_is_asked_about_the_immigration_ground_is_answered(given, faulty):
    assert set(immigration_faults(["(aa)"], given, DECIDED)) == faulty
    assert immigration_faults(["(b)"], given, DECIDED) == {}


@pytest.mark.rule("R06", "R27")
@pytest.mark.parametrize(
    ("ends_on", "immediate", "faulty"),
    [
        pytest.param(None, False, False, id="until further notice"),
        pytest.param(date(2026, 6, 30), False, True, id="over when it takes effect"),
        pytest.param(date(2026, 7, 1), False, False, id="a day after it takes effect"),
        pytest.param(DECIDED, True, False, id="at once, for a day"),
        pytest.param(date(2026, 6, 9), True, True, id="over before the decision"),
    ],
)
def test_a_suspension_is_not_over_before_it_takes_effect(ends_on, immediate, faulty):
    assert bool(suspension_faults(ends_on, decided_on=DECIDED, immediate=immediate)) is faulty


@pytest.mark.parametrize(
    ("kind", "already", "apart", "faulty"),
    [
        ("revoked", True, "", True),
        ("revoked", True, "He did it again.", False),
        ("revoked", False, "", False),
        ("suspended", True, "", False),
    ],
)
def test_a_suspended_licence_is_revoked_on_reasons_of_its_own(kind, already, apart, faulty):
    assert bool(apart_faults(kind, suspended_already=already, apart=apart)) is faulty
