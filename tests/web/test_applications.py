"""The list of applications, starting one, and who gets at none of it."""

import pytest
from sqlalchemy import select

from licensing.applications import drafts
from licensing.applications.models import Application
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.register.models import DriverLicence
from licensing.web.applications import PER_PAGE, Pagination
from tests.factories import people
from tests.factories.cases import ASKED, Desk

BY_HAND = {"HEAD", "OPTIONS"}


def _row(page, application):
    link = page.select_one(f'main a[href="/applications/{application}"]')
    return link.find_parent("tr").get_text(" ", strip=True) if link else ""


def test_the_list_says_who_applied_for_what_and_how_it_stands(desk, officer):
    received, draft = desk.received(), desk.draft("name")
    page = officer.get_page("/applications")
    assert "Perdita Exampleby Private hire" in _row(page, received)
    assert "Olive Officer Being prepared" in _row(page, received)
    assert f"Application {draft} Private hire Not yet Olive Officer Being taken" in _row(page, draft)


def test_the_list_is_narrowed_to_a_state(desk, officer):
    received, draft = desk.received(), desk.draft()
    page = officer.get_page("/applications")
    page = officer.submit(page, {"state": "draft"})
    assert page.url == "/applications?state=draft"
    assert (_row(page, draft) != "", _row(page, received)) == (True, "")


def test_the_list_has_pages_of_twenty_five(desk, officer):
    first = desk.draft()
    for _ in range(PER_PAGE):
        desk.draft()
    assert _row(officer.get_page("/applications"), first) == ""
    assert _row(officer.get_page("/applications?page=2"), first) != ""


@pytest.mark.parametrize(
    ("total", "pages"), [(0, 1), (1, 1), (PER_PAGE, 1), (PER_PAGE + 1, 2), (3 * PER_PAGE, 3)]
)
def test_the_last_page_may_be_short(total, pages):
    assert Pagination(1, total).pages == pages


@pytest.mark.parametrize("number", ["-1", "0", "none", "999999999999999999999999"])
def test_a_page_that_is_none_is_no_fault_of_ours(desk, officer, number):
    officer.get_page(f"/applications?page={number}")


def test_an_id_that_no_row_can_have_is_not_found(desk, officer):
    officer.get_page("/applications/99999999999999999999", status=404)


def test_another_authoritys_applications_are_not_listed(desk, officer):
    Desk(desk.app, "York").received()
    page = officer.get_page("/applications")
    assert "No applications match." in page.text
    assert "Perdita" not in page.text


def test_starting_asks_for_the_kind_of_licence_and_leads_to_the_first_page(desk, officer):
    page = officer.get_page("/applications/start")
    page = officer.submit(page, status=400)
    assert page.errors == ["Choose the kind of licence"]
    page = officer.submit(page, {"licence_kind": "hackney"})
    assert page.url.endswith("/intake/name")
    kinds = desk.read(lambda: db.session.scalars(select(Application.licence_kind)).all())
    assert kinds == ["hackney"]


def test_a_renewal_begins_with_what_is_known_of_the_holder(desk, officer):
    def hold(by, _decider):
        other = people.name("Dita", "Sample")
        return people.licence(people.person(by=by, other_names=[other]), by=by, number="OLD-9").id

    licence = desk.done(hold)
    page = officer.get_page(f"/applications/renew/{licence}")
    assert page.rows["Number"] == "OLD-9"
    officer.submit(page)

    def known():
        application = db.session.scalars(select(Application)).one()
        assert (application.kind, application.renews_licence_id) == ("renewal", licence)
        assert db.session.get_one(DriverLicence, licence).state == "current"
        return drafts.read(application)

    answers = desk.read(known)
    assert answers["name"]["last"] == "Exampleby"
    assert answers["other-names"]["names"] == [{"first": "Dita", "middle": "", "last": "Sample"}]
    assert answers["numbers"] == {"national_insurance": people.NATIONAL_INSURANCE}
    assert not {"driving", "right-to-work", "background"} & set(answers)


def test_a_decision_maker_sees_applications_and_takes_none(desk, decider):
    page = decider.get_page("/applications")
    assert "Take a new application" not in page.links
    decider.get_page("/applications/start", status=403)


@pytest.fixture
def addresses(desk):
    """Every address about one application with all that can hang on it, and about its decision and its draft."""
    hit = desk.hit(ASKED)
    made_up = {
        "candidate_id": hit.candidate,
        "request_id": hit.request,
        "ref": hit.receipt_ref,
        "decision_id": desk.refused(),
        "licence_id": desk.done(lambda by, _: people.licence(by=by).id),
        "requirement": "identity",
        "page": "driving",
    }
    draft = desk.draft("name")
    found = []
    with desk.app.test_request_context():
        adapter = desk.app.url_map.bind("")
        for rule in desk.app.url_map.iter_rules():
            # A plate is of a vehicle's licence, of which no application can be yet.
            if rule.endpoint.startswith("plates."):
                continue
            if {"application_id", "decision_id", "licence_id"} & rule.arguments:
                application = draft if rule.endpoint.startswith("intake.") else hit.application
                values = {"application_id": application} | made_up
                values = {name: values[name] for name in rule.arguments}
                found.append(
                    (adapter.build(rule.endpoint, values), sorted(rule.methods - BY_HAND), rule.endpoint)
                )
    assert len(found) >= 24
    return found


def _answers(browser, addresses):
    token = browser.csrf_token()
    for address, methods, _endpoint in addresses:
        for method in methods:
            data = {"csrf_token": token} if method == "POST" else None
            yield f"{method} {address}", browser.open(address, method=method, data=data)


def test_another_authoritys_officer_finds_none_of_it(desk, addresses, client):
    york = Desk(desk.app, "York")
    client.sign_in(york.somebody(Role.LICENSING_OFFICER, Role.DECISION_MAKER))
    others = {what: answer.status_code for what, answer in _answers(client, addresses)}
    assert {what: status for what, status in others.items() if status != 404} == {}


def test_the_authoritys_own_officer_finds_all_of_it(desk, addresses, client):
    client.sign_in(desk.somebody(Role.LICENSING_OFFICER, Role.DECISION_MAKER))
    gets = [one for one in addresses if "GET" in one[1]]
    own = {
        what: answer.status_code
        for what, answer in _answers(client, [(address, ["GET"], endpoint) for address, _, endpoint in gets])
    }
    # The application is not with a decision maker: determining it, and giving it back, is not possible now. Its
    # decision is a refusal that is not notified: it has no suspension to lift or to end, and no appeal yet.
    not_now = {what.rsplit("/", 1)[1] for what, status in own.items() if status == 409}
    assert not_now == {"grant", "refuse", "return", "lift", "end", "new"}
    assert {what: status for what, status in own.items() if status not in (200, 302, 409)} == {}


@pytest.mark.parametrize(
    "role", [Role.ENFORCEMENT_OFFICER, Role.TRAINING_ADMINISTRATOR, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_an_officer_without_work_on_applications_is_not_allowed_any_of_it(desk, addresses, client, role):
    client.sign_in(desk.somebody(role))
    opened = {what: answer.status_code for what, answer in _answers(client, addresses)}
    assert {what: status for what, status in opened.items() if status != 403} == {}
