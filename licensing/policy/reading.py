"""Reading a table of a policy file: a fault is a sentence that names the file, the item and what is wrong."""

import difflib
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime

from licensing.policy.catalogue import GRADES

RULE = re.compile(r"(R\d\d)?")


class Table:
    """One table of a file while it is read. The faults of all tables go in one list, to be told together.

    A getter returns a value of its type even after a fault, so that reading goes on and finds the next one.
    """

    def __init__(self, where: str, table: Mapping[str, object], faults: list[str]) -> None:
        self.where = where
        self.faults = faults
        self._table = table
        self._asked: list[str] = []

    def fault(self, sentence: str) -> None:
        """Note what is wrong with this item."""
        self.faults.append(f"{self.where}: {sentence}.")

    def has(self, key: str) -> bool:
        """Whether the file says anything under that word."""
        return key in self._table

    def get(self, key: str) -> object:
        """What the file says, of whatever type; None if nothing."""
        self._asked.append(key)
        return self._table.get(key)

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.fault(f"{key} is missing" if value is None else f"{key} must be a text, not {value!r}")
            return ""
        return " ".join(value.split())

    def one_of(self, key: str, options: Collection[str], *, default: str | None = None) -> str:
        """One of a list of words."""
        value = self.text(key, default=default)
        if value and value not in options and value != default:
            self.fault(f"{key} must be one of {', '.join(options)}, not {value!r}")
        return value

    def some_of(
        self, key: str, options: Collection[str], *, default: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """A list of words out of a list, none twice and at least one."""
        value = self.get(key)
        if value is None and default is not None:
            return tuple(default)
        if value is None:
            self.fault(f"{key} is missing")
            return ()
        return words_of(value, options, key, self)

    def grade(self, key: str = "grade", *, default: str | None = None) -> str:
        """The grade of the evidence: V, S, R or NV."""
        return self.one_of(key, GRADES, default=default)

    def rule(self, key: str = "rule", *, default: str | None = None) -> str:
        """The id of a rule, R01 and on; an empty text says that there is none."""
        value = self.get(key)
        if value is None and default is not None:
            return default
        if value is None:
            self.fault(f"{key} is missing")
        elif not isinstance(value, str) or not RULE.fullmatch(value):
            self.fault(f"{key} must be the id of a rule, like R53, or empty, not {value!r}")
        else:
            return value
        return ""

    def whole(self, key: str, *, least: int, most: int) -> int | None:
        """A whole number within bounds; None if it isn't there."""
        value = self.get(key)
        return None if value is None else whole_number(value, least, most, key, self)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """true or false."""
        value = self.get(key)
        if value is None and default is not None:
            return default
        if value is None:
            self.fault(f"{key} is missing")
        elif not isinstance(value, bool):
            self.fault(f"{key} must be true or false, not {value!r}")
        return value is True

    def day(self, key: str, *, optional: bool = False) -> date | None:
        """A day, written without quotation marks: 2026-04-01."""
        value = self.get(key)
        if value is None and optional:
            return None
        if value is None:
            self.fault(f"{key} is missing")
        elif not isinstance(value, date) or isinstance(value, datetime):
            self.fault(f"{key} must be a day written like 2026-04-01 without quotation marks, not {value!r}")
        else:
            return value
        return None

    def tables(self, key: str, *, optional: bool = False) -> list[Mapping[str, object]]:
        """A list of tables."""
        value = self.get(key)
        if value is None and optional:
            return []
        if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
            self.fault(f"{key} is missing" if value is None else f"{key} must be a list of tables")
            return []
        return value

    def table(self, key: str) -> Mapping[str, object] | None:
        """A table; None if it isn't there."""
        value = self.get(key)
        if value is not None and not isinstance(value, dict):
            self.fault(f"{key} must be a table")
            return None
        return value

    def done(self) -> None:
        """Say which words of the file nobody asked for: a slip of the pen must not pass in silence."""
        for key in self._table:
            if key not in self._asked:
                near = difflib.get_close_matches(key, self._asked, n=1)
                meant = f"; is {near[0]!r} meant?" if near else ""
                self.fault(f"{key!r} is not a word this item knows{meant}")


def whole_number(value: object, least: int, most: int, key: str, table: Table) -> int:
    """A whole number within bounds, or `least` after noting the fault."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        table.fault(f"{key} must be a whole number from {least} to {most}, not {value!r}")
        return least
    return value


def words_of(value: object, options: Collection[str], key: str, table: Table) -> tuple[str, ...]:
    """A list of words out of a list, or none after noting the fault."""
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        table.fault(f"{key} must be a list of words in quotation marks, with one at least")
        return ()
    if strange := [one for one in value if one not in options]:
        table.fault(f"{key} may hold {', '.join(options)}, not {', '.join(repr(one) for one in strange)}")
    if len(set(value)) < len(value):
        table.fault(f"{key} holds a word twice")
    return tuple(value)
