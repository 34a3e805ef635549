"""What is measured of a matcher: pure functions over scored pairs and the truth.

The definitions, so that two people measure the same:

*A pair* is a query and an entry with a score, higher is likelier. A pair is true when the entry's person is the
query's true person: a second entry of the same person is a true pair too. *Pair precision* at a threshold is the
share of true pairs among all pairs of the queries (true matches and hard non-matches together) at or above it;
pairs of ordinary applicants are no part of it. *A query is found* when any of its true entries is at or above the
threshold, and *recall* is the share of the queries with a true person that are found.

*Recall at precision 0.95* takes the lowest threshold whose pair precision is at least 0.95, equal scores together.
*Precision at recall 0.99* takes the highest threshold at which 99 of 100 are found. *Alarms* are ordinary
applicants with any pair at or above the first of these thresholds, for each 1,000 of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

Pair = tuple[str, str, float]  # query_id, entry_id, score
PRECISION, RECALL = 0.95, 0.99


@dataclass(frozen=True)
class Query:
    """Somebody looked up, and the truth of him."""

    query_id: str
    scenario: str
    group: str = ""
    # Every entry of the true person; empty for one who is on no register.
    true_entries: frozenset[str] = frozenset()
    # Whether a right number is shared with any true entry.
    number_shared: bool = False


@dataclass(frozen=True)
class Point:
    """A threshold, and what it gives."""

    threshold: float
    precision: float
    recall: float


@dataclass(frozen=True)
class Measures:
    """What one matcher reached on one set. None: the precision or the recall asked for was not reached."""

    at_precision: Point | None
    at_recall: Point | None
    # At the threshold of `at_precision`.
    recall_without_number: float | None
    alarms_per_thousand: float | None
    recall_by_scenario: Mapping[str, float]
    recall_by_group: Mapping[str, float]
    # Queries whose true entry was among the pairs at all, whatever its score: what the keys alone reach.
    reachable: float

    @property
    def recall(self) -> float | None:
        """Recall at pair precision 0.95."""
        return self.at_precision.recall if self.at_precision else None

    @property
    def precision(self) -> float | None:
        """Pair precision at recall 0.99."""
        return self.at_recall.precision if self.at_recall else None


def measure(
    pairs: Iterable[Pair],
    queries: Sequence[Query],
    ordinary_pairs: Iterable[Pair] = (),
    ordinary: int = 0,
) -> Measures:
    """Every measure of these pairs. `ordinary` is how many ordinary applicants were looked up."""
    pairs = list(pairs)
    best = best_true_scores(pairs, queries)
    curve = points(pairs, queries)
    there = at_precision(curve, PRECISION)
    wanted = [query for query in queries if query.true_entries]
    threshold = there.threshold if there else None

    def found(query: Query) -> bool:
        return threshold is not None and best.get(query.query_id, float("-inf")) >= threshold

    without = [query for query in wanted if not query.number_shared]
    return Measures(
        at_precision=there,
        at_recall=at_recall(curve, RECALL),
        recall_without_number=share(found, without) if there else None,
        alarms_per_thousand=alarms(ordinary_pairs, threshold, ordinary),
        recall_by_scenario=by(lambda query: query.scenario, found, wanted) if there else {},
        recall_by_group=by(lambda query: query.group, found, wanted) if there else {},
        reachable=len(best) / len(wanted) if wanted else 0.0,
    )


def best_true_scores(pairs: Iterable[Pair], queries: Sequence[Query]) -> dict[str, float]:
    """For each query whose true entry was scored, its best score."""
    truth = {query.query_id: query.true_entries for query in queries}
    best: dict[str, float] = {}
    for query_id, entry_id, score in pairs:
        if entry_id in truth[query_id] and score > best.get(query_id, float("-inf")):
            best[query_id] = score
    return best


def points(pairs: Sequence[Pair], queries: Sequence[Query]) -> list[Point]:
    """Precision and recall at each score that occurs, the highest first; pairs of one score count together."""
    truth = {query.query_id: query.true_entries for query in queries}
    wanted = sum(1 for query in queries if query.true_entries)
    curve = []
    true = shown = 0
    met: set[str] = set()
    ordered = sorted(pairs, key=lambda pair: -pair[2])
    for score, together in groupby(ordered, key=lambda pair: pair[2]):
        for query_id, entry_id, _ in together:
            shown += 1
            if entry_id in truth[query_id]:
                true += 1
                met.add(query_id)
        curve.append(Point(score, true / shown, len(met) / wanted if wanted else 0.0))
    return curve


def at_precision(curve: Sequence[Point], precision: float) -> Point | None:
    """The lowest threshold with this pair precision; None where no threshold has it."""
    return next((point for point in reversed(curve) if point.precision >= precision), None)


def at_recall(curve: Sequence[Point], recall: float) -> Point | None:
    """The highest threshold with this recall; None where too few were scored at all."""
    return next((point for point in curve if point.recall >= recall), None)


def alarms(pairs: Iterable[Pair], threshold: float | None, applicants: int) -> float | None:
    """Ordinary applicants with an alarm, for each 1,000."""
    if threshold is None or not applicants:
        return None
    return 1000 * len({query_id for query_id, _, score in pairs if score >= threshold}) / applicants


def share(found: Callable[[Query], bool], queries: Sequence[Query]) -> float | None:
    """The share of these queries that were found; None of none."""
    return sum(map(found, queries)) / len(queries) if queries else None


def by(
    key: Callable[[Query], str], found: Callable[[Query], bool], queries: Sequence[Query]
) -> dict[str, float]:
    """Recall for each value of the key, the worst first."""
    groups: dict[str, list[Query]] = defaultdict(list)
    for query in queries:
        groups[key(query)].append(query)
    shares = {name: sum(map(found, members)) / len(members) for name, members in groups.items() if name}
    return dict(sorted(shares.items(), key=lambda item: (item[1], item[0])))


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which this part of the values lies: `part` of 0 to 1, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
