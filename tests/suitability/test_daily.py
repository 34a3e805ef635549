"""What a day brings up: duties opened once, questions put once, and nobody decided about."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.policy import vetting as policy
from licensing.register.actions import Term
from licensing.register.vehicles import VehicleFacts, add_vehicle, take_over_licence
from licensing.suitability import asking
from licensing.suitability.daily import look_after
from licensing.suitability.vetting_models import ServiceQuestion
from tests.factories.vetting import holder

BEGAN = date(2026, 1, 1)


@pytest.fixture
def app_context(make_app):
    """An installation at which no service is set up."""
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def with_services(make_app):
    app = make_app(
        dbs_url="http://127.0.0.1:9",
        dvla_url="http://127.0.0.1:9",
        dvla_key="made up",
        vetting_asks_an_hour=60,
    )
    with app.app_context():
        yield app


@pytest.fixture
def day(on):
    """`day(date(2026, 7, 1))`: that day's pass; gives how much was done."""

    def day(when):
        on(when)
        with transaction():
            return look_after(clock.today())

    on(date(2026, 6, 10))
    return day


def every(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def duties():
    return [(one.kind, one.began_on, one.due_on) for one in every(Duty)]


@pytest.mark.rule("R54")
def test_a_certificate_that_lapses_is_told_four_weeks_before_and_once(app_context, day):
    someone = holder(starts_on=BEGAN)
    someone.certificate(date(2026, 6, 10))
    assert day(date(2026, 11, 10)) == 0
    assert day(date(2026, 11, 11)) == 1
    assert [day(date(2026, 11, 11) + timedelta(days=n)) for n in range(1, 60, 7)] == [0] * 9
    assert duties() == [("dbs-check-due", date(2026, 11, 11), date(2026, 12, 9))]
    assert every(Duty)[0].subject == f"person:{someone.who.id}"
    assert someone.licence.state == "current"


@pytest.mark.rule("R54")
def test_a_new_certificate_discharges_the_duty_and_the_next_falls_due_on_its_own_day(app_context, day, on):
    someone = holder(starts_on=BEGAN)
    someone.certificate(date(2026, 6, 10))
    day(date(2026, 12, 1))
    someone.certificate(date(2026, 11, 28))
    assert every(Duty)[0].discharged_on == date(2026, 12, 1)
    day(date(2027, 5, 10))
    assert duties()[1] == ("dbs-check-due", date(2027, 5, 10), date(2027, 5, 27))


def test_what_had_lapsed_before_the_register_looked_is_overdue_from_the_first_day(app_context, day):
    holder(starts_on=BEGAN).certificate(date(2025, 6, 10))
    day(date(2026, 6, 10))
    assert duties() == [("dbs-check-due", date(2025, 12, 9), date(2025, 12, 9))]


def test_what_was_never_recorded_opens_no_duty(app_context, day):
    holder(starts_on=BEGAN)
    assert day(date(2026, 6, 10)) == 0


def test_a_medical_falls_due_by_age(app_context, day):
    # Born on 27 March 1985: 45 on 27 March 2030.
    someone = holder(starts_on=date(2028, 1, 1))
    someone.seen("medical", "met", issued_on=date(2026, 6, 1))
    assert day(date(2030, 1, 28)) == 0
    day(date(2030, 1, 29))
    assert duties() == [("medical-due", date(2030, 1, 29), date(2030, 3, 26))]


@pytest.mark.rule("R62")
def test_a_driving_record_is_looked_at_again_each_year(app_context, day):
    holder(starts_on=BEGAN).seen("dvla-record", "entitled", points=3)
    day(date(2027, 5, 13))
    assert duties() == [("driving-record-due", date(2027, 5, 13), date(2027, 6, 9))]


@pytest.mark.rule("R36", "R37")
def test_leave_that_ends_is_told_before_and_the_licence_is_due_back_after(app_context, day):
    ends = date(2026, 9, 30)
    someone = holder(starts_on=BEGAN, ends_on=ends)
    someone.seen("right-to-work", "limited", until_on=ends)
    day(date(2026, 8, 5))
    assert duties() == [("leave-ends", date(2026, 8, 5), ends)]
    assert day(ends) == 0
    assert day(date(2026, 10, 1)) == 1
    assert duties()[1] == ("return-licence", date(2026, 10, 1), date(2026, 10, 7))
    assert day(date(2026, 10, 2)) == 0


@pytest.mark.rule("R37")
def test_leave_that_ends_before_the_licence_has_it_due_back_too(app_context, day):
    someone = holder(starts_on=BEGAN)
    someone.seen("right-to-work", "limited", until_on=date(2026, 7, 1))
    day(date(2026, 7, 2))
    assert [kind for kind, _, _ in duties()] == ["leave-ends", "return-licence"]
    assert duties()[1][2] == date(2026, 7, 8)


@pytest.mark.rule("R37")
def test_a_licence_that_runs_out_otherwise_is_not_chased_for_leave(app_context, day):
    someone = holder(starts_on=BEGAN, ends_on=date(2026, 9, 30))
    someone.seen("right-to-work", "no-limit")
    assert day(date(2026, 10, 1)) == 0


@pytest.mark.rule("R36")
def test_leave_that_was_extended_discharges_the_duty(app_context, day, on):
    someone = holder(starts_on=BEGAN)
    someone.seen("right-to-work", "limited", until_on=date(2026, 9, 30))
    day(date(2026, 9, 1))
    someone.seen("right-to-work", "limited", until_on=date(2028, 9, 30))
    assert every(Duty)[0].discharged_on == date(2026, 9, 1)
    assert day(date(2026, 10, 5)) == 0


def test_who_is_suspended_is_vetted_on_and_who_holds_no_licence_is_not(app_context, day):
    suspended, gone = holder(starts_on=BEGAN), holder(starts_on=BEGAN)
    for one, state in ((suspended, "suspended"), (gone, "surrendered")):
        one.certificate(date(2026, 6, 1))
        with transaction():
            one.licence.state = state
            db.session.add(one.licence)
    day(date(2026, 12, 1))
    assert [one.subject for one in every(Duty)] == [f"person:{suspended.who.id}"]


def test_an_authority_without_a_policy_is_left_out_and_the_others_are_looked_after(
    app_context, day, monkeypatch
):
    for name in ("York", "Leeds"):
        holder(name, starts_on=BEGAN).certificate(date(2026, 6, 1))
    given = policy.vetting_policy

    def without_york(gss_code, on):
        if gss_code == "E06000014":
            return given("", on)
        return given(gss_code, on)

    monkeypatch.setattr("licensing.suitability.vetting_queries.vetting_policy", without_york)
    assert day(date(2026, 12, 1)) == 1


# --- asking the services


@pytest.mark.rule("R54")
def test_the_update_service_is_asked_two_weeks_before_of_who_consented(with_services, day):
    asked, silent = holder(starts_on=BEGAN), holder(starts_on=BEGAN)
    for one in (asked, silent):
        one.certificate(date(2026, 6, 10))
    asked.consents()
    day(date(2026, 11, 24))
    assert every(ServiceQuestion) == []
    day(date(2026, 11, 25))
    assert [one.person_id for one in every(ServiceQuestion)] == [asked.who.id]
    assert day(date(2026, 11, 26)) == 0


@pytest.mark.rule("R54")
def test_who_consented_and_was_never_checked_is_asked_about_at_once(with_services, day):
    holder(starts_on=BEGAN).consents()
    assert day(date(2026, 6, 10)) == 1


def test_who_is_in_front_of_an_officer_already_is_not_asked_about_again(with_services, day):
    someone = holder(starts_on=BEGAN)
    someone.consents()
    someone.seen("dbs-status", "new-info")
    assert day(date(2026, 6, 10)) == 0


@pytest.mark.parametrize("status", asking.TO_CORRECT)
def test_details_that_do_not_fit_are_asked_about_again_once_they_were_corrected(with_services, day, status):
    someone = holder(starts_on=BEGAN)
    someone.consents()
    day(date(2026, 6, 10))
    with transaction():
        asking.take_status(every(ServiceQuestion)[0].id, status)
    assert day(date(2026, 6, 11)) == 0
    someone.consents(number="009876543210")
    assert day(date(2026, 6, 12)) == 1


def test_a_pass_puts_no_more_questions_than_the_setting_allows(make_app, day, monkeypatch):
    monkeypatch.setattr("licensing.suitability.daily.HOURS_OF_A_PASS", 1)
    with make_app(dbs_url="http://127.0.0.1:9", vetting_asks_an_hour=2).app_context():
        for _ in range(3):
            holder(starts_on=BEGAN).consents()
        assert day(date(2026, 6, 10)) == 2
        assert day(date(2026, 6, 11)) == 0
        with transaction():
            asking.take_status(every(ServiceQuestion)[0].id, "BLANK_NO_NEW_INFO")
        assert day(date(2026, 6, 12)) == 1


def test_each_licensed_vehicle_is_looked_up_once_a_month(with_services, day):
    someone = holder(starts_on=BEGAN)
    with transaction():
        for vrm in ("AB12 CDE", "AB13 CDE"):
            car = add_vehicle(VehicleFacts(vrm), by=someone.by)
        take_over_licence(
            car,
            Term("private-hire-vehicle", BEGAN, date(2026, 12, 31)),
            number="V-1",
            plate_number="7",
            by=someone.by,
        )
    assert day(date(2026, 6, 10)) == 1
    assert day(date(2026, 6, 11)) == 0
    (question,) = every(ServiceQuestion)
    assert question.vehicle_id == car.id
    with transaction():
        asking.take_vehicle(question.id, car.vrm, None, asking.NOT_FOUND)
    assert [day(one) for one in (date(2026, 6, 12), date(2026, 7, 10), date(2026, 7, 11))] == [0, 0, 1]


def test_without_services_nothing_is_asked(app_context, day):
    holder(starts_on=BEGAN).consents()
    assert day(date(2026, 6, 10)) == 0
    assert every(ServiceQuestion) == []
