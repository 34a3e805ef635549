"""The vetting pages: how a licence holder stands, what is recorded, what the services are asked and said."""

import json
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.concerns import informing
from licensing.concerns.identity import Identity
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.outbox.actions import send_due
from licensing.register.vehicles import VehicleFacts, add_vehicle
from licensing.suitability.vetting_models import DbsConsent, ServiceQuestion, VettingRecord
from tests.factories.officers import officer
from tests.factories.people import licence, person
from tests.fakes.dbs import dbs_stand_in
from tests.fakes.dvla import COMMON, KEY, dvla_stand_in

NUMBER = "001234567890"


@pytest.fixture
def dbs():
    with dbs_stand_in(n001234567890=("Exampleby", "27/03/1985", "BLANK_NO_NEW_INFO")) as one:
        yield one


@pytest.fixture
def dvla():
    with dvla_stand_in(AB12CDE=COMMON | {"taxStatus": "SORN", "motStatus": "Valid"}) as one:
        yield one


@pytest.fixture
def app(make_app, dbs, dvla):
    return make_app(dbs_url=dbs.address, dvla_url=dvla.address, dvla_key=KEY)


class Leeds:
    """Ids of a licensing officer and of a licence holder."""

    def __init__(self, app):
        with app.app_context(), transaction():
            by = officer("Leeds")
            who = person(by=by)
            licence(who, by=by, number="OLD-7")
            self.by, self.who = by.id, who.id
            self.vehicle = add_vehicle(VehicleFacts("AB12 CDE", make="Inventa", colour="Red"), by=by).id
            self.page = f"/vetting/people/{who.id}"


@pytest.fixture
def leeds(app, client):
    made = Leeds(app)
    client.sign_in(made.by)
    return made


