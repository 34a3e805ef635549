"""What an officer types of an entry as a register's portal shows it, made in a line; in an application context."""

from dataclasses import replace
from datetime import date
from typing import Any

from licensing.matching.people import Address, Name
from licensing.national_register.portal_recording import Seen
from tests.factories.officers import council


def portal_seen(recorded_by: str = "Bradford", **changes: Any) -> Seen:
    """A revocation of Olga Pretendova's licence, by Bradford unless another recorded it."""
    seen = Seen(
        reference="NR3S/2026/77",
        name=Name("Olga", "", "Pretendova"),
        date_of_birth=date(1985, 3, 27),
        address=Address(),
        numbers=(),
        recorded_by=council(recorded_by),
        further_information="Write to the licensing team.",
        decision="revoked",
        decided_on=date(2026, 3, 2),
        effect_on=None,
        suspension_ends_on=None,
        first_made_on=date(2026, 3, 4),
    )
    return replace(seen, **changes)
