"""A vehicle's documents as they were seen, and its accidents."""

from datetime import UTC, date, datetime, timedelta

import pytest

from licensing import clock
from licensing.db import transaction
from licensing.errors import BadInput
from licensing.register import vehicle_use
from licensing.register.vehicle_use import DocumentFacts
from tests.factories import vehicles as make
from tests.factories.officers import officer

JUNE, NEXT_MAY = date(2026, 6, 1), date(2027, 5, 31)


@pytest.fixture
def car(app_context):
    with transaction():
        by = officer()
        vehicle = make.vehicle(by=by)
    return vehicle, by


def test_documents_are_kept_the_newest_first(car):
    vehicle, by = car
    with transaction():
        for facts in (
            DocumentFacts("mot", JUNE, NEXT_MAY, "passed", " 123 "),
            DocumentFacts("insurance", date(2026, 7, 1), date(2027, 6, 30)),
            DocumentFacts("test", date(2026, 5, 1), None, "failed"),
        ):
            vehicle_use.record_document(vehicle, facts, by=by)
    kept = vehicle_use.documents_of(vehicle)
    assert [(one.kind, one.result, one.reference) for one in kept] == [
        ("insurance", "", ""),
        ("mot", "passed", "123"),
        ("test", "failed", ""),
    ]


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (DocumentFacts("logbook", JUNE, None), ["kind"]),
        (DocumentFacts("mot", JUNE, NEXT_MAY), ["result"]),
        (DocumentFacts("test", JUNE, None, "passed"), ["until_on"]),
        (DocumentFacts("tax", JUNE, None), ["until_on"]),
        (DocumentFacts("test", JUNE, NEXT_MAY, "failed"), ["until_on"]),
        (DocumentFacts("tax", JUNE, date(2026, 5, 31)), ["until_on"]),
    ],
    ids=["no such kind", "no result", "no last day", "tax without end", "failed is good", "not in order"],
)
def test_a_document_says_from_when_until_when_and_what_it_came_to(car, facts, fields):
    vehicle, by = car
    with pytest.raises(BadInput) as refused, transaction():
        vehicle_use.record_document(vehicle, facts, by=by)
    assert sorted(refused.value.faults) == fields
    assert vehicle_use.documents_of(vehicle) == []


@pytest.mark.rule("R46")
@pytest.mark.parametrize(("hours", "late"), [(0, False), (72, False), (72.02, True), (200, True)])
def test_a_report_after_more_than_72_hours_is_recorded_and_shown_as_late(car, hours, late):
    vehicle, by = car
    happened = datetime(2026, 6, 1, 10, tzinfo=UTC)
    with transaction():
        vehicle_use.record_accident(
            vehicle,
            happened_at=happened,
            reported_at=happened + timedelta(hours=hours),
            damage=" The door ",
            by=by,
        )
    (kept,) = vehicle_use.accidents_of(vehicle)
    assert (kept.damage, kept.reported_late) == ("The door", late)


@pytest.mark.rule("R46")
def test_72_hours_are_72_hours_when_the_clocks_go_back(car):
    vehicle, by = car
    # In London these are 1:30 in the night before the change and 0:30 three days later.
    happened = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with transaction():
        made = vehicle_use.record_accident(
            vehicle, happened_at=happened, reported_at=happened + timedelta(hours=72), damage="A wing", by=by
        )
    assert not made.reported_late


@pytest.mark.parametrize(
    ("happened", "reported", "damage", "fields"),
    [
        (-2, -1, " ", ["damage"]),
        (1, 2, "A wing", ["happened_on"]),
        (-1, 1, "A wing", ["reported_on"]),
        (-1, -2, "A wing", ["reported_on"]),
    ],
    ids=["no words", "to come", "report to come", "not in order"],
)
def test_an_accident_has_happened_and_then_was_reported(car, happened, reported, damage, fields):
    vehicle, by = car
    now = clock.now()
    with pytest.raises(BadInput) as refused, transaction():
        vehicle_use.record_accident(
            vehicle,
            happened_at=now + timedelta(days=happened),
            reported_at=now + timedelta(days=reported),
            damage=damage,
            by=by,
        )
    assert list(refused.value.faults) == fields
