"""Concerns on pages: from the door by which information came in to the reply, seen from both authorities."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.concerns import actions
from licensing.concerns.models import Concern, ReceivedConcern
from licensing.db import db
from licensing.duties.models import Duty
from licensing.outbox.actions import send_due
from licensing.register.models import Person
from tests.factories import concerns as make
from tests.factories import people
from tests.factories.cases import Desk
from tests.factories.officers import council

INFORMATION = {
    "about": "elsewhere",
    "what": "He drove off with the passenger's door open.",
    "came_how": "telephone",
    "names": "Orhan Uydurma",
    "vehicle": "ZZ99 ABC",
}
ALL_YES = {
    "drove_here": "yes",
    "drove_here_reasons": "The booking was in the city centre",
    "conduct_here": "yes",
    "conduct_here_reasons": "It happened at the railway station",
    "would_consider": "yes",
    "would_consider_reasons": "It put a passenger in danger",
    "limbs": ["h"],
    "to": "York",
}


@pytest.fixture
def york(app):
    """The licensing desk of York."""
    return Desk(app, "York")


@pytest.fixture
def browser_of(new_client):
    """`browser_of(officer_id)`: that officer's browser."""

    def make_one(officer_id):
        browser = new_client()
        browser.sign_in(officer_id)
        return browser

    return make_one


def passes(desk):
    """The worker's passes until nothing is due."""

    def work():
        while send_due():
            pass

    desk.read(work)


def words(page):
    """What the main part of a page says."""
    return " ".join(page.select_one("main").get_text(" ").split())


def to_the_sending(officer, door="complaint", *, information=INFORMATION, answers=ALL_YES):
    """The page that comes when information was recorded and the three questions were answered."""
    page = officer.submit(officer.get_page("/concerns/information/new"), {"door": door})
    page = officer.submit(page, information)
    assert page.heading == "Must this be sent to the authority that granted the licence?"
    return officer.submit(page, answers)


def duties(desk, authority="Leeds"):
    """The open duties of an authority, by kind."""
    return desk.read(
        lambda: sorted(
            db.session.scalars(
                select(Duty.kind).where(
                    Duty.authority_id == council(authority).id, Duty.discharged_at.is_(None)
                )
            )
        )
    )


@pytest.mark.rule("R17", "R19", "R20")
def test_a_concern_goes_to_york_by_this_system_and_its_reply_comes_back(desk, officer, york, browser_of):
    def held(by, _decider):
        who = people.person("Orhan", "Uydurma", by=by)
        people.licence(who, by=by, number="YRK-7")
        return who.id

    person = york.done(held)
    page = to_the_sending(officer)
    assert page.heading == "Send this to York"
    assert duties(desk) == ["send-concern"]
    page = officer.submit(page)
    assert "On its way" in words(page)
    concern = page.url
    passes(desk)
    assert duties(desk) == ["await-concern-reply"]
    assert "Sent, reply awaited" in words(officer.get_page(concern))
    assert duties(desk, "York") == ["consider-concern", "reply-to-concern"]

    theirs, decider = browser_of(york.officer), browser_of(york.decider)
    assert "Concerns (1)" in theirs.get_page("/").links
    page = theirs.get_page(theirs.get_page("/concerns").links["Orhan Uydurma"])
    case = page.url
    assert "passenger's door open" in words(page)
    assert "It put a passenger in danger" not in words(page)
    page = theirs.submit(
        theirs.get_page(f"{case}/who"),
        {"person": str(person), "reason": "The vehicle is his"},
        button="Record",
    )
    assert theirs.get(f"{case}/consider").status_code == 403

    page = decider.submit(
        decider.get_page(f"{case}/consider"),
        {"outcome": "no-action", "reasons": "The door's lock had failed.", "other_information": "A report"},
    )
    assert page.heading == "Reply to Leeds"
    assert duties(desk, "York") == ["reply-to-concern"]
    decider.submit(page)
    passes(desk)
    assert duties(desk, "York") == []
    assert "Closed: reply sent" in words(decider.get_page(case))

    assert duties(desk) == []
    page = officer.get_page(concern)
    assert page.rows["They say"] == "Neither suspends nor revokes it"
    assert "The door's lock had failed." in words(page)
    assert "A report" not in words(page)
    page = officer.submit(page, form="main form")
    assert page.rows["Read"].startswith("Olive Officer")


