"""Adding people, bringing them up to date without losing anything, recording their licences."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.applications import actions as applications
from licensing.applications import determining
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.errors import BadInput
from licensing.outbox.models import OutboxMessage
from licensing.register.actions import (
    AddressFacts,
    Term,
    add_person,
    bring_up_to_date,
    next_number,
    take_over_licence,
)
from licensing.register.models import Badge, DriverLicence
from licensing.register.queries import as_value
from tests.factories import applications as make
from tests.factories.officers import council, officer
from tests.factories.people import GB_DRIVER, HOME, NATIONAL_INSURANCE, facts, licence, name, person

TODAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 11, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """It is noon in London on 10 June 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def by():
    with transaction():
        return officer()


def _lines(event):
    return [
        json.loads(line.facts)
        for line in db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id)
        )
    ]


def _names(who):
    db.session.expire_all()
    return [(one.full, one.kind) for one in who.names]


def _addresses(who):
    db.session.expire_all()
    return {one.lines.splitlines()[0]: (one.from_on, one.until_on) for one in who.addresses}


def _updated(who, by, **changes):
    with transaction():
        return bring_up_to_date(who, replace(facts(), **changes), by=by)


def test_everything_an_application_says_of_a_person_is_kept(by):
    with transaction():
        who = person(
            "Perdita",
            "Exampleby",
            by=by,
            middle="Anne",
            other_names=[name("Dita", "Sample")],
            earlier_addresses=[AddressFacts("9 Old Row", "ZZ9 9ZZ", date(2010, 1, 1), date(2019, 4, 30))],
            numbers={"national_insurance": NATIONAL_INSURANCE, "gb_driver": GB_DRIVER},
        )
    assert who.authority_id == by.authority_id
    assert _names(who) == [("Perdita Anne Exampleby", "current"), ("Dita Sample", "other")]
    assert _addresses(who) == {
        "1 Specimen Street": (date(2019, 5, 1), None),
        "9 Old Row": (date(2010, 1, 1), date(2019, 4, 30)),
    }
    assert {held.kind: held.number for held in who.numbers} == {
        "national_insurance": NATIONAL_INSURANCE,
        "gb_driver": GB_DRIVER,
    }
    assert (who.email, who.telephone, who.date_of_birth) == (
        "perdita@example.com",
        "07700 900123",
        date(1985, 3, 27),
    )
    assert _lines("person:created") == [{"application": "a test"}]


def test_the_log_says_that_a_person_was_added_and_not_who_they_are(by):
    with transaction():
        who = person(by=by)
    (line,) = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "person:created"))
    assert (line.actor, line.subject) == (f"officer:{by.id}", f"person:{who.id}")
    assert "Exampleby" not in f"{line.facts}{line.reason}{line.subject}"


def test_the_names_a_person_came_with_were_recorded_when_they_were_added(by):
    with transaction():
        who = person(by=by, other_names=[name("Dita", "Sample")])
    assert {one.recorded_at for one in who.names} == {who.created_at}


def test_another_name_that_is_the_name_itself_or_given_twice_is_kept_once(by):
    with transaction():
        who = person(by=by, other_names=[name("perdita", "EXAMPLEBY"), name("Dita"), name("dita")])
    assert _names(who) == [("Perdita Exampleby", "current"), ("Dita", "other")]


def test_a_person_without_numbers_address_or_other_names_is_kept(by):
    with transaction():
        who = person("", "Prakash", by=by, home=None, numbers={}, email="", telephone="")
    assert who.full_name == "Prakash"
    assert (who.addresses, who.numbers) == ([], [])


def test_nothing_new_changes_nothing_and_leaves_no_line(by):
    with transaction():
        who = person(by=by)
    assert _updated(who, by) == []
    assert _lines("person:changed") == []


def test_a_new_name_makes_the_old_one_an_earlier_name(by):
    with transaction():
        who = person(by=by)
    assert _updated(who, by, name=name("Perdita", "Sampleton")) == ["name"]
    assert _names(who) == [("Perdita Exampleby", "earlier"), ("Perdita Sampleton", "current")]
    assert who.full_name == "Perdita Sampleton"
    assert _lines("person:changed") == [{"what": ["name"]}]


