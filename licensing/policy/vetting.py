"""What is kept up to date while a licence runs: data/vetting/*.toml, each council's differences among it.

Days are days in London. Every watch carries the source of its period and the grade of the evidence for it; one that is
not `enforced` is shown, and no duty is opened for it. The first words of the file explain the rest.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from licensing.errors import NotConfigured, Reason
from licensing.policy import catalogue, model
from licensing.policy.reading import Table

DATA = Path(__file__).parent / "data" / "vetting"
PERSON, VEHICLE = "person", "vehicle"
# What a difference may change.
MAY_DIFFER = ("months", "days", "warn_days", "ask_days", "before_renewal_days", "enforced")


@dataclass(frozen=True)
class Result:
    """A result that may be recorded. `attention` puts it in front of an officer; nothing is decided by it."""

    key: str
    label: str
    satisfies: bool
    needs_note: bool = False
    needs_until: bool = False
    attention: bool = False


@dataclass(frozen=True)
class Band:
    """How long something is good for people from an age; without months, until the next band begins."""

    from_age: int
    months: int | None = None


@dataclass(frozen=True)
class Watch:
    """One thing that is kept up to date. Periods are in months or days, the first day counted."""

    key: str
    about: str
    title: str
    question: str
    hint: str
    requirement: str
    renews: str
    months: int | None
    days: int | None
    bands: tuple[Band, ...]
    until_entered: bool
    counted_from: str
    issued_label: str
    warn_days: int
    ask_days: int
    before_renewal_days: int | None
    asks_points: bool
    reference_label: str
    reference_hint: str
    reference_pattern: str | None
    reference_required: bool
    results: tuple[Result, ...]
    source: str
    grade: str
    rule: str
    enforced: bool
    reason_of_difference: str = ""

    @property
    def verified(self) -> bool:
        """Whether the source of its period was read, in whole or at second hand."""
        return self.grade in catalogue.VERIFIED

    def result(self, key: str) -> Result | None:
        """The result of that key, if it may be recorded here."""
        return next((one for one in self.results if one.key == key), None)

    @property
    def period_words(self) -> str:
        """How long it is good, in words; empty where the officer enters the last day."""
        if self.until_entered:
            return "until the day entered"
        if self.bands:
            return "; ".join(
                f"{model.in_words(one.months, 'months')} from age {one.from_age}"
                if one.months
                else f"the time until age {after.from_age}"
                for one, after in zip(self.bands, (*self.bands[1:], self.bands[-1]), strict=True)
            )
        return model.in_words(self.months, "months") if self.months else model.in_words(self.days, "days")


@dataclass(frozen=True)
class VettingPolicy:
    """The watches in force for an authority on a day. `version` says which file, and since when differences stand."""

    version: str
    title: str
    watches: tuple[Watch, ...]

    def watch(self, key: str) -> Watch | None:
        """The watch of that key."""
        return next((one for one in self.watches if one.key == key), None)

    def about(self, what: str) -> tuple[Watch, ...]:
        """The watches about people, or about vehicles."""
        return tuple(one for one in self.watches if one.about == what)


@dataclass(frozen=True)
class _Difference:
    authority: str
    about: str
    value: object
    reason: str
    source: str
    grade: str
    in_force_from: date
    in_force_until: date | None

    def in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)


@dataclass(frozen=True, eq=False)
class _File:
    name: str
    title: str
    in_force_from: date
    in_force_until: date | None
    authorities: tuple[str, ...]
    watches: tuple[Watch, ...]
    differences: tuple[_Difference, ...]


def vetting_policy(gss_code: str, on: date) -> VettingPolicy:
    """What an authority keeps up to date, on a day. Raises NotConfigured when no file is in force for it."""
    return _in_force(gss_code, on)


@cache
def _in_force(gss_code: str, on: date) -> VettingPolicy:
    begun = [one for one in load_vetting() if gss_code in one.authorities and one.in_force_from <= on]
    if not begun or (begun[-1].in_force_until or on) < on:
        raise NotConfigured(
            f"No policy of what is kept up to date is in force for {gss_code or 'an authority without a GSS code'} "
            f"on {on.day} {on:%B %Y}."
        )
    file = begun[-1]
    theirs = [one for one in file.differences if one.authority == gss_code and one.in_force(on)]
    watches = file.watches
    for one in theirs:
        watches = _lay(watches, one)
    since = max((one.in_force_from for one in theirs), default=None)
    version = f"vetting {file.in_force_from}" + (f"; {gss_code} {since}" if since else "")
    return VettingPolicy(version, file.title, watches)


def _lay(watches: Sequence[Watch], one: _Difference) -> tuple[Watch, ...]:
    key, _, field = one.about.partition(".")
    change: dict[str, Any] = {field: one.value, "reason_of_difference": one.reason, "source": one.source}
    return tuple(
        replace(watch, **change, grade=one.grade) if watch.key == key else watch for watch in watches
    )


@cache
def load_vetting(folder: Path = DATA) -> tuple[_File, ...]:
    """Every file, the oldest first, checked. Raises NotConfigured with all the faults together."""
    faults: list[str] = []
    files = []
    for path in sorted(folder.glob("*.toml")):
        name = f"{folder.name}/{path.name}"
        try:
            files.append(_file(name, tomllib.loads(path.read_text(encoding="utf-8")), faults))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            faults.append(f"{name}: the file can't be read as TOML: {fault}.")
    if faults:
        raise NotConfigured(
            "\n".join(["What is kept up to date can't be read:", *faults]), [Reason(one) for one in faults]
        )
    return tuple(sorted(files, key=lambda one: one.in_force_from))


def _file(name: str, raw: Mapping[str, object], faults: list[str]) -> _File:
    top = Table(name, raw, faults)
    watches = tuple(_watch(one, index, top) for index, one in enumerate(top.tables("watches"), start=1))
    by_key = {one.key: one for one in watches}
    if len(by_key) < len(watches):
        top.fault("watches hold a key twice")
    for one in watches:
        if one.renews and one.renews not in by_key:
            top.fault(f"watch {one.key!r} renews {one.renews!r}, which is none")
    authorities = top.get("authorities")
    if not isinstance(authorities, list) or not authorities:
        top.fault("authorities must list GSS codes")
        authorities = []
    file = _File(
        name=name,
        title=top.text("title"),
        in_force_from=top.day("in_force_from") or date.min,
        in_force_until=top.day("in_force_until", optional=True),
        authorities=tuple(map(str, authorities)),
        watches=watches,
        differences=tuple(
            _difference(one, index, top, by_key)
            for index, one in enumerate(top.tables("differences", optional=True), start=1)
        ),
    )
    top.done()
    return file


def _watch(raw: Mapping[str, object], index: int, top: Table) -> Watch:
    table = Table(f"{top.where}: watch {raw.get('key', index)!r}", raw, top.faults)
    reference = Table(f"{table.where}: reference", table.table("reference") or {}, top.faults)
    until_entered = table.one_of("until", ("entered",), default="") == "entered"
    watch = Watch(
        key=table.text("key"),
        about=table.one_of("about", (PERSON, VEHICLE)),
        title=table.text("title"),
        question=table.text("question"),
        hint=table.text("hint", default=""),
        requirement=table.text("requirement", default="") if table.get("requirement") else "",
        renews=table.text("renews", default=""),
        months=table.whole("months", least=1, most=120),
        days=table.whole("days", least=1, most=366),
        bands=_bands(table),
        until_entered=until_entered,
        counted_from=table.one_of("counted_from", model.COUNTED_FROM),
        issued_label=table.text("issued_label", default=""),
        warn_days=table.whole("warn_days", least=0, most=366) or 0,
        ask_days=table.whole("ask_days", least=0, most=366) or 0,
        before_renewal_days=table.whole("before_renewal_days", least=0, most=366),
        asks_points=table.flag("asks_points", default=False),
        reference_label=reference.text("label", default=""),
        reference_hint=reference.text("hint", default=""),
        reference_pattern=reference.text("pattern", default="") or None,
        reference_required=reference.flag("required", default=False),
        results=_results(table),
        source=table.text("source"),
        grade=table.grade(),
        rule=table.rule(),
        enforced=table.flag("enforced", default=True),
    )
    ways = [watch.months is not None, watch.days is not None, bool(watch.bands), until_entered]
    if sum(ways) != 1:
        table.fault('give one of months, days, bands and until = "entered"')
    if not watch.enforced and watch.verified:
        table.fault(f"enforced = false is only for a source that has not been read; this is {watch.grade}")
    reference.done()
    table.done()
    return watch


def _bands(table: Table) -> tuple[Band, ...]:
    bands = []
    for raw in table.tables("bands", optional=True):
        one = Table(f"{table.where}: band", raw, table.faults)
        age = one.whole("from_age", least=0, most=120)
        bands.append(Band(age or 0, one.whole("months", least=1, most=120)))
        one.done()
    ages = [one.from_age for one in bands]
    if bands and (ages[0] != 0 or ages != sorted(set(ages)) or bands[-1].months is None):
        table.fault("bands begin at age 0, each at a higher age than the one before, and the last has months")
    return tuple(bands)


def _results(table: Table) -> tuple[Result, ...]:
    results = []
    raw_results = table.get("results")
    for raw in raw_results if isinstance(raw_results, list) else []:
        one = Table(f"{table.where}: result {raw.get('key')!r}", raw, table.faults)
        results.append(
            Result(
                key=one.text("key"),
                label=one.text("label"),
                satisfies=one.flag("satisfies"),
                needs_note=one.flag("needs_note", default=False),
                needs_until=one.flag("needs_until", default=False),
                attention=one.flag("attention", default=False),
            )
        )
        one.done()
    return tuple(results)


def _difference(
    raw: Mapping[str, object], index: int, top: Table, watches: Mapping[str, Watch]
) -> _Difference:
    table = Table(f"{top.where}: difference {raw.get('about', index)!r}", raw, top.faults)
    key, _, field = (about := table.text("about")).partition(".")
    value = table.get("value")
    if key not in watches or field not in MAY_DIFFER:
        table.fault(f"about names a watch and one of {', '.join(MAY_DIFFER)}, like medical.warn_days")
    elif field == "enforced":
        if value is not False or watches[key].verified:
            table.fault("enforced may be made false only, where the source has not been read")
    elif getattr(watches[key], field) is None or not isinstance(value, int) or value < 0:
        table.fault("value must be a whole number, of a period that the watch has")
    made = _Difference(
        authority=table.text("authority"),
        about=about,
        value=value,
        reason=table.text("reason"),
        source=table.text("source"),
        grade=table.grade(),
        in_force_from=table.day("in_force_from") or date.min,
        in_force_until=table.day("in_force_until", optional=True),
    )
    table.done()
    return made