@pytest.mark.rule("R18")
def test_to_scotland_there_is_a_letter_to_print_and_its_sending_is_recorded(desk, officer):
    page = to_the_sending(officer, answers=ALL_YES | {"to": "Glasgow City"})
    assert page.heading == "Send this to Glasgow City"
    assert "owes no reply by it" in words(page)
    letter = officer.get_page(page.links["the letter to print"])
    assert "Civic Government (Scotland) Act 1982 s.13" in words(letter)
    assert "section 5 of the Taxis and Private Hire Vehicles" in words(letter)
    assert "Orhan Uydurma" in words(letter)
    pdf = officer.get(page.links["the same as a PDF"])
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-1.7")
    page = officer.submit(page, {"sent_how": "secure-email"})
    assert "Sent, no reply is owed" in words(page)
    assert page.rows["Sent"].endswith("secure email")
    assert duties(desk) == []
    page = officer.submit(
        officer.get_page(page.links["Record the reply"]),
        {"how": "post", "outcome": "suspended", "reasons": "For a month", "reference": "GCC/9"},
    )
    assert page.rows["They say"] == "Suspended the licence"
    assert page.rows["Their reference"] == "GCC/9"


@pytest.mark.rule("R17")
def test_a_no_with_its_reasons_ends_it_and_says_why(desk, officer):
    page = to_the_sending(
        officer,
        answers={**ALL_YES, "conduct_here": "no", "conduct_here_reasons": "It was in Hull", "limbs": None},
    )
    assert "Not owed" in words(page)
    assert "It was in Hull" in words(page)
    assert duties(desk) == []
    assert "Orhan Uydurma" in officer.get_page("/concerns?state=over").links
    assert "Orhan Uydurma" not in officer.get_page("/concerns").links


def test_nothing_that_was_typed_is_lost_when_something_is_missing(officer):
    page = officer.submit(officer.get_page("/concerns/information/new"), status=400)
    assert page.errors == ["Choose how the information came in"]
    page = officer.get_page("/concerns/information/new/complaint")
    page = officer.submit(page, {"what": "Threats", "vehicle": "", "aware_by": ""}, status=400)
    assert page.errors == [
        "Choose who licensed the driver",
        "Enter who became aware of it",
        "Choose how it reached the authority",
    ]
    assert page.select_one("#what").get_text().strip() == "Threats"
    page = officer.submit(page, INFORMATION | {"aware_by": "Sam", "names": "", "vehicle": ""}, status=400)
    assert page.errors == ["Enter a name, or else a licence, badge or vehicle registration number"]
    page = officer.submit(page, {"names": "Orhan Uydurma"})
    wrong = ALL_YES | {"to": "Department for Infrastructure", "limbs": None, "drove_here_reasons": ""}
    page = officer.submit(page, wrong, status=400)
    assert page.errors == ["Give the reasons for your answer"]
    page = officer.submit(page, wrong | {"drove_here_reasons": "A booking"}, status=400)
    assert page.errors[0] == "Choose what the information indicates"
    assert "England, Wales and Scotland only" in page.errors[1]
    assert page.select_one("#conduct_here_reasons").get_text().strip() == "It happened at the railway station"


def test_information_comes_in_by_known_doors_only(officer):
    officer.get_page("/concerns/information/new/rumour", status=404)


