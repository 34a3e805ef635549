"""What the law asks of a decision before it is recorded. Plain Python."""

from collections.abc import Collection

from licensing.policy.statute import LIMBS, RELIANCE


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
