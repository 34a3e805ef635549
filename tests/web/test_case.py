"""The page of a case: what is held, what is missing, and the steps of its case officer."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.applications import queries
from licensing.applications.models import Application
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.suitability.models import Evidence
from licensing.web.filters import day, short_day
from tests.factories.cases import Desk
from tests.support.typing_in import comes_back, dated, typed_in

TOMORROW = clock.today() + timedelta(days=1)
LAST_WEEK = clock.today() - timedelta(days=7)

DBS = {"result": "clear", "reference": "000000000001"}

# Requirement → what is typed, and the errors (field → some of its words).
FAULTY = [
    ("identity", {"result": None}, {"result": "Choose the result"}),
    ("identity", {"result": "not-confirmed", "note": ""}, {"note": "Say what was found"}),
    ("identity", {"result": "confirmed", **dated("seen_on", TOMORROW)}, {"seen_on": "today or in the past"}),
    ("identity", {"result": "confirmed", "seen_on-day": "31", "seen_on-month": "2"}, {"seen_on": "real date"}),
    (
        "identity",
        {"result": "confirmed", "seen_on-day": "", "seen_on-month": "", "seen_on-year": ""},
        {"seen_on": "Enter the day you saw it"},
    ),
    ("dvla-record", {"result": "below-flag", "reference": "SHORT"}, {"reference": "not in the right form"}),
    ("dvla-record", {"result": "below-flag", "reference": "T" * 101}, {"reference": "at most 100"}),
    (
        "enhanced-dbs",
        {"result": "clear", "reference": "", "issued_on-day": ""},
        {"reference": "number", "issued_on": "Enter the day it was issued"},
    ),
    (
        "enhanced-dbs",
        DBS | dated("issued_on", clock.today()) | dated("seen_on", LAST_WEEK),
        {"issued_on": "after it was seen"},
    ),
    (
        "enhanced-dbs",
        {"result": "barred", "reference": "000000000001", "note": "", **dated("issued_on", LAST_WEEK)},
        {"note": "Say what was found"},
    ),
]  # fmt: skip


def _url(application, page=""):
    return f"/applications/{application}/{page}".rstrip("/")


def _stored(desk):
    return desk.read(lambda: db.session.scalar(select(func.count()).select_from(Evidence)))


def _state(desk, application):
    return desk.read(lambda: db.session.get_one(Application, application).state)


def _post(browser, url):
    return browser.post(url, data={"csrf_token": browser.csrf_token()}, follow_redirects=True)


def test_everything_that_is_missing_is_listed_with_its_source(desk, officer):
    application = desk.received()

    def expected():
        case = queries.case(db.session.get_one(Application, application))
        return [(one.text, one.source) for one in queries.missing(case, "grant")]

    page = officer.get_page(_url(application))
    before_grant, before_refusal = page.select(".app-readiness .app-reasons")
    listed = [
        (one.find(string=True).strip(), one.select_one(".app-source").get_text())
        for one in before_grant.select("li")
    ]
    assert listed == desk.read(expected)
    assert len(listed) > 8
    told = before_grant.get_text(" ")
    for words in (
        "The national register has not been searched",
        "2022 Act s.3(1)",
        "51(1)(b)",
        "barred lists",
        "Safeguarding (CSE) training",
    ):
        assert words.lower() in told.lower(), words
    # Less is asked before a refusal: the search always is.
    assert "has not been searched" in before_refusal.get_text()
    assert len(before_refusal.select("li")) < len(listed)


def test_a_case_with_nothing_missing_says_so(desk, officer):
    page = officer.get_page(_url(desk.ready()))
    assert "Nothing is missing, for a grant or for a refusal." in page.text
    assert "A decision maker can determine it." in page.text
    assert page.select(".app-readiness .app-reasons") == []


def test_a_case_that_can_be_refused_only_says_that(desk, officer):
    page = officer.get_page(_url(desk.ready(without=("enhanced-dbs",))))
    assert "ready for a refusal only" in page.text.lower()
    assert "1 thing is missing before a grant" in page.text


def test_a_source_that_nobody_verified_is_marked_as_such(desk, officer):
    page = officer.get_page(_url(desk.received()))
    unverified = [one for one in page.select(".app-reasons li") if "nverified" in one.get_text()]
    assert any("own practice: no source was read" in one.get_text() for one in unverified)


def test_evidence_is_recorded_and_shows_who_saw_what_when_and_until_when_it_is_good(desk, officer):
    application = desk.received()
    page = officer.get_page(_url(application, "evidence/enhanced-dbs"))
    values = {"result": "clear", "reference": "000000000001"} | dated("issued_on", LAST_WEEK)
    page = officer.submit(page, values)
    assert page.url == _url(application)
    row = page.select_one(f'a[href="{_url(application, "evidence/enhanced-dbs")}"]').find_parent("tr")
    stored = desk.read(lambda: db.session.scalars(select(Evidence)).one().good_until)
    told = row.get_text(" ", strip=True)
    for words in (
        "000000000001",
        f"{short_day(clock.today())}, Olive Officer",
        short_day(stored),
        "Record again",
    ):
        assert words in told, words


def test_whatever_is_wrong_comes_back_with_what_was_typed_and_nothing_is_stored(desk, officer):
    application = desk.received()
    for requirement, values, errors in FAULTY:
        comes_back(officer, _url(application, f"evidence/{requirement}"), values, errors)
        assert _stored(desk) == 0, requirement


@pytest.mark.rule("R64")
def test_a_tax_check_code_that_had_run_out_when_it_was_confirmed_comes_back(desk, officer):
    application = desk.received(background={"lived_abroad": "no", "earlier_licence": "yes"})
    values = {"result": "confirmed", "reference": "TESTTEST1"}
    values |= dated("issued_on", clock.today() - timedelta(days=121))
    errors = {"issued_on": "had to be confirmed by then"}
    comes_back(officer, _url(application, "evidence/tax-check"), values, errors)
    assert _stored(desk) == 0


def test_what_is_recorded_again_takes_the_place_of_the_earlier_record_which_stays(desk, officer):
    application = desk.received()
    url = _url(application, "evidence/identity")
    officer.submit(officer.get_page(url), {"result": "not-confirmed", "note": "The photograph is another's"})
    page = officer.submit(officer.get_page(url), {"result": "confirmed"})
    assert "1 earlier record, not in use" in page.text
    assert "The photograph is another's" in page.select_one(".govuk-details").get_text()
    assert _stored(desk) == 2


@pytest.mark.parametrize(
    "requirement", ["shoe-size", "overseas", "safeguarding-training", "tax-check", "limited-leave"]
)
def test_evidence_that_is_not_asked_for_here_has_no_page(desk, officer, requirement):
    officer.get_page(_url(desk.received(), f"evidence/{requirement}"), status=404)


def test_what_is_asked_depends_on_what_the_applicant_said(desk, officer):
    application = desk.received(background={"lived_abroad": "yes", "earlier_licence": "no"})
    officer.get_page(_url(application, "evidence/overseas"))


def test_no_evidence_is_added_to_a_case_that_is_closed(desk, officer):
    page = officer.get_page(_url(desk.granted(), "evidence/identity"), status=409)
    assert "This application is granted: nothing can be added to it." in page.text


def test_a_colleague_becomes_the_case_officer(desk, client):
    application = desk.received()
    colleague = desk.somebody(Role.LICENSING_OFFICER, name="Connie Colleague")
    client.sign_in(colleague)
    page = client.get_page(_url(application))
    assert page.rows["Case officer"] == "Olive Officer"
    page = client.submit(page, form='form[action$="/take"]')
    assert page.rows["Case officer"] == "Connie Colleague"


def test_an_application_is_put_to_a_decision_maker_who_gives_it_back_and_says_why(desk, officer, decider):
    application = desk.received()
    page = officer.submit(officer.get_page(_url(application)), form='form[action$="/refer"]')
    assert "has been put to a decision maker" in page.text
    page = decider.get_page(_url(application, "return"))
    page = decider.submit(page, {"reason": ""}, status=400)
    assert page.errors == ["Enter a reason"]
    page = decider.submit(page, {"reason": "The medical has no date."})
    assert _state(desk, application) == "open"
    assert "The medical has no date." in officer.get_page(_url(application)).text


def test_an_application_is_put_to_a_decision_maker_once(desk, officer):
    application = desk.ready()
    answer = _post(officer, _url(application, "refer"))
    assert answer.status_code == 409
    assert "with a decision maker" in answer.text


def test_only_a_decision_maker_gives_an_application_back(desk, officer):
    officer.get_page(_url(desk.ready(), "return"), status=403)


def test_an_application_that_was_not_put_to_anybody_is_not_given_back(desk, decider):
    decider.get_page(_url(desk.received(), "return"), status=409)


def test_a_withdrawal_closes_the_application_and_says_when_and_why(desk, officer):
    application = desk.received()
    page = officer.get_page(officer.get_page(_url(application)).links["Record a withdrawal"])
    page = officer.submit(page, {"reason": "By email: they found other work"})
    assert f"The applicant withdrew on {day(clock.today())}." in page.text
    assert "By email: they found other work" in page.text
    assert _state(desk, application) == "withdrawn"
    assert "Record a withdrawal" not in page.links
    assert "Search the national register" not in page.links
    officer.get_page(_url(application, "withdraw"), status=409)


def test_a_faulty_withdrawal_comes_back_and_the_application_goes_on(desk, officer):
    application = desk.received()
    url = _url(application, "withdraw")
    comes_back(officer, url, {"reason": ""}, {"reason": "Say how the applicant withdrew"})
    values = {"reason": "By email"} | dated("withdrawn_on", TOMORROW)
    comes_back(officer, url, values, {"withdrawn_on": "must be today or"})
    assert _state(desk, application) == "open"


def test_an_application_withdrawn_before_it_was_received_keeps_no_answers(desk, officer):
    application = desk.draft("name", "address")
    page = officer.submit(officer.get_page(_url(application, "withdraw")), {"reason": "By telephone"})
    assert page.url == _url(application)
    assert "The answers given until then were deleted." in page.text
    assert "Exampleby" not in page.text


def test_a_decision_maker_sees_that_an_application_is_being_taken(desk, decider):
    page = decider.get_page(_url(desk.draft("name")))
    assert "The answers are still being taken." in page.text
    assert "Exampleby" not in page.text


def test_looking_at_a_case_is_written_in_the_audit_log(desk, officer):
    application = desk.received()
    officer.get_page(_url(application))
    viewed = select(AuditEntry.subject).where(AuditEntry.event == "application:viewed")
    assert desk.read(lambda: db.session.scalars(viewed).all()) == [f"application:{application}"]


def test_the_steps_of_a_case_officer_are_not_offered_to_a_decision_maker(desk, decider):
    page = decider.get_page(_url(desk.received()))
    offered = {form["action"].rsplit("/", 1)[1] for form in page.select("main form")}
    assert offered == set()
    assert not {"Record a withdrawal", "Search the national register"} & set(page.links)
    assert not [href for href in page.links.values() if "/evidence/" in href]


def test_what_the_applicant_said_stands_on_the_case(desk, officer):
    leave = {"limited": "yes", "ends_on": "2031-05-06"}
    page = officer.get_page(_url(desk.received(right_to_work=leave)))
    assert page.rows["Leave to be in the United Kingdom"] == "Leave ends on 6 May 2031"
    assert page.rows["Entitled to drive a car since"] == day(date(2005, 1, 1))


def test_a_case_of_another_authority_is_not_found(desk, officer):
    officer.get_page(_url(Desk(desk.app, "York").received()), status=404)


def test_a_step_without_a_token_is_not_taken(desk, officer):
    application = desk.received()
    assert officer.post(_url(application, "refer")).status_code == 400
    assert _state(desk, application) == "open"


def test_the_day_seen_is_today_until_the_officer_says_otherwise(desk, officer):
    page = officer.get_page(_url(desk.received(), "evidence/identity"))
    assert typed_in(page, "seen_on-year") == str(clock.today().year)


@pytest.mark.rule("R36")
def test_what_the_applicant_said_about_leave_is_corrected_on_the_case_and_written_down(desk, officer):
    application = desk.received()
    page = officer.get_page(_url(application, "said/right-to-work"))
    ends = clock.today() + timedelta(days=90)
    page = officer.submit(page, {"limited": "yes", **dated("ends_on", ends)})
    assert page.url == _url(application)
    assert f"Leave ends on {day(ends)}" in page.rows["Leave to be in the United Kingdom"]
    event = desk.read(
        lambda: db.session.scalars(
            select(AuditEntry.facts).where(AuditEntry.event == "application:corrected")
        ).one()
    )
    assert "right-to-work" in event


def test_a_faulty_correction_comes_back_and_changes_nothing(desk, officer):
    application = desk.received()
    url = _url(application, "said/driving")
    comes_back(officer, url, dated("entitled_since", TOMORROW), {"entitled_since": "must be in the past"})
    assert desk.read(lambda: db.session.get_one(Application, application).entitled_since) < clock.today()


def test_only_what_the_checks_depend_on_is_corrected_on_a_case_and_only_while_it_is_prepared(desk, officer):
    officer.get_page(_url(desk.received(), "said/name"), status=404)
    officer.get_page(_url(desk.granted(numbers={}), "said/driving"), status=409)
