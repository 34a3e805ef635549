"""What the law asks of a decision before it is recorded. Plain Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from licensing.decisions.deadlines import takes_effect_on
from licensing.policy.statute import (
    GROUNDS,
    IMMIGRATION_GROUNDS,
    IMMIGRATION_PENALTY_YEARS,
    IMMIGRATION_SOURCE,
    LIMBS,
    RELIANCE,
)


def classification_faults(limbs: Collection[str], reliance: str) -> dict[str, str]:
    """What is wrong with how a decision is classified, by field (2022 Act ss.1, 2(1); rule R03)."""
    faults = {}
    if reliance not in RELIANCE:
        faults["reliance"] = "Say how far the decision relied on relevant information"
    if unknown := set(limbs) - set(LIMBS):
        faults["limbs"] = f"Choose from the limbs of section 1: {', '.join(sorted(unknown))} is not one"
    elif reliance in ("wholly", "in-part") and not limbs:
        faults["limbs"] = "Choose each kind of relevant information that was relied on"
    elif reliance == "none" and limbs:
        faults["limbs"] = "Choose none, or say that the decision relied on it"
    return faults


@dataclass(frozen=True)
class Immigration:
    """What was asked about the immigration ground: is a conviction spent; was there a penalty, of when, and paid.

    `answer` says why the ground is relied on all the same, where the answers point against it.
    """

    spent: bool | None = None
    penalty_on: date | None = None
    penalty_paid: bool | None = None
    answer: str = ""


@dataclass(frozen=True)
class Effect:
    """When a suspension or revocation takes effect, and the two texts that immediate effect needs."""

    immediate: bool = False
    statement: str = ""
    explanation: str = ""


def grounds_faults(grounds: Collection[str], licence_class: str) -> dict[str, str]:
    """What is wrong with the grounds, by field: at least one, of the statute's own list (R31)."""
    known = GROUNDS[licence_class]
    if not grounds:
        return {"grounds": "Choose at least one ground"}
    if unknown := sorted(set(grounds) - set(known)):
        return {"grounds": f"Choose from the statute’s grounds: {', '.join(unknown)} is not one"}
    return {}


def immigration_warning(grounds: Collection[str], given: Immigration, decided_on: date) -> str:
    """Why the immigration ground may not be there, in a sentence; "" when nothing points against it (R32).

    1976 Act ss.61(1A), 62(1A): not where the conviction is spent, or where the penalty is more than three years old
    on the day of the decision and has been paid. It warns and refuses nothing: an officer answers it.
    """
    if not set(grounds) & set(IMMIGRATION_GROUNDS):
        return ""
    if given.spent:
        return "The conviction is spent: the immigration ground does not apply to it"
    if given.penalty_paid and given.penalty_on is not None:
        three_years = given.penalty_on + relativedelta(years=IMMIGRATION_PENALTY_YEARS)
        if decided_on > three_years:
            return (
                "The penalty is more than three years old and has been paid: the ground does not apply to it"
            )
    return ""


def immigration_faults(grounds: Collection[str], given: Immigration, decided_on: date) -> dict[str, str]:
    """What is still to be said about the immigration ground, by field (R32)."""
    if not set(grounds) & set(IMMIGRATION_GROUNDS):
        return {}
    faults = {}
    if given.spent is None and given.penalty_on is None:
        faults["immigration_spent"] = (
            "Say whether the conviction is spent, or enter the day of the penalty below"
        )
    if given.penalty_on is not None and given.penalty_paid is None:
        faults["immigration_paid"] = "Say whether the penalty has been paid"
    if given.penalty_on is not None and given.penalty_on > decided_on:
        faults["immigration_penalty_on"] = "The penalty can’t be later than the decision"
    warning = immigration_warning(grounds, given, decided_on)
    if warning and not given.answer.strip():
        faults["immigration_answer"] = (
            f"{warning} ({IMMIGRATION_SOURCE}). Say why you rely on it, or take it out"
        )
    return faults


def effect_faults(effect: Effect, licence_class: str) -> dict[str, str]:
    """What is wrong with when it takes effect, by field: at once only with both texts (1976 Act s.61(2B); R28)."""
    if not effect.immediate:
        return {}
    faults = {}
    if licence_class != "driver":
        faults["immediate"] = "Only a driver licence is suspended or revoked at once (1976 Act s.61(2B))"
    if not effect.statement.strip():
        faults["safety_statement"] = "Immediate effect needs the statement that public safety requires it"
    if not effect.explanation.strip():
        faults["safety_explanation"] = "Immediate effect needs an explanation why public safety requires it"
    return faults


def suspension_faults(ends_on: date | None, *, decided_on: date, immediate: bool) -> dict[str, str]:
    """What is wrong with a suspension's last day, by field (R06). None is until further notice.

    It is still running when it takes effect, at the earliest: if notice were given on the day of the decision.
    """
    if ends_on is None:
        return {}
    return ends_before_it_bites(ends_on, notified_on=decided_on, immediate=immediate, field="ends_on")


def ends_before_it_bites(ends_on: date, *, notified_on: date, immediate: bool, field: str) -> dict[str, str]:
    """The fault of a suspension whose last day is over before it takes effect, under a field's name."""
    begins = takes_effect_on(notified_on, immediate=immediate)
    if ends_on > begins or (immediate and ends_on == begins):
        return {}
    return {
        field: f"A suspension that ends on {ends_on:%-d %B %Y} would be over before it takes effect "
        f"({begins:%-d %B %Y})"
    }


def apart_faults(kind: str, *, suspended_already: bool, apart: str) -> dict[str, str]:
    """What a revocation of a suspended licence needs: reasons of its own.

    R (Singh) v Cardiff [2012] EWHC 1852 (Admin), obiter and contested: a suspension is not a holding step, to be
    turned into a revocation on the same facts. Each is its own decision, with its own notice and entry.
    """
    if kind == "revoked" and suspended_already and not apart.strip():
        return {
            "apart": "This licence is suspended. Say what this decision rests on that the suspension did not decide"
        }
    return {}
