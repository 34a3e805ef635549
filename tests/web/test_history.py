"""What happened to a person, in time order."""

from datetime import UTC, date, datetime

import pytest

from licensing import clock
from licensing.applications import actions, determining
from licensing.applications import queries as applications
from licensing.db import transaction
from licensing.decisions import queries as decisions
from licensing.decisions.actions import record_notification
from licensing.register.actions import AddressFacts, bring_up_to_date
from licensing.web.history import history
from tests.factories import applications as make
from tests.factories.people import facts, licence, name, person


@pytest.fixture
def on(monkeypatch):
    """`on(date(2026, 6, 1))`: from now on it is noon in London on that day."""

    def on(day):
        moment = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    on(date(2026, 6, 1))
    return on


@pytest.fixture
def by(app, on):
    """A case officer of Leeds, inside a request, as a page has it."""
    with app.test_request_context():
        with transaction():
            officer = make.preparer()
        yield officer


def _told(who, by):
    lines = history(
        who, applications.of_person(who.id, by.authority_id), decisions.of_person(who.id, by.authority_id)
    )
    return [(line["when"], line["what"], line["detail"]) for line in lines]


def test_somebody_added_was_added_and_moved_in_and_their_first_name_is_no_news(by):
    with transaction():
        who = person(by=by, other_names=[name("Dita", "Sample")])
    assert _told(who, by) == [
        (date(2026, 6, 1), "Added to the register", ""),
        (date(2019, 5, 1), "Moved", "to 1 Specimen Street, Inventedtown, ZZ1 1AA"),
    ]


def test_a_new_name_and_a_move_are_told_on_their_days(by, on):
    with transaction():
        who = person(by=by, home=AddressFacts("A farm", "", None))
    on(date(2026, 7, 3))
    with transaction():
        changed = facts("Perdita", "Sampleton", home=AddressFacts("2 New Row", "ZZ2 2ZZ", date(2026, 6, 20)))
        bring_up_to_date(who, changed, by=by)
    told = _told(who, by)
    assert told[0] == (date(2026, 7, 3), "Name recorded", "Perdita Sampleton (current)")
    assert set(told[1:3]) == {
        (date(2026, 6, 20), "Moved", "to 2 New Row, ZZ2 2ZZ"),
        (date(2026, 6, 20), "Moved away", "from A farm"),
    }
    assert told[3:] == [(date(2026, 6, 1), "Added to the register", "")]


def test_a_moment_is_told_on_its_day_in_london(by, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, 23, 30, tzinfo=UTC))
    with transaction():
        who = person(by=by, home=None)
    assert _told(who, by) == [(date(2026, 6, 2), "Added to the register", "")]


def test_a_licence_of_old_records_is_told_as_one(by):
    with transaction():
        held = licence(by=by, starts_on=date(2025, 2, 1), number="OLD-7", badge="B7")
    assert _told(held.person, by)[1:3] == [
        (date(2025, 2, 1), "Badge B7 issued", ""),
        (date(2025, 2, 1), "Licence OLD-7 began", "Private hire driver, taken over from old records"),
    ]


def test_an_application_from_receipt_to_grant_is_told_and_leads_to_its_case(by, on):
    with transaction():
        application = make.ready(by)
        decider = make.decision_maker()
    on(date(2026, 6, 2))
    with transaction():
        granted = determining.grant(
            application.id,
            make.grant_facts("B1", starts_on=date(2026, 6, 5), ends_on=date(2029, 6, 4)),
            by=decider,
        )
    told = _told(granted.person, by)
    assert [line[:2] for line in told[:4]] == [
        (date(2026, 6, 5), f"Licence {granted.number} began"),
        (date(2026, 6, 2), "Application granted"),
        (date(2026, 6, 2), "Badge B1 issued"),
        (date(2026, 6, 1), "Application received"),
    ]
    assert (date(2026, 6, 1), "Added to the register", "") in told
    lines = history(granted.person, [application], [])
    assert {line["href"] for line in lines if line["what"].startswith("Application")} == {
        f"/applications/{application.id}"
    }


def test_a_refusal_its_notification_and_a_withdrawal_are_told(by, on):
    with transaction():
        application = make.ready(by)
        decider = make.decision_maker()
        other = make.received(by, person_id=application.person_id)
    on(date(2026, 6, 2))
    with transaction():
        determination = determining.refuse(application.id, make.refusal_facts(), by=decider)
        actions.withdraw(other.id, withdrawn_on=date(2026, 6, 2), reason="By letter", by=by)
    on(date(2026, 6, 4))
    with transaction():
        record_notification(determination.decision_id, notified_on=date(2026, 6, 3), how="post", by=by)
    told = _told(application.person, by)
    assert told[0] == (date(2026, 6, 3), "Application refused: notified", "")
    assert set(told[1:3]) == {
        (date(2026, 6, 2), "Application refused", ""),
        (date(2026, 6, 2), "Application withdrawn", "By letter"),
    }


def test_the_newest_comes_first(by, on):
    with transaction():
        who = person(by=by)
        licence(who, by=by, starts_on=date(2024, 1, 1))
        licence(who, by=by, kind="hackney", starts_on=date(2026, 1, 1))
    days = [line[0] for line in _told(who, by)]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == 4