@pytest.mark.rule("R74")
def test_a_reason_of_the_2026_act_is_shown_as_switched_off_and_can_not_be_chosen(officer):
    page = officer.get_page("/concerns/information/new")
    assert "Switched off" in words(page)
    assert "has not been verified" in words(page)
    page = officer.submit(officer.submit(page, {"door": "police"}), INFORMATION)
    assert "Switched off" in words(page)
    assert all("national" not in label.get_text() for label in page.select("main label"))


@pytest.mark.rule("R55")
def test_a_licensees_late_report_is_marked_looked_at_and_nothing_follows_by_itself(desk, officer):
    def held(by, _decider):
        return people.licence(people.person(by=by), by=by, badge="B55").person_id

    person = desk.done(held)
    page = officer.submit(officer.get_page("/concerns/information/new"), {"door": "self-report"})
    assert not page.select("[name=about]")
    report = {
        "event": "arrest",
        "category": "violence",
        "event_on-day": "1",
        "event_on-month": "June",
        "event_on-year": "2026",
        "event_time": "9.15",
        "reported_on-day": "3",
        "reported_on-month": "June",
        "reported_on-year": "2026",
        "reported_time": "9:16",
        "what": "He was arrested after a fight, and released.",
        "came_how": "email",
    }
    assert officer.submit(page, report, status=400).errors[0].startswith("Enter a name")
    wrong = officer.submit(page, report | {"event_time": "noon", "badge_number": "B99"}, status=400)
    assert wrong.errors == ["Enter a time like 14:30"]
    wrong = officer.submit(page, report | {"event_time": "9:15pm"}, status=400)
    assert "Enter a time like 14:30" in wrong.errors
    wrong = officer.submit(page, report | {"badge_number": "B99"}, status=400)
    assert wrong.errors == ["Enter the number of a licence or badge of this authority"]
    page = officer.submit(page, report | {"badge_number": "b55"})
    assert "Reported after more than 48 hours" in words(page)
    assert page.rows["When it happened"] == "1 June 2026 at 9:15am"
    assert duties(desk) == ["review-information"]
    information = page.url
    assert information in officer.get_page(f"/people/{person}").links.values()
    page = officer.submit(
        officer.get_page(page.links["Say what is made of it"]),
        {"outcome": "no-action", "reasons": "Released without charge"},
    )
    assert "Released without charge" in words(page)
    assert duties(desk) == []
    assert desk.read(lambda: db.session.get_one(Person, person).licences[0].state) == "current"


@pytest.mark.rule("R75")
def test_a_school_transport_contract_that_ended_is_looked_at_as_such(desk, officer):
    person = desk.done(lambda by, _: people.person(by=by).id)
    page = officer.get_page(
        officer.get_page(f"/people/{person}").links["Record information, or send a concern"]
    )
    page = officer.submit(page, {"door": "school-transport"})
    assert "Perdita Exampleby" in page.heading
    page = officer.submit(page, {"about": "own", "what": "The school ended it", "came_how": "email"})
    assert duties(desk) == ["review-contract"]
    assert page.rows["Names"] == "Perdita Exampleby"


@pytest.mark.rule("R17")
def test_from_a_persons_page_a_concern_goes_at_once_with_all_that_the_record_has(desk, officer):
    person = desk.done(lambda by, _: people.person(by=by).id)
    page = officer.get_page(
        officer.get_page(f"/people/{person}").links["Record information, or send a concern"]
    )
    page = officer.submit(page, {"door": "observation"})
    assert page.rows["National Insurance number"] == "••••••56C"
    page = officer.submit(
        page, {"about": "elsewhere", "what": "Threats", "came_how": "in-person", "licence_number": "GLA-1"}
    )
    page = officer.submit(page, ALL_YES | {"to": "Glasgow City"})
    assert page.heading == "Send this to Glasgow City"
    assert people.NATIONAL_INSURANCE not in page.text
    letter = officer.get_page(page.links["the letter to print"])
    assert letter.rows["National Insurance number"] == people.NATIONAL_INSURANCE
    assert letter.rows["Driver licence number"] == "GLA-1"
    officer.get_page("/concerns/information/new?person=999999", status=404)
    officer.get_page("/concerns/information/new?person=x", status=404)


