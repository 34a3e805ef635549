"""Story (b): an applicant whom another authority revoked, under a differently spelt name."""

from datetime import date

import pytest
from playwright.sync_api import expect

from licensing import clock
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.national_register.models import Entry
from tests.factories import applications as make
from tests.factories.officers import PASSWORD
from tests.factories.people import entry
from tests.support.officer_at_work import OfficerAtWork


@pytest.mark.rule("R03", "R04", "R10", "R11", "R13")
def test_somebody_revoked_elsewhere_under_another_spelling_is_found_asked_about_refused_and_entered(
    live, new_browser_page, check_page
):
    with live.app.app_context(), transaction():
        make.preparer(email="officer@leeds.test")
        make.decision_maker(email="decider@leeds.test")
        entry("Yousef", "Inventov", born=date(1984, 3, 9), recorded_by="Bradford", decision="revoked")

    officer = OfficerAtWork(new_browser_page(), check_page)
    officer.sign_in("officer@leeds.test", PASSWORD)
    officer.takes_an_application(
        "Yusuf", "Inventoff", date(1984, 3, 9), address="2 Specimen Street", postcode="ZZ1 1AB"
    )
    case = officer.page.url
    officer.records_the_evidence()
    officer.searches_the_national_register()
    officer.page.goto(case)
    officer.follow("Decide whether it is the applicant")
    officer.look("Is this entry about the applicant?")
    expect(officer.page.locator("main")).to_contain_text("Yousef Inventov")
    with live.expecting(400):
        officer.press("Record")
        summary = officer.page.locator(".govuk-error-summary")
        expect(summary).to_contain_text("Choose whether this is the applicant")
        officer.check(officer.page)
    officer.choose("same_person", "yes")
    officer.fill("reason", "Same birth date, and the passport shows both spellings.")
    officer.press("Record")
    officer.look("Yusuf Inventoff")
    expect(officer.page.locator("main")).to_contain_text("has not been asked in writing")

    # The request, in writing, and the reply.
    officer.follow("Write to Bradford")
    officer.look("Ask Bradford for its information")
    officer.choose("sent_how", "secure-email")
    officer.press("Record the request")
    officer.look("Yusuf Inventoff")
    expect(officer.page.locator("main")).to_contain_text("has not replied yet")
    officer.page.goto("/duties")
    officer.look("Duties")
    expect(officer.page.locator("main")).to_contain_text("Request to Bradford")
    officer.page.goto(case)
    officer.follow("Read the request to Bradford")
    officer.look("Request to Bradford")
    officer.page.goto(case)
    officer.follow("Record the reply")
    officer.look("reply")
    officer.fill("reply", "Revoked after a passenger complained of harassment.")
    officer.press("Record the reply")
    officer.look("Yusuf Inventoff")
    officer.follow("Record the regard had")
    officer.look("regard")
    officer.fill("regard", "Recent, serious, and about passengers.")
    officer.press("Record")
    officer.look("Yusuf Inventoff")
    officer.press("Put to a decision maker")

    # The refusal.
    decider = OfficerAtWork(new_browser_page(), check_page)
    decider.sign_in("decider@leeds.test", PASSWORD)
    decider.page.goto(case)
    decider.look("Yusuf Inventoff")
    decider.page.get_by_role("button", name="Refuse the application").click()
    decider.look("Refuse")
    with live.expecting(400):
        decider.press("Record the refusal")
        decider.look("Refuse")
    decider.choose("reliance", "wholly")
    decider.choose("limbs", "b")
    decider.fill(
        "reasons",
        "The applicant harassed a passenger, and the panel is not satisfied that he is fit and proper.",
    )
    decider.press("Record the refusal")
    decider.look("Application refused")

    # Decided but not yet notified is its own state, on the work list.
    officer.page.goto("/")
    officer.look("Work list")
    expect(officer.page.locator("main")).to_contain_text("not yet notified")
    officer.page.goto(decider.page.url)
    officer.look("Application refused")
    officer.follow("Notice, as a page to print")
    officer.look("otice")
    officer.page.goto(decider.page.url + "/notify")
    officer.look("otif")
    officer.choose("how", "post")
    officer.press("Record the notification")
    officer.look("Application refused")
    expect(officer.page.locator("main")).to_contain_text("Make the entry on the national register")

    # The worker has the entry made; the duty is discharged.
    assert live.run_worker_once()
    officer.page.goto(decider.page.url)
    officer.look("Application refused")
    with live.app.app_context():
        made = db.session.query(Entry).filter_by(decision="refused").one()
        duty = db.session.query(Duty).filter_by(kind="make-entry").one()
        assert duty.discharged_on == clock.today()
        assert made.full_name == "Yusuf Inventoff"
        ref = made.ref
    expect(officer.page.locator("main")).to_contain_text(ref)
    officer.page.goto("/decisions")
    officer.look("Decisions")
