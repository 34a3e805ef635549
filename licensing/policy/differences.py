"""An authority's differences: reading them, and laying them over the common policy."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from licensing.policy import common
from licensing.policy.catalogue import SETTINGS
from licensing.policy.common import GSS
from licensing.policy.model import Difference, Policy
from licensing.policy.reading import Table

# What an authority may change of a requirement, and where the file says it.
CHANGEABLE = ("months", "days", "enforced", "title", "question", "hint")
# The same of a kind of offence.
CHANGEABLE_OF_OFFENCE = ("period", "enforced")
# What each is called on a page.
NAMES = {
    "months": "how long it is good",
    "days": "how long it is good",
    "enforced": "whether it is enforced",
    "title": "what it is called",
    "question": "how it is asked",
    "hint": "the hint",
    "period": "the period",
}


def read(raw: Mapping[str, object], where: str, faults: list[str]) -> tuple[Difference, ...]:
    """The differences that a file's tables say, not yet held against a common policy."""
    top = Table(where, raw, faults)
    gss_code, name = top.text("authority"), top.text("name")
    if gss_code and not GSS.fullmatch(gss_code):
        top.fault(f"authority must be a GSS code like E08000035, not {gss_code!r}")
    found = []
    for index, one in enumerate(top.tables("differences"), start=1):
        table = Table(f"{where}: difference {index} ({one.get('about', 'about nothing')})", one, faults)
        found.append(_difference(table, gss_code, name))
    top.done()
    _none_twice_at_once(found, top)
    return tuple(found)


def _difference(table: Table, gss_code: str, name: str) -> Difference:
    begins, ends = table.day("in_force_from"), table.day("in_force_until", optional=True)
    if begins and ends and ends < begins:
        table.fault("in_force_until is before in_force_from")
    value = table.get("value")
    if value is None:
        table.fault("value is missing")
    about = table.text("about")
    if about:
        _about_fault(about, table)
    read_difference = Difference(
        gss_code=gss_code,
        authority=name,
        about=about,
        value=value,
        reason=table.text("reason"),
        source=table.text("source"),
        grade=table.grade(),
        rule=table.rule(),
        in_force_from=begins or date.min,
        in_force_until=ends,
        example=table.flag("example", default=False),
    )
    table.done()
    return read_difference


def _about_fault(about: str, table: Table) -> None:
    match about.split("."):
        case ["settings", key] if key in SETTINGS:
            return
        case ["settings", key]:
            table.fault(f"about names the setting {key!r}; there are {', '.join(SETTINGS)}")
        case ["requirements", _, field] if field in CHANGEABLE:
            return
        case ["requirements", _, field]:
            table.fault(
                f"about names {field!r}; of a requirement an authority may change {', '.join(CHANGEABLE)}"
            )
        case ["offences", _, field] if field in CHANGEABLE_OF_OFFENCE:
            return
        case ["offences", _, field]:
            table.fault(
                f"about names {field!r}; of an offence an authority may change {', '.join(CHANGEABLE_OF_OFFENCE)}"
            )
        case _:
            table.fault(
                "about must be like settings.points_flag, requirements.medical.months or offences.drugs.period"
            )


def _none_twice_at_once(found: Sequence[Difference], top: Table) -> None:
    for index, one in enumerate(found):
        for other in found[index + 1 :]:
            later = max(one.in_force_from, other.in_force_from)
            if one.about == other.about and one.in_force(later) and other.in_force(later):
                top.fault(f"two differences about {one.about} are in force on {later}")


def lay_over(
    raw: Mapping[str, object], differences: Sequence[Difference], where: str, faults: list[str]
) -> Policy:
    """The common policy with an authority's differences laid over it, read and checked like any other."""
    tables: dict[str, Any] = copy.deepcopy(dict(raw))
    reasons: dict[str, str] = {}
    named = []
    for one in differences:
        before = _lay(tables, one)
        if before is _NOTHING:
            faults.append(f"{where}: the common policy has nothing named {one.about}.")
            continue
        reasons[one.about] = one.reason
        if before != one.value:
            named.append(_beside(tables, one, before))
    return replace(common.read(tables, where, faults, reasons), differences=tuple(named))


_NOTHING = object()


def _lay(tables: dict[str, Any], one: Difference) -> object:
    """Change one thing in the tables. Returns what was there before."""
    match one.about.split("."):
        case ["settings", key] if key in tables.get("settings", {}):
            setting = tables["settings"][key]
            before = setting.get("value")
            setting.update(value=one.value, source=one.source, grade=one.grade, rule=one.rule)
            return before
        case ["offences", key, field] if offence := _of_key(tables, "offences", key):
            before = offence.get(field, field == "enforced")
            offence.update({field: one.value, "source": one.source, "grade": one.grade, "rule": one.rule})
            return before
        case ["requirements", key, field] if requirement := _of_key(tables, "requirements", key):
            if field not in ("months", "days"):
                before = requirement.get(field, field == "enforced" or "")
                requirement[field] = one.value
                return before
            period = requirement.get("period")
            if period is None:
                return _NOTHING
            before = period.get(field)
            if before is None:
                other = "days" if field == "months" else "months"
                before = f"{period.pop(other, 0)} {other}"
            period.update({field: one.value, "source": one.source, "grade": one.grade, "rule": one.rule})
            return before
    return _NOTHING


def _of_key(tables: Mapping[str, Any], kind: str, key: str) -> dict[str, Any] | None:
    return next((one for one in tables.get(kind, []) if one.get("key") == key), None)


def _beside(tables: Mapping[str, Any], one: Difference, before: object) -> Difference:
    match one.about.split("."):
        case ["settings", key]:
            unit = SETTINGS[key].unit
            what = str(tables["settings"][key].get("title", key))
        case [kind, key, field]:
            unit = {"months": "months", "days": "days", "period": "years"}.get(field, "")
            what = f"{(_of_key(tables, kind, key) or {}).get('title', key)}: {NAMES[field]}"
    return replace(one, what=what, unit=unit, common_value=before)


def days_of_change(differences: Sequence[Difference]) -> list[date]:
    """The days from which an authority's differences stood otherwise than the day before."""
    begun = {one.in_force_from for one in differences}
    ended = {one.in_force_until + timedelta(days=1) for one in differences if one.in_force_until}
    return sorted(begun | ended)
