"""Granting and refusing on a page: to whom it is offered, what comes back, and who comes second."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.applications import actions
from licensing.applications.models import Application, Determination
from licensing.authorities.officer_models import Officer, OfficerRole
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.decisions.models import Decision
from licensing.register.deadlines import last_day_of_term
from licensing.register.models import DriverLicence
from licensing.web.filters import day
from tests.factories import applications as make
from tests.factories import people
from tests.factories.cases import Desk
from tests.support.typing_in import comes_back, dated, typed_in

TODAY = clock.today()
GRANT = {"badge_number": "b 17", "fit_and_proper": "y", "reasons": "Nothing stands against the applicant."}
REFUSE = {"reliance": "wholly", "limbs": ["b", "g"], "reasons": "He threatened an officer, twice."}
CHOICES = {"Grant the licence", "Refuse the application"}


def _url(application, page=""):
    return f"/applications/{application}/{page}".rstrip("/")


def _count(desk, table=Determination):
    return desk.read(lambda: db.session.scalar(select(func.count()).select_from(table)))


def _both_roles(desk):
    """The case officer may determine too, as far as their roles go."""
    desk.done(lambda by, _: by.role_rows.append(OfficerRole(role=Role.DECISION_MAKER.value)))


def test_a_decision_maker_is_offered_to_grant_and_to_refuse(desk, decider):
    page = decider.get_page(_url(desk.ready()))
    assert set(page.links) >= CHOICES


def test_what_has_to_wait_is_not_offered(desk, decider):
    page = decider.get_page(_url(desk.ready(without=("enhanced-dbs",))))
    assert CHOICES & set(page.links) == {"Refuse the application"}
    told = " ".join(page.select_one(".app-actions").get_text(" ").split())
    assert "A grant has to wait for what is listed" in told


def test_determining_is_neither_offered_to_a_licensing_officer_nor_allowed(desk, officer):
    application = desk.ready()
    assert not CHOICES & set(officer.get_page(_url(application)).links)
    for page, values in (("grant", GRANT), ("refuse", REFUSE)):
        officer.get_page(_url(application, page), status=403)
        sent = {"csrf_token": officer.csrf_token()} | values
        assert officer.post(_url(application, page), data=sent).status_code == 403
    assert _count(desk) == 0


@pytest.mark.parametrize("taken_over", [False, True], ids=["case officer", "case handed to a colleague"])
def test_determining_is_neither_offered_to_whoever_prepared_the_case_nor_allowed(desk, client, taken_over):
    application = desk.ready()
    _both_roles(desk)
    if taken_over:
        colleague = desk.somebody(Role.LICENSING_OFFICER)
        desk.done(lambda *_: actions.take_case(application, by=db.session.get_one(Officer, colleague)))
    client.sign_in(desk.officer)
    page = client.get_page(_url(application))
    assert not CHOICES & set(page.links)
    assert "another decision maker must determine it" in page.text
    for name, values in (("grant", GRANT), ("refuse", REFUSE)):
        page = client.get_page(_url(application, name), status=403)
        assert "You prepared this case: another decision maker must determine it." in page.text
        # Whether the law asks for it has been reported, not read: the page says so.
        assert "nverified" in page.select_one(".app-reasons").get_text()
        sent = {"csrf_token": client.csrf_token()} | values
        assert client.post(_url(application, name), data=sent).status_code == 403
    assert _count(desk) == 0


@pytest.mark.parametrize("page", ["grant", "refuse"])
def test_what_nobody_put_to_a_decision_maker_is_not_determined(desk, decider, page):
    decider.get_page(_url(desk.received(), page), status=409)


@pytest.mark.rule("R10")
@pytest.mark.parametrize(("page", "values"), [("grant", GRANT), ("refuse", REFUSE)])
def test_a_page_lists_what_is_missing_in_place_of_its_form_and_takes_nothing(desk, decider, page, values):
    application = desk.done(lambda by, _: actions.refer(make.received(by).id, by=by).id)
    shown = decider.get_page(_url(application, page))
    assert shown.select("main form") == []
    assert "The national register has not been searched for this application." in shown.text
    sent = {"csrf_token": decider.csrf_token()} | values
    sent |= dated("starts_on", TODAY) | dated("ends_on", last_day_of_term(TODAY, 36))
    answer = decider.post(_url(application, page), data=sent)
    assert answer.status_code == 422
    assert "has not been searched" in answer.text
    assert _count(desk) == 0


@pytest.mark.rule("R39", "R41")
def test_a_grant_makes_the_licence_and_its_badge(desk, decider):
    application = desk.ready()
    page = decider.submit(decider.get_page(_url(application, "grant")), GRANT)
    assert page.url == _url(application)
    assert page.rows["Badge"] == "B 17"
    assert page.rows["In force"] == f"{day(TODAY)} to {day(last_day_of_term(TODAY, 36))}"
    assert page.rows["Decided"].endswith("by Dora Decider")
    assert page.rows["Prepared by"] == "Olive Officer"
    assert "Nothing stands against the applicant." in page.text
    number = desk.read(lambda: db.session.scalars(select(DriverLicence.number)).one())
    assert page.rows["Licence"] == number


@pytest.mark.rule("R33", "R39")
def test_whatever_is_wrong_with_a_grant_comes_back_and_nothing_is_determined(desk, decider):
    application = desk.ready()
    longest = last_day_of_term(TODAY, 36)
    url = _url(application, "grant")
    for changes, errors in (
        ({"badge_number": "", "reasons": ""}, {"badge_number": "Enter the number", "reasons": "Give the reasons"}),
        ({"badge_number": "B" * 31}, {"badge_number": "at most 30"}),
        ({"fit_and_proper": None}, {"fit_and_proper": "if you are not, don't grant"}),
        (dated("starts_on", TODAY - timedelta(days=1)), {"starts_on": "before today", "ends_on": "3 years at most"}),
        ({"starts_on-year": "9999"}, {"starts_on": "within 3 months"}),
        ({"starts_on-month": "13"}, {"starts_on": "real date"}),
        (dated("ends_on", longest + timedelta(days=1)), {"ends_on": "3 years at most"}),
        (dated("ends_on", TODAY), {"ends_on": "must end after it starts"}),
        (dated("ends_on", longest - timedelta(days=1)), {"term_reason": "Say why the term is shorter"}),
    ):  # fmt: skip
        comes_back(decider, url, GRANT | changes, errors)
        assert _count(desk) == 0, changes


def test_a_badge_number_that_is_in_use_comes_back(desk, decider):
    desk.granted("B7")
    application = desk.ready(numbers={}, name={"first": "Otto", "middle": "", "last": "Mockman"})
    values = GRANT | {"badge_number": "b7"}
    comes_back(decider, _url(application, "grant"), values, {"badge_number": "B7"})
    assert _count(desk) == 1


def _on_limited_leave(desk, **said):
    """Somebody whose leave is limited as they said it is, which the evidence bears out."""
    limited = actions.EvidenceFacts("right-to-work", "limited", "Seen")

    def act(by, _decider):
        application = make.ready(by, right_to_work=said)
        actions.record_evidence(application.id, limited, by=by)
        return application.id

    return desk.done(act)


@pytest.mark.rule("R36")
def test_the_term_offered_stops_where_leave_to_be_here_ends(desk, decider):
    leave_ends = TODAY + timedelta(days=200)
    application = _on_limited_leave(desk, limited="yes", ends_on=leave_ends.isoformat())
    url = _url(application, "grant")
    page = decider.get_page(url)
    offered = {part: str(getattr(leave_ends, part)) for part in ("day", "month", "year")}
    assert {part: typed_in(page, f"ends_on-{part}") for part in offered} == offered
    assert f"Not beyond {day(leave_ends)}, the day the applicant’s leave ends." in page.text
    values = GRANT | dated("ends_on", leave_ends + timedelta(days=1))
    comes_back(decider, url, values, {"ends_on": "on or before the day the leave ends"})
    page = decider.submit(decider.get_page(url), GRANT)
    assert page.rows["In force"].endswith(day(leave_ends))


@pytest.mark.rule("R36")
def test_the_term_offered_is_six_months_while_leave_continues(desk, decider):
    application = _on_limited_leave(desk, limited="continues", ends_on=None)
    page = decider.submit(decider.get_page(_url(application, "grant")), GRANT)
    assert page.rows["In force"].endswith(day(last_day_of_term(TODAY, 6)))


def test_a_shorter_term_says_why_on_the_case(desk, decider):
    application = desk.ready()
    values = GRANT | dated("ends_on", TODAY + timedelta(days=364)) | {"term_reason": "A first year on trial"}
    page = decider.submit(decider.get_page(_url(application, "grant")), values)
    assert page.rows["Why a shorter term"] == "A first year on trial"


@pytest.mark.rule("R03", "R72")
def test_a_refusal_leads_to_its_decision_of_which_nobody_is_notified_yet(desk, decider):
    application = desk.ready()
    page = decider.submit(decider.get_page(_url(application, "refuse")), REFUSE)
    decision = desk.read(lambda: db.session.scalars(select(Decision)).one())
    assert page.url == f"/decisions/{decision.id}"
    assert (decision.limbs, decision.reliance, decision.state) == (["b", "g"], "wholly", "decided")
    assert page.select_one(".app-record-heading__state").get_text(strip=True) == "Not yet notified"
    assert "Harassment of another person" in page.text
    assert page.rows["Notified"] == "Not yet"
    case = decider.get_page(_url(application))
    assert case.rows["Notification"].startswith("The person has not been notified yet")


@pytest.mark.rule("R03")
def test_a_refusal_without_its_classification_comes_back_and_nothing_is_determined(desk, decider):
    url = _url(desk.ready(), "refuse")
    for changes, errors in (
        ({"reliance": None, "limbs": [], "reasons": ""}, {"reliance": "how far", "reasons": "Give the reasons"}),
        ({"limbs": []}, {"limbs": "Choose each kind"}),
        ({"reliance": "none"}, {"limbs": "Choose none"}),
        ({"reliance": "in-part", "limbs": [], "reasons": "He lied."}, {"limbs": "Choose each kind"}),
    ):  # fmt: skip
        comes_back(decider, url, REFUSE | changes, errors)
        assert _count(desk) == 0, changes
        assert _count(desk, Decision) == 0, changes


@pytest.mark.parametrize("first", ["grant", "refuse"])
@pytest.mark.parametrize("second", ["grant", "refuse"])
def test_the_second_of_two_decision_makers_is_told_who_decided_and_how(desk, new_client, first, second):
    application = desk.ready()
    browsers = [new_client(), new_client()]
    browsers[0].sign_in(desk.decider)
    browsers[1].sign_in(desk.somebody(Role.DECISION_MAKER, name="Sven Second"))
    values = {"grant": GRANT, "refuse": REFUSE}
    # Both have the page before either presses.
    pages = [
        browser.get_page(_url(application, name))
        for browser, name in zip(browsers, (first, second), strict=True)
    ]
    browsers[0].submit(pages[0], values[first])
    page = browsers[1].submit(pages[1], values[second], status=409)
    outcome = {"grant": "granted", "refuse": "refused"}[first]
    told = f"Dora Decider determined this application on {day(TODAY)}: it was {outcome}."
    assert f"{told} Nothing of yours was saved." in page.text
    assert _count(desk) == 1
    state = desk.read(lambda: db.session.get_one(Application, application).state)
    assert state == outcome


def test_a_page_left_open_while_the_case_was_given_back_grants_nothing(desk, decider):
    application = desk.ready()
    page = decider.get_page(_url(application, "grant"))
    desk.done(lambda _, by: actions.give_back(application, reason="The medical has no date", by=by))
    page = decider.submit(page, GRANT, status=409)
    assert "being prepared" in page.text
    assert _count(desk) == 0


@pytest.mark.rule("R25", "R31", "R32")
def test_refusing_a_renewal_says_that_grounds_are_owed_within_fourteen_days(desk, decider):
    def renewal(by, _decider):
        held = people.licence(by=by)
        made = make.received(by, kind="renewal", renews=held, person_id=held.person_id)
        make.searched(make.with_evidence(made, by), by)
        return actions.refer(made.id, by=by).id

    page = decider.get_page(_url(desk.done(renewal), "refuse"))
    assert page.heading == "Refuse the renewal"
    assert "within 14 days" in page.text
    faulty = decider.submit(page, REFUSE, status=400)
    assert faulty.errors == ["Choose at least one ground"]
    immigration = REFUSE | {"grounds": ["(aa)"]}
    faulty = decider.submit(page, immigration, status=400)
    assert faulty.errors == ["Say whether the conviction is spent, or enter the day of the penalty below"]
    faulty = decider.submit(faulty, immigration | {"immigration_spent": "yes"}, status=400)
    assert "The conviction is spent" in faulty.errors[0]
    assert "1976 Act s.61(1A)" in faulty.errors[0]
    page = decider.submit(page, REFUSE | {"grounds": ["(b)"]})
    assert "1976 Act s.61(1)(b)" in page.text
    assert page.heading.endswith("Renewal refused: Perdita Exampleby")
    duties = page.select_one(".app-duties").get_text(" ", strip=True)
    assert f"by {day(TODAY + timedelta(days=14))}" in duties


def test_a_case_of_another_authority_is_not_determined(desk, decider):
    decider.get_page(_url(Desk(desk.app, "York").ready(), "grant"), status=404)
