"""Basic DBS certificates that were seen."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.db import db, transaction
from licensing.errors import BadInput
from licensing.register import disclosures, operator_use, proprietors
from licensing.register.disclosure_models import BasicDisclosure
from licensing.register.disclosures import DisclosureFacts
from tests.factories import vehicles as make
from tests.factories.officers import officer
from tests.factories.people import licence

ISSUED, SEEN = date(2026, 5, 1), date(2026, 5, 8)
FACTS = DisclosureFacts("0000 0000-0123", ISSUED, SEEN)
AT = datetime(2026, 5, 8, 13, 30, tzinfo=UTC)


@pytest.fixture
def people(app_context):
    """A proprietor, a director and a clerk of Leeds, and their officer."""
    with transaction():
        by = officer()
        keeper = proprietors.add_proprietor(
            make.vehicle(by=by),
            proprietors.ProprietorFacts("individual", "Norman Nobodyson"),
            from_on=None,
            by=by,
        )
        firm = make.operator(by=by)
        director = operator_use.add_member(firm, "Dorothea Dummyson", "director", from_on=None, by=by)
        clerk = operator_use.add_staff(firm, "Connie Contrived", "both", from_on=None, by=by)
    return keeper, director, clerk, by


@pytest.mark.rule("R58")
def test_a_certificates_number_is_sealed_and_only_its_end_is_shown(people):
    keeper, director, _, by = people
    with transaction():
        for owner in (keeper, director):
            disclosures.record_disclosure(owner, FACTS, subject="a test", by=by)
    assert [one.masked for one in db.session.scalars(select(BasicDisclosure))] == ["••••••123"] * 2
    stored = db.session.execute(text("SELECT sealed FROM basic_disclosure")).scalars()
    assert not any("00000123" in one for one in stored)


@pytest.mark.rule("R57")
def test_of_booking_staff_the_time_is_recorded_at_which_the_operator_saw_it(people):
    *_, clerk, by = people
    with pytest.raises(BadInput) as refused, transaction():
        disclosures.record_disclosure(clerk, FACTS, subject="a test", by=by)
    assert list(refused.value.faults) == ["seen_time"]
    with transaction():
        facts = DisclosureFacts("000000000123", ISSUED, SEEN, AT)
        made = disclosures.record_disclosure(clerk, facts, subject="a test", by=by)
    assert made.seen_at == AT


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (DisclosureFacts(" ", ISSUED, SEEN), ["number"]),
        (DisclosureFacts("12/34567", ISSUED, SEEN), ["number"]),
        (DisclosureFacts("000000000123", SEEN, ISSUED), ["seen_on"]),
        (DisclosureFacts("000000000123", date(2090, 1, 1), date(2090, 1, 2)), ["issued_on", "seen_on"]),
    ],
    ids=["none", "no number", "not in order", "to come"],
)
def test_a_certificate_has_a_number_and_was_seen_after_it_was_issued(people, facts, fields):
    keeper, *_, by = people
    with pytest.raises(BadInput) as refused, transaction():
        disclosures.record_disclosure(keeper, facts, subject="a test", by=by)
    assert sorted(refused.value.faults) == fields


@pytest.mark.rule("R58")
def test_the_newest_certificate_counts_and_nobody_elses(people):
    keeper, director, clerk, by = people
    today = clock.today()
    with transaction():
        for days in (30, 500):
            issued_on = today - timedelta(days=days)
            disclosures.record_disclosure(
                keeper, DisclosureFacts("000000000123", issued_on, issued_on), subject="a test", by=by
            )
    (one,) = disclosures.checked([keeper], today)
    assert one.disclosure is not None
    assert (one.disclosure.issued_on, one.standing.in_order) == (today - timedelta(days=30), True)
    for other in (director, clerk):
        (one,) = disclosures.checked([other], today)
        assert (one.disclosure, one.standing.words) == (None, "No certificate was seen")
    assert disclosures.checked([], today) == []


@pytest.mark.rule("R58")
@pytest.mark.parametrize(
    ("began_days_ago", "exempt"), [(10, True), (2000, False)], ids=["in force", "expired"]
)
def test_only_a_driver_whose_licence_is_in_force_needs_no_second_check(people, began_days_ago, exempt):
    *_, by = people
    today = clock.today()
    with transaction():
        held = licence(by=by, number="OLD-7", starts_on=today - timedelta(days=began_days_ago))
        facts = proprietors.ProprietorFacts("individual", held.person.full_name, driver_number="OLD-7")
        keeper = proprietors.add_proprietor(make.vehicle(by=by), facts, from_on=None, by=by)
    (one,) = disclosures.checked([keeper], today)
    assert one.standing.in_order is exempt


def test_the_database_refuses_a_certificate_of_two_people_or_of_nobody(people):
    keeper, director, _, by = people
    with transaction():
        kept = disclosures.record_disclosure(keeper, FACTS, subject="a test", by=by).id
    for wrong in ({"member_id": director.id}, {"proprietor_id": None}):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(update(BasicDisclosure).where(BasicDisclosure.id == kept).values(wrong))
