"""What a licensing policy says, as values: settings, requirements, differences.

Every fact carries its source, the grade of the evidence for it and the rule it belongs to (the id of a row of
rules.csv). Grades: V the full text was read; S a secondary or partial source was read; R known, not re-read;
NV not verified. Months and days are whole; dates are days in London.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from licensing.policy.catalogue import SETTINGS, VERIFIED
from licensing.policy.offences import Offence

KINDS = ("new", "renewal")
# The kinds of licence of each class.
LICENCES_OF = {
    "driver": ("hackney", "private-hire", "dual"),
    "vehicle": ("hackney-carriage", "private-hire-vehicle"),
    "operator": ("operator",),
}
LICENCES = tuple(kind for kinds in LICENCES_OF.values() for kind in kinds)
OUTCOMES = ("grant", "refuse")
CONDITIONS = ("has-limited-leave", "lived-abroad", "first-licence", "not-first-licence")
HOW = ("evidence", "training", "derived")
COUNTED_FROM = ("issued", "seen")
GOOD_WHEN = ("determined", "seen")

T = TypeVar("T")


def in_words(value: object, unit: str = "") -> str:
    """A value as an officer would say it: "36 months", "1 day", "yes", "nothing"."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value} {unit.removesuffix('s') if value == 1 else unit}".strip()
        case list() | tuple():
            return ", ".join(str(one) for one in value) or "none"
        case _:
            return str(value) if value not in (None, "") else "nothing"


@dataclass(frozen=True)
class Fact(Generic[T]):
    """One setting of the policy, and where it comes from.

    `reason_of_difference` is empty where the common policy's value stands.
    """

    key: str
    title: str
    value: T
    unit: str
    source: str
    grade: str
    rule: str
    note: str = ""
    reason_of_difference: str = ""

    @property
    def verified(self) -> bool:
        """Whether the source was read, in whole or at second hand."""
        return self.grade in VERIFIED

    @property
    def words(self) -> str:
        """The value with its unit: "36 months"."""
        return in_words(self.value, self.unit)


@dataclass(frozen=True)
class ResultOption:
    """A result that may be recorded. One that does not satisfy leaves a grant waiting; it refuses nobody."""

    key: str
    label: str
    satisfies: bool
    needs_note: bool


@dataclass(frozen=True)
class Requirement:
    """One line of the evidence checklist.

    `needed_before` says which outcomes wait for it. `how` is how it is met: `evidence` an officer records,
    `training` the training records tell, `derived` another room of the register tells. The period
    (`good_for_months` or `good_for_days`) is counted from the day of issue or the day seen; `good_when` says
    whether it must still run on the day of the determination, or need only have run on the day it was seen.
    One that is not `enforced` is shown and stops nothing.
    """

    key: str
    title: str
    question: str
    hint: str
    rule: str
    source: str
    grade: str
    kinds: frozenset[str]
    licences: frozenset[str]
    needed_before: frozenset[str]
    condition: str | None
    how: str
    enforced: bool
    results: tuple[ResultOption, ...]
    good_for_months: int | None = None
    good_for_days: int | None = None
    counted_from: str = "seen"
    good_when: str = "determined"
    issued_label: str = ""
    period_source: str = ""
    period_grade: str = ""
    period_rule: str = ""
    reference_label: str = ""
    reference_hint: str = ""
    reference_pattern: str | None = None
    reference_required: bool = False
    reason_of_difference: str = ""

    @property
    def verified(self) -> bool:
        """Whether the source of the requirement itself was read."""
        return self.grade in VERIFIED

    @property
    def period_words(self) -> str:
        """How long it is good: "6 months, the day of issue counted as the first"; empty without end."""
        count, unit = (
            (self.good_for_months, "months") if self.good_for_months else (self.good_for_days, "days")
        )
        if count is None:
            return ""
        first = "the day of issue" if self.counted_from == "issued" else "the day it is seen"
        return f"{in_words(count, unit)}, {first} counted as the first"

    def result(self, key: str) -> ResultOption | None:
        """The result of that key, if an officer may record it here."""
        return next((one for one in self.results if one.key == key), None)

    def reference_fault(self, reference: str) -> str | None:
        """What is wrong with a reference as typed, in words; None if nothing is. Spaces are not looked at."""
        typed = "".join(reference.split())
        what = self.reference_label
        if what[1:2].islower():  # "Certificate number" within a sentence, but "DVLA check code" as it is
            what = what[0].lower() + what[1:]
        if not typed:
            return f"Enter the {what}" if self.reference_required else None
        if self.reference_pattern and not re.fullmatch(self.reference_pattern, typed):
            return f"The {what} is not in the right form: {self.reference_hint}"
        return None