@pytest.mark.rule("R19", "R20")
def test_a_concern_from_scotland_is_recorded_by_hand_considered_and_answered_by_letter(
    desk, officer, decider
):
    page = officer.get_page("/concerns/received/new")
    told = {
        "sender": "Glasgow",
        "came_how": "post",
        "what": "He threatened a passenger.",
        "names": "Orhan Uydurma",
        "reference": "GCC/1",
    }
    assert officer.submit(page, told | {"sender": "Belfast"}, status=400).errors
    page = officer.submit(page, told)
    case = page.url
    assert "Concern from Glasgow City about Orhan Uydurma" in page.heading
    officer.get_page(f"{case}/reply", status=403)
    decider.get_page(f"{case}/consider", status=409)
    decider.get_page(f"{case}/reply", status=409)
    decider.get_page(f"{case}/reply/letter", status=409)
    page = officer.get_page(page.links["Say who it is about"])
    assert officer.submit(page, button="Record", status=400).errors == [
        "Choose who it is, or that it is nobody of yours",
        "Say what makes you sure",
    ]
    page = officer.submit(page, {"q": "Nobody Known"})
    officer.submit(page, {"person": "none", "reason": "No licence and no name like that"}, button="Record")
    page = decider.get_page(f"{case}/consider")
    page = decider.submit(page, {"outcome": "not-licensed", "reasons": "We never licensed him."})
    letter = decider.get_page(page.links["the reply to print"])
    assert "Your reference: GCC/1" in words(letter)
    assert "We do not license this person." in words(letter)
    assert decider.get(page.links["the same as a PDF"]).data.startswith(b"%PDF-1.7")
    assert duties(desk) == ["reply-to-concern"]
    page = decider.submit(page, {"sent_how": "post"})
    assert "Closed: reply sent" in words(page)
    assert duties(desk) == []
    sent = next(link for text, link in page.links.items() if text.startswith("Does not license"))
    assert "We never licensed him." in words(decider.get_page(sent))
    decider.get_page(f"{case}/reply/letter?letter=999", status=404)
    assert page.links["Consider it again, and tell Glasgow City"]


def _received(desk):
    """The address of a case of Leeds, with a number."""
    identity = make.Identity(names=("Orhan Uydurma",), numbers=(("national_insurance", "AB111111A"),))
    return desk.done(lambda by, _: f"/concerns/received/{make.received(by, identity=identity).id}")


def test_among_our_own_people_others_can_be_looked_for(desk, officer):
    case = _received(desk)

    def others(by, _decider):
        likely = people.person("Wholly", "Different", by=by, numbers={"national_insurance": "AB111111A"})
        looked_for = people.licence(
            people.person("Grace", "Fictionford", by=by, numbers={}), by=by, number="L9"
        )
        return str(likely.id), str(looked_for.person_id)

    likely, looked_for = desk.done(others)

    def offered(page):
        return [radio["value"] for radio in page.select("[name=person]")]

    page = officer.get_page(f"{case}/who")
    assert offered(page) == [likely, "none"]
    page = officer.submit(page, {"q": "L9"}, button="Look for others")
    assert offered(page) == [likely, looked_for, "none"]
    page = officer.submit(page, {"person": looked_for, "reason": "Her licence"}, button="Record")
    assert page.links["Grace Fictionford"] == f"/people/{looked_for}"


def test_numbers_are_shown_in_full_by_a_press_that_is_recorded(desk, officer, browser_of):
    case = _received(desk)
    page = officer.get_page(case)
    assert page.rows["National Insurance number"] == "••••••11A"
    page = officer.submit(page, form="main form")
    assert page.rows["National Insurance number"] == "AB111111A"
    enforcer = browser_of(desk.somebody(Role.ENFORCEMENT_OFFICER))
    assert "Show the numbers in full" not in words(enforcer.get_page(case))
    assert officer.post(f"{case}/numbers").status_code == 400


