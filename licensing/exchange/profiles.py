"""Profiles: how a council's file is laid out, as data. data/README.md says what a profile file may hold.

A profile is one of ours, by its name, or a TOML file of the council's own.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from licensing.errors import BadInput
from licensing.exchange.content import SEPARATORS
from licensing.exchange.fields import FIELDS

FOLDER = Path(__file__).parent / "data" / "profiles"
LEFT_OUT = "-"
RULES = ("", "defra")
_KEYS = frozenset({
    "name", "title", "what", "header", "separator", "sheet", "rules", "replaces_all", "ending_share",
    "ending_least", "order", "may_be_left_out", "needed", "columns", "ignored", "fixed", "defaults", "choices",
})  # fmt: skip
_SEPARATOR_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"} | {
    one: one for one in SEPARATORS
}


@dataclass(frozen=True)
class Profile:
    """How a file is laid out and what it stands for.

    `order` names the field of each column where there is no line of column names; the last `may_be_left_out` of them
    need not be there. `columns` says what each field's column is called where there is. `needed` fields must have a
    value in each row, beside those that always must. `fixed` values hold for every row; `defaults` where a value is
    empty. With `replaces_all` the file is the authority's whole list: a licence that it doesn't name ends, and more
    than `ending_share` per cent of them (and `ending_least`) must be confirmed.
    """

    name: str
    title: str
    what: str
    header: bool = True
    separator: str = ""
    sheet: str = ""
    rules: str = ""
    replaces_all: bool = False
    ending_share: int = 5
    ending_least: int = 5
    order: tuple[str, ...] = ()
    may_be_left_out: int = 0
    needed: frozenset[str] = frozenset()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def is_defra(self) -> bool:
        """Whether the file has to keep the rules of Defra's upload (law.md §8; R66)."""
        return self.rules == "defra"


@cache
def built_in() -> dict[str, Profile]:
    """Our own profiles by name."""
    found = (_read(path.read_text(encoding="utf-8"), path.name) for path in sorted(FOLDER.glob("*.toml")))
    return {profile.name: profile for profile in found}


def named(text: str) -> Profile:
    """The profile of this name, or in the file at this path. Raises BadInput, with all that is wrong with it."""
    if text in built_in():
        return built_in()[text]
    path = Path(text)
    if not path.is_file():
        ours = ", ".join(sorted(built_in()))
        raise BadInput(
            f"There is no profile called {text}, and no such file. Built in are: {ours}.",
            {"profile": "There is no such profile"},
        )
    try:
        return _read(path.read_text(encoding="utf-8-sig"), path.name)
    except (UnicodeDecodeError, OSError) as fault:
        raise BadInput(f"{path.name} can't be read as a profile: it is no text in UTF-8.") from fault


def read(text: str, called: str) -> Profile:
    """A profile from its text, as a council keeps it. Raises BadInput."""
    return _read(text, called)


def _read(text: str, called: str) -> Profile:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadInput(f"{called} is no profile: it is not TOML ({fault}).") from fault
    faults = _faults(told)
    if faults:
        raise BadInput(f"{called} is no profile: {'; '.join(faults)}.")
    return Profile(
        name=str(told.get("name") or Path(called).stem),
        title=str(told.get("title") or told.get("name") or Path(called).stem),
        what=told["what"],
        header=told.get("header", True),
        separator=_SEPARATOR_NAMES.get(told.get("separator", ""), ""),
        sheet=told.get("sheet", ""),
        rules=told.get("rules", ""),
        replaces_all=told.get("replaces_all", False),
        ending_share=told.get("ending_share", 5),
        ending_least=told.get("ending_least", 5),
        order=tuple(told.get("order", ())),
        may_be_left_out=told.get("may_be_left_out", 0),
        needed=frozenset(told.get("needed", ())),
        columns={name: _several(called_) for name, called_ in told.get("columns", {}).items()},
        ignored=frozenset(column_key(one) for one in told.get("ignored", ())),
        fixed=told.get("fixed", {}),
        defaults=told.get("defaults", {}),
        choices={
            name: {str(word).lower(): value for word, value in table.items()}
            for name, table in told.get("choices", {}).items()
        },
    )


