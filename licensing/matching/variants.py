"""Names that are one name, where no rule of sound can see it: the tables of data/names.toml, looked up."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

_TABLES = tomllib.loads((Path(__file__).parent / "data" / "names.toml").read_text(encoding="utf-8"))

# Each spelling of the table → the usual one.
USUAL: dict[str, str] = {
    spelling: line.split()[0] for line in reversed(_TABLES["spellings"]) for spelling in line.split()
}

# The usual spelling → every spelling on its line.
LINE: dict[str, tuple[str, ...]] = {line.split()[0]: tuple(line.split()) for line in _TABLES["spellings"]}


def usual_spelling(name: str) -> str:
    """The usual spelling of a name; the name itself when the table does not hold it."""
    return USUAL.get(name, name)


def _short_forms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in _TABLES["short_forms"]:
        short, *names = line.split()
        found[short].update(usual_spelling(name) for name in names)
    return {short: frozenset(names) for short, names in found.items()}


# A short or familiar form → the usual spellings of the names it stands for.
SHORT_FORMS = _short_forms()
MUHAMMAD = frozenset(name for name, usual in USUAL.items() if usual == "muhammad")
SAYS_LITTLE = frozenset(_TABLES["saying_little"].split()) | frozenset(
    name for name, usual in USUAL.items() if usual in set(_TABLES["saying_little"].split())
)


def one_name(left: str, right: str) -> bool:
    """Whether the table holds two names as one name in two spellings."""
    return left in USUAL and USUAL[left] == USUAL.get(right)


def two_names(left: str, right: str) -> bool:
    """Whether the table knows two names as different ones, however alike they sound: Hassan and Hussain."""
    return left in USUAL and right in USUAL and USUAL[left] != USUAL[right]