def test_a_person_who_takes_an_earlier_name_again_keeps_every_name_they_had(by):
    with transaction():
        who = person(by=by)
    _updated(who, by, name=name("Perdita", "Sampleton"))
    _updated(who, by)
    assert who.full_name == "Perdita Exampleby"
    assert ("Perdita Sampleton", "earlier") in _names(who)
    assert [kind for _, kind in _names(who)].count("current") == 1


def test_another_name_becomes_the_current_one_and_the_current_one_an_earlier(by):
    with transaction():
        who = person(by=by, other_names=[name("Dita", "Sample")])
    assert _updated(who, by, name=name("Dita", "Sample")) == ["name"]
    assert who.full_name == "Dita Sample"
    assert ("Perdita Exampleby", "earlier") in _names(who)


def test_another_name_not_said_again_is_not_lost(by):
    with transaction():
        who = person(by=by, other_names=[name("Dita", "Sample")])
    assert _updated(who, by, other_names=[name("Perdy", "Specimen")]) == ["other names"]
    assert _names(who) == [
        ("Perdita Exampleby", "current"),
        ("Dita Sample", "other"),
        ("Perdy Specimen", "other"),
    ]


def test_a_name_written_in_other_letters_is_not_a_new_name(by):
    with transaction():
        who = person(by=by)
    assert _updated(who, by, name=name("PERDITA", "exampleby")) == []
    assert _names(who) == [("Perdita Exampleby", "current")]


def test_a_new_home_ends_the_old_one_on_the_day_of_the_move(by):
    with transaction():
        who = person(by=by)
    moved = AddressFacts("2 New Row", "ZZ2 2ZZ", date(2026, 5, 4))
    assert _updated(who, by, home=moved) == ["home address"]
    assert _addresses(who) == {
        "1 Specimen Street": (date(2019, 5, 1), date(2026, 5, 4)),
        "2 New Row": (date(2026, 5, 4), None),
    }
    assert who.home_address.lines == "2 New Row"


@pytest.mark.parametrize("moved_on", [None, date(2001, 1, 1)])
def test_a_move_on_no_day_or_an_impossible_one_ends_the_old_home_today(by, moved_on):
    with transaction():
        who = person(by=by)
    _updated(who, by, home=AddressFacts("2 New Row", "ZZ2 2ZZ", moved_on))
    assert _addresses(who)["1 Specimen Street"] == (date(2019, 5, 1), TODAY)
    assert _addresses(who)["2 New Row"] == (moved_on, None)


def test_a_person_who_moves_back_lives_there_again_and_both_stays_are_known(by):
    with transaction():
        who = person(by=by)
    _updated(who, by, home=AddressFacts("2 New Row", "ZZ2 2ZZ", date(2026, 5, 4)))
    _updated(who, by, home=replace(HOME, from_on=date(2026, 6, 1)))
    assert who.home_address.shown == "1 Specimen Street, Inventedtown, ZZ1 1AA"
    db.session.expire_all()
    assert sorted((one.lines.splitlines()[0], one.until_on) for one in who.addresses if one.until_on) == [
        ("1 Specimen Street", date(2026, 5, 4)),
        ("2 New Row", date(2026, 6, 1)),
    ]


def test_an_earlier_address_is_added_once_and_never_becomes_the_home(by):
    with transaction():
        who = person(by=by)
    before = [AddressFacts("9 Old Row", "ZZ9 9ZZ")]
    assert _updated(who, by, earlier_addresses=before) == ["earlier addresses"]
    assert _updated(who, by, earlier_addresses=before) == []
    assert _addresses(who) == {"1 Specimen Street": (date(2019, 5, 1), None), "9 Old Row": (None, TODAY)}


