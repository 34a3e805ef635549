"""What the guidance says of each kind of conviction: how long before a licence would be considered.

Guidance for a person, and never an outcome: each case is decided on its merits (rule R61). Years are whole and counted
from a day in London.
"""

from dataclasses import dataclass

from licensing.policy.catalogue import VERIFIED

# What may stand where a number of years does: no licence would be considered at all, or the guidance names no period
# and asks that a person looks.
NEVER, NO_PERIOD = "never", "no period"
PERIOD_WORDS = (NEVER, NO_PERIOD)
# The days from which a period may be counted; of several the latest counts.
COUNTED_FROM = {
    "conviction": "the conviction",
    "sentence": "completion of the sentence",
    "ban": "the end of a driving ban",
}


@dataclass(frozen=True)
class Offence:
    """One kind of offence in the guidance on convictions.

    `period` is a number of years, "never" or "no period". One that is not `enforced` is shown, and no date is
    reckoned by it.
    """

    key: str
    title: str
    hint: str
    period: int | str
    counted_from: tuple[str, ...]
    source: str
    grade: str
    rule: str
    enforced: bool = True
    reason_of_difference: str = ""

    @property
    def verified(self) -> bool:
        """Whether the source was read, in whole or at second hand."""
        return self.grade in VERIFIED

    @property
    def period_words(self) -> str:
        """The period as an officer would say it: "10 years from completion of the sentence"."""
        if self.period == NEVER:
            return "A licence would never be considered"
        if self.period == NO_PERIOD:
            return "No period: looked at with the rest of the record"
        days = [COUNTED_FROM[one] for one in self.counted_from]
        later = ", whichever is later" if len(days) > 1 else ""
        return f"{years_in_words(self.period)} from {' or '.join(days)}{later}"


def years_in_words(period: int | str) -> str:
    """ "10 years", "1 year", or the word that stands in its place."""
    return f"{period} {'year' if period == 1 else 'years'}" if isinstance(period, int) else period
