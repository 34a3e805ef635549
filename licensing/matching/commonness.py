"""How common the parts of a name are among the entries of a register, and what that makes them worth.

Sharing a rare name says much, sharing a common one little (Fellegi and Sunter's weight: the rarer an
agreement by chance, the more it is worth). The register itself is what is counted: other councils hold other
names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log2

from licensing.matching.forms import Form
from licensing.matching.people import Part

# Where nothing is counted: what a name is worth, in bits, that says something, and one that says little.
USUALLY_WORTH, USUALLY_WORTH_LITTLE = 7.0, 2.0
# A register is counted as if it held this many more entries, of other names: with few entries no name is rare.
MORE_ENTRIES = 300
MORE_BEARERS = 1.0
# A spelling that more than one in so many entries bear is a name, and no slip.
MANY_OF = 10_000
LEAST_WORTH, MOST_WORTH = 1.0, 13.0


@dataclass(frozen=True)
class Commonness:
    """How many of `total` entries bear a part of a name, by the texts that `counted` gives."""

    counts: Mapping[str, int] = field(default_factory=dict)
    total: int = 0

    def worth(self, part: Part) -> float:
        """What sharing this very part of a name is worth, in bits."""
        return self._bits("=" + part.text, part)

    def worth_of_sound(self, part: Part) -> float:
        """What sharing a part that sounds like this is worth, in bits."""
        return self._bits("~" + part.sound, part)

    def both_usual(self, part: Part, other: Part) -> bool:
        """Whether each of two parts is borne by so many that neither is a misspelling of the other."""
        many = max(2, self.total // MANY_OF)
        return all(self.counts.get("=" + one.text, 0) > many for one in (part, other))

    def _bits(self, text: str, part: Part) -> float:
        if not self.total:
            return USUALLY_WORTH_LITTLE if part.says_little else USUALLY_WORTH
        bits = log2((self.total + MORE_ENTRIES) / (self.counts.get(text, 0) + MORE_BEARERS))
        return min(MOST_WORTH, max(LEAST_WORTH, bits))


NOTHING_KNOWN = Commonness()


def counted(form: Form) -> list[str]:
    """The texts of a person's names whose number of bearers matters, in clear, each once."""
    parts = {part for name in form.names for part in name}
    return sorted({f"={part.text}" for part in parts} | {f"~{part.sound}" for part in parts})