@pytest.mark.rule("R15", "R24")
def test_each_look_leaves_who_when_and_for_which_end(desk, officer):
    case = _received(desk)
    concern = desk.done(lambda by, _: make.owed(by).id)
    information = desk.done(lambda by, _: make.information(by).id)
    seen = {
        case: "received-concern:viewed",
        f"{case}/who": "received-concern:searched",
        f"/concerns/{concern}": "concern:viewed",
        f"/concerns/{concern}/letter": "concern:letter-viewed",
        f"/concerns/information/{information}": "information:viewed",
    }
    for address, event in seen.items():
        officer.get_page(address)
        entry = desk.read(
            lambda: db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        )
        assert (entry.event, entry.actor) == (event, f"officer:{desk.officer}")
        assert "safeguarding of passengers and road safety" in entry.reason
        assert "Uydurma" not in entry.facts + entry.subject + entry.reason


def test_nobody_of_another_authority_sees_or_does_anything(desk, app, browser_of):
    elsewhere = browser_of(Desk(app, "York").officer)
    case = _received(desk)
    concern = desk.done(lambda by, _: make.owed(by).id)
    information = desk.done(lambda by, _: make.information(by).id)
    for address in (
        case,
        f"{case}/who",
        f"/concerns/{concern}",
        f"/concerns/{concern}/test",
        f"/concerns/{concern}/send",
        f"/concerns/{concern}/letter",
        f"/concerns/{concern}/letter.pdf",
        f"/concerns/{concern}/reply",
        f"/concerns/information/{information}",
        f"/concerns/information/{information}/review",
    ):
        elsewhere.get_page(address, status=404)
    token = {"csrf_token": elsewhere.csrf_token()}
    for address in (f"/concerns/{concern}/read", f"{case}/numbers", f"/concerns/{concern}/send"):
        assert elsewhere.post(address, data=token).status_code == 404
    assert not [text for text in elsewhere.get_page("/concerns").links if "Uydurma" in text]


@pytest.mark.rule("R20")
def test_the_sender_sees_what_is_owed_to_it_and_that_it_is_late(desk, officer):
    def long_ago(by, _decider):
        aware_on = clock.today() - timedelta(days=365)
        made = make.owed(by, "Cambridge", aware_on=aware_on)
        actions.record_sending(made.id, sent_on=aware_on, sent_how="post", by=by)
        return made.id

    concern = desk.done(long_ago)
    told = words(officer.get_page(f"/concerns/{concern}"))
    assert "The reply of Cambridge is late: it was due by" in told
    assert "days overdue" in words(officer.get_page("/concerns"))


def test_the_list_can_be_narrowed(desk, officer):
    _received(desk)
    desk.done(lambda by, _: make.owed(by).id)
    everything = {"Concerns received", "Concerns sent and to be sent", "Information about our own licensees"}
    for what, shown in (
        ("all", everything),
        ("received", {"Concerns received"}),
        ("sent", {"Concerns sent and to be sent"}),
        ("information", {"Information about our own licensees"}),
        ("nonsense", everything),
    ):
        page = officer.get_page(f"/concerns?what={what}")
        heads = {" ".join(one.get_text().split()) for one in page.select("main caption, main h2")}
        assert heads & everything == shown


def test_a_wrong_state_is_told_as_such(desk, officer):
    concern = desk.done(lambda by, _: make.concern(by).id)
    officer.get_page(f"/concerns/{concern}/send", status=409)
    officer.get_page(f"/concerns/{concern}/letter", status=409)
    officer.get_page(f"/concerns/{concern}/reply", status=409)
    assert desk.read(lambda: db.session.get_one(Concern, concern).state) == "testing"
    assert desk.read(lambda: db.session.scalars(select(ReceivedConcern)).all()) == []
