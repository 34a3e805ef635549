"""The pages of a decision: notifying the person, the entry that follows, and the notice."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from licensing import clock
from licensing.applications import actions, determining
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.decisions.deadlines import entry_due, last_day_to_appeal
from licensing.decisions.models import Decision
from licensing.duties.holidays import holidays
from licensing.errors import BadInput
from licensing.national_register.embedded import EmbeddedRegister
from licensing.outbox.actions import send_due
from licensing.outbox.models import OutboxMessage
from licensing.web.filters import day
from tests.factories import applications as make
from tests.factories import decisions as decided
from tests.factories import people
from tests.factories.cases import entry_made
from tests.support.typing_in import comes_back, dated

TODAY = clock.today()
APPEAL = "you can appeal to the magistrates’ court. You must do so within 21 days"


def _url(decision, page=""):
    return f"/decisions/{decision}/{page}".rstrip("/")


def _words(page):
    return " ".join(page.select_one("main").get_text(" ").split())


def _state(page):
    return page.select_one(".app-record-heading__state").get_text(strip=True)


def _worked(desk):
    return desk.read(send_due)


def test_a_decision_shows_its_dates_what_it_relied_on_and_its_reasons(desk, officer):
    page = officer.get_page(_url(desk.refused(limbs=["g"], reliance="in-part", reasons="He shouted.")))
    assert (_state(page), page.rows["Notified"]) == ("Not yet notified", "Not yet")
    assert page.rows["Decided"] == f"{day(TODAY)}, by Dora Decider"
    assert "Threats, abuse or insults to another person" in page.text
    assert "He shouted." in page.text
    assert "An entry is owed once the person has been notified." in page.text


def test_decisions_that_wait_for_their_notification_are_listed_first(desk, officer):
    desk.refused()
    page = officer.get_page("/decisions")
    assert [one.get_text(strip=True) for one in page.select("caption")] == [
        "1 person to notify",
        "Newest decisions",
    ]


def test_when_everybody_is_notified_the_list_says_so(desk, officer):
    desk.notified()
    page = officer.get_page("/decisions")
    assert "Everybody has been notified of the decision about them." in page.text
    assert "entry owed" in page.text.lower()


@pytest.mark.rule("R04")
def test_notifying_opens_the_duty_counted_from_that_day_and_queues_the_entry(desk, officer):
    decision = desk.refused()
    page = officer.get_page(officer.get_page(_url(decision)).links["Record the notification"])
    page = officer.submit(page, {"how": "in-person"})
    due = desk.read(lambda: entry_due(TODAY, holidays()))
    assert page.url == _url(decision)
    assert (_state(page).lower(), page.rows["Notified"]) == ("notified", f"{day(TODAY)}: handed over")
    assert page.rows["Last day to appeal"] == day(last_day_to_appeal(TODAY))
    assert "The entry is on its way to the national register." in page.text
    for listed in (_words(page), _words(officer.get_page("/duties")), _words(officer.get_page("/"))):
        assert "Make the entry on the national register" in listed
        assert f"by {day(due)}" in listed
    assert officer.get_page("/duties").links["Make the entry on the national register"] == _url(decision)


def test_a_faulty_notification_comes_back_and_none_is_recorded(desk, officer):
    decision = desk.refused()
    url = _url(decision, "notify")
    empty = {"notified_on-day": "", "notified_on-month": "", "notified_on-year": ""}
    for values, errors in (
        ({"how": None} | empty, {"notified_on": "Enter the day", "how": "Choose how"}),
        ({"how": "post"} | dated("notified_on", TODAY + timedelta(days=1)), {"notified_on": "or in the past"}),
        ({"how": "post"} | dated("notified_on", TODAY - timedelta(days=1)), {"notified_on": "can't be earlier"}),
        ({"how": "post", "notified_on-day": "32"}, {"notified_on": "real date"}),
    ):  # fmt: skip
        comes_back(officer, url, values, errors)
        assert desk.read(lambda: db.session.get_one(Decision, decision).state) == "decided"


def test_a_person_is_notified_once(desk, officer):
    decision = desk.refused()
    page = officer.get_page(_url(decision, "notify"))
    officer.submit(page, {"how": "post"})
    page = officer.submit(page, {"how": "email"}, status=409)
    assert "The notification of this decision has been recorded already." in page.text
    assert desk.read(lambda: db.session.scalar(select(func.count()).select_from(OutboxMessage))) == 1


def test_a_decision_maker_does_not_record_the_notification(desk, decider):
    decision = desk.refused()
    assert "Record the notification" not in decider.get_page(_url(decision)).links
    decider.get_page(_url(decision, "notify"), status=403)


@pytest.mark.rule("R04")
def test_the_entry_shows_once_the_register_has_acknowledged_it_and_the_duty_is_discharged(desk, officer):
    decision = desk.notified()
    assert _worked(desk) == 1
    page = officer.get_page(_url(decision))
    ref = desk.read(lambda: entry_made().ref)
    assert page.select_one(".app-reference").get_text(strip=True) == ref
    duties = " ".join(page.select_one(".app-duties").get_text(" ").split())
    assert f"on {day(TODAY)}" in duties
    assert "discharged" in duties.lower()
    assert "Nothing is owed: every duty has been discharged." in officer.get_page("/duties").text


def test_an_entry_that_could_not_be_sent_shows_on_the_decision_and_the_duty_is_still_owed(
    desk, officer, monkeypatch
):
    def refuse(_self, _entry):
        raise BadInput("The register does not take it.", {"date_of_birth": "No date of birth"})

    monkeypatch.setattr(EmbeddedRegister, "make_entry", refuse)
    decision = desk.notified()
    _worked(desk)
    page = officer.get_page(_url(decision))
    assert "The entry could not be sent to the national register" in _words(page)
    assert "The duty is still owed." in page.text
    assert "by " in page.select_one(".app-duties").get_text()
    # A licensing officer does not release messages; an administrator does, and sees none of the decision.
    assert "/messages" not in page.links.values()


def test_an_entry_that_could_not_be_sent_is_released_by_an_administrator(desk, client, monkeypatch):
    real = EmbeddedRegister.make_entry

    def refuse(_self, _entry):
        raise BadInput("The register does not take it.", {"date_of_birth": "No date of birth"})

    monkeypatch.setattr(EmbeddedRegister, "make_entry", refuse)
    desk.notified()
    _worked(desk)
    client.sign_in(desk.somebody(Role.ADMINISTRATOR))
    page = client.get_page("/messages")
    assert "No date of birth" in page.text
    monkeypatch.setattr(EmbeddedRegister, "make_entry", real)
    client.submit(page)
    assert _worked(desk) == 1
    assert desk.read(lambda: entry_made().decision) == "refused"


@pytest.mark.rule("R03")
def test_a_refusal_that_relied_on_no_relevant_information_owes_no_entry(desk, officer):
    page = officer.get_page(_url(desk.notified(limbs=[], reliance="none")))
    assert "no entry is made" in _words(page)
    assert page.select(".app-duties") == []
    notice = officer.get_page(page.links["Notice, as a page to print"])
    assert "national register" not in _words(notice)
    assert APPEAL in _words(notice)


@pytest.mark.rule("R30")
def test_the_notice_gives_the_reasons_what_is_entered_and_the_right_of_appeal(desk, officer):
    page = officer.get_page(
        _url(desk.refused(limbs=["b", "g"], reasons="He shouted.\n\nThen he hit her."), "notice")
    )
    assert page.heading == "Notice of refusal of a private hire driver licence"
    words = _words(page)
    for told in (
        "He shouted.",
        "Then he hit her.",
        "harassment of another person",
        "We must make it within 5 working days, beginning with the day on which we notify you.",
        "It is kept for 11 years",
        APPEAL,
        "section 52 of the Local Government (Miscellaneous Provisions) Act 1976",
        "Perdita Exampleby",
        "1 Specimen Street",
        "Leeds City Council",
        "Dora Decider",
    ):
        assert told in words, told


def test_the_notice_of_a_refused_renewal_says_so(desk, officer):
    def refuse(by, decider):
        held = people.licence(by=by)
        made = make.received(by, kind="renewal", renews=held, person_id=held.person_id)
        make.searched(make.with_evidence(made, by), by)
        actions.refer(made.id, by=by)
        return determining.refuse(made.id, make.refusal_facts(grounds=["(b)"]), by=decider).decision_id

    page = officer.get_page(_url(desk.done(refuse), "notice"))
    assert page.heading.startswith("Notice of refusal to renew your")
    assert "section 61" in _words(page)


@pytest.fixture
def notice(desk, officer):
    """The notice of a decision, as a PDF, as it is downloaded."""
    decision = desk.notified(reasons="He shouted at a wheelchair user.\n\n<b>Twice</b> & loudly.")
    answer = officer.get(_url(decision, "notice.pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    # No name is in the name of a file.
    ref = desk.read(lambda: db.session.get_one(Decision, decision).ref)
    assert answer.headers["Content-Disposition"] == f'inline; filename="notice-{ref}.pdf"'
    return PdfReader(io.BytesIO(answer.data))


def test_the_notice_as_a_pdf_is_tagged_and_says_what_it_is(notice):
    root = notice.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF's own boolean)
    assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    assert str(root["/Lang"]) == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 (a PDF's own boolean)
    assert notice.metadata.title == "Notice of decision: Perdita Exampleby, Leeds City Council"
    metadata = root["/Metadata"].get_data().decode()
    assert "pdfuaid" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata or 'pdfuaid:part="1"' in metadata


def test_the_notice_as_a_pdf_holds_the_reasons_and_the_right_of_appeal(notice):
    words = " ".join(" ".join(page.extract_text() for page in notice.pages).split())
    assert "He shouted at a wheelchair user." in words
    assert "<b>Twice</b> & loudly." in words
    assert APPEAL in words


@pytest.mark.rule("R24")
def test_each_look_at_a_decision_is_written_in_the_audit_log(desk, officer):
    decision = desk.refused()
    officer.get_page(_url(decision))
    viewed = select(AuditEntry.subject).where(AuditEntry.event == "decision:viewed")
    assert desk.read(lambda: db.session.scalars(viewed).all()) == [f"decision:{decision}"]


def test_each_look_at_a_notice_is_written_in_the_audit_log(desk, officer):
    decision = desk.refused()
    officer.get_page(_url(decision, "notice"))
    officer.get(_url(decision, "notice.pdf"))
    viewed = select(AuditEntry.subject).where(AuditEntry.event == "decision:notice-viewed")
    assert desk.read(lambda: db.session.scalars(viewed).all()) == [f"decision:{decision}"] * 2


def test_the_notice_leads_to_its_notification_until_it_is_recorded(desk, officer):
    decision = desk.refused()
    assert officer.get_page(_url(decision, "notice")).links["record the notification"] == _url(
        decision, "notify"
    )
    officer.submit(officer.get_page(_url(decision, "notify")), {"how": "post"})
    assert "record the notification" not in officer.get_page(_url(decision, "notice")).links


@pytest.mark.rule("R28", "R31", "R30", "R25")
def test_the_notice_of_a_revocation_at_once_says_that_public_safety_requires_it_and_why(desk, officer):
    made = desk.done(
        lambda _, decider: decided.revoked(decider, effect=decided.AT_ONCE, grounds=["(a)(i)", "(b)"]).id
    )
    page = officer.get_page(_url(made, "notice"))
    assert page.heading == "Notice of revocation of your private hire driver licence"
    words = _words(page)
    for told in (
        "It takes effect immediately, when this notice is given to you, under section 61(2B)",
        "The interests of public safety require immediate effect.",
        "He drove at a passenger on purpose.",
        "paragraph (a)(i): since the grant of the licence, convicted of an offence",
        "paragraph (b): any other reasonable cause",
        "He threatened a passenger.",
        "You must return your driver’s badge to us when we ask for it (section 61(2)(a)",
        "section 2 of that Act requires us to make an entry on the national register",
        "It is kept for 11 years",
        APPEAL,
        "An appeal does not let you carry on driving until it is decided (section 77(3)",
        "section 61 of the Local Government (Miscellaneous Provisions) Act 1976",
    ):
        assert told in words, told


@pytest.mark.rule("R27", "R06", "R29")
def test_the_notice_of_a_suspension_says_when_it_takes_effect_and_ends(desk, officer):
    ends_on = TODAY + timedelta(days=90)
    made = desk.done(lambda _, decider: decided.suspended(decider, ends_on=ends_on).id)
    words = _words(officer.get_page(_url(made, "notice")))
    assert f"until the end of {day(ends_on)}, under section 61(1)" in words
    effect = day(TODAY + timedelta(days=20))
    assert f"If it is given to you on the date above, that is at the end of {effect}." in words
    assert "You may carry on until the time to appeal has passed" in words
    assert "the day on which the suspension is to end" in words
    officer.submit(officer.get_page(_url(made, "notify")), {"how": "post"})
    assert f"That is at the end of {effect}." in _words(officer.get_page(_url(made, "notice")))
    page = officer.get_page(_url(made))
    assert (_state(page), page.rows["Takes effect"]) == ("Pending effect", f"At the end of {effect}")


def test_the_notice_of_a_revocation_is_a_pdf_too(desk, officer):
    made = desk.done(lambda _, decider: decided.revoked(decider, effect=decided.AT_ONCE).id)
    answer = officer.get(_url(made, "notice.pdf"))
    words = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages).split()
    )
    assert "Notice of revocation of your private hire driver licence" in words
    assert "He drove at a passenger on purpose." in words


def test_the_list_is_narrowed_by_kind_and_by_where_a_decision_stands(desk, officer):
    desk.refused()
    desk.done(lambda by, decider: decided.notified(decided.suspended(decider), by))
    page = officer.submit(officer.get_page("/decisions"), {"kind": "suspended", "shown": "pending"})
    table = page.select("table")[-1].get_text(" ")
    assert "Licence suspended" in table
    assert "Application refused" not in table
    page = officer.get_page("/decisions?kind=nonsense&shown=appeals")
    assert "No decision is like that." in page.text
