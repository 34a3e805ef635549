"""The duties board: what is owed and by when, by whom, and where it is discharged."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from licensing import clock
from licensing.audit.actions import SYSTEM
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty
from licensing.web.duties import PER_PAGE
from licensing.web.filters import day
from tests.factories import people
from tests.factories.cases import ASKED, Desk

TODAY = clock.today()
ENTRY, REPLY = KINDS["make-entry"].title, KINDS["await-reply"].title


def _words(tag):
    return " ".join(tag.get_text(" ").split())


def _counts(page):
    return [_words(one) for one in page.select(".app-counts__item")]


def _lists(page):
    """The text of each list of duties by the heading above it."""
    return {_words(one.find_previous("h2")): _words(one) for one in page.select(".app-duties")}


def _owe(desk, kind, subject, due_on, about="Somebody"):
    def act(by, _decider):
        open_duty(
            kind,
            authority_id=by.authority_id,
            subject=subject,
            by=SYSTEM,
            about=about,
            began_on=due_on,
            due_on=due_on,
        )

    desk.done(act)


def test_an_empty_board_says_that_nothing_is_owed(desk, officer):
    page = officer.get_page("/duties")
    assert _counts(page) == ["0 open", "0 overdue", "0 mine", "0 with nobody yet"]
    assert "Nothing is owed: every duty has been discharged." in page.text
    assert "No reply of another authority is awaited." in page.text


def test_what_we_owe_stands_apart_from_what_is_owed_to_us_each_with_its_rule_and_source(desk, officer):
    decision, hit = desk.notified(), desk.hit(ASKED)
    page = officer.get_page("/duties")
    listed = _lists(page)
    assert ENTRY in listed["Owed by this authority"]
    assert "rule R04" in listed["Owed by this authority"]
    assert REPLY in listed["Owed to this authority"]
    assert "Request to Bradford, rule R12" in listed["Owed to this authority"]
    assert page.links[ENTRY] == f"/decisions/{decision}"
    # The page that discharges a reply is the case that asked for it.
    assert page.links[REPLY] == f"/applications/{hit.application}"
    for kind in ("make-entry", "await-reply"):
        assert KINDS[kind].source in _words(page.select_one("main"))


@pytest.mark.rule("R04")
def test_a_duty_is_overdue_from_the_day_after_it_was_due(desk, officer):
    decision = desk.refused()
    for days, kind in ((-1, "make-entry"), (0, "update-entry"), (1, "give-grounds")):
        _owe(desk, kind, f"decision:{decision}", TODAY + timedelta(days=days))
    page = officer.get_page("/duties")
    assert _counts(page)[:2] == ["3 open", "1 overdue 33% of the open ones"]
    lines = [_words(one) for one in page.select(".app-duties li")]
    assert ["1 day overdue" in line.lower() for line in lines] == [True, False, False]
    assert "Due today" in lines[1]
    assert f"by {day(TODAY + timedelta(days=1))}" in lines[2]


def test_a_discharged_duty_leaves_the_board(desk, officer):
    decision = desk.refused()
    _owe(desk, "make-entry", f"decision:{decision}", TODAY)
    subject = f"decision:{decision}"
    desk.done(lambda *_: discharge("make-entry", subject=subject, on=TODAY, by=SYSTEM, how="Acknowledged"))
    assert ENTRY not in officer.get_page("/duties").links


def test_another_authoritys_duties_are_not_listed(desk, officer):
    Desk(desk.app, "York").notified()
    assert _counts(officer.get_page("/duties"))[0] == "0 open"


def test_a_duty_about_a_person_leads_to_the_person_and_one_about_an_application_to_its_case(desk, officer):
    person = desk.done(lambda by, _: people.person(by=by).id)
    application = desk.received(numbers={}, name={"first": "O", "middle": "", "last": "M"})
    _owe(desk, "training-lapsed", f"person:{person}", TODAY)
    _owe(desk, "modules-overdue", f"application:{application}", TODAY)
    links = officer.get_page("/duties").links
    assert links[KINDS["training-lapsed"].title] == f"/people/{person}"
    assert links[KINDS["modules-overdue"].title] == f"/applications/{application}"


@pytest.mark.parametrize(
    ("role", "followed"),
    [(Role.DECISION_MAKER, {ENTRY, REPLY}), (Role.ENFORCEMENT_OFFICER, set()), (Role.AUDITOR, set())],
)
def test_a_duty_leads_nowhere_for_an_officer_who_may_not_open_its_page(desk, client, role, followed):
    desk.notified()
    desk.hit(ASKED)
    client.sign_in(desk.somebody(role))
    page = client.get_page("/duties")
    assert ENTRY in page.text
    assert REPLY in page.text
    assert {ENTRY, REPLY} & set(page.links) == followed


def test_the_board_names_nobody(desk, officer):
    desk.notified()
    assert "Exampleby" not in officer.get_page("/duties").text


def test_the_earliest_due_comes_first(desk, officer):
    desk.notified()
    decision = desk.read(lambda: db.session.scalars(select(Duty.subject)).first())
    desk.done(lambda *_: db.session.execute(update(Duty).values(due_on=TODAY + timedelta(days=40))))
    _owe(desk, "update-entry", decision, TODAY + timedelta(days=2))
    first = officer.get_page("/duties").select_one(".app-duties li")
    assert KINDS["update-entry"].title in _words(first)


# --- narrowing, paging --------------------------------------------------------------------------------------------


def _subjects(page):
    """What the board lists, by what it is about."""
    return [
        _words(one.select_one(".app-duty__about")).partition(",")[0] for one in page.select(".app-duties li")
    ]


@pytest.fixture
def four(desk):
    """Four duties: mine and overdue, a colleague's, nobody's, and one that was discharged."""
    colleague = desk.somebody(Role.LICENSING_OFFICER)

    def act(by, _decider):
        for name, officer_id, days in (("mine", by.id, -3), ("theirs", colleague, 1), ("nobody's", None, 2)):
            open_duty(
                "make-entry" if name == "mine" else "give-grounds",
                authority_id=by.authority_id,
                subject=f"decision:{len(name)}",
                by=SYSTEM,
                about=name,
                began_on=TODAY - timedelta(days=9),
                due_on=TODAY + timedelta(days=days),
                officer_id=officer_id,
            )
        open_duty(
            "update-entry",
            authority_id=by.authority_id,
            subject="entry:ER-1",
            by=SYSTEM,
            about="done",
            began_on=TODAY,
            due_on=TODAY,
        )
        discharge("update-entry", subject="entry:ER-1", on=TODAY, by=SYSTEM, how="Acknowledged")

    desk.done(act)


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ({}, ["mine", "theirs", "nobody's"]),
        ({"whose": "mine"}, ["mine"]),
        ({"whose": "unassigned"}, ["nobody's"]),
        ({"state": "overdue"}, ["mine"]),
        ({"state": "new"}, ["mine", "theirs", "nobody's"]),
        ({"state": "discharged"}, ["done"]),
        ({"kind": "give-grounds"}, ["theirs", "nobody's"]),
        ({"kind": "give-grounds", "whose": "mine"}, []),
    ],
    ids=str,
)
def test_the_board_is_narrowed(officer, four, asked, listed):
    page = officer.submit(officer.get_page("/duties"), asked, form="main form[method=get]")
    assert _subjects(page) == listed
    assert _counts(page) == [
        "3 open",
        "1 overdue 33% of the open ones",
        "1 mine 1 of them overdue",
        "1 with nobody yet",
    ]
    if not listed:
        assert "No duties match." in page.text


@pytest.mark.parametrize("address", ["?state=nonsense", "?whose=x&kind=y", "?page=-1", "?page=99999999"])
def test_an_address_that_makes_no_sense_is_a_board_all_the_same(officer, four, address):
    officer.get_page(f"/duties{address}")


def test_each_count_leads_to_what_it_counts(officer, four):
    links = officer.get_page("/duties").links
    assert links["overdue"] == "/duties?state=overdue"
    assert links["mine"] == "/duties?whose=mine"
    assert links["with nobody yet"] == "/duties?whose=unassigned"


def test_who_has_a_duty_is_said_and_its_own_page_is_one_press_away(officer, four):
    page = officer.get_page("/duties")
    words = [_words(one) for one in page.select(".app-duties li")]
    assert "Olive Officer has it" in words[0]
    assert "Nobody has it yet" in words[2]
    assert (
        len([href for href in page.links.values() if href.startswith("/duties/") and href[-1].isdigit()]) == 3
    )


@pytest.mark.rule("R04")
def test_overdue_is_said_in_words_and_in_working_days_where_the_clock_counts_those(officer, four):
    first, second, _ = officer.get_page("/duties").select(".app-duties li")
    assert "3 days overdue" in _words(first).lower()
    assert "late" in _words(first)
    assert first.select_one(".govuk-tag--red")
    assert "working day" not in _words(second)


def test_a_long_board_comes_in_pages(desk, officer):
    def act(by, _decider):
        for number in range(PER_PAGE + 1):
            open_duty(
                "give-grounds",
                authority_id=by.authority_id,
                subject=f"decision:{number}",
                by=SYSTEM,
                about=f"Number {number}",
                began_on=TODAY,
                due_on=TODAY + timedelta(days=number),
            )

    desk.done(act)
    assert len(_subjects(officer.get_page("/duties"))) == PER_PAGE
    second = officer.get_page("/duties?page=2")
    assert _subjects(second) == [f"Number {PER_PAGE}"]
    assert f"Page 2 of 2, {PER_PAGE + 1} in all" in second.text


# --- one duty -----------------------------------------------------------------------------------------------------


@pytest.fixture
def duty(desk):
    """The duty to make the entry of a decision that was notified today, by its id."""
    desk.notified()
    return desk.read(lambda: db.session.scalars(select(Duty.id)).one())


def test_a_duty_says_what_why_about_what_and_by_when(officer, duty):
    page = officer.get_page(f"/duties/{duty}")
    assert page.heading == f"Duty {duty}, owed by this authority {ENTRY}"
    assert page.rows["Source"] == f"{KINDS['make-entry'].source} Rule R04"
    assert "working days left" in page.rows["Last day"]
    assert page.rows["Who has it"] == "Nobody yet"
    assert page.links["Open the page that discharges it"].startswith("/decisions/")
    assert "Opened" in page.text


def test_another_authoritys_duty_is_not_found_whatever_is_done_with_it(desk, officer):
    Desk(desk.app, "York").notified()
    theirs = desk.read(lambda: db.session.scalars(select(Duty.id)).one())
    officer.get_page(f"/duties/{theirs}", 404)
    token = officer.csrf_token()
    for what in ("officer", "note", "done"):
        sent = {"csrf_token": token, "note": "x", "how": "x", "officer": "0"}
        assert officer.post(f"/duties/{theirs}/{what}", data=sent).status_code == 404


def test_a_duty_is_given_to_an_officer_and_back_and_both_stand_in_its_history(officer, duty, desk):
    form = "form[action$='/officer']"
    page = officer.submit(officer.get_page(f"/duties/{duty}"), {"officer": desk.officer}, form=form)
    assert page.rows["Who has it"] == "Olive Officer"
    page = officer.submit(page, {"officer": "0"}, form=form)
    history = [_words(one) for one in page.select(".app-timeline__what")]
    assert history == ["Opened", "Given to Olive Officer", "Given back: nobody has it"]


def test_only_officers_who_can_discharge_it_are_offered(desk, officer, duty):
    desk.somebody(Role.AUDITOR, name="Ada Auditor")
    desk.somebody(Role.LICENSING_OFFICER, name="Lee Elsewhere", authority="York")
    offered = [
        _words(one) for one in officer.get_page(f"/duties/{duty}").select("select[name=officer] option")
    ]
    assert offered == ["Nobody yet", "Olive Officer"]


def test_somebody_not_on_offer_is_refused_beside_the_field(officer, duty):
    answer = officer.post(
        f"/duties/{duty}/officer", data={"csrf_token": officer.csrf_token(), "officer": "999999"}
    )
    assert answer.status_code == 400


def test_a_note_stands_in_the_history_with_who_and_when(officer, duty):
    form = "form[action$='/note']"
    page = officer.submit(officer.get_page(f"/duties/{duty}"), {"note": ""}, form=form, status=400)
    assert page.errors == ["Enter the note"]
    page = officer.submit(page, {"note": "Rang the register\nat noon"}, form=form)
    assert "Rang the register" in page.text
    assert "Olive Officer" in _words(page.select(".app-timeline__event")[-1])


def test_what_was_typed_too_long_is_not_lost(officer, duty):
    page = officer.submit(
        officer.get_page(f"/duties/{duty}"), {"note": "x" * 2001}, form="form[action$='/note']", status=400
    )
    assert page.errors == ["Use at most 2,000 characters"]
    assert "x" * 2001 in page.select_one("textarea[name=note]").get_text()


def test_a_discharged_duty_is_still_to_be_seen_and_is_given_to_nobody(desk, officer, duty):
    subject = desk.read(lambda: db.session.get_one(Duty, duty).subject)
    desk.done(
        lambda *_: discharge(
            "make-entry", subject=subject, on=TODAY, by=SYSTEM, how="Acknowledged as entry 7"
        )
    )
    page = officer.get_page(f"/duties/{duty}")
    assert page.rows["Discharged"] == f"{day(TODAY)}, in time"
    assert "Acknowledged as entry 7" in page.text
    assert "the register itself" in page.text
    assert not page.select("select[name=officer]")
    answer = officer.post(
        f"/duties/{duty}/officer", data={"csrf_token": officer.csrf_token(), "officer": desk.officer}
    )
    assert answer.status_code == 409


@pytest.mark.rule("R60")
def test_what_no_record_proves_is_discharged_by_saying_what_was_done(desk, officer):
    application = desk.received()
    _owe(desk, "modules-overdue", f"application:{application}", TODAY)
    owed = desk.read(lambda: db.session.scalars(select(Duty.id)).one())
    form = "form[action$='/done']"
    page = officer.submit(officer.get_page(f"/duties/{owed}"), form=form, status=400)
    assert page.errors == ["Say what was done"]
    page = officer.submit(page, {"how": "Given until March"}, form=form)
    assert "The duty has been discharged." in page.text
    assert page.rows["Discharged"].endswith("in time")
    assert not page.select(form)


def test_what_a_record_proves_offers_no_such_words(officer, duty):
    assert not officer.get_page(f"/duties/{duty}").select("form[action$='/done']")


def test_an_auditor_reads_a_duty_and_changes_nothing_of_it(desk, client, duty):
    client.sign_in(desk.somebody(Role.AUDITOR))
    page = client.get_page(f"/duties/{duty}")
    assert not page.select("main form")
    assert "Your roles do not open the page that discharges this duty." in page.text
    answer = client.post(f"/duties/{duty}/note", data={"csrf_token": client.csrf_token(), "note": "Why?"})
    assert answer.status_code == 403
