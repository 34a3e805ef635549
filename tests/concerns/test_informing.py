"""The doors by which information comes in, and the clock that each begins."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.concerns import informing
from licensing.concerns.identity import Identity
from licensing.concerns.models import DOORS
from licensing.db import db, transaction
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from tests.factories import concerns as make
from tests.factories import officers, people

TODAY = clock.today()


def open_duties():
    """Kind, rule, when it began and who has it, of each open duty."""
    duties = db.session.scalars(select(Duty).where(Duty.discharged_at.is_(None)).order_by(Duty.id))
    return [(one.kind, one.rule, one.subject.partition(":")[0], one.began_on) for one in duties]


@pytest.mark.rule("R17")
@pytest.mark.parametrize("door", sorted(set(DOORS) - {"self-report"}))
def test_by_whichever_door_it_comes_the_clock_begins_with_the_day_of_becoming_aware(bradford, door):
    aware_on = TODAY - timedelta(days=3)
    with transaction():
        concern = make.concern(bradford, door=door, aware_on=aware_on)
    assert concern.state == "testing"
    assert open_duties() == [("send-concern", "R17", "concern", aware_on)]
    assert concern.information.aware_by == "Bram Example"


def self_report(by, **changes):
    """A licensee's own report."""
    held = people.licence(people.person(by=by), by=by)
    facts = {
        "door": "self-report",
        "about": "own",
        "person_id": held.person_id,
        "identity": Identity(),
        "event": "charge",
        "category": "violence",
        "event_at": datetime(2026, 6, 1, 8, 0, tzinfo=UTC),
        "reported_at": datetime(2026, 6, 3, 8, 0, tzinfo=UTC),
    }
    return make.information(by, **(facts | changes))


@pytest.mark.rule("R55")
def test_a_licensees_own_report_opens_a_review_and_is_marked_when_it_is_late(bradford):
    with transaction():
        in_time = self_report(bradford)
        late = self_report(bradford, reported_at=datetime(2026, 6, 3, 8, 1, tzinfo=UTC))
    assert (in_time.late, late.late) == (False, True)
    assert open_duties() == [("review-information", "R55", "information", TODAY)] * 2
    assert in_time.identity.called == "Perdita Exampleby"
    assert in_time.identity.numbers == (("national_insurance", people.NATIONAL_INSURANCE),)


@pytest.mark.rule("R55")
def test_a_report_says_what_happened_of_which_kind_and_when(bradford):
    with pytest.raises(BadInput) as refused, transaction():
        self_report(bradford, event="", category="other", event_at=None, reported_at=None)
    assert set(refused.value.faults) == {"event", "category", "event_on", "reported_on"}
    with pytest.raises(BadInput) as refused, transaction():
        self_report(bradford, event_at=datetime(2026, 6, 4, 8, 0, tzinfo=UTC))
    assert set(refused.value.faults) == {"event_on"}
    with pytest.raises(BadInput) as refused, transaction():
        self_report(bradford, reported_at=clock.now() + timedelta(days=1))
    assert set(refused.value.faults) == {"reported_on"}
    with pytest.raises(BadInput) as refused, transaction():
        self_report(bradford, about="elsewhere")
    assert set(refused.value.faults) == {"about"}


@pytest.mark.rule("R75")
def test_a_failed_school_transport_contract_makes_a_case_of_its_own_kind(bradford):
    with transaction():
        who = people.person(by=bradford)
        ours = make.information(
            bradford,
            door="school-transport",
            about="own",
            person_id=who.id,
            contract_ended_on=TODAY - timedelta(days=1),
        )
        make.information(bradford, door="school-transport")
    assert [(kind, rule) for kind, rule, *_ in open_duties()] == [
        ("review-contract", "R75"),
        ("send-concern", "R17"),
    ]
    with transaction():
        informing.review_information(ours.id, outcome="to-decide", reasons="A child was hurt", by=bradford)
    assert [kind for kind, *_ in open_duties()] == ["send-concern"]


