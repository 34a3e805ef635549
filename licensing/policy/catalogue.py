"""What settings a common policy has: what each is about, in what it is counted, and between which bounds.

The files give the values (data/README.md says how). Here stand only names and bounds: beyond the bounds a slip of the
pen is certain; what the law allows is checked apart, in `common.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# How well a fact's source is known, the best first; the first two were read.
GRADES = ("V", "S", "R", "NV")
VERIFIED = frozenset({"V", "S"})

# What a setting is about, in the order of a page.
SUBJECTS = ("drivers", "vehicles", "operators", "records")
DRIVERS, VEHICLES, OPERATORS, RECORDS = SUBJECTS


@dataclass(frozen=True)
class Setting:
    """One setting: a whole number with its unit, one of some words, a list of modules, or yes and no."""

    subject: str
    unit: str = ""
    least: int = 0
    most: int = 0
    options: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether its value is a whole number."""
        return bool(self.unit)


SINGLE_LOOK_UP, PUBLISHED_LIST = "single look-up", "published list"

SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "search_age_days": Setting(DRIVERS, "days", 0, 28),
        "alert_days": Setting(DRIVERS, "days", 0, 28),
        "training_valid_months": Setting(DRIVERS, "months", 1, 120),
        "modules": Setting(DRIVERS),
        "modules_within_months": Setting(DRIVERS, "months", 1, 36),
        "term_max_months": Setting(DRIVERS, "months", 1, 120),
        "term_default_months": Setting(DRIVERS, "months", 1, 120),
        "points_flag": Setting(DRIVERS, "points", 1, 12),
        "decision_by_another_officer": Setting(DRIVERS),
        "overseas_months": Setting(DRIVERS, "months", 1, 120),
        "penalty_points_limit": Setting(DRIVERS, "points", 1, 100),
        "penalty_points_months": Setting(DRIVERS, "months", 1, 60),
        "vehicle_term_max_months": Setting(VEHICLES, "months", 1, 120),
        "vehicle_term_default_months": Setting(VEHICLES, "months", 1, 120),
        "operator_term_max_months": Setting(OPERATORS, "months", 1, 120),
        "operator_term_default_months": Setting(OPERATORS, "months", 1, 120),
        "booking_record_months": Setting(OPERATORS, "months", 1, 120),
        "public_register": Setting(RECORDS, options=(SINGLE_LOOK_UP, PUBLISHED_LIST)),
        "file_may_end_percent": Setting(RECORDS, "percent", 0, 100),
        "keep_licence_months": Setting(RECORDS, "months", 1, 240),
        "keep_unfinished_months": Setting(RECORDS, "months", 1, 240),
        "keep_dbs_detail_months": Setting(RECORDS, "months", 1, 240),
    }
)
# The settings that a text may name in braces: "Fewer than {points_flag} points".
NAMED_IN_TEXTS = ("points_flag", "overseas_months", "booking_record_months")

# The longest and the usual term of each class: the two settings, in their order.
TERMS = (
    ("term_max_months", "term_default_months"),
    ("vehicle_term_max_months", "vehicle_term_default_months"),
    ("operator_term_max_months", "operator_term_default_months"),
)