def test_a_new_number_is_added_and_the_old_one_is_kept(by):
    with transaction():
        who = person(by=by)
    assert _updated(who, by, numbers={"national_insurance": "CD654321A", "gb_driver": GB_DRIVER}) == [
        "national_insurance",
        "gb_driver",
    ]
    db.session.expire_all()
    assert [held.number for held in who.numbers] == [NATIONAL_INSURANCE, "CD654321A", GB_DRIVER]


def test_what_an_application_leaves_out_is_not_lost(by):
    with transaction():
        who = person(by=by)
    assert _updated(who, by, home=None, numbers={}, email="", telephone="") == []
    assert who.email == "perdita@example.com"
    assert who.telephone == "07700 900123"
    assert who.home_address is not None
    assert len(who.numbers) == 1


def test_what_changed_is_told_together_and_the_log_names_the_kinds_only(by):
    with transaction():
        who = person(by=by)
    changed = _updated(
        who,
        by,
        name=name("Perdita", "Sampleton"),
        date_of_birth=date(1985, 3, 28),
        email="new@example.com",
        telephone="07700 900999",
    )
    assert changed == ["name", "email", "telephone", "date of birth"]
    (line,) = _lines("person:changed")
    assert line == {"what": ["date of birth", "email", "name", "telephone"]}


def test_a_name_is_kept_exactly_as_it_was_given(by):
    given = ["Łukasz Żółć", "Siân O’Nonesuch", "明 王", " Prakash", "Mary-Jane D'Sample", "محمد مثال"]
    for full in given:
        first, _, last = full.partition(" ")
        with transaction():
            who = add_person(facts(first, last), application="a test", by=by)
        db.session.expire_all()
        assert who.full_name == full.strip()


# --- licences


def test_a_licence_of_old_records_is_marked_so_and_has_no_determination(by):
    with transaction():
        held = licence(by=by, number="old 7", badge="b 7")
    assert (held.origin, held.determination_id, held.state) == ("old-records", None, "current")
    assert (held.number, [badge.number for badge in held.badges]) == ("OLD 7", ["B 7"])
    assert (held.starts_on, held.ends_on) == (TODAY, date(2029, 6, 9))
    assert _lines("licence:taken-over") == [{"kind": "private-hire", "number": "OLD 7"}]
    assert _lines("licence:granted") == []


@pytest.mark.rule("R33")
def test_a_licence_of_old_records_that_runs_too_long_is_not_taken_over(by):
    with pytest.raises(BadInput) as refused, transaction():
        licence(by=by, starts_on=TODAY, ends_on=date(2029, 6, 10))
    assert refused.value.faults == {"ends_on": "A driver licence runs for 3 years at most."}


def test_a_licence_is_not_taken_over_twice_or_without_number_and_badge(by):
    with transaction():
        held = licence(by=by, number="OLD-1", badge="B-1")
    for kind, number, badge, field in (
        ("bus", "OLD-2", "B-2", "kind"),
        ("private-hire", "old-1", "B-2", "number"),
        ("private-hire", "  ", "B-2", "number"),
        ("private-hire", "OLD-2", " b-1 ", "badge_number"),
        ("private-hire", "OLD-2", "", "badge_number"),
    ):
        with pytest.raises(BadInput) as refused, transaction():
            take_over_licence(
                held.person,
                Term(kind, TODAY, date(2029, 6, 9)),
                number=number,
                badge_number=badge,
                by=by,
            )
        assert set(refused.value.faults) == {field}
    assert len(db.session.scalars(select(DriverLicence)).all()) == 1


def test_two_authorities_may_use_the_same_licence_and_badge_number(by):
    with transaction():
        licence(by=by, number="1", badge="1")
        licence(by=officer("Bradford"), number="1", badge="1")
    assert len(db.session.scalars(select(Badge)).all()) == 2


def test_licences_are_numbered_by_authority_kind_and_count(by):
    with transaction():
        assert next_number(by.authority, "private-hire") == "LDS-PHD-00001"
        licence(by=by, number="LDS-HCD-00002")
        assert next_number(by.authority, "private-hire") == "LDS-PHD-00002"
        assert next_number(by.authority, "hackney") == "LDS-HCD-00003"
        assert next_number(by.authority, "dual") == "LDS-DUAL-00002"
        assert next_number(council("Bradford"), "dual").endswith("-DUAL-00001")


