"""Another authority's request on a page: in-tray, answer with files, the own record, and what is told afterwards."""

import io
from urllib.parse import quote

import pytest
from sqlalchemy import select
from werkzeug.http import parse_options_header

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.db import db
from licensing.errors import NotReachable
from licensing.national_register import answers, telling
from licensing.national_register.correspondence_models import ReceivedLetter, ReceivedRequest
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.models import InformationRequest
from tests.factories import correspondence as write
from tests.factories import people
from tests.factories.cases import SAME_PERSON, Desk
from tests.factories.officers import council
from tests.support.typing_in import comes_back, dated

PDF = b"%PDF-1.7\nnothing at all\n%%EOF\n"


@pytest.fixture
def bradford(app):
    """The licensing desk of Bradford, which made the entry."""
    return Desk(app, "Bradford")


@pytest.fixture
def recorder(bradford, new_client):
    """The case officer of Bradford at their browser."""
    browser = new_client()
    browser.sign_in(bradford.officer)
    return browser


def _asked(desk, officer):
    """A request that Leeds sent to Bradford through the register: the hit, and Bradford's number of it."""
    hit = desk.hit(SAME_PERSON)
    url = f"/applications/{hit.application}/national-register/candidates/{hit.candidate}/request"
    officer.submit(officer.get_page(url), {"text": "Please tell us why.", "sent_how": "register"})
    desk.read(write.delivered)
    return hit, desk.read(lambda: db.session.scalars(select(ReceivedRequest.id)).one())


def _answer(recorder, number, **values):
    page = recorder.get_page(f"/information-requests/{number}/answer")
    given = {"holds": "all", "limbs": ["a"], "text": write.TOLD, "why_disclosed": write.WHY}
    return recorder.submit(page, given | values)


@pytest.mark.rule("R11", "R12", "R13")
def test_a_request_is_delivered_answered_with_a_file_and_regarded(bradford, desk, officer, recorder):
    hit, number = _asked(desk, officer)
    case = officer.get_page(f"/applications/{hit.application}")
    assert "Delivered through the register on" in case.text
    assert "Requests (1)" in recorder.get_page("/").links
    page = recorder.get_page("/information-requests")
    assert page.links[f"Request {number} of Leeds"] == f"/information-requests/{number}"
    page = recorder.get_page(f"/information-requests/{number}")
    assert "Please tell us why." in page.text
    assert "The Act gives no discretion to decline." in page.text
    page = recorder.get_page(f"/information-requests/{number}/documents/new")
    page = recorder.submit(page, {"document": (io.BytesIO(PDF), "Łukasz statement.pdf")})
    assert "Łukasz statement.pdf" in page.links
    page = _answer(recorder, number, withheld="The passenger's name")
    assert page.rows["Kinds of information"] == "(a) A sexual offence"
    assert page.rows["What was left out, and why"] == "The passenger's name"
    desk.read(write.delivered)
    page = recorder.get_page(f"/information-requests/{number}")
    assert "Discharged" in page.text
    case = officer.get_page(f"/applications/{hit.application}")
    assert "Received on" in case.text
    letter = officer.get_page(case.links["Read the request to Bradford"])
    viewed = select(AuditEntry.actor).where(AuditEntry.event == "request:viewed")
    assert desk.read(lambda: db.session.scalars(viewed).all()) == [f"officer:{desk.officer}"]
    assert write.TOLD in letter.text
    assert "It came through the register" in letter.text
    assert "passenger's name" not in letter.text
    answer = officer.get(letter.links["Łukasz statement.pdf"])
    assert answer.data == PDF
    assert answer.headers["Cache-Control"] == "no-store"
    # No other letters than these cross in a header.
    said = answer.headers["Content-Disposition"].encode("latin-1").decode("latin-1")
    assert parse_options_header(said) == ("attachment", {"filename": "Łukasz statement.pdf"})


def test_a_request_by_post_comes_back_with_its_faults_and_is_then_counted(bradford, recorder):
    entry = bradford.done(lambda *_: people.entry(recorded_by="Bradford").ref)
    url = "/information-requests/new"
    errors = {
        "from_authority": "Choose the authority",
        "entry_ref": "Enter the reference",
        "text": "Enter what",
    }
    comes_back(recorder, url, {"entry_ref": "", "text": ""}, errors | {"came_how": "Choose how it came"})
    leeds = bradford.read(lambda: str(council("Leeds").id))
    values = {"from_authority": leeds, "came_how": "post", "text": "Why?", "entry_ref": "0" * 16}
    page = recorder.submit(recorder.get_page(url), values, status=400)
    assert page.errors == ["This authority has made no entry with this reference: copy it from the letter"]
    page = recorder.submit(recorder.get_page(url), values | {"entry_ref": entry})
    assert page.rows["Received"].endswith(": post")
    assert page.rows["Recorded by"] == "Olive Officer"
    page = recorder.get_page(f"{page.url}/answer")
    # The decision is in older records: there is nothing to begin the answer from.
    values = {"holds": "nothing", "text": "", "why_disclosed": "", "sent_how": "post"}
    errors = {"text": "Write the answer", "why_disclosed": "Say for your own record"}
    comes_back(recorder, page.url, values, errors)
    told = {"text": "We hold nothing more.", "why_disclosed": "The Act"} | dated("sent_on", clock.today())
    page = recorder.submit(recorder.get_page(page.url), values | told)
    assert page.rows["How much"] == "Nothing more than the entry itself says is held"
    recorder.get_page(f"{page.url}/answer", status=409)


