"""Reading a whole common policy: the settings, the modules and the requirements of one file."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from licensing.policy import model
from licensing.policy.catalogue import NAMED_IN_TEXTS, SETTINGS, TERMS, VERIFIED
from licensing.policy.model import Fact, Policy, Requirement, ResultOption
from licensing.policy.offences import COUNTED_FROM, NO_PERIOD, PERIOD_WORDS, Offence
from licensing.policy.reading import Table, whole_number, words_of
from licensing.policy.statute import (
    DRIVER_TERM_MAX_MONTHS,
    DRIVER_TERM_SOURCE,
    OPERATOR_TERM_MAX_MONTHS,
    OPERATOR_TERM_SOURCE,
    VEHICLE_TERM_MAX_MONTHS,
    VEHICLE_TERM_SOURCE,
)

GSS = re.compile(r"[ENSW]\d{8}")


def read(
    raw: Mapping[str, object], where: str, faults: list[str], reasons: Mapping[str, str] | None = None
) -> Policy:
    """The policy that a file's tables say. What is wrong is added to `faults`; the policy is then of no use.

    `reasons` gives, for what an authority has changed ("settings.points_flag"), why.
    """
    reasons = reasons or {}
    top = Table(where, raw, faults)
    begins, ends = top.day("in_force_from"), top.day("in_force_until", optional=True)
    if begins and ends and ends < begins:
        top.fault("in_force_until is before in_force_from")
    authorities = _authorities(top)
    titles = _modules(top)
    facts = _settings(top, titles, reasons)
    named = {key: str(facts[key].value) for key in NAMED_IN_TEXTS}
    requirements = tuple(
        _requirement(one, index, top, named, reasons)
        for index, one in enumerate(top.tables("requirements"), start=1)
    )
    _no_key_twice([one.key for one in requirements], "requirements", top)
    offences = tuple(
        _offence(one, index, top, reasons) for index, one in enumerate(top.tables("offences"), start=1)
    )
    _no_key_twice([one.key for one in offences], "offences", top)
    title, notes = top.text("title"), top.text("notes", default="")
    top.done()
    return Policy(
        version=f"common {begins}",
        gss_code="",
        title=title,
        in_force_from=begins or date.min,
        in_force_until=ends,
        notes=notes,
        authorities=authorities,
        module_titles=titles,
        all_requirements=requirements,
        offences=offences,
        **facts,
    )


def _authorities(top: Table) -> frozenset[str]:
    value = top.get("authorities")
    if not isinstance(value, list) or not value:
        top.fault("authorities must list the GSS codes of the authorities that follow this policy")
        return frozenset()
    for one in value:
        if not isinstance(one, str) or not GSS.fullmatch(one):
            top.fault(f"authorities holds {one!r}, which is no GSS code like E08000035")
    return frozenset(one for one in value if isinstance(one, str))


def _modules(top: Table) -> dict[str, str]:
    titles = {}
    keys = []
    for index, raw in enumerate(top.tables("modules"), start=1):
        table = Table(f"{top.where}: module {raw.get('key', index)!r}", raw, top.faults)
        keys.append(table.text("key"))
        titles[keys[-1]] = table.text("title")
        table.done()
    _no_key_twice(keys, "modules", top)
    return titles


def _settings(top: Table, titles: Mapping[str, str], reasons: Mapping[str, str]) -> dict[str, Any]:
    settings = Table(f"{top.where}: settings", top.table("settings") or {}, top.faults)
    facts: dict[str, Any] = {}
    for key, setting in SETTINGS.items():
        raw = settings.table(key)
        if raw is None:
            settings.fault(f"{key} is missing")
        table = Table(f"{top.where}: setting {key!r}", raw or {}, [] if raw is None else top.faults)
        unit = setting.unit
        facts[key] = Fact(
            key=key,
            title=table.text("title"),
            value=_value(key, table, titles),
            unit=unit,
            source=table.text("source"),
            grade=table.grade(),
            rule=table.rule(),
            note=table.text("note", default=""),
            reason_of_difference=reasons.get(f"settings.{key}", ""),
        )
        if unit and table.text("unit") not in ("", unit):
            table.fault(f"unit must be {unit}")
        table.done()
    settings.done()
    _terms(top, facts)
    return facts


def _value(key: str, table: Table, titles: Mapping[str, str]) -> object:
    if not table.has("value"):
        table.get("value")
        table.fault("value is missing")
        # A value that lets reading go on; the fault is noted.
        return {"modules": (), "decision_by_another_officer": True}.get(key, 1)
    setting = SETTINGS[key]
    if key == "modules":
        return words_of(table.get("value"), titles, "value", table)
    if setting.options:
        return table.one_of("value", setting.options)
    if not setting.counted:
        return table.flag("value")
    return whole_number(table.get("value"), setting.least, setting.most, "value", table)


# 1976 Act ss.53(1), 48(4)(c), 55(2): rules R33, R35, R34.
_LAWFUL_TERMS = (
    (DRIVER_TERM_MAX_MONTHS, DRIVER_TERM_SOURCE),
    (VEHICLE_TERM_MAX_MONTHS, VEHICLE_TERM_SOURCE),
    (OPERATOR_TERM_MAX_MONTHS, OPERATOR_TERM_SOURCE),
)


def _terms(top: Table, facts: Mapping[str, Fact[int]]) -> None:
    for (longest_key, usual_key), (lawful, source) in zip(TERMS, _LAWFUL_TERMS, strict=True):
        longest, usual = facts[longest_key].value, facts[usual_key].value
        if longest > lawful:
            top.fault(
                f"setting {longest_key!r}: the law allows {lawful} months at most ({source}), not {longest}"
            )
        if usual > longest:
            top.fault(f"setting {usual_key!r}: {usual} months is more than {longest_key}, {longest}")


def _offence(raw: Mapping[str, object], index: int, top: Table, reasons: Mapping[str, str]) -> Offence:
    key = raw.get("key", index)
    table = Table(f"{top.where}: offence {key!r}", raw, top.faults)
    period = _years(table)
    grade = table.grade()
    offence = Offence(
        key=table.text("key"),
        title=table.text("title"),
        hint=table.text("hint", default=""),
        period=period,
        counted_from=table.some_of("counted_from", COUNTED_FROM, default=("sentence",)),
        source=table.text("source"),
        grade=grade,
        rule=table.rule(),
        enforced=_switch(table, grade),
        reason_of_difference=" ".join(
            reason for about, reason in reasons.items() if about.startswith(f"offences.{key}.")
        ),
    )
    table.done()
    return offence


def _years(table: Table) -> int | str:
    value = table.get("period")
    if isinstance(value, str) and value in PERIOD_WORDS:
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 50:
        return value
    table.fault(
        f"period must be a whole number of years from 1 to 50, or {' or '.join(map(repr, PERIOD_WORDS))}, "
        f"not {value!r}"
    )
    return NO_PERIOD


def _switch(table: Table, grade: str) -> bool:
    """Whether an item is enforced: only what rests on a source that was not read may be switched off."""
    enforced = table.flag("enforced", default=True)
    if not enforced and grade in VERIFIED:
        table.fault(
            f"enforced = false is only for a fact whose source has not been read (R or NV); this is {grade}"
        )
    return enforced


def _requirement(
    raw: Mapping[str, object], index: int, top: Table, named: Mapping[str, str], reasons: Mapping[str, str]
) -> Requirement:
    key = raw.get("key", index)
    table = Table(f"{top.where}: requirement {key!r}", raw, top.faults)

    def worded(word: str, *, default: str | None = None, of: Table = table) -> str:
        return _with_settings(of.text(word, default=default), word, named, of)

    source, grade, rule = table.text("source"), table.grade(), table.rule()
    enforced = _switch(table, grade)
    return Requirement(
        key=table.text("key"),
        title=table.text("title"),
        question=worded("question"),
        hint=worded("hint", default=""),
        rule=rule,
        source=source,
        grade=grade,
        kinds=frozenset(table.some_of("applies_to", model.KINDS)),
        licences=frozenset(table.some_of("licences", model.LICENCES, default=model.LICENCES_OF["driver"])),
        needed_before=frozenset(table.some_of("needed_before", model.OUTCOMES)),
        condition=table.one_of("condition", model.CONDITIONS, default="") or None,
        how=table.one_of("how", model.HOW),
        enforced=enforced,
        results=_results(table, named),
        reason_of_difference=" ".join(
            reason for about, reason in reasons.items() if about.startswith(f"requirements.{key}.")
        ),
        **_period(table, source, grade, rule),
        **_reference(table),
        **_finished(table),
    )


def _finished(table: Table) -> dict[str, Any]:
    table.done()
    return {}


def _results(table: Table, named: Mapping[str, str]) -> tuple[ResultOption, ...]:
    options = []
    for index, raw in enumerate(table.tables("results"), start=1):
        one = Table(f"{table.where}: result {raw.get('key', index)!r}", raw, table.faults)
        options.append(
            ResultOption(
                key=one.text("key"),
                label=_with_settings(one.text("label"), "label", named, one),
                satisfies=one.flag("satisfies"),
                needs_note=one.flag("needs_note", default=False),
            )
        )
        one.done()
    _no_key_twice([one.key for one in options], "results", table)
    if options and not any(one.satisfies for one in options):
        table.fault("no result satisfies it, so nobody could ever be granted a licence")
    return tuple(options)


def _period(table: Table, source: str, grade: str, rule: str) -> dict[str, Any]:
    raw = table.table("period")
    if raw is None:
        return {}
    period = Table(f"{table.where}: period", raw, table.faults)
    months, days = period.whole("months", least=1, most=120), period.whole("days", least=1, most=366)
    if (months is None) == (days is None):
        period.fault("give months or days, one of the two")
    counted_from = period.one_of("counted_from", model.COUNTED_FROM)
    issued_label = period.text("issued_label", default="")
    if (counted_from == "issued") != bool(issued_label):
        period.fault(
            'issued_label says which day to enter: it goes with counted_from = "issued", and only with it'
        )
    read_period = {
        "good_for_months": months,
        "good_for_days": days,
        "counted_from": counted_from,
        "issued_label": issued_label,
        "good_when": period.one_of("good_when", model.GOOD_WHEN, default="determined"),
        "period_source": period.text("source", default=source),
        "period_grade": period.grade(default=grade),
        "period_rule": period.rule(default=rule),
    }
    period.done()
    return read_period


def _reference(table: Table) -> dict[str, Any]:
    raw = table.table("reference")
    if raw is None:
        return {}
    reference = Table(f"{table.where}: reference", raw, table.faults)
    pattern = reference.text("pattern", default="") or None
    if pattern:
        try:
            re.compile(pattern)
        except re.error as error:
            reference.fault(f"pattern is not a pattern: {error}")
    hint = reference.text("hint", default="")
    if pattern and not hint:
        reference.fault(
            "hint is missing: somebody who types what does not fit the pattern must be told its form"
        )
    read_reference = {
        "reference_label": reference.text("label"),
        "reference_hint": hint,
        "reference_pattern": pattern,
        "reference_required": reference.flag("required", default=False),
    }
    reference.done()
    return read_reference


def _with_settings(text: str, word: str, named: Mapping[str, str], table: Table) -> str:
    for name in re.findall(r"\{([^}]*)\}", text):
        if name in named:
            text = text.replace(f"{{{name}}}", named[name])
        else:
            table.fault(f"{word} names the setting {name!r}; it may name {' or '.join(NAMED_IN_TEXTS)}")
    return text


def _no_key_twice(keys: list[str], what: str, table: Table) -> None:
    for key in sorted({one for one in keys if one and keys.count(one) > 1}):
        table.fault(f"{what} hold the key {key!r} twice")