@dataclass(frozen=True)
class Difference:
    """Where an authority departs from the common policy, from a day (until a day, both included), and why.

    `example`: made up to show how it works; not a policy of that council.
    """

    gss_code: str
    authority: str
    about: str
    value: object
    reason: str
    source: str
    grade: str
    rule: str
    in_force_from: date
    in_force_until: date | None
    example: bool
    # Filled in beside the common policy.
    what: str = ""
    unit: str = ""
    common_value: object = None

    @property
    def local_value(self) -> object:
        """The value that holds for the authority."""
        return self.value

    @property
    def common_words(self) -> str:
        """What the common policy says, in words."""
        return in_words(self.common_value, self.unit)

    @property
    def local_words(self) -> str:
        """What the authority's own policy says, in words."""
        return in_words(self.value, self.unit)

    def in_force(self, on: date) -> bool:
        """Whether the difference holds on a day."""
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)


@dataclass(frozen=True)
class Unverified:
    """A fact whose source has not been read, as a page lists it."""

    name: str
    says: str
    grade: str
    source: str
    enforced: bool


@dataclass(frozen=True)
class Policy:
    """The policy in force for an authority on a day: the common policy with the authority's own differences.

    `version` is what a determination keeps: "common 2026-04-01; E08000035 2026-06-01" is the common policy in
    force from 1 April 2026 with Leeds's differences as they have stood since 1 June 2026. A common policy by
    itself has no `gss_code`.
    """

    version: str
    gss_code: str
    title: str
    in_force_from: date
    in_force_until: date | None
    notes: str
    authorities: frozenset[str]
    search_age_days: Fact[int]
    alert_days: Fact[int]
    training_valid_months: Fact[int]
    modules: Fact[tuple[str, ...]]
    modules_within_months: Fact[int]
    term_max_months: Fact[int]
    term_default_months: Fact[int]
    points_flag: Fact[int]
    decision_by_another_officer: Fact[bool]
    overseas_months: Fact[int]
    penalty_points_limit: Fact[int]
    penalty_points_months: Fact[int]
    vehicle_term_max_months: Fact[int]
    vehicle_term_default_months: Fact[int]
    operator_term_max_months: Fact[int]
    operator_term_default_months: Fact[int]
    booking_record_months: Fact[int]
    public_register: Fact[str]
    file_may_end_percent: Fact[int]
    keep_licence_months: Fact[int]
    keep_unfinished_months: Fact[int]
    keep_dbs_detail_months: Fact[int]
    module_titles: Mapping[str, str]
    all_requirements: tuple[Requirement, ...]
    offences: tuple[Offence, ...]
    differences: tuple[Difference, ...] = ()

    def requirements(self, kind: str, licence: str) -> tuple[Requirement, ...]:
        """What is asked of an application: `kind` new or renewal, `licence` one of `LICENCES`.

        Those with a condition still have to be held against the applicant's circumstances. A renewal is never
        a first licence, whatever the form says: what only a first licence asks is left out, and what only a
        later one asks is asked without a condition. Raises ValueError for a kind or a licence there is not.
        """
        if kind not in KINDS or licence not in LICENCES:
            raise ValueError(f"There is no {kind} application for a {licence} licence.")
        asked = [one for one in self.all_requirements if kind in one.kinds and licence in one.licences]
        if kind == "renewal":
            asked = [
                replace(one, condition=None) if one.condition == "not-first-licence" else one
                for one in asked
                if one.condition != "first-licence"
            ]
        return tuple(asked)

    def requirement(self, key: str) -> Requirement | None:
        """The requirement of that key, if the policy has it."""
        return next((one for one in self.all_requirements if one.key == key), None)

    def facts(self, subject: str = "") -> tuple[Fact[Any], ...]:
        """The settings, or those about one subject of the catalogue, in the order of a page."""
        return tuple(getattr(self, key) for key, one in SETTINGS.items() if subject in ("", one.subject))

    def offence(self, key: str) -> Offence | None:
        """The kind of offence of that key, if the guidance has it."""
        return next((one for one in self.offences if one.key == key), None)

    def unverified(self) -> tuple[Unverified, ...]:
        """Every fact graded R or NV: settings, requirements, periods and differences."""
        found = [
            Unverified(one.title, one.words, one.grade, one.source, enforced=True)
            for one in self.facts()
            if not one.verified
        ]
        for one in self.all_requirements:
            if not one.verified:
                found.append(Unverified(one.title, one.question, one.grade, one.source, one.enforced))
            if one.period_words and one.period_grade not in VERIFIED:
                name = f"{one.title}: how long it is good"
                found.append(
                    Unverified(name, one.period_words, one.period_grade, one.period_source, one.enforced)
                )
        found += [
            Unverified(f"Convictions: {one.title}", one.period_words, one.grade, one.source, one.enforced)
            for one in self.offences
            if not one.verified
        ]
        return tuple(found)
