"""Whose name is this? Resolving councils' names as people write them, never to a wrong council.

Pure: a list of known authorities goes in, and each name asked about gets one of four answers:

    exact   one of the council's own names or codes, in whatever dress ("The Borough Council of Bolton")
    former  an earlier name or code, or a council that has ended and has exactly one successor today
    near    misspelt, and safely one: no other council's name, and no other place, is nearly as near
    asked   cannot be sure; whoever wrote it must be asked, and the candidates are listed

A name is read as written first, then without the words that say a council's kind (wording.py), and only then
as misspelt (misspelt.py).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from licensing.authorities import wording
from licensing.authorities.misspelt import Speller, Spelling, safely_one
from licensing.authorities.wording import Written

MOST_CANDIDATES = 5


class How(StrEnum):
    """How a name was resolved."""

    EXACT = "exact"
    FORMER = "former"
    NEAR = "near"
    ASKED = "asked"


@dataclass(frozen=True)
class KnownAuthority:
    """What resolving needs to know of an authority. Names are its own; `former_names` are no longer used."""

    key: str
    official_name: str
    nice_name: str
    kind: str
    gss_code: str = ""
    licenses: bool = False
    names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()
    ended_on: date | None = None
    successors: tuple[str, ...] = ()

    def exists(self, on: date) -> bool:
        """Whether the authority exists on a day; `ended_on` is its last."""
        return self.ended_on is None or on <= self.ended_on


@dataclass(frozen=True)
class Resolution:
    """An answer. `authority` is None when it must be asked; `candidates` are those it may be."""

    how: How
    authority: KnownAuthority | None
    candidates: tuple[KnownAuthority, ...]
    explanation: str


@dataclass(frozen=True)
class _Naming:
    """That a spelling names an authority, now or formerly."""

    key: str
    former: bool = False


class Names:
    """An index of every name of every known authority, as things stand on a day (London)."""

    def __init__(
        self,
        authorities: Iterable[KnownAuthority],
        *,
        on: date,
        shared: Mapping[str, tuple[str, ...]] | None = None,
        elsewhere: Iterable[str] = (),
    ) -> None:
        """`shared` are names that no one body has, with the keys of those meant; `elsewhere` other places."""
        self._on = on
        self._by_key = {authority.key: authority for authority in authorities}
        self._words = frozenset(
            word for one in self._by_key.values() for name in _all_names(one) for word in wording.words(name)
        )
        self._full: dict[str, set[_Naming]] = {}
        self._core: dict[str, set[_Naming]] = {}
        self._spelt: dict[str, set[_Naming]] = {}
        self._hints: dict[str, frozenset[str]] = {}
        self._codes: dict[str, set[_Naming]] = {}
        for authority in self._by_key.values():
            self._add(authority)
        self._shared = self._shared_names(shared or {})
        places = {wording.squash(wording.words(place)) for place in elsewhere}
        self._elsewhere = places - set(self._core) - set(self._full)
        full, core, spelt = (self._spellings(index) for index in (self._full, self._core, self._spelt))
        self._speller = Speller(full, core, spelt, self._elsewhere)

    def resolve(self, text: str) -> Resolution:
        """Whose name or code this is."""
        if len(text) > wording.LONGEST:
            return _asked(f"This is longer than {wording.LONGEST} characters: no council's name is.")
        codes, rest = wording.split_codes(text)
        if codes:
            return self._by_codes(codes, rest)
        readings = wording.readings(wording.clean(text), self._words)
        if not any(reading.full for reading in readings):
            return _asked("There is no name here.")
        refusals = []
        for reading in readings:
            answer = self._as_written(reading)
            if answer and answer.authority:
                return answer
            if answer:
                refusals.append(answer)
        return refusals[0] if refusals else self._twice_named(text) or self._misspelt(readings)

    def successors_today(self, key: str) -> tuple[KnownAuthority, ...]:
        """The authorities that exist and came after this one, however many steps on; itself if it exists."""
        return self._authorities(self._leads_to(key))

    # --- the index

    def _add(self, authority: KnownAuthority) -> None:
        hints: set[str] = set()
        for name in _all_names(authority):
            naming = _Naming(authority.key, former=name in authority.former_names)
            for written in wording.readings(name, self._words):
                hints |= written.hints
                self._full.setdefault(written.full, set()).add(naming)
                # The bare name of a region is no council's: a combined authority has its full names only.
                if written.core and authority.kind not in _REGIONAL:
                    self._core.setdefault(written.core, set()).add(naming)
                    self._spelt.setdefault(written.spelt, set()).add(naming)
        self._hints[authority.key] = frozenset(hints)
        for code in (authority.gss_code, *authority.former_codes):
            if code:
                naming = _Naming(authority.key, former=code != authority.gss_code)
                self._codes.setdefault(code, set()).add(naming)

    def _shared_names(self, shared: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """The names that are not one council's, squashed: those given, and the bare names of regions."""
        regions = {
            written.core: (authority.key,)
            for authority in self._by_key.values()
            if authority.kind in _REGIONAL
            for name in (authority.official_name, authority.nice_name)
            for written in wording.readings(name, self._words)
            if written.core not in self._core and written.core not in self._full
        }
        given = {
            written.full: keys
            for name, keys in shared.items()
            for written in wording.readings(name, self._words)
        }
        return regions | given

    def _spellings(self, index: Mapping[str, set[_Naming]]) -> list[Spelling]:
        own = [
            Spelling(text, self._ends(found), frozenset(one.key for one in found))
            for text, found in index.items()
            if text not in self._shared
        ]
        return own + [
            Spelling(text, frozenset(keys), frozenset(keys), settled=False)
            for text, keys in self._shared.items()
        ]

    def _ends(self, found: Iterable[_Naming]) -> frozenset[str]:
        return frozenset().union(*(self._leads_to(one.key) for one in found))

    def _leads_to(self, key: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        authority = self._by_key[key]
        if authority.exists(self._on):
            return frozenset({key})
        onward = [one for one in authority.successors if one in self._by_key and one not in seen]
        return frozenset().union(*(self._leads_to(one, seen | {key}) for one in onward))

    # --- as written

    def _by_codes(self, codes: tuple[str, ...], rest: str) -> Resolution:
        found: set[_Naming] = set().union(*(self._codes.get(code, set()) for code in codes))
        unknown = [code for code in codes if code not in self._codes]
        if unknown:
            return _asked(
                f"No authority has or had the code {unknown[0]}.", self._authorities(self._ends(found))
            )
        by_code = self._settle(found, f"the code {codes[0]}")
        if not any(reading.core for reading in wording.readings(wording.clean(rest), self._words)):
            return by_code
        by_name = self.resolve(rest)
        if by_name.authority == by_code.authority and by_code.authority:
            return by_code
        return _asked(
            "The code and the name beside it are not the same council's.",
            tuple(dict.fromkeys(by_code.candidates + by_name.candidates)),
        )

    def _twice_named(self, text: str) -> Resolution | None:
        """The answer for a name given twice, "Hull (Kingston upon Hull)", when both are one council's."""
        parts = _TWICE.fullmatch(text.strip())
        if not parts:
            return None
        first, second = self.resolve(parts[1]), self.resolve(parts[2])
        return first if first.authority and first.authority == second.authority else None

    def _as_written(self, reading: Written) -> Resolution | None:
        """The answer when the name stands in the index as it is; None when it does not."""
        for text in (reading.full, reading.core):
            if text in self._shared and (text == reading.full or text not in self._full):
                return _asked("No one council is called this.", self._authorities(self._shared[text]))
            if text == reading.full and text in self._full:
                return self._settle(self._full[text], "this name")
        found = self._core.get(reading.core, set())
        if not found:
            if reading.core in self._elsewhere or reading.full in self._elsewhere:
                return _asked("This is a place, but no council's name.")
            return None
        fitting = {one for one in found if self._fits(one.key, reading.hints)}
        if not fitting:
            return _asked(
                "There is no such kind of council of this name.", self._authorities(self._ends(found))
            )
        return self._settle(fitting, "this name", slip=reading.slip)

    def _settle(self, found: set[_Naming], by_what: str, *, slip: bool = False) -> Resolution:
        """The one authority that all of these lead to, or the list of them."""
        ends = self._ends(found)
        ended = sorted(one.key for one in found if one.key not in ends)
        if len(ends) != 1:
            return _asked(self._why_several(ended, ends), self._authorities(ends))
        key = next(iter(ends))
        authority = self._by_key[key]
        if slip:
            return Resolution(How.NEAR, authority, (authority,), "A word beside the name is misspelt.")
        if _Naming(key) in found:
            return Resolution(How.EXACT, authority, (authority,), f"It has {by_what}.")
        if ended:
            story = f"{_ending(self._by_key[ended[0]])} {authority.official_name} came after it."
            return Resolution(How.FORMER, authority, (authority,), story)
        return Resolution(How.FORMER, authority, (authority,), f"It had {by_what} formerly.")

    def _why_several(self, ended: list[str], ends: frozenset[str]) -> str:
        if ended and not ends:
            return f"{_ending(self._by_key[ended[0]])} What came after it is not known."
        if ended:
            return f"{_ending(self._by_key[ended[0]])} More than one council came after it."
        return "More than one council has this name."

    def _fits(self, key: str, hints: frozenset[str]) -> bool:
        """Whether the words of kind beside a name can be this authority's."""
        return wording.can_describe(hints, self._by_key[key].kind, self._hints[key])

    # --- misspelt

    def _misspelt(self, readings: list[Written]) -> Resolution:
        """The one council whose name this safely is with a slip or two, or the list of those it may be."""
        ranked = self._speller.ranked(readings)
        if not ranked:
            return _asked("No council's name is like this.")
        best = ranked[0]
        close = [one for one in ranked if one.distance <= min(best.distance, one.allowed) + 1]
        candidates = self._authorities(*(one.spelling.leads_to for one in close))[:MOST_CANDIDATES]
        if best.distance > best.allowed:
            return _asked("No council's name is near enough to this.", candidates)
        if not safely_one(ranked) or self._speller.another_place_within(readings, best.distance):
            return _asked("More than one name is near to this.", candidates)
        fits = any(self._fits(key, best.reading.hints) for key in best.spelling.keys)
        if len(best.spelling.leads_to) != 1 or not best.spelling.settled or not fits:
            return _asked("This is near to a name, but not safely one council's.", candidates)
        authority = candidates[0]
        slips = "one slip" if best.distance == 1 else f"{best.distance} slips"
        story = f"It is {slips} away from a name of {authority.official_name}."
        return Resolution(How.NEAR, authority, (authority,), story)

    def _authorities(self, *groups: Iterable[str]) -> tuple[KnownAuthority, ...]:
        """The authorities of these keys, each once, each group in the order of their names."""
        ordered = (sorted((self._by_key[key] for key in group), key=_by_name) for group in groups)
        return tuple(dict.fromkeys(one for group in ordered for one in group))


_TWICE = re.compile(r"([^()]+)\(([^()]+)\)")
# Bodies of a whole region: its bare name ("West Yorkshire") is no council's.
_REGIONAL = ("combined", "greater-london")


def _by_name(authority: KnownAuthority) -> str:
    return authority.official_name


def _all_names(authority: KnownAuthority) -> tuple[str, ...]:
    names = (authority.official_name, authority.nice_name, *authority.names, *authority.former_names)
    if authority.kind in _REGIONAL:
        bare = authority.nice_name.casefold()
        names = tuple(name for name in names if name == authority.official_name or name.casefold() != bare)
    return tuple(dict.fromkeys(names))


def _ending(authority: KnownAuthority) -> str:
    day = f" on {authority.ended_on.day} {authority.ended_on:%B %Y}" if authority.ended_on else ""
    return f"{authority.official_name} ended{day}."


def _asked(explanation: str, candidates: tuple[KnownAuthority, ...] = ()) -> Resolution:
    return Resolution(How.ASKED, None, candidates, explanation)
