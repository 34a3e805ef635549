"""Recording what was seen: what is refused, what counts at once, what is sealed, and what a grant leaves behind."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.applications import actions, determining
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.sealing import Unreadable
from licensing.suitability import asking, vetting, vetting_queries
from licensing.suitability.vetting_models import DbsConsent, VettingRecord
from tests.factories import applications as make
from tests.factories.officers import officer
from tests.factories.vetting import NUMBER, holder

TODAY = date(2026, 6, 10)


@pytest.fixture
def leeds(app_context, on):
    return holder(starts_on=date(2026, 1, 1))


def every(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def states(of, on=TODAY):
    vetted = vetting_queries.of_person(of.who, on)
    return {one.watch.key: one.state for one in vetted.standings}


@pytest.mark.parametrize(
    ("kind", "result", "given", "field"),
    [
        ("enhanced-dbs", "clear", {"reference": NUMBER}, "issued_on"),
        ("enhanced-dbs", "clear", {"issued_on": TODAY, "reference": ""}, "reference"),
        ("enhanced-dbs", "clear", {"issued_on": TODAY, "reference": "12"}, "reference"),
        ("enhanced-dbs", "fine", {"issued_on": TODAY, "reference": NUMBER}, "result"),
        ("enhanced-dbs", "disclosed-considered", {"issued_on": TODAY, "reference": NUMBER}, "note"),
        ("enhanced-dbs", "clear", {"issued_on": date(2026, 6, 11), "reference": NUMBER}, "issued_on"),
        ("medical", "met", {"seen_on": date(2026, 6, 11), "issued_on": TODAY}, "seen_on"),
        ("medical", "met", {"issued_on": TODAY, "until_on": date(2026, 6, 1)}, "until_on"),
        ("medical", "met", {"issued_on": TODAY, "until_on": date(2226, 6, 1)}, "until_on"),
        ("right-to-work", "limited", {}, "until_on"),
        ("right-to-work", "none-found", {}, "note"),
        ("dvla-record", "entitled", {}, "points"),
        ("dvla-record", "entitled", {"points": -1}, "points"),
        ("dvla-record", "entitled", {"points": 100}, "points"),
        ("dvla-record", "entitled", {"points": 0, "reference": "short"}, "reference"),
        ("dvla-vehicle", "found", {}, "kind"),
        ("nothing", "found", {}, "kind"),
    ],
)
def test_what_can_not_be_recorded_is_told_by_field(leeds, kind, result, given, field):
    with pytest.raises(BadInput) as refused:
        leeds.seen(kind, result, **given)
    assert field in refused.value.faults
    assert every(VettingRecord) == []


@pytest.mark.rule("R64")
@pytest.mark.parametrize(
    ("completed", "good"), [(date(2026, 2, 11), True), (date(2026, 2, 10), False), (date(2026, 6, 10), True)]
)
def test_a_tax_check_is_confirmed_within_120_days_its_own_day_the_first(leeds, completed, good):
    given = {"issued_on": completed, "reference": "ABC123DEF"}
    if good:
        leeds.seen("tax-check", "confirmed", **given)
    else:
        with pytest.raises(BadInput) as refused:
            leeds.seen("tax-check", "confirmed", **given)
        assert refused.value.faults["issued_on"].startswith("It was good until 9 June 2026 only")


def test_what_identifies_is_sealed_and_opens_nowhere_else(leeds):
    first = leeds.certificate(note="Invented.")
    second = leeds.seen("dvla-record", "entitled", points=0)
    assert first.words == {"reference": NUMBER, "note": "Invented."}
    assert NUMBER not in first.sealed
    second.sealed = first.sealed
    with pytest.raises(Unreadable):
        _ = second.words
    db.session.rollback()


@pytest.mark.rule("R53", "R72")
def test_a_barred_list_opens_a_review_and_leaves_the_licence_alone(leeds):
    leeds.certificate(result="barred", note="The children's list.")
    assert states(leeds)["enhanced-dbs"] == "look at it"
    assert [(one.kind, one.rule) for one in every(Duty)] == [("review-vetting", "R72")]
    assert leeds.licence.state == "current"


def test_a_review_stays_open_while_anything_else_is_to_be_looked_at(leeds):
    leeds.seen("dvla-record", "entitled", points=9)
    leeds.seen("medical", "not-met", issued_on=TODAY, note="Eyesight.")
    leeds.seen("dvla-record", "flagged-considered", points=9, note="Considered.")
    assert [one.discharged_at for one in every(Duty)] == [None]
    leeds.seen("medical", "met", issued_on=TODAY)
    assert every(Duty)[0].discharged_on == TODAY


def test_a_record_made_in_error_counts_no_longer(leeds):
    held = leeds.certificate()
    with pytest.raises(BadInput), transaction():
        vetting.void(held.id, reason=" ", by=leeds.by)
    with transaction():
        vetting.void(held.id, reason="Another person's.", by=leeds.by)
    assert states(leeds)["enhanced-dbs"] == "never recorded"
    with pytest.raises(NotPossibleNow), transaction():
        vetting.void(held.id, reason="Again.", by=leeds.by)


def test_what_a_service_said_is_not_marked_as_made_in_error(make_app, on):
    with make_app(dbs_url="http://127.0.0.1:9").app_context():
        someone = holder(starts_on=date(2026, 1, 1))
        someone.consents()
        with transaction():
            question_id = asking.ask_about_person(someone.who.id, by=someone.by).id
        with transaction():
            asking.take_status(question_id, "NEW_INFO")
        with pytest.raises(NotPossibleNow, match="correct them and ask again"), transaction():
            vetting.void(every(VettingRecord)[0].id, reason="It is inconvenient.", by=someone.by)


def test_a_corrected_consent_ends_the_one_before_and_keeps_it(leeds):
    leeds.consents()
    leeds.consents(number="009876543210")
    first, second = every(DbsConsent)
    assert (first.ended_because, first.ended_on, second.ended_on) == ("corrected", TODAY, None)
    assert second.masked == "•••••••••210"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (vetting.ConsentFacts("12", "Exampleby", TODAY, True), "number"),
        (vetting.ConsentFacts(NUMBER, " ", TODAY, True), "surname"),
        (vetting.ConsentFacts(NUMBER, "Exampleby", None, True), "given_on"),
        (vetting.ConsentFacts(NUMBER, "Exampleby", date(2026, 6, 11), True), "given_on"),
        (vetting.ConsentFacts(NUMBER, "Exampleby", TODAY, False), "same_workforce"),
    ],
)
def test_consent_needs_a_number_a_surname_a_day_and_the_workforce(leeds, facts, field):
    with pytest.raises(BadInput) as refused, transaction():
        vetting.record_consent(leeds.who.id, facts, by=leeds.by)
    assert list(refused.value.faults) == [field]


def test_another_authoritys_people_and_records_are_not_found(leeds):
    held = leeds.certificate()
    with transaction():
        york = officer("York")
    facts = vetting.SeenFacts("dvla-record", "entitled", points=0)
    for act in (
        lambda: vetting.record_seen(leeds.who.id, facts, by=york),
        lambda: vetting.record_consent(
            leeds.who.id, vetting.ConsentFacts(NUMBER, "Exampleby", TODAY, True), by=york
        ),
        lambda: vetting.end_consent(leeds.who.id, by=york),
        lambda: vetting.void(held.id, reason="Not mine.", by=york),
    ):
        with pytest.raises(NotFound), transaction():
            act()


# --- what an application leaves behind


@pytest.mark.usefixtures("app_context")
def test_what_was_seen_for_an_application_counts_while_the_licence_runs():
    by, decider = _two()
    with transaction():
        application = make.ready(by)
        determining.grant(application.id, make.grant_facts(), by=decider)
    vetted = vetting_queries.of_person(application.person, clock.today())
    found = {one.watch.key: one for one in vetted.standings}
    assert {one.state for one in found.values()} <= {"in date", "not needed now"}
    assert found["enhanced-dbs"].newest.for_application
    assert found["right-to-work"].words == "Good without an end"
    assert every(VettingRecord) == []


@pytest.mark.rule("R36")
@pytest.mark.usefixtures("app_context")
def test_a_grant_keeps_until_when_leave_lasts():
    by, decider = _two()
    leave_ends = clock.today() + timedelta(days=200)
    with transaction():
        application = make.ready(by, right_to_work={"limited": "yes", "ends_on": leave_ends.isoformat()})
        limited = actions.EvidenceFacts("right-to-work", "limited", note="Leave to the day given")
        actions.record_evidence(application.id, limited, by=by)
        ends = leave_ends - timedelta(days=10)
        facts = make.grant_facts(ends_on=ends, term_reason="As asked for.")
        determining.grant(application.id, facts, by=decider)
    (held,) = every(VettingRecord)
    assert (held.kind, held.result, held.until_on) == ("right-to-work", "limited", leave_ends)
    vetted = vetting_queries.of_person(application.person, clock.today())
    assert next(one for one in vetted.standings if one.watch.key == "right-to-work").good_until == leave_ends


def _two():
    with transaction():
        return make.preparer(), make.decision_maker()