@pytest.mark.rule("R55")
@pytest.mark.parametrize("door", sorted(set(DOORS) - {"self-report", "authority"}))
def test_by_whichever_door_it_comes_what_is_about_our_own_is_looked_at(bradford, door):
    aware_on = TODAY - timedelta(days=3)
    with transaction():
        who = people.person(by=bradford)
        ours = make.information(bradford, door=door, about="own", person_id=who.id, aware_on=aware_on)
    ((kind, _rule, what, began_on),) = open_duties()
    assert (kind.partition("-")[0], what, began_on) == ("review", "information", aware_on)
    assert "Our own: looked at within 5 working days" in KINDS[kind].source
    with transaction():
        informing.review_information(ours.id, outcome="no-action", reasons="Unfounded", by=bradford)
    assert open_duties() == []


@pytest.mark.rule("R19", "R20")
def test_what_another_authority_tells_of_our_own_is_a_concern_received_with_its_clock(bradford):
    with transaction():
        who = people.person(by=bradford)
    with pytest.raises(BadInput) as refused, transaction():
        make.information(bradford, door="authority", about="own", person_id=who.id)
    assert set(refused.value.faults) == {"about"}
    assert "2022 Act s.6" in refused.value.faults["about"]


@pytest.mark.rule("R55")
def test_looking_at_a_report_discharges_its_duty_and_decides_nothing(bradford):
    with transaction():
        report = self_report(bradford)
    with pytest.raises(BadInput) as refused, transaction():
        informing.review_information(report.id, outcome="revoked", reasons=" ", by=bradford)
    assert set(refused.value.faults) == {"outcome", "reasons"}
    with transaction():
        informing.review_information(report.id, outcome="no-action", reasons="Not charged", by=bradford)
    assert open_duties() == []
    assert report.person.licences[0].state == "current"
    assert report.words["review_reasons"] == "Not charged"
    with pytest.raises(NotPossibleNow), transaction():
        informing.review_information(report.id, outcome="no-action", reasons="Again", by=bradford)


def test_information_about_somebody_licensed_elsewhere_is_tested_and_not_reviewed(bradford):
    with transaction():
        made = make.information(bradford)
    with pytest.raises(NotPossibleNow), transaction():
        informing.review_information(made.id, outcome="no-action", reasons="None", by=bradford)


def test_everything_that_is_missing_is_said_together(bradford):
    with pytest.raises(BadInput) as refused, transaction():
        make.information(
            bradford,
            door="rumour",
            about="somebody",
            came_how="dream",
            what=" ",
            aware_by="",
            aware_on=TODAY + timedelta(days=1),
            identity=Identity(description="Tall"),
            contract_ended_on=date.max,
        )
    assert set(refused.value.faults) == {
        *("door", "about", "came_how", "what", "aware_by", "aware_on", "names", "contract_ended_on")
    }


def test_information_about_our_own_needs_the_person(bradford):
    with pytest.raises(BadInput) as refused, transaction():
        make.information(bradford, about="own")
    assert set(refused.value.faults) == {"licence_number"}


def test_another_authoritys_person_is_not_found_and_its_information_neither(bradford):
    with transaction():
        leeds = officers.officer()
        theirs = people.person(by=leeds)
        made = self_report(leeds)
    with pytest.raises(NotFound), transaction():
        make.information(bradford, person_id=theirs.id)
    with pytest.raises(NotFound), transaction():
        informing.review_information(made.id, outcome="no-action", reasons="Why", by=bradford)


@pytest.mark.rule("R17")
def test_everything_that_our_record_has_to_identify_the_person_goes_with_it(bradford):
    with transaction():
        who = people.person(
            by=bradford,
            other_names=[people.name("Dita", "Example")],
            numbers={"national_insurance": "AB111111A", "gb_driver": people.GB_DRIVER},
        )
        concern = make.concern(bradford, person_id=who.id, identity=Identity(vehicle="ZZ11 NEW"))
    identity = concern.identity
    assert identity.names == ("Perdita Exampleby", "Dita Example")
    assert identity.born == date(1985, 3, 27)
    assert "ZZ1 1AA" in identity.address
    assert "perdita@example.com" in identity.contact
    assert dict(identity.numbers) == {"national_insurance": "AB111111A", "gb_driver": people.GB_DRIVER}
    assert identity.vehicle == "ZZ11 NEW"


def test_the_audit_log_says_that_it_came_in_and_nothing_of_what(bradford):
    with transaction():
        make.information(bradford)
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "information:recorded"))
    assert "complaint" in entry.facts
    assert "drove off" not in entry.facts + entry.reason
