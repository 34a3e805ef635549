"""Reading the policy files, data/common/*.toml and data/differences/*.toml: checked together, then used."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from licensing.errors import NotConfigured, Reason
from licensing.policy import common, differences
from licensing.policy.model import Difference, Policy

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, eq=False)
class CommonFile:
    """One version of a common policy: what the file says, and the policy it makes."""

    name: str
    tables: Mapping[str, object]
    policy: Policy


@dataclass(frozen=True, eq=False)
class DifferencesFile:
    """The differences of one authority: past, in force and to come."""

    name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, eq=False)
class PolicyFiles:
    """All that the files say: the common policies, the oldest first, and the differences by GSS code."""

    common: tuple[CommonFile, ...]
    differences: Mapping[str, DifferencesFile]

    def common_in_force(self, gss_code: str, on: date) -> CommonFile | None:
        """The common policy that an authority follows on a day: the newest begun, unless that has ended."""
        begun = [
            one
            for one in self.common
            if gss_code in one.policy.authorities and one.policy.in_force_from <= on
        ]
        if not begun:
            return None
        newest = begun[-1]
        ended = newest.policy.in_force_until is not None and newest.policy.in_force_until < on
        return None if ended else newest

    def policy(self, gss_code: str, on: date, faults: list[str]) -> Policy | None:
        """The policy in force for an authority on a day; None without one. Checked files give no faults."""
        base = self.common_in_force(gss_code, on)
        if base is None:
            return None
        file = self.differences.get(gss_code)
        in_force = [one for one in file.differences if one.in_force(on)] if file else []
        if file is None or not in_force:
            return replace(base.policy, gss_code=gss_code)
        since = max(day for day in differences.days_of_change(file.differences) if day <= on)
        made = differences.lay_over(base.tables, in_force, f"{file.name} over {base.name}", faults)
        return replace(made, gss_code=gss_code, version=f"{base.policy.version}; {gss_code} {since}")


@cache
def load_all(folder: Path = DATA) -> PolicyFiles:
    """Every policy file, checked. Raises NotConfigured with all the faults, each naming file and item."""
    faults: list[str] = []
    commons = _common_files(folder, faults)
    files = PolicyFiles(commons, _differences_files(folder, faults))
    if not faults:
        _check_together(files, faults)
    if faults:
        told = list(dict.fromkeys(faults))
        raise NotConfigured(
            "\n".join(["The licensing policy can't be used:", *told]), [Reason(one) for one in told]
        )
    return files


def _common_files(folder: Path, faults: list[str]) -> tuple[CommonFile, ...]:
    found = []
    for name, tables in _files(folder, "common", faults):
        policy = common.read(tables, name, faults)
        found.append(CommonFile(name, tables, policy))
        if policy.in_force_from != date.min and not name.startswith(f"common/{policy.in_force_from}"):
            faults.append(
                f"{name}: the file's name must begin with its in_force_from, {policy.in_force_from}."
            )
    if not found and not faults:
        faults.append("common: there is no policy file.")
    return tuple(sorted(found, key=lambda one: one.policy.in_force_from))


def _differences_files(folder: Path, faults: list[str]) -> dict[str, DifferencesFile]:
    found: dict[str, DifferencesFile] = {}
    for name, tables in _files(folder, "differences", faults):
        gss_code = str(tables.get("authority"))
        if not re.fullmatch(rf"differences/{re.escape(gss_code)}-[a-z-]+\.toml", name):
            faults.append(
                f"{name}: the file's name must be the authority's code and name, like E08000035-leeds.toml."
            )
        if gss_code in found:
            faults.append(f"{name}: {found[gss_code].name} holds the differences of {gss_code} already.")
        found[gss_code] = DifferencesFile(name, differences.read(tables, name, faults))
    return found


def _files(folder: Path, kind: str, faults: list[str]) -> list[tuple[str, Mapping[str, object]]]:
    read: list[tuple[str, Mapping[str, object]]] = []
    for path in sorted((folder / kind).glob("*.toml")):
        name = f"{kind}/{path.name}"
        try:
            read.append((name, tomllib.loads(path.read_text(encoding="utf-8"))))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(f"{name}: the file can't be read as TOML: {error}.")
    return read


def _check_together(files: PolicyFiles, faults: list[str]) -> None:
    """What can only be seen with all the files side by side."""
    for index, one in enumerate(files.common):
        for other in files.common[index + 1 :]:
            both = one.policy.authorities & other.policy.authorities
            if both and one.policy.in_force_from == other.policy.in_force_from:
                faults.append(
                    f"{other.name}: {one.name} begins on the same day for {', '.join(sorted(both))}."
                )
    begins = [one.policy.in_force_from for one in files.common]
    for gss_code, file in files.differences.items():
        for difference in file.differences:
            _check_difference(files, file.name, difference, faults)
        # Between two days of change nothing changes, so a policy sound on each of them is sound on all.
        for day in _sorted(differences.days_of_change(file.differences), begins):
            files.policy(gss_code, day, faults)


def _sorted(*days: Sequence[date]) -> list[date]:
    return sorted({day for some in days for day in some})


def _check_difference(files: PolicyFiles, name: str, one: Difference, faults: list[str]) -> None:
    where = f"{name}: difference about {one.about}"
    base = files.common_in_force(one.gss_code, one.in_force_from)
    if base is None:
        faults.append(f"{where}: no common policy is in force for {one.gss_code} on {one.in_force_from}.")
        return
    found: list[str] = []
    made = differences.lay_over(base.tables, [one], where, found)
    if not found and not made.differences:
        faults.append(f"{where}: it says what the common policy says already.")