@pytest.mark.rule("R41")
def test_a_granted_licence_has_a_badge_a_number_and_its_determination(by):
    with transaction():
        decider = make.decision_maker()
        case = make.ready(make.preparer())
        held = determining.grant(case.id, make.grant_facts("b 17"), by=decider)
    assert held.origin == "determination"
    assert held.determination_id is not None
    assert [(badge.number, badge.issued_on) for badge in held.badges] == [("B 17", TODAY)]
    assert _lines("licence:granted") == [
        {
            "kind": "private-hire",
            "number": held.number,
            "starts_on": "2026-06-10",
            "ends_on": "2029-06-09",
        }
    ]
    assert _lines("badge:issued") == [{"number": "B 17"}]


def _renewed(old_ends_on, new_starts_on):
    """A licence of old records that ends on a day, and its renewal granted today from another."""
    preparer, decider = make.preparer(), make.decision_maker()
    old = licence(by=preparer, starts_on=date(2024, 6, 10), ends_on=old_ends_on)
    renewal = make.received(preparer, kind="renewal", renews=old, person_id=old.person_id)
    make.with_evidence(renewal, preparer, without=("new-driver-modules",))
    make.searched(renewal, preparer)
    applications.refer(renewal.id, by=preparer)
    ends_on = new_starts_on + timedelta(days=1095)
    given = make.grant_facts(starts_on=new_starts_on, ends_on=ends_on, term_reason="A day short")
    new = determining.grant(renewal.id, given, by=decider)
    return old, new


def test_a_renewal_that_starts_while_the_old_licence_runs_replaces_it(by):
    with transaction():
        old, new = _renewed(date(2026, 6, 30), TODAY)
    assert (old.state, new.state) == ("replaced", "current")


def test_a_renewal_granted_ahead_leaves_the_old_licence_in_force_until_it_ends(by):
    with transaction():
        old, new = _renewed(date(2026, 6, 30), date(2026, 7, 1))
    assert (old.state, new.state) == ("current", "current")


def test_a_licence_of_another_kind_is_not_replaced(by):
    with transaction():
        preparer, decider = make.preparer(), make.decision_maker()
        hackney = licence(by=preparer, kind="hackney")
        case = make.ready(preparer, person_id=hackney.person_id)
        determining.grant(case.id, make.grant_facts(), by=decider)
    assert hackney.state == "current"


@pytest.mark.rule("R10")
def test_a_corrected_date_of_birth_is_kept_and_searched_by(app_context):
    with transaction():
        by = officer()
        who = person(by=by, born=date(1985, 3, 27))
        bring_up_to_date(who, facts(born=date(1985, 3, 28)), by=by)
    assert who.date_of_birth == date(1985, 3, 28)
    assert set(as_value(who).dates_of_birth) == {date(1985, 3, 28), date(1985, 3, 27)}


def _promised():
    found = select(OutboxMessage).where(OutboxMessage.topic == "licence-holder:changed")
    return db.session.scalars(found.order_by(OutboxMessage.id)).all()


def test_a_licence_holder_whose_identity_changes_is_compared_with_the_register_again(by):
    with transaction():
        who = person(by=by)
        bring_up_to_date(who, facts(numbers={"gb_driver": GB_DRIVER}), by=by)
    assert _promised() == []
    with transaction():
        licence(who, by=by)
    with transaction():
        bring_up_to_date(who, facts(telephone="07700 900999"), by=by)
    # The licence of old records itself: nobody searched before it was taken over.
    assert len(_promised()) == 1
    with transaction():
        bring_up_to_date(who, facts(other_names=[name("Dita", "Sample")]), by=by)
    *_, promised = _promised()
    assert (promised.payload, promised.authority_id) == ({"person_id": who.id}, by.authority_id)
    assert len(_promised()) == 2
