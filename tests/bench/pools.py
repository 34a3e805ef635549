"""The pools of names of the generator: data of its own, known to no matcher, so that what it makes is held out."""

import tomllib
from bisect import bisect
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

FOLDER = Path(__file__).parent / "names"
Cluster = tuple[str, ...]  # the spellings of one name, commonest first

MUHAMMAD: Cluster = (
    *("Mohammed", "Muhammad", "Mohammad", "Mohamed", "Mohammod", "Mohamad", "Muhammed", "Mohd", "Md"),
    *("Muhamad", "Mohummed", "Mohamed", "Muhammod", "Mahomed", "Mohammid", "Muhummad"),
)


@dataclass(frozen=True)
class Pool:
    """Some names, the commonest first, drawn as real names are: a few very often, most hardly ever."""

    clusters: tuple[Cluster, ...]
    tail: tuple[tuple[Cluster, ...], tuple[Cluster, ...]] | None
    tail_share: float
    steps: tuple[float, ...]

    def draw(self, chance: Random) -> Cluster:
        """One name with its spellings."""
        if self.tail and chance.random() < self.tail_share:
            begin, end = (chance.choice(part) for part in self.tail)
            return joined(begin, end)
        return self.clusters[bisect(self.steps, chance.random() * self.steps[-1])]


def joined(begin: Cluster, end: Cluster) -> Cluster:
    """A name put together, in each spelling that its two halves give."""
    made = [begin[0] + e for e in end] + [b + end[0] for b in begin[1:]]
    return tuple(name if " " in name or "-" in name else name[0] + name[1:].lower() for name in made)


def spelling(cluster: Cluster, chance: Random, usual: float = 0.74) -> str:
    """How one bearer writes it: mostly the usual way."""
    return cluster[0] if len(cluster) == 1 or chance.random() < usual else chance.choice(cluster[1:])


def clusters_of(text: str) -> tuple[Cluster, ...]:
    """The clusters of a pool's text."""
    return tuple(
        tuple(dict.fromkeys(word.replace("_", " ") for word in part.split("/"))) for part in text.split()
    )


def pool(text: str, tail: list[str] | None, tail_share: float, steepness: float = 1.15) -> Pool:
    """A pool of this text, with Zipf-like frequencies."""
    clusters = clusters_of(text)
    weights = (1 / (rank + 2.5) ** steepness for rank in range(len(clusters)))
    ends = (clusters_of(tail[0]), clusters_of(tail[1])) if tail else None
    return Pool(clusters, ends, tail_share if tail else 0.0, tuple(accumulate(weights)))


@dataclass(frozen=True)
class Pools:
    """The three pools of a group of names."""

    male: Pool
    female: Pool
    family: Pool


@cache
def pools_of(group: str) -> Pools:
    """The pools of this group: a file of names/."""
    held = tomllib.loads((FOLDER / f"{group}.toml").read_text())
    given_tail, family_tail = held.get("given_tail"), held.get("family_tail")
    return Pools(
        male=pool(held["male"], given_tail, 0.06),
        female=pool(held["female"], None, 0.0, 0.7),
        family=pool(held.get("family", held["male"]), family_tail or given_tail, 0.10),
    )


@cache
def short_forms() -> dict[str, tuple[str, ...]]:
    """What people with these names are called."""
    held = tomllib.loads((FOLDER / "short_forms.toml").read_text())
    return {cluster[0]: cluster[1:] for cluster in clusters_of(held["short"])}
