"""Which council a value of a file names; asked of each spelling once. No database."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from licensing.authorities import packaged
from licensing.authorities.names import How, Names
from licensing.exchange.values import ValueFault


@dataclass(frozen=True)
class Named:
    """A council that was named: its short code and official name; a note when it has another name today."""

    key: str
    name: str
    note: str = ""


class Councils:
    """The councils of England that license, by any of their names, as things stand on a day (London)."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._known: dict[str, Named | str] = {}

    def named(self, text: str) -> Named:
        """The council that a name or GSS code means. Raises ValueFault when that is not sure, or it doesn't license."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._resolve(text)
        if isinstance(found, str):
            raise ValueFault(found)
        return found

    def _resolve(self, text: str) -> Named | str:
        answer = _names(self._on).resolve(text)
        if answer.authority is None or answer.how is How.NEAR:
            may_be = " or ".join(one.official_name for one in answer.candidates[:3])
            return f"“{text[:60]}” is no council's name" + (f"; it may be {may_be}" if may_be else "")
        council = _by_key()[answer.authority.key]
        if council.nation != "England" or not council.licenses(self._on):
            return f"“{text[:60]}” is no licensing authority in England"
        note = "" if answer.how is How.EXACT else f"“{text[:60]}” is {council.official_name} today"
        return Named(council.key, council.official_name, note)


@lru_cache(maxsize=2)
def _names(on: date) -> Names:
    return packaged.names(on)


@lru_cache(maxsize=1)
def _by_key() -> dict[str, packaged.Council]:
    return {council.key: council for council in packaged.councils()}
