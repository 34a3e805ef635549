"""A register's portal: what has to be done there by hand, and what came of it, on the case."""

from datetime import date

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.applications import actions
from licensing.applications.models import Application
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.duties.models import Duty
from licensing.national_register.models import SearchReceipt
from licensing.national_register.portal_models import PortalEntry, PortalTask
from tests.factories.officers import officer as an_officer
from tests.support.typing_in import dated

WHY = {"purpose": "safeguarding", "reason": "To decide the application"}
SEEN = {
    "reference": "NR3S/2026/77",
    "first_name": "Perdita",
    "last_name": "Exampleby",
    "recorded_by": "Bradford",
    "further_information": "Write to the licensing team.",
    "decision": "revoked",
    **dated("date_of_birth", date(1985, 3, 27)),
    **dated("decided_on", date(2026, 3, 2)),
    **dated("first_made_on", date(2026, 3, 4)),
}


@pytest.fixture
def app(make_app):
    """The application of authorities that have the register's portal only."""
    return make_app(national_register=(("*", "portal"),))


@pytest.fixture
def now():
    """The time of day in London, as it is typed."""
    return clock.now().astimezone(clock.LONDON).strftime("%H:%M")


def _search(officer, application):
    url = f"/applications/{application}/national-register/search"
    return officer.submit(officer.get_page(url), WHY)


def _receipts(desk):
    return desk.read(lambda: db.session.scalars(select(SearchReceipt).order_by(SearchReceipt.id)).all())


@pytest.mark.rule("R10")
def test_a_search_by_hand_becomes_a_receipt_with_the_portals_reference_and_its_entry_is_adjudicated(
    desk, officer, now
):
    application = desk.received()
    page = _search(officer, application)
    assert page.heading.endswith("Search the register")
    assert page.rows["Name"] == "Perdita Exampleby"
    assert _receipts(desk) == []
    task = page.url
    form = officer.get_page(f"{task}/entries")
    refused = officer.submit(form, SEEN | {"recorded_by": "Newcastle"}, status=400)
    assert "Newcastle-under-Lyme" in " ".join(refused.errors)
    page = officer.submit(refused, {"recorded_by": "Bradford"})
    assert page.rows["Recorded by"] == "Bradford"
    wrong = officer.submit(
        page, {"found": "nothing", "reference": "S/1", "done_at": now}, form="#finish", status=400
    )
    assert "Entries have been added" in " ".join(wrong.errors)
    page = officer.submit(wrong, {"found": "entries"}, form="#finish")
    assert page.heading == "Search the national register"
    page = officer.submit(page, WHY)
    (receipt,) = _receipts(desk)
    assert (receipt.way_in, receipt.reference) == ("portal", "S/1")
    (candidate,) = desk.read(lambda: _receipts_candidates(receipt.id))
    page = officer.get_page(f"/applications/{application}/national-register/candidates/{candidate}")
    assert "Perdita Exampleby" in page.text
    said = {"same_person": "yes", "reason": "The passport shows it"}
    officer.submit(page, said)
    duties = desk.read(
        lambda: db.session.scalars(select(Duty.discharged_at).where(Duty.kind == "portal-task")).all()
    )
    assert len(duties) == 1
    assert None not in duties


def _receipts_candidates(receipt_id):
    return [one.id for one in db.session.get_one(SearchReceipt, receipt_id).candidates]


def test_a_search_that_found_nothing_is_recorded_once_and_asked_for_anew_the_next_time(desk, officer, now):
    application = desk.received()
    task = _search(officer, application).url
    # Asked again before it is done, it is the same task.
    assert _search(officer, application).url == task
    page = officer.submit(
        officer.get_page(task), {"found": "nothing", "reference": "S/1", "done_at": now}, form="#finish"
    )
    officer.submit(page, WHY)
    assert [one.reference for one in _receipts(desk)] == ["S/1"]
    assert _search(officer, application).url != task
    assert "Nothing was found." in officer.get_page(task).text


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(desk, officer):
    task = _search(officer, desk.received()).url
    page = officer.submit(
        officer.get_page(task), {"reference": "S/1", "done_at": "25:00"}, form="#finish", status=400
    )
    assert len(page.errors) == 2
    assert page.select_one("input[name=reference]")["value"] == "S/1"
    page = officer.submit(
        page,
        {"found": "nothing", "done_at": "12:00", **dated("done_on", date(2020, 1, 1))},
        form="#finish",
        status=400,
    )
    assert "before this was asked for" in " ".join(page.errors)


def test_the_list_shows_what_waits_and_an_untrained_officer_sees_none_of_it(desk, officer, new_client):
    task = _search(officer, desk.received()).url
    page = officer.get_page("/register-portal")
    assert page.links["Search the register, task 1"] == task
    assert page.links["Register portal"] == "/register-portal"
    untrained = new_client()
    untrained.sign_in(
        desk.done(lambda *_: an_officer(roles=(Role.LICENSING_OFFICER,), trained_until=None).id)
    )
    untrained.get_page(task, status=403)
    other = new_client()
    other.sign_in(desk.done(lambda *_: an_officer("York").id))
    other.get_page(task, status=404)
    assert desk.read(lambda: db.session.scalar(select(PortalTask.state))) == "open"


