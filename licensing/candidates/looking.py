"""The capped look-up: from the keys of who is looked for to the numbers of those worth comparing.

One statement for any number of keys. A key that more than CAP share says little: it is passed over when narrower
keys are looked up beside it, and else only the first BOUND of it are taken; the answer names it either way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from licensing.candidates.index import Index
from licensing.candidates.rows import Question, numbers
from licensing.matching.keys import KIND_OF_KEY, Lookup
from licensing.sealing import short_fingerprints

CAP = 100
BOUND = 1000


@dataclass(frozen=True)
class LookedUp:
    """Who shares a key, by number, in order; and which keys were passed over or bounded, in words."""

    ids: tuple[int, ...]
    dropped: tuple[str, ...]


def look_up(
    index: Index,
    lookups: Sequence[Lookup],
    *,
    authority_id: int | None = None,
    cap: int = CAP,
    bound: int = BOUND,
) -> LookedUp:
    """Who is in an index under any of these keys; with `authority_id` (an index that knows it) its own people only."""
    hashed = short_fingerprints("matching-key")
    covered: dict[int, str] = {}
    alone: dict[int, str] = {}
    for one in sorted(lookups, key=lambda one: one.covered):
        key = hashed(one.text)
        (covered if one.covered and key not in alone else alone)[key] = one.tag
    whose = () if authority_id is None else (authority_id,)
    found: set[int] = set()
    dropped: Counter[str] = Counter()
    question = _question(index, authority_id is not None, cap, bound)
    for key, owners in question.ask(*whose, numbers(covered), *whose, numbers(alone)):
        if not owners:
            continue
        ids = sorted(map(int, owners.split(",")))
        if key in covered and len(ids) > cap:
            dropped[
                f"{_kind(covered[key])}: more than {cap:,} share it, and narrower keys were looked up instead"
            ] += 1
            continue
        if key in alone and len(ids) > bound:
            ids = ids[:bound]
            dropped[
                f"{_kind(alone[key])}: more than {bound:,} share it, and the first {bound:,} were compared"
            ] += 1
        found.update(ids)
    words = (f"{words} ({times} keys)" if times > 1 else words for words, times in sorted(dropped.items()))
    return LookedUp(tuple(sorted(found)), tuple(words))


def _kind(tag: str) -> str:
    words = KIND_OF_KEY.get(tag, tag)
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=32)
def _question(index: Index, of_one_authority: bool, cap: int, bound: int) -> Question:
    keys, owner = index.keys.name, index.owner

    # Only names of our own tables and whole numbers stand in the texts.
    def arm(limit: int, place: str) -> str:
        whose = f" AND authority_id = {place}" if of_one_authority else ""
        return f"SELECT {owner} FROM {keys} WHERE key = one.value{whose} ORDER BY {owner} LIMIT {limit + 1}"  # noqa: S608

    def sqlite(limit: int) -> str:
        some = arm(limit, "?")
        return f"SELECT one.value, (SELECT group_concat({owner}) FROM ({some})) FROM json_each(?) AS one"  # noqa: S608

    def postgresql(limit: int) -> str:
        some = f"array_to_string(ARRAY({arm(limit, '%s')}), ',')"
        return f"SELECT one.value, {some} FROM unnest(%s::integer[]) AS one(value)"  # noqa: S608

    return Question(
        f"{sqlite(cap)} UNION ALL {sqlite(bound)}", f"{postgresql(cap)} UNION ALL {postgresql(bound)}"
    )
