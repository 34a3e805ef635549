"""Granting and refusing: what must be there first, and what comes of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from licensing import clock
from licensing.applications import actions, determining
from licensing.applications.models import Application, Determination
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.decisions.checks import Immigration
from licensing.decisions.models import Decision
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotAllowed, NotPossibleNow, Unlawful
from licensing.national_register.alert_models import Alert
from licensing.national_register.models import Entry, InformationRequest, SearchReceipt
from licensing.outbox.actions import send_due
from licensing.outbox.models import OutboxMessage
from licensing.register.actions import replace_earlier
from licensing.register.deadlines import last_day_of_term
from licensing.register.models import Badge, DriverLicence, Person
from tests.factories import applications as make
from tests.factories.officers import officer

TRADE = {
    "name": {"first": "Imran", "middle": "", "last": "Sampleton"},
    "date_of_birth": {"born": "1985-04-09"},
}


def _again(row):
    return db.session.get_one(type(row), row.id, populate_existing=True)


def test_a_clear_applicant_is_granted_a_licence_and_a_badge_that_rest_on_the_determination(people):
    by, decider = people
    with transaction():
        application = make.ready(by)
        licence = determining.grant(application.id, make.grant_facts("b 17"), by=decider)
    assert _again(application).state == "granted"
    determination = db.session.scalars(select(Determination)).one()
    assert licence.determination_id == determination.id
    assert licence.origin == "determination"
    assert determination.policy_version.startswith("common")
    assert db.session.scalars(select(Badge.number)).one() == "B 17"


@pytest.mark.rule("R10")
@pytest.mark.parametrize("outcome", ["grant", "refuse"])
def test_no_application_is_determined_without_a_search(people, outcome):
    by, decider = people
    with transaction():
        application = make.with_evidence(make.received(by), by)
        actions.refer(application.id, by=by)
    with pytest.raises(Unlawful) as refused, transaction():
        _determine(outcome, application, decider)
    assert [reason.rule for reason in refused.value.reasons] == ["R10"]
    assert _again(application).state == "referred"


def _determine(outcome, application, decider):
    if outcome == "grant":
        return determining.grant(application.id, make.grant_facts(), by=decider)
    return determining.refuse(application.id, make.refusal_facts(), by=decider)


@pytest.mark.rule("R10")
@pytest.mark.parametrize("outcome", ["grant", "refuse"])
def test_a_search_that_is_too_old_must_be_made_again(people, outcome, monkeypatch):
    by, decider = people
    with transaction():
        application = make.ready(by)
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Unlawful) as refused, transaction():
        _determine(outcome, application, decider)
    assert "too old" in refused.value.reasons[0].text


@pytest.mark.rule("R10")
def test_a_new_name_after_the_search_asks_for_another(people):
    by, decider = people
    with transaction():
        application = make.ready(by)
        person = db.session.get_one(Person, application.person_id)
        person.names[0].last = "Otherwise"
    with pytest.raises(Unlawful) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert "changed after the search" in refused.value.reasons[0].text


def test_everything_that_is_missing_is_said_together_each_with_its_source(people):
    by, decider = people
    with transaction():
        application = make.received(by)
        actions.refer(application.id, by=by)
    with pytest.raises(Unlawful) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    reasons = refused.value.reasons
    assert all(reason.source for reason in reasons)
    assert {"R10", "R53", "R38", "R59", "R60"} <= {reason.rule for reason in reasons}


@pytest.mark.rule("R59")
def test_nobody_is_granted_whose_safeguarding_training_is_missing(people):
    by, decider = people
    with transaction():
        application = make.ready(by, without=("safeguarding-training",))
    with pytest.raises(Unlawful) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert "R59" in {reason.rule for reason in refused.value.reasons}


@pytest.mark.rule("R60")
def test_nobody_new_is_granted_before_every_module_is_passed(people):
    by, decider = people
    with transaction():
        application = make.ready(by, without=("new-driver-modules",))
    with pytest.raises(Unlawful) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert [reason.rule for reason in refused.value.reasons] == ["R60"]


@pytest.mark.rule("R53")
def test_nobody_is_granted_whose_vetting_is_missing(people):
    by, decider = people
    with transaction():
        application = make.ready(by, without=("enhanced-dbs",))
    with pytest.raises(Unlawful) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert [reason.rule for reason in refused.value.reasons] == ["R53"]


@pytest.mark.rule("R53", "R72")
def test_a_barred_applicant_is_held_for_a_person_and_refused_by_none_but_a_decision_maker(people):
    by, decider = people
    with transaction():
        application = make.ready(by)
        facts = actions.EvidenceFacts(
            "enhanced-dbs", "barred", "000000000001", "On the children's list", clock.today(), clock.today()
        )
        actions.record_evidence(application.id, facts, by=by)
    with pytest.raises(Unlawful), transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert _again(application).state == "referred"
    with transaction():
        determining.refuse(application.id, make.refusal_facts(limbs=["i-safeguarding"]), by=decider)
    assert _again(application).state == "refused"


@pytest.mark.rule("R64")
@pytest.mark.parametrize("outcome", ["grant", "refuse"])
def test_the_tax_check_is_confirmed_before_a_grant_and_before_a_refusal(people, outcome):
    by, decider = people
    with transaction():
        background = {"lived_abroad": "no", "earlier_licence": "yes"}
        application = make.ready(by, without=("tax-check",), background=background)
    with pytest.raises(Unlawful) as refused, transaction():
        _determine(outcome, application, decider)
    assert [reason.rule for reason in refused.value.reasons] == ["R64"]


@pytest.mark.rule("R39")
def test_a_grant_needs_the_decision_makers_word_that_the_applicant_is_fit_and_proper(people):
    by, decider = people
    with transaction():
        application = make.ready(by)
    with pytest.raises(BadInput) as refused, transaction():
        determining.grant(application.id, make.grant_facts(fit_and_proper=False), by=decider)
    assert set(refused.value.faults) == {"fit_and_proper"}
    assert "1976 Act" in refused.value.faults["fit_and_proper"]


def test_the_officer_who_prepared_a_case_does_not_determine_it(app_context):
    from licensing.authorities.permissions import Role

    with transaction():
        both = officer(roles=(Role.LICENSING_OFFICER, Role.DECISION_MAKER, Role.TRAINING_ADMINISTRATOR))
        application = make.ready(both)
    with pytest.raises(NotAllowed) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=both)
    assert not refused.value.reasons[0].verified


def test_giving_the_case_to_another_does_not_let_who_prepared_it_determine_it(app_context):
    from licensing.authorities.permissions import Role

    with transaction():
        both = officer(roles=(Role.LICENSING_OFFICER, Role.DECISION_MAKER, Role.TRAINING_ADMINISTRATOR))
        colleague = make.preparer()
        application = make.ready(both)
        actions.take_case(application.id, by=colleague)
    with pytest.raises(NotAllowed), transaction():
        determining.grant(application.id, make.grant_facts(), by=both)


@pytest.mark.rule("R33")
def test_a_licence_runs_for_three_years_at_most_and_a_shorter_one_says_why(people):
    by, decider = people
    with transaction():
        application = make.ready(by)
    facts = make.grant_facts()
    too_long = make.grant_facts(ends_on=facts.ends_on + timedelta(days=1))
    with pytest.raises(BadInput) as refused, transaction():
        determining.grant(application.id, too_long, by=decider)
    assert "3 years" in refused.value.faults["ends_on"]
    shorter = make.grant_facts(ends_on=facts.ends_on - timedelta(days=1))
    with pytest.raises(BadInput) as refused, transaction():
        determining.grant(application.id, shorter, by=decider)
    assert set(refused.value.faults) == {"term_reason"}
    with transaction():
        determining.grant(
            application.id, make.grant_facts(ends_on=shorter.ends_on, term_reason="Health"), by=decider
        )


@pytest.mark.rule("R36")
def test_a_licence_ends_no_later_than_limited_leave(people):
    by, decider = people
    leave_ends = clock.today() + timedelta(days=200)
    with transaction():
        application = make.ready(by, right_to_work={"limited": "yes", "ends_on": leave_ends.isoformat()})
    with transaction():
        limited = actions.EvidenceFacts("right-to-work", "limited", note="Leave to the day given")
        actions.record_evidence(application.id, limited, by=by)
    with pytest.raises(BadInput) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert "leave ends" in refused.value.faults["ends_on"]
    with transaction():
        licence = determining.grant(application.id, make.grant_facts(ends_on=leave_ends), by=decider)
    assert licence.ends_on == leave_ends


@pytest.mark.rule("R03", "R72")
def test_a_refusal_is_recorded_as_a_decision_with_limbs_reliance_and_reasons(people):
    by, decider = people
    with transaction():
        application = make.ready(by)
        determining.refuse(
            application.id, make.refusal_facts(limbs=["a", "g"], reliance="in-part"), by=decider
        )
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.limbs, decision.reliance, decision.state) == (["a", "g"], "in-part", "decided")
    assert decision.decided_by_id == decider.id


@pytest.mark.rule("R03")
def test_a_refusal_without_its_classification_is_not_recorded(people):
    by, decider = people
    with transaction():
        application = make.ready(by)
    with pytest.raises(BadInput) as refused, transaction():
        determining.refuse(application.id, make.refusal_facts(limbs=[], reasons=" "), by=decider)
    assert set(refused.value.faults) == {"limbs", "reasons"}
    assert db.session.scalar(select(Determination)) is None


@pytest.mark.rule("R10")
@pytest.mark.parametrize("outcome", ["grant", "refuse"])
def test_a_hit_that_nobody_adjudicated_stops_every_determination(people, outcome):
    by, decider = people
    with transaction():
        application, _ = make.hit(by)
    with pytest.raises(Unlawful) as refused, transaction():
        _determine(outcome, application, decider)
    assert "adjudicated" in refused.value.reasons[0].text


def test_a_hit_that_is_not_the_same_person_stops_nothing(people):
    by, decider = people
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(
            application.id, candidate.id, same_person=False, reason="Another birthplace", by=by
        )
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert _again(application).state == "granted"


@pytest.mark.rule("R11", "R13")
@pytest.mark.parametrize("outcome", ["grant", "refuse"])
def test_another_authoritys_same_person_is_asked_about_and_regard_had_before_any_determination(
    people, outcome
):
    by, decider = people
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="Same number", by=by)

    def refused_for(rule):
        with pytest.raises(Unlawful) as refused, transaction():
            _determine(outcome, application, decider)
        assert [reason.rule for reason in refused.value.reasons] == [rule]

    refused_for("R11")
    today = clock.today()
    with transaction():
        request = actions.send_request(
            application.id, candidate.id, text="Please tell us", sent_on=today, sent_how="post", by=by
        )
    refused_for("R13")
    with transaction():
        actions.record_reply(
            application.id, request.id, received_on=today, reply="Assault", reference="", by=by
        )
    refused_for("R13")
    with transaction():
        actions.record_regard(application.id, request.id, regard="It weighs heavily", by=by)
        _determine(outcome, application, decider)
    assert _again(application).state in ("granted", "refused")


@pytest.mark.rule("R13")
def test_only_waiting_for_the_reply_may_be_overridden_and_only_by_another_decision_maker(people):
    by, decider = people
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="Same number", by=by)
        request = actions.send_request(
            application.id, candidate.id, text="Please", sent_on=clock.today(), sent_how="post", by=by
        )
    words = {"reason": "A hearing tomorrow", "legal_advice": "Solicitor, 1 June"}
    with pytest.raises(NotAllowed), transaction():
        actions.override_wait(application.id, request.id, by=by, **words)
    with pytest.raises(BadInput) as refused, transaction():
        actions.override_wait(application.id, request.id, by=decider, reason="", legal_advice="")
    assert set(refused.value.faults) == {"reason", "legal_advice"}
    with transaction():
        actions.override_wait(application.id, request.id, by=decider, **words)
        determining.refuse(application.id, make.refusal_facts(), by=decider)
    assert _again(request).legal_advice == "Solicitor, 1 June"


def test_our_own_entry_needs_no_request(people):
    by, decider = people
    with transaction():
        application, candidate = make.hit(by, recorded_by="Leeds")
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="Our own file", by=by)
        determining.refuse(application.id, make.refusal_facts(), by=decider)
    assert _again(application).state == "refused"


def test_the_second_of_two_decision_makers_is_told_who_was_first(people):
    by, decider = people
    with transaction():
        second = make.decision_maker(name="Second Decider")
        application = make.ready(by)
        determining.grant(application.id, make.grant_facts(), by=decider)
    with pytest.raises(NotPossibleNow) as refused, transaction():
        determining.refuse(application.id, make.refusal_facts(), by=second)
    assert decider.name in refused.value.message
    assert "it was granted" in refused.value.message


def test_a_badge_in_use_is_not_issued_twice_and_the_determination_is_not_made(people):
    by, decider = people
    with transaction():
        determining.grant(make.ready(by).id, make.grant_facts("B7"), by=decider)
        other = make.ready(by, numbers={}, name={"first": "Otto", "middle": "", "last": "Mockman"})
    with pytest.raises(BadInput) as refused, transaction():
        determining.grant(other.id, make.grant_facts("b7"), by=decider)
    assert set(refused.value.faults) == {"badge_number"}
    assert len(db.session.scalars(select(Determination)).all()) == 1


def test_a_renewal_takes_the_place_of_the_licence_it_renews(people):
    by, decider = people
    with transaction():
        first = determining.grant(make.ready(by).id, make.grant_facts("B1"), by=decider)
        renewal = make.received(by, kind="renewal", renews=first, person_id=first.person_id)
        make.with_evidence(renewal, by, without=("new-driver-modules", "safeguarding-training"))
        make.searched(renewal, by)
        actions.refer(renewal.id, by=by)
        second = determining.grant(renewal.id, make.grant_facts("B2"), by=decider)
    assert _again(first).state == "replaced"
    assert _again(second).state == "current"
    assert second.person_id == first.person_id


@pytest.mark.rule("R25")
def test_refusing_a_renewal_opens_the_duty_to_give_grounds(people):
    by, decider = people
    with transaction():
        first = determining.grant(make.ready(by).id, make.grant_facts("B1"), by=decider)
        renewal = make.received(by, kind="renewal", renews=first, person_id=first.person_id)
        make.with_evidence(renewal, by, without=("new-driver-modules", "safeguarding-training"))
        make.searched(renewal, by)
        actions.refer(renewal.id, by=by)
        determining.refuse(renewal.id, make.refusal_facts(grounds=["(b)"]), by=decider)
    duty = db.session.scalars(select(Duty).where(Duty.rule == "R25")).one()
    assert duty.due_on == clock.today() + timedelta(days=14)
    assert db.session.scalars(select(Decision.kind)).one() == "refused-renewal"


@pytest.mark.rule("R31", "R32")
def test_a_renewal_is_refused_on_the_statutes_grounds_and_a_first_application_on_none(people):
    by, decider = people
    with transaction():
        first = determining.grant(make.ready(by).id, make.grant_facts("B1"), by=decider)
        renewal = make.received(by, kind="renewal", renews=first, person_id=first.person_id)
        make.with_evidence(renewal, by, without=("new-driver-modules", "safeguarding-training"))
        make.searched(renewal, by)
        actions.refer(renewal.id, by=by)
        new = make.ready(by, **TRADE)
    old_and_paid = Immigration(penalty_on=clock.today() - timedelta(days=4 * 366), penalty_paid=True)
    for application, given, fault in (
        (renewal, {}, "grounds"),
        (renewal, {"grounds": ["(d)"]}, "grounds"),
        (renewal, {"grounds": ["(aa)"]}, "immigration_spent"),
        (renewal, {"grounds": ["(aa)"], "immigration": Immigration(spent=True)}, "immigration_answer"),
        (renewal, {"grounds": ["(aa)"], "immigration": old_and_paid}, "immigration_answer"),
        (new, {"grounds": ["(b)"]}, "grounds"),
    ):
        with pytest.raises(BadInput) as refused, transaction():
            determining.refuse(application.id, make.refusal_facts(**given), by=decider)
        assert set(refused.value.faults) == {fault}
    with transaction():
        given = make.refusal_facts(grounds=["(aa)", "(b)"], immigration=Immigration(spent=False))
        determining.refuse(renewal.id, given, by=decider)
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.grounds, decision.immigration["spent"]) == (["(aa)", "(b)"], False)


def test_every_step_leaves_its_line_in_the_audit_log(people):
    by, decider = people
    with transaction():
        application = make.ready(by)
        determining.grant(application.id, make.grant_facts(), by=decider)
    events = set(db.session.scalars(select(AuditEntry.event)))
    assert {
        "application:started", "application:saved", "application:received", "person:created", "evidence:recorded",
        "photograph:stored", "training:completed", "national-register:searched", "application:referred",
        "application:determined", "licence:granted", "badge:issued",
    } <= events  # fmt: skip


@pytest.mark.rule("R38")
@pytest.mark.parametrize("result", ["under-twelve-months", "not-entitled"])
def test_twelve_months_entitlement_is_needed_before_a_grant(people, result):
    by, decider = people
    with transaction():
        application = make.ready(by)
        actions.record_evidence(application.id, actions.EvidenceFacts("driving-entitlement", result), by=by)
    with pytest.raises(Unlawful) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert [reason.rule for reason in refused.value.reasons] == ["R38"]


@pytest.mark.parametrize("table", [SearchReceipt, InformationRequest, DriverLicence, Application])
def test_nothing_is_left_of_a_determination_that_failed(people, table):
    by, decider = people
    with transaction():
        application = make.ready(by)
        before = len(db.session.scalars(select(table)).all())
    with pytest.raises(BadInput), transaction():
        determining.grant(application.id, make.grant_facts("  "), by=decider)
    assert len(db.session.scalars(select(table)).all()) == before
    assert db.session.scalar(select(Determination)) is None


@pytest.mark.rule("R36")
@pytest.mark.parametrize(
    ("said", "seen"),
    [
        pytest.param({"limited": "no", "ends_on": None}, "limited", id="limited was seen, not said"),
        pytest.param(
            {"limited": "yes", "ends_on": "2099-01-01"}, "no-limit", id="limited was said, not seen"
        ),
    ],
)
def test_leave_that_was_said_and_leave_that_was_seen_must_agree_before_a_grant(people, said, seen):
    by, decider = people
    with transaction():
        application = make.ready(by, right_to_work=said)
        actions.record_evidence(application.id, actions.EvidenceFacts("right-to-work", seen, note="x"), by=by)
    with pytest.raises(Unlawful) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert "R36" in {reason.rule for reason in refused.value.reasons}


@pytest.mark.rule("R38")
def test_entitlement_is_counted_to_the_day_of_the_application(people):
    by, decider = people
    since = clock.today() - timedelta(days=200)
    with transaction():
        application = make.ready(by, driving={"entitled_since": since.isoformat()})
    with pytest.raises(Unlawful) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert [reason.rule for reason in refused.value.reasons] == ["R38"]
    with transaction():
        corrected = {"entitled_since": (since - timedelta(days=366)).isoformat()}
        actions.correct(application.id, "driving", corrected, by=by)
        determining.grant(application.id, make.grant_facts(), by=decider)


@pytest.mark.parametrize("days", [93, 40_000, 2_900_000])
def test_a_licence_starts_within_three_months(people, days):
    by, decider = people
    starts = clock.today() + timedelta(days=days)
    with transaction():
        application = make.ready(by)
    with pytest.raises(BadInput) as refused, transaction():
        determining.grant(application.id, make.grant_facts(starts_on=starts, ends_on=starts), by=decider)
    assert "starts_on" in refused.value.faults


def test_a_renewal_granted_ahead_leaves_the_old_licence_in_force_until_it_begins(people):
    by, decider = people
    begins = clock.today() + timedelta(days=30)
    with transaction():
        first = determining.grant(make.ready(by).id, make.grant_facts("B1"), by=decider)
        renewal = make.received(by, kind="renewal", renews=first, person_id=first.person_id)
        make.with_evidence(renewal, by, without=("new-driver-modules", "safeguarding-training"))
        make.searched(renewal, by)
        actions.refer(renewal.id, by=by)
        ends = last_day_of_term(begins, 36)
        second = determining.grant(
            renewal.id, make.grant_facts("B2", starts_on=begins, ends_on=ends), by=decider
        )
    assert _again(first).state == "current"
    with transaction():
        replace_earlier(begins - timedelta(days=1))
    assert _again(first).state == "current"
    with transaction():
        replace_earlier(begins)
    assert (_again(first).state, _again(second).state) == ("replaced", "current")


@pytest.mark.rule("R07")
def test_a_later_grant_to_somebody_we_entered_is_a_change_to_our_entry(people):
    by, decider = people
    with transaction():
        application, candidate = make.hit(by, recorded_by="Leeds")
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="Our own file", by=by)
        determining.grant(application.id, make.grant_facts(), by=decider)
    duty = db.session.scalars(select(Duty).where(Duty.rule == "R07")).one()
    assert duty.discharged_at is None
    _passes()
    entry = db.session.scalars(select(Entry)).one()
    assert [(change.what, change.changed_on) for change in entry.changes] == [("amended", clock.today())]
    assert _again(duty).discharged_on == clock.today()
    # Sent twice, it is one change.
    with transaction():
        db.session.execute(update(OutboxMessage).values(state="waiting", sent_at=None))
    _passes()
    assert len(_again(entry).changes) == 1
    # Who granted knows of their own entry, and of the change that the grant made to it.
    assert db.session.scalars(select(Alert)).all() == []


def _passes():
    """The worker's passes, until nothing is due."""
    while send_due():
        pass


@pytest.mark.rule("R13")
def test_a_reply_is_regarded_even_when_the_word_on_the_entry_changes_afterwards(people):
    by, decider = people
    today = clock.today()
    with transaction():
        application, candidate = make.hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="Same", by=by)
        request = actions.send_request(
            application.id, candidate.id, text="Please", sent_on=today, sent_how="post", by=by
        )
        actions.record_reply(
            application.id, request.id, received_on=today, reply="Assault", reference="", by=by
        )
        actions.adjudicate(application.id, candidate.id, same_person=False, reason="On reflection", by=by)
    with pytest.raises(Unlawful) as refused, transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert [reason.rule for reason in refused.value.reasons] == ["R13"]