@pytest.mark.rule("R10")
def test_a_search_that_was_withdrawn_is_opened_again_when_the_person_is_as_before(desk, officer, now):
    application = desk.received()
    first = _search(officer, application).url
    _born(desk, application, date(1985, 3, 28))
    second = _search(officer, application).url
    assert second != first
    assert "not needed any more" in officer.get_page(first).text
    _born(desk, application, date(1985, 3, 27))
    page = _search(officer, application)
    assert page.url == first
    assert "not needed any more" in officer.get_page(second).text
    page = officer.submit(page, {"found": "nothing", "reference": "S/1", "done_at": now}, form="#finish")
    officer.submit(page, WHY)
    assert [one.reference for one in _receipts(desk)] == ["S/1"]


def _born(desk, application, day):
    def correct(*_):
        db.session.get_one(Application, application).person.date_of_birth = day

    desk.done(correct)


def test_a_mistyped_reference_puts_no_entry_in_the_place_of_another(desk, officer):
    task = _search(officer, desk.received()).url
    officer.submit(officer.get_page(f"{task}/entries"), SEEN)
    other = SEEN | {"recorded_by": "York", "first_name": "Olga"}
    page = officer.submit(officer.get_page(f"{task}/entries"), other, status=400)
    assert page.errors == ["This is the reference of an entry that Bradford recorded"]
    assert page.select_one("input[name=first_name]")["value"] == "Olga"
    assert "Perdita Exampleby" in officer.get_page(task).text
    # What was typed wrongly of the entry itself is typed again.
    page = officer.submit(page, {"recorded_by": "Bradford"})
    assert "Olga Exampleby" in page.text


def test_later_changes_of_an_entry_are_typed_with_their_days(desk, officer):
    task = _search(officer, desk.received()).url
    typed = SEEN | {"changes": "2026-04-01 Amended 2026-04-02\n\n2026-05-01 reinstated\n"}
    page = officer.submit(officer.get_page(f"{task}/entries"), typed)
    assert "Amended on 1 April 2026, with effect from 2 April 2026" in page.text
    assert "Reinstated on 1 May 2026" in page.text
    for wrong, says in (
        ("2026-04-01", "see line 1"),
        ("2026-04-01 amended\n1 April amended", "see line 2"),
        ("2026-04-01 forgotten", "see line 1"),
        ("2026-03-01 amended", "on the day of the decision or later"),
    ):
        refused = officer.submit(officer.get_page(f"{task}/entries"), SEEN | {"changes": wrong}, status=400)
        assert says in " ".join(refused.errors)
        assert refused.select_one("textarea[name=changes]").text.strip() == wrong


@pytest.mark.rule("R23")
def test_what_was_typed_of_an_entry_is_deleted_when_the_application_is_over(desk, officer, now, cli):
    application = desk.received()
    task = _search(officer, application).url
    page = officer.submit(officer.get_page(f"{task}/entries"), SEEN)
    page = officer.submit(page, {"found": "entries", "reference": "S/1", "done_at": now}, form="#finish")
    officer.submit(page, WHY)
    (receipt,) = _receipts(desk)
    (candidate,) = desk.read(lambda: _receipts_candidates(receipt.id))
    assert "entry" not in cli("national", "delete-received")
    desk.done(
        lambda by, _: actions.withdraw(application, reason="Moved away", withdrawn_on=clock.today(), by=by)
    )
    assert "would be deleted" in cli("national", "delete-received", "--dry-run")
    assert desk.read(lambda: db.session.scalars(select(PortalEntry.content)).one())
    assert "deleted" in cli("national", "delete-received")
    row = desk.read(lambda: db.session.scalars(select(PortalEntry)).one())
    assert (row.content, row.reference) == ("", "NR3S/2026/77")
    assert "What was seen of 1 entry was deleted" in officer.get_page(task).text
    page = officer.get_page(f"/applications/{application}/national-register/candidates/{candidate}")
    assert "was deleted when the application was over" in page.text
    events = select(AuditEntry.event).where(AuditEntry.event == "portal-entry:deleted")
    assert len(desk.read(lambda: db.session.scalars(events).all())) == 1
    assert "entry" not in cli("national", "delete-received")
    # Found again for another application, it is typed and seen anew.
    again = _search(officer, desk.received()).url
    page = officer.submit(officer.get_page(f"{again}/entries"), SEEN | {"recorded_by": "York"})
    assert page.rows["Recorded by"] == "York"


@pytest.mark.rule("R15")
def test_a_search_for_an_application_that_was_withdrawn_is_waited_for_no_longer(desk, officer):
    application = desk.received()
    _search(officer, application)
    desk.done(
        lambda by, _: (
            actions.withdraw(application, withdrawn_on=clock.today(), reason="He moved away.", by=by).id
        )
    )
    assert "Nothing is waiting to be done on the portal." in officer.get_page("/register-portal").text
    duty = desk.read(lambda: db.session.scalars(select(Duty).where(Duty.kind == "portal-task")).one())
    assert duty.discharge == "The application was withdrawn"
