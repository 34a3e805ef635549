"""Splink's part among the peers. It is imported only where Splink is installed (dependency group `bench`)."""

import logging
import time
import warnings
from dataclasses import dataclass
from importlib.metadata import version

import pyarrow  # type: ignore[import-not-found, unused-ignore]
import splink.comparison_level_library as cll  # type: ignore[import-not-found, unused-ignore]
import splink.comparison_library as cl  # type: ignore[import-not-found, unused-ignore]
from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # type: ignore[import-not-found, unused-ignore]

from tests.bench.measures import Pair
from tests.bench.sets import Row

ONE_BY_ONE = 20  # searches timed one by one: each takes a good part of a second
LEAST_WEIGHT = -12.0  # pairs below this match weight (bits) are not kept
COLUMNS = ("first_name", "middle_names", "last_name", "dob", "postcode", "nino", "licence_no")


@dataclass(frozen=True)
class Linked:
    """The pairs Splink scored, and the seconds of some searches made one by one."""

    pairs: list[Pair]
    one_by_one: list[float]
    version: str
    note: str


def settings() -> SettingsCreator:
    """Several comparisons, Jaro-Winkler levels, term frequencies.

    The best of some settings that were tried: without the town, which says what the postcode says already, and with
    what is known of numbers given rather than learned, since twins and neighbours' numbers mislead the learning.
    """
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        comparisons=[
            cl.ForenameSurnameComparison(
                "first_name", "last_name", forename_surname_concat_col_name="whole_name"
            ),
            cl.JaroWinklerAtThresholds("middle_names", [0.9]).configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode"),
            number_comparison("nino"),
            number_comparison("licence_no"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("nino"),
            block_on("licence_no"),
            block_on("dob"),
            block_on("first_name", "last_name"),
            block_on("last_name", "substr(dob, 1, 4)"),
            block_on("first_name", "substr(dob, 1, 4)"),
            block_on("postcode"),
            block_on("substr(nino, 1, 8)"),
            block_on("substr(licence_no, 1, 11)"),
        ],
        retain_matching_columns=False,
    )


def number_comparison(column: str) -> cl.CustomComparison:
    """A number: the same, or another."""
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.NullLevel(column),
            cll.ExactMatchLevel(column).configure(m_probability=0.96, fix_m_probability=True),
            cll.ElseLevel().configure(m_probability=0.04, fix_m_probability=True),
        ],
    )


def link(register: list[Row], asked: list[Row]) -> Linked:
    """Train on the register and the queries without the truth, and score every pair that the blocking gives."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    api = DuckDBAPI()
    entries = api.register(table(register, "entry_id"), dataset_display_name="entries")
    queries = api.register(table(asked, "query_id"), dataset_display_name="queries")
    linker = Linker([entries, queries], settings(), log_level=logging.ERROR)
    began = time.perf_counter()
    linker.training.estimate_probability_two_random_records_match(
        [block_on("nino"), block_on("licence_no"), block_on("first_name", "last_name", "dob")], recall=0.8
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (
        block_on("dob"),
        block_on("first_name", "last_name"),
        block_on("postcode"),
        block_on("nino"),
    ):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    trained = time.perf_counter() - began
    began = time.perf_counter()
    scored = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT).as_record_list()
    predicted = time.perf_counter() - began
    pairs = [
        (row["id_r"], row["id_l"], row["match_weight"])
        if row["source_dataset_l"] == "entries"
        else (row["id_l"], row["id_r"], row["match_weight"])
        for row in scored
    ]
    seconds = one_by_one(api, linker, entries, asked)
    note = (
        f"trained in {trained:.0f} s, all together in {predicted:.0f} s; one by one: {len(seconds)} searches"
    )
    return Linked(pairs, seconds, version("splink"), note)


def one_by_one(api: DuckDBAPI, linker: Linker, entries: object, asked: list[Row]) -> list[float]:
    """Seconds of searches for one person each, as an officer makes them."""
    seconds = []
    for number, row in enumerate(asked[:ONE_BY_ONE]):
        one = api.register(
            table([row], "query_id"), dataset_display_name="queries", table_name=f"one_{number}"
        )
        began = time.perf_counter()
        linker.inference.predict_between(entries, one, threshold_match_weight=LEAST_WEIGHT).as_record_list()
        seconds.append(time.perf_counter() - began)
    return seconds


def table(rows: list[Row], key: str) -> pyarrow.Table:
    """Rows as Splink takes them: plain small letters, NULL for nothing."""
    columns: dict[str, list[str | None]] = {"id": [row[key] for row in rows]}
    for column in COLUMNS:
        columns[column] = [row[column].strip().lower() or None for row in rows]
    columns["dob"] = [row["dob"] or None for row in rows]
    columns["whole_name"] = [
        f"{row['first_name']} {row['last_name']}".strip().lower() or None for row in rows
    ]
    return pyarrow.table(columns)
