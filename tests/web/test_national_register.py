"""Searching the national register on a page: the receipt, each possible match, the letter, the reply, the regard."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities.officer_models import OfficerRole
from licensing.authorities.permissions import Role
from licensing.candidates.looking import look_up
from licensing.db import db
from licensing.duties.holidays import holidays
from licensing.duties.models import Duty
from licensing.national_register import index
from licensing.national_register.deadlines import reply_due
from licensing.national_register.models import Entry, InformationRequest, SearchCandidate, SearchReceipt
from licensing.web.filters import day
from tests.factories import people
from tests.factories.cases import ANSWERED, ASKED, FOUND, REPLY, SAME_PERSON, WEIGHED
from tests.factories.officers import officer as an_officer
from tests.support.typing_in import comes_back, dated, typed_in

TOMORROW = clock.today() + timedelta(days=1)
YESTERDAY = clock.today() - timedelta(days=1)
OVERRIDE = {"reason": "A hearing is on Monday.", "legal_advice": "Lena Lawyer, 1 June 2026"}


def _case(application):
    return f"/applications/{application}"


def _url(application, page):
    return f"/applications/{application}/national-register/{page}"


def _count(desk, table):
    return desk.read(lambda: db.session.scalar(select(func.count()).select_from(table)))


def _request(desk, hit):
    return desk.read(lambda: db.session.get_one(InformationRequest, hit.request))


@pytest.mark.rule("R22")
@pytest.mark.parametrize("trained_until", [None, YESTERDAY], ids=["never trained", "training lapsed"])
def test_an_officer_without_training_in_date_is_refused_the_search_in_words(desk, client, trained_until):
    application = desk.received()
    client.sign_in(
        desk.done(lambda *_: an_officer(roles=(Role.LICENSING_OFFICER,), trained_until=trained_until).id)
    )
    url = _url(application, "search")
    page = client.get_page(url, status=403)
    assert "You can't search the national register." in page.text
    assert "Your training in the use of the national register is not recorded, or has lapsed." in page.text
    values = {"csrf_token": client.csrf_token(), "purpose": "safeguarding", "reason": "To decide"}
    assert client.post(url, data=values).status_code == 403
    assert _count(desk, SearchReceipt) == 0


@pytest.mark.rule("R10")
def test_the_page_shows_everything_that_will_be_searched_by(desk, officer):
    application = desk.received(
        other_names={"names": [{"first": "Dita", "middle": "", "last": "Sample"}]},
        numbers={"national_insurance": "AB123456C", "gb_driver": people.GB_DRIVER},
    )
    page = officer.get_page(_url(application, "search"))
    assert page.rows["Names"] == "Perdita Exampleby Dita Sample"
    assert page.rows["Dates of birth"] == "27 March 1985"
    assert "ZZ1 1AA" in page.rows["Addresses"]
    assert "ending 56C" in page.rows["Numbers"]
    assert f"ending {people.GB_DRIVER[-3:]}" in page.rows["Numbers"]
    assert "AB123456C" not in str(page)


@pytest.mark.rule("R10", "R24")
def test_a_search_that_finds_nothing_leaves_a_receipt_that_says_so(desk, officer):
    desk.done(lambda *_: people.entry("Otto", "Mockman"))
    application = desk.received()
    page = officer.submit(officer.get_page(_url(application, "search")), {"reason": "To decide the case"})
    assert page.heading.startswith("Perdita Exampleby: application")
    assert "The national register was searched and nothing was found." in page.text
    assert page.rows["Searched by"] == "Olive Officer"
    assert page.rows["Purpose"] == "The safeguarding of passengers"
    assert page.rows["Reason"] == "To decide the case"
    assert page.rows["Entries it held"] == "1"
    case = officer.get_page(_case(application))
    assert "Searched and found nothing" in case.text
    assert page.url in case.links.values()


@pytest.mark.rule("R15", "R24")
def test_a_search_needs_a_purpose_of_the_act_and_a_reason(desk, officer):
    url = _url(desk.received(), "search")
    values = {"purpose": None, "reason": "  "}
    page = officer.submit(officer.get_page(url), values, status=400)
    assert page.errors == ["Choose what the search is for", "Say why you are searching"]
    values = {"csrf_token": officer.csrf_token(), "purpose": "curiosity", "reason": "Asked by a friend"}
    assert officer.post(url, data=values).status_code == 400
    assert _count(desk, SearchReceipt) == 0


def test_a_decision_maker_does_not_search(desk, decider):
    decider.get_page(_url(desk.received(), "search"), status=403)


def test_a_case_that_is_closed_is_not_searched_for(desk, officer):
    officer.get_page(_url(desk.granted(), "search"), status=409)


def test_a_draft_has_nobody_to_search_for(desk, officer):
    officer.get_page(_url(desk.draft("name"), "search"), status=404)


def test_possible_matches_stand_on_the_receipt_and_on_the_case(desk, officer):
    hit = desk.hit()
    page = officer.get_page(_url(hit.application, f"receipts/{hit.receipt_ref}"))
    assert "1 possible match was found" in page.text.replace("\n", " ").replace("  ", " ")
    assert hit.entry_ref in page.text
    page = officer.get_page(_case(hit.application))
    assert "Entry recorded by Bradford" in page.text
    assert "A possible match recorded by Bradford has not been adjudicated." in page.text


def test_a_receipt_of_a_later_search_replaces_the_earlier(desk, officer):
    hit = desk.hit()
    officer.submit(officer.get_page(_url(hit.application, "search")))
    earlier = officer.get_page(_url(hit.application, f"receipts/{hit.receipt_ref}"))
    assert "replaced by a later search" in earlier.text.lower()


@pytest.mark.parametrize("what", ["receipt", "candidate", "request", "reply", "regard", "override"])
def test_what_belongs_to_another_application_of_the_authority_is_not_found_under_this_one(desk, client, what):
    hit, other = desk.hit(ASKED), desk.received(numbers={}, name={"first": "O", "middle": "", "last": "M"})
    client.sign_in(desk.somebody(Role.LICENSING_OFFICER, Role.DECISION_MAKER))
    pages = {
        "receipt": f"receipts/{hit.receipt_ref}",
        "candidate": f"candidates/{hit.candidate}",
        "request": f"candidates/{hit.candidate}/request",
        "reply": f"requests/{hit.request}/reply",
        "regard": f"requests/{hit.request}/regard",
        "override": f"requests/{hit.request}/override",
    }
    client.get_page(_url(other, pages[what]), status=404)


def test_a_possible_match_is_shown_beside_the_applicant_field_by_field(desk, officer):
    hit = desk.hit()
    page = officer.get_page(_url(hit.application, f"candidates/{hit.candidate}"))
    table = page.select_one("table").get_text(" ", strip=True)
    assert table.count("Imran Sampleton") >= 2
    assert "Date of birth Same" in table
    assert table.count("09/04/1985") == 2
    assert page.rows["Recorded by"] == "Bradford"
    assert page.rows["Entry"] == hit.entry_ref
    assert "People decide whether it is the same person: no score does." in page.text


@pytest.mark.rule("R24")
def test_looking_at_a_possible_match_is_written_in_the_audit_log(desk, officer):
    hit = desk.hit()
    officer.get_page(_url(hit.application, f"candidates/{hit.candidate}"))
    viewed = select(AuditEntry.facts).where(AuditEntry.event == "national-register:candidate-viewed")
    (facts,) = desk.read(lambda: db.session.scalars(viewed).all())
    assert hit.entry_ref in facts


def test_an_adjudication_without_its_answer_and_reason_comes_back(desk, officer):
    hit = desk.hit()
    url = _url(hit.application, f"candidates/{hit.candidate}")
    errors = {"same_person": "Choose whether this is the applicant", "reason": "Say what makes you sure"}
    comes_back(officer, url, {"same_person": None, "reason": ""}, errors)
    comes_back(officer, url, {"same_person": "yes", "reason": ""}, {"reason": "Say what makes you sure"})
    comes_back(officer, url, {"reason": "The passport"}, {"same_person": "Choose whether"})
    assert desk.read(lambda: db.session.get_one(SearchCandidate, hit.candidate).adjudication) is None


@pytest.mark.rule("R11")
def test_the_same_person_recorded_by_another_authority_asks_for_a_letter(desk, officer):
    hit = desk.hit()
    page = officer.get_page(_url(hit.application, f"candidates/{hit.candidate}"))
    page = officer.submit(page, {"same_person": "yes", "reason": "The passport shows both"})
    assert page.url == _case(hit.application)
    assert "The passport shows both" in page.text
    assert "Bradford has not been asked in writing for its information." in page.text
    assert page.links["Write to Bradford"] == _url(hit.application, f"candidates/{hit.candidate}/request")


def test_somebody_else_asks_for_nothing(desk, officer):
    hit = desk.hit(evidence=True)
    page = officer.get_page(_url(hit.application, f"candidates/{hit.candidate}"))
    page = officer.submit(page, {"same_person": "no", "reason": "Another birthplace"})
    assert "Nothing is missing, for a grant or for a refusal." in page.text
    assert "Write to Bradford" not in page.links


def test_an_adjudication_can_be_changed_while_the_case_is_prepared(desk, officer):
    hit = desk.hit(SAME_PERSON)
    url = _url(hit.application, f"candidates/{hit.candidate}")
    page = officer.get_page(url)
    assert (typed_in(page, "same_person"), typed_in(page, "reason")) == (["yes"], "The passport shows both")
    officer.submit(page, {"same_person": "no", "reason": "It was his cousin's passport"})
    assert officer.get_page(url).rows["Is it the applicant?"] == "No, not the same person"


def test_a_decision_maker_looks_at_a_possible_match_and_does_not_adjudicate(desk, decider):
    hit = desk.hit()
    url = _url(hit.application, f"candidates/{hit.candidate}")
    page = decider.get_page(url)
    assert page.select("main form") == []
    assert "Nobody said whether this is the applicant." in page.text
    values = {"csrf_token": decider.csrf_token(), "same_person": "no", "reason": "x"}
    assert decider.post(url, data=values).status_code == 403
    assert desk.read(lambda: db.session.get_one(SearchCandidate, hit.candidate).adjudication) is None


def test_an_earlier_searchs_match_is_not_adjudicated_any_more(desk, officer):
    hit = desk.hit()
    officer.submit(officer.get_page(_url(hit.application, "search")))
    page = officer.get_page(_url(hit.application, f"candidates/{hit.candidate}"))
    assert page.select("main form") == []


def test_our_own_entry_asks_for_no_letter(desk, officer):
    hit = desk.hit(SAME_PERSON, recorded_by="Leeds")
    page = officer.get_page(_case(hit.application))
    assert "This is our own entry" in page.text
    assert not [text for text in page.links if text.startswith("Write to")]


def test_an_entry_that_left_the_register_leaves_what_was_said_of_it(desk, officer):
    hit = desk.hit(SAME_PERSON)

    def leaves(*_):
        entry = db.session.scalars(select(Entry)).one()
        index.take_out(entry.id)
        db.session.delete(entry)

    desk.done(leaves)
    page = officer.get_page(_url(hit.application, f"candidates/{hit.candidate}"))
    assert "This entry is not on the national register any more." in page.text
    assert page.rows["Why"] == "The passport shows both"


@pytest.mark.rule("R11", "R12")
def test_the_letter_names_the_entry_both_authorities_and_the_twenty_working_days(desk, officer):
    hit = desk.hit(SAME_PERSON)
    page = officer.get_page(_url(hit.application, f"candidates/{hit.candidate}/request"))
    letter = typed_in(page, "text")
    for words in (
        hit.entry_ref,
        "Leeds City Council",
        "City of Bradford",
        "20 working days, beginning with the day on which you receive",
        "section 3(2)(a)",
        "Imran Sampleton",
        "9 April 1985",
        "Olive Officer",
        day(clock.today()),
    ):
        assert words in letter, words
    # The numbers stay out of a letter.
    assert "AB123456C" not in letter


@pytest.mark.rule("R11", "R12")
def test_the_request_is_recorded_as_it_was_sent_and_its_reply_is_watched_for(desk, officer):
    hit = desk.hit(SAME_PERSON)
    page = officer.get_page(_url(hit.application, f"candidates/{hit.candidate}/request"))
    page = officer.submit(page, {"text": "Dear colleagues, please tell us.", "sent_how": "secure-email"})
    assert "Bradford has not replied yet to the request for information." in page.text
    due = desk.read(lambda: reply_due(clock.today(), holidays()))
    assert f"Due by {day(due)}" in page.text
    letter = officer.get_page(page.links["Read the request to Bradford"])
    assert "Dear colleagues, please tell us." in letter.text
    assert "secure email" in letter.rows["Sent"]
    board = officer.get_page("/duties")
    assert "Request to Bradford, rule R12" in board.text
    assert f"by {day(due)}" in board.text


def test_a_faulty_request_comes_back_and_none_is_recorded(desk, officer):
    hit = desk.hit(SAME_PERSON)
    url = _url(hit.application, f"candidates/{hit.candidate}/request")
    values = {"text": "", "sent_how": None}
    comes_back(officer, url, values, {"text": "Enter the request", "sent_how": "Choose how it was sent"})
    values = {"text": "Dear colleagues", "sent_how": "post"}
    comes_back(officer, url, values | dated("sent_on", TOMORROW), {"sent_on": "today or in the past"})
    comes_back(officer, url, values | dated("sent_on", YESTERDAY), {"sent_on": "before the search"})
    assert _count(desk, InformationRequest) == 0


def test_nobody_is_written_to_twice_about_one_entry(desk, officer):
    hit = desk.hit(ASKED)
    page = officer.get_page(_url(hit.application, f"candidates/{hit.candidate}/request"))
    page = officer.submit(page, {"sent_how": "post"}, status=409)
    assert "The request has been recorded already." in page.text
    assert _count(desk, InformationRequest) == 1


def test_nobody_is_written_to_before_it_is_said_that_it_is_the_same_person(desk, officer):
    hit = desk.hit(FOUND)
    page = officer.get_page(_url(hit.application, f"candidates/{hit.candidate}/request"))
    officer.submit(page, {"sent_how": "post"}, status=409)
    assert _count(desk, InformationRequest) == 0


def test_a_reply_is_recorded_and_its_duty_discharged(desk, officer):
    hit = desk.hit(ASKED)
    page = officer.get_page(_url(hit.application, f"requests/{hit.request}/reply"))
    page = officer.submit(page, {"reply": "He hit a passenger.", "reference": "BD/9"})
    assert "Regard to the information from Bradford has not been recorded." in page.text
    assert "reference BD/9" in page.text
    assert _request(desk, hit).reply == "He hit a passenger."
    assert desk.read(lambda: db.session.scalars(select(Duty.discharged_on)).one()) == clock.today()


def test_a_faulty_reply_comes_back_and_none_is_recorded(desk, officer):
    hit = desk.hit(ASKED)
    url = _url(hit.application, f"requests/{hit.request}/reply")
    comes_back(officer, url, {"reply": "", "reference": "BD"}, {"reply": "Enter what the authority told"})
    values = {"reply": REPLY}
    comes_back(officer, url, values | dated("received_on", TOMORROW), {"received_on": "today or in the past"})
    comes_back(officer, url, values | dated("received_on", YESTERDAY), {"received_on": "before the request"})
    comes_back(officer, url, values | {"reference": "B" * 101}, {"reference": "at most 100"})
    assert _request(desk, hit).received_on is None


def test_a_reply_is_recorded_once(desk, officer):
    hit = desk.hit(ANSWERED)
    page = officer.get_page(_url(hit.application, f"requests/{hit.request}/reply"))
    officer.submit(page, {"reply": "Another"}, status=409)
    assert _request(desk, hit).reply == REPLY


@pytest.mark.rule("R13")
def test_the_regard_had_to_a_reply_is_recorded_and_stands_on_the_case(desk, officer):
    hit = desk.hit(ANSWERED)
    url = _url(hit.application, f"requests/{hit.request}/regard")
    assert REPLY in officer.get_page(url).text
    comes_back(officer, url, {"regard": ""}, {"regard": "Say what weight"})
    page = officer.submit(officer.get_page(url), {"regard": "Old, and he was acquitted."})
    assert "Old, and he was acquitted." in page.text
    assert "Regard to the information from Bradford" not in page.text


def test_a_decision_maker_may_record_the_regard(desk, decider):
    hit = desk.hit(ANSWERED)
    page = decider.get_page(_url(hit.application, f"requests/{hit.request}/regard"))
    page = decider.submit(page, {"regard": "It weighs little."})
    assert "It weighs little." in page.text
    assert _request(desk, hit).regard_by_id == desk.decider


def test_there_is_no_regard_before_a_reply(desk, officer):
    hit = desk.hit(ASKED)
    page = officer.get_page(_url(hit.application, f"requests/{hit.request}/regard"))
    assert "there is nothing to have regard to" in page.text
    officer.submit(page, {"regard": "It weighs."}, status=409)


@pytest.mark.rule("R13")
def test_an_overridden_wait_stays_visible_with_its_reason_and_the_legal_advice(desk, officer, decider):
    hit = desk.hit(ASKED, evidence=True)
    case = decider.get_page(_case(hit.application))
    page = decider.get_page(case.links["Decide without waiting for Bradford"])
    assert "The written request itself can’t be left out." in page.text
    page = decider.submit(page, OVERRIDE)
    assert "It stays visible on the case." in page.text
    assert "has not replied yet" not in page.select_one(".app-readiness").get_text()
    for browser in (officer, decider):
        row = browser.get_page(_case(hit.application)).rows["Decided not to wait"]
        for words in ("Wait overridden", *OVERRIDE.values(), "Dora Decider"):
            assert words in row, words
    letter = officer.get_page(_url(hit.application, f"requests/{hit.request}"))
    assert letter.rows["Legal advice"] == OVERRIDE["legal_advice"]


def test_an_override_without_its_reason_and_advice_comes_back(desk, decider):
    hit = desk.hit(ASKED)
    url = _url(hit.application, f"requests/{hit.request}/override")
    errors = {"reason": "Say why the decision can't wait", "legal_advice": "Name the legal advice"}
    comes_back(decider, url, {"reason": "", "legal_advice": ""}, errors)
    comes_back(decider, url, OVERRIDE | {"legal_advice": ""}, {"legal_advice": "Name the legal advice"})
    assert _request(desk, hit).overridden_at is None


def test_an_override_is_neither_offered_to_the_case_officer_nor_made_by_them(desk, client):
    hit = desk.hit(ASKED)

    def become_decision_maker(by, _decider):
        by.role_rows.append(OfficerRole(role=Role.DECISION_MAKER.value))

    desk.done(become_decision_maker)
    client.sign_in(desk.officer)
    page = client.get_page(_case(hit.application))
    assert "Decide without waiting for Bradford" not in page.links
    page = client.get_page(_url(hit.application, f"requests/{hit.request}/override"))
    page = client.submit(page, OVERRIDE, status=403)
    assert "You prepared this case: another decision maker must override the wait." in page.text
    assert _request(desk, hit).overridden_at is None


def test_a_licensing_officer_does_not_override(desk, officer):
    hit = desk.hit(ASKED)
    officer.get_page(_url(hit.application, f"requests/{hit.request}/override"), status=403)


def test_there_is_nothing_to_override_once_the_reply_has_come(desk, decider):
    hit = desk.hit(WEIGHED)
    page = decider.get_page(_url(hit.application, f"requests/{hit.request}/override"))
    decider.submit(page, OVERRIDE, status=409)
    assert _request(desk, hit).overridden_at is None


@pytest.mark.rule("R24")
def test_the_receipt_names_what_was_too_common_to_follow_to_the_end(desk, officer, monkeypatch):
    monkeypatch.setattr("licensing.national_register.embedded.look_up", partial(look_up, cap=1, bound=1))
    desk.done(lambda *_: [people.entry() for _ in range(3)])
    application = desk.received()
    page = officer.submit(officer.get_page(_url(application, "search")), {"reason": "To decide the case"})
    assert "Too common to follow to the end" in page.text
    assert "more than 1 share it" in page.text
