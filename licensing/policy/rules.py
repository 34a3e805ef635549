"""The rules of law that this register keeps, and how far: proved by tests, switched off and why, or not yet built.

The rules are the rows of data/rules/rules.csv, a copy of the project's reading of the law (README.md beside it). A
deployed copy has no tests, so which test proves which rule is written down in proofs.json by `./dev rules --write`, and
a test sees to it that it is what the tests say.
"""

import csv
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "rules"
RULES, SWITCHED_OFF, PROOFS = DATA / "rules.csv", DATA / "switched_off.toml", DATA / "proofs.json"

PROVED, OFF, NOT_YET = "proved", "switched off", "not yet built"

# The beginning of a source → the law it is of; what begins otherwise is other law.
LAWS = (
    ("Act ", "Taxis and Private Hire Vehicles (Safeguarding and Road Safety) Act 2022"),
    ("76 ", "Local Government (Miscellaneous Provisions) Act 1976, Part II"),
    ("STS", "Statutory standards, and policies and practice of authorities"),
    ("WY&York", "Statutory standards, and policies and practice of authorities"),
    ("Leeds", "Statutory standards, and policies and practice of authorities"),
    ("LGA", "Statutory standards, and policies and practice of authorities"),
)
OTHER_LAW = "Other law and guidance"


@dataclass(frozen=True)
class Rule:
    """One row of rules.csv: what the law asks, where it says so, by when, and how well we know that."""

    id: str
    says: str
    source: str
    grade: str
    deadline: str = ""

    @property
    def verified(self) -> bool:
        """Whether its source was read, in full (V) or in part (S), with nothing in it that was not."""
        grades = set(self.grade.split("/"))
        return bool(grades) and grades <= {"V", "S"}

    @property
    def law(self) -> str:
        """The law it is of, in words."""
        return next((law for begins, law in LAWS if self.source.startswith(begins)), OTHER_LAW)


@dataclass(frozen=True)
class Standing:
    """A rule with how far it is kept: the tests that prove it, or why it is switched off, or neither yet."""

    rule: Rule
    tests: tuple[str, ...]
    why_off: str = ""

    @property
    def state(self) -> str:
        """Proved, switched off, or not yet built. What is switched off says so whatever tests there are."""
        if self.why_off:
            return OFF
        return PROVED if self.tests else NOT_YET


@dataclass(frozen=True)
class Group:
    """The rules of one law."""

    law: str
    standings: tuple[Standing, ...]

    def count(self, state: str) -> int:
        """How many of them stand so."""
        return sum(one.state == state for one in self.standings)


def load_rules(path: Path = RULES) -> list[Rule]:
    """Every rule, in the order of the file."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Rule(
                row["id"],
                row["rule"],
                row["source"],
                row["evidence_grade"],
                "" if row["deadline_or_number"] == "—" else row["deadline_or_number"],
            )
            for row in csv.DictReader(file)
        ]


def load_switched_off(path: Path = SWITCHED_OFF) -> dict[str, str]:
    """The rules that this register does not apply for now, by id, with the reason of each."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {rule: " ".join(str(table["why"]).split()) for rule, table in tables.items()}


def recorded_proofs(path: Path = PROOFS) -> dict[str, list[str]]:
    """For each rule's id, the tests that prove it, as `./dev rules --write` wrote them down."""
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def standings(proofs: Mapping[str, Sequence[str]]) -> list[Standing]:
    """Every rule with how far it is kept, in the order of the file."""
    off = load_switched_off()
    return [Standing(rule, tuple(proofs.get(rule.id, ())), off.get(rule.id, "")) for rule in load_rules()]


def groups(proofs: Mapping[str, Sequence[str]]) -> list[Group]:
    """The rules by the law they are of, in the order in which each law comes first."""
    by_law: dict[str, list[Standing]] = {}
    for one in standings(proofs):
        by_law.setdefault(one.rule.law, []).append(one)
    return [Group(law, tuple(found)) for law, found in by_law.items()]


@cache
def recorded_groups() -> tuple[Group, ...]:
    """The rules by law, with the proofs that were written down: read once by each process."""
    return tuple(groups(recorded_proofs()))


def in_words(test: str) -> str:
    """The sentence that a test's name is: "tests/…::test_a_search_is_good[x]" reads "A search is good"."""
    name = test.rpartition("::")[2] if "::" in test else Path(test).stem
    words = name.partition("[")[0].removeprefix("test_").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
