"""Story (a): a clear applicant, from intake to a badge, with a second officer deciding."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from licensing import clock
from licensing.applications.models import Application
from licensing.db import db, transaction
from licensing.policy.queries import policy_in_force
from tests.factories import applications as make
from tests.factories.officers import PASSWORD
from tests.support.officer_at_work import OfficerAtWork


@pytest.mark.rule("R10", "R53", "R59", "R60", "R39", "R41")
def test_a_clear_applicant_is_taken_in_trained_vetted_searched_for_and_granted_by_a_second_officer(
    live, new_browser_page, check_page
):
    with live.app.app_context(), transaction():
        make.preparer(email="officer@leeds.test")
        make.decision_maker(email="decider@leeds.test")

    officer = OfficerAtWork(new_browser_page(), check_page)
    officer.sign_in("officer@leeds.test", PASSWORD)
    officer.look("Work list")
    officer.takes_an_application(
        "Winifred", "Placeholder", date(1990, 8, 14), other=("Winnie", "Mockford"), address="1 Specimen Street",
        postcode="ZZ1 1AA", national_insurance="AB123456C",
    )  # fmt: skip
    case = officer.page.url
    expect(officer.page.locator("main")).to_contain_text("The national register has not been searched")

    # Training: the modules were taken before; the safeguarding course is recorded now, by its page.
    with live.app.app_context(), transaction():
        by = make.preparer()
        application = db.session.get(Application, int(case.rsplit("/", 1)[1]))
        for module in policy_in_force("E08000035", clock.today()).modules.value:
            if module != "safeguarding":
                make.trained(application, module, clock.today() - timedelta(days=40), by)
        person_id = application.person_id
    officer.page.goto(f"/training/people/{person_id}")
    officer.look("Training")
    officer.page.goto(f"/training/people/{person_id}/completions/new")
    officer.look("completion")
    option = officer.page.locator("select[name='version'] option", has_text="afeguarding").first
    officer.page.locator("select[name='version']").select_option(option.get_attribute("value"))
    officer.fill_date("completed_on", clock.today() - timedelta(days=3))
    officer.fill("score", "95")
    officer.fill("certificate_number", "CERT-1")
    officer.fill("evidence", "Certificate seen")
    officer.press("Record completion")

    # Vetting.
    officer.page.goto(case)
    officer.look("Winifred Placeholder")
    officer.records_the_evidence()

    # The search, its receipt, and what is now missing: nothing.
    officer.searches_the_national_register()
    expect(officer.page.locator("main")).to_contain_text("nothing was found")
    expect(officer.page.locator("main")).to_contain_text("Winnie Mockford")
    officer.page.goto(case)
    expect(officer.page.locator("main")).to_contain_text("Nothing is missing, for a grant or for a refusal")
    expect(officer.page.get_by_role("link", name="Grant the licence")).to_have_count(0)
    officer.press("Put to a decision maker")
    officer.look("Winifred Placeholder")

    # A second officer grants.
    decider = OfficerAtWork(new_browser_page(), check_page)
    decider.sign_in("decider@leeds.test", PASSWORD)
    decider.look("Work list")
    decider.page.goto(case)
    decider.page.get_by_role("button", name="Grant the licence").click()
    decider.look("Grant")
    with live.expecting(400):
        decider.press("Grant the licence")
        decider.look("Grant")
    expect(decider.page.locator(".govuk-error-summary")).to_contain_text("badge")
    decider.fill("badge_number", "B 1001")
    decider.fill("reasons", "Nothing was found against the applicant.")
    decider.page.locator("[name='fit_and_proper']").check()
    decider.press("Grant the licence")
    decider.look("Winifred Placeholder")
    expect(decider.page.locator("main")).to_contain_text("B 1001")
    expect(decider.page.locator("main")).to_contain_text("Granted")

    # And it stands on the person's page and the work list.
    officer.page.goto(f"/people/{person_id}")
    officer.look("Winifred Placeholder")
    expect(officer.page.locator("main")).to_contain_text("In force")
    officer.page.goto("/")
    officer.look("Work list")
