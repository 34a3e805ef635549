"""What is missing before a licence: the checklist of the policy beside what was seen. Plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from licensing.errors import Reason
from licensing.policy.model import Requirement

MET, MISSING, LAPSED, NOT_SATISFIED, NOT_ENFORCED = (
    "met",
    "missing",
    "lapsed",
    "not satisfied",
    "not enforced",
)


@dataclass(frozen=True)
class Seen:
    """What an officer saw, or what another room of the register tells: a result and until when it is good."""

    result: str
    satisfies: bool
    words: str
    good_until: date | None = None
    reference: str = ""
    seen_on: date | None = None
    seen_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Item:
    """One line of the checklist."""

    requirement: Requirement
    status: str
    words: str
    seen: Seen | None = None

    @property
    def met(self) -> bool:
        """Whether nothing more is asked for this item."""
        return self.status in (MET, NOT_ENFORCED)


def checklist(requirements: Sequence[Requirement], seen: Mapping[str, Seen], on: date) -> list[Item]:
    """Every requirement with how it stands on a day (London)."""
    return [_item(requirement, seen.get(requirement.key), on) for requirement in requirements]


def _item(requirement: Requirement, seen: Seen | None, on: date) -> Item:
    if seen is None:
        status, words = MISSING, "Not recorded"
    elif not seen.satisfies:
        status, words = NOT_SATISFIED, seen.words
    elif seen.good_until is not None and seen.good_until < on:
        status, words = LAPSED, f"Good until {seen.good_until:%-d %B %Y} only"
    else:
        return Item(requirement, MET, seen.words, seen)
    # A requirement whose source is unverified may be switched off in the policy: it is shown, and stops nothing.
    return Item(requirement, status if requirement.enforced else NOT_ENFORCED, words, seen)


def unmet(items: Collection[Item], outcome: str) -> list[Reason]:
    """All that is missing before an outcome ("grant" or "refuse"), together, each with its source."""
    return [
        Reason(
            f"{item.requirement.title}: {_within_a_sentence(item.words)}.",
            item.requirement.source,
            item.requirement.rule,
            verified=item.requirement.verified,
        )
        for item in items
        if not item.met and outcome in item.requirement.needed_before
    ]


def _within_a_sentence(words: str) -> str:
    """Words without their capital: "Not recorded" but "HMRC did not confirm the code"."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
