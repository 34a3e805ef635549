"""What a record says in words about a vehicle's documents and a basic DBS certificate."""

from dataclasses import dataclass
from datetime import date

import pytest

from licensing.register.checks import disclosure_standing, document_standing, months_kept

TODAY = date(2026, 6, 10)


@dataclass
class Seen:
    kind: str
    from_on: date
    until_on: date | None
    result: str = ""


GOOD = Seen("mot", date(2026, 1, 1), date(2026, 12, 31), "passed")
OLD = Seen("mot", date(2025, 6, 10), date(2026, 6, 9), "passed")
FAILED = Seen("mot", date(2026, 5, 1), None, "failed")
TO_COME = Seen("mot", date(2026, 6, 11), date(2027, 6, 10), "passed")


@pytest.mark.parametrize(
    ("documents", "words", "in_order"),
    [
        ([], "None is recorded", False),
        ([Seen("tax", date(2026, 1, 1), date(2026, 12, 31))], "None is recorded", False),
        ([GOOD], "Good until 31 December 2026", True),
        ([OLD], "Lapsed: good until 9 June 2026", False),
        ([GOOD, FAILED], "Failed on 1 May 2026", False),
        (
            [FAILED, OLD, Seen("mot", date(2026, 5, 8), date(2027, 5, 7), "passed")],
            "Good until 7 May 2027",
            True,
        ),
        ([OLD, TO_COME], "Lapsed: good until 9 June 2026", False),
        ([Seen("mot", date(2025, 6, 11), TODAY, "passed")], "Good until 10 June 2026", True),
    ],
    ids=["none", "another kind", "good", "lapsed", "failed since", "passed again", "to come", "last day"],
)
def test_how_a_vehicle_stands_in_a_document_is_said_in_words(documents, words, in_order):
    standing = document_standing(documents, "mot", TODAY)
    assert (standing.words, standing.in_order) == (words, in_order)


@pytest.mark.rule("R58")
@pytest.mark.parametrize(
    ("issued_on", "words", "in_order"),
    [
        (None, "No certificate was seen", False),
        (date(2026, 5, 1), "Issued 1 May 2026", True),
        (date(2025, 6, 11), "Issued 11 June 2025", True),
        (date(2025, 6, 10), "Issued 10 June 2025: a year ago or more", False),
    ],
    ids=["none", "new", "a day short of a year", "a year"],
)
def test_a_basic_certificate_of_a_year_ago_is_said_to_be_so(issued_on, words, in_order):
    standing = disclosure_standing(issued_on, TODAY)
    assert (standing.words, standing.in_order) == (words, in_order)


@pytest.mark.rule("R58")
def test_a_licensed_driver_needs_no_second_check():
    assert disclosure_standing(None, TODAY, licensed_driver=True).in_order


@pytest.mark.rule("R51")
@pytest.mark.parametrize(
    ("kept_from", "months"),
    [(date(2026, 6, 10), 0), (date(2025, 12, 11), 5), (date(2025, 12, 10), 6), (date(2024, 6, 10), 24)],
    ids=str,
)
def test_how_long_booking_records_are_kept_is_counted_in_whole_months(kept_from, months):
    assert months_kept(kept_from, TODAY) == months
