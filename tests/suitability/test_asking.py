"""What the outside services say, taken in: once, only while it is awaited, and decided about by nobody but a person."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import NotFound, NotPossibleNow
from licensing.register.vehicles import VehicleFacts, add_vehicle
from licensing.suitability import asking, dbs, vetting, vetting_queries
from licensing.suitability.vehicle_enquiry import VehicleSaid
from licensing.suitability.vetting_models import ServiceQuestion, VehicleEnquiry, VettingRecord
from tests.factories.officers import officer
from tests.factories.vetting import NUMBER, holder

TODAY = date(2026, 6, 10)


@pytest.fixture
def leeds(make_app, on):
    """A licence holder of Leeds who consented to status checks. Nothing is sent in these tests."""
    app = make_app(dbs_url="http://127.0.0.1:9", dvla_url="http://127.0.0.1:9", dvla_key="made up")
    with app.app_context():
        made = holder(starts_on=date(2026, 1, 1))
        made.consents()
        yield made


def ask(leeds):
    with transaction():
        return asking.ask_about_person(leeds.who.id, by=leeds.by).id


def take(question_id, status):
    with transaction():
        asking.take_status(question_id, status)


def every(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def dbs_line(leeds):
    vetted = vetting_queries.of_person(leeds.who, clock.today())
    return next(one for one in vetted.standings if one.watch.key == "enhanced-dbs")


@pytest.mark.rule("R54")
def test_no_change_renews_the_check_for_six_months_and_discharges_what_was_due(leeds, on):
    leeds.certificate(date(2026, 1, 5))
    on(date(2026, 6, 20))
    with transaction():
        from licensing.suitability.daily import look_after

        look_after(clock.today())
    (duty,) = every(Duty)
    assert (duty.kind, duty.due_on) == ("dbs-check-due", date(2026, 7, 4))
    question = vetting_queries.last_question(leeds.by.authority_id, person_id=leeds.who.id)
    take(question.id, dbs.BLANK)
    assert dbs_line(leeds).good_until == date(2026, 12, 19)
    assert every(Duty)[0].discharged_on == date(2026, 6, 20)


@pytest.mark.rule("R54", "R72")
@pytest.mark.parametrize("status", [dbs.NEW_INFO, dbs.NON_BLANK])
def test_what_an_officer_has_to_look_at_opens_one_duty_and_leaves_the_licence_alone(leeds, status):
    take(ask(leeds), status)
    (duty,) = every(Duty)
    assert (duty.kind, duty.rule, duty.due_on) == ("review-vetting", "R72", date(2026, 6, 16))
    assert leeds.licence.state == "current"
    take(ask(leeds), status)
    assert len(every(Duty)) == 1


@pytest.mark.rule("R72")
def test_new_information_about_an_applicant_is_put_in_front_of_an_officer_too(leeds):
    with transaction():
        leeds.licence.state = "surrendered"
        db.session.add(leeds.licence)
    take(ask(leeds), dbs.NEW_INFO)
    (duty,) = every(Duty)
    assert (duty.kind, duty.about) == ("review-vetting", "Perdita Exampleby")


def test_a_certificate_with_content_is_settled_by_an_officer_who_has_seen_it(leeds):
    take(ask(leeds), dbs.NON_BLANK)
    leeds.certificate(date(2026, 6, 1), "disclosed-considered", note="Old and slight, considered.")
    assert dbs_line(leeds).state == "in date"
    assert every(Duty)[0].discharge.startswith("A newer record stands")


@pytest.mark.rule("R54")
@pytest.mark.parametrize("outcome", [dbs.NO_MATCH, asking.REFUSED])
def test_where_nothing_fits_nothing_was_checked_and_the_details_are_asked_for(leeds, outcome):
    take(ask(leeds), outcome)
    assert every(VettingRecord) == []
    assert dbs_line(leeds).state == "never recorded"
    (duty,) = every(Duty)
    assert (duty.kind, duty.subject) == ("correct-dbs-details", f"person:{leeds.who.id}")
    leeds.consents(number="009876543210")
    assert every(Duty)[0].discharge == "The details were recorded anew"


def test_an_answer_is_taken_in_once_however_often_it_comes(leeds):
    question_id = ask(leeds)
    for _ in range(3):
        take(question_id, dbs.BLANK)
    assert len(every(VettingRecord)) == 1


def test_the_database_keeps_one_record_for_a_question(leeds):
    question_id = ask(leeds)
    take(question_id, dbs.BLANK)
    (held,) = every(VettingRecord)
    values = {
        one.name: getattr(held, one.name) for one in VettingRecord.__table__.columns if one.name != "id"
    }
    with pytest.raises(IntegrityError), transaction():
        db.session.add(VettingRecord(**(values | {"ref": "0" * 16})))


def test_an_answer_that_comes_after_the_details_were_corrected_is_not_taken(leeds):
    question_id = ask(leeds)
    leeds.consents(number="009876543210")
    take(question_id, dbs.NEW_INFO)
    assert every(VettingRecord) == []
    assert every(Duty) == []
    assert db.session.get(ServiceQuestion, question_id).state == "withdrawn"


def test_nobody_is_asked_about_twice_at_once(leeds):
    ask(leeds)
    with pytest.raises(NotPossibleNow, match="awaited"):
        ask(leeds)
    consent = vetting_queries.consent_of(leeds.who.id, leeds.by.authority_id)
    with pytest.raises(IntegrityError), transaction():
        asking.put_about_consent(consent, at=clock.now())


def test_without_consent_nobody_is_asked_about(leeds):
    with transaction():
        vetting.end_consent(leeds.who.id, by=leeds.by)
    with pytest.raises(NotPossibleNow, match="consent"):
        ask(leeds)
    with pytest.raises(NotPossibleNow), transaction():
        vetting.end_consent(leeds.who.id, by=leeds.by)


def test_another_authoritys_people_and_vehicles_are_not_found(leeds):
    with transaction():
        york = officer("York")
        car = add_vehicle(VehicleFacts("AB12 CDE"), by=leeds.by).id
    for act in (
        lambda: asking.ask_about_person(leeds.who.id, by=york),
        lambda: asking.ask_about_vehicle(car, by=york),
    ):
        with pytest.raises(NotFound), transaction():
            act()
    assert every(ServiceQuestion) == []


def test_the_dbs_is_told_who_asks_and_where_it_fell_due_who_took_the_consent(leeds):
    question = db.session.get(ServiceQuestion, ask(leeds))
    asked = asking.asked_of_dbs(question)
    assert (asked.certificate_number, asked.surname) == (NUMBER, "Exampleby")
    assert (asked.employee_forename, asked.employee_surname) == ("Sam", "Example")
    assert "Leeds" in asked.organisation


def test_no_audit_line_and_no_message_holds_anything_of_the_certificate(leeds):
    from licensing.outbox.models import OutboxMessage

    take(ask(leeds), dbs.BLANK)
    said = json.dumps(
        [one.facts for one in every(AuditEntry)] + [one.payload for one in every(OutboxMessage)]
    )
    assert NUMBER not in said
    assert "Exampleby" not in said


# --- vehicles


@pytest.fixture
def car(leeds):
    with transaction():
        return add_vehicle(VehicleFacts("AB12 CDE", make="Inventa", colour="Blue"), by=leeds.by)


def look_up(car, leeds, said=None, outcome=asking.FOUND, **fields):
    with transaction():
        question_id = asking.ask_about_vehicle(car.id, by=leeds.by).id
    if said is None and outcome == asking.FOUND:
        given = {"vrm": car.vrm, "tax_status": "Taxed", "mot_status": "Valid", "colour": "BLUE"} | fields
        said = VehicleSaid(**given)
    with transaction():
        asking.take_vehicle(question_id, car.vrm, said, outcome)


def test_a_vehicle_of_which_nothing_differs_leaves_a_row_and_no_duty(leeds, car):
    look_up(car, leeds)
    (enquiry,) = every(VehicleEnquiry)
    assert (enquiry.tax_status, enquiry.colour, enquiry.outcome) == ("Taxed", "BLUE", "found")
    assert every(Duty) == []


@pytest.mark.parametrize("outcome", [asking.NOT_FOUND, asking.REFUSED])
def test_a_vehicle_that_the_dvla_does_not_know_is_put_in_front_of_an_officer(leeds, car, outcome):
    look_up(car, leeds, outcome=outcome)
    (duty,) = every(Duty)
    assert (duty.kind, duty.subject, duty.about) == (
        "review-vetting",
        f"vehicle:{car.id}",
        f"Vehicle {car.id}",
    )


def test_what_differs_is_looked_at_until_it_differs_no_more(leeds, car):
    look_up(car, leeds, tax_status="SORN")
    assert [one.discharged_at for one in every(Duty)] == [None]
    look_up(car, leeds)
    assert every(Duty)[0].discharge == "The DVLA says nothing that differs any more"


# --- patience


def test_a_service_that_asked_for_patience_is_left_alone_until_then(leeds, on):
    with transaction():
        asking.pause("dbs", clock.now() + timedelta(minutes=5))
        asking.pause("dbs", clock.now() + timedelta(minutes=2))
    assert asking.paused_until("dbs") == clock.now() + timedelta(minutes=5)
    assert asking.paused_until("dvla") is None
    on(TODAY, hour=12)
    assert asking.paused_until("dbs") is None
