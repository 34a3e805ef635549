"""Story: another authority enters somebody whom we license, under another spelling, and we are told."""

from datetime import date

import pytest
from playwright.sync_api import expect

from licensing.db import db, transaction
from licensing.national_register.alert_models import Alert
from licensing.register.models import DriverLicence
from tests.factories import applications as make
from tests.factories.officers import PASSWORD
from tests.factories.people import entry, licence, person
from tests.support.officer_at_work import OfficerAtWork


@pytest.mark.rule("R72")
def test_a_licence_holder_entered_elsewhere_is_alerted_about_looked_at_and_left_licensed(
    live, new_browser_page, check_page
):
    with live.app.app_context(), transaction():
        by = make.preparer(email="officer@leeds.test")
        licence(person("Yusuf", "Inventoff", by=by, born=date(1984, 3, 9), numbers={}), by=by)
    with live.app.app_context(), transaction():
        entry("Yousef", "Inventov", born=date(1984, 3, 9), recorded_by="Bradford", decision="revoked")
    live.run_worker_once()

    officer = OfficerAtWork(new_browser_page(), check_page)
    officer.sign_in("officer@leeds.test", PASSWORD)
    expect(officer.page.locator("main")).to_contain_text("waits to be looked at")
    expect(officer.page.get_by_role("link", name="Alerts (1)")).to_be_visible()
    officer.follow("Look at it")
    officer.look("Alerts of the national register")
    officer.follow("Yusuf Inventoff")
    officer.look("Is this entry about Yusuf Inventoff?")
    expect(officer.page.locator("main")).to_contain_text("Yousef Inventov")
    with live.expecting(400):
        officer.press("Record")
        summary = officer.page.locator(".govuk-error-summary")
        expect(summary).to_contain_text("Choose whether this is the same person")
        officer.check(officer.page)
    officer.choose("same_person", "yes")
    officer.fill("reason", "Same birth date, and the passport shows both spellings.")
    officer.press("Record")
    officer.look("Is this entry about Yusuf Inventoff?")
    expect(officer.page.locator("main")).to_contain_text("What can be done about the licence")

    officer.page.goto("/alerts")
    officer.look("Alerts of the national register")
    expect(officer.page.locator("main")).to_contain_text("No alert waits to be looked at.")
    officer.page.goto("/alerts?state=closed")
    officer.look("Alerts of the national register")
    expect(officer.page.locator("main")).to_contain_text("Same person")
    with live.app.app_context():
        assert db.session.query(Alert).one().closed_how == "adjudicated"
        assert db.session.query(DriverLicence).one().state == "current"
