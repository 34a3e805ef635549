"""The path from intake to being put to a decision maker, as actions."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from licensing import clock
from licensing.applications import actions, determining, drafts, intake, queries
from licensing.applications.models import Application
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotConfigured, NotFound, NotPossibleNow
from tests.factories import applications as make
from tests.factories.people import licence

TRADE = {
    "name": {"first": "Imran", "middle": "", "last": "Sampleton"},
    "date_of_birth": {"born": "1985-04-09"},
}


def _again(row):
    return db.session.get_one(type(row), row.id, populate_existing=True)


@pytest.mark.rule("R59")
def test_training_that_lapsed_does_not_count(people):
    by, _ = people
    with transaction():
        application = make.with_evidence(
            make.received(by), by, without=("new-driver-modules", "safeguarding-training")
        )
        make.trained(application, "safeguarding", clock.today() - timedelta(days=36 * 31), by)
        case = queries.case(application)
    item = next(one for one in case.items if one.requirement.key == "safeguarding-training")
    assert not item.met


@pytest.mark.rule("R64")
def test_a_tax_check_code_older_than_120_days_when_confirmed_is_refused(people):
    by, _ = people
    with transaction():
        application = make.received(by, background={"lived_abroad": "no", "earlier_licence": "yes"})
    stale = actions.EvidenceFacts(
        "tax-check", "confirmed", "TESTTEST1", "", clock.today() - timedelta(days=121), clock.today()
    )
    with pytest.raises(BadInput) as refused, transaction():
        actions.record_evidence(application.id, stale, by=by)
    assert set(refused.value.faults) == {"issued_on"}


def test_a_withdrawn_application_ends_and_its_clocks_with_it(people):
    by, _ = people
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="Same number", by=by)
        actions.send_request(
            application.id, candidate.id, text="Please", sent_on=clock.today(), sent_how="post", by=by
        )
        actions.withdraw(application.id, withdrawn_on=clock.today(), reason="By letter", by=by)
    assert _again(application).state == "withdrawn"
    assert all(duty.discharged_at for duty in db.session.scalars(select(Duty)))
    with pytest.raises(NotPossibleNow), transaction():
        make.searched(application, by)


def test_a_draft_can_be_withdrawn_and_its_answers_go(people):
    by, _ = people
    with transaction():
        application = actions.start(kind="new", licence_kind="dual", by=by)
        actions.save_page(application.id, "name", make.ANSWERS["name"], by=by)
        actions.withdraw(application.id, withdrawn_on=clock.today(), reason="Changed their mind", by=by)
    assert drafts.read(_again(application)) == {}


def test_an_unanswered_page_stops_the_receipt_of_an_application(people):
    by, _ = people
    with transaction():
        application = actions.start(kind="new", licence_kind="dual", by=by)
    with pytest.raises(BadInput, match="name"), transaction():
        actions.receive(application.id, person_id=None, received_on=clock.today(), by=by)


def test_an_application_of_another_authority_is_not_found_by_any_action(people):
    by, _ = people
    with transaction():
        application = make.ready(by)
        stranger = make.preparer(authority="Kirklees")
        decider = make.decision_maker(authority="Kirklees")
    today = clock.today()
    for attempt in (
        lambda: actions.save_page(application.id, "name", {}, by=stranger),
        lambda: actions.receive(application.id, person_id=None, received_on=today, by=stranger),
        lambda: actions.take_case(application.id, by=stranger),
        lambda: actions.record_evidence(
            application.id, actions.EvidenceFacts("identity", "confirmed"), by=stranger
        ),
        lambda: make.searched(application, stranger),
        lambda: actions.refer(application.id, by=stranger),
        lambda: actions.give_back(application.id, reason="x", by=decider),
        lambda: actions.withdraw(application.id, withdrawn_on=today, reason="x", by=stranger),
        lambda: determining.grant(application.id, make.grant_facts(), by=decider),
        lambda: determining.refuse(application.id, make.refusal_facts(), by=decider),
    ):
        with pytest.raises(NotFound), transaction():
            attempt()


def test_a_candidate_or_a_request_of_another_application_is_not_found(people):
    by, _ = people
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="Same", by=by)
        request = actions.send_request(
            application.id, candidate.id, text="Please", sent_on=clock.today(), sent_how="post", by=by
        )
        other = make.received(by, numbers={}, name={"first": "Otto", "middle": "", "last": "Mockman"})
    for attempt in (
        lambda: actions.adjudicate(other.id, candidate.id, same_person=False, reason="x", by=by),
        lambda: actions.record_reply(
            other.id, request.id, received_on=clock.today(), reply="x", reference="", by=by
        ),
    ):
        with pytest.raises(NotFound), transaction():
            attempt()


def test_an_application_changed_by_two_at_once_tells_the_second(people):
    by, _ = people
    with transaction():
        application = make.received(by)

    def change_what_another_has_changed():
        mine = db.session.get_one(Application, application.id)
        another = update(Application).where(Application.id == application.id).values(version=mine.version + 1)
        db.session.execute(another.execution_options(synchronize_session=False))
        mine.lived_abroad = True
        db.session.flush()

    with pytest.raises(NotPossibleNow, match="Somebody else changed"), transaction():
        change_what_another_has_changed()


def test_a_renewal_is_received_for_the_holder_of_the_licence_only(people):
    by, decider = people
    with transaction():
        held = determining.grant(make.ready(by).id, make.grant_facts("B1"), by=decider)
        other = make.received(by, numbers={}, name={"first": "Otto", "middle": "", "last": "Mockman"})
    for person_id in (None, other.person_id):
        with pytest.raises(BadInput) as refused, transaction():
            make.received(by, kind="renewal", renews=held, person_id=person_id)
        assert set(refused.value.faults) == {"person"}


def test_a_reply_that_comes_after_the_determination_is_recorded_and_ends_its_clock(people):
    by, decider = people
    today = clock.today()
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="Same", by=by)
        request = actions.send_request(
            application.id, candidate.id, text="Please", sent_on=today, sent_how="post", by=by
        )
        actions.override_wait(
            application.id, request.id, reason="Hearing", legal_advice="Solicitor", by=decider
        )
        determining.refuse(application.id, make.refusal_facts(), by=decider)
        actions.record_reply(application.id, request.id, received_on=today, reply="x", reference="", by=by)
    duty = db.session.scalars(select(Duty).where(Duty.kind == "await-reply")).one()
    assert duty.discharged_on == today


@pytest.mark.parametrize("change", [{"state": "revoked"}, {"state": "surrendered"}, {"ended": True}], ids=str)
def test_a_licence_that_no_longer_runs_is_not_renewed(people, change):
    by, _ = people
    with transaction():
        start = clock.today() - timedelta(days=400)
        end = clock.today() - timedelta(days=1) if "ended" in change else clock.today() + timedelta(days=300)
        held = licence(by=by, starts_on=start, ends_on=end)
        held.state = change.get("state", "current")
    with pytest.raises(NotPossibleNow, match="still runs"), transaction():
        actions.start(kind="renewal", licence_kind=held.kind, by=by, renews=held)


def test_an_application_is_not_begun_where_no_policy_says_what_to_ask(app_context):
    with transaction():
        by = make.preparer(authority="Birmingham")
    with pytest.raises(NotConfigured, match="E08000025"), transaction():
        actions.start(kind="new", licence_kind="dual", by=by)


@pytest.mark.parametrize("days", [1, -400])
def test_the_day_of_receipt_is_within_the_last_year(people, days):
    by, _ = people
    with transaction():
        application = actions.start(kind="new", licence_kind="dual", by=by)
        for page in intake.KEYS:
            actions.save_page(application.id, page, make.ANSWERS[page], by=by)
    with pytest.raises(BadInput) as refused, transaction():
        actions.receive(
            application.id, person_id=None, received_on=clock.today() + timedelta(days=days), by=by
        )
    assert set(refused.value.faults) == {"received_on"}
