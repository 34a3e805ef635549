"""Which policy is in force, for whom, on which day. Days are days in London."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from licensing.errors import NotConfigured
from licensing.policy import differences
from licensing.policy.loading import PolicyFiles, load_all
from licensing.policy.model import Difference, Policy


@dataclass(frozen=True)
class PolicyVersion:
    """One file as it stands in the list of versions; `gss_code` is empty for a common policy."""

    file: str
    title: str
    gss_code: str
    in_force_from: date
    in_force_until: date | None
    authorities: frozenset[str]


def policy_in_force(gss_code: str, on: date, files: PolicyFiles | None = None) -> Policy:
    """The policy in force for an authority on a day: the common policy with its own differences.

    Raises NotConfigured, naming the authority, the day and what there is, when none is in force.
    """
    return _in_force(files or load_all(), gss_code, on)


@lru_cache(maxsize=512)
def _in_force(files: PolicyFiles, gss_code: str, on: date) -> Policy:
    policy = files.policy(gss_code, on, [])
    if policy is None:
        said = _why_none(files, gss_code, on)
        whom = gss_code or "an authority without a GSS code"
        raise NotConfigured(f"No licensing policy is in force for {whom} on {_day(on)}: {said}")
    return policy


def _why_none(files: PolicyFiles, gss_code: str, on: date) -> str:
    followed = [one.policy for one in files.common if gss_code in one.policy.authorities]
    if not followed:
        return "no common policy names it among its authorities."
    if on < followed[0].in_force_from:
        return f"the first begins on {_day(followed[0].in_force_from)}."
    last = [one.in_force_until for one in followed if one.in_force_until and one.in_force_until < on][-1]
    return f"the last ended on {_day(last)}."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def common_in_force(on: date, files: PolicyFiles | None = None) -> tuple[Policy, ...]:
    """The common policies in force on a day, without differences: one for each partnership."""
    loaded = files or load_all()
    return tuple(
        one.policy
        for one in loaded.common
        if any(loaded.common_in_force(gss_code, on) is one for gss_code in one.policy.authorities)
    )


def policy_versions(files: PolicyFiles | None = None) -> tuple[PolicyVersion, ...]:
    """Every common policy, and each day from which an authority's differences stood otherwise."""
    loaded = files or load_all()
    versions = [
        PolicyVersion(
            one.name,
            one.policy.title,
            "",
            one.policy.in_force_from,
            one.policy.in_force_until,
            one.policy.authorities,
        )
        for one in loaded.common
    ]
    for gss_code, file in loaded.differences.items():
        days = differences.days_of_change(file.differences)
        for day, following in zip(days, [*days[1:], None], strict=True):
            if any(one.in_force(day) for one in file.differences):
                versions.append(
                    PolicyVersion(
                        file=file.name,
                        title=f"Differences of {file.differences[0].authority}",
                        gss_code=gss_code,
                        in_force_from=day,
                        in_force_until=following - timedelta(days=1) if following else None,
                        authorities=frozenset({gss_code}),
                    )
                )
    return tuple(versions)


def all_differences(files: PolicyFiles | None = None) -> tuple[Difference, ...]:
    """Every difference of every authority, past and to come, in the order of the files."""
    loaded = files or load_all()
    return tuple(one for file in loaded.differences.values() for one in file.differences)