def column_key(text: str) -> str:
    """What two column names are compared by: case, spaces and the signs between words don't count."""
    return "".join(filter(str.isalnum, text.casefold()))


def _several(told: str | Iterable[str]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def _faults(told: Mapping[str, Any]) -> list[str]:
    """All that is wrong with a profile, in words."""
    faults = [f"there is no setting called {key}" for key in sorted(set(told) - _KEYS)]
    what = told.get("what")
    if what not in FIELDS:
        return [*faults, f"“what” must be one of {', '.join(FIELDS)}"]
    if types := _types(told):
        return [*faults, *types]
    fields = FIELDS[what]
    if told.get("separator", "") not in {"", *_SEPARATOR_NAMES}:
        faults.append("“separator” must be comma, semicolon, tab or bar")
    if told.get("rules", "") not in RULES:
        faults.append("“rules” may be “defra” only")
    order = told.get("order", ())
    if not told.get("header", True) and not order:
        faults.append("a file without column names needs “order”")
    if told.get("header", True) and order:
        faults.append("“order” is for a file without column names: set header = false, or use “columns”")
    named_fields = [one for one in (*order, *told.get("needed", ())) if one != LEFT_OUT]
    for table in ("columns", "fixed", "defaults", "choices"):
        named_fields += told.get(table, {})
    faults += [
        f"{what} have no field called {name}; they have {', '.join(fields)}"
        for name in dict.fromkeys(named_fields)
        if name not in fields
    ]
    return faults + _missing(told, fields)


def _missing(told: Mapping[str, Any], fields: Mapping[str, Any]) -> list[str]:
    """Fields that every row needs and that the profile gives no way to."""
    if told.get("header", True) and not told.get("columns"):
        # Columns are then found by their usual names.
        return []
    there = {
        *told.get("order", ()),
        *told.get("columns", {}),
        *told.get("fixed", {}),
        *told.get("defaults", {}),
    }
    return [
        f"nothing says where {name} ({one.words}) comes from: name its column, or give it under [fixed]"
        for name, one in fields.items()
        if one.needed and name not in there
    ]


_TYPES: dict[str, type | tuple[type, ...]] = {
    "name": str, "title": str, "header": bool, "separator": str, "sheet": str, "rules": str, "replaces_all": bool,
    "ending_share": int, "ending_least": int, "order": list, "may_be_left_out": int, "needed": list, "columns": dict,
    "ignored": list, "fixed": dict, "defaults": dict, "choices": dict,
}  # fmt: skip


def _types(told: Mapping[str, Any]) -> list[str]:
    faults = [
        f"“{key}” must be {_TYPE_WORDS[_TYPES[key]]}"
        for key, value in told.items()
        if key in _TYPES and not isinstance(value, _TYPES[key])
    ]
    tables = [(table, told.get(table)) for table in ("fixed", "defaults")]
    faults += [
        f"“{name}” under [{table}] must be text, a date, a whole number, true or false"
        for table, values in tables
        if isinstance(values, dict)
        for name, value in values.items()
        if not isinstance(value, (str, int, date))
    ]
    choices = told.get("choices")
    if isinstance(choices, dict) and not all(isinstance(one, dict) for one in choices.values()):
        faults.append("each of [choices] must be a table of words")
    columns = told.get("columns")
    if isinstance(columns, dict) and not all(isinstance(one, (str, list)) for one in columns.values()):
        faults.append("each of [columns] must be a column's name, or a list of names")
    return faults


_TYPE_WORDS: dict[Any, str] = {
    str: "text", bool: "true or false", int: "a whole number", list: "a list", dict: "a table",
}  # fmt: skip
