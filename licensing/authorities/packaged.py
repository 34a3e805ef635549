"""The councils as they come with this package: the council file and our own tables beside it, read together.

Pure but for reading its own files. data/README.md says where each file comes from and what each column means.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from licensing.authorities.names import KnownAuthority, Names

DATA = Path(__file__).parent / "data"
COUNCIL_FILE = DATA / "uk_local_authorities.csv"
FILE_SOURCE = "mySociety's register of UK councils"
# The file separates names by a comma alone; a comma and a space stand within a name ("Bristol, City of").
_BETWEEN_NAMES = re.compile(r",(?! )")


@dataclass(frozen=True)
class Kind:
    """A kind of authority, and whether that kind licenses taxi and private hire drivers, by which law."""

    kind: str
    words: str
    licenses: bool
    source: str


@dataclass(frozen=True)
class Name:
    """One name of an authority. `kind` is official, nice, alternative, former or code."""

    name: str
    kind: str
    source: str


@dataclass(frozen=True)
class FormerCode:
    """Another GSS code of an authority, a former or a newer one, and the day it changed, where that is known."""

    gss_code: str
    changed_on: date | None
    source: str


@dataclass(frozen=True)
class Successor:
    """One authority that came after another. `part` says which part it took, "" when it took the whole."""

    key: str
    source: str
    part: str = ""


@dataclass(frozen=True)
class Council:
    """One authority with all that is known of it. `ended_on` is its last day."""

    key: str
    official_name: str
    nice_name: str
    gss_code: str
    kind: Kind
    nation: str
    region: str
    started_on: date | None
    ended_on: date | None
    source: str
    notes: str
    names: tuple[Name, ...]
    former_codes: tuple[FormerCode, ...]
    successors: tuple[Successor, ...]
    from_file: bool

    def licenses(self, on: date) -> bool:
        """Whether it licenses on a day: it is of a licensing kind, and has not ended."""
        return self.kind.licenses and (self.ended_on is None or on <= self.ended_on)

    def known(self, on: date) -> KnownAuthority:
        """What resolving names needs of it."""
        return KnownAuthority(
            key=self.key, official_name=self.official_name, nice_name=self.nice_name, kind=self.kind.kind,
            gss_code=self.gss_code, licenses=self.licenses(on), ended_on=self.ended_on,
            names=tuple(one.name for one in self.names if one.kind in ("official", "nice", "alternative")),
            former_names=tuple(one.name for one in self.names if one.kind == "former"),
            former_codes=tuple(one.gss_code for one in self.former_codes),
            successors=tuple(one.key for one in self.successors),
        )  # fmt: skip


@cache
def councils() -> tuple[Council, ...]:
    """Every authority: the council file's, in its order, then our own."""
    rows = [_from_file(row) for row in _rows(COUNCIL_FILE)] + list(_rows(DATA / "added_authorities.csv"))
    started = {row["code"]: row["started_on"] for row in rows}
    parts = _Parts()
    return tuple(_council(row, parts, started) for row in rows)


@cache
def shared_names() -> dict[str, tuple[str, ...]]:
    """Names that more than one body could mean, with the bodies' keys."""
    return {row["name"]: tuple(row["codes"].split()) for row in _rows(DATA / "shared_names.csv")}


@cache
def other_places() -> tuple[str, ...]:
    """Places whose names are within a few letters of a council's and which are not councils."""
    return tuple(row["name"] for row in _rows(DATA / "other_places.csv"))


def names(on: date) -> Names:
    """The index of names, straight from the packaged data, as things stand on a day."""
    return index_of([council.known(on) for council in councils()], on)


def index_of(known: list[KnownAuthority], on: date) -> Names:
    """An index of these authorities' names, which knows the shared names and other places too."""
    there = {authority.key for authority in known}
    shared = {name: keys for name, keys in shared_names().items() if there.issuperset(keys)}
    return Names(known, on=on, shared=shared, elsewhere=other_places())