def _dated(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def _all(app, model):
    with app.app_context():
        return db.session.scalars(select(model).order_by(model.id)).all()


def _sent(app):
    with app.app_context():
        while send_due():
            pass


def _states(page):
    rows = page.select("table")[0].select("tbody tr")
    return {
        row.th.get_text(strip=True): row.select("td")[0].get_text(strip=True).capitalize() for row in rows
    }


def _record(client, leeds, kind, status=200, **values):
    page = client.get_page(f"{leeds.page}/records/{kind}/new")
    return client.submit(page, values, status=status)


def _certificate(client, leeds, **values):
    given = {"result": "clear", "reference": NUMBER, **_dated("issued_on", clock.today())}
    return _record(client, leeds, "enhanced-dbs", **(given | values))


def _consent(client, leeds, status=200, **values):
    given = {"number": NUMBER, "surname": "Exampleby", "same_workforce": "y"}
    return client.submit(client.get_page(f"{leeds.page}/consent"), given | values, status=status)


def test_the_persons_page_leads_to_their_vetting_where_nothing_is_recorded_yet(client, leeds):
    page = client.get_page(f"/people/{leeds.who}")
    page = client.get_page(page.links["What vets them, and when it is next due"])
    assert page.heading.endswith("Vetting of Perdita Exampleby")
    assert _states(page)["Enhanced DBS certificate"] == "Never recorded"
    assert _states(page)["HMRC tax check"] == "Not needed now"


@pytest.mark.rule("R54")
def test_a_certificate_is_recorded_and_is_in_date_for_six_months(app, client, leeds):
    page = _certificate(client, leeds)
    assert page.url == leeds.page
    assert _states(page)["Enhanced DBS certificate"] == "In date"
    last = clock.today() + relativedelta(months=6) - timedelta(days=1)
    assert f"{last.day} {last:%b %Y}" in page.text or f"{last.day} {last:%B %Y}" in page.text
    (held,) = _all(app, VettingRecord)
    assert NUMBER not in held.sealed
    assert NUMBER not in page.text


def test_what_was_typed_wrong_is_told_by_field_and_nothing_is_lost(app, client, leeds):
    page = _certificate(
        client,
        leeds,
        status=400,
        reference="123",
        result="disclosed-considered",
        **_dated("issued_on", date(2099, 1, 1)),
    )
    assert len(page.errors) == 3
    assert page.select_one("#reference")["value"] == "123"
    assert page.select_one("#issued_on-year")["value"] == "2099"
    assert _all(app, VettingRecord) == []


@pytest.mark.rule("R62")
def test_seven_points_or_more_are_put_in_front_of_an_officer_until_considered(app, client, leeds):
    page = _record(client, leeds, "dvla-record", result="entitled", points="7")
    assert _states(page)["Driving licence and points"] == "Look at it"
    (duty,) = _all(app, Duty)
    assert (duty.kind, duty.subject, duty.discharged_at) == ("review-vetting", f"person:{leeds.who}", None)
    note = "Two speeding offences, years apart."
    page = _record(client, leeds, "dvla-record", result="flagged-considered", points="7", note=note)
    assert _states(page)["Driving licence and points"] == "In date"
    assert _all(app, Duty)[0].discharged_at is not None
    assert note in page.text


@pytest.mark.rule("R62")
def test_six_points_are_not_flagged(app, client, leeds):
    page = _record(client, leeds, "dvla-record", result="entitled", points="6")
    assert _states(page)["Driving licence and points"] == "In date"
    assert _all(app, Duty) == []


@pytest.mark.rule("R64")
def test_a_tax_check_code_is_confirmed_within_120_days_of_the_check(app, client, leeds):
    given = {"result": "confirmed", "reference": "ABC123DEF"}
    late = clock.today() - timedelta(days=120)
    page = _record(client, leeds, "tax-check", status=400, **given, **_dated("issued_on", late))
    assert "good until" in page.errors[0]
    in_time = clock.today() - timedelta(days=119)
    assert _record(client, leeds, "tax-check", **given, **_dated("issued_on", in_time)).url == leeds.page


def test_leave_needs_its_last_day(client, leeds):
    page = _record(client, leeds, "right-to-work", status=400, result="limited", reference="A1B 2C3")
    assert page.errors == ["Enter the last day"]
    page = _record(
        client,
        leeds,
        "right-to-work",
        result="limited",
        **_dated("until_on", clock.today() + timedelta(days=400)),
    )
    assert _states(page)["Right to work"] == "In date"


def test_a_record_made_in_error_counts_no_longer_and_stays(client, leeds):
    page = _certificate(client, leeds)
    (link,) = [href for text, href in page.links.items() if text.startswith("Made in error")]
    page = client.submit(client.get_page(link), {"reason": "Somebody else's certificate."})
    assert _states(page)["Enhanced DBS certificate"] == "Never recorded"
    assert "Somebody else's certificate." in page.text
    client.get_page(link, status=409)


@pytest.mark.rule("R54")
def test_consent_is_recorded_and_the_update_service_is_asked_by_a_press(app, client, leeds, dbs):
    page = _consent(client, leeds)
    assert page.rows["Certificate"].endswith("890")
    assert NUMBER not in page.text
    page = client.submit(page, {}, form=f"form[action='{leeds.page}/ask']")
    assert page.rows["Answer"] == "Awaited"
    _sent(app)
    page = client.get_page(leeds.page)
    assert page.rows["Answer"] == "The certificate was clear, and there is nothing new"
    assert _states(page)["Enhanced DBS certificate"] == "In date"
    assert "employeeSurname=Example" in dbs.http.came[0].path
    assert NUMBER not in str([one.facts for one in _all(app, AuditEntry)])


def test_consent_asks_for_a_number_of_twelve_digits_and_this_workforce(app, client, leeds):
    page = client.get_page(f"{leeds.page}/consent")
    page = client.submit(page, {"number": "12345"}, status=400)
    assert "A status check is for a certificate of this workforce only" in page.errors
    page = _consent(client, leeds, status=400, number="12345")
    assert page.errors == ["A certificate number has 12 digits"]
    assert _all(app, DbsConsent) == []


@pytest.mark.rule("R72")
def test_new_information_opens_a_review_and_decides_nothing(app, client, leeds, dbs):
    dbs.says = "NEW_INFO"
    client.submit(_consent(client, leeds), {}, form=f"form[action='{leeds.page}/ask']")
    _sent(app)
    page = client.get_page(leeds.page)
    assert _states(page)["Enhanced DBS certificate"] == "Look at it"
    assert "Something has changed in what vets a licence: look at it" in page.text
    assert "In force" in client.get_page(f"/people/{leeds.who}").text


def test_no_match_is_not_a_check_and_asks_for_the_details(app, client, leeds, dbs):
    page = _consent(client, leeds, surname="Otherwise")
    client.submit(page, {}, form=f"form[action='{leeds.page}/ask']")
    _sent(app)
    page = client.get_page(leeds.page)
    assert page.rows["Answer"].startswith("Number, surname and date of birth do not fit together")
    assert _states(page)["Enhanced DBS certificate"] == "Never recorded"
    assert _all(app, VettingRecord) == []
    _consent(client, leeds)
    assert [(one.kind, bool(one.discharged_at)) for one in _all(app, Duty)] == [("correct-dbs-details", True)]


def test_consent_that_is_withdrawn_ends_the_asking(app, client, leeds, dbs):
    page = client.submit(_consent(client, leeds), {}, form=f"form[action='{leeds.page}/ask']")
    client.submit(page, {}, form=f"form[action='{leeds.page}/consent/end']")
    _sent(app)
    assert dbs.http.came == []
    assert _all(app, ServiceQuestion)[0].state == "withdrawn"


def test_without_the_service_the_page_says_to_record_by_hand(make_app, new_client):
    app = make_app()
    made = Leeds(app)
    browser = app.test_client()
    browser.sign_in(made.by)
    page = browser.get_page(made.page)
    assert "The Update Service is not set up here" in page.text
    page = _record(browser, made, "dbs-status", result="blank-no-new-info")
    assert _states(page)["Enhanced DBS certificate"] == "In date"


def test_what_is_due_is_listed_with_counts_and_narrowed(client, leeds):
    _certificate(client, leeds)
    page = client.get_page("/vetting")
    assert "1 holder of a running licence" in page.text
    assert "OLD-7" in page.text
    page = client.get_page("/vetting?what=enhanced-dbs")
    assert "Nothing is due." in page.text
    assert "Perdita Exampleby" in client.get_page("/vetting?what=medical&state=never+recorded").text


def test_what_the_dvla_says_of_a_vehicle_stands_beside_what_the_register_says(app, client, leeds):
    page = client.get_page(f"/vetting/vehicles/{leeds.vehicle}")
    page = client.submit(page, {}, form=f"form[action='/vetting/vehicles/{leeds.vehicle}/ask']")
    assert "the answer is awaited" in page.text
    _sent(app)
    page = client.get_page(f"/vetting/vehicles/{leeds.vehicle}")
    assert "Colour: the DVLA says BLUE, the register Red." in page.text
    assert "Tax: the DVLA says “SORN”." in page.text
    assert "Make:" not in page.text
    assert page.rows["MOT"] == "Valid"
    (duty,) = _all(app, Duty)
    assert (duty.kind, duty.about) == ("review-vetting", f"Vehicle {leeds.vehicle}")


@pytest.mark.rule("R55")
def test_what_a_licensee_reported_stands_on_the_page_and_late_is_said(app, client, leeds):
    page = client.get_page(leeds.page)
    assert "No report of an arrest, a charge or a conviction is recorded." in page.text
    link = page.links["A report by the licensee of an arrest, charge or conviction"]
    assert client.get_page(link).url.startswith("/concerns/information/new/self-report")
    arrested = clock.now() - timedelta(days=4)
    with app.app_context(), transaction():
        informing.record_information(
            informing.InformationFacts(
                door="self-report",
                about="own",
                what="Arrested and released.",
                identity=Identity(),
                person_id=leeds.who,
                aware_on=clock.today(),
                aware_by="Sam Example",
                came_how="telephone",
                event="arrest",
                category="motoring",
                event_at=arrested,
                reported_at=arrested + timedelta(hours=49),
            ),
            by=db.session.get_one(Officer, leeds.by),
        )
    page = client.get_page(leeds.page)
    assert "After more than 48 hours" in page.text
    assert any(text.startswith("Reported on") for text in page.links)


def test_another_authoritys_people_vehicles_and_records_are_not_found(app, client, leeds):
    _certificate(client, leeds)
    (held,) = _all(app, VettingRecord)
    with app.app_context(), transaction():
        york = officer("York").id
    client.sign_in(york)
    for path in (
        leeds.page,
        f"{leeds.page}/consent",
        f"{leeds.page}/records/medical/new",
        f"/vetting/records/{held.id}/void",
        f"/vetting/vehicles/{leeds.vehicle}",
    ):
        client.get_page(path, status=404)
    assert "Perdita" not in client.get_page("/vetting").text


def test_a_decision_maker_looks_and_does_not_record(app, client, leeds):
    with app.app_context(), transaction():
        decider = officer("Leeds", [Role.DECISION_MAKER]).id
    client.sign_in(decider)
    page = client.get_page(leeds.page)
    assert "Record consent to status checks" not in page.links
    client.get_page(f"{leeds.page}/consent", status=403)


def test_each_look_leaves_a_line_in_the_audit_log(app, client, leeds):
    client.get_page(leeds.page)
    seen = [one for one in _all(app, AuditEntry) if one.event == "vetting:viewed"]
    assert [(one.subject, json.loads(one.facts)) for one in seen] == [(f"person:{leeds.who}", {})]
