"""Whatever is known that identifies somebody (2022 Act s.5: it is sent with the information). Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self

# What each part is called on a page and in a letter, in their order.
PARTS = {
    "names": "Names",
    "born": "Date of birth",
    "address": "Addresses",
    "contact": "Telephone and email",
    "licence_number": "Driver licence number",
    "badge_number": "Badge number",
    "vehicle": "Vehicle registration",
    "operator": "Operator driven for",
    "description": "Description",
}


@dataclass(frozen=True)
class Identity:
    """What is known of who somebody is. Any part may be empty; `numbers` are (kind, number) pairs."""

    names: tuple[str, ...] = ()
    born: date | None = None
    address: str = ""
    contact: str = ""
    licence_number: str = ""
    badge_number: str = ""
    vehicle: str = ""
    operator: str = ""
    description: str = ""
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def called(self) -> str:
        """The person in a few words: a name, or else what is known instead."""
        if self.names:
            return self.names[0]
        for part in ("licence_number", "badge_number", "vehicle"):
            if known := getattr(self, part):
                return f"{PARTS[part]} {known}"
        return "Somebody not named"

    @property
    def points_to_somebody(self) -> bool:
        """Whether another authority could find the person by it at all."""
        return bool(self.names or self.licence_number or self.badge_number or self.vehicle)

    def and_also(self, other: "Identity") -> "Identity":
        """This, with what `other` knows besides: its own parts come first, and nothing is said twice."""
        joined: dict[str, Any] = {
            part.name: getattr(self, part.name) or getattr(other, part.name) for part in fields(self)
        }
        joined["names"] = _each_once(self.names, other.names)
        joined["numbers"] = _each_once(self.numbers, other.numbers)
        return replace(self, **joined)

    def stored(self) -> dict[str, Any]:
        """As plain values, for keeping."""
        kept = {part.name: getattr(self, part.name) for part in fields(self)}
        return kept | {
            "names": list(self.names),
            "born": self.born.isoformat() if self.born else None,
            "numbers": [list(number) for number in self.numbers],
        }

    @classmethod
    def kept(cls, stored: Mapping[str, Any]) -> Self:
        """What `stored` gave."""
        return cls(
            **{
                **stored,
                "names": tuple(stored["names"]),
                "born": date.fromisoformat(stored["born"]) if stored["born"] else None,
                "numbers": tuple((kind, number) for kind, number in stored["numbers"]),
            }
        )


def _each_once(first: tuple[Any, ...], then: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*first, *then)))