class _Parts:
    """Our own tables, by the code of the authority they speak of."""

    def __init__(self) -> None:
        self.kinds = {
            row["code"]: Kind(row["kind"], row["words"], row["licenses"] == "yes", row["source"])
            for row in _rows(DATA / "kinds.csv")
        }
        self.names: dict[str, list[Name]] = defaultdict(list)
        for row in _rows(DATA / "names.csv"):
            self.names[row["code"]].append(Name(row["name"], row["kind"], row["source"]))
        self.successors: dict[str, list[Successor]] = defaultdict(list)
        for row in _rows(DATA / "successors.csv"):
            self.successors[row["code"]].append(Successor(row["successor"], row["source"], row["part"]))
        self.codes: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in _rows(DATA / "gss_codes.csv"):
            self.codes[row["code"]].append(row)
        self.set_aside = {(row["code"], row["name"]) for row in _rows(DATA / "set_aside.csv")}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _from_file(row: dict[str, str]) -> dict[str, str]:
    """A row of the council file in the words of our own tables."""
    return {
        "code": row["local-authority-code"],
        "official_name": row["official-name"],
        "nice_name": row["nice-name"],
        "gss_code": row["gss-code"],
        "type": row["local-authority-type"],
        "nation": row["nation"],
        "region": row["region"],
        "started_on": row["start-date"],
        "ended_on": row["end-date"],
        "source": FILE_SOURCE,
        "notes": "",
        "alternative": row["alt-names"],
        "former_codes": row["former-gss-codes"],
        "replaced_by": row["replaced-by"],
    }


def _council(row: dict[str, str], parts: _Parts, started: dict[str, str]) -> Council:
    key = row["code"]
    replaced_by = [Successor(one, FILE_SOURCE) for one in _listed(row.get("replaced_by", ""))]
    successors = replaced_by + parts.successors[key]
    gss_code, former_codes = _codes(row, parts.codes[key])
    return Council(
        key=key,
        official_name=_tidy(row["official_name"]),
        nice_name=_tidy(row["nice_name"]),
        gss_code=gss_code,
        kind=parts.kinds[row["type"]],
        nation=row["nation"],
        region=row["region"] or row["nation"],
        started_on=_day(row["started_on"]),
        ended_on=_last_day(row["ended_on"], {started.get(one.key, "") for one in successors}),
        source=row["source"],
        notes=row["notes"],
        names=_names(row, parts),
        former_codes=former_codes,
        successors=tuple(successors),
        from_file="alternative" in row,
    )


def _names(row: dict[str, str], parts: _Parts) -> tuple[Name, ...]:
    """Its names, each once however it is capitalised: the first spelling stands."""
    key, source = row["code"], row["source"]
    listed = _BETWEEN_NAMES.split(row.get("alternative", ""))
    ours = parts.names[key]
    former = {one.name.casefold() for one in ours if one.kind == "former"}
    alternative = [_tidy(name) for name in listed if (key, name) not in parts.set_aside]
    found = [
        Name(_tidy(row["official_name"]), "official", source),
        Name(_tidy(row["nice_name"]), "nice", source),
        *ours,
        *(Name(name, "alternative", source) for name in alternative if name.casefold() not in former),
        Name(key, "code", source),
    ]
    kept: dict[str, Name] = {}
    for one in found:
        kept.setdefault(one.name.casefold() if one.kind != "code" else f"code {key}", one)
    return tuple(one for one in kept.values() if one.name)


def _codes(row: dict[str, str], ours: list[dict[str, str]]) -> tuple[str, tuple[FormerCode, ...]]:
    """The council file's code, and the other codes by which the authority is known: former ones, and newer.

    Every authority goes by the code of the council file, so that all of us name it alike; a code that is newer
    than the file is understood, and takes its place when the file is renewed.
    """
    current = row["gss_code"]
    former = [FormerCode(code, None, row["source"]) for code in _listed(row.get("former_codes", ""))]
    former += [FormerCode(one["gss_code"], _day(one["from"]), one["source"]) for one in ours]
    # When the file catches up, its code is ours, and the code before is in both lists.
    return current, tuple({one.gss_code: one for one in former if one.gss_code != current}.values())


def _last_day(text: str, successors_started: set[str]) -> date | None:
    """The last day. The file sometimes gives the first day after, which is the day its successor began."""
    day = _day(text)
    return day - timedelta(days=1) if day and text in successors_started else day


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _tidy(text: str) -> str:
    return " ".join(text.split())