@pytest.mark.rule("R14")
def test_an_authority_answered_by_post_is_told_by_hand_and_its_acknowledgement_recorded(bradford, recorder):
    def answered_by_post(by, _decider):
        ref = people.entry(recorded_by="Bradford").ref
        number = answers.record_received(
            entry_ref=ref,
            from_authority_id=council("York").id,
            came_how="post",
            received_on=clock.today(),
            their_reference="",
            text="Why?",
            by=by,
        ).id
        answers.answer(number, write.new_answer(**write.by_hand()), by=by)
        telling.tell_answered(
            entry_ref=ref,
            authority_id=by.authority_id,
            what="removed",
            changed_on=clock.today(),
            effect_on=None,
            reason="The court allowed his appeal.",
            key="a",
            by=by.actor,
        )
        return number

    number = bradford.done(answered_by_post)
    page = recorder.get_page(f"/information-requests/{number}")
    url = page.links["Record how York was told"]
    comes_back(recorder, url, {"told_how": None}, {"told_how": "Choose how they were told"})
    page = recorder.submit(recorder.get_page(url), {"told_how": "post"})
    assert page.rows["Told"].endswith(": post")
    url = page.links["Record the acknowledgement"]
    page = recorder.submit(recorder.get_page(url), {"acknowledged_how": "A letter"})
    assert page.rows["Acknowledged"].endswith(": A letter")
    recorder.get_page(f"/information-requests/{number}/changes/999/told", status=404)


def test_a_file_that_is_none_of_the_kinds_is_refused_and_one_is_taken_away_again(
    bradford, desk, officer, recorder
):
    _hit, number = _asked(desk, officer)
    url = f"/information-requests/{number}/documents/new"
    page = recorder.submit(
        recorder.get_page(url), {"document": (io.BytesIO(b"MZ\x90\x00"), "statement.pdf")}, status=400
    )
    assert page.errors == ["The file must be a PDF, a JPEG or PNG picture, or plain text"]
    page = recorder.submit(recorder.get_page(url), {"document": (io.BytesIO(PDF), "statement.pdf")})
    page = recorder.submit(page)
    assert "No file goes with the answer yet." in page.text


@pytest.mark.rule("R16", "R24")
@pytest.mark.rule("R12")
def test_a_request_is_read_and_answered_while_the_register_is_down(
    bradford, desk, officer, recorder, monkeypatch
):
    _hit, number = _asked(desk, officer)

    def down(*_arguments, **_named):
        raise NotReachable("The national register can't be reached.")

    monkeypatch.setattr(EmbeddedRegister, "entry", down)
    assert "Please tell us why." in recorder.get_page(f"/information-requests/{number}").text
    assert "on its way" in _answer(recorder, number).text


@pytest.mark.parametrize("name", ["Łódź (1).pdf", "Перевод.pdf"])
def test_a_file_of_a_name_in_other_letters_can_be_saved(bradford, desk, officer, recorder, name):
    _hit, number = _asked(desk, officer)
    page = recorder.get_page(f"/information-requests/{number}/documents/new")
    page = recorder.submit(page, {"document": (io.BytesIO(PDF), name)})
    header = recorder.get(page.links[name]).headers["Content-Disposition"]
    assert header.isascii()
    assert header.endswith(f"filename*=UTF-8''{quote(name)}")


def test_another_authoritys_request_and_files_are_not_found(bradford, desk, officer, recorder):
    _hit, number = _asked(desk, officer)
    page = recorder.get_page(f"/information-requests/{number}/documents/new")
    page = recorder.submit(page, {"document": (io.BytesIO(PDF), "statement.pdf")})
    for path in (
        f"/information-requests/{number}",
        f"/information-requests/{number}/answer",
        f"/information-requests/{number}/documents/new",
        page.links["statement.pdf"],
    ):
        officer.get_page(path, status=404)
    assert f"Request {number}" not in officer.get_page("/information-requests").text
    events = select(AuditEntry.event).where(AuditEntry.event == "received-request:viewed")
    assert len(desk.read(lambda: db.session.scalars(events).all())) == 1


def test_a_letter_that_answers_nothing_held_is_read_and_dealt_with(bradford, desk, officer, recorder):
    hit, number = _asked(desk, officer)
    request = desk.read(lambda: db.session.scalars(select(InformationRequest.id)).one())
    page = officer.get_page(f"/applications/{hit.application}/national-register/requests/{request}/reply")
    officer.submit(page, {"reply": "By telephone: revoked"})
    _answer(recorder, number)
    desk.read(write.delivered)
    page = officer.get_page("/information-requests")
    url = next(one for words, one in page.links.items() if words.startswith("Letter "))
    assert write.TOLD in officer.get_page(url).text
    comes_back(officer, url, {"how": ""}, {"how": "Say what was done about it"})
    page = officer.submit(officer.get_page(url), {"how": "It says what we were told"})
    assert "Letters that answer nothing held here" not in page.text
    officer.get_page(url, status=409)
    recorder.get_page(url, status=404)
    assert (
        desk.read(
            lambda: db.session.scalars(
                select(ReceivedLetter.content).where(ReceivedLetter.kind == "answer")
            ).one()
        )
        is None
    )


@pytest.mark.rule("R11")
def test_where_the_register_does_not_reach_the_authority_it_is_not_offered(desk, officer):
    hit = desk.hit(SAME_PERSON)
    page = officer.get_page(
        f"/applications/{hit.application}/national-register/candidates/{hit.candidate}/request"
    )
    assert "The register does not reach Bradford" in page.text
    assert "Through the national register" not in page.text
